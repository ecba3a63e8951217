"""The colours of a TIFF file's samples: palettes, YCbCr, Lab, opacity that multiplies them, and any depth.

Source: TIFF 6.0, sections 5, 18, 20, 21 and 23.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.images.tiff import layout as tiff
from engine.images.tiff.layout import COLOUR_CHANNELS, CutShortError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.images.tiff.layout import Page

_REC_601 = (0.299, 0.587, 0.114)
_FULL_SWING = (0.0, 255.0, 128.0, 255.0, 128.0, 255.0)


@dataclass(frozen=True)
class Samples:
    """What the samples of a page become.

    Attributes:
        bands: Colours, and opacity if there is one.
        dtype: `uint8`, `uint16` or `float32`.
        kind: What libvips calls the colours.
    """

    bands: int
    dtype: np.dtype[Any]
    kind: str


def in_colours(page: Page, raw: NDArray[Any], said: Samples) -> NDArray[Any]:
    """Make what a page's samples become of those that the file has.

    Args:
        page: The page.
        raw: H×W×samples as the file has them; RGB where a JPEG's reader has made it.
        said: What they become.

    Returns:
        H×W×bands; opacity does not multiply the colours.

    Raises:
        CutShortError: If a palette or the coefficients of YCbCr make no sense.
    """
    colours = COLOUR_CHANNELS[page.photometric]
    if page.photometric in (tiff.CIE_LAB, tiff.ICC_LAB):
        return _lab(page, raw[..., :3])
    if page.photometric == tiff.PALETTE:
        shown: NDArray[Any] = _from_palette(page, raw[..., 0])
    elif page.compression in (tiff.JPEG, tiff.OLD_JPEG) and not page.is_separate:
        # Its reader has made RGB of YCbCr already.
        shown = raw[..., :colours]
    else:
        shown = _full_scale(page, raw[..., :colours], said.dtype)
        if page.photometric == tiff.YCBCR or page.compression == tiff.APERIO_YCBCR:
            shown = _from_ycbcr(page, shown)
    if page.photometric == tiff.GREY_FROM_WHITE:
        shown = (1 - shown) if said.dtype.kind == "f" else ~shown
    if said.bands == shown.shape[2]:
        return np.ascontiguousarray(shown)
    alpha = _full_scale(page, raw[..., colours : colours + 1], said.dtype)
    if page.number_of(tiff.EXTRA_SAMPLES, 0) == 1:
        shown = _unmultiplied(shown, alpha)
    return np.concatenate([shown, alpha], axis=2)


def _full_scale(page: Page, numbers: NDArray[Any], dtype: np.dtype[Any]) -> NDArray[Any]:
    """Spread whole numbers of any depth over 8 or 16 bits."""
    if dtype.kind == "f" or (numbers.dtype == dtype and page.bits == 8 * dtype.itemsize):
        return numbers
    if page.bits > 16:
        return (numbers >> (page.bits - 16)).astype(dtype)
    largest, steps = np.iinfo(dtype).max, 2**page.bits - 1
    table: NDArray[Any] = ((np.arange(steps + 1, dtype=np.uint64) * largest + steps // 2) // steps).astype(dtype)
    spread: NDArray[Any] = table[np.minimum(numbers, steps)]
    return spread


def _from_palette(page: Page, indices: NDArray[Any]) -> NDArray[np.uint8]:
    entries = np.array(page.numbers(tiff.COLOUR_MAP), np.uint16)
    if entries.size != 3 * 2**page.bits:
        raise CutShortError("the palette has too few colours")
    # 16 bits, but old programs have written 8.
    palette = (entries >> 8 if entries.max() > 255 else entries).astype(np.uint8).reshape(3, -1).T
    shown: NDArray[np.uint8] = palette[indices]
    return shown


def _from_ycbcr(page: Page, samples: NDArray[Any]) -> NDArray[Any]:
    red, green, blue, *_ = (*page.values(tiff.LUMINANCE), *_REC_601)
    stated = page.values(tiff.REFERENCE_BLACK_WHITE)
    black_white = stated if len(stated) == 6 else _FULL_SWING
    result = np.empty_like(samples)
    scale = np.iinfo(samples.dtype).max / 255
    if green == 0 or any(black == white for black, white in zip(black_white[::2], black_white[1::2], strict=True)):
        raise CutShortError("the colours' coefficients make no sense")
    # By blocks of rows: in floats the whole picture would take four times its room.
    for top in range(0, len(samples), 256):
        rows = samples[top : top + 256].astype(np.float32) / scale
        lightness = (rows[..., 0] - black_white[0]) * (255 / (black_white[1] - black_white[0]))
        towards_blue = (rows[..., 1] - black_white[2]) * (127 / (black_white[3] - black_white[2]))
        towards_red = (rows[..., 2] - black_white[4]) * (127 / (black_white[5] - black_white[4]))
        r = lightness + towards_red * (2 - 2 * red)
        b = lightness + towards_blue * (2 - 2 * blue)
        g = (lightness - red * r - blue * b) / green
        shown = np.stack([r, g, b], axis=-1) * scale
        result[top : top + 256] = np.clip(np.rint(shown), 0, 255 * scale).astype(samples.dtype)
    return result


def _lab(page: Page, raw: NDArray[Any]) -> NDArray[np.float32]:
    """Return L from 0 to 100, a and b."""
    lab = raw.astype(np.float32)
    deep = page.bits == 16
    if page.photometric == tiff.CIE_LAB:
        lab[..., 0] *= 100 / (65535 if deep else 255)
        lab[..., 1:] = raw[..., 1:].astype(f"u{page.bits // 8}").view(f"i{page.bits // 8}")
        lab[..., 1:] /= 256 if deep else 1
    else:
        lab[..., 0] *= 100 / (65280 if deep else 255)
        lab[..., 1:] = lab[..., 1:] / (256 if deep else 1) - 128
    return lab


def _unmultiplied(colours: NDArray[Any], alpha: NDArray[Any]) -> NDArray[Any]:
    if colours.dtype.kind == "f":
        divided: NDArray[Any] = np.divide(colours, alpha, out=np.zeros_like(colours), where=alpha > 0)
        return divided
    largest = int(np.iinfo(colours.dtype).max)
    shares = np.maximum(alpha.astype(np.uint64), 1)
    whole: NDArray[Any] = np.minimum((colours.astype(np.uint64) * largest + shares // 2) // shares, largest)
    return whole.astype(colours.dtype)
