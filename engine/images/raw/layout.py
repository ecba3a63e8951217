"""How raw photos lie in their files: which files are raw photos, whether one is whole, and what it says of itself.

Most makers' formats are TIFF files inside, some with a mark of their own at the beginning. LibRaw reads the pixels, but
fills what is missing with anything, so the file's own tables are asked first whether all of its data are there.
"""

from __future__ import annotations

import mmap
import struct
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from engine.images.metadata import exif as tags

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from engine.images.metadata.exif import Directory, Exif, Tag

_RAF, _CR3 = b"FUJIFILMCCD-RAW", b"crx "
_MAKERS_TIFF = (b"IIRO", b"IIRS", b"MMOR", b"IIU\0")
# The name of the box in which Canon's cameras put what they say of a CR3.
_CANON = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
# Sigma's and Minolta's, of which only LibRaw knows more.
_OTHERS = (b"FOVb", b"\0MRM")
_ORDINARY_TIFF = (b"II*\0", b"MM\0*")
_ORDERS = {b"II": "<", b"MM": ">"}

_MAKE, _PHOTOMETRIC, _COMPRESSION, _SUB_DIRECTORIES, _XMP = 0x010F, 0x0106, 0x0103, 0x014A, 0x02BC
_WIDTH, _HEIGHT, _SAMPLES, _PLANES = 0x0100, 0x0101, 0x0115, 0x011C
_STRIPS, _TILES, _JPEG = (0x0111, 0x0117), (0x0144, 0x0145), (0x0201, 0x0202)
_TILE_WIDTH, _TILE_HEIGHT, _STRIP_HEIGHT = 0x0142, 0x0143, 0x0116
_DNG_VERSION, _RW2_DATA = 0xC612, 0x0118
# Colour filter arrays and linear raw data; and the makers' own ways to pack them (Sony, Nikon, Samsung, Pentax).
_RAW_PHOTOMETRICS = {32803, 34892}
_RAW_COMPRESSIONS = {32767, 32769, 32770, 32772, 34713, 65535}
_MOST_DIRECTORIES = 64
_HEAD_LENGTH = 32

# What a raw file says about the photo. All else in its first directory tells how its raw data lie and are developed.
_ABOUT_PHOTO = frozenset(
    {0x010E, _MAKE, 0x0110, 0x0131, 0x0132, 0x013B, 0x4746, 0x4749, 0x8298, *range(0x9C9B, 0x9CA0), *tags.RESOLUTION}
)
# Of the exposure's tags: the maker's note holds places in the old file, the other is the layout of the colour filters.
_ABOUT_RAW_DATA = {0x927C, 0xA302}

_Data: TypeAlias = "mmap.mmap | bytes"


@dataclass(frozen=True)
class _Directories:
    """The directories of a TIFF file.

    Attributes:
        order: ``<`` or ``>``, their byte order.
        found: In the order in which they are named, the main one first.
        complete: Whether every directory that is named could be read, with all of its values.
    """

    order: str
    found: tuple[Directory, ...]
    complete: bool


def is_raw(path: Path, head: bytes) -> bool:
    """Whether a file is a raw photo, by its contents.

    Args:
        path: The file.
        head: Its first bytes, at least 16.

    Raises:
        OSError: If it cannot be read.
    """
    if head.startswith((_RAF, *_MAKERS_TIFF, *_OTHERS)) or (head[4:8] == b"ftyp" and head[8:12] == _CR3):
        return True
    if not head.startswith(_ORDINARY_TIFF):
        return False
    if head[8:10] == b"CR":
        return True
    with _mapped(path) as data:
        directories = _directories(data)
    main = directories.found[0] if directories.found else {}
    if _DNG_VERSION in main:
        return True
    if _MAKE not in main:
        return False
    # A camera's file whose further directories are gone shows its thumbnail only, as if this were the photo.
    torn = _SUB_DIRECTORIES in main and not directories.complete
    return torn or any(_has_raw_data(directory, directories.order) for directory in directories.found)


