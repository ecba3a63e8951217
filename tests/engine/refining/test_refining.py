from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import pytest
import torch

from engine import studio as studio_module
from engine.errors import JobError, OutOfMemoryError, PackError
from engine.images import Picture, fit, resize
from engine.job import Progress, Region
from engine.look.recipe_json import recipe_from_json, recipe_to_json
from engine.look.refining import (
    MOST_PIXELS,
    Losses,
    Optimiser,
    Refining,
    Start,
    check_pixels,
    content_level,
    refining_memory,
)
from engine.packs.weights import load
from engine.planning.memory import PROGRAM_BYTES
from engine.refining import refiner as refiner_module
from engine.refining.refiner import Refiner
from engine.studio import Studio, run_to_end
from engine.stylist import Stylist
from engine.vgg import encoder_layers
from tests.engine.pictures import flat, furthest, make_job, picture, reference
from tests.refusals import refused

if TYPE_CHECKING:
    from collections.abc import Generator

    from engine.job import Job
    from engine.packs.registry import Registry

CPU = torch.device("cpu")


@pytest.fixture
def job(registry: Registry) -> Job:
    return make_job(registry.find("tiny").manifest, picture(50, 41), picture(48, 48, 1))


@pytest.fixture
def studio(registry: Registry) -> Studio:
    return Studio(registry, "cpu", "float32")


def test_a_result_is_refined_and_says_how(studio: Studio, job: Job) -> None:
    painted = run_to_end(studio.stylise(job))
    settings = Refining(steps=4)
    progress = list(studio.refine(job, settings))
    result = progress[-1].result
    assert result is not None
    assert result.recipe == painted.recipe.with_look(refining=settings)
    assert not np.array_equal(result.picture.pixels, painted.picture.pixels)
    assert result.number_format == "float32"
    assert result.seconds["refine"] > 0
    fractions = [each.fraction for each in progress]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1
    losses = [each.losses for each in progress if each.stage == "refine"]
    assert [each.step for each in losses if each] == [0, 1, 2, 3, 4]
    assert progress[-1].losses == losses[-1]
    again = run_to_end(studio.stylise(replace(job, recipe=result.recipe)))
    assert np.array_equal(again.picture.pixels, result.picture.pixels)


def test_it_can_be_stopped_and_what_is_there_is_kept(studio: Studio, job: Job) -> None:
    so_far = None
    with_steps = studio.refine(job, Refining(steps=50))
    for progress in with_steps:
        if progress.so_far is not None and progress.losses is not None and progress.losses.step == 3:
            so_far = progress.so_far
            with_steps.close()
    assert so_far is not None
    assert so_far.recipe.look.refining == Refining(steps=3)
    whole = run_to_end(studio.refine(job, Refining(steps=3)))
    assert np.array_equal(so_far.picture.pixels, whole.picture.pixels)
    assert so_far.recipe == whole.recipe


def test_every_start_and_optimiser_and_what_it_begins_with(studio: Studio, job: Job) -> None:
    seen: dict[str, Any] = {}
    for start in get_args(Start):
        seen[start] = next(each for each in studio.refine(job, Refining(1, start=start)) if each.losses)
    painted = run_to_end(studio.stylise(job)).picture.pixels
    assert furthest(seen["result"].preview, painted) == 0
    assert furthest(seen["photo"].preview, job.photo.pixels) == 0
    assert seen["photo"].losses.content == pytest.approx(0, abs=1e-6)
    noises: list[Any] = [
        next(each.preview for each in studio.refine(job, Refining(1, start="noise", seed=seed)) if each.losses)
        for seed in (0, 0, 1)
    ]
    assert np.array_equal(noises[0], noises[1])
    assert not np.array_equal(noises[0], noises[2])
    adam, lbfgs = (run_to_end(studio.refine(job, Refining(2, optimiser=name))) for name in get_args(Optimiser))
    assert not np.array_equal(adam.picture.pixels, lbfgs.picture.pixels)


@pytest.mark.parametrize("pack", ["tiny-separate", "tiny-shallow"])
def test_packs_with_an_encoder_per_level_and_without_deep_ones(registry: Registry, studio: Studio, pack: str) -> None:
    other = make_job(registry.find(pack).manifest, picture(50, 41), picture(48, 48, 1))
    *_, last = studio.refine(other, Refining(2))
    assert last.losses is not None
    assert last.losses.content > 0


def test_the_content_level_is_as_asked_or_the_deepest(registry: Registry, studio: Studio) -> None:
    assert content_level(None, ("relu5_1", "relu4_1", "relu3_1")) == "relu4_1"
    assert content_level(None, ("relu3_1", "relu1_1")) == "relu3_1"
    assert content_level("relu1_1", ("relu4_1", "relu1_1")) == "relu1_1"
    shallow = make_job(registry.find("tiny-shallow").manifest, picture(50, 41), picture(48, 48, 1))
    with refused(
        PackError,
        "The pack {name!r} has no {missing}; it has {levels}: choose among these levels, or another pack.",
        missing="relu4_1",
    ):
        run_to_end(studio.refine(shallow, Refining(1, content_level="relu4_1")))


