from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.images import Framing, Picture
from engine.images.borders import uniform_frame
from tests.engine.pictures import flat, picture

widths = st.integers(3, 30)


@given(st.tuples(widths, widths, widths, widths), st.integers(0, 255), st.booleans())
def test_a_frame_of_one_colour_is_found(edges: tuple[int, int, int, int], colour: int, wide: bool) -> None:
    left, top, right, bottom = edges
    inner = np.random.default_rng(1).integers(60, 190, (90, 120, 3)).astype(np.uint8)
    assume(not 40 < colour < 210)
    pixels = np.pad(inner, ((top, bottom), (left, right), (0, 0)), constant_values=colour)
    pixels = np.clip(pixels + np.random.default_rng(2).integers(-4, 5, pixels.shape), 0, 255).astype(np.uint8)
    made = Picture(pixels.astype(np.uint16) * 257 if wide else pixels)
    found = uniform_frame(made)
    assert found is not None
    assert found.box(made.width, made.height) == (left, top, left + 120, top + 90)


def test_a_mount_within_a_frame_is_left_out_too() -> None:
    inner = np.random.default_rng(1).integers(60, 190, (90, 120, 3)).astype(np.uint8)
    pixels = np.pad(np.pad(inner, ((9, 9), (9, 9), (0, 0)), constant_values=250), ((5, 5), (5, 5), (0, 0)))
    found = uniform_frame(Picture(pixels))
    assert found is not None
    assert found.box(148, 118) == (14, 14, 134, 104)


def test_bars_above_and_below_are_a_frame_and_a_single_one_is_none() -> None:
    inner = np.random.default_rng(1).integers(60, 190, (90, 120, 3)).astype(np.uint8)
    bars = Picture(np.pad(inner, ((12, 12), (0, 0), (0, 0))))
    assert uniform_frame(bars) == Framing(0, 12 / 114, 1, 102 / 114)
    assert uniform_frame(Picture(np.pad(inner, ((12, 0), (0, 0), (0, 0))))) is None


@pytest.mark.parametrize("made", [picture(64, 48), picture(64, 48, 3), flat(40, 30, (9, 9, 9)), flat(1, 1, (9, 9, 9))])
def test_others_have_none(made: Picture) -> None:
    assert uniform_frame(made) is None


def test_a_drawing_on_plain_paper_has_none() -> None:
    pixels = np.full((90, 120, 3), 250, np.uint8)
    down, across = np.mgrid[0:90, 0:120]
    pixels[(down - 45) ** 2 + (across - 60) ** 2 < 900] = 40
    assert uniform_frame(Picture(pixels)) is None
