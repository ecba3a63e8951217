"""The styles of a job that count, each bound to its pixels and to the part of the photo where it counts. No torch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.images import resize
from engine.images.transparency import check_visible
from engine.job import normalised_weights

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from engine.images import Picture
    from engine.job import Job, Mask, StyleReference
    from engine.planning.tiling import Size
    from engine.vgg import Level


@dataclass(frozen=True)
class WeightedStyle:
    """A style that weighs something, bound to its pixels.

    Attributes:
        reference: as the recipe names it.
        picture: its pixels.
        shares: its part among the styles of its area, at each level where that is painted; they sum to one.
        area: 0 for the recipe's own, then the regions that are painted, in their order.
        wanted: long side in pixels at which it is looked at; None: by the default rule.
        mask: which part of the picture counts; None: all of it.
        recolour: gives it the photo's colours; None: it has its own.
        palette: names those colours.
    """

    reference: StyleReference
    picture: Picture
    shares: Mapping[Level, float]
    area: int
    wanted: int | None
    mask: Mask | None = None
    recolour: Callable[[Picture], Picture] | None = None
    palette: str = ""

    @property
    def pixels(self) -> tuple[str, bytes | None, str]:
        """What names its pixels as they are seen: their hash, the profile they were converted to, and the palette."""
        return self.reference.pixel_hash, self.picture.metadata.profile, self.palette

    def seen(self, size: Size) -> Picture:
        """Its pixels at a size.

        Raises:
            JobError: what little could be seen of it is gone at that size.
        """
        picture = resize(self.picture, size)
        check_visible(picture, self.reference.name)
        return picture if self.recolour is None else self.recolour(picture)


def weighted_styles(job: Job) -> list[WeightedStyle]:
    """The styles of a job without those that weigh nothing: the recipe's, then the regions'."""
    recipe = job.recipe
    found = _counting(
        recipe.levels,
        [(style, picture, None) for style, picture in zip(recipe.styles, job.styles, strict=True)],
        0,
        recipe.style_size,
    )
    for area, region in enumerate((region for region in job.regions if not region.keeps_photo), 1):
        masks = region.style_masks or (None,) * len(region.styles)
        bound = list(zip(region.styles, region.pictures, masks, strict=True))
        wanted = recipe.style_size if region.style_size is None else region.style_size
        found += _counting(region.levels_in(recipe), bound, area, wanted)
    return found


def _counting(
    levels: tuple[Level, ...],
    bound: Sequence[tuple[StyleReference, Picture, Mask | None]],
    area: int,
    wanted: int | None,
) -> list[WeightedStyle]:
    shares = {level: normalised_weights(tuple(style for style, _, _ in bound), level) for level in levels}
    found = []
    for place, (style, picture, mask) in enumerate(bound):
        own = {level: shares[level][place] for level in levels}
        if any(own.values()):
            found.append(WeightedStyle(style, picture, own, area, wanted, mask))
    return found
