"""An amount with a check box in front: unticked, there is none, and what holds elsewhere holds here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QCheckBox

from gui.fields.slider_field import SliderField

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class OptionalAmount(SliderField):
    """A check box, a slider and a box with percent; while it is not ticked, they show the amount elsewhere.

    Args:
        label: what is set; also for screen readers.
        default: to which it is reset, 0 to 1.
        parent: the Qt parent.

    Attributes:
        check: the check box.

    Signals:
        chosen(amount): by hand, 0 to 1, also during a drag; None: the check box was unticked.
    """

    chosen = Signal(object)

    def __init__(self, label: str, *, default: float, parent: QWidget | None = None) -> None:
        self.check = QCheckBox(label)
        self._elsewhere = default
        super().__init__(label, 0, 100, default=100 * default, suffix=self.tr(" %"), lead=self.check, parent=parent)
        self.check.clicked.connect(self._on_checked)
        self.changed.connect(self._on_changed)

    def setToolTip(self, text: str) -> None:  # noqa: N802 (Qt's name)
        """Says what will be seen, also to screen readers."""
        super().setToolTip(text)
        self.check.setAccessibleDescription(text)

    def show_amount(self, amount: float | None, elsewhere: float, *, enabled: bool) -> None:
        """Shows what the document holds.

        Args:
            amount: 0 to 1; None: there is none of its own.
            elsewhere: what holds without one, and what it begins with once it is ticked.
            enabled: whether it can be changed.
        """
        self._elsewhere = elsewhere
        with QSignalBlocker(self.check):
            self.check.setChecked(amount is not None)
        self.check.setEnabled(enabled)
        for part in (self.slider, self.box):
            part.setEnabled(enabled and amount is not None)
        self.set_value_quietly(100 * (elsewhere if amount is None else amount))

    @Slot(bool)
    def _on_checked(self, checked: bool) -> None:  # noqa: FBT001 (a slot)
        self.chosen.emit(self._elsewhere if checked else None)

    @Slot(float)
    def _on_changed(self, percent: float) -> None:
        self.chosen.emit(percent / 100)
