from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.batch.naming import FORBIDDEN, Pattern, file_name
from engine.errors import JobError
from tests.refusals import refused


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


OTHER_WORDS = (
    "A naming should have no other words in braces than name, style, number and number:4, and '{text}' has some: "
    "correct or remove them."
)
ELSEWHERE = (
    "A naming should name files within the folder for the results, and '{text}' does not: leave out empty names and "
    "dots before and after slashes."
)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{photo}", OTHER_WORDS),
        ("{name", OTHER_WORDS),
        ("{name!r}", OTHER_WORDS),
        ("{name.__class__}", OTHER_WORDS),
        ("{name:4}", OTHER_WORDS),
        ("{number:0}", OTHER_WORDS),
        ("", ELSEWHERE),
        ("../{name}", ELSEWHERE),
        ("/{name}", ELSEWHERE),
        ("{style}/", ELSEWHERE),
    ],
)
def test_what_is_no_pattern_is_refused(text: str, sentence: str) -> None:
    with refused(JobError, sentence, text=text):
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
