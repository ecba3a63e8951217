"""Where on a slider a number stands, and which number is the next one. No Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass

POSITIONS = 1000
"""Places on a slider: more than its pixels, so that a drag never stutters."""


@dataclass(frozen=True)
class Scale:
    """The numbers that a slider goes through.

    Attributes:
        minimum: at the left end; above 0 if logarithmic.
        maximum: at the right end.
        step: from one number to the next; if logarithmic, as a share of it.
        decimals: to which numbers are rounded.
        logarithmic: whether equal ways are equal factors.
    """

    minimum: float
    maximum: float
    step: float = 1.0
    decimals: int = 0
    logarithmic: bool = False

    def rounded(self, value: float) -> float:
        """The number within the ends and with the decimals that are shown."""
        return round(min(self.maximum, max(self.minimum, value)), self.decimals)

    def position_of(self, value: float) -> int:
        """The place of a number, 0 to 1000."""
        value = min(self.maximum, max(self.minimum, value))
        if self.logarithmic:
            share = math.log(value / self.minimum) / math.log(self.maximum / self.minimum)
        else:
            share = (value - self.minimum) / (self.maximum - self.minimum)
        return round(share * POSITIONS)

    def value_at(self, position: int) -> float:
        """The number of a place, on the grid of steps if the scale is linear."""
        share = position / POSITIONS
        if self.logarithmic:
            return self.rounded(self.minimum * (self.maximum / self.minimum) ** share)
        steps = round(share * (self.maximum - self.minimum) / self.step)
        return self.rounded(self.minimum + steps * self.step)

    def stepped(self, value: float, steps: int) -> float:
        """The number some steps further; always another one until an end is reached."""
        moved = self.rounded(value * (1 + self.step) ** steps if self.logarithmic else value + steps * self.step)
        if moved == self.rounded(value):
            moved = self.rounded(value + math.copysign(10**-self.decimals, steps) if steps else value)
        return moved
