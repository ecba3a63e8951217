"""Each parameter of the look has its option, whose words reach the look."""

from __future__ import annotations

from typing import Any

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.cli.batch import batch
from engine.cli.evaluate import evaluate
from engine.cli.evaluate_request import settings_of
from engine.cli.refine import refine
from engine.cli.stylise import stylise
from engine.cli.texture import texture
from engine.cli.words import Words
from engine.errors import JobError
from engine.look.look import PARAMETERS, Look
from engine.look.parameters import Number, Switch, Whole
from engine.look.refining import Refining
from tests.engine.looks import looks, parameters, wrong_values
from tests.refusals import refused


def option(name: str, value: Any) -> list[str]:
    """What somebody types for a value."""
    kind = PARAMETERS[name].kind
    if isinstance(kind, Switch):
        return [f"--{name.replace('_', '-') if value else kind.opposite}"]
    return [f"--{name.replace('_', '-')}", str(value)]


def evaluated(*typed: str) -> Look:
    """How `evaluate` paints after that."""
    command = evaluate.make_context("evaluate", ["--photos", "photo.png", "--styles", "brush.png", *typed])
    asked = ("levels", "level_strengths", "passes", "style_size", "refine", *PARAMETERS)
    return settings_of(**{name: command.params[name] for name in asked}).look


def said(*typed: str) -> dict[str, Any]:
    """What is known of the look after that."""
    return dict(Words.of(**stylise.make_context("stylise", ["photo.png", *typed]).params).look)


@given(looks, st.sets(parameters))
def test_what_is_given_reaches_the_look_and_nothing_else(look: Look, names: set[str]) -> None:
    given_words = [word for name in names for word in option(name, getattr(look, name))]
    assert said(*given_words) == {name: getattr(look, name) for name in names}


@given(looks, st.sets(parameters), st.booleans())
def test_any_look_can_be_evaluated(look: Look, names: set[str], refined: bool) -> None:
    chosen = {name: getattr(look, name) for name in names}
    typed = [word for name, value in chosen.items() for word in option(name, value)]
    wanted = Look(**chosen, refining=Refining() if refined else None)
    assert evaluated(*typed, *(["--refine"] if refined else [])) == wanted


@given(st.data(), parameters)
def test_an_impossible_value_is_refused_by_name(data: Any, name: str) -> None:
    parameter = PARAMETERS[name]
    if isinstance(parameter.kind, Switch):
        return
    value = data.draw(wrong_values(parameter).filter(lambda value: type(value) is type(parameter.default)))
    if isinstance(parameter.kind, Number):
        with refused(
            JobError,
            "{what} should be within {low:g} and {high:g}, and it is {value}: choose a number within.",
            what=parameter.title,
        ):
            Look(**said(*option(name, value)))
    elif isinstance(parameter.kind, Whole):
        with refused(
            JobError,
            "{what} should be a whole number within {low} and {high}, and it is {value}: choose one within.",
            what=parameter.title,
        ):
            Look(**said(*option(name, value)))
    else:
        with pytest.raises(click.BadParameter, match=f"--{name}|is not one of") as caught:
            said(*option(name, value))
        assert caught.value.param is not None
        assert caught.value.param.name == name


def test_each_command_has_the_options_that_mean_something_to_it() -> None:
    for command in (stylise, refine, batch, evaluate):
        assert PARAMETERS.keys() <= {each.name for each in command.params}
    there = {each.name for each in texture.params}
    assert not {name for name, each in PARAMETERS.items() if each.from_photo} & there
    assert {"strength", "transform"} <= there
