"""The window: where everything stands, and how the parts are wired to each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QActionGroup, QImage
from PySide6.QtWidgets import QDockWidget, QMainWindow, QVBoxLayout, QWidget

from gui.actions import make_actions
from gui.canvas import Canvas, CompareMode
from gui.filmstrip import Filmstrip
from gui.inspector import Inspector
from gui.message_views import MessageBar
from gui.qt_images import thumbnail, to_qimage
from gui.shelf import Shelf
from gui.status import StatusLine

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QCloseEvent

    from engine.job import Result
    from gui.document import Document
    from gui.files import Files
    from gui.live import LivePreview
    from gui.messages import Messages
    from gui.settings import Settings

THUMBNAIL_SIDE = 160
LAYOUT_VERSION = 1
"""Raised when docks change so much that a remembered arrangement would not fit any more."""


class MainWindow(QMainWindow):
    """The workbench: styles to the left, the look to the right, levels and versions below, the picture in the middle.

    Args:
        document: what is shown.
        live: paints it.
        make_files: makes what reads and writes, with the window as the parent of its dialogs.
        messages: what is told to the user.
        settings: remember the arrangement.
        log_folder: where the log is, or None.

    Attributes:
        canvas, shelf, inspector, filmstrip, message_bar, status_line: the parts.
        actions_by_name, menus: all actions, and the menus that are filled elsewhere.

    Signals:
        closing(): the window is about to close, after unsaved changes were seen to.
    """

    closing = Signal()

    def __init__(
        self,
        document: Document,
        live: LivePreview,
        make_files: Callable[[MainWindow], Files],
        *,
        messages: Messages,
        settings: Settings,
        log_folder: Path | None = None,
    ) -> None:
        super().__init__()
        self.document = document
        self.live = live
        self.files = make_files(self)
        self.messages = messages
        self.settings = settings
        self.canvas = Canvas(self)
        self.shelf = Shelf(document, self._thumbnail, self)
        self.inspector = Inspector(document, self)
        self.filmstrip = Filmstrip(document, self)
        self.message_bar = MessageBar(log_folder, self)
        self.status_line = StatusLine(self)
        self._levels: dict[str, QImage] = {}
        self._arrange()
        self.actions_by_name, self.menus = make_actions(self)
        self._wire()
        self._show_photo()
        self._show_title()

    # Arrangement

    def _arrange(self) -> None:
        self.setObjectName("mainWindow")
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.message_bar)
        self.setCentralWidget(middle)
        self.setStatusBar(self.status_line)
        self.setDockNestingEnabled(True)
        left, right, bottom = (
            Qt.DockWidgetArea.LeftDockWidgetArea,
            Qt.DockWidgetArea.RightDockWidgetArea,
            Qt.DockWidgetArea.BottomDockWidgetArea,
        )
        self.docks = {
            "styles": self._dock("styles", self.tr("Styles"), self.shelf, left),
            "look": self._dock("look", self.tr("Look"), self.inspector, right),
            "filmstrip": self._dock("filmstrip", self.tr("Levels and versions"), self.filmstrip, bottom),
        }
        for corner in (Qt.Corner.BottomLeftCorner, Qt.Corner.BottomRightCorner):
            self.setCorner(corner, left if corner == Qt.Corner.BottomLeftCorner else right)
        self.resizeDocks([self.docks["styles"], self.docks["look"]], [260, 300], Qt.Orientation.Horizontal)
        self.resizeDocks([self.docks["filmstrip"]], [150], Qt.Orientation.Vertical)
        self.resize(1400, 900)
        self.restoreGeometry(self.settings.window_geometry)
        self.restoreState(self.settings.window_state, LAYOUT_VERSION)

    def _dock(self, name: str, title: str, content: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(name)
        dock.setWidget(content)
        self.addDockWidget(area, dock)
        return dock

    # Wiring

    def _wire(self) -> None:
        document, live, files, act = self.document, self.live, self.files, self.actions_by_name
        document.photo_changed.connect(self._show_photo)
        document.styles_changed.connect(self._show_style)
        document.modified_changed.connect(self._show_title)
        document.file_changed.connect(self._show_title)
        live.shown.connect(self._show_pixels)
        live.level_painted.connect(self._show_level)
        live.painted.connect(self._on_painted)
        live.began.connect(self.filmstrip.clear_levels)
        live.emptied.connect(self._on_emptied)
        live.progressed.connect(self.status_line.show_progress)
        files.exporting.connect(self.status_line.show_export)
        self.messages.message.connect(self.message_bar.show_message)
        self.message_bar.chosen.connect(files.follow)
        self.status_line.stop_wanted.connect(self.stop)
        self.canvas.photo_dropped.connect(files.open_photo)
        self.canvas.style_dropped.connect(files.add_styles)
        self.canvas.open_requested.connect(files.browse_photo)
        self.canvas.mode_changed.connect(self._show_mode)
        self.canvas.zoom_changed.connect(self.status_line.show_zoom)
        self.canvas.result_mime = files.result_mime
        self.shelf.pictures_dropped.connect(files.add_styles)
        self.shelf.browse_requested.connect(files.browse_styles)
        self.filmstrip.level_chosen.connect(self._inspect_level)
        self.filmstrip.version_chosen.connect(self._return_to)
        self.filmstrip.compare_requested.connect(self._compare)
        self.filmstrip.compare_ended.connect(self._end_comparing)
        self.filmstrip.pin_requested.connect(live.pin)
        for name, slot in (
            ("open_photo", files.browse_photo),
            ("open_project", files.browse_project),
            ("save", files.save),
            ("save_as", files.save_as),
            ("copy", files.copy_result),
            ("paste_photo", files.paste_photo),
            ("paste_style", files.paste_style),
            ("add_styles", files.browse_styles),
            ("undo", document.undo),
            ("redo", document.redo),
            ("reset_look", document.reset_look),
            ("pin", live.pin),
            ("stop", self.stop),
            ("quit", self.close),
            ("close_document", self._close_document),
            ("zoom_fit", self.canvas.zoom_to_fit),
            ("zoom_actual", self.canvas.zoom_to_actual_pixels),
            ("zoom_in", lambda: self.canvas.zoom_by(1.25)),
            ("zoom_out", lambda: self.canvas.zoom_by(0.8)),
            ("full_screen", self._toggle_full_screen),
        ):
            act[name].triggered.connect(slot)
        self._wire_undo()
        modes = QActionGroup(self)
        for name, mode in self._modes.items():
            modes.addAction(act[name])
            act[name].triggered.connect(lambda _checked=False, mode=mode: self.canvas.set_mode(mode))
        self._show_mode()
        self.menus["panels"].setTitle(self.tr("&Panels"))
        for dock in self.docks.values():
            self.menus["panels"].addAction(dock.toggleViewAction())

    def _wire_undo(self) -> None:
        stack, act = self.document.undo_stack, self.actions_by_name
        stack.canUndoChanged.connect(act["undo"].setEnabled)
        stack.canRedoChanged.connect(act["redo"].setEnabled)
        stack.undoTextChanged.connect(self._show_undo_texts)
        stack.redoTextChanged.connect(self._show_undo_texts)
        act["undo"].setEnabled(stack.canUndo())
        act["redo"].setEnabled(stack.canRedo())

    @property
    def _modes(self) -> dict[str, CompareMode]:
        return {
            "show_result": CompareMode.RESULT,
            "show_divider": CompareMode.DIVIDER,
            "show_side_by_side": CompareMode.SIDE_BY_SIDE,
        }

    # What is shown

    @Slot()
    def _show_photo(self) -> None:
        photo = self.document.state.photo
        whole = None if photo is None else self.document.pictures.get(photo.picture_hash)
        if photo is None or whole is None:
            self.canvas.set_photo(None)
            self.canvas.set_result(None)
        else:
            framed = self.document.pictures.frame(whole, photo.framing)
            self.canvas.set_photo(to_qimage(framed.pixels, framed.alpha))
        self._show_style()

    @Slot()
    def _show_style(self) -> None:
        state = self.document.state
        shown = next((style for style in state.styles if style.key == state.solo), None) or next(
            (style for style in state.styles if style.enabled), None
        )
        whole = None if shown is None else self.document.pictures.get(shown.picture_hash)
        if shown is None or whole is None:
            self.canvas.set_style(None)
        else:
            framed = self.document.pictures.frame(whole, shown.framing)
            self.canvas.set_style(to_qimage(framed.pixels, framed.alpha))

    @Slot(object)
    def _show_pixels(self, pixels: NDArray[np.uint8]) -> None:
        self.canvas.set_result(to_qimage(pixels))

    @Slot(str, object)
    def _show_level(self, level: str, pixels: NDArray[np.uint8]) -> None:
        self._levels[level] = to_qimage(pixels)
        self.filmstrip.show_level(level, self._levels[level])

    @Slot(object)
    def _on_painted(self, result: Result) -> None:
        self.canvas.set_result(to_qimage(result.picture.pixels, result.picture.alpha))
        self.status_line.show_result(result)

    @Slot()
    def _on_emptied(self) -> None:
        self._levels.clear()
        self.filmstrip.clear_levels()
        self.canvas.set_result(None)
        self.status_line.show_idle()

    @Slot(object)
    def _inspect_level(self, level: str | None) -> None:
        if level in self._levels:
            self.canvas.set_result(self._levels[str(level)])
        elif self.live.latest is not None:
            self.canvas.set_result(to_qimage(self.live.latest.picture.pixels))

    @Slot(str)
    def _return_to(self, key: str) -> None:
        self.canvas.set_versions_to_compare(None, None, "", "")
        self.document.return_to(self.document.version(key))

    @Slot(str, str)
    def _compare(self, left: str, right: str) -> None:
        one, other = self.document.version(left), self.document.version(right)
        self.canvas.set_versions_to_compare(
            to_qimage(one.preview.pixels), to_qimage(other.preview.pixels), one.name, other.name
        )

    @Slot()
    def _end_comparing(self) -> None:
        self.canvas.set_versions_to_compare(None, None)

    @Slot()
    def _show_mode(self) -> None:
        for name, mode in self._modes.items():
            self.actions_by_name[name].setChecked(self.canvas.mode == mode)

    @Slot()
    def _show_title(self) -> None:
        file, photo = self.document.file, self.document.state.photo
        name = file.name if file else (photo.name if photo else "")
        self.setWindowTitle(f"{name}[*] — Pentimento" if name else "Pentimento[*]")
        self.setWindowModified(self.document.modified)

    @Slot()
    def _show_undo_texts(self) -> None:
        stack, act = self.document.undo_stack, self.actions_by_name
        act["undo"].setText(self.tr("&Undo {what}").format(what=stack.undoText()).strip())
        act["redo"].setText(self.tr("&Redo {what}").format(what=stack.redoText()).strip())

    # What is done

    @Slot()
    def stop(self) -> None:
        """Gives up what is painted and exported."""
        self.live.stop()
        self.files.cancel_exports()
        self.status_line.show_idle()

    @Slot()
    def _close_document(self) -> None:
        if self.files.may_leave():
            self.document.close()

    @Slot()
    def _toggle_full_screen(self) -> None:
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    def _thumbnail(self, picture_hash: str) -> QImage:
        picture = self.document.pictures.get(picture_hash)
        return QImage() if picture is None else thumbnail(picture, THUMBNAIL_SIDE)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - the name is Qt's
        """Asks about unsaved changes, remembers the arrangement and tells that the window closes."""
        if not self.files.may_leave():
            event.ignore()
            return
        self.settings.window_geometry = self.saveGeometry()
        self.settings.window_state = self.saveState(LAYOUT_VERSION)
        self.closing.emit()
        event.accept()
