"""What PNG files say in chunks that libvips passes over."""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING
from unittest import mock

import numpy as np
import PIL.Image
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.images import SaveOptions, read_picture, read_recipe, save_picture
from engine.images.metadata.exif import parse_block
from engine.images.metadata.iptc import wrapped
from engine.images.png import read_chunks
from tests.engine.images.pictures import IPTC, XMP, exif_block, info, noise, p3_profile, smooth

if TYPE_CHECKING:
    from pathlib import Path

_END_LENGTH = 12


def chunk(kind: bytes, data: bytes, *, damaged: bool = False) -> bytes:
    checksum = zlib.crc32(kind + data) ^ (1 if damaged else 0)
    return len(data).to_bytes(4, "big") + kind + data + checksum.to_bytes(4, "big")


def write_png(path: Path, *chunks: bytes, after: bool = False) -> None:
    """Write noise with chunks before or after its pixels."""
    stream = io.BytesIO()
    PIL.Image.fromarray(noise(30, 40)).save(stream, "PNG")
    content = stream.getvalue()
    at = len(content) - _END_LENGTH if after else 8 + 25
    path.write_bytes(content[:at] + b"".join(chunks) + content[at:])


def raw_profile(kind: str, data: bytes, *, form: str = "tEXt") -> bytes:
    """A profile in hexadecimal digits, as ImageMagick and ExifTool write it."""
    digits = data.hex()
    lines = "\n".join(digits[start : start + 72] for start in range(0, len(digits), 72))
    text, key = f"\n{kind}\n{len(data):8}\n{lines}\n".encode(), f"Raw profile type {kind}".encode()
    bodies = {
        "tEXt": key + b"\0" + text,
        "zTXt": key + b"\0\0" + zlib.compress(text),
        "iTXt": key + b"\0\0\0\0\0" + text,
        "packed iTXt": key + b"\0\1\0\0\0" + zlib.compress(text),
    }
    return chunk(form[-4:].encode(), bodies[form])


@pytest.mark.parametrize("form", ["tEXt", "zTXt", "iTXt", "packed iTXt"])
@pytest.mark.parametrize("kind", ["exif", "APP1", "app1"])
@pytest.mark.parametrize("after", [False, True])
def test_exif_in_text(tmp_path: Path, form: str, kind: str, after: bool) -> None:
    write_png(tmp_path / "a.png", raw_profile(kind, exif_block(orientation=6), form=form), after=after)
    picture = read_picture(tmp_path / "a.png")
    np.testing.assert_array_equal(picture.pixels, np.rot90(noise(30, 40), -1))
    path = save_picture(tmp_path / "b.jpg", picture, SaveOptions())
    with PIL.Image.open(path) as image:
        assert image.getexif()[0x010F] == "Maker"


@pytest.mark.parametrize("after", [False, True])
def test_an_exif_chunk_before_or_after_the_pixels(tmp_path: Path, after: bool) -> None:
    block = exif_block(orientation=8).removeprefix(b"Exif\0\0")
    write_png(tmp_path / "a.png", chunk(b"eXIf", block), after=after)
    picture = read_picture(tmp_path / "a.png")
    np.testing.assert_array_equal(picture.pixels, np.rot90(noise(30, 40)))
    assert parse_block(picture.metadata.exif) is not None


def test_the_chunk_of_exif_counts_more_than_text(tmp_path: Path) -> None:
    block = exif_block(orientation=3).removeprefix(b"Exif\0\0")
    write_png(tmp_path / "a.png", raw_profile("exif", exif_block(orientation=6)), chunk(b"eXIf", block))
    np.testing.assert_array_equal(read_picture(tmp_path / "a.png").pixels, noise(30, 40)[::-1, ::-1])


