"""Masks from pictures, and pictures of masks. No torch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import JobError
from engine.images import Picture

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.planning.tiling import Size

MASK_TOLERANCE = 0.02
"""How far the proportions of a mask may be from those of its picture."""


def mask_of(picture: Picture) -> NDArray[np.uint8] | NDArray[np.uint16]:
    """A picture's lightness as a mask: the mean of its channels, in its bits; what is transparent is dark."""
    mean: NDArray[np.float64] = picture.pixels.mean(axis=2)
    if picture.alpha is not None:
        mean = mean * (picture.alpha / np.iinfo(picture.alpha.dtype).max)
    rounded = mean.round()
    return rounded.astype(np.uint8) if picture.bits == 8 else rounded.astype(np.uint16)


def picture_of(mask: NDArray[np.uint8] | NDArray[np.uint16], name: str = "") -> Picture:
    """A mask as a grey picture, whose three channels share its memory."""
    pixels: NDArray[Any] = np.broadcast_to(mask[..., None], (*mask.shape, 3))
    return Picture(pixels, name=name)


def check_proportions(mask: Picture, picture: str, size: Size) -> None:
    """Refuses a mask or label map that cannot lie on its picture.

    Args:
        mask: as it was read.
        picture: what the picture is called.
        size: its width and height.

    Raises:
        JobError: the proportions are others.
    """
    width, height = size
    ratio = (mask.width * height) / (mask.height * width)
    if abs(ratio - 1) > MASK_TOLERANCE:
        raise JobError(
            "The mask '{name}' should have the proportions of '{picture}', {width} × {height}, and it has "
            "{mask_width} × {mask_height}: crop it like that picture.",
            name=mask.name,
            picture=picture,
            width=width,
            height=height,
            mask_width=mask.width,
            mask_height=mask.height,
        )
