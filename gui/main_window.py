"""The window: where everything stands, and how the parts are wired to each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QImage
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QVBoxLayout, QWidget

from gui.actions import make_actions
from gui.arrangement import Arrangement
from gui.canvas import Canvas, CompareMode
from gui.display import Display
from gui.filmstrip.filmstrip import Filmstrip
from gui.inspector.inspector import Inspector
from gui.inspector.look_presets import LookPresets
from gui.inspector.motif_hand import MotifHand
from gui.message_views import MessageBar
from gui.qt_images import to_qimage
from gui.regions.painting import RegionPainting
from gui.settings import FOLDED
from gui.shelf.shelf import Shelf
from gui.status import StatusLine
from gui.work.background import Background
from gui.work.loading import THUMBNAIL_SIDE

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent

    from gui.asking import Asker
    from gui.clipboard import Clipboard
    from gui.document.document import Document
    from gui.messages import Messages
    from gui.opening import Opening
    from gui.projects import Projects
    from gui.recipes import Recipes
    from gui.settings import Settings
    from gui.stopping import Stopping
    from gui.work.live import LivePreview

FOLDS = {"levels": False, "regions": True, "finish": True, "refine": True, "quality": True}
"""The inspector's sections, and whether they begin folded."""


class MainWindow(QMainWindow):
    """The workbench: styles to the left, the look to the right, levels and versions below, the picture in the middle.

    Args:
        document: what is shown.
        live: paints it.
        opening, clipboard: take pictures in.
        projects, recipes: open and save them.
        stopping: stops what is at work.
        asker: asks the user.
        messages: what the user reads.
        settings: remember the arrangement.
        log_folder: where the log is, or None.

    Attributes:
        canvas, shelf, inspector, filmstrip, message_bar, status_line: the parts.
        actions_by_name, menus: all actions, and the menus that are filled elsewhere.
        drawing: makes pictures ready to be seen, off the window's thread.
        devices: what this machine can paint on besides the processor; what they are called, by "cuda" or "mps".

    Signals:
        closing(): the window is about to close, after unsaved changes were seen to.
    """

    closing = Signal()

    def __init__(
        self,
        document: Document,
        live: LivePreview,
        *,
        opening: Opening,
        clipboard: Clipboard,
        projects: Projects,
        recipes: Recipes,
        stopping: Stopping,
        asker: Asker,
        messages: Messages,
        settings: Settings,
        log_folder: Path | None = None,
    ) -> None:
        super().__init__()
        self.document = document
        self.live = live
        self._opening = opening
        self._clipboard = clipboard
        self._projects = projects
        self._recipes = recipes
        self._stopping = stopping
        self.messages = messages
        self.settings = settings
        self.devices: dict[str, str] = {}
        # In the order in which the keyboard goes through them.
        self.shelf = Shelf(document, self._thumbnail, self)
        self.canvas = Canvas(self)
        self.message_bar = MessageBar(log_folder, self)
        self.drawing = Background(self)
        self.regions = RegionPainting(document, self.canvas, asker, self.drawing, messages)
        self.inspector = Inspector(document, self.regions.section, self)
        self._motif_hand = MotifHand(document, self.canvas, self.inspector.look.quiet.move_motifs)
        self.filmstrip = Filmstrip(document, self)
        self.status_line = StatusLine(self)
        self._may_close = False
        self._arrange()
        self.actions_by_name, self.menus = make_actions(self)
        self._display = Display(document, live, self.canvas, self.filmstrip, background=self.drawing, messages=messages)
        self._presets = LookPresets(document, self.inspector, asker, messages)
        self._wire()
        self._wire_actions()
        self._show_title()
        self.show_busy(busy=False)
        self._show_painting()
        # The last of all, since the window hears of its new state within this.
        self.arrangement = Arrangement(self, self.docks, settings)
        self.arrangement.restore()

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
        self.shelf.mixing_fold.set_folded(self.settings.flag(_fold("mixing"), default=False))
        self.inspector.set_folded(
            {name: self.settings.flag(_fold(name), default=usual) for name, usual in FOLDS.items()}
        )

    def _dock(self, name: str, title: str, content: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(name)
        dock.setWidget(content)
        self.addDockWidget(area, dock)
        return dock

    @Slot()
    def _put_motifs_down(self) -> None:
        if self.regions.tools.tool is not None:
            self.inspector.look.quiet.move_motifs.setChecked(False)

    @Slot(bool)
    def _put_region_tool_away(self, moving: bool) -> None:  # noqa: FBT001 (a slot)
        if moving and self.regions.tools.tool is not None:
            self.regions.tools.take(None)

    # Wiring

    def _wire(self) -> None:
        document, live, opening = self.document, self.live, self._opening
        for signal in (document.photo_changed, document.modified_changed, document.file_changed):
            signal.connect(self._show_title)
        live.painted.connect(self.status_line.show_result)
        live.emptied.connect(self.status_line.show_nothing)
        live.progressed.connect(self.status_line.show_progress)
        live.began.connect(self.inspector.refine.clear)
        live.refined.connect(self.inspector.refine.show_losses)
        live.painting_changed.connect(self._show_painting)
        self.regions.tools.changed.connect(self._show_painting)
        # One hand holds one thing.
        self.regions.tools.changed.connect(self._put_motifs_down)
        self.inspector.look.quiet.move_motifs.toggled.connect(self._put_region_tool_away)
        self.messages.message.connect(self.message_bar.show_message)
        self.messages.withdrawn.connect(self.message_bar.withdraw)
        opening.photo_previewed.connect(self._display.show_preview)
        for part in (self._projects, self._recipes, self._presets):
            self.message_bar.chosen.connect(part.follow)
        self.status_line.stop_wanted.connect(self.stop)
        self.canvas.photo_dropped.connect(opening.open_photo)
        self.canvas.style_dropped.connect(opening.add_styles)
        self.canvas.open_requested.connect(opening.browse_photo)
        self.canvas.mode_changed.connect(self._show_mode)
        self.canvas.navigation.zoom_changed.connect(self.status_line.show_zoom)
        self.canvas.context_menu_requested.connect(self._show_canvas_menu)
        self.canvas.grip.result_mime = self._clipboard.result_mime
        self.shelf.pictures_dropped.connect(opening.add_styles)
        self.shelf.browse_requested.connect(opening.browse_styles)
        self.shelf.replace_requested.connect(opening.browse_replacement)
        self.filmstrip.pin_requested.connect(live.pin)
        for panel in (self.inspector, self.shelf):
            panel.folded.connect(self._remember_fold)

    def _wire_actions(self) -> None:
        document, opening, act = self.document, self._opening, self.actions_by_name
        for name, slot in (
            ("open_photo", opening.browse_photo),
            ("open_project", self._projects.browse),
            ("save", self._projects.save),
            ("save_as", self._projects.save_as),
            ("save_recipe", self._recipes.save),
            ("apply_recipe", self._recipes.browse),
            ("copy", self._clipboard.copy_result),
            ("paste_photo", self._clipboard.paste_photo),
            ("paste_style", self._clipboard.paste_style),
            ("add_styles", opening.browse_styles),
            ("undo", document.undo),
            ("redo", document.redo),
            ("reset_treatment", document.reset_treatment),
            ("add_region", self.add_region),
            ("pin", self.live.pin),
            ("stop", self.live.stop),
            ("quit", self.close),
            ("close_document", self._projects.close_document),
            ("zoom_fit", self.canvas.navigation.zoom_to_fit),
            ("zoom_actual", self.canvas.navigation.zoom_to_actual_pixels),
            ("zoom_in", lambda: self.canvas.navigation.zoom_by(1.25)),
            ("zoom_out", lambda: self.canvas.navigation.zoom_by(0.8)),
            ("next_mode", lambda: self._step_mode(1)),
            ("previous_mode", lambda: self._step_mode(-1)),
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
        stack.undoTextChanged.connect(self._show_undo_text)
        stack.redoTextChanged.connect(self._show_redo_text)
        act["undo"].setEnabled(stack.canUndo())
        act["redo"].setEnabled(stack.canRedo())
        self._show_undo_text(stack.undoText())
        self._show_redo_text(stack.redoText())

    @property
    def _modes(self) -> dict[str, CompareMode]:
        return {
            "show_result": CompareMode.RESULT,
            "show_divider": CompareMode.DIVIDER,
            "show_side_by_side": CompareMode.SIDE_BY_SIDE,
        }

    # What is shown

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

    # By the text alone: the stack tells of its own end too, when it can no longer be asked.

    @Slot(str)
    def _show_undo_text(self, what: str) -> None:
        # Where there is nothing to undo, no space or colon stays before it.
        self.actions_by_name["undo"].setText(self.tr("&Undo {what}").format(what=_plain(what)).strip(" :"))

    @Slot(str)
    def _show_redo_text(self, what: str) -> None:
        self.actions_by_name["redo"].setText(self.tr("&Redo {what}").format(what=_plain(what)).strip(" :"))

    @Slot(bool)
    def show_busy(self, busy: bool) -> None:  # noqa: FBT001 (a slot)
        """Takes the progress away once the engine has nothing to do."""
        if not busy:
            self.status_line.show_idle()

    @Slot()
    def _show_painting(self) -> None:
        live = self.live
        # Otherwise its key belongs to the tool in the hand, or to what has the focus: Escape closes and ends much.
        stops = live.is_painting and not live.is_refining and self.regions.tools.tool is None
        self.actions_by_name["stop"].setEnabled(stops)
        if not live.is_painting and not self.status_line.shows_queue:
            self.status_line.show_idle()

    @Slot(object)
    def show_devices(self, devices: tuple[str, ...]) -> None:
        """Offers what this machine can paint on."""
        names = {"cuda": self.tr("Graphics card (CUDA)"), "mps": self.tr("Graphics of Apple computers")}
        self.devices = {device: names[device] for device in reversed(devices) if device in names}
        self.inspector.set_devices(self.devices)

    @Slot(QPoint)
    def _show_canvas_menu(self, place: QPoint) -> None:
        menu = self.make_canvas_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def make_canvas_menu(self) -> QMenu:
        """What can be done with the picture on the canvas."""
        menu = QMenu(self)
        groups = (
            ("copy", "export", "pin"),
            ("open_photo", "paste_photo", "frame_photo"),
            ("show_result", "show_divider", "show_side_by_side"),
            ("zoom_fit", "zoom_actual"),
        )
        for number, names in enumerate(groups):
            if number:
                menu.addSeparator()
            menu.addActions([self.actions_by_name[name] for name in names])
        return menu

    # What is done

    @Slot()
    def stop(self) -> None:
        """Stops what the status line shows, after a question where that has run for long."""
        if self.status_line.shows_queue:
            self._stopping.stop_queue(self)
        else:
            self._stopping.stop_preview(self)

    @Slot()
    def add_region(self) -> None:
        """Adds a region, and shows what it is painted with."""
        self.inspector.regions_fold.set_folded(False)
        self.regions.section.add_region()

    def _step_mode(self, steps: int) -> None:
        modes = list(self._modes.values())
        self.canvas.set_mode(modes[(modes.index(self.canvas.mode) + steps) % len(modes)])

    @Slot()
    def _toggle_full_screen(self) -> None:
        # Not to "normal": a window that was maximised becomes so again.
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    @Slot(str, bool)
    def _remember_fold(self, section: str, folded: bool) -> None:  # noqa: FBT001 (a slot)
        self.settings.set_flag(_fold(section), value=folded)

    def _thumbnail(self, picture_hash: str) -> QImage:
        if picture_hash not in self.document.pictures:
            return QImage()
        small = self.document.pictures.reduced(picture_hash, THUMBNAIL_SIDE)
        return to_qimage(small.pixels, small.alpha)

    def _close_for_good(self) -> None:
        self._stopping.before_quitting(self._close_now, self)

    def _close_now(self) -> None:
        self._may_close = True
        # Qt takes no notice where this comes from within the event.
        self.close()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - the name is Qt's
        """Shows whether the window is as large as the screen, however it came to that."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            action: QAction = self.actions_by_name["full_screen"]
            action.setChecked(self.isFullScreen())
            self.arrangement.settle()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - the name is Qt's
        """Closes once nothing unsaved is lost by it; remembers the arrangement and tells that the window closes."""
        if not self._may_close:
            self._projects.leave(self._close_for_good)
        if not self._may_close:
            # It is being saved, and closes after that, or the user wants to stay.
            event.ignore()
            return
        self.arrangement.remember()
        # What is being read at this moment is waited for, and nobody wants to look at that.
        self.hide()
        self.drawing.close()
        self.closing.emit()
        event.accept()


def _fold(section: str) -> str:
    return f"{FOLDED}{section}"


def _plain(text: str) -> str:
    """A text in which an ampersand is one: in menus it marks the key of the letter after it."""
    return text.replace("&", "&&")
