"""Marbling: inks dropped on water, drawn through with a stylus and a comb, and lifted off on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from resources.samples.generator.noise import fractal, grain, smooth
from resources.samples.generator.pixels import grid, palette, resized

if TYPE_CHECKING:
    from resources.samples.generator.pixels import Field, Numbers

OVERSAMPLING = 1.5
DROPS = 130
INKS = palette("#12284b", "#0f5a68", "#b5322a", "#e9a23b", "#f3e4c3", "#12284b", "#7fb2a5", "#f3e4c3", "#5d1f33")


def paint(width: int, height: int) -> Field:
    """Paints the picture at this size."""
    wide, high = round(width * OVERSAMPLING), round(height * OVERSAMPLING)
    x, y = grid(wide, high)
    # Undone from the last movement to the first, every point finds the ink it came from.
    x, y = _swirl(x, y, (0.27, 0.3), 0.2, 1.9)
    x, y = _swirl(x, y, (0.74, 0.66), 0.23, -2.2)
    x, y = _swirl(x, y, (0.78, 0.2), 0.13, 1.5)
    x, y = _swirl(x, y, (0.2, 0.8), 0.14, -1.6)
    x = x + 0.035 * np.sin(y * 9 + 0.4) + 0.012 * smooth(wide, high, 4, 52)
    x, y = _comb(x, y, spacing=0.064, pull=0.085, sharp=0.011)
    y, x = _comb(y, x, spacing=0.205, pull=-0.16, sharp=0.03)
    inks = _drops(x.ravel(), y.ravel()).reshape(high, wide)
    picture = INKS[inks % len(INKS)]
    # Ink lies unevenly: it thins where it was stretched and gathers in flecks.
    flow = 0.05 * fractal(wide, high, 9, 53) + 0.035 * fractal(wide, high, 90, 54, octaves=3)
    picture = picture + (flow + 0.018 * grain(wide, high, 55))[..., None]
    picture = resized(np.asarray(picture, np.float32), width, height)
    pores = np.clip(fractal(width, height, 220, 56, octaves=2) - 0.42, 0, 1)
    paper = palette("#efe3cb")[0]
    picture = picture + (paper - picture) * np.clip(pores * 1.1, 0, 0.7)[..., None]
    specks = 0.015 * fractal(width, height, 180, 57, octaves=2, stretch=2)
    return np.asarray(np.clip(picture + specks[..., None], 0, 1), np.float32)


def _comb(along: Numbers, across: Numbers, *, spacing: float, pull: float, sharp: float) -> tuple[Field, Field]:
    """Undoes a comb drawn along the first axis: each tooth pulls what is near it."""
    far = np.abs(np.mod(across + spacing / 2, spacing) - spacing / 2)
    turn = np.where(np.floor((across + spacing / 2) / spacing) % 2 == 0, 1.0, -1.0)
    return np.asarray(along - turn * pull * np.exp(-far / sharp), np.float32), np.asarray(across, np.float32)


def _swirl(x: Numbers, y: Numbers, centre: tuple[float, float], radius: float, turn: float) -> tuple[Field, Field]:
    centre_x, centre_y = centre
    from_x, from_y = x - centre_x, y - centre_y
    angle = turn * np.exp(-((np.hypot(from_x, from_y) / radius) ** 2) * 1.4)
    cosine, sine = np.cos(angle), np.sin(angle)
    turned_x = centre_x + from_x * cosine - from_y * sine
    turned_y = centre_y + from_x * sine + from_y * cosine
    return np.asarray(turned_x, np.float32), np.asarray(turned_y, np.float32)


def _drops(x: Field, y: Field) -> Numbers:
    """Which drop of ink lies at each point: every new drop pushes the older ones outwards."""
    rng = np.random.default_rng(58)
    span = float(x.max())
    centres = rng.uniform((-0.1, -0.1), (span + 0.1, 1.1), (DROPS, 2)).astype(np.float32)
    # Some drops fall into earlier ones and make rings.
    for drop in range(1, DROPS):
        if rng.uniform() < 0.62:
            centres[drop] = centres[drop - 1] + rng.normal(0, 0.008, 2)
    radii = rng.uniform(0.035, 0.105, DROPS).astype(np.float32)
    inks = np.zeros(len(x), np.int32)
    left = np.arange(len(x))
    for drop in range(DROPS - 1, -1, -1):
        from_x, from_y = x - centres[drop, 0], y - centres[drop, 1]
        square = from_x * from_x + from_y * from_y
        inside = square < radii[drop] ** 2
        inks[left[inside]] = drop + 1
        out = ~inside
        left, from_x, from_y, square = left[out], from_x[out], from_y[out], square[out]
        shrink = np.sqrt(1 - radii[drop] ** 2 / square)
        x, y = centres[drop, 0] + from_x * shrink, centres[drop, 1] + from_y * shrink
    bands = np.floor((x * 3 + y * 9) * 3).astype(np.int32)
    inks[left] = np.abs(bands) * 2 + 1
    return inks
