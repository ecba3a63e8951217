"""How the pictures that are measured are painted: a recipe but for its style and pack. No torch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.look.look import Look
from engine.look.recipe import PackReference, Recipe

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.look.recipe import StyleReference
    from engine.packs.registry import InstalledPack
    from engine.vgg import Level


@dataclass(frozen=True)
class PaintingSettings:
    """What all recipes of an evaluation have in common.

    Attributes:
        look: strength, colours, detail and all other parameters.
        levels: those to visit; None: all that a pack has.
        level_strengths: strengths that replace the look's at some levels.
        passes: how often the whole cascade is run.
        style_size: long side in pixels at which styles are looked at; None: as large as they are.
    """

    look: Look = field(default_factory=Look)
    levels: tuple[Level, ...] | None = None
    level_strengths: Mapping[Level, float] = field(default_factory=dict)
    passes: int = 1
    style_size: int | None = None

    def recipe(self, style: StyleReference, long_side: int, pack: InstalledPack) -> Recipe:
        """The recipe for a style and a pack.

        Args:
            style: in which to paint.
            long_side: of the style in pixels.
            pack: by which to paint.

        Raises:
            PentimentoError: something impossible is asked for, or the pack lacks a level.
        """
        levels = tuple(pack.manifest.levels) if self.levels is None else self.levels
        pack.manifest.require(levels)
        return Recipe(
            (style,),
            self.look,
            self.level_strengths,
            levels,
            self.passes,
            long_side if self.style_size is None else self.style_size,
            pack=PackReference(pack.manifest.name, pack.manifest.sha256),
        )
