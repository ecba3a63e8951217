from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.benchmarks.baseline import stylise_plainly
from engine.benchmarks.whole import plain_tensor
from engine.errors import PackError
from engine.images import Picture
from engine.job import Job, Progress, Region, Result
from engine.packs.weights import load
from engine.studio import run_to_end
from engine.stylist import Stylist
from engine.transfer.reuse import Kept
from tests.engine.pictures import flat, furthest, make_job, picture, reference
from tests.refusals import refused

if TYPE_CHECKING:
    from engine.packs.manifest import Manifest
    from engine.packs.registry import Registry

CPU = torch.device("cpu")
sides = st.integers(1, 70)
grid = st.integers(2, 5).map(lambda cells: 16 * cells)


@pytest.fixture(scope="module", params=["tiny", "tiny-separate"])
def stylist(request: pytest.FixtureRequest, registry: Registry) -> Stylist:
    pack = registry.find(request.param)
    return Stylist(pack.manifest, load(pack), CPU, "float32", kept=Kept(0))


def paint(stylist: Stylist, job: Job) -> Result:
    return run_to_end(stylist.stylise(job, stylist.plan(job)))


@settings(max_examples=15)
@given(grid, grid, st.floats(0, 1), st.sets(st.integers(0, 4), min_size=1))
def test_it_paints_as_the_plain_port_does(
    stylist: Stylist, height: int, width: int, strength: float, places: set[int]
) -> None:
    photo, style = picture(width, height), picture(48, 64, 1)
    levels = tuple(level for place, level in enumerate(stylist.manifest.levels) if place in places)
    job = make_job(stylist.manifest, photo, style, strength=strength, levels=levels)
    plain = stylise_plainly(
        stylist.manifest,
        stylist._tensors,
        plain_tensor(photo.pixels),
        plain_tensor(style.pixels),
        levels=levels,
        strength=strength,
    )
    expected = (plain[0].permute(1, 2, 0) * 255).round().numpy()
    assert furthest(paint(stylist, job).picture.pixels, expected) <= 2


@settings(max_examples=25)
@given(sides, sides, sides, sides)
def test_any_size_gives_exactly_that_size(
    stylist: Stylist, width: int, height: int, style_width: int, style_height: int
) -> None:
    result = paint(stylist, make_job(stylist.manifest, picture(width, height), picture(style_width, style_height, 1)))
    assert result.picture.pixels.shape == (height, width, 3)
    assert result.picture.pixels.dtype == np.uint8


@pytest.mark.parametrize(("width", "height"), [(1, 1), (1, 300), (300, 1)])
@pytest.mark.parametrize("style", [flat(1, 1, (9, 200, 30)), flat(64, 64, (0, 0, 0)), picture(33, 47, 5)])
def test_awkward_pictures_are_painted(stylist: Stylist, width: int, height: int, style: Picture) -> None:
    for photo in (flat(width, height, (255, 255, 255)), picture(width, height)):
        result = paint(stylist, make_job(stylist.manifest, photo, style, strength=1.0))
        assert result.picture.pixels.shape == (height, width, 3)


def test_the_size_asked_for_is_the_long_side(stylist: Stylist) -> None:
    job = replace(make_job(stylist.manifest, picture(90, 60), picture(40, 40, 1)), size=45)
    assert paint(stylist, job).picture.pixels.shape == (30, 45, 3)


def test_the_same_job_gives_the_same_bytes(registry: Registry) -> None:
    pack = registry.find("tiny")
    pictures = []
    for _ in range(2):
        stylist = Stylist(pack.manifest, load(pack), CPU, "float32")
        job = make_job(pack.manifest, picture(75, 51), picture(60, 60, 1), picture(44, 30, 2), weights=(0.3, 0.7))
        pictures += [paint(stylist, job).picture.pixels, paint(stylist, job).picture.pixels]
    assert all(np.array_equal(pictures[0], other) for other in pictures[1:])


