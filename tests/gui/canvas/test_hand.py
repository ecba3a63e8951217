from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QNativeGestureEvent,
    QPointingDevice,
)
from PySide6.QtTest import QTest

from gui.canvas import Canvas, CompareMode
from gui.canvas.pointer import PHOTO_KEY
from tests.gui.canvas.on_canvas import (
    BLUE,
    CENTRE,
    LEFT,
    MIDDLE,
    RED,
    colour_at,
    drag,
    filled,
    plain,
    wheel,
)

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def picture_point(canvas: Canvas, at: QPoint) -> tuple[float, float]:
    view = canvas._stage.view
    assert view is not None
    return view.to_picture((at.x(), at.y()))


def near(first: tuple[float, float], second: tuple[float, float]) -> bool:
    return math.dist(first, second) <= 1e-3


def test_the_divider_is_dragged(canvas: Canvas) -> None:
    filled(canvas)
    middle = QPoint(round(canvas.navigation.divider_position) + 3, 200)
    drag(canvas, middle, middle + QPoint(-100, 30))
    # It moves by as much as the hand does, and the picture stays.
    assert canvas.navigation.divider_position == pytest.approx(200, abs=1)
    assert canvas.navigation.is_fitted
    drag(canvas, QPoint(200, 60), QPoint(5000, 60))
    assert canvas.navigation.divider == 1.0
    QTest.mouseDClick(canvas, LEFT, pos=QPoint(round(canvas.navigation.divider_position), 200))
    assert canvas.navigation.divider == 0.5
    assert canvas.navigation.is_fitted


def test_the_divider_moves_by_keys(canvas: Canvas) -> None:
    filled(canvas)
    QTest.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert canvas.navigation.divider == pytest.approx(0.52)
    QTest.keyClick(canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier)
    assert canvas.navigation.divider == pytest.approx(0.42)


def test_the_cursor_tells_what_a_press_would_do(canvas: Canvas) -> None:
    filled(canvas)
    QTest.mouseMove(canvas, QPoint(301, 100))
    assert canvas.cursor().shape() == Qt.CursorShape.SplitHCursor
    QTest.mouseMove(canvas, QPoint(100, 100))
    assert canvas.cursor().shape() == Qt.CursorShape.ArrowCursor
    canvas.navigation.zoom_to(8)
    QTest.mouseMove(canvas, QPoint(101, 100))
    assert canvas.cursor().shape() == Qt.CursorShape.OpenHandCursor


def test_the_wheel_zooms_at_the_pointer(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.set_photo(plain(RED, 3000, 2000))
    canvas.navigation.zoom_to(0.5)
    at = QPoint(130, 310)
    before, zoom = picture_point(canvas, at), canvas.navigation.zoom
    with qtbot.waitSignal(canvas.navigation.zoom_changed) as told:
        wheel(canvas, at, notches=3)
    assert canvas.navigation.zoom == pytest.approx(2 * zoom)
    assert told.args == [canvas.navigation.zoom]
    assert near(picture_point(canvas, at), before)
    wheel(canvas, at, notches=-3)
    assert canvas.navigation.zoom == pytest.approx(zoom)
    wheel(canvas, at, pixels=18)
    assert zoom < canvas.navigation.zoom < 1.1 * zoom
    assert near(picture_point(canvas, at), before)


def test_a_pinch_zooms_at_the_pointer(canvas: Canvas) -> None:
    canvas.set_photo(plain(RED, 3000, 2000))
    canvas.navigation.zoom_to(0.5)
    at = QPoint(130, 310)
    before = picture_point(canvas, at)
    event = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture,
        QPointingDevice.primaryPointingDevice(),
        2,
        QPointF(at),
        QPointF(at),
        QPointF(canvas.mapToGlobal(at)),
        0.25,
        QPointF(),
    )
    assert canvas.event(event)
    assert canvas.navigation.zoom == pytest.approx(0.625)
    assert near(picture_point(canvas, at), before)


@pytest.mark.parametrize("button", [LEFT, MIDDLE])
def test_dragging_pans(canvas: Canvas, button: Qt.MouseButton) -> None:
    canvas.set_photo(plain(RED, 3000, 2000))
    canvas.navigation.zoom_to_actual_pixels()
    before = picture_point(canvas, QPoint(100, 100))
    drag(canvas, QPoint(100, 100), QPoint(240, 60), button)
    assert near(picture_point(canvas, QPoint(240, 60)), before)


