"""Whitened mixing: where things are comes from both, what they look like from the picture alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.transfer.inputs import joined
from engine.transfer.maps import content_of, level_map
from engine.transfer.mixing import LEAST_VARIANCE, Layout, mixing_map
from engine.transfer.style_swap import whitener
from engine.transfer.transforms import AffineMap, colouring, moments, whitening
from tests.engine.transfer.test_transforms import close, features

if TYPE_CHECKING:
    from engine.planning.methods import Transform

THRESHOLD = 1e-5
seeds = st.integers(0, 2**31)
channels = st.integers(1, 8)
shares = st.floats(0.05, 1.0)


def mixed(seed: int, channel_count: int, share: float) -> tuple[torch.Tensor, torch.Tensor, AffineMap]:
    """The features of a picture and of a photo, more positions than channels, and the map that mixes them."""
    picture, photo = (features(seed + number, channel_count, 11, 13) for number in (0, 1))
    return (
        picture,
        photo,
        mixing_map(moments(joined((picture, photo))), Layout(channel_count, photo=True), share, THRESHOLD),
    )


@given(seeds, channels, shares)
def test_what_is_mixed_is_white(seed: int, channel_count: int, share: float) -> None:
    picture, photo, found = mixed(seed, channel_count, share)
    result = moments(found.apply(joined((picture, photo))))
    assert found.matrix.shape == (channel_count, 2 * channel_count)
    assert float(result.mean.abs().max()) < 1e-3
    assert close(result.covariance, torch.eye(channel_count, dtype=torch.float64), 1e-2)


@given(seeds, channels)
def test_of_share_1_all_is_the_photo_s(seed: int, channel_count: int) -> None:
    picture, photo, found = mixed(seed, channel_count, 1.0)
    expected = whitener(whitening(moments(photo), THRESHOLD)).apply(photo)
    assert close(found.apply(joined((picture, photo))), expected, 1e-3)


@given(seeds, channels, shares)
def test_a_picture_that_is_the_photo_is_whitened_as_it_is(seed: int, channel_count: int, share: float) -> None:
    picture = features(seed, channel_count, 11, 13)
    joint = joined((picture, picture))
    found = mixing_map(moments(joint), Layout(channel_count, photo=True), share, THRESHOLD)
    assert close(found.apply(joint), whitener(whitening(moments(picture), THRESHOLD)).apply(picture), 1e-3)


@pytest.mark.parametrize("transform", ["whitening", "transport"])
@given(seed=seeds, channel_count=channels, share=shares)
def test_at_strength_1_the_coloured_covariance_is_the_style_s(
    transform: Transform, seed: int, channel_count: int, share: float
) -> None:
    picture, photo, _ = mixed(seed, channel_count, share)
    style = moments(features(seed + 2, channel_count, 12, 10))
    content = content_of(
        transform, moments(joined((picture, photo))), Layout(channel_count, photo=True), share, THRESHOLD
    )
    found = level_map(transform, content, [colouring(style, THRESHOLD)], (1.0,), 1.0)
    assert isinstance(found, AffineMap)
    result = moments(found.apply(joined((picture, photo))))
    assert close(result.mean, style.mean, 1e-2)
    assert close(result.covariance, style.covariance, 2e-2)


@given(seeds, channels)
def test_without_a_share_the_photo_s_features_do_not_count(seed: int, channel_count: int) -> None:
    picture, photo, _ = mixed(seed, channel_count, 0.5)
    style = colouring(moments(features(seed + 2, channel_count, 12, 10)), THRESHOLD)
    alone = content_of("whitening", moments(picture), Layout(channel_count), 0.0, THRESHOLD)
    with_photo = content_of(
        "whitening", moments(joined((picture, photo))), Layout(channel_count, photo=True), 0.0, THRESHOLD
    )
    expected = level_map("whitening", alone, [style], (1.0,), 0.7)
    found = level_map("whitening", with_photo, [style], (1.0,), 0.7)
    assert isinstance(expected, AffineMap)
    assert isinstance(found, AffineMap)
    assert close(found.matrix, expected.matrix, 1e-3)


def test_directions_in_which_picture_and_photo_cancel_are_dropped() -> None:
    picture = features(5, 3, 20, 20)
    joint = joined((picture, -picture))
    found = mixing_map(moments(joint), Layout(3, photo=True), 0.5, THRESHOLD)
    assert bool(torch.isfinite(found.matrix).all())
    assert float(found.matrix.abs().max()) < 1 / LEAST_VARIANCE
    assert float(found.apply(joint).abs().max()) < 1e-3


@pytest.mark.parametrize("flat", ["picture", "photo", "both"])
def test_flat_pictures_give_finite_maps(flat: str) -> None:
    picture, photo = features(1, 4, 6, 7), features(2, 4, 6, 7)
    if flat in ("picture", "both"):
        picture = torch.full_like(picture, 0.3)
    if flat in ("photo", "both"):
        photo = torch.full_like(photo, 0.7)
    found = mixing_map(moments(joined((picture, photo))), Layout(4, photo=True), 0.5, THRESHOLD)
    assert bool(torch.isfinite(found.matrix).all())
    assert bool(torch.isfinite(found.offset).all())
