"""For commands that run the window by themselves: folders of its own, and patience."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal, Slot

from engine.errors import DeviceError
from engine.packs.registry import default_registry
from engine.system.folders import CACHE_FOLDER_VARIABLE, DATA_FOLDER_VARIABLE
from gui.messages import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import SignalInstance

    from gui.app import Workbench
    from gui.messages import Message

PATIENCE = 120_000
"""Milliseconds after which a window that paints nothing is taken for broken."""


@contextmanager
def own_folders(pack: str) -> Iterator[None]:
    """Lets the user's settings, unsaved work and caches be, and takes a pack along.

    Args:
        pack: the name of an installed one.

    Raises:
        PackError: there is none of that name.
    """
    installed = default_registry().find(pack)
    names = (DATA_FOLDER_VARIABLE, CACHE_FOLDER_VARIABLE)
    before = {name: os.environ.get(name) for name in names}
    with tempfile.TemporaryDirectory(prefix="pentimento-", ignore_cleanup_errors=True) as folder:
        for name in names:
            os.environ[name] = str(Path(folder) / name.lower())
        if not installed.bundled:
            shutil.copytree(installed.folder, default_registry().user_folder / pack)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value


class Waiter(QObject):
    """Lets a window live until something happens in it; an error that the window tells ends the wait.

    Args:
        workbench: the program.
        least: messages that matter less end no wait.
    """

    _told = Signal()

    def __init__(self, workbench: Workbench, least: Severity = Severity.ERROR) -> None:
        super().__init__(workbench)
        self._least = least
        self._errors: list[str] = []
        workbench.messages.message.connect(self._on_message)

    def wait_for(self, signal: SignalInstance, began: float = 0.0) -> float:
        """Waits until a signal comes.

        Args:
            signal: of any part of the program.
            began: a moment, as `time.perf_counter` tells it.

        Returns:
            The milliseconds from that moment until the signal.

        Raises:
            DeviceError: the window told an error, or nothing came within `PATIENCE`.
        """
        loop = QEventLoop()
        signal.connect(loop.quit)
        patience = QTimer()
        patience.setSingleShot(True)
        patience.timeout.connect(lambda: loop.exit(1))
        patience.start(PATIENCE)
        self._told.connect(loop.quit)
        status = 0 if self._errors else loop.exec()
        waited = 1000 * (time.perf_counter() - began)
        signal.disconnect(loop.quit)
        self._told.disconnect(loop.quit)
        if self._errors:
            raise DeviceError(self._errors[-1])
        if status != 0:
            raise DeviceError(
                "A picture was expected within {minutes} minutes, and none came: close other programs, and try once "
                "more.",
                minutes=PATIENCE // 60_000,
            )
        return waited

    @Slot(object)
    def _on_message(self, message: Message) -> None:
        if message.severity >= self._least:
            self._errors.append(message.text)
            self._told.emit()
