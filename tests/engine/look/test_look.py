"""What is declared of a look's parameters holds wherever they are asked for: here in themselves and in recipes."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import JobError
from engine.look.look import LOOK_EDITION, PARAMETERS, Look
from engine.look.recipe import Recipe, StyleReference
from engine.look.recipe_json import recipe_from_json, recipe_to_json
from tests.engine.looks import looks, parameters, wrong_values
from tests.refusals import refused

PLAIN = Recipe((StyleReference("ink.jpg", "0" * 64),))


def read(document: object) -> Look:
    return recipe_from_json(json.dumps(document), "x.json").look


def written(look: Look) -> Any:
    return json.loads(recipe_to_json(replace(PLAIN, look=look)))


@given(looks)
def test_a_look_comes_back_from_a_recipe(look: Look) -> None:
    assert read(written(look)) == look


@given(st.data(), looks, parameters)
def test_a_recipe_with_an_impossible_value_is_refused_by_name(data: Any, look: Look, name: str) -> None:
    document = {**written(look), name: data.draw(wrong_values(PARAMETERS[name]))}
    with pytest.raises(JobError) as caught:
        read(document)
    values = caught.value.sentence.values
    assert name in str(values.get("place")).split(".") or values.get("what") == PARAMETERS[name].title


@given(st.data(), parameters)
def test_a_look_with_an_impossible_value_is_refused_by_its_title(data: Any, name: str) -> None:
    value = data.draw(
        wrong_values(PARAMETERS[name]).filter(lambda value: type(value) is type(PARAMETERS[name].default))
    )
    with pytest.raises(JobError) as caught:
        Look(**{name: value})
    assert caught.value.sentence.values["what"] == PARAMETERS[name].title


@given(looks, st.integers(0, LOOK_EDITION))
def test_what_a_later_edition_brought_has_its_default_in_a_recipe_of_before(look: Look, edition: int) -> None:
    later = {name: each.nothing for name, each in PARAMETERS.items() if each.since > edition}
    old = {name: value for name, value in written(look).items() if name not in later}
    assert read(old) == replace(look, **later)


@given(looks, parameters.filter(lambda name: PARAMETERS[name].since == 0))
def test_what_was_always_there_is_missed(look: Look, name: str) -> None:
    document = written(look)
    del document[name]
    with refused(JobError, "{source} should say {place}, and it does not: save it again.", place=name):
        read(document)


@given(looks, parameters)
def test_a_texture_has_what_it_takes_from_no_photo(look: Look, name: str) -> None:
    plain = look.without_photo
    assert replace(PLAIN, look=plain, seed=1).look == plain
    for other, parameter in PARAMETERS.items():
        assert getattr(plain, other) == (parameter.nothing if parameter.from_photo else getattr(look, other))
    asked = replace(plain, **{name: getattr(look, name)})
    if asked != plain:
        title = PARAMETERS[name].title
        with refused(
            JobError, "{title} takes something from a photo, and a texture has no photo: leave it out.", title=title
        ):
            replace(PLAIN, look=asked, seed=1)


@given(looks)
def test_a_look_is_finished_later_once(look: Look) -> None:
    later = look.unfinished
    assert (later.unfinished, later.refining) == (later, None)
    assert later.colour == ("style" if look.colour == "photo" else look.colour)
    for name, parameter in PARAMETERS.items():
        if name != "colour":
            assert getattr(later, name) == (parameter.nothing if parameter.finishing else getattr(look, name))
