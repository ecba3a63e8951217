"""What all tests of the window share: no real screen, no thread left behind, and the whole program."""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING, Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QThread
from shiboken6 import isValid

from gui.qt_application import Application
from tests.gui.fakes import FakeStudio
from tests.gui.whole import TIMEOUT, wait_until_painted, whole_program

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from gui.app import Workbench

GRACE = 1.0
"""Seconds that a thread may take to end once nobody waits for it."""


@pytest.fixture(scope="session")
def qapp_cls() -> type[Application]:
    """The class of the application that pytest-qt makes."""
    return Application


@pytest.fixture(autouse=True)
def _no_thread_left(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fails a test that leaves a thread running: it would disturb the tests after it, or crash the program's end."""
    begun: list[QThread] = []
    start = QThread.start

    def noting(thread: QThread, *words: Any) -> None:
        begun.append(thread)
        start(thread, *words)

    monkeypatch.setattr(QThread, "start", noting)
    before = set(python_threads())
    yield
    deadline = time.monotonic() + GRACE
    while (left := still_running(begun, before)) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not left, f"still running: {left}"


def still_running(begun: list[QThread], before: set[threading.Thread]) -> list[object]:
    """The threads of a test that have not ended."""
    running = [thread for thread in begun if isValid(thread) and thread.isRunning()]
    return [*running, *set(python_threads()).difference(before)]


def python_threads() -> list[threading.Thread]:
    """Python's own threads; for others it keeps a stand-in, which Python 3.11 does not drop when they end."""
    return [thread for thread in threading.enumerate() if not isinstance(thread, threading._DummyThread)]


@pytest.fixture
def studio() -> FakeStudio:
    """The engine of the program below."""
    return FakeStudio()


@pytest.fixture
def workbench(qtbot: QtBot, studio: FakeStudio) -> Iterator[Workbench]:
    """The whole program, with the sample picture painted and its window in front."""
    with whole_program(qtbot, lambda _device, _format: studio) as made:
        wait_until_painted(qtbot, made)
        made.window.activateWindow()
        qtbot.waitUntil(made.window.isActiveWindow, timeout=TIMEOUT)
        yield made
