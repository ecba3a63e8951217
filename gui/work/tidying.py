"""Memory that nothing uses any more is given back when the program rests."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from engine.system.process import give_back_freed_memory, give_back_gaps

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.document.document import Document
    from gui.work.background import Background
    from gui.work.worker import StyliseThread

REST = 3000
"""Milliseconds without any painting until the program rests: longer than a hand stops between two changes."""

LONG_REST = 60_000
"""Milliseconds without any painting after which nothing is held ready that the document as it is does not need."""


class Tidying(QObject):
    """Looks for memory to give back, when that delays nobody.

    Python frees what refers to itself in a circle only when it looks for circles, and looks seldom: it counts objects,
    and a photo of 72 MB is a single one. The C library keeps freed memory, so that the next picture is painted sooner.

    In a long rest goes what is only needed if the user comes back to other pictures or to a former look, or exports:
    whole pictures are parked, and reduced copies and what the engine keeps of older jobs are dropped. The first of what
    comes then takes longer.

    Args:
        painter: tells when the engine is there, and when it works.
        document: whose pictures take memory; an export looks at all that are parked, too.
        background: parks pictures.
        parent: the Qt parent.
    """

    def __init__(
        self, painter: StyliseThread, document: Document, background: Background, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._painter = painter
        self._document = document
        self._background = background
        self._resting = self._timer(REST, self.tidy)
        self._resting_long = self._timer(LONG_REST, self.let_go)
        painter.busy_changed.connect(self._on_busy)
        painter.forgotten.connect(self._give_back)

    @Slot()
    def tidy(self) -> None:
        """Frees what is in circles and what was read of parked pictures, and what the C library keeps beyond bounds."""
        gc.collect()
        self._document.pictures.let_go_of_parked()
        give_back_gaps()

    @Slot()
    def let_go(self) -> None:
        """Lets go of all that the document as it is does not need."""
        self._document.pictures.drop_unneeded(self._document.state)
        self._painter.forget_older()
        self._background.run(self._document.pictures.park_resting, self._on_parked, self._on_parked)

    def _on_parked(self, _: object) -> None:
        self._give_back()

    @Slot()
    def _give_back(self) -> None:
        give_back_freed_memory(0)

    def _timer(self, interval: int, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(slot)
        return timer

    @Slot(bool)
    def _on_busy(self, busy: bool) -> None:  # noqa: FBT001 (a slot)
        for timer in (self._resting, self._resting_long):
            if busy:
                timer.stop()
            else:
                timer.start()


def leave_out_what_is_loaded(_: object) -> None:
    """Leaves what exists now out of the search for circles: for the program itself, once its engine is ready.

    These are half a million objects of torch and Qt that stay to the end, and looking through them takes a third of a
    second. It is done once: by the time of a second engine there are pictures among them, which must not stay.
    """
    if not gc.get_freeze_count():
        gc.freeze()
