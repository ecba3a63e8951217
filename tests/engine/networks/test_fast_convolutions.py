"""Prepared convolutions against torch's own."""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.nn import functional

from engine.networks.fast_convolutions import EnlargingConvolution, NarrowConvolution

channels = st.integers(1, 6)
sides = st.integers(2, 9)
seeds = st.integers(0, 2**31)


def made(seed: int, inputs: int, outputs: int) -> nn.Conv2d:
    """A convolution as VGG's, with random weights."""
    generator = torch.Generator().manual_seed(seed)
    convolution = nn.Conv2d(inputs, outputs, 3, padding=1, padding_mode="reflect").requires_grad_(requires_grad=False)
    assert convolution.bias is not None
    for values in (convolution.weight, convolution.bias):
        values.copy_(torch.randn(values.shape, generator=generator))
    return convolution


def features(seed: int, count: int, height: int, width: int) -> Tensor:
    """Two maps, channels last."""
    drawn = torch.randn(2, count, height, width, generator=torch.Generator().manual_seed(seed + 1))
    return drawn.contiguous(memory_format=torch.channels_last)


@settings(max_examples=30)
@given(seeds, channels, channels, sides, sides)
def test_enlarging_is_upsampling_and_a_convolution(
    seed: int, inputs: int, outputs: int, height: int, width: int
) -> None:
    convolution, values = made(seed, inputs, outputs), features(seed, inputs, height, width)
    expected = convolution(functional.interpolate(values, scale_factor=2, mode="nearest"))
    result = EnlargingConvolution(convolution)(values)
    torch.testing.assert_close(result, expected, rtol=1e-4, atol=1e-4)
    assert result.is_contiguous(memory_format=torch.channels_last)


@settings(max_examples=30)
@given(seeds, channels, st.integers(1, 4), sides, sides)
def test_four_neighbours_at_once_are_the_same_convolution(
    seed: int, inputs: int, outputs: int, height: int, width: int
) -> None:
    convolution, values = made(seed, inputs, outputs), features(seed, inputs, height, width)
    torch.testing.assert_close(NarrowConvolution(convolution)(values), convolution(values), rtol=1e-4, atol=1e-4)


def test_half_formats_are_kept() -> None:
    values = features(0, 3, 4, 4).bfloat16()
    for prepared in (EnlargingConvolution(made(0, 3, 2)), NarrowConvolution(made(0, 3, 2))):
        assert prepared.bfloat16()(values).dtype == torch.bfloat16
