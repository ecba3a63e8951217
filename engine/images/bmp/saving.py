"""BMP files, written by rows. libvips has no writer for them, and Pillow's wants the whole picture."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from engine.images.libraries import VipsImage

_HEADERS_LENGTH = 14 + 40
_ROWS_AT_ONCE = 256


def write_bmp(image: VipsImage, path: Path) -> None:
    """Write an 8-bit RGB image with 24 bits per pixel.

    Raises:
        OSError: If the file cannot be written.
    """
    width, height = image.width, image.height
    row_length = (3 * width + 3) // 4 * 4
    # The length fields have 32 bits. Readers go by width and height, so a larger picture says 0 there.
    length = row_length * height if row_length * height + _HEADERS_LENGTH < 2**32 else 0
    per_metre = (round(image.xres * 1000), round(image.yres * 1000))
    with path.open("wb") as file:
        file.write(struct.pack("<2sIHHI", b"BM", length + _HEADERS_LENGTH if length else 0, 0, 0, _HEADERS_LENGTH))
        file.write(struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, length, *per_metre, 0, 0))
        # A BMP begins with its lowest row.
        for bottom in range(height, 0, -_ROWS_AT_ONCE):
            top = max(bottom - _ROWS_AT_ONCE, 0)
            samples = image.crop(0, top, width, bottom - top).write_to_memory()
            rows = np.frombuffer(samples, np.uint8).reshape(bottom - top, width, 3)
            padded = np.zeros((bottom - top, row_length), np.uint8)
            padded[:, : 3 * width] = rows[::-1, :, ::-1].reshape(bottom - top, 3 * width)
            file.write(padded.data)
