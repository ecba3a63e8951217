"""Presets in the window: chosen, kept, removed, brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gui.storage.presets import BUNDLED, list_presets, presets_folder
from tests.gui.hand import Key, press, type_number
from tests.gui.whole import told

if TYPE_CHECKING:
    import pytest

    from gui.app import Workbench

LEFT = Qt.MouseButton.LeftButton


def name_as(workbench: Workbench, monkeypatch: pytest.MonkeyPatch, name: str | None) -> None:
    monkeypatch.setattr(workbench.asker, "preset_name", lambda: name)


def offered(workbench: Workbench) -> list[str]:
    box = workbench.window.inspector.presets
    return [box.itemText(index) for index in range(box.count())]


def test_a_bundled_preset_is_chosen_and_stays(workbench: Workbench) -> None:
    inspector = workbench.window.inspector
    # The first is what a new document has.
    press(inspector.presets, Key.Key_Down)
    press(inspector.presets, Key.Key_Down)
    assert workbench.document.state.treatment == BUNDLED[1].treatment
    assert workbench.document.undo_stack.undoText() == "Apply Faithful"
    assert inspector.presets.currentText() == "Faithful"
    assert not inspector.remove_preset.isEnabled()


def test_a_look_is_kept_removed_and_brought_back(workbench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    inspector = workbench.window.inspector
    type_number(inspector.look.strength, "33")
    name_as(workbench, monkeypatch, "My wave")
    QTest.mouseClick(inspector.save_preset, LEFT)
    assert inspector.presets.currentText() == "My wave"
    assert list_presets()[-1].treatment.look.strength == 0.33
    assert inspector.remove_preset.isEnabled()
    there = inspector.remove_preset.grab().toImage()
    inspector.look.colours["photo"].click()
    assert not inspector.remove_preset.isEnabled()
    assert inspector.remove_preset.grab().toImage() != there, "a button that does nothing should look so"
    workbench.document.undo()
    QTest.mouseClick(inspector.remove_preset, LEFT)
    assert offered(workbench) == [preset.title for preset in BUNDLED]
    assert list_presets() == BUNDLED
    assert workbench.document.state.look.strength == 0.33
    message = workbench.window.message_bar.message
    assert message is not None
    workbench.window.message_bar.chosen.emit(message.actions[0])
    assert offered(workbench)[-1] == "My wave"
    assert inspector.presets.currentText() == "My wave"


def test_no_name_keeps_nothing_and_a_name_that_is_taken_is_told(
    workbench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    name_as(workbench, monkeypatch, None)
    QTest.mouseClick(workbench.window.inspector.save_preset, LEFT)
    assert list_presets() == BUNDLED
    name_as(workbench, monkeypatch, "Bold")
    QTest.mouseClick(workbench.window.inspector.save_preset, LEFT)
    assert list_presets() == BUNDLED
    assert any("choose another name" in text for text in told(workbench))


def test_a_preset_that_is_gone_already_is_told(workbench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    name_as(workbench, monkeypatch, "Mine")
    QTest.mouseClick(workbench.window.inspector.save_preset, LEFT)
    for file in presets_folder().iterdir():
        file.unlink()
    QTest.mouseClick(workbench.window.inspector.remove_preset, LEFT)
    assert any("cannot be removed" in text for text in told(workbench))
