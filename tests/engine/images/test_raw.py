"""Raw photos: told by their contents, developed by what the camera set, or refused as what they are."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from engine.errors import DamagedPictureError, PictureError, UnknownKindError
from engine.images import open_picture, read_picture, save_picture
from engine.images.metadata import exif as tags
from engine.images.options import SaveOptions
from engine.images.raw.developing import read_preview, rec_2020_profile
from engine.images.raw.layout import is_raw_photo
from tests.engine.images.dng import XYZ_TO_REC_2020, Extras, light, mosaic, write_dng
from tests.refusals import refused

HARD_FILES = Path(__file__).parents[4] / "shared" / "hard-files"
RED = (200, 40, 40)


def middle(path: Path, *, place: tuple[int, int] = (30, 30)) -> list[int]:
    picture = read_picture(path)
    assert picture.bits == 16
    return [round(float(value) / 257) for value in picture.pixels[place]]


@pytest.mark.parametrize("linear", [True, False])
@pytest.mark.parametrize("colour", [RED, (40, 160, 60), (20, 30, 220), (90, 90, 90)])
def test_a_dng_is_developed_with_the_colours_that_the_camera_saw(
    tmp_path: Path, colour: tuple[int, int, int], *, linear: bool
) -> None:
    pixels = light(*colour)
    path = write_dng(tmp_path / "photo.dng", pixels if linear else mosaic(pixels))
    seen = middle(path)
    assert seen == pytest.approx(colour, abs=4)
    assert seen[int(np.argmax(colour))] == pytest.approx(max(colour), abs=1)


def test_a_raw_photo_is_not_its_thumbnail(tmp_path: Path) -> None:
    blue = np.full((16, 16, 3), (0, 0, 255), np.uint8)
    path = write_dng(tmp_path / "photo.dng", mosaic(light(*RED)), Extras(thumbnail=blue))
    source = open_picture(path)
    assert (source.width, source.height) == (64, 48)
    assert middle(path) == pytest.approx(RED, abs=1)


def test_the_contents_tell_a_raw_photo_and_not_its_name(tmp_path: Path) -> None:
    path = write_dng(tmp_path / "photo.tif", mosaic(light(*RED)), Extras(thumbnail=np.zeros((8, 8, 3), np.uint8)))
    assert middle(path) == pytest.approx(RED, abs=1)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_raw_photo_stands_upright(tmp_path: Path, orientation: int) -> None:
    # As the camera saw it, its top left corner is white.
    path = write_dng(tmp_path / "photo.dng", light(*RED), Extras(orientation=orientation))
    picture = read_picture(path)
    assert picture.pixels.shape[:2] == ((48, 64) if orientation < 5 else (64, 48))
    corners = {(top, left): picture.pixels[top, left].min() > 60000 for top in (1, -2) for left in (1, -2)}
    white = {1: (1, 1), 2: (1, -2), 3: (-2, -2), 4: (-2, 1), 5: (1, 1), 6: (1, -2), 7: (-2, -2), 8: (-2, 1)}
    assert [corner for corner, is_white in corners.items() if is_white] == [white[orientation]]


def test_white_is_what_the_camera_took_for_white(tmp_path: Path) -> None:
    yellow = light(200, 200, 200) // np.array([1, 1, 2], np.uint16)
    path = write_dng(tmp_path / "photo.dng", yellow, Extras(neutral=(1, 1, 0.5)))
    assert middle(path) == pytest.approx((200, 200, 200), abs=2)


def test_in_its_own_space_a_raw_photo_keeps_what_srgb_cannot_show(tmp_path: Path) -> None:
    greens = np.zeros((48, 64, 3), np.uint16)
    greens[..., 1] = 30000
    greens[:, 32:, 0] = 4000
    greens[:4, :4] = 65535
    path = write_dng(tmp_path / "photo.dng", greens, Extras(matrix=XYZ_TO_REC_2020))
    own, srgb = read_picture(path, profile="own"), read_picture(path)
    assert own.metadata.profile == rec_2020_profile()
    # In sRGB both halves have no red at all; in the photo's own space they differ.
    assert abs(int(srgb.pixels[30, 10, 0]) - int(srgb.pixels[30, 50, 0])) < 300
    assert int(own.pixels[30, 50, 0]) - int(own.pixels[30, 10, 0]) > 10_000
    saved = save_picture(tmp_path / "saved.png", own, SaveOptions())
    assert np.array_equal(read_picture(saved, profile="own").pixels, own.pixels)


def test_a_raw_photo_is_as_bright_as_the_camera_shows_it(tmp_path: Path) -> None:
    ramp = np.linspace(0.02, 0.2, 400)[None, :, None] * np.ones((300, 1, 3))
    shown = np.where(ramp < 0, ramp, 1.055 * (3 * ramp / (1 + 2 * ramp)) ** (1 / 2.4) - 0.055)
    raw = np.rint(ramp * 65535).astype(np.uint16)
    raw[:4, :4] = 65535
    dark = write_dng(tmp_path / "dark.dng", raw)
    bright = write_dng(tmp_path / "bright.dng", raw, Extras(preview=np.rint(shown * 255).astype(np.uint8)))
    assert np.median(read_picture(bright).pixels) / 257 == pytest.approx(np.median(shown) * 255, abs=3)
    assert np.median(read_picture(dark).pixels) < 0.75 * np.median(read_picture(bright).pixels)
    # Nothing is cut off.
    assert np.unique(read_picture(bright).pixels[100, :, 1]).size > 300


def test_a_preview_of_something_else_changes_nothing(tmp_path: Path) -> None:
    plain = write_dng(tmp_path / "plain.dng", light(90, 90, 90, 300, 400))
    other = np.random.default_rng(1).integers(0, 256, (150, 200, 3), np.uint8)
    with_other = write_dng(tmp_path / "other.dng", light(90, 90, 90, 300, 400), Extras(preview=other))
    assert np.array_equal(read_picture(plain).pixels, read_picture(with_other).pixels)


@pytest.mark.parametrize(("orientation", "shape"), [(1, (150, 200)), (6, (200, 150))])
def test_the_preview_stands_upright(tmp_path: Path, orientation: int, shape: tuple[int, int]) -> None:
    preview = np.full((150, 200, 3), (10, 200, 30), np.uint8)
    path = write_dng(tmp_path / "photo.dng", light(*RED, 300, 400), Extras(preview=preview, orientation=orientation))
    shown = read_preview(path)
    assert shown is not None
    assert shown.pixels.shape[:2] == shape
    assert shown.pixels[50, 50] == pytest.approx((10, 200, 30), abs=4)


def test_what_is_known_of_the_photo_is_carried_and_nothing_of_its_raw_data(tmp_path: Path) -> None:
    maker_note = tags.undefined(b"points into the old file")
    iso = tags.Tag(3, 1, struct.pack("<H", 800))
    extras = Extras(exif=((0x8827, iso), (0x927C, maker_note)), xmp=b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>")
    metadata = read_picture(write_dng(tmp_path / "photo.dng", mosaic(light(*RED)), extras)).metadata
    exif = tags.parse_block(metadata.exif)
    assert exif is not None
    assert exif.main[0x010F].data == b"Pentimento\0"
    assert exif.main[0x013B].data == b"An Artist\0"
    assert exif.camera[0x8827] == iso
    assert not exif.camera.keys() & {0x927C}
    assert max(exif.main) < 0xC000
    assert metadata.xmp == extras.xmp


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(part=st.floats(0, 1, exclude_max=True), linear=st.booleans(), thumbnail=st.booleans())
def test_a_raw_photo_cut_anywhere_is_refused_or_read_whole(
    tmp_path: Path, *, part: float, linear: bool, thumbnail: bool
) -> None:
    small = np.zeros((8, 8, 3), np.uint8) if thumbnail else None
    pixels = light(*RED)
    path = write_dng(tmp_path / "photo.dng", pixels if linear else mosaic(pixels), Extras(thumbnail=small))
    whole = read_picture(path)
    data = path.read_bytes()
    path.write_bytes(data[: int(part * len(data))])
    try:
        cut = read_picture(path)
    except PictureError as error:
        said = str(error)
    else:
        said = "cut short" if np.array_equal(cut.pixels, whole.pixels) else "read otherwise"
    assert "cut short" in said or "empty" in said or "something else" in said


def test_a_thumbnail_whose_raw_data_are_gone_is_not_taken_for_the_photo(tmp_path: Path) -> None:
    # As Nikon's and Sony's files are laid out, which do not say at their beginning that they are raw photos.
    path = write_dng(tmp_path / "photo.nef", mosaic(light(*RED)), Extras(thumbnail=np.zeros((8, 8, 3), np.uint8)))
    data = bytearray(path.read_bytes())
    (main,) = struct.unpack_from("<I", data, 4)
    (count,) = struct.unpack_from("<H", data, main)
    for entry in range(main + 2, main + 2 + 12 * count, 12):
        (tag,) = struct.unpack_from("<H", data, entry)
        if tag in (0xC612, 0xC613):
            struct.pack_into("<H", data, entry, tag + 0x1000)
        if tag == 0x014A:
            struct.pack_into("<I", data, entry + 8, len(data) + 8)
    path.write_bytes(data)
    with refused(
        DamagedPictureError,
        "'{name}' is a raw photo that is not whole: all of its data were expected, but the file is damaged or cut "
        "short; choose another copy of it.",
    ):
        read_picture(path)


@pytest.mark.parametrize(
    "head",
    [
        b"FUJIFILMCCD-RAW 0201" + bytes(200),
        b"IIRO\x08\0\0\0",
        b"IIU\0\x18\0\0\0",
        b"II*\0\x10\0\0\0CR\x02\0" + bytes(300),
        b"\0\0\0\x18ftypcrx \0\0\0\1crx isom",
    ],
)
def test_what_cannot_be_developed_is_refused_as_a_raw_photo(tmp_path: Path, head: bytes) -> None:
    path = tmp_path / "photo.raw"
    path.write_bytes(head)
    with pytest.raises((DamagedPictureError, UnknownKindError)) as caught:
        read_picture(path)
    assert caught.value.sentence.template.startswith("'{name}' is a raw photo that ")


def test_an_unknown_way_to_pack_is_not_called_damage(tmp_path: Path) -> None:
    path = write_dng(tmp_path / "photo.dng", mosaic(light(*RED)))
    data = path.read_bytes().replace(
        struct.pack("<HHIHH", 0x0103, 3, 1, 1, 0), struct.pack("<HHIHH", 0x0103, 3, 1, 999, 0)
    )
    path.write_bytes(data)
    with refused(
        UnknownKindError,
        "'{name}' is a raw photo that cannot be developed: one that LibRaw {version} knows was expected, but it is of "
        "another camera or kind; save it as DNG, TIFF or JPEG with the camera's program.",
    ):
        read_picture(path)


def test_a_raw_photo_that_is_too_large_is_refused_before_it_is_developed(tmp_path: Path) -> None:
    path = write_dng(tmp_path / "photo.dng", mosaic(light(*RED)))
    with refused(
        PictureError,
        "'{name}' is too large: at most {most:,.6g} megapixels were expected, but it has {width} × {height} pixels "
        "({megapixels:,.6g} megapixels); make it smaller, or raise the limit.",
    ):
        open_picture(path, max_pixels=1000)


@pytest.mark.parametrize("name", ["a photo with spaces.dng", "Фото 写真.dng", b"not-utf8-\xff.dng"])
def test_a_raw_photo_may_have_any_name(tmp_path: Path, name: str | bytes) -> None:
    path = tmp_path / os.fsdecode(name)
    try:
        path.touch()
    except OSError:
        pytest.skip("this system has no such names")
    assert middle(write_dng(path, mosaic(light(*RED)))) == pytest.approx(RED, abs=1)


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 65536, (300, 200), np.uint16)
    path = write_dng(tmp_path / "photo.dng", noise)
    assert np.array_equal(read_picture(path).pixels, read_picture(path).pixels)


def test_directories_that_are_not_there_are_not_all_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_for: list[int] = []
    read = tags.read_directory

    def note(data: bytes, start: int, offset: int, order: str) -> tags.Directory:
        looked_for.append(offset)
        return read(data, start, offset, order)

    monkeypatch.setattr(tags, "read_directory", note)
    count = 5000
    entries = struct.pack("<H", 1) + struct.pack("<HHII", 0x014A, 4, count, 26) + struct.pack("<I", 0)
    nowhere = struct.pack(f"<{count}I", *range(10_000_000, 10_000_000 + count))
    path = tmp_path / "a.tif"
    path.write_bytes(b"II*\0" + struct.pack("<I", 8) + entries + nowhere)
    assert not is_raw_photo(path)
    assert 1 < len(looked_for) <= 64


def test_an_ordinary_tiff_is_none(tmp_path: Path) -> None:
    path = tmp_path / "picture.tif"
    Image.new("RGB", (40, 30), RED).save(path)
    picture = read_picture(path)
    assert picture.bits == 8
    assert picture.pixels[10, 10].tolist() == list(RED)


@pytest.mark.skipif(not HARD_FILES.is_dir(), reason="the shared test material is not there")
def test_the_camera_dng_without_its_data_is_refused_as_a_raw_photo() -> None:
    with refused(
        DamagedPictureError,
        "'{name}' is a raw photo that is not whole: all of its data were expected, but the file is damaged or cut "
        "short; choose another copy of it.",
    ):
        read_picture(HARD_FILES / "raw-read-as-thumbnail.dng")
