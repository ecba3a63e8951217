"""The dialog that makes regions of label maps: which pictures, what belongs together, and what it is called."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal, TypeAlias

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtGui import QColor, QImage, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gui.dialogs.parts import resize_within_screen, spaced, text_label
from gui.fields import ChoiceBox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.masks.labels import LabelComparison

Side: TypeAlias = Literal["photo", "style"]

THUMBNAIL = 96
SWATCH = 22


class LabelMapsDialog(QDialog):
    """Two label maps with a button each, the style, and a row for each colour.

    Args:
        styles: keys and names of the cards on the shelf, at least one.
        photo: what the photo is called.
        has_regions: whether there are regions that the new ones could replace.
        parent: the owner.

    Attributes:
        pictures, buttons: of each map.
        style_box: which card.
        edits: a field for the name of each region.
        note: why there is nothing to make, or what to do next.
        anew_check: whether the new regions take the place of the present ones.

    Signals:
        choose_requested(side): the user wants to choose the label map of the "photo" or of the "style".
        style_chosen(): another card.
    """

    choose_requested = Signal(str)
    style_chosen = Signal()

    def __init__(
        self, styles: Sequence[tuple[str, str]], photo: str, *, has_regions: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Regions from label maps"))
        self.edits: list[QLineEdit] = []
        self.pictures: dict[Side, QLabel] = {}
        self.buttons: dict[Side, QPushButton] = {}
        self._names: dict[Side, QLabel] = {}
        self.style_box = ChoiceBox(self.tr("Style"), styles, self)
        self.style_box.show_value(styles[0][0])
        self.style_box.setToolTip(self.tr("The card whose parts the second label map names"))
        self.style_box.chosen.connect(self._on_style)
        choosing = QGridLayout()
        choosing.setColumnStretch(1, 1)
        choosing.setHorizontalSpacing(14)
        self._add_map(choosing, 0, "photo", self.tr("Parts of {name}").format(name=photo))
        self._add_map(choosing, 1, "style", self.tr("Parts of the style"), self.style_box)
        self._rows = QScrollArea(self)
        self._rows.setWidgetResizable(True)
        self._rows.setFrameShape(QScrollArea.Shape.NoFrame)
        self.note = text_label(self.tr("Choose both label maps: then their colours are compared."), quiet=True)
        self.anew_check = QCheckBox(self.tr("In place of the present regions"), self)
        self.anew_check.setVisible(has_regions)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.make_button = buttons.addButton(self.tr("&Make regions"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        spaced(column)
        column.addWidget(
            text_label(
                self.tr(
                    "A label map is a copy of a picture in flat colours, one for each part: sky, water, houses. What "
                    "has the same colour in both maps belongs together."
                )
            )
        )
        column.addLayout(choosing)
        column.addWidget(self._rows, 1)
        column.addWidget(self.note)
        column.addWidget(self.anew_check)
        column.addWidget(buttons)
        self._clear()
        resize_within_screen(self, 560, 620)

    @property
    def style_key(self) -> str:
        """The key of the chosen card."""
        return str(self.style_box.currentData())

    @property
    def names(self) -> list[str]:
        """What the regions are to be called."""
        return [edit.text().strip() or edit.placeholderText() for edit in self.edits]

    @property
    def anew(self) -> bool:
        """Whether the new regions take the place of the present ones."""
        return self.anew_check.isChecked()

    def show_map(self, side: Side, name: str, image: QImage) -> None:
        """Shows a label map that was chosen."""
        room = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.FastTransformation
        self.pictures[side].setPixmap(QPixmap.fromImage(image).scaled(THUMBNAIL, THUMBNAIL, *room))
        self._names[side].setText(name)
        self._clear()

    def show_comparison(self, found: LabelComparison) -> None:
        """Shows which colours match, and which do not."""
        self._clear()
        rows = QWidget(self)
        grid = QGridLayout(rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(12)
        for number, label in enumerate(found.matched):
            edit = QLineEdit(rows)
            edit.setPlaceholderText(self.tr("Part {number}").format(number=number + 1))
            edit.setAccessibleName(self.tr("Name of the region {colour}").format(colour=label.name))
            shares = self.tr("{photo} of the photo, {style} of the style").format(
                photo=_percent(label.photo_share), style=_percent(label.style_share)
            )
            self._add_row(grid, label.name, edit, shares)
            self.edits.append(edit)
        for name, share in found.photo_only:
            text = self.tr("only in the photo: painted like the rest")
            self._add_row(grid, name, text_label(text, quiet=True), _percent(share))
        for name, share in found.style_only:
            text = self.tr("only in the style: not used")
            self._add_row(grid, name, text_label(text, quiet=True), _percent(share))
        grid.setRowStretch(grid.rowCount(), 1)
        self._rows.setWidget(rows)
        self.note.setText(
            self.tr("Give the parts names, if you like.")
            if found.matched
            else self.tr("No colour is in both maps: paint what belongs together in one colour.")
        )
        self.make_button.setEnabled(bool(found.matched))

    def show_refusal(self, sentence: str) -> None:
        """Says why nothing can be made of the maps."""
        self._clear()
        self.note.setText(sentence)

    def _clear(self) -> None:
        self.edits = []
        self._rows.setWidget(QWidget(self))
        self.make_button.setEnabled(False)

    def _add_map(self, grid: QGridLayout, row: int, side: Side, title: str, choice: QWidget | None = None) -> None:
        picture = QLabel(self)
        picture.setFixedSize(THUMBNAIL, THUMBNAIL)
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        picture.setFrameShape(QLabel.Shape.StyledPanel)
        words = QVBoxLayout()
        words.addStretch(1)
        words.addWidget(text_label(title, parent=self))
        if choice is not None:
            words.addWidget(choice)
        self._names[side] = text_label(self.tr("No label map yet"), quiet=True, parent=self)
        words.addWidget(self._names[side])
        words.addStretch(1)
        button = QPushButton(self.tr("Choose…"), self)
        button.setAccessibleName(self.tr("Choose a label map: {title}").format(title=title))
        button.setAutoDefault(False)
        button.clicked.connect(partial(self.choose_requested.emit, side))
        grid.addWidget(picture, row, 0)
        grid.addLayout(words, row, 1)
        grid.addWidget(button, row, 2)
        self.pictures[side], self.buttons[side] = picture, button

    def _add_row(self, grid: QGridLayout, colour: str, middle: QWidget, shares: str) -> None:
        row = grid.rowCount()
        swatch = QPixmap(SWATCH, SWATCH)
        swatch.fill(QColor(colour))
        shown = QLabel(self)
        shown.setPixmap(swatch)
        shown.setToolTip(colour)
        grid.addWidget(shown, row, 0)
        grid.addWidget(middle, row, 1)
        grid.addWidget(QLabel(shares, self), row, 2)

    @Slot()
    def _on_style(self) -> None:
        self._clear()
        self.style_chosen.emit()


def _percent(share: float) -> str:
    return f"{QLocale().toString(100 * share, 'f', 0 if share >= 0.1 else 1)} %"
