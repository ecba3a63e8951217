"""What the transforms promise, on features as networks give them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.planning.methods import TRANSFORMS, Transform, transform_at
from engine.transfer.maps import Content, content_side, level_map, mapped, normalised, reach_of, steps_of, transported
from engine.transfer.style_swap import PatchedStyle, SwapMap, whitening_of
from engine.transfer.transforms import AffineMap, Side, colouring, moments, symmetric_power, whitening_colouring
from engine.vgg import LEVELS
from tests.engine.transfer.test_transforms import (
    KINDS,
    THRESHOLD,
    awkward,
    channels,
    close,
    features,
    kept_threshold,
    scales,
    seeds,
    sizes,
)

if TYPE_CHECKING:
    from torch import Tensor


def applied(level: AffineMap | SwapMap, values: Tensor) -> Tensor:
    """What a map makes of features."""
    stepping = mapped(level, values)
    count = 0
    while True:
        try:
            next(stepping)
            count += 1
        except StopIteration as done:
            assert count == steps_of(level, values)
            result: Tensor = done.value
            return result


def style_side(values: Tensor, threshold: float) -> Side:
    """A style's side with all its patches."""
    side = colouring(moments(values), threshold)
    whitened = whitening_of(side, threshold).apply(values)
    padded = torch.nn.functional.pad(whitened, (1, 1, 1, 1), mode="replicate")
    return PatchedStyle(side.mean, side.matrix, torch.nn.functional.unfold(padded, 3)[0].T.contiguous())


@given(seeds, channels, st.integers(3, 12), st.integers(3, 12), scales)
def test_the_transport_map_is_symmetric_and_gives_the_style_s_covariance(
    seed: int, channel_count: int, height: int, width: int, scale: float
) -> None:
    content = moments(features(seed, channel_count, height, width, scale))
    style = moments(features(seed + 1, channel_count, width, height, scale))
    threshold = kept_threshold(content.covariance)
    side = colouring(style, threshold)
    found = transported(content_side("transport", content, threshold), side)
    assert torch.equal(found.matrix, found.matrix.T)
    eigenvalues = torch.linalg.eigvalsh(found.matrix)
    assert float(eigenvalues[0]) >= -1e-6 * float(eigenvalues[-1].clamp_min(1e-12))
    # What the photo does not have cannot be stretched: the style's covariance is met on what it has.
    projection = symmetric_power(content.covariance, 0.0, threshold)
    expected = projection @ side.matrix @ side.matrix @ projection
    assert close(found.matrix @ content.covariance @ found.matrix, expected, 1e-6)
    assert close(found.matrix @ content.mean + found.offset, style.mean, 1e-9)


@given(seeds, channels, scales)
def test_transport_moves_features_no_further_than_whitening_and_colouring(
    seed: int, channel_count: int, scale: float
) -> None:
    content, style = (features(seed + number, channel_count, 12, 13, scale) for number in (0, 1))
    threshold = kept_threshold(moments(content).covariance)
    usual = whitening_colouring(moments(content), moments(style), threshold)
    side = content_side("transport", moments(content), threshold)
    shortest = transported(side, colouring(moments(style), threshold))
    moved = [float((found.apply(content) - content).square().sum()) for found in (shortest, usual)]
    assert moved[0] <= moved[1] * (1 + 1e-3)


@given(seeds, channels, st.integers(3, 12), st.integers(3, 12), scales)
def test_adain_gives_each_channel_the_style_s_mean_and_deviation(
    seed: int, channel_count: int, height: int, width: int, scale: float
) -> None:
    content = features(seed, channel_count, height, width, scale)
    style = moments(features(seed + 1, channel_count, width, height, scale))
    threshold = THRESHOLD * scale**2
    found = normalised(content_side("adain", moments(content), threshold), colouring(style, 0.0))
    result = moments(found.apply(content))
    varying = moments(content).covariance.diagonal() > threshold
    assert close(result.mean, style.mean, 1e-3)
    expected = torch.where(varying, style.covariance.diagonal(), 0.0)
    assert close(result.covariance.diagonal().sqrt(), expected.sqrt(), 1e-3)
    assert torch.equal(found.matrix, torch.diag(found.matrix.diagonal()))


