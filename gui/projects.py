"""Projects: opened, saved, and never left with unsaved changes unasked."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale, QObject, Signal, Slot

from gui.asking import Answer, Asker
from gui.document.data import DocumentData
from gui.document.state import State
from gui.settings import Folder
from gui.storage.project_file import save_project
from gui.storage.recovery import discard
from gui.work.loading import load_lost_project, load_whole_project

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from gui.document.document import Document
    from gui.messages import Messages
    from gui.settings import Settings
    from gui.storage.project_file import LoadedProject
    from gui.storage.recovery import LostWork, Recovery
    from gui.work.background import Background


class Projects(QObject):
    """Opens and saves the document off the window's thread.

    Args:
        document: what is filled and saved.
        background: reads and writes.
        asker: asks the user.
        messages: where errors go.
        settings: remember folders and recent files.
        parent: the Qt parent.

    Signals:
        begun(text): something is being read or written; the text says what.
        ended(): that has ended.
    """

    begun = Signal(str)
    ended = Signal()

    def __init__(
        self,
        document: Document,
        background: Background,
        asker: Asker,
        *,
        messages: Messages,
        settings: Settings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._background = background
        self._asker = asker
        self._messages = messages
        self._settings = settings
        self._saving = 0
        self._afterwards: Callable[[], None] | None = None

    # Leaving the document

    def leave(self, then: Callable[[], None]) -> None:
        """Does something that ends the document, as soon as no unsaved change is lost by it.

        Where there are any the user is asked; what is saved is saved first, and the rest comes after.

        Args:
            then: closes the window, or opens something else.
        """
        if self._saving:
            self._afterwards = then
        elif not self._has_work:
            then()
        else:
            answer = self._asker.unsaved_changes()
            if answer is Answer.DISCARD:
                then()
            elif answer is Answer.KEEP and self.save():
                self._afterwards = then

    @property
    def _has_work(self) -> bool:
        """Whether there is anything that would be lost; an empty document is nothing to save."""
        state = self._document.state
        return self._document.modified and (state.photo is not None or bool(state.styles))

    @Slot()
    def close_document(self) -> None:
        """Begins with an empty document."""
        self.leave(self._open_empty)

    def _open_empty(self) -> None:
        self._document.open(DocumentData(State(quality=self._settings.quality)))

    # Opening

    @Slot()
    def browse(self) -> None:
        """Asks for a project and opens it."""
        path = self._asker.project_to_open()
        if path is not None:
            self.open(path)

    def open(self, path: Path) -> None:
        """Opens a project in the place of the document, which may be saved first."""
        self.leave(partial(self._load, path))

    def restore(self, work: LostWork, recovery: Recovery, otherwise: Callable[[], None]) -> None:
        """Brings back what a copy that died left behind.

        Args:
            work: what it is.
            recovery: keeps it aside from now on.
            otherwise: done where it cannot be read.
        """
        self.begun.emit(self.tr("Bringing back lost work…"))
        self._background.run(
            partial(load_lost_project, work, self._document.pictures),
            partial(self._on_restored, work, recovery),
            partial(self._on_not_restored, work, otherwise),
        )

    def _load(self, path: Path) -> None:
        self.begun.emit(self.tr("Opening {name}…").format(name=path.name))
        left = self._document.state
        self._background.run(
            partial(load_whole_project, path, self._document.pictures),
            partial(self._on_loaded, path, left),
            self._on_failed,
        )

    def _on_loaded(self, path: Path, left: State, loaded: LoadedProject) -> None:
        self.ended.emit()
        if self._document.state is left:
            self._show(path, loaded)
        else:
            # Something was changed after the question, while the project was read.
            self.leave(partial(self._show, path, loaded))

    def _show(self, path: Path, loaded: LoadedProject) -> None:
        self._document.open(loaded.data)
        self._settings.add_recent_file(path)
        self._settings.set_folder(Folder.PROJECTS, path.parent)
        self._tell_about(loaded)

    def _on_restored(self, work: LostWork, recovery: Recovery, loaded: LoadedProject) -> None:
        self.ended.emit()
        recovery.adopt(work, loaded)
        self._tell_about(loaded)

    def _on_not_restored(self, work: LostWork, otherwise: Callable[[], None], error: BaseException) -> None:
        work.let_go()
        self._on_failed(error)
        otherwise()

    def _on_failed(self, error: BaseException) -> None:
        self.ended.emit()
        self._messages.report(error)

    def _tell_about(self, loaded: LoadedProject) -> None:
        for note in loaded.notes:
            self._messages.inform(note)
        if loaded.missing:
            names = ", ".join(missing.name for missing in loaded.missing)
            self._messages.warn(
                self.tr("These pictures are no longer where they were: {names}. Add them again.").format(names=names)
            )

    def offer(self, found: Sequence[LostWork], recovery: Recovery, otherwise: Callable[[], None]) -> None:
        """Asks whether to bring back lost work.

        Args:
            found: what there is, the newest first.
            recovery: keeps it aside from now on.
            otherwise: done where nothing is brought back.
        """
        for older in found[1:]:
            older.let_go()
        answer = self._asker.lost_work(in_words(found[0].saved_at)) if found else Answer.DISCARD
        if answer is Answer.KEEP:
            self.restore(found[0], recovery, otherwise)
            return
        if found and answer is Answer.DISCARD:
            discard(found[0])
        elif found:
            found[0].let_go()
        otherwise()

    # Saving

    @Slot()
    def save(self) -> bool:
        """Saves the project where it is, or asks where; says whether it is being saved."""
        return self.save_to(self._document.file) if self._document.file else self.save_as()

    @Slot()
    def save_as(self) -> bool:
        """Asks where and saves the project there; says whether it is being saved."""
        photo = self._document.state.photo
        stem = Path(photo.name).stem if photo else self.tr("untitled")
        path = self._asker.project_to_save(stem)
        return path is not None and self.save_to(path)

    def save_to(self, path: Path) -> bool:
        """Saves the project as it is now; says that it is being saved."""
        data = self._document.data()
        self._saving += 1
        self.begun.emit(self.tr("Saving {name}…").format(name=path.name))
        self._background.run(
            partial(save_project, path, data), partial(self._on_saved, path, data), self._on_save_failed
        )
        return True

    def _on_saved(self, path: Path, data: DocumentData, left_out: int) -> None:
        self._saving -= 1
        self.ended.emit()
        if left_out:
            self._messages.warn(
                self.tr(
                    "The project has no room for {count} of the oldest versions, since it holds at most "
                    "1,000 megapixels of pictures: they stay here until it is closed."
                ).format(count=left_out)
            )
        self._document.mark_saved(path, data)
        self._settings.add_recent_file(path)
        self._settings.set_folder(Folder.PROJECTS, path.parent)
        if self._afterwards is not None and not self._saving:
            then, self._afterwards = self._afterwards, None
            # Asked again, since editing went on meanwhile.
            self.leave(then)

    def _on_save_failed(self, error: BaseException) -> None:
        self._saving -= 1
        self._afterwards = None
        self._on_failed(error)


def in_words(moment: datetime) -> str:
    """A moment as the user says it: a date in words, and the time."""
    local, locale = QDateTime.fromSecsSinceEpoch(round(moment.timestamp())), QLocale()
    date = locale.toString(local.date(), QLocale.FormatType.LongFormat)
    return f"{date}, {locale.toString(local.time(), QLocale.FormatType.ShortFormat)}"
