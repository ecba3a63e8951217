"""How near the result is to style and photo: told while the window rests, and never in the way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from engine.errors import OutOfMemoryError
from engine.look.refining import Losses
from gui.work.closeness import Closeness, closeness_of
from tests.gui.bench import EveryWork
from tests.gui.fakes import FakeStudio
from tests.gui.made import picture, saved
from tests.gui.whole import TIMEOUT, told, wait_until_painted, whole_program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.app import Workbench
    from gui.work.handle import Handle

LONG = 0.5
"""Seconds for a step of measuring, which has not ended when something changes."""

SHOWN = "Closeness to the style 80 %, to the photo 67 %"


@pytest.fixture
def workbench(qtbot: QtBot, tmp_path: Path, studio: FakeStudio) -> Iterator[Workbench]:
    files = [saved(tmp_path, picture(number), f"{number}.png") for number in range(2)]
    with whole_program(qtbot, lambda _device, _format: studio, paths=files) as made:
        wait_until_painted(qtbot, made)
        yield made


def rest(workbench: Workbench) -> None:
    """Lets the two seconds pass."""
    workbench.live._resting.stop()
    workbench.live._on_rested()


@pytest.mark.parametrize(
    ("style", "content", "closeness"),
    [(0.0, 0.0, Closeness(1.0, 1.0)), (1.0, 1.0, Closeness(0.0, 0.5)), (9.0, 3.0, Closeness(0.0, 0.25))],
)
def test_nothing_is_nearer_than_the_thing_itself(style: float, content: float, closeness: Closeness) -> None:
    assert closeness_of(Losses(0, content, style, 100.0)) == closeness


def test_a_result_that_rests_is_measured_and_the_next_begins_anew(
    qtbot: QtBot, workbench: Workbench, studio: FakeStudio
) -> None:
    status = workbench.window.status_line
    assert status.closeness == ""
    result = workbench.live.result
    assert result is not None
    rest(workbench)
    qtbot.waitUntil(lambda: status.closeness == SHOWN, timeout=TIMEOUT)
    assert studio.measured[-1] is result.picture
    assert not status.busy, "nobody asked for it, so no progress is shown"
    workbench.document.change_look(strength=0.1)
    qtbot.waitUntil(lambda: status.closeness == "", timeout=TIMEOUT)


def test_a_change_is_painted_before_anything_is_measured(qtbot: QtBot, tmp_path: Path) -> None:
    studio = FakeStudio()
    files = [saved(tmp_path, picture(number), f"{number}.png") for number in range(2)]
    with whole_program(qtbot, lambda _device, _format: studio, paths=files) as workbench:
        wait_until_painted(qtbot, workbench)
        cancelled: list[Handle] = []
        every = EveryWork(workbench.painter)
        every.cancelled.connect(cancelled.append)
        studio.delay = LONG
        rest(workbench)
        workbench.document.change_look(strength=0.1)
        workbench.live.refresh()
        studio.delay = 0.0
        wait_until_painted(qtbot, workbench)
        assert len(cancelled) == 1
        assert workbench.window.status_line.closeness == ""


def test_a_refined_result_knows_it_already(workbench: Workbench, studio: FakeStudio) -> None:
    result = workbench.live.result
    assert result is not None
    refined = replace(result, losses=Losses(7, 0.5, 0.04, 100.0))
    workbench.live.rested.emit(lambda: studio.jobs[-1], refined)
    assert workbench.window.status_line.closeness == SHOWN
    assert not studio.measured


def test_what_cannot_be_measured_is_passed_over(qtbot: QtBot, workbench: Workbench, studio: FakeStudio) -> None:
    studio.error = OutOfMemoryError("Painting should fit in memory, which ran out.")
    before = told(workbench)
    every = EveryWork(workbench.painter)
    with qtbot.waitSignal(every.failed, timeout=TIMEOUT):
        rest(workbench)
    assert workbench.window.status_line.closeness == ""
    assert told(workbench) == before
