"""Masks: how much of each pixel belongs to which region. No torch.

A mask is a grey picture of 8 or 16 bits: 0 is outside, the largest value is inside, and what lies between counts in
part.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.images.libraries import pillow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from engine.planning.tiling import Size

ROWS_AT_ONCE = 256
"""Rows in which masks are laid on each other together, which bounds the memory that it takes."""

BENEATH = 0.02
"""How little of a pixel has to be painted before what would be there without the photo takes over; see `shared`."""


@dataclass(frozen=True)
class Shares:
    """To which part of a picture each pixel belongs, in integers of which the largest value is all of it.

    Attributes:
        painted: for each region that is painted, shape (H, W), all of one type; what they leave belongs to the recipe.
        photo: how much of the photo shows over what was painted; None: nothing anywhere.
        hard: whether every mask was hard.
    """

    painted: tuple[NDArray[Any], ...]
    photo: NDArray[Any] | None
    hard: bool


def hard_mask(mask: NDArray[Any], width: int, height: int) -> NDArray[np.bool_]:
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


def resized(mask: NDArray[Any], size: Size) -> NDArray[Any]:
    """A mask at another size: averaged over areas where it gets smaller, with straight ramps where it gets larger.

    Args:
        mask: uint8 or uint16, shape (H, W).
        size: width and height.

    Returns:
        Of the same type; the mask itself if it has that size.
    """
    height, width = mask.shape
    if (width, height) == size:
        return mask
    smaller = _averaged(mask, (min(width, size[0]), min(height, size[1])))
    library = pillow()
    image = library.fromarray(smaller).resize(size, library.Resampling.BILINEAR)
    found: NDArray[Any] = np.asarray(image).astype(mask.dtype)
    return found


def _averaged(mask: NDArray[Any], size: Size) -> NDArray[Any]:
    """A mask at a size that is no larger, each pixel with the mean of the area that it covers.

    Pillow's box filter takes whole pixels only: at two thirds of the size it is nearly a choice of the nearest one.
    """
    edges_across, edges_down = (np.arange(new + 1) * old / new for new, old in zip(size, mask.shape[::-1], strict=True))
    found = np.empty(size[::-1], mask.dtype)
    # So many rows of the mask itself.
    count = max(1, ROWS_AT_ONCE * size[1] // mask.shape[0])
    for top in range(0, size[1], count):
        edges = edges_down[top : top + count + 1]
        first = int(edges[0])
        rows = _means(mask[first : math.ceil(edges[-1])].astype(np.float32), edges - first)
        found[top : top + count] = _means(np.ascontiguousarray(rows.T), edges_across).T.round()
    return found


def _means(values: NDArray[np.float32], edges: NDArray[np.float64]) -> NDArray[np.float32]:
    """The means of stretches of at least one value along the first axis, which begin and end within values."""
    places = np.minimum(edges.astype(int), len(values) - 1)
    # How much of the value at each edge lies before it.
    before = (edges - places).astype(np.float32)[:, None] * values[places]
    sums = np.add.reduceat(values, places[:-1], axis=0) - before[:-1]
    sums[:-1] += before[1:-1]
    # The last sum goes on to the end of all values.
    sums[-1] -= values[places[-1]] - before[-1]
    means: NDArray[np.float32] = sums / np.diff(edges).astype(np.float32)[:, None]
    return means


def of_bits(mask: NDArray[Any], bits: int) -> NDArray[Any]:
    """A mask in 8 or 16 bits."""
    if mask.dtype.itemsize * 8 == bits:
        return mask
    # 257 · 255 = 65535, so nothing and all stay what they are.
    return (
        mask.astype(np.uint16) * np.uint16(257) if bits == 16 else ((mask.astype(np.uint32) + 128) // 257).astype("u1")
    )


def shared(masks: Sequence[NDArray[Any]], kept: Sequence[bool], *, hard: bool) -> Shares:
    """Lays masks on each other like an artist's layers.

    The last mask counts in full, each one before it as far as those after it leave room, and what is left belongs to
    the recipe. So the shares of a pixel always sum to one, and masks that sum to one or less keep their values.

    Where a region keeps the photo, the photo lies over what is painted, and the painted shares are those of what shows
    beside it: t / (1 - p) for a share t and the photo's p. Where the photo hides all, nothing shows, and the shares h
    are those of the masks without it; both go over into each other as (t + ε h) / (1 - p + ε).

    Args:
        masks: uint8 or uint16, all of one type and of shape (H, W), the undermost first.
        kept: for each mask whether the photo is kept there.
        hard: whether all of them are hard.
    """
    painted = [np.empty_like(mask) for mask, keeps in zip(masks, kept, strict=True) if not keeps]
    photo = np.empty_like(masks[0]) if any(kept) else None
    for top in range(0, masks[0].shape[0], ROWS_AT_ONCE):
        rows = slice(top, top + ROWS_AT_ONCE)
        strips = [mask[rows] for mask in masks]
        taken = _layered(strips)
        shown = [share for share, keeps in zip(taken, kept, strict=True) if not keeps]
        if photo is not None:
            photo[rows] = sum((share for share, keeps in zip(taken, kept, strict=True) if keeps), start=np.uint16(0))
            beneath = _layered([strip for strip, keeps in zip(strips, kept, strict=True) if not keeps])
            shown = _beside(photo[rows], shown, beneath)
        for whole, share in zip(painted, shown, strict=True):
            whole[rows] = share
    return Shares(tuple(painted), photo, hard)


def _layered(masks: Sequence[NDArray[Any]]) -> list[NDArray[Any]]:
    """How much each mask gets, the last one first served."""
    taken: list[NDArray[Any]] = []
    free: NDArray[Any] | None = None
    for mask in reversed(masks):
        if free is None:
            free = np.full_like(mask, np.iinfo(mask.dtype).max)
        taken.append(np.minimum(mask, free))
        free -= taken[-1]
    return taken[::-1]


def _beside(photo: NDArray[Any], shown: list[NDArray[Any]], beneath: list[NDArray[Any]]) -> list[NDArray[Any]]:
    """The painted shares of what the photo leaves to be seen."""
    full = np.iinfo(photo.dtype).max
    seen = 1 - photo.astype(np.float32) / full
    sums = np.zeros_like(seen)
    before = np.zeros(seen.shape, np.int32)
    shares = []
    for share, hidden in zip(shown, beneath, strict=True):
        # Rounded sums, so that what is rounded never adds up to more than all.
        sums += (share.astype(np.float32) + BENEATH * hidden.astype(np.float32)) / (seen + BENEATH)
        after = np.minimum(sums.round().astype(np.int32), full)
        shares.append((after - before).astype(photo.dtype))
        before = after
    return shares
