"""What is done to a mask as a whole: turned inside out, softened, drawn to the photo's edges. No torch.

Source of the last: Kaiming He, Jian Sun and Xiaoou Tang, "Guided Image Filtering", IEEE Transactions on Pattern
Analysis and Machine Intelligence 35, 2013, with a guide in colour; computed small and carried up as in He and Sun,
"Fast Guided Filter", arXiv 1505.00996.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import JobError
from engine.images import fit
from engine.images.libraries import interruptibly, pillow, vips
from engine.masks.masks import resized

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.planning.tiling import Size

SMALL = 1024
"""Long side in pixels at which it is worked out how a mask follows the photo."""

EPSILON = 1e-4
"""The guided filter's ε: colours that differ by less than three steps of 255 are no edge to be drawn to."""


def inverted(mask: NDArray[Any]) -> NDArray[Any]:
    """What is inside turned out."""
    found: NDArray[Any] = np.iinfo(mask.dtype).max - mask
    return found


def feathered(mask: NDArray[Any], radius: float) -> NDArray[Any]:
    """A mask with softer edges.

    Args:
        mask: uint8 or uint16, shape (H, W).
        radius: pixels on each side of an edge over which it fades: two deviations of a Gaussian; 0 changes nothing.
    """
    if radius <= 0:
        return mask
    image = vips().Image.new_from_array(np.ascontiguousarray(mask)).cast("float")
    blurred = image.gaussblur(radius / 2, min_ampl=0.01, precision="float")
    data = interruptibly(blurred, blurred.write_to_memory)
    return _as_mask(np.frombuffer(data, np.float32).reshape(mask.shape), mask)


def refined(mask: NDArray[Any], photo: NDArray[Any], radius: float) -> NDArray[Any]:
    """A mask whose edges are drawn to those of the photo.

    In each window the mask is taken for a line of the photo's colours, m ≈ aᵀ I + b, with a = (Σ + ε)⁻¹ cov(I, m),
    and each pixel gets the mean of the lines of all windows that it lies in.

    Args:
        mask: uint8 or uint16, shape (H, W).
        photo: uint8 or uint16, shape (H, W, 3).
        radius: of the windows in pixels: how far away an edge of the photo may be.

    Raises:
        JobError: the photo has another size.
    """
    height, width = mask.shape
    if photo.shape != (height, width, 3):
        raise JobError(
            "A mask of {width} × {height} should be drawn to a photo of that size, and it has {photo_width} × "
            "{photo_height}: bring the mask to the photo's size first.",
            width=width,
            height=height,
            photo_width=photo.shape[1],
            photo_height=photo.shape[0],
        )
    small = fit(width, height, min(SMALL, max(width, height)))
    reach = max(1, round(radius * max(small) / max(width, height)))
    guide = np.stack([_floats(resized(photo[..., channel], small)) for channel in range(3)], axis=-1)
    slope, offset = _lines(guide, _floats(resized(mask, small))[..., None], reach)
    found = _enlarged(offset[..., 0], (width, height))
    for channel in range(3):
        found += _enlarged(slope[..., channel], (width, height)) * _floats(photo[..., channel])
    return _as_mask(found * np.iinfo(mask.dtype).max, mask)


def _lines(guide: NDArray[Any], values: NDArray[Any], radius: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """The mean lines of all windows: slopes of shape (H, W, 3) and offsets of shape (H, W, 1)."""
    mean, own = _box_mean(guide, radius), _box_mean(values, radius)
    products = guide[..., :, None] * guide[..., None, :]
    height, width = values.shape[:2]
    covariance = _box_mean(products.reshape(height, width, 9), radius).reshape(height, width, 3, 3)
    covariance = covariance - mean[..., :, None] * mean[..., None, :] + EPSILON * np.eye(3)
    together = _box_mean(guide * values, radius) - mean * own
    slope = np.linalg.solve(covariance, together[..., None])[..., 0]
    offset = own - (slope * mean).sum(axis=-1, keepdims=True)
    return _box_mean(slope, radius), _box_mean(offset, radius)


def _box_mean(values: NDArray[Any], radius: int) -> NDArray[Any]:
    """The mean over each position's window, which is cut at the edges; shape (H, W, C) as it came."""
    for axis in (0, 1):
        length = values.shape[axis]
        sums = np.concatenate([np.zeros_like(values.take([0], axis)), values.cumsum(axis)], axis)
        places = np.arange(length)
        last, first = np.minimum(places + radius + 1, length), np.maximum(places - radius, 0)
        counts = (last - first).reshape([-1 if along == axis else 1 for along in range(3)])
        values = (sums.take(last, axis) - sums.take(first, axis)) / counts
    return values


def _floats(values: NDArray[Any]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = values / np.iinfo(values.dtype).max
    return found


def _enlarged(values: NDArray[Any], size: Size) -> NDArray[np.float32]:
    library = pillow()
    image = library.fromarray(values.astype(np.float32)).resize(size, library.Resampling.BILINEAR)
    return np.array(image, np.float32)


def _as_mask(values: NDArray[Any], like: NDArray[Any]) -> NDArray[Any]:
    return values.round().clip(0, np.iinfo(like.dtype).max).astype(like.dtype)
