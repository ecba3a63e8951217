"""What a painting is like where its photo is smooth, as in skies, on walls and in blurred backgrounds.

There a painting should show brushwork, and what a network leaves instead, stripes and weave, runs across and down. So
the patches of the painting that lie where the photo is smooth are taken to their spectra, and asked which share of the
fine structure's power lies on the axes. White noise has about 0.15, stripes across or down come near 1.

Pixels are arrays of shape (H, W, 3), uint8 or uint16; places are arrays of shape (H, W).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.lib.stride_tricks import sliding_window_view
from torch.nn import functional

from engine.measures.losses import weighted_gram
from engine.measures.metrics import luma
from engine.vgg import stride_of

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    from engine.vgg import Level

    Pixels = NDArray[Any]
    Places = NDArray[np.bool_]

BLUR = 1.5
"""Standard deviation in pixels of the blur before a photo's gradient is taken, so that its grain does not count."""

NEIGHBOURHOOD = 25
"""Side in pixels of the square over which the gradient is averaged."""

SMOOTH = 1.0
"""Mean gradient in steps of 255 for each pixel, under which a place is smooth."""

PATCH = 32
"""Side in pixels of the patches whose spectra are taken."""

STEP = 16
"""Pixels from one patch to the next."""

SMOOTH_SHARE = 0.95
"""How much of a patch is smooth at least."""

FINE = 4.0
"""Radius in the spectrum, in cycles for each patch, from which on power counts; below it lies shading."""

AXIS = 1
"""How many bins beside an axis belong to it; a Hann window spreads a stripe over so many."""

ROUNDING = 1e-12
"""Power in squared steps of 255 for each pixel, that is no more than rounding of a flat patch."""


def smooth_places(photo: Pixels) -> Places:
    """Where a photo is smooth: where its luma, blurred, has hardly any gradient in the neighbourhood.

    Args:
        photo: its pixels, of any size.
    """
    shown = luma(photo)[0].numpy() * (255 / np.iinfo(photo.dtype).max)
    reach = round(4 * BLUR)
    offsets = np.arange(-reach, reach + 1)
    weights = np.exp(-(offsets**2) / (2 * BLUR**2))
    blurred = _averaged(shown, weights / weights.sum())
    down, across = (_slope(blurred, axis) for axis in (0, 1))
    box = np.full(NEIGHBOURHOOD, 1 / NEIGHBOURHOOD)
    return _averaged(np.hypot(down, across), box) < SMOOTH


def smooth_patches(places: Places) -> list[tuple[int, int]]:
    """The patches that lie in smooth places, each by its top and left; none where the picture is smaller than one."""
    height, width = places.shape
    return [
        (top, left)
        for top in range(0, height - PATCH + 1, STEP)
        for left in range(0, width - PATCH + 1, STEP)
        if places[top : top + PATCH, left : left + PATCH].mean() >= SMOOTH_SHARE
    ]


def axis_share(picture: Pixels, places: Places | None = None) -> float | None:
    """The share of a picture's fine structure that runs across or down.

    Args:
        picture: its pixels.
        places: of its size, from `smooth_places`: only patches that lie in them count; None: all.

    Returns:
        Power from `FINE` on that lies on the axes of the patches' spectra, as a share of all power from there on, 0…1.
        None where no patch counts, or those that count are flat.
    """
    everywhere = np.ones(picture.shape[:2], np.bool_)
    corners = smooth_patches(everywhere if places is None else places)
    if not corners:
        return None
    shown = luma(picture)[0] * (255 / np.iinfo(picture.dtype).max)
    patches = torch.stack([shown[top : top + PATCH, left : left + PATCH] for top, left in corners])
    window = torch.hann_window(PATCH, periodic=False, dtype=patches.dtype)
    varying = (patches - patches.mean(dim=(1, 2), keepdim=True)) * window[:, None] * window
    power = torch.fft.fft2(varying, norm="ortho").abs().square().mean(dim=0)
    frequencies = torch.fft.fftfreq(PATCH, 1 / PATCH, dtype=patches.dtype)
    fine = torch.hypot(frequencies[:, None], frequencies) >= FINE
    near = frequencies.abs() <= AXIS
    whole = float(power[fine].sum())
    if whole <= ROUNDING * PATCH**2:
        return None
    return float(power[fine & (near[:, None] | near)].sum()) / whole


def gram_in_places(features: Tensor, level: Level, places: Places) -> Tensor:
    """The Gram matrix of features in some places only, as `engine.measures.metrics.gram` has it of all.

    Args:
        features: a picture's, shape (1, C, H, W).
        level: where they were taken.
        places: of the picture's size, not all of them false.
    """
    return weighted_gram(features.float(), weights_at(level, places).to(features.device)).cpu().double()


def weights_at(level: Level, places: Places) -> Tensor:
    """How much each position of a level lies in the places, 0…1, shape (H, W) of the features."""
    squares = [min(side, stride_of(level)) for side in places.shape]
    return functional.avg_pool2d(torch.from_numpy(places.astype(np.float32))[None], squares)[0]


def _averaged(plane: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weighted means over squares around each pixel, the weights those of a row; edges are mirrored."""
    reach = len(weights) // 2
    for axis in (0, 1):
        sides = [(0, 0), (0, 0)]
        sides[axis] = (reach, reach)
        plane = sliding_window_view(np.pad(plane, sides, mode="symmetric"), len(weights), axis=axis) @ weights
    return plane


def _slope(plane: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    """Central differences along an axis, one-sided ones at the edges; nothing across a single row or column."""
    return np.gradient(plane, axis=axis) if plane.shape[axis] > 1 else np.zeros_like(plane)
