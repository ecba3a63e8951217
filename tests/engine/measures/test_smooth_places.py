from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.measures.metrics import gram
from engine.measures.smooth_places import (
    axis_share,
    gram_in_places,
    smooth_patches,
    smooth_places,
    weights_at,
)
from engine.vgg import LEVELS, stride_of
from tests.engine.pictures import picture

if TYPE_CHECKING:
    from numpy.typing import NDArray

seeds = st.integers(0, 2**31)


def grey(plane: NDArray[Any]) -> NDArray[np.uint8]:
    """A grey picture of values 0…255."""
    return np.repeat(plane.clip(0, 255).round().astype(np.uint8)[..., None], 3, axis=2)


def noise(seed: int, height: int, width: int, deviation: float = 12.0) -> NDArray[np.float64]:
    return np.random.default_rng(seed).normal(128, deviation, (height, width))


def sky(height: int = 96, width: int = 128) -> NDArray[np.uint8]:
    """A photo that is smooth: half a step of 255 for each pixel."""
    return grey(np.broadcast_to(60 + np.arange(width) / 2, (height, width)))


@given(seeds)
def test_white_noise_has_the_share_of_the_bins(seed: int) -> None:
    assert axis_share(grey(noise(seed, 256, 256))) == pytest.approx(0.15, abs=0.01)


@given(st.integers(2, 6), st.booleans())
def test_stripes_along_an_axis_are_nearly_all_and_slanted_ones_nearly_nothing(period: int, transposed: bool) -> None:
    down, across = np.mgrid[:128, :96]
    stripes = grey(128 + 40 * np.cos(2 * np.pi * down / period))
    slanted = grey(128 + 40 * np.cos(2 * np.pi * (down + across) / (1.5 * period)))
    if transposed:
        stripes, slanted = (each.transpose(1, 0, 2) for each in (stripes, slanted))
    straight, crossing = axis_share(stripes), axis_share(slanted)
    assert straight is not None
    assert straight > 0.97
    assert crossing is not None
    assert crossing < 0.03


@given(seeds, st.integers(1, 4), st.integers(-20, 20))
def test_neither_scale_nor_brightness_nor_turning_changes_it(seed: int, scale: int, offset: int) -> None:
    steps = np.random.default_rng(seed).integers(-12, 13, (80, 64))
    share = axis_share(grey(128 + steps))
    assert share == pytest.approx(axis_share(grey(128 + offset + scale * steps)))
    assert share == pytest.approx(axis_share(grey(128 + steps.T)))
    assert share == pytest.approx(axis_share(grey(128 + steps[::-1])))
    assert share == pytest.approx(axis_share(grey(128 + steps).astype(np.uint16) * 257))


def test_shading_does_not_count() -> None:
    down = np.mgrid[:128, :128][0]
    plain = noise(0, 128, 128)
    assert axis_share(grey(plain + 30 * np.sin(2 * np.pi * down / 64))) == pytest.approx(
        axis_share(grey(plain)), abs=0.03
    )


def test_it_is_the_formula_patch_by_patch() -> None:
    pixels, places = picture(70, 60).pixels, np.ones((60, 70), np.bool_)
    near, whole = 0.0, 0.0
    for top in (0, 16):
        for left in (0, 16, 32):
            patch = pixels[top : top + 32, left : left + 32].astype(float) @ np.array([0.299, 0.587, 0.114])
            windowed = (patch - patch.mean()) * np.outer(np.hanning(32), np.hanning(32))
            power = np.abs(np.fft.fftshift(np.fft.fft2(windowed))) ** 2
            for row in range(-16, 16):
                for column in range(-16, 16):
                    if row**2 + column**2 >= 16:
                        whole += power[row + 16, column + 16]
                        near += power[row + 16, column + 16] * (abs(row) <= 1 or abs(column) <= 1)
    assert axis_share(pixels, places) == pytest.approx(near / whole)
    assert axis_share(pixels) == pytest.approx(near / whole)


def test_only_what_the_photo_has_smooth_is_looked_at() -> None:
    photo = sky(96, 192)
    photo[:, :96] = grey(noise(1, 96, 96, 40))
    down = np.mgrid[:96, :192][0]
    stripes = 128 + 20 * np.cos(np.pi * down)
    painted = grey(np.where(np.arange(192) < 88, stripes, noise(2, 96, 192)))
    places = smooth_places(photo)
    assert not places[:, :84].any()
    assert places[:, 116:].all()
    assert all(left >= 96 for _, left in smooth_patches(places))
    assert axis_share(painted, places) == pytest.approx(0.15, abs=0.02)


@pytest.mark.parametrize(("slope", "smooth"), [(0.0, True), (0.9, True), (1.1, False)])
def test_smooth_is_less_than_one_step_for_each_pixel(slope: float, *, smooth: bool) -> None:
    ramp = np.broadcast_to(slope * np.arange(200), (90, 200))
    eight, sixteen = grey(ramp), np.repeat((ramp * 257).astype(np.uint16)[..., None], 3, axis=2)
    for photo in (eight, sixteen):
        assert bool(smooth_places(photo)[20:-20, 30:-30].all()) is smooth


def test_grain_leaves_a_sky_smooth_and_an_edge_does_not() -> None:
    grainy = sky().astype(float) + np.random.default_rng(0).normal(0, 1.5, sky().shape)
    assert smooth_places(grey(grainy[..., 0])).all()
    cut = sky()
    cut[:, 64:] = 250
    places = smooth_places(cut)
    assert not places[:, 52:76].any()
    assert places[:, :48].all()


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (31, 200), (7, 9)])
def test_a_picture_without_a_patch_has_none(shape: tuple[int, int]) -> None:
    photo = grey(np.full(shape, 99.0))
    places = smooth_places(photo)
    assert places.all()
    assert smooth_patches(places) == []
    assert axis_share(grey(noise(0, *shape)), places) is None


def test_a_photo_without_smooth_places_and_a_flat_painting_have_none() -> None:
    rough = grey(noise(0, 96, 96, 40))
    assert smooth_patches(smooth_places(rough)) == []
    assert axis_share(rough, smooth_places(rough)) is None
    assert axis_share(grey(np.full((96, 96), 77.0))) is None


@given(seeds)
def test_a_gram_matrix_in_places_is_that_of_these_places_alone(seed: int) -> None:
    features = torch.rand(1, 5, 6, 8, generator=torch.Generator().manual_seed(seed))
    for level in LEVELS:
        stride = stride_of(level)
        places = np.zeros((6 * stride + stride // 2, 8 * stride + stride - 1), np.bool_)
        places[:, : 3 * stride] = True
        assert weights_at(level, places).shape == (6, 8)
        torch.testing.assert_close(
            gram_in_places(features, level, places), gram(features[..., :3]), rtol=1e-5, atol=1e-6
        )
        everywhere = np.ones_like(places)
        torch.testing.assert_close(gram_in_places(features, level, everywhere), gram(features), rtol=1e-5, atol=1e-6)


def test_positions_count_as_much_as_they_lie_in_the_places() -> None:
    places = np.zeros((32, 48), np.bool_)
    places[:, :24] = True
    assert weights_at("relu5_1", places).tolist() == [[1.0, 0.5, 0.0]] * 2
    assert weights_at("relu1_1", places).sum() == 32 * 24
    assert weights_at("relu5_1", places[:9, :10]).tolist() == [[1.0]]
