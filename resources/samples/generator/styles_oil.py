"""Oil: an evening sky that turns around its lights, over hills, wheat and cypresses, in thick strokes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from resources.samples.generator.noise import fractal
from resources.samples.generator.pixels import gradient, grid, mix, palette, sampled, smoothstep
from resources.samples.generator.strokes import Brush, Canvas, scattered, streamlines

if TYPE_CHECKING:
    from numpy.random import Generator

    from resources.samples.generator.pixels import Field

OVERSAMPLING = 1.6
# Each turn of the sky: x, y, radius and how strongly it turns; in heights of the picture.
TURNS = (
    (0.70, 0.19, 0.15, 1.0),
    (0.44, 0.33, 0.13, -1.1),
    (0.57, 0.44, 0.07, 0.9),
    (0.93, 0.42, 0.1, -0.8),
    (0.05, 0.14, 0.1, 0.7),
    (0.35, 0.1, 0.08, 0.8),
)
MOON = (0.70, 0.19, 0.043)
STARS = (
    (0.93, 0.42, 0.016),
    (0.05, 0.14, 0.018),
    (0.35, 0.1, 0.015),
    (0.52, 0.07, 0.01),
    (0.91, 0.08, 0.013),
    (0.28, 0.43, 0.01),
    (0.80, 0.37, 0.008),
)
SKY = palette("#101c4a", "#1b3580", "#2f62ad", "#4f93b9", "#8fc2b4", "#27498f", "#142456")
HILLS = palette("#16314f", "#24506a", "#3d7a6e", "#1d3a5c")
WHEAT = palette("#7a4a16", "#b9781c", "#e0a52e", "#f6d364", "#c98a22")
CYPRESS = palette("#0b1a1c", "#14332b", "#2a5038", "#4b6b34")
LIGHTS = palette("#ffe9a0", "#ffc84a", "#f5f0cf", "#f0a23a")


@dataclass(frozen=True)
class _Scene:
    """What is painted: the colour and the direction of the brush at every pixel, and where each thing is."""

    colours: Field
    angles: Field
    hills: Field
    wheat: Field
    unit: float


def paint(width: int, height: int) -> Field:
    """Paints the picture at this size."""
    wide, high = round(width * OVERSAMPLING), round(height * OVERSAMPLING)
    rng = np.random.default_rng(11)
    scene = _scene(wide, high)
    canvas = Canvas(np.broadcast_to(palette("#3a2a1c")[0], (high, wide, 3)))
    _cover(canvas, scene, rng)
    _lights(canvas, scene, rng)
    _wheat(canvas, scene, rng)
    _cypress(canvas, scene, rng, foot=(0.15, 1.03), top=0.09, breadth=0.075)
    _cypress(canvas, scene, rng, foot=(0.252, 1.02), top=0.46, breadth=0.042)
    return canvas.lit(width, height, depth=1.15 * scene.unit**0.5, gloss=0.16)


def _scene(width: int, height: int) -> _Scene:
    x, y = grid(width, height)
    stream = -y * 0.85 + 0.05 * np.sin(x * 5.2 + y * 2) + 0.035 * fractal(width, height, 3, 21, octaves=3)
    for turn_x, turn_y, radius, power in TURNS:
        distance = np.hypot(x - turn_x, y - turn_y)
        stream += power * 1.7 * radius * np.exp(-((distance / radius) ** 1.6))
    down, across = np.gradient(stream)
    angles = np.arctan2(-across, down)
    bands = stream * 5.5 + 0.35 * fractal(width, height, 5, 22, octaves=4)
    sky = gradient(np.mod(bands, 1), np.linspace(0, 1, len(SKY)), SKY)
    low = smoothstep(0.3, 0.62, y)
    sky = mix(sky, gradient(np.mod(bands, 1), (0, 0.5, 1), palette("#e9b66a", "#9cc3ae", "#e08a55")), low * 0.62)
    for light_x, light_y, radius in (MOON, *STARS):
        distance = np.hypot(x - light_x, y - light_y) / radius
        rings = 0.5 + 0.5 * np.cos(distance * 4.2)
        glow = np.exp(-((distance / 2.6) ** 2)) * (0.45 + 0.55 * rings)
        sky = mix(sky, LIGHTS[0] * np.array([0.95, 0.95, 0.8], np.float32), glow)

    crest = 0.6 + 0.055 * np.sin(x * 4.1 + 0.6) + 0.03 * np.sin(x * 9.3 + 2)
    hills = y > crest
    depth = y - crest
    roll = np.sin(depth * 46 + 2.2 * np.sin(x * 5) + fractal(width, height, 4, 23) * 1.5) * 0.5 + 0.5
    hill_colours = gradient(roll, np.linspace(0, 1, len(HILLS)), HILLS)
    front = 0.75 + 0.035 * np.sin(x * 3.1 + 2.4) - 0.05 * (x - 0.5)
    wheat = y > front
    ripple = np.clip(
        0.5 + 0.45 * np.sin(np.maximum(y - front, 0) ** 0.7 * 40 + x * 7 + fractal(width, height, 3, 24) * 2), 0, 1
    )
    wheat_colours = gradient(ripple, np.linspace(0, 1, len(WHEAT)), WHEAT)
    slope = np.arctan(np.gradient(crest, axis=1) * height) + 0.3 * np.sin(depth * 30)
    angles = np.where(hills, slope + 0.2 * np.sin(x * 8 + y * 11), angles)
    angles = np.where(wheat, -1.3 + 0.35 * np.sin(x * 5 + y * 14), angles)
    colours = np.where(hills[..., None], hill_colours, sky)
    colours = np.where(wheat[..., None], wheat_colours, colours)
    return _Scene(colours, np.asarray(angles, np.float32), hills & ~wheat, wheat.astype(np.float32), height / 1024)


def _varied(colours: Field, rng: Generator, amount: float) -> Field:
    lightness = rng.normal(0, amount, (len(colours), 1))
    return np.clip(colours + lightness + rng.normal(0, amount * 0.6, colours.shape), 0.02, 1).astype(np.float32)


def _cover(canvas: Canvas, scene: _Scene, rng: Generator) -> None:
    """Covers everything in three rounds, each with a smaller brush, by what lies under it."""
    unit = scene.unit
    for spacing, breadth, length, vary in ((30, 32, 150, 0.05), (16, 17, 96, 0.06), (13.5, 10, 66, 0.075)):
        starts = scattered(canvas.width, canvas.height, spacing * unit, rng, margin=20 * unit)
        lengths = length * unit * rng.uniform(0.6, 1.25, len(starts))
        widths = breadth * unit * rng.uniform(0.7, 1.25, len(starts))
        paths = streamlines(scene.angles, starts, lengths)
        colours = sampled(scene.colours, starts[:, 0], starts[:, 1])
        neighbours = sampled(scene.colours, starts[:, 0] + 14 * unit, starts[:, 1] + 14 * unit)
        brush = Brush(dry=0.3, streaks=0.1, thickness=2.2)
        canvas.lay(paths, widths, (_varied(colours, rng, vary), _varied(neighbours, rng, vary)), brush, rng)


def _lights(canvas: Canvas, scene: _Scene, rng: Generator) -> None:
    """The moon and the stars: rings of short strokes around a bright core."""
    unit, high = scene.unit, canvas.height
    for x, y, radius in (MOON, *STARS):
        count = int(90 + 4600 * radius)
        far = rng.uniform(0, 1, count) ** 0.6 * radius * 2.3
        far = far[np.argsort(-far)]
        turn = rng.uniform(0, 2 * np.pi, count)
        starts = np.stack([x + far * np.cos(turn), y + far * np.sin(turn)], axis=1).astype(np.float32) * high
        arc = np.linspace(-0.5, 0.5, 9)[None] * (36 * unit / np.maximum(far * high, 9 * unit))[:, None]
        ring = (
            np.stack([np.cos(turn[:, None] + arc), np.sin(turn[:, None] + arc)], axis=2) * (far * high)[:, None, None]
        )
        paths = np.asarray(ring + np.array([x, y]) * high, np.float32)
        share = far / (radius * 2.3)
        pick = np.clip(share * 2.3 + rng.normal(0, 0.3, count), 0, 3)
        colours = gradient(pick, (0, 1, 2, 3), LIGHTS[[2, 0, 1, 3]])
        under = sampled(scene.colours, starts[:, 0], starts[:, 1])
        colours = mix(colours, under, np.clip(share[:, None] * 1.7 - 0.6 + rng.normal(0, 0.2, (count, 1)), 0, 1))
        widths = np.full(count, 11 * unit) * rng.uniform(0.7, 1.3, count)
        canvas.lay(paths, widths, (colours, _varied(colours, rng, 0.06)), Brush(dry=0.15, thickness=3.2), rng)


def _wheat(canvas: Canvas, scene: _Scene, rng: Generator) -> None:
    """Stalks, larger towards the viewer, laid from far to near."""
    unit = scene.unit
    starts = scattered(canvas.width, canvas.height, 10 * unit, rng)
    starts = starts[sampled(scene.wheat, starts[:, 0], starts[:, 1]) > 0.5]
    starts = starts[np.argsort(starts[:, 1])]
    near = np.clip((starts[:, 1] / canvas.height - 0.72) / 0.28, 0, 1)
    lengths = (22 + 95 * near) * unit * rng.uniform(0.7, 1.3, len(starts))
    widths = (5 + 7 * near) * unit * rng.uniform(0.7, 1.3, len(starts))
    paths = streamlines(scene.angles, starts, lengths)
    colours = _varied(sampled(scene.colours, starts[:, 0], starts[:, 1]), rng, 0.09)
    second = WHEAT[rng.integers(1, len(WHEAT), len(starts))]
    poppies = rng.uniform(0, 1, len(starts)) < 0.02
    colours[poppies] = palette("#c23a1e")[0]
    green = rng.uniform(0, 1, len(starts)) < 0.1
    colours[green] = _varied(np.repeat(palette("#5f7a35"), green.sum(), 0), rng, 0.05)
    canvas.lay(paths, widths, (colours, second), Brush(dry=0.2, taper=0.45, thickness=2.6), rng)


def _cypress(
    canvas: Canvas, scene: _Scene, rng: Generator, *, foot: tuple[float, float], top: float, breadth: float
) -> None:
    """A flame of dark strokes that rise and twist."""
    unit, high = scene.unit, canvas.height
    count = int(15000 * (foot[1] - top) * breadth)
    rise = rng.uniform(0, 1, count) ** 0.85
    rise = rise[np.argsort(rise)]
    shape = np.sin(np.pi * np.clip(rise * 0.78 + 0.24, 0, 1)) ** 0.9 * (1 + 0.18 * np.sin(rise * 23))
    side = rng.uniform(-1, 1, count)
    x = foot[0] + side * breadth * shape + 0.014 * np.sin(rise * 9)
    y = foot[1] - rise * (foot[1] - top)
    t = np.linspace(-0.5, 0.5, 9)[None]
    length = (0.1 * (1 - 0.45 * rise) * rng.uniform(0.6, 1.2, count))[:, None]
    sway = 0.02 * np.sin(t * 5 + rise[:, None] * 16 + side[:, None]) - t * side[:, None] * 0.055
    paths = np.stack([x[:, None] + sway, y[:, None] - t * length], axis=2)
    pick = np.clip(1.1 + side * 1.1 + rng.normal(0, 0.75, count), 0, 3)
    colours = gradient(pick, (0, 1, 2, 3), CYPRESS)
    warm = rng.uniform(0, 1, count) < 0.05
    colours[warm] = palette("#8a7a2e")[0]
    widths = 12 * unit * rng.uniform(0.6, 1.2, count)
    brush = Brush(dry=0.2, taper=0.7, thickness=2.8, streaks=0.07)
    canvas.lay(np.asarray(paths * high, np.float32), widths, (colours, _varied(colours, rng, 0.04)), brush, rng)
