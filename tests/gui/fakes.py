"""An engine of a few lines, for the tests of the window."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from engine.images import Picture, fit
from engine.job import Job, Progress, Recipe, Result
from engine.look.refining import Losses
from engine.planning.plan import Plan, result_size
from tests.engine.pictures import picture, reference

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from engine.vgg import Level

LARGEST_PREVIEW = 640
PATIENCE = 10.0
"""Seconds after which a studio that waits to be allowed a step takes the test for stuck."""


SECOND_LEVEL = 4
"""The step with which a job's second level begins: something has been shown by then."""

HELD = 0.005
"""Seconds between two signs of life from a job that is held."""


class FakeStudio:
    """Takes the steps of the real one, and turns colours instead of painting.

    Each level darkens the preview a little more, so that they can be told apart. Steps are counted from 0 in each job:
    one to prepare, three for each level, one with the result.

    Args:
        delay: seconds that each step takes.
        error: raised at the step `error_at` of every job.
        error_at: see above.
        stepwise: whether every step waits until `allow` lets it happen.

    Attributes:
        jobs: that were begun, in order.
        closed: jobs that were given up, in order.
        measured: results that were measured, in order.
        forgot: how often it was asked to forget older photos.
        holds: whether a job is to wait before a step, for as long as this says so; it can be given up meanwhile.
        threads: in which steps and closings happened.
    """

    devices: tuple[str, ...] = ("cpu",)

    def __init__(
        self, *, delay: float = 0.0, error: BaseException | None = None, error_at: int = 0, stepwise: bool = False
    ) -> None:
        self.delay = delay
        self.error = error
        self.error_at = error_at
        self.jobs: list[Job] = []
        self.closed: list[Job] = []
        self.measured: list[Picture] = []
        self.forgot = 0
        self.holds: Callable[[Job, int], bool] = let_all_go_on
        self.threads: set[int] = set()
        self._allowed = threading.Semaphore(0) if stepwise else None

    def allow(self, steps: int = 1) -> None:
        """Lets some steps happen."""
        assert self._allowed is not None, "only a stepwise studio waits"
        self._allowed.release(steps)

    def hold(self, step: int = SECOND_LEVEL) -> None:
        """Has every job wait before a step, until `let_go_on`; the work can be given up meanwhile."""
        self.holds = lambda _, number: number >= step

    def let_go_on(self) -> None:
        """Lets jobs go on that are held."""
        self.holds = let_all_go_on

    def stylise(self, job: Job) -> Generator[Progress, None, None]:
        """Runs a job; closing the generator cancels it."""
        self.jobs.append(job)
        self.threads.add(threading.get_ident())
        reached = 0.0
        try:
            for number, progress in enumerate(fake_progress(job)):
                while self.holds(job, number):
                    time.sleep(HELD)
                    yield Progress(1, None, "prepare", reached, progress.area)
                self._take_time()
                if self.error is not None and number == self.error_at:
                    raise self.error
                reached = progress.fraction
                yield progress
        except GeneratorExit:
            self.threads.add(threading.get_ident())
            self.closed.append(job)
            raise

    def measure(self, job: Job, result: Picture) -> Generator[Progress, None, None]:
        """The same losses for every picture."""
        self.measured.append(result)
        area = (0, 0, result.width, result.height)
        for fraction, losses in ((0.0, None), (1.0, Losses(0, 0.5, 0.04, 100.0))):
            self._take_time()
            if self.error is not None:
                raise self.error
            yield Progress(1, job.recipe.levels[0], "prepare", fraction, area, losses=losses)

    def forget_older_photos(self) -> None:
        """Counts; there is nothing to forget."""
        self.threads.add(threading.get_ident())
        self.forgot += 1

    def _take_time(self) -> None:
        if self._allowed is not None and not self._allowed.acquire(timeout=PATIENCE):
            raise TimeoutError("the test allows no further step")
        time.sleep(self.delay)


def let_all_go_on(_job: Job, _step: int) -> bool:
    """Holds no job at any step."""
    return False


def fake_progress(job: Job) -> Generator[Progress, None, None]:
    """The progress of a job, with a made-up result in the end."""
    size = result_size((job.photo.width, job.photo.height), job.size)
    area = (0, 0, *size)
    levels = job.recipe.levels
    last = 3 * len(levels) * job.recipe.passes + 1
    yield Progress(1, None, "prepare", 0.0, area)
    done = 0
    for pass_number in range(1, job.recipe.passes + 1):
        for level in levels:
            yield Progress(pass_number, level, "encode", (done + 1) / last, area)
            yield Progress(pass_number, level, "transform", (done + 2) / last, area)
            yield Progress(pass_number, level, "decode", (done + 3) / last, area, preview=fake_preview(job, level))
            done += 3
    painted = Picture(
        255 - shrunk(job.photo, size), name=job.photo.name, alpha=None, metadata=job.photo.metadata, notes=()
    )
    plan = Plan(size=size, padded=size, style_sizes=(size,), steps=(), effort={}, memory=0)
    result = Result(painted, job.recipe, plan, "cpu", "float32", {"total": 0.1})
    refining = job.recipe.look.refining
    for step in range(1 + refining.steps if refining else 0):
        assert refining is not None
        losses = Losses(step, 1 / (1 + step), 0.1 / (1 + step), refining.ratio)
        taken = replace(
            result, recipe=job.recipe.with_look(refining=replace(refining, steps=max(step, 1))), losses=losses
        )
        preview = fake_preview(job, "relu5_1")
        so_far = taken if step else None
        yield Progress(1, None, "refine", step / refining.steps, area, preview, losses=losses, so_far=so_far)
    yield Progress(job.recipe.passes, None, "finish", 1.0, area, result=result)


def fake_preview(job: Job, level: Level) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """The photo's negative, at most `LARGEST_PREVIEW` long, the darker the shallower the level."""
    size = result_size((job.photo.width, job.photo.height), job.size)
    pixels = shrunk(job.photo, fit(*size, min(LARGEST_PREVIEW, max(size))))
    preview = (255 - pixels) // (1 + 5 - int(level[4]))
    preview.setflags(write=False)
    return preview


def shrunk(photo: Picture, size: tuple[int, int]) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """The photo in 8 bits at another size, by picking pixels."""
    rows = np.arange(size[1]) * photo.height // size[1]
    columns = np.arange(size[0]) * photo.width // size[0]
    pixels = photo.pixels if photo.bits == 8 else photo.pixels >> 8
    return pixels[rows][:, columns].astype(np.uint8)


def fake_job(seed: int = 0, *, width: int = 48, height: int = 32, size: int | None = None) -> Job:
    """A small job; each seed gives another photo."""
    style = picture(24, 24, seed + 100)
    return Job(Recipe((reference(style),)), picture(width, height, seed), (style,), size=size)
