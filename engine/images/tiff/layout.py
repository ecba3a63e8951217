"""How the pixels lie in a TIFF file, and which of its pages is the picture.

Source: TIFF 6.0, the Photoshop and DNG supplements, BigTIFF as libtiff has it.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from mmap import mmap

GREY_FROM_WHITE, GREY, RGB, PALETTE, CMYK, YCBCR = 0, 1, 2, 3, 5, 6
CIE_LAB, ICC_LAB = 8, 9
UNCOMPRESSED, LZW, OLD_JPEG, JPEG, DEFLATE, PACKBITS, OLD_DEFLATE = 1, 5, 6, 7, 8, 32773, 32946
LZMA, ZSTD, WEBP, JPEG_2000 = 34925, 50000, 50001, 34712
APERIO_YCBCR, APERIO_RGB = 33003, 33005
COLOUR_CHANNELS = {
    GREY_FROM_WHITE: 1,
    GREY: 1,
    RGB: 3,
    PALETTE: 1,
    CMYK: 4,
    YCBCR: 3,
    CIE_LAB: 3,
    ICC_LAB: 3,
}
"""How many channels each kind of colours has, by its number."""

WHOLE_NUMBERS, SIGNED_NUMBERS, FLOATING_POINT, UNDEFINED_NUMBERS = 1, 2, 3, 4

SUBFILE, OLD_SUBFILE = 254, 255
WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC, FILL_ORDER = 256, 257, 258, 259, 262, 266
STRIP_OFFSETS, SAMPLES, ROWS_PER_STRIP, STRIP_LENGTHS, PLANES = 273, 277, 278, 279, 284
PREDICTOR, COLOUR_MAP, TILE_WIDTH, TILE_HEIGHT, TILE_OFFSETS, TILE_LENGTHS = 317, 320, 322, 323, 324, 325
EXTRA_SAMPLES, SAMPLE_FORMAT, JPEG_TABLES = 338, 339, 347
JPEG_STREAM, JPEG_STREAM_LENGTH, RESTART_INTERVAL = 513, 514, 515
QUANTISATION, DC_TABLES, AC_TABLES = 519, 520, 521
LUMINANCE, SUBSAMPLING, REFERENCE_BLACK_WHITE = 529, 530, 532
XMP, ICC_PROFILE = 700, 34675

_REDUCED, _MASK = 1, 4
_OLD_REDUCED = 2
# Directories may overlap: a small file can name so many that reading them all would never end.
_MOST_ENTRIES = 1_000_000
_DTYPES = {1: "u1", 2: "u1", 3: "u2", 4: "u4", 6: "i1", 7: "u1", 8: "i2", 9: "i4", 11: "f4", 12: "f8", 13: "u4"} | {
    16: "u8",
    17: "i8",
    18: "u8",
}
_RATIONALS = {5: "u4", 10: "i4"}
_SIZES = {kind: np.dtype(name).itemsize for kind, name in _DTYPES.items()} | dict.fromkeys(_RATIONALS, 8)
_NAMES = {
    2: "CCITT",
    9: "JBIG",
    10: "JBIG",
    OLD_JPEG: "old-style JPEG",
    JPEG: "JPEG",
    APERIO_YCBCR: "JPEG 2000",
    33004: "JPEG 2000",
    APERIO_RGB: "JPEG 2000",
    22610: "JPEG XR",
    34661: "JBIG",
    JPEG_2000: "JPEG 2000",
    34887: "LERC",
    34892: "lossy JPEG",
    34933: "PNG",
    34934: "JPEG XR",
    WEBP: "WebP",
    50002: "JPEG XL",
    52546: "JPEG XL",
}


class CutShortError(ValueError):
    """The file ends before its data do, or contradicts itself."""


@dataclass(frozen=True)
class Entry:
    """A tag's values: their TIFF type, how many there are, and where they lie in the file."""

    type: int
    count: int
    position: int


