"""Mosaic: fish in a round of waves, set in stone and gold, with rows of stones that follow the drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from resources.samples.generator.noise import fractal, fractal_at, grain
from resources.samples.generator.pixels import (
    blurred,
    gradient,
    grid,
    mix,
    palette,
    resized,
    sampled,
    smoothstep,
)
from resources.samples.generator.strokes import scattered

if TYPE_CHECKING:
    from resources.samples.generator.pixels import Field, Numbers

OVERSAMPLING = 1.5
STONE = 0.0132
ROUNDS = 7
GOLD = palette("#8a5a12", "#d69a2a", "#f7d878")
SEA = palette("#0d2a44", "#155a73", "#2b8f95", "#7fc4b4", "#e6efdb")
BODY = palette("#5a1420", "#a62a22", "#e0662a", "#f4b050", "#f8ead0")
SMALL = palette("#22304f", "#5a6f8f", "#c9b98a", "#f0e2b8", "#fdf7e2")
BORDER = palette("#1a2238", "#8f1f26", "#f0e2c4")
GROUT = palette("#463c34")[0]


def paint(width: int, height: int) -> Field:
    """Paints the picture at this size."""
    wide, high = round(width * OVERSAMPLING), round(height * OVERSAMPLING)
    colours, angles, gold = _scene(wide, high)
    rng = np.random.default_rng(71)
    size = max(STONE * high, 4.0)
    places = scattered(wide, high, size, rng, margin=size)
    for _ in range(ROUNDS):
        owner, _, _ = _nearest(places, angles, wide, high, size)
        places = _centred(places, owner, wide, high)
    owner, first, second = _nearest(places, angles, wide, high, size)
    return resized(_set_in_grout(owner, second - first, places, (colours, angles, gold), size), width, height)


def _nearest(places: Field, angles: Field, width: int, height: int, size: float) -> tuple[Numbers, Field, Field]:
    """For each pixel the nearest stone, measured squarely along the rows, and the two least distances."""
    reach = round(size * 1.9)
    owner = np.zeros((height, width), np.int32)
    first = np.full((height, width), 1e3, np.float32)
    second = np.full((height, width), 1e3, np.float32)
    turns = sampled(angles, places[:, 0], places[:, 1])
    cosines, sines = np.cos(turns), np.sin(turns)
    for stone, (x, y) in enumerate(places):
        left, right = max(int(x) - reach, 0), min(int(x) + reach + 1, width)
        top, bottom = max(int(y) - reach, 0), min(int(y) + reach + 1, height)
        if left >= right or top >= bottom:
            continue
        across = np.arange(left, right, dtype=np.float32) + 0.5 - x
        down = (np.arange(top, bottom, dtype=np.float32) + 0.5 - y)[:, None]
        along = np.abs(across * cosines[stone] + down * sines[stone])
        aside = np.abs(down * cosines[stone] - across * sines[stone])
        far = np.maximum(along, aside) + 0.12 * np.minimum(along, aside)
        window = (slice(top, bottom), slice(left, right))
        best = first[window]
        nearer = far < best
        second[window] = np.minimum(second[window], np.maximum(far, best))
        owner[window] = np.where(nearer, stone, owner[window])
        first[window] = np.minimum(best, far)
    return owner, first, second


def _centred(places: Field, owner: Numbers, width: int, height: int) -> Field:
    count = np.bincount(owner.ravel(), minlength=len(places))
    x = np.bincount(owner.ravel(), np.tile(np.arange(width) + 0.5, height), len(places))
    y = np.bincount(owner.ravel(), np.repeat(np.arange(height) + 0.5, width), len(places))
    middle = np.stack([x, y], axis=1) / np.maximum(count, 1)[:, None]
    return np.where((count > 0)[:, None], middle, places).astype(np.float32)


def _set_in_grout(owner: Numbers, gap: Field, places: Field, scene: tuple[Field, Field, Field], size: float) -> Field:
    """Gives every stone its own colour, tilt and wear, and fills between them."""
    colours, _, gold = scene
    height, width = owner.shape
    rng = np.random.default_rng(72)
    count = len(places)
    own: Numbers = sampled(colours, places[:, 0], places[:, 1])
    own = own * (1 + rng.normal(0, 0.09, (count, 1))) + rng.normal(0, 0.022, (count, 3))
    golden = sampled(gold, places[:, 0], places[:, 1]) > 0.5
    gleam = rng.uniform(0, 1, count)
    own[golden] = gradient(gleam[golden], (0, 0.55, 1), GOLD)
    tilt = rng.normal(0, 1, (count, 2)) * np.where(golden, 0.22, 0.1)[:, None]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    slope = (x - places[owner, 0]) * tilt[owner, 0] + (y - places[owner, 1]) * tilt[owner, 1]
    width_of_grout = (0.13 + 0.05 * fractal(width, height, 14, 73, octaves=3)) * size
    stone = smoothstep(0, 0.22 * size, gap - width_of_grout)
    chipped = stone * (1 - 0.5 * np.clip(fractal(width, height, 170, 74, octaves=2) - 0.75, 0, 1))
    surface = chipped * size * 0.33 + slope * 0.35 * stone + 0.05 * size * fractal(width, height, 120, 75, octaves=3)
    smooth = blurred(np.asarray(surface, np.float32), 0.0008 * height)
    down, across = np.gradient(smooth, axis=0), np.gradient(smooth, axis=1)
    shade = np.clip(1 - 0.42 * across - 0.5 * down, 0.45, 1.6)
    veins = fractal_at(x / size * 0.8, y / size * 0.8, owner * 7.3, 76, octaves=3)
    picture = own[owner] * (1 + 0.11 * veins)[..., None]
    grout = GROUT * (1 + 0.3 * fractal(width, height, 150, 77, octaves=3))[..., None]
    picture = mix(grout, picture, smoothstep(0.15, 0.75, stone)) * shade[..., None]
    spark: Numbers = np.clip(shade - 1.12, 0, 1) * np.where(golden[owner], 1.3, 0.45) * stone
    picture = picture + np.multiply.outer(spark, palette("#fff3cf")[0])
    light = 1.06 - 0.2 * np.hypot(x / width - 0.4, y / height - 0.35) + 0.012 * grain(width, height, 78)
    return np.asarray(np.clip(picture * light[..., None], 0, 1), np.float32)


def _scene(width: int, height: int) -> tuple[Field, Field, Field]:
    """The drawing: colours, the direction of the rows, and where gold is set."""
    x, y = grid(width, height)
    x = x - width / height / 2
    y = y - 0.5
    far, turn = np.hypot(x, y), np.arctan2(y, x)
    swell = 0.03 * np.sin(x * 15 + y * 3) + 0.02 * np.sin(x * 27 - y * 9 + 1) + 0.012 * fractal(width, height, 4, 79)
    stream = y + swell
    waves = 0.5 + 0.5 * np.sin(stream * 62)
    depth = np.clip(0.08 + 0.5 * waves**2 + 0.45 * (0.3 - stream) * waves + 0.1 * fractal(width, height, 5, 80), 0, 1)
    colours = gradient(depth, (0, 0.3, 0.55, 0.8, 1), SEA)
    down, across = np.gradient(stream)
    layers = (colours, np.asarray(np.arctan2(-across, down), np.float32), np.zeros_like(x))
    layers = _fish(layers, (x + 0.02, y + 0.055), (0.235, -0.42, -0.16), BODY, height)
    layers = _fish(layers, (x - 0.10, y - 0.185), (0.105, 2.95, 0.14), SMALL, height)
    layers = _fish(layers, (x + 0.145, y - 0.19), (0.075, 3.35, 0.12), SMALL, height)
    return _frame(layers, far, turn)


def _fish(
    layers: tuple[Field, Field, Field],
    place: tuple[Field, Field],
    shape: tuple[float, float, float],
    skin_colours: Field,
    height: int,
) -> tuple[Field, Field, Field]:
    """A fish in profile; `place` is each pixel from its middle, `shape` its half length, its heading and its bend."""
    colours, angles, gold = layers
    half, heading, bend = shape
    along = (place[0] * np.cos(heading) + place[1] * np.sin(heading)) / half
    aside = (place[1] * np.cos(heading) - place[0] * np.sin(heading)) / half
    aside = aside - bend * (along * along - 0.3)
    back = np.clip(1 - along, 0, None) / 1.8
    form = 0.42 * np.clip(1 - along**2, 0, 1) ** 0.62 * (0.42 + 0.58 * smoothstep(-1.0, 0.1, along))
    body = (np.abs(aside) < form) & (along > -0.86)
    tail = (along < -0.72) & (along > -1.34 + 0.42 * np.clip(1 - np.abs(aside) / 0.4, 0, 1))
    tail &= np.abs(aside) < 0.09 + (-0.72 - along) * 0.72
    top = (along < 0.42) & (along > -0.55) & (aside < 0) & (-aside < form + 0.26 * smoothstep(0.42, 0.12, along))
    low = (along < 0.1) & (along > -0.42) & (aside > 0) & (aside < form + 0.2 * smoothstep(0.1, -0.3, along))
    fins = (tail | top | low) & ~body
    rays = 0.5 + 0.5 * np.sin(np.where(tail, aside / np.maximum(0.55 - along, 0.2) * 62, (along - aside * 0.6) * 36))
    fin_colours = gradient(rays, (0, 0.45, 1), skin_colours[[0, 2, 3]])
    row = np.floor(along * 9)
    scale = np.hypot(np.mod(along * 9, 1) - 1.0, np.mod(aside * 7.5 + 0.5 * (row % 2), 1) - 0.5)
    belly = np.clip(0.5 + aside / np.maximum(form, 0.05) * 0.5, 0, 1)
    skin = gradient(belly, (0, 0.28, 0.55, 0.8, 1), skin_colours)
    skin = mix(skin, skin_colours[0], smoothstep(0.62, 0.78, scale) * (along < 0.4) * 0.75)
    head = along > 0.44 - 0.14 * np.cos(aside * 4)
    skin = np.where(head[..., None], gradient(belly, (0, 0.5, 1), skin_colours[[1, 3, 4]]), skin)
    gill = np.abs(along - 0.44 + 0.14 * np.cos(aside * 4)) < 0.035
    skin = mix(skin, palette("#16101c")[0], gill * 1.0)
    mouth = (np.abs(aside - 0.07 - (along - 0.8) * 0.2) < 0.022) & (along > 0.8)
    skin = mix(skin, palette("#16101c")[0], mouth * 1.0)
    eye = np.hypot(along - 0.63, aside + 0.1)
    skin = mix(skin, palette("#fff6dc")[0], (eye < 0.125) * 1.0)
    skin = mix(skin, palette("#10131f")[0], (eye < 0.07) * 1.0)
    whole = blurred(((body | fins) * 1.0).astype(np.float32), 0.006 * height)
    rim = (whole > 0.07) & ~(body | fins)
    colours = mix(colours, palette("#0a1626")[0], rim * 1.0)
    colours = np.where(fins[..., None], fin_colours, colours)
    colours = np.where(body[..., None], skin, colours)
    gold = np.where(rim | fins | body, 0.0, gold)
    gold = np.where(body & (np.abs(aside - 0.02) < 0.035 + 0.01 * back) & (along < 0.25), 1.0, gold)
    inner = blurred((body * 1.0).astype(np.float32), 0.016 * height)
    down, across = np.gradient(inner)
    edge = np.hypot(down, across) > 0.3 / height
    angles = np.where(body | fins, heading + 2 * bend * along, angles)
    angles = np.where(edge & (body | rim) & ~fins, np.arctan2(across, -down), angles)
    return np.asarray(colours, np.float32), np.asarray(angles, np.float32), np.asarray(gold, np.float32)


def _frame(layers: tuple[Field, Field, Field], far: Field, turn: Field) -> tuple[Field, Field, Field]:
    """A ring of running waves between gold lines, and corners of gold."""
    colours, angles, gold = layers
    ring = (far > 0.385) & (far < 0.478)
    share = (far - 0.385) / 0.093
    phase = np.mod(turn * 24 / (2 * np.pi) + 0.35 * np.sin(share * np.pi), 1)
    crest = phase < 0.5 + 0.42 * np.cos(share * np.pi)
    wave = np.where(crest[..., None], BORDER[0], BORDER[2])
    wave = np.where((np.hypot(phase - 0.55, share - 0.52) < 0.19)[..., None], BORDER[1], wave)
    colours = np.where(ring[..., None], wave, colours)
    line = (np.abs(far - 0.378) < 0.0085) | (np.abs(far - 0.486) < 0.0085)
    dark = (np.abs(far - 0.502) < 0.0085) | (np.abs(far - 0.362) < 0.0085)
    outside = far > 0.511
    colours = np.where(dark[..., None], BORDER[1], colours)
    leaf = outside & (np.sin((far - 0.51) * 75 + np.abs(np.cos(turn * 4)) * 3.5) > 0.55)
    gold = np.where(line | (outside & ~leaf), 1.0, np.where(ring | dark, 0.0, gold))
    colours = np.where(leaf[..., None], palette("#1d5a4a")[0], colours)
    angles = np.where(far > 0.355, turn + np.pi / 2, angles)
    return np.asarray(colours, np.float32), np.asarray(angles, np.float32), np.asarray(gold, np.float32)
