"""The dialog that asks for the styles which a recipe names and which are not here."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gui.dialogs.parts import resize_within_screen, spaced, text_label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

THUMBNAIL = 72
"""Side of a style's picture in pixels."""


class MissingStylesDialog(QDialog):
    """Shows each missing style with a button to find it; the recipe can be applied with those that are there.

    Args:
        recipe: what the recipe is called.
        styles: hashes and names of the missing styles.
        thumbnails: small pictures of them, by hash, as far as the recipe brings any.
        parent: the owner.

    Attributes:
        pictures, notes, find_buttons: of each style, by hash.

    Signals:
        find_requested(picture_hash): the user wants to choose the file of a style.
    """

    find_requested = Signal(str)

    def __init__(
        self,
        recipe: str,
        styles: Sequence[tuple[str, str]],
        thumbnails: Mapping[str, QImage],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Styles of the recipe"))
        self._missing = {picture_hash for picture_hash, _ in styles}
        self.pictures: dict[str, QLabel] = {}
        self.notes: dict[str, QLabel] = {}
        self.find_buttons: dict[str, QPushButton] = {}
        rows = QWidget(self)
        grid = QGridLayout(rows)
        grid.setColumnStretch(1, 1)
        for row, (picture_hash, name) in enumerate(styles):
            self._add_row(grid, row, picture_hash, name)
            if picture_hash in thumbnails:
                self._show_picture(picture_hash, thumbnails[picture_hash])
        grid.setRowStretch(len(styles), 1)
        area = QScrollArea(self)
        area.setWidget(rows)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.apply_button = buttons.addButton("", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        spaced(column)
        column.addWidget(
            text_label(
                self.tr("{name} needs styles that are not here. Find their files, or go on without them.").format(
                    name=recipe
                )
            )
        )
        column.addWidget(area, 1)
        column.addWidget(buttons)
        self._show_left()
        resize_within_screen(self, 520, min(560, 180 + len(styles) * (THUMBNAIL + 12)))

    @Slot(str, str, QImage)
    def show_found(self, picture_hash: str, file: str, image: QImage) -> None:
        """Shows that the file of a style was found."""
        self._missing.discard(picture_hash)
        self._show_picture(picture_hash, image)
        self.notes[picture_hash].setText(self.tr("Found: {name}").format(name=file))
        self._show_left()

    def _add_row(self, grid: QGridLayout, row: int, picture_hash: str, name: str) -> None:
        picture = QLabel(self)
        picture.setFixedSize(THUMBNAIL, THUMBNAIL)
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words = QVBoxLayout()
        title, note = text_label(name, parent=self), text_label(self.tr("Not here"), quiet=True, parent=self)
        words.addStretch(1)
        words.addWidget(title)
        words.addWidget(note)
        words.addStretch(1)
        find = QPushButton(self.tr("Find…"), self)
        find.setAccessibleName(self.tr("Find {name}").format(name=name))
        find.setToolTip(self.tr("Choose the file of this style, or another picture in its place"))
        find.setAutoDefault(False)
        find.clicked.connect(partial(self.find_requested.emit, picture_hash))
        grid.addWidget(picture, row, 0)
        grid.addLayout(words, row, 1)
        grid.addWidget(find, row, 2)
        self.pictures[picture_hash], self.notes[picture_hash] = picture, note
        self.find_buttons[picture_hash] = find

    def _show_picture(self, picture_hash: str, image: QImage) -> None:
        room = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        self.pictures[picture_hash].setPixmap(QPixmap.fromImage(image).scaled(THUMBNAIL, THUMBNAIL, *room))

    def _show_left(self) -> None:
        self.apply_button.setText(self.tr("&Apply without them") if self._missing else self.tr("&Apply"))