class Page:
    """One picture of a TIFF file, by its tags.

    Attributes:
        number: Which picture of the file it is, from 0.
        order: ``<`` for little endian, ``>`` for big endian.
        offset: Where its directory lies.
    """

    def __init__(self, data: bytes | mmap, order: str, offset: int, number: int, entries: dict[int, Entry]) -> None:
        """Take the tags as `read_pages` has found them."""
        self.data, self.order, self.offset, self.number = data, order, offset, number
        self._entries = entries

    def has(self, tag: int) -> bool:
        """Whether the page has a tag."""
        return tag in self._entries

    def values(self, tag: int) -> tuple[float, ...]:
        """Return a tag's numbers; none if it is missing or of no numbers.

        Raises:
            CutShortError: If they lie outside the file.
        """
        entry = self._entries.get(tag)
        if entry is None or entry.type not in _SIZES:
            return ()
        raw = self._bytes(entry, _SIZES[entry.type] * entry.count)
        if entry.type in _RATIONALS:
            pairs = np.frombuffer(raw, self.order + _RATIONALS[entry.type]).reshape(-1, 2).tolist()
            return tuple(above / below if below else 0.0 for above, below in pairs)
        return tuple(np.frombuffer(raw, self.order + _DTYPES[entry.type]).tolist())

    def numbers(self, tag: int, default: tuple[int, ...] = ()) -> tuple[int, ...]:
        """Return a tag's whole numbers, or the default if it has none."""
        return tuple(int(value) for value in self.values(tag)) or default

    def number_of(self, tag: int, default: int) -> int:
        """Return a tag's first whole number, or the default if it has none."""
        return self.numbers(tag, (default,))[0]

    def raw(self, tag: int) -> bytes:
        """Return a tag's bytes; none if it is missing."""
        entry = self._entries.get(tag)
        return b"" if entry is None else self._bytes(entry, _SIZES.get(entry.type, 1) * entry.count)

    def _bytes(self, entry: Entry, length: int) -> bytes:
        raw = self.data[entry.position : entry.position + length]
        if len(raw) != length:
            raise CutShortError("a tag's values end after the file")
        return bytes(raw)

    @property
    def width(self) -> int:
        """The width in pixels."""
        return self.number_of(WIDTH, 0)

    @property
    def height(self) -> int:
        """The height in pixels."""
        return self.number_of(HEIGHT, 0)

    @property
    def compression(self) -> int:
        """The number of the way in which the data are packed."""
        return self.number_of(COMPRESSION, UNCOMPRESSED)

    @property
    def compression_name(self) -> str:
        """The name of the way in which the data are packed, for sentences."""
        return _NAMES.get(self.compression, f"method {self.compression}")

    @property
    def photometric(self) -> int:
        """The number of the kind of colours."""
        return self.number_of(PHOTOMETRIC, GREY_FROM_WHITE)

    @property
    def samples(self) -> int:
        """The channels of a pixel."""
        return self.number_of(SAMPLES, 1)

    @property
    def bits(self) -> int:
        """The bits of a sample; 0 if the channels differ in that."""
        depths = set(self.numbers(BITS, (1,)))
        return depths.pop() if len(depths) == 1 else 0

    @property
    def sample_format(self) -> int:
        """Whether samples are whole numbers, have a sign, or are floating-point numbers."""
        return self.number_of(SAMPLE_FORMAT, WHOLE_NUMBERS)

    @property
    def is_tiled(self) -> bool:
        """Whether the pixels lie in tiles rather than in strips."""
        return self.has(TILE_OFFSETS)

    @property
    def is_separate(self) -> bool:
        """Whether each channel lies in a plane of its own."""
        return self.number_of(PLANES, 1) == 2 and self.samples > 1

    @property
    def is_main(self) -> bool:
        """Whether the page is a picture, and neither a smaller copy of one nor a mask."""
        return not (self.number_of(SUBFILE, 0) & (_REDUCED | _MASK) or self.number_of(OLD_SUBFILE, 0) == _OLD_REDUCED)


def read_pages(data: bytes | mmap) -> list[Page]:
    """Read the directories of a TIFF file, classic or big.

    Raises:
        CutShortError: If the first one is not whole. Later ones that are not are left out, and so are those after a
            million tags.
    """
    order = {b"II": "<", b"MM": ">"}.get(bytes(data[:2]), "<")
    big = data[2:4] in (b"+\0", b"\0+")
    pages: list[Page] = []
    seen: set[int] = set()
    read = 0
    try:
        (offset,) = struct.unpack_from(order + ("Q" if big else "I"), data, 8 if big else 4)
        while offset and offset not in seen and read < _MOST_ENTRIES:
            seen.add(offset)
            entries, count, following = _read_directory(data, order, offset, big=big)
            pages.append(Page(data, order, offset, len(pages), entries))
            read += max(count, 1)
            offset = following
    except struct.error as error:
        if not pages:
            raise CutShortError("the directory ends after the file") from error
    if not pages:
        raise CutShortError("there is no directory")
    return pages


def main_page(pages: list[Page]) -> Page:
    """Return the page that is the picture: some programs write a thumbnail first."""
    return next((page for page in pages if page.is_main), pages[0])


def _read_directory(data: bytes | mmap, order: str, offset: int, *, big: bool) -> tuple[dict[int, Entry], int, int]:
    """Return the tags of a directory, how many entries it has, and where the next directory lies."""
    count_form, entry_form, room = ("Q", "HHQ", 8) if big else ("H", "HHI", 4)
    (count,) = struct.unpack_from(order + count_form, data, offset)
    start, step = offset + struct.calcsize(order + count_form), 12 + (8 if big else 0)
    entries: dict[int, Entry] = {}
    for position in range(start, min(start + step * count, len(data)), step):
        tag, kind, number = struct.unpack_from(order + entry_form, data, position)
        value = position + step - room
        if _SIZES.get(kind, 1) * number > room:
            (value,) = struct.unpack_from(order + ("Q" if big else "I"), data, value)
        entries.setdefault(tag, Entry(kind, number, value))
    (following,) = struct.unpack_from(order + ("Q" if big else "I"), data, start + step * count)
    return entries, count, following
