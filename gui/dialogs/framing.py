"""The dialog in which a picture is cropped, turned and mirrored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QImage, QKeySequence, QTransform
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.images import WHOLE, Framing
from gui.dialogs.crop_view import CropView
from gui.dialogs.cropping import Box
from gui.dialogs.parts import resize_within_screen, spaced, text_label
from gui.icons import icon

if TYPE_CHECKING:
    from collections.abc import Callable

SHOWN_SIDE = 1600
"""The long side at which the picture is kept for showing, in pixels."""

ORIGINAL = 0.0
RATIOS = {"1 : 1": 1.0, "4 : 3": 4 / 3, "3 : 2": 3 / 2, "16 : 9": 16 / 9}


class FramingDialog(QDialog):
    """Asks which part of a picture is meant, and which way up. The picture itself is not changed.

    Args:
        picture: all of it, as it is in its file.
        framing: to begin with.
        title: of the dialog.
        parent: the owner.
    """

    def __init__(self, picture: QImage, framing: Framing, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._full_size = (picture.width(), picture.height())
        self._picture = picture
        if max(self._full_size) > SHOWN_SIDE:
            side = QSize(SHOWN_SIDE, SHOWN_SIDE)
            smooth = Qt.TransformationMode.SmoothTransformation
            self._picture = picture.scaled(side, Qt.AspectRatioMode.KeepAspectRatio, smooth)
        self._framing = framing
        self.view = CropView(self)
        self.view.setAccessibleName(self.tr("Crop"))
        self.view.setToolTip(
            self.tr("Drag the frame or its handles. Arrow keys move it, with Shift they resize it, with Ctrl finely.")
        )
        self.ratio_choice = QComboBox(self)
        self.ratio_choice.setAccessibleName(self.tr("Shape"))
        self.ratio_choice.addItem(self.tr("Free"), None)
        self.ratio_choice.addItem(self.tr("As the picture"), ORIGINAL)
        for text, ratio in RATIOS.items():
            self.ratio_choice.addItem(text, ratio)
        self.upright_check = QCheckBox(self.tr("&Upright"), self)
        self.upright_check.setToolTip(self.tr("Higher than wide"))
        self.size_label = text_label(quiet=True, parent=self)
        self.size_label.setWordWrap(False)
        self._arrange()
        self.ratio_choice.currentIndexChanged.connect(self._apply_ratio)
        self.upright_check.toggled.connect(self._apply_ratio)
        self.view.changed.connect(self._take_over)
        self._show_framing()
        width, height = self._shown_size()
        self.upright_check.setChecked(height > width)
        self._apply_ratio()
        resize_within_screen(self, 860, 680)
        self.view.setFocus()

    def framing(self) -> Framing:
        """What is chosen now."""
        return self._framing

    @Slot()
    def turn_left(self) -> None:
        """Turns the picture and its crop anticlockwise."""
        self._turn(-1)

    @Slot()
    def turn_right(self) -> None:
        """Turns the picture and its crop clockwise."""
        self._turn(1)

    @Slot()
    def mirror(self) -> None:
        """Exchanges left and right."""
        self._framing = self._framing.flipped()
        self._show_framing()

    @Slot()
    def reset(self) -> None:
        """Shows the whole picture as it is in its file."""
        self.ratio_choice.setCurrentIndex(0)
        self._framing = WHOLE
        self._show_framing()

    def _arrange(self) -> None:
        above = QHBoxLayout()
        shape = QLabel(self.tr("&Shape"), self)
        shape.setBuddy(self.ratio_choice)
        above.addWidget(shape)
        above.addWidget(self.ratio_choice)
        above.addWidget(self.upright_check)
        above.addStretch(1)
        self.left_button = self._button("turn-left", self.tr("Turn left"), "[", self.turn_left)
        self.right_button = self._button("turn-right", self.tr("Turn right"), "]", self.turn_right)
        self.mirror_button = self._button("mirror", self.tr("Mirror"), "M", self.mirror)
        self.reset_button = self._button("reset", self.tr("Reset"), "R", self.reset)
        for button in (self.left_button, self.right_button, self.mirror_button, self.reset_button):
            above.addWidget(button)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, parent=self
        )
        self.ok_button = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok_button.setText(self.tr("&Apply"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        below = QHBoxLayout()
        below.addWidget(self.size_label, 1)
        below.addWidget(buttons)
        column = QVBoxLayout(self)
        spaced(column)
        column.addLayout(above)
        column.addWidget(self.view, 1)
        column.addLayout(below)

    def _button(self, name: str, text: str, keys: str, slot: Callable[[], None]) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icon(name))
        button.setIconSize(QSize(20, 20))
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setAccessibleName(text)
        button.setToolTip(f"{text} ({keys})")
        button.setShortcut(QKeySequence(keys))
        button.clicked.connect(slot)
        return button

    def _turn(self, quarters: int) -> None:
        self._framing = self._framing.turned(quarters)
        # The shape turns with the picture.
        self.upright_check.blockSignals(True)  # noqa: FBT003 - Qt takes no name here
        self.upright_check.setChecked(not self.upright_check.isChecked())
        self.upright_check.blockSignals(False)  # noqa: FBT003
        self._show_framing()
        self.view.set_ratio(self._ratio(), fit=False)

    def _shown_size(self) -> tuple[int, int]:
        width, height = self._full_size
        return (height, width) if self._framing.quarter_turns % 2 else (width, height)

    def _ratio(self) -> float | None:
        chosen = self.ratio_choice.currentData()
        if chosen is None:
            return None
        if chosen == ORIGINAL:
            width, height = self._shown_size()
            return width / height
        return 1 / float(chosen) if self.upright_check.isChecked() else float(chosen)

    def _show_framing(self) -> None:
        framing = self._framing
        shown = self._picture.transformed(QTransform().rotate(90 * framing.quarter_turns))
        if framing.mirrored:
            shown = shown.flipped(Qt.Orientation.Horizontal)
        width, height = self._shown_size()
        box = Box(
            framing.left * width,
            framing.top * height,
            (framing.right - framing.left) * width,
            (framing.bottom - framing.top) * height,
        )
        self.view.show_picture(shown, (width, height), box)
        self._show_size()

    @Slot()
    def _apply_ratio(self) -> None:
        self.upright_check.setEnabled(self.ratio_choice.currentData() not in (None, ORIGINAL, 1.0))
        self.view.set_ratio(self._ratio())
        if self._ratio() is not None:
            self._take_over()

    @Slot()
    def _take_over(self) -> None:
        """Makes the framing what the view shows."""
        box = self.view.box
        width, height = self._shown_size()
        self._framing = Framing(
            min(max(box.left / width, 0.0), 1.0),
            min(max(box.top / height, 0.0), 1.0),
            min(max(box.right / width, 0.0), 1.0),
            min(max(box.bottom / height, 0.0), 1.0),
            self._framing.quarter_turns,
            self._framing.mirrored,
        )
        self._show_size()

    def _show_size(self) -> None:
        width, height = self._framing.size_of(*self._full_size)
        text = self.tr("{width} × {height} pixels").format(width=width, height=height)
        self.size_label.setText(text)
        self.view.setAccessibleDescription(text)
