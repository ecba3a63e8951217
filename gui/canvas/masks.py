"""A mask over photo and result, in a colour that is seen through, and changed a part at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QPoint, QPointF, QRect, QSize, Signal
from PySide6.QtGui import QColor, QImage, QPainter

from gui.canvas import marks
from gui.canvas.layers import paint_part
from gui.canvas.panes import Content, logical

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gui.canvas.panes import Box
    from gui.canvas.stage import Stage

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


class ShownMask(QObject):
    """The mask that is laid over the pictures on a stage, and what is said of it.

    Args:
        stage: where the pictures are.
        parent: the Qt parent.

    Attributes:
        overlay: the mask; None: none is shown.
        label: what is said of it; empty without one.

    Signals:
        changed(): another mask is shown, or none.
        part_changed(QRect): a part of it is another, at that place of the widget in logical pixels.
    """

    changed = Signal()
    part_changed = Signal(QRect)

    def __init__(self, stage: Stage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stage = stage
        self.overlay: MaskOverlay | None = None
        self.label = ""

    def show(self, overlay: MaskOverlay, label: str = "") -> None:
        """Shows a mask, and what it is."""
        self.overlay, self.label = overlay, label
        self.changed.emit()

    def hide(self) -> None:
        """Shows none."""
        self.overlay, self.label = None, ""
        self.changed.emit()

    def update(self, part: Box) -> None:
        """Takes over a part of the mask, in its pixels: left, top, right and bottom."""
        if self.overlay is None:
            return
        self.overlay.update(part)
        for place, _ in self._places():
            seen = covered(part, self.overlay.size, place)
            box = seen.x(), seen.y(), seen.width(), seen.height()
            self.part_changed.emit(logical(box, self._stage.ratio).toAlignedRect())

    def paint(self, painter: QPainter) -> None:
        """Paints it over photo and result. The painter is in device pixels."""
        for place, pane in self._places():
            if self.overlay is not None:
                painter.setClipRect(pane)
                self.overlay.paint(painter, place, pane)

    def draw_label(self, painter: QPainter) -> None:
        """Says what it is, at the lower edge of the picture. The painter is in logical pixels."""
        seen = self._stage.result_box()
        if seen is None or self.overlay is None:
            return
        place, inset = logical(seen, self._stage.ratio), marks.PILL_INSET
        _, height = marks.pill_size(painter.font(), self.label)
        corner = place.bottomLeft() + QPointF(inset, -inset - height)
        # The grip by which the result is dragged out is at the right.
        room = place.width() - 3 * inset - marks.BUTTON_SIDE
        marks.draw_pill(painter, corner, self.label, widest=room)

    def _places(self) -> list[tuple[QRect, QRect]]:
        """Where the whole mask is in each pane that shows it, and the pane, in device pixels."""
        view = self._stage.view
        if view is None:
            return []
        left, top, right, bottom = view.rectangle()
        panes = [QRect(*box) for content, box in self._stage.panes().items() if content is not Content.STYLE]
        size = QSize(right - left, bottom - top)
        return [(QRect(pane.topLeft() + QPoint(left, top), size), pane) for pane in panes]


def covered(part: Box, mask: tuple[int, int], place: QRect) -> QRect:
    """The device pixels that a part of a mask covers, with the neighbours that smoothing reaches."""
    left, top, right, bottom = part
    across, down = place.width() / mask[0], place.height() / mask[1]
    around = 2 + max(across, down)
    corner = place.left() + left * across - around, place.top() + top * down - around
    size = (right - left) * across + 2 * around, (bottom - top) * down + 2 * around
    return QRect(int(corner[0]), int(corner[1]), int(size[0]) + 2, int(size[1]) + 2)
