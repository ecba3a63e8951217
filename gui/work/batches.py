"""Batches on their way through the painting thread's queue, and what the user reads about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from engine.batch.batch import run_batch
from gui.messages import Action
from gui.work.exports import SHOW_FOLDER

if TYPE_CHECKING:
    from engine.batch.batch import Batch
    from engine.batch.report import BatchProgress, BatchReport
    from gui.messages import Messages
    from gui.work.handle import Handle
    from gui.work.worker import StyliseThread


SHOW_BATCH = "show-batch"


class Batches(QObject):
    """Enqueues one batch after the other, and tells how it gets on and ends.

    Args:
        thread: paints and saves.
        messages: where outcomes go.
        parent: the Qt parent.

    Signals:
        progressed(progress): a sign of life from the batch; None when it has ended.
        ended(report): how it ended, a `BatchReport`; None if it was stopped or failed as a whole.
    """

    progressed = Signal(object)
    ended = Signal(object)

    def __init__(self, thread: StyliseThread, messages: Messages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = thread
        self._messages = messages
        self._work: Handle | None = None

    @property
    def busy(self) -> bool:
        """Whether a batch is being painted or waits for its turn."""
        return self._work is not None

    @property
    def work(self) -> Handle | None:
        """The batch's, if there is one."""
        return self._work

    def add(self, batch: Batch) -> None:
        """Paints a batch, while editing goes on."""
        assert not self.busy, "one batch at a time"
        work = self._work = self._thread.submit(lambda studio: run_batch(studio, batch))
        work.progressed.connect(self._on_progressed)
        work.succeeded.connect(self._on_succeeded)
        work.failed.connect(self._on_failed)
        work.cancelled.connect(self._on_cancelled)

    @Slot()
    def cancel(self) -> None:
        """Stops the batch; what is finished stays."""
        if self._work is not None:
            self._work.cancel()

    @Slot(object)
    def _on_progressed(self, progress: BatchProgress) -> None:
        self.progressed.emit(progress)

    @Slot(object)
    def _on_succeeded(self, report: BatchReport) -> None:
        painted, failed = len(report.of("painted")), len(report.of("failed"))
        action = Action(SHOW_FOLDER, self.tr("Show in folder"), report.endings[0].piece.target)
        if failed:
            text = self.tr("{failed} of {count} pictures could not be painted: the batch says why.")
            shown = Action(SHOW_BATCH, self.tr("Show the batch"))
            self._messages.warn(text.format(failed=failed, count=len(report.endings)), shown, action)
        else:
            text = self.tr("The batch has ended: {painted} painted.")
            self._messages.inform(text.format(painted=painted), action)
        self._end(report)

    @Slot(object)
    def _on_failed(self, error: BaseException) -> None:
        self._messages.report(error)
        self._end(None)

    @Slot()
    def _on_cancelled(self) -> None:
        self._messages.inform(self.tr("The batch was stopped; begun again, it goes on where it was."))
        self._end(None)

    def _end(self, report: BatchReport | None) -> None:
        self._work = None
        self.progressed.emit(None)
        self.ended.emit(report)
