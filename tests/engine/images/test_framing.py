"""Turning, mirroring and cropping."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.errors import JobError
from engine.images import WHOLE, Framing, Picture, framed
from tests.engine.images.pictures import noise, picture
from tests.refusals import refused

edges = st.tuples(st.floats(0, 1), st.floats(0, 1)).map(sorted).filter(lambda pair: pair[1] - pair[0] > 1e-6)


@st.composite
def framings(draw: Any) -> Framing:
    (left, right), (top, bottom) = draw(edges), draw(edges)
    return Framing(left, top, right, bottom, draw(st.integers(0, 3)), draw(st.booleans()))


sides = st.integers(1, 40)


@given(framings())
def test_four_turns_and_two_mirrors_change_nothing(framing: Framing) -> None:
    assert framing.turned(1).turned(1).turned(1).turned(1) == framing
    assert framing.turned(4) == framing
    assert framing.turned(1).turned(-1) == framing
    assert framing.flipped().flipped() == framing
    # A mirror reverses the sense of a turn.
    assert framing.flipped().turned(1).flipped() == framing.turned(-1)


@given(framings(), sides, sides, st.booleans())
def test_what_is_shown_is_at_least_a_pixel_and_as_large_as_told(
    framing: Framing, width: int, height: int, alpha: bool
) -> None:
    shown = framed(picture(height, width, alpha=alpha), framing)
    assert (shown.width, shown.height) == framing.size_of(width, height)
    assert min(shown.width, shown.height) >= 1
    assert (shown.alpha is not None) == alpha
    if shown.alpha is not None:
        assert shown.alpha.shape == (shown.height, shown.width)
    left, top, right, bottom = framing.box(width, height)
    across = height if framing.quarter_turns % 2 else width
    if (framing.right - framing.left) * across >= 2:
        assert abs(left - framing.left * across) <= 0.5
        assert abs(right - framing.right * across) <= 0.5
    assert 0 <= top < bottom


@given(framings(), st.integers(1, 30), st.integers(1, 30), st.integers(-3, 3))
def test_turning_keeps_the_crop_where_it_is(framing: Framing, width: int, height: int, quarters: int) -> None:
    # A crop narrower than a pixel shows the pixel at its middle, which is another one if that is an edge.
    across, down = (height, width) if framing.quarter_turns % 2 else (width, height)
    assume((framing.right - framing.left) * across >= 1 and (framing.bottom - framing.top) * down >= 1)
    made = Picture(noise(height, width), noise(height, width, bands=1))
    shown = framed(made, framing)
    turned, flipped = framed(made, framing.turned(quarters)), framed(made, framing.flipped())
    assert shown.alpha is not None
    assert turned.alpha is not None
    assert flipped.alpha is not None
    np.testing.assert_array_equal(turned.pixels, np.rot90(shown.pixels, -quarters))
    np.testing.assert_array_equal(turned.alpha, np.rot90(shown.alpha, -quarters))
    np.testing.assert_array_equal(flipped.pixels, shown.pixels[:, ::-1])
    np.testing.assert_array_equal(flipped.alpha, shown.alpha[:, ::-1])


def test_pixels_are_shared() -> None:
    made = picture(40, 60)
    assert framed(made, WHOLE) is made
    shown = framed(made, Framing(0.25, 0, 1, 0.5, quarter_turns=1))
    assert np.shares_memory(shown.pixels, made.pixels)
    assert (shown.width, shown.height, shown.name) == (30, 30, made.name)
    # A turn clockwise brings the lower left corner to the upper left.
    np.testing.assert_array_equal(framed(made, Framing(quarter_turns=1)).pixels[0, 0], made.pixels[-1, 0])


OUTSIDE = "An edge of a crop should be within 0 and 1, and {name} is {share}: keep it within."
EMPTY = (
    "A crop should hold a part of the picture, and it is empty ({left:g} to {right:g} across, {top:g} to {bottom:g} "
    "down): draw it larger."
)
TURNS = "The quarter turns should be 0 to 3, and they are {quarter_turns}: choose one."
MIRRORED = "A picture should be mirrored or not, and {mirrored} came: give true or false."


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"left": -0.1}, OUTSIDE),
        ({"right": 1.5}, OUTSIDE),
        ({"top": float("nan")}, OUTSIDE),
        ({"top": True}, OUTSIDE),
        ({"left": 0.5, "right": 0.5}, EMPTY),
        ({"top": 0.5, "bottom": 0.5 + 1e-12}, EMPTY),
        ({"quarter_turns": 4}, TURNS),
        ({"quarter_turns": 1.0}, TURNS),
        ({"mirrored": 1}, MIRRORED),
    ],
)
def test_impossible_framings_are_refused(fields: dict[str, Any], sentence: str) -> None:
    with refused(JobError, sentence):
        Framing(**fields)
