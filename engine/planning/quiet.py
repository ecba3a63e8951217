"""Quiet places: where the photo has nothing to paint, and what fills them. No torch; see `engine.transfer.filling`."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from engine.vgg import stride_of

if TYPE_CHECKING:
    from engine.planning.tiling import Size
    from engine.vgg import Level

QuietPlaces: TypeAlias = Literal["leave", "strokes", "motifs"]

QUIET_PLACES: tuple[QuietPlaces, ...] = get_args(QuietPlaces)

Turn: TypeAlias = Literal["0", "90", "180", "270"]

TURNS: tuple[Turn, ...] = get_args(Turn)
"""How far motifs can be turned clockwise, in degrees."""

LARGEST_SEED = 9999

FILLED_LEVELS: tuple[Level, ...] = ("relu5_1", "relu4_1")
"""Where quiet places are filled: at shallower levels noise becomes specks, and motifs are too small to be any."""

MOTIF_GRID = stride_of(FILLED_LEVELS[0])
"""Pixels in whole multiples of which motifs are laid, so that they lie in the same places at each level."""


@dataclass(frozen=True)
class Placement:
    """How motifs lie on the picture.

    Attributes:
        scale: a factor on the size at which the style is looked at.
        left, top: where the first copy begins, in parts of the picture's width and height.
        quarter_turns: how often it is turned clockwise by 90 degrees.
        mirrored: whether left and right are exchanged first.
    """

    scale: float = 1.0
    left: float = 0.0
    top: float = 0.0
    quarter_turns: int = 0
    mirrored: bool = False

    def begin(self, picture: Size, level: Level) -> tuple[int, int]:
        """The position of a level at which the first copy begins.

        Args:
            picture: width and height of the picture in pixels.
            level: one of those that are filled.
        """
        positions = MOTIF_GRID // stride_of(level)
        left, top = (round(part * side / MOTIF_GRID) for part, side in zip((self.left, self.top), picture, strict=True))
        return left * positions, top * positions

    def shuffled(self, seed: int) -> Placement:
        """The same with what a seed adds: a place, a turn and a mirroring; 0 adds nothing."""
        if seed == 0:
            return self
        chance = random.Random(seed)  # noqa: S311 (nothing secret)
        return replace(
            self,
            left=self.left + chance.random(),
            top=self.top + chance.random(),
            quarter_turns=(self.quarter_turns + chance.randrange(4)) % 4,
            mirrored=self.mirrored != (chance.random() < 0.5),
        )


@dataclass(frozen=True)
class Filling:
    """What quiet places are filled with.

    Attributes:
        kind: `strokes` or `motifs`.
        amount: how far, 0…1.
        seed: of strokes.
        placement: of motifs.
    """

    kind: QuietPlaces
    amount: float = 1.0
    seed: int = 0
    placement: Placement = Placement()
