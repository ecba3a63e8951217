"""A tool in the hand on the canvas: strokes begin where the picture is, go on and end, and the tool is seen."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPointingDevice, QPolygonF

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QMouseEvent, QTabletEvent
    from PySide6.QtWidgets import QWidget

    from gui.canvas.navigation import Navigation
    from gui.canvas.view import Pair

SMALLEST_CIRCLE = 3.0
"""Radius in logical pixels below which a brush is shown as a cross: the circle would not be seen."""


class CanvasTool(Protocol):
    """What paints on the picture.

    Places are shares of the picture's sides from its upper left corner; those beyond 0 and 1 lie outside of it.
    """

    @property
    def radius(self) -> float | None:
        """Of the brush, as a share of the picture's long side; None: the tool has no size."""

    @property
    def line(self) -> Sequence[Pair]:
        """What is being drawn and not yet there."""

    def begin(self, at: Pair, pressure: float, *, swapped: bool) -> None:
        """A stroke begins; `swapped`: it does the opposite."""

    def go_on(self, at: Pair, pressure: float) -> None:
        """It goes on to a place."""

    def end(self) -> None:
        """It is done."""


class ToolHand:
    """Brings the events of a canvas to its tool, and draws the tool.

    Args:
        canvas: the widget whose events these are.
        navigation: knows what of the picture is where.

    Attributes:
        tool: what paints; None: the hand moves the picture as usual.
    """

    def __init__(self, canvas: QWidget, navigation: Navigation) -> None:
        self._canvas = canvas
        self._navigation = navigation
        self.tool: CanvasTool | None = None
        self._at: QPointF | None = None
        self._drawn = QRect()
        self._down = False

    @property
    def busy(self) -> bool:
        """Whether a stroke is being painted."""
        return self._down

    @property
    def shape(self) -> Qt.CursorShape:
        """The pointer that goes with the tool: none beside a circle that shows the brush in its true size."""
        circle = self._radius()
        return Qt.CursorShape.CrossCursor if circle is None else Qt.CursorShape.BlankCursor

    def set_tool(self, tool: CanvasTool | None) -> None:
        """Takes another tool into the hand."""
        if tool is not self.tool:
            self._down = False
        self.tool = tool
        self.refresh()

    def press(self, event: QMouseEvent) -> bool:
        """Begins a stroke; says whether the event was taken."""
        if self.tool is None or event.button() != Qt.MouseButton.LeftButton:
            return False
        return self._begin(event.position(), 1.0, event.modifiers())

    def move(self, event: QMouseEvent) -> bool:
        """Goes on with a stroke, or shows the tool where the mouse is."""
        self._show_at(event.position())
        return self._go_on(event.position(), 1.0)

    def release(self, event: QMouseEvent) -> bool:
        """Ends a stroke; says whether there was one."""
        return event.button() == Qt.MouseButton.LeftButton and self._end()

    def tablet(self, event: QTabletEvent) -> bool:
        """Does the same with a pen, which says how hard it is pressed."""
        if self.tool is None:
            return False
        kind, pressure = event.type(), event.pressure()
        self._show_at(event.position())
        if kind == QEvent.Type.TabletPress and event.button() == Qt.MouseButton.LeftButton:
            # The other end of many pens is a rubber.
            rubber = event.pointerType() == QPointingDevice.PointerType.Eraser
            return self._begin(event.position(), pressure, event.modifiers(), rubber=rubber)
        if kind == QEvent.Type.TabletMove:
            return self._go_on(event.position(), pressure)
        return kind == QEvent.Type.TabletRelease and self._end()

    def leave(self) -> None:
        """The mouse is no longer over the canvas."""
        self._at = None
        self.refresh()

    def refresh(self) -> None:
        """Paints the tool anew where it was and is."""
        self._canvas.update(self._drawn)
        self._drawn = self._place()
        self._canvas.update(self._drawn)

    def draw(self, painter: QPainter) -> None:
        """Draws the brush in its true size, and the line that is being drawn. The painter is in logical pixels."""
        if self.tool is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        points = [self._navigation.place_of(point) for point in self.tool.line]
        radius = self._radius()
        # A light line in a dark one is seen on every picture.
        for colour, width in ((QColor(0, 0, 0, 150), 3.0), (QColor(255, 255, 255, 235), 1.2)):
            painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            if len(points) > 1:
                painter.drawPolyline(QPolygonF(points))
            if radius is not None and self._at is not None:
                painter.drawEllipse(self._at, radius, radius)

    def _begin(self, at: QPointF, pressure: float, modifiers: Qt.KeyboardModifier, *, rubber: bool = False) -> bool:
        place = self._navigation.share_of(at)
        if place is None or self.tool is None:
            return False
        self._down = True
        self.tool.begin(place, pressure, swapped=rubber != bool(modifiers & Qt.KeyboardModifier.AltModifier))
        self.refresh()
        return True

    def _go_on(self, at: QPointF, pressure: float) -> bool:
        place = self._navigation.share_of(at)
        if not self._down or self.tool is None or place is None:
            return False
        self.tool.go_on(place, pressure)
        self.refresh()
        return True

    def _end(self) -> bool:
        if not self._down or self.tool is None:
            return False
        self._down = False
        self.tool.end()
        self.refresh()
        return True

    def _show_at(self, at: QPointF) -> None:
        if self.tool is not None:
            self._at = at
            self.refresh()

    def _radius(self) -> float | None:
        share = None if self.tool is None else self.tool.radius
        radius = None if share is None else share * self._navigation.long_side
        return radius if radius is not None and radius >= SMALLEST_CIRCLE else None

    def _place(self) -> QRect:
        place = QRectF()
        radius = self._radius()
        if radius is not None and self._at is not None:
            place = QRectF(self._at.x() - radius, self._at.y() - radius, 2 * radius, 2 * radius)
        if self.tool is not None and len(self.tool.line) > 1:
            points = QPolygonF([self._navigation.place_of(point) for point in self.tool.line])
            place = place.united(points.boundingRect().adjusted(-1, -1, 1, 1))
        around = 3
        return QRect(
            math.floor(place.left()) - around,
            math.floor(place.top()) - around,
            math.ceil(place.width()) + 2 * around + 1,
            math.ceil(place.height()) + 2 * around + 1,
        )
