"""Several styles as one picture, to be seen beside the photo."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

if TYPE_CHECKING:
    from collections.abc import Sequence

HEIGHT = 512
"""Of a style in pixels."""

GAP = 8
GROUND = 0xFF2B2B2B
"""The canvas's own grey."""


def rows_of(images: Sequence[QImage], aspect: float) -> QImage:
    """Styles beside each other, all equally high, in as many rows as show them largest.

    Args:
        images: at least one, none of them empty.
        aspect: width / height of the room that there is.
    """
    widths = [max(1, round(HEIGHT * image.width() / image.height())) for image in images]
    arrangements = [_arranged(widths, count) for count in range(1, len(images) + 1)]
    # The first of equally good ones: fewer rows are seen at a glance.
    rows = max(arrangements, key=lambda rows: round(HEIGHT * _scale(widths, rows, aspect), 3))
    size = _size(widths, rows)
    sheet = QImage(*size, QImage.Format.Format_RGB32)
    sheet.fill(GROUND)
    with QPainter(sheet) as painter:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for number, row in enumerate(rows):
            left = (size[0] - _width(widths, row)) / 2
            for place in row:
                painter.drawImage(QRectF(left, number * (HEIGHT + GAP), widths[place], HEIGHT), images[place])
                left += widths[place] + GAP
    return sheet


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
