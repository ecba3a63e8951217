"""Soft regions and mixing, level by level."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import JobError
from engine.images import Picture
from engine.job import Job, Recipe, Region, StyleReference
from engine.packs.weights import load
from engine.studio import run_to_end
from engine.stylist import Stylist
from engine.transfer.areas import supported
from engine.transfer.reuse import Kept
from engine.transfer.tiles import style_moments
from engine.transfer.transforms import Moments, moments, whitening
from engine.vgg import LEVELS
from tests.engine.pictures import furthest, make_job, picture, reference
from tests.refusals import refused

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.packs.registry import Registry

PHOTO = picture(64, 48)
STYLES = tuple(picture(50, 44, seed) for seed in (1, 2, 3))
SHALLOW = LEVELS[2:]
CLOSE = 2 * 257
"""Two steps of 8 bits in 16 bits."""


@pytest.fixture(scope="module")
def stylist(registry: Registry) -> Stylist:
    pack = registry.find("tiny")
    return Stylist(pack.manifest, load(pack), torch.device("cpu"), "float32", kept=Kept(0))


def paint(stylist: Stylist, job: Job, tile: int | None = None) -> NDArray[Any]:
    """The result in 16 bits."""
    job = replace(job, bits=16)
    return run_to_end(stylist.stylise(job, stylist.plan(job, None, tile))).picture.pixels


def plain(stylist: Stylist, style: Picture, **recipe: Any) -> Job:
    return make_job(stylist.manifest, PHOTO, style, **recipe)


def region(mask: NDArray[Any], *styles: Picture, **look: Any) -> Region:
    return Region(mask, tuple(reference(style) for style in styles), styles, **look)


def constant(share: float, width: int = 64, height: int = 48) -> NDArray[Any]:
    return np.full((height, width), round(255 * share), np.uint8)


def ramp(begin: int, end: int, width: int = 64, height: int = 48) -> NDArray[Any]:
    """Nothing up to one column, all from another one on, and even steps between."""
    values = np.clip((np.arange(width) + 0.5 - begin) / (end - begin), 0, 1)
    return np.tile((255 * values).round().astype(np.uint8), (height, 1))


@settings(max_examples=8)
@given(
    width=st.integers(1, 80),
    height=st.integers(1, 80),
    kind=st.sampled_from([np.uint8, np.uint16]),
    alpha=st.booleans(),
)
def test_a_region_that_covers_everything_equals_none(
    stylist: Stylist, width: int, height: int, kind: type, *, alpha: bool
) -> None:
    photo = replace(PHOTO, alpha=ramp(0, 64)) if alpha else PHOTO
    mask: NDArray[Any] = np.full((height, width), np.iinfo(kind).max, kind)
    covered = replace(plain(stylist, STYLES[0]), photo=photo, regions=(region(mask, STYLES[1]),))
    alone = replace(plain(stylist, STYLES[1]), photo=photo)
    assert furthest(paint(stylist, covered), paint(stylist, alone)) <= CLOSE


@settings(max_examples=8)
@given(st.floats(0, 1), st.sampled_from([LEVELS, SHALLOW, ("relu3_1",)]))
def test_two_regions_of_one_style_whose_masks_sum_to_one_equal_one(stylist: Stylist, share: float, levels: Any) -> None:
    masks = constant(share), 255 - constant(share)
    both = replace(plain(stylist, STYLES[0], levels=levels), regions=tuple(region(mask, STYLES[1]) for mask in masks))
    alone = plain(stylist, STYLES[1], levels=levels)
    assert furthest(paint(stylist, both), paint(stylist, alone)) <= CLOSE


def test_an_empty_region_changes_nothing(stylist: Stylist) -> None:
    job = plain(stylist, STYLES[0])
    for nothing in (region(constant(0), STYLES[1]), Region(constant(0))):
        assert furthest(paint(stylist, replace(job, regions=(nothing,))), paint(stylist, job)) <= CLOSE


@pytest.mark.parametrize(
    ("look", "recipe"),
    [
        ({"strength": 0.3}, {"strength": 0.3}),
        ({"strength": 0.0}, {"strength": 0.0}),
        ({"level_strengths": {"relu2_1": 0.1}}, {"level_strengths": {"relu2_1": 0.1}}),
        ({"levels": ("relu1_1",)}, {"level_strengths": dict.fromkeys(LEVELS[:-1], 0.0)}),
        ({"style_size": 33}, {"style_size": 33}),
    ],
)
def test_a_region_has_a_look_of_its_own(stylist: Stylist, look: dict[str, Any], recipe: dict[str, Any]) -> None:
    usual = plain(stylist, STYLES[1])
    covered = replace(usual, regions=(region(constant(1), STYLES[1], **look),))
    found = paint(stylist, covered)
    assert furthest(found, paint(stylist, plain(stylist, STYLES[1], **recipe))) <= CLOSE
    assert furthest(found, paint(stylist, usual)) > 5 * CLOSE


def test_a_level_that_only_a_region_visits_leaves_the_rest_unchanged_there(stylist: Stylist) -> None:
    right = ramp(31, 33)
    job = plain(stylist, STYLES[0], levels=("relu1_1",))
    found = paint(stylist, replace(job, regions=(region(right, STYLES[1], levels=("relu2_1", "relu1_1")),)))
    unchanged = plain(stylist, STYLES[0], levels=("relu2_1", "relu1_1"), level_strengths={"relu2_1": 0.0})
    # Far from the border: what belongs to the rest saw its features pass through relu2_1 as they were. Its moments at
    # relu1_1 are those of its own half, so only the features before tell the two apart.
    whole = replace(unchanged, regions=(region(right, STYLES[1]),))
    assert furthest(found[:, :16], paint(stylist, whole)[:, :16]) <= CLOSE


def largest_step(painted: NDArray[Any]) -> float:
    """The largest step between two neighbouring columns' mean colours, away from the sides."""
    columns = painted.astype(float).mean(axis=0)[30:98]
    return float(np.abs(np.diff(columns, axis=0)).mean(axis=1).max())


