"""Tries a number format on a pack's own networks: how fast it is, and how close to float32."""

from __future__ import annotations

import logging
import math
import time
from contextlib import closing
from typing import TYPE_CHECKING, Protocol

from engine.job import Progress
from engine.job.made_up import made_up_job
from engine.machine.devices import Measurement
from engine.measures.metrics import peak_signal_to_noise

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from engine.images import Picture
    from engine.job import Job, NumberFormat, Result
    from engine.packs.manifest import Manifest
    from engine.planning.plan import Plan

CHECK_SIZE = 256
"""Side in pixels of the picture that the number formats are tried on."""

WARMING_PATIENCE = 5.0
"""The first run prepares a lot; it may take this many times what the second may."""

logger = logging.getLogger(__name__)


class Painter(Protocol):
    """What a number format is tried with: a stylist."""

    def plan(self, job: Job) -> Plan:
        """Works out a job."""

    def stylise(self, job: Job, plan: Plan) -> Generator[Progress, None, None]:
        """Paints it; the last progress carries the result."""


class FormatCheck:
    """Tries number formats one after the other; float32 has to be the first.

    Args:
        manifest: of the pack.
        painter: gives a new stylist for a number format.
    """

    def __init__(self, manifest: Manifest, painter: Callable[[NumberFormat], Painter]) -> None:
        self._manifest = manifest
        self._painter = painter
        self._reference: Picture | None = None

    def measure(self, number_format: NumberFormat, limit: float) -> Generator[Progress, None, Measurement]:
        """Paints the check's picture twice; the first run warms up, the second is timed.

        Args:
            number_format: what to try.
            limit: seconds after which it is too slow to be of use, and is given up.
        """
        failed = Measurement(seconds=math.inf, fidelity=math.nan)
        painter, job = self._painter(number_format), made_up_job(self._manifest, CHECK_SIZE)
        try:
            warmed = yield from self._paint(painter, job, WARMING_PATIENCE * limit)
            result = None if warmed is None else (yield from self._paint(painter, job, limit))
        except (FloatingPointError, MemoryError, RuntimeError) as error:
            logger.info("%s failed in the check: %s", number_format, error)
            return failed
        if result is None:
            logger.info("%s was too slow in the check", number_format)
            return failed
        if self._reference is None:
            self._reference = result.picture
        decibels = peak_signal_to_noise(result.picture.pixels, self._reference.pixels)
        return Measurement(result.seconds["total"], decibels)

    def _paint(self, painter: Painter, job: Job, limit: float) -> Generator[Progress, None, Result | None]:
        """One run; None where it takes longer than the limit."""
        begun = time.perf_counter()
        with closing(painter.stylise(job, painter.plan(job))) as painting:
            for progress in painting:
                if progress.result is not None:
                    return progress.result
                if time.perf_counter() - begun > limit:
                    return None
                yield Progress(1, None, "prepare", 0.0, progress.area)
        return None
