"""A thread on the bench: what it is given, what it tells, and the test's patience."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from engine.job import Progress
from gui.work.worker import StyliseThread

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from pytestqt.qtbot import QtBot

    from engine.job import Engine
    from gui.work.handle import Handle

OUTCOMES = ("succeeded", "failed", "cancelled")
TIMEOUT = 10_000
"""In milliseconds."""


class _Watched(QObject):
    """Passes on what a piece of work tells."""

    def __init__(self, work: Handle, every: EveryWork) -> None:
        super().__init__(every)
        self._work = work
        self._every = every
        work.started.connect(self.on_started)
        work.progressed.connect(self.on_progressed)
        work.succeeded.connect(self.on_succeeded)
        work.failed.connect(self.on_failed)
        work.cancelled.connect(self.on_cancelled)

    @Slot()
    def on_started(self) -> None:
        self._every.started.emit(self._work)

    @Slot(object)
    def on_progressed(self, progress: object) -> None:
        self._every.progressed.emit(self._work, progress)

    @Slot(object)
    def on_succeeded(self, outcome: object) -> None:
        self._every.succeeded.emit(self._work, outcome)

    @Slot(object)
    def on_failed(self, error: object) -> None:
        self._every.failed.emit(self._work, error)

    @Slot()
    def on_cancelled(self) -> None:
        self._every.cancelled.emit(self._work)


class EveryWork(QObject):
    """Tells of all work that a thread is given from now on; its signals begin with the work's handle."""

    started = Signal(object)
    progressed = Signal(object, object)
    succeeded = Signal(object, object)
    failed = Signal(object, object)
    cancelled = Signal(object)

    def __init__(self, thread: StyliseThread) -> None:
        super().__init__()
        thread.submitted.connect(self.watch)

    @Slot(object)
    def watch(self, work: Handle) -> None:
        _Watched(work, self)


class Witness(EveryWork):
    """Notes every signal of a thread and its work, in order, and in which thread they were received."""

    def __init__(self, thread: StyliseThread) -> None:
        super().__init__(thread)
        self.submitted: list[Handle] = []
        self.seen: list[tuple[Any, ...]] = []
        self.threads: set[int] = set()
        thread.submitted.connect(self.submitted.append)
        thread.ready.connect(self.on_ready)
        thread.start_failed.connect(self.on_start_failed)
        self.started.connect(self.on_started)
        self.progressed.connect(self.on_progressed)
        self.succeeded.connect(self.on_succeeded)
        self.failed.connect(self.on_failed)
        self.cancelled.connect(self.on_cancelled)
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

    @Slot(object)
    def on_started(self, work: Handle) -> None:
        self.note("started", work)

    @Slot(object, object)
    def on_progressed(self, work: Handle, progress: object) -> None:
        self.note("progressed", work, progress)

    @Slot(object, object)
    def on_succeeded(self, work: Handle, result: object) -> None:
        self.note("succeeded", work, result)

    @Slot(object, object)
    def on_failed(self, work: Handle, error: object) -> None:
        self.note("failed", work, error)

    @Slot(object)
    def on_cancelled(self, work: Handle) -> None:
        self.note("cancelled", work)

    @Slot(bool)
    def on_busy_changed(self, busy: bool) -> None:
        self.note("busy_changed", busy)

    def outcomes(self) -> list[tuple[str, Handle]]:
        """The outcomes so far, in order."""
        return [(what[0], what[1]) for what in self.seen if what[0] in OUTCOMES]

    def named(self, *names: str) -> list[tuple[Any, ...]]:
        """The signals of some names."""
        return [what for what in self.seen if what[0] in names]


class Bench:
    """A thread, its witness and the test's patience."""

    def __init__(self, qtbot: QtBot, make_studio: Callable[[], Engine]) -> None:
        self.qtbot = qtbot
        self.thread = StyliseThread(make_studio)
        self.witness = Witness(self.thread)

    def outcomes_in_order(self) -> list[tuple[str, Handle]]:
        """The outcomes so far, in the order in which the works were submitted."""
        return sorted(self.witness.outcomes(), key=lambda outcome: self.witness.submitted.index(outcome[1]))

    def wait_for(self, *works: Handle) -> None:
        """Waits until some works have their outcomes."""
        self.qtbot.waitUntil(lambda: set(works) <= {work for _, work in self.witness.outcomes()}, timeout=TIMEOUT)

    def wait_until_idle(self) -> None:
        """Waits until the last word on being busy is no."""
        self.qtbot.waitUntil(
            lambda: self.witness.named("busy_changed")[-1:] == [("busy_changed", False)], timeout=TIMEOUT
        )

    def wait_for_signal(self, name: str, count: int = 1) -> None:
        self.qtbot.waitUntil(lambda: len(self.witness.named(name)) >= count, timeout=TIMEOUT)


@contextmanager
def bench_with(qtbot: QtBot, make_studio: Callable[[], Engine]) -> Iterator[Bench]:
    bench = Bench(qtbot, make_studio)
    bench.thread.start()
    try:
        yield bench
    finally:
        ended = bench.thread.shut_down(TIMEOUT)
        qtbot.wait(1)
        assert ended


def raising(error: BaseException) -> Callable[[Engine], Generator[Progress, None, None]]:
    def work(_: Engine) -> Generator[Progress, None, None]:
        yield Progress(1, None, "prepare", 0.0, (0, 0, 1, 1))
        raise error

    return work
