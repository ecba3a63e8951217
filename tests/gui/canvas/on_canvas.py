"""A canvas to test, pictures for it, and a hand that drags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtTest import QTest

from gui.canvas import Canvas

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

RED, GREEN, BLUE = QColor(200, 30, 30), QColor(30, 180, 30), QColor(30, 30, 200)
LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
SIZE = (600, 400)
CENTRE = QPoint(300, 200)


def shown_canvas(qtbot: QtBot) -> Canvas:
    """A canvas of known size on the screen, with nothing on it."""
    made = Canvas()
    qtbot.addWidget(made)
    made.animated = False
    made.resize(*SIZE)
    made.show()
    qtbot.waitExposed(made)
    made.setFocus()
    return made


def plain(colour: QColor, width: int = 300, height: int = 200) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB888)
    image.fill(colour)
    return image


def colour_at(canvas: Canvas, across: int, down: int) -> QColor:
    return canvas.grab().toImage().pixelColor(across, down)


def filled(canvas: Canvas) -> Canvas:
    canvas.set_photo(plain(RED))
    canvas.set_result(plain(BLUE))
    canvas.set_style(plain(GREEN))
    return canvas


def drag(canvas: Canvas, start: QPoint, end: QPoint, button: Qt.MouseButton = LEFT, modifiers: Any = None) -> None:
    modifiers = modifiers or Qt.KeyboardModifier.NoModifier
    QTest.mousePress(canvas, button, modifiers, start)
    for step in range(1, 6):
        QTest.mouseMove(canvas, start + (end - start) * step / 5)
    QTest.mouseRelease(canvas, button, modifiers, end)


def wheel(canvas: Canvas, at: QPoint, *, notches: float = 0, pixels: int = 0) -> None:
    event = QWheelEvent(
        QPointF(at),
        QPointF(canvas.mapToGlobal(at)),
        QPoint(0, pixels),
        QPoint(0, round(notches * 120)),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003 (Qt's signature)
    )
    canvas.event(event)
