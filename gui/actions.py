"""The table of all actions: what they are called, where they stand, by which keys they are reached."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QKeySequence

from gui.icons import icon

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow, QMenu

SEPARATOR = "-"


@dataclass(frozen=True)
class ActionRow:
    """One action.

    Attributes:
        name: by which the program knows it.
        text: in the menu.
        keys: a standard key of the platform, or the keys themselves; empty: none.
        icon: name of a file in resources/icons; empty: none.
        tip: what will happen, for the status bar and the tooltip.
        checkable: whether it stays down.
    """

    name: str
    text: str
    keys: QKeySequence.StandardKey | str = ""
    icon: str = ""
    tip: str = ""
    checkable: bool = False


K = QKeySequence.StandardKey
# Qt has no key for this where it finds no desktop that it knows, and F11 is the usual one on all but macOS.
FULL_SCREEN: QKeySequence.StandardKey | str = K.FullScreen if sys.platform == "darwin" else "F11"


def T(_context: str, text: str) -> str:  # noqa: N802 - short, since it stands in every row of the table
    """Marks a text for translation; it is translated when the actions are made."""
    return text


MENUS: dict[str, tuple[ActionRow | str, ...]] = {
    T("Actions", "&File"): (
        ActionRow("close_document", T("Actions", "&New"), K.New),
        ActionRow("open_photo", T("Actions", "&Open photo…"), K.Open, "open", T("Actions", "Choose what to repaint")),
        ActionRow("open_project", T("Actions", "Open &project…"), "Ctrl+Shift+O", "", ""),
        "recent",
        SEPARATOR,
        ActionRow("save", T("Actions", "&Save project"), K.Save, "save", T("Actions", "Keep photo, styles and look")),
        ActionRow("save_as", T("Actions", "Save project &as…"), "Ctrl+Shift+S"),
        SEPARATOR,
        ActionRow(
            "export", T("Actions", "&Export picture…"), "Ctrl+E", "export", T("Actions", "Save the result at full size")
        ),
        ActionRow(
            "batch", T("Actions", "&Batch…"), "Ctrl+Shift+E", "", T("Actions", "Paint many photos with this look")
        ),
        ActionRow(
            "textures", T("Actions", "New &texture from styles…"), "Ctrl+T", "", T("Actions", "Paint without a photo")
        ),
        SEPARATOR,
        ActionRow("save_recipe", T("Actions", "Save re&cipe…"), "", "", T("Actions", "Share this look and its styles")),
        ActionRow("apply_recipe", T("Actions", "App&ly recipe…"), "", "", T("Actions", "Take over a look from a file")),
        SEPARATOR,
        ActionRow("quit", T("Actions", "&Quit"), K.Quit),
    ),
    T("Actions", "&Edit"): (
        ActionRow("undo", T("Actions", "&Undo"), K.Undo, "undo"),
        ActionRow("redo", T("Actions", "&Redo"), K.Redo, "redo"),
        SEPARATOR,
        ActionRow("copy", T("Actions", "&Copy result"), K.Copy, "", T("Actions", "Copy the painted picture")),
        ActionRow("paste_photo", T("Actions", "&Paste as photo"), K.Paste),
        ActionRow("paste_style", T("Actions", "Paste as &style"), "Ctrl+Shift+V"),
        SEPARATOR,
        ActionRow("preferences", T("Actions", "Pre&ferences…"), "Ctrl+,", "settings"),
    ),
    T("Actions", "&View"): (
        ActionRow("show_result", T("Actions", "&Result alone"), "F5", "compare-result", "", checkable=True),
        ActionRow("show_divider", T("Actions", "&Before and after"), "F6", "compare-divider", "", checkable=True),
        ActionRow("show_side_by_side", T("Actions", "&Side by side"), "F7", "compare-side-by-side", "", checkable=True),
        ActionRow("next_mode", T("Actions", "&Next way of comparing"), "F8"),
        ActionRow("previous_mode", T("Actions", "&Previous way of comparing"), "Shift+F8"),
        SEPARATOR,
        ActionRow("zoom_fit", T("Actions", "&Fit"), "Ctrl+0", "zoom-fit"),
        ActionRow("zoom_actual", T("Actions", "&Actual pixels"), "Ctrl+1", "zoom-actual"),
        ActionRow("zoom_in", T("Actions", "Zoom &in"), K.ZoomIn),
        ActionRow("zoom_out", T("Actions", "Zoom &out"), K.ZoomOut),
        SEPARATOR,
        ActionRow("full_screen", T("Actions", "Full s&creen"), FULL_SCREEN, checkable=True),
        "panels",
    ),
    T("Actions", "&Picture"): (
        ActionRow("add_styles", T("Actions", "&Add styles…"), "Ctrl+Shift+A", "add"),
        "bundled",
        SEPARATOR,
        ActionRow("frame_photo", T("Actions", "&Crop and turn the photo…"), "Ctrl+R", "crop"),
        ActionRow(
            "add_region",
            T("Actions", "Paint a re&gion"),
            "Ctrl+Shift+R",
            "brush",
            T("Actions", "Paint a part of the photo in styles of its own"),
        ),
        ActionRow("reset_treatment", T("Actions", "Reset the &look"), "Ctrl+Backspace", "reset"),
        SEPARATOR,
        ActionRow("pin", T("Actions", "&Keep this version"), "Ctrl+D", "pin", T("Actions", "Keep the present result")),
        ActionRow(
            "stop",
            T("Actions", "S&top the preview"),
            "Esc",
            "stop",
            T("Actions", "Give up the picture that is being painted; exports and batches go on"),
        ),
    ),
    T("Actions", "&Help"): (
        ActionRow("guide", T("Actions", "User &guide"), K.HelpContents, "help"),
        ActionRow("shortcuts", T("Actions", "&Keyboard shortcuts"), "?"),
        ActionRow("packs", T("Actions", "&Model packs…"), "", "packs"),
        ActionRow("log_folder", T("Actions", "Open &log folder")),
        SEPARATOR,
        ActionRow("about", T("Actions", "&About Pentimento")),
    ),
}


def make_actions(window: QMainWindow) -> tuple[dict[str, QAction], dict[str, QMenu]]:
    """Makes all actions and the menus that hold them; the window connects them.

    Returns:
        The actions by name, and the menus that are filled elsewhere: "recent", "panels" and "bundled".
    """
    actions: dict[str, QAction] = {}
    open_menus: dict[str, QMenu] = {}
    for title, rows in MENUS.items():
        menu = window.menuBar().addMenu(QCoreApplication.translate("Actions", title))
        for row in rows:
            if row == SEPARATOR:
                menu.addSeparator()
            elif isinstance(row, str):
                open_menus[row] = menu.addMenu("")
            else:
                actions[row.name] = _action(row, window)
                menu.addAction(actions[row.name])
    return actions, open_menus


def _action(row: ActionRow, window: QMainWindow) -> QAction:
    action = QAction(QCoreApplication.translate("Actions", row.text), window)
    action.setObjectName(row.name)
    action.setCheckable(row.checkable)
    if row.icon:
        action.setIcon(icon(row.icon))
    if isinstance(row.keys, QKeySequence.StandardKey):
        action.setShortcuts(row.keys)
    elif row.keys:
        action.setShortcut(QKeySequence(row.keys))
    if row.tip:
        action.setStatusTip(QCoreApplication.translate("Actions", row.tip))
        action.setToolTip(QCoreApplication.translate("Actions", row.tip))
    return action
