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
    side = 2 * radius + 1
    across = functional.avg_pool2d(values, (1, side), 1, (0, radius), count_include_pad=False)
    return functional.avg_pool2d(across, (side, 1), 1, (radius, 0), count_include_pad=False)
