"""Regions as the user paints them: parts of the photo with styles of their own, as plain data. No Qt and no pixels."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.errors import JobError
from engine.job import check_strength
from engine.sentences import Sentence
from gui.document.checks import SCALE_RANGE, check_hash, check_key, check_within
from gui.document.level_settings import settled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gui.document.level_settings import LevelSettings

MOST_REGIONS = 64
"""More than anyone paints; a file that asks for more is damaged or hostile."""

MASK_SIDE = 2048
"""The longest side of a mask in pixels.

Masks are soft: seen at twice their size nobody tells them from larger ones, and strokes, undo and projects stay small.
"""

COLOURS = 8
"""How many colours there are to tell regions apart by."""


@dataclass(frozen=True)
class RegionEntry:
    """A part of the photo.

    Attributes:
        key: names the region.
        name: for the user.
        mask: the hash of its mask, which has the proportions of the whole photo, whatever is cropped and turned of it;
            None: nothing is painted yet.
        visible: whether it counts.
        styles: the keys of the cards that are mixed there, whether or not they are switched on for the rest of the
            photo; none: the mix of the rest.
        keeps_photo: whether the photo is left as it is there.
        strength: how far the photo is repainted there, 0 to 1; None: as far as elsewhere.
        stroke_size: a factor on the look's.
        colour: tells it from others, 0 to 7.
        levels: what is wanted at each level there, where strengths are factors on the region's; None: as in the whole
            picture.
        style_masks: the hashes of masks that say which part of a card's picture counts here, by the card's key; they
            have the proportions of its whole picture. Cards without one count in whole.
        structure: how much of the photo's drawing stays there, 0 to 1; None: as much as elsewhere.
    """

    key: str
    name: str
    mask: str | None = None
    visible: bool = True
    styles: tuple[str, ...] = ()
    keeps_photo: bool = False
    strength: float | None = None
    stroke_size: float = 1.0
    colour: int = 0
    levels: LevelSettings | None = None
    style_masks: Mapping[str, str] = field(default_factory=dict)
    structure: float | None = None

    def __post_init__(self) -> None:
        """Refuses what is out of range."""
        check_key(self.key)
        if self.mask is not None:
            check_hash(self.mask)
        check_strength(Sentence("The strength of a region"), self.strength or 0.0)
        check_strength(Sentence("The structure of a region"), self.structure or 0.0)
        check_within(Sentence("The stroke size of a region"), self.stroke_size, SCALE_RANGE)
        check_within(Sentence("The colour of a region"), self.colour, (0, COLOURS - 1))
        if self.levels is not None:
            object.__setattr__(self, "levels", settled(self.levels))
        for name in self.style_masks.values():
            check_hash(name)
        # What is said of a card goes with it.
        kept = {key: self.style_masks[key] for key in self.styles if key in self.style_masks}
        object.__setattr__(self, "style_masks", MappingProxyType(kept))

    @property
    def masks(self) -> frozenset[str]:
        """The hashes of all masks that it needs."""
        return frozenset((*(() if self.mask is None else (self.mask,)), *self.style_masks.values()))

    @property
    def counts(self) -> bool:
        """Whether it changes anything."""
        return self.visible and self.mask is not None


def without_part(region: RegionEntry, key: str) -> RegionEntry:
    """The region in which the whole picture of a card counts."""
    return replace(region, style_masks={style: name for style, name in region.style_masks.items() if style != key})


def check_regions(regions: tuple[RegionEntry, ...]) -> None:
    """Refuses regions that no program would leave."""
    if len(regions) > MOST_REGIONS:
        raise JobError(
            "There should be at most {most} regions, and there are {regions}: remove some.",
            most=MOST_REGIONS,
            regions=len(regions),
        )
    if len({region.key for region in regions}) != len(regions):
        raise JobError("Each region should have a key of its own, and two have the same: add one of them anew.")
