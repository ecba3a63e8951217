from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from engine.transfer.transforms import AffineMap, Moments, mixture, moments, symmetric_power, whitening_colouring

THRESHOLD = 1e-5
sizes = st.integers(1, 9)
channels = st.integers(1, 12)
seeds = st.integers(0, 2**31)
scales = st.sampled_from([1e-2, 1.0, 300.0])


def features(seed: int, channel_count: int, height: int, width: int, scale: float = 1.0) -> Tensor:
    """Features as VGG gives them: correlated, not negative, many exactly zero."""
    generator = torch.Generator().manual_seed(seed)
    mixing = torch.randn(channel_count, channel_count, generator=generator)
    independent = torch.randn(channel_count, height * width, generator=generator)
    return torch.relu(mixing @ independent + 0.3).mul(scale).reshape(1, channel_count, height, width)


def plain_moments(values: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and covariance as a textbook has them, in float64."""
    positions = values[0].double().flatten(1)
    mean = positions.mean(dim=1)
    centred = positions - mean[:, None]
    return mean, centred @ centred.T / max(positions.shape[1] - 1, 1)


def close(left: Tensor, right: Tensor, tolerance: float = 1e-4) -> bool:
    """Equal within a share of the larger of both."""
    largest = max(float(left.abs().max()), float(right.abs().max()), 1e-12)
    return float((left - right).abs().max()) <= tolerance * largest


@given(seeds, channels, sizes, sizes, scales)
def test_moments_are_the_textbook_s(seed: int, channel_count: int, height: int, width: int, scale: float) -> None:
    values = features(seed, channel_count, height, width, scale)
    mean, covariance = plain_moments(values)
    found = moments(values)
    assert close(found.mean, mean, 1e-6)
    assert close(found.covariance, covariance)


def test_a_large_offset_costs_no_precision() -> None:
    values = features(0, 6, 40, 40)
    mean, covariance = plain_moments(values)
    found = moments(values + 4096.0)
    assert close(found.covariance, covariance, 1e-3)
    assert close(found.mean, mean + 4096.0, 1e-6)


@given(seeds, channels, st.integers(2, 9), sizes, st.data())
def test_moments_of_parts_merge_into_those_of_the_whole(
    seed: int, channel_count: int, height: int, width: int, data: st.DataObject
) -> None:
    values = features(seed, channel_count, height, width)
    cut = data.draw(st.integers(1, height - 1))
    merged = moments(values[:, :, :cut]).merged(moments(values[:, :, cut:]))
    whole = moments(values)
    assert merged.weight == whole.weight
    assert close(merged.mean, whole.mean, 1e-6)
    assert close(merged.covariance, whole.covariance)


def test_moments_of_many_positions_are_gathered_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    values = features(3, 5, 30, 30)
    whole = moments(values)
    monkeypatch.setattr("engine.transfer.transforms.POSITIONS_PER_BLOCK", 64)
    blocks = moments(values)
    assert close(blocks.covariance, whole.covariance)
    assert close(blocks.mean, whole.mean, 1e-6)


@given(seeds, channels, st.integers(2, 9), st.integers(2, 9))
def test_positions_without_weight_do_not_count(seed: int, channel_count: int, height: int, width: int) -> None:
    values = features(seed, channel_count, height, width)
    weights = torch.zeros(height, width)
    weights[: height // 2 + 1] = 1
    disturbed = values.clone()
    disturbed[:, :, height // 2 + 1 :] = 7.0
    found = moments(disturbed, weights)
    expected = moments(values[:, :, : height // 2 + 1])
    assert close(found.mean, expected.mean, 1e-6)
    assert close(found.covariance, expected.covariance)


@given(seeds, channels, st.integers(2, 9), st.integers(2, 9), st.floats(0.05, 1))
def test_a_constant_weight_changes_nothing(
    seed: int, channel_count: int, height: int, width: int, weight: float
) -> None:
    values = features(seed, channel_count, height, width)
    found = moments(values, torch.full((height, width), weight))
    expected = moments(values)
    assert close(found.mean, expected.mean, 1e-5)
    assert close(found.covariance, expected.covariance)


@given(seeds, channels, st.integers(3, 12), st.integers(3, 12), scales)
def test_whitened_covariance_is_the_identity_on_the_kept_subspace(
    seed: int, channel_count: int, height: int, width: int, scale: float
) -> None:
    covariance = moments(features(seed, channel_count, height, width, scale)).covariance
    threshold = kept_threshold(covariance)
    whitening = symmetric_power(covariance, -0.5, threshold)
    projection = symmetric_power(covariance, 0.0, threshold)
    assert close(whitening @ covariance @ whitening.T, projection, 1e-6)
    assert float(torch.trace(projection)) == pytest.approx(int((torch.linalg.eigvalsh(covariance) > threshold).sum()))


@given(seeds, channels, st.integers(3, 12), st.integers(3, 12), scales)
def test_coloured_features_have_the_style_s_moments(
    seed: int, channel_count: int, height: int, width: int, scale: float
) -> None:
    content = features(seed, channel_count, height, width, scale)
    style = moments(features(seed + 1, channel_count, width, height, scale))
    content_moments = moments(content)
    threshold = kept_threshold(content_moments.covariance)
    fitted = whitening_colouring(content_moments, style, threshold)
    coloured = moments(fitted.apply(content))
    assert close(coloured.mean, style.mean, 1e-3)
    # What the photo does not have cannot be coloured: the style's covariance is met on the photo's kept subspace.
    projection = symmetric_power(content_moments.covariance, 0.0, threshold)
    colouring = symmetric_power(style.covariance, 0.5, threshold)
    assert close(coloured.covariance, colouring @ projection @ colouring.T, 1e-3)


def kept_threshold(covariance: Tensor) -> float:
    """A threshold in the widest gap of the spectrum over float32's noise, so that what is kept is beyond doubt."""
    eigenvalues = torch.linalg.eigvalsh(covariance)
    return max(float(eigenvalues[-1]) * 1e-4, THRESHOLD)


@given(seeds, channels, sizes, sizes)
def test_strength_0_is_the_identity(seed: int, channel_count: int, height: int, width: int) -> None:
    content = features(seed, channel_count, height, width)
    style = moments(features(seed + 1, channel_count, width, height))
    kept = whitening_colouring(moments(content), style, THRESHOLD).blended(0.0)
    assert torch.equal(kept.apply(content), content)


@given(seeds, channels, sizes, sizes, st.floats(0, 1))
def test_strength_blends_linearly(seed: int, channel_count: int, height: int, width: int, strength: float) -> None:
    content = features(seed, channel_count, height, width)
    style = moments(features(seed + 1, channel_count, width, height))
    full = whitening_colouring(moments(content), style, THRESHOLD)
    expected = strength * full.apply(content) + (1 - strength) * content
    largest = max(1.0, float(full.apply(content).abs().max()))
    assert close(full.blended(strength).apply(content) / largest, expected / largest, 1e-3)


@given(seeds, channels, st.lists(st.floats(0.1, 5), min_size=2, max_size=4), st.randoms())
def test_styles_permuted_with_their_weights_give_the_same(
    seed: int, channel_count: int, weights: list[float], order: object
) -> None:
    content = moments(features(seed, channel_count, 5, 6))
    total = sum(weights)
    maps = [
        whitening_colouring(content, moments(features(seed + number, channel_count, 4, 7)), THRESHOLD)
        for number in range(len(weights))
    ]
    shares = [weight / total for weight in weights]
    mixed = mixture(maps, shares)
    places = list(range(len(weights)))
    order.shuffle(places)  # type: ignore[attr-defined]  # hypothesis gives its own kind of random.Random
    permuted = mixture([maps[place] for place in places], [shares[place] for place in places])
    assert close(mixed.matrix, permuted.matrix, 1e-9)
    assert close(mixed.offset, permuted.offset, 1e-9)


@given(seeds, channels, st.floats(0, 1))
def test_a_style_mixed_with_itself_is_that_style(seed: int, channel_count: int, share: float) -> None:
    style = whitening_colouring(
        moments(features(seed, channel_count, 5, 6)), moments(features(seed + 1, channel_count, 4, 7)), THRESHOLD
    )
    mixed = mixture([style, style], [share, 1 - share])
    assert close(mixed.matrix, style.matrix, 1e-9)
    assert close(mixed.offset, style.offset, 1e-9)


def awkward(kind: str, channel_count: int) -> Tensor:
    """Features that have broken other implementations."""
    if kind == "flat":
        return torch.full((1, channel_count, 4, 5), 3.25)
    if kind == "nothing":
        return torch.zeros(1, channel_count, 4, 5)
    if kind == "one pixel":
        return torch.arange(channel_count, dtype=torch.float32).reshape(1, channel_count, 1, 1)
    if kind == "rank deficient":
        return features(0, 1, 4, 5).expand(1, channel_count, 4, 5).clone()
    if kind == "fewer positions than channels":
        return features(0, channel_count, 1, 2)
    assert kind == "ordinary"
    return features(1, channel_count, 6, 6, 100.0)


KINDS = ("flat", "nothing", "one pixel", "rank deficient", "fewer positions than channels", "ordinary")


@pytest.mark.parametrize("content", KINDS)
@pytest.mark.parametrize("style", KINDS)
def test_awkward_pictures_stay_finite(content: str, style: str) -> None:
    content_features = awkward(content, 8)
    fitted = whitening_colouring(moments(content_features), moments(awkward(style, 8)), THRESHOLD)
    mapped = fitted.apply(content_features)
    assert bool(torch.isfinite(mapped).all())
    assert float(mapped.abs().max()) < 1e4


def test_a_flat_photo_takes_the_style_s_mean() -> None:
    style = moments(awkward("ordinary", 8))
    content = awkward("flat", 8)
    mapped = whitening_colouring(moments(content), style, THRESHOLD).apply(content)
    assert close(mapped, style.mean.float()[None, :, None, None].expand_as(mapped), 1e-5)


def test_no_weight_at_all_gives_no_moments() -> None:
    nothing = moments(awkward("ordinary", 3), torch.zeros(6, 6))
    assert nothing.weight == 0
    assert float(nothing.covariance.abs().max()) == 0
    some = moments(awkward("ordinary", 3))
    assert nothing.merged(some).mean.equal(some.mean)
    assert some.merged(nothing).mean.equal(some.mean)
    assert nothing.merged(nothing).weight == 0


def test_features_that_are_not_finite_are_refused() -> None:
    broken = awkward("ordinary", 3)
    broken[0, 1, 2, 2] = math.nan
    with pytest.raises(FloatingPointError, match="not finite"):
        whitening_colouring(moments(broken), moments(awkward("ordinary", 3)), THRESHOLD)


def test_a_map_is_a_pointwise_convolution() -> None:
    matrix = torch.randn(4, 4, dtype=torch.float64)
    offset = torch.randn(4, dtype=torch.float64)
    values = features(5, 4, 3, 7)
    expected = torch.nn.functional.conv2d(values.double(), matrix[:, :, None, None], offset)
    assert close(AffineMap(matrix, offset).apply(values).double(), expected, 1e-5)
    assert AffineMap(matrix, offset).apply(values).is_contiguous(memory_format=torch.channels_last)


@settings(max_examples=20)
@given(seeds, channels)
def test_moments_of_half_formats_are_gathered_in_float32(seed: int, channel_count: int) -> None:
    values = features(seed, channel_count, 6, 6, 100.0).bfloat16()
    assert close(moments(values).covariance, plain_moments(values.float())[1])
    assert isinstance(moments(values), Moments)
