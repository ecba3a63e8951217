"""`pentimento batch`: many photos, repainted."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from engine.batch.batch import Batch, BatchSettings, run_batch
from engine.batch.frames import DEFAULT_SMOOTHING, check_smoothing
from engine.batch.naming import Pattern
from engine.batch.plan import find_photos, plan_pieces
from engine.cli.crops import crops_of
from engine.cli.options import PATH, engine_options, look_options, saving_options
from engine.cli.progress import follow_batch, in_words
from engine.cli.request import Words, choose_recipe, read_memory, refuse_contradictions, saving_of
from engine.errors import JobError
from engine.images import check_target
from engine.images.formats import SAVED_AS
from engine.job.styles import FileLook
from engine.look.recipe_json import recipe_to_json
from engine.packs.registry import default_registry

if TYPE_CHECKING:
    from pathlib import Path

    from engine.batch.batch import Others
    from engine.batch.report import BatchReport
    from engine.packs.registry import Registry

PARTLY_FAILED = 1


@dataclass(frozen=True, kw_only=True)
class BatchWords(Words):
    """What was asked for; the photo is the folder, or the video."""

    also: tuple[Path, ...]
    recursive: bool
    video: Path | None
    mix: bool
    naming: str | None
    suffix: str | None
    smooth: float | None
    scheduler: str | None
    scheduler_tls: tuple[Path, Path, Path] | None
    skip_existing: bool

    @property
    def pattern(self) -> str:
        """How results are named."""
        return self.naming or ("{name}" if self.mix or len(self.styles) <= 1 or self.recipe else "{name} + {style}")


@click.command(short_help="Repaint many photos, or a video.", options_metavar="[OPTIONS]")
@click.argument("places", type=PATH, nargs=-1, metavar="FOLDER STYLE…")
@click.option("-o", "--output", type=PATH, required=True, help="Folder to save to; it is made if it is not there.")
@click.option("--also", type=PATH, multiple=True, help="Another folder or picture to be painted; repeatable.")
@click.option("--recursive", is_flag=True, help="Look into folders in folders, and save into folders of their names.")
@click.option(
    "--video",
    type=PATH,
    help="Paint this video's frames instead of FOLDER's photos, and keep its sound. The output is a video or a folder.",
)
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
    help="For numbered frames and videos: how much a result follows the one before where nothing moves, from 0 to "
    f"under 1, so that it does not flicker. If left out {DEFAULT_SMOOTHING} for videos and 0 for photos.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Paint on the machines of this Dask scheduler, like tcp://desk:8786. They need the program, the pack, and all "
    "folders at the same places. 'auto' then computes in float32, so that all paint alike.",
)
@click.option(
    "--scheduler-tls",
    type=(PATH, PATH, PATH),
    metavar="CA CERTIFICATE KEY",
    help="Encrypt the connection to a scheduler like tls://desk:8786: PEM files of the authority that signed all "
    "certificates, of this machine's certificate, and of its key. If left out, those in Dask's own configuration.",
)
@look_options
@engine_options
@click.option("--overwrite", is_flag=True, help="Replace files that are not what is to be made.")
@click.option("--skip-existing", is_flag=True, help="Leave all files that are there, whatever they are.")
@saving_options
def batch(**options: Any) -> int:  # click passes each option by name
    """Repaint all photos in FOLDER, or one picture, in the style of one or more pictures (STYLE …).

    What is finished is passed over, so a batch that was stopped goes on with the same words: a result that holds the
    same recipe, has the same size, and is not older than its photo. Photos that fail are listed at the end and stop
    nothing.

    With --video, all words are styles, and the video is begun anew each time.
    """
    places = options.pop("places")
    if options["video"] is not None:
        places = (options["video"], *places)
    if not places:
        raise JobError("A folder with photos should be named, and there is none: name it before the styles.")
    words = BatchWords(photo=places[0], styles=places[1:], **options)
    refuse_contradictions(words)
    if words.overwrite and words.skip_existing:
        raise JobError("One of --overwrite and --skip-existing should be given, and both came: leave one out.")
    if words.scheduler_tls and words.scheduler is None:
        raise JobError("--scheduler-tls should come with --scheduler, and it came alone: name the scheduler's address.")
    registry = default_registry()
    if words.video is not None:
        from engine.cli.video import paint_videos

        return paint_videos(words, registry)
    return paint_photos(words, registry)


def paint_photos(words: BatchWords, registry: Registry) -> int:
    """Paints a folder's photos.

    Returns:
        The exit status.
    """
    memory = read_memory(words.memory)
    assert words.output is not None, "it is required"
    looks, notes = choose_looks(words, registry)
    pieces = plan_pieces(
        find_photos((words.photo, *words.also), words.output, recursive=words.recursive),
        [look.name for look in looks],
        words.output,
        Pattern(words.pattern),
        suffix=f".{words.suffix}" if words.suffix else None,
        sixteen_bits=words.bits == "16",
        sources=[style.path for look in looks for style in look.styles],
    )
    settings = replace(settings_of(words, 0.0), memory=memory)
    make_folder(words.output)
    for suffix in {piece.target.suffix for piece in pieces}:
        check_target(words.output / f"pentimento{suffix}", replace(settings.saving, existing="unique"))
    say(notes)
    plan = Batch(pieces, looks, settings)
    if words.scheduler is not None:
        from engine.batch.cluster import Machines, run_on_cluster
        from engine.batch.connection import Certificates

        machines = Machines(words.scheduler, words.device, words.number_format, memory)
        certificates = Certificates(*words.scheduler_tls) if words.scheduler_tls else None
        report = follow_batch(run_on_cluster(machines, plan, certificates))
    else:
        # Loading torch takes seconds, so everything that can be refused has been refused by now.
        from engine.studio import Studio

        report = follow_batch(run_batch(Studio(registry, words.device, words.number_format, memory), plan))
    tell(report, looks, as_json=words.as_json)
    return status_of(report)


def status_of(report: BatchReport) -> int:
    """The exit status: 1 where something failed, or what it was made of was not whole."""
    return PARTLY_FAILED if report.of("failed") or report.of("incomplete") else 0


def settings_of(words: BatchWords, smoothing: float) -> BatchSettings:
    """How photos are read, painted and saved; the smoothing is for where none was asked for."""
    others: Others = "replace" if words.overwrite else "keep" if words.skip_existing else "refuse"
    smoothing = smoothing if words.smooth is None else words.smooth
    check_smoothing(smoothing)
    saving = saving_of(words, "refuse")
    return BatchSettings(words.size, saving, others, words.profile_choice, words.max_pixels, smoothing)


def say(notes: list[str]) -> None:
    """Tells of what was found while reading."""
    for note in notes:
        click.echo(f"Note: {note}", err=True)


def choose_looks(words: BatchWords, registry: Registry) -> tuple[tuple[FileLook, ...], list[str]]:
    """The looks with which each photo is painted, and warnings.

    Several styles are as many looks, unless they are to be mixed, or a recipe says how they are.
    """
    if words.weights and not words.mix and words.recipe is None:
        raise JobError("--weight should come with --mix, which mixes the styles, and it is not there: add --mix.")
    together = words.mix or words.recipe is not None or not words.styles
    # Looked at before any is read: each look has its own.
    crops_of(words.style_crops, words.styles, words.max_pixels)
    looks: list[FileLook] = []
    notes: list[str] = []
    places = [slice(None)] if together else [slice(place, place + 1) for place in range(len(words.styles))]
    for place in places:
        alone = replace(words, styles=words.styles[place], style_crops=words.style_crops[place])
        recipe, found, warnings = choose_recipe(alone, registry)
        looks.append(FileLook(recipe, tuple(found), words.max_pixels))
        notes += [*warnings, *(note for style in found for note in style.picture.notes)]
    return tuple(looks), notes


def make_folder(output: Path) -> None:
    """Makes the folder for the results.

    Raises:
        PentimentoError: it cannot.
    """
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise JobError(
            "A folder for the results should be made at '{output}', and it cannot be ({reason}): choose another.",
            output=output,
            reason=error.strerror,
        ) from error


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
    incomplete, finished, kept, failed = (len(report.of(how)) for how in ("incomplete", "finished", "kept", "failed"))
    others = [
        *([f"{incomplete} with parts missing"] if incomplete else []),
        *([f"{finished} had been finished before"] if finished else []),
        *([f"{kept} kept the files that were there"] if kept else []),
        *([f"{failed} failed"] if failed else []),
    ]
    done = len(report.of("painted")) + incomplete
    painted = f"Painted {done} of {len(report.endings)} pictures in {in_words(report.seconds)}"
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
