"""How long each stage of a job took. No torch."""

from __future__ import annotations

import time
from collections import defaultdict
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

    from engine.job import Progress


def timed(painting: Generator[Progress, None, None]) -> Generator[Progress, None, None]:
    """Adds to the result how long each stage took, without the time that the caller takes between two steps."""
    seconds: dict[str, float] = defaultdict(float)
    with closing(painting):
        while True:
            begun = time.perf_counter()
            progress = next(painting, None)
            if progress is None:
                return
            took = time.perf_counter() - begun
            seconds[progress.stage] += took
            seconds["total"] += took
            result, so_far = (
                each and replace(each, seconds=dict(seconds)) for each in (progress.result, progress.so_far)
            )
            yield replace(progress, result=result, so_far=so_far)
