from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.measures.metrics import (
    content_loss,
    gram,
    instance_normalised,
    peak_signal_to_noise,
    structural_similarity,
    style_distance,
)
from tests.engine.pictures import picture

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

sizes = st.integers(1, 9)
channels = st.integers(1, 12)
seeds = st.integers(0, 2**31)


def features(seed: int, channel_count: int, height: int, width: int) -> Tensor:
    """Features as VGG gives them: not negative, many exactly zero, channels last."""
    generator = torch.Generator().manual_seed(seed)
    values = torch.randn(1, channel_count, height, width, generator=generator) * 3 + 1
    return torch.relu(values).to(memory_format=torch.channels_last)


@given(seeds, channels, sizes, sizes)
def test_a_gram_matrix_is_the_textbook_s_symmetric_and_positive(
    seed: int, channel_count: int, height: int, width: int
) -> None:
    values = features(seed, channel_count, height, width)
    flat = values[0].double().flatten(1)
    found = gram(values)
    assert torch.allclose(found, flat @ flat.T / (height * width), rtol=1e-5, atol=1e-5)
    assert torch.equal(found, found.T)
    eigenvalues = torch.linalg.eigvalsh(found)
    assert float(eigenvalues.min()) >= -1e-5 * max(float(eigenvalues.max()), 1.0)


def test_a_gram_matrix_of_many_positions_is_gathered_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    values = features(0, 5, 30, 30)
    whole = gram(values)
    monkeypatch.setattr("engine.measures.metrics.POSITIONS_PER_BLOCK", 64)
    assert torch.allclose(gram(values), whole, rtol=1e-6)


@given(seeds, channels, sizes, sizes)
def test_style_does_not_look_at_positions(seed: int, channel_count: int, height: int, width: int) -> None:
    values = features(seed, channel_count, height, width)
    order = torch.randperm(height * width, generator=torch.Generator().manual_seed(seed))
    moved = values.flatten(2)[:, :, order].reshape(values.shape)
    assert style_distance(gram(values), gram(values)) == 0
    assert style_distance(gram(moved), gram(values)) < 1e-5


@given(seeds, seeds, st.floats(0.1, 10))
def test_style_distance_is_relative_to_the_style(seed: int, other: int, scale: float) -> None:
    result, style = gram(features(seed, 4, 5, 6)), gram(features(other, 4, 7, 3))
    distance = style_distance(result, style)
    assert distance >= 0
    assert style_distance(scale * result, scale * style) == pytest.approx(distance, rel=1e-6, abs=1e-9)
    assert style_distance(torch.zeros_like(style), style) == pytest.approx(1)


def test_a_style_without_features_is_no_division_by_zero() -> None:
    nothing, something = torch.zeros(3, 3, dtype=torch.float64), torch.eye(3, dtype=torch.float64)
    assert style_distance(nothing, nothing) == 0
    assert style_distance(something, nothing) == math.inf


@given(seeds, channels, st.integers(2, 9), st.integers(2, 9), st.floats(0.5, 20), st.floats(-50, 50))
def test_content_does_not_look_at_a_channel_s_scale_and_offset(  # noqa: PLR0917
    seed: int, channel_count: int, height: int, width: int, scale: float, offset: float
) -> None:
    values = features(seed, channel_count, height, width)
    assume(float(values.var(dim=(2, 3), correction=0).min()) > 0.1)
    factors = torch.linspace(scale, 1.0, channel_count)[None, :, None, None]
    assert content_loss(values, values) == 0
    assert content_loss(values * factors + offset, values) < 1e-4


@given(seeds, seeds)
def test_content_loss_is_symmetric_and_about_two_for_strangers(seed: int, other: int) -> None:
    assume(seed != other)
    result, photo = features(seed, 6, 40, 40), features(other, 6, 40, 40)
    loss = content_loss(result, photo)
    assert loss == pytest.approx(content_loss(photo, result))
    assert 1.7 < loss < 2.3


def test_a_flat_channel_is_normalised_to_nothing() -> None:
    values = features(0, 2, 8, 8)
    values[:, 0] = 7.0
    normalised = instance_normalised(values)
    assert float(normalised[:, 0].abs().max()) < 1e-3
    assert float(normalised[:, 1].mean()) == pytest.approx(0, abs=1e-5)
    assert float(normalised[:, 1].square().mean()) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize(("dtype", "deviation"), [(np.uint8, 8.0), (np.uint16, 2000.0)])
