"""What fills quiet places: the same in any tiling, and made of the style alone."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.planning.tiling import Rectangle
from engine.transfer.filling import Motifs, Noise, local_energy, mirrored, missing_around
from engine.transfer.inputs import joined
from engine.transfer.maps import content_of, level_map
from engine.transfer.mixing import Layout
from engine.transfer.style_swap import whitener, whitening_of
from engine.transfer.transforms import AffineMap, colouring, moments, whitening
from tests.engine.transfer.test_transforms import close, features

CPU = torch.device("cpu")
THRESHOLD = 1e-5
places = st.integers(-50, 5000)
lengths = st.integers(1, 12)


@given(st.tuples(places, places), st.tuples(lengths, lengths), st.integers(0, 11), st.integers(0, 11))
def test_fields_are_the_same_in_any_tiling(
    corner: tuple[int, int], size: tuple[int, int], across: int, down: int
) -> None:
    (left, top), (width, height) = corner, size
    for field in (Noise(4, 3), Motifs(features(1, 4, 7, 5), 2, -3)):
        whole = field.part(Rectangle(left, top, width + across, height + down), CPU)
        part = field.part(Rectangle(left + across, top + down, width, height), CPU)
        assert torch.equal(whole[:, :, down:, across:], part)


@given(st.integers(0, 1000))
def test_noise_is_white(seed: int) -> None:
    values = Noise(6, seed, 0.7).part(Rectangle(0, 0, 90, 80), CPU)
    found = moments(values)
    assert float(found.mean.abs().max()) < 0.05
    assert float((found.covariance - 0.49 * torch.eye(6, dtype=torch.float64)).abs().max()) < 0.04
    # Neither does a position know of its neighbours.
    centred = values[0] - values[0].mean(dim=(1, 2), keepdim=True)
    for other in (centred.roll(1, 1), centred.roll(1, 2)):
        assert float((centred * other).mean(dim=(1, 2)).abs().max()) < 0.04


def test_another_seed_is_other_noise() -> None:
    part = Rectangle(0, 0, 9, 9)
    assert not torch.equal(Noise(3, 0).part(part, CPU), Noise(3, 1).part(part, CPU))


@given(st.integers(1, 9), st.integers(-40, 40))
def test_places_are_mirrored_at_both_ends(count: int, begin: int) -> None:
    found = mirrored(torch.arange(begin, begin + 2 * count), count)
    # There and back again, each place is passed twice, wherever one begins.
    assert torch.bincount(found, minlength=count).tolist() == [2] * count
    assert mirrored(torch.arange(count), count).tolist() == list(range(count))
    assert mirrored(torch.tensor([-1, count]), count).tolist() == [0, count - 1]


@given(st.integers(0, 2**31), st.integers(1, 6), st.integers(5, 9), st.integers(5, 9))
def test_whole_copies_of_motifs_give_the_style_s_moments(seed: int, channels: int, width: int, height: int) -> None:
    style = features(seed, channels, height, width)
    side = colouring(moments(style), THRESHOLD)
    motifs = Motifs(whitening_of(side, THRESHOLD).apply(style))
    flat = torch.full((1, channels, 2 * height, 4 * width), 0.3)
    filled = joined((flat, motifs.part(Rectangle(0, 0, 4 * width, 2 * height), CPU)))
    content = content_of("whitening", moments(filled), Layout(channels, fields=1), 0.0, THRESHOLD)
    found = level_map("whitening", content, [side], (1.0,), 1.0)
    assert isinstance(found, AffineMap)
    result = moments(found.apply(filled))
    assert close(result.mean, moments(style).mean, 1e-2)
    assert close(result.covariance, moments(style).covariance, 2e-2)


def test_energy_is_one_in_the_mean() -> None:
    picture = features(3, 5, 30, 40)
    energy = local_energy(picture, whitener(whitening(moments(picture), THRESHOLD)))
    assert energy.shape == (30, 40)
    assert float(energy.mean()) == pytest.approx(1.0, abs=0.02)


def test_what_is_missing_is_all_where_nothing_is_and_nothing_where_there_is_enough() -> None:
    energy = torch.zeros(48, 60)
    energy[:, 30:] = 4.0
    found = missing_around(energy, 48)
    assert torch.equal(found[:, :28], torch.ones(48, 28))
    assert torch.equal(found[:, 32:], torch.zeros(48, 28))
    assert bool((found[:, 1:] <= found[:, :-1]).all())
