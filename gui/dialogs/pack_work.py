"""What the dialog of model packs does in the background: one piece of work at a time, each with exactly one outcome."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from engine.packs.registry import InstalledPack, Registry

logger = logging.getLogger(__name__)

SHORTEST_INTERVAL = 0.05
"""Seconds between two reports of progress: more would only keep the window busy."""

STACK_SIZE = 8 << 20
"""Bytes; the usual size for such a thread is too small for torch on some systems."""


class DownloadStep(Protocol):
    """How far a download is, as `engine.packs.download.DownloadProgress` tells it."""

    @property
    def file(self) -> str:
        """The file that is arriving."""

    @property
    def number(self) -> int:
        """Its place among the files, from 1."""

    @property
    def files(self) -> int:
        """How many there are."""

    @property
    def done(self) -> int:
        """Bytes of it that are here."""

    @property
    def total(self) -> int | None:
        """Bytes of it; None while that is not known."""


class Verify(Protocol):
    """Checks every byte of a pack and raises an error if one is wrong."""

    def __call__(self, installed: InstalledPack, /) -> None:
        """Checks a pack."""


class ImportFolder(Protocol):
    """Makes a pack of a folder with weight files."""

    def __call__(self, folder: Path, name: str, registry: Registry, /, *, replace: bool) -> object:
        """Installs a pack."""


class Download(Protocol):
    """Downloads a public pack; stepping the generator does the work, closing it cancels."""

    def __call__(
        self, name: str, registry: Registry, /, *, replace: bool, pause: Callable[[float], None]
    ) -> Generator[DownloadStep, None, object]:
        """Begins a download."""


@dataclass(frozen=True)
class PackTools:
    """The work on packs that needs torch or the network, so that tests can put their own in its place.

    Attributes:
        verify: checks a pack.
        import_folder: makes a pack of weight files.
        download: fetches a public pack.
    """

    verify: Verify
    import_folder: ImportFolder
    download: Download


def engine_tools() -> PackTools:
    """The engine's own; torch is loaded when one of them is first used, in the thread that uses it."""

    def verify(installed: InstalledPack, /) -> None:
        from engine.packs.weights import verify as work

        work(installed)

    def import_folder(folder: Path, name: str, registry: Registry, /, *, replace: bool) -> object:
        from engine.packs.importing import import_folder as work

        return work(folder, name, registry, replace=replace)

    def download(
        name: str, registry: Registry, /, *, replace: bool, pause: Callable[[float], None]
    ) -> Generator[DownloadStep, None, object]:
        from engine.packs.download import download as work

        return work(name, registry, replace=replace, pause=pause)

    return PackTools(verify, import_folder, download)


class _CancelledError(Exception):
    """Ends a pause before another attempt."""


class PackWork(QObject):
    """Does one thing in a thread of its own.

    Attributes:
        progressed: a `DownloadStep`; now and then only.
        succeeded: it was done.
        failed: carries the exception, whatever it is.
        cancelled: it was given up.
    """

    progressed = Signal(object)
    succeeded = Signal()
    failed = Signal(object)
    cancelled = Signal()

    def __init__(self) -> None:
        # No parent: the thread may outlive the dialog by a moment, and this lives as long as either.
        super().__init__()
        self._cancelled = threading.Event()
        self._thread: threading.Thread | None = None

    def run(self, work: Callable[[], object]) -> None:
        """Does something that cannot be given up half way."""
        self._start(lambda: self._settle(work))

    def step(self, begin: Callable[[Callable[[float], None]], Generator[DownloadStep, None, object]]) -> None:
        """Steps a generator to its end, or until it is cancelled.

        Args:
            begin: makes the generator; it is given a function that waits for some seconds, but not longer than
                until it is cancelled.
        """
        self._start(lambda: self._settle(lambda: self._steps(begin)))

    def cancel(self) -> None:
        """Gives up; the outcome comes as soon as the step at work is done."""
        self._cancelled.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Waits for the thread; says whether it has ended."""
        if self._thread is None:
            return True
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _start(self, work: Callable[[], None]) -> None:
        usual = threading.stack_size(STACK_SIZE)
        try:
            self._thread = threading.Thread(target=work, name="packs")
            self._thread.start()
        finally:
            threading.stack_size(usual)

    # From here on everything happens in the thread.

    def _settle(self, work: Callable[[], object]) -> None:
        try:
            work()
        except _CancelledError:
            self.cancelled.emit()
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is this work's outcome
            logger.warning("packs: %r", error)
            self.failed.emit(error)
        else:
            self.succeeded.emit()

    def _steps(self, begin: Callable[[Callable[[float], None]], Generator[DownloadStep, None, object]]) -> None:
        told, shown = -SHORTEST_INTERVAL, 0
        with closing(begin(self._pause)) as steps:
            for step in steps:
                if self._cancelled.is_set():
                    raise _CancelledError
                now = time.monotonic()
                if step.number != shown or step.done == step.total or now - told >= SHORTEST_INTERVAL:
                    told, shown = now, step.number
                    self.progressed.emit(step)

    def _pause(self, seconds: float) -> None:
        if self._cancelled.wait(seconds):
            raise _CancelledError
