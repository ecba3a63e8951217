from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import (
    QColor,
)
from PySide6.QtTest import QTest

from gui.canvas import Canvas, CompareMode
from gui.canvas.panes import Content
from gui.qt_images import from_qimage, to_qimage
from tests.gui.canvas.on_canvas import (
    BLUE,
    CENTRE,
    GREEN,
    LEFT,
    RED,
    SIZE,
    colour_at,
    drag,
    filled,
    plain,
    wheel,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pytestqt.qtbot import QtBot


def noise(width: int, height: int, seed: int = 0) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)


def grabbed(canvas: Canvas) -> NDArray[Any]:
    return from_qimage(canvas.grab().toImage()).pixels


def test_the_empty_canvas_invites_and_says_so(canvas: Canvas, qtbot: QtBot) -> None:
    assert canvas.is_empty
    assert canvas.accessibleName() == "Canvas"
    assert "No photo" in canvas.accessibleDescription()
    assert len(np.unique(grabbed(canvas)[100:300, 100:500].reshape(-1, 3), axis=0)) > 5
    with qtbot.waitSignal(canvas.open_requested):
        QTest.mouseClick(canvas, LEFT, pos=CENTRE)
    with qtbot.waitSignal(canvas.open_requested):
        QTest.keyClick(canvas, Qt.Key.Key_Return)


def test_everything_may_be_done_to_an_empty_canvas(canvas: Canvas) -> None:
    canvas.navigation.zoom_to_fit()
    canvas.navigation.zoom_to_actual_pixels()
    canvas.navigation.pan_by(10, 10)
    canvas.navigation.centre_picture()
    canvas.set_style(plain(GREEN))
    canvas.set_result(None)
    for mode in CompareMode:
        canvas.set_mode(mode)
        canvas.grab()
    drag(canvas, CENTRE, CENTRE + QPoint(50, 50))
    wheel(canvas, CENTRE, notches=1)
    QTest.mouseDClick(canvas, LEFT, pos=CENTRE)
    assert canvas.is_empty


@pytest.mark.parametrize("size", [(1, 1), (9000, 1), (1, 9000), (3, 2000)])
def test_odd_sizes_are_shown(canvas: Canvas, size: tuple[int, int]) -> None:
    canvas.set_photo(plain(RED, *size))
    canvas.set_result(plain(BLUE, *size))
    canvas.set_style(plain(GREEN, *size))
    for mode in CompareMode:
        canvas.set_mode(mode)
        for zoom in (0.01, 1.0, 40.0):
            canvas.navigation.zoom_to(zoom)
            canvas.grab()
    canvas.resize(1, 1)
    canvas.grab()


def test_the_photo_is_left_of_the_divider_and_the_result_right_of_it(canvas: Canvas) -> None:
    filled(canvas)
    assert canvas.mode is CompareMode.DIVIDER
    across = round(canvas.navigation.divider_position)
    assert across == 300
    assert colour_at(canvas, across - 4, 60) == RED
    assert colour_at(canvas, across + 4, 60) == BLUE
    canvas.navigation.divider = 0.25
    assert colour_at(canvas, 290, 60) == BLUE
    canvas.set_mode(CompareMode.RESULT)
    assert colour_at(canvas, 60, 60) == BLUE


def test_no_divider_without_a_result(canvas: Canvas) -> None:
    canvas.set_photo(plain(RED))
    assert not canvas.navigation.is_divided
    assert colour_at(canvas, 450, 60) == RED
    canvas.set_mode(CompareMode.RESULT)
    assert colour_at(canvas, 450, 60) == RED


def test_actual_pixels_are_the_true_pixels(canvas: Canvas) -> None:
    pixels = noise(1501, 1203)
    canvas.set_photo(to_qimage(pixels))
    canvas.set_mode(CompareMode.RESULT)
    canvas.navigation.zoom_to_actual_pixels()
    assert canvas.navigation.zoom == 1.0
    canvas.navigation.pan_by(37, -23)
    left, top, *_ = canvas._stage.view.rectangle()  # type: ignore[union-attr]
    # Below the label and inside of the focus ring.
    assert np.array_equal(grabbed(canvas)[50:-1, 1:-1], pixels[50 - top : 399 - top, 1 - left : 599 - left])


