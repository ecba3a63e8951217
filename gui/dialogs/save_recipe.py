"""The dialog in which it is chosen what of a look is shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from gui.dialogs.parts import resize_within_screen, spaced, text_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QImage

ICON_SIDE = 64
"""Of a style's thumbnail, in pixels."""


class SaveRecipeDialog(QDialog):
    """Shows what a recipe consists of, and asks whether the styles go along.

    Args:
        styles: names and thumbnails of the styles that are painted with.
        own_sizes: whether styles have stroke sizes of their own, which recipes do not keep.
        parent: the owner.
    """

    def __init__(
        self, styles: Sequence[tuple[str, QImage]], *, own_sizes: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Save the recipe"))
        self.styles = style_list(styles, self.tr("Styles of the recipe"), self)
        self.with_styles = QCheckBox(self.tr("&With the styles"), self)
        self.with_styles.setToolTip(
            self.tr("Whoever gets the file can paint at once. Without them it holds small pictures of the styles only.")
        )
        self.with_styles.setChecked(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        save = buttons.addButton(self.tr("&Save…"), QDialogButtonBox.ButtonRole.AcceptRole)
        save.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        spaced(column)
        column.addWidget(
            text_label(self.tr("The recipe holds the look and these styles, to be shared or used for other photos."))
        )
        column.addWidget(self.styles, 1)
        column.addWidget(self.with_styles)
        if own_sizes:
            column.addWidget(
                text_label(self.tr("Stroke sizes that single styles have are not part of a recipe."), quiet=True)
            )
        column.addWidget(buttons)
        resize_within_screen(self, 440, 400)
        save.setFocus()


def style_list(styles: Sequence[tuple[str, QImage]], name: str, parent: QWidget) -> QListWidget:
    """A list of styles with their thumbnails, only to be looked at.

    Args:
        styles: names and thumbnails.
        name: of the list, for those who cannot see it.
        parent: the owner.
    """
    shown = QListWidget(parent)
    shown.setAccessibleName(name)
    shown.setIconSize(QSize(ICON_SIDE, ICON_SIDE))
    shown.setSelectionMode(QListWidget.SelectionMode.NoSelection)
    for style, image in styles:
        item = QListWidgetItem(QIcon(QPixmap.fromImage(image)), style, shown)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
    return shown
