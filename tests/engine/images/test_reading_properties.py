"""What holds for every format that is read, for files made here in many ways.

What two independent readers agree on, the program reads. A file cut anywhere is read identically or refused. Reading
twice gives the same bytes.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import PIL.Image
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import ImageCms
from PySide6.QtGui import QImage, QImageReader

from engine.errors import PictureError
from engine.images import read_picture
from gui.qt_images import from_qimage
from tests.engine.images.made_files import MADE, mixed
from tests.engine.images.pictures import srgb_profile

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray

    from engine.images import Picture

_NAMES = st.sampled_from(sorted(MADE))
_SIZES = st.integers(1, 70)
_PIXELS = st.builds(mixed, _SIZES, _SIZES, st.integers(0, 99))


def _shown(picture: Picture) -> NDArray[Any]:
    """Colours as far as they show, and opacity, of 8 bits."""
    levels = 257 if picture.bits == 16 else 1
    colours = picture.pixels / levels
    opacity = np.full(colours.shape[:2], 255.0) if picture.alpha is None else picture.alpha / levels
    return np.dstack([colours * opacity[..., None] / 255, opacity])


def _same(one: Picture, other: Picture) -> bool:
    return one.pixels.shape == other.pixels.shape and bool((_shown(one) == _shown(other)).all())


# Cuts


def _cut_is_read_or_refused(path: Path, whole: bytes, lengths: Iterable[int]) -> None:
    path.write_bytes(whole)
    expected = read_picture(path)
    for length in lengths:
        path.write_bytes(whole[:length])
        _is_read_or_refused(path, expected, f"{path.name}, cut to {length} of {len(whole)} bytes, is read otherwise")


def _is_read_or_refused(path: Path, expected: Picture, otherwise: str) -> None:
    try:
        came = read_picture(path)
    except PictureError as error:
        said = str(error)
    else:
        assert _same(came, expected), otherwise
        return
    assert path.name in said
    assert any(reason in said for reason in ("cut short", "empty", "something else"))


@given(name=_NAMES, pixels=_PIXELS, cut=st.floats(0, 1, exclude_max=True))
@example(name="grid, plain.heic", pixels=mixed(), cut=0.99)
@example(name="grid, in idat.heic", pixels=mixed(), cut=0.9)
@example(name="grid, plain.avif", pixels=mixed(), cut=0.8)
@example(name="grid, to the end.avif", pixels=mixed(), cut=0.8)
@example(name="progressive.jpg", pixels=mixed(), cut=0.9)
@example(name="frames.gif", pixels=mixed(), cut=0.2)
def test_a_cut_file_is_read_identically_or_refused(
    tmp_path_factory: pytest.TempPathFactory, name: str, pixels: NDArray[np.uint8], cut: float
) -> None:
    whole = MADE[name](pixels)
    _cut_is_read_or_refused(tmp_path_factory.mktemp("cut") / name, whole, [int(cut * len(whole))])


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(MADE))
def test_a_file_cut_after_any_byte(tmp_path: Path, name: str) -> None:
    whole = MADE[name](mixed(23, 30))
    # Every byte of what describes the picture, and of its end; steps within its data.
    lengths = {*range(min(600, len(whole))), *range(0, len(whole), 7), *range(len(whole) - 30, len(whole))}
    _cut_is_read_or_refused(tmp_path / name, whole, sorted(lengths))


@pytest.mark.parametrize("name", ["grid, plain.heic", "grid, plain.avif", "two.heic", "plain.avif"])
@pytest.mark.parametrize("appended", [b"\0", b"junk", b"\0\0\xff\xffmpvdabcdef", b"\0\0\0\1free\0\0", bytes(5000)])
def test_what_follows_a_whole_file_is_passed_over(tmp_path: Path, name: str, appended: bytes) -> None:
    """Phones append videos and notes of their own."""
    whole = MADE[name](mixed())
    (tmp_path / name).write_bytes(whole)
    expected = read_picture(tmp_path / name)
    (tmp_path / name).write_bytes(whole + appended)
    assert _same(read_picture(tmp_path / name), expected)


# Twice


@given(name=_NAMES, pixels=_PIXELS)
def test_reading_twice_gives_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory, name: str, pixels: NDArray[np.uint8]
) -> None:
    path = tmp_path_factory.mktemp("twice") / name
    path.write_bytes(MADE[name](pixels))
    one, other = read_picture(path), read_picture(path)
    np.testing.assert_array_equal(one.pixels, other.pixels)
    np.testing.assert_array_equal(one.alpha, other.alpha)
    assert (one.metadata, one.notes) == (other.metadata, other.notes)


# Other readers


def _by_pillow(path: Path) -> NDArray[Any] | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with PIL.Image.open(path) as image:
                profile = image.info.get("icc_profile")
                if image.mode == "CMYK" or image.mode.startswith("I"):
                    return None
                rgba = image.convert("RGBA")
    except (OSError, SyntaxError):
        return None
    if profile:
        opacity = rgba.getchannel("A")
        source, target = (ImageCms.ImageCmsProfile(io.BytesIO(data)) for data in (profile, srgb_profile()))
        colours = ImageCms.profileToProfile(
            rgba.convert("RGB"), source, target, renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC
        )
        assert colours is not None
        colours.putalpha(opacity)
        rgba = colours
    return _over_black(np.asarray(rgba, np.float64))


def _by_qt(path: Path) -> NDArray[Any] | None:
    if path.suffix not in (".jpg", ".png", ".webp", ".bmp", ".gif"):
        return None
    reader = QImageReader(str(path))
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    image: QImage = reader.read()
    return None if image.isNull() else _shown(from_qimage(image))


def _by_program(program: str, path: Path) -> NDArray[Any] | None:
    found = shutil.which(program)
    if found is None:
        return None
    target = path.with_name("by another program.png")
    target.unlink(missing_ok=True)
    done = subprocess.run([found, str(path), str(target)], capture_output=True, check=False)
    return _by_pillow(target) if done.returncode == 0 and target.exists() else None


def _over_black(samples: NDArray[np.float64]) -> NDArray[Any]:
    return np.dstack([samples[..., :3] * samples[..., 3:] / 255, samples[..., 3]])


def _by_others(path: Path) -> list[NDArray[Any]]:
    readings = [_by_pillow(path), _by_qt(path), _by_program("convert", path)]
    if path.suffix in (".heic", ".avif"):
        readings.append(_by_program("heif-convert", path))
    return [reading for reading in readings if reading is not None]


def _far(one: NDArray[Any], other: NDArray[Any]) -> float:
    return float(np.abs(one - other).mean()) if one.shape == other.shape else 255.0


# How inks without a profile look, programs only guess.
@given(name=_NAMES.filter(lambda name: name != "cmyk.jpg"), pixels=_PIXELS)
def test_what_two_readers_agree_on_is_read(
    tmp_path_factory: pytest.TempPathFactory, name: str, pixels: NDArray[np.uint8]
) -> None:
    path = tmp_path_factory.mktemp("agreed") / name
    path.write_bytes(MADE[name](pixels))
    came = _shown(read_picture(path))
    others = _by_others(path)
    for index, one in enumerate(others):
        for other in others[index + 1 :]:
            if _far(one, other) <= 1:
                assert min(_far(came, one), _far(came, other)) <= 1.5, (name, _far(came, one), _far(came, other))


def test_others_can_read_most_of_them(tmp_path: Path) -> None:
    """Otherwise the test above would compare nothing."""
    read = {}
    for name, make in MADE.items():
        (tmp_path / name).write_bytes(make(mixed()))
        read[name] = len(_by_others(tmp_path / name))
    assert sum(count >= 2 for count in read.values()) >= 25, read
