"""From light to photograph: exposure, bloom, film curve, vignette and grain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from resources.samples.generator.noise import grain
from resources.samples.generator.pixels import blurred, colour, grid, luminance

if TYPE_CHECKING:
    from resources.samples.generator.pixels import Field, Numbers


def light_of(code: str) -> Field:
    """The amount of light that a colour written as `#rrggbb` stands for."""
    return np.asarray(colour(code) ** 2.2, np.float32)


def lights_of(*codes: str) -> Field:
    """Several colours as light, n × 3."""
    return np.stack([light_of(code) for code in codes])


def developed(
    light: Field, seed: int, *, exposure: float = 1.0, bloom: float = 0.08, vignette: float = 0.22, noise: float = 0.012
) -> Field:
    """A photograph of the light that fell on each pixel."""
    height, width = light.shape[:2]
    light = np.clip(light * np.float32(exposure), 0, 40)
    if bloom:
        bright = np.minimum(light, 4)
        halo = sum(blurred(bright, size * height) for size in (0.006, 0.03))
        light = light * (1 - bloom) + halo * (bloom / 2)
    x, y = grid(width, height)
    corner = np.hypot(x - width / height / 2, y - 0.5) / np.hypot(width / height / 2, 0.5)
    light = light * (1 - vignette * corner**2.4)[..., None]
    picture = _film_curve(light) ** (1 / 2.2)
    shown = luminance(picture)
    speckle = grain(width, height, seed) * 0.75 + 0.5 * blurred(grain(width, height, seed + 1), 0.8)
    picture = picture + (noise * speckle * (1.25 - shown))[..., None]
    return np.asarray(np.clip(picture, 0, 1), np.float32)


def _film_curve(light: Numbers) -> Field:
    # A fit to the ACES film curve (Narkowicz 2015): a soft shoulder keeps bright skies from burning out.
    light = light * 0.8
    return np.asarray(np.clip(light * (2.51 * light + 0.03) / (light * (2.43 * light + 0.59) + 0.14), 0, 1), np.float32)