def test_large_pixels_are_squares_of_their_true_colour(canvas: Canvas) -> None:
    pixels = noise(40, 30)
    canvas.set_photo(to_qimage(pixels))
    canvas.navigation.zoom_to(32.0)
    left, top, *_ = canvas._stage.view.rectangle()  # type: ignore[union-attr]
    shot = grabbed(canvas)
    for column in range(math.ceil(-left / 32), (580 - left) // 32):
        assert np.array_equal(shot[300, left + column * 32 + 16], pixels[(300 - top) // 32, column])


@pytest.mark.parametrize("zoom", [0.37, 0.5, 0.11])
def test_reduced_pictures_are_smooth_and_do_not_change_when_painted_again(canvas: Canvas, zoom: float) -> None:
    stripes = np.zeros((1000, 1500, 3), np.uint8)
    stripes[:, ::2] = 255
    canvas.set_photo(to_qimage(stripes))
    canvas.set_mode(CompareMode.RESULT)
    canvas.navigation.zoom_to(zoom)
    canvas.set_photo(to_qimage(stripes))
    canvas.repaint()
    first = grabbed(canvas)
    assert np.abs(first[195:205, 280:320].astype(int) - 127).max() <= 40
    assert np.array_equal(grabbed(canvas), first)


def test_a_result_of_another_size_covers_the_photo(canvas: Canvas) -> None:
    canvas.set_photo(plain(RED, 3000, 2000))
    zoom = canvas.navigation.zoom
    preview = np.zeros((20, 30, 3), np.uint8)
    preview[:, 15:] = 255
    canvas.set_result(to_qimage(preview))
    canvas.set_mode(CompareMode.RESULT)
    assert canvas.navigation.zoom == zoom
    assert colour_at(canvas, 20, 380) == QColor(0, 0, 0)
    assert colour_at(canvas, 570, 60) == QColor(255, 255, 255)


def test_chequers_are_seen_through_transparent_pictures(canvas: Canvas) -> None:
    alpha = np.full((200, 300), 255, np.uint8)
    alpha[:, 150:] = 0
    canvas.set_photo(to_qimage(np.full((200, 300, 3), 90, np.uint8), alpha))
    shot = grabbed(canvas)
    assert np.all(shot[100:300, 50:250] == 90)
    greys = {tuple(colour) for colour in shot[100:300, 350:550].reshape(-1, 3)}
    assert len(greys) == 2
    canvas.navigation.zoom_to(4.0)
    # They belong to the screen: zooming does not enlarge them.
    shot = grabbed(canvas)[250:300, 350:550, 0]
    assert np.array_equal(shot[:, :-16], shot[:, 16:])


def test_the_background_can_be_changed(canvas: Canvas) -> None:
    filled(canvas)
    assert colour_at(canvas, 3, 3) == QColor(0x2B, 0x2B, 0x2B) == canvas.background
    canvas.background = QColor(0x80, 0x80, 0x80)
    assert colour_at(canvas, 3, 3) == QColor(0x80, 0x80, 0x80)


def test_a_fitted_picture_follows_the_canvas_and_another_does_not(canvas: Canvas) -> None:
    canvas.set_photo(plain(RED, 3000, 2000))
    fitted = canvas.navigation.zoom
    canvas.resize(300, 200)
    assert canvas.navigation.zoom < fitted
    canvas.navigation.zoom_to_actual_pixels()
    canvas.resize(*SIZE)
    assert canvas.navigation.zoom == 1.0


def test_a_photo_of_the_same_size_keeps_what_is_seen(canvas: Canvas) -> None:
    canvas.set_photo(plain(RED))
    canvas.navigation.zoom_to(3.0)
    canvas.set_photo(plain(GREEN))
    assert canvas.navigation.zoom == 3.0
    canvas.set_photo(plain(GREEN, 200, 300))
    assert canvas.navigation.is_fitted


def test_panes_side_by_side_move_together(canvas: Canvas, qtbot: QtBot) -> None:
    pixels = noise(300, 200)
    canvas.set_photo(to_qimage(pixels))
    canvas.set_result(to_qimage(255 - pixels))
    canvas.set_style(plain(GREEN, 50, 400))
    with qtbot.waitSignal(canvas.mode_changed) as told:
        canvas.set_mode(CompareMode.SIDE_BY_SIDE)
    assert told.args == [CompareMode.SIDE_BY_SIDE]
    # In the style's pane, too, the wheel and the hand move all of them.
    wheel(canvas, QPoint(320, 250), notches=12)
    drag(canvas, QPoint(300, 200), QPoint(330, 190))
    panes = canvas._stage.panes()
    shot = grabbed(canvas)
    photo, result = (
        shot[60:-10, panes[content][0] + 2 : panes[content][0] + panes[content][2] - 2]
        for content in (Content.BEFORE, Content.AFTER)
    )
    assert len(np.unique(photo)) > 100
    assert np.array_equal(photo, 255 - result)
    style, view = canvas._stage.view_of(Content.STYLE), canvas._stage.view
    assert style is not None
    assert view is not None
    assert style.zoom / style.fit_zoom == pytest.approx(view.zoom / view.fit_zoom)
    assert style.centre[1] / 400 == pytest.approx(view.centre[1] / 200)


def test_two_versions_are_compared_in_place_of_photo_and_result(canvas: Canvas) -> None:
    filled(canvas)
    canvas.set_versions_to_compare(plain(GREEN), plain(QColor(9, 9, 9)), "Version 1", "Version 2")
    assert colour_at(canvas, 280, 60) == GREEN
    assert colour_at(canvas, 320, 60) == QColor(9, 9, 9)
    canvas.set_result(plain(BLUE))
    assert colour_at(canvas, 320, 60) == QColor(9, 9, 9)
    canvas.set_mode(CompareMode.SIDE_BY_SIDE)
    assert list(canvas._stage.panes()) == [Content.BEFORE, Content.AFTER]
    canvas.set_mode(CompareMode.DIVIDER)
    canvas.set_versions_to_compare(None, None)
    assert colour_at(canvas, 280, 60) == RED


def test_a_draft_is_named_even_where_it_is_alone(canvas: Canvas) -> None:
    filled(canvas)
    canvas.set_mode(CompareMode.RESULT)
    canvas.set_result(plain(BLUE))
    nameless = canvas.grab().toImage()
    canvas.set_result(plain(BLUE), draft=True)
    assert canvas.grab().toImage() != nameless
    canvas.set_result(plain(BLUE))
    assert canvas.grab().toImage() == nameless


def test_a_new_result_comes_up_softly_and_is_there_soon(canvas: Canvas, qtbot: QtBot) -> None:
    filled(canvas)
    canvas.set_mode(CompareMode.RESULT)
    canvas.animated = True
    canvas.set_result(plain(GREEN))
    assert colour_at(canvas, 450, 200) != GREEN
    # The next one waits for nothing: it comes up over this one.
    canvas.set_result(plain(RED))
    qtbot.waitUntil(lambda: colour_at(canvas, 450, 200) == RED, timeout=2000)
    canvas.animated = False
    canvas.set_result(plain(BLUE))
    assert colour_at(canvas, 450, 200) == BLUE


def test_the_focus_ring_is_seen(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.activateWindow()
    qtbot.waitUntil(canvas.hasFocus)
    assert colour_at(canvas, 0, 100) == canvas.palette().highlight().color()
    assert canvas.focusPolicy() == Qt.FocusPolicy.StrongFocus
    canvas.clearFocus()
    assert colour_at(canvas, 0, 100) == canvas.background


def test_the_description_says_what_is_seen(canvas: Canvas) -> None:
    filled(canvas)
    canvas.navigation.zoom_to_actual_pixels()
    assert canvas.accessibleDescription() == "Photo and result with a divider, 300 × 200 pixels, at 100 %"
