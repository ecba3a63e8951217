from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from engine import studio as studio_module
from engine.errors import DeviceError, PackError
from engine.job import PackReference
from engine.studio import Studio, run_to_end
from engine.stylist import Stylist
from tests.engine.pictures import make_job, picture

if TYPE_CHECKING:
    from collections.abc import Generator

    from engine.job import Job, Progress
    from engine.packs.registry import Registry
    from engine.plan import Plan


@pytest.fixture
def job(registry: Registry) -> Job:
    return make_job(registry.find("tiny").manifest, picture(64, 48), picture(50, 50, 1))


def test_it_paints_with_the_recipe_s_pack(registry: Registry, job: Job) -> None:
    studio = Studio(registry, "cpu", "float32")
    result = run_to_end(studio.stylise(job))
    assert (result.device, result.number_format) == ("cpu", "float32")
    assert result.notes == ()
    assert result.recipe == job.recipe
    separate = registry.find("tiny-separate").manifest
    other = replace(job, recipe=replace(job.recipe, pack=PackReference(separate.name, separate.sha256)))
    assert not np.array_equal(run_to_end(studio.stylise(other)).picture.pixels, result.picture.pixels)


def test_without_a_pack_the_default_is_used(registry: Registry, job: Job) -> None:
    result = run_to_end(Studio(registry, "cpu", "float32").stylise(replace(job, recipe=replace(job.recipe, pack=None))))
    assert result.recipe.pack is not None
    assert result.recipe.pack.name == registry.default_name()


def test_a_pack_that_is_not_there_is_refused(registry: Registry, job: Job) -> None:
    missing = replace(job, recipe=replace(job.recipe, pack=PackReference("nowhere", "")))
    with pytest.raises(PackError, match="nowhere"):
        run_to_end(Studio(registry, "cpu", "float32").stylise(missing))


def test_16_bits_are_computed_in_float32(registry: Registry, job: Job) -> None:
    result = run_to_end(Studio(registry, "cpu", "bfloat16").stylise(replace(job, bits=16)))
    assert result.number_format == "float32"
    assert result.picture.pixels.dtype == np.uint16


def test_auto_measures_the_real_networks(registry: Registry, job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(studio_module, "CHECK_SIZE", 64)
    result = run_to_end(Studio(registry, "cpu", "auto").stylise(job))
    assert result.number_format in ("float32", "bfloat16")


def test_a_format_that_fails_in_the_check_is_not_chosen(
    registry: Registry, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(studio_module, "CHECK_SIZE", 64)
    stylise = Stylist.stylise

    def failing(self: Stylist, job: Job, plan: Plan) -> Generator[Progress, None, None]:
        if self.number_format != "float32":
            raise RuntimeError("no such kernel")
        return stylise(self, job, plan)

    monkeypatch.setattr(Stylist, "stylise", failing)
    assert run_to_end(Studio(registry, "cpu", "auto").stylise(job)).number_format == "float32"


def test_where_a_half_format_fails_float32_takes_over_and_says_so(
    registry: Registry, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    stylise = Stylist.stylise

    def overflowing(self: Stylist, job: Job, plan: Plan) -> Generator[Progress, None, None]:
        painting = stylise(self, job, plan)
        yield next(painting)
        if self.number_format != "float32":
            raise FloatingPointError("infinity")
        yield from painting

    monkeypatch.setattr(Stylist, "stylise", overflowing)
    result = run_to_end(Studio(registry, "cpu", "bfloat16").stylise(job))
    assert result.number_format == "float32"
    assert result.notes == ("bfloat16 was not enough for this picture; float32 was used instead.",)


def test_a_job_that_cannot_fit_is_refused_before_it_begins(
    registry: Registry, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(studio_module, "free_memory", lambda _: 100 << 20)
    with pytest.raises(DeviceError, match=r"64 × 48 pixels .* needs about 0\.4 GB, and 0\.1 GB are free: choose"):
        next(Studio(registry, "cpu", "float32").stylise(job))


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        torch.OutOfMemoryError("CUDA out of memory"),
        RuntimeError("DefaultCPUAllocator: not enough memory"),
    ],
)
def test_memory_that_runs_out_is_said_in_a_sentence(
    registry: Registry, job: Job, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> Generator[Progress, None, None]:
        yield from ()
        raise error

    monkeypatch.setattr(Stylist, "_paint", failing)
    with pytest.raises(DeviceError, match="could not be had: choose a smaller size"):
        run_to_end(Studio(registry, "cpu", "float32").stylise(job))


def test_other_failures_are_not_taken_for_lack_of_memory(
    registry: Registry, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> Generator[Progress, None, None]:
        yield from ()
        raise RuntimeError("a defect")

    monkeypatch.setattr(Stylist, "_paint", failing)
    with pytest.raises(RuntimeError, match="a defect"):
        run_to_end(Studio(registry, "cpu", "float32").stylise(job))


def test_closing_the_generator_reaches_the_computation(registry: Registry, job: Job) -> None:
    studio = Studio(registry, "cpu", "float32")
    painting = studio.stylise(job)
    for _ in range(5):
        next(painting)
    painting.close()
    assert not torch.is_inference_mode_enabled()
    assert run_to_end(studio.stylise(job)).picture.width == 64
