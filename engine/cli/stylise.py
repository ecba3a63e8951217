"""`pentimento stylise`: one photo, repainted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.cli.progress import follow
from engine.cli.request import Words, prepare
from engine.images import MAX_PIXELS, save_picture
from engine.job import DEFAULT_LOOK_SIZE, DEFAULT_STRENGTH
from engine.packs.registry import default_registry
from engine.recipes import recipe_to_json
from engine.vgg import LEVELS

if TYPE_CHECKING:
    from engine.job import Result

PATH = click.Path(path_type=Path, readable=False)


@click.command(short_help="Repaint PHOTO in the style of one or more pictures.")
@click.argument("photo", type=PATH)
@click.argument("styles", type=PATH, nargs=-1)
@click.option("-o", "--output", type=PATH, help="File or folder to save to; without it a new name beside the photo.")
@click.option(
    "--weight", "weights", type=float, multiple=True, help="Share of a style; once per style, only proportions count."
)
@click.option(
    "--strength",
    type=float,
    help=f"How far to go from photo to style, 0 to 1; {DEFAULT_STRENGTH} if left out. 0 is the networks' copy.",
)
@click.option("--levels", help=f"Levels to visit, with commas; if left out all: {','.join(LEVELS)}.")
@click.option(
    "--level-strength", "level_strengths", multiple=True, metavar="LEVEL=S", help="Strength at one level; repeatable."
)
@click.option("--size", type=int, help="Long side of the result in pixels; the photo's own if left out.")
@click.option(
    "--style-size",
    type=int,
    help="Long side in pixels at which styles are looked at: smaller gives finer strokes. If left out, the style's own "
    "up to the result's, but not below the smaller of its own and 512.",
)
@click.option(
    "--same-look/--finer-strokes",
    default=None,
    help="Where the result is larger than the picture in which the look was chosen: look like that one, or have "
    "strokes as large in pixels, which is finer in proportion. The latter if left out, or as a recipe says.",
)
@click.option(
    "--look-size",
    type=int,
    help="With --same-look: long side of that picture in pixels. If left out, the recipe's, or "
    f"{DEFAULT_LOOK_SIZE}. Then --style-size is for that picture.",
)
@click.option("--passes", type=int, help="How often the whole cascade is run, 1 to 5; 1 if left out.")
@click.option(
    "--colour",
    type=click.Choice(["style", "photo"]),
    help="Whose colours the result has: the style's (if left out), or the photo's with the painted lightness.",
)
@click.option("--mask", type=PATH, help="A picture whose light parts are painted in the style of --mask-style.")
@click.option("--mask-style", type=PATH, help="The style for the light parts of --mask.")
@click.option(
    "--recipe", type=PATH, help="Apply the recipe of a saved picture or JSON file; other options replace its parts."
)
@click.option("--pack", help="Model pack; see `pentimento packs list`.")
@click.option("--device", default="auto", show_default=True, help="cpu, cuda, mps or auto.")
@click.option(
    "--number-format",
    type=click.Choice(["auto", "float32", "bfloat16", "float16"]),
    default="auto",
    show_default=True,
    help="In what numbers to compute; auto measures once what is fast and right on this machine.",
)
@click.option(
    "--memory",
    metavar="AMOUNT",
    help="Memory that the program may take, like 2GB; larger pictures are painted in tiles. Three quarters of the "
    "machine's if left out.",
)
@click.option("--overwrite", is_flag=True, help="Replace the output if it exists.")
@click.option("--unique", is_flag=True, help="Choose a new name if the output exists.")
@click.option("--quality", type=int, default=95, show_default=True, help="Of JPEG, WebP and AVIF, 1 to 100.")
@click.option(
    "--bits",
    type=click.Choice(["8", "16"]),
    help="Per channel, 16 in PNG and TIFF only; if left out, the photo's where the output allows.",
)
@click.option(
    "--profile",
    type=click.Choice(["srgb", "photo"]),
    default="srgb",
    show_default=True,
    help="Colour space to work in and save in: sRGB, or the photo's own.",
)
@click.option("--strip-metadata", is_flag=True, help="Save neither the photo's metadata nor the recipe.")
@click.option("--keep-location", is_flag=True, help="Keep the GPS position, which is left out otherwise.")
@click.option(
    "--most-megapixels",
    type=float,
    default=MAX_PIXELS / 1e6,
    show_default=True,
    help="Refuse pictures larger than this.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a summary for machines on stdout.")
def stylise(**options: Any) -> None:  # click passes each option by name
    """Repaint PHOTO in the style of one or more pictures (STYLE …).

    Several styles are mixed by their weights.
    """
    words = Words(**options)
    registry = default_registry()
    request = prepare(words, registry)

    # Loading torch takes seconds, so everything that can be refused has been refused by now.
    from engine.studio import Studio

    # A single job: no later one could use what is kept of its photo.
    studio = Studio(registry, words.device, words.number_format, request.memory, kept=0)
    result = follow(studio.stylise(request.job), request.job.recipe.passes)
    saved = save_picture(request.target, result.picture, request.saving, recipe=recipe_to_json(result.recipe))
    notes = (*request.notes, *result.notes)
    for note in notes:
        click.echo(f"Note: {note}", err=True)
    click.echo(json.dumps(summary(saved, result, notes)) if words.as_json else sentence(saved, result))


def sentence(saved: Path, result: Result) -> str:
    """The result in one line for people."""
    width, height = result.plan.size
    assert result.recipe.pack is not None, "the engine names the pack that it used"
    tiles = "" if result.plan.tile is None else f", tiles of {result.plan.tile}"
    return (
        f"Saved {saved}: {width} × {height} pixels in {result.seconds['total']:.1f} s "
        f"({result.recipe.pack.name}, {result.device} {result.number_format}{tiles})."
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
        "recipe": json.loads(recipe_to_json(result.recipe)),
    }
