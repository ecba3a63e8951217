"""Motifs lie where the painter puts them, in the same places at each level."""

from __future__ import annotations

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.images import Picture
from engine.planning.quiet import Placement
from engine.transfer.motifs import laid, motif_size, turned, turned_size, without_padding

sides = st.integers(1, 200)
parts = st.floats(-1, 1)


@given(sides, sides, parts, parts)
def test_both_levels_move_together(width: int, height: int, left: float, top: float) -> None:
    placement = Placement(left=left, top=top)
    deep, fine = (placement.begin((width, height), level) for level in ("relu5_1", "relu4_1"))
    assert fine == (2 * deep[0], 2 * deep[1])


@given(sides, sides)
def test_copies_are_as_wide_at_each_level(width: int, height: int) -> None:
    deep = without_padding(torch.zeros(1, 1, 16, 16), (width, height), "relu5_1")
    fine = without_padding(torch.zeros(1, 1, 32, 32), (width, height), "relu4_1")
    assert tuple(fine.shape[2:]) == (2 * deep.shape[2], 2 * deep.shape[3])


def test_motifs_are_mirrored_and_then_turned_clockwise() -> None:
    pixels = np.arange(6, dtype=np.uint8).reshape(2, 3, 1).repeat(3, axis=2)
    placement = Placement(quarter_turns=1, mirrored=True)
    found = turned(Picture(pixels), placement)
    assert found.pixels[..., 0].tolist() == [[5, 2], [4, 1], [3, 0]]
    assert (found.width, found.height) == turned_size((3, 2), placement)


def test_larger_motifs_are_of_a_larger_style_up_to_a_bound() -> None:
    assert motif_size((400, 200), Placement(scale=0.25)) == (100, 50)
    assert motif_size((400, 200), Placement(scale=4.0)) == (1600, 800)
    assert motif_size((1000, 500), Placement(scale=4.0)) == (2048, 1024)
    assert motif_size((3000, 1500), Placement(scale=4.0)) == (3000, 1500)


def test_of_a_style_of_which_a_part_counts_only_that_is_laid() -> None:
    features = torch.arange(32.0).reshape(1, 1, 4, 8)
    mask = np.zeros((32, 64), np.uint8)
    mask[:16, 32:48] = 255
    found = laid(features, mask, Placement(), "relu4_1", (100, 100))
    assert torch.equal(found.features, features[:, :, :2, 4:6])


def test_a_seed_is_added_to_what_the_painter_chose() -> None:
    own = Placement(scale=2.0, left=0.25)
    assert own.shuffled(0) == own
    assert own.shuffled(3) == own.shuffled(3) != own.shuffled(4)
    assert own.shuffled(3).scale == own.scale