def test_styles_in_another_order_give_the_same(stylist: Stylist) -> None:
    photo, first, second = picture(60, 44), picture(50, 50, 1), picture(40, 64, 2)
    one = paint(stylist, make_job(stylist.manifest, photo, first, second, weights=(1.0, 3.0)))
    other = paint(stylist, make_job(stylist.manifest, photo, second, first, weights=(3.0, 1.0)))
    assert furthest(one.picture.pixels, other.picture.pixels) <= 1


def test_a_style_mixed_with_itself_is_that_style(stylist: Stylist) -> None:
    photo, style = picture(60, 44), picture(50, 50, 1)
    alone = paint(stylist, make_job(stylist.manifest, photo, style))
    mixed = paint(stylist, make_job(stylist.manifest, photo, style, style, weights=(1.0, 2.0)))
    assert furthest(alone.picture.pixels, mixed.picture.pixels) <= 1


def test_a_style_of_weight_0_is_truly_nothing(stylist: Stylist) -> None:
    photo, style, other = picture(60, 44), picture(50, 50, 1), picture(40, 64, 2)
    alone = make_job(stylist.manifest, photo, style)
    ignored = make_job(stylist.manifest, photo, style, other, weights=(1.0, 0.0))
    assert np.array_equal(paint(stylist, alone).picture.pixels, paint(stylist, ignored).picture.pixels)
    assert stylist.plan(ignored).style_sizes == stylist.plan(alone).style_sizes


def test_strength_0_leaves_only_the_networks_own_loss(stylist: Stylist) -> None:
    photo = picture(64, 48)
    one, other = (
        paint(stylist, make_job(stylist.manifest, photo, picture(50, 50, seed), strength=0.0)) for seed in (1, 2)
    )
    assert np.array_equal(one.picture.pixels, other.picture.pixels)


def test_a_level_s_own_strength_is_used(stylist: Stylist) -> None:
    photo, style = picture(64, 48), picture(50, 50, 1)
    everywhere = make_job(stylist.manifest, photo, style, strength=0.3)
    one_by_one = make_job(
        stylist.manifest, photo, style, strength=1.0, level_strengths=dict.fromkeys(stylist.manifest.levels, 0.3)
    )
    assert np.array_equal(paint(stylist, everywhere).picture.pixels, paint(stylist, one_by_one).picture.pixels)


