"""The keys of the painting tools: while one is in the hand they work in the whole window, text fields apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from gui.regions.tools import RegionTools

END_PAINTING, ERASE, SHOW_REGION, SMALLER, LARGER = "Esc", "X", "O", "[", "]"
PAINTING_KEYS = (END_PAINTING, ERASE, SHOW_REGION, SMALLER, LARGER)
"""None of them belongs to an action of the window, but for Escape, which ends painting before anything else."""


class PaintingKeys(QObject):
    """Shortcuts of the window that are there only while something is painted.

    As shortcuts they come before what a button or a list under the keyboard would make of a letter, and after text
    fields, which take letters for themselves, and menus that are open.

    Args:
        tools: are changed.
        widget: any part of the window.

    Attributes:
        shortcuts: by their keys.
    """

    def __init__(self, tools: RegionTools, widget: QWidget) -> None:
        super().__init__(widget)
        self._tools = tools
        self.shortcuts = {
            END_PAINTING: self._shortcut(END_PAINTING, lambda: tools.take(None), widget),
            ERASE: self._shortcut(ERASE, lambda: tools.set_erases(not tools.erases), widget),
            SHOW_REGION: self._shortcut(SHOW_REGION, lambda: tools.set_overlay_shown(not tools.overlay_shown), widget),
            SMALLER: self._shortcut(SMALLER, lambda: tools.resize_brush(-1), widget, repeats=True),
            LARGER: self._shortcut(LARGER, lambda: tools.resize_brush(1), widget, repeats=True),
        }
        tools.changed.connect(self._follow)
        self._follow()

    def _shortcut(self, keys: str, does: Callable[[], None], widget: QWidget, *, repeats: bool = False) -> QShortcut:
        shortcut = QShortcut(QKeySequence(keys), widget)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        # A switch that is held would flicker.
        shortcut.setAutoRepeat(repeats)
        shortcut.activated.connect(does)
        return shortcut

    @Slot()
    def _follow(self) -> None:
        for shortcut in self.shortcuts.values():
            shortcut.setEnabled(self._tools.tool is not None)
