from __future__ import annotations

import logging
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QObject, QTimer, Signal, qWarning

from engine.errors import (
    DeviceError,
    MissingLibraryError,
    OutOfMemoryError,
    PackError,
    PentimentoError,
    PictureError,
    ScratchDiskError,
)
from gui.messages import MODEL_PACKS, SMALLER_PREVIEW, USE_PROCESSOR, Action, Message, Messages, Severity, install_hooks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from engine.planning.plan import Plan
    from gui.work.handle import Handle
    from gui.work.worker import StyliseThread


@pytest.fixture
def messages(qtbot: QtBot) -> Messages:  # noqa: ARG001 - it makes the application
    return Messages()


@pytest.fixture
def told(messages: Messages) -> list[Message]:
    heard: list[Message] = []
    messages.message.connect(heard.append)
    return heard


@pytest.fixture
def _hooked(messages: Messages) -> Iterator[None]:
    uninstall = install_hooks(messages)
    yield
    uninstall()


def names(message: Message) -> list[str]:
    return [action.name for action in message.actions]


def test_a_known_error_is_its_own_sentence(messages: Messages, told: list[Message]) -> None:
    messages.report(PictureError("A picture was expected, and 'x' is none: choose another."))
    assert told == [Message(Severity.ERROR, "A picture was expected, and 'x' is none: choose another.")]
    assert not told[0].unexpected


def test_a_damaged_pack_offers_the_packs(messages: Messages, told: list[Message]) -> None:
    messages.report(PackError("The pack 'x' is damaged: download it again."))
    assert names(told[0]) == [MODEL_PACKS]


def test_a_failing_device_offers_the_processor(messages: Messages, told: list[Message]) -> None:
    messages.report(DeviceError("There is no CUDA here."))
    assert names(told[0]) == [USE_PROCESSOR]


def test_too_little_memory_offers_a_smaller_preview(messages: Messages, told: list[Message]) -> None:
    messages.report(MemoryError())
    assert names(told[0]) == [SMALLER_PREVIEW]
    assert "memory" in told[0].text
    assert not told[0].unexpected


def test_too_little_memory_for_a_job_offers_a_smaller_preview(
    messages: Messages, told: list[Message], made_plan: Plan
) -> None:
    from engine.studio import check_memory

    with pytest.raises(OutOfMemoryError) as refusal:
        check_memory(made_plan, 0)
    messages.report(refusal.value)
    assert names(told[0]) == [SMALLER_PREVIEW]


@pytest.mark.parametrize("kind", [ScratchDiskError, MissingLibraryError])
def test_what_another_device_lacks_as_well_offers_none(
    messages: Messages, told: list[Message], kind: type[PentimentoError]
) -> None:
    messages.report(kind("It is not there: make room for it in memory."))
    assert told == [Message(Severity.ERROR, "It is not there: make room for it in memory.")]


@pytest.fixture
def made_plan() -> Plan:
    from engine.planning.plan import Plan

    return Plan(size=(8, 8), padded=(32, 32), style_sizes=(), steps=(), effort={}, memory=1)


def test_an_unknown_error_comes_with_its_traceback(
    messages: Messages, told: list[Message], caplog: pytest.LogCaptureFixture
) -> None:
    try:
        int("seven")
    except ValueError as error:
        messages.report(error)
    assert told[0].unexpected
    assert "seven" not in told[0].text
    assert 'int("seven")' in told[0].detail
    assert "Pentimento " in told[0].detail
    assert "seven" in caplog.text


def test_equal_messages_are_shown_once_for_a_while(
    messages: Messages, told: list[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [100.0]
    monkeypatch.setattr("gui.messages.time.monotonic", lambda: clock[0])
    messages.inform("saved")
    messages.inform("saved")
    messages.warn("saved")
    messages.inform("saved", Action("show", "Show"))
    assert len(told) == 3
    # Not again before it was quiet for a while.
    for now in (101.5, 103.0, 104.5):
        clock[0] = now
        messages.inform("saved")
    assert len(told) == 3
    clock[0] = 107.0
    messages.inform("saved")
    assert len(told) == 4


class Clumsy(QObject):
    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.asked.connect(self.stumble)

    def stumble(self) -> None:
        raise LookupError("in a slot")


@pytest.mark.usefixtures("_hooked")
def test_an_exception_in_a_slot_reaches_the_user_and_the_program_goes_on(told: list[Message], qtbot: QtBot) -> None:
    clumsy = Clumsy()
    clumsy.asked.emit()
    QTimer.singleShot(0, clumsy.stumble)
    qtbot.waitUntil(lambda: bool(told))
    qtbot.wait(10)
    assert all("in a slot" in message.detail for message in told)


@pytest.mark.usefixtures("_hooked")
def test_an_exception_in_a_thread_reaches_the_user(told: list[Message], qtbot: QtBot) -> None:
    def stumble() -> None:
        raise LookupError("in a thread")

    thread = threading.Thread(target=stumble)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(told))
    assert "in a thread" in told[0].detail


@pytest.mark.usefixtures("_hooked")
def test_ctrl_c_ends_the_program_without_a_message(told: list[Message], monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[bool] = []
    monkeypatch.setattr("gui.messages.QCoreApplication.quit", lambda: ended.append(True))
    error = KeyboardInterrupt()
    sys.excepthook(KeyboardInterrupt, error, None)
    assert ended
    assert not told


def test_uninstalling_puts_everything_back(messages: Messages) -> None:
    before = (sys.excepthook, threading.excepthook)
    uninstall = install_hooks(messages)
    assert (sys.excepthook, threading.excepthook) != before
    uninstall()
    assert (sys.excepthook, threading.excepthook) == before


@pytest.mark.usefixtures("_hooked")
def test_what_qt_says_is_logged_and_harmless_words_are_not_warnings(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="gui.qt"):
        qWarning("a layout is wrong")
        qWarning('Detected locale "C" with character encoding "ANSI_X3.4-1968", which is not UTF-8.')
    assert [record.levelname for record in caplog.records if record.name == "gui.qt"] == ["WARNING", "DEBUG"]


def test_the_worker_s_failures_lead_to_messages(
    messages: Messages, told: list[Message], qtbot: QtBot, run_thread: Callable[[BaseException], Handle]
) -> None:
    work = run_thread(ZeroDivisionError("deep inside"))
    work.failed.connect(messages.report)
    qtbot.waitUntil(lambda: bool(told))
    assert "deep inside" in told[0].detail
    assert "in stylise" in told[0].detail


@pytest.fixture
def run_thread() -> Iterator[Callable[[BaseException], Handle]]:
    from gui.work.worker import Lane, StyliseThread
    from tests.gui.fakes import FakeStudio, fake_job

    threads: list[StyliseThread] = []

    def run(error: BaseException, **options: Any) -> Handle:
        thread = StyliseThread(lambda: FakeStudio(error=error, error_at=2, **options))
        threads.append(thread)
        work = thread.submit(fake_job(), Lane.PREVIEW)
        thread.start()
        return work

    yield run
    for thread in threads:
        assert thread.shut_down(5000)
