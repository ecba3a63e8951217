"""Structure: how much of the photo's drawing stays, as one amount; what that means at each level. No torch.

Two closed-form additions to a level carry it, with f the features of the picture that enters the level, and f_p the
photo's own at the same level:

- *carried detail*, γ: what the level's networks lose of the photo is given back after them,

      result = decode(map(f)) + γ (photo - decode(f_p));

- *whitened mixing*, β: the whitened features take a part of the photo's, and are whitened again, so that the style's
  statistics stay exact: see `engine.transfer.mixing`.

Both grow along the line on which, of all that were measured, content loss and style distance are smallest together:
docs/structure.md. At a level of strength 0 neither acts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.vgg import Level

CARRIED_LEVELS: tuple[Level, ...] = ("relu5_1", "relu4_1", "relu3_1")
"""Where detail is carried: what the networks of the shallow levels lose cannot be seen."""

MIXED_LEVELS: tuple[Level, ...] = ("relu4_1", "relu3_1")
"""Where whitened features are mixed. At relu5_1 the picture is the photo itself; below, grain is the style's."""

HALF_WAY = 0.5
"""The amount at which the line bends."""

CARRIED = 0.6
"""γ at the bend and beyond: more of it takes from the style's texture what β gives at a lower price."""

MIXED, MOST_MIXED = 0.2, 0.6
"""β at the bend and at 1."""


def carried_detail(structure: float, level: Level) -> float:
    """γ at a level, for an amount of 0…1."""
    return _on_line(structure, CARRIED, CARRIED) if level in CARRIED_LEVELS else 0.0


def whitened_mixing(structure: float, level: Level) -> float:
    """β at a level, for an amount of 0…1."""
    return _on_line(structure, MIXED, MOST_MIXED) if level in MIXED_LEVELS else 0.0


def _on_line(amount: float, bend: float, end: float) -> float:
    """A value on two straight lines from 0 over the bend to the end."""
    if amount <= HALF_WAY:
        return bend * amount / HALF_WAY
    return bend + (end - bend) * (amount - HALF_WAY) / (1 - HALF_WAY)
