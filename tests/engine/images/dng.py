"""A small writer of DNG files, for tests: colour filter arrays and linear pixels, thumbnails, previews, turned."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from engine.images.metadata import exif as tags

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

Matrix = tuple[tuple[float, float, float], ...]
XYZ_TO_SRGB: Matrix = ((3.2405, -1.5371, -0.4985), (-0.9693, 1.8760, 0.0416), (0.0556, -0.2040, 1.0572))
XYZ_TO_REC_2020: Matrix = ((1.7167, -0.3557, -0.2534), (-0.6667, 1.6165, 0.0158), (0.0176, -0.0428, 0.9421))
_ORDER = "<"


@dataclass(frozen=True)
class Extras:
    """What a DNG may bring besides its pixels.

    Attributes:
        orientation: EXIF's.
        thumbnail: H×W×3, ``uint8``: a small picture in the first directory, as most DNGs have it.
        preview: H×W×3, ``uint8``: a JPEG in a directory of its own.
        neutral: What the camera saw of white, as red, green and blue.
        matrix: From XYZ to what the camera sees.
        exif: Tags of the exposure, by number.
        xmp: An XMP packet.
    """

    orientation: int = 1
    thumbnail: NDArray[np.uint8] | None = None
    preview: NDArray[np.uint8] | None = None
    neutral: tuple[float, float, float] = (1.0, 1.0, 1.0)
    matrix: Matrix = XYZ_TO_SRGB
    exif: tuple[tuple[int, tags.Tag], ...] = ()
    xmp: bytes | None = None


def mosaic(pixels: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """What a sensor behind a colour filter array sees of H×W×3 linear light: H×W, red at the top left."""
    seen = pixels[..., 1].copy()
    seen[::2, ::2] = pixels[::2, ::2, 0]
    seen[1::2, 1::2] = pixels[1::2, 1::2, 2]
    return seen


def light(red: float, green: float, blue: float, height: int = 48, width: int = 64) -> NDArray[np.uint16]:
    """A plain picture in linear light of an sRGB colour, 0 to 255. A white corner tells LibRaw what white is."""
    values = np.array([red, green, blue]) / 255
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    pixels = np.empty((height, width, 3), np.uint16)
    pixels[:] = np.rint(linear * 65535)
    pixels[:4, :4] = 65535
    return pixels


def write_dng(path: Path, raw: NDArray[np.uint16], extras: Extras | None = None) -> Path:
    """Write a DNG whose camera sees in linear sRGB, if nothing else is said.

    Args:
        path: Where.
        raw: H×W of a colour filter array (`mosaic`), or H×W×3 linear pixels.
        extras: What else it brings.
    """
    extras = extras or Extras()
    file = _Writer()
    camera = dict(extras.exif)
    main: dict[int, tags.Tag] = {
        0x010F: _ascii("Pentimento"),
        0x0110: _ascii("Test Camera"),
        0x0112: _short(extras.orientation),
        0x013B: _ascii("An Artist"),
        0xC612: tags.Tag(1, 4, bytes((1, 4, 0, 0))),
        0xC613: tags.Tag(1, 4, bytes((1, 1, 0, 0))),
        0xC614: _ascii("Pentimento Test Camera"),
        0xC621: _rationals(extras.matrix, signed=True),
        0xC628: _rationals(extras.neutral),
        0xC65A: _short(21),
    }
    if extras.xmp is not None:
        main[0x02BC] = tags.Tag(1, len(extras.xmp), extras.xmp)
    pixels = _raw_directory(file, raw)
    further = [] if extras.preview is None else [_jpeg_directory(file, extras.preview)]
    if extras.thumbnail is None and not further:
        main |= pixels
    else:
        small = np.zeros((8, 8, 3), np.uint8) if extras.thumbnail is None else extras.thumbnail
        main |= _rgb_directory(file, small)
        places = [file.directory(directory) for directory in (pixels, *further)]
        main[0x014A] = tags.Tag(4, len(places), struct.pack(f"{_ORDER}{len(places)}I", *places))
    if camera:
        main[tags.EXIF_POINTER] = tags.pointer(file.directory(camera), _ORDER)
    file.finish(main)
    path.write_bytes(bytes(file.data))
    return path


class _Writer:
    def __init__(self) -> None:
        self.data = bytearray(b"II*\0" + bytes(4))

    def block(self, data: bytes) -> int:
        """Append bytes at an even place, and return where."""
        self.data += bytes(len(self.data) % 2)
        place = len(self.data)
        self.data += data
        return place

    def directory(self, directory: dict[int, tags.Tag]) -> int:
        self.data += bytes(len(self.data) % 2)
        return self.block(tags.write_directory(directory, len(self.data), _ORDER))

    def finish(self, main: dict[int, tags.Tag]) -> None:
        place = self.directory(main)
        struct.pack_into(_ORDER + "I", self.data, 4, place)


def _raw_directory(file: _Writer, raw: NDArray[np.uint16]) -> dict[int, tags.Tag]:
    samples = 3 if raw.ndim == 3 else 1
    directory = _picture_directory(file, raw.shape, raw.astype("<u2").tobytes(), samples, bits=16)
    directory[0x00FE] = _long(0)
    directory[0x0106] = _short(34892 if samples == 3 else 32803)
    directory[0xC61D] = tags.Tag(4, 1, struct.pack(_ORDER + "I", 65535))
    if samples == 1:
        directory[0x828D] = tags.Tag(3, 2, struct.pack(_ORDER + "2H", 2, 2))
        directory[0x828E] = tags.Tag(1, 4, bytes((0, 1, 1, 2)))
    return directory


def _rgb_directory(file: _Writer, pixels: NDArray[np.uint8]) -> dict[int, tags.Tag]:
    directory = _picture_directory(file, pixels.shape, pixels.tobytes(), 3, bits=8)
    return directory | {0x00FE: _long(1), 0x0106: _short(2)}


def _jpeg_directory(file: _Writer, pixels: NDArray[np.uint8]) -> dict[int, tags.Tag]:
    written = io.BytesIO()
    Image.fromarray(pixels).save(written, "JPEG", quality=90)
    directory = _picture_directory(file, pixels.shape, written.getvalue(), 3, bits=8)
    return directory | {0x00FE: _long(1), 0x0103: _short(7), 0x0106: _short(6)}


def _picture_directory(
    file: _Writer, shape: tuple[int, ...], data: bytes, samples: int, *, bits: int
) -> dict[int, tags.Tag]:
    return {
        0x0100: _long(shape[1]),
        0x0101: _long(shape[0]),
        0x0102: tags.Tag(3, samples, struct.pack(f"{_ORDER}{samples}H", *[bits] * samples)),
        0x0103: _short(1),
        0x0111: _long(file.block(data)),
        0x0115: _short(samples),
        0x0116: _long(shape[0]),
        0x0117: _long(len(data)),
        0x011C: _short(1),
    }


def _ascii(text: str) -> tags.Tag:
    data = text.encode() + b"\0"
    return tags.Tag(2, len(data), data)


def _short(value: int) -> tags.Tag:
    return tags.Tag(3, 1, struct.pack(_ORDER + "H", value))


def _long(value: int) -> tags.Tag:
    return tags.Tag(4, 1, struct.pack(_ORDER + "I", value))


def _rationals(values: Any, *, signed: bool = False) -> tags.Tag:
    numbers = [round(value * 10000) for value in np.ravel(values)]
    data = b"".join(struct.pack(_ORDER + ("ii" if signed else "II"), number, 10000) for number in numbers)
    return tags.Tag(10 if signed else 5, len(numbers), data)
