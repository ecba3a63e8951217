from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.batch.batch import Batch, BatchSettings, run_batch, wanted_again
from engine.batch.frames import AROUND, FrameMemory, box_mean, stillness
from engine.batch.naming import Pattern
from engine.batch.plan import find_photos, plan_pieces
from engine.errors import JobError
from engine.images import Picture, SaveOptions, read_picture, save_picture
from engine.job import PackReference, Recipe
from engine.job.styles import FileJobMaker, read_style
from tests.engine.negative import Negative
from tests.engine.pictures import flat, furthest, picture
from tests.refusals import refused

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


def filled(value: int) -> NDArray[np.uint8]:
    return np.full((16, 16, 3), value, np.uint8)


@given(st.floats(0.01, 0.99), st.lists(st.integers(0, 255), min_size=2, max_size=6))
def test_where_nothing_moves_results_are_smoothed_exponentially(smoothing: float, values: list[int]) -> None:
    memory, photo = FrameMemory(smoothing), flat(16, 16, (9, 9, 9))
    expected = float(values[0])
    for number, value in enumerate(values):
        made = memory.blended(photo, filled(value))
        expected = expected if number == 0 else smoothing * expected + (1 - smoothing) * value
        assert np.abs(made.astype(float) - expected).max() <= 0.501


def test_what_moves_is_taken_from_its_own_frame() -> None:
    memory = FrameMemory(0.9)
    pixels = np.zeros((16, 32, 3), np.uint8)
    memory.blended(Picture(pixels), np.full((16, 32, 3), 200, np.uint8))
    moved = pixels.copy()
    moved[:, :16] = 120
    made = memory.blended(Picture(moved), np.full((16, 32, 3), 100, np.uint8))
    assert (made[:, :13] == 100).all()
    assert (made[:, 19:] == 190).all()


