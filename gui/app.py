"""Puts the window together and runs it: the only place that reaches the engine's studio, and that lazily."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from engine.errors import PentimentoError
from engine.images import read_picture
from engine.job import program_version
from gui.dialog_opening import Dialogs
from gui.document import Document
from gui.files import Files
from gui.icons import program_icon
from gui.live import LivePreview
from gui.log import log_folder, start_logging
from gui.main_window import MainWindow
from gui.messages import SMALLER_PREVIEW, USE_PROCESSOR, Messages, install_hooks
from gui.project_file import SUFFIX
from gui.recovery import Recovery, lost_work
from gui.settings import Settings
from gui.theme import apply_theme
from gui.worker import StyliseThread
from resources.samples import sample_photos, sample_styles

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from engine.job import Studio
    from gui.messages import Action

FIRST_PHOTO, FIRST_STYLE = "mountain-lake", "oil"
ENDING_PATIENCE = 10_000
"""Milliseconds to wait for the step at work when the window closes."""


class Workbench(QObject):
    """All parts of a running program, and how they end.

    Args:
        make_studio: makes the engine for a device and a number format; called in the painting thread.
        settings: the user's.

    Attributes:
        document, painter, live, files, window, messages, recovery: the parts.
    """

    def __init__(self, make_studio: Callable[[str, str], Studio], settings: Settings) -> None:
        super().__init__()
        self._make_studio = make_studio
        self.settings = settings
        self.messages = Messages(self)
        self.document = Document(parent=self)
        self._made_for = self._engine_wanted()
        self.painter = StyliseThread(self._studio_maker(), self)
        self.live = LivePreview(self.document, self.painter, self.messages, self)
        folder = log_folder()
        self.window = MainWindow(
            self.document,
            self.live,
            self._new_files,
            messages=self.messages,
            settings=settings,
            log_folder=folder if folder.is_dir() else None,
        )
        self.files = self.window.files
        self.dialogs = Dialogs(self.window)
        self.recovery = Recovery(self.document, parent=self)
        self.recovery.failed.connect(self.messages.warn)
        self.document.quality_changed.connect(self._on_quality)
        self.window.message_bar.chosen.connect(self._follow)
        self.window.closing.connect(self.end)
        self.painter.ready.connect(self.window.status_line.show_ready)
        self.painter.start_failed.connect(self.messages.report)
        self.window.status_line.show_getting_ready()

    def begin(self, paths: Sequence[Path]) -> None:
        """Shows the window and starts the engine; then opens files, lost work, or the sample picture."""
        self.window.show()
        self.painter.start()
        QTimer.singleShot(0, self, lambda: self._open(paths))

    @Slot()
    def end(self) -> None:
        """Gives up what is painted and waits for the thread; nothing unsaved is left to ask about."""
        self.live.stop()
        self.recovery.close()
        self.settings.sync()
        if not self.painter.shut_down(ENDING_PATIENCE):
            # Qt would abort over a thread that cannot be interrupted, as while torch is loaded. All is saved by now.
            os._exit(0)

    def _open(self, paths: Sequence[Path]) -> None:
        projects = [path for path in paths if path.suffix == SUFFIX]
        pictures = [path for path in paths if path.suffix != SUFFIX]
        if projects:
            self.files.open_project(projects[0])
        elif pictures:
            self.files.open_photo(pictures[0])
            self.files.add_styles(pictures[1:])
        elif not self.dialogs.offer_lost_work(lost_work(), self.recovery):
            self.open_sample()

    def open_sample(self) -> None:
        """Shows the sample photo in a sample style, so that the first look is a picture; there is nothing to save."""
        photos, styles = sample_photos(), sample_styles()
        if FIRST_PHOTO not in photos or FIRST_STYLE not in styles:
            return
        shown = Document(self.document.pictures)
        try:
            shown.set_photo(read_picture(photos[FIRST_PHOTO]), None)
            shown.add_styles([(read_picture(styles[FIRST_STYLE]), None)])
        except PentimentoError as error:
            self.messages.report(error)
            return
        self.document.open(shown.data())

    def _new_files(self, window: MainWindow) -> Files:
        return Files(
            self.document, self.live, self.painter, messages=self.messages, settings=self.settings, window=window
        )

    def _engine_wanted(self) -> tuple[str, str]:
        quality = self.document.state.quality
        return quality.device, quality.number_format

    def _studio_maker(self) -> Callable[[], Studio]:
        wanted = self._engine_wanted()
        return lambda: self._make_studio(*wanted)

    @Slot()
    def _on_quality(self) -> None:
        if self._engine_wanted() != self._made_for:
            self._made_for = self._engine_wanted()
            self.painter.replace_studio(self._studio_maker())

    @Slot(object)
    def _follow(self, action: Action) -> None:
        """Does what a message about the engine offers."""
        quality = self.document.state.quality
        if action.name == SMALLER_PREVIEW:
            self.document.change_quality(preview_size=max(256, quality.preview_size // 2))
        elif action.name == USE_PROCESSOR:
            self.document.change_quality(device="cpu")


def make_studio(device: str, number_format: str) -> Studio:
    """Makes the engine; loads torch, which takes seconds."""
    from engine.packs.registry import default_registry
    from engine.studio import Studio as Engine

    return Engine(default_registry(), device, number_format)


def run_window(paths: Sequence[Path]) -> int:
    """Runs the program with its window until it is closed.

    Args:
        paths: files to open: a project, or a photo and styles.

    Returns:
        The exit status.
    """
    if sys.platform.startswith("linux") and not any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    ):
        sys.stderr.write(
            "A display was expected to open the window on, and there is none: start Pentimento from a desktop, "
            "or use the command line: pentimento --help.\n"
        )
        return 1
    app = QApplication([sys.argv[0]])
    app.setApplicationName("Pentimento")
    app.setApplicationVersion(program_version())
    app.setDesktopFileName("pentimento")
    app.setWindowIcon(program_icon())
    settings = Settings()
    apply_theme(app, settings.theme)
    log = start_logging()
    workbench = Workbench(make_studio, settings)
    uninstall = install_hooks(workbench.messages)
    try:
        workbench.begin(paths)
        return app.exec()
    finally:
        uninstall()
        if log is not None:
            log.stop()
