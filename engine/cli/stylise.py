"""`pentimento stylise`: one photo, repainted."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from engine.cli.grid import grid_job, paint_grid
from engine.cli.options import PATH, engine_options, look_options, region_options, saving_options
from engine.cli.progress import follow
from engine.cli.request import prepare
from engine.cli.words import Words
from engine.images import save_picture
from engine.look.recipe_json import recipe_to_json
from engine.packs.registry import default_registry
from engine.planning.methods import TRANSFORMS

if TYPE_CHECKING:
    from pathlib import Path

    from engine.job import Result
    from engine.look.refining import Losses


@click.command(short_help="Repaint PHOTO in the style of one or more pictures.")
@click.argument("photo", type=PATH)
@click.argument("styles", type=PATH, nargs=-1)
@click.option("-o", "--output", type=PATH, help="File or folder to save to; without it a new name beside the photo.")
@look_options
@region_options
@click.option(
    "--grid",
    type=click.Choice(["transforms"]),
    help="Save a contact sheet instead, with the photo painted by every transform; pictures of 768 pixels without "
    "--size.",
)
@engine_options
@click.option("--overwrite", is_flag=True, help="Replace the output if it exists.")
@click.option("--unique", is_flag=True, help="Choose a new name if the output exists.")
@saving_options
def stylise(**options: Any) -> None:  # click passes each option by name
    """Repaint PHOTO in the style of one or more pictures (STYLE …).

    Several styles are mixed by their weights. With three masks:

    stylise photo.jpg oil.jpg --region sky.png=ink.jpg --region trees.png=mosaic.jpg,ink.jpg --region face.png
    --region-strength sky=0.8
    """
    paint(Words.of(**options))


def paint(words: Words) -> None:
    """Paints what was asked for, saves it and says so."""
    registry = default_registry()
    request = prepare(words, registry)

    # Loading torch takes seconds, so everything that can be refused has been refused by now.
    from engine.studio import Studio

    # A single job: no later one could use what is kept of its photo.
    studio = Studio(registry, words.machine.device, words.machine.number_format, request.memory, kept=0)
    if words.grid is not None:
        sheet, result = paint_grid(studio, grid_job(request.job))
        saved = save_picture(request.target, sheet, replace(request.saving, bits=8))
        saying = grid_sentence(saved, result)
    else:
        result = follow(studio.stylise(request.job), request.job.recipe.passes)
        saved = save_picture(request.target, result.picture, request.saving, recipe=recipe_to_json(result.recipe))
        saying = sentence(saved, result)
    notes = (*request.notes, *result.notes)
    for note in notes:
        click.echo(f"Note: {note}", err=True)
    click.echo(json.dumps(summary(saved, result, notes)) if words.as_json else saying)


def sentence(saved: Path, result: Result) -> str:
    """The result in one line for people."""
    width, height = result.plan.size
    assert result.recipe.pack is not None, "the engine names the pack that it used"
    tiles = "" if result.plan.tile is None else f", tiles of {result.plan.tile}"
    saying = (
        f"Saved {saved}: {width} × {height} pixels in {result.seconds['total']:.1f} s "
        f"({result.recipe.pack.name}, {result.device} {result.number_format}{tiles})."
    )
    return saying if result.losses is None else f"{saying} {losses_in_words(result.losses)}"


def grid_sentence(saved: Path, last: Result) -> str:
    """A contact sheet in one line for people; its last result says how large each picture on it is."""
    width, height = last.plan.size
    transform = last.recipe.look.transform
    which = "every transform" if transform == TRANSFORMS[-1] else f"transforms up to {transform}"
    return f"Saved {saved}: the photo painted by {which}, {width} × {height} pixels each."


def losses_in_words(losses: Losses) -> str:
    """How far a refined picture is from photo and style."""
    return (
        f"After {losses.step} steps: content loss {losses.content:.4f}, style loss {losses.style:.5f}, "
        f"together {losses.total:.4f} at ratio {losses.ratio:g}."
    )


def summary(saved: Path, result: Result, notes: tuple[str, ...]) -> dict[str, Any]:
    """The result for machines."""
    return {
        "output": str(saved),
        "size": list(result.plan.size),
        "bits": result.picture.bits,
        "device": result.device,
        "number_format": result.number_format,
        "seconds": {stage: round(seconds, 4) for stage, seconds in result.seconds.items()},
        "memory_estimate": result.plan.memory,
        "tile": result.plan.tile,
        "notes": list(notes),
        "losses": result.losses and {"content": result.losses.content, "style": result.losses.style},
        "recipe": json.loads(recipe_to_json(result.recipe)),
    }
