"""The thread that paints: it owns the engine, steps its generators and tells the window how they fare."""

from __future__ import annotations

import itertools
import logging
import threading
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from enum import IntEnum
from functools import partial
from typing import TypeAlias

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from engine.job import Engine, Job, Progress
from gui.work.handle import Handle, Sign
from gui.work.tracebacks import without_variables

logger = logging.getLogger(__name__)

STACK_SIZE = 8 << 20
"""In bytes: what a main thread has, since linear algebra libraries count on it. Other threads get far less on macOS."""

SHORTEST_INTERVAL = 0.015
"""Seconds between two signs of progress without a preview; more would only keep a slow window busy."""

NEVER = -1

Task: TypeAlias = Job | Callable[[Engine], Generator[Progress, None, None]]
"""What the thread can do: a job, or a function that does with the engine whatever it likes, step by step. The last
progress carries the outcome either way."""


class Lane(IntEnum):
    """Where work waits; what is in a lower one goes first."""

    PREVIEW = 0
    QUEUE = 1


@dataclass(eq=False)
class Work:
    """A task on its way through the thread.

    Attributes:
        number: names it; later work has a higher one.
        lane: where it waits.
        task: what is to be done.
        cancelled: whether it is to be given up before its next step.
        error: why it can never begin.
        steps: the generator, once begun; touched by the thread only.
        outcome: a job's result, or whatever else the work comes to, once there; from then on it is too late to cancel.
        told: when progress was last told.
    """

    number: int
    lane: Lane
    task: Task
    cancelled: bool = False
    error: BaseException | None = None
    steps: Generator[Progress, None, None] | None = None
    outcome: object | None = None
    told: float = float("-inf")

    @property
    def rank(self) -> tuple[bool, Lane, int]:
        """The smallest goes first: what only waits for its outcome, then previews, then the queue."""
        return not (self.cancelled or self.error), self.lane, self.number


