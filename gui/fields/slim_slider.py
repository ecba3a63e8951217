"""A slider as thin as those of photo editors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from gui.fields.scale import POSITIONS

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent

HANDLE = 5.5
"""Radius of the handle in pixels."""

GROOVE = 3.0
GRAB = 10.0
"""How near to the handle it is taken by the hand instead of jumping to it."""


class SlimSlider(QSlider):
    """A horizontal slider of 0 to 1000: a thin line that is coloured from its origin to the handle.

    Args:
        origin: the place from which the line is coloured; None: the left end.
        default: the place that gets a mark.
        parent: the Qt parent.

    Signals:
        reset_wanted(): it was double-clicked.
    """

    reset_wanted = Signal()

    def __init__(self, *, origin: int | None = None, default: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, POSITIONS)
        # Not WheelFocus: a wheel that scrolls the panel must not end up in a slider that passes by.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._origin = origin
        self._default = default
        self._offset = 0.0

    def sizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        """Thin, and as wide as there is room."""
        return QSize(110, 20)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        """Narrow, but still a slider."""
        return QSize(44, 20)

    def handle_centre(self) -> QPointF:
        """Where the handle is."""
        return QPointF(self._pixel_of(self.value()), self.height() / 2)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 (Qt's name)
        """Draws line, mark and handle in the palette's colours."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, middle = self.palette(), self.height() / 2
        ink = palette.color(QPalette.ColorRole.WindowText)
        faint = palette.color(QPalette.ColorRole.WindowText)
        faint.setAlphaF(0.22)
        accent = palette.color(QPalette.ColorRole.Highlight)
        left, right = self._pixel_of(0), self._pixel_of(POSITIONS)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faint)
        painter.drawRoundedRect(QRectF(left, middle - GROOVE / 2, right - left, GROOVE), GROOVE / 2, GROOVE / 2)
        if 0 < self._default < POSITIONS:
            painter.drawRect(QRectF(self._pixel_of(self._default) - 0.5, middle + 4, 1, 3))
        centre = self.handle_centre()
        begin = self._pixel_of(0 if self._origin is None else self._origin)
        line = QRectF(QPointF(begin, middle - GROOVE / 2), QPointF(centre.x(), middle + GROOVE / 2)).normalized()
        painter.setBrush(accent)
        painter.drawRoundedRect(line, GROOVE / 2, GROOVE / 2)
        # The ring of the background's colour sets the handle off from the line.
        painter.setBrush(accent if self.isSliderDown() or self.hasFocus() else ink)
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Window), 1.5))
        larger = 0.7 if self.underMouse() and self.isEnabled() else 0.0
        painter.drawEllipse(centre, HANDLE + larger, HANDLE + larger)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(accent, 1.0))
            painter.drawEllipse(centre, HANDLE + 2.5, HANDLE + 2.5)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 (Qt's name)
        """Takes the handle, or brings it to where the line was pressed."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        away = event.position().x() - self.handle_centre().x()
        self._offset = away if abs(away) <= GRAB else 0.0
        self.setSliderDown(True)
        if not self._offset:
            self._drag_to(event.position().x())
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 (Qt's name)
        """Moves the handle with the hand."""
        if self.isSliderDown():
            self._drag_to(event.position().x() - self._offset)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 (Qt's name)
        """Lets the handle go."""
        if self.isSliderDown() and event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(False)
            self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 (Qt's name)
        """Asks for the default."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.reset_wanted.emit()

    def _drag_to(self, across: float) -> None:
        left, right = self._pixel_of(0), self._pixel_of(POSITIONS)
        share = min(1.0, max(0.0, (across - left) / max(1.0, right - left)))
        self.setValue(round(share * POSITIONS))

    def _pixel_of(self, place: int) -> float:
        inset = HANDLE + 3
        return inset + (self.width() - 2 * inset) * place / POSITIONS
