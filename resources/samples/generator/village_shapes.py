"""The solids of the harbour: convex bodies bounded by planes, and trees, and how rays find them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from resources.samples.generator.noise import fractal_at

if TYPE_CHECKING:
    from resources.samples.generator.pixels import Field, Numbers

NOTHING = -1


@dataclass(frozen=True)
class Solid:
    """A convex body, or a tree's crown if it has no planes.

    Attributes:
        kind: what it is, for its surface: `wall`, `roof`, `terrace`, `hull`, `mast`, `crown` ...
        place: of its middle at the foot.
        turn: around the upright axis, in radians.
        planes: n × 4: a direction and how far the body reaches that way, in its own axes.
        half: half its size along its own axes, for its bounds.
        seed: tells it from others of its kind.
    """

    kind: str
    place: tuple[float, float, float]
    turn: float
    planes: Field
    half: tuple[float, float, float]
    seed: int


@dataclass
class Hits:
    """What a bundle of rays met: how far away, which solid, and which of its planes."""

    far: Field
    solid: Numbers
    plane: Numbers


@dataclass(frozen=True)
class View:
    """A bundle of rays on a raster, and how a place in space finds its raster position."""

    starts: Field
    ways: Field
    columns: Numbers
    rows: Numbers


def box(
    kind: str, place: tuple[float, float, float], half: tuple[float, float, float], turn: float, seed: int
) -> Solid:
    """An upright box; its foot stands at `place`, its height is twice `half[1]`."""
    planes = [(1, 0, 0, half[0]), (-1, 0, 0, half[0]), (0, 0, 1, half[2]), (0, 0, -1, half[2])]
    planes += [(0, 1, 0, 2 * half[1]), (0, -1, 0, 0)]
    return Solid(kind, place, turn, np.array(planes, np.float32), half, seed)


def roof(place: tuple[float, float, float], half: tuple[float, float, float], turn: float, seed: int) -> Solid:
    """A gabled roof with its ridge along its own x; `half[1]` is half its height."""
    rise = 2 * half[1]
    length = float(np.hypot(rise, half[2]))
    slope = (0.0, half[2] / length, rise / length, rise * half[2] / length)
    planes = [
        (1, 0, 0, half[0]),
        (-1, 0, 0, half[0]),
        slope,
        (slope[0], slope[1], -slope[2], slope[3]),
        (0, -1, 0, 0.07),
    ]
    return Solid("roof", place, turn, np.array(planes, np.float32), half, seed)


def pyramid(place: tuple[float, float, float], half: tuple[float, float, float], turn: float, seed: int) -> Solid:
    """A roof with four slopes, for towers."""
    rise = 2 * half[1]
    length = float(np.hypot(rise, half[0]))
    up, out, reach = half[0] / length, rise / length, rise * half[0] / length
    planes = [(out, up, 0, reach), (-out, up, 0, reach), (0, up, out, reach), (0, up, -out, reach), (0, -1, 0, 0.05)]
    return Solid("roof", place, turn, np.array(planes, np.float32), half, seed)


def hull(place: tuple[float, float, float], length: float, turn: float, seed: int) -> Solid:
    """A boat's hull with its bow along its own x."""
    breadth, side = 0.17 * length, 0.15 * length
    flare, bow = (0.92, -0.39), (0.40, 0.90)
    planes = [(0.0, flare[1], sign * flare[0], breadth) for sign in (1, -1)]
    planes += [(bow[0], -0.22, sign * bow[1], 0.29 * length) for sign in (1, -1)]
    planes += [(-0.96, -0.25, 0.0, 0.46 * length), (0.0, 1.0, 0.0, side), (0.0, -1.0, 0.0, 0.1)]
    half = (0.75 * length, side, breadth * 1.3)
    return Solid("hull", place, turn, np.array(planes, np.float32), half, seed)


def crown(place: tuple[float, float, float], half: tuple[float, float, float], seed: int) -> Solid:
    """A tree's crown, an uneven ellipsoid; its foot stands at `place`."""
    return Solid("crown", place, 0.0, np.zeros((0, 4), np.float32), half, seed)


def bounds(solid: Solid) -> Field:
    """The corners of a box around a solid, 8 × 3."""
    reach = float(np.hypot(solid.half[0], solid.half[2])) * 1.25 if solid.turn or not len(solid.planes) else None
    across, deep = (reach, reach) if reach else (solid.half[0], solid.half[2])
    corners = [
        (side * across, rise * 2.3 * solid.half[1] - 0.15, front * deep)
        for side in (-1, 1)
        for rise in (0, 1)
        for front in (-1, 1)
    ]
    return np.array(corners, np.float32) + np.array(solid.place, np.float32)


