"""How close a result comes to its style and to its photo: pure functions of features and pixels.

Features are float tensors of shape (1, C, H, W); pixels are arrays of shape (H, W, 3), uint8 or uint16.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.nn import functional

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

POSITIONS_PER_BLOCK = 1 << 15
"""Positions whose products are added in float32 before float64 takes over; keeps both error and memory low."""

NORMALISATION_EPSILON = 1e-5
"""Added to a channel's variance before it is divided by, so that a channel which is flat stays zero."""

LUMA = (0.299, 0.587, 0.114)
"""Weights of red, green and blue in the luma of ITU-R BT.601."""

WINDOW = 11
"""Side in pixels of the window within which structural similarity compares."""

WINDOW_DEVIATION = 1.5
"""Standard deviation in pixels of that window's Gaussian weights."""


def gram(features: Tensor) -> Tensor:
    """The Gram matrix G = F Fᵀ / (H W) of features F, read as C × HW: which channels fire together, wherever.

    Source: Gatys, Ecker and Bethge, "Image Style Transfer Using Convolutional Neural Networks", CVPR 2016; divided by
    the number of positions, so that pictures of different sizes can be compared.

    Args:
        features: shape (1, C, H, W), any floating format, on any device.

    Returns:
        Symmetric and positive semidefinite, float64, shape (C, C), on the CPU.
    """
    channels = features.shape[1]
    positions = features.permute(0, 2, 3, 1).reshape(-1, channels)
    total = torch.zeros(channels, channels, dtype=torch.float64)
    for start in range(0, positions.shape[0], POSITIONS_PER_BLOCK):
        exact = positions[start : start + POSITIONS_PER_BLOCK].float()
        total += (exact.T @ exact).cpu().double()
    return (total + total.T) / (2 * positions.shape[0])


def style_distance(result: Tensor, style: Tensor) -> float:
    """‖G(result) - G(style)‖ / ‖G(style)‖ in Frobenius norms: 0 for the style's own statistics.

    Args:
        result: Gram matrix of the result's features, from `gram`.
        style: Gram matrix of the style's features, of the same shape.

    Returns:
        At least 0, without unit; infinite where the style's features are all zero and the result's are not.
    """
    difference = float(torch.linalg.matrix_norm(result - style))
    scale = float(torch.linalg.matrix_norm(style))
    if scale == 0:
        return 0.0 if difference == 0 else math.inf
    return difference / scale


def instance_normalised(features: Tensor) -> Tensor:
    """Each channel with zero mean and unit deviation over its own positions: (f - μ) / √(σ² + ε).

    What remains is where things are, without the colours and contrasts that a style changes.

    Source: Ulyanov, Vedaldi and Lempitsky, "Instance Normalization", arXiv 1607.08022.

    Args:
        features: shape (1, C, H, W).

    Returns:
        float32, of the same shape.
    """
    variance, mean = torch.var_mean(features.float(), dim=(2, 3), correction=0, keepdim=True)
    return (features.float() - mean) * torch.rsqrt(variance + NORMALISATION_EPSILON)


def content_loss(result: Tensor, photo: Tensor) -> float:
    """Mean squared difference of instance-normalised features: 0 for the photo itself.

    Raising or scaling a channel as a whole costs nothing, so a change of style alone is not taken for a loss. Where
    two pictures have nothing in common a channel's share is about 2; channels that are flat in both add nothing, and
    packs have unequally many of these, so only figures of one reference can be compared.

    Args:
        result: the result's features, shape (1, C, H, W).
        photo: the photo's features at the same level, of the same shape.
    """
    return float((instance_normalised(result) - instance_normalised(photo)).square().mean())


def peak_signal_to_noise(pixels: NDArray[Any], reference: NDArray[Any]) -> float:
    """10 log₁₀(L² / mean squared difference) in decibels, L the largest value of the format; infinite if equal."""
    largest = float(np.iinfo(reference.dtype).max)
    error = float(np.mean(np.square(pixels.astype(np.float64) - reference.astype(np.float64))))
    return math.inf if error == 0 else 10 * math.log10(largest**2 / error)


def structural_similarity(pixels: NDArray[Any], reference: NDArray[Any]) -> float:
    """Mean structural similarity (SSIM) of two pictures' luma.

    Within each window, with means μ, variances σ² and covariance σ₁₂ under Gaussian weights,

        (2 μ₁ μ₂ + (0.01 L)²) (2 σ₁₂ + (0.03 L)²) / ((μ₁² + μ₂² + (0.01 L)²) (σ₁² + σ₂² + (0.03 L)²)),

    L the largest value of the format; then the mean over all windows that lie within the picture. As the source has
    it the picture is not reduced first.

    Source: Wang, Bovik, Sheikh and Simoncelli, "Image Quality Assessment: From Error Visibility to Structural
    Similarity", IEEE Transactions on Image Processing 13, 2004.

    Args:
        pixels: one picture, shape (H, W, 3), at least 11 pixels a side.
        reference: the other, of the same shape and format; the order of the two makes no difference.

    Returns:
        At most 1, which only equal lumas reach.

    Raises:
        ValueError: the shapes differ, or a side is shorter than the window.
    """
    if pixels.shape != reference.shape or min(pixels.shape[:2]) < WINDOW:
        message = f"two pictures of one shape, at least {WINDOW} a side: {pixels.shape}, {reference.shape}"
        raise ValueError(message)
    largest = float(np.iinfo(reference.dtype).max)
    first, second = luma(pixels), luma(reference)
    products = torch.cat([first, second, first * first, second * second, first * second])
    mean_1, mean_2, square_1, square_2, product = _windowed(products).unbind()
    variances = square_1 - mean_1.square() + square_2 - mean_2.square()
    covariance = product - mean_1 * mean_2
    steady, contrasty = (0.01 * largest) ** 2, (0.03 * largest) ** 2
    luminance = (2 * mean_1 * mean_2 + steady) / (mean_1.square() + mean_2.square() + steady)
    structure = (2 * covariance + contrasty) / (variances + contrasty)
    return float((luminance * structure).mean())


def luma(pixels: NDArray[Any]) -> Tensor:
    """Luma in the format's own scale, float64, shape (1, H, W)."""
    return torch.from_numpy(pixels.astype(np.float64) @ np.array(LUMA))[None]


def _windowed(planes: Tensor) -> Tensor:
    """Gaussian-weighted means of planes, shape (N, H, W), over every window within them."""
    offsets = torch.arange(WINDOW, dtype=planes.dtype) - WINDOW // 2
    weights = torch.exp(-offsets.square() / (2 * WINDOW_DEVIATION**2))
    weights = weights / weights.sum()
    # The Gaussian of two dimensions is the product of two of one.
    down = functional.conv2d(planes[:, None], weights[None, None, :, None])
    return functional.conv2d(down, weights[None, None, None, :])[:, 0]
