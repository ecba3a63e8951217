"""TIFF files of rare kinds, written for the tests."""

from __future__ import annotations

import lzma
import struct
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

GREY_FROM_WHITE, GREY, RGB, PALETTE, CMYK, YCBCR, CIE_LAB, ICC_LAB = 0, 1, 2, 3, 5, 6, 8, 9
_SHORT, _LONG = 3, 4
_FORMS = {_SHORT: "H", _LONG: "I", 7: "B", 16: "Q"}
_PACK: dict[int, Callable[[bytes], bytes]] = {1: bytes, 8: zlib.compress, 34925: lzma.compress}


def write_tiff(
    path: Path,
    tags: dict[int, int | Sequence[int]],
    parts: Sequence[bytes],
    *,
    order: str = "<",
    big: bool = False,
    pages: Sequence[tuple[dict[int, int | Sequence[int]], Sequence[bytes]]] = (),
) -> None:
    """Write a TIFF file of one page or more.

    Args:
        path: Where.
        tags: By their numbers; those of strips or tiles are added. Values over 16 bits are written as 32.
        parts: The strips, or the tiles if `tags` has their width.
        order: Of the bytes.
        big: Whether it is a BigTIFF.
        pages: Tags and parts of further pages.
    """
    mark = b"II" if order == "<" else b"MM"
    offset = "Q" if big else "I"
    data = bytearray(mark + struct.pack(order + ("HHHQ" if big else "HI"), *((43, 8, 0, 16) if big else (42, 8))))
    following_at = len(data) - struct.calcsize(offset)
    for page_tags, page_parts in ((tags, parts), *pages):
        places = []
        for part in page_parts:
            places.append(len(data))
            data += part + bytes(len(part) % 2)
        tiled = 322 in page_tags
        all_tags = {
            **page_tags,
            324 if tiled else 273: places,
            325 if tiled else 279: [len(part) for part in page_parts],
        }
        entries = b""
        for tag, value in sorted(all_tags.items()):
            numbers = [value] if isinstance(value, int) else list(value)
            kind = 7 if tag == 347 else _LONG if max(numbers) > 0xFFFF or tag in (273, 279, 324, 325) else _SHORT
            raw = struct.pack(f"{order}{len(numbers)}{_FORMS[kind]}", *numbers)
            room = 8 if big else 4
            if len(raw) > room:
                at = len(data)
                data += raw + bytes(len(raw) % 2)
                raw = struct.pack(order + offset, at)
            entries += struct.pack(order + "HH" + offset, tag, kind, len(numbers)) + raw.ljust(room, b"\0")
        struct.pack_into(order + offset, data, following_at, len(data))
        data += struct.pack(order + ("Q" if big else "H"), len(all_tags)) + entries
        following_at = len(data)
        data += bytes(struct.calcsize(offset))
    path.write_bytes(data)


def packed_rows(numbers: NDArray[Any], bits: int, order: str = "<") -> bytes:
    """Return whole numbers, rows × count, with so many bits each; each row begins at a byte."""
    if bits in (8, 16, 32, 64):
        return numbers.astype(f"{order}u{bits // 8}").tobytes()
    if bits == 24:
        quads = numbers.astype(f"{order}u4").view(np.uint8).reshape(*numbers.shape, 4)
        return np.ascontiguousarray(quads[..., 1:] if order == ">" else quads[..., :3]).tobytes()
    ones = (numbers[..., None].astype(np.uint32) >> np.arange(bits - 1, -1, -1, dtype=np.uint32)) & 1
    return np.packbits(ones.astype(np.uint8).reshape(len(numbers), -1), axis=1).tobytes()


def write_samples(
    path: Path,
    numbers: NDArray[Any],
    *,
    bits: int,
    photometric: int,
    order: str = "<",
    compression: int = 1,
    tile: tuple[int, int] | None = None,
    rows: int | None = None,
    separate: bool = False,
    more: dict[int, int | Sequence[int]] | None = None,
) -> None:
    """Write whole numbers, H×W×samples, in strips or in tiles of the given width and height."""
    height, width, samples = numbers.shape
    tags: dict[int, int | Sequence[int]] = {
        256: width,
        257: height,
        258: [bits] * samples,
        259: compression,
        262: photometric,
        277: samples,
        284: 2 if separate else 1,
    }
    if tile:
        tags |= {322: tile[0], 323: tile[1]}
        numbers = np.pad(numbers, ((0, -height % tile[1]), (0, -width % tile[0]), (0, 0)))
        step = tile
    else:
        step = (width, rows or height)
        tags[278] = step[1]
    parts = []
    for plane in range(samples if separate else 1):
        shown = numbers[..., plane : plane + 1] if separate else numbers
        for top in range(0, height, step[1]):
            for left in range(0, width, step[0]):
                part = shown[top : top + step[1], left : left + step[0]]
                parts.append(_PACK[compression](packed_rows(part.reshape(len(part), -1), bits, order)))
    write_tiff(path, tags | (more or {}), parts, order=order)


def subsampled(ycbcr: NDArray[np.uint8], across: int, down: int) -> bytes:
    """Return YCbCr as one strip of blocks: the Y of several pixels, then the mean of their Cb, and of their Cr."""
    height, width = ycbcr.shape[:2]
    padded = np.pad(ycbcr, ((0, -height % down), (0, -width % across), (0, 0)), "edge")
    lines, columns = padded.shape[0] // down, padded.shape[1] // across
    blocks = padded.reshape(lines, down, columns, across, 3).transpose(0, 2, 1, 3, 4)
    lightness = blocks[..., 0].reshape(lines, columns, down * across)
    colours = np.rint(blocks[..., 1:].mean(axis=(2, 3))).astype(np.uint8)
    return np.concatenate([lightness, colours], axis=-1).tobytes()


def as_ycbcr(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return Y, Cb and Cr of full range by ITU-R BT.601."""
    r, g, b = (rgb[..., band].astype(float) for band in range(3))
    y = 0.299 * r + 0.587 * g + 0.114 * b
    ycbcr = np.stack([y, (b - y) / 1.772 + 128, (r - y) / 1.402 + 128], axis=-1)
    return np.clip(np.rint(ycbcr), 0, 255).astype(np.uint8)
