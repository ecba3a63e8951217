"""The one face of the engine: give it a job, and it sees to packs, devices, memory and fallbacks."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from engine.allocation import keep_freed_memory
from engine.devices import Measurement, choose_device, choose_number_format, free_memory
from engine.errors import DeviceError
from engine.packs.weights import load
from engine.stylist import Stylist
from engine.trial import made_up_job, peak_signal_to_noise

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from engine.job import Job, NumberFormat, Progress, Recipe, Result
    from engine.packs.registry import InstalledPack, Registry
    from engine.plan import Plan

logger = logging.getLogger(__name__)

CHECK_SIZE = 256
"""Side in pixels of the picture that the number formats are tried on."""


class Studio:
    """Runs jobs; implements `engine.job.Studio`.

    Args:
        registry: where packs are found.
        device: cpu, cuda, mps or auto.
        number_format: float32, bfloat16, float16 or auto.

    Raises:
        DeviceError: the device is not there.
    """

    def __init__(self, registry: Registry, device: str = "auto", number_format: str = "auto") -> None:
        keep_freed_memory()
        self.registry = registry
        self.device = choose_device(device)
        self._asked_format = number_format
        self._tensors: dict[str, Mapping[str, Tensor]] = {}
        self._stylists: dict[tuple[str, NumberFormat], Stylist] = {}

    def stylise(self, job: Job) -> Generator[Progress, None, None]:
        """Runs a job; closing the generator cancels it.

        Where a half format fails on a picture, the job is begun again in float32 and the result says so.

        Raises:
            PackError: the pack is not there, is damaged, or lacks a level.
            DeviceError: the job needs more memory than there is.
        """
        pack = self._pack_of(job.recipe)
        stylist = self._stylist(pack, self._number_format(pack, job))
        plan = stylist.plan(job)
        check_memory(plan, free_memory(self.device))
        try:
            yield from _guarded(stylist.stylise(job, plan), plan, ())
        except FloatingPointError:
            if stylist.number_format == "float32":
                raise
            note = f"{stylist.number_format} was not enough for this picture; float32 was used instead."
            stylist = self._stylist(pack, "float32")
            yield from _guarded(stylist.stylise(job, plan), plan, (note,))

    def forget_styles(self) -> None:
        """Drops all that was learnt of styles, so that the next job looks at them anew."""
        for stylist in self._stylists.values():
            stylist.forget_styles()

    def _pack_of(self, recipe: Recipe) -> InstalledPack:
        """The recipe's pack, or the default one."""
        return self.registry.find(recipe.pack.name if recipe.pack else self.registry.default_name())

    def _number_format(self, pack: InstalledPack, job: Job) -> NumberFormat:
        if job.bits == 16:
            return "float32"
        return choose_number_format(
            self._asked_format,
            self.device,
            pack.manifest.sha256,
            lambda candidate: self._measure(pack, candidate),
        )

    def _stylist(self, pack: InstalledPack, number_format: NumberFormat) -> Stylist:
        identity = pack.manifest.sha256
        if identity not in self._tensors:
            self._tensors[identity] = load(pack)
        key = (identity, number_format)
        if key not in self._stylists:
            self._stylists[key] = Stylist(pack.manifest, self._tensors[identity], self.device, number_format)
        return self._stylists[key]

    def _measure(self, pack: InstalledPack, number_format: NumberFormat) -> Measurement:
        """Paints the check's picture; the first run warms up, the second is timed."""
        job = made_up_job(pack.manifest, CHECK_SIZE)
        reference = self._paint_check(pack, "float32", job)
        try:
            self._paint_check(pack, number_format, job)
            result = self._paint_check(pack, number_format, job)
        except (FloatingPointError, RuntimeError) as error:
            logger.info("%s failed in the check: %s", number_format, error)
            return Measurement(seconds=float("inf"), fidelity=float("nan"))
        decibels = peak_signal_to_noise(result.picture.pixels, reference.picture.pixels)
        return Measurement(result.seconds["total"], decibels)

    def _paint_check(self, pack: InstalledPack, number_format: NumberFormat, job: Job) -> Result:
        stylist = self._stylist(pack, number_format)
        return run_to_end(stylist.stylise(job, stylist.plan(job)))


def run_to_end(painting: Generator[Progress, None, None]) -> Result:
    """Runs a job without looking at it."""
    result = None
    for progress in painting:
        result = progress.result
    assert result is not None, "the last progress carries the result"
    return result


def check_memory(plan: Plan, free: int) -> None:
    """Refuses a job that the machine could not finish: Linux would end the whole program instead of saying no.

    Raises:
        DeviceError: the plan needs more than is free.
    """
    if plan.memory > free:
        raise DeviceError(
            f"{_need(plan)}, and {free / 1e9:.1f} GB are free: choose a smaller size, or close other programs."
        )


def _need(plan: Plan) -> str:
    width, height = plan.size
    return f"Painting {width} × {height} pixels should fit in memory and needs about {plan.memory / 1e9:.1f} GB"


def _guarded(
    painting: Generator[Progress, None, None], plan: Plan, notes: tuple[str, ...]
) -> Generator[Progress, None, None]:
    """Says in a sentence that memory ran out, and adds notes to the result."""
    try:
        for progress in painting:
            if progress.result is None:
                yield progress
            else:
                yield replace(progress, result=replace(progress.result, notes=notes))
    except (MemoryError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and not _ran_out_of_memory(error):
            raise
        raise DeviceError(
            f"{_need(plan)}, which could not be had: choose a smaller size, or close other programs."
        ) from error
    finally:
        painting.close()


def _ran_out_of_memory(error: RuntimeError) -> bool:
    """Whether a device said no: graphics cards with an error of their own, the processor in words only."""
    return isinstance(error, torch.OutOfMemoryError) or "not enough memory" in str(error)
