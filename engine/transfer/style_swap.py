"""Style swap: each patch of the photo's features is replaced by the style's patch that resembles it most.

Both sides are whitened first, so that what is compared are shapes and not which channels are loud. A patch of 3 × 3
positions is compared with every patch of the style by the cosine of their angle, which is a convolution of the photo's
features with the style's patches; what is taken is the style's patch as it is. Patches overlap, and each position gets
the mean of those that cover it. Then it is coloured by the style.

Source: Chen and Schmidt, "Fast Patch-based Style Transfer of Arbitrary Style", arXiv 1612.04337; on whitened features
as in Sheng, Lin, Shao and Wang, "Avatar-Net: Multi-scale Zero-shot Style Transfer by Feature Decoration", CVPR 2018.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch.nn import functional

from engine.planning.methods import PATCH, SCORES_PER_BLOCK
from engine.transfer.transforms import AffineMap, Side, symmetric_power

if TYPE_CHECKING:
    from collections.abc import Generator

    from torch import Tensor

MARGIN = PATCH // 2
"""Positions of a patch around its middle."""

SWAP_REACH = 2 * MARGIN
"""How far around a position its result depends on the photo's features: patches over it, as far as they go."""


@dataclass(frozen=True)
class PatchedStyle(Side):
    """A style's side of the map with its patches to choose from.

    Attributes:
        patches: of its whitened features, float32, shape (N, 9 C): each channel's nine positions together.
    """

    patches: Tensor


@dataclass(frozen=True)
class SwapMap:
    """What a level does to features where patches are swapped.

    Attributes:
        content: the photo's side, which whitens.
        styles: each with its patches.
        shares: each style's share; they sum to one.
        strength: how much of the swapped features is taken, 0…1.
        mixings: what else goes into the picture's features before, as `engine.transfer.maps.Content` has it.
    """

    content: Side
    styles: tuple[Side, ...]
    shares: tuple[float, ...]
    strength: float
    mixings: tuple[AffineMap, ...] = ()

    def steps(self, features: Tensor) -> Generator[None, None, Tensor]:
        """Swaps patches, in steps.

        Args:
            features: shape (1, C, H, W), at least 2 × 2 positions; after them all others that are mixed in.

        Returns:
            float32, shape (1, C, H, W), channels last.
        """
        exact = features[:, : len(self.content.mean)].float()
        if not self.strength:
            return exact.contiguous(memory_format=torch.channels_last)
        mixings = self.mixings or (whitener(self.content),)
        whitened = [mixing.apply(features) for mixing in mixings]
        result = (1 - self.strength) * exact
        for number, (style, share) in enumerate(zip(self._patched(), self.shares, strict=True)):
            swapped = yield from swap(whitened[min(number, len(whitened) - 1)], style.patches)
            result = result + self.strength * share * AffineMap(style.matrix, style.mean).apply(swapped)
        return result.contiguous(memory_format=torch.channels_last)

    def step_count(self, features: Tensor) -> int:
        """How many steps `steps` takes, beside the last."""
        height, width = features.shape[2:]
        counts = [-(-height // rows_at_once(style.patches, width)) for style in self._patched()]
        return sum(counts) if self.strength else 0

    def _patched(self) -> list[PatchedStyle]:
        styles = [style for style in self.styles if isinstance(style, PatchedStyle)]
        assert len(styles) == len(self.styles), "a style whose patches are swapped in comes with them"
        return styles


def rows_at_once(patches: Tensor, width: int) -> int:
    """How many rows of the photo's positions are compared with a style's patches together."""
    # The photo's own patches are held too, which are more than the scores where the style has few.
    return max(SCORES_PER_BLOCK // (max(patches.shape) * width), 1)


def whitener(side: Side) -> AffineMap:
    """The map f -> matrix (f - mean)."""
    return AffineMap(side.matrix, -side.matrix @ side.mean)


def whitening_of(style: Side, threshold: float) -> AffineMap:
    """The map that whitens a style's features, from the side that colours with them."""
    # The matrix is S^(1/2) where S counts, and nothing else of it is above the root of the threshold.
    return whitener(Side(style.mean, symmetric_power(style.matrix, -1.0, threshold**0.5 / 2)))


def swap(whitened: Tensor, patches: Tensor) -> Generator[None, None, Tensor]:
    """Replaces each patch by the nearest of a style's, in steps.

    Args:
        whitened: the photo's, float32, shape (1, C, H, W), at least 2 × 2 positions.
        patches: the style's, float32, shape (N, 9 C).

    Returns:
        The means of the patches that cover each position, of the same shape.
    """
    height, width = whitened.shape[2:]
    padded = functional.pad(whitened, (MARGIN,) * 4, mode="reflect")
    lengths = patches.norm(dim=1, keepdim=True).clamp_min(torch.finfo(patches.dtype).tiny)
    total = torch.zeros_like(padded)
    rows = rows_at_once(patches, width)
    for top in range(0, height, rows):
        count = min(rows, height - top)
        seen = padded[:, :, top : top + count + 2 * MARGIN]
        # The photo's own patches have the same length for all candidates, which changes no order.
        own = functional.unfold(seen, PATCH)[0]
        scores = (patches @ own).div_(lengths)
        # A flat patch resembles nothing: it becomes the style's mean.
        chosen = patches[scores.argmax(dim=0)].T[None] * own.any(dim=0)
        total[:, :, top : top + count + 2 * MARGIN] += functional.fold(chosen, seen.shape[2:], PATCH)
        yield
    inner = total[:, :, MARGIN:-MARGIN, MARGIN:-MARGIN]
    return inner / covering(height, width).to(inner.device)


def covering(height: int, width: int) -> Tensor:
    """How many patches lie over each position, float32, shape (height, width)."""
    down, across = (
        torch.tensor([min(place + MARGIN, side - 1) - max(place - MARGIN, 0) + 1.0 for place in range(side)])
        for side in (height, width)
    )
    return torch.outer(down, across)


def patches_at(features: Tensor, tops: range, lefts: range) -> Tensor:
    """The patches around some positions.

    Args:
        features: float32, shape (1, C, H, W); a patch may not go beyond it.
        tops: rows of the patches' upper edges.
        lefts: columns of their left edges.

    Returns:
        Row by row, shape (N, 9 C), as `torch.nn.functional.unfold` orders them.
    """
    if not tops or not lefts:
        return features.new_empty(0, features.shape[1] * PATCH**2)
    shifted = [
        features[0, :, _moved(tops, down), _moved(lefts, across)] for down in range(PATCH) for across in range(PATCH)
    ]
    return torch.stack(shifted, dim=1).flatten(2).permute(2, 0, 1).flatten(1).contiguous()


def _moved(places: range, by: int) -> slice:
    return slice(places[0] + by, places[-1] + by + 1, places.step)
