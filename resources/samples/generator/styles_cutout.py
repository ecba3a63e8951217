"""Cut-outs: leaves and seaweed cut freely from painted paper and pasted on coloured sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from resources.samples.generator.noise import fractal, grain, smooth
from resources.samples.generator.pixels import blurred, grid, mix, palette, resized, smoothstep

if TYPE_CHECKING:
    from numpy.random import Generator

    from resources.samples.generator.pixels import Field

CREAM, INK, BLUE, SKY, GREEN, LIME, YELLOW, ORANGE, RED, PINK, PLUM = palette(
    "#f4ead6",
    "#1d1c22",
    "#1b43a0",
    "#5ba3d0",
    "#1f7a4c",
    "#9cc04a",
    "#f5bd2f",
    "#ea7427",
    "#d12f35",
    "#ef9bb0",
    "#6a2a68",
)
# Sheets: left, top, right, bottom, and their paper.
SHEETS = (
    (-0.02, -0.02, 0.36, 0.42, BLUE), (0.34, -0.02, 0.71, 0.30, YELLOW), (0.69, -0.02, 1.02, 0.45, PINK),
    (-0.02, 0.40, 0.30, 0.74, ORANGE), (0.28, 0.28, 0.73, 0.70, CREAM), (0.71, 0.43, 1.02, 0.72, GREEN),
    (-0.02, 0.72, 0.41, 1.02, PLUM), (0.39, 0.68, 0.72, 1.02, SKY), (0.70, 0.70, 1.02, 1.02, RED),
)  # fmt: skip
# Fronds: foot x, foot y, direction in degrees (up is -90), length, pairs of lobes, breadth, bend, paper.
FRONDS = (
    (0.17, 0.41, -92, 0.37, 6, 0.118, 0.35, CREAM),
    (0.52, 0.29, -84, 0.26, 5, 0.10, -0.3, RED),
    (0.87, 0.44, -97, 0.41, 7, 0.105, 0.25, GREEN),
    (0.14, 0.735, -83, 0.3, 4, 0.115, 0.3, BLUE),
    (0.40, 0.70, -80, 0.40, 6, 0.095, 0.35, INK),
    (0.61, 0.69, -101, 0.37, 5, 0.10, -0.4, ORANGE),
    (0.86, 0.72, -88, 0.26, 4, 0.105, 0.3, YELLOW),
    (0.11, 1.0, -85, 0.25, 4, 0.08, 0.3, LIME),
    (0.30, 1.01, -95, 0.27, 4, 0.085, -0.3, PINK),
    (0.55, 1.02, -90, 0.33, 6, 0.112, 0.2, CREAM),
    (0.87, 1.02, -94, 0.31, 5, 0.115, -0.35, BLUE),
)
# Small pieces that bind the sheets together: x, y, size, points, paper.
STARS = (
    (0.345, 0.36, 0.032, 5, YELLOW), (0.70, 0.335, 0.036, 6, BLUE), (0.295, 0.545, 0.026, 5, RED),
    (0.715, 0.56, 0.03, 6, LIME), (0.405, 0.745, 0.03, 5, ORANGE), (0.705, 0.86, 0.03, 6, YELLOW),
    (0.035, 0.09, 0.022, 5, ORANGE), (0.315, 0.05, 0.02, 4, LIME), (0.51, 0.395, 0.024, 5, BLUE),
    (0.965, 0.62, 0.022, 5, PINK), (0.20, 0.86, 0.022, 4, YELLOW), (0.745, 0.06, 0.022, 4, RED),
)  # fmt: skip


def paint(width: int, height: int) -> Field:
    """Paints the picture at this size."""
    rng = np.random.default_rng(61)
    picture = np.broadcast_to(CREAM, (height, width, 3)).astype(np.float32)
    aspect = width / height
    seed = 600
    for left, top, right, bottom, paper in SHEETS:
        corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
        corners = corners + rng.normal(0, 0.006, (4, 2))
        picture = _pasted(picture, [corners * (aspect, 1)], paper, seed := seed + 7, rounding=0.0)
    for foot_x, foot_y, direction, length, pairs, breadth, bend, paper in FRONDS:
        pieces = _frond((foot_x * aspect, foot_y), np.radians(direction), (length, pairs, breadth, bend), rng)
        picture = _pasted(picture, pieces, paper, seed := seed + 7, rounding=0.0065)
    for x, y, size, points, paper in STARS:
        picture = _pasted(picture, [_star((x * aspect, y), size, points, rng)], paper, seed := seed + 7, rounding=0.002)
    return np.clip(picture + (0.012 * grain(width, height, 62))[..., None], 0, 1)


def _pasted(picture: Field, pieces: list[Field], paper: Field, seed: int, *, rounding: float) -> Field:
    """Pastes pieces of one painted paper, with the shadow that its edge throws."""
    height, width = picture.shape[:2]
    unit = height / 1024
    factor = 3
    mask = Image.new("L", (width * factor, height * factor), 0)
    draw = ImageDraw.Draw(mask)
    for piece in pieces:
        draw.polygon([tuple(point) for point in np.asarray(piece) * height * factor], fill=255)
    cut = resized(np.asarray(mask, np.float32) / 255, width, height, Image.Resampling.BOX)
    if rounding:
        # Scissors round inner corners: blur, then cut again at the half.
        cut = smoothstep(0.5 - 0.12 / max(unit, 0.12), 0.5 + 0.12 / max(unit, 0.12), blurred(cut, rounding * height))
    touched = np.nonzero(cut.max(axis=1) > 0)[0], np.nonzero(cut.max(axis=0) > 0)[0]
    if not len(touched[0]):
        return picture
    shadow = blurred(cut, 4.5 * unit)
    shift = max(1, round(3.2 * unit))
    shadow = np.pad(shadow, ((shift, 0), (shift, 0)), mode="edge")[:height, :width] * (1 - cut)
    picture = picture * (1 - 0.42 * shadow)[..., None]
    edge = cut - np.roll(cut, (max(1, round(unit)), max(1, round(unit))), (0, 1))
    return mix(picture, _gouache(width, height, paper, seed), cut) + (np.clip(edge, 0, 1) * cut * 0.09)[..., None]


def _gouache(width: int, height: int, paper: Field, seed: int) -> Field:
    """Paper painted by hand: broad streaks, thinner and thicker paint."""
    x, y = grid(width, height)
    angle = np.random.default_rng(seed).uniform(-0.7, 0.7) + (np.pi / 2 if seed % 2 else 0)
    across = x * np.sin(angle) + y * np.cos(angle) + 0.012 * smooth(width, height, 4, seed)
    profile = np.random.default_rng(seed + 1).normal(0, 1, 4000)
    coarse = np.interp(across * 85, np.arange(-1000, 3000), profile)
    fine = np.interp(across * 320, np.arange(-1000, 3000), profile[::-1])
    patches = fractal(width, height, 4, seed + 2, octaves=5)
    streaks = (0.6 * coarse + 0.5 * fine) * smoothstep(-0.5, 0.7, patches)
    tooth = fractal(width, height, 200, seed + 3, octaves=2)
    shade = 1 + 0.085 * streaks + 0.11 * patches + 0.05 * tooth
    return np.asarray(paper * shade[..., None] + 0.03 * streaks[..., None], np.float32)


def _frond(
    foot: tuple[float, float], direction: float, form: tuple[float, int, float, float], rng: Generator
) -> list[Field]:
    """A stem with rounded lobes on both sides."""
    length, pairs, breadth, bend = form
    steps = np.linspace(0, 1, 40)
    heading = direction + bend * np.sin(steps * np.pi * 1.1) + 0.12 * np.sin(steps * 9 + rng.uniform(0, 6))
    walk = np.stack([np.cos(heading), np.sin(heading)], axis=1) * length / 40
    spine = np.cumsum(walk, axis=0) + foot
    pieces = [_ribbon(spine, 0.021 * (1.05 - 0.75 * steps))]
    thick = min(0.13 * breadth, 0.2 * length / pairs)
    for pair in range(pairs):
        share = 0.16 + 0.68 * pair / max(pairs - 1, 1)
        for side in (-1, 1):
            at = min(int((share + side * 0.018) * 40), 38)
            reach = 1.15 * breadth * np.sin(np.pi * (0.3 + 0.56 * share)) * rng.uniform(0.88, 1.12)
            turn = heading[at] + side * (1.3 - 0.45 * share + rng.normal(0, 0.07))
            pieces.append(_lobe(spine[at], turn, reach, side, thick))
    pieces.append(_lobe(spine[-3], heading[-1], breadth * 0.5, 1, thick))
    return pieces


def _lobe(root: Field, turn: float, reach: float, side: int, thick: float) -> Field:
    steps = np.linspace(0, 1, 24)
    heading = turn - side * 0.42 * steps**1.3
    line = np.cumsum(np.stack([np.cos(heading), np.sin(heading)], axis=1) * reach / 24, axis=0) + root
    shape = thick * (0.55 + 0.6 * np.sin(np.pi * steps**1.6 * 0.9)) * np.sqrt(np.clip(1.02 - steps**7, 0, 1))
    return _ribbon(line, shape)


def _ribbon(line: Field, half: Field) -> Field:
    tangent = np.gradient(line, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    normal = np.stack([-tangent[:, 1], tangent[:, 0]], axis=1) * half[:, None]
    return np.concatenate([line + normal, (line - normal)[::-1]])


def _star(centre: tuple[float, float], size: float, points: int, rng: Generator) -> Field:
    angles = np.arange(points * 2) * np.pi / points + rng.uniform(0, 3)
    radii = np.where(np.arange(points * 2) % 2 == 0, size, size * 0.42) * rng.uniform(0.82, 1.15, points * 2)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1) * radii[:, None] + centre
