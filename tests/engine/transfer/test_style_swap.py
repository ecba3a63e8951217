from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional

from engine.images import Picture
from engine.networks.stepped import build_networks
from engine.networks.tensors import prepare_parts
from engine.packs.weights import load
from engine.planning import methods
from engine.planning.methods import patch_stride, patches_of, swap_effort
from engine.planning.tiling import Rectangle
from engine.transfer import style_swap
from engine.transfer.style_patches import patched
from engine.transfer.style_swap import patches_at, rows_at_once, swap, whitening_of
from engine.transfer.transforms import colouring, moments
from tests.engine.pictures import picture
from tests.engine.transfer.test_transforms import channels, close, features, seeds

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from torch import Tensor

    from engine.packs.registry import Registry

    Gather = Callable[[Picture, int], Tensor]

Outcome = TypeVar("Outcome")
sides = st.integers(2, 9)


def outcome(stepping: Generator[object, None, Outcome]) -> Outcome:
    while True:
        try:
            next(stepping)
        except StopIteration as done:
            result: Outcome = done.value
            return result


def all_patches(values: Tensor) -> Tensor:
    padded = functional.pad(values, (1, 1, 1, 1), mode="reflect")
    return patches_at(padded, range(values.shape[2]), range(values.shape[3]))


def noise(seed: int, channel_count: int, height: int, width: int) -> Tensor:
    return torch.randn(1, channel_count, height, width, generator=torch.Generator().manual_seed(seed))


@given(seeds, channels, sides, sides)
def test_a_style_swapped_with_itself_is_returned(seed: int, channel_count: int, height: int, width: int) -> None:
    values = noise(seed, channel_count, height, width)
    assert close(outcome(swap(values, all_patches(values))), values, 1e-5)


@given(seeds, channels, sides, sides, st.integers(1, 30))
def test_it_is_what_the_definition_says(seed: int, channel_count: int, height: int, width: int, count: int) -> None:
    """Position by position: of all patches over it, the mean of what the nearest ones of the style have there."""
    values, style = noise(seed, channel_count, height, width), noise(seed + 1, channel_count, 7, 5)
    patches = all_patches(style)[:count]
    padded = functional.pad(values, (1, 1, 1, 1), mode="reflect")[0]
    expected, covering = torch.zeros_like(padded), torch.zeros(height + 2, width + 2)
    for row in range(height):
        for column in range(width):
            own = padded[:, row : row + 3, column : column + 3].flatten()
            nearest = int(functional.cosine_similarity(patches, own[None]).argmax())
            expected[:, row : row + 3, column : column + 3] += patches[nearest].reshape(channel_count, 3, 3)
            covering[row : row + 3, column : column + 3] += 1
    expected = (expected / covering)[None, :, 1:-1, 1:-1]
    assert close(outcome(swap(values, patches)), expected, 1e-5)


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    values, patches = noise(0, 5, 11, 8), all_patches(noise(1, 5, 9, 9))
    whole = outcome(swap(values, patches))
    monkeypatch.setattr(style_swap, "SCORES_PER_BLOCK", 2000)
    assert len(list(swap(values, patches))) == 4
    assert close(outcome(swap(values, patches)), whole, 1e-6)


@given(seeds, channels)
def test_a_style_is_whitened_by_what_colours(seed: int, channel_count: int) -> None:
    values = features(seed, channel_count, 12, 12)
    side = colouring(moments(values), 1e-4)
    whitened = whitening_of(side, 1e-4).apply(values)
    eigenvalues = torch.linalg.eigvalsh(moments(whitened).covariance)
    assert bool(((eigenvalues.abs() < 1e-2) | ((eigenvalues - 1).abs() < 1e-2)).all())


@given(st.integers(1, 3000), st.integers(1, 3000))
def test_a_style_has_no_more_patches_than_the_bound(width: int, height: int) -> None:
    stride = patch_stride(width, height)
    assert -(-width // stride) * -(-height // stride) <= methods.MOST_PATCHES
    assert stride == 1 or -(-width // (stride - 1)) * -(-height // (stride - 1)) > methods.MOST_PATCHES


def test_effort_follows_positions_and_patches() -> None:
    assert patches_of((512, 512), "relu4_1") == 4096
    assert patches_of((2048, 512), "relu4_1") == 128 * 32
    assert swap_effort("relu5_1", 10, (64, 32), [(64, 64), (32, 32)]) == 8 * (16 + 4) * 90


@pytest.fixture
def gathered(registry: Registry) -> Gather:
    """Gathers the patches of a picture at relu4_1 in tiles of a size."""
    pack = registry.find("tiny")
    encoder = build_networks(pack.manifest, load(pack), "relu4_1", torch.device("cpu"), torch.float32).encoder

    def gather(style: Picture, tile: int) -> Tensor:
        original = prepare_parts(style, torch.device("cpu"))
        side = colouring(moments(encoder(original.part(Rectangle(0, 0, *original.size)))), 1e-5)
        return outcome(patched(side, original, encoder, "relu4_1", tile=tile, threshold=1e-5)).patches

    return gather


@pytest.mark.parametrize("most", [4096, 60])
def test_patches_are_the_same_in_tiles(gathered: Gather, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(methods, "MOST_PATCHES", most)
    style = picture(150, 90)
    whole, tiled = (gathered(style, tile) for tile in (160, 64))
    assert len(whole) == len(tiled) == patches_of((160, 96), "relu4_1")
    # Tiles give them in another order.
    assert close(whole.sum(dim=0), tiled.sum(dim=0), 1e-3)
    nearest = torch.cdist(whole.double(), tiled.double()).min(dim=1).values
    assert float(nearest.max()) < 1e-2 * float(whole.norm(dim=1).max())


def test_what_is_transparent_is_not_offered(gathered: Gather) -> None:
    opaque = picture(128, 64)
    alpha = np.full((64, 128), 255, np.uint8)
    alpha[:, :64] = 0
    assert len(gathered(Picture(opaque.pixels, alpha), 128)) == 64
    hidden = Picture(opaque.pixels, np.zeros((64, 128), np.uint8))
    assert len(gathered(hidden, 128)) == 128


@given(st.integers(1, 4096), st.sampled_from([16, 512]), st.integers(2, 2000))
def test_what_is_held_at_once_is_bounded_however_few_patches_there_are(
    count: int, channel_count: int, width: int
) -> None:
    rows = rows_at_once(torch.empty(count, methods.PATCH**2 * channel_count, device="meta"), width)
    held = rows * width * max(count, methods.PATCH**2 * channel_count)
    assert rows == 1 or held <= methods.SCORES_PER_BLOCK
