"""Pointillism: a river with sails at sunset, in dots of pure colours that mix in the eye."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from resources.samples.generator.noise import fractal
from resources.samples.generator.pixels import gradient, grid, mix, palette, sampled, smoothstep, turned
from resources.samples.generator.strokes import Canvas, scattered

if TYPE_CHECKING:
    from numpy.random import Generator

    from resources.samples.generator.pixels import Field, Numbers

OVERSAMPLING = 1.6
SHORE = 0.47
SUN = (0.36, 0.33)
SKY = palette("#3f63ad", "#7f8fcb", "#d9a5b8", "#f7c07a", "#fde29a")
TREES = palette("#16284f", "#23485a", "#3d7a4e", "#8aa648", "#e3c65a")
BANK = palette("#1d3350", "#2f6048", "#6b9440", "#c3b64a", "#f0d878")


def paint(width: int, height: int) -> Field:
    """Paints the picture at this size."""
    wide, high = round(width * OVERSAMPLING), round(height * OVERSAMPLING)
    rng = np.random.default_rng(31)
    scene = _scene(wide, high)
    unit = max(high / 1024, 0.15)
    canvas = Canvas(mix(scene, palette("#efe3c8")[0], 0.72))
    for spacing, radius, turn, rich in ((9.5, 8.0, 0.25, 1.25), (7.2, 4.9, 0.5, 1.5), (6.4, 3.3, 0.7, 1.7)):
        places = scattered(wide, high, spacing * unit, rng, margin=4 * unit)
        colours = _divided(sampled(scene, places[:, 0], places[:, 1]), rng, turn, rich)
        radii = np.asarray(radius * unit * rng.uniform(0.75, 1.2, len(places)), np.float32)
        canvas.dab(places, radii, colours, rng, thickness=1.6)
    return canvas.lit(width, height, depth=0.75 * unit**0.5, gloss=0.05)


def _divided(colours: Field, rng: Generator, turn: float, rich: float) -> Field:
    """Splits colours into purer neighbours on the wheel, with some complementary ones among them."""
    count = len(colours)
    angle = rng.normal(0, turn, count)
    opposite = rng.uniform(0, 1, count) < 0.11
    angle = np.where(opposite, np.pi + rng.normal(0, 0.3, count), angle)
    saturation = np.where(opposite, 0.8, rich) * rng.uniform(0.75, 1.2, count)
    pure = turned(colours, angle, saturation) + rng.normal(0, 0.055, (count, 1))
    return np.clip(pure, 0.03, 0.99).astype(np.float32)


def _scene(width: int, height: int) -> Field:
    x, y = grid(width, height)
    above = _above(x, y, width, height)
    # The water shows what is above it, upside down, drawn out by ripples.
    depth = np.maximum(y - SHORE, 0)
    ripple = fractal(width, height, 26, 32, octaves=3, stretch=5)
    mirror_y = (SHORE - depth * 1.02 + ripple * (0.004 + depth * 0.055)) * height
    mirror_x = (x + ripple * depth * 0.05) * height
    water = sampled(above, mirror_x, np.clip(mirror_y, 0, SHORE * height - 2))
    water = mix(water, palette("#2c4f92")[0], np.clip(0.16 + depth * 0.55 + ripple * 0.12, 0, 0.7))
    glitter = np.exp(-(((x - SUN[0]) / (0.035 + depth * 0.12)) ** 2)) * smoothstep(-0.1, 0.5, ripple)
    water = mix(water, palette("#ffe08a")[0], glitter * 0.85)
    scene = np.where((y > SHORE)[..., None], water, above)
    scene = _near_bank(scene, x, y, width, height)
    return _tree(scene, x, y, width, height)


def _above(x: Field, y: Field, width: int, height: int) -> Field:
    far = np.hypot(x - SUN[0], (y - SUN[1]) * 1.25)
    clouds = fractal(width, height, 5, 33, octaves=5, stretch=3.2)
    ramp = np.clip(1.08 - far * 1.15 + clouds * 0.16, 0, 1)
    sky = gradient(ramp, (0, 0.3, 0.55, 0.78, 1), SKY)
    sky = mix(sky, palette("#fff6d0")[0], smoothstep(0.062, 0.05, far))
    wooded = fractal(width, height, 9, 34, octaves=5)[height // 2]
    hills = SHORE - 0.085 - 0.05 * np.sin(x * 4.4 + 1) - 0.012 * wooded
    scene = mix(sky, mix(palette("#5b5fa8")[0], palette("#c58fb0")[0], smoothstep(0.7, 0.1, far)), (y > hills) * 1.0)
    scene = _poplars(scene, x, y, width, height)
    bank = SHORE - 0.02 - 0.008 * wooded
    bank_colours = gradient(0.35 + 0.35 * fractal(width, height, 30, 35), (0, 0.25, 0.5, 0.75, 1), BANK)
    scene = np.where((y > bank)[..., None], bank_colours, scene)
    for left, size in ((0.50, 0.17), (0.59, 0.1), (0.15, 0.075)):
        scene = _sail(scene, x, y, left, size)
    return scene


def _sail(scene: Field, x: Field, y: Field, left: float, size: float) -> Field:
    rise = (SHORE + 0.006 - y) / size
    across = (x - left) / size
    main = (rise > 0.12) & (rise < 1) & (across > 0.02) & (across < 0.5 * np.maximum(1 - rise, 0) ** 0.75 + 0.03)
    jib = (rise > 0.12) & (rise < 0.85) & (across < -0.02) & (across > -0.32 * (0.85 - rise))
    hull = (rise > 0) & (rise < 0.1) & (np.abs(across - 0.06) < 0.36 + rise * 0.8)
    light = palette("#fff1cf")[0] * (0.82 + 0.18 * smoothstep(0.5, 0, across))[..., None]
    scene = np.where((main | jib)[..., None], light, scene)
    return np.asarray(np.where(hull[..., None], palette("#6a2436")[0], scene), np.float32)


def _poplars(scene: Field, x: Field, y: Field, width: int, height: int) -> Field:
    leaves = fractal(width, height, 22, 36, octaves=4)
    rows = ((0.70, 0.30, 0.03), (0.765, 0.36, 0.036), (0.835, 0.33, 0.034), (0.90, 0.38, 0.04), (0.97, 0.31, 0.036))
    for centre, tall, wide in (*rows, (0.04, 0.16, 0.055), (0.12, 0.11, 0.05), (0.235, 0.08, 0.05)):
        rise = (SHORE - y) / tall
        shape = np.sqrt(np.clip(rise * (1 - rise) * 4, 0, 1)) * (0.75 + 0.25 * np.clip(1 - rise, 0, 1))
        inside = np.abs(x - centre) < wide * (shape + 0.28 * leaves * shape)
        inside &= (rise > 0) & (rise < 1)
        light = np.clip(0.42 - (x - centre) / wide * 0.36 + leaves * 0.3, 0, 1)
        scene = np.where(inside[..., None], gradient(light, (0, 0.25, 0.5, 0.75, 1), TREES), scene)
    return np.asarray(scene, np.float32)


def _near_bank(scene: Field, x: Field, y: Field, width: int, height: int) -> Field:
    edge = 0.845 - 0.1 * smoothstep(0.35, 1.05, x) + 0.02 * np.sin(x * 7)
    edge = edge - 0.012 * fractal(width, height, 40, 37, octaves=3)
    grass = 0.48 + 0.34 * fractal(width, height, 12, 38, octaves=5, stretch=1.7) + (edge - y) * 0.6
    shade = np.exp(-(((x - 0.84) / 0.3) ** 2) - ((y - 0.93) / 0.05) ** 2)
    scene = mix(scene, gradient(grass - shade * 0.45, (0, 0.25, 0.5, 0.75, 1), BANK), (y > edge) * 1.0)
    flowers = fractal(width, height, 60, 39, octaves=2)
    scene = mix(scene, palette("#d8433f")[0], (flowers > 0.72) * (y > edge + 0.02) * 0.95)
    return mix(scene, palette("#f4e7f0")[0], (flowers < -0.76) * (y > edge + 0.02) * 0.95)


def _tree(scene: Field, x: Field, y: Field, width: int, height: int) -> Field:
    """A tree at the right that frames the view."""
    trunk_x: Numbers = 0.885 + 0.025 * np.sin(y * 5)
    trunk = (np.abs(x - trunk_x) < 0.019 + 0.03 * smoothstep(0.78, 0.9, y)) & (y < 0.885)
    bark = mix(palette("#d08a5a")[0], palette("#2c2350")[0], smoothstep(-0.018, 0.014, x - trunk_x))
    scene = mix(scene, bark, trunk * 1.0)
    leaves = fractal(width, height, 7, 40, octaves=5)
    crown = ((x - 0.93) / 0.36) ** 2 + ((y - 0.06) / 0.24) ** 2 + leaves * 0.42
    light = np.clip(0.5 + (0.8 - x) * 0.8 + leaves * 0.35 + (0.1 - y) * 0.7, 0, 1)
    colours = gradient(light, (0, 0.25, 0.5, 0.75, 1), TREES)
    return mix(scene, colours, smoothstep(1.0, 0.94, crown))
