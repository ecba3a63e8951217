"""`pentimento batch`: many photos, repainted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from engine.batch.batch import Batch, run_batch
from engine.batch.frames import DEFAULT_SMOOTHING
from engine.batch.naming import Pattern
from engine.batch.plan import find_photos, plan_pieces
from engine.cli.batch_report import say, status_of, tell
from engine.cli.batch_request import BatchWords, choose_makers, make_folder, settings_of
from engine.cli.options import PATH, engine_options, look_options, saving_options
from engine.cli.progress import follow_batch
from engine.cli.request import refuse_contradictions
from engine.cli.video import paint_videos
from engine.cli.words import read_memory
from engine.errors import JobError
from engine.images import check_target
from engine.images.formats import SAVED_AS
from engine.packs.registry import default_registry

if TYPE_CHECKING:
    from engine.packs.registry import Registry


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
    words = BatchWords.of(photo=places[0], styles=places[1:], **options)
    refuse_contradictions(words)
    if words.saving.overwrite and words.skip_existing:
        raise JobError("One of --overwrite and --skip-existing should be given, and both came: leave one out.")
    if words.scheduler_tls and words.scheduler is None:
        raise JobError("--scheduler-tls should come with --scheduler, and it came alone: name the scheduler's address.")
    registry = default_registry()
    if words.video is not None:
        return paint_videos(words, registry)
    return paint_photos(words, registry)


def paint_photos(words: BatchWords, registry: Registry) -> int:
    """Paints a folder's photos.

    Returns:
        The exit status.
    """
    memory = read_memory(words.machine.memory)
    assert words.output is not None, "it is required"
    makers, notes = choose_makers(words, registry)
    pieces = plan_pieces(
        find_photos((words.photo, *words.also), words.output, recursive=words.recursive),
        [maker.name for maker in makers],
        words.output,
        Pattern(words.pattern),
        suffix=f".{words.suffix}" if words.suffix else None,
        sixteen_bits=words.saving.bits == "16",
        sources=[style.path for maker in makers for style in maker.styles],
    )
    settings = replace(settings_of(words, 0.0), memory=memory)
    make_folder(words.output)
    for suffix in {piece.target.suffix for piece in pieces}:
        check_target(words.output / f"pentimento{suffix}", replace(settings.saving, existing="unique"))
    say(notes)
    plan = Batch(pieces, makers, settings)
    if words.scheduler is not None:
        from engine.batch.cluster import Machines, run_on_cluster
        from engine.batch.connection import Certificates

        machines = Machines(words.scheduler, words.machine.device, words.machine.number_format, memory)
        certificates = Certificates(*words.scheduler_tls) if words.scheduler_tls else None
        report = follow_batch(run_on_cluster(machines, plan, certificates))
    else:
        # Loading torch takes seconds, so everything that can be refused has been refused by now.
        from engine.studio import Studio

        report = follow_batch(
            run_batch(Studio(registry, words.machine.device, words.machine.number_format, memory), plan)
        )
    tell(report, makers, as_json=words.as_json)
    return status_of(report)
