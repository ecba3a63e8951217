"""What is carried from photo to picture, and what must not be."""

from __future__ import annotations

import html
import io
import json
from typing import TYPE_CHECKING, Any

import PIL.Image
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import IptcImagePlugin, PngImagePlugin
from PIL.ExifTags import IFD

from engine.errors import PictureError
from engine.images import Metadata, Picture, SaveOptions, open_picture, read_picture, read_recipe, save_picture
from engine.images.metadata.exif import block_of, clean, parse_block, reordered, resolution
from engine.images.metadata.iptc import unwrapped, wrapped
from engine.images.metadata.xmp import packet_for, recipe_in
from tests.engine.images.pictures import IPTC, OVERWRITE, WITH_METADATA, XMP, exif_block, info, noise, picture, smooth
from tests.refusals import refused

if TYPE_CHECKING:
    from pathlib import Path

_RECIPE = json.dumps({"styles": ["Gemälde «水» 🎨.jpg", 'a"b<c>&\\'], "strength": 0.6}, ensure_ascii=False)


def as_pillow_reads(path: Path) -> tuple[dict[int, Any], dict[int, Any], dict[int, Any], dict[int, Any]]:
    with PIL.Image.open(path) as image:
        exif = image.getexif()
        return dict(exif), exif.get_ifd(0x8769), exif.get_ifd(0x8825), exif.get_ifd(IFD.IFD1)


def test_the_block_of_the_tests_is_what_it_says() -> None:
    file = io.BytesIO()
    PIL.Image.fromarray(smooth(8, 8)).save(file, "JPEG", exif=exif_block(orientation=6))
    with PIL.Image.open(file) as image:
        exif = image.getexif()
        assert exif[0x0112] == 6
        assert exif.get_ifd(0x8825)[2] == (51.0, 30.0, 1.5)
        assert exif.get_ifd(IFD.IFD1)[0x0201] > 0
        assert exif.get_ifd(0x8769)[0x829A] == pytest.approx(1 / 125)


@pytest.mark.parametrize("suffix", WITH_METADATA)
@pytest.mark.parametrize("keep_location", [False, True])
def test_exif_without_place_thumbnail_and_orientation(tmp_path: Path, suffix: str, keep_location: bool) -> None:
    photo = tmp_path / "photo.jpg"
    PIL.Image.fromarray(smooth(40, 60)).save(photo, exif=exif_block(orientation=6), dpi=(300, 150))
    options = SaveOptions(keep_location=keep_location)
    path = save_picture(tmp_path / f"a{suffix}", read_picture(photo), options)
    main, camera, place, thumbnail = as_pillow_reads(path)
    assert main[0x010F] == "Maker"
    assert main.get(0x0112, 1) == 1
    assert camera[0x829A] == pytest.approx(1 / 125)
    assert camera[0x927C] == b"MAKER'S NOTE"
    assert camera[0xA001] == 1
    assert place == ({1: "N", 2: (51.0, 30.0, 1.5)} if keep_location else {})
    assert thumbnail == {}
    content = path.read_bytes()
    # Copyright in UTF-8, which EXIF does not foresee and cameras write.
    assert "© Müll".encode() in content
    # The place in the photo's own bytes, and in the order of bytes that TIFF uses here.
    for order in ("big", "little"):
        position = b"".join(number.to_bytes(4, order) for number in (51, 1, 30, 1))
        assert keep_location or position not in content
    again = read_picture(path)
    assert (again.width, again.height) == (40, 60)
    assert again.metadata.dpi == pytest.approx((300, 150), abs=0.1)


@pytest.mark.parametrize("suffix", WITH_METADATA)
def test_exif_survives_a_second_round(tmp_path: Path, suffix: str) -> None:
    first = save_picture(tmp_path / f"a{suffix}", picture(exif=exif_block()), SaveOptions(keep_location=True))
    for target in WITH_METADATA:
        second = save_picture(
            tmp_path / f"b{target}",
            read_picture(first),
            SaveOptions(keep_location=True, existing="overwrite"),
        )
        main, camera, place, _ = as_pillow_reads(second)
        assert (main[0x010F], camera[0x927C], place[1]) == ("Maker", b"MAKER'S NOTE", "N")


@pytest.mark.parametrize("suffix", WITH_METADATA)
def test_xmp_keeps_its_properties_and_loses_the_place(tmp_path: Path, suffix: str) -> None:
    path = save_picture(tmp_path / f"a{suffix}", picture(xmp=XMP), SaveOptions(), recipe=_RECIPE)
    packet = open_picture(path).metadata.xmp
    assert packet is not None
    assert "Jörg & Co" in html.unescape(packet.decode())
    for gone in (b"GPSLatitude", b"GPSAltitude", b"GpsLongitude", b"Orientation"):
        assert gone not in packet
    assert packet.count(b'rdf:about="uuid:1"') == 2
    kept = save_picture(tmp_path / f"b{suffix}", picture(xmp=XMP), SaveOptions(keep_location=True))
    packet = open_picture(kept).metadata.xmp
    assert packet is not None
    for there in (b"GPSLatitude", b"GPSAltitude", b"GpsLongitude"):
        assert there in packet
    as_pillow_reads_it = info(path).get("xmp") or info(path)["XML:com.adobe.xmp"].encode()
    assert "Jörg & Co" in html.unescape(as_pillow_reads_it.decode())


