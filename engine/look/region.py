"""A region: a part of the photo with a look of its own, as plain data that checks itself. No torch."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

import numpy as np

from engine.errors import JobError
from engine.images.transparency import check_visible
from engine.look.recipe import check_level_strengths, check_size, check_strength, check_weights, in_order
from engine.sentences import Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from engine.images import Picture
    from engine.look.recipe import Recipe, StyleReference
    from engine.look.style import Style
    from engine.vgg import Level

Mask: TypeAlias = "NDArray[np.uint8] | NDArray[np.uint16]"
"""A grey picture of shape (H, W): how much of each pixel belongs, from 0 to the largest value."""

Edge: TypeAlias = Literal["soft", "hard"]


@dataclass(frozen=True)
class Region:
    """A part of the photo with a look of its own, or one that is left as it is.

    A job's regions lie on each other like an artist's layers, see `Job.regions`.

    Attributes:
        mask: how much of each pixel belongs to the region, in the photo's proportions, at any size.
        styles: the styles there, as in a recipe; none: the photo is left as it is.
        pictures: their pixels, in the same order.
        name: what the user calls it.
        edge: soft counts a pixel by its value in the mask; hard takes what is over half as all, the rest as nothing,
            and each position of a level by its first pixel, as the original method does, if all regions do so.
        strength: how much of the transformed features is taken; None: as the recipe says, level by level.
        level_strengths: strengths that replace it at some levels.
        structure: how much of the photo's drawing stays; None: as the recipe says.
        levels: the levels at which the region is painted; None: the recipe's.
        style_size: long side in pixels at which its styles are looked at; None: the recipe's.
        style_masks: which part of each style's picture counts, in the picture's proportions, in the order of the
            pictures; None among them, or nothing at all: the whole picture.
    """

    mask: Mask
    styles: tuple[StyleReference, ...] = ()
    pictures: tuple[Picture, ...] = ()
    name: str = ""
    edge: Edge = "soft"
    strength: float | None = None
    level_strengths: Mapping[Level, float] = field(default_factory=dict)
    structure: float | None = None
    levels: tuple[Level, ...] | None = None
    style_size: int | None = None
    style_masks: tuple[Mask | None, ...] = ()

    @classmethod
    def of(cls, mask: Mask, styles: Sequence[Style] = (), **others: Any) -> Region:
        """A region from pictures in whose style to paint.

        Args:
            mask: as above.
            styles: none: the photo is left as it is.
            **others: what else is said of it, by the names above.
        """
        references = tuple(style.reference for style in styles)
        return cls(mask, references, tuple(style.picture for style in styles), **others)

    def __post_init__(self) -> None:
        """Puts the levels in order and refuses what is impossible."""
        object.__setattr__(self, "level_strengths", MappingProxyType(dict(self.level_strengths)))
        whose = Sentence("the region '{name}'", name=self.name) if self.name else Sentence("a region")
        check_mask(Sentence("The mask of {whose}", whose=whose), self.mask)
        check_bound(self.styles, self.pictures)
        if self.edge not in get_args(Edge):
            raise JobError(
                "The edge of {whose} should be soft or hard, and it is '{edge}': choose one of them.",
                whose=whose,
                edge=self.edge,
            )
        strength = Sentence("The strength of {whose}", whose=whose)
        check_strength(strength, self.strength or 0.0)
        check_level_strengths(strength, self.level_strengths)
        check_strength(Sentence("The structure of {whose}", whose=whose), self.structure or 0.0)
        if self.levels is not None:
            object.__setattr__(self, "levels", in_order(self.levels))
        if self.style_size is not None:
            check_size(Sentence("The style size of {whose}", whose=whose), self.style_size)
        if self.style_masks and len(self.style_masks) != len(self.pictures):
            raise JobError(
                "Each style of {whose} should come with its mask or None, but there are {pictures} styles and "
                "{style_masks} masks: give one each, or none at all.",
                whose=whose,
                pictures=len(self.pictures),
                style_masks=len(self.style_masks),
            )
        for mask in self.style_masks:
            if mask is not None:
                check_mask(Sentence("A style's mask of {whose}", whose=whose), mask)

    @property
    def keeps_photo(self) -> bool:
        """Whether the photo is left as it is."""
        return not self.styles

    def levels_in(self, recipe: Recipe) -> tuple[Level, ...]:
        """The levels at which the region is painted, in a job of that recipe."""
        if self.keeps_photo:
            return ()
        return recipe.levels if self.levels is None else self.levels

    def strength_at(self, level: Level, recipe: Recipe) -> float:
        """The strength at a level, in a job of that recipe; 0 where the region is not painted."""
        if level not in self.levels_in(recipe):
            return 0.0
        usual = recipe.strength_at(level) if self.strength is None else self.strength
        return self.level_strengths.get(level, usual)

    def structure_in(self, recipe: Recipe) -> float:
        """How much of the photo's drawing stays, in a job of that recipe."""
        return recipe.look.structure if self.structure is None else self.structure

    def check_in(self, recipe: Recipe) -> None:
        """Refuses styles that all weigh nothing at one of the levels."""
        if not self.keeps_photo:
            check_weights(self.styles, self.levels_in(recipe))


def check_mask(what: str, mask: NDArray[Any]) -> None:
    """Refuses what is no grey picture of integers."""
    if mask.ndim != 2 or mask.size == 0 or mask.dtype not in (np.uint8, np.uint16):
        raise JobError(
            "{what} should be one grey channel of 8 or 16 bits, and it is {shape} of {dtype}: convert it first.",
            what=what,
            shape=mask.shape,
            dtype=mask.dtype,
        )


def check_bound(styles: tuple[StyleReference, ...], pictures: tuple[Picture, ...]) -> None:
    """Refuses styles without pixels, pixels without style, and styles in which nothing can be seen."""
    if len(styles) != len(pictures):
        raise JobError(
            "Each style should come with its picture, but there are {styles} styles and {pictures} pictures: give one "
            "each.",
            styles=len(styles),
            pictures=len(pictures),
        )
    for style, picture in zip(styles, pictures, strict=True):
        check_visible(picture, style.name)
