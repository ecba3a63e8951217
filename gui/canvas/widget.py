"""The canvas as a widget: which events go where, and what is dropped on it and dragged out of it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QDrag, QHelpEvent, QKeyEvent, QNativeGestureEvent, QPixmap
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QGestureEvent,
    QLineEdit,
    QPinchGesture,
    QSizePolicy,
    QToolTip,
)

from gui.canvas.dropping import brings_pictures, dropped_pictures
from gui.canvas.masked import MaskedSurface
from gui.canvas.panes import Content
from gui.canvas.pointer import Pointer
from gui.canvas.tool import ToolHand

if TYPE_CHECKING:
    from PySide6.QtGui import (
        QContextMenuEvent,
        QDragEnterEvent,
        QDragLeaveEvent,
        QDragMoveEvent,
        QDropEvent,
        QEnterEvent,
        QFocusEvent,
        QMouseEvent,
        QPainter,
        QResizeEvent,
        QTabletEvent,
        QWheelEvent,
    )
    from PySide6.QtWidgets import QWidget

DRAG_THUMBNAIL = 160


class Canvas(MaskedSurface):
    """Shows a photo and its result, to be looked at closely and compared.

    Coordinates are the photo's pixels; a result of another size covers the same place. A zoom of 1 is one picture
    pixel on one device pixel.

    Signals:
        photo_dropped(object): A list of paths, or a QImage, was dropped and shall be the photo.
        style_dropped(object): The same, dropped on the style.
        open_requested(): The empty canvas was clicked: the user wants to choose a photo.
        context_menu_requested(QPoint): A context menu is asked for, at a place on the screen.
    """

    PHOTO_KEY = Qt.Key.Key_B
    """While it is held the photo is seen: B as in before. A backslash needs three fingers on many keyboards."""

    photo_dropped = Signal(object)
    style_dropped = Signal(object)
    open_requested = Signal()
    context_menu_requested = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pointer = Pointer(self)
        self.hand = ToolHand(self)
        """Holds the tool that paints on the picture, if there is one."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 90)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        if sys.platform != "darwin":
            # For touch screens; a trackpad's pinch comes as a native gesture, on macOS always.
            self.grabGesture(Qt.GestureType.PinchGesture)

    def drag_out(self) -> None:
        """Let the user drag the result to another program; returns when it is dropped."""
        after = self._stage.after
        data = self.result_mime() if self.result_mime else None
        if data is None or after is None:
            return
        drag = QDrag(self)
        drag.setMimeData(data)
        side = round(DRAG_THUMBNAIL * self.devicePixelRatioF())
        image = after.image.scaled(
            QSize(side, side), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        image.setDevicePixelRatio(self.devicePixelRatioF())
        drag.setPixmap(QPixmap.fromImage(image))
        drag.setHotSpot(QPoint(DRAG_THUMBNAIL // 4, DRAG_THUMBNAIL // 4))
        # Only ever a copy: after a move the receiver would expect the source to be deleted.
        drag.exec(Qt.DropAction.CopyAction)

    def hover(self, at: QPointF) -> None:
        """Take note of where the mouse is."""
        hovered = self.is_on_grip(at)
        if hovered != self._grip_hovered:
            self._grip_hovered = hovered
            self.update()

    def draw_tool(self, painter: QPainter) -> None:
        """Draw what is said of the mask, and the brush in its true size."""
        self.draw_overlay_label(painter)
        self.hand.draw(painter)

    # Events

    def event(self, event: QEvent) -> bool:
        """Hear of pinches, of tool tips, and of another screen."""
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and self._pointer.drags and _is_escape(event):
            # Escape ends a drag before it ends anything else.
            event.accept()
            return True
        if kind == QEvent.Type.DevicePixelRatioChange:
            self._measure()
        elif kind in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange):
            self._seen_changed()
        taken = (
            (isinstance(event, QNativeGestureEvent) and self._native_gesture(event))
            or (isinstance(event, QGestureEvent) and self._pinch(event))
            or (isinstance(event, QHelpEvent) and self._tool_tip(event))
        )
        return taken or super().event(event)

    def _native_gesture(self, event: QNativeGestureEvent) -> bool:
        if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom_by(max(1.0 + event.value(), 0.1), event.position())
        elif event.gestureType() == Qt.NativeGestureType.SmartZoomNativeGesture:
            self.toggle_fit(event.position())
        else:
            return False
        return True

    def _pinch(self, event: QGestureEvent) -> bool:
        pinch = event.gesture(Qt.GestureType.PinchGesture)
        if not isinstance(pinch, QPinchGesture):
            return False
        if pinch.changeFlags() & QPinchGesture.ChangeFlag.ScaleFactorChanged:
            self.zoom_by(pinch.scaleFactor(), QPointF(self.mapFromGlobal(pinch.centerPoint().toPoint())))
        moved = pinch.centerPoint() - pinch.lastCenterPoint()
        self.pan_by(moved.x(), moved.y())
        return True

    def _tool_tip(self, event: QHelpEvent) -> bool:
        if event.type() != QEvent.Type.ToolTip or not self.is_on_grip(QPointF(event.pos())):
            return False
        QToolTip.showText(event.globalPos(), self.tr("Drag the result to another program"), self)
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002, N802
        """Keep a fitted picture fitted, and any other in its place."""
        self._measure()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take the divider, the grip or the picture."""
        painting = not self._pointer.pans and self.hand.press(event)
        event.setAccepted(painting or self._pointer.press(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Move what was taken."""
        if not self.hand.move(event):
            self._pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let go."""
        event.setAccepted(self.hand.release(event) or self._pointer.release(event))

    def tabletEvent(self, event: QTabletEvent) -> None:  # noqa: N802
        """Paint with a pen; without a tool the pen is a mouse."""
        event.setAccepted(self.hand.tablet(event))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Look closer, or at all of it."""
        painting = not self._pointer.pans and self.hand.press(event)
        event.setAccepted(painting or self._pointer.double_click(event))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Zoom at the pointer."""
        self._pointer.wheel(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Zoom, pan, move the divider, or show the photo."""
        event.setAccepted(self._pointer.key_press(event))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """End what was held."""
        event.setAccepted(self._pointer.key_release(event))

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: ARG002, N802
        """Show the focus ring."""
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: ARG002, N802
        """Let go of keys whose release will go elsewhere."""
        self._pointer.let_go()
        self.update()

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: ARG002, N802
        """Show the grip by which the result is dragged out; who paints has the keys of the canvas too."""
        if self.hand.tool is not None and self.isActiveWindow() and not _takes_text(QApplication.focusWidget()):
            self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: ARG002, N802
        """Hide it."""
        self._grip_hovered = False
        self.hand.leave()
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """Leave the menu to the owner."""
        self.context_menu_requested.emit(event.globalPos())
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Show where pictures from elsewhere would go."""
        self._drag_over(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802
        """Show where they would go now."""
        self._drag_over(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: ARG002, N802
        """Show it no longer."""
        self._dragged_over = None
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Pass on what was dropped."""
        target = self._drop_target(event.position())
        self._dragged_over = None
        self.update()
        pictures = None if event.source() is self else dropped_pictures(event.mimeData())
        if pictures is None:
            event.ignore()
            return
        _take_copy(event)
        (self.style_dropped if target is Content.STYLE else self.photo_dropped).emit(pictures)

    def _drag_over(self, event: QDragMoveEvent) -> None:
        # One's own result, dragged out and back, is no new photo.
        if event.source() is self or not brings_pictures(event.mimeData()):
            event.ignore()
            return
        target = self._drop_target(event.position())
        if target is not self._dragged_over:
            self._dragged_over = target
            self.update()
        _take_copy(event)

    def _drop_target(self, at: QPointF) -> Content:
        on_style = self._stage.pane_at(self._device(at)) is Content.STYLE
        return Content.STYLE if on_style and not self.is_empty else Content.BOTH


def _take_copy(event: QDropEvent) -> None:
    # A file manager that offers to move would delete the user's file afterwards.
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()


def _is_escape(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape


def _takes_text(widget: QWidget | None) -> bool:
    return isinstance(widget, QLineEdit | QAbstractSpinBox) or (isinstance(widget, QComboBox) and widget.isEditable())
