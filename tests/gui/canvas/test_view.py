from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gui.canvas.panes import Content, arrange, covering
from gui.canvas.view import LARGEST_ZOOM, View, fit_zoom

lengths = st.integers(1, 9000).map(float)
rooms = st.integers(20, 4000).map(float)
shares = st.floats(0, 1)


@st.composite
def views(draw: Any) -> View:
    """Views as one gets them: fitted, then zoomed and panned."""
    # Margins are given in logical pixels: on a screen with a ratio of 2 they are twice as wide.
    ratio = draw(st.sampled_from([1.0, 1.25, 2.0]))
    view = View.fitted((draw(lengths), draw(lengths)), (draw(rooms), draw(rooms)), 12 * ratio)
    if draw(st.booleans()):
        at = view.pane[0] * draw(shares), view.pane[1] * draw(shares)
        view = view.zoomed(view.zoom * draw(st.floats(0.1, 60)), at)
        view = view.panned(draw(st.floats(-5000, 5000)), draw(st.floats(-5000, 5000)))
    return view


def near(first: tuple[float, float], second: tuple[float, float], slack: float = 1e-3) -> bool:
    return math.dist(first, second) <= slack


@given(views(), shares, shares)
def test_pane_and_picture_are_each_other_s_inverse(view: View, across: float, down: float) -> None:
    point = view.pane[0] * across, view.pane[1] * down
    assert near(view.to_pane(view.to_picture(point)), point)


@given(views(), shares, shares, st.floats(1.0, 8.0))
def test_zooming_in_keeps_the_point_under_the_pointer(view: View, across: float, down: float, factor: float) -> None:
    at = view.to_pane((view.picture[0] * across, view.picture[1] * down))
    assume(0 <= at[0] <= view.pane[0] and 0 <= at[1] <= view.pane[1])
    zoomed = view.zoomed(view.zoom * factor, at)
    for axis in (0, 1):
        # Along an axis on which all of it is seen, the picture stays in the middle.
        if view.picture[axis] * zoomed.zoom > view.pane[axis] + 1:
            assert zoomed.to_picture(at)[axis] == pytest.approx(view.to_picture(at)[axis], abs=2 / view.zoom)


@given(views(), shares, shares, st.floats(0.05, 20.0))
def test_zooming_keeps_the_point_wherever_the_picture_may_be(
    view: View, across: float, down: float, factor: float
) -> None:
    at = view.pane[0] * across, view.pane[1] * down
    zoomed = view.zoomed(view.zoom * factor, at)
    for axis in (0, 1):
        inside = 0 < zoomed.centre[axis] < view.picture[axis]
        if inside and view.picture[axis] * zoomed.zoom > view.pane[axis]:
            assert near((zoomed.to_picture(at)[axis], 0), (view.to_picture(at)[axis], 0))


@given(views(), shares, shares, st.floats(1e-4, 1e4))
def test_the_zoom_has_limits_and_the_picture_is_never_lost(
    view: View, across: float, down: float, factor: float
) -> None:
    zoomed = view.zoomed(view.zoom * factor, (view.pane[0] * across, view.pane[1] * down))
    assert min(view.fit_zoom / 4, 1) <= zoomed.zoom <= max(LARGEST_ZOOM, view.fit_zoom)
    left, top, right, bottom = zoomed.visible()
    assert right > left
    assert bottom > top
    assert zoomed.clamped() == zoomed


@given(lengths, lengths, rooms, rooms, st.sampled_from([1.0, 1.5, 2.0]))
def test_a_fitted_picture_is_all_inside_with_its_margin(
    width: float, height: float, across: float, down: float, ratio: float
) -> None:
    margin = 12 * ratio
    assume(across > 3 * margin and down > 3 * margin)
    view = View.fitted((width, height), (across, down), margin)
    left, top, right, bottom = view.rectangle()
    assert min(left, top) >= margin - 1
    assert right <= across - margin + 1
    assert bottom <= down - margin + 1
    assert fit_zoom(view.picture, view.pane, margin) == view.fit_zoom == view.zoom
    assert not view.is_larger_than_pane


@given(views())
def test_at_a_zoom_of_one_pixels_fall_on_pixels(view: View) -> None:
    left, top, right, bottom = view.zoomed(1.0).rectangle()
    assert (right - left, bottom - top) == view.picture


@given(views(), lengths, lengths, st.tuples(shares, shares), st.floats(0.3, 5))
def test_the_style_s_pane_follows(
    view: View, width: float, height: float, share: tuple[float, float], factor: float
) -> None:
    beside = view.followed_by((width, height), view.pane)
    assert beside.zoom / beside.fit_zoom == pytest.approx(view.zoom / view.fit_zoom)
    # Zooming at a point of the style's pane keeps the style's point there.
    point = view.pane[0] * share[0], view.pane[1] * share[1]
    zoomed = view.zoomed(view.zoom * factor, view.point_beside(beside, point))
    after = zoomed.followed_by((width, height), view.pane)
    for axis in (0, 1):
        may_move = view.picture[axis] * zoomed.zoom > view.pane[axis]
        if may_move and 0 < zoomed.centre[axis] < view.picture[axis]:
            kept = beside.to_picture(point)[axis]
            assert after.to_picture(point)[axis] == pytest.approx(kept, abs=1e-6 * max(width, height) + 1e-3)


def test_another_resolution_of_the_same_picture_stays_where_it_is() -> None:
    view = View.fitted((600, 400), (300, 300)).zoomed(2.0, (40, 200))
    larger = view.moved_to_size((6000, 4000))
    assert larger.zoom == pytest.approx(0.2)
    assert larger.rectangle() == view.rectangle()


def test_panes_share_the_canvas_in_a_row_or_a_column() -> None:
    contents = Content.BEFORE, Content.STYLE, Content.AFTER
    row = arrange(contents, (904, 300), (300, 300), 2)
    assert row == {
        Content.BEFORE: (0, 0, 300, 300),
        Content.STYLE: (302, 0, 300, 300),
        Content.AFTER: (604, 0, 300, 300),
    }
    column = arrange(contents, (300, 904), (300, 300), 2)
    assert column[Content.AFTER] == (0, 604, 300, 300)


def test_a_preview_covers_its_photo_and_another_crop_is_not_squashed() -> None:
    assert covering((640, 427), (10, 20, 1500, 1000)) == (10, 20, 1500, 1000)
    assert covering((100, 100), (10, 20, 1500, 1000)) == (260, 20, 1000, 1000)
