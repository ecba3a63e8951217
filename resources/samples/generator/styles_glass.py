"""Stained glass: a rose window of leaded glass with the sun behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from resources.samples.generator.noise import fractal, grain
from resources.samples.generator.pixels import blurred, grid, mix, palette, relief, resized, smoothstep

if TYPE_CHECKING:
    from resources.samples.generator.pixels import Field, Numbers

OVERSAMPLING = 2.0
PETALS = 12
BLUES = palette("#0b1f7a", "#1238b5", "#1f5fd0", "#3f93e0", "#0a1550")
REDS = palette("#7a0715", "#b80f1e", "#d8321f", "#8f0d3a")
AMBERS = palette("#f2a71b", "#ffd257", "#e57a12", "#fff0b0")
GREENS = palette("#0c5a3c", "#1f8f55", "#6fbf5a", "#0f7d7a")
VIOLETS = palette("#4a1677", "#7a2ba0", "#c06ac0", "#2f1160")


class _Window:
    """Pieces of glass being laid out: what colour family each pixel's piece has, and its number."""

    def __init__(self, shape: tuple[int, int]) -> None:
        self.pieces = np.zeros(shape, np.int64)
        self.families = np.zeros(shape, np.int8)
        self.stone = np.zeros(shape, bool)
        self.layers = 0

    def put(self, inside: Numbers, cells: Numbers, family: Numbers | int) -> None:
        """Replaces what is inside by pieces that are told apart by `cells`."""
        self.layers += 1
        number = np.asarray(cells).astype(np.int64) + self.layers * 100_003
        self.pieces = np.where(inside, number, self.pieces)
        self.families = np.where(inside, family, self.families).astype(np.int8)


def paint(width: int, height: int) -> Field:
    """Paints the picture at this size."""
    wide, high = round(width * OVERSAMPLING), round(height * OVERSAMPLING)
    x, y = grid(wide, high)
    x, y = x - wide / high / 2, y - 0.5
    wobble = 0.0022
    x = x + wobble * fractal(wide, high, 12, 81, octaves=3)
    y = y + wobble * fractal(wide, high, 12, 82, octaves=3)
    window = _laid_out(x, y)
    lead, came = _lead(window, high)
    glass = _glass(window, x, y, wide, high)
    picture = _leaded(glass, lead, came, window.stone, high)
    return resized(np.asarray(picture, np.float32), width, height, Image.Resampling.BOX)


def _polar(x: Field, y: Field, count: int, shift: Numbers | float = 0.0) -> tuple[Numbers, Field]:
    """The sector that each pixel is in, and the angle from the sector's middle."""
    turn = np.arctan2(y, x) / (2 * np.pi) * count + shift
    sector = np.floor(turn + 0.5)
    return np.mod(sector, count), np.asarray((turn - sector) * 2 * np.pi / count, np.float32)


def _laid_out(x: Field, y: Field) -> _Window:
    window = _Window(x.shape)
    far = np.hypot(x, y)
    # Corners: panes in bent rows.
    rows = np.floor((far - 0.5) * 27)
    spokes, _ = _polar(x, y, 48, 0.5 * np.mod(rows, 2))
    window.put(far > 0, rows * 64 + spokes, np.where((rows + spokes) % 3 == 0, 4, np.where(rows % 2 == 0, 0, 3)))
    # Outer ring: lancets with a round at their head.
    sector, angle = _polar(x, y, PETALS * 2, 0.5)
    across = far * np.sin(angle)
    ring = (far < 0.478) & (far > 0.305)
    split = np.floor(far * 26 + 0.35 * np.cos(angle * 40)) + (across > 0) * 40
    window.put(ring, sector * 128 + split, np.where(sector % 2 == 0, 0, 4))
    lancet = (
        np.abs(across)
        < 0.033 * np.sqrt(np.clip((far - 0.295) / 0.05, 0, 1)) * np.clip((0.455 - far) / 0.045, 0, 1) ** 0.55
    )
    window.put(ring & lancet, sector * 64 + np.floor(far * 24), np.where(sector % 2 == 0, 1, 0))
    bead = np.hypot(far * np.cos(angle) - 0.452, across)
    window.put((bead < 0.023), sector, 2)
    window.put((bead < 0.011), sector, 1)
    # Petals around the middle.
    sector, angle = _polar(x, y, PETALS)
    out, across = far * np.cos(angle), far * np.sin(angle)
    window.put(far < 0.3, sector * 32 + np.floor(far * 15) + (across > 0) * 16, 0)
    petal = np.abs(across) < 0.06 * np.sin(3.14159 * np.clip((out - 0.075) / 0.215, 0, 1)) ** 0.75
    window.put(petal & (far < 0.3), sector * 32 + (across > 0) * 2 + np.floor(out * 14) * 4, 1)
    core = np.hypot(out - 0.205, across)
    window.put(core < 0.041, sector * 16 + np.floor((np.arctan2(across, out - 0.205) + np.pi) / (np.pi / 3)), 2)
    window.put(core < 0.021, sector, 4)
    between, angle = _polar(x, y, PETALS, 0.5)
    bud = np.hypot(far * np.cos(angle) - 0.276, far * np.sin(angle))
    window.put(bud < 0.026, between, 3)
    window.put(bud < 0.012, between, 2)
    # The middle.
    sector, angle = _polar(x, y, PETALS)
    window.put(far < 0.085, sector, np.where(sector % 2 == 0, 2, 1))
    leaf, angle = _polar(x, y, 6)
    flower = far < 0.058 * (0.72 + 0.28 * np.abs(np.cos(angle * 6)))
    window.put(flower, leaf, 0)
    window.put(far < 0.021, leaf * 0, 2)
    for ring_at, thick in ((0.3, 0.0075), (0.487, 0.013), (0.089, 0.005)):
        window.stone |= np.abs(far - ring_at) < thick
    return window


