"""How pictures are compared, and how the panes of a comparison share the canvas: pure arithmetic, free of widgets."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QRectF

from gui.canvas.view import fit_zoom

if TYPE_CHECKING:
    from gui.canvas.view import Pair

Box: TypeAlias = tuple[int, int, int, int]
"""Left, top, width and height in device pixels."""

_COLUMN_BETTER_BY = 1.2
"""Panes go beneath each other only where pictures become that much larger by it: a row is what one expects."""


class CompareMode(Enum):
    """How the canvas shows a photo and its result."""

    RESULT = "result"
    """The result alone."""
    DIVIDER = "divider"
    """The photo to the left of a line that can be moved, the result to the right of it."""
    SIDE_BY_SIDE = "side by side"
    """Photo, style and result beside each other, moved together."""


class Content(Enum):
    """What a pane shows."""

    BEFORE = "before"
    STYLE = "style"
    AFTER = "after"
    BOTH = "both"
    """Before and after, with a divider or one of them alone."""


def arrange(contents: tuple[Content, ...], canvas: tuple[int, int], picture: Pair, gap: int) -> dict[Content, Box]:
    """Share the canvas among panes of equal size, in a row or in a column.

    Args:
        contents: What the panes show, from the left.
        canvas: Width and height in device pixels.
        picture: The size of the picture that is to be as large as possible.
        gap: Device pixels between panes.
    """
    count = len(contents)
    row = max((canvas[0] - gap * (count - 1)) // count, 1), max(canvas[1], 1)
    column = max(canvas[0], 1), max((canvas[1] - gap * (count - 1)) // count, 1)
    if fit_zoom(picture, column) > _COLUMN_BETTER_BY * fit_zoom(picture, row):
        return {content: (0, number * (column[1] + gap), *column) for number, content in enumerate(contents)}
    return {content: (number * (row[0] + gap), 0, *row) for number, content in enumerate(contents)}


def covering(picture: Pair, place: Box) -> Box:
    """Where a picture goes that stands for another: over all of its place.

    A picture of another aspect, such as the result of an earlier crop, is not squashed but put into the middle.

    Args:
        picture: The size of the picture.
        place: The place of the picture that it stands for.
    """
    left, top, width, height = place
    zoom = fit_zoom(picture, (width, height))
    across, down = max(round(picture[0] * zoom), 1), max(round(picture[1] * zoom), 1)
    # A small preview's sides are rounded: its aspect is off by up to a pixel of its own.
    if abs(across - width) <= 1.5 * zoom + 1 and abs(down - height) <= 1.5 * zoom + 1:
        return place
    return left + (width - across) // 2, top + (height - down) // 2, across, down


def logical(box: Box, ratio: float) -> QRectF:
    """A box of device pixels in logical ones."""
    left, top, width, height = box
    return QRectF(left / ratio, top / ratio, width / ratio, height / ratio)
