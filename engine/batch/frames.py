"""Keeps the frames of a sequence from flickering: each result is blended with the one before it, where nothing moves.

A look answers to all of a photo. Where something walks through the picture, the tone and the strokes of what stands
still change with it from frame to frame. So a result Rₜ is blended with what was made of the frame before,

    Eₜ = w Eₜ₋₁ + (1 - w) Rₜ,   w = s exp(-(d / σ)²),

with the smoothing s, and d the mean difference of the two photos around each pixel: recursive temporal filtering,
steered by the photos. What moves, and what comes into sight, is taken from its own frame, so nothing is dragged along.
Blending the moments of the photos instead, from which looks come, was tried and left: it brings changes of light back,
which whitening takes away. No torch.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import JobError
from engine.images import resize

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.images import Picture
    from engine.images.picture import Pixels

DEFAULT_SMOOTHING = 0.8
"""For videos."""

STILL = 10 / 255
"""σ: a mean difference of two photos that is taken for noise or changing light, and not for movement."""

AROUND = 5
"""Side in pixels of the squares in which two photos are compared, so that noise does not decide."""

NOTICEABLE = 1 / 512
"""A share under this changes no step of 8 bits."""


class FrameMemory:
    """What was made of the frames so far.

    Args:
        smoothing: s, the largest share of what was made before, at least 0 and under 1.

    Raises:
        JobError: the smoothing is not within that.
    """

    def __init__(self, smoothing: float) -> None:
        check_smoothing(smoothing)
        self.smoothing = smoothing
        self._photo: NDArray[Any] | None = None
        self._made: NDArray[np.float32] | None = None

    @property
    def reach(self) -> int:
        """How many frames before one still count for it."""
        return math.ceil(math.log(NOTICEABLE) / math.log(self.smoothing)) if self.smoothing > 0 else 0

    def blended(self, photo: Picture, result: Pixels) -> Pixels:
        """A frame's result, blended with what was made before; the next one will be blended with that.

        Args:
            photo: the frame itself.
            result: what was painted, shape (H, W, 3).

        Returns:
            Pixels of the same shape and type.
        """
        if not self.smoothing:
            return result
        height, width = result.shape[:2]
        seen = resize(photo, (width, height)).pixels
        made = result.astype(np.float32)
        if self._made is not None and self._photo is not None and self._made.shape == made.shape:
            share = self.smoothing * stillness(self._photo, seen)[..., None]
            made = share * self._made + (1 - share) * made
        self._photo, self._made = seen, made
        rounded = np.rint(made)
        return rounded.astype(np.uint8) if result.dtype == np.uint8 else rounded.astype(np.uint16)

    def forget(self) -> None:
        """Forgets all frames, so that the next one stands alone."""
        self._photo = self._made = None


def check_smoothing(smoothing: float) -> None:
    """Refuses what is below 0, or 1 and more, with which nothing new would ever count."""
    if not 0 <= smoothing < 1:
        raise JobError(
            "The smoothing should be at least 0 and under 1, and it is {smoothing}: try 0.8.", smoothing=smoothing
        )


def stillness(before: NDArray[Any], now: NDArray[Any]) -> NDArray[np.float32]:
    """How little moves at each pixel between two photos of one size: exp(-(d / σ)²), float32, shape (H, W)."""
    if before.dtype != now.dtype:
        return np.zeros(now.shape[:2], np.float32)
    largest = np.float32(np.iinfo(now.dtype).max)
    difference = np.abs(now.astype(np.float32) - before.astype(np.float32)).mean(axis=2) / largest
    still: NDArray[np.float32] = np.exp(-((box_mean(difference, AROUND) / np.float32(STILL)) ** 2))
    return still


def box_mean(values: NDArray[np.float32], side: int) -> NDArray[np.float32]:
    """The mean of each value's surroundings, a square of an odd side; at the border the last values are repeated."""
    half = side // 2
    for axis in (0, 1):
        padding = [(half + 1, half) if other == axis else (0, 0) for other in (0, 1)]
        # Summed in float64, since the difference of two long sums in float32 is rough.
        sums = np.cumsum(np.pad(values, padding, mode="edge"), axis=axis, dtype=np.float64)
        upper = np.take(sums, range(side, sums.shape[axis]), axis=axis)
        lower = np.take(sums, range(sums.shape[axis] - side), axis=axis)
        values = ((upper - lower) / side).astype(np.float32)
    return values