def turned_into(solid: Solid, vectors: Field) -> Field:
    """Directions in the solid's own axes."""
    cosine, sine = np.float32(np.cos(solid.turn)), np.float32(np.sin(solid.turn))
    x = vectors[..., 0] * cosine + vectors[..., 2] * sine
    z = vectors[..., 2] * cosine - vectors[..., 0] * sine
    return np.stack([x, vectors[..., 1], z], axis=-1)


def turned_out(solid: Solid, vectors: Field) -> Field:
    """Directions in the solid's own axes, as the world has them."""
    cosine, sine = np.float32(np.cos(solid.turn)), np.float32(np.sin(solid.turn))
    x = vectors[..., 0] * cosine - vectors[..., 2] * sine
    z = vectors[..., 2] * cosine + vectors[..., 0] * sine
    return np.stack([x, vectors[..., 1], z], axis=-1)


def meet(solid: Solid, starts: Field, ways: Field) -> tuple[Field, Numbers]:
    """How far each ray runs to a solid (infinite if it misses), and the plane where it enters."""
    starts = turned_into(solid, starts - np.array(solid.place, np.float32))
    ways = turned_into(solid, ways)
    if not len(solid.planes):
        return _meet_crown(solid, starts, ways)
    enter = np.full(ways.shape[:-1], -1e9, np.float32)
    leave = np.full(ways.shape[:-1], 1e9, np.float32)
    plane = np.zeros(ways.shape[:-1], np.int8)
    for number, (*direction, reach) in enumerate(solid.planes):
        normal = np.array(direction, np.float32)
        speed = ways @ normal
        gap = reach - starts @ normal
        with np.errstate(divide="ignore", invalid="ignore"):
            far = np.where(np.abs(speed) > 1e-7, gap / speed, np.where(gap < 0, 1e9, -1e9)).astype(np.float32)
        entering = (speed < 0) | ((np.abs(speed) <= 1e-7) & (gap < 0))
        later = entering & (far > enter)
        enter = np.where(later, far, enter)
        plane = np.where(later, number, plane)
        leave = np.where(~entering & (np.abs(speed) > 1e-7), np.minimum(leave, far), leave)
    return np.where((enter < leave) & (enter > 0.01), enter, np.inf).astype(np.float32), plane


def _meet_crown(solid: Solid, starts: Field, ways: Field) -> tuple[Field, Numbers]:
    half = np.array(solid.half, np.float32)
    starts = (starts - np.array([0, half[1], 0], np.float32)) / half
    ways = ways / half
    square = np.sum(ways * ways, axis=-1)
    middle = -np.sum(starts * ways, axis=-1) / square
    nearest = starts + ways * middle[..., None]
    away = np.sum(nearest * nearest, axis=-1)
    scale = half * np.float32(1.1)
    close = away < 1.8
    x, y, z = (nearest[close] * scale).T
    lumps = np.full(away.shape, -1, np.float32)
    lumps[close] = fractal_at(x + solid.seed, y, z, 301, octaves=4)
    inside = 1 + 0.75 * lumps - away
    far = middle - np.sqrt(np.clip(inside, 0, 1) / square) * 0.8
    found = (inside > 0) & (far > 0.01)
    return np.where(found, far, np.inf).astype(np.float32), np.zeros(far.shape, np.int8)


def trace(solids: list[Solid], view: View, shape: tuple[int, int]) -> Hits:
    """Finds the nearest solid along every ray of a raster.

    Args:
        solids: all there is.
        view: rays, rows × columns × 3, and per solid the raster positions of its bounds' corners.
        shape: of the raster.
    """
    hits = Hits(np.full(shape, np.inf, np.float32), np.full(shape, NOTHING, np.int16), np.zeros(shape, np.int8))
    for number, solid in enumerate(solids):
        left, right = int(np.floor(view.columns[number].min())) - 1, int(np.ceil(view.columns[number].max())) + 2
        top, bottom = int(np.floor(view.rows[number].min())) - 1, int(np.ceil(view.rows[number].max())) + 2
        window = (slice(max(top, 0), max(bottom, 0)), slice(max(left, 0), max(right, 0)))
        ways = view.ways[window] if view.ways.ndim == 3 else view.ways
        starts = view.starts[window] if view.starts.ndim == 3 else view.starts
        if hits.far[window].size == 0:
            continue
        far, plane = meet(solid, starts, np.broadcast_to(ways, (*hits.far[window].shape, 3)))
        nearer = far < hits.far[window]
        hits.far[window] = np.where(nearer, far, hits.far[window])
        hits.solid[window] = np.where(nearer, number, hits.solid[window])
        hits.plane[window] = np.where(nearer, plane, hits.plane[window])
    return hits
