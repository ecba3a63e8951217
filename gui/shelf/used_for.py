"""What a style on the shelf is used for: a button of its card that says so, with a menu to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from engine.vgg import LEVELS
from gui.level_names import level_name, level_tip

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from engine.vgg import Level

DEEP: tuple[Level, ...] = ("relu5_1", "relu4_1", "relu3_1")
SHALLOW: tuple[Level, ...] = ("relu2_1", "relu1_1")

ARROW = 28
"""Pixels that the arrow and the room around the text take."""


class UsedFor(QPushButton):
    """Everything, shapes and strokes, texture and colour, or any of the five levels.

    Args:
        parent: the Qt parent.

    Signals:
        chosen(levels): by hand; never none.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._levels: tuple[Level, ...] = LEVELS
        self._whole = ""
        # As narrow as the card makes it, and lower than other buttons: it stands below sliders.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setStyleSheet("padding: 1px 6px; text-align: left;")
        tip = self.tr("Which depths this style paints at: the composition from one style, the colour from another")
        self.setToolTip(tip)
        self.setAccessibleDescription(tip)
        self._choices = QMenu(self)
        self._choices.setToolTipsVisible(True)
        self._choices.aboutToShow.connect(self._fill)
        self.setMenu(self._choices)
        self.show_levels(LEVELS)

    def show_levels(self, levels: tuple[Level, ...]) -> None:
        """Shows what the document holds."""
        self._levels = levels
        short = {LEVELS: self.tr("For everything"), DEEP: self.tr("For shapes"), SHALLOW: self.tr("For colour")}
        names = ", ".join(level_name(level) for level in levels)
        self._whole = short.get(levels) or self.tr("For {levels}").format(levels=names)
        self.setAccessibleName(self.tr("Used for {levels}").format(levels=names))
        self._shorten()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 (Qt's name)
        """Shows as much of the text as there is room for."""
        super().resizeEvent(event)
        self._shorten()

    def _shorten(self) -> None:
        room = max(self.width() - ARROW, 0)
        self.setText(self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room))

    @Slot()
    def _fill(self) -> None:
        self._choices.clear()
        presets = {
            LEVELS: self.tr("Everything"),
            DEEP: self.tr("Shapes and strokes"),
            SHALLOW: self.tr("Texture and colour"),
        }
        for levels, text in presets.items():
            action = self._choices.addAction(text)
            action.setCheckable(True)
            action.setChecked(levels == self._levels)
            action.triggered.connect(lambda _checked=False, levels=levels: self.chosen.emit(levels))
        self._choices.addSeparator()
        for level in LEVELS:
            action = self._choices.addAction(level_name(level))
            action.setCheckable(True)
            action.setChecked(level in self._levels)
            action.setToolTip(level_tip(level))
            # A style that is used for nothing is switched off by its eye.
            action.setEnabled(self._levels != (level,))
            action.triggered.connect(lambda on, level=level: self._switch(level, on=on))

    def _switch(self, level: Level, *, on: bool) -> None:
        wanted = {*self._levels, level} if on else set(self._levels).difference((level,))
        self.chosen.emit(tuple(each for each in LEVELS if each in wanted))
