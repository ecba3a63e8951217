"""Masks: which part of the photo belongs to a region. No torch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def hard_mask(mask: NDArray[np.uint8] | NDArray[np.uint16], width: int, height: int) -> NDArray[np.bool_]:
    """A mask as yes or no, at the size of the result.

    Args:
        mask: uint8 or uint16, shape (H, W); what is over half belongs to the region.
        width: of the result, in pixels.
        height: of the result, in pixels.

    Returns:
        bool, shape (height, width): the nearest pixel of the mask, at its upper left, as in the original.
    """
    rows = np.arange(height) * mask.shape[0] // height
    columns = np.arange(width) * mask.shape[1] // width
    inside: NDArray[np.bool_] = mask[rows[:, None], columns[None, :]] > np.iinfo(mask.dtype).max // 2
    return inside
