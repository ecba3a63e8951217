"""JPEG XL files: read as others write them, written as others read them, and refused where they are something else."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import brotli
import numpy as np
import OpenImageIO
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import DamagedPictureError, PictureError, UnknownKindError
from engine.images import (
    Metadata,
    Picture,
    SaveOptions,
    open_picture,
    read_picture,
    read_recipe,
    save_picture,
)
from engine.images.jpeg_xl import boxes as jxl_boxes
from engine.images.jpeg_xl.boxes import SIGNATURE, read_contents
from engine.images.jpeg_xl.header import read_header
from engine.images.libraries import vips
from engine.images.metadata import exif as tags
from engine.images.raw.developing import rec_2020_profile
from tests.refusals import refused

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

LOSSLESS = SaveOptions(quality=100)


def ramp(height: int = 60, width: int = 80, *, bits: int = 8) -> NDArray[Any]:
    y, x = np.mgrid[0:height, 0:width]
    parts = np.stack([x / (width - 1), y / (height - 1), (x + y) / (height + width - 2)], axis=2)
    samples: NDArray[Any] = np.rint(parts * (2**bits - 1)).astype(np.uint8 if bits == 8 else np.uint16)
    return samples


def write(path: Path, pixels: NDArray[Any], quality: int = 100, **attributes: Any) -> Path:
    """As another program writes it."""
    height, width, bands = pixels.shape
    spec = OpenImageIO.ImageSpec(width, height, bands, {1: "uint8", 2: "uint16", 4: "float"}[pixels.dtype.itemsize])
    spec.attribute("compression", f"jpegxl:{quality}")
    for name, value in attributes.items():
        if name == "cicp":
            spec.attribute("CICP", "int[4]", value)
        else:
            spec.attribute(f"jpegxl:{name}", value)
    output = OpenImageIO.ImageOutput.create("jpegxl")
    assert output is not None
    assert output.open(str(path), spec)
    assert output.write_image(pixels)
    assert output.close()
    return path


def bits_of(*fields: tuple[int, int]) -> bytes:
    """A codestream's beginning, of fields of some bits each: (value, bits)."""
    value = place = 0
    for number, count in fields:
        value |= number << place
        place += count
    return b"\xff\x0a" + value.to_bytes((place + 7) // 8, "little")


# 8 × 8 pixels, not all as usual.
SMALL = ((1, 1), (0, 5), (1, 3), (0, 1))


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("alpha", [False, True])
@pytest.mark.parametrize("profile", [None, rec_2020_profile()])
def test_quality_100_keeps_every_bit(tmp_path: Path, *, bits: int, alpha: bool, profile: bytes | None) -> None:
    pixels = ramp(bits=bits)
    picture = Picture(pixels, pixels[..., 1] if alpha else None, metadata=Metadata(profile=profile))
    path = save_picture(tmp_path / "a.jxl", picture, LOSSLESS)
    back = read_picture(path, profile="own")
    assert back.bits == bits
    assert np.array_equal(back.pixels, pixels)
    assert (back.alpha is not None) == alpha
    assert back.alpha is None or np.array_equal(back.alpha, pixels[..., 1])
    assert back.metadata.profile == profile


@pytest.mark.parametrize("bits", [8, 16])
def test_quality_is_in_step_with_the_other_formats(tmp_path: Path, bits: int) -> None:
    rng = np.random.default_rng(0)
    noisy = np.clip(ramp(200, 300).astype(int) + rng.integers(-20, 21, (200, 300, 3)), 0, 255).astype(np.uint8)
    picture = Picture(noisy if bits == 8 else noisy.astype(np.uint16) * 257)
    errors, sizes = [], []
    for quality in (30, 60, 90, 95, 99):
        path = save_picture(tmp_path / f"{quality}.jxl", picture, SaveOptions(quality=quality))
        back = read_picture(path)
        assert back.bits == bits
        errors.append(np.abs(back.pixels.astype(float) - picture.pixels).mean())
        sizes.append(path.stat().st_size)
    assert sizes == sorted(sizes)
    assert errors == sorted(errors, reverse=True)
    assert errors[3] < 8 * (1 if bits == 8 else 257)


def test_a_lossy_picture_keeps_colours_outside_srgb(tmp_path: Path) -> None:
    pixels = np.zeros((64, 64, 3), np.uint16)
    pixels[..., 1] = 60000
    picture = Picture(pixels, metadata=Metadata(profile=rec_2020_profile()))
    back = read_picture(save_picture(tmp_path / "a.jxl", picture, SaveOptions(quality=95)), profile=rec_2020_profile())
    assert back.pixels[30, 30] / 257 == pytest.approx((0, 60000 / 257, 0), abs=8)


@pytest.mark.parametrize(
    ("cicp", "right"), [((1, 13, 0, 1), (255, 0, 0)), ((12, 13, 0, 1), (234, 51, 35)), ((9, 13, 0, 1), (200, 60, 40))]
)
def test_colours_named_without_a_profile_are_understood(
    tmp_path: Path, cicp: tuple[int, ...], right: tuple[int, int, int]
) -> None:
    # What pure red of sRGB is in Display P3, and about what it is in Rec. 2020 with the curve of sRGB.
    pixels = np.empty((16, 16, 3), np.uint8)
    pixels[:] = right
    seen = read_picture(write(tmp_path / "a.jxl", pixels, cicp=cicp)).pixels[5, 5].astype(int)
    assert seen == pytest.approx((255, 0, 0), abs=60 if cicp[0] == 9 else 3)


def test_a_wide_space_is_kept_as_the_photos_own(tmp_path: Path) -> None:
    pixels = ramp(bits=16)
    source = open_picture(write(tmp_path / "a.jxl", pixels, cicp=(12, 13, 0, 1)), profile="own")
    assert source.metadata.profile is not None
    assert np.array_equal(source.read().pixels, pixels)
    # And again: what was decoded first is used once.
    assert np.array_equal(source.read().pixels, pixels)


def test_floating_point_and_grey_are_read(tmp_path: Path) -> None:
    light = (ramp() / 255).astype(np.float32)
    back = read_picture(write(tmp_path / "float.jxl", light, cicp=(1, 8, 0, 1)))
    assert back.bits == 16
    assert back.pixels[30, 40] / 257 == pytest.approx(255 * (1.055 * light[30, 40] ** (1 / 2.4) - 0.055), abs=1)
    grey = read_picture(write(tmp_path / "grey.jxl", ramp()[..., :1]))
    assert np.array_equal(grey.pixels, np.repeat(ramp()[..., :1], 3, axis=2))


@pytest.mark.parametrize("compressed", [0, 1])
def test_exif_and_xmp_are_read_packed_or_not(tmp_path: Path, compressed: int) -> None:
    path = tmp_path / "a.jxl"
    spec = OpenImageIO.ImageSpec(8, 8, 3, "uint8")
    spec.attribute("Make", "Maker")
    spec.attribute("jpegxl:compress_boxes", compressed)
    output = OpenImageIO.ImageOutput.create("jpegxl")
    assert output is not None
    output.open(str(path), spec)
    output.write_image(np.zeros((8, 8, 3), np.uint8))
    assert output.close()
    assert (b"brob" in path.read_bytes()) == bool(compressed)
    metadata = open_picture(path).metadata
    exif = tags.parse_block(metadata.exif)
    assert exif is not None
    assert exif.main[0x010F].data == b"Maker\0"
    assert metadata.xmp is not None
    assert b"xmpmeta" in metadata.xmp


def test_metadata_resolution_and_recipe_come_back(tmp_path: Path) -> None:
    artist = tags.Tag(2, 3, b"Me\0")
    block = tags.block_of(tags.Exif("<", {0x013B: artist, 0x0112: tags.Tag(3, 1, b"\x06\0")}))
    picture = Picture(ramp(), metadata=Metadata(exif=block, dpi=(300.0, 150.0)))
    path = save_picture(tmp_path / "a.jxl", picture, SaveOptions(), recipe='{"look": "größer"}')
    assert read_recipe(path) == '{"look": "größer"}'
    metadata = open_picture(path).metadata
    exif = tags.parse_block(metadata.exif)
    assert exif is not None
    assert exif.main[0x013B] == artist
    assert 0x0112 not in exif.main
    assert metadata.dpi == (300.0, 150.0)
    bare = save_picture(tmp_path / "bare.jxl", picture, SaveOptions(strip_metadata=True), recipe="{}")
    assert read_recipe(bare) is None
    assert open_picture(bare).metadata == Metadata()


@pytest.mark.slow
def test_a_bomb_in_a_box_is_passed_over(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jxl", ramp(), use_boxes=0)
    bomb = b"xml " + brotli.compress(bytes(64 * 1024 * 1024))
    stream = path.read_bytes()
    boxes = [(b"ftyp", b"jxl \0\0\0\0jxl "), (b"brob", bomb), (b"jxlc", stream[stream.index(b"\xff\x0a") :])]
    path.write_bytes(
        SIGNATURE + b"".join(len(data + kind * 2).to_bytes(4, "big") + kind + data for kind, data in boxes)
    )
    assert read_contents(path.read_bytes()).xmp is None
    assert np.array_equal(read_picture(path).pixels, ramp())


def test_of_many_packed_boxes_of_a_kind_one_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    unpacked: list[bytes] = []

    def note(data: bytes) -> bytes:
        unpacked.append(data)
        return data

    monkeypatch.setattr(jxl_boxes, "_decompressed", note)
    box = (16).to_bytes(4, "big") + b"brob" + b"xml " + b"abcd"
    assert read_contents(SIGNATURE + 40 * box).xmp == b"abcd"
    assert len(unpacked) == 1


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(part=st.floats(0, 1, exclude_max=True), quality=st.sampled_from([90, 100]), bare=st.booleans())
def test_a_file_cut_anywhere_is_refused(tmp_path: Path, *, part: float, quality: int, bare: bool) -> None:
    recipe = None if bare else '{"a": 1}'
    path = save_picture(
        tmp_path / "a.jxl", Picture(ramp()), SaveOptions(quality=quality, existing="overwrite"), recipe=recipe
    )
    data = path.read_bytes()
    path.write_bytes(data[: int(part * len(data))])
    with pytest.raises((DamagedPictureError, UnknownKindError)):
        read_picture(path)


def test_the_header_tells_the_size_before_anything_is_decoded(tmp_path: Path) -> None:
    path = tmp_path / "a.jxl"
    # 2^20 pixels a side, as usual for the rest, and nothing after it.
    path.write_bytes(bits_of((0, 1), (3, 2), (2**20 - 1, 30), (1, 3), (1, 1)) + bytes(8))
    with refused(
        PictureError,
        "'{name}' is too large: at most {most:,.6g} megapixels were expected, but it has {width} × {height} pixels "
        "({megapixels:,.6g} megapixels); make it smaller, or raise the limit.",
    ):
        open_picture(path)


@pytest.mark.parametrize(("orientation", "size"), [(1, (16, 8)), (3, (16, 8)), (6, (8, 16)), (8, (8, 16))])
def test_a_turned_picture_stands_upright(orientation: int, size: tuple[int, int]) -> None:
    fields = ((1, 1), (0, 5), (7, 3), (0, 1), (1, 1), (orientation - 1, 3), *((0, 1),) * 3)
    colours = ((0, 1), (0, 2), (1, 1), (0, 2), (1, 1), (1, 1))
    header = read_header(bits_of(*fields, *colours))
    assert (header.width, header.height) == size


def test_a_turned_picture_is_turned_once(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jxl", ramp(64, 128), 90, use_boxes=0)
    stream = path.read_bytes()
    # 64 high and twice as wide, all else as usual: then the orientation is put into it.
    usual = ((1, 1), (7, 5), (7, 3), (1, 1), (1, 1))
    assert stream.startswith(bits_of(*usual))
    colours = ((0, 1), (0, 2), (1, 1), (0, 2), (1, 1), (1, 1), (1, 1), (0, 2), (1, 1))
    turned = bits_of(*usual[:3], (0, 1), (1, 1), (6 - 1, 3), *((0, 1),) * 3, *colours)
    path.write_bytes(turned + stream[len(bits_of(*usual)) :])
    picture = read_picture(path)
    assert (picture.width, picture.height) == (64, 128)
    # By 90° clockwise: what was on the left is on top.
    right = np.rot90(ramp(64, 128), -1)
    assert np.abs(picture.pixels.astype(float) - right).mean() < 3


def test_an_animation_is_refused_as_one(tmp_path: Path) -> None:
    path = tmp_path / "a.jxl"
    path.write_bytes(bits_of(*SMALL, (1, 1), (0, 3), (0, 1), (0, 1), (1, 1)) + bytes(40))
    with refused(
        UnknownKindError,
        "'{name}' cannot be read: a still picture was expected of JPEG XL, but it is an animation; save its first "
        "picture by itself.",
    ):
        open_picture(path)


def test_cmyk_is_refused_as_such(tmp_path: Path) -> None:
    # One channel more, which is black: kind 4, 8 bits.
    black = ((0, 1), (2, 2), (2, 4), (0, 1), (0, 2), (0, 2), (0, 2))
    path = tmp_path / "a.jxl"
    path.write_bytes(bits_of(*SMALL, (0, 1), (0, 1), (0, 2), (1, 1), (1, 2), *black, (0, 1), (1, 1)) + bytes(40))
    with refused(
        UnknownKindError,
        "'{name}' cannot be read: grey or RGB was expected of JPEG XL, but its colours are CMYK; save it as TIFF or "
        "JPEG, or convert it to RGB.",
    ):
        open_picture(path)


@pytest.mark.parametrize("name", ["写真.jxl", b"not-utf8-\xff.jxl"])
def test_a_file_may_have_any_name(tmp_path: Path, name: str | bytes) -> None:
    path = tmp_path / os.fsdecode(name)
    try:
        path.touch()
    except OSError:
        pytest.skip("this system has no such names")
    save_picture(path, Picture(ramp()), SaveOptions(quality=100, existing="overwrite"))
    assert np.array_equal(read_picture(path).pixels, ramp())


def test_the_smallest_files_are_read(tmp_path: Path) -> None:
    plain = np.full((8, 8, 3), 77, np.uint8)
    path = write(tmp_path / "a.jxl", plain, use_boxes=0)
    assert path.stat().st_size < 128
    assert np.array_equal(read_picture(path).pixels, plain)


def test_the_name_does_not_tell_the_kind(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jxl", ramp()).rename(tmp_path / "a.png")
    assert np.array_equal(read_picture(path).pixels, ramp())


def test_libvips_is_asked_for_rows_of_any_number(tmp_path: Path) -> None:
    assert vips() is not None
    tall = ramp(300, 40)
    source = open_picture(save_picture(tmp_path / "a.jxl", Picture(tall), LOSSLESS))
    assert np.array_equal(np.concatenate([rows for _, rows in source.rows(70)]), tall)
