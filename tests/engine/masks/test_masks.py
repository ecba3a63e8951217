from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.masks.masks import ROWS_AT_ONCE, hard_mask, of_bits, resized, shared

sides = st.integers(1, 60)


@given(sides, sides, sides, sides, st.integers(0, 2**31))
def test_a_mask_is_resized_to_the_nearest_pixel_as_in_the_original(
    width: int, height: int, new_width: int, new_height: int, seed: int
) -> None:
    mask = np.random.default_rng(seed).integers(0, 256, (height, width), dtype=np.uint8)
    rows = [row * height // new_height for row in range(new_height)]
    columns = [column * width // new_width for column in range(new_width)]
    expected = mask[np.ix_(rows, columns)] > 127
    assert np.array_equal(hard_mask(mask, new_width, new_height), expected)


def test_it_agrees_with_torch() -> None:
    mask = np.random.default_rng(0).integers(0, 256, (224, 320), dtype=np.uint8)
    resized = torch.nn.functional.interpolate(
        torch.from_numpy(mask)[None, None].float() / 255, size=(28, 40), mode="nearest"
    )
    assert np.array_equal(hard_mask(mask, 40, 28), (resized[0, 0] > 0.5).numpy())


def noise(seed: int, kind: Any = np.uint8, height: int = 12, width: int = 10) -> Any:
    return np.random.default_rng(seed).integers(0, np.iinfo(kind).max, (height, width), kind, endpoint=True)


kinds = st.sampled_from([np.uint8, np.uint16])


@given(sides, sides, sides, sides, kinds)
def test_a_smaller_mask_has_the_means_of_areas(
    width: int, height: int, new_width: int, new_height: int, kind: Any
) -> None:
    mask = noise(0, kind, max(height, new_height), max(width, new_width))
    # Where each pixel is as many as the new size has, whole ones are counted.
    parts = mask.repeat(new_height, axis=0).repeat(new_width, axis=1)
    expected = parts.reshape(new_height, mask.shape[0], new_width, mask.shape[1]).mean(axis=(1, 3))
    found = resized(mask, (new_width, new_height))
    assert found.dtype == kind
    assert np.abs(found - expected).max() <= 0.51


def test_a_large_mask_is_averaged_piece_by_piece() -> None:
    mask = noise(1, np.uint16, 3 * ROWS_AT_ONCE + 7, 5)
    found = resized(mask, (4, 2 * ROWS_AT_ONCE + 3))
    assert np.abs(found.mean() - mask.mean()) < 1
    assert np.abs(found[-1] - resized(mask[::-1], (4, 2 * ROWS_AT_ONCE + 3))[0].astype(int)).max() <= 1


def test_a_larger_mask_has_straight_ramps() -> None:
    found = resized(np.array([[0, 60000]], np.uint16), (64, 1))[0]
    steps = np.diff(found.astype(int))[16:47]
    assert np.abs(steps - 60000 / 32).max() <= 1
    assert (found[0], found[-1]) == (0, 60000)


@given(sides, sides, sides, sides, kinds)
def test_all_and_nothing_stay_so_at_any_size(
    width: int, height: int, new_width: int, new_height: int, kind: Any
) -> None:
    for value in (0, np.iinfo(kind).max):
        found = resized(np.full((height, width), value, kind), (new_width, new_height))
        assert found.shape == (new_height, new_width)
        assert (found == value).all()


@given(kinds)
def test_bits_there_and_back_change_nothing(kind: Any) -> None:
    mask = noise(3)
    assert np.array_equal(of_bits(of_bits(mask, 16), 8), mask)
    assert of_bits(of_bits(np.full((1, 1), np.iinfo(kind).max, kind), 16), 16)[0, 0] == 65535


@given(st.lists(st.tuples(st.integers(0, 2**31), st.booleans()), min_size=1, max_size=5), kinds)
def test_shares_never_sum_to_more_than_one(layers: list[tuple[int, bool]], kind: Any) -> None:
    masks, kept = [noise(seed, kind) for seed, _ in layers], [keeps for _, keeps in layers]
    shares = shared(masks, kept, hard=False)
    assert len(shares.painted) == kept.count(False)
    assert (shares.photo is None) == (not any(kept))
    largest = np.iinfo(kind).max
    assert sum((share.astype(int) for share in shares.painted), start=np.zeros(1, int)).max() <= largest
    if not any(kept):
        assert np.array_equal(shares.painted[-1], masks[-1])
        covered = sum(mask.astype(int) for mask in masks)
        assert np.array_equal(sum(share.astype(int) for share in shares.painted), np.minimum(covered, largest))


@given(st.integers(0, 2**31), kinds)
def test_masks_that_sum_to_one_or_less_stay_as_they_are(seed: int, kind: Any) -> None:
    mask = noise(seed, kind)
    masks = [mask, (np.iinfo(kind).max - mask) // 2]
    for one, share in zip(masks, shared(masks, [False, False], hard=False).painted, strict=True):
        assert np.array_equal(share, one)


def test_later_masks_lie_over_earlier_ones() -> None:
    below, above = (np.array([row], np.uint8) for row in ([255, 255, 200, 0], [255, 100, 100, 100]))
    shares = shared([below, above], [False, False], hard=False)
    assert shares.painted[1].tolist() == [[255, 100, 100, 100]]
    assert shares.painted[0].tolist() == [[0, 155, 155, 0]]


def test_what_shows_beside_the_photo_is_whole_without_it() -> None:
    """Where the photo ends softly over a region, that region alone goes on beneath it."""
    painted = np.array([[255, 255, 128, 0, 0]], np.uint8)
    kept = np.array([[0, 0, 127, 255, 0]], np.uint8)
    shares = shared([painted, kept], [False, True], hard=False)
    assert shares.photo is not None
    assert shares.photo.tolist() == [[0, 0, 127, 255, 0]]
    assert shares.painted[0][0, :2].tolist() == [255, 255]
    assert shares.painted[0][0, 2] >= 250
    assert shares.painted[0][0, 3:].tolist() == [0, 0]


@pytest.mark.parametrize("kept", [False, True])
def test_many_rows_are_like_one(kept: bool) -> None:
    row = noise(5, np.uint8, 1, 30)
    masks = [np.repeat(row, 700, axis=0), np.repeat(row[:, ::-1], 700, axis=0)]
    shares = shared(masks, [False, kept], hard=False)
    for share in (*shares.painted, *([] if shares.photo is None else [shares.photo])):
        assert (share == share[0]).all()
