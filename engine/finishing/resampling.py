"""Parts of an enlarged picture, and a picture reduced a few rows at a time, both as if it were whole.

What has been worked out at one size is carried to another without either picture being whole in memory, so the part
that is asked for must not change what comes out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import torch

from engine.networks.tensors import margins_of
from engine.planning.tiling import Rectangle

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    from engine.planning.tiling import Size

SHARPNESS = -0.5
"""The cubic kernel's one parameter: with this one straight ramps stay straight.

Source: Robert Keys, "Cubic Convolution Interpolation for Digital Image Processing", IEEE Transactions on Acoustics,
Speech, and Signal Processing 29, 1981.
"""

TAPS = 4
"""Neighbours in each direction of which a value is interpolated."""


class Array(Protocol):
    """Values of shape (H, W, C), wherever they are: in memory, or in an `engine.system.scratch.ScratchFile`."""

    def read(self, part: Rectangle) -> NDArray[np.float32]:
        """A part, shape (height, width, C)."""

    def write(self, left: int, top: int, values: NDArray[np.float32]) -> None:
        """Puts a part into the array."""


class ArrayInMemory:
    """An array in memory that is read and written as one in a file is.

    Args:
        size: width and height.
        channels: values of each position.
    """

    def __init__(self, size: Size, channels: int) -> None:
        self._values = np.empty((size[1], size[0], channels), np.float32)

    def read(self, part: Rectangle) -> NDArray[np.float32]:
        """A part, shape (height, width, C); it is no copy."""
        return self._values[part.top : part.top + part.height, part.left : part.left + part.width]

    def write(self, left: int, top: int, values: NDArray[np.float32]) -> None:
        """Puts a part into the array."""
        self._values[top : top + values.shape[0], left : left + values.shape[1]] = values


@dataclass(frozen=True)
class Taps:
    """For positions along one side of an enlarged picture: which values of the small one, and how much of each.

    Attributes:
        places: int64, shape (N, 4).
        weights: float32, of the same shape; each row sums to one.
    """

    places: NDArray[np.int64]
    weights: NDArray[np.float32]

    def between(self, start: int, length: int) -> tuple[int, int, Taps]:
        """Those of a part of the side: the first place that they need, how many, and they themselves from there on."""
        places = self.places[start : start + length]
        first, last = int(places.min()), int(places.max())
        return first, last - first + 1, Taps(places - first, self.weights[start : start + length])


class Enlarged:
    """A small picture, seen enlarged by cubic interpolation; beyond its edges its last values go on.

    The enlarged picture is padded by reflection to the networks' grid, as the photo is.

    Args:
        small: the values.
        small_size: its width and height.
        size: width and height of the enlarged picture, without padding.
        device: where parts are computed.
    """

    def __init__(self, small: Array, small_size: Size, size: Size, device: torch.device) -> None:
        self._small = small
        self._device = device
        below, beside = margins_of(size)
        self._rows = taps(small_size[1], size[1], below[1])
        self._columns = taps(small_size[0], size[0], beside[1])

    def part(self, part: Rectangle) -> Tensor:
        """A part of the padded enlarged picture, float32, shape (height, width, C)."""
        top, height, rows = self._rows.between(part.top, part.height)
        left, width, columns = self._columns.between(part.left, part.width)
        small = torch.from_numpy(self._small.read(Rectangle(left, top, width, height))).to(self._device)
        return _blended(_blended(small, rows, 0), columns, 1)


def taps(source: int, target: int, padding: int) -> Taps:
    """Of which values an enlarged side consists.

    Args:
        source: positions of the small side.
        target: positions of the enlarged side, without padding.
        padding: positions that reflection adds at its end.
    """
    centres = (np.arange(target) + 0.5) * (source / target) - 0.5
    places = np.floor(centres).astype(np.int64)[:, None] - 1 + np.arange(TAPS)
    weights = _cubic(np.abs(centres[:, None] - places)).astype(np.float32)
    mirrored = np.pad(np.arange(target), (0, padding), mode="reflect")
    return Taps(places.clip(0, source - 1)[mirrored], weights[mirrored])


class Reduction:
    """A large picture averaged over the pixels of a small one: every pixel counts by the area that the two share.

    It is computed on the processor whatever the picture's device, since there the order of sums is always the same.

    Args:
        size: width and height of the large picture.
        reduced: of the small one, at most as large.
    """

    def __init__(self, size: Size, reduced: Size) -> None:
        self._large, self._small = size, reduced

    def rows_of(self, top: int, height: int) -> tuple[int, int]:
        """The first of the large picture's rows that some rows of the small one cover, and how many these are."""
        large, small = self._large[1], self._small[1]
        first = top * large // small
        return first, -(-(top + height) * large // small) - first

    def reduced(self, top: int, height: int, rows: Tensor) -> Tensor:
        """Some rows of the small picture, float32, shape (height, w, C).

        Args:
            top: the first of them.
            height: how many.
            rows: the large picture's that `rows_of` names, float32, shape (R, W, C).
        """
        first, count = self.rows_of(top, height)
        narrow = torch.zeros(count, self._small[0], rows.shape[2])
        for places, shares in overlaps(self._large[0], self._small[0]):
            narrow.index_add_(1, torch.from_numpy(places), rows.cpu() * torch.from_numpy(shares)[:, None])
        sums = torch.zeros(height, self._small[0], rows.shape[2])
        for places, shares in overlaps(self._large[1], self._small[1]):
            inner = places[first : first + count] - top
            inside = (inner >= 0) & (inner < height)
            weighted = narrow * torch.from_numpy(shares[first : first + count] * inside)[:, None, None]
            sums.index_add_(0, torch.from_numpy(inner.clip(0, height - 1)), weighted)
        return sums


def overlaps(source: int, target: int) -> tuple[tuple[NDArray[np.int64], NDArray[np.float32]], ...]:
    """Into which positions of a reduced side each position of a longer one goes, and how much of them it makes up.

    Returns:
        Twice places and shares, both of shape (source,): a position may lie in two. The shares of each place sum to
        one.
    """
    # In whole numbers, which are exact for any size: a long position is `target` parts, a reduced one `source`.
    begins = np.arange(source, dtype=np.int64) * target
    first = begins // source
    within = np.minimum((first + 1) * source - begins, target)
    shares = [(part / source).astype(np.float32) for part in (within, target - within)]
    return (first, shares[0]), (np.minimum(first + 1, target - 1), shares[1])


def _cubic(distance: NDArray[Any]) -> NDArray[Any]:
    """Keys' kernel at distances of 0…2."""
    near = ((SHARPNESS + 2) * distance - (SHARPNESS + 3)) * distance**2 + 1
    far = SHARPNESS * (((distance - 5) * distance + 8) * distance - 4)
    kernel: NDArray[Any] = np.where(distance <= 1, near, far)
    return kernel


def _blended(values: Tensor, side: Taps, dimension: int) -> Tensor:
    """The weighted sum of each position's taps along a dimension."""
    places = torch.from_numpy(side.places).to(values.device)
    weights = torch.from_numpy(side.weights).to(values.device)
    shape = (-1, 1, 1) if dimension == 0 else (1, -1, 1)
    blended = values.index_select(dimension, places[:, 0]) * weights[:, 0].reshape(shape)
    for tap in range(1, TAPS):
        blended += values.index_select(dimension, places[:, tap]) * weights[:, tap].reshape(shape)
    return blended
