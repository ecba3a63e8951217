"""Shows how a job gets on: a live bar on a terminal, a plain line for each level elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from collections.abc import Generator

    from engine.job import Progress as JobProgress
    from engine.job import Result


def follow(painting: Generator[JobProgress, None, None], passes: int) -> Result:
    """Runs a job to its end and shows its progress on stderr.

    Args:
        painting: the job at work.
        passes: how many passes it has, to be said where it is more than one.
    """
    console = Console(stderr=True)
    columns = (TextColumn("{task.description:<28}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    result = None
    if not console.is_terminal:
        console.print("getting ready", highlight=False)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("getting ready", total=1.0)
        for progress in painting:
            bar.update(task, completed=progress.fraction, description=describe(progress, passes))
            if progress.preview is not None and not console.is_terminal:
                console.print(f"{describe(progress, passes)}: {progress.fraction:.0%}", highlight=False)
            result = progress.result
    assert result is not None, "the last progress carries the result"
    return result


def describe(progress: JobProgress, passes: int) -> str:
    """Where a job is, in words: level, stage, and the pass where there are several."""
    where = f"{progress.level} {progress.stage}" if progress.level else progress.stage
    return f"pass {progress.pass_number} of {passes}, {where}" if passes > 1 else where
