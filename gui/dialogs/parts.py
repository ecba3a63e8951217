"""What several dialogs are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QFormLayout, QFrame, QLabel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLayout, QWidget

MARGIN = 18
"""Pixels between a dialog's edge and what is in it."""

SPACE = 10
MOST_OF_SCREEN = 0.85


def text_label(text: str = "", *, quiet: bool = False, parent: QWidget | None = None) -> QLabel:
    """A label that wraps and shows its text as it is; a quiet one is dimmer.

    Args:
        text: plain, since names of files and packs may look like markup.
        quiet: whether it is only a remark.
        parent: the owner.
    """
    label = QLabel(text, parent)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if quiet:
        label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label


def heading(text: str, parent: QWidget | None = None) -> QLabel:
    """A label in larger, bold letters."""
    label = text_label(text, parent=parent)
    font = QApplication.font()
    font.setBold(True)
    font.setPointSizeF(font.pointSizeF() * 1.15)
    label.setFont(font)
    return label


def line(parent: QWidget | None = None) -> QFrame:
    """A thin line across."""
    drawn = QFrame(parent)
    drawn.setFrameShape(QFrame.Shape.HLine)
    drawn.setForegroundRole(QPalette.ColorRole.Mid)
    drawn.setFrameShadow(QFrame.Shadow.Plain)
    return drawn


def spaced(layout: QLayout) -> None:
    """Gives a dialog's outermost layout its room."""
    layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
    layout.setSpacing(SPACE)


def form() -> QFormLayout:
    """A layout of labelled rows that looks the same on every system."""
    made = QFormLayout()
    made.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    made.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    made.setFormAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    made.setHorizontalSpacing(14)
    made.setVerticalSpacing(SPACE)
    return made


def resize_within_screen(widget: QWidget, width: int, height: int) -> None:
    """Gives a dialog a size, or as much of it as a small screen has room for."""
    room = widget.screen().availableSize() * MOST_OF_SCREEN
    widget.resize(min(width, room.width()), min(height, room.height()))
