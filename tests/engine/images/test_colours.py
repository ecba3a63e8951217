"""Profiles, CMYK and Lab: what the numbers of a file mean, and in which space they come out."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np
import PIL.Image
import pytest
import pyvips
from PIL import ImageCms

from engine.errors import PictureError
from engine.images import Metadata, Picture, open_picture, read_picture, save_picture
from tests.engine.images.pictures import (
    OVERWRITE,
    grey_profile,
    info,
    lab_profile,
    noise,
    p3_profile,
    save_with_vips,
    smooth,
    srgb_profile,
    swapped_profile,
)
from tests.refusals import refused

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


def by_pillow(pixels: NDArray[Any], source: bytes, target: bytes) -> NDArray[Any]:
    """The same conversion by another program: Pillow's own lcms."""
    image = ImageCms.profileToProfile(
        PIL.Image.fromarray(pixels),
        ImageCms.ImageCmsProfile(io.BytesIO(source)),
        ImageCms.ImageCmsProfile(io.BytesIO(target)),
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        outputMode="RGB",
    )
    assert image is not None
    return np.asarray(image)


@pytest.mark.parametrize("suffix", ["png", "jpg", "tif", "webp"])
def test_an_embedded_profile_is_converted(tmp_path: Path, suffix: str) -> None:
    pixels = noise(40, 60) if suffix != "jpg" else smooth(40, 60)
    path = tmp_path / f"a.{suffix}"
    options = {"lossless": True} if suffix == "webp" else {"quality": 95}
    PIL.Image.fromarray(pixels).save(path, icc_profile=p3_profile(), **options)
    with PIL.Image.open(path) as image:
        stored = np.asarray(image)
    picture = read_picture(path)
    expected = by_pillow(stored, p3_profile(), srgb_profile())
    assert np.abs(expected.astype(int) - stored).max() > 10
    assert np.abs(picture.pixels.astype(int) - expected).max() <= 1
    assert picture.metadata.profile is None


def test_sixteen_bits_are_converted_with_sixteen(tmp_path: Path) -> None:
    grey = np.repeat(np.arange(65536, dtype=np.uint16).reshape(256, 256, 1), 3, axis=2)
    save_with_vips(tmp_path / "a.png", grey, "rgb16", icc_profile_data=swapped_profile())
    values = np.unique(read_picture(tmp_path / "a.png").pixels[..., 1])
    # Eight bits on the way would leave 256; the curve of sRGB makes some of the 65,536 coincide.
    assert len(values) > 40_000


def test_own_keeps_the_profile_and_the_numbers(tmp_path: Path) -> None:
    pixels = noise(20, 30)
    PIL.Image.fromarray(pixels).save(tmp_path / "a.png", icc_profile=p3_profile())
    picture = read_picture(tmp_path / "a.png", profile="own")
    np.testing.assert_array_equal(picture.pixels, pixels)
    assert picture.metadata.profile == p3_profile()


@pytest.mark.parametrize(("mode", "profile"), [("RGB", None), ("RGB", "srgb"), ("L", "grey"), ("RGB", "junk")])
def test_own_falls_to_srgb(tmp_path: Path, mode: str, profile: str | None) -> None:
    blob = {None: None, "srgb": srgb_profile(), "grey": grey_profile(), "junk": b"junk" * 99}[profile]
    PIL.Image.fromarray(smooth(20, 30)).convert(mode).save(tmp_path / "a.png", icc_profile=blob)
    assert read_picture(tmp_path / "a.png", profile="own").metadata.profile is None


def test_a_style_is_brought_into_the_space_of_a_photo(tmp_path: Path) -> None:
    pixels = noise(20, 30)
    PIL.Image.fromarray(pixels).save(tmp_path / "a.png")
    picture = read_picture(tmp_path / "a.png", profile=p3_profile())
    assert picture.metadata.profile == p3_profile()
    expected = by_pillow(pixels, srgb_profile(), p3_profile())
    assert np.abs(picture.pixels.astype(int) - expected).max() <= 1
    # And from one into another: what was red in numbers is green in the swapped profile's.
    PIL.Image.fromarray(np.full((4, 4, 3), (255, 0, 0), np.uint8)).save(tmp_path / "red.png")
    red = read_picture(tmp_path / "red.png", profile=swapped_profile()).pixels[0, 0]
    assert red[1] > 250
    assert red[0] < 5


@pytest.mark.parametrize("profile", [b"", b"junk" * 99, "grey", "lab"])
def test_a_useless_profile_to_convert_into(tmp_path: Path, profile: Any) -> None:
    PIL.Image.fromarray(smooth(20, 30)).save(tmp_path / "a.png")
    blob = {"grey": grey_profile(), "lab": lab_profile()}.get(profile, profile)
    with refused(
        PictureError,
        "An RGB colour profile to convert a picture into was expected, but a damaged one or one of another kind came; "
        "choose another photo or none of its own colours.",
    ):
        open_picture(tmp_path / "a.png", profile=blob)