def test_peak_signal_to_noise_of_known_noise(dtype: type, deviation: float) -> None:
    numbers, largest = np.random.default_rng(0), float(np.iinfo(dtype).max)
    clean: NDArray[Any] = np.full((200, 200, 3), np.iinfo(dtype).max // 2, dtype)
    noisy: NDArray[Any] = (clean + numbers.normal(0, deviation, clean.shape)).round().astype(dtype)
    expected = 20 * math.log10(largest / deviation)
    assert peak_signal_to_noise(noisy, clean) == pytest.approx(expected, abs=0.1)
    assert peak_signal_to_noise(clean, clean) == math.inf


def test_peak_signal_to_noise_of_one_step_everywhere() -> None:
    clean = np.zeros((4, 5, 3), np.uint8)
    assert peak_signal_to_noise(clean + np.uint8(1), clean) == pytest.approx(48.1308, abs=1e-4)


def slow_similarity(pixels: NDArray[Any], reference: NDArray[Any]) -> float:
    """The formula window by window, as the paper writes it."""
    offsets = np.arange(11) - 5
    weights = np.exp(-(offsets[:, None] ** 2 + offsets[None, :] ** 2) / (2 * 1.5**2))
    weights /= weights.sum()
    first, second = (
        0.299 * each[..., 0] + 0.587 * each[..., 1] + 0.114 * each[..., 2]
        for each in (pixels.astype(np.float64), reference.astype(np.float64))
    )
    largest = np.iinfo(reference.dtype).max
    found = []
    for top in range(first.shape[0] - 10):
        for left in range(first.shape[1] - 10):
            x, y = first[top : top + 11, left : left + 11], second[top : top + 11, left : left + 11]
            mean_x, mean_y = (weights * x).sum(), (weights * y).sum()
            variance_x, variance_y = (weights * (x - mean_x) ** 2).sum(), (weights * (y - mean_y) ** 2).sum()
            covariance = (weights * (x - mean_x) * (y - mean_y)).sum()
            steady, contrasty = (0.01 * largest) ** 2, (0.03 * largest) ** 2
            over = (2 * mean_x * mean_y + steady) * (2 * covariance + contrasty)
            under = (mean_x**2 + mean_y**2 + steady) * (variance_x + variance_y + contrasty)
            found.append(over / under)
    return float(np.mean(found))


@given(seeds, st.integers(11, 18), st.integers(11, 18), st.sampled_from([np.uint8, np.uint16]))
def test_structural_similarity_is_the_paper_s(seed: int, height: int, width: int, dtype: type) -> None:
    numbers = np.random.default_rng(seed)
    first, second = (numbers.integers(0, np.iinfo(dtype).max, (height, width, 3), dtype, endpoint=True) for _ in "12")
    found = structural_similarity(first, second)
    assert found == pytest.approx(slow_similarity(first, second), abs=1e-9)
    assert found == pytest.approx(structural_similarity(second, first), abs=1e-12)
    assert found < 1
    assert structural_similarity(first, first) == pytest.approx(1, abs=1e-12)


def test_structural_similarity_of_a_real_shape_is_the_paper_s() -> None:
    clean = picture(24, 20).pixels
    blurred = ((clean.astype(int) + np.roll(clean, 1, 0) + np.roll(clean, 1, 1)) // 3).astype(np.uint8)
    assert structural_similarity(blurred, clean) == pytest.approx(slow_similarity(blurred, clean), abs=1e-9)


def test_structural_similarity_falls_with_noise() -> None:
    clean = picture(48, 40).pixels
    noise = np.random.default_rng(0).normal(0, 1, clean.shape)
    found = [
        structural_similarity((clean + deviation * noise).clip(0, 255).round().astype(np.uint8), clean)
        for deviation in (0, 4, 12, 36, 100)
    ]
    assert found == sorted(found, reverse=True)
    assert found[0] == pytest.approx(1)
    assert found[-1] < 0.5


def test_structural_similarity_refuses_what_it_cannot_compare() -> None:
    for first, second in (((10, 40), (10, 40)), ((20, 20), (20, 21))):
        with pytest.raises(ValueError, match="at least 11 a side"):
            structural_similarity(np.zeros((*first, 3), np.uint8), np.zeros((*second, 3), np.uint8))
