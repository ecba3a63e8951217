"""The inspector, used as a hand would."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox, QWidget

from engine.job import DEFAULT_STRENGTH, Look
from engine.look.look import DEFAULT_STRUCTURE
from engine.vgg import LEVELS
from gui.document.state import Quality, Treatment
from gui.inspector.inspector import Inspector
from tests.gui.hand import CTRL, LEFT, Key, drag_slider, press, shown, type_number, wheel
from tests.gui.made import Clock, filled_document, new_document

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.document.document import Document


@pytest.fixture
def document() -> Document:
    return filled_document()


@pytest.fixture
def inspector(document: Document, qtbot: QtBot) -> Inspector:
    made = Inspector(document, QWidget())
    made.set_packs(["atelier", "vgg19"], "atelier")
    made.quality_fold.set_folded(False)
    shown(qtbot, made, 300, 700)
    return made


def test_strength_goes_both_ways(inspector: Inspector, document: Document) -> None:
    entries = document.undo_stack.count()
    drag_slider(inspector.look.strength, 0.0)
    assert document.state.look.strength == 0.0
    assert document.undo_stack.count() == entries + 1, "a drag is one entry"
    document.undo()
    assert inspector.look.strength.value == 100 * DEFAULT_STRENGTH
    assert inspector.look.strength.slider.value() == 1000 * DEFAULT_STRENGTH
    document.redo()
    assert inspector.look.strength.value == 0


def test_a_drag_back_to_where_it_began_leaves_no_entry(inspector: Inspector, document: Document) -> None:
    entries = document.undo_stack.count()
    drag_slider(inspector.look.structure, 0.9, release=False)
    QTest.mouseMove(inspector.look.structure.slider, inspector.look.structure.slider.rect().center())
    document.undo()
    assert document.undo_stack.index() == entries
    assert inspector.look.structure.value == 100 * DEFAULT_STRUCTURE


def test_strokes_are_typed_and_turned(inspector: Inspector, document: Document) -> None:
    size = inspector.look.stroke_size
    type_number(size, "2.5".replace(".", size.box.locale().decimalPoint()))
    assert document.state.treatment.stroke_size == 2.5
    wheel(size.slider, 1, CTRL)
    assert document.state.treatment.stroke_size == 2.55
    QTest.mouseDClick(size.label, LEFT)
    assert document.state.treatment.stroke_size == 1.0
    assert size.slider.value() == 500, "as much room for finer as for bolder"


def test_colours(inspector: Inspector, document: Document) -> None:
    QTest.mouseClick(inspector.look.colours["photo"], LEFT)
    assert document.state.look.colour == "photo"
    document.undo()
    assert inspector.look.colours["style"].isChecked()


def test_levels(inspector: Inspector, document: Document) -> None:
    rows = inspector.levels.rows
    assert tuple(rows) == LEVELS
    assert [row.check.text() for row in rows.values()] == [
        "Composition",
        "Large shapes",
        "Brushwork",
        "Texture",
        "Colour and grain",
    ]
    row = rows["relu3_1"]
    QTest.mouseClick(row.check, LEFT, pos=row.check.rect().center() - row.check.rect().center() / 1.2)
    assert not document.state.treatment.levels["relu3_1"].on
    assert not row.slider.isEnabled()
    document.undo()
    assert row.check.isChecked()
    assert row.slider.isEnabled()
    type_number(row, "40")
    assert document.state.treatment.levels["relu3_1"].strength == 0.4
    assert not inspector.levels.hint.isVisible()
    for level in LEVELS:
        rows[level].check.click()
    assert document.state.treatment.active_levels == ()
    assert inspector.levels.hint.isVisible()


def test_quality(inspector: Inspector, document: Document) -> None:
    quality = inspector.quality
    press(quality.preview_size, Key.Key_Down)
    assert document.state.quality.preview_size == 1024
    press(quality.pack, Key.Key_Down)
    assert document.state.quality.pack == "vgg19"
    document.undo()
    assert quality.pack.currentText() == "atelier"
    inspector.set_devices({"cuda": "Graphics card"})
    quality.device.setFocus()
    wheel(quality.device, -1)
    assert document.state.quality.device == "cpu"
    press(quality.device, Key.Key_End)
    assert document.state.quality.device == "cuda"
    press(quality.number_format, Key.Key_End)
    assert document.state.quality.number_format == "float16"


def test_what_is_not_here_is_shown_all_the_same(inspector: Inspector, document: Document) -> None:
    document.change_quality(preview_size=700, device="mps", pack="elsewhere")
    quality = inspector.quality
    assert quality.preview_size.currentText() == "700 pixels"
    assert quality.device.currentText() == "mps (not here)"
    assert quality.pack.currentText() == "elsewhere (not here)"
    document.undo()
    assert document.state.quality == Quality()
    assert quality.device.currentText() == "Automatic"


def test_reset(inspector: Inspector, document: Document) -> None:
    document.change_look(strength=0.2, colour="photo")
    inspector.reset.click()
    assert document.state.treatment == Treatment()
    assert inspector.look.strength.value == 100 * DEFAULT_STRENGTH


def test_a_preset_is_named_while_the_look_is_so(inspector: Inspector, document: Document) -> None:
    looks = {"Soft": Treatment(Look(0.3)), "Bold": Treatment(Look(0.9))}
    inspector.preset_chosen.connect(lambda name: document.apply_treatment(looks[name], name))
    assert inspector.presets.currentIndex() == -1
    inspector.set_presets(list(looks))
    press(inspector.presets, Key.Key_Down)
    assert document.state.treatment == looks["Soft"]
    assert inspector.presets.currentText() == "Soft"
    type_number(inspector.look.strength, "31")
    assert inspector.presets.currentIndex() == -1
    document.undo()
    assert inspector.presets.currentText() == "Soft"
    inspector.set_presets(["Bold"])
    assert inspector.presets.currentIndex() == -1


def test_buttons_ask(inspector: Inspector, qtbot: QtBot) -> None:
    with qtbot.waitSignal(inspector.export_requested):
        QTest.mouseClick(inspector.export, LEFT)
    with qtbot.waitSignal(inspector.save_preset_requested):
        press(inspector.save_preset, Key.Key_Space)
    with qtbot.waitSignal(inspector.folded, check_params_cb=lambda name, folded: (name, folded) == ("levels", True)):
        press(inspector.levels_fold.header, Key.Key_Left)
    inspector.set_folded({"levels": False, "quality": True})
    assert not inspector.levels_fold.folded
    assert inspector.quality_fold.folded


def test_showing_the_document_does_not_change_it(qtbot: QtBot) -> None:
    document = new_document(Clock())
    document.change_look(strength=0.123456)
    document.set_stroke_size(0.3333)
    inspector = Inspector(document, QWidget())
    qtbot.addWidget(inspector)
    before = document.state
    document.change_level("relu5_1", strength=1 / 3)
    assert document.state.look.strength == before.look.strength == 0.123456
    assert document.undo_stack.count() == 3
    inspector.grab()


def test_everything_says_what_is_seen_and_has_a_name(inspector: Inspector) -> None:
    for part in inspector.findChildren(QWidget):
        if isinstance(part, QAbstractButton | QAbstractSlider | QAbstractSpinBox | QComboBox) and part.isVisible():
            owner: QWidget | None = part
            named = part.accessibleName() or (part.text() if isinstance(part, QAbstractButton) else "")
            if part.parent() is not None and part.metaObject().className() in {"QScrollBar", "_Header"}:
                continue
            assert named, part
            while owner is not None and not owner.toolTip():
                owner = owner.parentWidget()
            assert owner is not None, part


def test_the_third_colour_and_how_far_it_goes(inspector: Inspector, document: Document) -> None:
    inspector.set_folded({"finish": False})
    assert not inspector.finish.fields.sliders["colour_amount"].isEnabled()
    QTest.mouseClick(inspector.look.colours["matched"], LEFT)
    assert document.state.look.colour == "matched"
    assert inspector.finish.fields.sliders["colour_amount"].isEnabled()
    type_number(inspector.finish.fields.sliders["colour_amount"], "40")
    assert document.state.look.colour_amount == 0.4
    document.undo()
    document.undo()
    assert inspector.look.colours["style"].isChecked()


def test_method_trims_and_detail(inspector: Inspector, document: Document) -> None:
    inspector.set_folded({"finish": False})
    finish = inspector.finish
    press(finish.fields.choices["transform"], Key.Key_End)
    assert document.state.look.transform == "swap"
    for name in ("saturation", "contrast", "detail"):
        type_number(finish.fields.sliders[name], "70")
        assert getattr(document.state.look, name) == 0.7
    finish.fields.switches["photorealistic"].click()
    assert document.state.look.photorealistic
    document.undo()
    assert not finish.fields.switches["photorealistic"].isChecked()
    QTest.mouseDClick(finish.fields.sliders["detail"].label, LEFT)
    assert document.state.look.detail == 0
    inspector.reset.click()
    assert finish.fields.choices["transform"].currentData() == "whitening"
    assert finish.fields.sliders["saturation"].value == 100
