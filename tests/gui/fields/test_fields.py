"""The small controls, used as a hand would."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout

from gui.fields import ChoiceBox, FoldSection, OptionalAmount, SliderField, align_labels
from gui.fields.scale import POSITIONS, Scale
from tests.gui.hand import ALT, CTRL, LEFT, SHIFT, Key, drag_slider, press, shown, type_number, wheel

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

SIZES = Scale(0.25, 4.0, 0.02, 2, logarithmic=True)
SHARES = Scale(0, 100)


@pytest.fixture
def field(qtbot: QtBot) -> SliderField:
    made = SliderField("Strength", 0, 100, 50, default=60, suffix=" %")
    made.setToolTip("what is seen")
    shown(qtbot, made, 320, 40)
    return made


@pytest.fixture
def heard(field: SliderField) -> list[float]:
    numbers: list[float] = []
    field.changed.connect(numbers.append)
    return numbers


@given(st.integers(0, POSITIONS))
def test_places_and_numbers_fit_together(place: int) -> None:
    for scale in (SIZES, SHARES):
        value = scale.value_at(place)
        assert scale.minimum <= value <= scale.maximum
        assert abs(scale.position_of(value) - place) <= 8
        assert scale.rounded(value) == value


@given(st.floats(0.25, 4.0), st.sampled_from([-1, 1]))
def test_a_step_always_goes_on(value: float, way: int) -> None:
    value = SIZES.rounded(value)
    moved = SIZES.stepped(value, way)
    assert moved != value or value in (0.25, 4.0)
    assert (moved - value) * way >= 0


def test_a_drag_tells_every_number(field: SliderField, heard: list[float]) -> None:
    drag_slider(field, 1.0)
    assert len(heard) > 2
    assert heard == sorted(heard)
    assert heard[-1] == field.value == field.box.value() == 100
    drag_slider(field, 0.0, release=False)
    assert field.value == 0


def test_a_press_on_the_line_brings_the_handle(field: SliderField, heard: list[float]) -> None:
    QTest.mouseClick(field.slider, LEFT, pos=QPoint(field.slider.width() * 3 // 4, 10))
    assert heard == [field.value]
    assert field.value == pytest.approx(76, abs=3)


def test_a_number_is_typed(field: SliderField, heard: list[float]) -> None:
    type_number(field, "72")
    assert heard == [72]
    assert field.slider.value() == 720
    type_number(field, "500")
    assert field.value == 50, "what is out of range cannot be typed to the end"


def test_double_clicks_reset(field: SliderField, heard: list[float]) -> None:
    QTest.mouseDClick(field.label, LEFT)
    assert field.value == 60
    drag_slider(field, 0.1)
    QTest.mouseDClick(field.slider, LEFT)
    assert field.value == 60
    assert heard[-1] == 60


def test_the_wheel_passes_by_unless_it_is_meant(field: SliderField, heard: list[float]) -> None:
    assert not wheel(field.slider, 1)
    assert not wheel(field.box, 1)
    assert not heard
    assert wheel(field.slider, 1, CTRL)
    assert heard == [51]
    field.slider.setFocus()
    assert wheel(field.slider, -2)
    assert heard[-1] == 49
    wheel(field.slider, 1, SHIFT)
    assert heard[-1] == 59
    # A touchpad sends a notch in small parts.
    for _ in range(4):
        wheel(field.slider, 0.25)
    assert heard[-1] == 60


def test_keys_fine_tune(field: SliderField, heard: list[float]) -> None:
    for key, number in (
        (Key.Key_Right, 51),
        (Key.Key_Up, 52),
        (Key.Key_Left, 51),
        (Key.Key_PageUp, 61),
        (Key.Key_End, 100),
        (Key.Key_Home, 0),
    ):
        press(field.slider, key)
        assert heard[-1] == number
    press(field.box, Key.Key_Up)
    assert heard[-1] == 1
    before = list(heard)
    press(field.slider, Key.Key_Up, ALT)
    press(field.box, Key.Key_Up, ALT)
    assert heard == before, "with Alt, cards are moved"


def test_nobody_hears_a_quiet_change(field: SliderField, heard: list[float]) -> None:
    field.set_value_quietly(33.4)
    assert (field.value, field.box.value(), field.slider.value()) == (33, 33, 330)
    assert not heard


def test_undo_is_left_to_the_window_unless_something_is_typed(field: SliderField) -> None:
    def asks() -> bool:
        event = QKeyEvent(QEvent.Type.ShortcutOverride, Key.Key_Z, CTRL, "z")
        event.ignore()
        QApplication.sendEvent(field.box, event)
        return event.isAccepted()

    field.box.setFocus()
    assert not asks()
    field.box.selectAll()
    QTest.keyClicks(field.box, "7")
    assert asks()


def test_screen_readers_hear_what_it_is(field: SliderField) -> None:
    assert field.slider.accessibleName() == field.box.accessibleName() == "Strength"
    assert field.slider.accessibleDescription() == "what is seen"
    assert field.focusProxy() is field.slider


def test_an_amount_that_is_not_ticked_is_none_and_shows_what_holds_elsewhere(qtbot: QtBot) -> None:
    amount = OptionalAmount("Structure", default=0.2)
    amount.setToolTip("what is seen")
    shown(qtbot, amount, 300, 40)
    told: list[float | None] = []
    amount.chosen.connect(told.append)
    amount.show_amount(None, 0.35, enabled=True)
    assert (amount.value, amount.check.isChecked(), amount.slider.isEnabled(), amount.box.isEnabled()) == (
        *(35, False, False, False),
    )
    amount.check.click()
    amount.show_amount(0.35, 0.35, enabled=True)
    type_number(amount, "50")
    amount.check.click()
    assert told == [0.35, 0.5, None]
    amount.show_amount(0.5, 0.35, enabled=False)
    assert (amount.value, amount.check.isChecked()) == (50, True)
    assert not any(part.isEnabled() for part in (amount.check, amount.slider, amount.box))
    assert amount.check.accessibleDescription() == "what is seen"


def test_labels_are_aligned(qtbot: QtBot) -> None:
    fields = [SliderField("A", 0, 1), SliderField("A longer one", 0, 1000)]
    for made in fields:
        qtbot.addWidget(made)
    align_labels(fields)
    assert fields[0].label.width() == fields[1].label.width()
    assert fields[0].box.width() == fields[1].box.width()


def test_a_section_folds(qtbot: QtBot) -> None:
    told: list[bool] = []
    section = FoldSection("Levels", remember=told.append)
    QVBoxLayout(section.body).addWidget(QLabel("inside"))
    shown(qtbot, section, 200, 120)
    QTest.mouseClick(section.header, LEFT)
    assert section.folded
    assert not section.body.isVisible()
    for key in (Key.Key_Space, Key.Key_Return, Key.Key_Right, Key.Key_Left):
        press(section.header, key)
    assert told == [True, False, True, False, True]
    section.set_folded(False)
    assert section.body.isVisible()
    assert told[-1]
    section.grab()


def test_a_choice(qtbot: QtBot) -> None:
    box = ChoiceBox("Size", [(512, "512 pixels"), (768, "768 pixels")])
    shown(qtbot, box, 160, 30)
    heard: list[object] = []
    box.chosen.connect(heard.append)
    box.show_value(768)
    box.show_value(700, "700 pixels")
    assert (box.currentText(), heard) == ("700 pixels", [])
    assert not wheel(box, 1)
    assert wheel(box, 1, CTRL)
    press(box, Qt.Key.Key_Up)
    assert heard == [768, 512]
    box.set_choices([(1, "one"), (512, "again")])
    assert box.currentData() == 512
    box.show_value(None)
    assert box.currentIndex() == -1
