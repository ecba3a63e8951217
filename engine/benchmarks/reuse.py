"""Measures what a changed recipe costs, against a run from the beginning, in turn in one process."""

from __future__ import annotations

import statistics
import tempfile
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.images import pixel_hash
from engine.job import StyleReference
from engine.job.made_up import made_up_job, made_up_picture
from engine.packs.registry import default_registry
from engine.studio import Studio, run_to_end
from engine.system.process import keep_freed_memory
from engine.transfer.style_files import StyleFiles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.benchmarks.whole import Case
    from engine.images import Picture
    from engine.job import Job
    from engine.vgg import Level

FULL = "full run, styles known"
FROM_DISK = "full run, styles read from disk"
NEW_STYLES = "full run, styles new"


@dataclass(frozen=True)
class ReuseRow:
    """What a change was measured to cost.

    Attributes:
        case: of what.
        number_format: that was used.
        change: in words.
        seconds: median.
        share: median of the share of the full run beside it; 1 for that itself.
    """

    case: Case
    number_format: str
    change: str
    seconds: float
    share: float


def measure_reuse(case: Case, repeats: int) -> list[ReuseRow]:
    """Measures one pack, size and number format: two styles mixed, all levels.

    Args:
        case: what to measure.
        repeats: how many rounds each median is taken of, after one that is not counted.
    """
    keep_freed_memory()
    seconds: dict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory(prefix="pentimento-") as folder:
        files = StyleFiles(Path(folder))
        studio = Studio(default_registry(), case.device, case.number_format, style_files=files)
        job = mixed_job(made_up_job(studio.registry.find(case.pack).manifest, case.side))

        def timed(changed: Job) -> float:
            return run_to_end(studio.stylise(changed)).seconds["total"]

        number_format = run_to_end(studio.stylise(job)).number_format
        for turn in range(repeats + 1):
            studio.forget_photos()
            seconds[FULL].append(timed(job))
            studio.forget_photos()
            studio.forget_styles()
            seconds[FROM_DISK].append(timed(job))
            studio.forget_photos()
            seconds[NEW_STYLES].append(timed(with_styles(job, *(made_up_style(job, 2 * turn + n) for n in (10, 11)))))
            for change, changed in changes(job, turn):
                # So that all that the job leaves behind is there, whatever the changes before took its place.
                timed(job)
                seconds[change].append(timed(changed))
    return [
        ReuseRow(
            case,
            number_format,
            change,
            statistics.median(taken[1:]),
            statistics.median(one / full for one, full in zip(taken[1:], seconds[FULL][1:], strict=True)),
        )
        for change, taken in seconds.items()
    ]


def changes(job: Job, turn: int) -> Iterator[tuple[str, Job]]:
    """What is changed of a job with two styles, in words and as a job that was never painted before.

    Args:
        job: from `mixed_job`.
        turn: how often it was changed before.
    """
    recipe = job.recipe
    slightly = 0.001 * (turn + 1)
    ends: tuple[Level, ...] = (recipe.levels[-1], recipe.levels[0])
    for level in ends:
        strengths = {level: recipe.strength_at(level) - slightly}
        yield f"strength moved at {level}", replace(job, recipe=replace(recipe, level_strengths=strengths))
    first, second = recipe.styles
    weighted = replace(recipe, styles=(replace(first, weight=first.weight + slightly), second))
    yield "weight moved", replace(job, recipe=weighted)
    # Its weight differs as well, or else the very picture would be known from the turn before. The first turn, in which
    # the style is new, does not count.
    known = with_styles(replace(job, recipe=weighted), made_up_style(job, 2), job.styles[1])
    yield "style swapped for one seen before", known
    yield "style swapped for a new one", with_styles(job, made_up_style(job, 1000 + turn), job.styles[1])


def mixed_job(job: Job) -> Job:
    """A job with a second style of the same weight."""
    return with_styles(job, *job.styles, made_up_style(job, 1))


def with_styles(job: Job, *styles: Picture) -> Job:
    """A job with other styles, weighted as before as far as there were any."""
    weights = [style.weight for style in job.recipe.styles] + [1.0] * len(styles)
    references = tuple(
        StyleReference(style.name, pixel_hash(style.pixels), weight)
        for style, weight in zip(styles, weights, strict=False)
    )
    return replace(job, recipe=replace(job.recipe, styles=references), styles=styles)


def made_up_style(job: Job, seed: int) -> Picture:
    """A made-up style as large as the job's."""
    return made_up_picture(np.random.default_rng(seed), f"style {seed}", job.styles[0].width)
