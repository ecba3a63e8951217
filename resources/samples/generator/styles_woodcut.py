"""Woodcut: sun, mountains and waves, cut in lines that follow their forms and printed in three inks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from resources.samples.generator.noise import at, fractal, grain, profile
from resources.samples.generator.paper import rice_paper
from resources.samples.generator.pixels import blurred, grid, palette, relief, resized, smoothstep

if TYPE_CHECKING:
    from resources.samples.generator.pixels import Field, Numbers

OVERSAMPLING = 1.75
SUN = (0.60, 0.30, 0.175)
INK, RED, BLUE, PAPER = palette("#16181f", "#cf3a22", "#3f6f86", "#efe4c9")


@dataclass
class _Block:
    """The blocks being cut: where black, red and blue print."""

    x: Field
    y: Field
    black: Field = field(init=False)
    red: Field = field(init=False)
    blue: Field = field(init=False)

    def __post_init__(self) -> None:
        self.black, self.red, self.blue = (np.zeros_like(self.x) for _ in range(3))

    def cut(
        self, inside: Numbers, black: Numbers | float, red: Numbers | float = 0.0, blue: Numbers | float = 0.0
    ) -> None:
        """Replaces what prints inside a form."""
        self.black = np.where(inside, black, self.black).astype(np.float32)
        self.red = np.where(inside, red, self.red).astype(np.float32)
        self.blue = np.where(inside, blue, self.blue).astype(np.float32)


def paint(width: int, height: int) -> Field:
    """Paints the picture at this size."""
    wide, high = round(width * OVERSAMPLING), round(height * OVERSAMPLING)
    x, y = grid(wide, high)
    block = _Block(x, y)
    _sky(block)
    _mountains(block)
    for number in range(7):
        _wave(block, number)
        if number == 2:
            _boat(block, 0.25, 0.668, 0.12)
    _border(block, wide / high)
    return _printed(block, width, height)


def _lines(phase: Numbers, along: Numbers, tone: Numbers, seed: int, *, breaks: float = 0.5) -> Field:
    """Cut lines: 1 where the gouge took the wood away. They swell with the tone, and taper out here and there.

    Args:
        phase: grows by 1 from line to line.
        along: place along the line, one cut about every unit.
        tone: share of the surface that is cut away.
        seed: for where the cuts end.
        breaks: how much the tool's pressure varies.
    """
    line = np.floor(phase)
    pressure = at(along, line * 5.37, 0.0, seed) * breaks + at(along * 3.1, line * 5.37, 9.0, seed) * breaks * 0.3
    breadth = np.clip(tone + pressure * np.clip(tone * 2.2, 0.1, 1), 0, 0.94)
    return np.asarray((np.abs(phase - line - 0.5) < breadth * 0.5) & (breadth > 0.07), np.float32)


def _sky(block: _Block) -> None:
    x, y = block.x, block.y
    far = np.hypot(x - SUN[0], y - SUN[1])
    turn = np.arctan2(y - SUN[1], x - SUN[0])
    wobble = 0.5 * np.sin(turn * 3 + far * 9)
    rays = _lines(turn / (2 * np.pi) * 190 + wobble * 0.4, far * 9, 0.95 - 0.85 * smoothstep(0.17, 0.85, far), 111)
    block.cut(far > -1, 1 - rays, 0.0, 0.0)
    for centre_x, centre_y, length, seed in ((0.20, 0.17, 0.3, 112), (0.86, 0.13, 0.24, 113), (0.10, 0.36, 0.22, 114)):
        across = (x - centre_x) / length
        lumps = 0.018 * np.abs(np.sin(across * 9 + seed)) + 0.02 * np.abs(np.sin(across * 4.3))
        top = centre_y - (0.045 + lumps) * np.sqrt(np.clip(1 - across**2, 0, 1))
        inside = (np.abs(across) < 1) & (y > top) & (y < centre_y + 0.012 * np.sqrt(np.clip(1 - across**2, 0, 1)))
        depth = (y - top) / 0.011
        hatch = _lines(depth, x * 16, 0.9 - 0.16 * depth, seed)
        block.cut(inside, (1 - hatch) * (depth > 0.35), 0.0, smoothstep(2.5, 5, depth) > 0.5)
    disc = far < SUN[2]
    streaks = _lines((y - SUN[1]) * 120, x * 5, 0.42 * smoothstep(-0.06, 0.2, y - SUN[1]), 115, breaks=0.8)
    block.cut(disc, 0.0, 1 - streaks)
    block.cut(np.abs(far - SUN[2] - 0.006) < 0.0042, 0.0)


def _mountains(block: _Block) -> None:
    x, y = block.x, block.y
    columns = x.shape[1]
    for base, peaks, seed, colour_share in (
        (0.56, ((0.22, 0.27, 0.30), (0.98, 0.2, 0.25), (0.62, 0.09, 0.2)), 116, 1.0),
        (0.63, ((0.02, 0.2, 0.28), (0.42, 0.11, 0.2), (0.83, 0.13, 0.24)), 117, 0.0),
    ):
        rough = profile(columns, x.shape[0], 14, seed)
        crest = np.full(columns, base)
        nearest = np.zeros(columns)
        for centre, tall, wide in peaks:
            away = np.abs(x[0] - centre)
            side = base - tall * np.clip(1 - away / wide, 0, 1) ** 1.25 - 0.012 * rough * np.clip(1 - away / wide, 0, 1)
            nearest = np.where(side < crest, centre, nearest)
            crest = np.minimum(crest, side)
        depth = y - crest
        wander = 0.016 * fractal(columns, x.shape[0], 5, seed + 4, octaves=4)
        ridge = x - nearest + wander * 2.2 + 0.12 * depth * np.sin(depth * 40)
        lit = smoothstep(-0.012, 0.012, ridge if seed == 116 else ridge * np.sign(SUN[0] - nearest))
        snow = smoothstep(0.105, 0.085, depth + 0.035 * np.abs(np.sin(ridge * 75)) + wander) if seed == 116 else 0.0
        tone = np.clip(np.where(lit > 0.5, 0.62, 0.2) - depth * 0.9 + snow * 0.55, 0, 0.96)
        lines = _lines((depth * 0.55 + np.abs(ridge)) * 105 + wander * 60, depth * 13, tone, seed + 9)
        block.cut(depth > 0, 1 - np.maximum(lines, snow * lit > 0.5), 0.0, colour_share * (depth > 0.03))
        block.cut(np.abs(depth) < 0.0022, 1.0)


def _wave(block: _Block, number: int) -> None:
    """One row of the sea: a steep crest with foam, and lines that follow its back."""
    x, y = block.x, block.y
    near = number / 6
    base = 0.635 + 0.33 * near**1.25
    length = 0.16 + 0.3 * near
    tall = 0.012 + 0.082 * near
    phase = x / length + number * 0.37 + 0.06 * np.sin(x * 6 + number)
    lean = phase + 0.13 * np.sin(2 * np.pi * phase + 0.9)
    swell = 1 - np.abs(np.sin(np.pi * lean)) ** 0.75
    strength = 0.75 + 0.35 * np.sin(x * 2.6 + number * 2.1)
    claws = 0.10 * tall * np.abs(np.sin(phase * 2 * np.pi * 7)) * swell
    crest = base - tall * swell * strength - claws
    depth = (y - crest) / (tall + 0.02)
    inside = depth > 0
    follow = (y - crest) * (150 - 85 * near) + 0.35 * np.sin(x * 30 + number)
    tone = 0.8 * np.exp(-depth * 0.9) * (0.35 + 0.65 * swell) + 0.16
    lines = _lines(follow, x * (16 - 9 * near), tone, 118 + number, breaks=0.42)
    foam = depth < 0.10 + 0.24 * swell**2 * (0.6 + 0.4 * np.sin(phase * 2 * np.pi * 14 + depth * 9))
    bubbles = (at(x * 120, y * 120, number, 126) > 0.35) & (depth < 0.75 * swell + 0.1) & (swell > 0.42)
    cut = np.maximum(lines, foam | bubbles)
    block.cut(inside, 1 - cut, 0.0, (depth > 0.35) * (1 - (foam | bubbles)))
    block.cut(inside & (depth < 0.05 / (0.5 + near)), 1.0)


def _boat(block: _Block, left: float, floor: float, size: float) -> None:
    x, y = block.x, block.y
    across, rise = (x - left) / size, (floor - y) / size
    hull_top = 0.13 + 0.22 * np.abs(across) ** 2.4
    hull = (rise > -0.1) & (rise < hull_top) & (np.abs(across) < 0.78 + rise * 0.35)
    planks = _lines(rise * 26, across * 3, np.full_like(x, 0.3), 127)
    block.cut(hull, 1 - planks * (rise < hull_top - 0.05))
    for mast, tall, wide in ((-0.12, 1.75, 0.62), (0.45, 1.25, 0.42)):
        pole = (np.abs(across - mast) < 0.016) & (rise > 0.1) & (rise < tall + 0.1)
        share = (rise - 0.32) / (tall - 0.32)
        belly = mast + wide * (0.5 + 0.12 * np.sin(share * 3)) * (1 - 0.42 * share)
        back = mast - wide * (0.42 - 0.1 * share)
        sail = (share > 0) & (share < 1) & (across < belly) & (across > back)
        ribs = _lines(share * 9, across * 2, np.full_like(x, 0.9), 128, breaks=0.1)
        shade = _lines((across - share * 0.2) * 46, rise * 3, 0.25 + 0.75 * smoothstep(belly, back, across), 129)
        block.cut(pole, 1.0)
        block.cut(sail, 1 - np.minimum(ribs, np.maximum(shade, across < mast)), (across > back) * 1.0)


def _border(block: _Block, aspect: float) -> None:
    x, y = block.x, block.y
    ragged = 0.0016 * fractal(x.shape[1], x.shape[0], 30, 130, octaves=4)
    edge = np.minimum(np.minimum(x, aspect - x), np.minimum(y, 1 - y)) + ragged
    block.cut(edge < 0.034, 1.0)
    block.cut(edge < 0.026, 0.0)


def _printed(block: _Block, width: int, height: int) -> Field:
    """Prints the blocks in turn: ink that covers unevenly, slips a little and stands up at its edges."""
    rows, columns = block.x.shape
    wood = fractal(columns, rows, 40, 131, octaves=4, stretch=0.05) + 0.5 * fractal(columns, rows, 150, 132, octaves=2)
    speckle = fractal(columns, rows, 260, 133, octaves=2)
    blotches = fractal(columns, rows, 5, 134, octaves=5)
    picture = rice_paper(columns, rows, PAPER, 135)
    slips = {"red": (0.0016, -0.001), "blue": (-0.0013, 0.0014), "black": (0.0, 0.0)}
    for name, ink, salt in (("blue", BLUE, 0.62), ("red", RED, 0.72), ("black", INK, 0.86)):
        plate = getattr(block, name)
        slip = tuple(round(part * rows) for part in slips[name])
        plate = np.roll(plate, slip, (0, 1))
        plate = smoothstep(0.35, 0.65, blurred(plate, 0.0009 * rows) + 0.05 * speckle)
        squeezed = np.clip(plate - blurred(plate, 0.0025 * rows), 0, 1) * 0.25
        cover = salt + 0.1 * blotches + 0.09 * wood - np.clip(speckle - 0.45, 0, 1) * (1.25 - salt) * 1.6
        cover = np.clip(cover + squeezed, 0, 1) * plate
        picture = picture * (1 - cover[..., None]) + picture * ink * cover[..., None]
        if name == "black":
            picture *= (0.93 + 0.07 * np.clip(relief(plate, 0.0018 * rows), 0.2, 2))[..., None]
    picture = picture + (0.01 * grain(columns, rows, 136))[..., None]
    return np.clip(resized(np.asarray(picture, np.float32), width, height, Image.Resampling.BOX), 0, 1)
