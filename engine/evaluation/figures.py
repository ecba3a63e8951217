"""What was measured of results: plain data and its means. No torch."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.vgg import LEVELS, Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    ByLevel = Mapping[Level, float]


@dataclass(frozen=True)
class SmoothFigures:
    """A painting where its photo is smooth.

    Attributes:
        axis_share: the share of its fine structure that runs across or down; None where it is flat there.
        style_axis_share: the same share in all of the style; None where that is flat, or smaller than a patch.
        style_distances: from the style, at each level that a reference has.
    """

    axis_share: float | None
    style_axis_share: float | None
    style_distances: ByLevel


@dataclass(frozen=True)
class PairFigures:
    """One photo painted in one style.

    Attributes:
        photo: name of the photo.
        style: name of the style.
        style_distances: from the style, at each level that a reference has.
        content_losses: from the photo, at relu4_1 and relu3_1.
        content_sum: their sum, but each in the features in which style is measured at that level.
        gatys: content and style loss as refining makes them small, see `engine.measures.losses`, at relu4_1 and all
            levels that a reference has.
        smooth: where the photo is smooth; None where it is smooth nowhere.
        seconds: that painting took, with a style not seen before; None for what was not painted.
    """

    photo: str
    style: str
    style_distances: ByLevel
    content_losses: ByLevel
    content_sum: float
    gatys: tuple[float, float]
    smooth: SmoothFigures | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class ReconstructionFigures:
    """One photo encoded and decoded at one level, with nothing in between.

    Attributes:
        photo: name of the photo.
        level: which.
        decibels: peak signal-to-noise ratio to the photo.
        similarity: structural similarity to the photo.
    """

    photo: str
    level: Level
    decibels: float
    similarity: float


@dataclass(frozen=True)
class Figures:
    """All that was measured of a pack, or of what stands in for one.

    Attributes:
        name: of the pack, or words.
        pairs: one for each photo with each style.
        reconstructions: one for each photo at each level of the pack.
    """

    name: str
    pairs: tuple[PairFigures, ...]
    reconstructions: tuple[ReconstructionFigures, ...] = ()

    @property
    def style_distances(self) -> dict[Level, float]:
        """The mean over the pairs at each level."""
        return means([pair.style_distances for pair in self.pairs])

    @property
    def content_losses(self) -> dict[Level, float]:
        """The mean over the pairs at each level."""
        return means([pair.content_losses for pair in self.pairs])

    @property
    def style_distance(self) -> float:
        """The mean over levels and pairs."""
        return statistics.fmean(self.style_distances.values())

    @property
    def content_loss(self) -> float:
        """The mean over levels and pairs."""
        return statistics.fmean(self.content_losses.values())

    @property
    def content_sum(self) -> float:
        """The mean over the pairs."""
        return statistics.fmean(pair.content_sum for pair in self.pairs)

    @property
    def smooth(self) -> tuple[SmoothFigures, ...]:
        """The smooth places of those pairs that have some."""
        return tuple(pair.smooth for pair in self.pairs if pair.smooth is not None)

    @property
    def axis_share(self) -> float | None:
        """The mean over the pairs that have smooth places."""
        return mean_of(each.axis_share for each in self.smooth)

    @property
    def smooth_style_distances(self) -> dict[Level, float]:
        """The mean over the pairs that have smooth places, at each level."""
        return means([each.style_distances for each in self.smooth])

    @property
    def smooth_by_style(self) -> dict[str, list[SmoothFigures]]:
        """The smooth places of the pairs of each style that has some, by its name."""
        found: dict[str, list[SmoothFigures]] = {}
        for pair in self.pairs:
            if pair.smooth is not None:
                found.setdefault(pair.style, []).append(pair.smooth)
        return found

    @property
    def gatys(self) -> tuple[float, float]:
        """Content and style loss of Gatys et al., the means over the pairs."""
        content, style = zip(*(pair.gatys for pair in self.pairs), strict=True)
        return statistics.fmean(content), statistics.fmean(style)

    @property
    def seconds(self) -> float | None:
        """The median over the pairs; None where nothing was painted."""
        taken = [pair.seconds for pair in self.pairs if pair.seconds is not None]
        return statistics.median(taken) if taken else None

    @property
    def decibels(self) -> dict[Level, float]:
        """Peak signal-to-noise ratio of the reconstructions, the mean over the photos at each level."""
        return means([{each.level: each.decibels} for each in self.reconstructions])

    @property
    def similarities(self) -> dict[Level, float]:
        """Structural similarity of the reconstructions, the mean over the photos at each level."""
        return means([{each.level: each.similarity} for each in self.reconstructions])


def mean_of(figures: Iterable[float | None]) -> float | None:
    """The mean of those that are there; None where none is."""
    found = [each for each in figures if each is not None]
    return statistics.fmean(found) if found else None


def means(figures: Iterable[ByLevel]) -> dict[Level, float]:
    """The mean at each level over those figures that have it, deep to shallow."""
    gathered: dict[Level, list[float]] = {level: [] for level in LEVELS}
    for each in figures:
        for level, value in each.items():
            gathered[level].append(value)
    return {level: statistics.fmean(values) for level, values in gathered.items() if values}