def test_soft_regions_meet_without_a_seam(stylist: Stylist) -> None:
    dark, light = Picture(STYLES[1].pixels // 3), Picture(255 - STYLES[2].pixels // 3)
    job = replace(plain(stylist, STYLES[0], strength=1.0, levels=SHALLOW), photo=picture(128, 48))
    alone = [
        paint(stylist, replace(plain(stylist, style, strength=1.0, levels=SHALLOW), photo=job.photo))
        for style in (dark, light)
    ]
    apart = float(np.abs(alone[0].astype(float) - alone[1]).mean())
    usual = max(largest_step(one) for one in alone)

    def met(width: int) -> float:
        mask = ramp(64 - width // 2, 64 + width // 2, 128)
        return largest_step(paint(stylist, replace(job, regions=(region(255 - mask, dark), region(mask, light)))))

    # No step is larger than what the styles have themselves, and what the masks' own steps make of their difference.
    assert met(48) <= usual + 2 * apart / 48
    assert met(2) > 2 * (usual + 2 * apart / 48)


@pytest.mark.parametrize("place", [(0, 0), (47, 63), (17, 33)])
@pytest.mark.parametrize("edge", ["soft", "hard"])
def test_a_region_of_one_pixel_is_finite_and_a_small_thing(stylist: Stylist, place: tuple[int, int], edge: Any) -> None:
    mask = constant(0)
    mask[place] = 255
    job = plain(stylist, STYLES[0])
    found = paint(stylist, replace(job, regions=(region(mask, STYLES[1], edge=edge),)))
    if edge == "soft":
        assert np.abs(found.astype(float) - paint(stylist, job)).mean() < 257


def test_a_growing_region_never_pops(stylist: Stylist) -> None:
    """From a point to the whole picture, each step changes about as much as it adds."""
    job = plain(stylist, STYLES[0])
    rows, columns = np.indices((48, 64))
    away = np.hypot(rows - 24, columns - 32)
    painted = []
    for radius in range(0, 44, 2):
        mask = (255 * np.clip(radius - away + 0.5, 0, 1)).astype(np.uint8)
        painted.append(paint(stylist, replace(job, regions=(region(mask, STYLES[1]),))).astype(float))
    steps = [np.abs(after - before).mean() for before, after in pairwise(painted)]
    assert max(steps) < 5 * np.mean(steps)


@given(st.integers(1, 40), st.integers(0, 2**20))
def test_few_positions_lean_on_the_whole(count: int, seed: int) -> None:
    numbers = torch.Generator().manual_seed(seed)
    features = torch.rand(1, 8, 10, 10, generator=numbers) * 3
    weights = torch.zeros(100)
    weights[:count] = torch.rand(count, generator=numbers)
    weights = weights.reshape(10, 10)
    parts = [moments(features, weights), moments(features, 1 - weights)]
    found = supported(parts, 100.0)
    for one in found:
        assert float(torch.linalg.eigvalsh(one.covariance).min()) > 0
        assert bool(torch.isfinite(whitening(one, 1e-5).matrix).all())
    # No more of the mean is the part's own than it has positions against channels.
    own, whole = parts[0].mean, moments(features).mean
    away = float((found[0].mean - whole).norm() / (own - whole).norm())
    assert away <= count / (count + 8) + 0.1


def test_nothing_at_all_has_the_moments_of_the_whole() -> None:
    features = torch.rand(1, 4, 6, 6, generator=torch.Generator().manual_seed(0))
    nothing, everything = supported([moments(features, torch.zeros(6, 6)), moments(features, torch.ones(6, 6))], 36.0)
    for found in (nothing, everything):
        assert torch.allclose(found.mean, moments(features).mean, atol=1e-6)
        assert torch.allclose(found.covariance, moments(features).covariance, atol=1e-6)
    alone = moments(features)
    assert supported([alone], 0.0) == [alone]


class TestKeptPhoto:
    @pytest.mark.parametrize("bits", [8, 16])
    @pytest.mark.parametrize("recipe", [{}, {"colour": "photo"}, {"look_size": 40}])
    @pytest.mark.parametrize("tile", [None, 48])
    def test_the_photo_s_own_pixels_come_out(
        self, stylist: Stylist, bits: Any, recipe: dict[str, Any], tile: int | None
    ) -> None:
        kept = Region(ramp(20, 40))
        job = replace(plain(stylist, STYLES[0], levels=SHALLOW, **recipe), regions=(kept,), bits=bits)
        result = run_to_end(stylist.stylise(job, stylist.plan(job, None, tile))).picture.pixels
        photo = PHOTO.pixels.astype(int) * (257 if bits == 16 else 1)
        assert np.array_equal(result[:, 40:], photo[:, 40:])
        assert furthest(result[:, :20], photo[:, :20]) > 20

    def test_it_lies_over_what_is_painted_by_its_mask(self, stylist: Stylist) -> None:
        job = plain(stylist, STYLES[0], levels=("relu1_1",))
        half = paint(stylist, replace(job, regions=(Region(constant(0.4)),)))
        mixed = 0.6 * paint(stylist, job) + 0.4 * PHOTO.pixels * 257.0
        assert np.abs(half - mixed).max() <= CLOSE

    def test_what_is_kept_does_not_count_for_the_rest(self, stylist: Stylist) -> None:
        """Only the features near the border see what is kept."""
        results = []
        for shade in (0, 255):
            pixels = PHOTO.pixels.copy()
            pixels[:, 32:] = shade
            job = replace(plain(stylist, STYLES[0], levels=("relu1_1",)), photo=Picture(pixels))
            counted = paint(stylist, job)[:, :24].astype(int)
            left = paint(stylist, replace(job, regions=(Region(ramp(31, 32)),)))[:, :24].astype(int)
            results.append((counted, left))
        counted, left = (np.abs(one - other).mean() for one, other in zip(*results, strict=True))
        assert left < counted / 10

    def test_beside_a_painted_region_the_recipe_s_style_does_not_shine_through(self, stylist: Stylist) -> None:
        mask = ramp(16, 48)
        regions = (region(255 - mask, STYLES[1]), Region(mask))
        found = [
            paint(stylist, replace(plain(stylist, style, levels=("relu1_1",), strength=1.0), regions=regions))
            for style in (STYLES[0], STYLES[2])
        ]
        assert furthest(*found) <= CLOSE

    def test_previews_show_it(self, stylist: Stylist) -> None:
        job = replace(plain(stylist, STYLES[0]), regions=(Region(constant(1)),))
        for tile in (None, 48):
            shown = [step.preview for step in stylist.stylise(job, stylist.plan(job, None, tile))]
            assert all(np.array_equal(one, PHOTO.pixels) for one in shown if one is not None)


class TestMixing:
    @settings(max_examples=6)
    @given(st.integers(0, 2), st.floats(0.01, 100))
    def test_at_the_corners_it_equals_the_single_style(self, stylist: Stylist, corner: int, weight: float) -> None:
        weights = tuple(weight if place == corner else 0.0 for place in range(3))
        mixed = make_job(stylist.manifest, PHOTO, *STYLES, weights=weights)
        assert np.array_equal(paint(stylist, mixed), paint(stylist, plain(stylist, STYLES[corner])))

    def test_weights_at_every_level_equal_those_of_the_whole(self, stylist: Stylist) -> None:
        weights = (3.0, 1.0)
        mixed = make_job(stylist.manifest, PHOTO, *STYLES[:2], weights=weights)
        by_level = tuple(
            replace(reference(style), level_weights=dict.fromkeys(LEVELS, weight))
            for style, weight in zip(STYLES, weights, strict=False)
        )
        leveled = replace(mixed, recipe=replace(mixed.recipe, styles=by_level))
        assert np.array_equal(paint(stylist, leveled), paint(stylist, mixed))

    def test_each_level_may_have_a_style_of_its_own(self, stylist: Stylist) -> None:
        first, second = (
            run_to_end(stylist.stylise(job, stylist.plan(job))).picture
            for job in (
                replace(plain(stylist, STYLES[0], levels=("relu3_1",)), bits=16),
                replace(plain(stylist, STYLES[1], levels=("relu1_1",)), bits=16),
            )
        )
        one = replace(reference(STYLES[0]), level_weights={"relu1_1": 0.0})
        other = replace(reference(STYLES[1]), level_weights={"relu3_1": 0.0})
        recipe = replace(plain(stylist, STYLES[0]).recipe, styles=(one, other), levels=("relu3_1", "relu1_1"))
        together = paint(stylist, Job(recipe, PHOTO, STYLES[:2]))
        after = replace(plain(stylist, STYLES[1], levels=("relu1_1",)), photo=first)
        # Between the two jobs the picture is clamped and rounded; within one it is not.
        assert np.abs(together.astype(int) - paint(stylist, after)).mean() < 3 * 257
        assert np.abs(together.astype(int) - second.pixels).mean() > 6 * 257


class TestPartsOfStyles:
    def style(self, shade: int) -> Picture:
        """The same left half, and a right half of one grey."""
        pixels = STYLES[0].pixels.copy()
        pixels[:, 25:] = shade
        return Picture(pixels, name=f"style {shade}")

    def test_only_the_part_counts(self, stylist: Stylist) -> None:
        mask = 255 - ramp(22, 23, 50, 44)
        whole, part = (
            [
                paint(
                    stylist,
                    replace(
                        plain(stylist, STYLES[1], levels=("relu1_1",), strength=1.0),
                        regions=(region(constant(1), self.style(shade), style_masks=masks),),
                    ),
                )
                for shade in (0, 255)
            ]
            for masks in ((None,), (mask,))
        )
        apart = [np.abs(one.astype(int) - other).mean() for one, other in (whole, part)]
        assert apart[1] < apart[0] / 10

    def test_one_look_at_a_style_serves_all_its_parts(self, stylist: Stylist, monkeypatch: pytest.MonkeyPatch) -> None:
        looks = []

        def noting(*words: Any) -> Any:
            looks.append(words)
            return style_moments(*words)

        monkeypatch.setattr("engine.stylist.style_moments", noting)
        stylist.forget_styles()
        mask = ramp(20, 30, 50, 44)
        job = plain(stylist, STYLES[0])
        two = (
            region(ramp(10, 30), STYLES[0], style_masks=(mask,)),
            region(ramp(40, 60), STYLES[0], style_masks=(255 - mask,)),
        )
        paint(stylist, replace(job, regions=two))
        assert len(looks) == len(LEVELS)

    def test_a_part_of_one_pixel_leans_on_the_whole_style(self, stylist: Stylist) -> None:
        mask = constant(0, 50, 44)
        mask[3, 7] = 255
        job = replace(plain(stylist, STYLES[0]), regions=(region(constant(1), STYLES[1], style_masks=(mask,)),))
        alone = paint(stylist, plain(stylist, STYLES[1]))
        assert np.abs(paint(stylist, job).astype(int) - alone).mean() < 15 * 257


def all_at_once(stylist: Stylist, photo: Picture) -> Job:
    """A job with everything that regions can have."""
    rows, columns = np.indices((49, 65))
    disc = np.clip(1500 - 3 * ((rows - 20) ** 2 + (columns - 30) ** 2), 0, 255).astype(np.uint8)
    slanted = (np.clip(rows + columns, 0, 127) * 516).astype(np.uint16)
    job = make_job(stylist.manifest, photo, *STYLES[:2], weights=(2.0, 1.0), strength=0.8, levels=LEVELS[1:])
    return replace(
        job,
        regions=(
            region(slanted, STYLES[2], STYLES[0], strength=0.9, levels=("relu5_1", "relu2_1", "relu1_1")),
            Region(ramp(0, 400, 65, 49), name="kept"),
            region(disc, STYLES[2], style_size=30, style_masks=(ramp(10, 40, 50, 44),)),
            region(constant(0.2), STYLES[1], edge="hard", level_strengths={"relu3_1": 0.2}),
        ),
    )


@settings(max_examples=6)
@given(width=st.integers(40, 120), height=st.integers(40, 120), tile=st.sampled_from([48, 64]), alpha=st.booleans())
def test_tiles_change_nothing(stylist: Stylist, width: int, height: int, tile: int, *, alpha: bool) -> None:
    photo = picture(width, height)
    if alpha:
        photo = replace(photo, alpha=ramp(-10, 40, width, height))
    job = all_at_once(stylist, photo)
    assert furthest(paint(stylist, job, tile), paint(stylist, job)) <= 257


def test_a_level_where_a_region_has_no_style_that_counts_is_refused() -> None:
    style = StyleReference("a", "", 1.0, {"relu5_1": 0.0})
    with refused(
        JobError,
        "At each level at least one style should count, and at {level} none does: raise one there, or leave the level "
        "out.",
        level="relu5_1",
    ):
        Job(Recipe((StyleReference("b", ""),)), PHOTO, (PHOTO,), (Region(constant(1), (style,), (PHOTO,)),))


def test_moments_of_a_part_are_given_as_a_covariance() -> None:
    part = Moments(1.0, 0.0, torch.zeros(2, dtype=torch.float64), torch.eye(2, dtype=torch.float64))
    assert torch.equal(part.covariance, part.scatter)