@pytest.mark.parametrize("suffix", [".jpg", ".tif"])
def test_iptc(tmp_path: Path, suffix: str) -> None:
    path = save_picture(tmp_path / f"a{suffix}", picture(iptc=IPTC), SaveOptions())
    with PIL.Image.open(path) as image:
        assert IptcImagePlugin.getiptcinfo(image) == {(2, 120): b"Hello"}
    assert read_picture(path).metadata.iptc == IPTC


def test_iptc_among_other_resources() -> None:
    odd = IPTC + b"!"
    assert len(wrapped(odd)) % 2 == 0
    thumbnail = b"8BIM\x04\x0c\x04odd\0\0\0\0\0\x03abc\0"
    segment = wrapped(odd)
    assert unwrapped(segment[:14] + thumbnail + segment[14:]) == odd
    for end in range(len(segment)):
        unwrapped(segment[:end])


@pytest.mark.parametrize("suffix", [*WITH_METADATA, ".bmp"])
def test_resolution(tmp_path: Path, suffix: str) -> None:
    path = save_picture(tmp_path / f"a{suffix}", picture(dpi=(300.0, 240.0)), SaveOptions())
    assert read_picture(path).metadata.dpi == pytest.approx((300, 240), abs=0.1)
    silent = save_picture(tmp_path / f"b{suffix}", picture(), SaveOptions())
    assert read_picture(silent).metadata == Metadata()


@pytest.mark.parametrize("suffix", [*WITH_METADATA, ".bmp"])
def test_stripped(tmp_path: Path, suffix: str) -> None:
    photo = picture(exif=exif_block(), xmp=XMP, iptc=IPTC, dpi=(300.0, 300.0))
    path = save_picture(tmp_path / f"a{suffix}", photo, SaveOptions(strip_metadata=True), recipe=_RECIPE)
    assert read_picture(path).metadata == Metadata()
    assert read_recipe(path) is None
    content = path.read_bytes()
    assert not any(word in content for word in (b"Maker", b"strength", b"Hello", b"creator", b"Exif"))
    if suffix != ".bmp":
        assert "icc_profile" in info(path)


@pytest.mark.parametrize("suffix", WITH_METADATA)
def test_recipe(tmp_path: Path, suffix: str) -> None:
    path = save_picture(tmp_path / f"a{suffix}", picture(xmp=XMP), SaveOptions(), recipe=_RECIPE)
    assert read_recipe(path) == _RECIPE
    again = save_picture(tmp_path / f"b{suffix}", read_picture(path), SaveOptions(), recipe='{"new": 1}')
    assert read_recipe(again) == '{"new": 1}'
    without = save_picture(tmp_path / f"c{suffix}", read_picture(path), SaveOptions())
    assert read_recipe(without) is None


def test_recipe_as_text_of_a_png(tmp_path: Path) -> None:
    path = save_picture(tmp_path / "a.png", picture(), SaveOptions(), recipe=_RECIPE)
    with PIL.Image.open(path) as image:
        assert isinstance(image, PngImagePlugin.PngImageFile)
        assert json.loads(str(image.text["pentimento:recipe"])) == json.loads(_RECIPE)
        only_text = PngImagePlugin.PngInfo()
        only_text.add_text("pentimento:recipe", '{"a": 1}')
        image.save(tmp_path / "b.png", pnginfo=only_text)
    assert read_recipe(tmp_path / "b.png") == '{"a": 1}'


def test_no_recipe(tmp_path: Path) -> None:
    for suffix in (*WITH_METADATA, ".bmp"):
        PIL.Image.fromarray(smooth(8, 8)).save(tmp_path / f"a{suffix}")
        assert read_recipe(tmp_path / f"a{suffix}") is None


