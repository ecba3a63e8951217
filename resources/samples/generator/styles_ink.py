"""Ink: bamboo before misty mountains, brushed wet and dry on soft paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from resources.samples.generator.noise import fractal, profile
from resources.samples.generator.paper import rice_paper
from resources.samples.generator.pixels import blurred, grid, mix, palette, resized, smoothstep
from resources.samples.generator.strokes import Brush, Canvas, scattered, streamlines

if TYPE_CHECKING:
    from numpy.random import Generator

    from resources.samples.generator.pixels import Field

OVERSAMPLING = 1.6
# How strongly the ink takes red, green and blue: a warm black, a little brown where thin.
ABSORPTION = np.array([2.35, 2.45, 2.62], np.float32)
# Stalks: x at the foot, lean, width, how dark; the pale ones stand behind.
STALKS = (
    (0.86, -0.10, 0.030, 0.26),
    (0.60, 0.035, 0.026, 0.2),
    (0.73, -0.035, 0.050, 0.82),
    (0.935, 0.02, 0.036, 0.55),
)


def paint(width: int, height: int) -> Field:
    """Paints the picture at this size."""
    wide, high = round(width * OVERSAMPLING), round(height * OVERSAMPLING)
    rng = np.random.default_rng(101)
    ink = _mountains(wide, high, rng)
    for stalk in STALKS:
        ink = ink + _bled(_stalk(wide, high, stalk, rng), wide, high, 102 + round(stalk[0] * 100))
    for layer, (dark, count, spread) in enumerate(((0.22, 9, 0.32), (0.42, 9, 0.27), (0.85, 11, 0.23), (0.95, 7, 0.2))):
        ink = ink + _bled(_leaves((wide, high), dark, count, spread, rng), wide, high, 140 + layer)
    ink = ink + _bled(_splashes(wide, high, rng), wide, high, 150)
    ink = resized(ink, width, height)
    sheet = rice_paper(width, height, palette("#ece2cd")[0], 151)
    grainy = 1 + 0.16 * fractal(width, height, 200, 152, octaves=2)
    picture = sheet * np.exp(-ABSORPTION * (np.clip(ink, 0, 1.6) * grainy)[..., None])
    return np.clip(_seal(picture, width, height), 0, 1).astype(np.float32)


def _bled(ink: Field, width: int, height: int, seed: int) -> Field:
    """Ink creeps into the fibres around it, here more and there less, and gathers at its edge."""
    wet = smoothstep(-0.25, 0.6, fractal(width, height, 5, seed, octaves=4))
    near = blurred(ink, 0.0022 * height)
    far = blurred(ink, 0.008 * height)
    rim = np.clip(ink - near, 0, 1)
    return np.asarray(ink * (1 - 0.4 * wet) + near * 0.34 * wet + far * 0.12 * wet + rim * 0.5, np.float32)


def _mountains(width: int, height: int, rng: Generator) -> Field:
    x, y = grid(width, height)
    ink = np.zeros((height, width), np.float32)
    clouds = fractal(width, height, 3, 103, octaves=6)
    ranges = ((0.42, 0.26, 4.6, 0.17, 104), (0.56, 0.24, 6.5, 0.34, 105), (0.75, 0.14, 9.0, 0.55, 106))
    for base, tall, steep, dark, seed in ranges:
        skyline = profile(width, height, 3.2, seed, octaves=8, gain=0.52)
        bulk = np.exp(-(((x[0] - 0.18 - 0.14 * (seed - 104)) / 0.27) ** 2))
        crest = base - tall * bulk * (0.9 + 0.75 * skyline) - 0.05 * skyline
        depth = y - crest
        fade = np.exp(-np.clip(depth, 0, None) * steep) * smoothstep(0, 0.0035, depth)
        folds = fractal(width, height, 9, seed + 20, octaves=6, ridged=True, stretch=0.7)
        wash = fade * (0.45 + 0.75 * folds**2) * (1 + 0.45 * clouds)
        edge = np.exp(-((depth / 0.006) ** 2)) * smoothstep(-0.5, 0.3, clouds) * 0.5
        ink = ink * (1 - 0.75 * smoothstep(0, 0.02, depth) * np.exp(-np.clip(depth, 0, None) * 2.5))
        ink += dark * (np.clip(wash, 0, 2) + edge * fade)
        ink += _axe_cuts(width, height, depth, dark, rng)
    mist = (
        np.exp(-(((y - 0.60 - 0.03 * clouds) / 0.05) ** 2)) + np.exp(-(((y - 0.42 - 0.04 * clouds) / 0.03) ** 2)) * 0.6
    )
    return np.asarray(np.clip(ink * (1 - 0.75 * np.clip(mist, 0, 1)), 0, 1.2), np.float32)


def _axe_cuts(width: int, height: int, depth: Field, dark: float, rng: Generator) -> Field:
    """Short dry strokes down the slopes, which give the rock its structure."""
    unit = height / 1024
    canvas = Canvas(np.zeros((height, width, 3), np.float32))
    starts = scattered(width, height, 15 * unit, rng)
    at = depth[starts[:, 1].astype(int).clip(0, height - 1), starts[:, 0].astype(int).clip(0, width - 1)]
    starts = starts[(at > 0.004) & (at < 0.1) & (rng.uniform(0, 1, len(at)) < 0.8 * np.exp(-np.clip(at, 0, None) * 19))]
    down, across = np.gradient(depth)
    angles = np.arctan2(down, -across * 0.4) + 0.55 * fractal(width, height, 7, 107, octaves=4)
    paths = streamlines(np.asarray(angles, np.float32), starts, 46 * unit * rng.uniform(0.4, 1.3, len(starts)))
    tones = np.repeat((dark * rng.uniform(0.15, 0.85, len(starts)))[:, None], 3, axis=1)
    brush = Brush(dry=0.75, taper=0.8, streaks=0.12)
    canvas.lay(paths, 7 * unit * rng.uniform(0.4, 1.4, len(starts)), (tones, tones * 0.5), brush, rng)
    return np.clip(canvas.colours[..., 0], 0, 1)


def _stalk(width: int, height: int, stalk: tuple[float, float, float, float], rng: Generator) -> Field:
    """Joints of bamboo, each one upward stroke of a flat brush, and the dark knots between them."""
    foot, lean, breadth, dark = stalk
    canvas = Canvas(np.zeros((height, width, 3), np.float32))
    y, x, step = 1.04, foot, 0.13
    while y > -0.05:
        top = y - step * rng.uniform(0.92, 1.08)
        steps = np.linspace(0, 1, 12)
        line_x = x + lean * (y - top) * steps + 0.0015 * np.sin(steps * 3)
        path = np.stack([line_x, y + (top - y + 0.008) * steps], axis=1)[None] * height
        tone = np.full((1, 3), dark * rng.uniform(0.85, 1.05))
        brush = Brush(dry=0.42, streaks=0.34 * dark)
        canvas.lay(path.astype(np.float32), np.array([breadth * height]), (tone, tone * 0.35), brush, rng)
        for side in (-1.0, 1.0):
            knot_x = line_x[-1] + breadth * 0.54 * np.linspace(-1, 1, 9)
            knot_y = top + 0.004 + side * 0.0035 + 0.006 * np.abs(np.linspace(-1, 1, 9)) * side
            knot = np.stack([knot_x, knot_y], axis=1)[None] * height
            deep = np.full((1, 3), min(1.25 * dark + 0.08, 1.05))
            canvas.lay(
                knot.astype(np.float32), np.array([0.0075 * height]), (deep, deep), Brush(dry=0.2, taper=0.8), rng
            )
        x, y, step = line_x[-1], top - 0.004, step * 1.04
    ink = canvas.colours[..., 0]
    # A loaded side and a pale side make the stalk round.
    across = np.gradient(blurred(ink, breadth * height * 0.3), axis=1)
    return np.clip(ink * (1 + 14 * across * breadth * height / 20), 0, 1.3).astype(np.float32)


def _leaves(size: tuple[int, int], dark: float, count: int, spread: float, rng: Generator) -> Field:
    """Sprays of leaves that hang from twigs, each leaf one pressed and lifted stroke."""
    width, height = size
    canvas = Canvas(np.zeros((height, width, 3), np.float32))
    for _ in range(count):
        centre = np.array([rng.normal(0.66, spread), rng.choice([0.10, 0.2, 0.36, 0.55], p=[0.3, 0.33, 0.27, 0.1])])
        centre[1] += rng.normal(0, 0.05)
        number = int(rng.integers(5, 10))
        base = np.pi * 0.5 + rng.normal(0, 0.3) + 0.5 * np.sign(centre[0] - 0.72) * -1
        angles = base + np.linspace(-0.85, 0.85, number) + rng.normal(0, 0.12, number)
        lengths = rng.uniform(0.09, 0.19, number)
        t = np.linspace(0, 1, 14)[None]
        droop = 0.22 * np.sign(np.cos(angles))[:, None] * t**2
        roots = centre + rng.normal(0, 0.012, (number, 2))
        x = roots[:, :1] + np.cos(angles[:, None] + droop) * t * lengths[:, None]
        y = roots[:, 1:] + np.sin(angles[:, None] + droop) * t * lengths[:, None]
        paths = np.stack([x, y], axis=2).astype(np.float32) * height
        tones = np.repeat((dark * rng.uniform(0.75, 1.1, number))[:, None], 3, axis=1)
        brush = Brush(dry=0.16, taper=1.0, streaks=0.16 * dark)
        canvas.lay(paths, rng.uniform(0.013, 0.022, number) * height, (tones, tones * 0.6), brush, rng)
        twig = np.stack([centre[0] + (0.73 - centre[0]) * t[0] * 0.55, centre[1] - 0.05 * np.sin(t[0] * 2)], axis=1)[
            None
        ]
        thin = np.array([0.0042 * height])
        canvas.lay(twig.astype(np.float32) * height, thin, (tones[:1] * 0.9, tones[:1] * 0.5), Brush(dry=0.5), rng)
    return np.clip(canvas.colours[..., 0], 0, 1.2)


def _splashes(width: int, height: int, rng: Generator) -> Field:
    canvas = Canvas(np.zeros((height, width, 3), np.float32))
    places = rng.normal((0.42, 0.3), (0.3, 0.25), (70, 2)).astype(np.float32) * height
    radii = np.asarray(height * 0.0011 * rng.exponential(1.2, 70) + 0.6, np.float32)
    tones = np.repeat(rng.uniform(0.2, 0.8, (70, 1)), 3, axis=1).astype(np.float32)
    canvas.dab(places, radii, tones, rng)
    return canvas.colours[..., 0]


def _seal(picture: Field, width: int, height: int) -> Field:
    """A red seal: a frame and a pattern of strokes, unevenly inked."""
    x, y = grid(width, height)
    across, down = (x - 0.085) / 0.062, (y - 0.885) / 0.062
    inside = (across > 0) & (across < 1) & (down > 0) & (down < 1)
    frame = (np.minimum(np.minimum(across, 1 - across), np.minimum(down, 1 - down)) < 0.09) & inside
    cell_x, cell_y = np.floor(across * 8), np.floor(down * 8)
    strokes = (((cell_x * 3 + cell_y * 5) % 7 < 3) | (cell_y % 3 == 1)) & inside & (np.mod(cell_x, 4) != 3)
    inked = blurred(((frame | strokes) * 1.0).astype(np.float32), 0.0009 * height)
    worn = smoothstep(-0.75, -0.1, fractal(width, height, 90, 153, octaves=3) + 0.25)
    return mix(picture, picture * palette("#c8281c")[0] * 1.02, smoothstep(0.3, 0.7, inked) * worn * 0.95)
