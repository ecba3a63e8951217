"""Recipes as text: the JSON that is stored in every saved picture and can be applied to other photos. No torch."""

from __future__ import annotations

import json
from dataclasses import astuple
from typing import TYPE_CHECKING

from engine.errors import JobError
from engine.files.strict_json import parse_object
from engine.files.versioning import NumberedFormat, only_added
from engine.images.framing import WHOLE, Framing
from engine.look.look import LOOK_EDITION
from engine.look.look_json import look_from_fields, look_to_data
from engine.look.recipe import PackReference, Recipe, StyleReference, check_level
from engine.sentences import Sentence
from engine.vgg import LEVELS

if TYPE_CHECKING:
    from engine.files.strict_json import Fields
    from engine.vgg import Level

_NEWEST = 1 + LOOK_EDITION

RECIPE_FORMAT = NumberedFormat("pentimento_recipe", _NEWEST, only_added(_NEWEST))
"""Format 2 says which part of its file a style is; before, it was the whole. Later ones bring parameters."""

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
        # Where it has always been: apart from the rest of the look, which follows.
        "strength": recipe.look.strength,
        "level_strengths": dict(recipe.level_strengths),
        "levels": list(recipe.levels),
        "passes": recipe.passes,
        "style_size": recipe.style_size,
        "look_size": recipe.look_size,
        **look_to_data(recipe.look),
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
    title = Sentence("The recipe in '{source}'", source=source)
    fields = parse_object(text, title)
    if not fields.has(RECIPE_FORMAT.key):
        raise JobError(
            "'{source}' should hold a recipe, and its JSON is something else: save one with `pentimento recipe`.",
            source=source,
        )
    fields.upgrade(RECIPE_FORMAT)
    recipe = _recipe(fields)
    fields.finish()
    return recipe


def _recipe(fields: Fields) -> Recipe:
    pack = fields.optional_nested("pack")
    there = fields.names
    return Recipe(
        styles=tuple(_style(style) for style in fields.items("styles", _MOST_STYLES)),
        look=look_from_fields(fields),
        level_strengths=_by_level(fields.nested("level_strengths")),
        levels=tuple(check_level(level) for level in fields.texts("levels", len(LEVELS))),
        passes=fields.whole("passes"),
        style_size=fields.optional_whole("style_size"),
        # Recipes of before there were these say nothing of them.
        look_size=fields.optional_whole("look_size") if "look_size" in there else None,
        seed=fields.optional_whole("seed") if "seed" in there else None,
        tileable=fields.truth("tileable") if "tileable" in there else False,
        pack=None if pack is None else _pack(pack),
        program=fields.text("program"),
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
