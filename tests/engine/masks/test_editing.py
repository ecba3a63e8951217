from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import JobError
from engine.masks.editing import _box_mean, feathered, inverted, refined
from tests.refusals import refused

kinds = st.sampled_from([np.uint8, np.uint16])
sides = st.integers(1, 40)


def noise(height: int, width: int, kind: Any) -> Any:
    return np.random.default_rng(0).integers(0, np.iinfo(kind).max, (height, width), kind, endpoint=True)


@given(sides, sides, kinds)
def test_twice_inverted_is_as_before(width: int, height: int, kind: Any) -> None:
    mask = noise(height, width, kind)
    assert np.array_equal(inverted(inverted(mask)), mask)
    assert int(inverted(np.zeros((1, 1), kind))[0, 0]) == np.iinfo(kind).max


@given(sides, sides, kinds, st.floats(0, 30))
def test_what_is_the_same_everywhere_stays_so(width: int, height: int, kind: Any, radius: float) -> None:
    for value in (0, np.iinfo(kind).max // 3, np.iinfo(kind).max):
        mask = np.full((height, width), value, kind)
        photo = np.stack([noise(height, width, np.uint8)] * 3, axis=-1)
        assert np.abs(feathered(mask, radius).astype(int) - value).max() <= 1
        assert np.abs(refined(mask, photo, radius).astype(int) - value).max() <= 1


def test_a_feathered_edge_fades_over_its_radius_on_both_sides() -> None:
    mask = np.zeros((20, 100), np.uint16)
    mask[:, 50:] = 65535
    found = feathered(mask, 20)[10].astype(float) / 65535
    assert (np.diff(found) >= 0).all()
    assert abs(found[49] + found[50] - 1) < 0.01
    assert found[25] < 0.02
    assert 0.02 < found[40] < 0.3
    assert found[75] > 0.98
    assert feathered(mask, 0) is mask


def test_a_refined_edge_lies_on_the_photo_s() -> None:
    """The photo's edge is at column 60, and the mask's was painted by a hasty hand at 54."""
    rows = np.arange(80)
    edge = 60 + np.round(4 * np.sin(rows / 8)).astype(int)
    inside = np.arange(120)[None, :] >= edge[:, None]
    photo = np.where(inside[..., None], (200, 120, 60), (60, 120, 200))
    photo = (photo + np.random.default_rng(1).normal(0, 4, photo.shape)).clip(0, 255).astype(np.uint8)
    hasty = np.zeros((80, 120), np.uint8)
    hasty[:, 54:] = 255
    found = refined(hasty, photo, 32)
    assert found.dtype == np.uint8
    wrong = [np.mean((mask > 127) != inside) for mask in (found, hasty)]
    assert wrong[0] < wrong[1] / 5
    # The steepest step of each row is at the photo's edge.
    steps = np.abs(np.diff(found.astype(int), axis=1)).argmax(axis=1) + 1
    assert np.abs(steps - edge).max() <= 1


def test_a_large_mask_is_refined_like_a_small_one() -> None:
    small = np.zeros((30, 1024), np.uint8)
    small[:, 500:] = 255
    photo = np.zeros((30, 1024, 3), np.uint8)
    photo[:, 505:] = 180
    one = refined(small, photo, 12)
    large = refined(small.repeat(2, axis=0).repeat(2, axis=1), photo.repeat(2, axis=0).repeat(2, axis=1), 24)
    assert np.abs(large[::2, ::2].astype(int) - one).mean() < 4


def test_a_photo_of_another_size_is_refused() -> None:
    with refused(
        JobError,
        "A mask of {width} × {height} should be drawn to a photo of that size, and it has {photo_width} × "
        "{photo_height}: bring the mask to the photo's size first.",
        width=4,
        height=3,
        photo_width=5,
        photo_height=3,
    ):
        refined(np.zeros((3, 4), np.uint8), np.zeros((3, 5, 3), np.uint8), 2)


@given(sides, sides, st.integers(1, 9))
def test_box_means_are_those_of_cut_windows(width: int, height: int, radius: int) -> None:
    values = np.random.default_rng(2).random((height, width, 2))
    found = _box_mean(values, radius)
    for row, column in ((0, 0), (height // 2, width // 2), (height - 1, width - 1)):
        window = values[max(row - radius, 0) : row + radius + 1, max(column - radius, 0) : column + radius + 1]
        assert np.allclose(found[row, column], window.mean(axis=(0, 1)))
