"""Preferences, the sheet of keys and what is said about the program."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices, QImage, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMainWindow

import gui.dialogs.preferences
from engine.system.folders import log_folder
from gui.actions import make_actions
from gui.dialogs.about import AboutDialog
from gui.dialogs.guide import GuideDialog, find_guide, guide_folders
from gui.dialogs.licences import libraries, licence_text
from gui.dialogs.preferences import PreferencesDialog
from gui.dialogs.shortcuts import ShortcutSheet
from gui.document.state import Quality
from gui.settings import Settings
from tests.gui.made import picture, saved

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from engine.packs.registry import Registry

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.ini")


def preferences(qtbot: QtBot, settings: Settings, quality: Quality | None = None) -> PreferencesDialog:
    dialog = PreferencesDialog(settings, quality=quality)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_preferences_are_remembered_when_accepted(qtbot: QtBot, settings: Settings) -> None:
    dialog = preferences(qtbot, settings)
    QTest.keyClicks(dialog.theme_choice, "L")
    assert dialog.theme_choice.currentData() == "light"
    QTest.mouseClick(dialog.ok_button, LEFT)
    assert not dialog.isVisible()
    settings.sync()
    assert Settings(settings.file).theme == "light"


def test_preferences_are_left_alone_when_escaped(qtbot: QtBot, settings: Settings) -> None:
    dialog = preferences(qtbot, settings)
    QTest.keyClicks(dialog.theme_choice, "D")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert settings.theme == "system"


def test_another_language_comes_with_the_next_start(
    qtbot: QtBot, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gui.dialogs.preferences, "languages", lambda: ("de",))
    dialog = preferences(qtbot, settings)
    choice = dialog.language_choice
    assert [choice.itemData(index) for index in range(choice.count())] == ["", "en", "de"]
    assert dialog.language_note.isHidden()
    choice.setCurrentText("Deutsch")
    assert dialog.language_note.isVisible()
    dialog.accept()
    assert settings.language == "de"


def test_a_language_that_is_gone_is_the_systems(qtbot: QtBot, settings: Settings) -> None:
    settings.language = "xx"
    assert preferences(qtbot, settings).language_choice.currentData() == ""


def test_quality_is_asked_only_if_given(qtbot: QtBot, settings: Settings) -> None:
    dialog = preferences(qtbot, settings)
    assert not dialog.preview_spin.isVisible()
    assert dialog.quality() == Quality()
    dialog = preferences(qtbot, settings, Quality(1024, "cpu", "float32", "atelier"))
    assert dialog.preview_spin.isVisible()
    dialog.preview_spin.selectAll()
    QTest.keyClicks(dialog.preview_spin, "640")
    dialog.device_choice.setCurrentIndex(0)
    assert dialog.quality() == Quality(640, "auto", "float32", "atelier")


def test_the_log_folder_is_shown(qtbot: QtBot, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    dialog = preferences(qtbot, settings)
    QTest.mouseClick(dialog.log_button, LEFT)
    assert opened == [QUrl.fromLocalFile(str(log_folder()))]


@pytest.fixture
def made(qtbot: QtBot) -> Iterator[ShortcutSheet]:
    """The sheet of a window, which lives as long as the test."""
    window = QMainWindow()
    qtbot.addWidget(window)
    actions, menus = make_actions(window)
    lone = QAction("Lone && &only…", window)
    lone.setShortcut("Ctrl+Alt+L")
    sheet = ShortcutSheet([*actions.values(), lone], window, {"Canvas": [("Look at the photo", "Space")]})
    sheet.show()
    yield sheet
    assert set(menus) == {"recent", "bundled", "panels"}


def test_all_keys_are_listed_by_menu(made: ShortcutSheet) -> None:
    assert ("Export picture", "Ctrl+E") in made.rows()
    assert ("Look at the photo", "Space") in made.rows()
    assert ("Lone & only", "Ctrl+Alt+L") in made.rows()
    assert not any(text == "Model packs" for text, _ in made.rows())
    text = "\n".join(label.text() for label in made.findChildren(QLabel))
    for title in ("File", "Edit", "View", "Picture", "Help", "Elsewhere", "Canvas"):
        assert title in text


def test_a_search_narrows_the_keys(made: ShortcutSheet) -> None:
    QTest.keyClicks(made.search_edit, "ctrl+e")
    assert made.rows() == [("Export picture", "Ctrl+E")]
    QTest.keyClicks(made.search_edit, "xyz")
    assert made.rows() == []
    QTest.keyClick(made, Qt.Key.Key_Escape)
    assert not made.isVisible()


def test_about_tells_version_packs_and_libraries(qtbot: QtBot, registry: Registry) -> None:
    dialog = AboutDialog(registry)
    qtbot.addWidget(dialog)
    dialog.show()
    labels = "\n".join(label.text() for label in dialog.findChildren(QLabel))
    assert metadata.version("pentimento") in labels
    assert "MIT" in dialog.text.toPlainText()
    for name, words in (("tiny", "CC0-1.0"), ("PySide6_Essentials", "LGPL"), ("numpy", "NumPy Developers")):
        dialog.list.setCurrentItem(dialog.list.findItems(name, Qt.MatchFlag.MatchExactly)[0])
        assert words in dialog.text.toPlainText()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_headings_among_the_licences_cannot_be_chosen(qtbot: QtBot, registry: Registry) -> None:
    dialog = AboutDialog(registry)
    qtbot.addWidget(dialog)
    heading = dialog.list.findItems("Libraries", Qt.MatchFlag.MatchExactly)[0]
    assert heading.flags() == Qt.ItemFlag.NoItemFlags


def test_every_library_has_a_licence() -> None:
    found = libraries()
    assert {"torch", "numpy", "pillow", "shiboken6", "pyvips-binary"} <= {library.name for library in found}
    assert all(library.licence and library.version for library in found)
    assert "pytest" not in {library.name for library in found}


def test_the_guide_is_found_and_shown(qtbot: QtBot, tmp_path: Path) -> None:
    assert find_guide([tmp_path]) is None
    (tmp_path / "guide.md").write_text("# How to paint\n\nDrop a photo.\n", encoding="utf-8")
    found = find_guide([tmp_path / "elsewhere", tmp_path])
    assert found == tmp_path / "guide.md"
    dialog = GuideDialog(found)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.text.toPlainText().split("\n") == ["How to paint", "Drop a photo."]
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_pictures_of_the_guide_fit_its_window(qtbot: QtBot, tmp_path: Path) -> None:
    saved(tmp_path, picture(1, 1600, 400), "wide.png")
    saved(tmp_path, picture(2, 60, 40), "small.png")
    (tmp_path / "guide.md").write_text("![wide](wide.png)\n\n![small](small.png)\n", encoding="utf-8")
    dialog = GuideDialog(tmp_path / "guide.md")
    qtbot.addWidget(dialog)
    dialog.show()

    def width(name: str) -> int:
        image = dialog.text.document().resource(QTextDocument.ResourceType.ImageResource.value, QUrl(name))
        assert isinstance(image, QImage)
        return image.width()

    def fits() -> bool:
        return 0.8 * dialog.width() < width("wide.png") < dialog.width()

    for wanted in (500, 700, 400):
        dialog.resize(wanted, 600)
        qtbot.waitUntil(fits)
        assert width("small.png") == 60
        assert dialog.text.horizontalScrollBar().maximum() == 0


def test_the_guide_is_looked_for_beside_the_program_and_among_its_resources() -> None:
    installed, checkout = guide_folders()
    assert installed.parent.name == "resources"
    assert checkout.parent == installed.parent.parent


def test_without_any_record_there_is_no_text() -> None:
    assert licence_text("no-such-library") == ""
