"""The window that tells of a start that failed: with as little of the program as can be, since any of it may fail."""

from __future__ import annotations

import logging
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from engine.errors import PentimentoError
from gui.language import SENTENCES, in_words, install_language

if TYPE_CHECKING:
    from pathlib import Path

logger = logging.getLogger(__name__)


class FailedStart(QMessageBox):
    """Says that the program could not start and where the reason is; may offer to start it with a fresh window.

    Args:
        error: why it could not.
        log_file: the log, if there is one.
        trace: the traceback.
        offers_fresh_window: whether a start with a fresh window may help.

    Attributes:
        fresh_button: starts with a fresh window; None: that was tried.
    """

    def __init__(self, error: Exception, log_file: Path | None, trace: str, *, offers_fresh_window: bool) -> None:
        super().__init__()
        self.setIcon(QMessageBox.Icon.Critical)
        self.setWindowTitle("Pentimento")
        self.setTextFormat(Qt.TextFormat.PlainText)
        known = isinstance(error, PentimentoError)
        self.setText(
            self.tr("Pentimento could not start: {why}").format(why=in_words(error))
            if known
            else self.tr("Pentimento could not start because of an error that should not be.")
        )
        told = []
        if log_file is not None:
            told.append(self.tr("The log says more: {file}").format(file=log_file))
        close = self.addButton(QMessageBox.StandardButton.Close)
        self.fresh_button = None
        if offers_fresh_window:
            told.append(
                self.tr(
                    "To start with a fresh window may help. Only where the window and its panels stood is forgotten: "
                    "your other settings, presets and projects stay."
                )
            )
            self.fresh_button = self.addButton(self.tr("&Start with a fresh window"), QMessageBox.ButtonRole.AcceptRole)
        self.setDefaultButton(self.fresh_button or close)
        self.setEscapeButton(close)
        self.setInformativeText("\n\n".join(told))
        self.setDetailedText(trace)

    @property
    def wants_fresh_window(self) -> bool:
        """Whether that was chosen."""
        return self.fresh_button is not None and self.clickedButton() is self.fresh_button


def ask(error: Exception, log_file: Path | None, trace: str, *, offers_fresh_window: bool) -> bool:
    """Tells of a start that failed, and waits for the user.

    Returns:
        Whether the user wants to start with a fresh window.
    """
    app = QApplication.instance() or QApplication([sys.argv[0]])
    if app.property(SENTENCES) is None:
        with suppress(Exception):
            install_language(app)
    # What is half made is not to be seen beside this.
    for window in QApplication.topLevelWidgets():
        with suppress(Exception):
            window.hide()
    box = FailedStart(error, log_file, trace, offers_fresh_window=offers_fresh_window)
    box.exec()
    return box.wants_fresh_window
