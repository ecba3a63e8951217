from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PySide6.QtGui import QColor, QColorSpace, QImage

from engine.errors import PictureError
from engine.images import Picture
from gui.qt_images import from_qimage, thumbnail, to_qimage
from tests.refusals import refused

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Widths that are no multiples of four, because rows of a QImage end on such.
sizes = st.tuples(st.integers(1, 9), st.integers(1, 11))


@st.composite
def samples(draw: Any, dtype: type[np.uint8 | np.uint16]) -> tuple[NDArray[Any], NDArray[Any] | None]:
    height, width = draw(sizes)
    pixels = draw(arrays.arrays(dtype, (height, width, 3)))
    return pixels, draw(st.none() | arrays.arrays(dtype, (height, width)))


def same_alpha(alpha: NDArray[Any] | None, picture: Picture) -> bool:
    if alpha is None or np.all(alpha == np.iinfo(alpha.dtype).max):
        return picture.alpha is None
    return picture.alpha is not None and np.array_equal(alpha, picture.alpha)


@given(samples(np.uint8))
def test_eight_bits_come_back_as_they_were(made: tuple[NDArray[Any], NDArray[Any] | None]) -> None:
    pixels, alpha = made
    image = to_qimage(pixels, alpha)
    assert image.format() == (QImage.Format.Format_RGB888 if alpha is None else QImage.Format.Format_RGBA8888)
    picture = from_qimage(image, "boat.png")
    assert np.array_equal(picture.pixels, pixels)
    assert picture.pixels.dtype == np.uint8
    assert same_alpha(alpha, picture)
    assert picture.name == "boat.png"


@given(samples(np.uint16))
def test_sixteen_bits_come_back_as_they_were_if_kept(made: tuple[NDArray[Any], NDArray[Any] | None]) -> None:
    pixels, alpha = made
    picture = from_qimage(to_qimage(pixels, alpha, deep=True))
    assert np.array_equal(picture.pixels, pixels)
    assert picture.pixels.dtype == np.uint16
    assert same_alpha(alpha, picture)


@given(samples(np.uint16))
def test_sixteen_bits_are_rounded_to_the_nearest_of_eight(made: tuple[NDArray[Any], NDArray[Any] | None]) -> None:
    pixels, alpha = made
    image = to_qimage(pixels, alpha)
    assert image.depth() in (24, 32)
    error = from_qimage(image).pixels.astype(int) * 257 - pixels
    assert np.abs(error).max() <= 128


def test_eight_bits_in_sixteen_are_the_same_eight_bits() -> None:
    pixels = np.arange(256, dtype=np.uint8).repeat(3).reshape(16, 16, 3)
    assert np.array_equal(from_qimage(to_qimage(pixels.astype(np.uint16) * 257)).pixels, pixels)


def test_the_image_owns_its_memory() -> None:
    pixels = np.full((50, 50, 3), 7, np.uint8)
    image = to_qimage(pixels)
    picture = from_qimage(image)
    pixels[:] = 200
    del pixels
    gc.collect()
    assert image.pixelColor(49, 49) == QColor(7, 7, 7)
    image.fill(QColor(1, 2, 3))
    assert np.all(picture.pixels == 7)


def test_arrays_may_be_views_and_read_only() -> None:
    pixels = np.arange(8 * 10 * 3, dtype=np.uint8).reshape(8, 10, 3)[::-1, ::2]
    pixels.flags.writeable = False
    assert np.array_equal(from_qimage(to_qimage(pixels)).pixels, pixels)


def test_the_colour_space_is_srgb() -> None:
    assert to_qimage(np.zeros((2, 2, 3), np.uint8)).colorSpace() == QColorSpace(QColorSpace.NamedColorSpace.SRgb)


def test_other_colour_spaces_become_srgb() -> None:
    image = QImage(3, 2, QImage.Format.Format_RGB32)
    image.fill(QColor(200, 100, 50))
    image.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.DisplayP3))
    red, green, blue = from_qimage(image).pixels[0, 0].tolist()
    # P3 is wider: the same numbers are a stronger colour, which sRGB writes further apart.
    assert red > 203
    assert green < 100
    assert blue < 47


@pytest.mark.parametrize(
    "form",
    [
        QImage.Format.Format_RGB32,
        QImage.Format.Format_ARGB32,
        QImage.Format.Format_ARGB32_Premultiplied,
        QImage.Format.Format_Indexed8,
        QImage.Format.Format_BGR888,
        QImage.Format.Format_RGBA64_Premultiplied,
        QImage.Format.Format_RGBX32FPx4,
    ],
)
def test_any_format_is_read(form: QImage.Format) -> None:
    source = QImage(5, 3, QImage.Format.Format_RGB32)
    source.fill(QColor(255, 0, 51))
    picture = from_qimage(source.convertToFormat(form))
    eight = picture.pixels if picture.bits == 8 else picture.pixels // 257
    assert eight.shape == (3, 5, 3)
    assert np.all(eight == (255, 0, 51))
    assert picture.alpha is None


def test_an_empty_image_is_refused() -> None:
    with refused(PictureError, "A picture was expected, but what came is empty; copy it again."):
        from_qimage(QImage())


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_thumbnails_are_antialiased(dtype: type[np.uint8 | np.uint16]) -> None:
    stripes: NDArray[Any] = np.zeros((300, 400, 3), dtype)
    stripes[:, ::2] = np.iinfo(dtype).max
    small = thumbnail(Picture(stripes), 100)
    assert (small.width(), small.height()) == (100, 75)
    middle = from_qimage(small).pixels[10:-10, 10:-10].astype(int)
    assert np.abs(middle - 127).max() <= 3


def test_thumbnails_never_enlarge() -> None:
    small = thumbnail(Picture(np.zeros((3, 4, 3), np.uint8)), 100)
    assert (small.width(), small.height()) == (4, 3)


def test_thumbnails_keep_transparency() -> None:
    alpha = np.zeros((40, 40), np.uint8)
    alpha[:, 20:] = 255
    small = thumbnail(Picture(np.full((40, 40, 3), 90, np.uint8), alpha), 10)
    assert small.pixelColor(0, 5).alpha() == 0
    assert small.pixelColor(9, 5) == QColor(90, 90, 90)
