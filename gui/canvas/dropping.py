"""What another program or a file manager drags over the canvas."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage, QPixmap

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData


def brings_pictures(data: QMimeData) -> bool:
    """Whether there is anything that could be a picture; whether it is one is seen when it is read."""
    return data.hasImage() or any(url.isLocalFile() for url in data.urls())


def dropped_pictures(data: QMimeData) -> list[Path] | QImage | None:
    """The files, or else the image, that was dropped.

    Files come first: a web browser sends both, and a file has the full depth, the profile and a name.
    """
    files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if files:
        return files
    image = data.imageData()
    if isinstance(image, QPixmap):
        image = image.toImage()
    return image if isinstance(image, QImage) and not image.isNull() else None
