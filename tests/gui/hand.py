"""A hand for any widget: it drags, turns the wheel and drops."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from gui.fields import SliderField

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


def shown(qtbot: QtBot, widget: QWidget, width: int, height: int) -> None:
    """Puts a widget on the screen, and nothing has the focus."""
    qtbot.addWidget(widget)
    widget.resize(width, height)
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()
    focused = QApplication.focusWidget()
    if focused is not None:
        focused.clearFocus()


def wheel(widget: QWidget, notches: float, modifiers: Any = NONE) -> bool:
    """Turns the wheel over the middle of a widget; says whether the widget took it."""
    at = widget.rect().center()
    event = QWheelEvent(
        QPointF(at),
        QPointF(widget.mapToGlobal(at)),
        QPoint(),
        QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003 (Qt's signature)
    )
    event.ignore()
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def drag(widget: QWidget, start: QPoint, end: QPoint, *, release: bool = True) -> None:
    QTest.mousePress(widget, LEFT, NONE, start)
    for step in range(1, 6):
        QTest.mouseMove(widget, start + (end - start) * step / 5)
    if release:
        QTest.mouseRelease(widget, LEFT, NONE, end)


def drag_slider(field: SliderField, share: float, *, release: bool = True) -> None:
    """Drags a field's handle to a share of the slider's width."""
    slider = field.slider
    end = QPoint(round(share * slider.width()), slider.height() // 2)
    drag(slider, slider.handle_centre().toPoint(), end, release=release)


def type_number(field: SliderField, text: str) -> None:
    field.box.setFocus()
    field.box.selectAll()
    QTest.keyClicks(field.box, text)
    QTest.keyClick(field.box, Key.Key_Return)


def press(widget: QWidget, key: Qt.Key, modifiers: Any = NONE) -> None:
    QTest.keyClick(widget, key, modifiers)


def drop(widget: QWidget, data: QMimeData, at: QPoint) -> bool:
    """Drags something from elsewhere over a widget and drops it there; says whether it was welcome."""
    words = (Qt.DropAction.CopyAction, data, LEFT, NONE)
    with warnings.catch_warnings():
        # Deprecated for programs, but there is no other way to make such events.
        warnings.simplefilter("ignore", DeprecationWarning)
        enter, move = QDragEnterEvent(at, *words), QDragMoveEvent(at, *words)
    QApplication.sendEvent(widget, enter)
    if not enter.isAccepted():
        return False
    QApplication.sendEvent(widget, move)
    dropped = QDropEvent(QPointF(at), *words)
    QApplication.sendEvent(widget, dropped)
    return dropped.isAccepted()