def is_raw_photo(path: Path) -> bool:
    """Whether a file is there, can be read and is a raw photo."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_LENGTH)
        return is_raw(path, head)
    except (OSError, ValueError):
        return False


def is_whole(path: Path) -> bool:
    """Whether all data that a raw photo's own tables name lie within the file.

    Raises:
        OSError: If it cannot be read.
    """
    with _mapped(path) as data:
        try:
            if data[: len(_RAF)] == _RAF:
                return _raf_is_whole(data)
            if data[:4] in _OTHERS:
                return True
            if data[4:8] == b"ftyp":
                return _boxes_fill(data)
            return _tiff_is_whole(data)
        except (struct.error, ValueError):
            return False


def metadata(path: Path) -> tuple[Exif | None, bytes | None]:
    """Return the EXIF tags about the photo, without those about its raw data, and the XMP packet; None if none.

    Raises:
        OSError: If it cannot be read.
    """
    with _mapped(path) as data:
        try:
            if data[: len(_RAF)] == _RAF:
                exif, packet = _raf_exif(data), None
            elif data[:4] in _OTHERS:
                return None, None
            elif data[4:8] == b"ftyp":
                exif, packet = _cr3_exif(data), None
            else:
                exif, packet = _tiff_exif(data)
        except (struct.error, ValueError):
            return None, None
    if exif is None:
        return None, packet
    main = {tag: value for tag, value in exif.main.items() if tag in _ABOUT_PHOTO}
    camera = {tag: value for tag, value in exif.camera.items() if tag not in _ABOUT_RAW_DATA}
    return replace(exif, main=main, camera=camera), packet


@contextmanager
def _mapped(path: Path) -> Iterator[mmap.mmap]:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        yield data


# TIFF and what is like it


def _directories(data: _Data) -> _Directories:
    order = _ORDERS[bytes(data[:2])]
    found: list[Directory] = []
    complete = True
    waiting, seen = deque([struct.unpack_from(order + "I", data, 4)[0]]), set[int]()
    # Those that cannot be read count too: a small file can name a hundred thousand of them.
    while waiting and len(seen) < _MOST_DIRECTORIES:
        offset = waiting.popleft()
        if offset in seen or offset == 0:
            continue
        seen.add(offset)
        try:
            directory = tags.read_directory(data, 0, offset, order)
            (count,) = struct.unpack_from(order + "H", data, offset)
            (following,) = struct.unpack_from(order + "I", data, offset + 2 + 12 * count)
        except (struct.error, ValueError):
            complete = False
            continue
        found.append(directory)
        complete = complete and _values_lie_within(data, offset, count, order)
        for pointer in (_SUB_DIRECTORIES, tags.EXIF_POINTER):
            waiting.extend(islice(_numbers(directory.get(pointer), order), _MOST_DIRECTORIES))
        waiting.append(following)
    return _Directories(order, tuple(found), complete)


def _values_lie_within(data: _Data, offset: int, count: int, order: str) -> bool:
    for entry in range(offset + 2, offset + 2 + 12 * count, 12):
        _, kind, number, place = struct.unpack_from(order + "HHII", data, entry)
        size = tags.size_of(kind, number)
        if size > 4 and place + size > len(data):
            return False
    return True


def _has_raw_data(directory: Directory, order: str) -> bool:
    photometric, compression = (_number(directory, tag, order) for tag in (_PHOTOMETRIC, _COMPRESSION))
    return photometric in _RAW_PHOTOMETRICS or compression in _RAW_COMPRESSIONS


def _tiff_is_whole(data: _Data) -> bool:
    directories = _directories(data)
    if not directories.found or not directories.complete:
        return False
    is_dng = _DNG_VERSION in directories.found[0]
    return all(_lies_within(directory, directories.order, len(data), strict=is_dng) for directory in directories.found)


def _lies_within(directory: Directory, order: str, size: int, *, strict: bool) -> bool:
    data_at = _number(directory, _RW2_DATA, order)
    for offsets_tag, lengths_tag in (_STRIPS, _TILES, _JPEG):
        offsets, lengths = (_numbers(directory.get(tag), order) for tag in (offsets_tag, lengths_tag))
        if offsets_tag == _STRIPS[0] and data_at is not None:
            # Panasonic names the place of its data in a tag of its own.
            offsets, lengths = [data_at], lengths or [1]
        if any(offset + length > size for offset, length in zip(offsets, lengths, strict=False)):
            return False
        counted = strict and offsets_tag != _JPEG[0] and bool(offsets)
        if counted and not len(offsets) == len(lengths) >= _parts(directory, order):
            return False
    return True


def _parts(directory: Directory, order: str) -> int:
    """The number of tiles or strips that a picture is cut into."""
    width, height = (_number(directory, tag, order) or 0 for tag in (_WIDTH, _HEIGHT))
    planes = (_number(directory, _SAMPLES, order) or 1) if _number(directory, _PLANES, order) == 2 else 1
    across = _number(directory, _TILE_WIDTH, order)
    down = _number(directory, _TILE_HEIGHT if across else _STRIP_HEIGHT, order) or height
    return -(-width // (across or width or 1)) * -(-height // (down or 1)) * planes


def _tiff_exif(data: _Data) -> tuple[Exif | None, bytes | None]:
    order = _ORDERS[bytes(data[:2])]
    main = tags.read_directory(data, 0, struct.unpack_from(order + "I", data, 4)[0], order)
    packet = main.get(_XMP)
    camera, place = (_pointed(data, main, pointer, order) for pointer in (tags.EXIF_POINTER, tags.GPS_POINTER))
    return tags.Exif(order, main, camera, place), None if packet is None else packet.data


def _pointed(data: _Data, main: Directory, pointer: int, order: str) -> Directory:
    places = _numbers(main.get(pointer), order)
    return tags.read_directory(data, 0, places[0], order) if places else {}


def _number(directory: Directory, tag: int, order: str) -> int | None:
    return next(iter(_numbers(directory.get(tag), order)), None)


def _numbers(tag: Tag | None, order: str) -> list[int]:
    """The whole numbers of a tag: of type SHORT, LONG or a place of a directory."""
    code = {3: "H", 4: "I", 13: "I"}.get(tag.type) if tag is not None else None
    return [] if tag is None or code is None else list(struct.unpack(f"{order}{tag.count}{code}", tag.data))


# Fujifilm: a list of places, a JPEG with the EXIF block, and the raw data


def _raf_is_whole(data: _Data) -> bool:
    places = struct.unpack_from(">6I", data, 84)
    return all(start + length <= len(data) for start, length in zip(places[::2], places[1::2], strict=True))


def _raf_exif(data: _Data) -> Exif | None:
    start, length = struct.unpack_from(">2I", data, 84)
    position, end = start + 2, start + length
    while position + 4 <= end and data[position] == 0xFF:
        (size,) = struct.unpack_from(">H", data, position + 2)
        segment = bytes(data[position + 4 : position + 2 + size])
        if data[position + 1] == 0xE1 and segment.startswith(tags.PREFIX):
            return tags.parse_block(segment)
        position += 2 + size
    return None


# Canon's CR3: boxes, in one of which lie TIFF files with a directory each


def _boxes_fill(data: _Data) -> bool:
    end = 0
    for _, _, end in _boxes(data, 0, len(data)):
        if end > len(data):
            return False
    return end == len(data)


def _boxes(data: _Data, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield the kind of each box, and where its contents begin and end."""
    while start < end:
        size, kind = struct.unpack_from(">I4s", data, start)
        head = 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, start + 8)
            head = 16
        elif size == 0:
            size = end - start
        if size < head:
            raise ValueError("a box that is smaller than its head")
        yield bytes(kind), start + head, start + size
        start += size


def _cr3_exif(data: _Data) -> Exif | None:
    blocks: dict[bytes, Exif | None] = {}
    for kind, start, end in _boxes(data, 0, len(data)):
        if kind != b"moov":
            continue
        for inner, inner_start, inner_end in _boxes(data, start, min(end, len(data))):
            if inner == b"uuid" and data[inner_start : inner_start + 16] == _CANON:
                for name, first, last in _boxes(data, inner_start + 16, inner_end):
                    blocks[name] = tags.parse(bytes(data[first:last])) if name.startswith(b"CMT") else None
    main, camera, place = (blocks.get(name) for name in (b"CMT1", b"CMT2", b"CMT4"))
    if main is None:
        return None
    # Each has its tags in the first directory, whatever they are about.
    exposure, position = (tags.reordered(part, main.order).main if part is not None else {} for part in (camera, place))
    return tags.Exif(main.order, main.main, exposure, position)