@pytest.mark.parametrize("after", [False, True])
def test_other_profiles_in_text(tmp_path: Path, after: bool) -> None:
    write_png(
        tmp_path / "a.png",
        raw_profile("iptc", wrapped(IPTC).removeprefix(b"Photoshop 3.0\0")),
        raw_profile("xmp", XMP),
        raw_profile("icc", p3_profile(), form="zTXt"),
        after=after,
    )
    metadata = read_picture(tmp_path / "a.png", profile="own").metadata
    assert (metadata.iptc, metadata.xmp, metadata.profile) == (IPTC, XMP, p3_profile())
    write_png(tmp_path / "b.png", raw_profile("APP1", b"http://ns.adobe.com/xap/1.0/\0" + XMP), after=after)
    assert read_picture(tmp_path / "b.png").metadata.xmp == XMP


def test_xmp_after_the_pixels(tmp_path: Path) -> None:
    write_png(tmp_path / "a.png", chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP), after=True)
    assert read_picture(tmp_path / "a.png").metadata.xmp == XMP


@settings(max_examples=40, deadline=None)
@given(keyword=st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF), min_size=1, max_size=79))
def test_any_keyword_in_latin_1(tmp_path_factory: pytest.TempPathFactory, keyword: str) -> None:
    path = tmp_path_factory.mktemp("png") / "a.png"
    write_png(path, chunk(b"tEXt", keyword.encode("latin-1") + "\0 mittel, gr\xf6\xdfer".encode("latin-1")))
    np.testing.assert_array_equal(read_picture(path).pixels, noise(30, 40))


@pytest.mark.parametrize("kind", [b"tEXt", b"eXIf", b"gAMA", b"tIME"])
def test_damage_beside_the_pixels_costs_what_is_damaged(tmp_path: Path, kind: bytes) -> None:
    data = {b"gAMA": bytes(4), b"tIME": bytes(7), b"eXIf": exif_block(orientation=6)[6:]}.get(kind, b"Title\0x")
    write_png(tmp_path / "a.png", chunk(kind, data, damaged=True))
    picture = read_picture(tmp_path / "a.png")
    np.testing.assert_array_equal(picture.pixels, noise(30, 40))
    assert picture.metadata.exif is None


@given(data=st.binary(max_size=200), kind=st.sampled_from([b"tEXt", b"zTXt", b"iTXt", b"eXIf"]))
def test_hostile_chunks(tmp_path_factory: pytest.TempPathFactory, data: bytes, kind: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "hostile.png"
    write_png(path, chunk(kind, b"Raw profile type exif\0" + data), chunk(kind, data), after=True)
    np.testing.assert_array_equal(read_picture(path).pixels, noise(30, 40))


def test_a_bomb_in_a_chunk_of_text_is_left_packed(tmp_path: Path) -> None:
    bomb = zlib.compress(b"0" * (64 << 20), 9)
    write_png(tmp_path / "a.png", chunk(b"zTXt", b"Raw profile type exif\0\0" + bomb), after=True)
    assert read_chunks(tmp_path / "a.png").exif is None


def test_many_bombs_are_not_all_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(40_000_000)))
    write_png(tmp_path / "a.png", *([bomb] * 5))
    begun = mock.Mock(side_effect=zlib.decompressobj)
    monkeypatch.setattr("engine.images.png.zlib.decompressobj", begun)
    read_chunks(tmp_path / "a.png")
    assert begun.call_count == 1


def test_a_recipe_after_the_pixels(tmp_path: Path) -> None:
    write_png(tmp_path / "a.png", chunk(b"tEXt", b'pentimento:recipe\0{"a": 1}'), after=True)
    assert read_recipe(tmp_path / "a.png") == '{"a": 1}'


def test_our_own_files_say_all_twice_at_most(tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    PIL.Image.fromarray(smooth(40, 60)).save(photo, exif=exif_block(orientation=6))
    path = save_picture(tmp_path / "a.png", read_picture(photo), SaveOptions())
    assert "exif" in info(path)
    assert read_picture(path).pixels.shape == (60, 40, 3)
