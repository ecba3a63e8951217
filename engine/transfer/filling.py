"""Quiet places: what fills the photo where it has nothing to paint.

Whitened features have unit variance in the mean over the picture. In a smooth place, such as a sky, their own energy is
far below that, and what is left there is rounding, borders and the decoder's grid, which whitening magnifies to stripes
and weave. So what is missing is filled in, before the features are whitened again and coloured:

    w' = w + a √(1 - e / ε)⁺ q,

with w the whitened features, e their local energy (the mean of w² over the channels, and around), ε the energy below
which a place is quiet, a the amount, and q of unit energy: either white noise, of which the style's brushwork is made;
or *motifs*, the style's own whitened features laid over the picture. Colouring takes their whitening back, so that the
style's own shapes appear there, and only there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import torch
from torch.nn import functional

if TYPE_CHECKING:
    from torch import Tensor

    from engine.planning.tiling import Rectangle
    from engine.transfer.transforms import AffineMap

SURROUNDINGS = 24
"""A place is as large as this part of the picture's height."""

QUIET = 0.25
"""Energy below which a place is quiet, ε. Energy gathers at edges, so that most places have less than 1, and with ε = 1
all of them are painted over: docs/structure.md."""

NOISE = 0.7
"""Deviation of noise where nothing is there: with more of it strokes become specks."""


class Field(Protocol):
    """What fills quiet places, defined at each position of a level, so that parts fit each other."""

    def part(self, part: Rectangle, device: torch.device) -> Tensor:
        """Its values over a part, in positions: float32, shape (1, C, H, W)."""


@dataclass(frozen=True)
class Noise:
    """White noise that depends on the place and the seed alone.

    Attributes:
        channels: C.
        seed: another one gives other strokes.
        deviation: of each value.
    """

    channels: int
    seed: int
    deviation: float = NOISE

    def part(self, part: Rectangle, device: torch.device) -> Tensor:
        """Its values over a part: even, with mean 0."""
        rows = torch.arange(part.top, part.top + part.height, device=device)[None, :, None]
        columns = torch.arange(part.left, part.left + part.width, device=device)[None, None, :]
        channels = torch.arange(self.channels, device=device)[:, None, None]
        mixed = scattered(scattered(scattered(rows + self.seed * 7919) ^ columns) ^ (channels * 2654435761))
        even = ((mixed & 0xFFFF).float() + 0.5) / 0x10000 - 0.5
        return (even * (self.deviation * 12**0.5))[None].contiguous(memory_format=torch.channels_last)


def scattered(numbers: Tensor) -> Tensor:
    """Numbers of 32 bits mixed up, the same on each device.

    Source: Thomas Mueller's integer hash, whose factor is 0x45d9f3b.
    """
    mixed = numbers & 0xFFFFFFFF
    for _ in range(2):
        mixed = (((mixed >> 16) ^ mixed) * 0x45D9F3B) & 0xFFFFFFFF
    return (mixed >> 16) ^ mixed


@dataclass(frozen=True)
class Motifs:
    """A style's whitened features laid over the picture again and again, mirrored at their ends.

    Attributes:
        features: float32, shape (1, C, h, w).
        left, top: position of the picture at which the first copy begins.
        weight: a factor on them.
    """

    features: Tensor
    left: int = 0
    top: int = 0
    weight: float = 1.0

    def part(self, part: Rectangle, device: torch.device) -> Tensor:
        """Its values over a part."""
        height, width = self.features.shape[2:]
        rows = mirrored(torch.arange(part.top, part.top + part.height) - self.top, height)
        columns = mirrored(torch.arange(part.left, part.left + part.width) - self.left, width)
        there = self.features.index_select(2, rows.to(self.features.device)).index_select(
            3, columns.to(self.features.device)
        )
        return self.weight * there.to(device)


def mirrored(places: Tensor, count: int) -> Tensor:
    """Places of an endless row as those of `count` ones, there and back again."""
    there = places % (2 * count)
    return torch.minimum(there, 2 * count - 1 - there)


def values_over(part: Rectangle, device: torch.device, field: Field) -> Tensor:
    """A field's values over a part."""
    return field.part(part, device)


def local_energy(features: Tensor, whitening: AffineMap) -> Tensor:
    """The mean square of whitened features over their channels.

    Args:
        features: shape (1, K, H, W).
        whitening: the map that whitens them.

    Returns:
        float32, shape (H, W), on the CPU.
    """
    return whitening.apply(features).square().mean(dim=1)[0].cpu()


def missing_around(energy: Tensor, height: int) -> Tensor:
    """How much is missing around each position, √(1 - e / ε)⁺.

    Args:
        energy: at each position of the whole picture, float32, shape (H, W).
        height: of the picture in positions, in proportion to which a place is.
    """
    side = max(round(height / SURROUNDINGS), 1) // 2 * 2 + 1
    reach = side // 2
    averaged = energy[None, None]
    for kernel, border in (((side, 1), (reach, 0)), ((1, side), (0, reach))):
        averaged = functional.avg_pool2d(averaged, kernel, 1, border, count_include_pad=False)
    return (1 - averaged[0, 0] / QUIET).clamp_min(0).sqrt()
