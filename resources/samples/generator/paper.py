"""Paper, and what water does to ink and pigment on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from resources.samples.generator.noise import fractal, grain, smooth
from resources.samples.generator.pixels import blurred, relief, smoothstep

if TYPE_CHECKING:
    from resources.samples.generator.pixels import Field


def tooth(width: int, height: int, seed: int) -> Field:
    """The bumps of rough watercolour paper, about -1 to 1."""
    coarse = fractal(width, height, 120, seed, octaves=3, gain=0.7)
    return coarse * 0.75 + 0.25 * fractal(width, height, 300, seed + 1, octaves=2)


def rough_paper(width: int, height: int, tint: Field, seed: int) -> Field:
    """A sheet of watercolour paper in a light from the side."""
    bumps = tooth(width, height, seed)
    shade = relief(blurred(bumps, 0.0006 * height), 0.0011 * height)
    tone = 1 + 0.012 * fractal(width, height, 3, seed + 2)
    return np.asarray(tint * (tone * (0.88 + 0.12 * np.clip(shade, 0.4, 1.5)))[..., None], np.float32)


def rice_paper(width: int, height: int, tint: Field, seed: int) -> Field:
    """A sheet of soft paper with long fibres in it."""
    lying = fractal(width, height, 160, seed, octaves=2, stretch=7)
    standing = fractal(width, height, 26, seed + 1, octaves=2, stretch=0.12)
    clouds = fractal(width, height, 4, seed + 2, octaves=5)
    fibres = np.clip(lying - 0.55, 0, 1) + np.clip(standing - 0.6, 0, 1)
    tone = 1 + 0.022 * clouds - 0.05 * fibres + 0.02 * lying + 0.012 * grain(width, height, seed + 3)
    return np.asarray(tint * tone[..., None], np.float32)


class Watercolour:
    """Washes of pigment, glazed over each other on rough paper."""

    def __init__(self, width: int, height: int, tint: Field, seed: int) -> None:
        self.picture = rough_paper(width, height, tint, seed)
        self._valleys = tooth(width, height, seed)
        self._rough = fractal(width, height, 14, seed + 5, octaves=6)
        self._fine = smooth(width, height, 70, seed + 6)
        self._flow = fractal(width, height, 5, seed + 7, octaves=6, gain=0.58)
        self._wet = fractal(width, height, 4, seed + 8, octaves=3)
        self._size = (height, width)
        self._rng = np.random.default_rng(seed + 9)

    def _shifted(self, field: Field, shift: tuple[int, ...]) -> Field:
        # Mirrored at its edges, so that the shift leaves no seam.
        height, width = self._size
        field = np.pad(field, ((0, shift[0]), (0, shift[1])), mode="symmetric")
        return field[-height:, -width:]

    def wash(
        self, inside: Field, pigment: Field, strength: Field | float, *, ragged: float = 0.006, soft: float = 0.0,
        edge: float = 0.5, granulation: float = 0.16,
    ) -> None:  # fmt: skip
        """Lays one wash.

        Args:
            inside: distance from the wash's outline, in heights of the picture, positive inside.
            pigment: its colour where it lies at full strength.
            strength: how much pigment, over the picture or at each pixel.
            ragged: how far the outline wanders.
            soft: how far it runs where the paper is wet; 0 for dry paper with hard edges.
            edge: how much pigment gathers along the outline as the wash dries.
            granulation: how much settles in the paper's valleys.
        """
        height, width = inside.shape
        shift = tuple(int(step) for step in self._rng.integers(0, (height, width)))
        rough = self._shifted(self._rough, shift) + 0.35 * self._shifted(self._fine, shift)
        flow = self._shifted(self._flow, shift)
        place = inside + ragged * rough + 0.0012 * self._valleys
        wet = np.clip(0.5 + 0.9 * self._shifted(self._wet, shift), 0, 1)
        run = 0.0009 + soft * wet
        cover = smoothstep(-1, 1, place / run)
        rim = np.exp(-((np.clip(place, 0, None) / 0.0032) ** 1.2)) * cover * (1 - wet * min(1.0, soft * 40))
        body = cover * np.clip(0.72 + 0.36 * flow, 0.12, 1.6)
        settled = 1 + granulation * np.clip(-self._valleys * 1.3, -0.8, 1.4)
        density = (body + edge * rim) * settled * strength
        self.picture *= pigment ** np.clip(density, 0, 4)[..., None]

    def lift(self, inside: Field, amount: float) -> None:
        """Takes paint up again with a damp brush, down to a paler tint."""
        pale = 1 - (1 - self.picture) * (1 - amount)
        cover = smoothstep(-0.004, 0.006, inside)[..., None]
        self.picture += (np.minimum(pale, 0.985) - self.picture) * cover

    def bloom(self, x: Field, y: Field, centre: tuple[float, float], radius: float) -> None:
        """Lets a drop of water push pigment outwards into a ragged rim."""
        height, width = x.shape
        shift = tuple(int(step) for step in self._rng.integers(0, (height, width)))
        far = np.hypot(x - centre[0], y - centre[1]) / radius
        far = far + 0.3 * self._shifted(self._rough, shift) + 0.55 * self._shifted(self._flow, shift)
        lighter = smoothstep(1.0, 0.6, far) * 0.5
        rim = np.exp(-np.abs(far - 1.0) / np.where(far > 1, 0.02, 0.16)) * 0.16
        self.picture += (1 - self.picture) * lighter[..., None] * 0.75
        self.picture *= (1 - rim)[..., None]
