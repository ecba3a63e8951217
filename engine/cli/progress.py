"""Shows how work gets on: a live bar on a terminal; elsewhere a plain line for each level, or each picture of many."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from engine.sentences import Sentence

if TYPE_CHECKING:
    from collections.abc import Generator

    from engine.batch.report import BatchProgress, BatchReport
    from engine.job import Progress as JobProgress
    from engine.job import Result
    from engine.look.refining import Refining

STEPS_PER_LINE = 10
"""Steps of refining that share one line where there is no bar."""


def follow(painting: Generator[JobProgress, None, None], passes: int) -> Result:
    """Runs a job to its end and shows its progress on stderr.

    Where refining is interrupted, what was there is the result.

    Args:
        painting: the job at work.
        passes: how many passes it has, to be said where it is more than one.
    """
    console = Console(stderr=True)
    so_far = None
    columns = (TextColumn("{task.description:<40}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    result = None
    if not console.is_terminal:
        console.print("getting ready", highlight=False)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("getting ready", total=1.0)
        try:
            for progress in painting:
                bar.update(task, completed=progress.fraction, description=describe(progress, passes))
                if worth_a_line(progress) and not console.is_terminal:
                    console.print(f"{describe(progress, passes)}: {progress.fraction:.0%}", highlight=False)
                result, so_far = progress.result, progress.so_far
        except KeyboardInterrupt:
            if so_far is None or so_far.losses is None:
                raise
            note = Sentence(
                "Refining was stopped after {steps} steps, and what was there is kept.", steps=so_far.losses.step
            )
            result = replace(so_far, notes=(*so_far.notes, note))
        finally:
            painting.close()
    assert result is not None, "the last progress carries the result"
    return result


def was_stopped(result: Result, asked: Refining | None) -> bool:
    """Whether refining was interrupted before its last step."""
    taken = result.recipe.look.refining
    return asked is not None and taken is not None and taken.steps < asked.steps


def worth_a_line(progress: JobProgress) -> bool:
    """Whether there is something new to see; while refining only now and then."""
    return progress.preview is not None and (progress.losses is None or progress.losses.step % STEPS_PER_LINE == 0)


def describe(progress: JobProgress, passes: int) -> str:
    """Where a job is, in words: level, stage, and the pass where there are several; both losses while refining."""
    if progress.losses is not None:
        return f"step {progress.losses.step} content {progress.losses.content:.3f} style {progress.losses.style:.4f}"
    where = f"{progress.level} {progress.stage}" if progress.level else progress.stage
    return f"pass {progress.pass_number} of {passes}, {where}" if passes > 1 else where


def follow_batch(painting: Generator[BatchProgress, None, None]) -> BatchReport:
    """Runs a batch to its end and shows its progress on stderr."""
    console = Console(stderr=True)
    report = None
    if not console.is_terminal:
        console.print("getting ready", highlight=False)
    columns = (BarColumn(), TaskProgressColumn(), TextColumn("{task.description}"))
    with (
        closing(painting),
        Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar,
    ):
        task = bar.add_task("getting ready", total=1.0)
        waiting = ""
        for progress in painting:
            bar.update(task, completed=progress.fraction, description=escape(describe_batch(progress)))
            if progress.waiting not in ("", waiting) and not console.is_terminal:
                console.print(progress.waiting, markup=False, highlight=False, soft_wrap=True)
            waiting = progress.waiting
            if progress.ending is not None and not console.is_terminal:
                line = f"{progress.done} of {progress.total}: {progress.ending.piece.photo} {progress.ending.how}"
                # Lines for programs: a console would break them where a terminal's would end.
                console.print(f"{line}{time_left(progress)}", markup=False, highlight=False, soft_wrap=True)
            report = progress.report
    assert report is not None, "the last progress carries the report"
    return report


def describe_batch(progress: BatchProgress) -> str:
    """Where a batch is, in words: how many pictures, which one, and the time that is left."""
    if progress.waiting:
        return f"{progress.done} of {progress.total}, {progress.waiting}"
    where = "" if progress.piece is None else f", {progress.piece.photo.name}"
    return f"{progress.done} of {progress.total}{where}{time_left(progress)}"


def time_left(progress: BatchProgress) -> str:
    """The time that is left, with a comma before it; nothing where it is not known."""
    if progress.seconds_left is None or progress.done == progress.total:
        return ""
    return f", about {in_words(progress.seconds_left)} left"


def in_words(seconds: float) -> str:
    """A time as people say it: 40 s, 5 min, 2 h 10 min."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
