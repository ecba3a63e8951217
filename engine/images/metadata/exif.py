"""EXIF blocks: read, cleaned of what no longer holds, and put together again.

The values are moved as raw bytes, so that text in any encoding and makers' own notes stay as the camera wrote them.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from mmap import mmap

PREFIX = b"Exif\0\0"
EXIF_POINTER = 0x8769
GPS_POINTER = 0x8825

_INTEROPERABILITY_POINTER = 0xA005
_INTEROPERABILITY_INDEX = 0x0001
_COLOUR_SPACE = 0xA001
_ADOBE_RGB, _UNCALIBRATED = 2, 0xFFFF
_PIXEL_SIZE = (0xA002, 0xA003)
_MAKER_NOTE = 0x927C
_ORIENTATION = 0x0112
_X_RESOLUTION, _Y_RESOLUTION, _RESOLUTION_UNIT = 0x011A, 0x011B, 0x0128
_INCHES = 2
# Unit 1 means that the numbers are a proportion of the pixels, not a resolution.
_INCHES_IN_UNIT = {_INCHES: 1.0, 3: 2.54}
RESOLUTION = {_X_RESOLUTION, _Y_RESOLUTION, _RESOLUTION_UNIT}
_SHORT, _LONG, _RATIONAL, _UNDEFINED = 3, 4, 5, 7
_TYPE_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
# The unit in which a type's bytes are swapped: a rational is two numbers of four bytes.
_SWAP_SIZES = _TYPE_SIZES | {5: 4, 10: 4}

# How the pixels are stored, which way up they are, in which colours, thumbnails, how a raw photo is developed, and
# blocks that are carried in their own right: all of it is settled anew when a picture is saved.
_ABOUT_STORAGE = frozenset(
    {0x00FE, 0x00FF, 0x0100, 0x0101, 0x0102, 0x0103, 0x0106, 0x0107, 0x0108, 0x0109, 0x010A, 0x0111, 0x0112, 0x0115}
    | {0x0116, 0x0117, 0x0118, 0x0119, 0x011C, 0x0120, 0x0121, 0x0122, 0x0123, 0x0124, 0x0125, 0x012D, 0x013D, 0x013E}
    | {0x013F, 0x0140, 0x0141, 0x0142, 0x0143, 0x0144, 0x0145, 0x014A, 0x014C, 0x0152, 0x0153, 0x0154, 0x0155, 0x015B}
    | {0x0200, 0x0201, 0x0202, 0x0203, 0x0205, 0x0206, 0x0207, 0x0208, 0x0209, 0x0211, 0x0212, 0x0213, 0x0214, 0x02BC}
    | {0x0129, 0x014D, 0x014E, 0x0150, 0x0151, 0x0157, 0x0158, 0x0159, 0x015A, 0x501B, 0x828D, 0x828E, 0x9216}
    | {0x83BB, 0x8649, 0x8773, 0x935C, 0xEA1C}
    | set(range(0xC612, 0xC800))
)


@dataclass(frozen=True)
class Tag:
    """One value: its TIFF type, how many of them, and their bytes in the block's byte order."""

    type: int
    count: int
    data: bytes


Directory: TypeAlias = dict[int, Tag]


@dataclass(frozen=True)
class Exif:
    """An EXIF block taken apart.

    Attributes:
        order: ``<`` for little endian, ``>`` for big endian.
        main: The tags about the picture, without pointers.
        camera: The tags of the exposure.
        place: The GPS tags.
        rules: Which rules the file says it keeps to, such as ``R03`` for a camera's Adobe RGB; empty if it does not.
    """

    order: str
    main: Directory = field(default_factory=dict)
    camera: Directory = field(default_factory=dict)
    place: Directory = field(default_factory=dict)
    rules: str = ""


def parse(data: bytes | mmap, start: int = 0, *, first: int | None = None) -> Exif | None:
    """Take an EXIF block, or the header of a TIFF file, apart.

    Args:
        data: The bytes of a block without its prefix, or a mapped TIFF file.
        start: Where its TIFF header begins.
        first: Where the directory of the picture lies, if it is not the one that the header names.

    Returns:
        Its tags; None if it is damaged or of another kind (BigTIFF).
    """
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(data[start : start + 4])
    if order is None:
        return None
    try:
        named = struct.unpack_from(order + "I", data, start + 4)[0] if first is None else first
        main = read_directory(data, start, named, order)
        camera = _sub_directory(data, start, order, main.get(EXIF_POINTER))
        place = _sub_directory(data, start, order, main.get(GPS_POINTER))
    except (struct.error, ValueError):
        return None
    for pointer in (EXIF_POINTER, GPS_POINTER):
        main.pop(pointer, None)
    return Exif(order, main, camera, place, _rules(data, start, order, camera))


