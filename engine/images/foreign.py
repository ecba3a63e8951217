"""Files that are not read: what they are, so that the user learns more than that something is wrong.

Their first bytes tell. A few kinds have none of their own and are known by the file's name as well.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.errors import UnknownKindError
from engine.images.formats import READABLE
from engine.sentences import Sentence

if TYPE_CHECKING:
    from pathlib import Path

_VIDEO, _SOUND = Sentence("a video"), Sentence("sound")
_ARCHIVE, _OFFICE = Sentence("an archive"), Sentence("a document of an office program")
_SIGNATURES = (
    (b"%PDF-", Sentence("a PDF document")),
    (b"%!PS", Sentence("a PostScript document")),
    (b"\xc5\xd0\xd3\xc6", Sentence("a PostScript document")),
    (b"icns", Sentence("an icon of macOS")),
    (b"DDS ", Sentence("a DDS texture")),
    (b"\x01\xda", Sentence("an SGI picture")),
    (b"qoif", Sentence("a QOI picture")),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", Sentence("a JPEG 2000 picture")),
    (b"\xff\x4f\xff\x51", Sentence("a JPEG 2000 picture")),
    (b"II\xbc\x01", Sentence("a JPEG XR picture")),
    (b"\x97JB2\r\n\x1a\n", Sentence("a JBIG2 picture")),
    (b"\x76\x2f\x31\x01", Sentence("an OpenEXR picture")),
    (b"#?RADIANCE", Sentence("a Radiance HDR picture")),
    (b"#?RGBE", Sentence("a Radiance HDR picture")),
    (b"SIMPLE  =", Sentence("a FITS picture")),
    (b"AT&TFORM", Sentence("a DjVu document")),
    (b"BPG\xfb", Sentence("a BPG picture")),
    (b"FLIF", Sentence("a FLIF picture")),
    (b"8BPS", Sentence("a Photoshop document")),
    (b"gimp xcf", Sentence("a GIMP document")),
    (b"CSFCHUNK", Sentence("a Clip Studio document")),
    (b"\x00\xffKA", Sentence("an Affinity document")),
    (b"Paint Shop Pro Image File", Sentence("a PaintShop Pro document")),
    (b"BLENDER", Sentence("a Blender scene")),
    (b"\x28\xb5\x2f\xfd", _ARCHIVE),
    (b"\xd7\xcd\xc6\x9a", Sentence("a drawing in a Windows metafile")),
    (b"\x01\x00\x00\x00\x6c\x00\x00\x00", Sentence("a drawing in a Windows metafile")),
    (b"\x1aE\xdf\xa3", _VIDEO),
    (b"\x00\x00\x01\xba", _VIDEO),
    (b"\x00\x00\x01\xb3", _VIDEO),
    (b"FLV\x01", _VIDEO),
    (b"0&\xb2u\x8ef\xcf\x11", _VIDEO),
    (b"OggS", Sentence("a video or sound")),
    (b"ID3", _SOUND),
    (b"fLaC", _SOUND),
    (b"\xff\xfb", _SOUND),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OFFICE),
    (b"{\\rtf", _OFFICE),
    (b"\x1f\x8b", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (b"Rar!\x1a\x07", _ARCHIVE),
    (b"BZh", _ARCHIVE),
    (b"\xfd7zXZ\x00", _ARCHIVE),
    (b"MZ", Sentence("a program")),
    (b"\x7fELF", Sentence("a program")),
)
# What lies further in, or is one of several: the first that fits counts.
_PATTERNS = tuple(
    (re.compile(pattern, re.DOTALL), kind)
    for pattern, kind in (
        (rb".{4}ftypjp2 ", Sentence("a JPEG 2000 picture")),
        (rb".{4}ftypM4[AB] ", _SOUND),
        (rb".{4}(ftyp[ -~]{4}.{4}|moov|mdat|wide|pnot)", _VIDEO),
        (rb"RIFF.{4}AVI ", _VIDEO),
        (rb"RIFF.{4}WAVE", _SOUND),
        (rb"RIFF.{4}ACON", Sentence("an animated cursor")),
        (rb"RIFF.{4}CDR", Sentence("a CorelDRAW drawing")),
        (rb"G.{187}G.{187}G", _VIDEO),
        # An archive may be the document of a program; the name or the content of its first file tells.
        (rb"PK\x03\x04.*application/x-krita", Sentence("a Krita document")),
        (rb"PK\x03\x04.*image/openraster", Sentence("an OpenRaster document")),
        (rb"PK\x03\x04.*(application/vnd\.oasis|\[Content_Types\]\.xml)", _OFFICE),
        (rb"PK\x03\x04.*application/epub", Sentence("a book")),
        (rb"PK\x03\x04.*project\.json", Sentence("a project of Pentimento")),
        (rb"PK\x03\x04", _ARCHIVE),
        (rb".{257}ustar", _ARCHIVE),
        (rb".{128}DICM", Sentence("a DICOM picture")),
        (rb"\x0a[\x00\x02-\x05]\x01[\x01\x02\x04\x08]", Sentence("a PCX picture")),
        (rb"\x00\x00[\x01\x02]\x00[^\x00]\x00", Sentence("a Windows icon")),
        (rb"P[1-7fF]\s", Sentence("a Netpbm picture")),
        (rb".*(<svg[\s>]|<!DOCTYPE svg)", Sentence("an SVG drawing")),
        (rb"(\xef\xbb\xbf)?\s*<(!doctype html|!DOCTYPE html|html|HTML)", Sentence("a web page")),
    )
)
# Targa has no signature: a plausible head counts only with the name.
_TARGA = re.compile(rb".[\x00\x01][\x01-\x03\x09-\x0b].{13}[\x08\x0f\x10\x18\x20]", re.DOTALL)
_TARGA_SUFFIXES = (".tga", ".vda", ".icb", ".vst")
_BY_SUFFIX = {
    ".procreate": Sentence("a Procreate document"),
    ".sai": Sentence("a PaintTool SAI document"),
    ".sai2": Sentence("a PaintTool SAI document"),
    ".svgz": Sentence("an SVG drawing"),
    ".txt": Sentence("text"),
}


def kind_in_words(head: bytes, path: Path) -> Sentence | None:
    """Tell what a file is that is no picture of a kind that is read.

    Args:
        head: Its first `formats.HEAD_LENGTH` bytes.
        path: Its name, for kinds whose content does not tell.

    Returns:
        Words such as ``a PDF document``, or None if there are none for it.
    """
    suffix = path.suffix.lower()
    known = (kind for signature, kind in _SIGNATURES if head.startswith(signature))
    further = (kind for pattern, kind in _PATTERNS if pattern.match(head))
    found = next(known, None) or next(further, None) or _BY_SUFFIX.get(suffix)
    if found is None and suffix in _TARGA_SUFFIXES and _TARGA.match(head):
        return Sentence("a Targa picture")
    return found


def refusal(name: str, kind: Sentence) -> UnknownKindError:
    """Return the error about a file that holds something that is not read.

    Args:
        name: The file's name.
        kind: What it holds, in words.
    """
    return UnknownKindError(
        "A picture ({kinds}) was expected in '{name}', but it holds {kind}; choose another file, or save it as one of "
        "these in a program that opens it.",
        kinds=READABLE,
        name=name,
        kind=kind,
    )
