from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import JobError
from engine.job import Job, Region
from engine.job.texture import TEXTURE_PASSES, TEXTURE_STRENGTH, check_tileable, noise, texture_job
from engine.look.recipe_json import recipe_from_json, recipe_to_json
from engine.look.refining import Refining
from engine.packs.weights import load
from engine.planning.tiling import spans
from engine.studio import Studio, run_to_end
from engine.stylist import Stylist
from tests.engine.pictures import flat, furthest, make_job, picture, reference
from tests.refusals import refused

if TYPE_CHECKING:
    from engine.packs.registry import Registry
    from engine.planning.tiling import Size

SIZE = (96, 64)


def job_of(registry: Registry, size: Size = SIZE, **recipe: Any) -> Job:
    """A texture's job with a small pack."""
    style = picture(48, 48, 1)
    usual = {"strength": TEXTURE_STRENGTH, "passes": TEXTURE_PASSES, "seed": 7}
    look = make_job(registry.find("tiny").manifest, picture(8, 8), style, **{**usual, **recipe}).recipe
    return texture_job(look, (style,), size)


def painted(registry: Registry, job: Job, tile: int | None = None) -> Any:
    import torch

    pack = registry.find("tiny")
    stylist = Stylist(pack.manifest, load(pack), torch.device("cpu"), "float32")
    return run_to_end(stylist.stylise(job, stylist.plan(job, largest_tile=tile))).picture.pixels


def moved(job: Job, down: int, right: int) -> Job:
    return replace(job, photo=replace(job.photo, pixels=np.roll(job.photo.pixels, (down, right), (0, 1))))


def test_noise_is_the_seed_s_and_white() -> None:
    first, again, other = noise(SIZE, 7), noise(SIZE, 7), noise(SIZE, 8)
    assert (first.width, first.height) == SIZE
    assert np.array_equal(first.pixels, again.pixels)
    assert not np.array_equal(first.pixels, other.pixels)
    values = noise((256, 256), 0).pixels.astype(float)
    assert abs(values.mean() - 127.5) < 1
    assert abs(np.corrcoef(values[:, :-1].ravel(), values[:, 1:].ravel())[0, 1]) < 0.01


def test_a_texture_is_repeated_by_its_recipe(registry: Registry) -> None:
    studio = Studio(registry, "cpu", "float32")
    job = job_of(registry)
    result = run_to_end(studio.stylise(job))
    assert result.plan.size == SIZE
    recipe = recipe_from_json(recipe_to_json(result.recipe), "x")
    assert recipe.seed == 7
    again = run_to_end(studio.stylise(texture_job(recipe, job.styles, SIZE)))
    assert np.array_equal(again.picture.pixels, result.picture.pixels)
    other = run_to_end(studio.stylise(texture_job(replace(recipe, seed=8), job.styles, SIZE)))
    assert furthest(other.picture.pixels, result.picture.pixels) > 20


@pytest.mark.parametrize("tile", [None, 64])
def test_a_tileable_texture_may_begin_anywhere(registry: Registry, tile: int | None) -> None:
    """There is no edge in it: the same noise, begun elsewhere, gives the same texture, begun there."""
    job = job_of(registry, (160, 96), passes=1, tileable=True)
    expected = np.roll(painted(registry, job, tile), (32, 80), (0, 1))
    assert furthest(painted(registry, moved(job, 32, 80), tile), expected) <= 1
    plain = job_of(registry, (160, 96), passes=1)
    elsewhere = np.roll(painted(registry, plain, tile), (32, 80), (0, 1))
    assert furthest(painted(registry, moved(plain, 32, 80), tile), elsewhere) > 3


def test_opposite_edges_continue_each_other(registry: Registry) -> None:
    """The step across the edge is no larger than those inside, which a picture that is not tileable has there."""
    half = picture(96, 96, 3)
    both = replace(half, pixels=np.concatenate([half.pixels, half.pixels[::-1]]))
    job = make_job(registry.find("tiny").manifest, both, picture(64, 64, 1), strength=0.5, tileable=True)
    pixels = painted(registry, job).astype(float)
    inside = np.abs(np.diff(pixels, axis=0)).mean(axis=(1, 2))
    across = np.abs(pixels[0] - pixels[-1]).mean()
    assert across <= inside.max()


