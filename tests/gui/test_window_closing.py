"""Unsaved changes: asked about once, saved before anything is closed, and never lost by a later answer."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.exceptions import capture_exceptions
from shiboken6 import isValid

import gui.projects
from engine.look.look import DEFAULT_STRENGTH
from gui.asking import Answer, with_suffix
from gui.storage.project_file import SavedProject, load_project, save_project
from tests.gui.made import keep, picture, saved
from tests.gui.whole import TIMEOUT, file_work, told, wait_until_painted, whole_program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from pytestqt.qtbot import QtBot

    from gui.app import Workbench


class Answers:
    """Answers in the place of the user, and counts the questions."""

    def __init__(self, workbench: Workbench, monkeypatch: pytest.MonkeyPatch, answer: Answer) -> None:
        self.answer = answer
        self.asked = 0
        self.target: Path | None = None
        monkeypatch.setattr(workbench.asker, "unsaved_changes", self._unsaved_changes)
        monkeypatch.setattr(workbench.asker, "project_to_save", lambda _: self.target)

    def _unsaved_changes(self) -> Answer:
        self.asked += 1
        return self.answer


@pytest.fixture
def workbench(qtbot: QtBot) -> Iterator[Workbench]:
    with whole_program(qtbot) as made:
        wait_until_painted(qtbot, made)
        # On a slow machine a version would be kept while a test saves, which is a change of its own.
        made.live._resting.setInterval(1_000_000)
        yield made


def test_with_nothing_to_save_nothing_is_asked(workbench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = Answers(workbench, monkeypatch, Answer.CANCEL)
    assert workbench.window.close()
    assert not answers.asked
    assert not workbench.painter.isRunning()


def test_cancel_keeps_the_window(workbench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = Answers(workbench, monkeypatch, Answer.CANCEL)
    workbench.document.change_look(strength=0.2)
    assert not workbench.window.close()
    assert answers.asked == 1
    assert workbench.window.isVisible()
    assert workbench.document.state.look.strength == 0.2
    assert workbench.painter.isRunning()


def test_discard_closes_at_once(workbench: Workbench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    answers = Answers(workbench, monkeypatch, Answer.DISCARD)
    workbench.document.change_look(strength=0.2)
    assert workbench.window.close()
    assert answers.asked == 1
    assert workbench.window.isHidden()
    assert not workbench.painter.isRunning()
    assert list(tmp_path.glob("*.pentimento")) == []


def test_what_could_be_undone_goes_without_a_word(qtbot: QtBot) -> None:
    with capture_exceptions() as raised:
        with whole_program(qtbot) as made:
            wait_until_painted(qtbot, made)
            made.document.change_look(strength=0.2)
            made.document.change_look(strength=0.4)
        assert not isValid(made.document)
    assert raised == []


def test_save_saves_first_and_closes_then(
    workbench: Workbench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    answers = Answers(workbench, monkeypatch, Answer.KEEP)
    answers.target = tmp_path / "mine.pentimento"
    may_save = threading.Event()

    def slowly(path: Path, data: Any, *, known: Any) -> SavedProject:
        assert may_save.wait(10)
        return save_project(path, data, known=known)

    monkeypatch.setattr(gui.projects, "save_project", slowly)
    workbench.document.change_look(strength=0.2)
    assert not workbench.window.close()
    assert workbench.window.isVisible()
    assert file_work(workbench) == "Saving mine.pentimento…"
    # Impatience asks and saves nothing more.
    assert not workbench.window.close()
    may_save.set()
    qtbot.waitUntil(workbench.window.isHidden, timeout=TIMEOUT)
    assert answers.asked == 1
    assert not workbench.painter.isRunning()
    assert load_project(tmp_path / "mine.pentimento").data.state.look.strength == 0.2


def test_versions_without_room_are_told(
    workbench: Workbench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(gui.projects, "save_project", lambda *_, **__: SavedProject("", 3))
    workbench.projects.save_to(tmp_path / "mine.pentimento")
    qtbot.waitUntil(lambda: any("no room for 3 of the oldest versions" in text for text in told(workbench)))


def test_what_was_changed_while_it_was_saved_is_asked_about_again(
    workbench: Workbench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    answers = Answers(workbench, monkeypatch, Answer.KEEP)
    answers.target = tmp_path / "mine.pentimento"
    workbench.document.change_look(strength=0.2)
    assert not workbench.window.close()
    workbench.document.change_look(colour="photo")
    answers.answer = Answer.CANCEL
    qtbot.waitUntil(lambda: answers.asked == 2, timeout=TIMEOUT)
    assert workbench.window.isVisible()
    assert workbench.document.modified


def test_no_place_to_save_keeps_the_window(workbench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = Answers(workbench, monkeypatch, Answer.KEEP)
    workbench.document.change_look(strength=0.2)
    assert not workbench.window.close()
    assert answers.asked == 1
    assert workbench.window.isVisible()


def test_a_save_that_fails_keeps_the_window_and_says_why(
    workbench: Workbench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    answers = Answers(workbench, monkeypatch, Answer.KEEP)
    answers.target = tmp_path / "no such folder" / "mine.pentimento"
    workbench.document.change_look(strength=0.2)
    assert not workbench.window.close()
    qtbot.waitUntil(lambda: any("mine.pentimento" in text for text in told(workbench)), timeout=TIMEOUT)
    assert workbench.window.isVisible()
    assert workbench.document.modified
    assert file_work(workbench) == ""


def test_opening_a_project_asks_too(
    workbench: Workbench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    answers = Answers(workbench, monkeypatch, Answer.CANCEL)
    workbench.projects.save_to(tmp_path / "mine.pentimento")
    qtbot.waitUntil(lambda: workbench.document.file is not None, timeout=TIMEOUT)
    workbench.document.change_look(strength=0.2)
    workbench.opening.open_project(tmp_path / "mine.pentimento")
    assert answers.asked == 1
    assert workbench.document.state.look.strength == 0.2
    answers.answer = Answer.DISCARD
    workbench.opening.open_project(tmp_path / "mine.pentimento")
    qtbot.waitUntil(lambda: not workbench.document.modified, timeout=TIMEOUT)
    assert workbench.document.state.look.strength == DEFAULT_STRENGTH


def test_what_was_changed_while_a_project_was_read_is_asked_about(
    workbench: Workbench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    answers = Answers(workbench, monkeypatch, Answer.CANCEL)
    workbench.projects.save_to(tmp_path / "mine.pentimento")
    qtbot.waitUntil(lambda: workbench.document.file is not None, timeout=TIMEOUT)
    workbench.opening.open_project(tmp_path / "mine.pentimento")
    assert not answers.asked
    workbench.document.change_look(strength=0.2)
    qtbot.waitUntil(lambda: answers.asked == 1, timeout=TIMEOUT)
    assert workbench.document.state.look.strength == 0.2


def test_new_begins_as_the_preferences_say(workbench: Workbench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = Answers(workbench, monkeypatch, Answer.DISCARD)
    quality = workbench.settings.quality
    workbench.settings.quality = type(quality)(512, "cpu", "float32")
    workbench.document.change_look(strength=0.2)
    assert "768" in workbench.window.status_line.facts
    workbench.window.actions_by_name["close_document"].trigger()
    assert answers.asked == 1
    assert workbench.document.state.photo is None
    qtbot.waitUntil(lambda: workbench.window.status_line.facts == "Ready", timeout=TIMEOUT)
    assert not workbench.window.status_line.closeness
    assert workbench.document.state.quality == type(quality)(512, "cpu", "float32")
    assert not workbench.document.modified
    # An empty document is nothing to save.
    workbench.document.change_look(strength=0.2)
    workbench.window.actions_by_name["close_document"].trigger()
    assert answers.asked == 1


@pytest.mark.parametrize(
    ("button", "answer"),
    [
        (QMessageBox.StandardButton.Save, Answer.KEEP),
        (QMessageBox.StandardButton.Discard, Answer.DISCARD),
        (QMessageBox.StandardButton.Cancel, Answer.CANCEL),
    ],
)
def test_the_question_itself(workbench: Workbench, button: QMessageBox.StandardButton, answer: Answer) -> None:
    def press() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            box.button(button).click()
        else:
            QTimer.singleShot(10, press)

    QTimer.singleShot(0, press)
    assert workbench.asker.unsaved_changes() is answer


def test_saving_again_asks_for_no_name(
    workbench: Workbench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    answers = Answers(workbench, monkeypatch, Answer.CANCEL)
    answers.target = tmp_path / "mine.pentimento"
    act = workbench.window.actions_by_name
    act["save"].trigger()
    qtbot.waitUntil(lambda: workbench.document.file == answers.target, timeout=TIMEOUT)
    answers.target = None
    workbench.document.set_photo(picture(4))
    act["save"].trigger()
    qtbot.waitUntil(lambda: not workbench.document.modified, timeout=TIMEOUT)
    assert load_project(tmp_path / "mine.pentimento").data.state == workbench.document.state
    assert workbench.settings.recent_files == (tmp_path / "mine.pentimento",)


def test_a_project_gets_its_suffix_and_keeps_its_dots(tmp_path: Path) -> None:
    assert with_suffix(tmp_path / "harbour 24.12").name == "harbour 24.12.pentimento"
    assert with_suffix(tmp_path / "a.PENTIMENTO").name == "a.PENTIMENTO"


def test_a_photo_alone_is_closed_without_a_question(
    workbench: Workbench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    answers = Answers(workbench, monkeypatch, Answer.CANCEL)
    with qtbot.waitSignal(workbench.opening.photo_opened, timeout=TIMEOUT):
        workbench.opening.open_photo(saved(tmp_path, picture(5), "boat.png"))
    assert not workbench.window.isWindowModified()
    # A crash loses nothing that cannot be opened again; as soon as there is work it is put aside.
    workbench.recovery._keep()
    assert workbench.recovery._lock is None
    workbench.document.change_look(strength=0.2)
    assert workbench.window.isWindowModified()
    keep(workbench.recovery)
    assert workbench.recovery.folder.is_dir()
    workbench.document.undo()
    assert not workbench.window.isWindowModified()
    assert workbench.window.close()
    assert not answers.asked