def parse_block(block: bytes | None) -> Exif | None:
    """Take an EXIF block apart, with or without its prefix; None if there is none or it is damaged."""
    if block is None:
        return None
    return parse(block.removeprefix(PREFIX))


def size_of(kind: int, count: int) -> int:
    """Return the bytes that so many values of a TIFF type take; 0 for an unknown type."""
    return _TYPE_SIZES.get(kind, 0) * count


def read_directory(data: bytes | mmap, start: int, offset: int, order: str) -> Directory:
    """Read one directory of tags.

    Raises:
        ValueError: If it points outside the data, or its values overlap so often that it must be a trap.
        struct.error: If it is cut short.
    """
    (count,) = struct.unpack_from(order + "H", data, start + offset)
    directory: Directory = {}
    total = 0
    for index in range(count):
        entry = start + offset + 2 + 12 * index
        tag, kind, number = struct.unpack_from(order + "HHI", data, entry)
        size = size_of(kind, number)
        if size == 0:
            continue
        total += size
        if total > len(data):
            raise ValueError("the values are larger than the data they lie in")
        position = entry + 8 if size <= 4 else start + struct.unpack_from(order + "I", data, entry + 8)[0]
        value = bytes(data[position : position + size])
        # Cameras cut values short; that costs the value, not the block.
        if len(value) == size:
            directory[tag] = Tag(kind, number, value)
    return directory


def clean(exif: Exif, *, keep_location: bool, is_srgb: bool) -> Exif:
    """Drop what does not hold for a repainted picture: orientation, thumbnail, storage, and the place if not wanted.

    Args:
        exif: The photo's tags. Its thumbnail lies in a further directory, which `parse` does not read.
        keep_location: Whether the GPS position stays.
        is_srgb: Whether the pixels are sRGB; otherwise they have an ICC profile.
    """
    main = {tag: value for tag, value in exif.main.items() if tag not in _ABOUT_STORAGE}
    gone = {*_PIXEL_SIZE, _INTEROPERABILITY_POINTER, _COLOUR_SPACE}
    camera = {tag: value for tag, value in exif.camera.items() if tag not in gone}
    if camera:
        camera[_COLOUR_SPACE] = Tag(_SHORT, 1, struct.pack(exif.order + "H", 1 if is_srgb else _UNCALIBRATED))
    return Exif(exif.order, main, camera, exif.place if keep_location else {})


def without_maker_note(exif: Exif) -> Exif:
    """Drop the maker's own note, by far the largest tag, for formats that limit the size of a block."""
    return replace(exif, camera={tag: value for tag, value in exif.camera.items() if tag != _MAKER_NOTE})


def block_of(exif: Exif) -> bytes:
    """Put tags together to an EXIF block with its prefix."""
    header = (b"II*\0" if exif.order == "<" else b"MM\0*") + struct.pack(exif.order + "I", 8)
    # The pointers have a fixed size, so the directory's length is known before they are.
    sketch = write_directory(_with_pointers(exif, 0, 0), 8, exif.order)
    camera_at = 8 + len(sketch)
    camera = write_directory(exif.camera, camera_at, exif.order) if exif.camera else b""
    place_at = camera_at + len(camera)
    place = write_directory(exif.place, place_at, exif.order) if exif.place else b""
    main = write_directory(_with_pointers(exif, camera_at, place_at), 8, exif.order)
    return PREFIX + header + main + camera + place


def write_directory(directory: Directory, offset: int, order: str) -> bytes:
    """Put one directory together; its values follow it. `offset` is where it will lie."""
    values_at = offset + 2 + 12 * len(directory) + 4
    entries, values = bytearray(struct.pack(order + "H", len(directory))), bytearray()
    for tag, value in sorted(directory.items()):
        entries += struct.pack(order + "HHI", tag, value.type, value.count)
        if len(value.data) <= 4:
            entries += value.data.ljust(4, b"\0")
        else:
            entries += struct.pack(order + "I", values_at + len(values))
            # Values begin at even offsets.
            values += value.data + b"\0" * (len(value.data) % 2)
    return bytes(entries + b"\0\0\0\0" + values)


