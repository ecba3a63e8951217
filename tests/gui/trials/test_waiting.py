"""Waiting for something in a window: what ends it, and what does not."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QTimer

from engine.errors import DeviceError, PackError, PentimentoError
from gui.messages import Severity
from gui.trials import waiting
from gui.trials.waiting import Waiter
from gui.work.handle import Handle, Sign
from tests.gui.whole import whole_program
from tests.refusals import refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from gui.app import Workbench

PATIENCE = 20_000


@pytest.fixture
def workbench(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workbench]:
    monkeypatch.setattr(waiting, "PATIENCE", PATIENCE)
    with whole_program(qtbot) as made:
        yield made


def test_an_error_that_the_window_tells_ends_the_wait_at_once(workbench: Workbench) -> None:
    waiter = Waiter(workbench)
    began = time.perf_counter()
    QTimer.singleShot(0, workbench, lambda: workbench.messages.report(PackError("The pack is gone.")))
    # What was told before the next wait begins counts for that, too.
    for _ in range(2):
        with refused(DeviceError, "The pack is gone."):
            waiter.wait_for(workbench.opening.photo_opened)
    assert 1000 * (time.perf_counter() - began) < PATIENCE / 2


def test_what_matters_less_ends_no_wait(workbench: Workbench) -> None:
    began = time.perf_counter()
    for least in (Severity.ERROR, Severity.WARNING):
        waiter = Waiter(workbench, least)
        QTimer.singleShot(0, workbench, lambda: workbench.messages.inform("All is well."))
        # Nobody is told where measuring fails, which nobody asked for.
        work = Handle(lambda: None)
        workbench.painter.submitted.emit(work)
        QTimer.singleShot(0, workbench, lambda work=work: work.tell(Sign.FAILED, PentimentoError("not measured")))
        QTimer.singleShot(60, workbench, workbench.opening.photo_opened.emit)
        assert waiter.wait_for(workbench.opening.photo_opened, began) >= 50
        began = time.perf_counter()


def test_patience_ends(workbench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "PATIENCE", 10)
    with refused(
        DeviceError,
        "A picture was expected within {minutes} minutes, and none came: close other programs, and try once more.",
    ):
        Waiter(workbench).wait_for(workbench.opening.photo_opened)