def _lead(window: _Window, height: int) -> tuple[Field, Field]:
    """Where lead covers the joints, and how round it stands."""
    pieces = window.pieces
    joint = np.zeros(pieces.shape, bool)
    joint[1:] |= pieces[1:] != pieces[:-1]
    joint[:, 1:] |= pieces[:, 1:] != pieces[:, :-1]
    spread = blurred(joint.astype(np.float32), 0.0021 * height)
    threshold = 0.105 / max(0.0021 * height, 0.3)
    lead = smoothstep(threshold * 0.85, threshold * 1.25, spread)
    stone = blurred(window.stone.astype(np.float32), 0.0012 * height)
    return np.maximum(lead, smoothstep(0.4, 0.6, stone)), spread + 3 * blurred(
        window.stone * np.float32(1), 0.004 * height
    )


def _glass(window: _Window, x: Field, y: Field, width: int, height: int) -> Field:
    _, index = np.unique(window.pieces, return_inverse=True)
    index = index.reshape(window.pieces.shape)
    count = int(index.max()) + 1
    rng = np.random.default_rng(83)
    family = np.zeros(count, np.int8)
    family[index.ravel()] = window.families.ravel()
    shelves = (BLUES, REDS, AMBERS, GREENS, VIOLETS)
    own = np.stack([shelves[kind][rng.integers(0, len(shelves[kind]))] for kind in family])
    own = np.clip(own * rng.uniform(0.78, 1.22, (count, 1)), 0, 1)
    tilt = rng.normal(0, 1, (count, 2))
    streak = fractal(width, height, 9, 84, octaves=5, stretch=0.3) + 0.6 * fractal(width, height, 26, 85, octaves=3)
    depth = 1 + 0.3 * streak + 1.6 * (tilt[index, 0] * (x - 0.1) + tilt[index, 1] * y) * 0.35
    glass = own[index] ** np.clip(depth, 0.45, 1.9)[..., None]
    seeds = np.clip(fractal(width, height, 150, 86, octaves=2) - 0.8, 0, 1)
    bumps = relief(fractal(width, height, 40, 87, octaves=4), 0.012 * height)
    sun = np.exp(-((np.hypot(x + 0.12, y + 0.16) / 0.42) ** 2))
    sky = 0.66 + 0.8 * sun + 0.14 * fractal(width, height, 3, 88, octaves=5)
    glass = glass * (sky * (0.85 + 0.15 * bumps))[..., None] + seeds[..., None] * 0.35 * glass
    grime = np.clip(0.35 + fractal(width, height, 30, 89, octaves=4), 0, 1)
    edge = _edge_of_pieces(window.pieces, height)
    return np.asarray(glass * (1 - 0.55 * edge * grime)[..., None], np.float32)


def _edge_of_pieces(pieces: Numbers, height: int) -> Field:
    joint = np.zeros(pieces.shape, np.float32)
    joint[1:] += pieces[1:] != pieces[:-1]
    joint[:, 1:] += pieces[:, 1:] != pieces[:, :-1]
    wide = blurred(np.minimum(joint, 1), 0.006 * height)
    return np.asarray(np.clip(wide * 0.012 * height, 0, 1), np.float32)


def _leaded(glass: Field, lead: Field, came: Field, stone: Numbers, height: int) -> Field:
    rows, columns = lead.shape
    glow = np.stack([blurred(glass[..., channel] * (1 - lead), 0.012 * height) for channel in range(3)], axis=-1)
    shade = relief(came + 0.02 * fractal(columns, rows, 160, 90, octaves=2), 0.004 * height)
    metal = palette("#191a20")[0] * np.clip(-0.1 + 0.85 * shade, 0.12, 2.4)[..., None]
    rock = palette("#3c342f")[0] * np.clip(-0.25 + shade, 0.15, 1.8)[..., None]
    metal = np.where(stone[..., None], rock, metal) + 0.07 * glow
    picture = mix(glass, metal, lead) + 0.14 * (1 - lead)[..., None] * glow + 0.08 * glow**1.5
    picture = 1 - np.exp(-picture * 1.55)
    return np.clip(picture * 1.12 + (0.012 * grain(columns, rows, 91))[..., None], 0, 1)
