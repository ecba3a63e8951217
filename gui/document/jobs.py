"""From what the user has chosen to what the engine is asked: recipes and jobs. No Qt."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from engine.errors import JobError
from engine.images import fit, framed, framed_array, pixel_hash, resize
from engine.job import Job, PackReference, Recipe, Region, StyleReference
from engine.look.recipe import normalised_weights
from engine.planning.plan import SMALLEST_DEFAULT_STYLE, result_size
from engine.vgg import LEVELS
from gui.document.checks import SCALE_RANGE
from gui.document.level_settings import LevelSetting, strengths
from gui.document.state import Treatment, active_styles, painted_levels, painted_regions, styles_in

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from engine.images import Framing, Picture
    from engine.vgg import Level
    from gui.document.regions import RegionEntry
    from gui.document.state import State, StyleEntry


def _no_mask(name: str) -> NDArray[np.uint8]:
    raise JobError("The mask {name} of a region should be there, and it is not: paint it anew.", name=name)


PackFinder: TypeAlias = Callable[[str | None], PackReference | None]
"""Gives the reference of a model pack by its name; None stands for the default one."""


def installed_pack(name: str | None) -> PackReference | None:
    """The installed pack of a name as recipes know it; None for the default one.

    Raises:
        PackError: there is no such pack, or it is damaged.
    """
    if name is None:
        return None
    from engine.packs.registry import default_registry

    return PackReference(name, default_registry().find(name).manifest.sha256)


def style_sides(state: State, size: int) -> dict[str, int]:
    """The long side in pixels at which each style is looked at, by its key; styles in no mix are left out.

    Where regions look at the same style in different sizes, it is the largest.
    """
    sides: dict[str, int] = {}
    for styles, own in _mixes(state):
        for style, side in zip(styles, _sides(state, styles, own, size), strict=True):
            sides[style.key] = max(side, sides.get(style.key, 0))
    return sides


def _mixes(state: State) -> list[tuple[tuple[StyleEntry, ...], float]]:
    """The styles that are mixed, and a factor on their size: those of the whole photo first, then each region's."""
    regions = [(styles_in(state, region), region.stroke_size) for region in painted_regions(state)]
    return [(active_styles(state), 1.0), *regions]


def _sides(state: State, styles: tuple[StyleEntry, ...], own: float, size: int) -> list[int]:
    """The long side in pixels at which each style of a mix is looked at.

    Returns:
        Stroke size × the region's × the style's own scale × `size`. Where any mix has styles of different scales, the
        engine looks at no style larger than the picture (or 512 pixels), so all are then reduced by the same factor,
        which keeps their proportions.
    """
    factor = 1.0
    if _scales_differ(state):
        scales = [each.scale * region for mixed, region in _mixes(state) for each in mixed]
        factor = reduction(state.treatment.stroke_size * max(scales) * size, size)
    return [max(1, round(state.treatment.stroke_size * own * style.scale * size * factor)) for style in styles]


def reduction(side: float, picture_side: int) -> float:
    """The factor that brings the largest style of a mix to the size in which the engine looks at it at most.

    Args:
        side: long side in pixels that the largest style would have.
        picture_side: the long side of the picture that is painted.
    """
    return min(1.0, max(picture_side, SMALLEST_DEFAULT_STYLE) / side)


def recipe_of(
    state: State, size: int, pack: PackReference | None = None, hashes: Mapping[str, str] | None = None
) -> Recipe:
    """How a state is painted, as the engine knows it.

    A recipe has one size for all styles. Where the styles' own scales differ it says none, and `job_of` brings each
    style's picture to its size instead.

    Args:
        state: with at least one active style and one active level.
        size: the long side of the picture that is painted.
        pack: the model pack; None for the default one.
        hashes: of the pixels that are truly used, by the styles' keys; where missing, those of the whole pictures.

    Raises:
        JobError: no style or no level is active.
    """
    treatment, known = state.treatment, hashes or {}
    styles = tuple(reference_to(style, known.get(style.key, style.picture_hash)) for style in active_styles(state))
    return Recipe(
        styles,
        treatment.look,
        level_strengths=strengths(treatment.levels, treatment.look.strength),
        levels=painted_levels(active_styles(state), treatment.levels) if styles else treatment.active_levels,
        style_size=None if not styles or _scales_differ(state) else _sides(state, active_styles(state), 1.0, size)[0],
        pack=pack,
    )


