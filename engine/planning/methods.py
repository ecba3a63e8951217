"""The ways to give features a style, by name, and which of them a level takes. No torch.

- `whitening`: the photo's features are whitened and take the style's mean and covariance (Li et al. 2017).
- `transport`: the same mean and covariance by the shortest way: the optimal transport map between two Gaussians. What
  is in the photo stays in its place more (Lu et al., "A Closed-form Solution to Universal Style Transfer", ICCV 2019).
- `adain`: mean and deviation of each channel on its own (Huang and Belongie, ICCV 2017).
- `swap`: each patch of the photo's whitened features is replaced by the style's nearest one (Chen and Schmidt 2016;
  whitened as in Sheng et al., "Avatar-Net", CVPR 2018). It is at home at the two deepest levels, where patches are
  shapes; the other levels are whitened and coloured.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from engine.vgg import stride_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.vgg import Level

Transform: TypeAlias = Literal["whitening", "transport", "adain", "swap"]

TRANSFORMS: tuple[Transform, ...] = get_args(Transform)

SWAPPED_LEVELS: tuple[Level, ...] = ("relu5_1", "relu4_1")
"""Where `swap` swaps."""

PATCH = 3
"""Side of a patch in positions."""

MOST_PATCHES = 4096
"""Patches of a style to choose from, so that time and memory stay bounded: those of 512 × 512 pixels at relu4_1."""

SCORES_PER_BLOCK = 1 << 22
"""Pairs of patches that are compared at once: a tenth of a second and 16 MB."""


def transform_at(transform: Transform, level: Level) -> Transform:
    """What a transform is at a level."""
    return "whitening" if transform == "swap" and level not in SWAPPED_LEVELS else transform


def patch_stride(width: int, height: int) -> int:
    """Every how many positions of a style, in each direction, a patch is taken: the fewest within the bound."""
    stride = max(1, math.isqrt(width * height // MOST_PATCHES))
    while -(-width // stride) * -(-height // stride) > MOST_PATCHES:
        stride += 1
    return stride


def patches_of(size: tuple[int, int], level: Level) -> int:
    """How many patches a style of a padded size has to choose from at a level."""
    width, height = (side // stride_of(level) for side in size)
    stride = patch_stride(width, height)
    return -(-width // stride) * -(-height // stride)


def swap_effort(level: Level, channels: int, picture: tuple[int, int], styles: Sequence[tuple[int, int]]) -> float:
    """Multiplications that comparing all patches takes at a level; sizes are padded ones."""
    positions = picture[0] * picture[1] / stride_of(level) ** 2
    return sum(positions * patches_of(style, level) * PATCH**2 * channels for style in styles)


def swap_memory(level: Level, channels: int, styles: Sequence[tuple[int, int]]) -> int:
    """Bytes that styles' patches take at a level, one style's twice while they are gathered, and their comparison."""
    patches = [patches_of(style, level) for style in styles]
    return 4 * ((sum(patches) + max(patches)) * PATCH**2 * channels + 3 * SCORES_PER_BLOCK)
