"""The picture formats: how a file shows what it is, and what each format can hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.errors import PictureError
from engine.sentences import Sentence

if TYPE_CHECKING:
    from pathlib import Path, PurePath

HEAD_LENGTH = 1024
READ_AS = {
    "JPEG": (".jpg", ".jpeg"),
    "PNG": (".png",),
    "WebP": (".webp",),
    "TIFF": (".tif", ".tiff"),
    "BMP": (".bmp",),
    "GIF": (".gif",),
    "HEIC": (".heic", ".heif", ".hif"),
    "AVIF": (".avif",),
    "JPEG XL": (".jxl",),
    "raw photos": (".dng", ".cr2", ".cr3", ".nef", ".arw", ".raf", ".rw2", ".orf", ".pef"),
}
"""Every format that is read, and how files of it are usually named."""
READABLE = Sentence("JPEG, PNG, WebP, TIFF, BMP, GIF, HEIC, AVIF, JPEG XL or a raw photo")
READ_SUFFIXES = frozenset(suffix for suffixes in READ_AS.values() for suffix in suffixes)
"""Files of these names are taken for pictures; what they hold is seen when they are read."""

READ_PATTERNS = " ".join(f"*{suffix}" for suffixes in READ_AS.values() for suffix in suffixes)
"""For a dialog that chooses files."""

_SIGNATURES = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0", "TIFF"),
    (b"MM\0+", "TIFF"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\0\0\0\x0cJXL \r\n\x87\n", "JPEG XL"),
)
_BMP_HEADER_LENGTHS = (12, 124)
_AVIF_BRANDS = {b"avif", b"avis"}
_HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs", b"mif1", b"mif2", b"msf1"}
_HEIC_BRANDS |= {b"avci", b"jpeg", b"j2ki", b"vvic", b"unif"}


def is_named_as_picture(path: PurePath) -> bool:
    """Whether a file's suffix is that of a picture, in capitals or not."""
    return path.suffix.lower() in READ_SUFFIXES


@dataclass(frozen=True)
class Format:
    """What a format that pictures are saved in can hold.

    Attributes:
        name: Its name for the user.
        longest_side: The largest width or height in pixels.
        sixteen_bits: Whether it holds 16 bits per sample.
        alpha: Whether it holds transparency.
        metadata: Whether it holds EXIF and XMP.
        profile: Whether it holds an ICC profile.
    """

    name: str
    longest_side: int
    sixteen_bits: bool = False
    alpha: bool = True
    metadata: bool = True
    profile: bool = True


_PNG = Format("PNG", 2**31 - 1, sixteen_bits=True)
_JPEG = Format("JPEG", 65_500, alpha=False)
_TIFF = Format("TIFF", 2**31 - 1, sixteen_bits=True)
_WEBP = Format("WebP", 16_383)
_AVIF = Format("AVIF", 16_384)
_JPEG_XL = Format("JPEG XL", 2**30 - 1, sixteen_bits=True)
_BMP = Format("BMP", 2**31 - 1, alpha=False, metadata=False, profile=False)

SAVED_AS = {
    ".png": _PNG,
    ".jpg": _JPEG,
    ".jpeg": _JPEG,
    ".tif": _TIFF,
    ".tiff": _TIFF,
    ".webp": _WEBP,
    ".avif": _AVIF,
    ".jxl": _JPEG_XL,
    ".bmp": _BMP,
}


def format_for(path: Path) -> Format:
    """Return the format in which a file of this name is saved.

    Raises:
        PictureError: If its suffix names none.
    """
    chosen = SAVED_AS.get(path.suffix.lower())
    if chosen is None:
        came = Sentence("'{suffix}'", suffix=path.suffix) if path.suffix else Sentence("no suffix at all")
        raise PictureError(
            "'{name}' cannot be saved: one of the suffixes {suffixes} was expected, but {came} came; change the name.",
            name=path.name,
            suffixes=", ".join(SAVED_AS),
            came=came,
        )
    return chosen


def kind_of(head: bytes) -> str | None:
    """Tell a file's format from its first bytes, whatever its name says.

    Args:
        head: The first `HEAD_LENGTH` bytes.

    Returns:
        A key of `READ_AS`, or None for any other. `raw_layout.is_raw` recognises raw photos.
    """
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WebP"
    if head[4:8] == b"ftyp":
        # Box length, "ftyp", the main brand, a version, then every other brand that the file keeps to.
        end = min(int.from_bytes(head[:4], "big"), len(head))
        brands = {head[start : start + 4] for start in (8, *range(16, end, 4))}
        if brands & _AVIF_BRANDS:
            return "AVIF"
        if brands & _HEIC_BRANDS:
            return "HEIC"
    # Two letters alone would take many a text for a picture: the length of the second header follows.
    if (
        head.startswith(b"BM")
        and head[15:18] == bytes(3)
        and _BMP_HEADER_LENGTHS[0] <= head[14] <= _BMP_HEADER_LENGTHS[1]
    ):
        return "BMP"
    return None
