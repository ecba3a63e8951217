"""How a batch gets on: what is being painted, how long it may still take, and what failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QListWidget, QProgressBar, QVBoxLayout, QWidget

from gui.dialogs.parts import SPACE, text_label
from gui.language import in_words
from gui.time_left import time_in_words

if TYPE_CHECKING:
    from engine.batch.report import BatchProgress, BatchReport, Ending, How

IN_THOUSANDTHS = 1000
FAILURE_LINES = 9
"""Lines of sentences about failures that are seen without scrolling."""


class BatchProgressView(QWidget):
    """A line about what is done, a bar, and the photos that failed.

    Args:
        parent: the owner.

    Attributes:
        doing, bar, failures: the parts.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.doing = text_label(parent=self)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, IN_THOUSANDTHS)
        self.bar.setTextVisible(False)
        self.failures = QListWidget(self)
        self.failures.setWordWrap(True)
        self.failures.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.failures.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.failures.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.failures.setMinimumHeight(FAILURE_LINES * self.fontMetrics().lineSpacing())
        self.failures.setAccessibleName(self.tr("Photos that failed"))
        self.failures.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        self.failures.setVisible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self.doing)
        column.addWidget(self.bar)
        column.addWidget(self.failures, 1)
        column.addStretch(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - the name is Qt's
        """No: a layout would take the list's usual height for its least one, and squeeze what is above."""
        return False

    @property
    def has_begun(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.doing.text())

    def show_waiting(self) -> None:
        """Tells that a batch will begin once what was asked for before is done."""
        self.doing.setText(self.tr("Waiting for its turn"))
        self.bar.setValue(0)

    @Slot(object)
    def show_progress(self, progress: BatchProgress | None) -> None:
        """Tells what is done by now; None: nothing yet."""
        if progress is None:
            return
        self.bar.setValue(round(progress.fraction * IN_THOUSANDTHS))
        text = self.tr("{done} of {total}").format(done=progress.done, total=progress.total)
        if progress.piece is not None:
            text = self.tr("{done} of {total}: {photo}").format(
                done=progress.done, total=progress.total, photo=progress.piece.photo.name
            )
        if progress.seconds_left is not None and progress.done < progress.total:
            text += self.tr(", about {time} left").format(time=time_in_words(progress.seconds_left))
        self.doing.setText(text)
        if progress.ending is not None and progress.ending.how == "failed":
            self._add_failure(progress.ending)

    def show_end(self, report: BatchReport | None) -> None:
        """Tells what came of a batch; None: it was stopped."""
        if report is None:
            self.doing.setText(self.tr("Stopped. Begun again, it goes on where it was."))
            return
        self.bar.setValue(IN_THOUSANDTHS)
        self.failures.clear()
        for ending in report.of("failed"):
            self._add_failure(ending)
        self.doing.setText(self._in_words(report))

    def _in_words(self, report: BatchReport) -> str:
        texts: dict[How, str] = {
            "painted": self.tr("painted: {count}"),
            "finished": self.tr("finished before: {count}"),
            "kept": self.tr("passed over, since a file was there: {count}"),
            "failed": self.tr("failed: {count}"),
        }
        counts = {how: len(report.of(how)) for how in texts}
        told = ", ".join(texts[how].format(count=count) for how, count in counts.items() if count)
        return self.tr("Done. {counts}.").format(counts=told[:1].upper() + told[1:])

    def _add_failure(self, ending: Ending) -> None:
        self.failures.setVisible(True)
        self.failures.addItem(f"{ending.piece.photo.name}: {in_words(ending.sentence)}")
        self.failures.item(self.failures.count() - 1).setFlags(Qt.ItemFlag.ItemIsEnabled)
