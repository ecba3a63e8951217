"""Gathers the patches of a style that are swapped in, tile by tile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch.nn import functional

from engine.networks.tensors import as_floats
from engine.planning.methods import patch_stride
from engine.planning.tiling import Rectangle, encoder_border, tiles_of
from engine.transfer.areas import averaged, cut_array
from engine.transfer.style_swap import MARGIN, PatchedStyle, patches_at, whitening_of
from engine.transfer.tiles import cut
from engine.vgg import stride_of

if TYPE_CHECKING:
    from collections.abc import Generator

    from numpy.typing import NDArray
    from torch import Tensor

    from engine.networks.stepped import SteppedNetwork
    from engine.networks.tensors import Original
    from engine.transfer.transforms import Side
    from engine.vgg import Level

VISIBLE = 0.5
"""How much of a position has to be seen for the patch around it to be offered."""


def patched(
    side: Side,
    style: Original,
    encoder: SteppedNetwork,
    level: Level,
    *,
    tile: int,
    threshold: float,
    mask: NDArray[Any] | None = None,
) -> Generator[object, None, PatchedStyle]:
    """A style's side with its patches, in steps.

    Patches are taken around every n-th position in both directions, n such that they are no more than
    `engine.planning.methods.MOST_PATCHES`. What is transparent or masked is not offered, unless nothing else is there.

    Args:
        side: the style's, from `engine.transfer.transforms.colouring`.
        style: its pixels.
        encoder: of the level.
        level: which.
        tile: longest side of the tiles in which it is looked at.
        threshold: smallest eigenvalue that counts.
        mask: which part of the picture counts, integers of shape (H, W), padded; None: all of it.
    """
    stride = stride_of(level)
    width, height = style.size[0] // stride, style.size[1] // stride
    step = patch_stride(width, height)
    border = encoder_border(encoder.layers, level)
    whitener = whitening_of(side, threshold)
    parts, seen_parts = [], []
    for part in tiles_of(style.size, tile):
        wanted = part.grown(MARGIN * stride, style.size)
        seen = wanted.grown(border, style.size)
        features = yield from encoder.steps(style.part(seen))
        whitened = whitener.apply(cut(features, wanted.within(seen).reduced(stride)))
        del features
        place, there = part.reduced(stride), wanted.reduced(stride)
        tops, lefts = _multiples(place.top, place.height, step), _multiples(place.left, place.width, step)
        bordered = _bordered(whitened, there, (width, height))
        # A patch's upper left is one position before its middle, and so is that of what has a border now.
        shifted = (_shifted(tops, place.top), _shifted(lefts, place.left))
        parts.append(patches_at(bordered, *shifted))
        visible = style.visibility(part)
        if mask is not None:
            inside = torch.from_numpy(as_floats(cut_array(mask, part))).to(style.device)
            visible = inside if visible is None else visible * inside
        if visible is not None:
            weights = averaged(visible, stride)[tops.start - place.top :: step, lefts.start - place.left :: step]
            seen_parts.append(weights.flatten())
        yield None
    patches = torch.cat(parts)
    if seen_parts:
        offered = torch.cat(seen_parts) > VISIBLE
        patches = patches[offered] if bool(offered.any()) else patches
    return PatchedStyle(side.mean, side.matrix, patches)


def _multiples(start: int, length: int, step: int) -> range:
    """The multiples of a step within a part of a side."""
    return range(-(-start // step) * step, start + length, step)


def _shifted(places: range, start: int) -> range:
    return range(places.start - start, places.stop - start, places.step)


def _bordered(values: Tensor, there: Rectangle, size: tuple[int, int]) -> Tensor:
    """Reflects one position beyond those edges of a part that are the picture's own."""
    left, top = (MARGIN if edge == 0 else 0 for edge in (there.left, there.top))
    right = MARGIN if there.left + there.width == size[0] else 0
    below = MARGIN if there.top + there.height == size[1] else 0
    return functional.pad(values, (left, right, top, below), mode="reflect")
