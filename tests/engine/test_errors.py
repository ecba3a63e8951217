"""Errors and their sentences: told in English, kept in parts, and carried to other processes."""

from __future__ import annotations

import copy
import json
import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

from engine.errors import JobError, PentimentoError, PictureError
from engine.sentences import Sentence, listed

FULL = Sentence("'{name}' needs {size:.1f} GB", name="a.png", size=2.25)


def failing(name: str) -> None:
    try:
        int(name)
    except ValueError as error:
        raise PictureError("'{name}' is broken ({reason}): {full}.", name=name, reason=error, full=FULL) from error


def test_a_sentence_is_an_english_text_with_its_parts() -> None:
    assert FULL == "'a.png' needs 2.2 GB"
    assert FULL.template == "'{name}' needs {size:.1f} GB"
    assert FULL.values == {"name": "a.png", "size": 2.25}
    assert json.dumps([FULL]) == json.dumps([str(FULL)])
    assert {str(FULL): 1} == {FULL: 1}


def test_a_text_without_values_stays_as_it_is() -> None:
    said = Sentence("'{name}' {} {")
    assert said == said.template == "'{name}' {} {"
    assert not said.values


def test_values_are_put_in_as_they_are() -> None:
    assert (
        Sentence("{name!r}: {count:,} {share:g}", name="{x}", count=1200, share=np.float32(0.5)) == "'{x}': 1,200 0.5"
    )


def test_a_sentence_holds_nothing_but_texts_and_numbers() -> None:
    said = Sentence("{path} {shape} {error}", path=Path("a"), shape=(2, 3), error=JobError("No {what}.", what="job"))
    assert said == "a (2, 3) No job."
    assert said.values["path"] == "a"
    assert said.values["shape"] == "(2, 3)"
    inner = said.values["error"]
    assert isinstance(inner, Sentence)
    assert inner.template == "No {what}."


def test_a_list_keeps_its_parts() -> None:
    said = listed([FULL, Sentence("{")])
    assert said == "'a.png' needs 2.2 GB, {"
    assert list(said.values.values()) == [FULL, "{"]
    assert isinstance(said.values["part_0"], Sentence)


def test_an_error_is_told_by_its_sentence() -> None:
    with pytest.raises(PictureError) as told:
        failing("b.png")
    error = told.value
    assert (
        str(error)
        == error.sentence
        == "'b.png' is broken (invalid literal for int() with base 10: 'b.png'): 'a.png' needs 2.2 GB."
    )
    assert error.sentence.values["full"] == FULL
    assert isinstance(error.__cause__, ValueError)
    assert JobError(error.sentence).sentence is error.sentence


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_an_error_stays_whole_when_it_is_pickled(protocol: int) -> None:
    class_and_parts = []
    with pytest.raises(PictureError) as told:
        failing("{b}.png")
    for error in (told.value, pickle.loads(pickle.dumps(told.value, protocol)), copy.deepcopy(told.value)):
        assert isinstance(error, PentimentoError)
        inner = error.sentence.values["full"]
        assert isinstance(inner, Sentence)
        parts = (error.sentence.template, error.sentence.values, inner.template, inner.values)
        class_and_parts.append((type(error), str(error), parts))
    assert class_and_parts[0] == class_and_parts[1] == class_and_parts[2]


def test_an_error_comes_whole_from_another_process() -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        error = pool.submit(failing, "c.png").exception()
    assert isinstance(error, PictureError)
    assert error.sentence.template == "'{name}' is broken ({reason}): {full}."
    assert error.sentence.values == {
        "name": "c.png",
        "reason": "invalid literal for int() with base 10: 'c.png'",
        "full": FULL,
    }
