"""The whole program with a fake engine, as a test's own."""

from __future__ import annotations

import math
from contextlib import contextmanager
from typing import TYPE_CHECKING
from unittest.mock import patch

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

import gui.stopping
from gui.app import Workbench
from gui.asking import Answer
from gui.settings import Settings
from tests.gui.fakes import FakeStudio

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from engine.job import Engine

TIMEOUT = 20_000
"""In milliseconds; the machine may be busy."""


@contextmanager
def whole_program(
    qtbot: QtBot,
    make_studio: Callable[[str, str], Engine] | None = None,
    *,
    paths: Sequence[Path] | None = (),
) -> Iterator[Workbench]:
    """Runs the program, whose unsaved work is discarded at its end.

    Args:
        qtbot: waits until it is at work.
        make_studio: makes the engine; None: a fake one.
        paths: files to open; None: the test begins by itself.
    """
    workbench = Workbench(make_studio or (lambda _device, _format: FakeStudio()), Settings())
    try:
        if paths is not None:
            workbench.begin(paths)
            qtbot.waitUntil(workbench.painter.isRunning, timeout=TIMEOUT)
        yield workbench
    finally:
        # What is being saved belongs to the document that is there.
        qtbot.waitUntil(lambda: not workbench.projects._saving, timeout=TIMEOUT)
        # As a user who keeps nothing: the undo stack is as full as it was when it goes.
        with (
            patch.object(workbench.asker, "unsaved_changes", lambda: Answer.DISCARD),
            patch.object(gui.stopping, "LONG", math.inf),
        ):
            if workbench.stopping.question is not None:
                workbench.stopping.question.close()
            workbench.window.close()
        ended = not workbench.painter.isRunning()
        # In the order in which the program loses them.
        for part in (workbench, workbench.window):
            part.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()
        assert ended, "the painting thread should have ended with the window"


def wait_until_painted(qtbot: QtBot, workbench: Workbench) -> None:
    """Waits until the preview shows the document as it is."""
    qtbot.waitUntil(lambda: workbench.live.result is not None, timeout=TIMEOUT)


def at_work(workbench: Workbench) -> bool:
    """Whether anything is being exported, or many photos painted."""
    return workbench.exports.busy or workbench.batches.busy


def file_work(workbench: Workbench) -> str:
    """What the status line says is being read or written."""
    return workbench.window.status_line._file_work.text()


def told(workbench: Workbench) -> list[str]:
    """What the message bar shows, and what it covers."""
    bar = workbench.window.message_bar
    return [message.text for message in (*bar._covered, bar.message) if message is not None]
