"""The list of model packs in their dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from gui.dialogs.pack_details import PackEntry, summary

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QWidget

ENTRY = Qt.ItemDataRole.UserRole


class PackList(QListWidget):
    """Shows packs, of which one is selected; the default one is bold."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Model packs"))
        self.setMinimumWidth(250)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @property
    def entry(self) -> PackEntry | None:
        """The selected pack; None while the list is empty."""
        return _entry_of(self.currentItem()) if self.currentItem() else None

    def show_entries(self, entries: Iterable[PackEntry], chosen: str = "") -> None:
        """Shows other packs, and selects the one of a name; an empty one: that which is selected already."""
        if not chosen and self.entry is not None:
            chosen = self.entry.name
        self.clear()
        for entry in entries:
            item = QListWidgetItem(f"{entry.name}\n{summary(entry)}", self)
            item.setData(ENTRY, entry)
            item.setToolTip(summary(entry))
            if entry.is_default:
                font = item.font()
                font.setBold(True)
                item.setFont(font)
        self.setCurrentRow(0)
        self.choose(chosen)

    def choose(self, name: str) -> None:
        """Selects the pack of a name."""
        for row in range(self.count()):
            if _entry_of(self.item(row)).name == name:
                self.setCurrentRow(row)


def _entry_of(item: QListWidgetItem) -> PackEntry:
    entry = item.data(ENTRY)
    assert isinstance(entry, PackEntry)
    return entry
