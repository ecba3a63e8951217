"""A recipe's styles in the place of a document's. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gui.document.jobs import levels_of, weights_of
from gui.document.state import plain_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from engine.images import Picture
    from engine.job import Recipe, StyleReference
    from gui.document.pictures import PictureStore
    from gui.document.state import State, StyleEntry


@dataclass(frozen=True)
class Taken:
    """What came of a recipe.

    Attributes:
        state: with its styles, as far as they are there, and its pack.
        missing: the styles that are not.
    """

    state: State
    missing: tuple[StyleReference, ...]


def take_recipe(
    recipe: Recipe,
    state: State,
    pictures: PictureStore,
    offered: Sequence[tuple[Picture, Path | None]],
    new_style: Callable[[Picture, Path | None], StyleEntry],
) -> Taken:
    """The state with the styles and the pack of a recipe; its look is not taken.

    Args:
        recipe: what was read.
        state: whose styles are kept where the recipe's are the same, and where all of these are missing.
        pictures: where others are looked for.
        offered: pictures found elsewhere, for example beside the file; only those of the recipe are used.
        new_style: makes a card of a picture.
    """
    known = {style.picture_hash: style for style in state.styles}
    for style in state.styles:
        whole = pictures.get(style.picture_hash)
        if whole is not None and not style.framing.is_whole:
            known[pictures.name(pictures.frame(whole, style.framing))] = style
    for picture, path in offered:
        picture_hash = pictures.name(picture)
        if picture_hash not in known and any(style.pixel_hash == picture_hash for style in recipe.styles):
            known[picture_hash] = new_style(picture, path)
    for reference in recipe.styles:
        there = pictures.get(reference.pixel_hash)
        if reference.pixel_hash not in known and there is not None:
            known[reference.pixel_hash] = replace(new_style(there, None), name=plain_name(reference.name))
    weights = weights_of(recipe)
    found = {
        known[reference.pixel_hash].key: replace(
            known[reference.pixel_hash],
            weight=weights[reference.pixel_hash],
            scale=1.0,
            enabled=True,
            levels=levels_of(reference),
        )
        for reference in recipe.styles
        if reference.pixel_hash in known
    }
    styles = tuple(found.values()) or state.styles
    solo = None if found else state.solo
    quality = replace(state.quality, pack=recipe.pack.name) if recipe.pack else state.quality
    missing = tuple(reference for reference in recipe.styles if reference.pixel_hash not in known)
    return Taken(replace(state, styles=styles, solo=solo, quality=quality), missing)
