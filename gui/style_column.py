"""Several styles as one picture, to be seen beside the photo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPainter

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 512
"""Of a style in pixels."""

GAP = 8
MOST_IN_COLUMN = 3
GROUND = 0xFF2B2B2B
"""The canvas's own grey."""


def column_of(images: Sequence[QImage]) -> QImage:
    """Styles below each other, all equally wide; more than three in two columns.

    Args:
        images: at least one, none of them empty.
    """
    columns = 1 if len(images) <= MOST_IN_COLUMN else 2
    tops = [0] * columns
    places = []
    for image in images:
        column = tops.index(min(tops))
        height = max(1, round(WIDTH * image.height() / image.width()))
        places.append(QRect(QPoint(column * (WIDTH + GAP), tops[column]), QPoint()))
        places[-1].setSize(image.size().scaled(WIDTH, height, Qt.AspectRatioMode.IgnoreAspectRatio))
        tops[column] += height + GAP
    sheet = QImage(columns * (WIDTH + GAP) - GAP, max(tops) - GAP, QImage.Format.Format_RGB32)
    sheet.fill(GROUND)
    with QPainter(sheet) as painter:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for image, place in zip(images, places, strict=True):
            painter.drawImage(place, image)
    return sheet
