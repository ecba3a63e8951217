"""JPEG data in TIFF files: strips, tiles and tables put together to files that a JPEG reader knows.

The old style of TIFF 6.0 (1992) keeps tables and data apart, and programs have written it in many ways. It is read
as far as its data make a JPEG of the right size.

Source: TIFF 6.0, section 22, and its Technical Note 2 of 1995; ITU-T T.81.
"""

from __future__ import annotations

import functools
import io
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.images.libraries import pillow, without_warnings
from engine.images.tiff import layout as tiff
from engine.images.tiff.layout import CutShortError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.images.tiff.layout import Page

_START, _END = b"\xff\xd8", b"\xff\xd9"
_QUANTISATION, _HUFFMAN, _SCAN = 0xDB, 0xC4, 0xDA
_FRAMES = {0xC0, 0xC1, 0xC2}
_ZIGZAG_LENGTH = 64


def decoded(stream: bytes) -> NDArray[Any]:
    """Decode a JPEG to H×W×bands of `uint8`: grey, RGB, or CMYK.

    Raises:
        Exception: One of `DECODER_ERRORS` if it is damaged.
    """
    with without_warnings(), pillow().open(io.BytesIO(stream), formats=("JPEG",)) as picture:
        picture.load()
        samples = np.asarray(picture)
    return samples.reshape(samples.shape[0], samples.shape[1], -1)


def with_tables(page: Page, data: bytes) -> bytes:
    """Return a strip or tile of the new style with the tables that the page keeps for all of them."""
    tables = page.raw(tiff.JPEG_TABLES)
    colours = _adobe_segment(page) if page.samples == 3 and not page.is_separate else b""
    between = tables.removeprefix(_START).removesuffix(_END)
    return _START + colours + between + data.removeprefix(_START)


def whole_stream(page: Page) -> NDArray[Any] | None:
    """Decode the one JPEG file that a page of the old style may hold; None if it holds none of the page's size."""
    start = page.number_of(tiff.JPEG_STREAM, 0)
    if not start:
        return None
    length = page.number_of(tiff.JPEG_STREAM_LENGTH, 0)
    stream = bytes(page.data[start : start + length] if length else page.data[start:])
    frame = next((data for kind, data in _segments(stream) if kind in _FRAMES), b"")
    if frame[1:5] != struct.pack(">HH", page.height, page.width) or not any(
        kind == _SCAN for kind, _ in _segments(stream)
    ):
        return None
    samples = decoded(_START + _adobe_segment(page) + stream.removeprefix(_START))
    return samples if samples.shape[:2] == (page.height, page.width) else None


class OldStyle:
    """The strips or tiles of a page of the old style, which share their tables.

    Args:
        page: The page.
    """

    def __init__(self, page: Page) -> None:
        self._page = page

    def decoded(self, data: bytes, width: int, height: int) -> NDArray[Any]:
        """Decode a strip or tile.

        Raises:
            CutShortError: If the page lacks what a JPEG needs.
            Exception: One of `DECODER_ERRORS` if it is damaged.
        """
        if data.startswith(_START) and any(kind in _FRAMES for kind, _ in _segments(data)):
            return decoded(data)
        page, tables = self._page, self._tables
        bands = 1 if page.is_separate else page.samples
        across, down = tiff_subsampling(page) if bands == 3 else (1, 1)
        frame = struct.pack(">BHHB", 8, height, width, bands)
        scan = struct.pack(">B", bands)
        for band in range(bands):
            sampling = across << 4 | down if band == 0 else 0x11
            table = min(band, 1)
            frame += struct.pack(">BBB", band + 1, sampling, min(band, tables.last_quantisation))
            scan += struct.pack(">BB", band + 1, table << 4 | table)
        restart = page.number_of(tiff.RESTART_INTERVAL, 0)
        stream = (
            _START
            + (_adobe_segment(page) if bands == 3 else b"")
            + tables.segments
            + _segment(0xC0, frame)
            + (_segment(0xDD, struct.pack(">H", restart)) if restart else b"")
            + _segment(_SCAN, scan + b"\0\x3f\0")
            + data.removeprefix(_START)
            + _END
        )
        return decoded(stream)

    @functools.cached_property
    def _tables(self) -> _Tables:
        return _read_tables(self._page)


@dataclass(frozen=True)
class _Tables:
    """Tables as segments of a JPEG.

    Attributes:
        segments: Quantisation and Huffman tables.
        last_quantisation: The largest number of a quantisation table.
    """

    segments: bytes
    last_quantisation: int


def tiff_subsampling(page: Page) -> tuple[int, int]:
    """Return how many pixels share a colour, across and down."""
    across, down, *_ = (*page.numbers(tiff.SUBSAMPLING, (2, 2)), 1)
    if across not in (1, 2, 4) or down not in (1, 2, 4):
        raise CutShortError("colours may be shared by 1, 2 or 4 pixels a side")
    return across, down


def _read_tables(page: Page) -> _Tables:
    """Read the tables from the page's own stream, or else from its tags."""
    start = page.number_of(tiff.JPEG_STREAM, 0)
    if start:
        found = [
            (kind, data) for kind, data in _segments(bytes(page.data[start:])) if kind in (_QUANTISATION, _HUFFMAN)
        ]
        if found:
            last = max((data[0] & 15 for kind, data in found if kind == _QUANTISATION and data), default=0)
            return _Tables(b"".join(_segment(kind, data) for kind, data in found), last)
    segments = b""
    quantisation = page.numbers(tiff.QUANTISATION)
    for number, position in enumerate(quantisation):
        segments += _segment(_QUANTISATION, bytes([number]) + _piece(page, position, _ZIGZAG_LENGTH))
    for kind, tag in ((0, tiff.DC_TABLES), (1, tiff.AC_TABLES)):
        for number, position in enumerate(page.numbers(tag)[:2]):
            counts = _piece(page, position, 16)
            table = counts + _piece(page, position + 16, sum(counts))
            segments += _segment(_HUFFMAN, bytes([kind << 4 | number]) + table)
    if not segments:
        raise CutShortError("there are no tables for its JPEG data")
    return _Tables(segments, max(len(quantisation) - 1, 0))


def _piece(page: Page, position: int, length: int) -> bytes:
    piece = bytes(page.data[position : position + length])
    if len(piece) != length:
        raise CutShortError("a table ends after the file")
    return piece


def _segment(kind: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, kind, len(data) + 2) + data


def _adobe_segment(page: Page) -> bytes:
    """Say whether the three colours are Y, Cb and Cr, which a JPEG reader would otherwise guess."""
    is_ycbcr = page.photometric == tiff.YCBCR
    return _segment(0xEE, b"Adobe" + struct.pack(">HHHB", 100, 0, 0, 1 if is_ycbcr else 0))


def _segments(stream: bytes) -> list[tuple[int, bytes]]:
    """Return the kinds and contents of the segments up to the first scan."""
    segments: list[tuple[int, bytes]] = []
    position = 2 if stream.startswith(_START) else 0
    while position + 4 <= len(stream) and stream[position] == 0xFF:
        kind = stream[position + 1]
        if kind == 0xFF:
            position += 1
            continue
        length = int.from_bytes(stream[position + 2 : position + 4], "big")
        segments.append((kind, stream[position + 4 : position + 2 + length]))
        if kind == _SCAN:
            break
        position += 2 + max(length, 2)
    return segments
