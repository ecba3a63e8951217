"""What mouse, keys and fingers do on the canvas, where no tool is in the hand."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtWidgets import QApplication, QPinchGesture

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent
    from PySide6.QtWidgets import QGestureEvent, QWidget

    from gui.canvas.dragging import ResultGrip
    from gui.canvas.navigation import Navigation
    from gui.canvas.stage import Stage
    from gui.canvas.tool import ToolHand

PHOTO_KEY = Qt.Key.Key_B
"""While it is held the photo is seen: B as in before. A backslash needs three fingers on many keyboards."""

WHEEL_NOTCH = 120
NOTCH_ZOOM = 2 ** (1 / 3)
"""The zoom of one notch of the wheel: three of them double the picture."""
TRACKPAD_DOUBLING = 180.0
"""Logical pixels that two fingers move to double the picture."""

KEY_PAN = 60
KEY_DIVIDER = 0.02
"""One step of the keyboard; with Shift five."""
SHIFT_STEPS = 5
KEY_ZOOM = 2**0.5

_ARROWS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (1, 0),
    Qt.Key.Key_Right: (-1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class _Drag(Enum):
    PAN = auto()
    DIVIDER = auto()
    OUT = auto()
    CLICK = auto()


class Pointer(QObject):
    """Turns events of a canvas into moves of what is seen.

    Args:
        widget: the navigation.
        stage: what is on it.
        navigation: moves what is seen.
        grip: the grip on the result.
        hand: holds the tool, if there is one.

    Signals:
        open_requested(): the empty canvas was clicked: the user wants to choose a photo.
    """

    open_requested = Signal()

    def __init__(
        self, widget: QWidget, stage: Stage, navigation: Navigation, *, grip: ResultGrip, hand: ToolHand
    ) -> None:
        super().__init__(widget)
        self._widget = widget
        self._stage = stage
        self._navigation = navigation
        self._grip = grip
        self._hand = hand
        self._drag: _Drag | None = None
        self._button = Qt.MouseButton.NoButton
        self._last = QPointF()
        self._began = QPointF()
        self._grabbed_beside = 0.0
        self._space = False

    @property
    def pans(self) -> bool:
        """Whether a press would move the picture, whatever tool is in the hand."""
        return self._space or self._drag is not None

    @property
    def drags(self) -> bool:
        """Whether anything is dragged."""
        return self._drag is not None

    def press(self, event: QMouseEvent) -> bool:
        """Begin a drag; says whether the event was taken."""
        if self._drag is not None:
            return True
        at, navigation = event.position(), self._navigation
        left = event.button() == Qt.MouseButton.LeftButton
        if not left and event.button() != Qt.MouseButton.MiddleButton:
            return False
        self._last = self._began = at
        self._button = event.button()
        if self._stage.is_empty:
            self._drag = _Drag.CLICK if left else None
            return left
        wants_out = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier) or self._grip.is_at(at)
        if left and wants_out and self._grip.can_drag and not self._space:
            self._drag = _Drag.OUT
        elif left and navigation.is_on_divider(at) and not self._space:
            self._drag = _Drag.DIVIDER
            # The line stays where it is under the hand that takes it a little beside.
            self._grabbed_beside = at.x() - navigation.divider_position
        else:
            self._drag = _Drag.PAN
        self.show_cursor(at)
        return True

    def move(self, event: QMouseEvent) -> None:
        """Go on with a drag, or show what one would do."""
        at, navigation = event.position(), self._navigation
        step, self._last = at - self._last, at
        if self._drag is _Drag.PAN:
            navigation.pan_by(step.x(), step.y())
        elif self._drag is _Drag.DIVIDER:
            navigation.move_divider_to(at.x() - self._grabbed_beside)
        elif self._drag is _Drag.OUT:
            if (at - self._began).manhattanLength() >= QApplication.startDragDistance():
                # Qt takes the mouse from here on: its release never comes.
                self._drag = None
                self._grip.drag()
            return
        self.show_cursor(at)

    def release(self, event: QMouseEvent) -> bool:
        """End a drag; says whether the event was taken."""
        if event.button() != self._button or self._drag is None:
            return False
        click = self._drag is _Drag.CLICK and (event.position() - self._began).manhattanLength() < 4
        self._drag = None
        self.show_cursor(event.position())
        if click:
            self.open_requested.emit()
        return True

    def double_click(self, event: QMouseEvent) -> bool:
        """Change between all of the picture and its pixels; put the divider into the middle."""
        navigation = self._navigation
        if event.button() != Qt.MouseButton.LeftButton or self._stage.is_empty:
            return False
        if navigation.is_on_divider(event.position()):
            navigation.divider = 0.5
        else:
            navigation.toggle_fit(event.position())
        return True

    def wheel(self, event: QWheelEvent) -> None:
        """Zoom at the pointer, in notches of a wheel or smoothly with two fingers."""
        if event.phase() == Qt.ScrollPhase.ScrollMomentum:
            # The fingers are off the trackpad already: a picture that goes on growing by itself is a nuisance.
            factor = 1.0
        elif not event.pixelDelta().isNull():
            factor = 2 ** (event.pixelDelta().y() / TRACKPAD_DOUBLING)
        else:
            # With Alt held Qt turns the wheel's direction to the side.
            turned = event.angleDelta().y() or event.angleDelta().x()
            factor = NOTCH_ZOOM ** (turned / WHEEL_NOTCH)
        if factor != 1.0:
            self._navigation.zoom_by(factor, event.position())
            self.show_cursor(event.position())
        event.accept()

    def native_gesture(self, event: QNativeGestureEvent) -> bool:
        """Zoom with two fingers on a trackpad; says whether the event was taken."""
        if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self._navigation.zoom_by(max(1.0 + event.value(), 0.1), event.position())
        elif event.gestureType() == Qt.NativeGestureType.SmartZoomNativeGesture:
            self._navigation.toggle_fit(event.position())
        else:
            return False
        return True

    def pinch(self, event: QGestureEvent) -> bool:
        """Zoom and pan with two fingers on a touch screen; says whether the event was taken."""
        pinch = event.gesture(Qt.GestureType.PinchGesture)
        if not isinstance(pinch, QPinchGesture):
            return False
        if pinch.changeFlags() & QPinchGesture.ChangeFlag.ScaleFactorChanged:
            middle = QPointF(self._widget.mapFromGlobal(pinch.centerPoint().toPoint()))
            self._navigation.zoom_by(pinch.scaleFactor(), middle)
        moved = pinch.centerPoint() - pinch.lastCenterPoint()
        self._navigation.pan_by(moved.x(), moved.y())
        return True

    def key_press(self, event: QKeyEvent) -> bool:
        """Do what a key stands for; says whether it stands for anything."""
        navigation, key = self._navigation, event.key()
        if key == Qt.Key.Key_Escape and self._drag is not None:
            self._drag = None
            self.show_cursor(self._last)
            return True
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier):
            return False
        steps = SHIFT_STEPS if shift else 1
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            sides: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
            if key in sides and navigation.is_divided:
                navigation.divider += sides[key] * KEY_DIVIDER * steps
                return True
            return False
        if key in _ARROWS:
            across, down = _ARROWS[key]
            navigation.pan_by(across * KEY_PAN * steps, down * KEY_PAN * steps)
            return True
        return self._other_key(event)

    def key_release(self, event: QKeyEvent) -> bool:
        """Let go of a key that was held; says whether it was one of those."""
        held = event.key() in (PHOTO_KEY, Qt.Key.Key_Space)
        # A key that is held repeats itself as releases and presses.
        if held and not event.isAutoRepeat():
            if event.key() == Qt.Key.Key_Space:
                self._space = False
                self.show_cursor(self._last)
            else:
                self._navigation.show_photo_while(held=False)
        return held

    def let_go(self) -> None:
        """Forget what is held: when the keyboard goes elsewhere, no release comes."""
        self._space = False
        self._drag = None
        self._navigation.show_photo_while(held=False)

    def show_cursor(self, at: QPointF) -> None:
        """Show what a press would do here, or what a drag does."""
        self._last = at
        shape = self._shape(at)
        if self._widget.cursor().shape() != shape:
            self._widget.setCursor(shape)
        self._grip.hover(at)

    def _shape(self, at: QPointF) -> Qt.CursorShape:
        navigation = self._navigation
        grip = self._drag is None and self._hand.tool is None and self._grip.is_at(at)
        if self._stage.is_empty or grip:
            return Qt.CursorShape.PointingHandCursor
        if self._drag is _Drag.PAN:
            return Qt.CursorShape.ClosedHandCursor
        if self._hand.tool is not None and not self._space:
            return self._hand.shape
        if self._drag is _Drag.DIVIDER or (navigation.is_on_divider(at) and not self._space):
            return Qt.CursorShape.SplitHCursor
        return Qt.CursorShape.OpenHandCursor if navigation.can_pan or self._space else Qt.CursorShape.ArrowCursor

    def _other_key(self, event: QKeyEvent) -> bool:
        navigation, key = self._navigation, event.key()
        simple: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Plus: lambda: navigation.zoom_by(KEY_ZOOM),
            # On many keyboards the plus is the equals sign with Shift.
            Qt.Key.Key_Equal: lambda: navigation.zoom_by(KEY_ZOOM),
            Qt.Key.Key_Minus: lambda: navigation.zoom_by(1 / KEY_ZOOM),
            Qt.Key.Key_0: navigation.zoom_to_fit,
            Qt.Key.Key_1: navigation.zoom_to_actual_pixels,
            Qt.Key.Key_Home: navigation.centre_picture,
        }
        if key in simple:
            simple[key]()
        elif key == PHOTO_KEY:
            if not event.isAutoRepeat():
                navigation.show_photo_while(held=True)
        elif key == Qt.Key.Key_Space and not self._stage.is_empty:
            self._space = True
            self.show_cursor(self._last)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._stage.is_empty:
            self.open_requested.emit()
        else:
            return False
        return True
