"""The near shore of the lake: pines, grass and stones against the light."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from resources.samples.generator.camera import light_of
from resources.samples.generator.noise import fractal, profile
from resources.samples.generator.pixels import gradient, grid, mix, relief, resized, smoothstep
from resources.samples.generator.strokes import Brush, Canvas

if TYPE_CHECKING:
    from numpy.random import Generator

    from resources.samples.generator.pixels import Field

OVERSAMPLING = 2
# Pines from far to near: x, foot, height, breadth.
PINES = (
    (0.245, 0.885, 0.30, 0.075),
    (1.44, 0.90, 0.40, 0.095),
    (0.155, 0.93, 0.56, 0.13),
    (1.335, 0.93, 0.26, 0.07),
    (0.03, 0.97, 0.78, 0.17),
)
NEEDLES = np.array(
    [[0.008, 0.014, 0.011], [0.017, 0.028, 0.016], [0.045, 0.055, 0.022], [0.28, 0.17, 0.065]], np.float32
)


def near_shore(view: Field, ambient: Field) -> Field:
    """Lays the near shore over the view."""
    height, width = view.shape[:2]
    view = _bank(view, ambient)
    rng = np.random.default_rng(231)
    wide, high = width * OVERSAMPLING, height * OVERSAMPLING
    canvas = Canvas(np.full((high, wide, 3), -1.0, np.float32))
    stretch = width / height / 1.5
    for x, foot, tall, breadth in PINES:
        _pine(canvas, (x * stretch, foot), tall, breadth, rng)
    _grass(canvas, width, height, rng)
    drawn = (canvas.colours[..., 0] >= 0).astype(np.float32)
    cover = resized(drawn, width, height, Image.Resampling.BOX)
    colours = resized(np.clip(canvas.colours, 0, None) * drawn[..., None], width, height, Image.Resampling.BOX)
    return np.asarray(view * (1 - cover[..., None]) + colours, np.float32)


def _shoreline(width: int, height: int) -> Field:
    x = (np.arange(width) + 0.5) / height / (width / height)
    rough = profile(width, height, 5, 232)
    left = 0.155 * np.exp(-((x / 0.27) ** 2))
    right = 0.125 * np.exp(-(((x - 1) / 0.2) ** 2))
    return np.asarray(1.0 - left - right + 0.012 + 0.012 * rough, np.float32)


def _bank(view: Field, ambient: Field) -> Field:
    """Stones and turf; under its edge the water is dark with their reflection."""
    height, width = view.shape[:2]
    _, y = grid(width, height)
    edge = _shoreline(width, height)
    inside = smoothstep(-0.001, 0.0015, y - edge)
    reflection = smoothstep(0.05, 0.0, edge - y) * 0.6
    view = view * (1 - reflection)[..., None]
    stones = fractal(width, height, 16, 233, octaves=6, ridged=True, stretch=1.6)
    lumps = fractal(width, height, 30, 234, octaves=5)
    shade = np.clip(relief(stones * 0.8 + lumps * 0.4, 0.05 * height, (-0.75, -0.35, 0.5)), 0.1, 2.4)
    turf = smoothstep(0.3, 0.65, stones + 0.3 * lumps + (y - edge) * 4)
    ground = mix(light_of("#6f675f")[None, None], light_of("#3a3d22")[None, None], turf)
    light = ambient * 0.42 + (shade * 0.42)[..., None] * np.array([1.5, 1.0, 0.62], np.float32)
    return mix(view, ground * light, inside)


def _pine(canvas: Canvas, foot: tuple[float, float], tall: float, breadth: float, rng: Generator) -> None:
    """A trunk with whorls of drooping branches, each hung with needles."""
    high = canvas.height
    t = np.linspace(0, 1, 9)
    trunk = np.stack([foot[0] + 0.006 * np.sin(t * 3), foot[1] - tall * t], axis=1)[None] * high
    bark = np.array([[0.02, 0.015, 0.012]], np.float32)
    for part in range(8):
        piece = trunk[:, part : part + 2]
        wide = np.array([breadth * 0.1 * (1 - part / 8.6) * high])
        canvas.lay(piece.astype(np.float32), wide, (bark, bark * 2.4), Brush(dry=0.0, streaks=0.004), rng)
    count = int(90 + 190 * tall)
    rise = np.sort(rng.uniform(0.1, 0.995, count))
    # The far side first, then the near side: nearer branches cover the trunk.
    for depth in (0, 1):
        side = rng.uniform(-1, 1, count) if depth else rng.choice([-1.0, 1.0], count) * rng.uniform(0.5, 1, count)
        gaps = 0.7 + 0.3 * np.sin(rise * 55 + rng.uniform(0, 6)) + rng.normal(0, 0.16, count)
        reach = 1.1 * breadth * (1.005 - rise) ** 0.92 * np.clip(gaps, 0.3, 1.3) * side
        steps = np.linspace(0, 1, 9)[None]
        droop = (0.2 + 0.32 * (1 - rise))[:, None] * np.abs(reach)[:, None]
        x = foot[0] + reach[:, None] * steps
        y = foot[1] - tall * rise[:, None] + droop * (steps**1.25) - 0.28 * np.abs(reach)[:, None] * steps**3
        _needles(canvas, np.stack([x, y], axis=2), rise, (foot[0], breadth), rng)


def _needles(canvas: Canvas, branches: Field, rise: Field, form: tuple[float, float], rng: Generator) -> None:
    """Hangs needles on branches, shorter ones the higher they are."""
    high = canvas.height
    number = 34
    count = len(branches)
    share = rng.uniform(0.05, 1, (count, number)) ** 0.8
    at = share * (branches.shape[1] - 1.001)
    index = at.astype(int)
    part = (at - index)[..., None]
    rows = np.arange(count)[:, None]
    roots = branches[rows, index] * (1 - part) + branches[rows, index + 1] * part
    outward = np.sign(branches[:, -1, 0] - branches[:, 0, 0])[:, None]
    angle = np.pi / 2 - outward * rng.uniform(-0.35, 1.35, (count, number))
    length = form[1] * rng.uniform(0.035, 0.12, (count, number)) * (1.15 - 0.5 * share) * (1.1 - 0.75 * rise[:, None])
    tips = roots + np.stack([np.cos(angle), np.sin(angle)], axis=2) * length[..., None]
    middle = (roots + tips) / 2 + np.stack([outward * length * 0.12, -length * 0.1], axis=2)
    paths = np.stack([roots, middle, tips], axis=2).reshape(-1, 3, 2)
    # The low sun stands to the left: needles on that side, and at the tips, catch it.
    towards = (form[0] - roots[..., 0]) / form[1]
    warm = np.clip(0.75 + 1.25 * towards + 0.5 * (share - 0.6) + rng.normal(0, 0.55, share.shape), 0, 3).ravel()
    colours = gradient(warm, (0, 1, 2, 3), NEEDLES)
    widths = np.full(len(paths), max(0.0021 * high, 1.3)) * rng.uniform(0.7, 1.3, len(paths))
    brush = Brush(dry=0.0, streaks=0.0, taper=0.6)
    canvas.lay(np.asarray(paths * high, np.float32), widths, (colours, colours * 0.8), brush, rng)


def _grass(canvas: Canvas, width: int, height: int, rng: Generator) -> None:
    high = canvas.height
    edge = _shoreline(width, height)
    count = 5200
    along = rng.uniform(0, 1, count)
    shore = edge[(along * (width - 1)).astype(int)]
    down = shore + rng.uniform(0, 1, count) ** 1.3 * (1.03 - shore)
    order = np.argsort(down)
    along, down, shore = along[order], down[order], shore[order]
    keep = (down - shore > 0.004) & (1.0 - shore > 0.02)
    along, down = along[keep] * width / height, down[keep]
    tall = rng.uniform(0.008, 0.034, len(down)) * (0.4 + (down - 0.8) * 4)
    lean = rng.normal(0.15, 0.4, len(down)) * tall
    steps = np.linspace(0, 1, 5)[None]
    x = along[:, None] + lean[:, None] * steps**2
    y = down[:, None] - tall[:, None] * steps
    paths = np.stack([x, y], axis=2) * high
    warm = np.clip(rng.normal(1.5, 0.75, len(down)), 0, 3)
    colours = gradient(warm, (0, 1, 2, 3), NEEDLES * np.array([1.25, 1.1, 0.9], np.float32))
    widths = np.full(len(down), max(0.0021 * high, 1.2))
    brush = Brush(dry=0.0, streaks=0.0, taper=0.9)
    canvas.lay(np.asarray(paths, np.float32), widths, (colours, colours), brush, rng)
