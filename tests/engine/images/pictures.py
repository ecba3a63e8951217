"""Pictures and files that the tests make for themselves."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING, Any

import numpy as np
import PIL.Image
import pyvips
from PIL import ImageCms

from engine.images import Metadata, Picture, SaveOptions

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

OVERWRITE = SaveOptions(existing="overwrite")
SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".avif", ".bmp")
WITH_METADATA = (".png", ".jpg", ".tif", ".webp", ".avif")
XMP = (
    b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description rdf:about="uuid:1" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    b' xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/"'
    b' xmlns:drone="http://example.org/drone/" tiff:Orientation="6" exif:GPSLatitude="51,30N" drone:GpsLongitude="7">'
    b"<exif:GPSAltitude>100/1</exif:GPSAltitude>"
    b"<dc:creator><rdf:Seq><rdf:li>J\xc3\xb6rg &amp; Co</rdf:li></rdf:Seq></dc:creator>"
    b"</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>"
)
IPTC = b"\x1c\x02\x78\x00\x05Hello"


def noise(height: int, width: int, *, bits: int = 8, bands: int = 3, seed: int = 0) -> NDArray[Any]:
    dtype = np.uint8 if bits == 8 else np.uint16
    shape = (height, width, bands) if bands > 1 else (height, width)
    return np.random.default_rng(seed).integers(0, 2**bits, shape, dtype=dtype)


def smooth(height: int, width: int) -> NDArray[np.uint8]:
    """A picture that lossy formats keep well, with four corners that differ."""
    y, x = np.mgrid[0:height, 0:width]
    return np.stack([255 * x / width, 255 * y / height, 64 + 64 * (x + y) / (width + height)], axis=-1).astype(np.uint8)


def exif_block(*, orientation: int = 1) -> bytes:
    """EXIF with a maker, text that is not ASCII, an exposure, a maker's note, a place and a thumbnail."""

    def tag(number: int, kind: int, count: int, value: bytes) -> bytes:
        return struct.pack(">HHI", number, kind, count) + value.ljust(4, b"\0")

    def at(offset: int) -> bytes:
        return struct.pack(">I", offset)

    thumbnail = io.BytesIO()
    PIL.Image.new("RGB", (16, 12), (1, 2, 3)).save(thumbnail, "JPEG")
    small = thumbnail.getvalue()
    values = 300
    main = [
        tag(0x010F, 2, 6, at(values)),
        tag(0x0112, 3, 1, struct.pack(">H", orientation)),
        tag(0x8298, 2, 10, at(values + 6)),
        tag(0x8769, 4, 1, at(100)),
        tag(0x8825, 4, 1, at(160)),
    ]
    camera = [
        tag(0x829A, 5, 1, at(values + 16)),
        tag(0x927C, 7, 12, at(values + 24)),
        tag(0xA001, 3, 1, struct.pack(">H", 1)),
    ]
    place = [tag(1, 2, 2, b"N\0"), tag(2, 5, 3, at(values + 36))]
    second = [tag(0x0103, 3, 1, struct.pack(">H", 6)), tag(0x0201, 4, 1, at(400)), tag(0x0202, 4, 1, at(len(small)))]
    data = bytearray(400) + small
    data[:8] = b"MM\0*" + at(8)
    for where, entries, following in ((8, main, 220), (100, camera, 0), (160, place, 0), (220, second, 0)):
        directory = struct.pack(">H", len(entries)) + b"".join(entries) + at(following)
        data[where : where + len(directory)] = directory
    data[values : values + 60] = (
        b"Maker\0" + "© Müll".encode().ljust(10, b"\0") + struct.pack(">II", 1, 125) + b"MAKER'S NOTE"
    ) + struct.pack(">6I", 51, 1, 30, 1, 3, 2)
    return b"Exif\0\0" + bytes(data)


def picture(height: int = 40, width: int = 60, *, alpha: bool = False, bits: int = 8, **metadata: Any) -> Picture:
    pixels: NDArray[Any] = smooth(height, width)
    if bits == 16:
        pixels = pixels.astype(np.uint16) * 257
    opacity = noise(height, width, bits=bits, bands=1) if alpha else None
    return Picture(pixels, opacity, "made.png", Metadata(**metadata))


def info(path: Path) -> dict[Any, Any]:
    """What Pillow says about a file."""
    with PIL.Image.open(path) as image:
        return dict(image.info)


def grey_profile() -> bytes:
    """A grey profile with a gamma of 1: light itself."""
    return _profile(b"GRAY", [(b"wtpt", _xyz(0.9642, 1.0, 0.8249)), (b"kTRC", b"curv" + bytes(8))])


def swapped_profile() -> bytes:
    """An RGB profile, linear, whose red is sRGB's green and the reverse: what went through it shows at once."""
    curve = b"curv" + bytes(8)
    return _profile(
        b"RGB ",
        [
            (b"wtpt", _xyz(0.9642, 1.0, 0.8249)),
            (b"rXYZ", _xyz(0.3851, 0.7169, 0.0971)),
            (b"gXYZ", _xyz(0.4361, 0.2225, 0.0139)),
            (b"bXYZ", _xyz(0.1431, 0.0606, 0.7141)),
            *((name, curve) for name in (b"rTRC", b"gTRC", b"bTRC")),
        ],
    )


def p3_profile() -> bytes:
    return bytes(pyvips.Operation.call("profile_load", "p3"))


def srgb_profile() -> bytes:
    return bytes(pyvips.Operation.call("profile_load", "srgb"))


def lab_profile() -> bytes:
    return bytes(ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes())


def save_with_vips(path: Path, pixels: NDArray[Any], interpretation: str, **fields: bytes) -> None:
    image = pyvips.Image.new_from_array(pixels).copy(interpretation=interpretation)
    for name, value in fields.items():
        image.set_type(pyvips.GValue.blob_type, name.replace("_", "-"), value)
    image.write_to_file(str(path))


def _xyz(*values: float) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(struct.pack(">i", round(value * 65536)) for value in values)


def _profile(space: bytes, tags: list[tuple[bytes, bytes]]) -> bytes:
    text = b"desc\0\0\0\0" + struct.pack(">I", 5) + b"test\0" + bytes(78)
    tags = [(b"desc", text), (b"cprt", b"text\0\0\0\0none\0"), *tags]
    table, body, offset = b"", b"", 128 + 4 + 12 * len(tags)
    for name, value in tags:
        padded = value + bytes(-len(value) % 4)
        table += struct.pack(">4sII", name, offset, len(value))
        body, offset = body + padded, offset + len(padded)
    header = bytearray(128)
    header[:4] = struct.pack(">I", offset)
    header[8:24] = b"\x02\x40\0\0mntr" + space + b"XYZ "
    header[36:40] = b"acsp"
    header[68:80] = struct.pack(">iii", 63190, 65536, 54061)
    return bytes(header) + struct.pack(">I", len(tags)) + table + body
