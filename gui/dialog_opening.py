"""Opens the dialogs and does what was chosen in them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtWidgets import QApplication

from engine.errors import PentimentoError
from engine.images import read_picture
from engine.packs.registry import default_registry
from engine.system.folders import log_folder
from gui.dialogs.about import AboutDialog
from gui.dialogs.batch import BatchDialog
from gui.dialogs.export import ExportDialog
from gui.dialogs.framing import FramingDialog
from gui.dialogs.guide import GuideDialog, find_guide
from gui.dialogs.packs import PacksDialog
from gui.dialogs.preferences import PreferencesDialog
from gui.dialogs.shortcuts import ShortcutSheet
from gui.dialogs.textures import TexturesDialog
from gui.document.pictures import preview_side
from gui.messages import Topic
from gui.modal import accepted
from gui.qt_images import thumbnail, to_qimage
from gui.sample_names import sample_title
from gui.settings import ExportChoices, Folder, save_options
from gui.theme import apply_theme
from resources.samples import sample_styles

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from gui.document.document import Document
    from gui.main_window import MainWindow
    from gui.messages import Messages
    from gui.opening import Opening
    from gui.settings import Settings
    from gui.stopping import Stopping
    from gui.work.background import Background
    from gui.work.batches import Batches
    from gui.work.exports import Exports
    from gui.work.textures import Textures

BUNDLED_SIDE = 128


class Dialogs(QObject):
    """Connects the window's actions and panels to dialogs.

    Args:
        window: whose.
        document: what they show and change.
        opening: takes what is chosen.
        exports, batches, textures: what they enqueue.
        stopping: stops that.
        background: reads.
        messages: where errors go.
        settings: the user's.
    """

    def __init__(
        self,
        window: MainWindow,
        document: Document,
        *,
        opening: Opening,
        exports: Exports,
        batches: Batches,
        textures: Textures,
        stopping: Stopping,
        background: Background,
        messages: Messages,
        settings: Settings,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._document = document
        self._opening = opening
        self._exports = exports
        self._batches = batches
        self._textures = textures
        self._stopping = stopping
        self._background = background
        self._messages = messages
        self._settings = settings
        self._guide: GuideDialog | None = None
        self._batch_dialog: BatchDialog | None = None
        self._textures_dialog: TexturesDialog | None = None
        act = window.actions_by_name
        for name, slot in (
            ("export", self.export),
            ("batch", self.batch),
            ("textures", self.textures),
            ("preferences", self.preferences),
            ("shortcuts", self.shortcuts),
            ("packs", self.packs),
            ("about", self.about),
            ("guide", self.guide),
            ("frame_photo", self.frame_photo),
            ("log_folder", self.open_log_folder),
        ):
            act[name].triggered.connect(slot)
        window.inspector.export_requested.connect(self.export)
        window.shelf.frame_requested.connect(self.frame_style)
        window.shelf.bundled_requested.connect(self.add_bundled)
        self._recent, bundled = window.menus["recent"], window.menus["bundled"]
        self._recent.setTitle(self.tr("Open &recent"))
        self._recent.setToolTipsVisible(True)
        self._recent.aboutToShow.connect(self._fill_recent)
        bundled.setTitle(self.tr("&Bundled styles"))
        self._bundled = sample_styles()
        for name in self._bundled:
            bundled.addAction(sample_title(name), partial(self.add_bundled, name))
        window.drawing.run(partial(_small_pictures, self._bundled), self._show_bundled, self._messages.report)
        self._show_packs()

    @Slot()
    def export(self) -> None:
        """Asks how to save the picture at full size, and enqueues that."""
        photo = self._document.state.photo
        whole = None if photo is None else self._document.pictures.get(photo.picture_hash)
        try:
            can_export = self._document.jobs.export_maker() is not None
            target = self._exports.suggested_target()
        except PentimentoError as error:
            self._messages.report(error, Topic.ATTEMPT)
            return
        if photo is None or whole is None or not can_export:
            self._messages.inform(self.tr("Open a photo and add a style first: then there is a picture to export."))
            return
        settings = self._settings
        dialog = ExportDialog(
            self._window,
            photo.path,
            target,
            photo.framing.size_of(whole.width, whole.height),
            whole.bits == 16,
            options=save_options(settings.export_choices),
            same_look=settings.export_choices.same_look,
            pending=self._exports.targets,
            own_colours=settings.export_choices.own_colours,
            preview_size=preview_side(self._document.state, (whole.width, whole.height)),
        )
        if accepted(dialog):
            chosen, options = dialog.values(), dialog.values().options
            self._exports.add(
                chosen.target, options, chosen.size, same_look=chosen.same_look, own_colours=chosen.own_colours
            )
            settings.set_folder(Folder.EXPORTS, chosen.target.parent)
            settings.export_choices = ExportChoices(
                chosen.target.suffix,
                options.quality,
                dialog.depth(),
                options.strip_metadata,
                options.keep_location,
                chosen.same_look,
                # Where there is nothing to choose, what was chosen before stays.
                settings.export_choices.own_colours if photo.path is None else chosen.own_colours,
            )

    @Slot()
    def batch(self) -> None:
        """Many photos with the present look: a dialog beside the window."""
        if self._batch_dialog is None:
            self._batch_dialog = BatchDialog(
                self._document,
                self._batches,
                self._stopping,
                self._settings,
                self._background,
                parent=self._window,
            )
        self._batch_dialog.show()
        self._batch_dialog.raise_()
        self._batch_dialog.activateWindow()

    @Slot()
    def textures(self) -> None:
        """Pictures without a photo, in the styles on the shelf: a dialog beside the window."""
        if self._textures_dialog is None:
            self._textures_dialog = TexturesDialog(
                self._document,
                self._textures,
                self._exports,
                self._stopping,
                self._settings,
                parent=self._window,
            )
        self._textures_dialog.show()
        self._textures_dialog.raise_()
        self._textures_dialog.activateWindow()

    @Slot()
    def frame_photo(self) -> None:
        """Crops and turns the photo."""
        photo = self._document.state.photo
        whole = None if photo is None else self._document.pictures.get(photo.picture_hash)
        if photo is None or whole is None:
            self._messages.inform(self.tr("Open a photo first: then there is something to crop."))
            return
        dialog = FramingDialog(to_qimage(whole.pixels, whole.alpha), photo.framing, self.tr("Crop and turn the photo"))
        if accepted(dialog):
            self._document.set_framing_of_photo(dialog.framing())

    @Slot(str)
    def frame_style(self, key: str) -> None:
        """Crops and turns a style."""
        style = self._document.state.style(key)
        whole = self._document.pictures.get(style.picture_hash)
        if whole is None:
            return
        title = self.tr("Crop and turn {name}").format(name=style.title)
        dialog = FramingDialog(to_qimage(whole.pixels, whole.alpha), style.framing, title)
        if accepted(dialog):
            self._document.styles.set_framing(key, dialog.framing())

    @Slot(str)
    def add_bundled(self, name: str) -> None:
        """Puts a bundled style on the shelf."""
        self._opening.add_bundled(sample_title(name), self._bundled[name])

    @Slot()
    def preferences(self) -> None:
        """Theme, language, how new pictures are painted, and what else is remembered."""
        settings = self._settings
        dialog = PreferencesDialog(
            settings, self._window, quality=settings.quality, devices=("auto", "cpu", *self._window.devices)
        )
        if accepted(dialog):
            settings.quality = dialog.quality()
            app = QApplication.instance()
            assert isinstance(app, QApplication)
            apply_theme(app, settings.theme)

    @Slot()
    def packs(self) -> None:
        """The model packs."""
        dialog = PacksDialog(default_registry(), self._window, default=self._settings.quality.pack)
        dialog.packs_changed.connect(self._show_packs)
        dialog.default_chosen.connect(self._use_pack)
        dialog.failed.connect(self._messages.report)
        accepted(dialog)

    @Slot()
    def shortcuts(self) -> None:
        """All keys."""
        others = {
            self.tr("Canvas"): (
                (self.tr("See the photo, while it is held"), "B"),
                (self.tr("Move the divider"), self.tr("Alt+← →")),
                (self.tr("Move the picture"), "← → ↑ ↓"),
                (self.tr("Zoom in and out"), "+ −"),
                (self.tr("Drag the result to another program"), self.tr("Ctrl+drag")),
            ),
            self.tr("Painting a region"): (
                (self.tr("Smaller or larger brush"), "[ ]"),
                (self.tr("Erase or paint"), "X"),
                (self.tr("The other of both, while it is held"), self.tr("Alt")),
                (self.tr("Show or hide the region"), "O"),
                (self.tr("Move the picture, while it is held"), self.tr("Space")),
                (self.tr("Move a region"), self.tr("Alt+↑ ↓")),
                (self.tr("End painting"), "Esc"),
            ),
            self.tr("Mixing pad"): (
                (self.tr("Move the point"), "← → ↑ ↓"),
                (self.tr("All styles alike"), self.tr("Home")),
            ),
            self.tr("Versions"): (
                (self.tr("Return to a version"), self.tr("Enter")),
                (self.tr("Mark two to compare them"), self.tr("Space")),
                (self.tr("Rename"), "F2"),
                (self.tr("Delete"), self.tr("Del")),
            ),
        }
        accepted(ShortcutSheet(self._window.actions_by_name.values(), self._window, others))

    @Slot()
    def guide(self) -> None:
        """The user guide, beside the window."""
        found = find_guide()
        if found is None:
            self._messages.inform(
                self.tr("The user guide should be in the folder docs, and it is not there: install Pentimento anew.")
            )
            return
        if self._guide is None:
            self._guide = GuideDialog(found, self._window)
        self._guide.show()
        self._guide.raise_()
        self._guide.activateWindow()

    @Slot()
    def about(self) -> None:
        """What this is, and whose."""
        accepted(AboutDialog(default_registry(), self._window))

    @Slot()
    def open_log_folder(self) -> None:
        """Shows the folder of the log in the system's file manager."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_folder())))

    @Slot(str)
    def _use_pack(self, name: str) -> None:
        """Paints with a pack from now on, new pictures too."""
        settings = self._settings
        settings.quality = replace(settings.quality, pack=name)
        self._document.change_quality(pack=name)
        self._show_packs()

    @Slot()
    def _show_packs(self) -> None:
        registry = default_registry()
        try:
            current = self._document.state.quality.pack or registry.default_name()
        except PentimentoError as error:
            self._messages.report(error, Topic.PREVIEW)
            current = ""
        self._window.inspector.set_packs(registry.names(), current)

    @Slot()
    def _fill_recent(self) -> None:
        self._recent.clear()
        for path in self._settings.recent_files:
            self._recent.addAction(path.name.replace("&", "&&"), partial(self._open_recent, path)).setToolTip(str(path))
        if self._recent.isEmpty():
            # A menu that is disabled itself would never be asked again.
            self._recent.addAction(self.tr("Nothing yet")).setEnabled(False)
        else:
            self._recent.addSeparator()
            self._recent.addAction(self.tr("Clear the list"), self._settings.clear_recent_files)

    def _open_recent(self, path: Path) -> None:
        if path.exists():
            self._opening.open_photo(path)
        else:
            self._settings.remove_recent_file(path)
            text = self.tr("{name} is no longer where it was.").format(name=path.name)
            self._messages.warn(text, topic=Topic.ATTEMPT)

    @Slot(object)
    def _show_bundled(self, images: dict[str, QImage]) -> None:
        self._window.shelf.set_bundled(images)


def _small_pictures(paths: Mapping[str, Path]) -> dict[str, QImage]:
    return {name: thumbnail(read_picture(path), BUNDLED_SIDE) for name, path in paths.items()}
