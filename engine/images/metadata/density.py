"""The resolution that JPEG and PNG files tell besides EXIF, with its unit: libvips hands out the numbers without it."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from engine.images.png_layout import chunks

if TYPE_CHECKING:
    from pathlib import Path

METRES_PER_INCH = 0.0254
_JFIF = struct.Struct(">2s2sH5sHBHH")
_JFIF_UNITS = {1: 1.0, 2: 2.54}
_PNG_DENSITY = struct.Struct(">IIB")


def dots_per_inch(path: Path, kind: str) -> tuple[float, float] | None:
    """Read the pixels per inch that a file tells.

    Args:
        path: The file.
        kind: What libvips calls its format here; of all but JPEG and PNG nothing is known.

    Returns:
        Across and down; None if it tells none, or names no unit: its numbers are a proportion of the pixels then.
    """
    reader = {"JPEG": _of_jpeg, "PNG": _of_png}.get(kind)
    return None if reader is None else reader(path)


def _of_jpeg(path: Path) -> tuple[float, float] | None:
    with path.open("rb") as file:
        start = file.read(_JFIF.size)
    if len(start) < _JFIF.size:
        return None
    _, marker, _, name, _, unit, across, down = _JFIF.unpack(start)
    scale = _JFIF_UNITS.get(unit)
    if marker != b"\xff\xe0" or name != b"JFIF\0" or scale is None:
        return None
    return across * scale, down * scale


def _of_png(path: Path) -> tuple[float, float] | None:
    found = next((data for _, data in chunks(path, (b"pHYs",), before=b"IDAT") if len(data) == _PNG_DENSITY.size), None)
    if found is None:
        return None
    across, down, unit = _PNG_DENSITY.unpack(found)
    return (across * METRES_PER_INCH, down * METRES_PER_INCH) if unit == 1 else None
