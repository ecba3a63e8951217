"""What a photo says of itself and no longer holds for the painting is left out; what holds stays."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.images import SaveOptions, open_picture, save_picture
from engine.images.metadata.exif import Exif, Tag, block_of, parse_block
from engine.images.metadata.iptc import cleaned
from engine.images.metadata.xmp import packet_for
from tests.engine.images.pictures import IPTC, WITH_METADATA, picture

if TYPE_CHECKING:
    from pathlib import Path

_VOCABULARIES = {
    "hdrgm": "http://ns.adobe.com/hdr-gain-map/1.0/",
    "HDRGainMap": "http://ns.apple.com/HDRGainMap/1.0/",
    "apdi": "http://ns.apple.com/pixeldatainfo/1.0/",
    "Container": "http://ns.google.com/photos/1.0/container/",
    "Item": "http://ns.google.com/photos/1.0/container/item/",
    "GCamera": "http://ns.google.com/photos/1.0/camera/",
    "GDepth": "http://ns.google.com/photos/1.0/depthmap/",
    "Device": "http://ns.google.com/photos/dd/1.0/device/",
    "MiCamera": "http://ns.xiaomi.com/photos/1.0/camera/",
    "OpCamera": "http://ns.oplus.com/photos/1.0/camera/",
    "mwg-rs": "http://www.metadataworkinggroup.com/schemas/regions/",
    "crs": "http://ns.adobe.com/camera-raw-settings/1.0/",
    "darktable": "http://darktable.sf.net/",
    "xmpNote": "http://ns.adobe.com/xmp/note/",
}
_OTHERS = {
    "tiff": "http://ns.adobe.com/tiff/1.0/",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "lr": "http://ns.adobe.com/lightroom/1.0/",
    "aux": "http://ns.adobe.com/exif/1.0/aux/",
    "GPano": "http://ns.google.com/photos/1.0/panorama/",
}
_UNTRUE = [
    *(f"{prefix}:Anything" for prefix in _VOCABULARIES),
    *("hdrgm:Version", "GCamera:MotionPhoto", "GCamera:MicroVideoOffset", "Container:Directory", "crs:CropTop"),
    *("photoshop:ICCProfile", "photoshop:ColorMode", "photoshop:DocumentAncestors", "dc:format"),
    *("exif:PixelXDimension", "exif:PixelYDimension", "exif:ColorSpace", "tiff:ImageWidth", "tiff:ImageLength"),
    *("tiff:Orientation", "tiff:BitsPerSample", "tiff:XResolution", "xmp:Thumbnails", "xmpMM:History"),
    *("xmpMM:DerivedFrom", "xmpMM:InstanceID", "xmpMM:DocumentID", "GPano:FullPanoWidthPixels"),
]
_TRUE = [
    *("dc:creator", "dc:rights", "dc:description", "dc:subject", "dc:title", "xmp:Rating", "xmp:Label"),
    *("xmpRights:Marked", "photoshop:City", "photoshop:Credit", "photoshop:DateCreated", "lr:hierarchicalSubject"),
    *("exif:ExposureTime", "exif:DateTimeOriginal", "tiff:Make", "tiff:Model", "aux:Lens"),
    *("xmpMM:OriginalDocumentID", "GPano:ProjectionType"),
]
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def packet(names: list[str], *, as_attributes: bool) -> bytes:
    spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in (_VOCABULARIES | _OTHERS).items())
    attributes = " ".join(f'{name}="value"' for name in names) if as_attributes else ""
    elements = "" if as_attributes else "".join(_element(name) for name in names)
    return (
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{_RDF}">'
        f'<rdf:Description rdf:about="" {spaces} {attributes}>{elements}</rdf:Description></rdf:RDF></x:xmpmeta>'
    ).encode()


def _element(name: str) -> str:
    inner = '<Item:Item Item:Semantic="GainMap" Item:Length="9"/>' if name == "Container:Directory" else "value"
    return f"<{name}><rdf:Seq><rdf:li>{inner}</rdf:li></rdf:Seq></{name}>"


def names_in(stored: bytes) -> set[str]:
    """The properties of a packet, attributes and elements alike."""
    found = set()
    for element in ET.fromstring(stored.decode().split("?>", 1)[1].rsplit("<?", 1)[0]).iter():
        for name in (element.tag, *element.attrib):
            uri, _, local = name[1:].partition("}")
            prefix = next((key for key, value in (_VOCABULARIES | _OTHERS).items() if value == uri), None)
            if prefix:
                found.add(f"{prefix}:{local}")
    return found


@given(
    untrue=st.lists(st.sampled_from(_UNTRUE), unique=True),
    true=st.lists(st.sampled_from(_TRUE), unique=True),
    as_attributes=st.booleans(),
)
def test_what_is_true_stays_and_only_that(untrue: list[str], true: list[str], as_attributes: bool) -> None:
    stored = packet_for(packet([*true, *untrue], as_attributes=as_attributes), "{}", keep_location=True)
    assert stored is not None
    assert names_in(stored) == set(true)
    assert not any(uri.encode() in stored for uri in _VOCABULARIES.values())


@pytest.mark.parametrize("suffix", WITH_METADATA)
def test_a_saved_picture_promises_no_gain_map(tmp_path: Path, suffix: str) -> None:
    photo = picture(xmp=packet([*_UNTRUE, *_TRUE], as_attributes=True))
    stored = open_picture(save_picture(tmp_path / f"a{suffix}", photo, SaveOptions())).metadata.xmp
    assert stored is not None
    assert names_in(stored) == set(_TRUE)


def record(kind: int, number: int, data: bytes, *, long: bool = False) -> bytes:
    length = b"\x80\x04" + len(data).to_bytes(4, "big") if long else len(data).to_bytes(2, "big")
    return bytes([0x1C, kind, number]) + length + data


@pytest.mark.parametrize("long", [False, True])
def test_previews_in_iptc(long: bool) -> None:
    words = record(1, 90, b"\x1b%G") + IPTC + record(2, 80, b"Author")
    untrue = record(2, 200, b"\0\1") + record(2, 202, b"preview" * 90, long=long) + record(3, 20, b"\1\0")
    assert cleaned(words + untrue + IPTC) == words + IPTC
    for end in range(len(words) + 6, len(words + untrue)):
        assert cleaned((words + untrue)[:end])[: len(words)] == words


def test_a_dng_makes_no_dng_of_the_painting(tmp_path: Path) -> None:
    """Programs would take a TIFF with these tags for a raw photo."""
    tags = {0x010F: Tag(2, 6, b"Maker\0"), 0xC612: Tag(1, 4, b"\1\4\0\0"), 0x828E: Tag(1, 4, bytes(4))}
    block = block_of(Exif("<", tags, {0x9000: Tag(7, 4, b"0221")}))
    for suffix in (".tif", ".jpg"):
        path = save_picture(tmp_path / f"a{suffix}", picture(exif=block), SaveOptions())
        exif = parse_block(open_picture(path).metadata.exif)
        assert exif is not None
        assert 0x010F in exif.main
        assert not {0xC612, 0x828E} & exif.main.keys()
