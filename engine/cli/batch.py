"""`pentimento batch`: many photos, repainted."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from engine.batch import Batch, BatchSettings, run_batch
from engine.batch_plan import find_photos, plan_pieces
from engine.cli.options import PATH, engine_options, look_options, saving_options
from engine.cli.progress import follow_batch, in_words
from engine.cli.request import Words, choose_recipe, read_memory, refuse_contradictions, saving_of
from engine.errors import JobError
from engine.frames import check_smoothing
from engine.images import check_target
from engine.images.formats import SAVED_AS
from engine.looks import FileLook
from engine.naming import Pattern
from engine.packs.registry import default_registry
from engine.recipes import recipe_to_json

if TYPE_CHECKING:
    from pathlib import Path

    from engine.batch import Others
    from engine.batch_report import BatchReport
    from engine.packs.registry import Registry

PARTLY_FAILED = 1


@click.command(short_help="Repaint many photos.")
@click.argument("folder", type=PATH)
@click.argument("styles", type=PATH, nargs=-1)
@click.option("-o", "--output", type=PATH, required=True, help="Folder to save to; it is made if it is not there.")
@click.option("--also", type=PATH, multiple=True, help="Another folder or picture to be painted; repeatable.")
@click.option("--recursive", is_flag=True, help="Look into folders in folders, and save into folders of their names.")
@click.option("--mix", is_flag=True, help="Mix several styles; without it each photo is painted in each of them.")
@click.option(
    "--naming",
    help="Names of the results without suffix, with {name} of the photo, {style} and {number}; a slash makes folders. "
    "If left out '{name}', and '{name} + {style}' where there are several styles.",
)
@click.option(
    "--format",
    "suffix",
    type=click.Choice([suffix.removeprefix(".") for suffix in SAVED_AS]),
    help="Of the results; if left out, each photo's own where such files can be written, or else png.",
)
@click.option(
    "--smooth",
    type=float,
    default=0.0,
    show_default=True,
    help="For numbered frames: how much a frame's look follows that of the frames before it, up to 1, like 0.8; so it "
    "does not flicker. 0 paints each by itself.",
)
@look_options
@engine_options
@click.option("--overwrite", is_flag=True, help="Replace files that are not what is to be made.")
@click.option("--skip-existing", is_flag=True, help="Leave all files that are there, whatever they are.")
@saving_options
def batch(
    also: tuple[Path, ...],
    *,
    recursive: bool,
    mix: bool,
    naming: str | None,
    suffix: str | None,
    skip_existing: bool,
    smooth: float,
    **options: Any,  # click passes each option by name
) -> int:
    """Repaint all photos in FOLDER, or one picture, in the style of one or more pictures (STYLE …).

    What is finished is passed over, so a batch that was stopped goes on with the same words: a result that holds the
    same recipe, has the same size, and is not older than its photo. Photos that fail are listed at the end and stop
    nothing.
    """
    words = Words(photo=options.pop("folder"), **options)
    assert words.output is not None, "it is required"
    registry = default_registry()
    refuse_contradictions(words)
    if words.overwrite and skip_existing:
        raise JobError("One of --overwrite and --skip-existing should be given, and both came: leave one out.")
    memory = read_memory(words.memory)
    looks, notes = choose_looks(words, registry, mix=mix)
    pieces = plan_pieces(
        find_photos((words.photo, *also), words.output, recursive=recursive),
        [look.name for look in looks],
        words.output,
        Pattern(naming or ("{name}" if len(looks) == 1 else "{name} + {style}")),
        suffix=f".{suffix}" if suffix else None,
        sixteen_bits=words.bits == "16",
        sources=[style.path for look in looks for style in look.styles],
    )
    others: Others = "replace" if words.overwrite else "keep" if skip_existing else "refuse"
    check_smoothing(smooth)
    settings = BatchSettings(
        words.size, saving_of(words, "refuse"), others, words.profile_choice, words.max_pixels, smooth
    )
    check_output(words.output, pieces[0].target.suffix, settings)
    for note in notes:
        click.echo(f"Note: {note}", err=True)

    # Loading torch takes seconds, so everything that can be refused has been refused by now.
    from engine.studio import Studio

    studio = Studio(registry, words.device, words.number_format, memory)
    report = follow_batch(run_batch(studio, Batch(pieces, looks, settings)))
    tell(report, looks, as_json=words.as_json)
    return PARTLY_FAILED if report.of("failed") else 0


def choose_looks(words: Words, registry: Registry, *, mix: bool) -> tuple[tuple[FileLook, ...], list[str]]:
    """The looks with which each photo is painted, and warnings.

    Several styles are as many looks, unless they are to be mixed, or a recipe says how they are.
    """
    if words.weights and not mix and words.recipe is None:
        raise JobError("--weight should come with --mix, which mixes the styles, and it is not there: add --mix.")
    together = mix or words.recipe is not None or not words.styles
    looks, notes = [], []
    for styles in [words.styles] if together else [(style,) for style in words.styles]:
        recipe, found, warnings = choose_recipe(replace(words, styles=styles), registry)
        looks.append(FileLook(recipe, tuple(found), words.max_pixels))
        notes += [*warnings, *(note for style in found for note in style.picture.notes)]
    return tuple(looks), notes


def check_output(output: Path, suffix: str, settings: BatchSettings) -> None:
    """Makes the folder for the results, and sees whether it can be written to.

    Raises:
        PentimentoError: it cannot.
    """
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise JobError(
            f"A folder for the results should be made at '{output}', and it cannot be ({error.strerror}): "
            "choose another."
        ) from error
    check_target(output / f"pentimento{suffix}", replace(settings.saving, existing="unique"))


def tell(report: BatchReport, looks: tuple[FileLook, ...], *, as_json: bool) -> None:
    """Says how a batch ended: the failures on stderr, the rest in one line or for machines on stdout."""
    for ending in report.endings:
        for note in ending.notes:
            click.echo(f"Note: {ending.piece.photo}: {note}", err=True)
    for ending in report.of("failed"):
        click.echo(f"Failed: {ending.piece.photo}: {ending.sentence}", err=True)
    click.echo(json.dumps(summary(report, looks)) if as_json else sentence(report))


def sentence(report: BatchReport) -> str:
    """How a batch ended, in one line for people."""
    finished, kept, failed = (len(report.of(how)) for how in ("finished", "kept", "failed"))
    others = [
        *([f"{finished} had been finished before"] if finished else []),
        *([f"{kept} kept the files that were there"] if kept else []),
        *([f"{failed} failed"] if failed else []),
    ]
    painted = f"Painted {len(report.of('painted'))} of {len(report.endings)} pictures in {in_words(report.seconds)}"
    return "; ".join([painted, *others]) + "."


def summary(report: BatchReport, looks: tuple[FileLook, ...]) -> dict[str, Any]:
    """How a batch ended, for machines."""
    return {
        "seconds": round(report.seconds, 4),
        "recipes": [json.loads(recipe_to_json(look.recipe)) for look in looks],
        "pictures": [
            {
                "photo": str(ending.piece.photo),
                "recipe": ending.piece.look,
                "output": str(ending.piece.target),
                "status": ending.how,
                "error": ending.sentence or None,
                "notes": list(ending.notes),
                "seconds": round(ending.seconds, 4),
            }
            for ending in report.endings
        ],
    }
