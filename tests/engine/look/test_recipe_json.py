"""Recipes as JSON are read strictly: a wrong kind is refused by name, and what was not always there may be missing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import JobError
from engine.images import Framing
from engine.job import Look
from engine.look.recipe import PackReference, Recipe, StyleReference
from engine.look.recipe_json import recipe_from_json, recipe_to_json
from engine.look.refining import Refining
from tests.refusals import refused

PART = Framing(0.25, 0, 0.75, 0.5, 1, mirrored=True)
WHOLE_RECIPE = Recipe(
    (StyleReference("ink.jpg", "0" * 64, 2.0, {"relu5_1": 1.5}, PART), StyleReference("oil.jpg", "1" * 64)),
    Look(refining=Refining(content_level="relu4_1")),
    level_strengths={"relu4_1": 0.25},
    style_size=300,
    look_size=600,
    pack=PackReference("atelier", "0" * 64),
)
"""A recipe that says all that can be said."""

ALWAYS_THERE = {"styles", "strength", "level_strengths", "levels", "passes", "style_size", "pack", "program"}

MAY_BE_NULL = {"style_size", "look_size", "refining", "refining.content_level", "seed", "pack", "styles[0].framing"}


def read(document: object) -> Recipe:
    return recipe_from_json(json.dumps(document), "x.json")


def whole() -> Any:
    return json.loads(recipe_to_json(WHOLE_RECIPE))


def places(document: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The ways to all values of a document, but for the number of its format."""
    if not isinstance(document, dict | list):
        return []
    found: list[tuple[Any, ...]] = []
    for name, value in document.items() if isinstance(document, dict) else enumerate(document):
        if name != "pentimento_recipe":
            found += [(*path, name), *places(value, (*path, name))]
    return found


def told(path: tuple[Any, ...]) -> str:
    """How a sentence calls a place: values in lists of plain values go by their number or their meaning."""
    return "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in path).removeprefix(".")


def put(document: Any, path: tuple[Any, ...], value: object) -> None:
    for name in path[:-1]:
        document = document[name]
    document[path[-1]] = value


def kind(value: object) -> type:
    return float if type(value) in (int, float) else type(value)


@given(st.sampled_from(places(whole())), st.sampled_from(["false", "", 2.9, 7, True, [], [1], {}, {"a": 1}, None]))
def test_a_value_of_a_wrong_kind_is_refused_by_name(path: tuple[Any, ...], wrong: object) -> None:
    document = whole()
    here = document
    for name in path:
        here = here[name]
    nullable = told(path) in MAY_BE_NULL
    if (nullable and wrong is None) or kind(here) is kind(wrong) or (nullable and type(wrong) in (int, str)):
        return
    put(document, path, wrong)
    # In lists of plain values a place goes by its number, or by what it means.
    lists = [name for name in path if isinstance(name, str)]
    with refused(
        JobError,
        "{source} should hold {expected} as {place}, and {shown} came: save it again or use another.",
        source="The recipe in 'x.json'",
    ) as caught:
        read(document)
    assert lists[-1] in caught.value.sentence.values["place"]


@pytest.mark.parametrize("name", ["passes", "style_size", "look_size", "seed"])
def test_a_part_of_a_whole_number_is_none(name: str) -> None:
    with refused(
        JobError,
        "{source} should hold {expected} as {place}, and {shown} came: save it again or use another.",
        expected="a whole number",
        place=name,
        shown="2.9",
    ):
        read({**whole(), name: 2.9})


def test_a_word_is_no_truth() -> None:
    with refused(
        JobError,
        "{source} should hold {expected} as {place}, and {shown} came: save it again or use another.",
        expected="true or false",
        place="photorealistic",
        shown="'false'",
    ):
        read({**whole(), "photorealistic": "false"})


def test_names_repeated_or_with_a_null_character_are_refused() -> None:
    text = recipe_to_json(WHOLE_RECIPE)
    with refused(
        JobError,
        "{source} should hold JSON, and it cannot be read as such ({error}): use another.",
        error="a name is repeated",
    ):
        recipe_from_json(text.replace('"passes": 1', '"passes": 1, "passes": 2'), "x.json")
    with refused(
        JobError,
        "{source} should hold {expected} as {place}, and {shown} came: save it again or use another.",
        place="styles[0].name",
    ):
        recipe_from_json(text.replace("ink.jpg", "ink\\u0000.jpg"), "x.json")


@given(st.sets(st.sampled_from(sorted(whole().keys() - {"pentimento_recipe"}))))
def test_what_was_not_always_there_may_be_missing(names: set[str]) -> None:
    document = {name: value for name, value in whole().items() if name not in names}
    needed = names & ALWAYS_THERE
    if needed:
        with refused(JobError, "{source} should say {place}, and it does not: save it again.") as caught:
            read(document)
        assert caught.value.sentence.values["place"] in needed
    else:
        # What a parameter was before it was there: nothing.
        usual = json.loads(recipe_to_json(Recipe(WHOLE_RECIPE.styles, Look.plain(1.0))))
        assert read(document) == read({**whole(), **{name: usual[name] for name in names}})