def test_styles_mix_by_their_weights(registry: Registry, studio: Studio) -> None:
    manifest = registry.find("tiny").manifest
    photo, one, two = picture(50, 41), picture(48, 48, 1), flat(40, 40, (250, 120, 20))
    settings = Refining(12, start="photo")
    alone = run_to_end(studio.refine(make_job(manifest, photo, one), settings)).picture.pixels
    twice = run_to_end(studio.refine(make_job(manifest, photo, one, one, weights=(1, 3)), settings)).picture.pixels
    none = run_to_end(studio.refine(make_job(manifest, photo, one, two, weights=(1, 0)), settings)).picture.pixels
    both = run_to_end(studio.refine(make_job(manifest, photo, one, two), settings)).picture.pixels
    assert furthest(twice, alone) <= 1
    assert furthest(none, alone) == 0
    assert furthest(both, alone) > 3


def test_levels_count_as_their_strengths(registry: Registry, studio: Studio) -> None:
    manifest = registry.find("tiny").manifest
    photo, style = picture(50, 41), picture(48, 48, 1)
    settings = Refining(8, start="photo", content_level="relu4_1")

    def refined(**recipe: Any) -> Any:
        return run_to_end(studio.refine(make_job(manifest, photo, style, **recipe), settings)).picture.pixels

    only = refined(levels=("relu1_1",))
    assert (
        furthest(refined(level_strengths=dict.fromkeys(("relu5_1", "relu4_1", "relu3_1", "relu2_1"), 0.0)), only) <= 1
    )
    assert furthest(refined(), only) > 3
    with refused(JobError, "Refining should have a level with a strength above 0, and all are 0: raise one of them."):
        refined(strength=0.0)


def test_transparent_parts_do_not_count(registry: Registry, studio: Studio) -> None:
    photo, style = picture(64, 64), picture(48, 48, 1)
    alpha = np.full((64, 64), 255, np.uint8)
    alpha[:32] = 0
    pixels = photo.pixels.copy()
    pixels[:16] = 255 - pixels[:16]
    manifest = registry.find("tiny").manifest
    first, second = (
        run_to_end(studio.refine(make_job(manifest, Picture(each, alpha), style), Refining(3))).picture
        for each in (photo.pixels, pixels)
    )
    assert first.alpha is not None
    assert np.array_equal(first.alpha, alpha)
    assert furthest(first.pixels[32:], second.pixels[32:]) == 0


def test_a_photo_of_which_nothing_is_seen_is_one_sentence(registry: Registry, studio: Studio) -> None:
    photo = replace(picture(50, 41), alpha=np.zeros((41, 50), np.uint8))
    job = make_job(registry.find("tiny").manifest, photo, picture(48, 48, 1))
    with refused(
        JobError,
        "Refining should have a part of the photo to work on, and all of it is transparent or left as it is: choose "
        "another photo, or let a region go.",
    ):
        run_to_end(studio.refine(job, Refining(1, start="photo")))


def test_the_photo_s_colours_can_be_kept(studio: Studio, job: Job) -> None:
    kept = replace(job, recipe=job.recipe.with_look(colour="photo"))
    settings = Refining(3)
    refined = run_to_end(studio.refine(kept, settings)).picture.pixels.astype(float)
    free = run_to_end(studio.refine(job, settings)).picture.pixels.astype(float)

    def colour(pixels: Any) -> Any:
        return pixels - pixels.mean(axis=2, keepdims=True)

    photo = job.photo.pixels.astype(float)
    assert np.abs(colour(refined) - colour(photo)).mean() < 0.5 * np.abs(colour(free) - colour(photo)).mean()


def test_both_losses_of_any_result(studio: Studio, job: Job) -> None:
    *_, last = studio.refine(job, Refining(3))
    assert last.result is not None
    assert last.losses is not None
    *_, measured = studio.measure(job, last.result.picture)
    assert measured.losses is not None
    assert measured.losses.content == pytest.approx(last.losses.content, rel=0.05)
    assert measured.losses.style == pytest.approx(last.losses.style, rel=0.05)
    *_, of_photo = studio.measure(job, job.photo)
    assert of_photo.losses is not None
    assert of_photo.losses.content == 0


def test_16_bits(studio: Studio, job: Job) -> None:
    result = run_to_end(studio.refine(replace(job, bits=16), Refining(2)))
    assert result.picture.pixels.dtype == np.uint16
    assert len(np.unique(result.picture.pixels % 257)) > 100


def test_recipes_keep_it(job: Job) -> None:
    settings = Refining(7, 2.5, "noise", "adam", "relu3_1", 9)
    recipe = job.recipe.with_look(refining=settings)
    assert recipe_from_json(recipe_to_json(recipe), "x") == recipe
    old = recipe_to_json(job.recipe).replace('"refining": null, ', "")
    assert "refining" not in old
    assert recipe_from_json(old, "x") == job.recipe


@pytest.mark.parametrize(
    "wrong",
    [
        {"steps": 0},
        {"steps": 1_000_000},
        {"ratio": 0.0},
        {"ratio": math.nan},
        {"start": "painting"},
        {"optimiser": "sgd"},
        {"content_level": "relu6_1"},
        {"seed": -1},
    ],
)
def test_the_impossible_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(JobError):
        Refining(**wrong)