def test_space_pans_even_on_the_divider(canvas: Canvas) -> None:
    filled(canvas)
    canvas.navigation.zoom_to(8)
    before = picture_point(canvas, CENTRE)
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    drag(canvas, CENTRE, CENTRE + QPoint(50, 0))
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert canvas.navigation.divider == 0.5
    assert near(picture_point(canvas, CENTRE + QPoint(50, 0)), before)
    drag(canvas, CENTRE, CENTRE + QPoint(50, 0))
    assert canvas.navigation.divider > 0.5


def test_keys_zoom_and_pan(canvas: Canvas) -> None:
    canvas.set_photo(plain(RED, 3000, 2000))
    fitted = canvas.navigation.zoom
    QTest.keyClick(canvas, Qt.Key.Key_1)
    assert canvas.navigation.zoom == 1.0
    assert not canvas.navigation.is_fitted
    middle = picture_point(canvas, CENTRE)
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    QTest.keyClick(canvas, Qt.Key.Key_Down)
    moved = picture_point(canvas, CENTRE)
    assert moved[0] > middle[0]
    assert moved[1] > middle[1]
    QTest.keyClick(canvas, Qt.Key.Key_Home)
    assert picture_point(canvas, CENTRE) == middle
    QTest.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.navigation.zoom > 1.0
    QTest.keyClick(canvas, Qt.Key.Key_Minus)
    assert canvas.navigation.zoom == pytest.approx(1.0)
    QTest.keyClick(canvas, Qt.Key.Key_0)
    assert canvas.navigation.zoom == fitted
    assert canvas.navigation.is_fitted


def test_double_click_changes_between_all_and_actual_pixels(canvas: Canvas) -> None:
    canvas.set_photo(plain(RED, 3000, 2000))
    at = QPoint(150, 130)
    before = picture_point(canvas, at)
    QTest.mouseDClick(canvas, LEFT, pos=at)
    assert canvas.navigation.zoom == 1.0
    assert near(picture_point(canvas, at), before)
    QTest.mouseDClick(canvas, LEFT, pos=at)
    assert canvas.navigation.is_fitted


def test_the_photo_is_seen_while_its_key_is_held(canvas: Canvas) -> None:
    filled(canvas)
    canvas.set_mode(CompareMode.RESULT)
    QTest.keyPress(canvas, PHOTO_KEY)
    assert colour_at(canvas, 450, 200) == RED
    # A key that is held repeats itself, as a release and a press each time.
    for kind in (QEvent.Type.KeyRelease, QEvent.Type.KeyPress):
        canvas.event(QKeyEvent(kind, PHOTO_KEY, Qt.KeyboardModifier.NoModifier, "b", autorep=True))
        assert colour_at(canvas, 450, 200) == RED
    QTest.keyRelease(canvas, PHOTO_KEY)
    assert colour_at(canvas, 450, 200) == BLUE
    canvas.navigation.show_photo_while(held=True)
    assert colour_at(canvas, 450, 200) == RED


def test_a_key_whose_release_goes_elsewhere_does_not_stick(canvas: Canvas) -> None:
    filled(canvas)
    QTest.keyPress(canvas, PHOTO_KEY)
    assert not canvas.navigation.is_divided
    canvas.focusOutEvent(QFocusEvent(QEvent.Type.FocusOut))
    assert canvas.navigation.is_divided


def test_keys_of_others_are_left_to_them(canvas: Canvas) -> None:
    filled(canvas)
    for key, modifiers in (
        (Qt.Key.Key_S, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier),
    ):
        event = QKeyEvent(QEvent.Type.KeyPress, key, modifiers)
        canvas.keyPressEvent(event)
        assert not event.isAccepted()


def test_the_context_menu_is_left_to_the_owner(canvas: Canvas, qtbot: QtBot) -> None:
    with qtbot.waitSignal(canvas.context_menu_requested) as told:
        canvas.event(QContextMenuEvent(QContextMenuEvent.Reason.Mouse, CENTRE, QPoint(700, 800)))
    assert told.args == [QPoint(700, 800)]
