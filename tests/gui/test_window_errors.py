"""What the window does about errors: it says what is wrong, goes on by itself where it can, and loses nothing."""

from __future__ import annotations

import errno
import os
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QMessageBox

from engine.errors import DeviceError, MissingLibraryError, OutOfMemoryError, PentimentoError, ScratchDiskError
from engine.images import SaveOptions
from gui.asking import Answer, Asker
from gui.document.state import Quality
from gui.messages import SMALLER_PREVIEW
from gui.restoring import in_words
from gui.storage.recovery import Recovery, lost_work
from tests.gui.fakes import FakeStudio
from tests.gui.hand import Key, press
from tests.gui.made import filled_document, keep, picture, saved
from tests.gui.whole import TIMEOUT, at_work, file_work, told, wait_until_painted, whole_program

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from engine.job import Engine


def test_a_device_that_is_not_there_falls_back_to_the_processor(qtbot: QtBot) -> None:
    made: list[str] = []

    def make_studio(device: str, _format: str) -> Engine:
        made.append(device)
        if device == "cuda":
            raise DeviceError("The device should be one that this machine has, and 'cuda' was asked for: choose one.")
        return FakeStudio()

    with whole_program(qtbot, paths=None) as workbench:
        workbench.settings.quality = Quality(device="cuda")
    with whole_program(qtbot, make_studio) as workbench:
        wait_until_painted(qtbot, workbench)
        # Work that comes before the window has heard of the failure has it tried once more.
        assert (made[0], made[-1]) == ("cuda", "cpu")
        assert workbench.document.state.quality.device == "cpu"
        assert any("the processor paints from now on" in text for text in told(workbench))


def test_a_device_that_fails_while_painting_falls_back_too(qtbot: QtBot) -> None:
    def make_studio(device: str, _format: str) -> Engine:
        error = DeviceError("The device 'cuda' should go on painting, and it failed: choose the processor.")
        return FakeStudio(error=None if device == "cpu" else error, error_at=3)

    with whole_program(qtbot, make_studio) as workbench:
        qtbot.waitUntil(lambda: workbench.document.state.quality.device == "cpu", timeout=TIMEOUT)
        wait_until_painted(qtbot, workbench)
        qtbot.waitUntil(lambda: not workbench.window.status_line.busy, timeout=TIMEOUT)


