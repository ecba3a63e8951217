"""A brush over a mask: round stamps close behind each other along the way of the hand. No torch."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Box: TypeAlias = tuple[int, int, int, int]
"""Left, top, right and bottom in pixels of a mask; right and bottom are the first outside."""

SPACING = 0.2
"""Distance of stamps as a share of their radius: closer ones are not told apart, and take longer."""

SHARED_FROM = 12.0
"""Radius in pixels from which stamps stand on whole pixels, so that one drawing serves for all of a stroke."""


@dataclass(frozen=True)
class Brush:
    """What is painted with.

    Attributes:
        radius: in pixels of the mask.
        softness: the share of the radius over which the edge fades, 0 to 1.
        flow: how much of what is not yet covered one stroke covers in its middle, 0 to 1.
    """

    radius: float
    softness: float = 0.5
    flow: float = 1.0


def stamp(brush: Brush, across: float = 0.0, down: float = 0.0) -> NDArray[np.float32]:
    """A round stamp.

    Args:
        brush: of which size and softness.
        across: where the middle lies beside the middle of the pixel in the middle, -0.5 to 0.5.
        down: likewise.

    Returns:
        Shape (2 n + 1, 2 n + 1): 1 within, 0 outside, and a smooth step t² (3 - 2 t) between, at least a pixel wide.
    """
    reach = math.ceil(brush.radius + 1)
    places = np.arange(-reach, reach + 1, dtype=np.float32)
    distance = np.sqrt((places - np.float32(down))[:, None] ** 2 + (places - np.float32(across))[None, :] ** 2)
    outer = brush.radius + 0.5
    inner = min(brush.radius * (1 - brush.softness), outer - 1)
    share = np.clip((outer - distance) / (outer - inner), 0, 1)
    return (share * share * (3 - 2 * share)).astype(np.float32)


class Stroke:
    """One stroke over a mask, which is changed in place.

    What a stroke covers, c, grows with each stamp by its share of what is left: c + (1 - c) s. The mask is then the
    one of before, drawn towards all or nothing by c; so a stroke never paints over itself twice as strongly.

    Args:
        mask: uint8, shape (H, W), writable; also a view.
        brush: what is painted with.
        erases: whether it takes away.
    """

    def __init__(self, mask: NDArray[np.uint8], brush: Brush, *, erases: bool = False) -> None:
        self._mask = mask
        self._before = mask.copy()
        self._covered = np.zeros(mask.shape, np.float32)
        self._brush = brush
        self._target = np.float32(0 if erases else 255)
        # A brush of hard edge covers by its flow once it has passed.
        self._step = max(SPACING * brush.radius, 0.5)
        self._share = 1 - (1 - min(brush.flow, 1.0)) ** min(self._step / (2 * brush.radius), 1.0)
        self._shared = stamp(brush) if brush.radius >= SHARED_FROM else None
        self._last: tuple[float, float] | None = None
        self._to_go = 0.0

    def to(self, across: float, down: float, pressure: float = 1.0) -> Box | None:
        """Goes on to a point.

        Args:
            across: in pixels of the mask; it may lie outside.
            down: likewise.
            pressure: of a pen, 0 to 1: less covers less.

        Returns:
            The part of the mask that has changed, or None.
        """
        changed: Box | None = None
        for place in self._places(across, down):
            changed = _united(changed, self._stamp(*place, pressure))
        if changed is not None:
            left, top, right, bottom = changed
            before = self._before[top:bottom, left:right].astype(np.float32)
            before += (self._target - before) * self._covered[top:bottom, left:right]
            self._mask[top:bottom, left:right] = np.rint(before, out=before)
        return changed

    def _places(self, across: float, down: float) -> list[tuple[float, float]]:
        if self._last is None:
            self._last = across, down
            self._to_go = self._step
            return [self._last]
        begun, length = self._last, math.dist(self._last, (across, down))
        self._last = across, down
        if length == 0:
            return []
        gone = np.arange(self._to_go, length + 1e-9, self._step)
        self._to_go = (float(gone[-1]) + self._step if len(gone) else self._to_go) - length
        shares = gone / length
        return [(begun[0] + share * (across - begun[0]), begun[1] + share * (down - begun[1])) for share in shares]

    def _stamp(self, across: float, down: float, pressure: float) -> Box | None:
        column, row = math.floor(across + 0.5), math.floor(down + 0.5)
        drawn = self._shared
        if drawn is None:
            drawn = stamp(self._brush, across - column, down - row)
        reach = drawn.shape[0] // 2
        height, width = self._mask.shape
        left, right = max(column - reach, 0), min(column + reach + 1, width)
        top, bottom = max(row - reach, 0), min(row + reach + 1, height)
        if left >= right or top >= bottom:
            return None
        seen = drawn[top - row + reach : bottom - row + reach, left - column + reach : right - column + reach]
        covered = self._covered[top:bottom, left:right]
        covered += (1 - covered) * seen * np.float32(self._share * pressure)
        return left, top, right, bottom


def _united(first: Box | None, second: Box | None) -> Box | None:
    if first is None or second is None:
        return first or second
    return min(first[0], second[0]), min(first[1], second[1]), max(first[2], second[2]), max(first[3], second[3])
