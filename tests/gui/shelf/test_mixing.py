"""The mixing pad: its arithmetic, and the hand on it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from gui.shelf.mixing import FEWEST, MOST, corners, point_of, weights_at, within
from gui.shelf.shelf import Shelf
from tests.gui.hand import LEFT, NONE, Key, drag, press, shown
from tests.gui.made import Clock, new_document, picture

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.document.document import Document

counts = st.integers(FEWEST, MOST)
places = st.tuples(st.floats(-2, 2), st.floats(-2, 2))


@given(counts, places)
def test_weights_give_the_point_back(count: int, place: tuple[float, float]) -> None:
    among = corners(count)
    inside = within(place, among)
    weights = weights_at(inside, among)
    assert min(weights) >= 0
    assert math.isclose(sum(weights), 1)
    assert math.dist(point_of(weights, among), inside) < 1e-6


@given(counts)
def test_at_a_corner_there_is_that_style_alone(count: int) -> None:
    among = corners(count)
    for number, corner in enumerate(among):
        alone = tuple(float(other == number) for other in range(count))
        assert weights_at(corner, among) == alone
        assert weights_at(within((3 * corner[0], 3 * corner[1]), among), among) == alone
    assert all(math.isclose(weight, 1 / count) for weight in weights_at((0.0, 0.0), among))


@given(counts, places)
def test_a_point_outside_is_brought_to_the_nearest_inside(count: int, place: tuple[float, float]) -> None:
    among = corners(count)
    inside = within(place, among)
    assert math.dist(within(inside, among), inside) < 1e-9
    nearest = min(math.dist(place, corner) for corner in among)
    assert math.dist(place, inside) <= nearest + 1e-9


@given(st.lists(st.floats(0, 10), min_size=2, max_size=6))
def test_any_weights_have_a_place(weights: list[float]) -> None:
    among = corners(len(weights))
    assert math.dist(within(point_of(weights, among), among), point_of(weights, among)) < 1e-6


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def document(clock: Clock) -> Document:
    made = new_document(clock)
    made.styles.add([(picture(number), None) for number in (1, 2, 3)])
    return made


@pytest.fixture
def shelf(document: Document, qtbot: QtBot) -> Shelf:
    made = Shelf(document, lambda _: QImage())
    shown(qtbot, made, 300, 760)
    return made


def weights(document: Document) -> list[float]:
    return [round(style.weight, 3) for style in document.state.styles]


def test_the_point_is_dragged_live_and_a_drag_is_one_entry(shelf: Shelf, document: Document, clock: Clock) -> None:
    pad, before = shelf.mixing, document.undo_stack.count()
    middle, second = pad.point().toPoint(), pad.corner(1).toPoint()
    QTest.mousePress(pad, LEFT, NONE, middle)
    QTest.mouseMove(pad, middle + (second - middle) / 2)
    assert weights(document)[1] == 1.0
    assert 0 < weights(document)[0] < 0.5
    # However long the hand rests.
    clock.now += 60
    QTest.mouseMove(pad, second)
    QTest.mouseRelease(pad, LEFT, NONE, second)
    assert weights(document) == [0.0, 1.0, 0.0]
    assert document.undo_stack.count() == before + 1
    drag(pad, second, pad.corner(0).toPoint())
    assert weights(document) == [1.0, 0.0, 0.0]
    document.undo()
    assert weights(document) == [0.0, 1.0, 0.0]
    document.undo()
    assert weights(document) == [1.0, 1.0, 1.0]


def test_the_point_shows_the_weights_of_the_cards(shelf: Shelf, document: Document) -> None:
    keys = [style.key for style in document.state.styles]
    document.styles.set_weights({keys[0]: 0.0, keys[1]: 0.0, keys[2]: 0.4})
    assert (shelf.mixing.point() - shelf.mixing.corner(2)).manhattanLength() < 1e-6
    assert "100 %" in shelf.mixing.accessibleName()


def test_it_is_there_for_two_to_six_styles(shelf: Shelf, document: Document) -> None:
    assert shelf.mixing_fold.isVisible()
    first, second, _ = document.state.styles
    document.styles.set_enabled(first.key, False)
    assert shelf.mixing_fold.isVisible()
    drag(shelf.mixing, shelf.mixing.point().toPoint(), shelf.mixing.corner(0).toPoint() - QPoint(40, 0))
    assert weights(document)[1:] == [1.0, 0.0]
    document.styles.set_enabled(second.key, False)
    assert not shelf.mixing_fold.isVisible()
    document.styles.set_enabled(first.key, True)
    document.styles.set_enabled(second.key, True)
    document.styles.add([(picture(number), None) for number in range(4, 8)])
    assert not shelf.mixing_fold.isVisible()


def test_the_keyboard_moves_the_point(shelf: Shelf, document: Document) -> None:
    shelf.mixing.setFocus()
    for _ in range(3):
        press(shelf.mixing, Key.Key_Up)
    top, right, left = weights(document)
    assert top == 1.0
    assert right == left < 0.9
    press(shelf.mixing, Key.Key_Home)
    assert weights(document) == [1.0, 1.0, 1.0]
