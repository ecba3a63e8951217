"""Recipes of strangers: what is wrong with them is told wholly in German, and in English to the letter."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from engine.errors import JobError
from engine.look.recipe import Recipe, StyleReference
from engine.look.recipe_json import recipe_from_json, recipe_to_json
from engine.look.refining import Refining
from engine.look.region import Region
from resources.translations import sentences_file
from resources.translations.sentences import Sentences, read_sentences

GERMAN = Sentences(read_sentences(sentences_file("de")))


def told(keys: tuple[str | int, ...], value: object) -> tuple[str, str]:
    """What is said in English and German of a recipe in which a value was exchanged."""
    recipe = Recipe((StyleReference("b.png", "0" * 64),)).with_look(refining=Refining())
    document = json.loads(recipe_to_json(recipe))
    within: Any = document
    for key in keys[:-1]:
        within = within[key]
    within[keys[-1]] = value
    with pytest.raises(JobError) as caught:
        recipe_from_json(json.dumps(document), "a.png")
    return str(caught.value), GERMAN.translated(caught.value.sentence)


@pytest.mark.parametrize(
    ("keys", "value", "english", "german"),
    [
        (("passes",), "two", ("a whole number", "'two'"), ("eine ganze Zahl", "„two“")),
        (("strength",), [], ("a number", "a list"), ("eine Zahl", "eine Liste")),
        (("tileable",), 10**40, ("true or false", "something else"), ("true oder false", "etwas anderes")),
        (
            ("program",),
            {},
            ("a text of at most 4096 characters", "an object"),
            ("ein Text mit höchstens 4096 Zeichen", "ein Objekt"),
        ),
        (
            ("levels",),
            ["relu1_1"] * 7,
            ("a list of at most 5 things", "a list of 7"),
            ("eine Liste der Länge 5 oder weniger", "eine Liste der Länge 7"),
        ),
        (
            ("styles", 0, "framing"),
            [0, 0],
            ("a list of 6 values", "a list of 2"),
            ("eine Liste mit 6 Werten", "eine Liste der Länge 2"),
        ),
    ],
)
def test_a_value_of_the_wrong_kind(
    keys: tuple[str | int, ...], value: object, english: tuple[str, str], german: tuple[str, str]
) -> None:
    place = "styles[0].framing" if len(keys) > 1 else keys[0]
    assert told(keys, value) == (
        f"The recipe in 'a.png' should hold {english[0]} as {place}, and {english[1]} came: save it again or use "
        "another.",
        f"Das Rezept in „a.png“ ist beschädigt: Bei „{place}“ steht {german[1]}, erwartet wird {german[0]}.",
    )


@pytest.mark.parametrize(
    ("keys", "value", "english", "german"),
    [
        (
            ("level_strengths",),
            {"relu1_1": 2},
            "The strength at relu1_1 should be within 0 and 1, and it is 2.0: choose a number within.",
            "Die Stärke auf relu1_1 muss zwischen 0 und 1 liegen und ist 2.0. Wählen Sie eine Zahl dazwischen.",
        ),
        (
            ("styles", 0, "weight"),
            -1,
            "The weight of the style 'b.png' should be 0 or more, and it is -1.0: give a positive number.",
            "Der Anteil des Stils „b.png“ muss 0 oder mehr sein und ist -1.0. Geben Sie eine positive Zahl an.",
        ),
        (
            ("style_size",),
            0,
            "The style size should be at least 1 pixel, and it is 0: give the long side in pixels.",
            "Die Größe der Stile muss mindestens 1 Pixel sein und ist 0. Geben Sie die lange Seite in Pixeln an.",
        ),
        (
            ("passes",),
            9,
            "The passes should be 1 to 5, and they are 9: choose a number within.",
            "Möglich sind 1 bis 5 Durchgänge, es sind aber 9. Wählen Sie eine Zahl dazwischen.",
        ),
        (
            ("levels",),
            ["relu9"],
            "A level should be one of relu5_1, relu4_1, relu3_1, relu2_1, relu1_1, and 'relu9' came: correct its name.",
            "Die Stufe „relu9“ gibt es nicht; es gibt relu5_1, relu4_1, relu3_1, relu2_1, relu1_1. Verbessern Sie den "
            "Namen.",
        ),
        (
            ("levels",),
            ["relu1_1", "relu1_1"],
            "Each level should be given once, and these came: relu1_1, relu1_1; drop the repeated one.",
            "Eine Stufe ist doppelt genannt: relu1_1, relu1_1. Lassen Sie die doppelte weg.",
        ),
        (
            ("seed",),
            -1,
            "A seed should be a whole number from 0 to 4294967295, and it is -1: choose another.",
            "Ein Startwert muss eine ganze Zahl von 0 bis 4294967295 sein und ist -1. Wählen Sie einen anderen.",
        ),
        (
            ("refining", "steps"),
            0,
            "The steps of refining should be 1 to 10000, and they are 0: choose a number within.",
            "Zum Verfeinern sind 1 bis 10000 Schritte möglich, es sind aber 0. Wählen Sie eine Zahl dazwischen.",
        ),
        (
            ("refining", "start"),
            "end",
            "The start of refining should be one of result, photo, noise, and it is 'end': choose one.",
            "Beim Verfeinern muss der Anfang eines von diesen sein: result, photo, noise. „end“ geht nicht.",
        ),
    ],
)
def test_a_value_out_of_range(keys: tuple[str | int, ...], value: object, english: str, german: str) -> None:
    assert told(keys, value) == (english, german)


@pytest.mark.parametrize(
    ("name", "english", "german"),
    [("Sky", "the region 'Sky'", "Bereich „Sky“"), ("", "a region", "einem Bereich")],
)
def test_a_region_is_named(name: str, english: str, german: str) -> None:
    mask = np.zeros((2, 2), np.uint8)
    with pytest.raises(JobError) as caught:
        Region(mask, name=name, level_strengths={"relu2_1": -1.0})
    assert str(caught.value).startswith(f"The strength of {english} at relu2_1 should be within 0 and 1")
    assert GERMAN.translated(caught.value.sentence).startswith(f"Die Stärke von {german} auf relu2_1 muss zwischen")
