"""The plan of the harbour: where its houses, trees, walls and boats stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from resources.samples.generator.village_shapes import Solid, box, crown, hull, pyramid, roof

if TYPE_CHECKING:
    from numpy.random import Generator

QUAY = 30.0
"""How far away the quay begins."""

ROWS = 7


def village() -> list[Solid]:
    """All solids of the harbour."""
    rng = np.random.default_rng(302)
    solids = [box("quay", (0.0, -1.0, QUAY + 6), (90.0, 1.0, 6.0), 0.0, 0)]
    for row in range(ROWS):
        _row(solids, row, rng)
    _church(solids, rng)
    _boats(solids, rng)
    return solids


def _ground(x: float, row: int) -> float:
    """How high the hill is there: it climbs from the quay, and most in the middle left."""
    hill = 0.55 + 0.75 * float(np.exp(-(((x + 9) / 24) ** 2)))
    return 1.0 + row * 3.0 * hill if row else 1.0


def _row(solids: list[Solid], row: int, rng: Generator) -> None:
    z = QUAY + 6.0 + row * 6.0
    reach = 26.0 + row * 4.5
    # Terraces are cut into pieces, so that their tops follow the hill.
    for piece in np.arange(-reach - 12, reach + 12, 6.0):
        top = _ground(float(piece), row)
        if row:
            solids.append(
                box("terrace", (float(piece), -1.0, z + 2.6), (3.05, (top + 1) / 2, 4.2), 0.0, row * 40 + int(piece))
            )
    x = -reach
    while x < reach:
        half = float(rng.uniform(1.7, 3.0))
        x += half
        crowded = 0.93 if row < 2 else 0.80 - 0.05 * row
        if rng.uniform() < crowded * (1.0 if x < 22 or row < 2 else 0.55):
            _house(solids, (x, _ground(x, row), z + float(rng.uniform(-0.5, 1.0))), half, row, rng)
        else:
            _trees(solids, (x, _ground(x, row), z), half, rng)
        x += half + (float(rng.uniform(-0.1, 0.15)) if row < 2 else float(rng.uniform(0.0, 1.3)))


def _house(solids: list[Solid], place: tuple[float, float, float], half: float, row: int, rng: Generator) -> None:
    storeys = int(rng.integers(2, 5)) if row < 2 else int(rng.integers(1, 4))
    tall = storeys * 2.7 + 0.5
    deep = float(rng.uniform(2.1, 3.0))
    turn = float(rng.normal(0, 0.05 if row < 2 else 0.2))
    seed = int(rng.integers(1, 10_000))
    solids.append(box("wall", (place[0], place[1] - 1.5, place[2] + 2), (half, tall / 2 + 0.75, deep), turn, seed))
    top = place[1] + tall
    kind = rng.uniform()
    if kind < 0.62:
        solids.append(roof((place[0], top, place[2] + 2), (half + 0.32, 0.62, deep + 0.38), turn, seed))
    elif kind < 0.82:
        solids.append(roof((place[0], top, place[2] + 2), (deep + 0.36, 0.72, half + 0.34), turn + np.pi / 2, seed))
    else:
        solids.append(box("ledge", (place[0], top - 0.05, place[2] + 2), (half + 0.12, 0.2, deep + 0.12), turn, seed))
    if kind < 0.5:
        side = float(rng.uniform(-0.6, 0.6)) * half
        solids.append(box("ledge", (place[0] + side, top + 0.3, place[2] + 1.6), (0.28, 0.75, 0.24), turn, seed + 1))
    if row == 0 and rng.uniform() < 0.6:
        wide = half * float(rng.uniform(0.45, 0.8))
        solids.append(_awning((place[0], place[1] + 2.3, place[2] + 2 - deep), wide, seed))


def _awning(place: tuple[float, float, float], wide: float, seed: int) -> Solid:
    planes = [
        (1, 0, 0, wide),
        (-1, 0, 0, wide),
        (0, 0.9, -0.44, 0.45),
        (0, -0.9, 0.44, -0.38),
        (0, 0, -1, 1.15),
        (0, 0, 1, 0),
    ]
    return Solid("awning", place, 0.0, np.array(planes, np.float32), (wide, 0.6, 1.3), seed)


def _trees(solids: list[Solid], place: tuple[float, float, float], half: float, rng: Generator) -> None:
    for _ in range(int(rng.integers(1, 4))):
        x = place[0] + float(rng.uniform(-half, half))
        z = place[2] + float(rng.uniform(-0.5, 3.0))
        seed = int(rng.integers(1, 10_000))
        if rng.uniform() < 0.38:
            tall = float(rng.uniform(2.4, 4.0))
            solids.append(crown((x, place[1] - 0.2, z), (0.62, tall, 0.62), seed))
        else:
            size = float(rng.uniform(1.1, 2.1))
            solids.append(crown((x, place[1] + 0.1, z), (size * 1.15, size * 0.85, size), seed))


def _church(solids: list[Solid], rng: Generator) -> None:
    """A church with its tower above the roofs."""
    x, z, foot = -6.5, QUAY + 6 + 4.4 * 6, _ground(-6.5, 4) - 1
    seed = int(rng.integers(1, 10_000))
    solids.append(box("church", (x, foot, z), (1.45, 7.6, 1.45), 0.12, seed))
    solids.append(box("ledge", (x, foot + 10.9, z), (1.65, 0.16, 1.65), 0.12, seed))
    solids.append(box("ledge", (x, foot + 15.1, z), (1.7, 0.2, 1.7), 0.12, seed))
    solids.append(pyramid((x, foot + 15.5, z), (1.55, 1.55, 1.55), 0.12, seed))
    solids.append(box("church", (x + 5.2, foot, z + 0.6), (3.9, 3.7, 2.3), 0.12, seed + 5))
    solids.append(roof((x + 5.2, foot + 7.4, z + 0.6), (4.2, 0.9, 2.7), 0.12, seed))


def _boats(solids: list[Solid], rng: Generator) -> None:
    places = (
        (-4.3, 12.6, 4.6, 0.35), (6.6, 17.0, 4.4, 2.75), (-11.5, 19.5, 4.2, 0.15), (1.6, 23.5, 4.0, 3.0),
        (13.5, 24.0, 4.6, 2.6), (-6.0, 26.8, 3.6, 1.35), (-17.5, 26.5, 4.0, 1.8), (8.8, 27.6, 3.6, 1.7),
        (18.6, 28.0, 3.4, 1.5), (-12.0, 28.2, 3.2, 1.6), (3.4, 28.3, 3.2, 1.62),
    )  # fmt: skip
    for number, (x, z, length, turn) in enumerate(places):
        seed = 40 + number
        solids.append(hull((x, 0.0, z), length, turn, seed))
        deck = 0.15 * length
        along, aside = float(np.cos(turn)), float(np.sin(turn))
        if number % 3 != 1:
            cabin = (x - 0.12 * length * along, deck - 0.15, z - 0.12 * length * aside)
            solids.append(box("cabin", cabin, (0.13 * length, 0.1 * length, 0.085 * length), turn, seed))
            top = (cabin[0], deck - 0.15 + 0.2 * length, cabin[2])
            solids.append(box("ledge", top, (0.16 * length, 0.03, 0.11 * length), turn, seed))
        tall = float(rng.uniform(0.9, 1.5)) * length
        foot = (x + 0.12 * length * along, 0.0, z + 0.12 * length * aside)
        solids.append(box("mast", foot, (0.028, tall / 2, 0.028), turn, seed))
        if number % 2 == 0:
            boom = (x - 0.09 * length * along, deck + 0.75, z - 0.09 * length * aside)
            solids.append(box("sail", boom, (0.2 * length, 0.07, 0.07), turn, seed))