@pytest.mark.parametrize("transform", TRANSFORMS)
@given(seed=seeds, channel_count=channels, height=st.integers(2, 9), width=st.integers(2, 9))
def test_strength_0_is_the_identity(
    transform: Transform, seed: int, channel_count: int, height: int, width: int
) -> None:
    content = features(seed, channel_count, height, width)
    styles = [style_side(features(seed + number, channel_count, width, height), THRESHOLD) for number in (1, 2)]
    side = content_side(transform, moments(content), THRESHOLD)
    assert torch.equal(applied(level_map(transform, Content(side), styles, (0.3, 0.7), 0.0), content), content)


@pytest.mark.parametrize("transform", TRANSFORMS)
@given(seed=seeds, channel_count=channels, strength=st.floats(0, 1), share=st.floats(0, 1))
def test_strength_and_shares_blend_linearly(
    transform: Transform, seed: int, channel_count: int, strength: float, share: float
) -> None:
    content = features(seed, channel_count, 6, 5)
    styles = [style_side(features(seed + number, channel_count, 7, 4), THRESHOLD) for number in (1, 2)]
    side = content_side(transform, moments(content), kept_threshold(moments(content).covariance))
    each = [applied(level_map(transform, Content(side), [style], (1.0,), 1.0), content) for style in styles]
    blended = applied(level_map(transform, Content(side), styles, (share, 1 - share), strength), content)
    expected = strength * (share * each[0] + (1 - share) * each[1]) + (1 - strength) * content
    largest = max(float(values.abs().max()) for values in (*each, content))
    assert float((blended - expected).abs().max()) <= 1e-3 * max(largest, 1.0)
    assert blended.is_contiguous(memory_format=torch.channels_last)


@pytest.mark.parametrize("transform", TRANSFORMS)
@pytest.mark.parametrize(
    "content", [kind for kind in KINDS if kind not in ("one pixel", "fewer positions than channels")]
)
@pytest.mark.parametrize("style", KINDS)
def test_awkward_pictures_stay_finite(transform: Transform, content: str, style: str) -> None:
    content_features = awkward(content, 8)
    side = content_side(transform, moments(content_features), THRESHOLD)
    found = level_map(transform, Content(side), [style_side(awkward(style, 8), THRESHOLD)], (1.0,), 1.0)
    result = applied(found, content_features)
    assert bool(torch.isfinite(result).all())
    assert float(result.abs().max()) < 1e4


@given(seeds, channels, sizes, sizes)
def test_whitening_is_the_map_that_it_was(seed: int, channel_count: int, height: int, width: int) -> None:
    content = moments(features(seed, channel_count, height, width))
    style = moments(features(seed + 1, channel_count, width, height))
    side = content_side("whitening", content, THRESHOLD)
    found = level_map("whitening", Content(side), [colouring(style, THRESHOLD)], (1.0,), 1.0)
    expected = whitening_colouring(content, style, THRESHOLD)
    assert isinstance(found, AffineMap)
    assert torch.equal(found.matrix, expected.matrix)
    assert torch.equal(found.offset, expected.offset)


@pytest.mark.parametrize("transform", TRANSFORMS)
def test_a_flat_photo_takes_the_style_s_mean(transform: Transform) -> None:
    content, style = awkward("flat", 8), awkward("ordinary", 8)
    side = content_side(transform, moments(content), THRESHOLD)
    result = applied(level_map(transform, Content(side), [style_side(style, THRESHOLD)], (1.0,), 1.0), content)
    assert close(result, moments(style).mean.float()[None, :, None, None].expand_as(result), 1e-5)


def test_patches_are_swapped_at_the_deep_levels_alone() -> None:
    assert [transform_at("swap", level) for level in LEVELS] == ["swap"] * 2 + ["whitening"] * 3
    assert {transform_at("transport", level) for level in LEVELS} == {"transport"}
    side = content_side("swap", moments(features(0, 3, 4, 4)), THRESHOLD)
    assert reach_of(SwapMap(side, (), (), 1.0)) == 2
    assert reach_of(AffineMap(side.matrix, side.mean)) == 0
