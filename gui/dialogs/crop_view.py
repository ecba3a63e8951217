"""A picture with a crop over it that can be dragged, or moved by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.dialogs.cropping import HANDLES, INSIDE, SMALLEST, Box, moved, stretched, whole, with_ratio

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent

    from gui.dialogs.cropping import Handle

EDGE = 14
"""Pixels around the picture, in which handles at its border can be taken hold of."""

REACH = 12.0
"""How near to a handle it can be taken hold of, in pixels."""

ARM = 18.0
STEP = 0.01
"""How far an arrow key moves, as a share of the long side; a tenth of it with Ctrl."""

SHADE = QColor(0, 0, 0, 150)
LINES = QColor(255, 255, 255, 90)
FRAME = QColor(255, 255, 255, 235)
CURSORS: dict[tuple[int, int] | None, Qt.CursorShape] = {
    (-1, -1): Qt.CursorShape.SizeFDiagCursor,
    (1, 1): Qt.CursorShape.SizeFDiagCursor,
    (1, -1): Qt.CursorShape.SizeBDiagCursor,
    (-1, 1): Qt.CursorShape.SizeBDiagCursor,
    (0, -1): Qt.CursorShape.SizeVerCursor,
    (0, 1): Qt.CursorShape.SizeVerCursor,
    (-1, 0): Qt.CursorShape.SizeHorCursor,
    (1, 0): Qt.CursorShape.SizeHorCursor,
    INSIDE: Qt.CursorShape.SizeAllCursor,
}
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class CropView(QWidget):
    """Shows a picture and its crop.

    Handles and edges are dragged, the crop is dragged as a whole by its inside, and a new one is drawn outside it.
    Arrow keys move it, with Shift they move its lower right corner, with Ctrl by smaller steps.

    Args:
        parent: the owner.

    Attributes:
        changed: the user changed the crop.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(240, 180))
        self._picture = QPixmap()
        self._size = (1.0, 1.0)
        self._box = whole(self._size)
        self._ratio: float | None = None
        self._held: Handle | None = None
        self._from = QPointF()
        self._before = self._box

    @property
    def box(self) -> Box:
        """The crop, in pixels of the full picture."""
        return self._box

    @property
    def picture_area(self) -> QRectF:
        """Where the picture is in this widget."""
        room = QRectF(self.rect()).adjusted(EDGE, EDGE, -EDGE, -EDGE)
        width, height = self._size
        factor = max(min(room.width() / width, room.height() / height), 1e-6)
        area = QRectF(0, 0, width * factor, height * factor)
        area.moveCenter(room.center())
        return area

    @property
    def box_area(self) -> QRectF:
        """Where the crop is in this widget."""
        corner = self._on_widget((self._box.left, self._box.top))
        return QRectF(corner, self._on_widget((self._box.right, self._box.bottom)))

    def show_picture(self, picture: QImage, size: tuple[int, int], box: Box) -> None:
        """Shows a picture.

        Args:
            picture: the right way up; it may be smaller than the full one.
            size: width and height of the full picture.
            box: the crop.
        """
        self._picture = QPixmap.fromImage(picture)
        self._size = (float(size[0]), float(size[1]))
        self._box = box
        self.update()

    def set_ratio(self, ratio: float | None, *, fit: bool = True) -> None:
        """Keeps the crop to a ratio of width to height from now on.

        Args:
            ratio: None: any.
            fit: whether the present crop takes that shape at once.
        """
        self._ratio = ratio
        if ratio is not None and fit:
            self._set_box(with_ratio(self._box, ratio, self._size))

    def handle_at(self, point: QPointF) -> Handle | None:
        """The handle that a press at a point would take hold of; (0, 0) for the whole crop, None for a new one."""
        for handle in HANDLES:
            there = self._on_widget(self._box.point(handle)) - point
            if max(abs(there.x()), abs(there.y())) <= REACH:
                return handle
        area = self.box_area
        if not area.adjusted(-REACH / 2, -REACH / 2, REACH / 2, REACH / 2).contains(point):
            return None
        for handle, distance in (
            ((-1, 0), point.x() - area.left()),
            ((1, 0), point.x() - area.right()),
            ((0, -1), point.y() - area.top()),
            ((0, 1), point.y() - area.bottom()),
        ):
            if abs(distance) <= REACH / 2:
                return handle
        return INSIDE

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - the name and argument are Qt's
        """Draws the picture, dims what is left out, and draws the crop over it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        area, box = self.picture_area, self.box_area
        painter.drawPixmap(area, self._picture, QRectF(self._picture.rect()))
        outside = QPainterPath()
        outside.addRect(area)
        inside = QPainterPath()
        inside.addRect(box)
        painter.fillPath(outside.subtracted(inside), SHADE)
        painter.setPen(QPen(LINES, 1))
        for third in (1 / 3, 2 / 3):
            x, y = box.left() + box.width() * third, box.top() + box.height() * third
            painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        accent = self.palette().color(QPalette.ColorRole.Highlight)
        painter.setPen(QPen(accent if self.hasFocus() else FRAME, 1.5))
        painter.drawRect(box)
        painter.setPen(QPen(FRAME, 4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap, Qt.PenJoinStyle.MiterJoin))
        for handle in HANDLES:
            self._draw_handle(painter, handle, box)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - the name is Qt's
        """Takes hold of a handle or of the whole crop, or begins a new one."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._from, self._before = event.position(), self._box
        self._held = self.handle_at(event.position())
        if self._held is None:
            x, y = self._on_picture(event.position())
            side = min(SMALLEST, *self._size)
            x, y = min(max(x, 0.0), self._size[0] - side), min(max(y, 0.0), self._size[1] - side)
            self._held = (1, 1)
            self._before = Box(x, y, side, side)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - the name is Qt's
        """Drags what is held."""
        if self._held is None:
            self.setCursor(CURSORS.get(self.handle_at(event.position()), Qt.CursorShape.CrossCursor))
            return
        x, y = self._on_picture(event.position())
        from_x, from_y = self._on_picture(self._from)
        if self._held == INSIDE:
            self._change(moved(self._before, x - from_x, y - from_y, self._size))
        else:
            # By as much as the pointer moved: a handle should not jump when it is taken hold of beside its middle.
            start = self._before.point(self._held)
            point = (start[0] + x - from_x, start[1] + y - from_y)
            self._change(stretched(self._before, self._held, point, self._size, self._ratio))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802, ARG002 - the name and argument are Qt's
        """Lets go."""
        self._held = None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - the name is Qt's
        """Arrow keys move or resize the crop."""
        direction = ARROWS.get(Qt.Key(event.key()))
        if direction is None:
            super().keyPressEvent(event)
            return
        modifiers = event.modifiers()
        step = STEP * max(self._size) * (0.1 if modifiers & Qt.KeyboardModifier.ControlModifier else 1.0)
        right, down = direction[0] * step, direction[1] * step
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            handle = (abs(direction[0]), abs(direction[1]))
            corner = self._box.point((1, 1))
            point = (corner[0] + right, corner[1] + down)
            self._change(stretched(self._box, handle, point, self._size, self._ratio))
        else:
            self._change(moved(self._box, right, down, self._size))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - the name is Qt's
        """Draws anew in other colours."""
        super().changeEvent(event)
        self.update()

    def _draw_handle(self, painter: QPainter, handle: Handle, box: QRectF) -> None:
        x, y = handle
        at = QPointF(box.center().x() + x * box.width() / 2, box.center().y() + y * box.height() / 2)
        arm = min(ARM, box.width() / 4, box.height() / 4)
        if x and y:
            painter.drawPolyline([at - QPointF(x * arm, 0), at, at - QPointF(0, y * arm)])
        else:
            half = QPointF(0, arm / 2) if x else QPointF(arm / 2, 0)
            painter.drawLine(at - half, at + half)

    def _on_widget(self, point: tuple[float, float]) -> QPointF:
        area = self.picture_area
        return area.topLeft() + QPointF(
            point[0] * area.width() / self._size[0], point[1] * area.height() / self._size[1]
        )

    def _on_picture(self, point: QPointF) -> tuple[float, float]:
        area = self.picture_area
        there = point - area.topLeft()
        return there.x() * self._size[0] / area.width(), there.y() * self._size[1] / area.height()

    def _change(self, box: Box) -> None:
        if box != self._box:
            self._set_box(box)
            self.changed.emit()

    def _set_box(self, box: Box) -> None:
        self._box = box
        self.update()
