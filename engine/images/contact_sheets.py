"""Contact sheets: a grid of small pictures with names, as one picture. No torch."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from engine.images import Picture, fit, resize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

BACKGROUND = (58, 58, 58)
"""Neutral, so that it does not tint how the pictures' colours are seen."""

TITLE_COLOUR = (236, 236, 236)
CAPTION_COLOUR = (176, 176, 176)
TITLE_SIZE = 16
CAPTION_SIZE = 12
MARGIN = 24
GAP = 12
TITLE_HEIGHT = TITLE_SIZE + GAP
CAPTION_HEIGHT = CAPTION_SIZE + GAP // 2
ELLIPSIS = "…"


@dataclass(frozen=True)
class Tile:
    """One picture of a sheet.

    Attributes:
        picture: of any size; what it hides behind transparency is shown.
        caption: stands below it; shortened where it is wider than its column.
    """

    picture: Picture
    caption: str = ""


def thumbnail(picture: Picture, side: int) -> Picture:
    """A picture reduced to a longer side of at most `side` pixels; a smaller one stays as it is."""
    return resize(picture, fit(picture.width, picture.height, min(side, max(picture.width, picture.height))))


def largest_size(columns: int, rows: int, side: int) -> tuple[int, int]:
    """The width and height that a sheet of so many columns and rows may reach at most."""
    width = 2 * MARGIN + columns * (side + GAP) - GAP
    return width, 2 * MARGIN + TITLE_HEIGHT + rows * (side + CAPTION_HEIGHT + GAP) - GAP


def in_rows(tiles: Sequence[Tile], columns: int) -> list[list[Tile]]:
    """Tiles in rows of so many; the last is filled up with empty ones."""
    empty = Tile(Picture(np.full((1, 1, 3), BACKGROUND, np.uint8)))
    filled = [*tiles, *[empty] * (-len(tiles) % columns)]
    return [filled[start : start + columns] for start in range(0, len(filled), columns)]


def contact_sheet(titles: Sequence[str], rows: Sequence[Sequence[Tile]], side: int = 288) -> Picture:
    """Draws a grid of pictures on neutral grey.

    Args:
        titles: a name for each column, above it.
        rows: of tiles, one for each column; at least one row.
        side: the longer side of the small pictures in pixels; smaller ones are not enlarged.

    Returns:
        The sheet, uint8. A column is as wide as its widest picture or text, and at most `side` pixels; a row is as
        high as its highest picture. Without titles there is no room for them.

    Raises:
        ValueError: there is no row, or one has more or fewer tiles than there are columns.
    """
    if not rows or any(len(row) != len(titles) for row in rows):
        message = f"rows of {len(titles)} tiles each: {[len(row) for row in rows]}"
        raise ValueError(message)
    grid = [[Tile(thumbnail(tile.picture, side), tile.caption) for tile in row] for row in rows]
    heights = [max(tile.picture.height for tile in row) for row in grid]
    below = [CAPTION_HEIGHT if any(tile.caption for tile in row) else 0 for row in grid]
    widths = [min(side, width) for width in column_widths(titles, grid)]
    width = 2 * MARGIN + sum(widths) + (len(widths) - 1) * GAP
    above = TITLE_HEIGHT if any(titles) else 0
    height = 2 * MARGIN + above + sum(heights) + sum(below) + (len(grid) - 1) * GAP
    sheet = Image.new("RGB", (width, height), BACKGROUND)
    draw = ImageDraw.Draw(sheet)
    lefts = [MARGIN + sum(widths[:column]) + column * GAP for column in range(len(widths))]
    for left, title, column in zip(lefts, titles, widths, strict=True):
        write(draw, (left, MARGIN), title, width=column, size=TITLE_SIZE, colour=TITLE_COLOUR)
    top = MARGIN + above
    for row, row_height, captions in zip(grid, heights, below, strict=True):
        for left, tile, column in zip(lefts, row, widths, strict=True):
            sheet.paste(Image.fromarray(eight_bits(tile.picture)), (left, top))
            place = (left, top + tile.picture.height + GAP // 4)
            write(draw, place, tile.caption, width=column, size=CAPTION_SIZE, colour=CAPTION_COLOUR)
        top += row_height + captions + GAP
    return Picture(np.asarray(sheet).copy(), name="contact sheet")


def column_widths(titles: Sequence[str], rows: Sequence[Sequence[Tile]]) -> list[int]:
    """For each column the width of its widest picture, caption or title in pixels."""
    title_font, caption_font = ImageFont.load_default(TITLE_SIZE), ImageFont.load_default(CAPTION_SIZE)
    widths = []
    for title, *tiles in zip(titles, *rows, strict=True):
        texts = (title_font.getlength(title), *(caption_font.getlength(tile.caption) for tile in tiles))
        widths.append(max(math.ceil(max(texts)), *(tile.picture.width for tile in tiles)))
    return widths


def write(
    draw: ImageDraw.ImageDraw, place: tuple[int, int], text: str, *, width: int, size: int, colour: tuple[int, int, int]
) -> None:
    """Writes one line, shortened to a width in pixels; `place` is its upper left."""
    font = ImageFont.load_default(size)
    shown = text
    while shown and draw.textlength(shown, font) > width:
        shown = shown.removesuffix(ELLIPSIS)[:-1].rstrip() + ELLIPSIS if shown != ELLIPSIS else ""
    draw.text(place, shown, fill=colour, font=font)


def eight_bits(picture: Picture) -> NDArray[np.uint8]:
    """A picture's pixels in 8 bits."""
    if picture.bits == 8:
        return picture.pixels.astype(np.uint8, copy=False)
    return ((picture.pixels.astype(np.uint32) + 128) // 257).astype(np.uint8)