def pointer(offset: int, order: str) -> Tag:
    """Return a tag that points to a directory."""
    return Tag(_LONG, 1, struct.pack(order + "I", offset))


def undefined(data: bytes) -> Tag:
    """Return a tag that holds bytes of no declared meaning."""
    return Tag(_UNDEFINED, len(data), data)


def says_adobe_rgb(exif: Exif) -> bool:
    """Whether the colours are those of Adobe RGB (1998), by what cameras write: a name's leading "_" says nothing.

    The tag of the colour space is 2, which some cameras write against the standard, or "uncalibrated" in a file by the
    rules R03 of DCF 2.0 (JEITA CP-3461A).
    """
    space = exif.camera.get(_COLOUR_SPACE)
    said = None if space is None or space.type != _SHORT else struct.unpack_from(exif.order + "H", space.data)[0]
    return said == _ADOBE_RGB or (said in (None, _UNCALIBRATED) and exif.rules == "R03")


def reordered(exif: Exif, order: str) -> Exif:
    """Return the same tags in the given byte order."""
    if exif.order == order:
        return exif
    return Exif(order, _swapped(exif.main), _swapped(exif.camera), _swapped(exif.place), exif.rules)


def orientation(exif: Exif) -> int:
    """Return which way up the picture is, from 1 to 8; 1 if the tags do not say."""
    tag = exif.main.get(_ORIENTATION)
    if tag is None or tag.type not in (_SHORT, _LONG):
        return 1
    (value,) = struct.unpack_from(exif.order + ("H" if tag.type == _SHORT else "I"), tag.data)
    return value if 1 <= value <= 8 else 1


def resolution(exif: Exif) -> tuple[float, float] | None:
    """Return the pixels per inch that the tags tell; None if they tell none, or name no unit."""
    values = []
    for tag in (_X_RESOLUTION, _Y_RESOLUTION):
        value = exif.main.get(tag)
        if value is None or value.type != _RATIONAL:
            return None
        numerator, denominator = struct.unpack_from(exif.order + "II", value.data)
        if numerator == 0 or denominator == 0:
            return None
        values.append(numerator / denominator)
    unit = exif.main.get(_RESOLUTION_UNIT)
    # Inches are the standard's default where the tag is missing.
    named = _INCHES if unit is None else struct.unpack(exif.order + "H", unit.data[:2].ljust(2, b"\0"))[0]
    scale = _INCHES_IN_UNIT.get(named)
    return None if scale is None else (values[0] * scale, values[1] * scale)


def _rules(data: bytes | mmap, start: int, order: str, camera: Directory) -> str:
    try:
        directory = _sub_directory(data, start, order, camera.get(_INTEROPERABILITY_POINTER))
    except (struct.error, ValueError):
        return ""
    index = directory.get(_INTEROPERABILITY_INDEX)
    return "" if index is None else index.data.rstrip(b"\0 ").decode("ascii", "replace")


def with_resolution(exif: Exif, dpi: tuple[float, float]) -> Exif:
    """Return the same tags with pixels per inch, across and down."""
    across, down = (Tag(_RATIONAL, 1, struct.pack(exif.order + "II", round(side * 1000), 1000)) for side in dpi)
    unit = Tag(_SHORT, 1, struct.pack(exif.order + "H", 2))
    return replace(exif, main=exif.main | {_X_RESOLUTION: across, _Y_RESOLUTION: down, _RESOLUTION_UNIT: unit})


def _sub_directory(data: bytes | mmap, start: int, order: str, tag: Tag | None) -> Directory:
    if tag is None or len(tag.data) != 4:
        return {}
    return read_directory(data, start, struct.unpack(order + "I", tag.data)[0], order)


def _with_pointers(exif: Exif, camera_at: int, place_at: int) -> Directory:
    directory = dict(exif.main)
    if exif.camera:
        directory[EXIF_POINTER] = pointer(camera_at, exif.order)
    if exif.place:
        directory[GPS_POINTER] = pointer(place_at, exif.order)
    return directory


def _swapped(directory: Directory) -> Directory:
    return {tag: replace(value, data=_swap(value.data, _SWAP_SIZES[value.type])) for tag, value in directory.items()}


def _swap(data: bytes, size: int) -> bytes:
    return b"".join(data[start : start + size][::-1] for start in range(0, len(data), size))
