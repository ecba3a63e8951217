"""A style with its picture, from which jobs and regions are made in one step. No torch."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.images import pixel_hash
from engine.look.recipe import StyleReference

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.images import Picture
    from engine.vgg import Level


@dataclass(frozen=True)
class Style:
    """A picture in whose style is painted.

    Attributes:
        picture: its pixels, in the same colour space as the photo's.
        weight: its share among the styles, at least 0; only proportions count.
        level_weights: weights that replace `weight` at some levels: composition from one style, colour from another.
    """

    picture: Picture
    weight: float = 1.0
    level_weights: Mapping[Level, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuses weights below 0."""
        object.__setattr__(self, "level_weights", MappingProxyType(dict(self.level_weights)))
        StyleReference(self.picture.name, "", self.weight, self.level_weights)

    @property
    def reference(self) -> StyleReference:
        """As recipes name it: by the hash of its pixels."""
        named = pixel_hash(self.picture.pixels, self.picture.alpha)
        return StyleReference(self.picture.name, named, self.weight, self.level_weights)
