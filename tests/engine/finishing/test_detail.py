from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.finishing.detail import DetailGuard, reduced, structure
from engine.finishing.finishing import finish_of, settled_whole
from engine.finishing.guided_filter import colour_lines, on_lines
from engine.images import Picture
from engine.networks.tensors import as_floats, as_tensor, prepare_parts
from engine.packs.weights import load
from engine.studio import run_to_end
from engine.stylist import Stylist
from engine.transfer.areas import Coverage
from engine.transfer.reuse import Kept
from engine.transfer.tiles import cut
from tests.engine.finishing.test_guided_filter import made_up
from tests.engine.pictures import furthest, make_job, picture

if TYPE_CHECKING:
    from torch import Tensor

    from engine.packs.registry import Registry

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def painter(registry: Registry) -> Stylist:
    pack = registry.find("tiny")
    return Stylist(pack.manifest, load(pack), CPU, "float32", kept=Kept(0))


def guarded(photo: Picture, painted: Tensor, *, detail: float = 0.0, photorealistic: bool = False) -> Tensor:
    """What becomes of a painting of a photo's size."""
    guard = DetailGuard(
        prepare_parts(photo, CPU), (photo.width, photo.height), detail=detail, photorealistic=photorealistic
    )
    settling = settled_whole(guard.settled)
    assert settling is not None
    stepping = settling(painted)
    while True:
        try:
            next(stepping)
        except StopIteration as done:
            result: Tensor = done.value
            return result


def pixels_of(photo: Picture) -> Tensor:
    return as_tensor(as_floats(photo.pixels), CPU)


@settings(max_examples=10)
@given(st.integers(0, 2**31), st.integers(1, 4))
def test_a_linear_map_of_the_guide_s_colours_is_found(seed: int, radius: int) -> None:
    guide = made_up(seed % 1000, 3, 18, 22)
    matrix = torch.randn(3, 3, generator=torch.Generator().manual_seed(seed))
    expected = torch.einsum("oi,nihw->nohw", matrix, guide) + 0.2
    found = on_lines(guide, colour_lines(guide, expected, radius, 1e-9))
    torch.testing.assert_close(found, expected, atol=2e-2, rtol=0)


def test_a_photo_that_was_only_recoloured_stays_so() -> None:
    """Where all of a painting is a map of the photo's colours there is nothing to keep, and nothing is lost."""
    photo = picture(96, 64)
    recoloured = 0.5 * pixels_of(photo).flip(1) + 0.2
    kept = guarded(photo, recoloured, photorealistic=True)
    assert float((kept - recoloured).abs().mean()) < 0.01


def test_strokes_stay_where_the_photo_is_smooth_and_go_at_its_edges() -> None:
    pixels = np.full((128, 128, 3), 180, np.uint8)
    pixels[:, 64:] = 40
    strokes = pixels_of(picture(128, 128, 5)) * 0.5
    kept = guarded(Picture(pixels), strokes, detail=1.0)
    changed = (kept - strokes).abs().mean(dim=(0, 1, 2))
    assert float(changed[:40].max()) < 0.01
    assert float(changed[60:68].max()) > 0.03
    everywhere = guarded(Picture(pixels), strokes, photorealistic=True)
    assert float((everywhere - strokes).abs().mean()) > 0.02


def test_there_are_no_halos() -> None:
    """Beside an edge of the photo nothing leaves the range of what was painted."""
    pixels = np.full((96, 96, 3), 200, np.uint8)
    pixels[:, 48:] = 60
    painted = torch.full((1, 3, 96, 96), 0.3)
    painted[..., 48:] = 0.7
    for kept in (guarded(Picture(pixels), painted, detail=1.0), guarded(Picture(pixels), painted, photorealistic=True)):
        assert float(kept.min()) > 0.25
        assert float(kept.max()) < 0.75


def test_structure_is_at_edges_alone() -> None:
    guide = torch.zeros(1, 1, 40, 60)
    guide[..., 30:] = 0.5
    found = structure(guide)
    assert float(found[..., 30].min()) > 0.8
    assert float(found[..., :20].max()) < 1e-3


@pytest.mark.parametrize("size", [(90, 70), (64, 64), (31, 50)])
def test_a_picture_is_reduced_in_parts(size: tuple[int, int]) -> None:
    values = made_up(1, 3, 70, 90)
    stepping = reduced(partial(cut, values), (90, 70), size)
    while True:
        try:
            next(stepping)
        except StopIteration as done:
            small: Tensor = done.value
            break
    assert small.shape == (1, 3, size[1], size[0])
    torch.testing.assert_close(small.mean(), values.mean(), atol=1e-3, rtol=0)


@pytest.mark.parametrize("look_size", [None, 60])
@pytest.mark.parametrize("tile", [None, 64])
def test_nothing_asked_for_changes_nothing(painter: Stylist, look_size: int | None, tile: int | None) -> None:
    job = make_job(painter.manifest, picture(100, 70), picture(60, 60, 1), look_size=look_size)
    recipe = job.recipe.with_look(detail=0.0, colour="photo", colour_amount=0.0, saturation=1.0, contrast=1.0)
    neutral = replace(job, recipe=recipe)
    assert finish_of(neutral.recipe.look, Coverage(None, CPU)).is_nothing
    plain, same = (
        run_to_end(painter.stylise(each, painter.plan(each, largest_tile=tile))).picture.pixels
        for each in (job, neutral)
    )
    assert np.array_equal(plain, same)


@pytest.mark.parametrize("look_size", [None, 100])
@pytest.mark.parametrize(
    "finish",
    [
        {"detail": 0.7},
        {"photorealistic": True, "detail": 0.5},
        {"colour": "photo", "colour_amount": 0.4, "saturation": 1.6, "contrast": 0.7},
        {"colour": "matched", "contrast": 1.5, "photorealistic": True},
    ],
)
def test_tiles_change_nothing(painter: Stylist, finish: dict[str, object], look_size: int | None) -> None:
    photo, style = picture(183, 129), picture(100, 121, 2)
    job = make_job(painter.manifest, photo, style, look_size=look_size)
    finished = replace(job, recipe=job.recipe.with_look(**finish), bits=16)
    whole, tiled = (
        run_to_end(painter.stylise(finished, painter.plan(finished, largest_tile=tile))).picture.pixels
        for tile in (None, 64)
    )
    assert furthest(whole, tiled) <= 257
    plain = run_to_end(painter.stylise(replace(job, bits=16), painter.plan(job))).picture.pixels
    assert furthest(whole, plain) > 10 * 257
