from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
import pytest
import torch

from engine import studio as studio_module
from engine.errors import DeviceError, JobError, OutOfMemoryError, PackError
from engine.job import PackReference, Progress
from engine.machine import format_check
from engine.packs.registry import Registry
from engine.packs.weights import write
from engine.studio import Studio, run_to_end
from engine.stylist import Stylist
from tests.engine.packs.tiny import tiny_manifest, tiny_tensors
from tests.engine.pictures import make_job, picture
from tests.refusals import refused

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from engine.job import Job
    from engine.planning.plan import Plan


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
    with refused(PackError, "There is no model pack {name!r}; installed: {there}. {how}"):
        run_to_end(Studio(registry, "cpu", "float32").stylise(missing))


def test_16_bits_are_computed_in_float32(registry: Registry, job: Job) -> None:
    result = run_to_end(Studio(registry, "cpu", "bfloat16").stylise(replace(job, bits=16)))
    assert result.number_format == "float32"
    assert result.picture.pixels.dtype == np.uint16
    assert result.notes == ("16 bits were computed in float32, not in bfloat16.",)


def test_auto_measures_the_real_networks(registry: Registry, job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(format_check, "CHECK_SIZE", 64)
    tried = []
    new = Stylist.__init__

    def noting(self: Stylist, *words: Any, **options: Any) -> None:
        tried.append(words[-1])
        new(self, *words, **options)

    monkeypatch.setattr(Stylist, "__init__", noting)
    progress = list(Studio(registry, "cpu", "auto").stylise(job))
    result = progress[-1].result
    assert result is not None
    assert tried[:2] == ["float32", "bfloat16"]
    assert tried[-1] == result.number_format
    assert progress[0].stage == "prepare"
    assert [step.fraction for step in progress] == sorted(step.fraction for step in progress)


def test_a_format_that_takes_too_long_is_given_up(
    registry: Registry, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(format_check, "CHECK_SIZE", 64)
    stylise = Stylist.stylise

    def endless(self: Stylist, job: Job, plan: Plan) -> Generator[Progress, None, None]:
        if self.number_format == "float32":
            yield from stylise(self, job, plan)
        while self.number_format != "float32":
            yield Progress(1, None, "prepare", 0.0, (0, 0, 1, 1))

    monkeypatch.setattr(Stylist, "stylise", endless)
    assert run_to_end(Studio(registry, "cpu", "auto").stylise(job)).number_format == "float32"


def test_closing_stops_the_check_too(registry: Registry, job: Job) -> None:
    painting = Studio(registry, "cpu", "auto").stylise(job)
    next(painting)
    painting.close()
    assert not torch.is_inference_mode_enabled()


def test_a_format_that_fails_in_the_check_is_not_chosen(
    registry: Registry, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(format_check, "CHECK_SIZE", 64)
    stylise = Stylist.stylise

    def failing(self: Stylist, job: Job, plan: Plan) -> Generator[Progress, None, None]:
        if self.number_format != "float32":
            raise RuntimeError("no such kernel")
        return stylise(self, job, plan)

    monkeypatch.setattr(Stylist, "stylise", failing)
    assert run_to_end(Studio(registry, "cpu", "auto").stylise(job)).number_format == "float32"


def overflowing_pack(folder: Path, factor: float = 1e6) -> Registry:
    """A pack whose inner features are too large for float16, and no trouble for float32 but by a larger factor."""
    manifest = tiny_manifest("loud", levels=("relu3_1",))
    tensors = tiny_tensors(manifest)
    for name, times in (("conv2_2", factor), ("conv2_1", 1 / factor)):
        tensors[f"decoders.relu3_1.{name}.weight"] *= times
        tensors[f"decoders.relu3_1.{name}.bias"] *= 0
    write(folder / "loud", manifest, tensors)
    return Registry(folder, folder / "none")


def test_where_a_half_format_overflows_float32_takes_over_and_says_so(tmp_path: Path) -> None:
    registry = overflowing_pack(tmp_path)
    job = make_job(registry.find("loud").manifest, picture(64, 48), picture(50, 50, 1))
    progress = list(Studio(registry, "cpu", "float16").stylise(job))
    result = progress[-1].result
    assert result is not None
    assert result.number_format == "float32"
    assert result.notes == ("float16 was not enough for this picture; float32 was used instead.",)
    assert [step.fraction for step in progress] == sorted(step.fraction for step in progress)
    plain = run_to_end(Studio(registry, "cpu", "float32").stylise(job))
    assert np.array_equal(result.picture.pixels, plain.picture.pixels)


@pytest.mark.parametrize("asked", ["float16", "float32"])
def test_where_float32_overflows_too_that_is_said_in_a_sentence(tmp_path: Path, asked: str) -> None:
    registry = overflowing_pack(tmp_path, 1e38)
    job = make_job(registry.find("loud").manifest, picture(64, 48), picture(50, 50, 1))
    with refused(
        JobError,
        "The picture should be made of numbers, and '{name}' gives some with this look that not even float32 holds: "
        "change the strength or the styles, or choose another pack.",
        name="loud",
    ):
        run_to_end(Studio(registry, "cpu", asked).stylise(job))


def test_a_pack_that_is_not_the_recipe_s_is_noted(registry: Registry, job: Job) -> None:
    other = replace(job, recipe=replace(job.recipe, pack=PackReference("tiny", "another hash")))
    result = run_to_end(Studio(registry, "cpu", "float32").stylise(other))
    assert result.notes == ("The pack 'tiny' is not the one of the recipe: the result may look different.",)


def test_a_job_that_cannot_fit_is_refused_before_it_begins(
    registry: Registry, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(studio_module, "free_memory", lambda _: 100 << 20)
    with refused(
        OutOfMemoryError,
        "{need}, and {free:.1f} GB are free: choose a smaller size, or close other programs.",
        free=0.1048576,
    ):
        next(Studio(registry, "cpu", "float32").stylise(job))


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        torch.OutOfMemoryError("CUDA out of memory"),
        RuntimeError("DefaultCPUAllocator: not enough memory"),
        RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"),
        RuntimeError("cuDNN error: CUDNN_STATUS_ALLOC_FAILED"),
    ],
)
def test_memory_that_runs_out_is_said_in_a_sentence(
    registry: Registry, job: Job, error: Exception | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> Generator[Progress, None, None]:
        yield from ()
        if error is None:
            torch.empty(1 << 50)  # what the processor's allocator really says
        else:
            raise error

    monkeypatch.setattr(Stylist, "_paint", failing)
    with refused(OutOfMemoryError, "{need}, which could not be had: choose a smaller size, or close other programs."):
        run_to_end(Studio(registry, "cpu", "float32").stylise(job))


def test_memory_that_runs_out_on_the_way_to_painting_is_said_or_survived(
    registry: Registry, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> NoReturn:
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr("engine.studio.load", failing)
        with refused(OutOfMemoryError, "The pack '{name}' should fit in memory, which ran out: close other programs."):
            run_to_end(Studio(registry, "cpu", "float32").stylise(job))
    with monkeypatch.context() as patched:
        patched.setattr("engine.machine.format_check.made_up_job", lambda *_: job)
        patched.setattr("engine.machine.format_check.FormatCheck._paint", failing)
        assert run_to_end(Studio(registry, "cpu", "auto").stylise(job)).number_format == "float32"


@pytest.mark.parametrize(
    "error",
    [
        torch.AcceleratorError("device-side assert triggered"),
        RuntimeError("CUDA error: an illegal memory access was encountered"),
        RuntimeError("MPS backend failed"),
    ],
)
def test_a_device_that_fails_is_said_in_a_sentence(
    registry: Registry, job: Job, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def failing(*_: object) -> Generator[Progress, None, None]:
        yield from ()
        raise error

    monkeypatch.setattr(Stylist, "_paint", failing)
    # Nothing about memory: with less of it the device would fail as well.
    with refused(
        DeviceError,
        "The device '{device}' should go on painting, and it failed: choose the processor, or start the program anew.",
        device="cpu",
    ):
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
