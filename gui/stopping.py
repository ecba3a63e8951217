"""Stopping what is at work: at once while it is young, after a question where it has run for long.

The question keeps nothing from going on, and goes away with what it is about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QMessageBox

from gui.time_left import time_in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from PySide6.QtWidgets import QWidget

    from gui.work.batches import Batches
    from gui.work.exports import Export, Exports
    from gui.work.handle import Handle
    from gui.work.live import LivePreview
    from gui.work.textures import Textures

LONG = 10.0
"""Seconds after which work is not given up without a question."""


class Stopping(QObject):
    """Stops what the painting thread does.

    Args:
        live: what is painted to be looked at.
        exports, batches, textures: what is in the queue.
        parent: the Qt parent.

    Attributes:
        question: the one that is open, or None.
    """

    def __init__(
        self,
        live: LivePreview,
        *,
        exports: Exports,
        batches: Batches,
        textures: Textures,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._live = live
        self._exports = exports
        self._batches = batches
        self._textures = textures
        self._asked_about: tuple[Handle, ...] = ()
        self.question: QMessageBox | None = None

    def stop_preview(self, over: QWidget) -> None:
        """Gives up what is painted to be looked at; a picture that is being refined stays as it is.

        Args:
            over: the window in which that was asked for.
        """
        work = self._live.work
        if work is None or not self._live.is_refining:
            self._live.stop()
            return
        told = [self.tr("The picture stays as it is now. To refine it further begins from the start.")]
        self._stop([work], self.tr("Stop refining?"), told, self._live.stop, over)

    def stop_queue(self, over: QWidget) -> None:
        """Stops exports, the batch and whole textures."""
        self._stop(self._queue(), self.tr("Stop what is at work?"), self._losses(), self._cancel_queue, over)

    def stop_batch(self, over: QWidget) -> None:
        """Stops the batch."""
        works = [] if self._batches.work is None else [self._batches.work]
        self._stop(works, self.tr("Stop the batch?"), [self._of_batch()], self._batches.cancel, over)

    def stop_textures(self, exports: Collection[Export], over: QWidget) -> None:
        """Stops all textures.

        Args:
            exports: the exports that save some of them.
            over: the window in which that was asked for.
        """

        def cancel() -> None:
            self._textures.cancel()
            for export in exports:
                export.work.cancel()

        works = [*self._textures.works, *(export.work for export in exports)]
        self._stop(works, self.tr("Stop painting textures?"), [self._of_texture()], cancel, over)

    def before_quitting(self, then: Callable[[], None], over: QWidget) -> None:
        """Does what ends the program, unless much would be lost and the user wants to go on."""
        self._stop(self._queue(), self.tr("Stop what is at work, and quit?"), self._losses(), then, over)

    def _queue(self) -> list[Handle]:
        batch = self._batches.work
        exports = (export.work for export in self._exports.pending)
        return [*exports, *([] if batch is None else [batch]), *self._textures.wholes]

    @Slot()
    def _cancel_queue(self) -> None:
        self._exports.cancel()
        self._batches.cancel()
        self._textures.cancel_whole()

    def _losses(self) -> list[str]:
        told = [
            self.tr("The export of “{name}” is not finished, and would begin anew.").format(name=target.name)
            for target in self._exports.targets
        ]
        if self._batches.work is not None:
            told.append(self._of_batch())
        if self._textures.wholes:
            told.append(self._of_texture())
        return told

    def _of_batch(self) -> str:
        return self.tr("The batch keeps what is finished, and goes on from there when you begin it again.")

    def _of_texture(self) -> str:
        return self.tr("The texture is not finished, and would begin anew.")

    def _stop(
        self, works: Sequence[Handle], text: str, told: Sequence[str], stop: Callable[[], None], over: QWidget
    ) -> None:
        if self.question is not None:
            self.question.raise_()
            self.question.activateWindow()
            return
        longest = max((work.seconds for work in works), default=0)
        if longest < LONG:
            stop()
            return
        self._asked_about = tuple(works)
        for work in works:
            work.ended.connect(self._on_ended)
        box = self.question = QMessageBox(over)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("Stop"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(text)
        box.setInformativeText(
            "\n".join((self.tr("It has run for {time}.").format(time=time_in_words(longest)), *told))
        )
        yes = box.addButton(self.tr("&Stop"), QMessageBox.ButtonRole.DestructiveRole)
        no = box.addButton(self.tr("&Go on"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(no)
        box.setEscapeButton(no)

        def on_finished() -> None:
            self.question = None
            box.deleteLater()
            if box.clickedButton() is yes:
                stop()

        box.finished.connect(on_finished)
        # Not `exec`: the window goes on showing what is painted.
        box.open()

    @Slot()
    def _on_ended(self) -> None:
        if self.question is not None and all(work.is_over for work in self._asked_about):
            self.question.close()
