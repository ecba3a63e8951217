"""Motifs as the painter places them: which pixels of a style they are made of, and where they lie on the picture."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from engine.images import fit
from engine.masks.masks import resized
from engine.planning.quiet import MOTIF_GRID
from engine.transfer.filling import Motifs
from engine.vgg import stride_of

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray
    from torch import Tensor

    from engine.images import Picture
    from engine.job import Mask
    from engine.planning.quiet import Placement
    from engine.planning.tiling import Size
    from engine.vgg import Level

LARGEST_MOTIFS = 2048
"""Longest side in pixels at which a style is looked at for larger motifs: it is done in one piece."""


def motif_size(size: Size, placement: Placement) -> Size:
    """The size at which a style is looked at for its motifs, before they are turned.

    Args:
        size: at which it is looked at else.
        placement: of the motifs.
    """
    longest = max(size)
    scaled = round(longest * placement.scale)
    return size if placement.scale == 1 else fit(*size, max(1, min(scaled, max(longest, LARGEST_MOTIFS))))


def turned_size(size: Size, placement: Placement) -> Size:
    """The same after they are turned."""
    return (size[1], size[0]) if placement.quarter_turns % 2 else size


def turned(picture: Picture, placement: Placement) -> Picture:
    """A style's pixels, mirrored and turned; its features follow from these, since strokes turn with what they draw."""
    if not (placement.mirrored or placement.quarter_turns):
        return picture
    alpha = None if picture.alpha is None else _turned(picture.alpha, placement)
    return replace(picture, pixels=_turned(picture.pixels, placement), alpha=alpha)


def without_padding(features: Tensor, size: Size, level: Level) -> Tensor:
    """Features without those of the padding, in whole steps of the grid, so that copies are as wide at each level."""
    columns, rows = (max(side // MOTIF_GRID, 1) * (MOTIF_GRID // stride_of(level)) for side in size)
    return features[:, :, :rows, :columns]


def laid(features: Tensor, mask: Mask | None, placement: Placement, level: Level, picture: Size) -> Motifs:
    """Motifs as they lie on a picture.

    Args:
        features: a style's, whitened.
        mask: which part of the style counts: only the rectangle around that is laid; None: all of it.
        placement: where.
        level: of the features.
        picture: its width and height in pixels.
    """
    if mask is not None:
        features = _around_what_counts(features, mask, placement, level)
    return Motifs(features, *placement.begin(picture, level))


def _around_what_counts(features: Tensor, mask: Mask, placement: Placement, level: Level) -> Tensor:
    steps = MOTIF_GRID // stride_of(level)
    rows, columns = (count // steps for count in features.shape[2:])
    seen = _turned(resized(mask, turned_size((columns, rows), placement)), placement) > 0
    if not seen.any():
        return features
    (top, bottom), (left, right) = ((int(there[0]), int(there[-1]) + 1) for there in map(_counting, (seen, seen.T)))
    return features[:, :, top * steps : bottom * steps, left * steps : right * steps]


def _counting(seen: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The rows in which anything counts."""
    return np.flatnonzero(seen.any(axis=1))


def _turned(values: NDArray[Any], placement: Placement) -> NDArray[Any]:
    there = values[:, ::-1] if placement.mirrored else values
    return np.ascontiguousarray(np.rot90(there, -placement.quarter_turns))
