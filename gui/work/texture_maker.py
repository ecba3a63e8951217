"""Textures of the styles on the shelf: what the engine is asked for, small to choose from and large to keep. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from engine.errors import JobError
from engine.images import Picture, fit, resize
from engine.job import Look, PackReference, Recipe
from engine.job.texture import TEXTURE_PASSES, TEXTURE_STRENGTH, check_tileable, texture_job
from engine.packs.registry import default_registry
from engine.planning.tiling import GRID
from gui.document.jobs import reduction, reference_to, without_missing
from gui.document.level_settings import all_levels
from gui.document.state import active_styles, painted_levels

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.images import Framing
    from engine.job import Job
    from engine.planning.tiling import Size
    from gui.document.document import Document
    from gui.document.state import StyleEntry

STROKES = 512
"""Long side in pixels at which a style is looked at where the stroke size is 1, whatever the texture's size: a larger
texture has more strokes, not larger ones."""

CARD_SIDE = 512
"""Of a texture's middle that a card shows, in pixels."""

SEEDS = 1 << 31
"""As many as a number field holds; the engine knows twice as many."""


@dataclass(frozen=True)
class TextureWish:
    """What the user wants.

    Attributes:
        size: width and height in pixels.
        tileable: whether copies can be laid side by side.
        stroke_size: a factor on how large the styles' strokes are.
    """

    size: Size = (CARD_SIDE, CARD_SIDE)
    tileable: bool = False
    stroke_size: float = 1.0


@dataclass(frozen=True)
class TextureMaker:
    """What textures are made of, at one moment; any thread may make jobs of it.

    Attributes:
        styles: that take part, at least one.
        pictures: theirs and others', by hash.
        pack: the model pack.
        wish: size, strokes and whether it is tileable.
        frame: crops and turns styles.
        hash_of: gives the hash of a picture's pixels.
    """

    styles: tuple[StyleEntry, ...]
    pictures: Mapping[str, Picture]
    pack: PackReference
    wish: TextureWish
    frame: Callable[[Picture, Framing], Picture]
    hash_of: Callable[[Picture], str]

    def job(self, seed: int, bits: Literal[8, 16] = 8) -> Job:
        """The texture of a seed."""
        framed = [self.frame(self.pictures[style.picture_hash], style.framing) for style in self.styles]
        references = tuple(
            reference_to(style, self.hash_of(picture)) for style, picture in zip(self.styles, framed, strict=True)
        )
        sides = self._sides()
        if self._scales_differ:
            # A recipe has one size for all styles, so each is brought to its own beforehand.
            framed = [
                resize(picture, fit(picture.width, picture.height, side))
                for picture, side in zip(framed, sides, strict=True)
            ]
        recipe = Recipe(
            references,
            look=Look(TEXTURE_STRENGTH),
            levels=painted_levels(self.styles, all_levels()),
            passes=TEXTURE_PASSES,
            style_size=None if self._scales_differ else sides[0],
            seed=seed,
            tileable=self.wish.tileable,
            pack=self.pack,
        )
        return texture_job(recipe, tuple(framed), self.wish.size, bits)

    def card_job(self, seed: int) -> Job:
        """The middle of the same texture, with strokes as large in pixels; all of it where it is small."""
        job = self.job(seed)
        # The engine looks at no style larger than the picture where a recipe leaves the size to it.
        side = max(CARD_SIDE, *(self._sides() if self._scales_differ else ()), 0)
        width, height = (min(whole, -(-side // GRID) * GRID) for whole in self.wish.size)
        # The networks halve pictures four times: only from such a corner do they see the same pixels together.
        left, top = (
            (whole - part) // 2 // GRID * GRID for whole, part in zip(self.wish.size, (width, height), strict=True)
        )
        middle = job.photo.pixels[top : top + height, left : left + width]
        return replace(job, photo=Picture(middle.copy(), name=job.photo.name))

    @property
    def _scales_differ(self) -> bool:
        return len({style.scale for style in self.styles}) > 1

    def _sides(self) -> tuple[int, ...]:
        sides = [self.wish.stroke_size * STROKES * style.scale for style in self.styles]
        factor = reduction(max(sides), max(self.wish.size)) if self._scales_differ else 1.0
        return tuple(max(1, round(side * factor)) for side in sides)


def texture_maker(document: Document, wish: TextureWish) -> TextureMaker:
    """The styles on the shelf as they are now, for textures; no photo need be open.

    Raises:
        JobError: no style takes part, or a tileable texture cannot have that size.
        PackError: the chosen pack is not there.
    """
    if wish.tileable:
        check_tileable(wish.size)
    pictures = document.pictures.whole_pictures()
    styles = active_styles(without_missing(document.state, pictures))
    if not styles:
        raise JobError("At least one style should be given, and there is none: name a picture in whose style to paint.")
    registry = default_registry()
    name = document.state.quality.pack or registry.default_name()
    pack = PackReference(name, registry.find(name).manifest.sha256)
    return TextureMaker(styles, pictures, pack, wish, document.pictures.frame, document.pictures.name)


def seeds_from(first: int, count: int) -> tuple[int, ...]:
    """So many seeds from one on; after the last of all comes 0."""
    return tuple((first + number) % SEEDS for number in range(count))
