"""A surface that shows a mask over its pictures, and knows where in the picture a place of the widget is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QSize

from gui.canvas import drawing
from gui.canvas.overlay import covered
from gui.canvas.painting import logical
from gui.canvas.panes import Content
from gui.canvas.surface import Surface

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QWidget

    from gui.canvas.overlay import MaskOverlay
    from gui.canvas.panes import Box


class MaskedSurface(Surface):
    """Shows a mask over photo and result."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._overlay: MaskOverlay | None = None
        self._overlay_label = ""
        super().__init__(parent)

    @property
    def overlay_label(self) -> str:
        """What is said of the mask that is shown; empty without one."""
        return self._overlay_label

    def set_overlay(self, overlay: MaskOverlay | None, label: str = "") -> None:
        """Show a mask over photo and result, and what it is; or none."""
        self._overlay = overlay
        self._overlay_label = "" if overlay is None else label
        self._seen_changed()

    def update_overlay(self, part: Box) -> None:
        """Take over a part of the mask, in its pixels: left, top, right and bottom."""
        if self._overlay is None:
            return
        self._overlay.update(part)
        ratio = self.devicePixelRatioF()
        for place, _ in self._masked_places():
            seen = covered(part, self._overlay.size, place)
            self.update(logical((seen.x(), seen.y(), seen.width(), seen.height()), ratio).toAlignedRect())

    @property
    def long_side(self) -> float:
        """The long side of the picture as it is seen, in logical pixels."""
        view = self._stage.view
        return 0.0 if view is None else max(view.picture) * view.zoom / self.devicePixelRatioF()

    def share_of(self, at: QPointF) -> tuple[float, float] | None:
        """Where a place of the widget is in the picture, as shares of its sides; None: over a style, or none is there.

        A stroke that leaves the picture goes on outside: shares below 0 and above 1.
        """
        point = self._device(at)
        content, view = self._stage.pane_at(point), self._stage.view
        if view is None or content is Content.STYLE:
            return None
        left, top, *_ = self._stage.panes()[content]
        across, down = view.to_picture((point[0] - left, point[1] - top))
        return across / view.picture[0], down / view.picture[1]

    def place_of(self, share: tuple[float, float]) -> QPointF:
        """Where shares of the picture's sides are in the widget, in the pane of the result."""
        view, ratio = self._stage.view, self.devicePixelRatioF()
        if view is None:
            return QPointF()
        panes = self._stage.panes()
        left, top, *_ = panes.get(Content.BOTH) or panes[Content.AFTER]
        across, down = view.to_pane((share[0] * view.picture[0], share[1] * view.picture[1]))
        return QPointF((left + across) / ratio, (top + down) / ratio)

    def _masked_places(self) -> list[tuple[QRect, QRect]]:
        """Where the whole mask is in each pane that shows it, and the pane, in device pixels."""
        view = self._stage.view
        if view is None:
            return []
        left, top, right, bottom = view.rectangle()
        panes = [QRect(*box) for content, box in self._stage.panes().items() if content is not Content.STYLE]
        size = QSize(right - left, bottom - top)
        return [(QRect(pane.topLeft() + QPoint(left, top), size), pane) for pane in panes]

    def draw_overlay_label(self, painter: QPainter) -> None:
        """Say what is laid over the picture, at its lower edge. The painter is in logical pixels."""
        panes = self._stage.panes()
        seen = self._stage.seen(Content.AFTER if Content.AFTER in panes else Content.BOTH)
        if seen is None or self._overlay is None:
            return
        place, inset = logical(seen, self.devicePixelRatioF()), drawing.PILL_INSET
        _, height = drawing.pill_size(painter.font(), self._overlay_label)
        corner = place.bottomLeft() + QPointF(inset, -inset - height)
        # The grip by which the result is dragged out is at the right.
        room = place.width() - 3 * inset - drawing.BUTTON_SIDE
        drawing.draw_pill(painter, corner, self._overlay_label, widest=room)

    def _description(self) -> str:
        return ". ".join(part for part in (super()._description(), self._overlay_label) if part)

    def paint_over(self, painter: QPainter) -> None:
        """Paint the mask over photo and result."""
        for place, pane in self._masked_places():
            if self._overlay is not None:
                painter.setClipRect(pane)
                self._overlay.paint(painter, place, pane)
