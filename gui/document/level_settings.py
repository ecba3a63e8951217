"""What the user wants at each of the five levels, as plain data: of the whole picture, or of a region. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from engine.job import check_level, check_strength
from engine.sentences import Sentence
from engine.vgg import LEVELS, Level

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class LevelSetting:
    """What the user wants at one level.

    Attributes:
        on: whether the level takes part.
        strength: a factor on the strength of the whole, 0 to 1.
    """

    on: bool = True
    strength: float = 1.0

    def __post_init__(self) -> None:
        """Refuses strengths outside 0…1."""
        check_strength(Sentence("The strength of a level"), self.strength)


LevelSettings: TypeAlias = "Mapping[Level, LevelSetting]"
"""A setting for each of the five levels, deep to shallow."""


def all_levels() -> LevelSettings:
    """All five, as strong as the whole."""
    return dict.fromkeys(LEVELS, LevelSetting())


def settled(levels: LevelSettings) -> LevelSettings:
    """Settings in order and unchangeable, in which missing ones are filled in.

    Raises:
        JobError: there is no level of a name.
    """
    for level in levels:
        check_level(level)
    return MappingProxyType({level: levels.get(level, LevelSetting()) for level in LEVELS})


def switched_on(levels: LevelSettings) -> tuple[Level, ...]:
    """The levels that take part, deep to shallow."""
    return tuple(level for level in LEVELS if levels[level].on)


def strengths(levels: LevelSettings, strength: float) -> dict[Level, float]:
    """The strengths that differ from that of the whole, by level."""
    return {level: strength * levels[level].strength for level in switched_on(levels) if levels[level].strength != 1}
