"""The line at the bottom: how far an export is, and how long it may still take."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import psutil
import pytest

from engine.batch.report import BatchProgress
from engine.job import Progress
from gui.status import StatusLine
from gui.time_left import KNOWN_AFTER, TimeLeft, time_in_words
from tests.gui.made import Clock

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def at(fraction: float) -> Progress:
    return Progress(1, None, "encode", fraction, (0, 0, 1, 1))


def test_an_export_says_how_far_it_is_and_after_a_while_how_long_it_takes(qtbot: QtBot) -> None:
    line, clock = StatusLine(), Clock()
    qtbot.addWidget(line)
    line._time_left = TimeLeft(clock)
    line.show_export(at(0.0))
    assert line._doing.text() == "Exporting, 0 %"
    clock.now = KNOWN_AFTER - 1
    line.show_export(at(0.3))
    assert line._doing.text() == "Exporting, 30 %"
    clock.now = 60
    line.show_export(at(0.5))
    assert line._doing.text() == "Exporting, 50 %, about 60 s left"
    # The next one in the queue begins.
    line.show_export(at(0.1))
    assert line._doing.text() == "Exporting, 10 %"
    line.show_export(None)
    assert not line.busy


def test_memory_is_told_in_decimal_gigabytes_as_everywhere_else(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psutil.Process, "memory_info", lambda _: SimpleNamespace(rss=3_000_000_000))
    line = StatusLine()
    qtbot.addWidget(line)
    line.show_ready()
    assert line._memory.text() == "Memory 3.0 GB"


def test_a_batch_foretells_its_own_time(qtbot: QtBot) -> None:
    line = StatusLine()
    qtbot.addWidget(line)
    line.show_export(BatchProgress(1, None, "encode", 0.25, (0, 0, 1, 1), seconds_left=600.0))
    assert line._doing.text() == "Exporting, 25 %, about 10 min left"


@pytest.mark.parametrize(
    ("seconds", "words"), [(3.4, "3 s"), (89, "89 s"), (150, "2 min"), (2 * 3600 + 300, "2 h 5 min")]
)
def test_time_in_words(seconds: float, words: str) -> None:
    assert time_in_words(seconds) == words
