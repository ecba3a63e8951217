"""The guided filter: a picture as lines of another one, window by window.

In each window of (2 r + 1)² positions the picture p is taken for a line of the guide I,

    p ≈ a I + b,   a = cov(I, p) / (var(I) + ε),   b = mean(p) - a mean(I),

and each position gets the mean of the lines of all windows that it lies in. Where the guide has an edge, a I + b has
it too: that is what carries a small picture's edges to the size of a large guide.

Source: Kaiming He, Jian Sun and Xiaoou Tang, "Guided Image Filtering", IEEE Transactions on Pattern Analysis and
Machine Intelligence 35, 2013; carried from small to large as in He and Sun, "Fast Guided Filter", arXiv 1505.00996.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import torch
from torch.nn import functional

if TYPE_CHECKING:
    from torch import Tensor

VISIBLE = 1e-5
"""A variance of values 0…1 under which a window is flat: less than one step of 8 bits in deviation."""


class Lines(NamedTuple):
    """For each position the line on which the picture follows the guide: p ≈ slope · I + offset.

    Attributes:
        slope: float32, shape (1, C, H, W).
        offset: likewise.
    """

    slope: Tensor
    offset: Tensor


def local_lines(guide: Tensor, picture: Tensor, radius: int, epsilon: float) -> Lines:
    """Fits the lines.

    Args:
        guide: float32, shape (1, 1, H, W).
        picture: float32, shape (1, C, H, W).
        radius: of the windows, r; at edges they are cut.
        epsilon: ε, in the guide's units squared: variances far below it give flat lines, which smooths.
    """
    guide_mean, picture_mean = box_mean(guide, radius), box_mean(picture, radius)
    variance = box_mean(guide * guide, radius) - guide_mean * guide_mean
    covariance = box_mean(guide * picture, radius) - guide_mean * picture_mean
    slope = covariance / (variance.clamp_min(0) + epsilon)
    offset = picture_mean - slope * guide_mean
    return Lines(box_mean(slope, radius), box_mean(offset, radius))


def colour_lines(guide: Tensor, picture: Tensor, radius: int, epsilon: float) -> Lines:
    """Fits lines on a guide in colour: p ≈ aᵀ I + b with a = (Σ + ε 1)⁻¹ cov(I, p), Σ the guide's covariance.

    Args:
        guide: float32, shape (1, 3, H, W).
        picture: float32, shape (1, C, H, W).
        radius: of the windows; at edges they are cut.
        epsilon: as for `local_lines`.

    Returns:
        Slopes of shape (1, 3 C, H, W): for each channel of the picture, those of the guide's three; apply them with
        `on_lines`.
    """
    guide_mean, picture_mean = box_mean(guide, radius), box_mean(picture, radius)
    variances = _products_mean(guide, guide, radius) - _products(guide_mean, guide_mean)
    covariances = _products_mean(guide, picture, radius) - _products(guide_mean, picture_mean)
    variances = variances + epsilon * torch.eye(3, device=guide.device)[:, :, None, None]
    # Each row of the inverse is a cross product of two others, divided by what the three span.
    rows = torch.stack(
        [torch.linalg.cross(variances[one], variances[other], dim=0) for one, other in ((1, 2), (2, 0), (0, 1))]
    )
    inverse = rows / (variances[0] * rows[0]).sum(dim=0)
    slope = torch.einsum("gihw,gphw->pihw", inverse, covariances)
    offset = picture_mean[0] - (slope * guide_mean[0]).sum(dim=1)
    return Lines(box_mean(slope.flatten(0, 1)[None], radius), box_mean(offset[None], radius))


def on_lines(guide: Tensor, lines: Lines) -> Tensor:
    """The picture that lies on lines of a guide in colour, shape (1, C, H, W)."""
    slopes = lines.slope.reshape(-1, 3, *guide.shape[2:])
    result: Tensor = (slopes * guide).sum(dim=1)[None] + lines.offset
    return result


def _products(guide: Tensor, picture: Tensor) -> Tensor:
    """Every channel of one, (1, G, H, W), with every one of another, (1, C, H, W): shape (G, C, H, W)."""
    return guide[0][:, None] * picture[0][None]


def _products_mean(guide: Tensor, picture: Tensor, radius: int) -> Tensor:
    products = _products(guide, picture)
    return box_mean(products.flatten(0, 1)[None], radius).reshape(products.shape)


def guided_filter(guide: Tensor, picture: Tensor, radius: int, epsilon: float) -> Tensor:
    """The picture as lines of the guide; arguments as for `local_lines`, the result has the picture's shape."""
    lines = local_lines(guide, picture, radius, epsilon)
    return lines.slope * guide + lines.offset


def agreement(guide: Tensor, picture: Tensor, radius: int) -> Tensor:
    """How well a grey picture follows the guide: the squared correlation of the two in each window.

    Args:
        guide: float32, shape (1, 1, H, W).
        picture: of the same shape.
        radius: of the windows.

    Returns:
        Of the same shape: 1 where one is a line of the other, near 0 where they have nothing in common or are flat.
    """
    means = box_mean(guide, radius), box_mean(picture, radius)
    covariance = box_mean(guide * picture, radius) - means[0] * means[1]
    variances = [
        (box_mean(values * values, radius) - mean * mean).clamp_min(0) + VISIBLE
        for values, mean in zip((guide, picture), means, strict=True)
    ]
    return (covariance * covariance / (variances[0] * variances[1])).clamp(0, 1)


def box_mean(values: Tensor, radius: int) -> Tensor:
    """The mean over each position's window, which is cut at the edges; shape (1, C, H, W) as it came."""
    height, width = values.shape[2:]
    sums = _box_sums(_box_sums(values, 3, radius), 2, radius)
    down, across = (_window_sizes(side, radius, values.device) for side in (height, width))
    return sums / torch.outer(down, across)


def _box_sums(values: Tensor, dimension: int, radius: int) -> Tensor:
    """Sums over windows along a dimension, nothing being beyond the edges.

    A window is put together from windows of 1, 2, 4 … positions, each of which is two of the last: so the work grows
    with the logarithm of its size.
    """
    length, left = values.shape[dimension], 2 * radius + 1
    windows = functional.pad(values, (radius, radius) if dimension == 3 else (0, 0, radius, radius))
    sums, start, size = torch.zeros_like(values), 0, 1
    while left:
        if left % 2:
            sums += windows.narrow(dimension, start, length)
            start += size
        left //= 2
        if left:
            rest = windows.shape[dimension] - size
            windows = windows.narrow(dimension, 0, rest) + windows.narrow(dimension, size, rest)
            size *= 2
    return sums


def _window_sizes(length: int, radius: int, device: torch.device) -> Tensor:
    """How many positions of a side each window has."""
    places = torch.arange(length, device=device)
    return ((places + radius).clamp_max(length - 1) - (places - radius).clamp_min(0) + 1).float()
