"""Memory that nothing uses any more is given back when the program rests."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from engine.system.process import give_back_gaps

if TYPE_CHECKING:
    from gui.document.pictures import PictureStore
    from gui.work.worker import StyliseThread

REST = 3000
"""Milliseconds without any painting until the program rests: longer than a hand stops between two changes."""


class Tidying(QObject):
    """Looks for memory to give back, when that delays nobody.

    Python frees what refers to itself in a circle only when it looks for circles, and looks seldom: it counts objects,
    and a photo of 72 MB is a single one. The C library keeps freed memory, so that the next picture is painted sooner.

    Args:
        painter: tells when the engine is there, and when it works.
        pictures: those of the document, of which an export looks at all that are parked, too.
        parent: the Qt parent.
    """

    def __init__(self, painter: StyliseThread, pictures: PictureStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._resting = QTimer(self)
        self._resting.setSingleShot(True)
        self._resting.setInterval(REST)
        self._resting.timeout.connect(self.tidy)
        painter.busy_changed.connect(self._on_busy)

    @Slot()
    def tidy(self) -> None:
        """Frees what is in circles and what was read of parked pictures, and what the C library keeps beyond bounds."""
        gc.collect()
        self._pictures.let_go_of_parked()
        give_back_gaps()

    @Slot(bool)
    def _on_busy(self, busy: bool) -> None:  # noqa: FBT001 (a slot)
        if busy:
            self._resting.stop()
        else:
            self._resting.start()


def leave_out_what_is_loaded(_: object) -> None:
    """Leaves what exists now out of the search for circles: for the program itself, once its engine is ready.

    These are half a million objects of torch and Qt that stay to the end, and looking through them takes a third of a
    second. It is done once: by the time of a second engine there are pictures among them, which must not stay.
    """
    if not gc.get_freeze_count():
        gc.freeze()
