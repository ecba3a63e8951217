"""A thread on the bench: what it is given, what it tells, and the test's patience."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from engine.job import Progress
from gui.work.worker import StyliseThread

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from pytestqt.qtbot import QtBot

    from engine.job import Studio

OUTCOMES = ("succeeded", "failed", "cancelled")
TIMEOUT = 10_000
"""In milliseconds."""


class Witness(QObject):
    """Notes every signal of a thread, in order, and in which thread they were received."""

    def __init__(self, thread: StyliseThread) -> None:
        super().__init__()
        self.seen: list[tuple[Any, ...]] = []
        self.threads: set[int] = set()
        thread.ready.connect(self.on_ready)
        thread.start_failed.connect(self.on_start_failed)
        thread.started.connect(self.on_started)
        thread.progressed.connect(self.on_progressed)
        thread.succeeded.connect(self.on_succeeded)
        thread.failed.connect(self.on_failed)
        thread.cancelled.connect(self.on_cancelled)
        thread.busy_changed.connect(self.on_busy_changed)

    def note(self, *what: Any) -> None:
        self.seen.append(what)
        self.threads.add(threading.get_ident())

    @Slot()
    def on_ready(self) -> None:
        self.note("ready")

    @Slot(object)
    def on_start_failed(self, error: object) -> None:
        self.note("start_failed", error)

    @Slot(int)
    def on_started(self, number: int) -> None:
        self.note("started", number)

    @Slot(int, object)
    def on_progressed(self, number: int, progress: object) -> None:
        self.note("progressed", number, progress)

    @Slot(int, object)
    def on_succeeded(self, number: int, result: object) -> None:
        self.note("succeeded", number, result)

    @Slot(int, object)
    def on_failed(self, number: int, error: object) -> None:
        self.note("failed", number, error)

    @Slot(int)
    def on_cancelled(self, number: int) -> None:
        self.note("cancelled", number)

    @Slot(bool)
    def on_busy_changed(self, busy: bool) -> None:
        self.note("busy_changed", busy)

    def outcomes(self) -> list[tuple[str, int]]:
        """The outcomes so far, in order."""
        return [(what[0], what[1]) for what in self.seen if what[0] in OUTCOMES]

    def named(self, *names: str) -> list[tuple[Any, ...]]:
        """The signals of some names."""
        return [what for what in self.seen if what[0] in names]


class Bench:
    """A thread, its witness and the test's patience."""

    def __init__(self, qtbot: QtBot, make_studio: Callable[[], Studio]) -> None:
        self.qtbot = qtbot
        self.thread = StyliseThread(make_studio)
        self.witness = Witness(self.thread)

    def wait_for(self, *numbers: int) -> None:
        """Waits until some ids have their outcomes."""
        self.qtbot.waitUntil(lambda: set(numbers) <= {number for _, number in self.witness.outcomes()}, timeout=TIMEOUT)

    def wait_until_idle(self) -> None:
        """Waits until the last word on being busy is no."""
        self.qtbot.waitUntil(
            lambda: self.witness.named("busy_changed")[-1:] == [("busy_changed", False)], timeout=TIMEOUT
        )

    def wait_for_signal(self, name: str, count: int = 1) -> None:
        self.qtbot.waitUntil(lambda: len(self.witness.named(name)) >= count, timeout=TIMEOUT)


@contextmanager
def bench_with(qtbot: QtBot, make_studio: Callable[[], Studio]) -> Iterator[Bench]:
    bench = Bench(qtbot, make_studio)
    bench.thread.start()
    try:
        yield bench
    finally:
        ended = bench.thread.shut_down(TIMEOUT)
        qtbot.wait(1)
        assert ended


def raising(error: BaseException) -> Callable[[Studio], Generator[Progress, None, None]]:
    def work(_: Studio) -> Generator[Progress, None, None]:
        yield Progress(1, None, "prepare", 0.0, (0, 0, 1, 1))
        raise error

    return work
