"""The dialog of exports, used as a hand would use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog

from engine.images import SaveOptions
from gui.dialogs.export import ExportChoices, ExportDialog

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

FULL = (6000, 4000)


@pytest.fixture
def dialog(qtbot: QtBot, tmp_path: Path) -> ExportDialog:
    photo = tmp_path / "harbour.jpg"
    photo.write_bytes(b"photo")
    made = ExportDialog(None, photo, tmp_path / "harbour in oil.jpg", FULL, has_16_bits=False)
    qtbot.addWidget(made)
    made.show()
    return made


def write_name(dialog: ExportDialog, name: str) -> None:
    dialog.name_edit.selectAll()
    QTest.keyClicks(dialog.name_edit, name)


def choose(dialog: ExportDialog, suffix: str) -> None:
    dialog.format_choice.setCurrentIndex(dialog.format_choice.findData(suffix))


def test_what_is_chosen_without_a_touch(dialog: ExportDialog, tmp_path: Path) -> None:
    assert dialog.values() == ExportChoices(
        tmp_path / "harbour in oil.jpg", SaveOptions(quality=95, bits=8, existing="unique"), None
    )
    assert not dialog.location_check.isChecked()


def test_enter_exports_and_escape_does_not(dialog: ExportDialog) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.result() == QDialog.DialogCode.Rejected
    dialog.show()
    QTest.keyClick(dialog.name_edit, Qt.Key.Key_Return)
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert not dialog.isVisible()


def test_only_what_a_format_has_is_asked(dialog: ExportDialog) -> None:
    for suffix, quality, depth in (
        (".jpg", True, False),
        (".png", False, True),
        (".tif", False, True),
        (".webp", True, False),
        (".avif", True, False),
        (".jxl", True, True),
    ):
        choose(dialog, suffix)
        assert dialog.quality_slider.isVisible() == quality
        assert dialog.depth_choice.isVisible() == depth
        assert dialog.values().target.suffix == suffix


def test_the_photo_s_own_colours_are_offered_where_it_has_a_file(
    dialog: ExportDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    assert not dialog.values().own_colours
    photo = tmp_path / "harbour.nef"
    photo.touch()
    other = ExportDialog(None, photo, tmp_path / "a.jpg", FULL, has_16_bits=True, own_colours=True)
    qtbot.addWidget(other)
    other.show()
    assert other.colours_choice.isVisible()
    assert other.values().own_colours
    other.colours_choice.setCurrentIndex(0)
    assert not other.values().own_colours
    pasted = ExportDialog(None, None, tmp_path / "a.jpg", FULL, has_16_bits=False, own_colours=True)
    qtbot.addWidget(pasted)
    pasted.show()
    assert not pasted.colours_choice.isVisible()
    assert not pasted.values().own_colours


def test_a_typed_suffix_chooses_the_format(dialog: ExportDialog, tmp_path: Path) -> None:
    write_name(dialog, "wave.v2.TIFF")
    assert dialog.values().target == tmp_path / "wave.v2.tif"


def test_depth_goes_with_formats_that_hold_it(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = ExportDialog(None, None, tmp_path / "deep.png", FULL, has_16_bits=True)
    qtbot.addWidget(dialog)
    assert dialog.values().options.bits == 16
    choose(dialog, ".jpg")
    assert dialog.values().options.bits == 8


def test_quality_is_chosen_with_slider_or_number(dialog: ExportDialog) -> None:
    dialog.quality_slider.setFocus()
    QTest.keyClick(dialog.quality_slider, Qt.Key.Key_Left)
    assert dialog.values().options.quality == 94
    dialog.quality_spin.selectAll()
    QTest.keyClicks(dialog.quality_spin, "80")
    assert dialog.quality_slider.value() == 80


def test_sizes(dialog: ExportDialog) -> None:
    assert dialog.size_label.text() == "6000 × 4000"
    dialog.size_choice.setCurrentIndex(dialog.size_choice.findData("preview"))
    assert dialog.values().size == 768
    assert dialog.size_label.text() == "768 × 512"
    assert not dialog.side_spin.isVisible()
    dialog.size_choice.setCurrentIndex(dialog.size_choice.findData("own"))
    assert dialog.values().size is None
    dialog.side_spin.selectAll()
    QTest.keyClicks(dialog.side_spin, "3000")
    assert dialog.size_label.text() == "3000 × 2000"
    assert dialog.values().size == 3000


def test_a_large_picture_has_the_preview_s_look_unless_finer_strokes_are_wished(dialog: ExportDialog) -> None:
    assert dialog.look_choice.isVisible()
    assert [dialog.look_choice.itemText(index) for index in range(2)] == ["Same look at any size", "Finer strokes"]
    assert dialog.values().same_look
    dialog.look_choice.setFocus()
    QTest.keyClick(dialog.look_choice, Qt.Key.Key_Down)
    assert not dialog.values().same_look
    dialog.size_choice.setCurrentIndex(dialog.size_choice.findData("preview"))
    assert not dialog.look_choice.isVisible()


def test_the_last_choice_of_strokes_is_offered_again(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = ExportDialog(None, None, tmp_path / "new.png", FULL, has_16_bits=False, same_look=False)
    qtbot.addWidget(dialog)
    assert not dialog.values().same_look


def test_a_small_photo_offers_no_preview_size(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = ExportDialog(None, None, tmp_path / "small.png", (320, 200), has_16_bits=False)
    qtbot.addWidget(dialog)
    assert dialog.size_choice.findData("preview") == -1


def test_a_size_that_the_format_cannot_hold_is_refused_at_once(dialog: ExportDialog) -> None:
    dialog.size_choice.setCurrentIndex(dialog.size_choice.findData("own"))
    dialog.side_spin.setValue(20_000)
    choose(dialog, ".webp")
    assert "16383" in dialog.note.text()
    assert not dialog.export_button.isEnabled()
    choose(dialog, ".png")
    assert dialog.export_button.isEnabled()


@pytest.mark.parametrize("name", ["", "  ", ".", "a/b", "a\\b", "what?"])
def test_a_name_that_is_none_is_refused(dialog: ExportDialog, name: str) -> None:
    dialog.name_edit.clear()
    QTest.keyClicks(dialog.name_edit, name or "x")
    if not name:
        QTest.keyClick(dialog.name_edit, Qt.Key.Key_Backspace)
    assert not dialog.export_button.isEnabled()
    assert dialog.note.text()


def test_an_existing_file_gets_a_numbered_neighbour_unless_told(dialog: ExportDialog, tmp_path: Path) -> None:
    (tmp_path / "wave.jpg").write_bytes(b"older")
    write_name(dialog, "wave")
    assert "wave (2).jpg" in dialog.note.text()
    assert dialog.values().options.existing == "unique"
    assert dialog.replace_check.isVisible()
    dialog.replace_check.setFocus()
    QTest.keyClick(dialog.replace_check, Qt.Key.Key_Space)
    assert dialog.values().options.existing == "overwrite"
    assert "will be replaced" in dialog.note.text()
    # The permission was for that file alone.
    QTest.keyClicks(dialog.name_edit, "s")
    assert dialog.values().options.existing == "unique"
    assert not dialog.replace_check.isVisible()
    QTest.keyClick(dialog.name_edit, Qt.Key.Key_Backspace)
    assert not dialog.replace_check.isChecked()


def test_a_file_that_a_waiting_export_will_write_counts_as_there(qtbot: QtBot, tmp_path: Path) -> None:
    waiting = tmp_path / "wave.png"
    dialog = ExportDialog(None, None, waiting, FULL, has_16_bits=False, pending=(waiting,))
    qtbot.addWidget(dialog)
    assert "Will be saved as wave (2).png" in dialog.note.text()


def test_a_number_goes_with_the_format_that_needs_it(dialog: ExportDialog, tmp_path: Path) -> None:
    (tmp_path / "harbour in oil.jpg").write_bytes(b"older")
    choose(dialog, ".png")
    choose(dialog, ".jpg")
    assert "harbour in oil (2).jpg" in dialog.note.text()
    choose(dialog, ".png")
    assert dialog.note.text() == "Will be saved as harbour in oil.png."
    assert dialog.values().target.name == "harbour in oil.png"


def test_another_format_takes_the_permission_back(dialog: ExportDialog, tmp_path: Path) -> None:
    for name in ("wave.jpg", "wave.png"):
        (tmp_path / name).write_bytes(b"older")
    write_name(dialog, "wave")
    dialog.replace_check.setChecked(True)
    choose(dialog, ".png")
    assert dialog.values().options.existing == "unique"


def test_the_photo_itself_is_never_replaced(dialog: ExportDialog) -> None:
    write_name(dialog, "harbour")
    assert not dialog.replace_check.isVisible()
    assert "harbour (2).jpg" in dialog.note.text()
    dialog.replace_check.setChecked(True)
    assert dialog.values().options.existing == "unique"


def test_metadata_and_place(dialog: ExportDialog) -> None:
    assert "recipe goes into the file" in dialog.metadata_note.text()
    dialog.location_check.setChecked(True)
    assert dialog.values().options.keep_location
    dialog.metadata_check.setFocus()
    QTest.keyClick(dialog.metadata_check, Qt.Key.Key_Space)
    assert not dialog.location_check.isEnabled()
    assert dialog.values().options.strip_metadata
    assert not dialog.values().options.keep_location
    assert "no recipe" in dialog.metadata_note.text()


def test_another_folder(dialog: ExportDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "elsewhere"
    other.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(other))
    QTest.mouseClick(dialog.folder_button, Qt.MouseButton.LeftButton)
    assert dialog.values().target == other / "harbour in oil.jpg"
    assert dialog.folder_label.text() == str(other)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    QTest.mouseClick(dialog.folder_button, Qt.MouseButton.LeftButton)
    assert dialog.values().target.parent == other


def test_a_folder_that_is_gone_keeps_the_dialog_open(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = ExportDialog(None, None, tmp_path / "gone" / "wave.png", FULL, has_16_bits=False)
    qtbot.addWidget(dialog)
    dialog.show()
    QTest.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert "folder" in dialog.note.text()


def test_what_was_chosen_the_last_time_comes_back(qtbot: QtBot, tmp_path: Path) -> None:
    options = SaveOptions(quality=70, bits=16, strip_metadata=True)
    dialog = ExportDialog(None, None, tmp_path / "wave.webp", FULL, has_16_bits=False, options=options)
    qtbot.addWidget(dialog)
    assert dialog.values().options.quality == 70
    assert dialog.values().options.strip_metadata
    choose(dialog, ".png")
    assert dialog.values().options.bits == 16


def test_a_photo_of_16_bits_offers_them_whatever_was_chosen_before(qtbot: QtBot, tmp_path: Path) -> None:
    options = SaveOptions(bits=8)
    dialog = ExportDialog(None, None, tmp_path / "wave.png", FULL, has_16_bits=True, options=options)
    qtbot.addWidget(dialog)
    assert dialog.values().options.bits == 16


def test_every_field_has_a_name_for_those_who_hear_it(dialog: ExportDialog) -> None:
    for field in (
        dialog.name_edit,
        dialog.format_choice,
        dialog.quality_slider,
        dialog.quality_spin,
        dialog.depth_choice,
        dialog.size_choice,
        dialog.side_spin,
    ):
        assert field.accessibleName()
