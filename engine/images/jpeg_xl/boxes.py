"""The boxes around a JPEG XL codestream, in which EXIF and XMP lie beside it (ISO/IEC 18181-2)."""

from __future__ import annotations

import importlib
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.images.jpeg_xl import header as jxl_header

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNATURE = b"\0\0\0\x0cJXL \r\n\x87\n"

_FILE_TYPE = b"\0\0\0\x14ftypjxl \0\0\0\0jxl "
_LARGEST_BLOCK = 16 * 1024 * 1024
_LEVEL, _WHOLE, _PART, _COMPRESSED, _EXIF, _XMP = b"jxll", b"jxlc", b"jxlp", b"brob", b"Exif", b"xml "


@dataclass(frozen=True)
class Contents:
    """What lies in a JPEG XL file.

    Attributes:
        codestream: The beginning of the pixels' data, at least `jxl_header.LONGEST` bytes if there are as many.
        exif: The EXIF block, without a prefix.
        xmp: The XMP packet.
    """

    codestream: bytes
    exif: bytes | None = None
    xmp: bytes | None = None


def read_contents(data: Any) -> Contents:
    """Take a JPEG XL file apart.

    Args:
        data: The file's bytes, or the mapped file.

    Raises:
        ValueError: If its boxes do not end where it does: it is cut short, or no such file.
    """
    if data[: len(jxl_header.SIGNATURE)] == jxl_header.SIGNATURE:
        return Contents(bytes(data[: jxl_header.LONGEST]))
    codestream, blocks = bytearray(), dict[bytes, bytes | None]()
    for kind, start, end in _boxes(data):
        if kind in (_WHOLE, _PART) and len(codestream) < jxl_header.LONGEST:
            first = start + 4 if kind == _PART else start
            codestream += data[first : min(end, first + jxl_header.LONGEST)]
        elif kind in (_EXIF, _XMP):
            blocks.setdefault(kind, bytes(data[start : min(end, start + _LARGEST_BLOCK)]))
        elif kind == _COMPRESSED and (packed := bytes(data[start : start + 4])) in {_EXIF, _XMP} - blocks.keys():
            blocks[packed] = _decompressed(bytes(data[start + 4 : end]))
    exif = blocks.get(_EXIF)
    if exif is not None:
        # Before the block stands how far it is from there.
        exif = exif[4 + int.from_bytes(exif[:4], "big") :] or None
    return Contents(bytes(codestream), exif, blocks.get(_XMP))


def with_metadata(file: bytes, exif: bytes | None, xmp: bytes | None) -> bytes:
    """Put EXIF and XMP into a JPEG XL file that has none.

    Args:
        file: A bare codestream, or one in boxes.
        exif: The block, without a prefix.
        xmp: The packet.
    """
    added = [_box(_EXIF, bytes(4) + exif)] if exif is not None else []
    added += [_box(_XMP, xmp)] if xmp is not None else []
    if not added:
        return file
    if file.startswith(jxl_header.SIGNATURE):
        return b"".join([SIGNATURE, _FILE_TYPE, *added, _box(_WHOLE, file)])
    # What says how to read the rest stays first.
    at = next(start for kind, start in _starts(file) if kind not in (b"JXL ", b"ftyp", _LEVEL))
    return b"".join([file[:at], *added, file[at:]])


def _box(kind: bytes, contents: bytes) -> bytes:
    size = len(contents) + 8
    if size < 2**32:
        return struct.pack(">I4s", size, kind) + contents
    return struct.pack(">I4sQ", 1, kind, size + 8) + contents


def _starts(data: bytes) -> Iterator[tuple[bytes, int]]:
    """Yield the kind of each box, and where it begins with its head."""
    before = 0
    for kind, _, end in _boxes(data):
        yield kind, before
        before = end


def _boxes(data: Any) -> Iterator[tuple[bytes, int, int]]:
    """Yield the kind of each box, and where its contents begin and end."""
    place = 0
    while place < len(data):
        head = bytes(data[place : place + 16])
        if len(head) < 8:
            raise ValueError("a box that is cut short")
        size, kind = struct.unpack_from(">I4s", head)
        contents = place + 8
        if size == 1:
            if len(head) < 16:
                raise ValueError("a box that is cut short")
            (size,) = struct.unpack_from(">Q", head, 8)
            contents = place + 16
        elif size == 0:
            size = len(data) - place
        if contents > place + size or place + size > len(data):
            raise ValueError("a box that does not end within the file")
        yield kind, contents, place + size
        place += size


def _decompressed(data: bytes) -> bytes | None:
    """Unpack a block that is compressed with Brotli; None if it is damaged or larger than any block should be."""
    brotli = importlib.import_module("brotli")
    try:
        unpacked: bytes = brotli.Decompressor().process(data, output_buffer_limit=_LARGEST_BLOCK)
    except brotli.error:
        return None
    return unpacked if len(unpacked) < _LARGEST_BLOCK else None
