"""Where the window and its panels stand: at first, at the next start, and when the screen is another one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QRegion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

    from gui.settings import Settings

LAYOUT_VERSION = 1
"""Raised when docks change so much that a remembered arrangement would not fit any more."""

USUAL_SIZE = QSize(1400, 900)
FRAME = QSize(8, 40)
"""Logical pixels that systems add to a window's sides and to its height; its true frame is known once it is seen."""

SOON = 200
"""Milliseconds within which a system places a window and puts a frame around it."""

NOT_NORMAL = Qt.WindowState.WindowMaximized | Qt.WindowState.WindowFullScreen | Qt.WindowState.WindowMinimized


class Arrangement:
    """Remembers how a window and its docks stand, and brings them back to where they can be seen.

    Args:
        window: whose arrangement it is. It gets events while it is restored, so it has to be whole by then.
        docks: its panels.
        settings: remember it.
    """

    def __init__(self, window: QMainWindow, docks: Mapping[str, QDockWidget], settings: Settings) -> None:
        self._window = window
        self._docks = docks
        self._settings = settings

    def restore(self) -> None:
        """Arranges all as it was left; at first in a size that the screen has room for."""
        window, settings = self._window, self._settings
        window.resize(USUAL_SIZE.boundedTo(window.screen().availableSize() - FRAME))
        geometry, state = settings.window_geometry, settings.window_state
        # Should Qt crash over it, as over some damaged ones, the next start knows nothing of it.
        self._keep(QByteArray(), QByteArray())
        settings.sync()
        window.restoreGeometry(geometry)
        window.restoreState(state, LAYOUT_VERSION)
        self.bring_on_screen()
        QTimer.singleShot(0, window, partial(self._open, geometry, state))
        self.settle()

    def remember(self) -> None:
        """Keeps how all stands for the next start."""
        self._keep(self._window.saveGeometry(), self._window.saveState(LAYOUT_VERSION))

    def settle(self) -> None:
        """Brings all on screen once the system has done what it is about to do, such as to put a frame around it."""
        QTimer.singleShot(SOON, self._window, self.bring_on_screen)

    def _open(self, geometry: QByteArray, state: QByteArray) -> None:
        """Goes on once the window is shown."""
        self._keep(geometry, state)
        for dock in self._docks.values():
            if dock.isFloating() and dock.isVisible():
                # It was shown before the window, which then lies over it whenever it is clicked.
                dock.hide()
                dock.show()

    def _keep(self, geometry: QByteArray, state: QByteArray) -> None:
        self._settings.window_geometry, self._settings.window_state = geometry, state

    def bring_on_screen(self) -> None:
        """Moves and shrinks the window and floating docks where a part of them is on no screen."""
        if not self._window.windowState() & NOT_NORMAL:
            bring_on_screen(self._window)
        for dock in self._docks.values():
            if dock.isFloating():
                bring_on_screen(dock)


def bring_on_screen(widget: QWidget) -> None:
    """Moves a window to the screen that shows most of it, and shrinks it, where a part of it is on none."""
    screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    frame = widget.frameGeometry()
    seen = QRegion()
    for screen in screens:
        seen += screen
    if not screens or QRegion(frame).subtracted(seen).isEmpty():
        return
    room = max(screens, key=lambda screen: area(screen.intersected(frame)))
    border = frame.size() - widget.size()
    widget.resize(widget.size().boundedTo(room.size() - border))
    # Its least size may be more than was asked for.
    size = widget.size() + border
    left = max(min(frame.left(), room.right() + 1 - size.width()), room.left())
    top = max(min(frame.top(), room.bottom() + 1 - size.height()), room.top())
    widget.move(QPoint(left, top))


def area(rectangle: QRect) -> int:
    """The pixels of a rectangle; 0 for an empty one."""
    return max(rectangle.width(), 0) * max(rectangle.height(), 0)
