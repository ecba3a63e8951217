"""The program's icon as Windows and macOS want it, drawn from the one that the window has."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

if TYPE_CHECKING:
    from pathlib import Path

FORMATS = {".ico": (16, 24, 32, 48, 64, 128, 256), ".icns": (32, 64, 128, 256, 512, 1024)}
"""Sides in pixels of the pictures in a file, by its suffix."""


def write_icon(source: Path, target: Path) -> Path:
    """Writes the icon in all its sizes, each drawn by itself; returns the file.

    Args:
        source: the drawing, an SVG file.
        target: an `.ico` or `.icns` file.
    """
    pictures = [drawn(source, side) for side in FORMATS[target.suffix]]
    target.parent.mkdir(parents=True, exist_ok=True)
    largest = pictures[-1]
    if target.suffix == ".ico":
        largest.save(target, sizes=[picture.size for picture in pictures], append_images=pictures[:-1])
    else:
        largest.save(target, append_images=pictures[:-1])
    return target


def drawn(source: Path, side: int) -> Image.Image:
    """The drawing as a square picture.

    Args:
        source: an SVG file.
        side: in pixels.
    """
    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(source)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs take str for bytes
    return Image.open(io.BytesIO(bytes(buffer.data().data()))).convert("RGBA")
