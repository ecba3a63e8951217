"""Formats: older documents become the newest, later ones are refused, with a made-up kind of document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import JobError
from engine.files.versioning import NumberedFormat, refuse_unknown
from tests.refusals import refused

if TYPE_CHECKING:
    from collections.abc import Mapping


def with_unit(document: dict[str, Any]) -> dict[str, Any]:
    document["size"] = {"value": document.pop("pixels"), "unit": "px"}
    return document


def with_list(document: dict[str, Any]) -> dict[str, Any]:
    return {"sizes": [document["size"]]}


MADE_UP = NumberedFormat("made_up", 3, {1: with_unit, 2: with_list}, unnumbered=1)

FIXTURES: Mapping[int, dict[str, Any]] = {
    1: {"pixels": 12},
    2: {"made_up": 2, "size": {"value": 12, "unit": "px"}},
    3: {"made_up": 3, "sizes": [{"value": 12, "unit": "px"}]},
}
"""The same document as each version of the program wrote it."""


@pytest.mark.parametrize("version", FIXTURES)
def test_a_document_of_every_format_becomes_the_newest(version: int) -> None:
    document = FIXTURES[version]
    before = repr(document)
    assert MADE_UP.read(document, "It", JobError) == FIXTURES[3]
    assert repr(document) == before, "what was read is left as it was"
    assert not MADE_UP.is_later(document)


@given(st.integers(4, 10**14))
def test_later_documents_are_refused_and_known_as_such(version: int) -> None:
    document = {"made_up": version, "anything": None}
    assert MADE_UP.is_later(document)
    with refused(
        JobError,
        "{source} should be of format {newest} or older, and it is of format {version}: update the program to open it.",
        source="It",
        newest=3,
        version=version,
    ):
        MADE_UP.read(document, "It", JobError)


@given(st.none() | st.booleans() | st.integers(max_value=0) | st.floats() | st.text() | st.lists(st.integers()))
def test_what_is_no_number_is_no_format(version: object) -> None:
    assert not MADE_UP.is_later({"made_up": version})
    with refused(JobError, "{source} should say the number of its format, and it does not: use another.", source="It"):
        MADE_UP.read({"made_up": version}, "It", JobError)
    with refused(JobError, "{source} should say the number of its format, and it does not: use another."):
        NumberedFormat("numbered").read({}, "It", JobError)
    assert not MADE_UP.is_later(version)


@pytest.mark.parametrize("document", [{}, {"made_up": 2}, {"made_up": 1, "size": 3}])
def test_a_damaged_older_document_is_refused_in_a_sentence(document: dict[str, Any]) -> None:
    with refused(
        JobError,
        "{source} should be brought from format {older} to {newer}, and a part is missing or wrong ({error}): use "
        "another copy.",
    ):
        MADE_UP.read(document, "It", JobError)


def test_a_table_of_migrations_has_no_holes() -> None:
    with pytest.raises(AssertionError):
        NumberedFormat("made_up", 3, {1: with_unit})


def test_what_nobody_knows_is_told_as_what_it_is() -> None:
    refuse_unknown(["size"], {"size", "unit"}, "It", JobError)
    with refused(
        JobError,
        "{source} should hold nothing that this version of the program does not know, and it holds '{fields}': it is "
        "damaged or of a later version; update the program, or use another.",
        source="It",
        fields="depth, edge",
    ):
        refuse_unknown(["size", "edge", "depth"], {"size", "unit"}, "It", JobError)
