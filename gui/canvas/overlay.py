"""A mask over the picture, in a colour that is seen through, and changed a part at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter

from gui.canvas.layers import paint_part

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gui.canvas.panes import Box

OPACITY = 0.5
"""Of the colour where the mask is full."""


class MaskOverlay:
    """A mask as the canvas paints it.

    Args:
        mask: uint8, shape (H, W); where it changes, `update` has to be called.
        colour: in which it is seen.
    """

    def __init__(self, mask: NDArray[np.uint8], colour: QColor) -> None:
        self._mask = mask
        height, width = mask.shape
        self._image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
        shares = np.arange(256, dtype=np.float32)[:, None] * np.float32(OPACITY / 255)
        # Blue, green, red and opacity as they lie in memory; each colour is multiplied by the opacity.
        bands = np.array([colour.blue(), colour.green(), colour.red(), 255], np.float32)
        self._table = np.ascontiguousarray(np.rint(shares * bands).astype(np.uint8)).view("<u4").ravel()
        self.update((0, 0, width, height))

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the mask."""
        return self._image.width(), self._image.height()

    def update(self, part: Box) -> None:
        """Takes over a part of the mask: left, top, right and bottom."""
        left, top, right, bottom = part
        memory = np.frombuffer(self._image.bits(), "<u4").reshape(self._image.height(), -1)
        memory[top:bottom, left:right] = self._table[self._mask[top:bottom, left:right]]

    def paint(self, painter: QPainter, place: QRect, visible: QRect) -> None:
        """Paints the part of it that is seen.

        Args:
            painter: in device pixels, and clipped.
            place: where all of it would be.
            visible: nothing outside need be painted.
        """
        shown = place.intersected(visible)
        if not shown.isEmpty():
            paint_part(painter, self._image, place, shown, smooth=True)


def covered(part: Box, mask: tuple[int, int], place: QRect) -> QRect:
    """The device pixels that a part of a mask covers, with the neighbours that smoothing reaches."""
    left, top, right, bottom = part
    across, down = place.width() / mask[0], place.height() / mask[1]
    around = 2 + max(across, down)
    corner = place.left() + left * across - around, place.top() + top * down - around
    size = (right - left) * across + 2 * around, (bottom - top) * down + 2 * around
    return QRect(int(corner[0]), int(corner[1]), int(size[0]) + 2, int(size[1]) + 2)
