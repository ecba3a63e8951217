"""What goes in and out: photos, styles, projects, clipboard, drops and exports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, QStandardPaths, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from engine.errors import PentimentoError
from engine.images import read_picture, read_recipe
from engine.recipes import recipe_from_json
from gui.exporting import Exported, default_target, export
from gui.messages import Action
from gui.project_file import SUFFIX, load_project, save_project
from gui.qt_images import from_qimage, to_qimage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.images import Picture, SaveOptions
    from engine.job import Progress, Result
    from gui.document import Document
    from gui.live import LivePreview
    from gui.messages import Messages
    from gui.settings import Settings
    from gui.worker import StyliseThread

PICTURE_SUFFIXES = ("jpg", "jpeg", "png", "tif", "tiff", "webp", "avif", "heic", "bmp", "gif")

SHOW_FOLDER = "show-folder"
APPLY_RECIPE = "apply-recipe"

Dropped = Path | QImage


class Files(QObject):
    """Reads and writes for a window; every failure is a message, and nothing is lost by it.

    Args:
        document: what is filled and saved.
        live: knows the present result.
        thread: exports.
        messages: where errors go.
        settings: remember folders and recent files.
        window: the parent of dialogs.

    Signals:
        exporting(progress): a sign of life from an export; None when none is left.
    """

    exporting = Signal(object)

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
        self._thread = thread
        self._messages = messages
        self._settings = settings
        self._window = window
        self._exports: set[int] = set()
        thread.progressed.connect(self._on_progressed)
        thread.succeeded.connect(self._on_succeeded)
        thread.failed.connect(self._on_failed)
        thread.cancelled.connect(self._on_cancelled)

    # Photos and styles

    @Slot()
    def browse_photo(self) -> None:
        """Asks for a photo and opens it."""
        paths = self._ask_pictures(self.tr("Open a photo"), several=False)
        if paths:
            self.open_photo(paths[0])

    @Slot()
    def browse_styles(self) -> None:
        """Asks for style pictures and adds them."""
        self.add_styles(self._ask_pictures(self.tr("Add styles"), several=True))

    @Slot(object)
    def open_photo(self, dropped: Dropped | Sequence[Dropped]) -> None:
        """Takes a file, a pasted picture or the first of several as the photo; a project is opened as one."""
        first = dropped if isinstance(dropped, Path | QImage) else next(iter(dropped), None)
        if isinstance(first, Path) and first.suffix == SUFFIX:
            self.open_project(first)
        elif first is not None:
            read = self._read(first)
            if read is not None:
                picture, path = read
                self._document.set_photo(picture, path)
                self._offer_recipe(path)

    def add_styles(self, dropped: Dropped | Sequence[Dropped], at: int | None = None) -> None:
        """Puts files or pasted pictures on the shelf."""
        every = [dropped] if isinstance(dropped, Path | QImage) else list(dropped)
        read = [found for found in map(self._read, every) if found is not None]
        self._document.add_styles(read, at)

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
        if result is not None:
            QGuiApplication.clipboard().setImage(to_qimage(result.picture.pixels, result.picture.alpha))

    def result_mime(self) -> QMimeData | None:
        """The present result for another program; None if there is none."""
        result = self._live.latest
        if result is None:
            return None
        data = QMimeData()
        data.setImageData(to_qimage(result.picture.pixels, result.picture.alpha))
        return data

    # Projects

    @Slot()
    def browse_project(self) -> None:
        """Asks for a project and opens it."""
        name, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Open a project"), str(self._folder()), self._project_filter()
        )
        if name:
            self.open_project(Path(name))

    def open_project(self, path: Path) -> bool:
        """Opens a project in the place of the document, which may be saved first; says whether it did."""
        if not self.may_leave():
            return False
        try:
            loaded = load_project(path)
        except (PentimentoError, OSError) as error:
            self._messages.report(error)
            return False
        self._document.open(loaded.data)
        self._settings.add_recent_file(path)
        for note in loaded.notes:
            self._messages.inform(note)
        if loaded.missing:
            names = ", ".join(missing.name for missing in loaded.missing)
            self._messages.warn(
                self.tr("These pictures are no longer where they were: {names}. Add them again.").format(names=names)
            )
        return True

    @Slot()
    def save(self) -> bool:
        """Saves the project where it is, or asks where; says whether it did."""
        return self._save_to(self._document.file) if self._document.file else self.save_as()

    @Slot()
    def save_as(self) -> bool:
        """Asks where and saves the project there; says whether it did."""
        photo = self._document.state.photo
        stem = Path(photo.name).stem if photo else self.tr("untitled")
        name, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Save the project"), str(self._folder() / f"{stem}{SUFFIX}"), self._project_filter()
        )
        return bool(name) and self._save_to(Path(name).with_suffix(SUFFIX))

    def may_leave(self) -> bool:
        """Asks about unsaved changes, if there are any; says whether the document may be closed."""
        if not self._document.modified or self._document.state.photo is None:
            return True
        buttons = QMessageBox.StandardButton
        answer = QMessageBox.question(
            self._window,
            self.tr("Unsaved changes"),
            self.tr("Save the changes to this picture as a project?"),
            buttons.Save | buttons.Discard | buttons.Cancel,
            buttons.Save,
        )
        if answer == buttons.Save:
            return self.save()
        return answer == buttons.Discard

    # Exports

    def suggested_target(self) -> Path:
        """A new name beside the photo for the exported picture."""
        state = self._document.state
        path = state.photo.path if state.photo else None
        return default_target(path, [style.name for style in state.styles if style.enabled])

    def export(self, target: Path, options: SaveOptions, size: int | None) -> None:
        """Paints the picture at a size and saves it, while editing goes on."""
        try:
            job = self._document.export_job(size, options.bits or 8)
        except PentimentoError as error:
            self._messages.report(error)
            return
        if job is None:
            self._messages.inform(self.tr("Open a photo and add a style first: then there is a picture to export."))
            return
        state = self._document.state
        entries = (state.photo, *state.styles)
        sources = [entry.path for entry in entries if entry is not None and entry.path is not None]
        self._exports.add(self._thread.enqueue(export(job, target, options, sources=sources)))

    def cancel_exports(self) -> None:
        """Gives up all exports; no file is left of them."""
        for number in self._exports:
            self._thread.cancel(number)

    @property
    def busy(self) -> bool:
        """Whether anything is being exported."""
        return bool(self._exports)

    @Slot(object)
    def follow(self, action: Action) -> None:
        """Does what a message of this room offers."""
        if action.name == SHOW_FOLDER and isinstance(action.argument, Path):
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(action.argument.parent)))
        elif action.name == APPLY_RECIPE and isinstance(action.argument, Path):
            self._apply_recipe(action.argument)

    # Within

    def _read(self, dropped: Dropped) -> tuple[Picture, Path | None] | None:
        try:
            if isinstance(dropped, QImage):
                return from_qimage(dropped), None
            picture = read_picture(dropped)
        except (PentimentoError, OSError) as error:
            self._messages.report(error)
            return None
        for note in picture.notes:
            self._messages.inform(note)
        self._settings.set_folder("open", dropped.parent)
        return picture, dropped

    def _offer_recipe(self, path: Path | None) -> None:
        if path is None or read_recipe(path) is None:
            return
        self._messages.inform(
            self.tr("{name} was painted with Pentimento and carries its recipe.").format(name=path.name),
            Action(APPLY_RECIPE, self.tr("Use the recipe"), path),
        )

    def _apply_recipe(self, path: Path) -> None:
        text = read_recipe(path)
        if text is None:
            return
        try:
            missing = self._document.apply_recipe(recipe_from_json(text, path.name))
        except PentimentoError as error:
            self._messages.report(error)
            return
        if missing:
            names = ", ".join(style.name for style in missing)
            self._messages.warn(self.tr("The recipe needs styles that are not here: {names}.").format(names=names))

    def _clipboard(self) -> list[Dropped]:
        data = QGuiApplication.clipboard().mimeData()
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if paths:
            return list(paths)
        image = QGuiApplication.clipboard().image()
        if image.isNull():
            self._messages.inform(self.tr("There is no picture on the clipboard: copy one first."))
            return []
        return [image]

    def _ask_pictures(self, title: str, *, several: bool) -> list[Path]:
        suffixes = " ".join(f"*.{suffix}" for suffix in PICTURE_SUFFIXES)
        wanted = self.tr("Pictures ({suffixes})").format(suffixes=suffixes)
        if several:
            names, _ = QFileDialog.getOpenFileNames(self._window, title, str(self._folder()), wanted)
            return [Path(name) for name in names]
        name, _ = QFileDialog.getOpenFileName(self._window, title, str(self._folder()), wanted)
        return [Path(name)] if name else []

    def _folder(self) -> Path:
        pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        return self._settings.folder("open") or Path(pictures or Path.home())

    def _project_filter(self) -> str:
        return self.tr("Pentimento projects (*{suffix})").format(suffix=SUFFIX)

    def _save_to(self, path: Path) -> bool:
        data = self._document.data()
        try:
            save_project(path, data)
        except (PentimentoError, OSError) as error:
            self._messages.report(error)
            return False
        self._document.mark_saved(path, data)
        self._settings.add_recent_file(path)
        return True

    @Slot(int, object)
    def _on_progressed(self, number: int, progress: Progress) -> None:
        if number in self._exports:
            self.exporting.emit(progress)

    @Slot(int, object)
    def _on_succeeded(self, number: int, result: Result) -> None:
        if number in self._exports and isinstance(result, Exported):
            text = self.tr("Saved {name}, {width} × {height}.").format(
                name=result.saved.name, width=result.picture.width, height=result.picture.height
            )
            self._messages.inform(text, Action(SHOW_FOLDER, self.tr("Show in folder"), result.saved))
            self._end(number)

    @Slot(int, object)
    def _on_failed(self, number: int, error: BaseException) -> None:
        if number in self._exports:
            self._messages.report(error)
            self._end(number)

    @Slot(int)
    def _on_cancelled(self, number: int) -> None:
        if number in self._exports:
            self._messages.inform(self.tr("The export was stopped; no file was left."))
            self._end(number)

    def _end(self, number: int) -> None:
        self._exports.discard(number)
        if not self._exports:
            self.exporting.emit(None)
