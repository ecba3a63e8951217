"""HEIC and AVIF files put together box by box: grids of any size, and every way to write their tables."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from typing import Literal

import PIL.Image

from tests.engine.images import heic_files
from tests.engine.images.pictures import smooth

_PLAN = 12
SIDE = 64
"""The width and height of a tile."""

Layout = Literal["plain", "base offset", "pieces", "in idat", "64 bits", "to the end", "tables last"]
LAYOUTS: tuple[Layout, ...] = ("plain", "base offset", "pieces", "in idat", "64 bits", "to the end", "tables last")


@dataclass(frozen=True)
class Tile:
    """A coded picture of `SIDE` × `SIDE` pixels.

    Attributes:
        coding: ``hvc1`` or ``av01``.
        setup: Its box ``hvcC`` or ``av1C``.
        data: Its coded data.
    """

    coding: bytes
    setup: bytes
    data: bytes


def box(kind: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return struct.pack(">I4s", 8 + len(content), kind) + content


def full_box(kind: bytes, version: int, flags: int, *parts: bytes) -> bytes:
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


def inner_box(data: bytes, kind: bytes) -> bytes:
    """The first box of a kind, wherever it lies."""
    start = data.index(kind) - 4
    return data[start : start + int.from_bytes(data[start : start + 4], "big")]


def hevc_tile() -> Tile:
    """Red above blue, green above light grey; the last 16 columns and 32 rows are of no colour that matters."""
    return Tile(b"hvc1", inner_box(heic_files.TWO, b"hvcC"), inner_box(heic_files.TWO, b"mdat")[8:68])


def av1_tile() -> Tile:
    file = io.BytesIO()
    PIL.Image.fromarray(smooth(SIDE, SIDE)).save(file, "AVIF", quality=90, subsampling="4:4:4")
    data = file.getvalue()
    return Tile(b"av01", inner_box(data, b"av1C"), inner_box(data, b"mdat")[8:])


def nclx(primaries: int, transfer: int, matrix: int = 6, full_range: int = 1) -> bytes:
    return box(b"colr", b"nclx", struct.pack(">HHHB", primaries, transfer, matrix, full_range << 7))


def icc(profile: bytes) -> bytes:
    return box(b"colr", b"prof", profile)


def grid_file(tile: Tile, rows: int, columns: int, *, layout: Layout = "plain", colours: bytes = b"") -> bytes:
    """A picture of equal tiles.

    Args:
        tile: The tile.
        rows: How many.
        columns: How many; libheif takes up to 1,000 tiles in all.
        layout: How data and tables lie.
        colours: Boxes ``colr`` for the whole picture.
    """
    count = rows * columns
    main = count + 1
    size = struct.pack(">II", SIDE * columns, SIDE * rows)
    plan = struct.pack(">BBBB", 0, 1, rows - 1, columns - 1) + size
    extent = struct.pack(">II", SIDE, SIDE)
    properties = [full_box(b"ispe", 0, 0, size), full_box(b"ispe", 0, 0, extent), tile.setup]
    properties += [full_box(b"pixi", 0, 0, b"\3\x08\x08\x08"), *([colours] if colours else [])]
    of_tile, of_main = [2, 0x83, 4], [1, 4, *([5] if colours else [])]
    associations = [(item, of_tile) for item in range(1, main)] + [(main, of_main)]
    names = [(item, tile.coding) for item in range(1, main)] + [(main, b"grid")]
    parts = list(range(1, main))

    def tables(data_at: int, base: int) -> bytes:
        return full_box(
            b"meta",
            0,
            0,
            full_box(b"hdlr", 0, 0, bytes(4), b"pict", bytes(13)),
            full_box(b"pitm", 0, 0, struct.pack(">H", main)),
            _places(count, len(tile.data), data_at, base, layout),
            full_box(
                b"iinf",
                0,
                0,
                struct.pack(">H", len(names)),
                # Tiles are hidden: they are no pictures of their own.
                *(
                    full_box(b"infe", 2, int(item < main), struct.pack(">HH4sB", item, 0, kind, 0))
                    for item, kind in names
                ),
            ),
            full_box(
                b"iref",
                0,
                0,
                box(b"dimg", struct.pack(">HH", main, len(parts)), struct.pack(f">{len(parts)}H", *parts)),
            ),
            box(
                b"iprp",
                box(b"ipco", *properties),
                full_box(
                    b"ipma",
                    0,
                    0,
                    struct.pack(">I", len(associations)),
                    *(struct.pack(">HB", item, len(some)) + bytes(some) for item, some in associations),
                ),
            ),
            box(b"idat", plan) if layout == "in idat" else b"",
        )

    brand = b"avif" if tile.coding == b"av01" else b"heic"
    start = box(b"ftyp", brand, bytes(4), b"mif1", brand, b"miaf")
    content = tile.data * count + (b"" if layout == "in idat" else plan)
    if layout == "64 bits":
        data = struct.pack(">I4sQ", 1, b"mdat", 16 + len(content)) + content
    elif layout == "to the end":
        data = struct.pack(">I4s", 0, b"mdat") + content
    else:
        data = box(b"mdat", content)
    head = len(data) - len(content)
    if layout == "tables last":
        return start + data + tables(len(start) + head, 0)
    data_at = len(start) + len(tables(0, 0)) + head
    base = data_at if layout == "base offset" else 0
    return start + tables(data_at - base, base) + data


def _places(count: int, tile: int, data_at: int, base: int, layout: Layout) -> bytes:
    """The table that says where the data of every item lie."""
    entries = []
    for item in range(1, count + 2):
        start = data_at + (item - 1) * tile
        length = tile if item <= count else _PLAN
        in_idat = layout == "in idat" and item > count
        pieces = [(0 if in_idat else start, length)]
        if layout == "pieces" and length > 3:
            pieces = [(start, 3), (start + 3, length - 3)]
        entries.append(
            struct.pack(">HHHIH", item, int(in_idat), 0, base, len(pieces))
            + b"".join(struct.pack(">II", *piece) for piece in pieces)
        )
    return full_box(b"iloc", 1, 0, b"\x44\x40", struct.pack(">H", len(entries)), *entries)
