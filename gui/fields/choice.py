"""A combo box of values with texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QWheelEvent


class ChoiceBox(QComboBox):
    """Chooses one of some values; the wheel turns it only while it has the focus, or with Ctrl.

    Args:
        name: for screen readers.
        choices: pairs of value and text.
        parent: the Qt parent.

    Signals:
        chosen(value): by hand, never by `show_value`.
    """

    chosen = Signal(object)

    def __init__(self, name: str, choices: Iterable[tuple[object, str]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # Long names of packs must not widen the panel.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_choices(choices)
        self.activated.connect(self._on_activated)

    def set_choices(self, choices: Iterable[tuple[object, str]]) -> None:
        """Offers other values; the one that is shown stays if it is among them."""
        before = self.currentData()
        self.clear()
        for value, text in choices:
            self.addItem(text, value)
        self.setCurrentIndex(self._index_of(before))

    def show_value(self, value: object, text: str = "") -> None:
        """Shows a value without telling anyone.

        Args:
            value: one that is not offered is added, since the document may come from elsewhere; None shows nothing.
            text: for a value that is not offered.
        """
        index = self._index_of(value)
        if index < 0 and value is not None:
            self.addItem(text or str(value), value)
            index = self.count() - 1
        self.setCurrentIndex(index)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 (Qt's name)
        """Leaves the wheel to the panel unless it is meant for this box."""
        if self.hasFocus() or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
        else:
            event.ignore()

    def _index_of(self, value: object) -> int:
        return next((index for index in range(self.count()) if self.itemData(index) == value), -1)

    def _on_activated(self, index: int) -> None:
        self.chosen.emit(self.itemData(index))
