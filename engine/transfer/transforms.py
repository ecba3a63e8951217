"""Whitening and colouring as one affine map per level: pure functions of moments and features.

For content features f with moments (m_c, S_c) and style moments (m_s, S_s) the map is

    f' = T (f - m_c) + m_s,   T = S_s^(1/2) S_c^(-1/2),

so a level needs no more than the first two moments of both sides. Fitting (`whitening_colouring`) and applying
(`AffineMap.apply`) are apart, and moments of parts of a picture merge exactly into those of the whole.

Source: Li et al., "Universal Style Transfer via Feature Transforms", NIPS 2017, arXiv 1705.08086. Merging of moments:
Chan, Golub and LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances", 1979.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

import torch
from torch import Tensor

if TYPE_CHECKING:
    from collections.abc import Sequence

POSITIONS_PER_BLOCK = 1 << 15
"""Positions whose outer products are added in float32 before float64 takes over; keeps both error and memory low."""


@dataclass(frozen=True)
class Moments:
    """Weighted first and second moments of features: all that whitening and colouring know of a picture.

    Attributes:
        weight: sum of the positions' weights, W.
        squared_weight: sum of their squares, V.
        mean: weighted mean, float64, shape (C,), on the CPU.
        scatter: weighted sum of (f - mean)(f - mean)ᵀ, float64, shape (C, C), on the CPU.
    """

    weight: float
    squared_weight: float
    mean: Tensor
    scatter: Tensor

    @property
    def covariance(self) -> Tensor:
        """The unbiased covariance, scatter / (W - V / W), symmetric; zero where one position alone has weight.

        With weights of 0 and 1 this divides by N - 1. Scaling all weights changes nothing.
        """
        if self.weight <= 0:
            return torch.zeros_like(self.scatter)
        freedom = self.weight - self.squared_weight / self.weight
        if freedom <= 1e-9 * self.weight:
            return torch.zeros_like(self.scatter)
        covariance = self.scatter / freedom
        return (covariance + covariance.T) / 2

    def leading(self, channels: int) -> Moments:
        """The moments of the first channels alone."""
        return Moments(self.weight, self.squared_weight, self.mean[:channels], self.scatter[:channels, :channels])

    def merged(self, other: Moments) -> Moments:
        """The moments of both sets of positions together."""
        weight = self.weight + other.weight
        if weight <= 0:
            return self
        difference = other.mean - self.mean
        share = other.weight / weight
        return Moments(
            weight,
            self.squared_weight + other.squared_weight,
            self.mean + share * difference,
            self.scatter + other.scatter + self.weight * share * torch.outer(difference, difference),
        )


def moments(features: Tensor, weights: Tensor | None = None) -> Moments:
    """Gathers the moments of features.

    Args:
        features: shape (1, C, H, W), any floating format.
        weights: how much each position counts, shape (H, W), at least 0; None counts each as 1.

    Returns:
        Moments in float64 on the CPU. Products are taken in float32 of values whose mean was removed, and summed in
        float64, so a large common offset costs no precision.
    """
    channels = features.shape[1]
    positions = features.permute(0, 2, 3, 1).reshape(-1, channels)
    flat_weights = None if weights is None else weights.reshape(-1).to(positions.device).float()
    blocks = [slice(start, start + POSITIONS_PER_BLOCK) for start in range(0, positions.shape[0], POSITIONS_PER_BLOCK)]
    sums = [
        _block_sums(positions[block].float(), None if flat_weights is None else flat_weights[block]) for block in blocks
    ]
    # A graphics card is waited for once, not for each block. First to the CPU, then to float64: Metal has none, and
    # casts before it copies if asked for both at once.
    exact_sums = torch.stack(sums).cpu().double()
    if flat_weights is None:
        exact_weights = torch.ones((), dtype=torch.float64).expand(positions.shape[0])
    else:
        exact_weights = flat_weights.cpu().double()
    parts = [_block_moments(of_block, exact_weights[block]) for of_block, block in zip(exact_sums, blocks, strict=True)]
    return reduce(Moments.merged, parts)


def _block_sums(block: Tensor, weights: Tensor | None) -> Tensor:
    """What is summed over the positions of a block, float32, shape (N, C), with weights of shape (N,).

    Returns:
        A mean, the weighted sums of what differs from it and of the products of that, one after the other:
        shape (C + C + C·C,).
    """
    if weights is None:
        mean = block.mean(dim=0)
        weighted = centred = block - mean
    else:
        mean = (weights @ block) / weights.sum().clamp_min(torch.finfo(torch.float32).tiny)
        centred = block - mean
        weighted = centred * weights[:, None]
    return torch.cat((mean, weighted.sum(dim=0), (weighted.T @ centred).flatten()))


def _block_moments(sums: Tensor, weights: Tensor) -> Moments:
    """Moments of one block from its sums, both float64."""
    weight = float(weights.sum())
    channels = math.isqrt(sums.shape[0] + 1) - 1
    mean, difference, products = torch.split(sums, [channels, channels, channels**2])
    if weight <= 0:
        nothing = torch.zeros_like(mean)
        return Moments(0.0, 0.0, nothing, torch.outer(nothing, nothing))
    # The float32 mean is a little off; what it leaves behind is put right.
    remainder = difference / weight
    scatter = products.reshape(channels, channels) - weight * torch.outer(remainder, remainder)
    return Moments(weight, float(weights.square().sum()), mean + remainder, scatter)


@dataclass(frozen=True)
class AffineMap:
    """A map f -> matrix f + offset of features: a 1×1 convolution.

    It may take more channels than it gives: those of a picture's features come first, and others of the same
    positions after them, such as the photo's.

    Attributes:
        matrix: float64, shape (C, K), K ≥ C, on the CPU.
        offset: float64, shape (C,), on the CPU.
    """

    matrix: Tensor
    offset: Tensor

    def blended(self, strength: float) -> AffineMap:
        """Strength · map + (1 - strength) · the first C channels as they are, strength within 0…1."""
        identity = torch.eye(*self.matrix.shape, dtype=self.matrix.dtype)
        return AffineMap(strength * self.matrix + (1 - strength) * identity, strength * self.offset)

    def of(self, first: AffineMap) -> AffineMap:
        """The map that does another one's work first."""
        return AffineMap(self.matrix @ first.matrix, self.matrix @ first.offset + self.offset)

    @property
    def is_square(self) -> bool:
        """Whether it takes no more channels than it gives."""
        return self.matrix.shape[0] == self.matrix.shape[1]

    def apply(self, features: Tensor) -> Tensor:
        """Maps features of shape (1, K, H, W), computing in float32; the result is float32, channels last.

        Channels beyond those that it takes are left out.
        """
        features = features[:, : self.matrix.shape[1]]
        _, channels, height, width = features.shape
        matrix = self.matrix.float().to(features.device)
        offset = self.offset.float().to(features.device)
        positions = features.permute(0, 2, 3, 1).reshape(-1, channels).float()
        mapped = torch.addmm(offset, positions, matrix.T)
        return mapped.reshape(1, height, width, len(offset)).permute(0, 3, 1, 2)


