"""What the chunks of a PNG file say beyond its pixels.

libvips passes over what follows the pixels, and over EXIF, IPTC, XMP and ICC profiles in chunks of text, where older
programs put them in hexadecimal digits.

Source: PNG specification, third edition; the text chunks as ImageMagick and ExifTool write them.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.images.metadata.iptc import unwrapped
from engine.images.png_layout import LARGEST_CHUNK, chunks

if TYPE_CHECKING:
    from pathlib import Path

RECIPE_KEYWORD = "pentimento:recipe"

_XMP_KEYWORD = "XML:com.adobe.xmp"
_RAW_PROFILE = "Raw profile type "
_XMP_SEGMENT = b"http://ns.adobe.com/xap/1.0/\0"
_OF_INTEREST = {b"iCCP", b"eXIf", b"tEXt", b"zTXt", b"iTXt"}
# Of all text together once it is unpacked: what is larger is a trap or of no use.
_MOST_TEXT = LARGEST_CHUNK


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
    room = _MOST_TEXT
    for kind, data in chunks(path, _OF_INTEREST):
        if kind == b"iCCP":
            said.has_profile_chunk = True
        elif kind == b"eXIf":
            said.exif = said.exif or data
        elif room > 0:
            key, text, unpacked = _text(kind, data, room)
            room -= unpacked
            _take_text(in_text, key, text)
    return Chunks(
        said.exif or in_text.exif,
        in_text.xmp,
        in_text.iptc,
        in_text.profile,
        in_text.recipe,
        said.has_profile_chunk,
    )


def _text(kind: bytes, data: bytes, room: int) -> tuple[str, bytes, int]:
    """Return the keyword of a chunk, which is Latin-1, its text, and how many bytes were unpacked for it.

    The text is empty if it is damaged or longer than there is room for.
    """
    key, _, rest = data.partition(b"\0")
    packed = kind == b"zTXt"
    if kind == b"iTXt":
        packed, rest = rest[:1] == b"\1", rest[2:].split(b"\0", 2)[-1]
    elif packed:
        rest = rest[1:]
    name = key.decode("latin-1")
    if not packed:
        return name, rest, len(rest)
    unpacking = zlib.decompressobj()
    try:
        text = unpacking.decompress(rest, room)
    except zlib.error:
        return name, b"", 0
    return name, text if unpacking.eof else b"", len(text)


def _take_text(said: Chunks, key: str, text: bytes) -> None:
    if key == _XMP_KEYWORD:
        said.xmp = text or said.xmp
    elif key == RECIPE_KEYWORD:
        said.recipe = text.decode("utf-8", "replace")
    elif key.startswith(_RAW_PROFILE) and (data := _from_digits(text)):
        kind = key.removeprefix(_RAW_PROFILE).lower()
        if kind == "xmp" or data.startswith(_XMP_SEGMENT):
            said.xmp = said.xmp or data.removeprefix(_XMP_SEGMENT)
        elif kind in ("exif", "app1"):
            said.exif = said.exif or data
        elif kind in ("iptc", "8bim", "app13"):
            said.iptc = said.iptc or unwrapped(data)
        elif kind in ("icc", "icm"):
            said.profile = said.profile or data


def _from_digits(text: bytes) -> bytes | None:
    """Return the bytes behind a line with the profile's kind, one with its length, and lines of digits."""
    words = text.split(None, 2)
    try:
        data = bytes.fromhex(words[2].decode("ascii"))
        return data[: int(words[1])]
    except (IndexError, ValueError):
        return None
