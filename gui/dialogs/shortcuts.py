"""The sheet of all keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QPalette
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gui.dialogs.parts import heading, resize_within_screen, spaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from PySide6.QtGui import QAction

COLUMNS = 2


class ShortcutSheet(QDialog):
    """Lists the keys of all actions by the menu that they stand in; a search narrows the list.

    Args:
        actions: all of them; those without keys are left out.
        parent: the owner.
        others: keys that belong to no action, by the title of their group: pairs of what they do and the keys.
    """

    def __init__(
        self,
        actions: Iterable[QAction],
        parent: QWidget | None = None,
        others: Mapping[str, Iterable[tuple[str, str]]] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self._groups: dict[str, list[tuple[str, str]]] = {}
        for action in actions:
            # The first is the one that people know; the others are keys that few keyboards have.
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            if keys:
                self._groups.setdefault(self._menu_of(action), []).append((_plain(action.text()), keys))
        for title, rows in (others or {}).items():
            self._groups.setdefault(title, []).extend(rows)
        self.search_edit = QLineEdit(self)
        self.search_edit.setPlaceholderText(self.tr("Search"))
        self.search_edit.setAccessibleName(self.tr("Search"))
        self.search_edit.setClearButtonEnabled(True)
        self.search_edit.textChanged.connect(self._fill)
        self._content = QWidget()
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setAccessibleName(self.tr("Keyboard shortcuts"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=self)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        spaced(column)
        column.addWidget(self.search_edit)
        column.addWidget(self._area, 1)
        column.addWidget(buttons)
        self._fill()
        margins = column.contentsMargins()
        # As wide as the longest words of a language, beside the bar that scrolls.
        needed = self._content.minimumSizeHint().width() + self._area.verticalScrollBar().sizeHint().width()
        resize_within_screen(self, max(760, needed + margins.left() + margins.right()), 560)
        self.search_edit.setFocus()

    def rows(self) -> list[tuple[str, str]]:
        """What is listed now: what is done, and by which keys."""
        wanted = self.search_edit.text().strip().casefold()
        return [row for group in self._groups.values() for row in group if wanted in f"{row[0]} {row[1]}".casefold()]

    @Slot()
    def _fill(self) -> None:
        listed = set(self.rows())
        content = QWidget()
        columns = QHBoxLayout(content)
        columns.setContentsMargins(0, 0, 8, 0)
        columns.setSpacing(40)
        stacks = [QVBoxLayout() for _ in range(COLUMNS)]
        heights = [0] * COLUMNS
        for title, rows in self._groups.items():
            shown = [row for row in rows if row in listed]
            if not shown:
                continue
            lowest = heights.index(min(heights))
            heights[lowest] += len(shown) + 2
            stacks[lowest].addWidget(heading(title))
            stacks[lowest].addLayout(_grid(shown))
            stacks[lowest].addSpacing(16)
        for stack in stacks:
            stack.setSpacing(6)
            stack.addStretch(1)
            columns.addLayout(stack, 1)
        if not listed:
            stacks[0].insertWidget(0, QLabel(self.tr("No key does that.")))
        self._area.setWidget(content)
        self._content = content

    def _menu_of(self, action: QAction) -> str:
        for owner in action.associatedObjects():
            if isinstance(owner, QMenu) and owner.title():
                return _plain(owner.title())
        return self.tr("Elsewhere")


def _grid(rows: list[tuple[str, str]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setVerticalSpacing(5)
    grid.setColumnStretch(0, 1)
    for number, (text, keys) in enumerate(rows):
        keys_label = QLabel(keys)
        keys_label.setForegroundRole(QPalette.ColorRole.Link)
        keys_label.setAlignment(Qt.AlignmentFlag.AlignRight)
        grid.addWidget(QLabel(text), number, 0)
        grid.addWidget(keys_label, number, 1)
    return grid


def _plain(text: str) -> str:
    """A menu's text without what marks its key: "&Open…" becomes "Open"."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").removesuffix("…")
