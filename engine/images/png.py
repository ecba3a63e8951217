"""What the chunks of a PNG file say beyond its pixels.

libvips passes over what follows the pixels, and over EXIF, IPTC, XMP and ICC profiles in chunks of text, where older
programs put them in hexadecimal digits.

Source: PNG specification, third edition; the text chunks as ImageMagick and ExifTool write them.
"""

from __future__ import annotations

import os
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.images.iptc import unwrapped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RECIPE_KEYWORD = "pentimento:recipe"

_SIGNATURE_LENGTH = 8
_XMP_KEYWORD = "XML:com.adobe.xmp"
_RAW_PROFILE = "Raw profile type "
_XMP_SEGMENT = b"http://ns.adobe.com/xap/1.0/\0"
_OF_INTEREST = {b"iCCP", b"eXIf", b"tEXt", b"zTXt", b"iTXt"}
# EXIF has at most 64 KB in a JPEG, profiles some MB in printing. What is larger is a trap or of no use.
_LARGEST = 32 * 1024 * 1024


@dataclass
class Chunks:
    """What the chunks of a PNG file say, as bytes; None for what they do not.

    Attributes:
        exif: An EXIF block, with or without its prefix.
        xmp: An XMP packet.
        iptc: The bare IPTC records.
        profile: An ICC profile in a chunk of text.
        recipe: The recipe in a chunk of text.
        has_profile_chunk: Whether there is a chunk for an ICC profile, which libvips reads if it is of use.
    """

    exif: bytes | None = None
    xmp: bytes | None = None
    iptc: bytes | None = None
    profile: bytes | None = None
    recipe: str | None = None
    has_profile_chunk: bool = False


def read_chunks(path: Path) -> Chunks:
    """Read the chunks of a PNG file, before and after its pixels, as far as the file goes.

    Raises:
        OSError: If the file cannot be read.
    """
    said, in_text = Chunks(), Chunks()
    for kind, data in _chunks(path):
        if kind == b"iCCP":
            said.has_profile_chunk = True
        elif kind == b"eXIf":
            said.exif = said.exif or data
        else:
            _take_text(in_text, *_text(kind, data))
    return Chunks(
        said.exif or in_text.exif,
        in_text.xmp,
        in_text.iptc,
        in_text.profile,
        in_text.recipe,
        said.has_profile_chunk,
    )


def _chunks(path: Path) -> Iterator[tuple[bytes, bytes]]:
    with path.open("rb") as file:
        file.seek(_SIGNATURE_LENGTH)
        while len(start := file.read(8)) == 8 and start[4:] != b"IEND":
            length = int.from_bytes(start[:4], "big")
            if start[4:] not in _OF_INTEREST or length > _LARGEST:
                file.seek(length + 4, os.SEEK_CUR)
                continue
            data, checksum = file.read(length), file.read(4)
            if checksum == zlib.crc32(start[4:] + data).to_bytes(4, "big"):
                yield start[4:], data


def _text(kind: bytes, data: bytes) -> tuple[str, bytes]:
    """Return the keyword, which is Latin-1, and the text of a chunk; empty text if it is damaged."""
    key, _, rest = data.partition(b"\0")
    packed = kind == b"zTXt"
    if kind == b"iTXt":
        packed, rest = rest[:1] == b"\1", rest[2:].split(b"\0", 2)[-1]
    elif packed:
        rest = rest[1:]
    return key.decode("latin-1"), _unpacked(rest) if packed else rest


def _unpacked(data: bytes) -> bytes:
    unpacking = zlib.decompressobj()
    try:
        text = unpacking.decompress(data, _LARGEST)
    except zlib.error:
        return b""
    return text if unpacking.eof else b""


def _take_text(chunks: Chunks, key: str, text: bytes) -> None:
    if key == _XMP_KEYWORD:
        chunks.xmp = text or chunks.xmp
    elif key == RECIPE_KEYWORD:
        chunks.recipe = text.decode("utf-8", "replace")
    elif key.startswith(_RAW_PROFILE) and (data := _from_digits(text)):
        kind = key.removeprefix(_RAW_PROFILE).lower()
        if kind == "xmp" or data.startswith(_XMP_SEGMENT):
            chunks.xmp = chunks.xmp or data.removeprefix(_XMP_SEGMENT)
        elif kind in ("exif", "app1"):
            chunks.exif = chunks.exif or data
        elif kind in ("iptc", "8bim", "app13"):
            chunks.iptc = chunks.iptc or unwrapped(data)
        elif kind in ("icc", "icm"):
            chunks.profile = chunks.profile or data


def _from_digits(text: bytes) -> bytes | None:
    """Return the bytes behind a line with the profile's kind, one with its length, and lines of digits."""
    words = text.split(None, 2)
    try:
        data = bytes.fromhex(words[2].decode("ascii"))
        return data[: int(words[1])]
    except (IndexError, ValueError):
        return None