def job_of(
    state: State,
    pictures: Mapping[str, Picture],
    size: int | None,
    pack: PackReference | None = None,
    *,
    bits: Literal[8, 16] = 8,
    look_size: int | None = None,
    frame: Callable[[Picture, Framing], Picture] = framed,
    name: Callable[[Picture], str] | None = None,
    mask_of: Callable[[str], NDArray[np.uint8]] = _no_mask,
) -> Job:
    """A state bound to pixels.

    Args:
        state: with a photo, and at least one active style and level. Styles without a picture are left out.
        pictures: whole pictures by hash, which may be reduced for a preview.
        size: the long side of the result; None for the framed photo's own.
        pack: the model pack; None for the default one.
        bits: of the result.
        look_size: the long side of the picture in which the look was chosen, which a larger result is to look like;
            None: strokes as large in pixels at every size.
        frame: crops and turns pictures; a cache may stand here.
        name: gives the hash of a picture's pixels; a cache may stand here. The recipe names the pixels that are
            bound: the engine remembers styles by that.
        mask_of: gives the mask of a hash, which lies on the whole photo.

    Raises:
        JobError: there is no photo, or no style or level is active.
    """
    name = name or (lambda picture: pixel_hash(picture.pixels, picture.alpha))
    if state.photo is None or state.photo.picture_hash not in pictures:
        raise JobError("A photo should be repainted, and there is none: open one.")
    state = without_missing(state, pictures)
    assert state.photo is not None
    framing = state.photo.framing
    photo = frame(pictures[state.photo.picture_hash], framing)
    mixed = {style.key: style for styles, _ in _mixes(state) for style in styles}
    bound = {style.key: frame(pictures[style.picture_hash], style.framing) for style in mixed.values()}
    long_side = max(result_size((photo.width, photo.height), size))
    hashes = {key: name(picture) for key, picture in bound.items()}
    if look_size is not None and look_size < long_side:
        long_side = look_size
        recipe = replace(recipe_of(state, long_side, pack, hashes), look_size=look_size)
    else:
        recipe = recipe_of(state, long_side, pack, hashes)

    def pixels_of(styles: tuple[StyleEntry, ...], own: float) -> tuple[Picture, ...]:
        if recipe.style_size is not None:
            return tuple(bound[style.key] for style in styles)
        # The engine would resize the picture to this very size in this very way, so the hash may stay.
        sides = zip(styles, _sides(state, styles, own, long_side), strict=True)
        sized = ((bound[style.key], side) for style, side in sides)
        return tuple(resize(picture, fit(picture.width, picture.height, side)) for picture, side in sized)

    def parts_of(styles: tuple[StyleEntry, ...], region: RegionEntry) -> tuple[NDArray[np.uint8] | None, ...]:
        names = [region.style_masks.get(style.key) for style in styles]
        parts = [
            None if found is None else framed_array(mask_of(found), style.framing)
            for style, found in zip(styles, names, strict=True)
        ]
        # Where nothing of a part is left in the crop, all of the crop stands for it.
        return tuple(part if part is not None and part.any() else None for part in parts)

    def region_of(region: RegionEntry) -> Region:
        levels = state.treatment.levels if region.levels is None else region.levels
        styles, own = styles_in(state, region), region.stroke_size
        painted = painted_levels(styles, levels)
        # Where no level is left, nothing is painted over the photo.
        styles = styles if painted else ()
        strength = state.look.strength if region.strength is None else region.strength
        as_whole = region.strength is None and region.levels is None
        whole = recipe.style_size is not None and bool(styles)
        return Region(
            framed_array(mask_of(str(region.mask)), framing),
            tuple(reference_to(style, hashes[style.key]) for style in styles),
            pixels_of(styles, own),
            region.name,
            strength=None if as_whole else strength,
            level_strengths={} if as_whole else strengths(levels, strength),
            structure=region.structure,
            levels=None if painted == recipe.levels else painted or None,
            style_size=_sides(state, styles, own, long_side)[0] if whole else None,
            style_masks=parts_of(styles, region) if region.style_masks else (),
        )

    return Job(
        recipe,
        photo,
        pixels_of(active_styles(state), 1.0),
        tuple(region_of(region) for region in painted_regions(state)),
        size=size,
        bits=bits,
    )


