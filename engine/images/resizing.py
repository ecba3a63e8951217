"""The size of pictures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from engine.errors import JobError
from engine.images.libraries import as_image, interruptibly

if TYPE_CHECKING:
    from engine.images.libraries import VipsImage
    from engine.images.picture import Picture, Pixels


def fit(width: int, height: int, long_side: int) -> tuple[int, int]:
    """Return the size at which the longer side is `long_side`, smaller or larger than before.

    Args:
        width: In pixels, at least 1.
        height: In pixels, at least 1.
        long_side: In pixels, at least 1.

    Returns:
        Width and height with the same aspect, rounded, at least 1.

    Raises:
        JobError: If a number is less than 1.
    """
    if min(width, height, long_side) < 1:
        raise JobError(
            "Sizes of at least 1 pixel were expected, but {width} × {height} to {long_side} came.",
            width=width,
            height=height,
            long_side=long_side,
        )
    longest = max(width, height)
    # In whole numbers, which are exact for any size; half a pixel rounds up.
    across, down = ((2 * side * long_side + longest) // (2 * longest) for side in (width, height))
    return max(across, 1), max(down, 1)


def resize(picture: Picture, size: tuple[int, int]) -> Picture:
    """Resize a picture with Lanczos' kernel, without aliasing.

    Colours count by their alpha, so that what a transparent pixel hides does not bleed out of it.

    Args:
        picture: Any picture; 8 bits stay 8 and 16 stay 16.
        size: Width and height, at least 1 each; the aspect may change.

    Returns:
        A new picture with everything but the pixels as it was; the picture itself if it has that size.

    Raises:
        JobError: If a side is less than 1.
    """
    if min(size) < 1:
        raise JobError(
            "A size of at least 1 × 1 pixel was expected, but {width} × {height} came; enlarge it.",
            width=size[0],
            height=size[1],
        )
    if size == (picture.width, picture.height):
        return picture
    image = resized_image(as_image(picture.pixels, picture.alpha), size, bits=picture.bits)
    samples = _array(image, size, picture.pixels.dtype.itemsize)
    alpha_samples = None if picture.alpha is None else samples[..., 3]
    return replace(picture, pixels=samples[..., :3], alpha=alpha_samples)


def resized_image(image: VipsImage, size: tuple[int, int], *, bits: int) -> VipsImage:
    """Resize an image of libvips as `resize` does; what is read by rows stays so.

    Args:
        image: RGB, or RGB with alpha.
        size: Width and height.
        bits: 8 or 16, as the image has.
    """
    sample, largest, has_alpha = image.format, 2**bits - 1, image.bands == 4
    across, down = size[0] / image.width, size[1] / image.height
    if has_alpha:
        image = image.premultiply(max_alpha=largest)
    elif bits == 16:
        # For whole numbers libvips rounds the kernel to 12 bits, which is enough for 8 only.
        image = image.cast("float")
    image = image.resize(across, vscale=down, kernel="lanczos3")
    if has_alpha:
        image = image.unpremultiply(max_alpha=largest)
    return image.rint().cast(sample)


def _array(image: VipsImage, size: tuple[int, int], sample_bytes: int) -> Pixels:
    data = interruptibly(image, image.write_to_memory)
    flat: Pixels = np.frombuffer(data, np.uint16) if sample_bytes == 2 else np.frombuffer(data, np.uint8)
    return flat.reshape(size[1], size[0], -1)