def mixture(maps: Sequence[AffineMap], weights: Sequence[float]) -> AffineMap:
    """The map that gives the weighted sum of what several maps give; the weights should sum to one."""
    matrix = sum((weight * part.matrix for part, weight in zip(maps, weights, strict=True)), start=torch.zeros(()))
    offset = sum((weight * part.offset for part, weight in zip(maps, weights, strict=True)), start=torch.zeros(()))
    return AffineMap(matrix, offset)


@dataclass(frozen=True)
class Side:
    """One side of the map: the mean of features, and a power of their covariance.

    Attributes:
        mean: float64, shape (C,).
        matrix: float64, shape (C, C): S^(-1/2) of the photo, which whitens, or S^(1/2) of a style, which colours.
    """

    mean: Tensor
    matrix: Tensor


def whitening(content: Moments, threshold: float) -> Side:
    """The photo's side: its mean and S_c^(-1/2) on the eigenvectors above the threshold."""
    return Side(content.mean, symmetric_power(content.covariance, -0.5, threshold))


def colouring(style: Moments, threshold: float) -> Side:
    """A style's side: its mean and S_s^(1/2) on the eigenvectors above the threshold."""
    return Side(style.mean, symmetric_power(style.covariance, 0.5, threshold))


def joined(content: Side, style: Side) -> AffineMap:
    """The map that whitens by the photo's side and colours by the style's: f' = T (f - m_c) + m_s."""
    matrix = style.matrix @ content.matrix
    return AffineMap(matrix, style.mean - matrix @ content.mean)


def whitening_colouring(content: Moments, style: Moments, threshold: float) -> AffineMap:
    """Fits the map that gives content features the style's mean and covariance.

    What lies under the threshold on either side is dropped, so flat, one-pixel and rank-deficient pictures give a
    finite map.

    Args:
        content: moments of the photo's features, C channels.
        style: moments of the style's features, C channels.
        threshold: the smallest eigenvalue that counts, in the pack's feature scale (1e-5 in the original).

    Returns:
        The map in float64.
    """
    return joined(whitening(content, threshold), colouring(style, threshold))


def symmetric_power(covariance: Tensor, power: float, threshold: float) -> Tensor:
    """A power of a symmetric positive semidefinite matrix on its eigenvectors above the threshold.

    Args:
        covariance: float64, shape (C, C).
        power: 0.5 colours, -0.5 whitens.
        threshold: eigenvalues up to this are dropped.

    Returns:
        V diag(λ^power where λ > threshold, else 0) Vᵀ, float64, shape (C, C).

    Raises:
        FloatingPointError: the matrix is not finite, which finite features never give.
    """
    if not bool(torch.isfinite(covariance).all()):
        message = "a covariance is not finite: the features hold NaN or infinity"
        raise FloatingPointError(message)
    eigenvalues, eigenvectors = torch.linalg.eigh(covariance)
    kept = eigenvalues > threshold
    scale = torch.where(kept, eigenvalues, 1.0).pow(power) * kept
    result: Tensor = (eigenvectors * scale) @ eigenvectors.T
    return result