def test_the_total_is_weighed_by_the_ratio() -> None:
    assert Losses(1, 0.5, 0.25, 4.0).total == 1.5


def test_large_pictures_are_refused_with_a_size_that_will_do() -> None:
    check_pixels((2048, 2048))
    with refused(
        JobError,
        "A picture that is refined should have at most {most:.1f} megapixels, and this has {megapixels:.1f}: choose a "
        "long side of {side} pixels or less.",
        side=2508,
    ):
        check_pixels((6000, 4000))
    assert math.prod(fit(6000, 4000, 2508)) <= MOST_PIXELS < math.prod(fit(6000, 4000, 2510))


def test_regions_are_refined_each_in_its_own_style(registry: Registry, studio: Studio) -> None:
    photo, other = picture(64, 64), flat(40, 40, (250, 120, 20))
    job = make_job(registry.find("tiny").manifest, photo, picture(48, 48, 1))
    mask = np.zeros((64, 64), np.uint8)
    mask[:, 32:] = 255
    settings = Refining(4, start="photo")

    def refined(*regions: Region) -> Any:
        return run_to_end(studio.refine(replace(job, regions=regions), settings)).picture.pixels

    plain, everywhere = refined(), np.full_like(mask, 255)
    same = Region(everywhere, job.recipe.styles, job.styles)
    assert furthest(refined(same), plain) <= 1
    assert furthest(refined(Region(mask, (reference(other),), (other,))), plain) > 3
    kept = refined(Region(mask))
    assert np.array_equal(kept[:, 32:], photo.pixels[:, 32:])
    assert furthest(kept[:, :32], photo.pixels[:, :32]) > 3


def test_too_little_memory_is_said_before_anything_is_painted(registry: Registry, job: Job) -> None:
    with refused(
        OutOfMemoryError, "{need}, and {budget:.1f} GB are allowed: allow more, or choose a smaller size.", budget=0.1
    ):
        next(Studio(registry, "cpu", "float32", 100_000_000).refine(job, Refining(1)))


def test_memory_that_runs_out_meanwhile_is_said(studio: Studio, job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    def running_out(*_: object) -> Generator[Progress, None, None]:
        yield Progress(1, None, "prepare", 0.0, (0, 0, 50, 41))
        raise MemoryError

    monkeypatch.setattr(Refiner, "refine", running_out)
    with refused(OutOfMemoryError, "{need}, which could not be had: choose a smaller size, or close other programs."):
        run_to_end(studio.refine(job, Refining(1)))


def test_without_free_memory_it_does_not_begin(studio: Studio, job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(studio_module, "free_memory", lambda _: 1000)
    with refused(
        OutOfMemoryError, "{need}, and {free:.1f} GB are free: choose a smaller size, or close other programs."
    ):
        next(studio.refine(job, Refining(1)))


def test_l_bfgs_and_wide_networks_take_more_memory() -> None:
    narrow, wide = (encoder_layers("relu5_1", widths) for widths in ((4, 4, 4, 4, 4), (64, 128, 256, 512, 512)))
    little = refining_memory((512, 512), (), (narrow,), "adam")
    assert (
        little < refining_memory((512, 512), (), (narrow,), "lbfgs") < refining_memory((512, 512), (), (wide,), "adam")
    )


def test_a_tileable_picture_takes_more_memory_for_what_is_around_it(registry: Registry) -> None:
    pack = registry.find("tiny")
    refiner, stylist = Refiner(pack.manifest, load(pack), CPU), Stylist(pack.manifest, load(pack), CPU, "float32")
    plain = make_job(pack.manifest, picture(64, 64), picture(48, 48, 1))
    jobs = [replace(plain, recipe=replace(plain.recipe, tileable=tileable)) for tileable in (False, True)]
    memory = [refiner.plan(job, Refining(), stylist.plan(job)).memory - PROGRAM_BYTES for job in jobs]
    assert memory[1] > 4 * memory[0]


def test_the_photo_is_resized_no_more_often_for_more_steps(
    studio: Studio, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    resized: list[int] = []

    def counted(photo: Picture, size: tuple[int, int]) -> Picture:
        if (photo.width, photo.height) != size:
            resized[-1] += 1
        return resize(photo, size)

    monkeypatch.setattr(refiner_module, "resize", counted)
    for steps in (1, 3):
        resized.append(0)
        run_to_end(studio.refine(replace(job, size=40), Refining(steps, start="photo")))
    assert resized[0] == resized[1]


@pytest.mark.parametrize("optimiser", get_args(Optimiser))
def test_a_ratio_beyond_all_numbers_is_one_sentence(studio: Studio, job: Job, optimiser: Optimiser) -> None:
    with refused(
        JobError,
        "Refining should make the losses small, and at a ratio of {ratio:g} they are no numbers any more: choose a "
        "smaller ratio.",
        ratio=1e300,
    ):
        run_to_end(studio.refine(job, Refining(1, 1e300, start="photo", optimiser=optimiser)))
