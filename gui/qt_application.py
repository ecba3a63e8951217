"""The application as Qt and the system know it: its name, and the files that it is asked to open while it runs."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QMessageLogContext, QTimer, QtMsgType, Signal, Slot, qInstallMessageHandler
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from gui.icons import program_icon
from gui.messages import log_qt

DESKTOP_ID = "io.github.pentimento.Pentimento"
"""What a desktop knows the program by: the name of its entry among the programs, and of its icon."""

WHAT_TO_DO = "start Pentimento from a desktop, or use the command line: pentimento --help."

TOGETHER = 50
"""Milliseconds within which files count as asked for together: macOS asks for each of them by itself."""


class Application(QApplication):
    """The application, which the Finder and the Dock of macOS ask to open files instead of starting it once more.

    Signals:
        files_wanted(paths): these are to be opened, in the order in which they were asked for.
    """

    files_wanted = Signal(list)

    def __init__(self, words: list[str]) -> None:
        super().__init__(words)
        self._wanted: list[Path] = []
        self._soon = QTimer(self, singleShot=True, interval=TOGETHER)
        self._soon.timeout.connect(self._tell)

    def event(self, event: QEvent) -> bool:
        """Takes requests for files; those that name none of this machine are left to Qt."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self._wanted.append(Path(event.file()))
            self._soon.start()
            return True
        return super().event(event)

    @Slot()
    def _tell(self) -> None:
        paths, self._wanted = self._wanted, []
        self.files_wanted.emit(paths)


def make_application() -> Application:
    """Makes the application and tells the system whose it is; without a screen the program ends with a sentence."""
    said: list[str] = []

    def listen(kind: QtMsgType, context: QMessageLogContext, text: str | None) -> None:
        log_qt(kind, context, text)
        said.append((text or "").strip().partition("\n")[0].rstrip("."))
        if kind == QtMsgType.QtFatalMsg:
            # Qt would abort the process now, with a page of advice and a core file. The first it said is the reason.
            sys.stderr.write(f"The window cannot be opened ({said[0]}): {WHAT_TO_DO}\n")
            sys.stderr.flush()
            os._exit(1)

    before = qInstallMessageHandler(listen)
    app = Application([sys.argv[0]])
    qInstallMessageHandler(before)
    app.setApplicationName("Pentimento")
    app.setDesktopFileName(DESKTOP_ID)
    app.setWindowIcon(program_icon())
    return app
