"""Where a point lies among corners, as weights: the mixing pad's arithmetic. No Qt.

Source: Michael Floater, "Mean value coordinates", Computer Aided Geometric Design 20, 2003.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

Point: TypeAlias = tuple[float, float]

FEWEST, MOST = 2, 6
"""How many styles a pad has corners for."""

ON = 1e-9
"""Distance below which a point lies on a corner or an edge."""


def corners(count: int) -> tuple[Point, ...]:
    """The corners of a pad on the unit circle, clockwise; the first is at the top, or of two at the left."""
    begin = math.pi if count == FEWEST else -math.pi / 2
    angles = [begin + 2 * math.pi * number / count for number in range(count)]
    return tuple((math.cos(angle), math.sin(angle)) for angle in angles)


def weights_at(point: Point, among: Sequence[Point]) -> tuple[float, ...]:
    """The weights of corners at a point: wᵢ = (tan(αᵢ₋₁ / 2) + tan(αᵢ / 2)) / rᵢ, divided by their sum.

    αᵢ is the angle under which the edge from corner i to the next is seen from the point, and rᵢ the distance of
    corner i. They sum to 1 and give the point back, Σ wᵢ cᵢ = p; at a corner they are that corner alone, and on an edge
    its two ends.

    Args:
        point: within the corners.
        among: two corners, or those of a convex polygon in order.
    """
    ways = [(corner[0] - point[0], corner[1] - point[1]) for corner in among]
    reaches = [math.hypot(*way) for way in ways]
    count = len(among)
    for number, reach in enumerate(reaches):
        if reach < ON:
            return tuple(float(other == number) for other in range(count))
    for number, following in pairwise((*range(count), 0)):
        first, second = ways[number], ways[following]
        cross = first[0] * second[1] - first[1] * second[0]
        dot = first[0] * second[0] + first[1] * second[1]
        if abs(cross) < ON and dot < 0:
            share = reaches[number] / (reaches[number] + reaches[following])
            return tuple(
                1 - share if other == number else share if other == following else 0.0 for other in range(count)
            )
    halves = []
    for number, following in pairwise((*range(count), 0)):
        first, second = ways[number], ways[following]
        cross = first[0] * second[1] - first[1] * second[0]
        dot = first[0] * second[0] + first[1] * second[1]
        halves.append(math.tan(math.atan2(abs(cross), dot) / 2))
    raw = [(halves[number - 1] + halves[number]) / reaches[number] for number in range(count)]
    whole = sum(raw)
    return tuple(value / whole for value in raw)


def point_of(weights: Sequence[float], among: Sequence[Point]) -> Point:
    """The point that weights stand for: Σ wᵢ cᵢ / Σ wᵢ; the middle where all are 0."""
    whole = sum(weights)
    shares = [weight / whole for weight in weights] if whole > 0 else [1 / len(among)] * len(among)
    pairs = list(zip(shares, among, strict=True))
    return sum(share * corner[0] for share, corner in pairs), sum(share * corner[1] for share, corner in pairs)


def within(point: Point, among: Sequence[Point]) -> Point:
    """The point itself if it lies within the corners, otherwise the nearest one that does."""
    edges = list(pairwise((*among, among[0])))
    crosses = [(b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0]) for a, b in edges]
    if len(among) > FEWEST and min(crosses) >= 0:
        return point
    return min((_nearest(point, *edge) for edge in edges), key=lambda found: math.dist(found, point))


def _nearest(point: Point, start: Point, end: Point) -> Point:
    way = end[0] - start[0], end[1] - start[1]
    along = (point[0] - start[0]) * way[0] + (point[1] - start[1]) * way[1]
    share = min(max(along / (way[0] ** 2 + way[1] ** 2), 0.0), 1.0)
    # Exactly the corner, not nearly: there is that style alone.
    return end if share == 1.0 else (start[0] + share * way[0], start[1] + share * way[1])
