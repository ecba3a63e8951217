"""Watercolour: poppies and cornflowers in loose washes, wet into wet and glazed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from resources.samples.generator.noise import at, fractal
from resources.samples.generator.paper import Watercolour
from resources.samples.generator.pixels import grid, palette, smoothstep

if TYPE_CHECKING:
    from numpy.random import Generator

    from resources.samples.generator.pixels import Field, Numbers

PAPER = palette("#fbf6ea")[0]
SCARLET, CORAL, ROSE, PLUM, INDIGO, COBALT, TEAL, SAP, OLIVE, OCHRE, LILAC = palette(
    "#e0301e",
    "#f4684a",
    "#e8557a",
    "#3a1736",
    "#27366e",
    "#3c62c8",
    "#3f8f96",
    "#5d8a3a",
    "#8f8a35",
    "#e8b050",
    "#a48cc8",
)
# Poppies: x, y, size, pigment, how open (1 seen from above, less from the side), foot of the stem.
POPPIES = (
    (0.70, 0.19, 0.095, CORAL, 0.75, 0.60),
    (0.21, 0.27, 0.125, SCARLET, 0.72, 0.40),
    (0.83, 0.45, 0.115, ROSE, 0.8, 0.62),
    (0.50, 0.40, 0.185, SCARLET, 0.9, 0.50),
    (0.30, 0.60, 0.13, CORAL, 0.7, 0.44),
    (0.67, 0.64, 0.12, SCARLET, 0.62, 0.56),
)
BUDS = ((0.41, 0.115, 0.026, 0.47), (0.885, 0.24, 0.022, 0.61), (0.10, 0.47, 0.024, 0.38))
CORNFLOWERS = ((0.145, 0.70, 0.06, 0.42), (0.86, 0.71, 0.055, 0.6), (0.38, 0.24, 0.05, 0.46), (0.60, 0.08, 0.042, 0.53))


def paint(width: int, height: int) -> Field:
    """Paints the picture at this size."""
    rng = np.random.default_rng(160)
    x, y = grid(width, height)
    x = x / (width / height)
    sheet = Watercolour(width, height, PAPER, 161)
    _background(sheet, x, y)
    for flower_x, flower_y, size, _, _, foot in POPPIES:
        _stem(sheet, x, y, (flower_x, flower_y + size * 0.3), foot=foot, half=0.0042)
    for flower_x, flower_y, size, foot in (*BUDS, *CORNFLOWERS):
        _stem(sheet, x, y, (flower_x, flower_y + size * 0.5), foot=foot, half=0.003)
    _leaves(sheet, x, y, rng)
    for flower_x, flower_y, size, _ in CORNFLOWERS:
        _cornflower(sheet, x, y, (flower_x, flower_y), size=size, rng=rng)
    for bud_x, bud_y, size, _ in BUDS:
        inside = size * (1 - np.hypot((x - bud_x) / size, (y - bud_y) / size / 1.5))
        sheet.wash(inside, SAP, 0.9, edge=0.6)
        sheet.wash(inside - 0.4 * size - 0.3 * (y - bud_y), SCARLET, 0.9, edge=0.5)
    for flower_x, flower_y, size, pigment, openness, _ in POPPIES:
        _poppy(sheet, x, y, (flower_x, flower_y, size, openness), pigment=pigment, rng=rng)
    _spatter(sheet, x, y, rng)
    return np.clip(sheet.picture, 0, 1).astype(np.float32)


def _background(sheet: Watercolour, x: Field, y: Field) -> None:
    """Wide washes that run into each other, leaving some paper white."""
    for centre_x, centre_y, size, pigment, strength in (
        (0.20, 0.20, 0.30, TEAL, 0.36),
        (0.80, 0.28, 0.32, LILAC, 0.42),
        (0.52, 0.10, 0.24, OCHRE, 0.30),
        (0.48, 0.52, 0.40, OCHRE, 0.34),
        (0.16, 0.62, 0.30, LILAC, 0.34),
        (0.84, 0.66, 0.30, TEAL, 0.42),
        (0.50, 0.82, 0.34, SAP, 0.42),
        (0.46, 0.90, 0.22, INDIGO, 0.36),
    ):
        inside = size * (1 - np.hypot(x - centre_x, (y - centre_y) * 1.1) / size)
        fade = smoothstep(0, 0.22, inside) * 0.6 + 0.4
        sheet.wash(inside, pigment, strength * fade, ragged=0.085, soft=0.10, edge=0.24, granulation=0.34)
    for centre, radius in (((0.13, 0.42), 0.085), ((0.90, 0.55), 0.075), ((0.62, 0.86), 0.085), ((0.33, 0.08), 0.06)):
        sheet.bloom(x, y, centre, radius)


def _stem(sheet: Watercolour, x: Field, y: Field, top: tuple[float, float], *, foot: float, half: float) -> None:
    share = np.clip((y - top[1]) / (1.02 - top[1]), 0, 1)
    line = top[0] + (foot - top[0]) * share**1.5 + 0.02 * np.sin(share * 5 + top[0] * 20) * (1 - share)
    inside = np.minimum(half * (0.8 + 0.5 * share) - np.abs(x - line), (y - top[1]))
    strength = 0.55 + 0.5 * fractal(x.shape[1], x.shape[0], 6, 162 + int(top[0] * 100), octaves=3) ** 2
    sheet.wash(inside, SAP if top[0] < 0.55 else OLIVE, strength, ragged=0.0012, soft=0.004, edge=0.4)
    shadow = np.minimum(half * 0.4 - np.abs(x - line - half * 0.5), (y - top[1]))
    sheet.wash(shadow, TEAL, 0.8, ragged=0.0015, soft=0.004, edge=0.2)


def _leaves(sheet: Watercolour, x: Field, y: Field, rng: Generator) -> None:
    """Long leaves that rise from the foot of the bunch and bend over."""
    for leaf in range(15):
        side = -1.0 if leaf % 2 else 1.0
        foot = 0.49 + rng.normal(0, 0.06)
        reach = side * rng.uniform(0.08, 0.42)
        tall = rng.uniform(0.2, 0.46)
        share = np.clip((1.03 - y) / tall, 0, 1.2)
        middle = foot + reach * share**1.8
        notch = 1 + 0.45 * np.sin(share * rng.uniform(18, 34) + leaf)
        half = rng.uniform(0.012, 0.024) * np.sin(np.pi * np.clip(share, 0, 1) ** 0.8) * notch
        slant = np.sqrt(1 + (1.8 * reach * np.clip(share, 0.05, 1) ** 0.8 / tall) ** 2)
        inside = np.where(share < 1, half - np.abs(x - middle) / slant, -0.02)
        pigment = (SAP, TEAL, OLIVE, SAP, INDIGO)[leaf % 5]
        strength = (0.45 + 0.6 * share) * rng.uniform(0.6, 1.15)
        sheet.wash(inside.astype(np.float32), pigment, strength, ragged=0.004, soft=0.006, edge=0.45)
        vein = np.where(share < 0.95, 0.0012 - np.abs(x - middle) / slant, -0.02)
        sheet.wash(vein.astype(np.float32), INDIGO, 0.3, ragged=0.0008, edge=0.0)


def _poppy(
    sheet: Watercolour, x: Field, y: Field, form: tuple[float, float, float, float], *, pigment: Field, rng: Generator
) -> None:
    """Petals glazed over each other, darker in their folds, around a dark heart."""
    centre_x, centre_y, size, openness = form
    from_x, from_y = (x - centre_x) / size, (y - centre_y) / size / openness
    far, turn = np.hypot(from_x, from_y), np.arctan2(from_y, from_x)
    sheet.lift(np.asarray((0.9 - far) * size, np.float32), 0.86)
    start = rng.uniform(0, 6.28)
    for petal, order in enumerate((0, 2, 1, 3, 4)):
        away = np.angle(np.exp(1j * (turn - start - order * 2 * np.pi / 5))).astype(np.float32)
        breadth = rng.uniform(0.72, 0.95)
        frill = 0.05 * np.sin(away * 9 + petal) + 0.035 * np.sin(away * 21 + start)
        outline = (1.02 + frill) * np.clip(1 - (np.abs(away) / breadth) ** 2.6, 0, 1) ** 0.42 * rng.uniform(0.88, 1.08)
        inside = np.where(np.abs(away) < breadth, (outline - far) * size, -np.minimum(far, 0.3) * size)
        folds = at(away * 7, far * 1.5, float(petal), 163 + petal) * 0.5 + at(away * 17, far * 1.2, 2.0, 164) * 0.3
        strength = 0.5 + 0.6 * smoothstep(0.8, 0.1, far) + 0.34 * folds + 0.22 * smoothstep(0.75, 1.0, far)
        strength = np.clip(strength * rng.uniform(0.8, 1.3), 0.15, 1.8)
        sheet.wash(np.asarray(inside, np.float32), pigment, strength, ragged=0.0045, soft=0.007, edge=0.5)
        if petal == 1:
            warm = inside - 0.1 * size - 0.2 * size * np.abs(folds)
            sheet.wash(np.asarray(warm, np.float32), OCHRE, 0.5, ragged=0.012, soft=0.02, edge=0.1)
    _heart(sheet, from_x, from_y, size, rng)


def _heart(sheet: Watercolour, from_x: Field, from_y: Field, size: float, rng: Generator) -> None:
    far, turn = np.hypot(from_x, from_y), np.arctan2(from_y, from_x)
    blot = (0.36 + 0.1 * np.sin(turn * 5) - far) * size
    sheet.wash(np.asarray(blot, np.float32), PLUM, 0.8, ragged=0.008, soft=0.02, edge=0.2)
    sheet.wash(np.asarray((0.14 - far) * size, np.float32), SAP, 1.0, ragged=0.001, edge=0.5)
    sheet.wash(np.asarray((0.13 - far) * size - 0.1 * size * np.abs(np.sin(turn * 4)), np.float32), PLUM, 0.7, edge=0.0)
    nearest: Numbers = np.full(far.shape, -1.0, np.float32)
    for _ in range(46):
        angle, out = rng.uniform(0, 6.28), rng.normal(0.30, 0.055)
        dot = rng.uniform(0.014, 0.028) - np.hypot(from_x - out * np.cos(angle), from_y - out * np.sin(angle))
        nearest = np.maximum(nearest, dot)
    sheet.wash(np.asarray(nearest * size, np.float32), PLUM, 1.7, ragged=0.0006, edge=0.3)


def _cornflower(
    sheet: Watercolour, x: Field, y: Field, centre: tuple[float, float], *, size: float, rng: Generator
) -> None:
    from_x, from_y = (x - centre[0]) / size, (y - centre[1]) / size / 0.85
    far, turn = np.hypot(from_x, from_y), np.arctan2(from_y, from_x)
    sheet.lift(np.asarray((0.75 - far) * size, np.float32), 0.7)
    for ring, (count, reach, pigment) in enumerate(((9, 1.05, COBALT), (8, 0.8, COBALT), (7, 0.5, INDIGO))):
        start = rng.uniform(0, 6.28)
        away = np.abs(np.mod(turn - start, 2 * np.pi / count) / (2 * np.pi / count) - 0.5) * 2
        teeth = 0.86 + 0.14 * np.cos((np.mod(turn - start, 2 * np.pi / count)) * count * 3)
        inside = (reach * teeth * (1 - 0.72 * away**1.4) - far) * size * 0.6
        strength = np.clip(0.4 + 0.4 * smoothstep(0.9, 0.0, far) + 0.2 * ring, 0.1, 1.5)
        sheet.wash(np.asarray(inside, np.float32), pigment, strength, ragged=0.003, soft=0.004, edge=0.5)
    sheet.wash(np.asarray((0.26 - far) * size, np.float32), PLUM, 0.9, ragged=0.004, soft=0.01, edge=0.3)


def _spatter(sheet: Watercolour, x: Field, y: Field, rng: Generator) -> None:
    """Drops shaken from a loaded brush."""
    for pigment, count in ((SCARLET, 26), (TEAL, 22), (COBALT, 14), (OCHRE, 16)):
        nearest: Numbers = np.full(x.shape, -1.0, np.float32)
        for _ in range(count):
            place = rng.normal(0.5, 0.29, 2)
            dot = 0.0012 + rng.exponential(0.0022) - np.hypot(x - place[0], y - place[1])
            nearest = np.maximum(nearest, dot)
        sheet.wash(np.asarray(nearest, np.float32), pigment, 0.75, ragged=0.0006, edge=0.7)
