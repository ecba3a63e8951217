"""Enlarging and reducing part by part."""

from __future__ import annotations

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from engine.finishing.resampling import ArrayInMemory, Enlarged, Reduction, overlaps, taps
from engine.planning.tiling import Rectangle, padded_size

CPU = torch.device("cpu")
sides = st.integers(1, 40)


def in_memory(values: torch.Tensor) -> ArrayInMemory:
    array = ArrayInMemory((values.shape[1], values.shape[0]), values.shape[2])
    array.write(0, 0, values.numpy())
    return array


def made_up(width: int, height: int) -> torch.Tensor:
    return torch.rand(height, width, 2, generator=torch.Generator().manual_seed(width * 100 + height))


@settings(max_examples=20)
@given(sides, sides, st.integers(0, 50), st.integers(0, 50), st.data())
def test_a_part_is_cut_from_the_whole(width: int, height: int, wider: int, taller: int, data: st.DataObject) -> None:
    size = (width + wider, height + taller)
    enlarged = Enlarged(in_memory(made_up(width, height)), (width, height), size, CPU)
    padded = padded_size(size)
    whole = enlarged.part(Rectangle(0, 0, *padded))
    assert whole.shape == (padded[1], padded[0], 2)
    left, top = data.draw(st.integers(0, padded[0] - 1)), data.draw(st.integers(0, padded[1] - 1))
    across, down = data.draw(st.integers(1, padded[0] - left)), data.draw(st.integers(1, padded[1] - top))
    part = enlarged.part(Rectangle(left, top, across, down))
    assert torch.equal(part, whole[top : top + down, left : left + across])


def test_it_enlarges_as_cubic_convolution_does() -> None:
    small = made_up(20, 12)
    enlarged = Enlarged(in_memory(small), (20, 12), (64, 48), CPU).part(Rectangle(0, 0, 64, 48))
    # Pillow's kernel, which torch has for antialiasing, has the same parameter.
    expected = functional.interpolate(
        small.permute(2, 0, 1)[None], size=(48, 64), mode="bicubic", antialias=True, align_corners=False
    )[0].permute(1, 2, 0)
    inner = np.s_[8:-8, 8:-8]
    torch.testing.assert_close(enlarged[inner], expected[inner], atol=1e-5, rtol=0)


@given(st.integers(1, 300), st.integers(0, 400), st.integers(0, 20))
def test_each_row_of_weights_sums_to_one(source: int, longer: int, padding: int) -> None:
    found = taps(source, source + longer, padding if source + longer > 1 else 0)
    np.testing.assert_allclose(found.weights.sum(axis=1), 1, atol=1e-6)
    assert 0 <= found.places.min() <= found.places.max() < source


@settings(max_examples=20)
@given(sides, sides, st.integers(0, 50), st.integers(0, 50), st.integers(1, 9))
def test_rows_reduced_together_or_apart_are_the_same(
    width: int, height: int, wider: int, taller: int, rows: int
) -> None:
    size = (width + wider, height + taller)
    large = made_up(*size)
    reduction = Reduction(size, (width, height))
    parts = []
    for top in range(0, height, rows):
        count = min(rows, height - top)
        first, length = reduction.rows_of(top, count)
        parts.append(reduction.reduced(top, count, large[first : first + length]))
    whole = functional.interpolate(large.permute(2, 0, 1)[None].double(), size=(height, width), mode="area")
    reduced = torch.cat(parts)
    torch.testing.assert_close(reduced.mean(dim=(0, 1)), large.mean(dim=(0, 1)), atol=1e-4, rtol=0)
    if size[0] % width == 0 and size[1] % height == 0:
        torch.testing.assert_close(reduced, whole[0].permute(1, 2, 0).float(), atol=1e-5, rtol=0)


@given(st.integers(1, 2000), st.integers(1, 2000))
def test_every_position_is_shared_out_once(one: int, other: int) -> None:
    source, target = max(one, other), min(one, other)
    filled = np.zeros(target)
    for places, shares in overlaps(source, target):
        assert 0 <= places.min() <= places.max() < target
        np.add.at(filled, places, shares)
    np.testing.assert_allclose(filled, 1, atol=1e-4)