def test_a_photo_that_cannot_be_opened_is_forgotten_with_the_next_one(qtbot: QtBot, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_text("no picture")
    with whole_program(qtbot) as workbench:
        wait_until_painted(qtbot, workbench)
        bar = workbench.window.message_bar
        workbench.opening.open_photo(broken)
        qtbot.waitUntil(lambda: bar.message is not None, timeout=TIMEOUT)
        with qtbot.waitSignal(workbench.opening.photo_opened, timeout=TIMEOUT):
            workbench.opening.open_photo(saved(tmp_path, picture(7), "whole.png"))
        assert bar.message is None
        workbench.document.close()


def test_a_processor_that_fails_is_not_tried_for_ever(qtbot: QtBot) -> None:
    studio = FakeStudio(error=DeviceError("It failed: start anew."))
    with whole_program(qtbot, lambda _device, _format: studio) as workbench:
        qtbot.waitUntil(lambda: workbench.document.state.quality.device == "cpu", timeout=TIMEOUT)
        qtbot.waitUntil(lambda: len(studio.jobs) >= 2, timeout=TIMEOUT)
        qtbot.waitUntil(lambda: not workbench.window.status_line.busy, timeout=TIMEOUT)
        tried = len(studio.jobs)
        qtbot.wait(100)
        assert len(studio.jobs) == tried


def test_too_little_memory_is_no_failure_of_the_device(qtbot: QtBot) -> None:
    lacking = OutOfMemoryError("Painting should fit in memory: choose a smaller size.")
    with whole_program(qtbot, lambda _device, _format: FakeStudio(error=lacking)) as workbench:
        bar = workbench.window.message_bar
        qtbot.waitUntil(lambda: bar.message is not None and "smaller size" in bar.message.text, timeout=TIMEOUT)
        assert bar.message is not None
        assert [action.name for action in bar.message.actions] == [SMALLER_PREVIEW]
        assert workbench.document.state.quality.device == "auto"


@pytest.mark.parametrize("kind", [ScratchDiskError, MissingLibraryError])
def test_what_the_processor_lacks_as_well_leaves_the_device(qtbot: QtBot, kind: type[PentimentoError]) -> None:
    lacking = kind("It is not there: see to that.")
    with whole_program(qtbot, lambda _device, _format: FakeStudio(error=lacking)) as workbench:
        bar = workbench.window.message_bar
        qtbot.waitUntil(lambda: bar.message is not None and bar.message.text == str(lacking), timeout=TIMEOUT)
        assert bar.message is not None
        assert not bar.message.actions
        assert workbench.document.state.quality.device == "auto"


def test_a_full_disk_leaves_nothing_half_written_and_says_so(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with whole_program(qtbot) as workbench:
        wait_until_painted(qtbot, workbench)
        folder = tmp_path / "pictures"
        folder.mkdir()

        def full(_: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        workbench.exports.add(folder / "mine.png", SaveOptions(), 64)
        qtbot.waitUntil(lambda: any("the disk is full" in text for text in told(workbench)), timeout=TIMEOUT)
        qtbot.waitUntil(lambda: not workbench.window.status_line.busy, timeout=TIMEOUT)
        assert list(folder.iterdir()) == []
        assert not at_work(workbench)
        monkeypatch.undo()
        workbench.exports.add(folder / "mine.png", SaveOptions(), 64)
        qtbot.waitUntil((folder / "mine.png").exists, timeout=TIMEOUT)


def test_a_full_disk_keeps_the_project_that_was_there(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "mine.pentimento"
    with whole_program(qtbot) as workbench:
        wait_until_painted(qtbot, workbench)
        workbench.projects.save_to(target)
        qtbot.waitUntil(lambda: workbench.document.file == target, timeout=TIMEOUT)
        before = target.read_bytes()

        def full(_: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        workbench.document.change_look(strength=0.2)
        workbench.projects.save_to(target)
        qtbot.waitUntil(lambda: any("the disk is full" in text for text in told(workbench)), timeout=TIMEOUT)
        assert target.read_bytes() == before
        assert workbench.document.modified
        monkeypatch.undo()


def left_behind() -> Recovery:
    """What a copy keeps aside that dies before it is closed."""
    dead = Recovery(filled_document())
    keep(dead)
    dead._thread.shutdown()
    assert dead._lock is not None
    dead._lock.unlock()
    return dead


def test_lost_work_that_is_damaged_is_told(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    dead = left_behind()
    (dead.folder / "project.json").write_bytes(b"{\xff")
    monkeypatch.setattr(Asker, "lost_work", lambda *_: Answer.KEEP)
    with whole_program(qtbot) as workbench:
        qtbot.waitUntil(lambda: any("unsaved work" in text for text in told(workbench)), timeout=TIMEOUT)
        assert file_work(workbench) == ""
    (left,) = lost_work()
    left.let_go()


@pytest.mark.parametrize("discards", [True, False])
def test_lost_work_is_discarded_or_left_for_later(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, *, discards: bool
) -> None:
    left_behind()
    monkeypatch.setattr(Asker, "lost_work", lambda *_: Answer.DISCARD if discards else Answer.CANCEL)
    with whole_program(qtbot) as workbench:
        wait_until_painted(qtbot, workbench)
        assert workbench.document.state.styles[0].name.lower().startswith("oil")
    left = lost_work()
    assert len(left) == (0 if discards else 1)
    for work in left:
        work.let_go()


@pytest.mark.parametrize(("key", "answer"), [(Key.Key_Escape, Answer.CANCEL), (Key.Key_Return, Answer.KEEP)])
def test_lost_work_waits_when_the_question_is_closed(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, key: Key, answer: Answer
) -> None:
    def pressed(box: QMessageBox) -> None:
        box.show()
        press(box, key)

    with whole_program(qtbot) as workbench:
        monkeypatch.setattr(QMessageBox, "exec", pressed)
        assert workbench.asker.lost_work("today") is answer


def test_the_moment_of_lost_work_is_said_in_the_user_s_words() -> None:
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    try:
        assert in_words(datetime(2026, 11, 26, 15, 4).astimezone()) == "Donnerstag, 26. November 2026, 15:04"
    finally:
        QLocale.setDefault(before)
