"""The dialog that crops and turns, and the geometry under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as some
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from engine.images import WHOLE, Framing
from gui.dialogs.cropping import HANDLES, INSIDE, Box, moved, stretched, whole, with_ratio
from gui.dialogs.framing import FramingDialog

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

WIDTH, HEIGHT = 600, 400
SIZE = (float(WIDTH), float(HEIGHT))
shares = some.floats(0, 1)
places = some.floats(-2000, 2000)


@pytest.fixture
def picture() -> QImage:
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB888)
    image.fill(QColor("white"))
    for x in range(50):
        for y in range(50):
            image.setPixelColor(x, y, QColor("red"))
    return image


def opened(qtbot: QtBot, picture: QImage, framing: Framing = WHOLE) -> FramingDialog:
    dialog = FramingDialog(picture, framing, "Crop and turn")
    qtbot.addWidget(dialog)
    dialog.resize(760, 600)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def drag(dialog: FramingDialog, start: QPointF, end: QPointF) -> None:
    view = dialog.view
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start.toPoint())
    for step in range(1, 6):
        QTest.mouseMove(view, (start + (end - start) * step / 5).toPoint())
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=end.toPoint())


def at(dialog: FramingDialog, across: float, down: float) -> QPointF:
    """A point of the view by its share of the picture."""
    area = dialog.view.picture_area
    return QPointF(area.left() + across * area.width(), area.top() + down * area.height())


def edges(framing: Framing) -> tuple[float, float, float, float]:
    return framing.left, framing.top, framing.right, framing.bottom


def test_nothing_changes_without_a_touch(qtbot: QtBot, picture: QImage) -> None:
    before = Framing(0.1, 0.2, 0.7, 0.9, 1, mirrored=True)
    dialog = opened(qtbot, picture, before)
    assert dialog.framing() == before
    assert dialog.size_label.text() == "240 × 420 pixels"
    assert dialog.windowTitle() == "Crop and turn"


def test_a_corner_is_dragged(qtbot: QtBot, picture: QImage) -> None:
    dialog = opened(qtbot, picture)
    drag(dialog, at(dialog, 1, 1), at(dialog, 0.5, 0.75))
    assert edges(dialog.framing()) == pytest.approx((0, 0, 0.5, 0.75), abs=0.01)
    drag(dialog, at(dialog, 0, 0), at(dialog, 0.25, 0.25))
    assert edges(dialog.framing()) == pytest.approx((0.25, 0.25, 0.5, 0.75), abs=0.01)


def test_an_edge_is_dragged(qtbot: QtBot, picture: QImage) -> None:
    dialog = opened(qtbot, picture)
    drag(dialog, at(dialog, 0, 0.3), at(dialog, 0.4, 0.9))
    assert edges(dialog.framing()) == pytest.approx((0.4, 0, 1, 1), abs=0.01)


def test_a_handle_stays_within_the_picture(qtbot: QtBot, picture: QImage) -> None:
    dialog = opened(qtbot, picture, Framing(0.2, 0.2, 0.8, 0.8))
    drag(dialog, at(dialog, 0.8, 0.8), at(dialog, 3, 3))
    assert edges(dialog.framing()) == pytest.approx((0.2, 0.2, 1, 1), abs=0.01)


def test_the_crop_is_moved_by_its_inside(qtbot: QtBot, picture: QImage) -> None:
    dialog = opened(qtbot, picture, Framing(0.2, 0.2, 0.6, 0.6))
    drag(dialog, at(dialog, 0.4, 0.4), at(dialog, 0.5, 0.3))
    assert edges(dialog.framing()) == pytest.approx((0.3, 0.1, 0.7, 0.5), abs=0.01)


def test_a_new_crop_is_drawn_outside_the_old_one(qtbot: QtBot, picture: QImage) -> None:
    dialog = opened(qtbot, picture, Framing(0.0, 0.0, 0.3, 0.3))
    drag(dialog, at(dialog, 0.5, 0.5), at(dialog, 0.9, 0.9))
    assert edges(dialog.framing()) == pytest.approx((0.5, 0.5, 0.925, 0.935), abs=0.03)


def test_a_press_alone_changes_nothing(qtbot: QtBot, picture: QImage) -> None:
    dialog = opened(qtbot, picture, Framing(0.0, 0.0, 0.3, 0.3))
    QTest.mouseClick(dialog.view, Qt.MouseButton.LeftButton, pos=at(dialog, 0.8, 0.8).toPoint())
    assert edges(dialog.framing()) == pytest.approx((0.0, 0.0, 0.3, 0.3))
    QTest.mouseClick(dialog.view, Qt.MouseButton.RightButton, pos=QPoint(3, 3))


def test_keys_move_and_resize(qtbot: QtBot, picture: QImage) -> None:
    dialog = opened(qtbot, picture, Framing(0.2, 0.2, 0.6, 0.6))
    assert dialog.view.hasFocus() or not dialog.isActiveWindow()
    QTest.keyClick(dialog.view, Qt.Key.Key_Right)
    assert edges(dialog.framing()) == pytest.approx((0.21, 0.2, 0.61, 0.6))
    QTest.keyClick(dialog.view, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    assert dialog.framing().top == pytest.approx(0.2 - 0.0015)
    QTest.keyClick(dialog.view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert dialog.framing().right == pytest.approx(0.62)
    assert dialog.framing().left == pytest.approx(0.21)


def test_a_shape_is_kept(qtbot: QtBot, picture: QImage) -> None:
    dialog = opened(qtbot, picture)
    dialog.ratio_choice.setCurrentText("1 : 1")
    assert dialog.size_label.text() == "400 × 400 pixels"
    drag(dialog, dialog.view.box_area.bottomRight(), at(dialog, 0.5, 0.4))
    width, height = dialog.framing().size_of(WIDTH, HEIGHT)
    assert abs(width - height) <= 1
    assert width < 400


def test_an_upright_shape(qtbot: QtBot, picture: QImage) -> None:
    dialog = opened(qtbot, picture)
    assert not dialog.upright_check.isEnabled()
    dialog.ratio_choice.setCurrentText("16 : 9")
    width, height = dialog.framing().size_of(WIDTH, HEIGHT)
    assert width / height == pytest.approx(16 / 9, abs=0.02)
    dialog.upright_check.setFocus()
    QTest.keyClick(dialog.upright_check, Qt.Key.Key_Space)
    width, height = dialog.framing().size_of(WIDTH, HEIGHT)
    assert width / height == pytest.approx(9 / 16, abs=0.02)


def test_turning_turns_the_crop_and_its_shape(qtbot: QtBot, picture: QImage) -> None:
    dialog = opened(qtbot, picture)
    dialog.ratio_choice.setCurrentText("4 : 3")
    before = dialog.framing()
    QTest.mouseClick(dialog.right_button, Qt.MouseButton.LeftButton)
    assert dialog.framing() == before.turned(1)
    assert dialog.upright_check.isChecked()
    drag(dialog, dialog.view.box_area.bottomRight(), at(dialog, 0.6, 0.6))
    width, height = dialog.framing().size_of(WIDTH, HEIGHT)
    assert width / height == pytest.approx(3 / 4, abs=0.02)
    QTest.mouseClick(dialog.left_button, Qt.MouseButton.LeftButton)
    assert dialog.framing().quarter_turns == 0


def test_what_is_shown_is_turned_and_mirrored(qtbot: QtBot, picture: QImage) -> None:
    dialog = opened(qtbot, picture)

    def red_corner() -> list[tuple[int, int]]:
        shown = dialog.view.grab().toImage()
        ratio = shown.width() / dialog.view.width()
        corners = [(across, down) for down in (0, 1) for across in (0, 1)]
        points = [at(dialog, 0.03 + 0.94 * across, 0.03 + 0.94 * down) * ratio for across, down in corners]
        colours = [shown.pixelColor(point.toPoint()) for point in points]
        return [corner for corner, colour in zip(corners, colours, strict=True) if colour.green() < 60]

    assert red_corner() == [(0, 0)]
    dialog.turn_right()
    assert red_corner() == [(1, 0)]
    dialog.mirror()
    assert red_corner() == [(0, 0)]
    dialog.turn_left()
    assert red_corner() == [(0, 1)]


def test_keys_turn_mirror_and_reset(qtbot: QtBot, picture: QImage) -> None:
    dialog = opened(qtbot, picture, Framing(0.1, 0.1, 0.5, 0.5))
    for button, keys in (
        (dialog.left_button, "["),
        (dialog.right_button, "]"),
        (dialog.mirror_button, "M"),
        (dialog.reset_button, "R"),
    ):
        assert button.shortcut().toString() == keys
        assert keys in button.toolTip()
        assert button.accessibleName()
    QTest.mouseClick(dialog.mirror_button, Qt.MouseButton.LeftButton)
    assert dialog.framing().mirrored
    QTest.mouseClick(dialog.reset_button, Qt.MouseButton.LeftButton)
    assert dialog.framing() == WHOLE


def test_enter_applies_and_escape_does_not(qtbot: QtBot, picture: QImage) -> None:
    dialog = opened(qtbot, picture)
    QTest.keyClick(dialog.view, Qt.Key.Key_Escape)
    assert dialog.result() == QDialog.DialogCode.Rejected
    dialog.show()
    QTest.keyClick(dialog.view, Qt.Key.Key_Return)
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_a_large_picture_is_cropped_in_its_own_pixels(qtbot: QtBot) -> None:
    image = QImage(4000, 3000, QImage.Format.Format_RGB32)
    image.fill(QColor("grey"))
    dialog = opened(qtbot, image, Framing(0, 0, 0.5, 0.5))
    assert dialog.size_label.text() == "2000 × 1500 pixels"


@pytest.mark.parametrize("size", [(1, 1), (1, 400), (5, 3)])
def test_a_tiny_picture_can_be_looked_at(qtbot: QtBot, size: tuple[int, int]) -> None:
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(QColor("grey"))
    dialog = opened(qtbot, image)
    drag(dialog, at(dialog, 1, 1), at(dialog, 0, 0))
    dialog.ratio_choice.setCurrentText("16 : 9")
    dialog.turn_left()
    assert min(dialog.framing().size_of(*size)) >= 1


def test_cursors_tell_what_will_be_dragged(qtbot: QtBot, picture: QImage) -> None:
    dialog = opened(qtbot, picture, Framing(0.2, 0.2, 0.8, 0.8))
    view = dialog.view
    for (across, down), handle in (
        ((0.2, 0.2), (-1, -1)),
        ((0.8, 0.5), (1, 0)),
        ((0.35, 0.2), (0, -1)),
        ((0.5, 0.5), INSIDE),
        ((0.05, 0.05), None),
    ):
        assert view.handle_at(at(dialog, across, down)) == handle
    QTest.mouseMove(view, at(dialog, 0.8, 0.5).toPoint())
    assert view.cursor().shape() == Qt.CursorShape.SizeHorCursor


@given(
    where=some.tuples(shares, shares, shares, shares),
    point=some.tuples(places, places),
    handle=some.sampled_from(HANDLES),
    ratio=some.sampled_from([None, 1.0, 16 / 9, 9 / 16, 1.5]),
)
def test_whatever_is_dragged_stays_a_crop(
    where: tuple[float, float, float, float],
    point: tuple[float, float],
    handle: tuple[int, int],
    ratio: float | None,
) -> None:
    left, top = where[0] * 500, where[1] * 300
    box = Box(left, top, 20 + where[2] * (WIDTH - 20 - left), 20 + where[3] * (HEIGHT - 20 - top))
    if ratio is not None:
        box = with_ratio(box, ratio, SIZE)
    for made in (stretched(box, handle, point, SIZE, ratio), moved(box, *point, SIZE)):
        assert made.width > 0
        assert made.height > 0
        assert made.left >= -1e-6
        assert made.top >= -1e-6
        assert made.right <= WIDTH + 1e-6
        assert made.bottom <= HEIGHT + 1e-6
        if ratio is not None:
            assert made.width / made.height == pytest.approx(ratio)


@given(ratio=some.floats(0.2, 5))
def test_the_largest_crop_of_a_shape_fills_the_picture(ratio: float) -> None:
    box = with_ratio(whole(SIZE), ratio, SIZE)
    assert box.width == pytest.approx(WIDTH) or box.height == pytest.approx(HEIGHT)
    assert box.centre == pytest.approx((WIDTH / 2, HEIGHT / 2))