@pytest.mark.parametrize("suffix", ["png", "tif", "jpg"])
@pytest.mark.parametrize("blob", [b"junk" * 99, p3_profile()[:200], grey_profile(), b"\0"])
def test_a_broken_profile_is_ignored_with_a_note(tmp_path: Path, blob: bytes, suffix: str) -> None:
    name = f"a.{suffix}"
    PIL.Image.fromarray(smooth(20, 30)).save(tmp_path / name, icc_profile=blob, quality=95)
    picture = read_picture(tmp_path / name)
    assert np.abs(picture.pixels.astype(int) - smooth(20, 30)).max() <= (12 if suffix == "jpg" else 0)
    assert picture.notes == (f"The colour profile in '{name}' is damaged or does not fit its colours; it is ignored.",)


def test_grey_with_a_profile(tmp_path: Path) -> None:
    PIL.Image.fromarray(np.full((4, 4), 128, np.uint8)).save(tmp_path / "a.png", icc_profile=grey_profile())
    # Half of the light is 188 in sRGB.
    assert np.abs(read_picture(tmp_path / "a.png").pixels.astype(int) - 188).max() <= 1


@pytest.mark.parametrize("suffix", ["jpg", "tif"])
def test_cmyk_without_a_profile(tmp_path: Path, suffix: str) -> None:
    inks = np.zeros((16, 64, 4), np.uint8)
    for index, ink in enumerate(((0, 0, 0, 0), (255, 0, 0, 0), (0, 255, 255, 0), (0, 0, 0, 255))):
        inks[:, index * 16 : index * 16 + 16] = ink
    PIL.Image.fromarray(inks, "CMYK").save(tmp_path / f"a.{suffix}", quality=95)
    picture = read_picture(tmp_path / f"a.{suffix}")
    assert "CMYK" in picture.notes[0]
    white, cyan, red, black = (picture.pixels[8, 8 + 16 * index].astype(int) for index in range(4))
    assert white.min() > 245
    assert cyan[0] < 80
    assert min(cyan[1:]) > 130
    assert red[0] > 200
    assert max(red[1:]) < 80
    assert black.max() < 60


def test_cmyk_with_a_profile(tmp_path: Path) -> None:
    cmyk = bytes(pyvips.Operation.call("profile_load", "cmyk"))
    inks = noise(20, 30, bands=4)
    save_with_vips(tmp_path / "a.tif", inks, "cmyk", icc_profile_data=cmyk)
    picture = read_picture(tmp_path / "a.tif", profile="own")
    assert picture.notes == ()
    assert picture.metadata.profile is None
    image = ImageCms.profileToProfile(
        PIL.Image.fromarray(inks, "CMYK"),
        ImageCms.ImageCmsProfile(io.BytesIO(cmyk)),
        ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile())),
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        outputMode="RGB",
    )
    assert np.abs(picture.pixels.astype(int) - np.asarray(image)).max() <= 2


def test_lab_of_8_and_16_bits(tmp_path: Path) -> None:
    colours = np.array([[[255, 255, 255], [119, 119, 119], [200, 40, 40], [40, 60, 200]]], np.uint8).repeat(4, 0)
    lab = ImageCms.profileToProfile(
        PIL.Image.fromarray(colours),
        ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile())),
        ImageCms.createProfile("LAB"),
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode="LAB",
    )
    assert lab is not None
    lab.save(tmp_path / "8.tif")
    eight = read_picture(tmp_path / "8.tif")
    assert np.abs(eight.pixels.astype(int) / 257 - colours).max() < 4
    stored = np.asarray(lab)
    numbers = np.dstack([stored[..., :1] * np.float32(100 / 255), stored[..., 1:].view(np.int8).astype(np.float32)])
    pyvips.Image.new_from_array(numbers).copy(interpretation="lab").colourspace("labs").tiffsave(
        str(tmp_path / "16.tif")
    )
    sixteen = read_picture(tmp_path / "16.tif")
    assert sixteen.bits == 16
    assert np.abs(sixteen.pixels.astype(int) / 257 - colours).max() < 4


def test_a_profile_survives_saving(tmp_path: Path) -> None:
    pixels = noise(20, 30)
    photo = Picture(pixels, metadata=Metadata(profile=p3_profile()))
    for suffix in ("png", "jpg", "tif", "webp", "avif"):
        path = save_picture(tmp_path / f"a.{suffix}", photo, OVERWRITE)
        assert info(path)["icc_profile"] == p3_profile()
        assert open_picture(path, profile="own").metadata.profile == p3_profile()
        plain = save_picture(tmp_path / f"b.{suffix}", Picture(pixels), OVERWRITE)
        assert info(plain)["icc_profile"] == srgb_profile()
        assert open_picture(plain, profile="own").metadata.profile is None
