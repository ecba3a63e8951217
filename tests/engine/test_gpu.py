"""The engine on a graphics card against the processor; run with `-m gpu` where there is one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from engine.job import Region
from engine.machine.devices import available_devices, choose_device
from engine.measures.metrics import peak_signal_to_noise
from engine.networks.stepped import build_networks
from engine.packs.weights import load
from engine.studio import Studio, run_to_end
from engine.stylist import Stylist
from engine.transfer.reuse import Kept
from engine.transfer.style_files import StyleFiles
from engine.transfer.transforms import moments
from engine.vgg import LEVELS, Level
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


@pytest.fixture(params=["one area", "two areas"])
def job(registry: Registry, request: pytest.FixtureRequest) -> Job:
    """With one area the map goes into the decoder, with two it is applied."""
    base = make_job(registry.find("tiny").manifest, picture(333, 222), picture(250, 250, 1))
    if request.param == "one area":
        return base
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


@pytest.mark.parametrize("weighted", [False, True])
def test_moments_are_those_of_the_processor(device: str, weighted: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of features with a large common offset, in blocks, fetched at once."""
    monkeypatch.setattr("engine.transfer.transforms.POSITIONS_PER_BLOCK", 500)
    generator = torch.Generator().manual_seed(0)
    features = torch.randn(1, 24, 40, 40, generator=generator) + 100
    weights = torch.rand(40, 40, generator=generator) if weighted else None
    there = moments(features.to(device), None if weights is None else weights.to(device))
    here = moments(features, weights)
    torch.testing.assert_close(there.mean, here.mean, rtol=1e-6, atol=1e-6)
    torch.testing.assert_close(there.covariance, here.covariance, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("level", LEVELS)
@torch.inference_mode()
def test_networks_are_those_of_the_processor(registry: Registry, device: str, level: Level) -> None:
    choose_device(device)
    pack = registry.find("tiny")
    seen = torch.rand(1, 3, 64, 48, generator=torch.Generator().manual_seed(0))
    results = []
    for name in ("cpu", device):
        networks = build_networks(pack.manifest, load(pack), level, torch.device(name), torch.float32)
        features = networks.encoder(seen.to(name))
        channels = features.shape[1]
        decoder = networks.decoder.after(1.5 * torch.eye(channels).double(), torch.ones(channels).double())
        results.append(decoder(features).cpu())
    torch.testing.assert_close(results[1], results[0], rtol=1e-3, atol=1e-3)


def test_tiles_change_nothing(registry: Registry, device: str, job: Job) -> None:
    pack = registry.find("tiny")
    painter = Stylist(pack.manifest, load(pack), choose_device(device), "float32", kept=Kept(0))
    plan = painter.plan(job)
    whole, tiled = (run_to_end(painter.stylise(job, replace(plan, tile=tile))).picture.pixels for tile in (None, 112))
    assert furthest(tiled, whole) <= 1


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
