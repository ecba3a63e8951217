"""Resizing, hashes, and what lies under transparent pixels."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import JobError
from engine.images import Picture, fill_hidden, fit, pixel_hash, resize
from engine.sentences import Sentence
from tests.engine.images.pictures import noise, picture, smooth
from tests.refusals import refused

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


def test_fit() -> None:
    assert fit(6000, 4000, 1500) == (1500, 1000)
    assert fit(4000, 6000, 1500) == (1000, 1500)
    assert fit(100, 50, 400) == (400, 200)
    assert fit(10_000, 3, 100) == (100, 1)
    assert fit(3, 2, 1) == (1, 1)
    with refused(JobError, "Sizes of at least 1 pixel were expected, but {width} × {height} to {long_side} came."):
        fit(0, 5, 5)


@given(st.integers(1, 100_000), st.integers(1, 100_000), st.integers(1, 100_000))
def test_fit_keeps_the_aspect(width: int, height: int, long_side: int) -> None:
    across, down = fit(width, height, long_side)
    assert max(across, down) == long_side
    exact = min(width, height) * long_side / max(width, height)
    assert abs(min(across, down) - max(exact, 1)) <= 0.5 + 1e-6


@settings(max_examples=30, deadline=None)
@given(
    size=st.tuples(st.integers(1, 90), st.integers(1, 90)),
    width=st.integers(1, 50),
    height=st.integers(1, 50),
    bits=st.sampled_from([8, 16]),
    alpha=st.booleans(),
)
def test_resize_gives_the_size(size: tuple[int, int], width: int, height: int, bits: int, alpha: bool) -> None:
    value = 200 if bits == 8 else 50_000
    dtype = np.uint8 if bits == 8 else np.uint16
    opacity: NDArray[Any] | None = np.full((height, width), value, dtype) if alpha else None
    pixels: NDArray[Any] = np.full((height, width, 3), value, dtype)
    made = resize(Picture(pixels, opacity), size)
    assert (made.width, made.height, made.bits) == (*size, bits)
    assert np.abs(made.pixels.astype(int) - value).max() <= 1
    assert (made.alpha is None) == (not alpha)
    if made.alpha is not None:
        assert np.abs(made.alpha.astype(int) - value).max() <= 1


def test_resize_averages_where_it_shrinks() -> None:
    checks = np.indices((200, 200)).sum(0) % 2 * 255
    small = resize(Picture(np.repeat(checks[..., None], 3, 2).astype(np.uint8)), (25, 25))
    assert np.abs(small.pixels.astype(int) - 127.5).max() < 3


def test_resize_keeps_the_rest() -> None:
    made = replace(picture(dpi=(300.0, 300.0)), notes=(Sentence("a note"),))
    assert resize(made, (60, 40)) is made
    small = resize(made, (30, 20))
    assert (small.name, small.metadata, small.notes) == (made.name, made.metadata, made.notes)
    expected = smooth(40, 60).reshape(20, 2, 30, 2, 3).mean((1, 3))
    assert np.abs(small.pixels - expected)[2:-2, 2:-2].max() < 3
    with refused(JobError, "A size of at least 1 × 1 pixel was expected, but {width} × {height} came; enlarge it."):
        resize(made, (0, 5))


@pytest.mark.parametrize("bits", [8, 16])
def test_hidden_colours_do_not_bleed(bits: int) -> None:
    largest = 2**bits - 1
    dtype = np.uint8 if bits == 8 else np.uint16
    pixels = np.zeros((64, 64, 3), dtype)
    pixels[:, 32:] = largest
    pixels[:, :32, 0] = largest // 2
    alpha = np.zeros((64, 64), dtype)
    alpha[:, :32] = largest
    for size in ((20, 20), (100, 100)):
        small = resize(Picture(pixels, alpha), size)
        assert small.alpha is not None
        seen = small.pixels[small.alpha > largest // 8].astype(int)
        assert np.abs(seen - [largest // 2, 0, 0]).max() <= largest // 100


def test_pixel_hash(tmp_path: Path) -> None:
    pixels = noise(300, 20)
    known = pixel_hash(pixels)
    assert len(known) == 64
    target = np.memmap(tmp_path / "a", np.uint8, "w+", shape=pixels.shape)
    target[:] = pixels
    assert pixel_hash(target) == known == pixel_hash(np.asfortranarray(pixels))
    others = [
        pixel_hash(pixels.reshape(20, 300, 3)),
        pixel_hash(pixels.astype(np.uint16)),
        pixel_hash(pixels[::-1]),
        pixel_hash(pixels, pixels[..., 0]),
        pixel_hash(pixels, pixels[..., 1]),
    ]
    assert len({known, *others}) == 6
    # Written down, because recipes in saved pictures hold such hashes.
    assert pixel_hash(np.zeros((1, 2, 3), np.uint8)) == (
        "73d9c59850e8fb22245244f9eb57ec4f381a09b5b8cd227b4221531cdaf94bd3"
    )


@given(
    height=st.integers(1, 40),
    width=st.integers(1, 40),
    seed=st.integers(0, 9),
    share=st.floats(0, 1),
    deep=st.booleans(),
)
def test_filling_depends_on_visible_pixels_only(height: int, width: int, seed: int, share: float, deep: bool) -> None:
    bits = 16 if deep else 8
    pixels, other = noise(height, width, bits=bits, seed=seed), noise(height, width, bits=bits, seed=seed + 100)
    hidden = np.random.default_rng(seed).random((height, width)) < share
    alpha = np.where(hidden, 0, 1).astype(pixels.dtype)
    other[~hidden] = pixels[~hidden]
    filled = fill_hidden(pixels, alpha)
    np.testing.assert_array_equal(filled, fill_hidden(other, alpha))
    np.testing.assert_array_equal(filled[~hidden], pixels[~hidden])
    assert (filled.shape, filled.dtype) == (pixels.shape, pixels.dtype)
    if not hidden.all():
        assert (filled.reshape(-1, 3).min(0) >= pixels[~hidden].min(0)).all()
        assert (filled.reshape(-1, 3).max(0) <= pixels[~hidden].max(0)).all()


def test_filling() -> None:
    pixels = noise(600, 500)
    opaque = np.full((600, 500), 255, np.uint8)
    assert fill_hidden(pixels, opaque) is pixels
    nothing = np.zeros((600, 500), np.uint8)
    assert (fill_hidden(pixels, nothing) == 128).all()
    assert (fill_hidden(pixels.astype(np.uint16), nothing.astype(np.uint16)) == 32768).all()
    with refused(
        JobError,
        "Pixels of shape height × width × 3 and dtype uint8 or uint16 were expected, but {shape} and {dtype} came; "
        "convert them first.",
    ):
        fill_hidden(pixels[..., 0], opaque)


def test_filling_is_smooth_and_near() -> None:
    """A hole across the seams of blocks is filled by the gradient around it."""
    ramp = np.repeat(np.linspace(0, 255, 700)[:, None], 300, 1)
    pixels = np.repeat(ramp[..., None], 3, 2).astype(np.uint8)
    alpha = np.full((700, 300), 255, np.uint8)
    alpha[230:280, 100:180] = 0
    alpha[::7, ::5] = 0
    spoilt = pixels.copy()
    spoilt[alpha == 0] = (255, 0, 255)
    filled = fill_hidden(spoilt, alpha).astype(int)
    assert np.abs(filled - pixels).max() < 25
    assert np.abs(np.diff(filled[..., 0], axis=0)).max() < 12
