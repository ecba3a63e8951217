"""BMP files that say in which bits their channels lie: Pillow reads only a few of them.

Source: Microsoft's BITMAPV5HEADER, and the headers before it.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.images.metadata.density import METRES_PER_INCH
from engine.sentences import Sentence

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

_FILE_HEADER = 14
_OLD_HEADER, _USUAL_HEADER = 12, 40
_DEPTHS, _PACKED = (1, 4, 8, 16, 24, 32), (0, 1, 2, 3)
_FIELDS, _FIELDS_WITH_ALPHA = 3, 6
_HEADER_WITH_ALPHA = 56


@dataclass(frozen=True)
class Fields:
    """Where the channels of a pixel lie.

    Attributes:
        width: In pixels.
        height: In pixels.
        upwards: Whether the lowest row comes first.
        bits: The bits of a pixel, 16 or 32.
        masks: The bits of red, green and blue, and of opacity if the file has it.
        start: Where the first row begins in the file.
        dpi: Pixels per inch, across and down.
    """

    width: int
    height: int
    upwards: bool
    bits: int
    masks: tuple[int, ...]
    start: int
    dpi: tuple[float, float]


def read_fields(path: Path) -> Fields | None:
    """Return where the channels lie in a file that says so itself, or None.

    Raises:
        struct.error: If the header is cut short.
        OSError: If the file cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(_FILE_HEADER + 124 + 16)
    (size,) = struct.unpack_from("<I", head, _FILE_HEADER)
    if size < _USUAL_HEADER:
        return None
    width, height, _, bits, compression = struct.unpack_from("<iiHHI", head, _FILE_HEADER + 4)
    if compression not in (_FIELDS, _FIELDS_WITH_ALPHA) or bits not in (16, 32) or width < 1 or height == 0:
        return None
    has_alpha = size >= _HEADER_WITH_ALPHA or compression == _FIELDS_WITH_ALPHA
    masks = struct.unpack_from("<4I" if has_alpha else "<3I", head, _FILE_HEADER + 40)
    (start,) = struct.unpack_from("<I", head, 10)
    across, down = (per_metre * METRES_PER_INCH for per_metre in struct.unpack_from("<ii", head, _FILE_HEADER + 24))
    masks = masks[:3] if has_alpha and not masks[3] else masks
    return Fields(width, abs(height), height > 0, bits, masks, start, (across, down))


def decode(path: Path, fields: Fields) -> NDArray[np.uint8]:
    """Return H×W×3, or ×4 with opacity.

    Raises:
        ValueError: If the file is cut short.
        OSError: If it cannot be read.
    """
    kind = f"<u{fields.bits // 8}"
    row_length = (fields.width * fields.bits // 8 + 3) // 4 * 4
    with path.open("rb") as file:
        file.seek(fields.start)
        data = file.read(row_length * fields.height)
    rows = np.frombuffer(data, np.uint8).reshape(fields.height, row_length)
    pixels: NDArray[Any] = np.ascontiguousarray(rows[:, : fields.width * fields.bits // 8]).view(kind)
    samples = np.empty((fields.height, fields.width, len(fields.masks)), np.uint8)
    for channel, mask in enumerate(fields.masks):
        samples[..., channel] = _channel(pixels, mask)
    return samples[::-1] if fields.upwards else samples


def refusal(path: Path) -> Sentence | None:
    """Return in words why a file cannot be read; None if Pillow can read its kind.

    Raises:
        struct.error: If the header is cut short.
        OSError: If the file cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(_FILE_HEADER + 40)
    (size,) = struct.unpack_from("<I", head, _FILE_HEADER)
    if size == _OLD_HEADER:
        (bits,), compression = struct.unpack_from("<H", head, _FILE_HEADER + 10), 0
    elif size < _USUAL_HEADER:
        return Sentence("it has a header of {size} bytes", size=size)
    else:
        bits, compression = struct.unpack_from("<HI", head, _FILE_HEADER + 14)
    if bits in _DEPTHS and compression in _PACKED:
        return None
    return Sentence("it has {bits} bits a pixel, packed by method {compression}", bits=bits, compression=compression)


def _channel(pixels: NDArray[Any], mask: int) -> NDArray[np.uint8]:
    if not mask:
        return np.zeros(pixels.shape, np.uint8)
    lowest = (mask & -mask).bit_length() - 1
    largest = mask >> lowest
    numbers = (pixels & mask) >> lowest
    # As wide as a product needs.
    scaled: NDArray[np.uint8] = ((numbers.astype(np.uint64) * 255 + largest // 2) // largest).astype(np.uint8)
    return scaled
