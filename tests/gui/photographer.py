"""Takes pictures of a running program, for the guide."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from gui.qt_images import from_qimage

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.app import Workbench

PATIENCE = 180.0
"""Seconds to wait for a picture."""

COLOURS = 255
"""Of a PNG, which keeps it small; what has no pictures in it loses nothing by that."""

MOST_COLOURS = 15_000
"""A photograph with more has paintings in it, and is kept as JPEG."""

SETTLES = 0.6
"""Seconds that animations and late layouts take."""


class Photographer:
    """Takes pictures of a running program.

    Args:
        app: the application.
        workbench: the program.
        folder: where the pictures go.
    """

    def __init__(self, app: QApplication, workbench: Workbench, folder: Path) -> None:
        self._app = app
        self._workbench = workbench
        self._folder = folder

    def wait(self, reached: Callable[[], bool]) -> None:
        """Lets the program go on until something is so.

        Raises:
            TimeoutError: it never was.
        """
        begun = time.monotonic()
        while not reached():
            if time.monotonic() - begun > PATIENCE:
                raise TimeoutError("The program should have reached the next picture, and it did not.")
            self._app.processEvents()
            time.sleep(0.01)

    def settle(self) -> None:
        """Waits until the preview is painted and nothing moves any more."""
        self.wait(lambda: self._workbench.live.result is not None)
        until = time.monotonic() + SETTLES
        self.wait(lambda: time.monotonic() > until)

    def take(self, name: str, widget: QWidget | None = None) -> None:
        """Photographs the window, or another widget, as it is, in place of a former photograph of that name."""
        grabbed = (widget or self._workbench.window).grab().toImage()
        image = Image.fromarray(from_qimage(grabbed).pixels)
        for suffix in (".jpg", ".png"):
            (self._folder / f"{name}{suffix}").unlink(missing_ok=True)
        if image.getcolors(MOST_COLOURS) is None:
            file = self._folder / f"{name}.jpg"
            image.save(file, quality=88, subsampling=0, optimize=True)
        else:
            file = self._folder / f"{name}.png"
            image.quantize(COLOURS).save(file, optimize=True)
        sys.stdout.write(f"{file.name}\n")

    def take_dialog(self, name: str, action: str) -> None:
        """Photographs the dialog that an action opens."""

        def shoot() -> None:
            dialog = QApplication.activeModalWidget()
            if dialog is not None:
                for label in dialog.findChildren(QLabel):
                    if label.text() == str(Path.home()):
                        label.setText("Pictures")
                self.take(name, dialog)
                dialog.close()

        QTimer.singleShot(1500, shoot)
        self._workbench.window.actions_by_name[action].trigger()
