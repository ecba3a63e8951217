"""What goes in and out of the window: pictures from anywhere, projects, the clipboard, drags and exports."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage

from engine.errors import PentimentoError
from engine.images import SaveOptions, save_picture
from engine.look.recipe_json import recipe_to_json
from gui.asking import Asker
from gui.messages import Action, Topic
from gui.projects import Projects
from gui.qt_images import to_qimage
from gui.recipes import APPLY_RECIPE, Recipes
from gui.settings import Folder
from gui.stopping import Stopping
from gui.storage.file_kinds import FileKind, by_kind
from gui.work.background import Background
from gui.work.batches import Batches
from gui.work.exporting import default_target, suggested_name
from gui.work.exports import SHOW_FOLDER, Exports
from gui.work.loading import Dropped, Loaded, RawPreview, load_picture, preview_of
from gui.work.textures import Textures

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from engine.images import Picture
    from engine.job import Result
    from gui.document.document import Document
    from gui.messages import Messages
    from gui.settings import Settings
    from gui.work.live import LivePreview
    from gui.work.worker import StyliseThread


class Files(QObject):
    """Reads and writes for a window, off its thread; every failure is a message, and nothing is lost by it.

    Args:
        document: what is filled and saved.
        live: knows the present result.
        thread: exports.
        messages: where errors go.
        settings: remember folders and recent files.
        window: the parent of dialogs.

    Attributes:
        asker: asks the user for files.
        background: the thread that reads and writes.
        developing: the thread that develops raw photos, so that what is opened meanwhile need not wait.
        projects, recipes, exports, batches, textures, stopping: the parts that have rooms of their own.

    Signals:
        doing(text): what is being read or written; empty when nothing is.
        busy_changed(busy): whether the engine has anything to do.
        devices_found(devices): the engine is there, and tells what this machine can paint on.
        photo_opened(): the photo that was asked for is there.
        photo_previewed(preview): what a raw photo shows of itself while it is developed; None: nothing any more.
    """

    doing = Signal(str)
    busy_changed = Signal(bool)
    devices_found = Signal(object)
    photo_opened = Signal()
    photo_previewed = Signal(object)

    def __init__(
        self,
        document: Document,
        live: LivePreview,
        thread: StyliseThread,
        *,
        messages: Messages,
        settings: Settings,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._document = document
        self._live = live
        self._messages = messages
        self._settings = settings
        self.asker = Asker(window, settings)
        self.background = Background(self)
        self.developing = Background(self)
        self.projects = Projects(
            document, self.background, self.asker, messages=messages, settings=settings, parent=self
        )
        self.recipes = Recipes(
            document, self.background, self.asker, messages=messages, settings=settings, window=window, parent=self
        )
        self.exports = Exports(document, thread, messages, self)
        self.batches = Batches(thread, messages, self)
        self.textures = Textures(document, thread, messages, self)
        self.stopping = Stopping(live, exports=self.exports, batches=self.batches, textures=self.textures, parent=self)
        self._doing: list[str] = []
        self._wanted_photo = 0
        self._dragged_out: tempfile.TemporaryDirectory[str] | None = None
        self._dragged_result: tuple[Result, Path] | None = None
        for part in (self.projects, self.recipes):
            part.begun.connect(self._begin)
            part.ended.connect(self._end)
        thread.busy_changed.connect(self.busy_changed)
        thread.ready.connect(self.devices_found)

    @property
    def busy(self) -> bool:
        """Whether anything is being exported, or many photos painted."""
        return self.exports.busy or self.batches.busy

    def close(self) -> None:
        """Waits for what is being read, and removes what was made for dragging; to be called before the end."""
        self._wanted_photo += 1
        self.background.close()
        self.developing.close()
        if self._dragged_out is not None:
            self._dragged_out.cleanup()
            self._dragged_out = None

    # Photos and styles

    @Slot()
    def browse_photo(self) -> None:
        """Asks for a photo and opens it."""
        path = self.asker.photo()
        if path is not None:
            self.open_photo(path)

    @Slot()
    def browse_styles(self) -> None:
        """Asks for style pictures and adds them."""
        self.add_styles(self.asker.styles())

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
        path = self.asker.style()
        if path is not None:
            self._read(path, partial(self._replace_style, key))

    def _open_otherwise(self, sources: Sequence[Dropped]) -> bool:
        """Opens the first project, or else the first recipe, and says whether there was one."""
        found = by_kind(source for source in sources if isinstance(source, Path))
        projects, recipes = found[FileKind.PROJECT], found[FileKind.RECIPE]
        if projects:
            self.open_project(projects[0])
        elif recipes:
            self.recipes.open(recipes[0])
        return bool(projects or recipes)

    def open_project(self, path: Path) -> None:
        """Opens a project in the place of the document, which may be saved first."""
        # A photo that is still being read would end up in the project.
        self._wanted_photo += 1
        self.photo_previewed.emit(None)
        self.projects.open(path)

    # The clipboard, and dragging out

    @Slot()
    def paste_photo(self) -> None:
        """Takes the clipboard's picture or file as the photo."""
        self.open_photo(self._clipboard())

    @Slot()
    def paste_style(self) -> None:
        """Takes the clipboard's pictures or files as styles."""
        self.add_styles(self._clipboard())

    @Slot()
    def copy_result(self) -> None:
        """Copies the present result."""
        result = self._live.latest
        if result is None:
            self._messages.inform(self.tr("There is no result to copy yet: open a photo and add a style first."))
            return
        QGuiApplication.clipboard().setImage(to_qimage(result.picture.pixels, result.picture.alpha))
        self._messages.inform(
            self.tr("Copied the result as it is shown, {width} × {height}. Export it for the full size.").format(
                width=result.picture.width, height=result.picture.height
            )
        )

    def result_mime(self) -> QMimeData | None:
        """The present result for another program, as pixels and as a file; None if there is none."""
        result = self._live.latest
        if result is None:
            return None
        data = QMimeData()
        data.setImageData(to_qimage(result.picture.pixels, result.picture.alpha))
        try:
            data.setUrls([QUrl.fromLocalFile(str(self._file_of(result)))])
        except (PentimentoError, OSError) as error:
            # Programs that take pixels can still have them.
            self._messages.report(error, Topic.ATTEMPT)
        return data

    # Exports

    def suggested_target(self) -> Path:
        """A name beside the photo for the exported picture; a file may be there already.

        Raises:
            PictureError: there is no folder that could be written to.
        """
        photo, styles = self._names()
        folder = self._settings.folder(Folder.EXPORTS)
        return default_target(photo, styles, self._settings.export_choices.suffix, folder)

    def export(
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
            same_look: whether it shall have the preview's look.
            own_colours: whether it shall be in the photo's own colour space.
        """
        try:
            self.exports.add(target, options, size, same_look=same_look, own_colours=own_colours)
        except PentimentoError as error:
            self._messages.report(error, Topic.ATTEMPT)

    @Slot(object)
    def follow(self, action: Action) -> None:
        """Does what a message of this room offers."""
        if action.name == SHOW_FOLDER and isinstance(action.argument, Path):
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(action.argument.parent)))
        elif action.name == APPLY_RECIPE and isinstance(action.argument, Path):
            self.recipes.open(action.argument)
        self.projects.follow(action)

    # Within

    def _read_photo(self, source: Dropped, number: int) -> None:
        """Reads a photo; of a raw one what it shows of itself, and then it is developed."""
        load = self._loading(source)
        asked = _AskedPhoto(number, self.tr("Opening {name}…").format(name=self._shown(source)), load)
        self._begin(asked.doing)
        # Methods and no functions within this one: those would know each other, and so keep the window alive.
        self.background.run(
            lambda: preview_of(source) or load(), partial(self._take_read, asked), partial(self._give_up_photo, asked)
        )

    def _take_read(self, asked: _AskedPhoto, outcome: Loaded | RawPreview | None) -> None:
        if isinstance(outcome, RawPreview) and asked.number == self._wanted_photo:
            self.photo_previewed.emit(outcome.picture)
            self.developing.run(
                partial(self._develop, asked), partial(self._take_read, asked), partial(self._give_up_photo, asked)
            )
            return
        self._end(asked.doing)
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
        self._begin(opening)

        def on_done(loaded: Loaded) -> None:
            self._end(opening)
            done(loaded)
            self._note(loaded, Folder.STYLES)

        def on_failed(error: BaseException) -> None:
            self._on_failed(error, opening)
            if failed is not None:
                failed()

        self.background.run(self._loading(source, name), on_done, on_failed)

    def _replace_style(self, key: str, loaded: Loaded) -> None:
        # The card may have gone while the picture was read.
        if any(style.key == key for style in self._document.state.styles):
            self._document.replace_style(key, loaded.picture, loaded.path)

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
        self._end(doing)
        self._messages.report(error, Topic.ATTEMPT)

    @Slot(str)
    def _begin(self, text: str) -> None:
        self._doing.append(text)
        self.doing.emit(self._doing[0])

    @Slot()
    def _end(self, text: str = "") -> None:
        # Without a text the oldest: most end in the order in which they were begun.
        self._doing.remove(text if text in self._doing else self._doing[0])
        self.doing.emit(self._doing[0] if self._doing else "")

    def _clipboard(self) -> list[Dropped]:
        data = QGuiApplication.clipboard().mimeData() or QMimeData()
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if paths:
            return list(paths)
        image = QGuiApplication.clipboard().image()
        if image.isNull():
            self._messages.inform(self.tr("There is no picture on the clipboard: copy one first."))
            return []
        return [image]

    def _names(self) -> tuple[Path, list[str]]:
        """The photo's file, or only what it is called where it has none; and what the styles are called."""
        state, path = self._document.state, Path()
        if state.photo is not None:
            path = state.photo.path or Path(Path(state.photo.name).name)
        return path, [style.title for style in state.styles if style.enabled]

    def _file_of(self, result: Result) -> Path:
        """A file with the result's pixels and its recipe, which stays until the program ends."""
        if self._dragged_result is not None and self._dragged_result[0] is result:
            return self._dragged_result[1]
        if self._dragged_out is None:
            self._dragged_out = tempfile.TemporaryDirectory(prefix="pentimento-", ignore_cleanup_errors=True)
        photo, styles = self._names()
        name = suggested_name(photo.stem, styles)
        target = Path(self._dragged_out.name) / f"{name}.png"
        file = save_picture(
            target, result.picture, SaveOptions(existing="unique"), recipe=recipe_to_json(result.recipe)
        )
        self._dragged_result = (result, file)
        return file


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
            self._document.add_styles(self._read, self._at)
        except PentimentoError as error:
            self._messages.report(error, Topic.ATTEMPT)


def _several(dropped: Dropped | Sequence[Dropped]) -> list[Dropped]:
    return [dropped] if isinstance(dropped, Path | QImage) else list(dropped)
