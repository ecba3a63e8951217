"""Random fields: smooth, fractal, ridged, and at free coordinates. Every field follows from its seed alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from resources.samples.generator.pixels import resized

if TYPE_CHECKING:
    from resources.samples.generator.pixels import Field, Numbers


def smooth(width: int, height: int, cells: float, seed: int, *, stretch: float = 1.0) -> Field:
    """Smooth noise of about -1 to 1 with so many bumps along the height; `stretch` draws them out sideways."""
    rows = max(2, round(cells))
    columns = max(2, round(cells * width / height / stretch))
    # A margin of one cell keeps the resampling's edge out of sight.
    lattice = np.random.default_rng(seed).uniform(-1, 1, (rows + 2, columns + 2)).astype(np.float32)
    margin_y, margin_x = -(-height // rows), -(-width // columns)
    full = resized(lattice, width + 2 * margin_x, height + 2 * margin_y)
    return full[margin_y : margin_y + height, margin_x : margin_x + width]


def fractal(
    width: int,
    height: int,
    cells: float,
    seed: int,
    *,
    octaves: int = 6,
    gain: float = 0.5,
    stretch: float = 1.0,
    ridged: bool = False,
) -> Field:
    """Noise at many scales, each twice as fine as the last; about -1 to 1, or 0 to 1 with sharp crests if ridged."""
    total = np.zeros((height, width), np.float32)
    weight, weights = 1.0, 0.0
    for octave in range(octaves):
        if cells > height * 0.75:
            break
        layer = smooth(width, height, cells, seed * 131 + octave, stretch=stretch)
        total += weight * ((1 - np.abs(layer) * 1.6) if ridged else layer)
        weights += weight
        weight *= gain
        cells *= 2.03
    scale = 1.0 if ridged else 1.6
    return np.asarray(total * (scale / max(weights, 1e-6)), np.float32)


def grain(width: int, height: int, seed: int) -> Field:
    """Independent noise in every pixel, standard deviation 1."""
    return np.random.default_rng(seed).standard_normal((height, width), np.float32)


def _hashed(x: Numbers, y: Numbers, z: Numbers, seed: int) -> Field:
    mixed = x.astype(np.uint32) * np.uint32(374761393) + y.astype(np.uint32) * np.uint32(668265263)
    mixed += z.astype(np.uint32) * np.uint32(2246822519) + np.uint32(seed * 3266489917 % 2**32)
    mixed = (mixed ^ (mixed >> np.uint32(13))) * np.uint32(1274126177)
    mixed ^= mixed >> np.uint32(16)
    return np.asarray((mixed & np.uint32(0xFFFF)).astype(np.float32) / np.float32(32767.5) - np.float32(1), np.float32)


def at(x: Numbers, y: Numbers, z: Numbers | float, seed: int) -> Field:
    """Smooth noise of -1 to 1 at free coordinates in space, one bump a unit. A single z is rounded to a whole layer."""
    if np.ndim(z) == 0:
        return _at_layer(x, y, np.array([np.floor(z)]).astype(np.int64), seed)
    z = np.asarray(z, np.float32)
    whole = [np.floor(axis).astype(np.int64) for axis in (x, y, z)]
    part = [np.asarray(axis - floor, np.float32) for axis, floor in zip((x, y, z), whole, strict=True)]
    ease = [share * share * (3 - 2 * share) for share in part]
    total = np.zeros(np.shape(x), np.float32)
    for corner in range(8):
        steps = [corner >> bit & 1 for bit in range(3)]
        x_share, y_share, z_share = (share if step else 1 - share for step, share in zip(steps, ease, strict=True))
        total += (
            x_share * y_share * z_share * _hashed(whole[0] + steps[0], whole[1] + steps[1], whole[2] + steps[2], seed)
        )
    return total


def _at_layer(x: Numbers, y: Numbers, z: Numbers, seed: int) -> Field:
    left, top = np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)
    across, down = np.asarray(x - left, np.float32), np.asarray(y - top, np.float32)
    across, down = across * across * (3 - 2 * across), down * down * (3 - 2 * down)
    upper = _hashed(left, top, z, seed) * (1 - across) + _hashed(left + 1, top, z, seed) * across
    lower = _hashed(left, top + 1, z, seed) * (1 - across) + _hashed(left + 1, top + 1, z, seed) * across
    return np.asarray(upper * (1 - down) + lower * down, np.float32)


def profile(width: int, height: int, cells: float, seed: int, *, octaves: int = 7, gain: float = 0.5) -> Field:
    """A fractal line across the picture, such as a skyline; about -1 to 1, with so many bumps a height."""
    along = np.arange(width, dtype=np.float32) / height * cells
    return fractal_at(along, np.full(width, 0.5, np.float32), 0.0, seed, octaves=octaves, gain=gain) * np.float32(1.5)


def fractal_at(x: Numbers, y: Numbers, z: Numbers | float, seed: int, *, octaves: int = 4, gain: float = 0.5) -> Field:
    """Noise at many scales at free coordinates in space; about -1 to 1."""
    total = np.zeros(np.shape(x), np.float32)
    weight, weights, scale = 1.0, 0.0, 1.0
    for octave in range(octaves):
        total += weight * at(x * scale, y * scale, z * scale, seed + octave * 17)
        weights += weight
        weight *= gain
        scale *= 2.03
    return np.asarray(total / weights, np.float32)
