"""What comes out of files: sizes, orientation, depth, frames, and how it is read."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

import numpy as np
import PIL.Image
import psutil
import pytest
import pyvips
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import JobError, PictureError, UnknownKindError
from engine.images import Picture, open_picture, read_picture
from tests.engine.images import heic_files
from tests.engine.images.pictures import noise, save_with_vips, smooth
from tests.refusals import refused

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


@pytest.mark.parametrize("suffix", ["png", "tif", "bmp", "webp", "gif", "jpg", "avif"])
def test_every_format_is_read(tmp_path: Path, suffix: str) -> None:
    pixels = smooth(40, 61)
    path = tmp_path / f"a.{suffix}"
    PIL.Image.fromarray(pixels).save(path, **({"lossless": True} if suffix == "webp" else {"quality": 95}))
    picture = read_picture(path)
    tolerance = {"jpg": 8, "avif": 8, "gif": 60}.get(suffix, 0)
    assert np.abs(picture.pixels.astype(int) - pixels).max() <= tolerance
    assert picture.pixels.dtype == np.uint8
    assert (picture.name, picture.notes) == (path.name, ())
    assert not picture.pixels.flags.writeable


def test_the_contents_decide_and_not_the_name(tmp_path: Path) -> None:
    PIL.Image.fromarray(smooth(8, 9)).save(tmp_path / "a.jpg", "PNG")
    np.testing.assert_array_equal(read_picture(tmp_path / "a.jpg").pixels, smooth(8, 9))


@pytest.mark.parametrize("name", ["photo [1].png", "a[page=1]", "ü 'x' 🎨.png", "-x.png", "a%20b.png"])
def test_names_are_only_names(tmp_path: Path, name: str) -> None:
    PIL.Image.fromarray(smooth(8, 9)).save(tmp_path / name, "PNG")
    assert read_picture(tmp_path / name).name == name


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("suffix", ["jpg", "png", "tif", "webp"])
def test_orientation(tmp_path: Path, orientation: int, suffix: str) -> None:
    stored = smooth(40, 64)
    exif = PIL.Image.Exif()
    exif[0x0112] = orientation
    PIL.Image.fromarray(stored).save(tmp_path / f"a.{suffix}", exif=exif, quality=95)
    turned: dict[int, NDArray[Any]] = {
        1: stored,
        2: stored[:, ::-1],
        3: stored[::-1, ::-1],
        4: stored[::-1],
        5: stored.transpose(1, 0, 2),
        6: np.rot90(stored, -1),
        7: stored[::-1, ::-1].transpose(1, 0, 2),
        8: np.rot90(stored),
    }
    expected = turned[orientation]
    source = open_picture(tmp_path / f"a.{suffix}")
    assert (source.height, source.width) == expected.shape[:2]
    assert np.abs(source.read().pixels.astype(int) - expected).max() < 16


@pytest.mark.parametrize("orientation", [3, 6, 8])
@pytest.mark.parametrize("suffix", ["jpg", "png", "tif"])
def test_a_tall_picture_is_turned(tmp_path: Path, orientation: int, suffix: str) -> None:
    """Its first row comes from its last, long after the decoder has passed by."""
    exif = PIL.Image.Exif()
    exif[0x0112] = orientation
    stored = smooth(3000, 40)
    PIL.Image.fromarray(stored).save(tmp_path / f"a.{suffix}", exif=exif, quality=95)
    turns = {3: 2, 6: -1, 8: 1}[orientation]
    assert np.abs(read_picture(tmp_path / f"a.{suffix}").pixels.astype(int) - np.rot90(stored, turns)).max() < 16


@pytest.mark.parametrize("orientation", [0, 9, 255])
def test_an_impossible_orientation_is_none(tmp_path: Path, orientation: int) -> None:
    exif = PIL.Image.Exif()
    exif[0x0112] = orientation
    PIL.Image.fromarray(smooth(40, 64)).save(tmp_path / "a.png", exif=exif)
    np.testing.assert_array_equal(read_picture(tmp_path / "a.png").pixels, smooth(40, 64))


def test_heic(tmp_path: Path) -> None:
    (tmp_path / "a.heic").write_bytes(heic_files.TURNED)
    picture = read_picture(tmp_path / "a.heic")
    assert picture.pixels.shape == (48, 32, 3)
    for row, column, colour in ((5, 5, (30, 30, 220)), (5, 25, (220, 30, 30)), (40, 25, (30, 200, 30))):
        assert np.abs(picture.pixels[row, column].astype(int) - colour).max() < 6
    assert picture.metadata.exif is not None
    (tmp_path / "a.heic").write_bytes(heic_files.TWO)
    assert read_picture(tmp_path / "a.heic").notes == ("'a.heic' holds 2 pictures; the first is used.",)
    (tmp_path / "a.heic").write_bytes(heic_files.DEEP)
    deep = read_picture(tmp_path / "a.heic")
    assert deep.bits == 16
    assert np.abs(deep.pixels[5, 5].astype(int) - np.array([220, 30, 30]) * 257).max() < 1000


def test_ten_bits_fill_the_range(tmp_path: Path) -> None:
    white = pyvips.Image.new_from_array(np.full((16, 16, 3), 65535, np.uint16)).copy(interpretation="rgb16")
    white.heifsave(str(tmp_path / "a.avif"), compression="av1", bitdepth=10, lossless=True)
    assert read_picture(tmp_path / "a.avif").pixels.min() == 65535


@pytest.mark.parametrize("suffix", ["gif", "webp", "tif"])
def test_the_first_of_several_frames(tmp_path: Path, suffix: str) -> None:
    frames = [PIL.Image.fromarray(np.full((20, 30, 3), value, np.uint8)) for value in (10, 120, 240)]
    frames[0].save(tmp_path / f"a.{suffix}", save_all=True, append_images=frames[1:])
    picture = read_picture(tmp_path / f"a.{suffix}")
    assert picture.notes == (f"'a.{suffix}' holds 3 pictures; the first is used.",)
    assert picture.pixels.shape == (20, 30, 3)
    assert np.abs(picture.pixels.astype(int) - 10).max() < 5


def test_grey_palette_and_one_bit(tmp_path: Path) -> None:
    grey = noise(20, 30, bands=1)
    PIL.Image.fromarray(grey).save(tmp_path / "grey.png")
    assert (read_picture(tmp_path / "grey.png").pixels == grey[..., None]).all()
    bits = PIL.Image.fromarray(grey).convert("1")
    for name in ("one.png", "one.tif", "one.bmp"):
        bits.save(tmp_path / name)
        assert (read_picture(tmp_path / name).pixels == np.asarray(bits.convert("L"))[..., None]).all()
    palette = PIL.Image.fromarray(smooth(20, 30)).quantize(16)
    for name in ("palette.png", "palette.gif", "palette.bmp", "palette.tif"):
        palette.save(tmp_path / name)
        assert (read_picture(tmp_path / name).pixels == np.asarray(palette.convert("RGB"))).all()


@pytest.mark.parametrize("suffix", ["png", "tif"])
def test_sixteen_bits(tmp_path: Path, suffix: str) -> None:
    pixels = noise(20, 30, bits=16)
    save_with_vips(tmp_path / f"a.{suffix}", pixels, "rgb16")
    np.testing.assert_array_equal(read_picture(tmp_path / f"a.{suffix}").pixels, pixels)
    save_with_vips(tmp_path / f"g.{suffix}", pixels[..., 0], "grey16")
    assert (read_picture(tmp_path / f"g.{suffix}").pixels == pixels[..., :1]).all()


def test_thirty_two_bits(tmp_path: Path) -> None:
    light = np.array([[[0.0, 0.5, 1.0], [-1.0, 7.0, np.inf], [np.nan] * 3]], np.float32)
    save_with_vips(tmp_path / "f.tif", light, "scrgb")
    picture = read_picture(tmp_path / "f.tif")
    assert "linear light" in picture.notes[0]
    # Half the light is sRGB 188 of 255.
    assert np.abs(picture.pixels[0].astype(int) / 257 - [[0, 187.5, 255], [0, 255, 255], [0, 0, 0]]).max() < 0.5
    PIL.Image.fromarray(light[..., 1]).save(tmp_path / "g.tif")
    assert np.abs(read_picture(tmp_path / "g.tif").pixels[0].astype(int) / 257 - [[187.5], [255], [0]]).max() < 0.5
    whole = np.array([[[0, 2**31, 2**32 - 1]]], np.uint32)
    save_with_vips(tmp_path / "u.tif", whole, "rgb16")
    np.testing.assert_array_equal(read_picture(tmp_path / "u.tif").pixels, [[[0, 2**15, 2**16 - 1]]])


def test_samples_with_a_sign_are_refused(tmp_path: Path) -> None:
    save_with_vips(tmp_path / "a.tif", np.zeros((4, 4, 3), np.int16), "srgb")
    with refused(
        UnknownKindError,
        "'{name}' cannot be read: a TIFF of grey, RGB, CMYK, Lab or palette colours in a common compression was "
        "expected, but {came}; save it anew as an ordinary TIFF.",
        name="a.tif",
        came="its numbers have a sign",
    ):
        open_picture(tmp_path / "a.tif")


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("suffix", ["png", "tif"])
def test_alpha_is_kept_aside(tmp_path: Path, bits: int, suffix: str) -> None:
    samples = noise(20, 30, bits=bits, bands=4)
    samples[:5, :, 3] = 0
    save_with_vips(tmp_path / f"a.{suffix}", samples, "srgb" if bits == 8 else "rgb16")
    source = open_picture(tmp_path / f"a.{suffix}")
    assert (source.has_alpha, source.bits) == (True, bits)
    picture = source.read()
    assert picture.alpha is not None
    assert not picture.alpha.flags.writeable
    np.testing.assert_array_equal(picture.pixels, samples[..., :3])
    np.testing.assert_array_equal(picture.alpha, samples[..., 3])


def test_grey_with_alpha(tmp_path: Path) -> None:
    samples = noise(20, 30, bands=2)
    PIL.Image.fromarray(samples, "LA").save(tmp_path / "a.png")
    picture = read_picture(tmp_path / "a.png")
    assert (picture.pixels == samples[..., :1]).all()
    np.testing.assert_array_equal(picture.alpha, samples[..., 1])


@settings(max_examples=25, deadline=None)
@given(
    block=st.integers(1, 200), orientation=st.sampled_from([1, 2, 3, 6]), suffix=st.sampled_from(["jpg", "png", "tif"])
)
def test_rows_are_the_picture(tmp_path_factory: Any, block: int, orientation: int, suffix: str) -> None:
    path = tmp_path_factory.mktemp("rows") / f"a.{suffix}"
    exif = PIL.Image.Exif()
    exif[0x0112] = orientation
    PIL.Image.fromarray(smooth(150, 40)).save(path, exif=exif)
    source = open_picture(path)
    blocks = list(source.rows(block))
    assert [top for top, _ in blocks] == list(range(0, source.height, block))
    np.testing.assert_array_equal(np.concatenate([rows for _, rows in blocks]), source.read().pixels)


def test_reading_into_a_memory_map(tmp_path: Path) -> None:
    PIL.Image.fromarray(noise(300, 20)).save(tmp_path / "a.png")
    target = np.memmap(tmp_path / "a.raw", np.uint8, "w+", shape=(300, 20, 3))
    picture = open_picture(tmp_path / "a.png").read(into=target)
    np.testing.assert_array_equal(target, noise(300, 20))
    assert np.shares_memory(picture.pixels, target)
    assert target.flags.writeable
    with refused(
        JobError,
        "An array of shape {shape} and dtype {dtype} was expected for '{name}', but {into_shape} and {into_dtype} "
        "came; make it fit the picture.",
        shape="(300, 20, 3)",
        dtype="uint8",
        name="a.png",
        into_shape="(20, 300, 3)",
        into_dtype="uint8",
    ):
        open_picture(tmp_path / "a.png").read(into=np.zeros((20, 300, 3), np.uint8))
    with refused(JobError, "Blocks of at least one row were expected, but {block} came; ask for 1 or more."):
        next(open_picture(tmp_path / "a.png").rows(0))


def test_a_file_that_changed_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    for seed in (1, 2):
        PIL.Image.fromarray(noise(20, 30, seed=seed)).save(path)
        np.testing.assert_array_equal(read_picture(path).pixels, noise(20, 30, seed=seed))
    source = open_picture(path)
    PIL.Image.fromarray(noise(10, 30)).save(path)
    with refused(
        PictureError,
        "'{name}' was expected to stay as it was when it was opened, but another program has changed it; open it "
        "again.",
        name="a.png",
    ):
        source.read()


@pytest.mark.parametrize("suffix", ["jpg", "png", "tif", "bmp", "gif"])
def test_no_file_stays_open(tmp_path: Path, suffix: str) -> None:
    """Windows does not let an open file be replaced."""
    path = tmp_path / f"a.{suffix}"
    PIL.Image.fromarray(noise(200, 30)).save(path)
    read_picture(path)
    next(open_picture(path).rows(16))
    gc.collect()
    assert str(path) not in {file.path for file in psutil.Process().open_files()}


def test_a_picture_checks_its_arrays() -> None:
    with refused(
        JobError,
        "Pixels of shape height × width × 3 and dtype uint8 or uint16 were expected, but {shape} and {dtype} came; "
        "convert them first.",
    ):
        Picture(np.zeros((4, 4), np.uint8))
    with refused(
        JobError,
        "Pixels of shape height × width × 3 and dtype uint8 or uint16 were expected, but {shape} and {dtype} came; "
        "convert them first.",
        dtype="float64",
    ):
        Picture(np.zeros((4, 4, 3)))  # type: ignore[arg-type]
    with refused(
        JobError,
        "An alpha channel of shape {shape} and dtype {pixels_dtype} was expected, but {alpha_shape} and {alpha_dtype} "
        "came; give it the size and depth of its picture.",
    ):
        Picture(np.zeros((4, 4, 3), np.uint8), np.zeros((4, 4), np.uint16))
    own = np.zeros((4, 4, 3), np.uint8)
    Picture(own)
    own[0] = 1
