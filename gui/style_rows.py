"""Several styles as one picture, to be seen beside the photo."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

if TYPE_CHECKING:
    from collections.abc import Sequence

HEIGHT = 512
"""Of a style in pixels, where there is room."""

WIDEST = 4 * HEIGHT
"""Of a style; one that is wider still is lower than the others."""

MOST_PIXELS = 4_000_000
"""Of all rows together, about as many as a window shows; where they would be more, all styles are smaller."""

GAP = 8
GROUND = 0xFF2B2B2B
"""The canvas's own grey."""


def rows_of(images: Sequence[QImage], aspect: float) -> QImage:
    """Styles beside each other, nearly all equally high, in as many rows as show them largest.

    Args:
        images: at least one, none of them empty.
        aspect: width / height of the room that there is.
    """
    widths = [min(max(1, round(HEIGHT * image.width() / image.height())), WIDEST) for image in images]
    arrangements = [_arranged(widths, count) for count in range(1, len(images) + 1)]
    # The first of equally good ones: fewer rows are seen at a glance.
    rows = max(arrangements, key=lambda rows: round(HEIGHT * _scale(widths, rows, aspect), 3))
    width, height = _size(widths, rows)
    reduction = min(1.0, math.sqrt(MOST_PIXELS / (width * height)))
    sheet = QImage(math.ceil(reduction * width), math.ceil(reduction * height), QImage.Format.Format_RGB32)
    sheet.fill(GROUND)
    with QPainter(sheet) as painter:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.scale(reduction, reduction)
        for number, row in enumerate(rows):
            left = (width - _width(widths, row)) / 2
            for place in row:
                room = QRectF(left, number * (HEIGHT + GAP), widths[place], HEIGHT)
                painter.drawImage(_within(room, images[place]), images[place])
                left += widths[place] + GAP
    return sheet


def _within(room: QRectF, image: QImage) -> QRectF:
    """The middle of the room, in the image's proportions, but at least a pixel high."""
    height = min(room.height(), max(1.0, room.width() * image.height() / image.width()))
    return QRectF(room.left(), room.center().y() - height / 2, room.width(), height)


def _arranged(widths: Sequence[int], count: int) -> list[range]:
    """The places in so many rows of nearly as many each."""
    edges = [round(number * len(widths) / count) for number in range(count + 1)]
    return [range(first, last) for first, last in itertools.pairwise(edges)]


def _width(widths: Sequence[int], row: range) -> int:
    return sum(widths[place] for place in row) + GAP * (len(row) - 1)


def _size(widths: Sequence[int], rows: list[range]) -> tuple[int, int]:
    return max(_width(widths, row) for row in rows), len(rows) * (HEIGHT + GAP) - GAP


def _scale(widths: Sequence[int], rows: list[range], aspect: float) -> float:
    # Without the gaps, which would favour more rows by a hair.
    width = max(sum(widths[place] for place in row) for row in rows)
    return min(aspect / width, 1 / (len(rows) * HEIGHT))
