"""Opens the dialogs and does what was chosen in them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

from engine.errors import PentimentoError
from engine.images import read_picture
from engine.packs.registry import default_registry
from gui.dialogs.about import AboutDialog
from gui.dialogs.export import ExportDialog
from gui.dialogs.framing import FramingDialog
from gui.dialogs.packs import PacksDialog
from gui.dialogs.preferences import PreferencesDialog
from gui.dialogs.shortcuts import ShortcutSheet
from gui.log import log_folder
from gui.qt_images import thumbnail, to_qimage
from gui.recovery import discard
from gui.settings import ExportChoices
from gui.theme import apply_theme
from resources.samples import sample_styles

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gui.main_window import MainWindow
    from gui.recovery import LostWork, Recovery

GUIDE = "docs/guide.md"
BUNDLED_SIDE = 48


class Dialogs(QObject):
    """Connects the window's actions and panels to dialogs.

    Args:
        window: whose.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._document = window.document
        self._messages = window.messages
        act = window.actions_by_name
        for name, slot in (
            ("export", self.export),
            ("preferences", self.preferences),
            ("shortcuts", self.shortcuts),
            ("packs", self.packs),
            ("about", self.about),
            ("frame_photo", self.frame_photo),
            ("log_folder", self.open_log_folder),
        ):
            act[name].triggered.connect(slot)
        window.inspector.export_requested.connect(self.export)
        window.shelf.frame_requested.connect(self.frame_style)
        window.shelf.bundled_requested.connect(self.add_bundled)
        self._recent, bundled = window.menus["recent"], window.menus["bundled"]
        self._recent.setTitle(self.tr("Open &recent"))
        self._recent.aboutToShow.connect(self._fill_recent)
        bundled.setTitle(self.tr("&Bundled styles"))
        self._bundled = sample_styles()
        for name in self._bundled:
            bundled.addAction(name, partial(self.add_bundled, name))
        window.shelf.set_bundled({name: _small(path) for name, path in self._bundled.items()})
        self._show_packs()

    @Slot()
    def export(self) -> None:
        """Asks how to save the picture at full size, and enqueues that."""
        photo = self._document.state.photo
        whole = None if photo is None else self._document.pictures.get(photo.picture_hash)
        job = self._job()
        if photo is None or whole is None or job is None:
            self._messages.inform(self.tr("Open a photo and add a style first: then there is a picture to export."))
            return
        try:
            target = self._window.files.suggested_target()
        except PentimentoError as error:
            self._messages.report(error)
            return
        size = photo.framing.size_of(whole.width, whole.height)
        dialog = ExportDialog(self._window, photo.path, target, size, whole.bits == 16)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            chosen = dialog.values()
            self._window.files.export(chosen.target, chosen.options, chosen.size)
            options = chosen.options
            self._window.settings.export_choices = ExportChoices(
                chosen.target.suffix, options.quality, options.bits or 8, options.strip_metadata, options.keep_location
            )

    @Slot()
    def frame_photo(self) -> None:
        """Crops and turns the photo."""
        photo = self._document.state.photo
        whole = None if photo is None else self._document.pictures.get(photo.picture_hash)
        if photo is None or whole is None:
            self._messages.inform(self.tr("Open a photo first: then there is something to crop."))
            return
        dialog = FramingDialog(to_qimage(whole.pixels, whole.alpha), photo.framing, self.tr("Crop and turn the photo"))
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._document.set_framing_of_photo(dialog.framing())

    @Slot(str)
    def frame_style(self, key: str) -> None:
        """Crops and turns a style."""
        style = self._document.state.style(key)
        whole = self._document.pictures.get(style.picture_hash)
        if whole is None:
            return
        title = self.tr("Crop and turn {name}").format(name=style.name)
        dialog = FramingDialog(to_qimage(whole.pixels, whole.alpha), style.framing, title)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._document.set_framing_of_style(key, dialog.framing())

    @Slot(str)
    def add_bundled(self, name: str) -> None:
        """Puts a bundled style on the shelf."""
        try:
            picture = replace(read_picture(self._bundled[name]), name=name)
        except PentimentoError as error:
            self._messages.report(error)
            return
        self._document.add_styles([(picture, None)])

    @Slot()
    def preferences(self) -> None:
        """Theme, language and what else is remembered."""
        dialog = PreferencesDialog(self._window.settings, self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            app = QApplication.instance()
            assert isinstance(app, QApplication)
            apply_theme(app, self._window.settings.theme)

    @Slot()
    def packs(self) -> None:
        """The model packs."""
        dialog = PacksDialog(default_registry(), self._window)
        dialog.packs_changed.connect(self._show_packs)
        dialog.exec()

    @Slot()
    def shortcuts(self) -> None:
        """All keys."""
        ShortcutSheet(self._window.actions_by_name.values(), self._window).exec()

    @Slot()
    def about(self) -> None:
        """What this is, and whose."""
        AboutDialog(default_registry(), self._window).exec()

    @Slot()
    def open_log_folder(self) -> None:
        """Shows the folder of the log in the system's file manager."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_folder())))

    def offer_lost_work(self, found: Sequence[LostWork], recovery: Recovery) -> bool:
        """Asks whether to bring back what a copy that died left behind; says whether it was."""
        for older in found[1:]:
            older.let_go()
        if not found:
            return False
        buttons = QMessageBox.StandardButton
        moment = found[0].saved_at.astimezone().strftime("%c")
        answer = QMessageBox.question(
            self._window,
            self.tr("Unsaved work"),
            self.tr("Pentimento ended unexpectedly. Bring back the work of {moment}?").format(moment=moment),
            buttons.Yes | buttons.Discard | buttons.Cancel,
            buttons.Yes,
        )
        if answer == buttons.Discard:
            discard(found[0])
            return False
        if answer != buttons.Yes:
            found[0].let_go()
            return False
        try:
            loaded = recovery.restore(found[0])
        except PentimentoError as error:
            self._messages.report(error)
            return False
        for note in loaded.notes:
            self._messages.inform(note)
        return True

    @Slot()
    def _show_packs(self) -> None:
        registry = default_registry()
        try:
            current = self._document.state.quality.pack or registry.default_name()
        except PentimentoError as error:
            self._messages.report(error)
            current = ""
        self._window.inspector.set_packs(registry.names(), current)

    @Slot()
    def _fill_recent(self) -> None:
        self._recent.clear()
        for path in self._window.settings.recent_files:
            self._recent.addAction(path.name, partial(self._open_recent, path)).setToolTip(str(path))
        self._recent.setEnabled(bool(self._recent.actions()))

    def _open_recent(self, path: Path) -> None:
        if path.exists():
            self._window.files.open_photo(path)
        else:
            self._window.settings.remove_recent_file(path)
            self._messages.warn(self.tr("{name} is no longer where it was.").format(name=path.name))

    def _job(self) -> object:
        try:
            return self._document.preview_job()
        except PentimentoError as error:
            self._messages.report(error)
            return None


def _small(path: Path) -> QImage:
    return thumbnail(read_picture(path), BUNDLED_SIDE)
