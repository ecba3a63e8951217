"""The user guide, in a window of its own beside the program's."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import QImage, QImageReader, QTextDocument
from PySide6.QtWidgets import QDialog, QTextBrowser, QVBoxLayout

from gui.dialogs.parts import resize_within_screen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

GUIDE = "guide.md"
MARGIN = 24
"""Pixels around the text."""

RESTS_AFTER = 60
"""Milliseconds without another size after which pictures are drawn anew: that takes longer than a step of the hand."""


class GuideDialog(QDialog):
    """Shows the guide with its pictures; nobody need close it to go on working.

    Args:
        guide: the file.
        parent: the owner.
    """

    def __init__(self, guide: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("User guide"))
        self.text = GuideText(self)
        self.text.setAccessibleName(self.tr("User guide"))
        self.text.setOpenExternalLinks(True)
        self.text.setSource(QUrl.fromLocalFile(str(guide)), QTextDocument.ResourceType.MarkdownResource)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.text)
        resize_within_screen(self, 860, 760)


class GuideText(QTextBrowser):
    """Text whose pictures are as wide as there is room for: a picture of a window would have to be scrolled."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document().setDocumentMargin(MARGIN)
        self._pictures: set[QUrl] = set()
        self._resting = QTimer(self)
        self._resting.setSingleShot(True)
        self._resting.timeout.connect(self._fit)

    def loadResource(self, kind: int, name: QUrl | str) -> object:  # noqa: N802 - the name is Qt's
        """Takes pictures as they fit."""
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return super().loadResource(kind, name)
        picture = QUrl(name)
        self._pictures.add(picture)
        return self._fitting(picture)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - the name is Qt's
        """Fits the pictures anew, but not at every step of a hand that draws the window larger."""
        super().resizeEvent(event)
        self._resting.start(RESTS_AFTER if self.isVisible() else 0)

    @Slot()
    def _fit(self) -> None:
        document = self.document()
        for name in self._pictures:
            document.addResource(QTextDocument.ResourceType.ImageResource.value, name, self._fitting(name))
        # Otherwise it would know of the new pictures, but not lay them out.
        document.markContentsDirty(0, document.characterCount())

    def _fitting(self, name: QUrl) -> QImage:
        """A picture, small enough and as sharp as the screen."""
        reader = QImageReader(self.source().resolved(name).toLocalFile())
        size, ratio = reader.size(), self.devicePixelRatioF()
        room = max(1, self.viewport().width() - 2 * MARGIN)
        if size.width() > room:
            size = QSize(room, max(1, round(size.height() * room / size.width()))) * ratio
        image = reader.read()
        if size.width() < image.width():
            image = image.scaledToWidth(size.width(), Qt.TransformationMode.SmoothTransformation)
            image.setDevicePixelRatio(ratio)
        return image


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
