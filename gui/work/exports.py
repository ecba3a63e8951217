"""Exports on their way through the painting thread's queue, and what is told of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from engine.images import free_path
from gui.messages import Action
from gui.work.exporting import Exported, export
from gui.work.own_colours import in_own_colours

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from engine.images import Framing, SaveOptions
    from engine.job import Job, Progress, Result
    from gui.document.document import Document
    from gui.messages import Messages
    from gui.work.worker import StyliseThread

SHOW_FOLDER = "show-folder"


class Exports(QObject):
    """Enqueues exports and tells how they end.

    Args:
        document: what is exported.
        thread: paints and saves.
        messages: where outcomes go.
        parent: the Qt parent.

    Signals:
        progressed(progress): a sign of life from an export; None when none is left.
        moved(number, progress): the same of one export by its number; None when that has ended.
    """

    progressed = Signal(object)
    moved = Signal(int, object)

    def __init__(
        self, document: Document, thread: StyliseThread, messages: Messages, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._thread = thread
        self._messages = messages
        self._targets: dict[int, Path] = {}
        thread.progressed.connect(self._on_progressed)
        thread.succeeded.connect(self._on_succeeded)
        thread.failed.connect(self._on_failed)
        thread.cancelled.connect(self._on_cancelled)

    @property
    def busy(self) -> bool:
        """Whether anything is being exported."""
        return bool(self._targets)

    @property
    def targets(self) -> tuple[Path, ...]:
        """The files that are being written, or will be."""
        return tuple(self._targets.values())

    @property
    def names(self) -> dict[int, str]:
        """The names of the files that are being exported, by the numbers of the exports."""
        return {number: target.name for number, target in self._targets.items()}

    def add(
        self,
        target: Path,
        options: SaveOptions,
        size: int | None,
        *,
        same_look: bool = False,
        own_colours: bool = False,
    ) -> None:
        """Paints the picture at a size and saves it, while editing goes on.

        Args:
            target: where to save.
            options: how.
            size: the long side in pixels; None for the photo's own.
            same_look: whether it shall look like the preview, however large it is.
            own_colours: whether it shall be in the photo's own colour space, where that has one.

        Raises:
            PackError: the chosen pack is not there.
        """
        # The thread makes the job: large styles take a second to be hashed and resized.
        make = self._document.export_maker(size, options.bits or 8, same_look=same_look)
        if make is None:
            self._messages.inform(self.tr("Open a photo and add a style first: then there is a picture to export."))
            return
        state = self._document.state
        photo = state.photo
        if own_colours and photo is not None and photo.path is not None:
            make = partial(_in_own_colours, make, photo.path, photo.framing)
        entries = (state.photo, *state.styles)
        sources = [entry.path for entry in entries if entry is not None and entry.path is not None]
        self.save(make, target, options, sources)

    def save(self, make: Callable[[], Job], target: Path, options: SaveOptions, sources: Sequence[Path] = ()) -> int:
        """Paints any job and saves it.

        Args:
            make: makes the job; called in the thread.
            target: where to save; if a new name is wanted, a numbered one where a file is or will be there.
            options: how.
            sources: files that must not be replaced.

        Returns:
            The export's number.
        """
        if options.existing == "unique":
            # So that what is said of it names the file that is written.
            target = free_path(target, self.targets)
        number = self._thread.enqueue(export(make, target, options, sources=sources))
        self._targets[number] = target
        return number

    def name_of(self, number: int) -> str:
        """The name of the file that an export writes."""
        return self._targets[number].name

    @Slot()
    def cancel(self) -> None:
        """Gives up all exports; no file is left of them."""
        for number in self._targets:
            self.cancel_one(number)

    def cancel_one(self, number: int) -> None:
        """Gives up one export; nothing happens if it has ended."""
        self._thread.cancel(number)

    @Slot(int, object)
    def _on_progressed(self, number: int, progress: Progress) -> None:
        if number in self._targets:
            self.progressed.emit(progress)
            self.moved.emit(number, progress)

    @Slot(int, object)
    def _on_succeeded(self, number: int, result: Result) -> None:
        if number in self._targets and isinstance(result, Exported):
            text = self.tr("Saved {name}, {width} × {height}.").format(
                name=result.saved.name, width=result.picture.width, height=result.picture.height
            )
            self._messages.inform(text, Action(SHOW_FOLDER, self.tr("Show in folder"), result.saved))
            for note in result.notes:
                self._messages.inform(note)
            self._end(number)

    @Slot(int, object)
    def _on_failed(self, number: int, error: BaseException) -> None:
        if number in self._targets:
            self._messages.report(error)
            self._end(number)

    @Slot(int)
    def _on_cancelled(self, number: int) -> None:
        if number in self._targets:
            self._messages.inform(self.tr("Export of {name} stopped.").format(name=self.name_of(number)))
            self._end(number)

    def _end(self, number: int) -> None:
        del self._targets[number]
        self.moved.emit(number, None)
        if not self._targets:
            self.progressed.emit(None)


def _in_own_colours(make: Callable[[], Job], path: Path, framing: Framing) -> Job:
    return in_own_colours(make(), path, framing)
