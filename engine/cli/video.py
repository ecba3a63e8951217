"""`pentimento batch --video`: a video, repainted."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.batch.frames import DEFAULT_SMOOTHING
from engine.batch.naming import Pattern
from engine.batch.plan import same_name
from engine.batch.report import BatchReport
from engine.batch.video import check_video, paint_video
from engine.cli.batch_report import say, status_of, tell
from engine.cli.batch_request import choose_makers, make_folder, settings_of
from engine.cli.progress import follow_batch
from engine.cli.request import refuse_replacing
from engine.cli.words import read_memory
from engine.errors import JobError
from engine.images.targets import check_place

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from engine.cli.batch_request import BatchWords
    from engine.images.options import Existing
    from engine.job.styles import FileJobMaker
    from engine.packs.registry import Registry


def paint_videos(words: BatchWords, registry: Registry) -> int:
    """Paints a video once with each recipe.

    Returns:
        The exit status.
    """
    refuse_what_is_for_photos(words)
    memory = read_memory(words.machine.memory)
    makers, notes = choose_makers(words, registry)
    settings = settings_of(words, DEFAULT_SMOOTHING)
    existing: Existing = "overwrite" if words.saving.overwrite else "refuse"
    targets = choose_targets(words, makers)
    for target in targets:
        check_video(target)
        refuse_replacing(target, [words.photo])
        check_place(target, existing)
    say(notes)

    # Loading torch takes seconds, so everything that can be refused has been refused by now.
    from engine.studio import Studio

    # No frame is painted twice, so nothing of it need be kept.
    studio = Studio(registry, words.machine.device, words.machine.number_format, memory, kept=0)
    reports = [
        follow_batch(paint_video(studio, maker, words.photo, target, settings, existing=existing))
        for maker, target in zip(makers, targets, strict=True)
    ]
    endings = tuple(
        replace(ending, piece=replace(ending.piece, maker=place))
        for place, report in enumerate(reports)
        for ending in report.endings
    )
    report = BatchReport(endings, sum(each.seconds for each in reports))
    tell(report, makers, as_json=words.as_json)
    return status_of(report)


def choose_targets(words: BatchWords, makers: Sequence[FileJobMaker]) -> list[Path]:
    """Where the videos go: to the file that was named, or into the folder, under the video's name and suffix.

    Raises:
        PentimentoError: several videos would go to one file, or the folder cannot be made.
    """
    assert words.output is not None, "it is required"
    # Not the path's own is_dir, which fails on a name that is too long.
    if words.output.suffix and not os.path.isdir(words.output):  # noqa: PTH112
        if len(makers) > 1:
            raise JobError(
                "Several styles are as many videos, and '{output}' is one: name a folder, or add --mix.",
                output=words.output,
            )
        return [words.output]
    pattern = Pattern(words.pattern)
    names = [pattern.named(words.photo.stem, maker.name, 1, 1) for maker in makers]
    targets = [words.output / name.parent / f"{name.name}{words.photo.suffix}" for name in names]
    if len(set(map(same_name, targets))) < len(targets):
        raise JobError(
            "Each video should have a name of its own, and two would have the same: put the style into the naming, and "
            "give styles of one name other names."
        )
    for folder in {target.parent for target in targets}:
        make_folder(folder)
    return targets


def refuse_what_is_for_photos(words: BatchWords) -> None:
    """Refuses options that would do nothing."""
    idle = {
        "--also": words.also,
        "--recursive": words.recursive,
        "--format": words.suffix,
        "--scheduler": words.scheduler,
        "--scheduler-tls": words.scheduler_tls,
        "--skip-existing": words.skip_existing,
        "--bits": words.saving.bits,
        "--profile": words.profile != "srgb",
    }
    for name, given in idle.items():
        if given:
            raise JobError("{name} is for photos, and it came with --video: leave it out.", name=name)
