"""Dialogs as the window opens them: what they are given, and what becomes of what was chosen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QStandardPaths, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QInputDialog
from shiboken6 import isValid

import gui.dialog_opening
from gui.dialogs.about import AboutDialog
from gui.dialogs.guide import GuideDialog
from gui.dialogs.packs import PacksDialog
from gui.dialogs.preferences import PreferencesDialog
from gui.dialogs.shortcuts import ShortcutSheet
from gui.document.state import Quality
from gui.messages import Action
from gui.work.exports import SHOW_FOLDER
from tests.conftest import some_slow
from tests.gui.hand import Key, press
from tests.gui.made import picture, saved
from tests.gui.whole import TIMEOUT, told

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from gui.app import Workbench

ACCEPTED = QDialog.DialogCode.Accepted


def test_preferences_decide_how_new_pictures_are_painted(workbench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    def choose(dialog: PreferencesDialog) -> QDialog.DialogCode:
        dialog.preview_spin.setValue(640)
        dialog.device_choice.setCurrentIndex(dialog.device_choice.findData("cpu"))
        dialog.theme_choice.setCurrentIndex(dialog.theme_choice.findData("dark"))
        dialog.accept()
        return ACCEPTED

    monkeypatch.setattr(PreferencesDialog, "exec", choose)
    before = workbench.document.state.quality
    workbench.window.actions_by_name["preferences"].trigger()
    assert workbench.settings.quality == Quality(640, "cpu")
    assert workbench.settings.theme == "dark"
    # The picture that is open keeps its own.
    assert workbench.document.state.quality == before


def test_a_default_pack_is_used_at_once_and_for_new_pictures(
    workbench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    workbench.document.jobs._pack_of = lambda _: None

    def choose(dialog: PacksDialog) -> int:
        dialog.default_chosen.emit("mine")
        return 0

    monkeypatch.setattr(PacksDialog, "exec", choose)
    workbench.window.actions_by_name["packs"].trigger()
    assert workbench.document.state.quality.pack == "mine"
    assert workbench.settings.quality.pack == "mine"
    assert workbench.window.inspector.quality.pack.currentData() == "mine"


def test_a_defect_in_the_packs_dialog_is_told(workbench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(dialog: PacksDialog) -> int:
        dialog.failed.emit(MemoryError())
        return 0

    monkeypatch.setattr(PacksDialog, "exec", fail)
    workbench.window.actions_by_name["packs"].trigger()
    assert any("not enough memory" in text for text in told(workbench))


def test_the_sheet_of_keys_has_those_of_canvas_and_versions(
    workbench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed: list[tuple[str, str]] = []

    def look(sheet: ShortcutSheet) -> int:
        listed.extend(sheet.rows())
        return 0

    monkeypatch.setattr(ShortcutSheet, "exec", look)
    press(workbench.window.canvas, Key.Key_Question)
    assert ("See the photo, while it is held", "B") in listed
    assert ("Next way of comparing", "F8") in listed
    keys = [keys for _, keys in listed if keys.startswith(("F", "Ctrl+", "Shift+"))]
    assert len(keys) == len(set(keys)), "two things on one key"


def test_about_opens(workbench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[AboutDialog] = []

    def note(dialog: AboutDialog) -> None:
        opened.append(dialog)

    monkeypatch.setattr(AboutDialog, "exec", note)
    workbench.window.actions_by_name["about"].trigger()
    assert len(opened) == 1


@pytest.mark.parametrize(
    "name",
    some_slow(["export", "packs"], ["about", "frame_photo", "preferences", "shortcuts"]),
)
def test_nothing_is_kept_of_a_dialog_that_was_answered(
    workbench: Workbench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    shown: list[QDialog] = []

    def refuse(dialog: QDialog) -> int:
        shown.append(dialog)
        return 0

    monkeypatch.setattr(QDialog, "exec", refuse)
    workbench.document.set_photo(picture(1))
    workbench.document.styles.add([(picture(2), None)])
    workbench.window.actions_by_name[name].trigger()
    assert len(shown) == 1
    qtbot.waitUntil(lambda: not isValid(shown[0]), timeout=TIMEOUT)


def test_the_guide_opens_once_beside_the_window(
    workbench: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide = workbench.window.actions_by_name["guide"]
    monkeypatch.setattr(gui.dialog_opening, "find_guide", lambda: None)
    guide.trigger()
    assert any("user guide should be in the folder docs" in text for text in told(workbench))
    (tmp_path / "guide.md").write_text("# Painting", encoding="utf-8")
    monkeypatch.setattr(gui.dialog_opening, "find_guide", lambda: tmp_path / "guide.md")
    guide.trigger()
    guide.trigger()
    (dialog,) = workbench.window.findChildren(GuideDialog)
    assert dialog.isVisible()
    assert not dialog.isModal()
    dialog.close()


def test_folders_are_opened_in_the_systems_own_program(
    workbench: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    workbench.window.actions_by_name["log_folder"].trigger()
    workbench.window.message_bar.chosen.emit(Action(SHOW_FOLDER, "", tmp_path / "mine.png"))
    assert opened[1] == QUrl.fromLocalFile(str(tmp_path))
    assert len(opened) == 2


def test_the_asker_hands_over_what_was_chosen(
    workbench: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asker = workbench.asker
    chosen = str(tmp_path / "a.png")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (chosen, ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([chosen, chosen], ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "mine"), ""))
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("Calm", True))
    assert asker.photo() == tmp_path / "a.png"
    assert asker.style() == tmp_path / "a.png"
    assert asker.styles() == [tmp_path / "a.png"] * 2
    assert asker.project_to_open() == tmp_path / "a.png"
    assert asker.project_to_save("boat") == tmp_path / "mine.pentimento"
    assert asker.preset_name() == "Calm"
    for name in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, lambda *_: ("", ""))
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("Calm", False))
    assert asker.photo() is None
    assert asker.style() is None
    assert asker.project_to_open() is None
    assert asker.project_to_save("boat") is None
    assert asker.preset_name() is None


@pytest.mark.parametrize("there", [True, False])
def test_the_asker_begins_in_a_folder_that_is_there(
    there: bool, workbench: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures = tmp_path / "Pictures"
    if there:
        pictures.mkdir()
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda *_: str(pictures))
    begun: list[str] = []

    def chosen(*words: str) -> tuple[str, str]:
        begun.append(words[2])
        return "", ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", chosen)
    assert workbench.asker.photo() is None
    assert begun == [str(pictures if there else Path.home())]


def test_photos_styles_projects_and_results_have_folders_of_their_own(
    workbench: Workbench, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("photos", "styles", "projects"):
        (tmp_path / name).mkdir()
    photo = saved(tmp_path / "photos", picture(1), "boat.png")
    style = saved(tmp_path / "styles", picture(2), "wave.png")
    project = tmp_path / "projects" / "mine.pentimento"
    begun: list[Path] = []

    def choosing(file: Path) -> Callable[..., tuple[str, str]]:
        def chosen(_parent: QWidget, _title: str, begin: str, _kinds: str) -> tuple[str, str]:
            begun.append(Path(begin))
            return str(file), ""

        return chosen

    act, document = workbench.window.actions_by_name, workbench.document
    monkeypatch.setattr(QFileDialog, "getOpenFileName", choosing(photo))
    act["open_photo"].trigger()
    qtbot.waitUntil(lambda: document.state.photo is not None and document.state.photo.path == photo, timeout=TIMEOUT)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(style)], ""))
    act["add_styles"].trigger()
    qtbot.waitUntil(lambda: len(document.state.styles) == 2, timeout=TIMEOUT)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", choosing(project))
    act["save_as"].trigger()
    qtbot.waitUntil(lambda: document.file == project, timeout=TIMEOUT)
    act["save_as"].trigger()
    qtbot.waitUntil(lambda: not workbench.projects._saving, timeout=TIMEOUT)
    begun_to_save = begun[1:]
    monkeypatch.setattr(QFileDialog, "getOpenFileName", choosing(photo))
    act["open_photo"].trigger()
    assert [path.parent for path in begun_to_save] == [tmp_path / "photos", tmp_path / "projects"]
    assert begun[-1] == tmp_path / "photos"
    begun_with_styles: list[str] = []

    def styles(*words: str) -> tuple[list[str], str]:
        begun_with_styles.append(words[2])
        return [], ""

    monkeypatch.setattr(QFileDialog, "getOpenFileNames", styles)
    act["add_styles"].trigger()
    assert begun_with_styles == [str(tmp_path / "styles")]


def test_the_title_of_the_question_for_a_preset_s_name_is_seen_whole(workbench: Workbench) -> None:
    widths: list[int] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QInputDialog):
            QTimer.singleShot(10, look)
            return
        # Beside the title there are an icon and up to three buttons.
        widths.append(dialog.width() - dialog.fontMetrics().horizontalAdvance(dialog.windowTitle()))
        dialog.reject()

    QTimer.singleShot(0, look)
    assert workbench.asker.preset_name() is None
    assert widths[0] >= 160