class StyliseThread(QThread):
    """One thread for as long as the window lives, with two lanes of work.

    A *preview* replaces the one before it. The *queue* is worked off in order; a preview interrupts it between two
    steps. The thread never touches a handle: what it has to tell goes to this object, which lives in the window's
    thread as the handles do, so that these are made, told and taken apart there.

    Call `start()` to begin and `shut_down()` before the object goes. The other methods may be called from the
    window's thread at any time, before `start()` too: work waits.

    Args:
        make_studio: makes the engine; called in the thread, since it loads torch.
        parent: the owner.

    Attributes:
        ready: the engine is there; carries the devices that this machine can paint on.
        start_failed: the engine could not be made, and no other was asked for meanwhile; carries the exception. All
            waiting work fails with it, and work that comes later tries again.
        submitted: work was submitted; carries its `Handle`, which has emitted nothing yet.
        busy_changed: whether there is any work.
        forgotten: the engine has dropped what it kept of older jobs.
    """

    ready = Signal(object)
    start_failed = Signal(object)
    submitted = Signal(object)
    busy_changed = Signal(bool)
    forgotten = Signal()
    _told = Signal(int, object, object)

    def __init__(self, make_studio: Callable[[], Engine], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stylise")
        self.setStackSize(STACK_SIZE)
        # What only the window's thread touches: the work without an outcome.
        self._numbers = itertools.count(1)
        self._handles: dict[int, Handle] = {}
        # Never at once: of work that is refused its handle is not known yet.
        self._told.connect(self._hand_on, Qt.ConnectionType.QueuedConnection)
        # What the window's thread and this one share, all guarded by this condition.
        self._changed = threading.Condition()
        self._works: dict[int, Work] = {}
        self._make_studio = make_studio
        self._wanted = 0
        self._forgetting = False
        self._ending = False
        # What only the thread touches: the engine, and how many were wanted when it was made.
        self._studio: Engine | None = None
        self._made = NEVER
        self._busy = False

    def submit(self, task: Task, lane: Lane = Lane.QUEUE) -> Handle:
        """Does something in the thread.

        Args:
            task: what. The handle's `succeeded` carries its outcome.
            lane: the queue, where it is done after all that was submitted before, and while no preview is wanted; or
                the previews', where it takes the place of the one before it.
        """
        number = next(self._numbers)
        handle = self._handles[number] = Handle(partial(self._cancel, lambda work: work.number == number))
        self.submitted.emit(handle)
        with self._changed:
            if self._ending:
                self._told.emit(number, Sign.CANCELLED, None)
                return handle
            if lane == Lane.PREVIEW:
                self._mark(lambda work: work.lane == Lane.PREVIEW)
            self._works[number] = Work(number, lane, task)
            self._forgetting = False
            self._changed.notify()
        return handle

    def replace_studio(self, make_studio: Callable[[], Engine]) -> None:
        """Makes the engine anew, for example on another device; what has begun is finished by the old one."""
        with self._changed:
            self._make_studio = make_studio
            self._wanted += 1
            self._changed.notify()

    def forget_older(self) -> None:
        """Has the engine drop what it keeps of older jobs, when there is nothing else to do; new work calls it off."""
        with self._changed:
            self._forgetting = True
            self._changed.notify()

    def shut_down(self, timeout_ms: int) -> bool:
        """Gives up everything and ends the thread; work that comes later is cancelled at once.

        Args:
            timeout_ms: how long to wait for the step at work, or for torch if it is being loaded.

        Returns:
            Whether the thread has ended. The object must not be deleted before it has.
        """
        with self._changed:
            self._ending = True
            for work in self._works.values():
                work.cancelled = True
            if not self.isRunning():
                for number in self._works:
                    self._told.emit(number, Sign.CANCELLED, None)
                self._works.clear()
            self._changed.notify()
        return self.wait(timeout_ms)

    def run(self) -> None:
        """Works until it is asked to end. Qt calls it in the new thread."""
        while self._did_something():
            pass
        # The engine is taken apart where it was put together.
        self._studio = None

    @Slot(int, object, object)
    def _hand_on(self, number: int, sign: Sign, what: object) -> None:
        """Comes in the window's thread."""
        handle = self._handles.pop(number) if sign.is_outcome else self._handles[number]
        handle.tell(sign, what)

    def _cancel(self, wanted: Callable[[Work], bool]) -> None:
        with self._changed:
            self._mark(wanted)
            self._changed.notify()

    def _mark(self, wanted: Callable[[Work], bool]) -> None:
        for work in self._works.values():
            if wanted(work):
                work.cancelled = True

    # From here on everything happens in the thread.

    def _did_something(self) -> bool:
        """Does one thing, waiting for it if need be; keeps nothing alive while it waits.

        Returns:
            False when the thread is to end.
        """
        with self._changed:
            self._changed.wait_for(
                lambda: self._works or self._busy or self._ending or self._forgetting or self._made != self._wanted
            )
            work = min(self._works.values(), key=lambda work: work.rank, default=None)
        if self._busy != (work is not None):
            # Told by this thread alone: an answer from the window's own would overtake those on their way.
            self._busy = not self._busy
            self.busy_changed.emit(self._busy)
        elif work is not None and work.cancelled and work.outcome is None:
            self._close(work)
            self._end(work, Sign.CANCELLED)
        elif work is not None and work.error is not None:
            self._end(work, Sign.FAILED, work.error)
        elif self._ending and work is None:
            return False
        elif self._made != self._wanted and not self._ending:
            self._get_ready()
        elif work is not None:
            self._advance(work)
        elif self._forgetting:
            self._forget_older()
        return True

    def _forget_older(self) -> None:
        """Has the engine forget."""
        with self._changed:
            self._forgetting = False
        try:
            if self._studio is not None:
                self._studio.forget_older_photos()
        except BaseException:
            # Nobody asked for it, and nobody's work is the worse for it: what goes wrong is for the log only.
            logger.exception("forgetting older jobs")
        self.forgotten.emit()

    def _get_ready(self) -> None:
        """Makes the engine."""
        with self._changed:
            wanted, make_studio = self._wanted, self._make_studio
        # Two engines might not fit into memory.
        self._studio = None
        try:
            self._studio = make_studio()
        except BaseException as error:  # noqa: BLE001 - whatever it is, the window is told and the thread lives on
            failure = without_variables(error)
            with self._changed:
                # If another engine was asked for meanwhile, the work waits for that.
                is_last_word = wanted == self._wanted
                for work in self._works.values() if is_last_word else ():
                    if work.steps is None:
                        work.error = failure
            if is_last_word:
                self.start_failed.emit(failure)
        else:
            self.ready.emit(self._studio.devices)
        self._made = wanted

    def _advance(self, work: Work) -> None:
        """Does one step of a work."""
        if work.steps is None and self._studio is None:
            self._made = NEVER
            return
        ended = work.outcome
        try:
            progress = self._step(work)
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is this work's outcome and no other's
            self._close(work)
            self._end(work, Sign.FAILED, without_variables(error))
            return
        if progress is None or ended is not None:
            self._close(work)
            self._end(work, Sign.SUCCEEDED, work.outcome)
            return
        now = time.monotonic()
        if progress.is_news or now - work.told >= SHORTEST_INTERVAL:
            work.told = now
            self._told.emit(work.number, Sign.PROGRESSED, progress)

    def _step(self, work: Work) -> Progress | None:
        """Steps a generator, after making it if need be.

        Returns:
            What it yielded; None at its end.
        """
        if work.steps is None:
            assert self._studio is not None, "the engine was made before"
            self._told.emit(work.number, Sign.STARTED, None)
            work.steps = self._studio.stylise(work.task) if isinstance(work.task, Job) else work.task(self._studio)
        progress = next(work.steps, None)
        if progress is not None:
            work.outcome = work.outcome or progress.outcome
        elif work.outcome is None:
            raise RuntimeError("the work ended without a result")
        return progress

    def _close(self, work: Work) -> None:
        try:
            if work.steps is not None:
                work.steps.close()
        except BaseException:
            # The outcome is settled: what goes wrong now is for the log only.
            logger.exception("closing the work %d", work.number)

    def _end(self, work: Work, outcome: Sign, told: object = None) -> None:
        with self._changed:
            del self._works[work.number]
        self._told.emit(work.number, outcome, told)