_JSON = st.recursive(
    st.text() | st.integers() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


@given(value=_JSON, plain=st.booleans(), packet=st.sampled_from([None, XMP, b"<broken"]))
def test_any_json_survives_a_packet(value: Any, plain: bool, packet: bytes | None) -> None:
    recipe = json.dumps(value, ensure_ascii=plain)
    stored = packet_for(packet, recipe, keep_location=False)
    found = recipe_in(stored)
    assert found is not None
    assert json.loads(found) == value


@settings(max_examples=20, deadline=None)
@given(value=_JSON)
def test_any_json_survives_a_png_chunk(tmp_path_factory: Any, value: Any) -> None:
    recipe = json.dumps({"value": value}, ensure_ascii=False)
    path = save_picture(tmp_path_factory.mktemp("png") / "a.png", picture(4, 4), SaveOptions(), recipe=recipe)
    with PIL.Image.open(path) as image:
        assert json.loads(image.info["pentimento:recipe"]) == {"value": value}


_BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, (b"&%c;" % (97 + n)) * 10) for n in range(12))
    + b']><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&m;</rdf:RDF></x:xmpmeta>'
)
_HOSTILE = {
    "bomb": _BOMB,
    "bomb in UTF-16": _BOMB.decode().encode("utf-16"),
    "one small entity": b'<!DOCTYPE x [<!ENTITY a "b">]>' + XMP.split(b"?>", 1)[1].replace(b"&amp;", b"&a;"),
    "broken": XMP[:-80],
    "not text": bytes(range(256)),
    "not XMP": b"<html/>",
    "empty": b"",
    "deep": b"<a>" * 100_000 + b"</a>" * 100_000,
    "deep XMP": XMP.replace(b"<dc:creator>", b"<dc:creator>" + b"<dc:a>" * 5000).replace(
        b"</dc:creator>", b"</dc:a>" * 5000 + b"</dc:creator>"
    ),
    "large": XMP.replace(b"Co", b"Co" * 3_000_000),
    "unbound": XMP.replace(b"<dc:creator>", b"<what:creator>"),
    "bad UTF-16": b"\xff\xfe\x00",
}


@pytest.mark.parametrize("kind", _HOSTILE)
def test_a_hostile_packet_counts_as_absent(kind: str) -> None:
    assert recipe_in(_HOSTILE[kind]) is None
    assert packet_for(_HOSTILE[kind], None, keep_location=False) is None
    stored = packet_for(_HOSTILE[kind], "{}", keep_location=False)
    assert recipe_in(stored) == "{}"
    assert stored is not None
    assert len(stored) < 1000


def test_a_packet_in_utf_16_is_understood() -> None:
    stored = packet_for(XMP.decode().encode("utf-16"), "{}", keep_location=False)
    assert stored is not None
    assert "Jörg &amp; Co".encode() in stored


def test_a_packet_too_large_for_a_jpeg_gives_way_to_the_recipe(tmp_path: Path) -> None:
    large = XMP.replace(b"Co", b"Co" * 40_000)
    path = save_picture(tmp_path / "a.jpg", picture(xmp=large), SaveOptions(), recipe=_RECIPE)
    assert read_recipe(path) == _RECIPE
    packet = read_picture(path).metadata.xmp
    assert packet is not None
    assert b"creator" not in packet
    kept = read_picture(save_picture(tmp_path / "a.png", picture(xmp=large), SaveOptions())).metadata.xmp
    assert kept is not None
    assert b"creator" in kept
    with refused(
        PictureError,
        "The recipe cannot be stored: at most {most} KB were expected for a JPEG, but it has {size} KB; choose PNG or "
        "leave the metadata out.",
        most=63,
    ):
        save_picture(tmp_path / "b.jpg", picture(), SaveOptions(), recipe=json.dumps("x" * 70_000))


def test_exif_too_large_for_a_jpeg_loses_the_makers_note_only(tmp_path: Path) -> None:
    exif = PIL.Image.Exif()
    exif[0x010F] = "Maker"
    exif.get_ifd(0x8769)[0x927C] = b"n" * 70_000
    path = save_picture(tmp_path / "a.jpg", picture(exif=exif.tobytes()), SaveOptions())
    main, camera, _, _ = as_pillow_reads(path)
    assert main[0x010F] == "Maker"
    assert 0x927C not in camera


@given(data=st.data())
def test_damaged_exif_is_taken_as_far_as_it_goes(data: st.DataObject) -> None:
    block = bytearray(exif_block())
    for _ in range(data.draw(st.integers(1, 6))):
        block[data.draw(st.integers(6, 320))] = data.draw(st.integers(0, 255))
    exif = parse_block(bytes(block)[: data.draw(st.integers(0, len(block)))])
    if exif is not None:
        resolution(exif)
        again = parse_block(block_of(reordered(clean(exif, keep_location=True, is_srgb=True), "<")))
        assert again is not None
        assert again.place == reordered(exif, "<").place


@pytest.mark.parametrize("suffix", WITH_METADATA)
def test_a_damaged_block_is_left_out(tmp_path: Path, suffix: str) -> None:
    photo = Picture(noise(8, 8), metadata=Metadata(exif=b"Exif\0\0MM\0*\0\0\xff\xff", iptc=IPTC, xmp=b"<x"))
    assert read_picture(save_picture(tmp_path / f"a{suffix}", photo, OVERWRITE)).metadata.xmp is None