def test_two_passes_are_one_after_the_other(stylist: Stylist) -> None:
    photo, style = picture(64, 48), picture(50, 50, 1)
    progress = list(_progress(stylist, make_job(stylist.manifest, photo, style, passes=2)))
    decoded = [step for step in progress if step.preview is not None]
    assert [(step.pass_number, step.level) for step in decoded] == [
        (number, level) for number in (1, 2) for level in stylist.manifest.levels
    ]
    once = _progress(stylist, make_job(stylist.manifest, photo, style))[-1].result
    twice = progress[-1].result
    assert once is not None
    assert twice is not None
    middle = decoded[len(decoded) // 2 - 1].preview
    assert middle is not None
    assert np.array_equal(middle, once.picture.pixels)
    assert furthest(twice.picture.pixels, once.picture.pixels) > 5


def _progress(stylist: Stylist, job: Job) -> list[Progress]:
    return list(stylist.stylise(job, stylist.plan(job)))


def test_progress_tells_each_stage_and_ends_with_the_result(stylist: Stylist) -> None:
    job = make_job(stylist.manifest, picture(64, 48), picture(50, 50, 1))
    stylist.forget_styles()
    progress = _progress(stylist, job)
    fractions = [step.fraction for step in progress]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert {step.stage for step in progress} == {"prepare", "style", "encode", "transform", "decode", "finish"}
    assert all(step.result is None for step in progress[:-1])
    previews = [step.preview for step in progress if step.preview is not None]
    assert [preview.shape for preview in previews] == [(48, 64, 3)] * 5
    assert not any(preview.flags.writeable for preview in previews)
    result = progress[-1].result
    assert result is not None
    assert furthest(result.picture.pixels, previews[-1]) == 0
    assert result.seconds["total"] == pytest.approx(sum(result.seconds.values()) - result.seconds["total"])
    assert result.recipe.pack is not None
    assert result.recipe.pack.sha256 == stylist.manifest.sha256


def test_previews_are_at_most_screen_size(stylist: Stylist, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.transfer.cascade.LARGEST_PREVIEW", 25)
    progress = _progress(stylist, make_job(stylist.manifest, picture(64, 48), picture(50, 50, 1)))
    assert [step.preview.shape for step in progress if step.preview is not None] == [(16, 22, 3)] * 5


def test_known_styles_are_not_encoded_again(stylist: Stylist) -> None:
    job = make_job(stylist.manifest, picture(64, 48), picture(51, 50, 77))
    stylist.forget_styles()
    assert any(step.stage == "style" for step in _progress(stylist, job))
    assert not any(step.stage == "style" for step in _progress(stylist, job))


def test_closing_the_generator_cancels(stylist: Stylist) -> None:
    job = make_job(stylist.manifest, picture(64, 48), picture(50, 50, 1))
    whole = paint(stylist, job).picture.pixels
    for stop in range(0, 40, 3):
        painting = stylist.stylise(job, stylist.plan(job))
        for _ in range(stop):
            next(painting)
        painting.close()
        assert next(painting, None) is None
    assert not torch.is_inference_mode_enabled()
    assert np.array_equal(paint(stylist, job).picture.pixels, whole)


def transparent(opaque: Picture, hidden: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], colour: int) -> Picture:
    pixels = opaque.pixels.copy()
    pixels[hidden] = colour
    return Picture(pixels, np.where(hidden, 0, 255).astype(np.uint8), opaque.name)


@pytest.mark.parametrize("part", ["photo", "style"])
def test_what_a_transparent_pixel_hides_is_never_seen(stylist: Stylist, part: str) -> None:
    photo, style = picture(64, 48), picture(50, 50, 1)
    results = []
    for colour in (0, 255):
        one = transparent(
            photo if part == "photo" else style,
            np.tri(*((48, 64) if part == "photo" else (50, 50)), dtype=bool),
            colour,
        )
        job = make_job(stylist.manifest, one if part == "photo" else photo, style if part == "photo" else one)
        results.append(paint(stylist, job).picture)
    assert np.array_equal(results[0].pixels, results[1].pixels)
    if part == "photo":
        assert results[0].alpha is not None
        assert np.array_equal(results[0].alpha == 0, np.tri(48, 64, dtype=bool))


def test_transparent_pixels_do_not_count_in_moments(stylist: Stylist) -> None:
    """A style whose right half is transparent: at relu1_1 only positions beside the border see the other half."""
    left = picture(64, 64, 3)
    hidden = np.zeros((64, 64), dtype=bool)
    hidden[:, 32:] = True
    half = transparent(left, hidden, 99)
    cropped = Picture(left.pixels[:, :32].copy(), name="cropped")
    photo = picture(48, 48)
    shallow = ("relu1_1",)
    one, other, whole = (
        paint(stylist, make_job(stylist.manifest, photo, style, levels=shallow, strength=1.0)).picture.pixels
        for style in (half, cropped, left)
    )
    apart = np.abs(one.astype(int) - other.astype(int)).mean()
    assert apart < 0.25 * np.abs(whole.astype(int) - other.astype(int)).mean()


def test_a_wholly_transparent_photo_is_painted(stylist: Stylist) -> None:
    photo = transparent(picture(40, 30), np.ones((30, 40), dtype=bool), 7)
    result = paint(stylist, make_job(stylist.manifest, photo, picture(50, 50, 1)))
    assert result.picture.alpha is not None
    assert int(result.picture.alpha.max()) == 0


def region_job(manifest: Manifest, mask: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> Job:
    photo, base, other = picture(64, 48), picture(50, 50, 1), picture(40, 64, 2)
    return replace(make_job(manifest, photo, base), regions=(Region(mask, (reference(other),), (other,)),))


def test_a_region_that_covers_everything_is_its_style_alone(stylist: Stylist) -> None:
    job = region_job(stylist.manifest, np.full((48, 64), 255, np.uint8))
    alone = make_job(stylist.manifest, picture(64, 48), picture(40, 64, 2))
    assert furthest(paint(stylist, job).picture.pixels, paint(stylist, alone).picture.pixels) <= 1


def test_an_empty_region_changes_nothing(stylist: Stylist) -> None:
    job = region_job(stylist.manifest, np.zeros((48, 64), np.uint8))
    alone = make_job(stylist.manifest, picture(64, 48), picture(50, 50, 1))
    assert furthest(paint(stylist, job).picture.pixels, paint(stylist, alone).picture.pixels) <= 1


@pytest.mark.parametrize("place", [(0, 0), (47, 63), (16, 32), (17, 33)])
def test_a_region_of_one_pixel_is_finite(stylist: Stylist, place: tuple[int, int]) -> None:
    mask = np.zeros((48, 64), np.uint8)
    mask[place] = 255
    assert paint(stylist, region_job(stylist.manifest, mask)).picture.pixels.shape == (48, 64, 3)


def test_a_region_may_mix_styles(stylist: Stylist) -> None:
    mask = np.zeros((48, 64), np.uint8)
    mask[:, 20:] = 255
    job = region_job(stylist.manifest, mask)
    one, other = picture(40, 64, 2), picture(30, 30, 7)
    first, second = reference(one, 1.0), reference(other, 3.0)
    mixed = replace(job, regions=(Region(mask, (first, second), (one, other)),))
    swapped = replace(job, regions=(Region(mask, (second, first), (other, one)),))
    painted = paint(stylist, mixed).picture.pixels
    assert furthest(painted, paint(stylist, swapped).picture.pixels) <= 1
    assert furthest(painted, paint(stylist, job).picture.pixels) > 5


def test_a_region_of_a_cut_out_photo_sees_its_visible_pixels_only(stylist: Stylist) -> None:
    mask = np.zeros((48, 64), np.uint8)
    mask[:, 20:] = 255
    results = []
    for colour in (0, 255):
        job = region_job(stylist.manifest, mask)
        photo = transparent(job.photo, np.tri(48, 64, dtype=bool), colour)
        results.append(paint(stylist, replace(job, photo=photo)).picture.pixels)
    assert np.array_equal(results[0], results[1])


def test_two_jobs_may_take_turns_on_one_stylist(stylist: Stylist) -> None:
    """The window steps a preview between the steps of an export."""
    jobs = [make_job(stylist.manifest, picture(64, 48), picture(50, 50, seed)) for seed in (1, 2)]
    alone = [paint(stylist, job).picture.pixels for job in jobs]
    stylist.forget_styles()
    running = [stylist.stylise(job, stylist.plan(job)) for job in jobs]
    turns = list(zip_longest(*running))
    for place, expected in enumerate(alone):
        result = next(turn[place].result for turn in turns if turn[place] is not None and turn[place].result)
        assert result is not None
        assert np.array_equal(result.picture.pixels, expected)


def test_16_bits_are_more_than_8(stylist: Stylist) -> None:
    ramp = np.linspace(0, 65535, 96 * 96).astype(np.uint16).reshape(96, 96)
    photo = Picture(np.stack([ramp] * 3, axis=2), name="ramp")
    job = make_job(stylist.manifest, photo, picture(64, 64, 1), levels=("relu1_1",), strength=0.5)
    shallow, deep = paint(stylist, job).picture, paint(stylist, replace(job, bits=16)).picture
    assert deep.pixels.dtype == np.uint16
    assert len(np.unique(deep.pixels)) > 4096
    assert furthest(np.round(deep.pixels / 257), shallow.pixels) <= 1


def test_a_level_that_the_pack_lacks_is_refused(registry: Registry) -> None:
    pack = registry.find("tiny-shallow")
    stylist = Stylist(pack.manifest, load(pack), CPU, "float32")
    job = make_job(pack.manifest, picture(20, 20), picture(20, 20, 1), levels=("relu5_1", "relu1_1"))
    with refused(
        PackError,
        "The pack {name!r} has no {missing}; it has {levels}: choose among these levels, or another pack.",
        name="tiny-shallow",
        missing="relu5_1",
        levels="relu3_1, relu2_1, relu1_1",
    ):
        stylist.plan(job)
