"""Slow things that are no painting, such as reading and writing files: off the window's thread, one after another."""

from __future__ import annotations

from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

if TYPE_CHECKING:
    from collections.abc import Callable

Outcome = TypeVar("Outcome")


@dataclass(frozen=True)
class _Errand:
    """What is being done, and who is told of its end."""

    future: Future[object]
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
        self._ended.connect(self._hand_back)

    def run(
        self,
        work: Callable[[], Outcome],
        done: Callable[[Outcome], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """Does something when all that was asked for before is done.

        Args:
            work: called in the other thread; it must touch nothing of the window.
            done: called in the window's thread with what `work` returned.
            failed: called in the window's thread with what `work` raised.
        """
        if self._closed:
            return
        future = self._thread.submit(work)
        errand = _Errand(future, done, failed)  # type: ignore[arg-type]  # `done` takes what `work` returns
        future.add_done_callback(lambda _: self._ended.emit(errand))

    def close(self) -> None:
        """Waits for what is being done, gives up what waits behind it, and tells nobody of either."""
        self._closed = True
        self._thread.shutdown(cancel_futures=True)

    @Slot(object)
    def _hand_back(self, errand: _Errand) -> None:
        if self._closed:
            return
        try:
            outcome = errand.future.result()
        except CancelledError:
            return
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is this errand's outcome
            errand.failed(error)
        else:
            errand.done(outcome)
