"""Puts the window together and runs it: the only place that reaches the engine's studio, and that lazily."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Slot

from engine.errors import PentimentoError
from engine.system.folders import log_folder
from engine.system.process import keep_freed_memory, spin_briefly
from gui.asking import Asker
from gui.clipboard import Clipboard
from gui.document.data import DocumentData
from gui.document.document import Document
from gui.document.state import State
from gui.file_work import FileWork
from gui.first_paint import FirstPaint
from gui.language import install_language
from gui.main_window import MainWindow
from gui.messages import MODEL_PACKS, SMALLER_PREVIEW, USE_PROCESSOR, Messages, Topic, install_hooks
from gui.opening import Opening
from gui.projects import Projects
from gui.qt_application import WHAT_TO_DO, make_application
from gui.recipes import Recipes
from gui.restoring import Restoring
from gui.sample import sample_data
from gui.settings import Settings, open_settings, warning_about
from gui.stopping import Stopping
from gui.storage.file_kinds import FileKind, by_kind
from gui.storage.recovery import Recovery, lost_work
from gui.theme import apply_theme
from gui.work.background import Background
from gui.work.batches import SHOW_BATCH, Batches
from gui.work.closeness import ClosenessMeter
from gui.work.exports import Exports
from gui.work.fallback import ProcessorFallback
from gui.work.live import LivePreview
from gui.work.textures import Textures
from gui.work.tidying import Tidying, leave_out_what_is_loaded
from gui.work.worker import StyliseThread

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from engine.job import Engine
    from engine.sentences import Sentence
    from gui.dialog_opening import Dialogs
    from gui.messages import Action
    from gui.qt_application import Application

ENDING_PATIENCE = 10_000
"""Milliseconds to wait for the step at work when the window closes."""

UNSEEN = 1000
"""Milliseconds after which work begins though nothing of the window has been seen, as when it opens minimised."""


class Workbench(QObject):
    """All parts of a running program, and how they end.

    Args:
        make_studio: makes the engine for a device and a number format; called in the painting thread.
        settings: the user's.

    Attributes:
        document, painter, live, window, messages, recovery: the parts.
        asker, background, file_work, projects, recipes, opening, restoring, clipboard: what goes in and out.
        exports, batches, textures, stopping: what is enqueued.
        dialogs: opens dialogs, as soon as the window can be seen.
        first_paint: tells that the window can be seen.
        failure: why the program could not set to work, though the window was seen.
    """

    def __init__(self, make_studio: Callable[[str, str], Engine], settings: Settings) -> None:
        super().__init__()
        self._make_studio = make_studio
        self._paths: list[Path] = []
        self._at_work = self._ended = False
        self.failure: Exception | None = None
        self.settings = settings
        self.messages = Messages(self)
        self.document = Document(parent=self)
        self.document.open(DocumentData(State(quality=settings.quality)))
        self._made_for = self._engine_wanted()
        self.painter = StyliseThread(self._studio_maker(), self)
        self.live = LivePreview(self.document, self.painter, self.messages, self)
        self._make_services()
        folder = log_folder()
        self.window = MainWindow(
            self.document,
            self.live,
            opening=self.opening,
            clipboard=self.clipboard,
            projects=self.projects,
            recipes=self.recipes,
            stopping=self.stopping,
            asker=self.asker,
            messages=self.messages,
            settings=settings,
            log_folder=folder if folder.is_dir() else None,
        )
        self.asker.window = self.window
        self._wire_services()
        self.dialogs: Dialogs
        self.recovery = Recovery(self.document, parent=self)
        self.recovery.failed.connect(self._tell_of_recovery)
        self.recovery.kept.connect(self._forget_recovery)
        self.document.quality_changed.connect(self._on_quality)
        self.window.message_bar.chosen.connect(self._follow)
        self.window.closing.connect(self.end)
        self.first_paint = FirstPaint(self.window)
        self.painter.ready.connect(self.window.status_line.show_ready)
        self.painter.start_failed.connect(self._report_no_engine)
        self.closeness = ClosenessMeter(self.live, self.painter, self)
        self.closeness.measured.connect(self.window.status_line.show_closeness)
        self.fallback = ProcessorFallback(self.document, self.painter, self.messages, self)
        self.tidying = Tidying(self.painter, self.document, self.background, self)
        self.window.status_line.show_getting_ready()

    def _make_services(self) -> None:
        document, painter, messages, settings = self.document, self.painter, self.messages, self.settings
        self.asker = Asker(settings, self)
        self.background = Background(self)
        self.file_work = FileWork(self)
        self.projects = Projects(
            document,
            self.background,
            self.asker,
            file_work=self.file_work,
            messages=messages,
            settings=settings,
            parent=self,
        )
        self.recipes = Recipes(
            document,
            self.background,
            self.asker,
            file_work=self.file_work,
            messages=messages,
            settings=settings,
            parent=self,
        )
        self.opening = Opening(
            document,
            self.background,
            self.asker,
            projects=self.projects,
            recipes=self.recipes,
            file_work=self.file_work,
            messages=messages,
            settings=settings,
            parent=self,
        )
        self.restoring = Restoring(
            document,
            self.background,
            self.asker,
            projects=self.projects,
            file_work=self.file_work,
            messages=messages,
            parent=self,
        )
        self.clipboard = Clipboard(document, self.live, self.opening, messages, self)
        self.exports = Exports(document, painter, messages, settings, self)
        self.batches = Batches(painter, messages, self)
        self.textures = Textures(document, painter, messages, self)
        self.stopping = Stopping(
            self.live, exports=self.exports, batches=self.batches, textures=self.textures, parent=self
        )

    def _wire_services(self) -> None:
        status_line = self.window.status_line
        self.file_work.changed.connect(status_line.show_file_work)
        self.exports.progressed.connect(status_line.show_export)
        self.batches.progressed.connect(status_line.show_export)
        self.textures.whole_progressed.connect(status_line.show_texture)
        self.window.message_bar.chosen.connect(self.exports.follow)
        self.painter.busy_changed.connect(self.window.show_busy)
        self.painter.ready.connect(self.window.show_devices)

    def begin(self, paths: Sequence[Path]) -> None:
        """Shows the window; once it can be seen, starts the engine and opens files, lost work, or the sample picture.

        Not before: loading torch and reading pictures would keep the window from being painted.
        """
        self._paths += map(_where_it_is, paths)
        self.first_paint.happened.connect(self._set_to_work)
        QTimer.singleShot(UNSEEN, self, self._set_to_work)
        self.window.show()

    @Slot(list)
    def open_files(self, paths: Sequence[Path]) -> None:
        """Opens files in the running program: a project, or a photo, styles and a recipe."""
        if not self._at_work:
            self._paths += paths
        elif not self._ended:
            self._open(paths)

    @Slot()
    def end(self) -> None:
        """Gives up what is painted and waits for the thread; nothing unsaved is left to ask about."""
        self._at_work = self._ended = True
        # The thread may take a moment, and nobody wants to look at a window that no longer answers.
        self.window.hide()
        # What is being read or written at this moment is waited for.
        self.opening.close()
        self.background.close()
        self.clipboard.close()
        self.live.stop()
        self.recovery.close()
        self.settings.sync()
        if not self.painter.shut_down(ENDING_PATIENCE):
            # Qt would abort over a thread that cannot be interrupted, as while torch is loaded. All is saved by now.
            os._exit(0)

    @Slot()
    def _set_to_work(self) -> None:
        if self._at_work:
            return
        self._at_work = True
        try:
            self._set_up()
        except Exception as error:  # noqa: BLE001 - whatever it is, a window in which nothing works is no start
            self.failure = error
            self.end()
            QCoreApplication.exit(1)

    def _set_up(self) -> None:
        from gui.dialog_opening import Dialogs  # takes as long to import as the rest of the window

        self.dialogs = Dialogs(
            self.window,
            self.document,
            opening=self.opening,
            exports=self.exports,
            batches=self.batches,
            textures=self.textures,
            stopping=self.stopping,
            background=self.background,
            messages=self.messages,
            settings=self.settings,
        )
        warning = warning_about(self.settings)
        if warning is not None:
            self.messages.warn(warning)
        # As soon as there is nothing else to do, or a question is open: torch keeps all others from working.
        QTimer.singleShot(0, self, self._start_painter)
        self._open(self._paths)

    @Slot()
    def _start_painter(self) -> None:
        if not self._ended:
            self.painter.start()

    def _open(self, paths: Sequence[Path]) -> None:
        found = by_kind(paths)
        projects, recipes, pictures = found[FileKind.PROJECT], found[FileKind.RECIPE], found[FileKind.PICTURE]
        if projects:
            self.opening.open_project(projects[0])
        elif pictures or recipes:
            self.opening.open_photo(pictures[:1])
            self.opening.add_styles(pictures[1:])
            self.opening.add_styles(recipes)
        else:
            self.restoring.offer(lost_work(), self.recovery, self.open_sample)

    def open_sample(self) -> None:
        """Shows the sample photo in a sample style, so that the first look is a picture; there is nothing to save."""
        try:
            sample = sample_data(self.document.pictures, self.settings.quality, self)
        except PentimentoError as error:
            self.messages.report(error)
            return
        if sample is not None:
            self.document.open(sample)

    def _engine_wanted(self) -> tuple[str, str]:
        quality = self.document.state.quality
        return quality.device, quality.number_format

    def _studio_maker(self) -> Callable[[], Engine]:
        wanted = self._engine_wanted()
        return lambda: self._make_studio(*wanted)

    @Slot(object)
    def _report_no_engine(self, error: BaseException) -> None:
        self.messages.report(error, Topic.PREVIEW)

    @Slot(object)
    def _tell_of_recovery(self, sentence: Sentence) -> None:
        self.messages.warn(sentence, topic=Topic.RECOVERY)

    @Slot()
    def _forget_recovery(self) -> None:
        self.messages.withdraw(Topic.RECOVERY)

    @Slot()
    def _on_quality(self) -> None:
        if self._engine_wanted() != self._made_for:
            self._made_for = self._engine_wanted()
            self.painter.replace_studio(self._studio_maker())

    @Slot(object)
    def _follow(self, action: Action) -> None:
        """Does what a message about the engine or a batch offers."""
        quality = self.document.state.quality
        if action.name == SMALLER_PREVIEW:
            self.document.change_quality(preview_size=max(256, quality.preview_size // 2))
        elif action.name == USE_PROCESSOR:
            self.document.change_quality(device="cpu")
        elif action.name == MODEL_PACKS:
            self.dialogs.packs()
            self.live.refresh()
        elif action.name == SHOW_BATCH:
            self.dialogs.batch()


def _where_it_is(path: Path) -> Path:
    """A file's path for any folder one may be in later; the file's own name stays, also where it is a link."""
    return path if path.is_absolute() else path.parent.resolve() / path.name


def make_studio(device: str, number_format: str) -> Engine:
    """Makes the engine; loads torch, which takes seconds."""
    from engine.packs.registry import default_registry
    from engine.studio import Studio

    return Studio(default_registry(), device, number_format)


def make_workbench(
    make_studio: Callable[[str, str], Engine], *, fresh_window: bool = False
) -> tuple[Application, Workbench]:
    """Puts the program together, without beginning.

    Args:
        make_studio: makes the engine for a device and a number format; called in the painting thread.
        fresh_window: whether what was remembered of window and panels is forgotten first.
    """
    spin_briefly()
    keep_freed_memory()
    app = make_application()
    settings = open_settings(fresh_window=fresh_window)
    install_language(app, settings.language)
    apply_theme(app, settings.theme)
    return app, Workbench(make_studio, settings)


def run_window(
    paths: Sequence[Path], make_studio: Callable[[str, str], Engine] = make_studio, *, fresh_window: bool = False
) -> int:
    """Runs the program with its window until it is closed.

    Args:
        paths: files to open: a project, or a photo, styles and a recipe.
        make_studio: makes the engine for a device and a number format.
        fresh_window: whether what was remembered of window and panels is forgotten first.

    Returns:
        The exit status.

    Raises:
        Exception: whatever kept the program from setting to work; no thread of its own is left then.
    """
    if sys.platform.startswith("linux") and not any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    ):
        sys.stderr.write(f"A display was expected to open the window on, and there is none: {WHAT_TO_DO}\n")
        return 1
    app, workbench = make_workbench(make_studio, fresh_window=fresh_window)
    app.files_wanted.connect(workbench.open_files)
    workbench.painter.ready.connect(leave_out_what_is_loaded)
    uninstall = install_hooks(workbench.messages)
    interrupt_before = signal.getsignal(signal.SIGINT)
    if interrupt_before == signal.default_int_handler:
        # Not as an exception: Qt calls much of what it would be raised in, and does not always survive that.
        signal.signal(signal.SIGINT, lambda *_: app.quit())
    try:
        workbench.begin(paths)
        status = app.exec()
        if workbench.failure is not None:
            raise workbench.failure
        return status
    finally:
        signal.signal(signal.SIGINT, interrupt_before)
        uninstall()
