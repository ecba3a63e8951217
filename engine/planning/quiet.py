"""Quiet places: where the photo has nothing to paint, and what fills them. No torch; see `engine.transfer.filling`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

if TYPE_CHECKING:
    from engine.vgg import Level

QuietPlaces: TypeAlias = Literal["leave", "strokes", "motifs"]

QUIET_PLACES: tuple[QuietPlaces, ...] = get_args(QuietPlaces)

FILLED_LEVELS: tuple[Level, ...] = ("relu5_1", "relu4_1")
"""Where quiet places are filled: at shallower levels noise becomes specks, and motifs are too small to be any."""


@dataclass(frozen=True)
class Filling:
    """What quiet places are filled with.

    Attributes:
        kind: `strokes` or `motifs`.
        amount: how far, 0…1.
    """

    kind: QuietPlaces
    amount: float = 1.0


def filling_at(level: Level, kind: QuietPlaces, amount: float) -> Filling | None:
    """What quiet places are filled with at a level; None: they are left."""
    return Filling(kind, amount) if kind != "leave" and amount > 0 and level in FILLED_LEVELS else None
