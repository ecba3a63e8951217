"""The solids of the still life as distances, and how rays find them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from resources.samples.generator.pixels import Field, Numbers

FLOOR, BACK = -1, -2
WALL_AT = 2.6


@dataclass(frozen=True)
class Thing:
    """A solid of revolution: where its middle (or foot) stands, its size, its profile and its skin."""

    place: tuple[float, float, float]
    size: float
    profile: str
    skin: str
    lean: tuple[float, float] = (0.0, 0.0)


def _bunch() -> tuple[Thing, ...]:
    """Grapes in a heap that runs out to the right."""
    rng = np.random.default_rng(258)
    grapes = []
    for layer, (count, rise) in enumerate(((13, 0.105), (8, 0.27), (3, 0.41))):
        for number in range(count):
            turn = number * 2.39996 + layer
            out = 0.105 * np.sqrt(number + 0.4)
            x = 0.86 + out * np.cos(turn) * 1.25 + rng.normal(0, 0.012)
            z = -0.62 + out * np.sin(turn) * 0.8 + rng.normal(0, 0.012)
            grapes.append(Thing((float(x), rise, float(z)), float(rng.uniform(0.098, 0.118)), "ball", "grape"))
    return tuple(grapes)


THINGS = (
    Thing((-0.52, 0.0, 0.42), 0.92, "vase", "vase"),
    Thing((0.20, 0.268, -0.12), 0.36, "apple", "apple", (0.12, 0.1)),
    Thing((-0.24, 0.238, -0.72), 0.32, "apple", "apple", (-0.16, -0.12)),
    Thing((0.88, 0.0, 0.28), 0.43, "pear", "pear", (0.06, 0.0)),
    Thing((-1.17, 0.33, -0.35), 0.33, "ball", "orange"),
    Thing((-1.62, 0.30, 0.22), 0.30, "ball", "orange"),
    Thing((0.24, 0.48, -0.10), 0.20, "stalk", "stalk", (0.3, 0.0)),
    Thing((-0.27, 0.42, -0.745), 0.17, "stalk", "stalk", (-0.45, -0.2)),
    Thing((0.945, 0.86, 0.28), 0.22, "stalk", "stalk", (0.4, 0.1)),
    *_bunch(),
)
# Half widths of the vase from foot to lip.
VASE_RISE = np.array([0.0, 0.04, 0.3, 0.75, 1.1, 1.4, 1.62, 1.76, 1.86])
VASE_HALF = np.array([0.30, 0.33, 0.48, 0.66, 0.66, 0.46, 0.25, 0.24, 0.33])


def _smooth_vase() -> tuple[Numbers, Numbers]:
    fine = np.linspace(0, 1.86, 400)
    half = np.interp(fine, VASE_RISE, VASE_HALF)
    kernel = np.hanning(45)
    padded = np.pad(half, 22, mode="edge")
    return fine, np.convolve(padded, kernel / kernel.sum(), "valid")


_FINE_RISE, _FINE_HALF = _smooth_vase()


def _ball(out: Numbers, rise: Numbers) -> Numbers:
    return np.hypot(out, rise) - 1


def _apple(out: Numbers, rise: Numbers) -> Numbers:
    # A ring-like ball: its middle line is drawn away from the axis, so that both ends sink in.
    away = np.hypot(out - 0.30, rise * (1.0 + 0.06 * rise))
    bottom = 0.1 * np.clip(-rise, 0, 1)
    return (away - 0.74 + bottom * out) * 0.85


def _pear(out: Numbers, rise: Numbers) -> Numbers:
    body = np.hypot(out, (rise - 0.72) * 1.04) - 0.74
    neck = np.hypot(out, (rise - 1.62) * 0.9) - 0.33
    share = np.clip(0.5 + 0.5 * (neck - body) / 0.62, 0, 1)
    return (neck * (1 - share) + body * share - 0.62 * share * (1 - share)) * 0.75


def _vase(out: Numbers, rise: Numbers) -> Numbers:
    half = np.interp(rise, _FINE_RISE, _FINE_HALF)
    wall = (out - half) * 0.72
    inner = np.where(rise > 1.3, half - 0.045 - out, -1.0)
    body = np.maximum(wall, np.maximum(-rise, rise - 1.86))
    return np.asarray(np.maximum(body, np.where(rise > 1.3, inner * 0.72, body)))


def _stalk(out: Numbers, rise: Numbers) -> Numbers:
    return np.asarray(np.hypot(out, rise - np.clip(rise, 0, 1)) - (0.075 + 0.05 * np.clip(rise, 0, 1) ** 3))


_PROFILES = {"ball": _ball, "apple": _apple, "pear": _pear, "vase": _vase, "stalk": _stalk}


def _distance(thing: Thing, places: Field) -> Field:
    x = (places[:, 0] - thing.place[0]) / thing.size
    y = (places[:, 1] - thing.place[1]) / thing.size
    z = (places[:, 2] - thing.place[2]) / thing.size
    x, z = x - thing.lean[0] * y, z - thing.lean[1] * y
    return np.asarray(_PROFILES[thing.profile](np.hypot(x, z), y) * thing.size * 0.96, np.float32)


def distances(places: Field) -> Field:
    """The distance from each place to each thing, or a little less: things × places."""
    return np.stack([_distance(thing, places) for thing in THINGS])


def normals_of(places: Field, thing: Numbers) -> Field:
    """The direction in which each place's surface looks."""
    normals = np.zeros_like(places)
    step = np.float32(0.002)
    for number, item in enumerate(THINGS):
        mine = np.flatnonzero(thing == number)
        if not len(mine):
            continue
        here = places[mine]
        for axis in range(3):
            shift = np.zeros(3, np.float32)
            shift[axis] = step
            normals[mine, axis] = _distance(item, here + shift) - _distance(item, here - shift)
    return np.asarray(normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9), np.float32)


def hit_by(starts: Field, ways: Field, *, steps: int, reach: float) -> tuple[Field, Numbers]:
    """How far each ray runs, and what it meets: the number of a thing, `FLOOR` or `BACK`."""
    with np.errstate(divide="ignore"):
        floor = np.where(ways[:, 1] < -1e-5, -starts[:, 1] / ways[:, 1], reach)
        back = np.where(ways[:, 2] > 1e-5, (WALL_AT - starts[:, 2]) / ways[:, 2], reach)
    limit = np.minimum(floor, back).astype(np.float32)
    thing = np.where(floor < back, FLOOR, BACK)
    far = limit.copy()
    # All things stand within this ball, so other rays need no marching.
    middle, radius = np.array([-0.1, 0.7, 0.0], np.float32), 2.15
    offset = starts - middle
    along = np.sum(offset * ways, axis=1)
    inside = along**2 - np.sum(offset**2, axis=1) + radius**2
    active = np.flatnonzero(inside > 0)
    travelled = np.clip(-along[active] - np.sqrt(inside[active]), 0, None).astype(np.float32)
    for _ in range(steps):
        gaps = distances(starts[active] + ways[active] * travelled[:, None])
        nearest = gaps.argmin(axis=0)
        gap = gaps.min(axis=0)
        met = (gap < 0.0012) & (travelled < limit[active])
        thing[active[met]] = nearest[met]
        far[active[met]] = travelled[met]
        travelled = travelled + gap
        on = ~met & (travelled < limit[active])
        active, travelled = active[on], travelled[on]
        if not len(active):
            break
    return far, thing
