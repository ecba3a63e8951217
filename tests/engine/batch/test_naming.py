from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.batch.naming import FORBIDDEN, Pattern, file_name
from engine.errors import JobError


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{name}", "harbour"),
        ("{name} in the style of {style}", "harbour in the style of wave"),
        ("{number} {name}", "007 harbour"),
        ("{number:5}", "00007"),
        ("{number:1}", "7"),
        ("{style}/{name}", "wave/harbour"),
        ("100 % {name}", "100 % harbour"),
    ],
)
def test_a_pattern_names_a_photo(text: str, named: str) -> None:
    assert Pattern(text).named("harbour", "wave", 7, 120) == PurePosixPath(named)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{photo}", "no other words in braces"),
        ("{name", "no other words in braces"),
        ("{name!r}", "no other words in braces"),
        ("{name.__class__}", "no other words in braces"),
        ("{name:4}", "no other words in braces"),
        ("{number:0}", "no other words in braces"),
        ("", "should name files within the folder"),
        ("../{name}", "should name files within the folder"),
        ("/{name}", "should name files within the folder"),
        ("{style}/", "should name files within the folder"),
    ],
)
def test_what_is_no_pattern_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(JobError, match=sentence):
        Pattern(text)


@given(st.text(min_size=1), st.text(min_size=1), st.integers(1, 10**6))
def test_a_name_never_leads_elsewhere_and_suits_every_system(name: str, style: str, number: int) -> None:
    path = Pattern("{style}/{number} {name}").named(name, style, number, number)
    assert not path.is_absolute()
    assert len(path.parts) == 2
    for part in path.parts:
        assert part not in {".", ".."}
        assert not FORBIDDEN.search(part)
        assert len(part.encode()) <= 181


def test_an_ordinary_name_stays_as_it_is() -> None:
    assert file_name("Größe 2 (kopie).final") == "Größe 2 (kopie).final"


@pytest.mark.parametrize(("text", "name"), [("aux", "_aux"), (".hidden", "_.hidden"), ("", "Pentimento")])
def test_names_that_some_system_refuses_are_changed(text: str, name: str) -> None:
    assert file_name(text) == name