def test_the_first_frame_other_sizes_and_no_smoothing_stay_as_they_are() -> None:
    memory = FrameMemory(0.9)
    first, other = filled(10), np.full((8, 8, 3), 99, np.uint8)
    assert np.array_equal(memory.blended(flat(16, 16, (0, 0, 0)), first), first)
    assert np.array_equal(memory.blended(flat(8, 8, (0, 0, 0)), other), other)
    memory.forget()
    assert np.array_equal(memory.blended(flat(8, 8, (0, 0, 0)), other // 2), other // 2)
    plain = FrameMemory(0)
    for value in (10, 250):
        assert np.array_equal(plain.blended(flat(16, 16, (0, 0, 0)), filled(value)), filled(value))
    assert plain.reach == 0


def test_16_bits_are_smoothed_as_8_are() -> None:
    photo = flat(16, 16, (9, 9, 9))
    eight, sixteen = FrameMemory(0.5), FrameMemory(0.5)
    for value in (10, 250, 40):
        fine = sixteen.blended(photo, filled(value).astype(np.uint16) * 257)
        assert np.abs(fine / 257 - eight.blended(photo, filled(value))).max() <= 0.51


@pytest.mark.parametrize("smoothing", [-0.1, 1.0, float("nan")])
def test_impossible_smoothing_is_refused(smoothing: float) -> None:
    with refused(JobError, "The smoothing should be at least 0 and under 1, and it is {smoothing}: try 0.8."):
        FrameMemory(smoothing)


def test_the_reach_is_where_no_step_changes_any_more() -> None:
    memory = FrameMemory(0.8)
    assert 0.8**memory.reach <= 1 / 512 < 0.8 ** (memory.reach - 1)


def test_a_box_mean_is_the_mean_of_a_box() -> None:
    values = np.random.default_rng(1).random((9, 14)).astype(np.float32)
    padded = np.pad(values, AROUND // 2, mode="edge")
    expected = [[padded[y : y + AROUND, x : x + AROUND].mean() for x in range(14)] for y in range(9)]
    assert np.allclose(box_mean(values, AROUND), expected, atol=1e-6)


def test_noise_counts_as_still_and_another_depth_as_another_scene() -> None:
    chance = np.random.default_rng(2)
    noisy = [np.clip(120 + chance.normal(0, 3, (40, 40, 3)), 0, 255).astype(np.uint8) for _ in range(2)]
    assert stillness(*noisy).min() > 0.5
    assert not stillness(noisy[0], noisy[1].astype(np.uint16)).any()


def test_flicker_is_less_than_without() -> None:
    """Noise and light that changes a little: consecutive results differ by less than half as much."""
    chance = np.random.default_rng(3)
    base = picture(48, 32).pixels.astype(float)
    differences = {}
    for smoothing in (0.0, 0.8):
        told: list[float] = []
        memory, before = FrameMemory(smoothing), None
        for _ in range(6):
            seen = np.clip(base * chance.normal(1, 0.01) + chance.normal(0, 3, base.shape), 0, 255).astype(np.uint8)
            made = memory.blended(Picture(seen), 255 - seen).astype(float)
            told += [] if before is None else [float(np.abs(made - before).mean())]
            before = made
        differences[smoothing] = np.median(told)
    assert differences[0.8] < 0.5 * differences[0.0]


# In a batch


@pytest.fixture
def frames(tmp_path: Path) -> Path:
    """Twelve frames of one still scene under light that changes."""
    (tmp_path / "frames").mkdir()
    for number in range(12):
        frame = Picture(np.clip(picture(24, 16).pixels.astype(int) + 4 * (number % 2), 0, 255).astype(np.uint8))
        save_picture(tmp_path / "frames" / f"frame_{number}.png", frame, SaveOptions())
    save_picture(tmp_path / "style.png", picture(9, 9), SaveOptions())
    return tmp_path / "frames"


def batch_of(frames: Path, output: str, smoothing: float) -> Batch:
    style = read_style(frames.parent / "style.png", 1.0, 10**9)
    maker = FileJobMaker(Recipe((style.reference,), pack=PackReference("tiny", "0" * 64)), (style,), 10**9)
    target = frames.parent / output
    found = find_photos([frames], target, recursive=False)
    pieces = plan_pieces(found, ["style"], target, Pattern("{name}"), suffix=None, sixteen_bits=False)
    return Batch(pieces, (maker,), BatchSettings(smoothing=smoothing))


def test_frames_are_smoothed_in_their_order_and_a_resumed_sequence_goes_on(frames: Path) -> None:
    whole, resumed = batch_of(frames, "whole", 0.3), batch_of(frames, "resumed", 0.3)
    list(run_batch(Negative(), whole))
    made = [read_picture(piece.target).pixels for piece in whole.pieces]
    plain = [255 - read_picture(piece.photo).pixels for piece in whole.pieces]
    assert np.array_equal(made[0], plain[0])
    steps = [np.abs(after.astype(int) - before).mean() for before, after in pairwise(made)]
    assert max(steps[1:]) < np.abs(plain[1].astype(int) - plain[0]).mean()
    list(run_batch(Negative(), replace(resumed, pieces=resumed.pieces[:9])))
    studio = Negative()
    list(run_batch(studio, resumed))
    # Those before the first that was missing are painted again as far as they count, and saved no second time.
    assert [int(name[6:-4]) for name in studio.painted] == list(range(9 - FrameMemory(0.3).reach, 12))
    for piece, expected in zip(resumed.pieces, made, strict=True):
        assert furthest(read_picture(piece.target).pixels, expected) <= 1


def test_only_frames_that_count_for_missing_ones_are_painted_again(frames: Path) -> None:
    batch = batch_of(frames, "out", 0.5)
    waiting = {batch.pieces[5], batch.pieces[6]}
    assert {piece.number for piece in wanted_again(batch, waiting, 2)} == {4, 5}
    assert wanted_again(batch, waiting, 0) == set()
