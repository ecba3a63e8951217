"""One piece of work as the window sees it: how it fares, and how it is given up."""

from __future__ import annotations

import time
from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.job import Progress


class Sign(Enum):
    """What the painting thread tells of a piece of work."""

    STARTED = auto()
    PROGRESSED = auto()
    SUCCEEDED = auto()
    FAILED = auto()
    CANCELLED = auto()

    @property
    def is_outcome(self) -> bool:
        """Whether nothing comes after it."""
        return self not in (Sign.STARTED, Sign.PROGRESSED)


class Handle(QObject):
    """A piece of work that was submitted to the painting thread.

    It lives in the window's thread and its signals come there, in the order in which things happened. Of `succeeded`,
    `failed` and `cancelled` exactly one comes, and nothing after it but `ended`. Nobody need keep a handle.

    Args:
        cancel: tells the painting thread.

    Attributes:
        started: its first step begins.
        progressed: a sign of life, a `Progress`.
        level_arrived: the same once more where it carries a level's picture.
        succeeded: what it has come to: its `Result`, or a batch's report.
        failed: its exception, whatever it is.
        cancelled: it was cancelled, or replaced by a later preview.
        ended: it has succeeded, failed or was cancelled.
    """

    started = Signal()
    progressed = Signal(object)
    level_arrived = Signal(object)
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    ended = Signal()

    def __init__(self, cancel: Callable[[], None]) -> None:
        super().__init__()
        self._cancel = cancel
        self._given_up = self._discarded = self._is_over = False
        self._begun: float | None = None

    @property
    def is_over(self) -> bool:
        """Whether it has its outcome."""
        return self._is_over

    @property
    def seconds(self) -> float:
        """How long it has been at work; 0 before its first step and after its outcome."""
        return 0.0 if self._begun is None or self._is_over else time.monotonic() - self._begun

    def cancel(self) -> None:
        """Gives it up before its next step. Until its outcome no more signals come.

        Where it is too late, as for a file that is written, it succeeds all the same.
        """
        if not (self._given_up or self._is_over):
            self._given_up = True
            self._cancel()

    def discard(self) -> None:
        """Gives it up together with what may have come of it already: the only signal that comes is `cancelled`."""
        self._discarded = True
        self.cancel()

    def tell(self, sign: Sign, what: object) -> None:
        """For the painting thread's object only, within the window's thread: passes on what has happened."""
        if not sign.is_outcome:
            if not self._given_up:
                self._tell_life(sign, what)
            return
        self._is_over = True
        if sign is Sign.CANCELLED or self._discarded:
            self.cancelled.emit()
        elif sign is Sign.SUCCEEDED:
            self.succeeded.emit(what)
        else:
            self.failed.emit(what)
        self.ended.emit()

    def _tell_life(self, sign: Sign, what: object) -> None:
        if sign is Sign.STARTED:
            self._begun = time.monotonic()
            self.started.emit()
            return
        progress: Progress = what  # type: ignore[assignment]
        self.progressed.emit(progress)
        # Whoever heard of it may have given the work up.
        if progress.level is not None and progress.preview is not None and not self._given_up:
            self.level_arrived.emit(progress)