@pytest.mark.parametrize("tile", [64, 128])
def test_in_tiles_it_is_the_same(registry: Registry, tile: int) -> None:
    job = job_of(registry, (176, 144), passes=1, tileable=True)
    assert furthest(painted(registry, job, tile), painted(registry, job)) <= 1


def test_a_photo_can_be_tileable_too(registry: Registry) -> None:
    job = make_job(registry.find("tiny").manifest, picture(64, 64), picture(40, 40, 1), tileable=True)
    expected = np.roll(painted(registry, job), (16, 48), (0, 1))
    assert furthest(painted(registry, moved(job, 16, 48)), expected) <= 1


def test_a_refined_texture_has_no_content_and_may_begin_anywhere(registry: Registry) -> None:
    studio = Studio(registry, "cpu", "float32", kept=0)
    job = job_of(registry, (64, 64), passes=1, tileable=True, refining=Refining(2, start="photo", optimiser="adam"))
    first, second = (run_to_end(studio.stylise(each)) for each in (job, moved(job, 32, 16)))
    assert first.losses is not None
    assert first.losses.content == 0
    assert furthest(second.picture.pixels, np.roll(first.picture.pixels, (32, 16), (0, 1))) <= 1


def test_weights_lead_from_one_texture_to_the_other(registry: Registry) -> None:
    manifest = registry.find("tiny").manifest
    styles = (picture(48, 48, 1), flat(48, 48, (250, 120, 20)))

    def texture(*weights: float) -> Any:
        look = make_job(manifest, picture(8, 8), *styles, weights=weights, seed=1, strength=1.0).recipe
        return painted(registry, texture_job(look, styles, (64, 64))).astype(float)

    one, other, between = texture(1, 0), texture(0, 1), texture(1, 1)
    apart = np.abs(one - other).mean()
    assert apart > 3
    assert max(np.abs(between - each).mean() for each in (one, other)) < apart


@pytest.mark.parametrize(("size", "near"), [((100, 64), (96, 64)), ((16, 64), (32, 64)), ((64, 1000), (64, 992))])
def test_sizes_that_cannot_be_tileable_are_refused_with_one_that_can(size: Size, near: Size) -> None:
    with refused(
        JobError,
        "The sides of a tileable picture should be multiples of {grid} pixels from {least} on, and they are {width} × "
        "{height}: choose {near_width} × {near_height}, or leave tileable out.",
        least=32,
        near_width=near[0],
        near_height=near[1],
    ):
        check_tileable(size)


def test_the_impossible_is_refused(registry: Registry) -> None:
    with refused(JobError, "A texture's recipe should have a seed, and it has none: give a whole number, like 0."):
        job_of(registry, seed=None)
    with refused(
        JobError, "A texture should be at least 1 × 1 pixels, and {width} × {height} came: choose a larger size."
    ):
        job_of(registry, (0, 5))
    for parameter in ({"colour": "photo"}, {"detail": 0.5}, {"photorealistic": True}):
        with refused(JobError, "{title} takes something from a photo, and a texture has no photo: leave it out."):
            job_of(registry, **parameter)
    with refused(
        JobError,
        "A tileable picture should be painted at its own size, and the look of a smaller one was asked for: leave one "
        "of the two out.",
    ):
        job_of(registry, tileable=True, look_size=32)
    style = picture(20, 20, 3)
    region = Region(np.zeros((64, 96), np.uint8), (reference(style),), (style,))
    with refused(JobError, "A tileable picture should have one look everywhere, and this has regions: leave them out."):
        painted(registry, replace(job_of(registry, tileable=True), regions=(region,)))


@given(start=st.integers(-300, 300), length=st.integers(0, 300), side=st.integers(1, 100))
def test_spans_are_a_stretch_that_begins_again(start: int, length: int, side: int) -> None:
    found = [place for begin, piece in spans(start, length, side) for place in range(begin, begin + piece)]
    assert found == [place % side for place in range(start, start + length)]
