"""The five levels as rows of a panel: switched on or off, and each with its own strength."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from engine.vgg import LEVELS
from gui.document.level_settings import LevelSetting
from gui.fields import ROW_SPACE, SliderField, align_labels
from gui.level_names import level_name, level_tip

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.vgg import Level
    from gui.document.level_settings import LevelSettings


class LevelRow(SliderField):
    """One level: a check box with its name, and its own strength.

    Args:
        level: which.
        parent: the Qt parent.

    Attributes:
        check: the check box.
    """

    def __init__(self, level: Level, parent: QWidget | None = None) -> None:
        name = level_name(level)
        self.check = QCheckBox(name)
        super().__init__(
            name, 0, 100, default=100 * LevelSetting().strength, suffix=self.tr(" %"), lead=self.check, parent=parent
        )
        self.setToolTip(level_tip(level))
        self.check.setAccessibleDescription(level_tip(level))
        self.slider.setAccessibleName(self.tr("Strength of {name}").format(name=name))
        self.box.setAccessibleName(self.tr("Strength of {name}").format(name=name))

    def show_setting(self, setting: LevelSetting) -> None:
        """Shows what the document holds."""
        with QSignalBlocker(self.check):
            self.check.setChecked(setting.on)
        self.slider.setEnabled(setting.on)
        self.box.setEnabled(setting.on)
        self.set_value_quietly(100 * setting.strength)


class LevelRows(QWidget):
    """The five levels from deep to shallow.

    Args:
        parent: the Qt parent.

    Attributes:
        rows: by level.

    Signals:
        switched(level, on): by hand.
        strength_changed(level, strength): likewise, 0 to 1; also during a drag.
    """

    switched = Signal(str, bool)
    strength_changed = Signal(str, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: Mapping[Level, LevelRow] = {level: LevelRow(level, self) for level in LEVELS}
        align_labels(self.rows.values())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ROW_SPACE)
        for level, row in self.rows.items():
            column.addWidget(row)
            row.check.clicked.connect(lambda on, level=level: self.switched.emit(level, on))
            row.changed.connect(lambda percent, level=level: self._on_strength(level, percent))

    def show_levels(self, levels: LevelSettings) -> None:
        """Shows what the document holds."""
        for level, row in self.rows.items():
            row.show_setting(levels[level])

    @Slot(str, float)
    def _on_strength(self, level: str, percent: float) -> None:
        self.strength_changed.emit(level, percent / 100)
