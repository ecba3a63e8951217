"""A studio without networks, for tests of what happens around painting."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.job import Progress, Result
from engine.look.refining import Losses
from engine.planning.plan import Plan

if TYPE_CHECKING:
    from collections.abc import Generator

    from engine.images import Picture
    from engine.job import Job


class Negative:
    """A studio that makes negatives, and remembers how often it was asked."""

    devices = ("cpu",)

    def __init__(self) -> None:
        self.painted: list[str] = []
        self.fails: Exception | None = None

    def stylise(self, job: Job) -> Generator[Progress, None, None]:
        size = (job.photo.width, job.photo.height)
        for fraction in (0.25, 0.5, 1.0):
            yield Progress(1, None, "prepare", fraction, (0, 0, *size))
        if self.fails:
            raise self.fails
        self.painted.append(job.photo.name)
        plan = Plan(size, size, (), (), {}, 0)
        negative = replace(job.photo, pixels=255 - job.photo.pixels)
        yield Progress(
            1, None, "finish", 1.0, (0, 0, *size), result=Result(negative, job.recipe, plan, "cpu", "float32", {})
        )

    def measure(self, job: Job, result: Picture) -> Generator[Progress, None, None]:
        """Losses that say how many styles there are, since nothing else is known here."""
        losses = Losses(0, 0.0, float(len(job.styles)), 1.0)
        yield Progress(1, None, "finish", 1.0, (0, 0, result.width, result.height), losses=losses)

    def forget_older_photos(self) -> None:
        """Nothing is kept."""
