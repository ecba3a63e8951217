"""What is told of one piece of work, and what no longer is once it was given up."""

from __future__ import annotations

import gc
import weakref
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Slot

from gui.work.handle import Handle, Sign
from gui.work.worker import Lane
from tests.gui.bench import bench_with, raising
from tests.gui.fakes import FakeStudio, fake_job, fake_progress

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class Listener(QObject):
    """Notes what it hears."""

    def __init__(self, work: Handle) -> None:
        super().__init__()
        self.heard: list[str] = []
        for name in ("started", "progressed", "level_arrived", "succeeded", "failed", "cancelled", "ended"):
            getattr(work, name).connect(getattr(self, f"on_{name}"))

    @Slot()
    def on_started(self) -> None:
        self.heard.append("started")

    @Slot(object)
    def on_progressed(self, _: object) -> None:
        self.heard.append("progressed")

    @Slot(object)
    def on_level_arrived(self, _: object) -> None:
        self.heard.append("level_arrived")

    @Slot(object)
    def on_succeeded(self, _: object) -> None:
        self.heard.append("succeeded")

    @Slot(object)
    def on_failed(self, _: object) -> None:
        self.heard.append("failed")

    @Slot()
    def on_cancelled(self) -> None:
        self.heard.append("cancelled")

    @Slot()
    def on_ended(self) -> None:
        self.heard.append("ended")


@pytest.mark.parametrize(
    ("way", "outcome", "told"),
    [
        ("cancel", Sign.CANCELLED, "cancelled"),
        ("cancel", Sign.SUCCEEDED, "succeeded"),
        ("cancel", Sign.FAILED, "failed"),
        ("discard", Sign.CANCELLED, "cancelled"),
        ("discard", Sign.SUCCEEDED, "cancelled"),
        ("discard", Sign.FAILED, "cancelled"),
    ],
)
def test_what_was_given_up_tells_its_outcome_only(qapp: object, way: str, outcome: Sign, told: str) -> None:
    assert qapp is not None
    cancels: list[None] = []
    work = Handle(lambda: cancels.append(None))
    listener = Listener(work)
    level = next(progress for progress in fake_progress(fake_job()) if progress.preview is not None)
    work.tell(Sign.STARTED, None)
    work.tell(Sign.PROGRESSED, level)
    assert listener.heard == ["started", "progressed", "level_arrived"]
    assert work.seconds > 0
    for _ in range(2):
        getattr(work, way)()
    assert len(cancels) == 1
    work.tell(Sign.PROGRESSED, level)
    assert "ended" not in listener.heard
    work.tell(outcome, None)
    assert listener.heard[3:] == [told, "ended"]
    assert work.is_over
    assert work.seconds == 0
    work.cancel()
    assert len(cancels) == 1, "it has ended"


def test_whoever_has_gone_is_told_nothing(qtbot: QtBot) -> None:
    studio = FakeStudio(stepwise=True)
    with bench_with(qtbot, lambda: studio) as bench:
        work = bench.thread.submit(fake_job())
        gone, stays = Listener(work), Listener(work)
        studio.allow(2)
        qtbot.waitUntil(lambda: "progressed" in gone.heard)
        before = list(gone.heard)
        gone.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        studio.allow(100)
        bench.wait_for(work)
        assert gone.heard == before
        assert stays.heard[-2:] == ["succeeded", "ended"]


def test_nobody_need_keep_a_handle_and_none_is_kept_when_it_has_ended(qtbot: QtBot) -> None:
    with bench_with(qtbot, FakeStudio) as bench:
        bench.thread.submitted.disconnect()
        told: list[object] = []
        works = []
        for task, lane in ((fake_job(), Lane.QUEUE), (raising(RuntimeError("no")), Lane.PREVIEW)):
            work = bench.thread.submit(task, lane)
            work.ended.connect(lambda: told.append(None))
            works.append(weakref.ref(work))
            del work
        gc.collect()
        qtbot.waitUntil(lambda: len(told) == 2)
        gc.collect()
        assert [work() for work in works] == [None, None]


def test_what_is_done_about_progress_may_give_the_work_up(qtbot: QtBot) -> None:
    with bench_with(qtbot, FakeStudio) as bench:
        work = bench.thread.submit(fake_job(), Lane.PREVIEW)
        listener = Listener(work)
        work.progressed.connect(work.discard)
        bench.wait_for(work)
        assert listener.heard == ["started", "progressed", "cancelled", "ended"]
