"""Slow things that are no painting, such as reading and writing files: off the window's thread, one after another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from gui.work.tracebacks import without_variables

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

Outcome = TypeVar("Outcome")


@dataclass(frozen=True)
class _Ended:
    """What has been done, and whom it is handed to."""

    outcome: object
    error: BaseException | None
    done: Callable[[object], None]
    failed: Callable[[BaseException], None]


class Background(QObject):
    """One thread that does what it is given in order, and hands each outcome back in the window's thread.

    Call `close()` before the program ends.
    """

    _ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = ThreadPoolExecutor(1, "background")
        self._closed = False
        # Never at once: what is read quickly would be handed back before whoever asked for it has gone on.
        self._ended.connect(self._hand_back, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[], Outcome],
        done: Callable[[Outcome], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """Does something when all that was asked for before is done; the outcome comes after this method has returned.

        Args:
            work: called in the other thread; it must touch nothing of the window.
            done: called in the window's thread with what `work` returned.
            failed: called in the window's thread with what `work` raised.
        """
        if self._closed:
            return
        # The callback must not hold the future: a circle of both would keep the outcome, such as a large photo, until
        # Python looks for circles, which can take minutes.
        self._thread.submit(work).add_done_callback(partial(self._tell, done, failed))

    def close(self) -> None:
        """Waits for what is being done, gives up what waits behind it, and tells nobody of either."""
        self._closed = True
        self._thread.shutdown(cancel_futures=True)

    def _tell(
        self,
        done: Callable[[Outcome], None],
        failed: Callable[[BaseException], None],
        future: Future[Outcome],
    ) -> None:
        """Comes in the other thread; in that of `run` where it was done by then, or of `close` where it is given up."""
        if future.cancelled():
            return
        error = future.exception()
        ended = None if error else future.result(), error and without_variables(error)
        self._ended.emit(_Ended(*ended, done, failed))  # type: ignore[arg-type]  # `done` takes the outcome

    @Slot(object)
    def _hand_back(self, ended: _Ended) -> None:
        if self._closed:
            return
        if ended.error is None:
            ended.done(ended.outcome)
        else:
            ended.failed(ended.error)
