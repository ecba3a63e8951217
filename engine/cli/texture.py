"""`pentimento texture`: styles without a photo, at any size."""

from __future__ import annotations

import copy
import json
import re
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from engine.cli.options import PATH
from engine.cli.progress import follow, was_stopped
from engine.cli.request import (
    choose_recipe,
    choose_target,
    refuse_contradictions,
    refuse_replacing,
)
from engine.cli.stylise import sentence, stylise, summary
from engine.cli.words import RegionWords, Words, read_memory
from engine.errors import JobError
from engine.images import check_target, save_picture
from engine.images.contact_sheets import Tile, contact_sheet, in_rows, largest_size, thumbnail
from engine.job.texture import TEXTURE_PASSES, TEXTURE_STRENGTH, texture_job
from engine.look.look import PARAMETERS
from engine.look.recipe_json import recipe_to_json
from engine.packs.registry import default_registry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.images import Picture
    from engine.job import Result
    from engine.look.recipe import Recipe
    from engine.planning.tiling import Size

FOR_PHOTOS = {"photo", "size", "same_look", "look_size", "profile", "keep_location", "grid", "colour_amount"}
FOR_PHOTOS |= {name for name, parameter in PARAMETERS.items() if parameter.from_photo}
FOR_PHOTOS |= {each.name for each in fields(RegionWords)}
"""Words of `pentimento stylise` that say something of a photo."""

HELP = {
    "output": "File or folder to save to; without it a new name in the current folder.",
    "strength": f"How far to go from noise to style, 0 to 1; {TEXTURE_STRENGTH:g} if left out.",
    "passes": f"How often the whole cascade is run, 1 to 5; {TEXTURE_PASSES} if left out.",
    "bits": "Per channel, 16 in PNG and TIFF only; 8 if left out.",
    "strip_metadata": "Do not save the recipe.",
}
"""What the help says of `stylise`'s options where it would speak of a photo or of other defaults."""

USUAL_SIZE = "1024x1024"
MOST_ACROSS = 8
THUMBNAIL = 288
"""Longest side in pixels of a texture on a sheet of variations."""


def without_photo(parameters: Sequence[click.Parameter]) -> list[click.Parameter]:
    """Those of `stylise`'s parameters that say something of a texture, with help that is true of one."""
    kept = [copy.copy(each) for each in parameters if each.name not in {*FOR_PHOTOS, "styles", "refine"}]
    for each in kept:
        if isinstance(each, click.Option) and each.name in HELP:
            each.help = HELP[each.name]
    return kept


@click.command(
    params=without_photo(stylise.params),
    short_help="Make a texture of one or more pictures, without a photo.",
)
@click.argument("styles", type=PATH, nargs=-1)
@click.option("--size", default=USUAL_SIZE, show_default=True, metavar="WxH", help="Of the texture in pixels.")
@click.option("--seed", type=int, help="Of the noise that the texture begins with; 0 if left out.")
@click.option("--tileable/--not-tileable", default=None, help="Let opposite edges continue each other.")
@click.option(
    "--grid", type=click.IntRange(2, MOST_ACROSS), help="Save a sheet of N × N textures instead, of as many seeds."
)
@click.option(
    "--refine/--no-refine", default=None, help="Refine the texture: see `pentimento refine`. That takes much longer."
)
@click.option("--steps", type=int, help="Of refining.")
def texture(*, size: str, grid: int | None, tileable: bool | None, **options: Any) -> None:  # click names each option
    """Make a texture in the style of one or more pictures (STYLE …), which are mixed by their weights.

    White noise takes the photo's place. --style-size sets how large the texture's parts are.

    With --grid a sheet shows textures of the seeds from --seed on, to choose from.
    """
    words = Words.of(photo=Path("texture.png"), **options)
    registry = default_registry()
    refuse_contradictions(words)
    memory, shape = read_memory(words.machine.memory), parse_size(size)
    target, saving = choose_target(words)
    refuse_replacing(target, (*words.styles, words.recipe))
    saving = replace(saving, bits=saving.bits or 8)
    recipe, styles, notes = choose_recipe(words, registry, texture=True)
    refuse_replacing(target, [style.path for style in styles])
    recipe = as_texture(recipe, words, tileable=tileable)
    if words.refining.steps is not None and recipe.look.refining is None:
        raise JobError("--steps should come with --refine, whose steps they are, and it is not there: add --refine.")
    bits: Literal[8, 16] = 16 if saving.bits == 16 else 8
    jobs = [
        texture_job(replace(recipe, seed=seed), tuple(style.picture for style in styles), shape, bits)
        for seed in seeds(recipe, 1 if grid is None else grid**2)
    ]
    check_target(target, saving, size=shape if grid is None else largest_size(grid, grid, THUMBNAIL))

    # Loading torch takes seconds, so everything that can be refused has been refused by now.
    from engine.studio import Studio

    studio = Studio(registry, words.machine.device, words.machine.number_format, memory, kept=0)
    results: list[Result] = []
    for job in jobs:
        results.append(follow(studio.stylise(job), recipe.passes))
        if was_stopped(results[-1], recipe.look.refining):
            break
    result = results[0]
    told = tuple(dict.fromkeys((*notes, *(note for each in results for note in each.notes))))
    for note in told:
        click.echo(f"Note: {note}", err=True)
    if grid is None:
        saved = save_picture(target, result.picture, saving, recipe=recipe_to_json(result.recipe))
        saying = sentence(saved, result)
    else:
        saved = save_picture(target, sheet(results, grid), saving)
        saying = f"Saved {saved}: textures of the seeds {results[0].recipe.seed} to {results[-1].recipe.seed}."
    facts = {**summary(saved, result, told), "seeds": [each.recipe.seed for each in results]}
    click.echo(json.dumps(facts) if words.as_json else saying)


def as_texture(recipe: Recipe, words: Words, *, tileable: bool | None) -> Recipe:
    """A recipe for no photo: what it does not say is as usual for textures."""
    new, look = words.recipe is None, recipe.look.without_photo
    return replace(
        recipe,
        look=replace(look, strength=TEXTURE_STRENGTH) if new and "strength" not in words.look else look,
        passes=TEXTURE_PASSES if new and words.passes is None else recipe.passes,
        look_size=None,
        seed=(recipe.seed or 0) if words.refining.seed is None else words.refining.seed,
        tileable=recipe.tileable if tileable is None else tileable,
    )


def seeds(recipe: Recipe, count: int) -> range:
    """So many seeds, from the recipe's on."""
    first = recipe.seed or 0
    return range(first, first + count)


def sheet(results: Sequence[Result], across: int) -> Picture:
    """Textures side by side, each with its seed."""
    tiles = [Tile(thumbnail(each.picture, THUMBNAIL), f"seed {each.recipe.seed}") for each in results]
    rows = in_rows(tiles, across)
    return contact_sheet([""] * across, rows, THUMBNAIL)


def parse_size(text: str) -> Size:
    """Width and height from words like 1024x768, or 512 for a square.

    Raises:
        JobError: they are no size.
    """
    found = re.fullmatch(r"\s*(\d+)(?:\s*[x×]\s*(\d+))?\s*", text, re.IGNORECASE)
    if found is None:
        raise JobError(
            "--size should be width x height like 1024x768, and '{text}' came: try {usual}.",
            text=text,
            usual=USUAL_SIZE,
        )
    return int(found[1]), int(found[2] or found[1])
