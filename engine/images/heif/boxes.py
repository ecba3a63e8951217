"""What the boxes of a HEIF or AVIF file say: where its data must end, how the main picture is coded, in which colours.

Decoders pass over data that a cut has taken away and paint what is missing grey, so the file's own tables are asked.
Files come from anywhere: every number in them is checked before it is followed.

Source: ISO/IEC 14496-12 (boxes) and 23008-12 (HEIF).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from engine.images.colour.cicp import Cicp
from engine.images.heif import av1

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MOST_BOXES = 10_000
_IN_FILE, _IN_IDAT = 0, 1
_STREAM_HEAD = 4096
_DERIVED = {"grid", "iovl", "iden", "tmap"}


class CutShortError(ValueError):
    """The file ends before its data do, or its boxes contradict each other."""


@dataclass(frozen=True)
class Box:
    """A box: its kind, and where its content lies in the data that it was read from."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Property:
    """A property of an item: its kind, its content, and where that lies in the file."""

    kind: str
    content: bytes
    position: int


@dataclass
class Container:
    """What a file's tables say.

    Attributes:
        coding: How the main picture's data are coded: ``hvc1``, ``av01``, ``jpeg`` …; empty if no table says so.
        cicp: The colours of the main picture in code points, or None. Boxes count before an AV1 stream.
        unspecified: Where in the file code points stand that leave all open but a full range.
    """

    coding: str = ""
    cicp: Cicp | None = None
    unspecified: tuple[int, ...] = ()


@dataclass
class _Items:
    primary: int = 0
    kinds: dict[int, str] = field(default_factory=dict)
    parts: dict[int, list[int]] = field(default_factory=dict)
    properties: list[Property] = field(default_factory=list)
    belongs: dict[int, list[int]] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)

    def of(self, item: int, kind: str) -> list[Property]:
        chosen = (index for index in self.belongs.get(item, ()) if 0 < index <= len(self.properties))
        return [self.properties[index - 1] for index in chosen if self.properties[index - 1].kind == kind]

    def coded(self) -> int:
        """The main picture, or the first of those that it is made of."""
        item, seen = self.primary, set[int]()
        while self.kinds.get(item) in _DERIVED and self.parts.get(item) and item not in seen:
            seen.add(item)
            item = self.parts[item][0]
        return item


def read_container(path: Path) -> Container:
    """Read the tables of a HEIF or AVIF file, and check that all the data which they name are there.

    Raises:
        CutShortError: If they are not.
        OSError: If the file cannot be read.
    """
    with path.open("rb") as file:
        length = file.seek(0, 2)
        boxes = list(_boxes_of_file(file, length))
        complete = all(box.end <= length for box in boxes)
        kinds = {box.kind for box in boxes}
        meta = next((box for box in boxes if box.kind == "meta"), None)
        if meta is None or "moov" in kinds:
            # The samples of a sequence lie in boxes of their own; a still picture's tables say more than that.
            if not complete or not kinds & {"meta", "moov"}:
                raise CutShortError("a box ends after the file")
            if meta is None:
                return Container()
        if meta.end > length:
            raise CutShortError("the tables end after the file")
        file.seek(meta.start)
        data = file.read(meta.end - meta.start)
        try:
            items = _read_tables(data, meta.start, length)
            said, coded = _described(items), items.coded()
        except (struct.error, IndexError) as error:
            raise CutShortError("a table ends before its last entry") from error
        if said.coding == "av01" and said.cicp is None and coded in items.starts:
            file.seek(items.starts[coded])
            said.cicp = av1.colours_of(file.read(_STREAM_HEAD))
    return said


def _boxes_of_file(file: BinaryIO, length: int) -> Iterator[Box]:
    position = 0
    for _ in range(_MOST_BOXES):
        if position + 8 > length:
            return
        file.seek(position)
        try:
            box = _box(file.read(16), 0, length - position)
        except CutShortError:
            # Programs append what is no box. If the tables were cut off here, they are missed.
            return
        yield Box(box.kind, position + box.start, position + box.end)
        position += box.end


def _boxes(data: bytes, start: int, end: int) -> Iterator[Box]:
    while start + 8 <= end:
        box = _box(data, start, end)
        if box.end > end:
            raise CutShortError("a box ends after the one that it lies in")
        yield box
        start = box.end


def _box(data: bytes, start: int, end: int) -> Box:
    size, kind = struct.unpack_from(">I4s", data, start)
    head = 8
    if size == 1:
        # 64 bits follow. A file that is cut within them has no such box.
        if len(data) < start + 16:
            raise CutShortError("a box ends within its head")
        (size,) = struct.unpack_from(">Q", data, start + 8)
        head = 16
    elif size == 0:
        # To the end of the file, or of the box around it.
        size = end - start
    if size < head:
        raise CutShortError("a box is smaller than its head")
    return Box(kind.decode("latin-1"), start + head, start + size)


