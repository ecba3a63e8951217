"""Recipes as text: the JSON that is stored in every saved picture and can be applied to other photos. No torch."""

from __future__ import annotations

import json
from dataclasses import asdict, astuple
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from engine.errors import JobError
from engine.files.strict_json import parse_object
from engine.files.versioning import NumberedFormat
from engine.images.framing import WHOLE, Framing
from engine.look.recipe import PackReference, Recipe, StyleReference, check_level
from engine.look.refining import Refining
from engine.vgg import LEVELS

if TYPE_CHECKING:
    from engine.files.strict_json import Fields
    from engine.look.refining import Optimiser, Start
    from engine.vgg import Level

RECIPE_FORMAT = NumberedFormat("pentimento_recipe", 2, MappingProxyType({1: dict}))
"""Format 2 says which part of its file a style is; before, it was the whole."""

_MOST_STYLES = 1 << 16
"""In a picture or a file of JSON; a command line has no room for as many."""

_EDGES = ("left", "top", "right", "bottom", "quarter_turns", "mirrored")
"""What the values of a style's framing are, in their order."""


def recipe_to_json(recipe: Recipe) -> str:
    """One line of JSON that holds the whole recipe."""
    document = {
        RECIPE_FORMAT.key: RECIPE_FORMAT.newest,
        "program": recipe.program,
        "styles": [
            {
                "name": style.name,
                "pixel_hash": style.pixel_hash,
                "weight": style.weight,
                "level_weights": dict(style.level_weights),
                "framing": None if style.framing.is_whole else list(astuple(style.framing)),
            }
            for style in recipe.styles
        ],
        "strength": recipe.strength,
        "level_strengths": dict(recipe.level_strengths),
        "levels": list(recipe.levels),
        "passes": recipe.passes,
        "style_size": recipe.style_size,
        "look_size": recipe.look_size,
        "colour": recipe.colour,
        "colour_amount": recipe.colour_amount,
        "saturation": recipe.saturation,
        "contrast": recipe.contrast,
        "detail": recipe.detail,
        "photorealistic": recipe.photorealistic,
        "transform": recipe.transform,
        "refining": recipe.refining and asdict(recipe.refining),
        "seed": recipe.seed,
        "tileable": recipe.tileable,
        "pack": recipe.pack and {"name": recipe.pack.name, "sha256": recipe.pack.sha256},
    }
    return json.dumps(document, ensure_ascii=False)


def recipe_from_json(text: str, source: str) -> Recipe:
    """Reads a recipe.

    Args:
        text: what `recipe_to_json` wrote.
        source: the file's name, for the error's sentence.

    Raises:
        JobError: the text is no recipe, is of a later version of the program, or asks for something impossible.
    """
    title = f"The recipe in '{source}'"
    fields = parse_object(text, title)
    if not fields.has(RECIPE_FORMAT.key):
        raise JobError(
            f"'{source}' should hold a recipe, and its JSON is something else: save one with `pentimento recipe`."
        )
    fields.upgrade(RECIPE_FORMAT)
    recipe = _recipe(fields)
    fields.finish()
    return recipe


def refining_from_fields(fields: Fields) -> Refining:
    """Reads how a picture is refined.

    Raises:
        JobError: it is damaged or out of range.
    """
    level = fields.optional_text("content_level")
    refining = Refining(
        fields.whole("steps"),
        fields.number("ratio"),
        cast("Start", fields.text("start")),
        cast("Optimiser", fields.text("optimiser")),
        None if level is None else check_level(level),
        fields.whole("seed"),
    )
    fields.finish()
    return refining


def _recipe(fields: Fields) -> Recipe:
    # What a recipe may lack was not always there: before, nobody could choose it.
    later = {
        name: read(name)
        for name, read in (
            ("look_size", fields.optional_whole),
            ("colour", fields.text),
            ("colour_amount", fields.number),
            ("saturation", fields.number),
            ("contrast", fields.number),
            ("detail", fields.number),
            ("photorealistic", fields.truth),
            ("transform", fields.text),
            ("seed", fields.optional_whole),
            ("tileable", fields.truth),
        )
        if name in fields.names
    }
    given: dict[str, Any] = {**later}
    refining = fields.optional_nested("refining") if "refining" in fields.names else None
    pack = fields.optional_nested("pack")
    return Recipe(
        styles=tuple(_style(style) for style in fields.items("styles", _MOST_STYLES)),
        strength=fields.number("strength"),
        level_strengths=_by_level(fields.nested("level_strengths")),
        levels=tuple(check_level(level) for level in fields.texts("levels", len(LEVELS))),
        passes=fields.whole("passes"),
        style_size=fields.optional_whole("style_size"),
        refining=None if refining is None else refining_from_fields(refining),
        pack=None if pack is None else _pack(pack),
        program=fields.text("program"),
        **given,
    )


def _style(fields: Fields) -> StyleReference:
    style = StyleReference(
        fields.text("name"),
        fields.text("pixel_hash"),
        fields.number("weight"),
        # Recipes of before styles had weights by level have none.
        _by_level(fields.nested("level_weights")) if "level_weights" in fields.names else {},
        _framing(fields.listed("framing", _EDGES)) if fields.has("framing") else WHOLE,
    )
    fields.skip("framing")
    fields.finish()
    return style


def _framing(fields: Fields) -> Framing:
    left, top, right, bottom = map(fields.number, _EDGES[:4])
    return Framing(left, top, right, bottom, fields.whole("quarter_turns"), fields.truth("mirrored"))


def _pack(fields: Fields) -> PackReference:
    pack = PackReference(fields.text("name"), fields.text("sha256"))
    fields.finish()
    return pack


def _by_level(fields: Fields) -> dict[Level, float]:
    return {check_level(name): fields.number(name) for name in fields.names}
