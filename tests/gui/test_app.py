"""The program as a whole: how it begins, what it opens, what its messages offer, and how it ends."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QMessageBox

from engine.errors import DeviceError, PackError
from gui import app as app_module
from gui.dialogs.packs import PacksDialog
from gui.messages import MODEL_PACKS, SMALLER_PREVIEW, USE_PROCESSOR, Action
from gui.settings import Folder
from gui.storage.recovery import Recovery
from tests.gui.fakes import FakeStudio
from tests.gui.hand import Key, press
from tests.gui.made import filled_document, keep, picture, sample_files, saved
from tests.gui.whole import TIMEOUT, told, wait_until_painted, whole_program

if TYPE_CHECKING:
    import pytest
    from pytestqt.qtbot import QtBot

    from engine.job import Engine
    from gui.app import Workbench
    from gui.qt_application import Application


def test_the_first_look_is_a_painted_picture_with_nothing_to_save(qtbot: QtBot) -> None:
    with whole_program(qtbot) as workbench:
        wait_until_painted(qtbot, workbench)
        state = workbench.document.state
        assert state.photo is not None
        assert [style.name for style in state.styles] == ["Oil"]
        assert not workbench.document.modified
        assert not workbench.document.undo_stack.canUndo()
        assert not workbench.window.canvas.is_empty


def test_the_window_is_seen_before_the_engine_is_asked_for(qtbot: QtBot) -> None:
    seen: list[str] = []

    def make_studio(_device: str, _format: str) -> Engine:
        seen.append("engine")
        return FakeStudio()

    with whole_program(qtbot, make_studio, paths=None) as workbench:
        workbench.first_paint.happened.connect(lambda: seen.append("window"))
        workbench.begin([])
        qtbot.waitUntil(lambda: len(seen) == 2, timeout=TIMEOUT)
        assert seen == ["window", "engine"]


def test_a_window_that_is_not_seen_sets_to_work_too(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_module, "UNSEEN", 10)
    with whole_program(qtbot, paths=None) as workbench:
        monkeypatch.setattr(workbench.window, "show", lambda: None)
        workbench.begin([])
        wait_until_painted(qtbot, workbench)
        assert workbench.window.isHidden()


def test_photo_and_styles_are_opened(qtbot: QtBot, tmp_path: Path) -> None:
    paths = [saved(tmp_path, picture(number), f"{number}.png") for number in range(3)]
    with whole_program(qtbot, paths=paths) as workbench:
        wait_until_painted(qtbot, workbench)
        state = workbench.document.state
        assert state.photo is not None
        assert [state.photo.path, *(style.path for style in state.styles)] == paths


def test_a_project_in_capitals_is_opened_as_any_other(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "MINE.PENTIMENTO"
    with whole_program(qtbot) as workbench:
        wait_until_painted(qtbot, workbench)
        workbench.document.change_look(strength=0.25)
        workbench.projects.save_to(project)
        qtbot.waitUntil(lambda: not workbench.document.modified, timeout=TIMEOUT)
        workbench.document.close()
        added: list[list[Path]] = []
        monkeypatch.setattr(workbench.opening, "add_styles", added.append)
        workbench.open_files([project, saved(tmp_path, picture(1), "1.png")])
        qtbot.waitUntil(lambda: workbench.document.file == project, timeout=TIMEOUT)
        assert workbench.document.state.look.strength == 0.25
        assert not added, "what comes beside a project is passed over"


def test_files_named_from_within_a_folder_are_found_from_any_other(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("here", "my"):
        (tmp_path / name).mkdir()
    paths = sample_files(tmp_path / "my")
    monkeypatch.chdir(tmp_path / "here")
    with whole_program(qtbot, paths=[Path("..", "my", path.name) for path in paths]) as workbench:
        wait_until_painted(qtbot, workbench)
        state, settings = workbench.document.state, workbench.settings
        assert state.photo is not None
        assert [state.photo.path, *(style.path for style in state.styles)] == paths
        assert settings.recent_files == (paths[0],)
        assert settings.picture_folders == (tmp_path / "my",)
        assert settings.folder(Folder.PHOTOS) == tmp_path / "my"
        assert workbench.exports.suggested_target().parent == tmp_path / "my", "the result goes beside the photo"


def ask_to_open(app: Application, *paths: Path) -> None:
    """As the Finder does, file by file."""
    for path in paths:
        app.sendEvent(app, QFileOpenEvent(QUrl.fromLocalFile(str(path))))


def test_files_that_the_system_asks_for_are_opened_together(qtbot: QtBot, qapp: Application, tmp_path: Path) -> None:
    photo, style, other = (saved(tmp_path, picture(number), f"{number}.png") for number in range(3))
    with whole_program(qtbot, paths=None) as workbench:
        qapp.files_wanted.connect(workbench.open_files)
        with qtbot.waitSignal(qapp.files_wanted):
            ask_to_open(qapp, photo, style)
        workbench.begin([])
        wait_until_painted(qtbot, workbench)
        state = workbench.document.state
        assert state.photo is not None
        assert [state.photo.path, *(held.path for held in state.styles)] == [photo, style]
        ask_to_open(qapp, other)
        qtbot.waitUntil(lambda: is_photo(workbench, other), timeout=TIMEOUT)
        assert [held.path for held in workbench.document.state.styles] == [style]


def test_a_link_of_the_network_is_no_file_to_open(qtbot: QtBot, qapp: Application) -> None:
    with qtbot.assertNotEmitted(qapp.files_wanted, wait=100):
        qapp.sendEvent(qapp, QFileOpenEvent(QUrl("https://example.org/photo.jpg")))


def test_nothing_is_opened_after_the_end(qtbot: QtBot, tmp_path: Path) -> None:
    with whole_program(qtbot) as workbench:
        wait_until_painted(qtbot, workbench)
        before = workbench.document.state
        workbench.window.close()
        workbench.open_files([saved(tmp_path, picture(1), "1.png")])
        qtbot.wait(100)
        assert workbench.document.state == before


def is_photo(workbench: Workbench, path: Path) -> bool:
    photo = workbench.document.state.photo
    return photo is not None and photo.path == path


def test_a_window_closed_at_once_begins_nothing(qtbot: QtBot) -> None:
    made: list[str] = []

    def make_studio(device: str, _format: str) -> Engine:
        made.append(device)
        return FakeStudio()

    with whole_program(qtbot, make_studio, paths=None) as workbench:
        workbench.begin([])
        workbench.window.close()
        qtbot.wait(50)
        assert not workbench.painter.isRunning()
    assert not made


def test_a_window_closed_during_a_run_ends_the_thread(qtbot: QtBot) -> None:
    studio = FakeStudio(delay=0.3)
    with whole_program(qtbot, lambda _device, _format: studio) as workbench:
        qtbot.waitUntil(lambda: bool(studio.jobs), timeout=TIMEOUT)
        workbench.window.close()
        assert not workbench.painter.isRunning()
        assert workbench.window.isHidden()
    assert studio.closed


def test_an_engine_that_cannot_be_made_is_told_and_asked_for_again(qtbot: QtBot) -> None:
    made: list[str] = []

    def make_studio(device: str, _format: str) -> Engine:
        made.append(device)
        if len(made) == 1:
            raise DeviceError("A device was expected, and it is gone: choose another.")
        return FakeStudio()

    with whole_program(qtbot, make_studio) as workbench:
        bar = workbench.window.message_bar
        qtbot.waitUntil(lambda: any("it is gone" in text for text in told(workbench)), timeout=TIMEOUT)
        bar.chosen.emit(Action(USE_PROCESSOR, ""))
        wait_until_painted(qtbot, workbench)
        assert made[-1] == "cpu"


def test_a_smaller_preview_is_what_the_message_offers(qtbot: QtBot) -> None:
    with whole_program(qtbot) as workbench:
        wait_until_painted(qtbot, workbench)
        before = workbench.document.state.quality.preview_size
        workbench.window.message_bar.chosen.emit(Action(SMALLER_PREVIEW, ""))
        assert workbench.document.state.quality.preview_size == before // 2


def test_without_a_pack_the_message_opens_the_packs_and_then_paints(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio = FakeStudio(error=PackError("There is no model pack: get one."))
    opened: list[PacksDialog] = []

    def get_one(dialog: PacksDialog) -> int:
        opened.append(dialog)
        studio.error = None
        return 0

    monkeypatch.setattr(PacksDialog, "exec", get_one)
    with whole_program(qtbot, lambda _device, _format: studio) as workbench:
        bar = workbench.window.message_bar
        qtbot.waitUntil(lambda: bar.message is not None and "get one" in bar.message.text, timeout=TIMEOUT)
        assert bar.message is not None
        assert [action.name for action in bar.message.actions] == [MODEL_PACKS]
        bar.chosen.emit(bar.message.actions[0])
        assert len(opened) == 1
        wait_until_painted(qtbot, workbench)


def test_damaged_settings_begin_anew_and_are_kept_aside(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "settings.ini").write_bytes(b"\0\xff no settings")
    with whole_program(qtbot) as workbench:
        assert (tmp_path / "data" / "settings.ini.damaged").read_bytes() == b"\0\xff no settings"
        assert workbench.settings.is_writable
        assert any("settings.ini.damaged" in text for text in told(workbench))


def test_lost_work_is_offered_at_the_next_start(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    document = filled_document()
    dead = Recovery(document)
    keep(dead)
    dead._thread.shutdown()
    assert dead._lock is not None
    dead._lock.unlock()

    def press_enter(box: QMessageBox) -> None:
        assert [button.text() for button in box.buttons()] == ["&Restore", "&Later", "&Discard"]
        box.show()
        press(box, Key.Key_Return)

    monkeypatch.setattr(QMessageBox, "exec", press_enter)
    with whole_program(qtbot) as workbench:
        wait_until_painted(qtbot, workbench)
        assert workbench.document.state == document.state
        assert workbench.document.modified
    assert not dead.folder.exists()