def _read_tables(data: bytes, offset: int, length: int) -> _Items:
    boxes = {box.kind: box for box in _boxes(data, 4, len(data))}
    items = _Items()
    if "pitm" in boxes:
        items.primary = _number(data, boxes["pitm"].start + 4, 2 if data[boxes["pitm"].start] == 0 else 4)
    if "iinf" in boxes:
        items.kinds = dict(_item_kinds(data, boxes["iinf"]))
    if "iref" in boxes:
        items.parts = _parts(data, boxes["iref"])
    if "iprp" in boxes:
        for box in _boxes(data, boxes["iprp"].start, boxes["iprp"].end):
            if box.kind == "ipco":
                items.properties = [
                    Property(one.kind, data[one.start : one.end], offset + one.start)
                    for one in _boxes(data, box.start, box.end)
                ]
            elif box.kind == "ipma":
                items.belongs |= _associations(data, box)
    idat = boxes.get("idat")
    if "iloc" in boxes:
        items.starts = _starts(data, boxes["iloc"], {_IN_FILE: length, _IN_IDAT: idat.end - idat.start if idat else 0})
    return items


def _number(data: bytes, position: int, size: int) -> int:
    if position + size > len(data):
        raise CutShortError("a table ends before its last entry")
    return int.from_bytes(data[position : position + size], "big")


def _item_kinds(data: bytes, table: Box) -> Iterator[tuple[int, str]]:
    start = table.start + (6 if data[table.start] == 0 else 8)
    for box in _boxes(data, start, table.end):
        version = data[box.start]
        if box.kind != "infe" or version < 2:
            continue
        size = 2 if version == 2 else 4
        kind = data[box.start + 4 + size + 2 : box.start + 4 + size + 6]
        yield _number(data, box.start + 4, size), kind.decode("latin-1")


def _parts(data: bytes, table: Box) -> dict[int, list[int]]:
    """Return the parts of items that are put together from others, such as the tiles of a grid."""
    size = 2 if data[table.start] == 0 else 4
    parts: dict[int, list[int]] = {}
    for box in _boxes(data, table.start + 4, table.end):
        if box.kind == "dimg":
            count = _number(data, box.start + size, 2)
            places = (box.start + size + 2 + size * index for index in range(count))
            parts[_number(data, box.start, size)] = [_number(data, place, size) for place in places]
    return parts


def _associations(data: bytes, table: Box) -> dict[int, list[int]]:
    item_size = 2 if data[table.start] == 0 else 4
    index_size, essential = (2, 0x8000) if data[table.start + 3] & 1 else (1, 0x80)
    belongs: dict[int, list[int]] = {}
    position = table.start + 8
    for _ in range(_number(data, table.start + 4, 4)):
        item = _number(data, position, item_size)
        count = _number(data, position + item_size, 1)
        position += item_size + 1
        belongs[item] = [
            _number(data, position + index * index_size, index_size) & ~essential for index in range(count)
        ]
        position += count * index_size
    return belongs


def _starts(data: bytes, table: Box, room: dict[int, int]) -> dict[int, int]:
    """Check that every piece of every item ends within the file, or within the table's own data.

    Args:
        data: The content of the box ``meta``.
        table: Its box ``iloc``.
        room: The bytes that there are, by the way in which places are counted.

    Returns:
        Where in the file the data of items begin.

    Raises:
        CutShortError: If one does not.
    """
    version = data[table.start]
    sizes = _number(data, table.start + 4, 2)
    offset_size, length_size, base_size = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index_size = sizes & 15 if version > 0 else 0
    if not {offset_size, length_size, base_size, index_size} <= {0, 4, 8}:
        raise CutShortError("a table has numbers of an odd size")
    id_size = 2 if version < 2 else 4
    position = table.start + 6
    count = _number(data, position, id_size)
    position += id_size
    starts: dict[int, int] = {}
    for _ in range(count):
        item = _number(data, position, id_size)
        position += id_size
        method = _number(data, position, 2) & 15 if version > 0 else _IN_FILE
        position += 2 if version > 0 else 0
        elsewhere = _number(data, position, 2) != 0
        base = _number(data, position + 2, base_size)
        position += 2 + base_size
        pieces = _number(data, position, 2)
        position += 2
        step = index_size + offset_size + length_size
        for piece in range(pieces if step else min(pieces, 1)):
            place = position + piece * step + index_size
            start = base + _number(data, place, offset_size)
            end = start + _number(data, place + offset_size, length_size)
            if method in room and not elsewhere and end > room[method]:
                raise CutShortError("data end after the file")
            if method == _IN_FILE and not elsewhere:
                starts.setdefault(item, start)
        position += pieces * step
    return starts


def _described(items: _Items) -> Container:
    main = items.primary
    # A grid's colours may be said of its tiles only, a tile's coding always is.
    first = items.coded()
    colours = items.of(main, "colr") or items.of(first, "colr")
    codes = [Cicp.from_bytes(one.content[4:11]) for one in colours if one.content[:4] == b"nclx"]
    return Container(
        items.kinds.get(first, ""),
        next((code for code in codes if code is not None), None),
        tuple(
            one.position + 4
            for one in items.properties
            if one.kind == "colr" and one.content[:11] == b"nclx\0\2\0\2\0\2\x80"
        ),
    )
