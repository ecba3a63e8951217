"""What comes into the window: photos and styles from anywhere; projects and recipes among them are opened as such."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from engine.errors import PentimentoError
from gui.messages import Action, Topic
from gui.recipes import APPLY_RECIPE
from gui.settings import Folder
from gui.storage.file_kinds import FileKind, by_kind
from gui.work.background import Background
from gui.work.loading import Dropped, Loaded, RawPreview, load_picture, preview_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.images import Picture
    from gui.asking import Asker
    from gui.document.document import Document
    from gui.file_work import FileWork
    from gui.messages import Messages
    from gui.projects import Projects
    from gui.recipes import Recipes
    from gui.settings import Settings


class Opening(QObject):
    """Reads pictures off the window's thread; every failure is a message, and nothing is lost by it.

    Args:
        document: takes them.
        background: reads.
        asker: asks the user for files.
        projects, recipes: open what is no picture.
        file_work: learns what is being read.
        messages: where errors go.
        settings: remember folders and recent files.
        parent: the Qt parent.

    Signals:
        photo_opened(): the photo that was asked for is there.
        photo_previewed(preview): what a raw photo shows of itself while it is developed; None: nothing any more.
    """

    photo_opened = Signal()
    photo_previewed = Signal(object)

    def __init__(
        self,
        document: Document,
        background: Background,
        asker: Asker,
        *,
        projects: Projects,
        recipes: Recipes,
        file_work: FileWork,
        messages: Messages,
        settings: Settings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._background = background
        self._asker = asker
        self._projects = projects
        self._recipes = recipes
        self._file_work = file_work
        self._messages = messages
        self._settings = settings
        # Raw photos have a thread of their own, so that what is opened meanwhile need not wait.
        self._developing = Background(self)
        self._wanted_photo = 0

    def close(self) -> None:
        """Waits for what is being developed; to be called before the end."""
        self._wanted_photo += 1
        self._developing.close()

    @Slot()
    def browse_photo(self) -> None:
        """Asks for a photo and opens it."""
        path = self._asker.photo()
        if path is not None:
            self.open_photo(path)

    @Slot()
    def browse_styles(self) -> None:
        """Asks for style pictures and adds them."""
        self.add_styles(self._asker.styles())

    @Slot(object)
    def open_photo(self, dropped: Dropped | Sequence[Dropped]) -> None:
        """Takes a file, a pasted picture or the first of several as the photo; projects and recipes are opened as such.

        It is there once it is read. Where another one is asked for meanwhile, only the last is taken.
        """
        first = next(iter(_several(dropped)), None)
        if first is None:
            return
        if self._open_otherwise([first]):
            return
        self._wanted_photo += 1
        self._read_photo(first, self._wanted_photo)

    def add_styles(self, dropped: Dropped | Sequence[Dropped], at: int | None = None) -> None:
        """Puts files or pasted pictures on the shelf as soon as they are read; projects and recipes are opened as such.

        Args:
            dropped: what they come as.
            at: the place of the first; None: below the others.
        """
        every = _several(dropped)
        if every and not self._open_otherwise(every):
            loading = _Styles(self._document, self._messages, len(every), at)
            for source in every:
                self._read(source, loading.take, loading.pass_over)

    def add_bundled(self, name: str, path: Path) -> None:
        """Puts a style that comes with the program on the shelf, under its name and without its file."""
        loading = _Styles(self._document, self._messages, 1, None)
        self._read(path, loading.take, loading.pass_over, name=name)

    @Slot(str)
    def browse_replacement(self, key: str) -> None:
        """Asks for a picture and puts it in the place of a style's."""
        path = self._asker.style()
        if path is not None:
            self._read(path, partial(self._replace_style, key))

    def _open_otherwise(self, sources: Sequence[Dropped]) -> bool:
        """Opens the first project, or else the first recipe, and says whether there was one."""
        found = by_kind(source for source in sources if isinstance(source, Path))
        projects, recipes = found[FileKind.PROJECT], found[FileKind.RECIPE]
        if projects:
            self.open_project(projects[0])
        elif recipes:
            self._recipes.open(recipes[0])
        return bool(projects or recipes)

    def open_project(self, path: Path) -> None:
        """Opens a project in the place of the document, which may be saved first."""
        # A photo that is still being read would end up in the project.
        self._wanted_photo += 1
        self.photo_previewed.emit(None)
        self._projects.open(path)

    # Within

    def _read_photo(self, source: Dropped, number: int) -> None:
        """Reads a photo; of a raw one what it shows of itself, and then it is developed."""
        load = self._loading(source)
        asked = _AskedPhoto(number, self.tr("Opening {name}…").format(name=self._shown(source)), load)
        self._file_work.begin(asked.doing)
        # Methods and no functions within this one: those would know each other, and so keep the window alive.
        self._background.run(
            lambda: preview_of(source) or load(), partial(self._take_read, asked), partial(self._give_up_photo, asked)
        )

    def _take_read(self, asked: _AskedPhoto, outcome: Loaded | RawPreview | None) -> None:
        if isinstance(outcome, RawPreview) and asked.number == self._wanted_photo:
            self.photo_previewed.emit(outcome.picture)
            self._developing.run(
                partial(self._develop, asked), partial(self._take_read, asked), partial(self._give_up_photo, asked)
            )
            return
        self._file_work.end(asked.doing)
        if isinstance(outcome, Loaded):
            self._take_photo(asked.number, outcome)
            self._note(outcome, Folder.PHOTOS)

    def _develop(self, asked: _AskedPhoto) -> Loaded | None:
        """Called in the developing thread; None: another photo was asked for meanwhile."""
        return asked.load() if asked.number == self._wanted_photo else None

    def _give_up_photo(self, asked: _AskedPhoto, error: BaseException) -> None:
        if asked.number == self._wanted_photo:
            self.photo_previewed.emit(None)
        self._on_failed(error, asked.doing)

    def _loading(self, source: Dropped, name: str | None = None) -> Callable[[], Loaded]:
        return partial(load_picture, source, self._document.pictures, self._document.state.quality.preview_size, name)

    def _shown(self, source: Dropped) -> str:
        return source.name if isinstance(source, Path) else self.tr("picture")

    def _read(
        self,
        source: Dropped,
        done: Callable[[Loaded], None],
        failed: Callable[[], None] | None = None,
        *,
        name: str | None = None,
    ) -> None:
        opening = self.tr("Opening {name}…").format(name=name or self._shown(source))
        self._file_work.begin(opening)

        def on_done(loaded: Loaded) -> None:
            self._file_work.end(opening)
            done(loaded)
            self._note(loaded, Folder.STYLES)

        def on_failed(error: BaseException) -> None:
            self._on_failed(error, opening)
            if failed is not None:
                failed()

        self._background.run(self._loading(source, name), on_done, on_failed)

    def _replace_style(self, key: str, loaded: Loaded) -> None:
        # The card may have gone while the picture was read.
        if any(style.key == key for style in self._document.state.styles):
            self._document.styles.replace_picture(key, loaded.picture, loaded.path)

    def _take_photo(self, number: int, loaded: Loaded) -> None:
        if number != self._wanted_photo:
            return
        self._document.set_photo(loaded.picture, loaded.path)
        self._messages.withdraw(Topic.ATTEMPT)
        self.photo_opened.emit()
        if loaded.path is not None:
            self._settings.add_recent_file(loaded.path)
            if loaded.has_recipe:
                self._messages.inform(
                    self.tr("{name} was painted with Pentimento and carries its recipe.").format(name=loaded.path.name),
                    Action(APPLY_RECIPE, self.tr("Use the recipe"), loaded.path),
                )

    def _note(self, loaded: Loaded, folder: Folder) -> None:
        for note in loaded.picture.notes:
            self._messages.inform(note)
        if loaded.path is not None:
            self._settings.set_folder(folder, loaded.path.parent)
            self._settings.add_picture_folder(loaded.path.parent)

    def _on_failed(self, error: BaseException, doing: str) -> None:
        self._file_work.end(doing)
        self._messages.report(error, Topic.ATTEMPT)


@dataclass(frozen=True)
class _AskedPhoto:
    """A photo that is being read.

    Attributes:
        number: which of all that were asked for; only the last is taken.
        doing: what the status line says meanwhile.
        load: reads it; of a raw photo, develops it.
    """

    number: int
    doing: str
    load: Callable[[], Loaded]


class _Styles:
    """Styles that were asked for together: they become one entry of the undo stack, in the order they were named."""

    def __init__(self, document: Document, messages: Messages, count: int, at: int | None) -> None:
        self._document = document
        self._messages = messages
        self._left = count
        self._at = at
        self._read: list[tuple[Picture, Path | None]] = []

    def take(self, loaded: Loaded) -> None:
        """One of them was read."""
        self._read.append((loaded.picture, loaded.path))
        self.pass_over()

    def pass_over(self) -> None:
        """One less to wait for."""
        self._left -= 1
        if self._left:
            return
        try:
            self._document.styles.add(self._read, self._at)
        except PentimentoError as error:
            self._messages.report(error, Topic.ATTEMPT)


def _several(dropped: Dropped | Sequence[Dropped]) -> list[Dropped]:
    return [dropped] if isinstance(dropped, Path | QImage) else list(dropped)
