"""The user guide, in a window of its own beside the program's."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QDialog, QTextBrowser, QVBoxLayout

from gui.dialogs.parts import resize_within_screen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

GUIDE = "guide.md"


class GuideDialog(QDialog):
    """Shows the guide with its pictures; nobody need close it to go on working.

    Args:
        guide: the file.
        parent: the owner.
    """

    def __init__(self, guide: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("User guide"))
        self.text = QTextBrowser(self)
        self.text.setAccessibleName(self.tr("User guide"))
        self.text.setOpenExternalLinks(True)
        self.text.setSource(QUrl.fromLocalFile(str(guide)), QTextDocument.ResourceType.MarkdownResource)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.text)
        resize_within_screen(self, 860, 760)


def guide_folders() -> tuple[Path, ...]:
    """Where the guide may be: among the resources of an installed program, or in the documents of a checkout."""
    resources = Path(str(files("resources")))
    return resources / "docs", resources.parent / "docs"


def find_guide(folders: Sequence[Path] | None = None) -> Path | None:
    """The guide; None where it did not come along."""
    for folder in guide_folders() if folders is None else folders:
        if (folder / GUIDE).is_file():
            return folder / GUIDE
    return None
