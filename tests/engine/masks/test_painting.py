"""Painting in masks: strokes of a brush, lassos, gradients, and fills by colour."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.masks.brush import Brush, Stroke, stamp
from engine.masks.shapes import joined, polygon, ramp, similar

places = st.floats(-20, 60, allow_nan=False)
points = st.tuples(places, places)
brushes = st.builds(Brush, st.floats(0.5, 20), st.floats(0, 1), st.floats(0.01, 1))
SIZE = (40, 30)


def blank(value: int = 0) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    return np.full((SIZE[1], SIZE[0]), value, np.uint8)


@given(brushes, st.lists(points, min_size=1, max_size=6), st.floats(0, 1), st.booleans(), st.integers(0, 255))
def test_a_stroke_changes_what_it_says_and_goes_one_way(
    brush: Brush, way: list[tuple[float, float]], pressure: float, erases: bool, value: int
) -> None:
    mask = blank(value)
    stroke = Stroke(mask, brush, erases=erases)
    for across, down in way:
        before = mask.copy()
        box = stroke.to(across, down, pressure)
        assert (mask <= before).all() if erases else (mask >= before).all()
        differs = np.argwhere(mask != before)
        if len(differs):
            assert box is not None
            left, top, right, bottom = box
            assert differs[:, 1].min() >= left
            assert differs[:, 0].min() >= top
            assert differs[:, 1].max() < right
            assert differs[:, 0].max() < bottom


@given(brushes, points, points)
def test_nothing_is_painted_beyond_the_brush(
    brush: Brush, start: tuple[float, float], end: tuple[float, float]
) -> None:
    mask = blank()
    stroke = Stroke(mask, brush)
    stroke.to(*start)
    stroke.to(*end)
    rows, columns = np.mgrid[: SIZE[1], : SIZE[0]]
    way = np.subtract(end, start)
    length = max(float(way @ way), 1e-12)
    share = np.clip(((columns - start[0]) * way[0] + (rows - start[1]) * way[1]) / length, 0, 1)
    distance = np.hypot(columns - start[0] - share * way[0], rows - start[1] - share * way[1])
    # Large stamps stand on whole pixels.
    assert not mask[distance > brush.radius + 1.5].any()


@pytest.mark.parametrize("radius", [1.5, 6.0, 15.0])
@pytest.mark.parametrize("flow", [0.3, 1.0])
def test_a_hard_stroke_covers_by_its_flow_in_the_middle(radius: float, flow: float) -> None:
    mask = np.zeros((60, 200), np.uint8)
    stroke = Stroke(mask, Brush(radius, 0.0, flow))
    for across in range(0, 200, 7):
        stroke.to(across, 30)
    assert abs(int(mask[30, 100]) - 255 * flow) < 16
    again = Stroke(mask, Brush(radius, 0.0, flow))
    again.to(0, 30)
    again.to(199, 30)
    assert abs(int(mask[30, 100]) - 255 * (1 - (1 - flow) ** 2)) < 20


def test_the_way_counts_and_not_how_often_the_hand_is_asked() -> None:
    few, many = np.zeros((2, 30, 200), np.uint8)
    stroke = Stroke(few, Brush(5.0, 0.5, 0.5))
    stroke.to(10, 15)
    stroke.to(190, 15)
    stroke = Stroke(many, Brush(5.0, 0.5, 0.5))
    for across in np.linspace(10, 190, 77):
        stroke.to(float(across), 15)
    assert np.abs(few.astype(int) - many).max() <= 6


def test_a_stroke_paints_in_a_turned_view_and_less_where_the_pen_is_light() -> None:
    whole = np.zeros((30, 40), np.uint8)
    stroke = Stroke(np.rot90(whole)[:, ::-1], Brush(3.0))
    stroke.to(5, 8)
    assert whole.any()
    light = np.zeros((30, 40), np.uint8)
    Stroke(light, Brush(3.0)).to(5, 8, 0.25)
    assert light.max() == 64


@given(brushes)
def test_a_stamp_is_round_and_fades_outwards(brush: Brush) -> None:
    drawn = stamp(brush)
    assert np.allclose(drawn, drawn.T)
    assert np.allclose(drawn, drawn[::-1, ::-1])
    middle = drawn[drawn.shape[0] // 2, drawn.shape[1] // 2 :]
    assert (np.diff(middle) <= 1e-6).all()
    assert drawn[0].max() == 0


@given(st.lists(points, max_size=7))
def test_a_lasso_encloses_nothing_outside_its_points(line: list[tuple[float, float]]) -> None:
    mask = polygon(SIZE, line)
    assert mask.shape == (SIZE[1], SIZE[0])
    assert len(line) >= 3 or not mask.any()
    if mask.any():
        rows, columns = np.nonzero(mask)
        across, down = zip(*line, strict=True)
        assert columns.min() + 1 >= min(across) - 1
        assert columns.max() <= max(across) + 1
        assert rows.min() + 1 >= min(down) - 1
        assert rows.max() <= max(down) + 1


def test_a_lasso_around_whole_pixels_holds_just_these() -> None:
    mask = polygon(SIZE, [(5, 10), (15, 10), (15, 20), (5, 20)])
    assert mask[10:20, 5:15].min() >= 250
    assert int((mask > 0).sum()) <= 12 * 12


@given(points, points)
def test_a_gradient_falls_from_start_to_end(start: tuple[float, float], end: tuple[float, float]) -> None:
    mask = ramp(SIZE, start, end)
    way = np.subtract(end, start)
    rows, columns = np.mgrid[: SIZE[1], : SIZE[0]]
    along = (columns + 0.5 - start[0]) * way[0] + (rows + 0.5 - start[1]) * way[1]
    square = float(way @ way)
    if square > 1e-5:
        assert (mask[along <= -1e-3 * square] == 255).all()
        assert (mask[along >= (1 + 1e-3) * square] == 0).all()
        assert ((np.diff(mask.astype(int), axis=1) <= 0) if way[0] >= 0 else (np.diff(mask, axis=1) >= 0)).all()


@given(st.integers(0, 39), st.integers(0, 29), st.integers(0, 255), st.integers(0, 3))
def test_a_fill_is_one_area_of_such_colours(column: int, row: int, tolerance: int, seed: int) -> None:
    photo = np.random.default_rng(seed).integers(0, 256, (30, 40, 3), np.uint8)
    mask = similar(photo, (column, row), tolerance)
    assert mask[row, column] == 255
    far = np.abs(photo.astype(int) - photo[row, column]).max(axis=2) > tolerance
    assert not mask[far].any()
    assert tolerance < 255 or mask.all()


def test_a_fill_does_not_jump() -> None:
    photo = np.zeros((30, 40, 3), np.uint8)
    photo[:, 18:22] = 200
    left = similar(photo, (2, 2), 30)
    assert left[:, :18].all()
    assert not left[:, 18:].any()


@given(st.integers(0, 255), st.integers(0, 255))
def test_shapes_are_joined_and_taken_away(first: int, second: int) -> None:
    mask, shape = blank(first), blank(second)
    assert (joined(mask, shape) == max(first, second)).all()
    assert (joined(mask, shape, erases=True) == min(first, 255 - second)).all()
    assert not joined(joined(mask, shape), blank(255), erases=True).any()
