"""The engine on a graphics card against the processor; run with `-m gpu` where there is one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine.devices import available_devices
from engine.job import Region
from engine.metrics import peak_signal_to_noise
from engine.studio import Studio, run_to_end
from engine.style_files import StyleFiles
from tests.engine.pictures import furthest, make_job, picture, reference

if TYPE_CHECKING:
    from engine.job import Job
    from engine.packs.registry import Registry

pytestmark = pytest.mark.gpu


@pytest.fixture
def device() -> str:
    """The fastest device that is not the processor."""
    fastest = available_devices()[-1]
    if fastest == "cpu":
        pytest.skip("there is no CUDA or Metal device here")
    return fastest


@pytest.fixture
def job(registry: Registry) -> Job:
    base = make_job(registry.find("tiny").manifest, picture(333, 222), picture(250, 250, 1))
    mask = np.zeros((222, 333), np.uint8)
    mask[:, 100:] = 255
    other = picture(200, 300, 2)
    return replace(base, regions=(Region(mask, (reference(other),), (other,)),))


def test_float32_is_float32(registry: Registry, device: str, job: Job) -> None:
    here, there = (run_to_end(Studio(registry, name, "float32").stylise(job)) for name in ("cpu", device))
    assert there.device == device
    assert furthest(there.picture.pixels, here.picture.pixels) <= 2


@pytest.mark.parametrize("number_format", ["bfloat16", "float16"])
def test_half_formats_are_close(registry: Registry, device: str, job: Job, number_format: str) -> None:
    here = run_to_end(Studio(registry, "cpu", "float32").stylise(job))
    there = run_to_end(Studio(registry, device, number_format).stylise(job))
    assert peak_signal_to_noise(there.picture.pixels, here.picture.pixels) > 31


def test_what_was_kept_gives_the_same_bytes(registry: Registry, device: str, job: Job) -> None:
    studio = Studio(registry, device, "float32")
    run_to_end(studio.stylise(job))
    moved = replace(job, recipe=replace(job.recipe, level_strengths={"relu1_1": 0.1}))
    again = run_to_end(studio.stylise(moved))
    alone = run_to_end(Studio(registry, device, "float32", kept=0, style_files=StyleFiles(None)).stylise(moved))
    assert np.array_equal(again.picture.pixels, alone.picture.pixels)


def test_the_same_job_gives_the_same_bytes(registry: Registry, device: str, job: Job) -> None:
    unknown = StyleFiles(None)
    one, other = (run_to_end(Studio(registry, device, "float32", style_files=unknown).stylise(job)) for _ in range(2))
    assert np.array_equal(one.picture.pixels, other.picture.pixels)
