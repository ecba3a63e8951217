from __future__ import annotations

import numpy as np
import pytest

from engine.images import Picture
from engine.images.contact_sheets import (
    BACKGROUND,
    CAPTION_HEIGHT,
    GAP,
    MARGIN,
    TITLE_HEIGHT,
    Tile,
    contact_sheet,
    eight_bits,
    in_rows,
    largest_size,
    thumbnail,
)
from tests.engine.pictures import flat, picture

RED, BLUE = (200, 10, 10), (10, 10, 200)


def test_pictures_stand_in_their_cells_on_neutral_grey() -> None:
    rows = [[Tile(flat(80, 40, RED), "red"), Tile(flat(20, 30, BLUE))], [Tile(flat(8, 8, BLUE)), Tile(flat(8, 8, RED))]]
    sheet = contact_sheet(("left", "|"), rows, side=60)
    assert sheet.width == 2 * MARGIN + 60 + GAP + 20
    assert sheet.height == 2 * MARGIN + TITLE_HEIGHT + 30 + CAPTION_HEIGHT + GAP + 8
    most = largest_size(2, 2, 60)
    assert sheet.width <= most[0]
    assert sheet.height <= most[1]
    assert len(set(BACKGROUND)) == 1
    assert tuple(sheet.pixels[0, 0]) == BACKGROUND
    top, right = MARGIN + TITLE_HEIGHT, MARGIN + 60 + GAP
    assert np.all(sheet.pixels[top : top + 30, MARGIN : MARGIN + 60] == RED)
    assert np.all(sheet.pixels[top : top + 30, right : right + 20] == BLUE)
    second = top + 30 + CAPTION_HEIGHT + GAP
    assert np.all(sheet.pixels[second : second + 8, right : right + 8] == RED)


def test_a_row_that_is_not_full_ends_in_background() -> None:
    tiles = [Tile(flat(8, 8, RED))] * 3
    rows = in_rows(tiles, 2)
    assert [len(row) for row in rows] == [2, 2]
    sheet = contact_sheet(("", ""), rows, side=8)
    assert np.all(sheet.pixels[-MARGIN - 8 :, MARGIN + 8 :] == BACKGROUND)
    assert in_rows(tiles, 3) == [tiles]


def test_names_are_written_above_and_below_and_kept_within_their_columns() -> None:
    name = "a name that is much too long for such a small picture"
    sheet = contact_sheet(("short", name), [[Tile(flat(50, 50, RED), name), Tile(flat(50, 50, BLUE))]], side=50)
    bare = contact_sheet(("", ""), [[Tile(flat(50, 50, RED)), Tile(flat(50, 50, BLUE))]], side=50)
    assert sheet.height == bare.height + TITLE_HEIGHT + CAPTION_HEIGHT
    written = np.any(sheet.pixels != BACKGROUND, axis=2)
    top = MARGIN + TITLE_HEIGHT
    assert written[MARGIN:top, MARGIN : MARGIN + 50].any()
    assert written[top + 50 :, MARGIN : MARGIN + 50].any()
    assert np.all(bare.pixels[MARGIN : MARGIN + 50, MARGIN : MARGIN + 50] == RED)
    for gap in (slice(0, MARGIN), slice(MARGIN + 50, MARGIN + 50 + GAP), slice(MARGIN + 100 + GAP, None)):
        assert not written[:, gap].any()


def test_small_pictures_lie_close_and_have_room_for_their_names() -> None:
    sheet = contact_sheet(("", ""), [[Tile(flat(64, 64, RED), "seed 0"), Tile(flat(8, 64, BLUE), "seed 1")]], side=288)
    covered = np.all(sheet.pixels == RED, axis=2) | np.all(sheet.pixels == BLUE, axis=2)
    assert covered.sum() == 72 * 64
    assert 2 * MARGIN + 64 + GAP + 8 < sheet.width < 2 * MARGIN + 64 + GAP + 64
    assert sheet.height == 2 * MARGIN + 64 + CAPTION_HEIGHT


def test_thumbnails_are_reduced_and_never_enlarged() -> None:
    assert (thumbnail(picture(90, 60), 30).width, thumbnail(picture(90, 60), 30).height) == (30, 20)
    small = picture(9, 6)
    assert thumbnail(small, 30) is small


def test_16_bits_are_shown_in_8() -> None:
    deep = Picture(np.array([[[0, 65535, 257 * 100]]], np.uint16))
    assert eight_bits(deep).tolist() == [[[0, 255, 100]]]
    sheet = contact_sheet(("deep",), [[Tile(Picture(np.full((9, 9, 3), 65535, np.uint16)))]], side=20)
    assert np.all(sheet.pixels[MARGIN + TITLE_HEIGHT : MARGIN + TITLE_HEIGHT + 9, MARGIN : MARGIN + 9] == 255)


@pytest.mark.parametrize("rows", [[], [[Tile(flat(4, 4, RED))]]])
def test_a_grid_with_holes_is_refused(rows: list[list[Tile]]) -> None:
    with pytest.raises(ValueError, match="rows of 2 tiles each"):
        contact_sheet(("one", "two"), rows)
