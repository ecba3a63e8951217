"""Fits what a level does to features, whichever transform it has: from the photo's side and the styles' sides to a map.

Every transform but the swapping of patches is an affine map of each position, f' = T (f - m_c) + m_s, with moments
(m_c, S_c) of the photo and (m_s, S_s) of the style:

- whitening and colouring: T = S_s^(1/2) S_c^(-1/2);
- the optimal transport map between the two Gaussians:
  T = S_c^(-1/2) (S_c^(1/2) S_s S_c^(1/2))^(1/2) S_c^(-1/2), the symmetric one, which moves features least;
- adaptive instance normalisation: T = diag(σ_s / σ_c).

What is kept of a style is the same for all: its mean and S_s^(1/2).

Sources: `engine.planning.methods` names them; the transport map is from Olkin and Pukelsheim, "The distance between
two random vectors with given dispersion matrices", Linear Algebra and its Applications 48, 1982.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import torch

from engine.transfer.mixing import Layout, mixing_map
from engine.transfer.style_swap import SWAP_REACH, SwapMap
from engine.transfer.transforms import AffineMap, Side, joined, mixture, symmetric_power, whitening

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from torch import Tensor

    from engine.planning.methods import Transform
    from engine.transfer.transforms import Moments

LevelMap: TypeAlias = AffineMap | SwapMap
"""What a level does to features; where it is affine it is said so, since that can be folded into a convolution."""


@dataclass(frozen=True)
class Roots(Side):
    """The photo's side of the transport map: its matrix whitens, and this takes that back.

    Attributes:
        root: S_c^(1/2) on the eigenvectors above the threshold, float64, shape (C, C).
    """

    root: Tensor


@dataclass(frozen=True)
class Content:
    """All that a level's map knows of the picture and of the photo.

    Attributes:
        side: the picture's.
        mixings: what makes of all features that lie side by side those which the transform takes, for each style or the
            same for all: whitened ones, or for `transport` and `adain` such as have the picture's own moments. None at
            all: it takes the picture's.
    """

    side: Side
    mixings: tuple[AffineMap, ...] = ()

    def mixing(self, style: int) -> AffineMap | None:
        """What makes the features which the transform takes for a style, by its number."""
        return self.mixings[min(style, len(self.mixings) - 1)] if self.mixings else None


def content_of(transform: Transform, gathered: Moments, layout: Layout, mixed: float, threshold: float) -> Content:
    """What a level's map knows of the picture and of the photo.

    Args:
        transform: the level's.
        gathered: moments of all features that lie side by side.
        layout: which these are.
        mixed: share of the photo's, β.
        threshold: as for `content_side`.
    """
    side = content_side(transform, gathered.leading(layout.channels), threshold)
    fields: list[int | None] = list(range(layout.fields))
    if mixed and not fields:
        fields.append(None)
    mixings = [mixing_map(gathered, layout, mixed, threshold, field) for field in fields]
    if mixings and transform in ("transport", "adain"):
        root = symmetric_power(gathered.leading(layout.channels).covariance, 0.5, threshold)
        mixings = [AffineMap(root, side.mean).of(mixing) for mixing in mixings]
    return Content(side, tuple(mixings))


def content_side(transform: Transform, content: Moments, threshold: float) -> Side:
    """The picture's side of a level's map.

    Args:
        transform: the level's.
        content: moments of the picture's features.
        threshold: the smallest eigenvalue (for `adain` the smallest variance) that counts.
    """
    if transform == "adain":
        variances = content.covariance.diagonal()
        kept = variances > threshold
        return Side(content.mean, torch.diag(torch.where(kept, variances, 1.0).rsqrt() * kept))
    side = whitening(content, threshold)
    if transform != "transport":
        return side
    root = content.covariance @ side.matrix
    return Roots(side.mean, side.matrix, (root + root.T) / 2)


def level_map(
    transform: Transform, content: Content, styles: Sequence[Side], shares: Sequence[float], strength: float
) -> LevelMap:
    """The map of a level, or of a part of the picture there.

    Args:
        transform: the level's.
        content: from `content_of`.
        styles: the styles' sides; for `swap` with their patches.
        shares: each style's share; they sum to one.
        strength: how much of the map is taken, 0…1; the rest is the identity.
    """
    if transform == "swap":
        return SwapMap(content.side, tuple(styles), tuple(shares), strength, content.mixings)
    join = {"whitening": joined, "transport": transported, "adain": normalised}[transform]
    joined_maps = []
    for number, style in enumerate(styles):
        mixing = content.mixing(number)
        if mixing is None:
            joined_maps.append(join(content.side, style))
        elif transform == "whitening":
            joined_maps.append(AffineMap(style.matrix, style.mean).of(mixing))
        else:
            joined_maps.append(join(content.side, style).of(mixing))
    return mixture(joined_maps, shares).blended(strength)


def transported(content: Side, style: Side) -> AffineMap:
    """The optimal transport map from the photo's features to a style's.

    Args:
        content: from `content_side` for `transport`.
        style: its mean and S_s^(1/2).

    Returns:
        The map, whose matrix is symmetric and positive semidefinite. Where the photo's covariance is regular,
        T S_c T = S_s.
    """
    assert isinstance(content, Roots), "the transport map needs the photo's covariance too"
    half = content.root @ style.matrix
    middle = symmetric_power(half @ half.T, 0.5, 0.0)
    matrix = content.matrix @ middle @ content.matrix
    matrix = (matrix + matrix.T) / 2
    return AffineMap(matrix, style.mean - matrix @ content.mean)


def normalised(content: Side, style: Side) -> AffineMap:
    """The map that gives each channel a style's mean and deviation; content from `content_side` for `adain`."""
    scale = style.matrix.square().sum(dim=1).sqrt() * content.matrix.diagonal()
    return AffineMap(torch.diag(scale), style.mean - scale * content.mean)


def steps_of(level: LevelMap, features: Tensor) -> int:
    """How many steps `mapped` takes, beside the last."""
    return 0 if isinstance(level, AffineMap) else level.step_count(features)


def reach_of(level: LevelMap) -> int:
    """How many positions around one a map looks at."""
    return 0 if isinstance(level, AffineMap) else SWAP_REACH


def mapped(level: LevelMap, features: Tensor) -> Generator[None, None, Tensor]:
    """Applies a level's map, in steps.

    Args:
        level: the map.
        features: the picture's, shape (1, C, H, W), and after them all others that the map takes.

    Returns:
        float32, shape (1, C, H, W), channels last.
    """
    if isinstance(level, AffineMap):
        return level.apply(features)
    return (yield from level.steps(features))
