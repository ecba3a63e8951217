"""What can be chosen for an exported picture: format, depth, size, strokes and colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

SUFFIXES = (".jpg", ".png", ".tif", ".webp", ".avif", ".jxl")
WITH_QUALITY = frozenset({".jpg", ".webp", ".avif", ".jxl"})

ORIGINAL, PREVIEW, OWN = "original", "preview", "own"

_SAME_FORMAT = {".jpeg": ".jpg", ".tiff": ".tif"}


class FormatChoice(QComboBox):
    """The kind of file; its data is the suffix."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Format"))
        for suffix, text in (
            (".jpg", self.tr("JPEG – small files, understood everywhere")),
            (".png", self.tr("PNG – without loss, with transparency")),
            (".tif", self.tr("TIFF – without loss, for printing and editing")),
            (".webp", self.tr("WebP – small files for the web")),
            (".avif", self.tr("AVIF – the smallest files, for recent programs")),
            (".jxl", self.tr("JPEG XL – small files, also with 16 bits, for the newest programs")),
        ):
            self.addItem(text, suffix)

    def set_suffix(self, suffix: str) -> None:
        """Chooses the format of a suffix; one that is none changes nothing."""
        suffix = suffix.lower()
        index = self.findData(_SAME_FORMAT.get(suffix, suffix))
        if index >= 0:
            self.setCurrentIndex(index)


class DepthChoice(QComboBox):
    """The bits per channel; its data is their number."""

    def __init__(self, parent: QWidget, *, deep: bool) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Depth"))
        self.addItem(self.tr("8 bits – for looking and sharing"), 8)
        self.addItem(self.tr("16 bits – for further editing; larger files"), 16)
        self.setCurrentIndex(1 if deep else 0)


class SizeChoice(QComboBox):
    """The size; its data is `ORIGINAL`, `PREVIEW` or `OWN`."""

    def __init__(self, parent: QWidget, *, smaller_preview: bool) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Size"))
        self.addItem(self.tr("Full size"), ORIGINAL)
        if smaller_preview:
            self.addItem(self.tr("Size of the preview"), PREVIEW)
        self.addItem(self.tr("Choose the longer side"), OWN)


class LookChoice(QComboBox):
    """Whether a picture larger than the preview looks like it; its data is the answer."""

    def __init__(self, parent: QWidget, *, same_look: bool) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Strokes"))
        self.addItem(self.tr("Same look at any size"), True)  # noqa: FBT003 - what is chosen
        self.addItem(self.tr("Finer strokes"), False)  # noqa: FBT003 - likewise
        self.setItemData(0, self.tr("A larger, sharper version of the preview"), Qt.ItemDataRole.ToolTipRole)
        self.setItemData(
            1,
            self.tr("Strokes of as many pixels as in the preview: a large picture gets more and finer ones"),
            Qt.ItemDataRole.ToolTipRole,
        )
        self.setCurrentIndex(0 if same_look else 1)


class ColoursChoice(QComboBox):
    """Whether the picture is in the photo's own colour space; its data is the answer."""

    def __init__(self, parent: QWidget, *, own: bool) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Colours"))
        self.addItem(self.tr("sRGB – alike everywhere"), False)  # noqa: FBT003 - what is chosen
        self.addItem(self.tr("The photo's own – keeps stronger colours"), True)  # noqa: FBT003 - likewise
        self.setItemData(
            1,
            self.tr("For photos in Display P3, Adobe RGB and the like, and for raw photos"),
            Qt.ItemDataRole.ToolTipRole,
        )
        self.setCurrentIndex(1 if own else 0)
