"""Pictures as Qt shows them, and back: arrays to QImage and QImage to arrays, always with copies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtGui import QColorSpace, QImage

from engine.errors import PictureError
from engine.images import Picture, fit, resize

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.images.picture import Pixels

_DEEP_FORMATS = {
    QImage.Format.Format_BGR30,
    QImage.Format.Format_A2BGR30_Premultiplied,
    QImage.Format.Format_RGB30,
    QImage.Format.Format_A2RGB30_Premultiplied,
    QImage.Format.Format_Grayscale16,
    QImage.Format.Format_RGBX64,
    QImage.Format.Format_RGBA64,
    QImage.Format.Format_RGBA64_Premultiplied,
    QImage.Format.Format_RGBX16FPx4,
    QImage.Format.Format_RGBA16FPx4,
    QImage.Format.Format_RGBA16FPx4_Premultiplied,
    QImage.Format.Format_RGBX32FPx4,
    QImage.Format.Format_RGBA32FPx4,
    QImage.Format.Format_RGBA32FPx4_Premultiplied,
}
"""The formats with more than 8 bits a sample."""


def to_qimage(pixels: Pixels, alpha: Pixels | None = None, *, deep: bool = False) -> QImage:
    """Make a QImage in sRGB that owns its memory.

    Args:
        pixels: H×W×3, ``uint8`` or ``uint16``.
        alpha: H×W of the same dtype, or None.
        deep: Keep 16 bits where there are 16; a screen shows no more than 8.

    Returns:
        RGB888 or RGBA8888; RGBX64 or RGBA64 if `deep` and the pixels have 16 bits.
    """
    sixteen = pixels.dtype == np.uint16
    keep = deep and sixteen
    height, width = pixels.shape[:2]
    image = QImage(width, height, _format(deep=keep, alpha=alpha is not None))
    if image.isNull():
        raise PictureError(
            "There is no memory to show a picture of {width} × {height} pixels; close other pictures.",
            width=width,
            height=height,
        )
    bands = 3 if alpha is None and not keep else 4
    view = _samples(image, np.uint16 if keep else np.uint8, bands)
    # The copy goes straight into the image's own memory: a QImage made around an array dangles when the array goes.
    view[..., :3] = pixels if keep or not sixteen else _eight_bits(pixels)
    if alpha is not None:
        view[..., 3] = alpha if keep or not sixteen else _eight_bits(alpha)
    elif bands == 4:
        view[..., 3] = 0xFFFF
    image.setColorSpace(_srgb())
    return image


def from_qimage(image: QImage, name: str = "") -> Picture:
    """Make a picture in sRGB of an image from the clipboard, from another program or from Qt.

    Args:
        image: Of any format; one without a colour space is taken as sRGB.
        name: The picture's name.

    Returns:
        A picture with 16 bits if the image's samples had more than 8; alpha only if something is not opaque.

    Raises:
        PictureError: If the image is empty.
    """
    if image.isNull():
        raise PictureError("A picture was expected, but what came is empty; copy it again.")
    deep = image.format() in _DEEP_FORMATS
    converted = image.convertToFormat(_format(deep=deep, alpha=image.hasAlphaChannel()))
    space = image.colorSpace()
    if space.isValid() and space != _srgb():
        in_srgb = image.convertedToColorSpace(_srgb(), converted.format())
        # A colour space that only describes printing inks or greys cannot always be left: Qt then gives nothing.
        if not in_srgb.isNull():
            converted = in_srgb
    bands = 4 if deep or converted.hasAlphaChannel() else 3
    samples = np.array(_samples(converted, np.uint16 if deep else np.uint8, bands))
    alpha: Pixels | None = None
    if converted.hasAlphaChannel() and np.any(samples[..., 3] != np.iinfo(samples.dtype).max):
        alpha = np.ascontiguousarray(samples[..., 3])
    return Picture(np.ascontiguousarray(samples[..., :3]), alpha, name)


def thumbnail(picture: Picture, side: int) -> QImage:
    """Make a small image of a picture, antialiased; a picture that is smaller already keeps its size.

    Args:
        picture: Any picture.
        side: The longer side in pixels, at least 1.
    """
    if max(picture.width, picture.height) > side:
        picture = resize(picture, fit(picture.width, picture.height, side))
    return to_qimage(picture.pixels, picture.alpha)


def _format(*, deep: bool, alpha: bool) -> QImage.Format:
    if deep:
        return QImage.Format.Format_RGBA64 if alpha else QImage.Format.Format_RGBX64
    return QImage.Format.Format_RGBA8888 if alpha else QImage.Format.Format_RGB888


def _samples(image: QImage, dtype: type[np.uint8 | np.uint16], bands: int) -> NDArray[Any]:
    """The image's own memory as H×W×bands, valid for as long as the image is neither copied nor dropped."""
    # Qt ends every row on a multiple of four bytes.
    rows = np.frombuffer(image.bits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    wanted = image.width() * bands * np.dtype(dtype).itemsize
    return rows[:, :wanted].view(dtype).reshape(image.height(), image.width(), bands)


def _eight_bits(samples: Pixels) -> NDArray[np.uint8]:
    # The nearest of 256 steps: 65535 is 255 × 257.
    return ((samples.astype(np.uint32) + 128) // 257).astype(np.uint8)


def _srgb() -> QColorSpace:
    return QColorSpace(QColorSpace.NamedColorSpace.SRgb)
