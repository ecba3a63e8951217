"""From what the user has chosen to what the engine is asked: recipes and jobs. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from engine.errors import JobError
from engine.images import fit, framed, pixel_hash, resize
from engine.job import Job, PackReference, Recipe, StyleReference, normalised_weights
from engine.plan import SMALLEST_DEFAULT_STYLE, result_size
from gui.state import SCALE_RANGE, LevelSetting, Look, active_styles

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from engine.images import Framing, Picture
    from engine.vgg import Level
    from gui.state import State


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


def style_sides(state: State, size: int) -> tuple[int, ...]:
    """The long side in pixels at which each active style is looked at, in their order.

    Args:
        state: with at least one active style.
        size: the long side of the picture that is painted.

    Returns:
        Stroke size × the style's own scale × `size`. Where the styles' scales differ, the engine looks at no style
        larger than the picture (or 512 pixels), so all are then reduced by the same factor, which keeps their
        proportions.
    """
    scales = [style.scale for style in active_styles(state)]
    return scaled_sides(scales, state.look.stroke_size * size, max(size, SMALLEST_DEFAULT_STYLE))


def scaled_sides(scales: Sequence[float], side: float, largest: int) -> tuple[int, ...]:
    """The long sides in pixels at which styles of some scales are looked at.

    Args:
        scales: of the styles.
        side: of a style of scale 1.
        largest: to which all are reduced by the same factor, where their scales differ.
    """
    sides = [side * scale for scale in scales]
    if len(set(scales)) > 1 and max(sides) > largest:
        sides = [each * largest / max(sides) for each in sides]
    return tuple(max(1, round(each)) for each in sides)


def recipe_of(
    state: State, size: int, pack: PackReference | None = None, hashes: Mapping[str, str] | None = None
) -> Recipe:
    """The look of a state as the engine knows it.

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
    look, known = state.look, hashes or {}
    styles = tuple(
        StyleReference(style.name, known.get(style.key, style.picture_hash), style.weight)
        for style in active_styles(state)
    )
    settings = {level: look.levels[level] for level in look.active_levels}
    return Recipe(
        styles,
        strength=look.strength,
        level_strengths={
            level: look.strength * setting.strength for level, setting in settings.items() if setting.strength != 1
        },
        levels=look.active_levels,
        style_size=None if not styles or _scales_differ(state) else style_sides(state, size)[0],
        pack=pack,
        colour=look.colour,
        colour_amount=look.colour_amount,
        saturation=look.saturation,
        contrast=look.contrast,
        detail=look.detail,
        photorealistic=look.photorealistic,
        transform=look.transform,
        refining=look.refining,
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
) -> Job:
    """A state bound to pixels.

    Args:
        state: with a photo, and at least one active style and level. Styles without a picture are left out.
        pictures: whole pictures by hash, which may be reduced for a preview.
        size: the long side of the result; None for the framed photo's own.
        pack: the model pack; None for the default one.
        bits: of the result.
        look_size: the long side of the picture in which the look was chosen, which a larger result shall look like;
            None: strokes as large in pixels at every size.
        frame: crops and turns pictures; a cache may stand here.
        name: gives the hash of a picture's pixels; a cache may stand here. The recipe names the pixels that are
            bound: the engine remembers styles by that.

    Raises:
        JobError: there is no photo, or no style or level is active.
    """
    name = name or (lambda picture: pixel_hash(picture.pixels, picture.alpha))
    if state.photo is None or state.photo.picture_hash not in pictures:
        raise JobError("A photo should be repainted, and there is none: open one.")
    state = without_missing(state, pictures)
    photo = frame(pictures[state.photo.picture_hash], state.photo.framing) if state.photo else None
    assert photo is not None
    styles = active_styles(state)
    bound = {style.key: frame(pictures[style.picture_hash], style.framing) for style in styles}
    long_side = max(result_size((photo.width, photo.height), size))
    hashes = {key: name(picture) for key, picture in bound.items()}
    if look_size is not None and look_size < long_side:
        long_side = look_size
        recipe = replace(recipe_of(state, long_side, pack, hashes), look_size=look_size)
    else:
        recipe = recipe_of(state, long_side, pack, hashes)
    if recipe.style_size is None and styles:
        # The engine would resize the picture to this very size in this very way, so the hash may stay.
        for style, side in zip(styles, style_sides(state, long_side), strict=True):
            picture = bound[style.key]
            bound[style.key] = resize(picture, fit(picture.width, picture.height, side))
    return Job(recipe, photo, tuple(bound[style.key] for style in styles), size=size, bits=bits)


def can_paint(state: State, pictures: Container[str]) -> bool:
    """Whether there are a photo, a style and a level to paint with; `pictures` holds the hashes that are there."""
    photo = state.photo
    if photo is None or photo.picture_hash not in pictures or not state.look.active_levels:
        return False
    return bool(active_styles(without_missing(state, pictures)))


def without_missing(state: State, pictures: Container[str]) -> State:
    """The state without the styles whose pictures are not there."""
    styles = tuple(style for style in state.styles if style.picture_hash in pictures)
    solo = state.solo if any(style.key == state.solo for style in styles) else None
    return replace(state, styles=styles, solo=solo)


def look_of(recipe: Recipe, size: int | None) -> Look:
    """The look of a recipe.

    Args:
        recipe: for example from a saved picture. Its passes are not part of a look.
        size: the long side that was painted, to which stroke sizes relate; None if it is not known.

    Returns:
        The nearest look: stroke sizes are brought within what the window offers.
    """
    strengths: dict[Level, float] = {level: recipe.strength_at(level) for level in recipe.levels}
    overall = max(recipe.strength, *strengths.values())
    levels = {
        level: LevelSetting(strength=min(1.0, strength / overall) if overall else 1.0)
        for level, strength in strengths.items()
    }
    off = {level: LevelSetting(on=False) for level in Look().levels if level not in levels}
    low, high = SCALE_RANGE
    # Sizes of styles belong to the picture in which the look was chosen, where the recipe names one.
    sides = [side for side in (size, recipe.look_size) if side is not None]
    stroke_size = 1.0 if recipe.style_size is None or not sides else recipe.style_size / min(sides)
    return Look(
        overall,
        {**levels, **off},
        min(high, max(low, stroke_size)),
        recipe.colour,
        recipe.colour_amount,
        recipe.saturation,
        recipe.contrast,
        recipe.detail,
        recipe.photorealistic,
        recipe.transform,
        recipe.refining,
    )


def weights_of(recipe: Recipe) -> dict[str, float]:
    """The styles' shares by hash, the largest 1."""
    shares = normalised_weights(recipe.styles)
    return {style.pixel_hash: share / max(shares) for style, share in zip(recipe.styles, shares, strict=True)}


def _scales_differ(state: State) -> bool:
    return len({style.scale for style in active_styles(state)}) > 1
