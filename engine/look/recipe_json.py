"""Recipes as text: the JSON that is stored in every saved picture and can be applied to other photos. No torch."""

from __future__ import annotations

import json
from dataclasses import asdict, astuple, fields
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from engine.errors import JobError
from engine.files.versioning import NumberedFormat, refuse_unknown
from engine.images.framing import WHOLE, Framing
from engine.look.recipe import PackReference, Recipe, StyleReference, check_level
from engine.look.refining import Refining

if TYPE_CHECKING:
    from engine.vgg import Level

RECIPE_FORMAT = NumberedFormat("pentimento_recipe", 2, MappingProxyType({1: dict}))
"""Format 2 says which part of its file a style is; before, it was the whole."""


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
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise JobError(f"'{source}' should hold a recipe as JSON, and it cannot be read as such: {error}.") from error
    if not isinstance(document, dict) or RECIPE_FORMAT.key not in document:
        raise JobError(
            f"'{source}' should hold a recipe, and its JSON is something else: save one with `pentimento recipe`."
        )
    title = f"The recipe in '{source}'"
    document = RECIPE_FORMAT.read(document, title, JobError)
    try:
        _refuse_unknown(document, title)
        return _recipe(document)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise JobError(
            f"'{source}' should hold a whole recipe, and a part is missing or wrong ({error}): save it again."
        ) from error


def _refuse_unknown(document: dict[str, Any], title: str) -> None:
    """Refuses fields that would be lost, so that the look would be another one."""
    parts = [
        ({name: value for name, value in document.items() if name != RECIPE_FORMAT.key}, Recipe),
        *((style, StyleReference) for style in document["styles"]),
        (document.get("refining") or {}, Refining),
        (document["pack"] or {}, PackReference),
    ]
    for part, kind in parts:
        refuse_unknown(part, {field.name for field in fields(kind)}, title, JobError)


def _refining(document: dict[str, Any]) -> Refining:
    return Refining(
        steps=int(document["steps"]),
        ratio=float(document["ratio"]),
        start=document["start"],
        optimiser=document["optimiser"],
        content_level=document["content_level"],
        seed=int(document["seed"]),
    )


def _recipe(document: dict[str, Any]) -> Recipe:
    pack, refining = document["pack"], document.get("refining")
    return Recipe(
        styles=tuple(
            StyleReference(
                str(style["name"]),
                str(style["pixel_hash"]),
                float(style["weight"]),
                # Recipes of before styles had weights by level have none.
                _by_level(style.get("level_weights", {})),
                WHOLE if style.get("framing") is None else Framing(*style["framing"]),
            )
            for style in document["styles"]
        ),
        strength=float(document["strength"]),
        level_strengths=_by_level(document["level_strengths"]),
        levels=tuple(document["levels"]),
        passes=int(document["passes"]),
        style_size=None if document["style_size"] is None else int(document["style_size"]),
        # Recipes of before there was a choice have neither this nor what follows, but for the pack and the program.
        look_size=None if document.get("look_size") is None else int(document["look_size"]),
        colour=document.get("colour", "style"),
        colour_amount=float(document.get("colour_amount", 1.0)),
        saturation=float(document.get("saturation", 1.0)),
        contrast=float(document.get("contrast", 1.0)),
        detail=float(document.get("detail", 0.0)),
        photorealistic=bool(document.get("photorealistic", False)),
        transform=document.get("transform", "whitening"),
        refining=None if refining is None else _refining(refining),
        seed=None if document.get("seed") is None else int(document["seed"]),
        tileable=bool(document.get("tileable", False)),
        pack=pack and PackReference(str(pack["name"]), str(pack["sha256"])),
        program=str(document["program"]),
    )


def _by_level(numbers: dict[str, Any]) -> dict[Level, float]:
    return {check_level(level): float(number) for level, number in numbers.items()}
