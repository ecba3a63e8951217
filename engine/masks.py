"""Masks: which part of the photo belongs to a region. No torch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

HALF = 127
"""What is lighter than this in an 8-bit mask belongs to the region."""


def hard_mask(mask: NDArray[np.uint8], width: int, height: int) -> NDArray[np.bool_]:
    """A mask as yes or no, at the size of the result.

    Args:
        mask: uint8, shape (H, W).
        width: of the result, in pixels.
        height: of the result, in pixels.

    Returns:
        bool, shape (height, width): the nearest pixel of the mask, at its upper left, as in the original.
    """
    rows = np.arange(height) * mask.shape[0] // height
    columns = np.arange(width) * mask.shape[1] // width
    inside: NDArray[np.bool_] = mask[rows[:, None], columns[None, :]] > HALF
    return inside
