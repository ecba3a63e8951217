"""A start that fails, for whatever reason, is told in a sentence, logged, and can be tried with a fresh window."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QByteArray, Qt, QTimer
from PySide6.QtWidgets import QApplication

import gui.app
import gui.settings
import gui.starting
from engine.errors import JobError
from engine.system.process import program_command
from gui.__main__ import open_window, wants_window
from gui.failed_start import FailedStart
from gui.settings import Settings, open_settings
from gui.starting import FRESH_WINDOW, start
from tests.conftest import some_slow
from tests.gui.child import Child
from tests.gui.hand import press
from tests.gui.whole import TIMEOUT, whole_program

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

ON_PURPOSE = "broken on purpose"


class Answering:
    """Answers the window that tells of a failed start, and keeps what it said."""

    def __init__(self, key: Qt.Key) -> None:
        self.key = key
        self.said: list[str] = []
        self.buttons: list[str] = []

    def answer(self) -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, FailedStart)
        self.said.append(f"{box.text()} {box.informativeText()}")
        self.buttons = [button.text() for button in box.buttons()]
        press(box, self.key)


@pytest.fixture
def again(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The words with which the program was started again."""
    started: list[list[str]] = []

    def start_again(words: list[str]) -> int:
        started.append(words)
        return 0

    monkeypatch.setattr(gui.starting, "start_again", start_again)
    return started


def log_of(folder: Path) -> str:
    return (folder / "data" / "log" / "pentimento.log").read_text("utf-8")


def failing(error: BaseException) -> Callable[..., int]:
    def run(*_: Any, **__: Any) -> int:
        raise error

    return run


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(
    "error", [RuntimeError(ON_PURPOSE), ImportError(ON_PURPOSE), MemoryError(ON_PURPOSE), JobError(ON_PURPOSE)]
)
def test_any_failure_is_told_and_logged_and_a_fresh_window_offered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], again: list[list[str]], error: Exception
) -> None:
    answering = Answering(Qt.Key.Key_Return)
    QTimer.singleShot(0, answering.answer)
    assert start([Path("photo.jpg")], run=failing(error)) == 0
    assert again == [[FRESH_WINDOW, "photo.jpg"]]
    (said,) = answering.said
    assert "could not start" in said
    assert "pentimento.log" in said
    assert "presets and projects stay" in said
    assert "Traceback" in log_of(tmp_path)
    assert ON_PURPOSE in log_of(tmp_path)
    told = capsys.readouterr().err
    assert told.startswith("Pentimento could not start")
    assert told.count("\n") == 1


@pytest.mark.usefixtures("qapp")
def test_escape_starts_nothing_again(again: list[list[str]]) -> None:
    answering = Answering(Qt.Key.Key_Escape)
    QTimer.singleShot(0, answering.answer)
    assert start([], run=failing(RuntimeError(ON_PURPOSE))) == 1
    assert answering.said
    assert again == []


@pytest.mark.usefixtures("qapp")
def test_a_fresh_window_that_fails_too_is_not_offered_once_more(again: list[list[str]]) -> None:
    answering = Answering(Qt.Key.Key_Return)
    QTimer.singleShot(0, answering.answer)
    assert start([], fresh_window=True, run=failing(RuntimeError(ON_PURPOSE))) == 1
    assert [text.strip("&") for text in answering.buttons] == ["Close", "Show Details..."]
    assert again == []


def test_without_qt_a_sentence_and_the_log_say_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("gui.app", "gui.failed_start", "PySide6.QtWidgets"):
        monkeypatch.setitem(sys.modules, module, None)
    assert start([]) == 1
    assert "needs libraries that this system lacks" in capsys.readouterr().err
    assert "Traceback" in log_of(tmp_path)


def test_where_no_log_can_be_written_the_traceback_follows_the_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gui.starting, "start_logging", lambda: None)
    monkeypatch.setitem(sys.modules, "gui.failed_start", None)
    assert start([], run=failing(RuntimeError(ON_PURPOSE))) == 1
    told = capsys.readouterr().err
    assert told.startswith("Pentimento could not start")
    assert "Traceback" in told


def test_a_program_without_a_console_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gui.failed_start", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert start([], run=failing(RuntimeError(ON_PURPOSE))) == 1


def test_the_word_for_a_fresh_window_opens_one(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[tuple[list[Path], bool]] = []

    def run(paths: list[Path], *, fresh_window: bool) -> int:
        begun.append((paths, fresh_window))
        return 0

    monkeypatch.setattr(gui.app, "run_window", run)
    assert wants_window([FRESH_WINDOW])
    assert open_window([FRESH_WINDOW, __file__]) == 0
    assert open_window([]) == 0
    assert begun == [([Path(__file__)], True), ([], False)]
    assert program_command([FRESH_WINDOW])[-1] == FRESH_WINDOW


def test_what_fails_once_the_window_is_seen_is_a_failed_start(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gui.dialog_opening", None)
    ended: list[int] = []
    # Without a loop that it could end, it would end those of all tests after this one.
    monkeypatch.setattr("gui.app.QCoreApplication.exit", ended.append)
    with whole_program(qtbot, paths=None) as workbench:
        workbench.begin([])
        qtbot.waitUntil(lambda: workbench.failure is not None, timeout=TIMEOUT)
        assert isinstance(workbench.failure, ImportError)
        assert ended == [1]
        assert workbench.window.isHidden()
        assert not workbench.painter.isRunning()


# The settings


def filled() -> Settings:
    settings = Settings()
    settings.theme = "dark"
    settings.window_geometry = settings.window_state = QByteArray(b"somewhere")
    settings.set_flag("folded-levels", value=True)
    settings.set_flag("other", value=True)
    settings.sync()
    return settings


def test_a_fresh_window_keeps_all_other_settings() -> None:
    filled()
    assert open_settings().window_state
    settings = open_settings(fresh_window=True)
    for left in (settings, Settings()):
        assert left.theme == "dark"
        assert left.window_geometry.isEmpty()
        assert left.window_state.isEmpty()
        assert not left.flag("folded-levels", default=False)
        assert left.flag("other", default=False)


def test_settings_that_cannot_even_be_opened_step_aside_for_a_fresh_window(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled()
    file = tmp_path / "data" / "settings.ini"
    kept, opened = file.read_text("utf-8"), gui.settings.is_damaged

    def fails_while_it_is_there(path: Path) -> bool:
        if path.exists():
            raise RuntimeError(ON_PURPOSE)
        return opened(path)

    monkeypatch.setattr(gui.settings, "is_damaged", fails_while_it_is_there)
    with pytest.raises(RuntimeError, match=ON_PURPOSE):
        open_settings()
    assert open_settings(fresh_window=True).theme == "system"
    assert file.with_name("settings.ini.damaged").read_text("utf-8") == kept


@pytest.mark.parametrize("answer", some_slow(["again"], ["close"]))
def test_the_offer_truly_starts_the_program(tmp_path: Path, answer: str) -> None:
    """An arrangement that the window fails over, and the program as people start it."""
    filled()
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with Child(f"fail-and-{answer}", env=env) as child:
        told = child.everything()
    assert "somewhere it broke" in log_of(tmp_path)
    failed = [about for event, about in told if event == "failed"]
    assert len(failed) == 1
    if answer == "close":
        assert child.returncode == 1
        assert ["painted", None] not in told
        return
    assert child.returncode == 0
    assert ["painted", None] in told
    settings = Settings()
    assert settings.theme == "dark"
    assert settings.flag("other", default=False)
    assert not settings.window_state.isEmpty()
