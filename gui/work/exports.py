"""Exports on their way through the painting thread's queue, and what the user reads about them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices

from engine.errors import PentimentoError
from engine.images import free_path
from gui.messages import Action, Topic
from gui.settings import Folder
from gui.work.exporting import default_target, export, names_in
from gui.work.own_colours import in_own_colours

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.images import Framing, SaveOptions
    from engine.job import Job
    from gui.document.document import Document
    from gui.messages import Messages
    from gui.settings import Settings
    from gui.work.exporting import Exported
    from gui.work.handle import Handle
    from gui.work.worker import StyliseThread

SHOW_FOLDER = "show-folder"


class Export(QObject):
    """One picture on its way to its file; a message says how it ends.

    Args:
        work: paints and saves it.
        target: the file.
        messages: where the outcome goes.

    Signals:
        progressed(progress): a sign of life.
        ended(): it is saved, has failed or was given up.
    """

    progressed = Signal(object)
    ended = Signal()

    def __init__(self, work: Handle, target: Path, messages: Messages) -> None:
        super().__init__()
        self.work = work
        self.target = target
        self._messages = messages
        work.progressed.connect(self.progressed)
        work.succeeded.connect(self._on_succeeded)
        work.failed.connect(self._on_failed)
        work.cancelled.connect(self._on_cancelled)
        work.ended.connect(self.ended)

    @Slot(object)
    def _on_succeeded(self, result: Exported) -> None:
        text = self.tr("Saved {name}, {width} × {height}.").format(
            name=result.saved.name, width=result.picture.width, height=result.picture.height
        )
        self._messages.inform(text, Action(SHOW_FOLDER, self.tr("Show in folder"), result.saved))
        for note in result.notes:
            self._messages.inform(note)

    @Slot(object)
    def _on_failed(self, error: BaseException) -> None:
        self._messages.report(error)

    @Slot()
    def _on_cancelled(self) -> None:
        self._messages.inform(self.tr("Export of {name} stopped.").format(name=self.target.name))


class Exports(QObject):
    """Submits exports, and knows those that have not ended.

    Args:
        document: what is exported.
        thread: paints and saves.
        messages: where outcomes go.
        settings: remember the folder and the format.
        parent: the Qt parent.

    Attributes:
        pending: the exports that have not ended, the oldest first.

    Signals:
        progressed(progress): a sign of life from an export; None when none is left.
    """

    progressed = Signal(object)

    def __init__(
        self,
        document: Document,
        thread: StyliseThread,
        messages: Messages,
        settings: Settings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._thread = thread
        self._messages = messages
        self._settings = settings
        self.pending: tuple[Export, ...] = ()

    @property
    def busy(self) -> bool:
        """Whether anything is being exported."""
        return bool(self.pending)

    @property
    def targets(self) -> tuple[Path, ...]:
        """The files that are being written, or will be."""
        return tuple(saving.target for saving in self.pending)

    def suggested_target(self) -> Path:
        """A name beside the photo for the exported picture; a file may be there already.

        Raises:
            PictureError: there is no folder that could be written to.
        """
        photo, styles = names_in(self._document.state)
        return default_target(
            photo, styles, self._settings.export_choices.suffix, self._settings.folder(Folder.EXPORTS)
        )

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
            same_look: whether it is to look like the preview, however large it is.
            own_colours: whether it is to be in the photo's own colour space, where that has one.
        """
        # The thread makes the job: large styles take a second to be hashed and resized.
        try:
            make = self._document.jobs.export_maker(size, options.bits or 8, same_look=same_look)
        except PentimentoError as error:
            self._messages.report(error, Topic.ATTEMPT)
            return
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

    def save(self, make: Callable[[], Job], target: Path, options: SaveOptions, sources: Sequence[Path] = ()) -> Export:
        """Paints any job and saves it.

        Args:
            make: makes the job; called in the thread.
            target: where to save; if a new name is wanted, a numbered one where a file is or will be there.
            options: how.
            sources: files that must not be replaced.
        """
        if options.existing == "unique":
            # So that what is said of it names the file that is written.
            target = free_path(target, self.targets)
        work = self._thread.submit(export(make, target, options, sources=sources))
        saving = Export(work, target, self._messages)
        self.pending = (*self.pending, saving)
        saving.progressed.connect(self.progressed)
        saving.ended.connect(self._on_ended)
        return saving

    @Slot(object)
    def follow(self, action: Action) -> None:
        """Shows the folder of what was saved, if a message offered that."""
        if action.name == SHOW_FOLDER and isinstance(action.argument, Path):
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(action.argument.parent)))

    @Slot()
    def cancel(self) -> None:
        """Gives up all exports; no file is left of them."""
        for saving in self.pending:
            saving.work.cancel()

    @Slot()
    def _on_ended(self) -> None:
        self.pending = tuple(saving for saving in self.pending if not saving.work.is_over)
        if not self.pending:
            self.progressed.emit(None)


def _in_own_colours(make: Callable[[], Job], path: Path, framing: Framing) -> Job:
    return in_own_colours(make(), path, framing)
