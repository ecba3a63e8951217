"""Whatever is saved can be opened again, with all that there is room for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gui.document.masks import mask_hash, packed
from gui.document.regions import RegionEntry
from gui.document.versions import make_version
from gui.storage.project_file import load_project, save_project
from gui.storage.project_limits import LIMITS, ProjectError
from gui.storage.project_room import with_room
from tests.gui.made import picture
from tests.gui.storage.test_project_file import data_of
from tests.refusals import refused

if TYPE_CHECKING:
    from pathlib import Path

    from gui.document.data import DocumentData

SIDE = 10


def document(pinned: list[bool]) -> DocumentData:
    """A document whose versions have a photo and a mask each of their own, and share the style."""
    style = picture(999, SIDE, SIDE)
    data = data_of(picture(0, SIDE, SIDE), style)
    pictures, masks, versions = dict(data.pictures), {}, []
    for number, is_pinned in enumerate(pinned, 1):
        other = data_of(picture(number, SIDE, SIDE), style)
        mask = np.full((4, 4), number, np.uint8)
        masks[mask_hash(mask)] = packed(mask)
        pictures.update(other.pictures)
        state = replace(other.state, regions=(RegionEntry("region", "sky", mask_hash(mask), keeps_photo=True),))
        versions.append(replace(make_version(f"v{number}", picture(number, SIDE, SIDE), state), pinned=is_pinned))
    return replace(data, pictures=pictures, masks=masks, versions=tuple(versions))


@settings(max_examples=25)
@given(
    pinned=st.lists(st.booleans(), max_size=6),
    pictures=st.integers(2, 9),
    pixels=st.integers(2, 9),
    masks=st.integers(0, 7),
)
def test_what_is_saved_can_be_opened(
    tmp_path_factory: pytest.TempPathFactory, *, pinned: list[bool], pictures: int, pixels: int, masks: int
) -> None:
    path = tmp_path_factory.mktemp("project") / "a.pentimento"
    limits = replace(LIMITS, pictures=pictures, pixels=pixels * SIDE * SIDE, masks=masks)
    data = document(pinned)
    left_out = save_project(path, data, limits=limits).left_out
    read = load_project(path, limits)
    assert (read.missing, read.notes) == ((), ())
    assert len(read.data.versions) == len(pinned) - left_out == min(len(pinned), pictures - 2, pixels - 2, masks)
    kept = {version.key for version in read.data.versions}
    newest = data.versions[::-1]
    worth = [version.key for wanted in (True, False) for version in newest if version.pinned is wanted]
    assert kept == set(worth[: len(kept)])


@pytest.mark.parametrize("limit", [{"pictures": 1}, {"pixels": 2 * SIDE * SIDE - 1}])
def test_a_photo_and_styles_without_room_are_refused_before_anything_is_written(
    tmp_path: Path, limit: dict[str, int]
) -> None:
    with refused(
        ProjectError,
        "Photo, styles and regions of a project should have at most {most:,.6g} megapixels and {masks} masks "
        "together, and they have more: take out a style or a region.",
    ):
        save_project(tmp_path / "a.pentimento", document([]), limits=replace(LIMITS, **limit))
    assert not list(tmp_path.iterdir())


def test_all_that_there_is_room_for_stays_as_it_is() -> None:
    data = document([False, True])
    assert with_room(data, LIMITS) == (data, 0)
