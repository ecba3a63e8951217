"""Projects: opened, saved, and never left with unsaved changes unasked."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QGuiApplication

from gui.asking import Answer, Asker, FileChoice
from gui.document.data import DocumentData
from gui.document.state import State
from gui.messages import OF_THE_DOCUMENT, Action, Topic
from gui.settings import Folder
from gui.storage.project_file import ProjectChangedError, SavedProject, save_project
from gui.storage.seen_files import SeenFile, look_at
from gui.work.loading import load_whole_project

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.document.document import Document
    from gui.file_work import FileWork
    from gui.messages import Messages
    from gui.settings import Settings
    from gui.storage.project_file import LoadedProject
    from gui.work.background import Background


OPEN_CHANGED = "open-changed-project"
OVERWRITE_CHANGED = "overwrite-changed-project"
SAVE_AGAIN = "save-project-again"
SAVE_AS = "save-project-as"


class Projects(QObject):
    """Opens and saves the document off the window's thread.

    Another program, or another copy of this one, may change or remove the project's file meanwhile. That is noticed
    when it is saved, and told when the user comes back to the program.

    Args:
        document: what is filled and saved.
        background: reads and writes.
        asker: asks the user.
        file_work: learns what is being read and written.
        messages: where errors go.
        settings: remember folders and recent files.
        parent: the Qt parent.
    """

    def __init__(
        self,
        document: Document,
        background: Background,
        asker: Asker,
        *,
        file_work: FileWork,
        messages: Messages,
        settings: Settings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._background = background
        self._asker = asker
        self._file_work = file_work
        self._messages = messages
        self._settings = settings
        self._saving = 0
        self._afterwards: Callable[[], None] | None = None
        self._seen: SeenFile | None = None
        self._told: SeenFile | None = None
        self._looking = self._settling = False
        # Written by the thread that saves: what this copy has written last is its own to replace.
        self._written: dict[Path, str] = {}
        document.replaced.connect(self._forget_messages)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._on_application_state)

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

    def _load(self, path: Path) -> None:
        self._file_work.begin(self.tr("Opening {name}…").format(name=path.name))
        left = self._document.state
        self._background.run(
            partial(load_whole_project, path, self._document.pictures),
            partial(self._on_loaded, path, left),
            partial(self._on_failed, topic=Topic.ATTEMPT),
        )

    def _on_loaded(self, path: Path, left: State, loaded: LoadedProject) -> None:
        self._file_work.end()
        if self._document.state is left:
            self._show(path, loaded)
        else:
            # Something was changed after the question, while the project was read.
            self.leave(partial(self._show, path, loaded))

    def _show(self, path: Path, loaded: LoadedProject) -> None:
        self._document.open(loaded.data)
        self._settings.add_recent_file(path)
        self._settings.set_folder(Folder.PROJECTS, path.parent)
        self.tell_about(loaded)

    def _on_failed(self, error: BaseException, topic: Topic) -> None:
        self._file_work.end()
        self._messages.report(error, topic)

    @Slot()
    def _forget_messages(self) -> None:
        self._seen = self._told = None
        self._messages.withdraw(*OF_THE_DOCUMENT)

    def tell_about(self, loaded: LoadedProject) -> None:
        """Tells what of a project that was read is not as it was."""
        for note in loaded.notes:
            self._messages.inform(note)
        if loaded.missing:
            names = ", ".join(missing.name for missing in loaded.missing)
            self._messages.warn(
                self.tr("These pictures are no longer where they were: {names}. Add them again.").format(names=names),
                topic=Topic.DOCUMENT,
            )

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

    def save_to(self, path: Path, over: str | None = None) -> bool:
        """Saves the project as it is now; says that it is being saved.

        Where that is the document's own file, only what the document knows of it is replaced.

        Args:
            path: where.
            over: the digest of another program's file that may be replaced, too.
        """
        data = self._document.data()
        known = _known(data.file_digest, over) if self._is_own(path) else None
        self._saving += 1
        self._file_work.begin(self.tr("Saving {name}…").format(name=path.name))
        self._background.run(
            partial(self._write, path, data, known),
            partial(self._on_saved, path, data),
            partial(self._on_save_failed, path),
        )
        return True

    def _is_own(self, path: Path) -> bool:
        file = self._document.file
        if file is None or file == path:
            return file is not None
        try:
            return path.samefile(file)
        except OSError:  # one of them is not there
            return False

    def _write(self, path: Path, data: DocumentData, known: set[str] | None) -> SavedProject:
        """Comes in the other thread, in the order in which it was asked for."""
        replaceable = None if known is None else known | _known(self._written.get(path))
        saved = save_project(path, data, known=replaceable)
        self._written[path] = saved.digest
        return saved

    def _on_saved(self, path: Path, data: DocumentData, saved: SavedProject) -> None:
        self._saving -= 1
        self._file_work.end()
        self._messages.withdraw(Topic.PROJECT_FILE)
        self._told = None
        if saved.left_out:
            self._messages.warn(
                self.tr(
                    "The project has no room for {count} of the oldest versions, since it holds at most "
                    "1,000 megapixels of pictures: they stay here until it is closed."
                ).format(count=saved.left_out),
                topic=Topic.DOCUMENT,
            )
        self._document.mark_saved(path, data, saved.digest)
        self._settings.add_recent_file(path)
        self._settings.set_folder(Folder.PROJECTS, path.parent)
        if self._afterwards is not None and not self._saving:
            then, self._afterwards = self._afterwards, None
            # Asked again, since editing went on meanwhile.
            self.leave(then)

    def _on_save_failed(self, path: Path, error: BaseException) -> None:
        self._saving -= 1
        if isinstance(error, ProjectChangedError):
            self._file_work.end()
            # Whoever saved twice is asked once.
            if not self._settling:
                self._settle(path, error.digest)
        else:
            self._afterwards = None
            self._on_failed(error, Topic.PROJECT_FILE)

    def _settle(self, path: Path, digest: str) -> FileChoice:
        """Asks what is done with a file that another program has changed; it may change again until that is answered.

        What was to come after the saving comes where the answer saves, and otherwise not at all.

        Returns:
            The answer.
        """
        self._settling = True
        try:
            choice = self._asker.changed_project(path.name)
        finally:
            self._settling = False
        if choice is FileChoice.OVERWRITE:
            self.save_to(path, digest)
        elif choice is not FileChoice.SAVE_AS or not self.save_as():
            self._afterwards = None
            if choice is FileChoice.OPEN:
                self._load(path)
        return choice

    # Other programs

    @Slot(Qt.ApplicationState)
    def _on_application_state(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self.look_at_file()

    def look_at_file(self) -> None:
        """Looks whether the project's file is as it was, and tells where it is not."""
        file = self._document.file
        if file is None or self._document.file_digest is None or self._saving or self._looking:
            return
        self._looking = True
        self._background.run(partial(look_at, file, self._seen), self._on_seen, self._on_not_seen)

    def _on_seen(self, seen: SeenFile) -> None:
        self._looking = False
        if self._saving or seen.path != self._document.file:
            return
        self._seen = seen
        known = self._document.file_digest
        if seen.digest == known:
            self._told = None
            self._document.set_file_lost(False)
            self._messages.withdraw(Topic.PROJECT_FILE)
            return
        # What was only read here is nobody's work here; what was saved here is in no file any more.
        self._document.set_file_lost(seen.digest is None or self._written.get(seen.path) == known)
        if self._told is None or self._told.digest != seen.digest:
            self._told = seen
            self._messages.withdraw(Topic.PROJECT_FILE)
            self._tell_of_change(seen)

    def _on_not_seen(self, error: BaseException) -> None:
        """A drive that does not answer tells nothing of the file; whoever saves to it hears of it."""
        self._looking = False
        if not isinstance(error, OSError):
            self._messages.report(error)

    def _tell_of_change(self, seen: SeenFile) -> None:
        actions: tuple[Action, ...]
        saving_as = Action(SAVE_AS, self.tr("Save as…"))
        if seen.digest is None:
            text = self.tr("{name} is no longer where it was. Saving puts it there again.")
            actions = (Action(SAVE_AGAIN, self.tr("Save again"), seen), saving_as)
        else:
            text = self.tr("{name} was changed on the disk since it was opened or saved here.")
            actions = (
                Action(OPEN_CHANGED, self.tr("Open the changed one"), seen),
                saving_as,
                Action(OVERWRITE_CHANGED, self.tr("Overwrite"), seen),
            )
        self._messages.warn(text.format(name=seen.path.name), *actions, topic=Topic.PROJECT_FILE)

    @Slot(object)
    def follow(self, action: Action) -> None:
        """Does what a message about the project's file offers."""
        seen = action.argument
        if action.name == SAVE_AS:
            self.save_as()
        elif not isinstance(seen, SeenFile) or seen.path != self._document.file:
            return
        elif action.name == OPEN_CHANGED and seen.digest is not None:
            if not self._has_work:
                self._load(seen.path)
            elif self._settle(seen.path, seen.digest) is FileChoice.CANCEL:
                # The message went when it was followed, and the file is still another one.
                self._messages.withdraw(Topic.PROJECT_FILE)
                self._tell_of_change(seen)
        elif action.name in (OVERWRITE_CHANGED, SAVE_AGAIN):
            self.save_to(seen.path, seen.digest)


def _known(*digests: str | None) -> set[str]:
    return {digest for digest in digests if digest is not None}
