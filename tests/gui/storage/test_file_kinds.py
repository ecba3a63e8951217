from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.images.formats import READ_SUFFIXES, is_named_as_picture
from engine.look.recipe_files import SUFFIX as RECIPE_SUFFIX
from gui.storage.file_kinds import FileKind, by_kind, kind_of
from gui.storage.project_file import SUFFIX as PROJECT_SUFFIX

if TYPE_CHECKING:
    from random import Random

STEMS = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1).filter(str.strip)
SUFFIXES = st.sampled_from(sorted({PROJECT_SUFFIX, RECIPE_SUFFIX, *READ_SUFFIXES}))


@given(STEMS.map(lambda stem: f"x{stem}"), SUFFIXES, st.randoms(use_true_random=False))
def test_capitals_in_a_suffix_change_nothing(stem: str, suffix: str, random: Random) -> None:
    shouted = "".join(random.choice((letter.lower(), letter.upper())) for letter in suffix)
    path, other = Path(f"{stem}{suffix}"), Path(f"{stem}{shouted}")
    assert kind_of(path) is kind_of(other)
    assert is_named_as_picture(path) == is_named_as_picture(other) == (suffix in READ_SUFFIXES)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.pentimento", FileKind.PROJECT),
        ("MY HARBOUR.PENTIMENTO", FileKind.PROJECT),
        ("a.Pentimento-Recipe", FileKind.RECIPE),
        ("a.JPG", FileKind.PICTURE),
        ("a.pentimento.png", FileKind.PICTURE),
        ("pentimento", FileKind.PICTURE),
        (".pentimento", FileKind.PICTURE),
    ],
)
def test_kinds(name: str, kind: FileKind) -> None:
    assert kind_of(Path("folder.pentimento", name)) is kind


@given(st.lists(st.sampled_from(["a.pentimento", "b.PENTIMENTO", "c.pentimento-recipe", "d.png", "e"]).map(Path)))
def test_each_file_is_of_one_kind_and_keeps_its_place(paths: list[Path]) -> None:
    found = by_kind(paths)
    assert sorted(path for kind in found.values() for path in kind) == sorted(paths)
    for kind, those in found.items():
        assert those == [path for path in paths if kind_of(path) is kind]
