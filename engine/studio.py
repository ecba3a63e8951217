"""The one face of the engine: give it a job, and it sees to packs, devices, memory and fallbacks."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import torch

from engine.errors import DeviceError, JobError, OutOfMemoryError
from engine.finishing.same_look import within_whole
from engine.look.refining import Refining
from engine.machine.devices import (
    available_devices,
    choose_device,
    choose_number_format,
    free_memory,
    usual_budget,
)
from engine.machine.format_check import FormatCheck
from engine.packs.registry import default_registry
from engine.packs.weights import load
from engine.planning.plan import smaller_tiles
from engine.refining.refiner import Refiner
from engine.sentences import Sentence
from engine.stylist import Stylist
from engine.system.folders import cache_folder
from engine.transfer.reuse import MOST_KEPT, Kept
from engine.transfer.style_files import StyleFiles

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from torch import Tensor

    from engine.images import Picture
    from engine.job import Job, NumberFormat, Progress, Recipe, Result
    from engine.packs.registry import InstalledPack, Registry
    from engine.planning.plan import Plan


class Studio:
    """Runs jobs; implements `engine.job.Engine`.

    Args:
        registry: where packs are found; None: among the user's and the bundled ones.
        device: cpu, cuda, mps or auto.
        number_format: float32, bfloat16, float16 or auto.
        memory: bytes that the whole process may take; None: three quarters of the machine's. Larger jobs are painted
            in tiles.
        kept: bytes of results that are kept in memory for later jobs, within what memory leaves free.
        style_files: where what is learnt of styles is kept on disk; None: in the user's cache folder.

    Raises:
        DeviceError: the device is not there.
    """

    def __init__(
        self,
        registry: Registry | None = None,
        device: str = "auto",
        number_format: str = "auto",
        memory: int | None = None,
        *,
        kept: int = MOST_KEPT,
        style_files: StyleFiles | None = None,
    ) -> None:
        self.registry = default_registry() if registry is None else registry
        self.devices = available_devices()
        self.device = choose_device(device)
        self._asked_format = number_format
        self._budget = memory
        self._most_kept = kept
        self._kept = Kept(kept)
        self._style_files = style_files or StyleFiles(cache_folder() / "styles")
        self._tensors: dict[str, Mapping[str, Tensor]] = {}
        self._stylists: dict[tuple[str, NumberFormat], Stylist] = {}

    def paint(self, job: Job) -> Result:
        """Runs a job without looking at it; raises as `stylise` does."""
        return run_to_end(self.stylise(job))

    def stylise(self, job: Job) -> Generator[Progress, None, None]:
        """Runs a job, and refines its picture where the recipe says so; closing the generator cancels it.

        Raises:
            PackError: the pack is not there, is damaged, or lacks a level.
            OutOfMemoryError: the job needs more memory than there is, even in the smallest tiles.
            JobError: the picture is too large to be refined.
        """
        refining = job.recipe.look.refining
        return self._paint(job) if refining is None else self._refine(job, refining)

    def refine(self, job: Job, settings: Refining) -> Generator[Progress, None, None]:
        """Runs a job and refines its picture: `stylise` with a recipe that says so.

        Every progress after a step has the result so far, which stays good when the generator is closed.
        """
        return self.stylise(replace(job, recipe=job.recipe.with_look(refining=settings)))

    def measure(self, job: Job, result: Picture) -> Generator[Progress, None, None]:
        """Both losses of a picture that a job gave, in the last progress; nothing is painted.

        Args:
            job: with the photo and the styles.
            result: in the size of the job's.
        """
        settings = job.recipe.look.refining or Refining()
        pack, _ = self._pack_of(job.recipe)
        refiner, plan, _ = self._refiner(pack, job, settings)
        return refiner.measure(job, settings, plan, result)

    def _refine(self, job: Job, settings: Refining) -> Generator[Progress, None, None]:
        """Paints if refining begins with that, then refines.

        Raises:
            OutOfMemoryError: there is not enough memory.
        """
        pack, notes = self._pack_of(job.recipe)
        # Before all work, so that nothing is painted in vain.
        refiner, plan, begun = self._refiner(pack, job, settings)
        painted = None
        if settings.start == "result":
            look = job.recipe.look
            plain = replace(job, recipe=replace(job.recipe, look=look.unfinished))
            shown = look.unfinished == replace(look, refining=None)
            first = yield from within_whole(self._paint(plain), 0.0, begun, plan.size, shown=shown)
            painted, notes = first.picture, first.notes
            del first
        with closing(refiner.refine(job, settings, plan, painted)) as refining:
            try:
                for progress in refining:
                    result = progress.result and replace(progress.result, notes=notes)
                    so_far = progress.so_far and replace(progress.so_far, notes=notes)
                    fraction = begun + (1 - begun) * progress.fraction
                    yield replace(progress, fraction=fraction, result=result, so_far=so_far)
            except (MemoryError, RuntimeError) as error:
                self._check_exhausted(error)
                raise OutOfMemoryError(
                    "{need}, which could not be had: choose a smaller size, or close other programs.", need=_need(plan)
                ) from error

    def _refiner(self, pack: InstalledPack, job: Job, settings: Refining) -> tuple[Refiner, Plan, float]:
        """What refines a job's picture, the plan, and the share of the work that painting it before takes.

        Raises:
            OutOfMemoryError: there is not enough memory.
            JobError: the picture is too large to be refined.
        """
        painting = self._stylist(pack, "float32").plan(job)
        refiner = Refiner(pack.manifest, self._tensors[pack.manifest.sha256], self.device)
        plan, effort = refiner.plan(job, settings, painting), refiner.effort(job, settings, painting)
        if self._budget is not None:
            check_budget(plan, self._budget)
        check_memory(plan, free_memory(self.device))
        return refiner, plan, painting.all_effort / (painting.all_effort + effort)

    def _paint(self, job: Job) -> Generator[Progress, None, None]:
        """Paints a job.

        Where a half format fails on a picture, the job is begun again in float32, and where memory runs out, in
        smaller tiles; the result says so.

        Raises:
            PackError: the pack is not there, is damaged, or lacks a level.
            JobError: float32 fails on the picture, too.
            OutOfMemoryError: the job needs more memory than there is, even in the smallest tiles.
        """
        pack, notes = self._pack_of(job.recipe)
        number_format, format_notes = yield from self._number_format(pack, job)
        notes += format_notes
        reached = 0.0
        largest_tile: int | None = None
        while True:
            stylist = self._stylist(pack, number_format)
            plan, tile_notes = self._plan(stylist, job, largest_tile)
            overflowed = exhausted = False
            with closing(stylist.stylise(job, plan)) as painting:
                try:
                    for progress in painting:
                        reached = max(reached, progress.fraction)
                        result = progress.result and replace(progress.result, notes=notes + tile_notes)
                        yield replace(progress, fraction=reached, result=result)
                except FloatingPointError as error:
                    if number_format == "float32":
                        raise JobError(
                            "The picture should be made of numbers, and '{name}' gives some with this look that not "
                            "even float32 holds: change the strength or the styles, or choose another pack.",
                            name=pack.manifest.name,
                        ) from error
                    overflowed = True
                except (MemoryError, RuntimeError) as error:
                    largest_tile = self._smaller_tile(plan, error)
                    exhausted = True
            # Only out here has the error let go of what the failed try held.
            if exhausted:
                self.forget_photos()
                release_memory(self.device)
                continue
            if not overflowed:
                return
            notes += (
                Sentence(
                    "{number_format} was not enough for this picture; float32 was used instead.",
                    number_format=number_format,
                ),
            )
            number_format = "float32"

    def forget_styles(self) -> None:
        """Drops all that was learnt of styles; what is on disk stays there."""
        for stylist in self._stylists.values():
            stylist.forget_styles()

    def forget_photos(self) -> None:
        """Drops all results of levels, so that the next job runs through all of them."""
        self._kept.clear()

    def forget_older_photos(self) -> None:
        """Drops the results of levels that the last jobs do not need, and gives a graphics card's memory back."""
        self._kept.drop_older()
        release_memory(self.device)

    def _plan(self, stylist: Stylist, job: Job, largest_tile: int | None) -> tuple[Plan, tuple[Sentence, ...]]:
        """Works out a job within the budget, or within what is free where that is less, and a note where it is.

        Raises:
            OutOfMemoryError: not even the smallest tiles fit.
        """
        budget = usual_budget(self.device) if self._budget is None else self._budget
        plan = stylist.plan(job, budget, largest_tile)
        if self._budget is not None:
            check_budget(plan, self._budget)
        free = free_memory(self.device)
        short = plan.memory > free
        if short:
            plan = stylist.plan(job, min(budget, free), largest_tile)
            check_memory(plan, free)
        self._kept.limit_to(min(self._most_kept, max(0, min(budget, free) - plan.memory)))
        if largest_tile is None and not short:
            return plan, ()
        return plan, (
            Sentence("Memory ran short, so the picture was painted in tiles of {tile} pixels.", tile=plan.tile),
        )

    def _smaller_tile(self, plan: Plan, error: MemoryError | RuntimeError) -> int:
        """The side of the tiles to try after memory ran out.

        Raises:
            OutOfMemoryError: there are no smaller tiles.
            DeviceError: the device itself failed.
            RuntimeError: the error itself, where it is about something else.
        """
        self._check_exhausted(error)
        smaller = next_tile(plan)
        if smaller is None:
            raise OutOfMemoryError(
                "{need}, which could not be had: choose a smaller size, or close other programs.", need=_need(plan)
            ) from error
        return smaller

    def _check_exhausted(self, error: MemoryError | RuntimeError) -> None:
        """Passes over an error that says that memory ran out.

        Raises:
            DeviceError: the device itself failed.
            RuntimeError: the error itself, where it is about something else.
        """
        if device_failed(error):
            raise DeviceError(
                "The device '{device}' should go on painting, and it failed: choose the processor, or start the "
                "program anew.",
                device=self.device.type,
            ) from error
        if not ran_out_of_memory(error):
            raise error

    def _pack_of(self, recipe: Recipe) -> tuple[InstalledPack, tuple[Sentence, ...]]:
        """The recipe's pack, or the default one, and a note where it is not the same any more."""
        if recipe.pack is None:
            return self.registry.find(self.registry.default_name()), ()
        pack = self.registry.find(recipe.pack.name)
        if pack.manifest.sha256 == recipe.pack.sha256:
            return pack, ()
        return pack, (
            Sentence(
                "The pack '{name}' is not the one of the recipe: the result may look different.", name=recipe.pack.name
            ),
        )

    def _number_format(
        self, pack: InstalledPack, job: Job
    ) -> Generator[Progress, None, tuple[NumberFormat, tuple[Sentence, ...]]]:
        """The number format for a job, measured where need be, and a note where it is not the one asked for."""
        if job.bits == 16:
            kept = self._asked_format in ("auto", "float32")
            return "float32", () if kept else (
                Sentence("16 bits were computed in float32, not in {number_format}.", number_format=self._asked_format),
            )
        # Nothing is kept there: each try has to do all the work.
        check = FormatCheck(pack.manifest, lambda candidate: self._new_stylist(pack, candidate, Kept(0), None))
        chosen = yield from choose_number_format(self._asked_format, self.device, pack.manifest.sha256, check.measure)
        return chosen, ()

    def _stylist(self, pack: InstalledPack, number_format: NumberFormat) -> Stylist:
        key = (pack.manifest.sha256, number_format)
        if key not in self._stylists:
            self._stylists[key] = self._new_stylist(pack, number_format, self._kept, self._style_files)
        return self._stylists[key]

    def _new_stylist(
        self, pack: InstalledPack, number_format: NumberFormat, kept: Kept, style_files: StyleFiles | None
    ) -> Stylist:
        identity = pack.manifest.sha256
        if identity not in self._tensors:
            try:
                self._tensors[identity] = load(pack)
            except MemoryError as error:
                raise OutOfMemoryError(
                    "The pack '{name}' should fit in memory, which ran out: close other programs.",
                    name=pack.manifest.name,
                ) from error
        tensors = self._tensors[identity]
        return Stylist(pack.manifest, tensors, self.device, number_format, kept=kept, style_files=style_files)


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
        OutOfMemoryError: the plan needs more than is free.
    """
    if plan.memory > free:
        raise OutOfMemoryError(
            "{need}, and {free:.1f} GB are free: choose a smaller size, or close other programs.",
            need=_need(plan),
            free=free / 1e9,
        )


def check_budget(plan: Plan, budget: int) -> None:
    """Refuses a job for which the stated memory cannot suffice.

    Raises:
        OutOfMemoryError: the plan needs more, though it has the smallest tiles that there are.
    """
    if plan.memory > budget:
        raise OutOfMemoryError(
            "{need}, and {budget:.1f} GB are allowed: allow more, or choose a smaller size.",
            need=_need(plan),
            budget=budget / 1e9,
        )


def next_tile(plan: Plan) -> int | None:
    """The side of smaller tiles to try where memory ran out; None: there are none."""
    now = plan.tile or max(max(size) for size in (plan.padded, *plan.style_sizes))
    return next(iter(smaller_tiles(plan.size, plan.style_sizes, now // 2)), None)


def release_memory(device: torch.device) -> None:
    """Gives a graphics card's unused memory back, so that smaller pieces find room."""
    if device.type == "cuda":
        torch.cuda.empty_cache()
    elif device.type == "mps":
        torch.mps.empty_cache()


def _need(plan: Plan) -> Sentence:
    width, height = plan.size
    return Sentence(
        "Painting {width} × {height} pixels should fit in memory and needs about {memory:.1f} GB",
        width=width,
        height=height,
        memory=plan.memory / 1e9,
    )


def device_failed(error: BaseException) -> bool:
    """Whether a graphics card gave up, which it says with an error of its own or in words only."""
    if ran_out_of_memory(error):
        return False
    return isinstance(error, torch.AcceleratorError) or str(error).startswith(("CUDA error", "MPS backend"))


def ran_out_of_memory(error: BaseException) -> bool:
    """Whether a device said no: CUDA with an error of its own, its libraries, the processor and Metal in words only."""
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    return any(words in str(error) for words in ("DefaultCPUAllocator", "out of memory", "ALLOC_FAILED"))