def can_paint(state: State, pictures: Container[str]) -> bool:
    """Whether there are a photo, a style and a level to paint with; `pictures` holds the hashes that are there."""
    photo = state.photo
    if photo is None or photo.picture_hash not in pictures:
        return False
    return bool(painted_levels(active_styles(without_missing(state, pictures)), state.treatment.levels))


def without_missing(state: State, pictures: Container[str]) -> State:
    """The state without the styles whose pictures are not there."""
    styles = tuple(style for style in state.styles if style.picture_hash in pictures)
    solo = state.solo if any(style.key == state.solo for style in styles) else None
    return replace(state, styles=styles, solo=solo)


def treatment_of(recipe: Recipe, size: int | None) -> Treatment:
    """How a recipe paints, as the window has it.

    Args:
        recipe: for example from a saved picture. Its passes are left out.
        size: the long side that was painted, to which stroke sizes relate; None if it is not known.

    Returns:
        What comes nearest: stroke sizes are brought within what the window offers.
    """
    strengths: dict[Level, float] = {level: recipe.strength_at(level) for level in recipe.levels}
    overall = max(recipe.look.strength, *strengths.values())
    levels = {
        level: LevelSetting(strength=min(1.0, strength / overall) if overall else 1.0)
        for level, strength in strengths.items()
    }
    off = {level: LevelSetting(on=False) for level in LEVELS if level not in levels}
    low, high = SCALE_RANGE
    # Sizes of styles belong to the picture in which the look was chosen, where the recipe names one.
    sides = [side for side in (size, recipe.look_size) if side is not None]
    stroke_size = 1.0 if recipe.style_size is None or not sides else recipe.style_size / min(sides)
    return Treatment(replace(recipe.look, strength=overall), {**levels, **off}, min(high, max(low, stroke_size)))


def reference_to(style: StyleEntry, picture_hash: str) -> StyleReference:
    """A style as the engine knows it: of weight 0 at the levels that it does not count at."""
    without: dict[Level, float] = {level: 0.0 for level in LEVELS if level not in style.levels}
    return StyleReference(style.name, picture_hash, style.weight, without, style.framing)


def levels_of(style: StyleReference) -> tuple[Level, ...]:
    """The levels at which a recipe's style counts."""
    return tuple(level for level in LEVELS if style.weight_at(level)) or LEVELS


def weights_of(recipe: Recipe) -> dict[str, float]:
    """The styles' shares by hash, the largest 1; of a style whose weight differs by level, its largest."""
    weights = [max(style.weight_at(level) for level in LEVELS) for style in recipe.styles]
    return {style.pixel_hash: weight / max(weights) for style, weight in zip(recipe.styles, weights, strict=True)}


def mixes_alike(recipe: Recipe) -> bool:
    """Whether the document can mix the styles as the recipe does: each with one weight at all levels that it has."""
    weights = weights_of(recipe)
    for level in recipe.levels:
        shares = normalised_weights(recipe.styles, level)
        at_level = [weights[style.pixel_hash] * (style.weight_at(level) > 0) for style in recipe.styles]
        if not all(math.isclose(share * sum(at_level), weight) for share, weight in zip(shares, at_level, strict=True)):
            return False
    return True


def _scales_differ(state: State) -> bool:
    return any(len({style.scale for style in styles}) > 1 for styles, _ in _mixes(state))
