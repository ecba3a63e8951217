"""Two copies, one project: no save replaces what another program wrote, unless the user says so."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from engine.job import Look
from gui.asking import Answer, FileChoice
from gui.document.data import DocumentData
from gui.document.state import State, Treatment
from gui.storage.project_file import ProjectChangedError, load_project, save_project
from tests.gui.made import filled_document
from tests.gui.whole import TIMEOUT, file_work, told, wait_until_painted, whole_program
from tests.refusals import refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.app import Workbench

CHANGED = "mine.pentimento was changed on the disk"
GONE = "mine.pentimento is no longer where it was"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "mine.pentimento"


@pytest.fixture
def workbench(qtbot: QtBot, path: Path) -> Iterator[Workbench]:
    """The program with a project open, which was saved by another copy."""
    save_project(path, filled_document().data())
    with whole_program(qtbot, paths=[path]) as made:
        qtbot.waitUntil(lambda: made.document.file == path, timeout=TIMEOUT)
        wait_until_painted(qtbot, made)
        made.live._resting.setInterval(1_000_000)
        yield made


class Choices:
    """Chooses in the place of the user, and counts the questions."""

    def __init__(self, workbench: Workbench, monkeypatch: pytest.MonkeyPatch, *choices: FileChoice) -> None:
        self.left = list(choices)
        self.asked = 0
        self.target: Path | None = None
        self.meanwhile: Callable[[], object] = lambda: None
        monkeypatch.setattr(workbench.asker, "changed_project", self._changed)
        monkeypatch.setattr(workbench.asker, "project_to_save", lambda _: self.target)

    def _changed(self, name: str) -> FileChoice:
        assert name == "mine.pentimento"
        self.asked += 1
        self.meanwhile()
        return self.left.pop(0)


def change_elsewhere(path: Path, strength: float = 0.9) -> bytes:
    """Another copy changes the project and saves it; returns what the file holds then."""
    data = load_project(path).data
    save_project(path, replace(data, state=replace(data.state, treatment=Treatment(Look(strength)))))
    return path.read_bytes()


def strength_in(path: Path) -> float:
    return load_project(path).data.state.look.strength


def save(workbench: Workbench, qtbot: QtBot) -> None:
    """Saves by its action, and waits for all that comes of it."""
    workbench.window.actions_by_name["save"].trigger()
    idle(workbench, qtbot)


def idle(workbench: Workbench, qtbot: QtBot) -> None:
    projects = workbench.projects
    qtbot.waitUntil(
        lambda: not projects._saving and not projects._looking and not file_work(workbench), timeout=TIMEOUT
    )


def come_back(workbench: Workbench, qtbot: QtBot) -> None:
    """The user was in another program and comes back."""
    application = QGuiApplication.instance()
    assert isinstance(application, QGuiApplication)
    application.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    idle(workbench, qtbot)


def press(workbench: Workbench, text: str) -> None:
    (button,) = [
        each
        for each in workbench.window.message_bar.findChildren(QPushButton)
        if each.text() == text and each.isVisible()
    ]
    button.click()


def has_told(workbench: Workbench, text: str) -> bool:
    return any(text in each for each in told(workbench))


def is_modified(workbench: Workbench) -> bool:
    return workbench.document.modified


# The file


def test_a_save_replaces_only_what_is_known(path: Path) -> None:
    first = save_project(path, DocumentData(State(treatment=Treatment(Look(0.1)))))
    assert load_project(path).data.file_digest == first.digest
    second = save_project(path, DocumentData(State(treatment=Treatment(Look(0.2)))), known={first.digest})
    before = path.read_bytes()
    with refused(
        ProjectChangedError,
        "The project '{name}' should be as it was when it was read or saved here, and another program has changed it: "
        "save under another name, or open it again.",
    ) as raised:
        save_project(path, DocumentData(State(treatment=Treatment(Look(0.3)))), known={first.digest})
    assert raised.value.digest == second.digest
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]
    path.unlink()
    save_project(path, DocumentData(State(treatment=Treatment(Look(0.3)))), known={first.digest})
    assert strength_in(path) == 0.3


def test_a_change_while_the_new_file_is_written_is_noticed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = save_project(path, DocumentData()).digest
    data = filled_document().data()
    written = []

    def meanwhile(*words: object, **named: object) -> tuple[str, set[str]]:
        monkeypatch.undo()
        written.append(change_elsewhere(path))
        return write_parts(*words, **named)  # type: ignore[arg-type]

    from gui.storage import project_file
    from gui.storage.project_parts import write_parts

    monkeypatch.setattr(project_file, "write_parts", meanwhile)
    with pytest.raises(ProjectChangedError):
        save_project(path, data, known={known})
    assert written == [path.read_bytes()]


# Saving


def test_a_change_by_another_copy_is_never_overwritten_unasked(
    workbench: Workbench, qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choices = Choices(workbench, monkeypatch, FileChoice.CANCEL, FileChoice.OVERWRITE)
    workbench.document.change_look(strength=0.2)
    theirs = change_elsewhere(path)
    save(workbench, qtbot)
    assert choices.asked == 1
    assert path.read_bytes() == theirs
    assert is_modified(workbench)
    save(workbench, qtbot)
    assert choices.asked == 2
    assert strength_in(path) == 0.2
    assert not is_modified(workbench)
    # From now on the file is known again.
    workbench.document.change_look(strength=0.3)
    save(workbench, qtbot)
    assert choices.asked == 2
    assert strength_in(path) == 0.3


def test_save_as_keeps_both(
    workbench: Workbench, qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    choices = Choices(workbench, monkeypatch, FileChoice.SAVE_AS)
    choices.target = tmp_path / "other.pentimento"
    workbench.document.change_look(strength=0.2)
    theirs = change_elsewhere(path)
    save(workbench, qtbot)
    assert path.read_bytes() == theirs
    assert strength_in(choices.target) == 0.2
    assert workbench.document.file == choices.target


def test_the_other_one_is_opened(
    workbench: Workbench, qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Choices(workbench, monkeypatch, FileChoice.OPEN)
    workbench.document.change_look(strength=0.2)
    change_elsewhere(path)
    save(workbench, qtbot)
    assert workbench.document.state.look.strength == 0.9
    assert not is_modified(workbench)


def test_what_changes_between_question_and_answer_is_asked_about_again(
    workbench: Workbench, qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choices = Choices(workbench, monkeypatch, FileChoice.OVERWRITE, FileChoice.CANCEL)
    choices.meanwhile = lambda: change_elsewhere(path, 0.7)
    workbench.document.change_look(strength=0.2)
    change_elsewhere(path)
    save(workbench, qtbot)
    assert choices.asked == 2
    assert strength_in(path) == 0.7


def test_an_equal_file_and_ones_own_saves_are_no_change(
    workbench: Workbench, qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choices = Choices(workbench, monkeypatch)
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content)
    os.utime(path, (1, 1))
    for strength in (0.2, 0.3, 0.4):
        workbench.document.change_look(strength=strength)
        # Saved again before the first has ended.
        workbench.projects.save()
    idle(workbench, qtbot)
    come_back(workbench, qtbot)
    assert not choices.asked
    assert strength_in(path) == 0.4
    assert not has_told(workbench, CHANGED)


def test_a_change_of_the_same_size_and_time_is_noticed(
    workbench: Workbench, qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choices = Choices(workbench, monkeypatch, FileChoice.CANCEL)
    come_back(workbench, qtbot)
    status, content = path.stat(), bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    workbench.document.change_look(strength=0.2)
    save(workbench, qtbot)
    assert choices.asked == 1
    assert path.read_bytes() == content


def test_a_file_that_has_gone_is_written_again(
    workbench: Workbench, qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choices = Choices(workbench, monkeypatch)
    path.unlink()
    workbench.document.change_look(strength=0.2)
    save(workbench, qtbot)
    assert not choices.asked
    assert strength_in(path) == 0.2


def test_whoever_saves_at_the_end_stays_until_it_is_settled(
    workbench: Workbench, qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    choices = Choices(workbench, monkeypatch, FileChoice.CANCEL, FileChoice.SAVE_AS)
    monkeypatch.setattr(workbench.asker, "unsaved_changes", lambda: Answer.KEEP)
    choices.target = tmp_path / "other.pentimento"
    workbench.document.change_look(strength=0.2)
    theirs = change_elsewhere(path)
    assert not workbench.window.close()
    idle(workbench, qtbot)
    assert workbench.window.isVisible()
    assert not workbench.window.close()
    qtbot.waitUntil(workbench.window.isHidden, timeout=TIMEOUT)
    assert path.read_bytes() == theirs
    assert strength_in(choices.target) == 0.2


@pytest.mark.parametrize(
    ("button", "choice"),
    [
        ("&Overwrite", FileChoice.OVERWRITE),
        ("Save &as…", FileChoice.SAVE_AS),
        ("O&pen the changed one", FileChoice.OPEN),
        ("", FileChoice.CANCEL),
    ],
)
def test_the_question_s_buttons_say_what_they_do(workbench: Workbench, button: str, choice: FileChoice) -> None:
    def answer() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        assert "<b>.pentimento" in box.text()
        if button:
            next(each for each in box.buttons() if each.text() == button).click()
        else:
            box.reject()

    QTimer.singleShot(0, answer)
    assert workbench.asker.changed_project("<b>.pentimento") is choice


# Coming back to the program


def test_a_change_is_told_once_where_nothing_is_asked(workbench: Workbench, qtbot: QtBot, path: Path) -> None:
    come_back(workbench, qtbot)
    assert not has_told(workbench, CHANGED)
    change_elsewhere(path)
    come_back(workbench, qtbot)
    assert has_told(workbench, CHANGED)
    # Nothing of this copy's is lost by it.
    assert not is_modified(workbench)
    workbench.window.message_bar.close_message()
    come_back(workbench, qtbot)
    assert not has_told(workbench, CHANGED)
    change_elsewhere(path, 0.8)
    come_back(workbench, qtbot)
    press(workbench, "Open the changed one")
    qtbot.waitUntil(lambda: workbench.document.state.look.strength == 0.8, timeout=TIMEOUT)
    assert not has_told(workbench, CHANGED)


def test_opening_the_changed_one_asks_about_that_where_something_was_done_here(
    workbench: Workbench, qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choices = Choices(workbench, monkeypatch, FileChoice.CANCEL)
    workbench.document.change_look(strength=0.2)
    change_elsewhere(path, 0.8)
    come_back(workbench, qtbot)
    press(workbench, "Open the changed one")
    idle(workbench, qtbot)
    assert choices.asked == 1
    assert workbench.document.state.look.strength == 0.2
    assert has_told(workbench, CHANGED)
    choices = Choices(workbench, monkeypatch, FileChoice.OPEN)
    press(workbench, "Open the changed one")
    qtbot.waitUntil(lambda: workbench.document.state.look.strength == 0.8, timeout=TIMEOUT)
    assert choices.asked == 1


def test_the_message_overwrites_only_what_it_was_about(
    workbench: Workbench, qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choices = Choices(workbench, monkeypatch, FileChoice.CANCEL)
    workbench.document.change_look(strength=0.2)
    change_elsewhere(path)
    come_back(workbench, qtbot)
    change_elsewhere(path, 0.8)
    press(workbench, "Overwrite")
    idle(workbench, qtbot)
    assert choices.asked == 1
    assert strength_in(path) == 0.8
    come_back(workbench, qtbot)
    press(workbench, "Overwrite")
    idle(workbench, qtbot)
    assert choices.asked == 1
    assert strength_in(path) == 0.2
    assert not has_told(workbench, CHANGED)


def test_a_file_that_has_gone_and_comes_back(workbench: Workbench, qtbot: QtBot, path: Path) -> None:
    aside = path.with_name("aside")
    path.rename(aside)
    come_back(workbench, qtbot)
    assert has_told(workbench, GONE)
    # What is open here is in no file any more.
    assert is_modified(workbench)
    aside.rename(path)
    come_back(workbench, qtbot)
    assert not has_told(workbench, GONE)
    assert not is_modified(workbench)
    path.unlink()
    come_back(workbench, qtbot)
    press(workbench, "Save again")
    idle(workbench, qtbot)
    assert path.is_file()
    assert not is_modified(workbench)


def test_what_was_saved_here_and_replaced_elsewhere_is_unsaved(workbench: Workbench, qtbot: QtBot, path: Path) -> None:
    workbench.document.change_look(strength=0.2)
    save(workbench, qtbot)
    assert not is_modified(workbench)
    change_elsewhere(path)
    come_back(workbench, qtbot)
    assert is_modified(workbench)


def test_a_drive_that_does_not_answer_is_no_change(
    workbench: Workbench, qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("gui.projects.look_at", away)
    change_elsewhere(path)
    before = told(workbench)
    come_back(workbench, qtbot)
    assert told(workbench) == before
    monkeypatch.undo()
    come_back(workbench, qtbot)
    assert has_told(workbench, CHANGED)


def test_the_message_goes_with_its_project(workbench: Workbench, qtbot: QtBot, path: Path, tmp_path: Path) -> None:
    change_elsewhere(path)
    come_back(workbench, qtbot)
    assert has_told(workbench, CHANGED)
    other = tmp_path / "other.pentimento"
    save_project(other, filled_document(1).data())
    workbench.opening.open_project(other)
    qtbot.waitUntil(lambda: workbench.document.file == other, timeout=TIMEOUT)
    assert not has_told(workbench, CHANGED)
