"""Large pictures that look like small ones."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.finishing.colours import lightness
from engine.finishing.same_look import detail_kept, grain
from engine.images import Picture, read_picture, resize
from engine.job import Job, Region
from engine.packs.registry import default_registry
from engine.packs.weights import load
from engine.planning.plan import FINE_LEVELS, LARGEST_STEP, enlarged_style_size, size_before
from engine.planning.tiling import Rectangle
from engine.studio import Studio, run_to_end
from engine.stylist import Stylist
from engine.system.scratch import ScratchFile
from engine.vgg import LEVELS
from resources.samples import sample_photos, sample_styles
from tests.conftest import some_slow
from tests.engine.pictures import furthest, make_job, picture, reference

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.packs.registry import Registry
    from engine.planning.plan import Plan

CLOSE = 257
"""One step of 8 bits in 16 bits, in which results are compared."""


@pytest.fixture(scope="module")
def painter(registry: Registry) -> Stylist:
    pack = registry.find("tiny")
    return Stylist(pack.manifest, load(pack), torch.device("cpu"), "float32")


def job_at(painter: Stylist, size: int | None, look_size: int | None = 70, **recipe: Any) -> Job:
    """A job on a photo of 183 × 129 pixels."""
    styles = recipe.pop("styles", (picture(90, 80, 1),))
    return make_job(painter.manifest, picture(183, 129), *styles, size=size, look_size=look_size, **recipe)


def painted(painter: Stylist, job: Job, tile: int | None = None) -> Picture:
    painter.forget_styles()
    return run_to_end(painter.stylise(job, painter.plan(job, None, tile))).picture


@pytest.mark.parametrize("size", [70, 48])
def test_it_is_the_plain_cascade_where_nothing_is_enlarged(painter: Stylist, size: int) -> None:
    plain = painted(painter, job_at(painter, size, None))
    assert np.array_equal(painted(painter, job_at(painter, size)).pixels, plain.pixels)


@pytest.mark.parametrize("size", [71, 130, None, 400])
def test_reduced_again_it_is_the_look_s_own_picture(painter: Stylist, size: int | None) -> None:
    base = painted(painter, job_at(painter, 70, None))
    large = painted(painter, job_at(painter, size))
    plain = painted(painter, job_at(painter, size, None))
    off, plainly_off = (
        float(np.abs(resize(found, (base.width, base.height)).pixels.astype(int) - base.pixels).mean())
        for found in (large, plain)
    )
    assert off < 6
    assert off < plainly_off


@pytest.mark.parametrize("tile", [64, 112])
@pytest.mark.parametrize("case", ["plain", "mixed", "alpha", "region", "photo's colours", "passes"])
def test_tiles_change_nothing(painter: Stylist, tile: int, case: str) -> None:
    styles = (picture(90, 80, 1), picture(70, 101, 2)) if case == "mixed" else (picture(90, 80, 1),)
    job = job_at(
        painter,
        None,
        styles=styles,
        weights=(3.0, 1.0) if case == "mixed" else (1.0,),
        levels=("relu4_1", "relu2_1", "relu1_1"),
        passes=2 if case == "passes" else 1,
        colour="photo" if case == "photo's colours" else "style",
    )
    job = replace(job, bits=16)
    if case == "region":
        other = picture(61, 44, 7)
        rows, columns = np.indices((50, 60))
        mask = np.where(rows * 2 + columns > 80, 255, 0).astype(np.uint8)
        job = replace(job, regions=(Region(mask, (reference(other),), (other,)),))
    if case == "alpha":
        alpha = np.tile(np.linspace(255, 0, 183).astype(np.uint8), (129, 1))
        job = replace(job, photo=replace(job.photo, alpha=alpha))
    off = np.abs(painted(painter, job, tile).pixels.astype(int) - painted(painter, job).pixels).max(axis=2)
    # At the very edge of what screens show, the last bit decides how a colour of the photo is brought back within.
    assert np.mean(off > CLOSE) <= (1e-4 if case == "photo's colours" else 0)


def test_a_region_is_where_it_is_in_the_look(painter: Stylist) -> None:
    other = picture(61, 44, 7)
    half = np.repeat([[0, 255]], 10, axis=0).astype(np.uint8)
    region = Region(half, (reference(other),), (other,))
    undivided = painted(painter, job_at(painter, 70, None))
    base = painted(painter, replace(job_at(painter, 70, None), regions=(region,)))
    large = painted(painter, replace(job_at(painter, None), regions=(region,)))
    reduced = resize(large, (base.width, base.height)).pixels.astype(int)
    assert np.abs(reduced - base.pixels).mean() < np.abs(undivided.pixels.astype(int) - base.pixels).mean() / 2


def test_levels_that_are_deep_alone_are_carried_up(painter: Stylist) -> None:
    job = job_at(painter, None, levels=("relu5_1", "relu4_1"))
    assert painter.plan(job).steps == ()
    whole = painted(painter, job)
    assert whole.pixels.shape == (129, 183, 3)
    assert furthest(painted(painter, job, 64).pixels, whole.pixels) <= 1


def test_the_photo_s_colours_are_put_back(painter: Stylist) -> None:
    grey = Picture(picture(183, 129).pixels[..., [0, 0, 0]])
    job = replace(job_at(painter, None, colour="photo"), photo=grey)
    shown = [progress.preview for progress in painter.stylise(job, painter.plan(job))]
    assert all(int(np.ptp(preview.astype(int), axis=2).max()) <= 2 for preview in shown if preview is not None)
    found = painted(painter, job).pixels.astype(int)
    assert int(np.ptp(found, axis=2).max()) <= 2


def test_the_plan_goes_up_in_steps_of_two_at_most(painter: Stylist) -> None:
    job = job_at(painter, 1000, levels=LEVELS, strength=0.64)
    plan: Plan | None = painter.plan(job)
    sizes = []
    while plan is not None:
        sizes.append(max(plan.size))
        levels = tuple(step.level for step in plan.steps)
        assert levels == (LEVELS if plan.base is None else FINE_LEVELS)
        assert {step.strength for step in plan.steps} == {0.64 if plan.base is None else 0.8}
        plan = plan.base
    assert (sizes[0], sizes[-1]) == (1000, 70)
    assert all(small < large <= LARGEST_STEP * small + 1 for large, small in pairwise(sizes))


@given(st.integers(2, 30_000), st.integers(1, 30_000))
def test_the_steps_up_end_at_the_look(side: int, base: int) -> None:
    while side > base:
        smaller = size_before(side, base)
        assert base <= smaller < side
        assert smaller == base or side <= LARGEST_STEP * smaller + 2
        side = smaller


def test_a_style_is_looked_at_larger_in_proportion_up_to_its_own_size() -> None:
    assert enlarged_style_size((900, 600), (300, 200), 2.0) == 600
    assert enlarged_style_size((900, 600), (600, 400), 2.0) == 900
    assert enlarged_style_size((900, 600), (1200, 800), 2.0) == 1200


def test_memory_is_kept_within_a_budget(registry: Registry) -> None:
    job = make_job(registry.find("tiny").manifest, picture(301, 190), picture(90, 80, 1), look_size=90)
    stylist = Studio(registry, "cpu", "float32")._stylist(registry.find("tiny"), "float32")
    budget = (stylist.plan(job).memory + stylist.plan(job, None, 64).memory) // 2
    first, second = (run_to_end(Studio(registry, "cpu", "float32", budget).stylise(job)) for _ in range(2))
    assert first.plan.tile is not None
    assert first.plan.memory <= budget
    assert np.array_equal(first.picture.pixels, second.picture.pixels)


def test_memory_counts_the_pictures_before(painter: Stylist) -> None:
    plan = painter.plan(job_at(painter, 4000, 3000))
    assert plan.base is not None
    assert plan.memory > plan.base.memory


@pytest.mark.parametrize("tile", [None, 64])
def test_progress_never_falls_and_ends_with_the_result(painter: Stylist, tile: int | None) -> None:
    job = job_at(painter, None)
    fractions = []
    for progress in painter.stylise(job, painter.plan(job, None, tile)):
        fractions.append(progress.fraction)
        assert progress.area[0] + progress.area[2] <= 183
        assert progress.area[1] + progress.area[3] <= 129
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1
    assert progress.result is not None
    assert progress.result.plan.size == (183, 129)
    assert progress.result.recipe.look_size == 70
    # No long stretch goes by without a sign of where the work is.
    assert max(after - before for before, after in pairwise(fractions)) < 0.3


def test_it_stops_wherever_it_is_closed_and_removes_its_files(
    painter: Stylist, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: set[int] = set()
    entered, ended = ScratchFile.__enter__, ScratchFile.__exit__

    def enter(file: ScratchFile) -> ScratchFile:
        left.add(id(file))
        return entered(file)

    def leave(file: ScratchFile, *error: Any) -> None:
        left.discard(id(file))
        ended(file, *error)

    monkeypatch.setattr(ScratchFile, "__enter__", enter)
    monkeypatch.setattr(ScratchFile, "__exit__", leave)
    job = job_at(painter, None, levels=("relu2_1", "relu1_1"))
    plan = painter.plan(job, None, 64)
    painted(painter, job, 64)  # from now on the style is known, and every run has as many steps
    count = sum(1 for _ in painter.stylise(job, plan))
    were_open = 0
    for steps in range(1, count, count // 5):
        with closing(painter.stylise(job, plan)) as painting:
            for _ in range(steps):
                next(painting)
            were_open += bool(left)
        assert not left
    assert were_open


def test_the_photo_s_detail_stays_out_of_what_was_painted_over() -> None:
    guide = lightness(torch.rand(1, 3, 40, 40, generator=torch.Generator().manual_seed(1)))
    followed = torch.cat([0.2 + 0.5 * guide] * 3, dim=1)
    painted_over = torch.rand(1, 3, 40, 40, generator=torch.Generator().manual_seed(2))
    assert float((detail_kept(guide, followed) - 0.5).abs().max()) < 0.1
    assert float(detail_kept(guide, painted_over).abs().mean()) < 0.05


@given(st.integers(0, 5000), st.integers(0, 5000), st.integers(1, 40), st.integers(1, 40))
def test_parts_of_the_grain_fit_each_other(left: int, top: int, width: int, height: int) -> None:
    around = grain(Rectangle(left, top, width + 7, height + 5), torch.device("cpu"))
    part = grain(Rectangle(left + 7, top + 5, width, height), torch.device("cpu"))
    assert torch.equal(part, around[:, :, 5:, 7:])


def test_the_grain_is_even() -> None:
    found = grain(Rectangle(100, 3000, 400, 300), torch.device("cpu"))[0]
    assert torch.allclose(found.mean(dim=(1, 2)), torch.zeros(3), atol=0.01)
    assert torch.allclose(found.std(dim=(1, 2)), torch.ones(3), atol=0.01)
    assert torch.allclose(torch.corrcoef(found.flatten(1)), torch.eye(3), atol=0.02)
    for down, across in ((0, 1), (1, 0), (1, 1), (2, 0), (0, 2), (1, -1)):
        beside = torch.roll(found, (down, across), dims=(1, 2))
        assert abs((found * beside).mean()) < 0.02


def along_axes(pixels: NDArray[Any]) -> float:
    """How much of the fine structure runs along rows and columns: a share of its power."""
    light = pixels.mean(axis=2)
    power = np.abs(np.fft.fft2(light * np.outer(*map(np.hanning, light.shape)))) ** 2
    down, across = np.meshgrid(*map(np.fft.fftfreq, light.shape), indexing="ij")
    fine = np.hypot(down, across) > 0.12
    axes = fine & (np.minimum(np.abs(down), np.abs(across)) < 0.09 * np.maximum(np.abs(down), np.abs(across)))
    return float(power[axes].sum() / power[fine].sum())


@pytest.mark.parametrize("name", some_slow(["still-life"], ["mountain-lake"]))
def test_smooth_places_get_no_weave(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the bundled networks, on a photo without grain at four times the look's size."""
    pack = default_registry().find("atelier")
    painter = Stylist(pack.manifest, load(pack), torch.device("cpu"), "float32")
    photo = resize(resize(read_picture(sample_photos()[name]), (40, 40)), (320, 320))
    style = resize(read_picture(sample_styles()["oil"]), (160, 160))
    job = make_job(painter.manifest, photo, style, look_size=80, strength=0.6)
    found = along_axes(painted(painter, job).pixels)
    monkeypatch.setattr("engine.finishing.same_look.GRAIN", 0.0)
    assert found < 0.85 * along_axes(painted(painter, job).pixels)
