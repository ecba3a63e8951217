from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import JobError
from engine.finishing.colours import ColourFinish, contrasted, lightness, to_oklab, towards_grey
from engine.finishing.recolouring import coloured, colours_of
from engine.images import Picture
from engine.job.weighted_styles import weighted_styles
from engine.look.recipe_json import recipe_from_json, recipe_to_json
from engine.transfer.reuse import Kept
from tests.engine.pictures import flat, make_job, picture

if TYPE_CHECKING:
    from engine.packs.registry import Registry


def some(seed: int) -> torch.Tensor:
    return torch.rand(1, 3, 20, 14, generator=torch.Generator().manual_seed(seed))


def matched(registry: Registry, photo: Picture, style: Picture, amount: float = 1.0) -> Picture:
    """A style with a photo's colours."""
    job = make_job(registry.find("tiny").manifest, photo, style, colour="matched", colour_amount=amount)
    (found,) = coloured(weighted_styles(job), job, Kept(1 << 20))
    return found.seen((style.width, style.height))


def test_a_matched_style_has_the_photo_s_mean_and_covariance(registry: Registry) -> None:
    # Muted, so that nothing has to be brought back into range.
    photo, style = (
        Picture((picture(120, 90, seed).pixels // 4 + 90).astype(np.uint8), name=str(seed)) for seed in (3, 4)
    )
    found, wanted = colours_of(matched(registry, photo, style)), colours_of(photo)
    torch.testing.assert_close(found.mean, wanted.mean, atol=3e-3, rtol=0)
    torch.testing.assert_close(found.covariance, wanted.covariance, atol=3e-4, rtol=0)


def test_an_amount_of_0_leaves_the_style_and_a_half_is_between(registry: Registry) -> None:
    photo, style = picture(60, 50, 3), picture(50, 60, 4)
    whole = style.pixels.astype(float) * 257
    none, half, full = (matched(registry, photo, style, amount).pixels.astype(float) for amount in (0.0, 0.5, 1.0))
    assert np.abs(none - whole).max() <= 257
    distances = [np.abs(each - whole).mean() for each in (none, half, full)]
    assert distances[0] < distances[1] < distances[2]


def test_flat_and_transparent_pictures_are_matched(registry: Registry) -> None:
    plain = flat(40, 30, (200, 30, 90))
    hidden = Picture(picture(30, 30).pixels, np.zeros((30, 30), np.uint8))
    for photo, style in ((plain, picture(30, 30)), (picture(30, 30), plain), (hidden, picture(30, 40))):
        assert matched(registry, photo, style).bits == 16


@given(st.integers(0, 2**31))
def test_what_is_out_of_range_goes_towards_grey(seed: int) -> None:
    wild = 3 * some(seed) - 1
    found = towards_grey(wild)
    assert float(found.min()) >= 0
    assert float(found.max()) <= 1
    inside = ((wild >= 0) & (wild <= 1)).all(dim=1, keepdim=True).expand_as(wild)
    torch.testing.assert_close(found[inside], wild[inside], atol=1e-6, rtol=0)
    torch.testing.assert_close(lightness(found), lightness(wild).clamp(0, 1), atol=1e-4, rtol=0)


@given(st.floats(0, 2), st.floats(0, 2))
def test_contrast_keeps_order_range_and_middle_grey(contrast: float, other: float) -> None:
    values = torch.linspace(0, 1, 101)
    found = contrasted(values, contrast)
    assert bool((found.diff() >= -1e-6).all())
    assert float(found.min()) >= 0
    assert float(found.max()) <= 1
    assert float(contrasted(torch.tensor(0.6), other)) == pytest.approx(0.6)
    assert torch.equal(contrasted(values, 1.0), values)


@settings(max_examples=20)
@given(st.integers(0, 2**31), st.floats(0, 1))
def test_saturation_scales_colours_and_keeps_lightness(seed: int, saturation: float) -> None:
    painted = some(seed)
    found, before = (to_oklab(each) for each in (ColourFinish(saturation=saturation).apply(painted, painted), painted))
    torch.testing.assert_close(found[:, :1], before[:, :1], atol=0.02, rtol=0)
    torch.testing.assert_close(found[:, 1:], saturation * before[:, 1:], atol=0.02, rtol=0)
    grey = ColourFinish(saturation=0.0).apply(painted, painted)
    assert float((grey.amax(1) - grey.amin(1)).max()) < 0.01


@given(st.integers(0, 2**31), st.floats(0, 1))
def test_an_amount_of_the_photo_s_colours_is_between_the_two(seed: int, amount: float) -> None:
    # Muted colours, which all can be shown.
    painted, photo = 0.4 + 0.2 * some(seed), 0.4 + 0.2 * some(seed + 1)
    found = to_oklab(ColourFinish(photo=amount).apply(painted, photo))[:, 1:]
    ends = [to_oklab(each)[:, 1:] for each in (painted, photo)]
    torch.testing.assert_close(found, ends[0] + amount * (ends[1] - ends[0]), atol=5e-3, rtol=0)


def test_a_recipe_keeps_its_finish_and_old_ones_have_none(registry: Registry) -> None:
    recipe = make_job(registry.find("tiny").manifest, picture(32, 32), picture(32, 32)).recipe
    asked = recipe.with_look(
        colour="matched",
        colour_amount=0.5,
        saturation=1.2,
        contrast=0.8,
        detail=0.3,
        photorealistic=True,
        transform="swap",
    )
    text = recipe_to_json(asked)
    assert recipe_from_json(text, "test") == asked
    document = json.loads(text)
    new = ("colour", "colour_amount", "saturation", "contrast", "detail", "photorealistic", "transform")
    old = recipe_from_json(json.dumps({key: value for key, value in document.items() if key not in new}), "old")
    assert old == recipe


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"colour": "mine"}, "The colour should be one of style, photo, matched, and 'mine' came: choose one of them."),
        (
            {"colour_amount": 1.5},
            "The amount of the colour should be within 0 and 1, and it is 1.5: choose a number within.",
        ),
        ({"saturation": 2.5}, "The saturation should be within 0 and 2, and it is 2.5: choose a number within."),
        ({"contrast": float("nan")}, "The contrast should be within 0 and 2, and it is nan: choose a number within."),
        ({"detail": -0.1}, "The detail should be within 0 and 1, and it is -0.1: choose a number within."),
        (
            {"transform": "magic"},
            "The transform should be one of whitening, transport, adain, swap, and 'magic' came: choose one of them.",
        ),
    ],
)
def test_impossible_finishes_are_refused(registry: Registry, words: dict[str, object], message: str) -> None:
    recipe = make_job(registry.find("tiny").manifest, picture(32, 32), picture(32, 32)).recipe
    with pytest.raises(JobError) as caught:
        recipe.with_look(**words)
    assert str(caught.value) == message
