"""VGG's convolutions with fewer multiplications: prepared once from a network's weights, the same but for rounding.

A decoder spends most of its time after its upsamplings, where each value stands four times, and in its last
convolution, whose three channels leave the processor's wide registers nearly empty.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

NARROW = 4
"""Channels of which four positions fit into the registers of today's processors: 16 values of float32."""


class EnlargingConvolution(nn.Module):
    """Upsampling by 2 (each value repeated) and a 3×3 convolution with reflection padding, in one.

    Where each value stands four times, 3×3 neighbours hold but 2×2 different ones, and which of them meet which weights
    depends only on the place in the 2×2 square: so there are four 2×2 convolutions of the small map, with weights that
    are sums. That is 4 multiplications instead of 9. What reflection adds around the enlarged map is its border once
    more, which is that of the small one repeated.

    Args:
        convolution: 3×3, whose weights are taken.
    """

    def __init__(self, convolution: nn.Conv2d) -> None:
        super().__init__()
        weight, bias = convolution.weight.detach(), convolution.bias
        assert bias is not None, "VGG's convolutions have one"
        # The right one of two columns comes first: see `forward`.
        upper, lower = (torch.cat([_summed(_summed(weight, 2, row), 3, column) for column in (1, 0)]) for row in (0, 1))
        self.upper = _frozen(upper)
        self.lower = _frozen(lower)
        self.bias = _frozen(bias.detach().repeat(2))

    def forward(self, small: Tensor) -> Tensor:
        """Shape (N, C, H, W) to (N, C', 2H, 2W), channels last."""
        number, _, height, width = small.shape
        outputs = self.bias.shape[0] // 2
        padded = functional.pad(small, (1, 1, 1, 1), mode="replicate")
        result = torch.empty((number, 2 * height, 2 * width, outputs), dtype=small.dtype, device=small.device)
        for row, weight in enumerate((self.upper, self.lower)):
            both = functional.conv2d(padded[:, :, row : row + height + 1], weight, self.bias)
            # At each position there are the right column of one square and the left one of the next: without the very
            # first and last, a row of these is a row of the result as it is.
            line = both.permute(0, 2, 3, 1).flatten(2)[:, :, outputs : outputs + 2 * width * outputs]
            result[:, row::2] = line.reshape(number, height, 2 * width, outputs)
        return result.permute(0, 3, 1, 2)


class NarrowConvolution(nn.Module):
    """A 3×3 convolution with reflection padding to few channels, computed for four neighbours in a row at once.

    Processors compute 16 channels in the time of 3. So the four positions are taken as channels, of a 3×6 convolution
    with a stride of 4 columns: 18 multiplications for 16 values instead of 9 for 4. Held channels last, its result is a
    picture as it is.

    Args:
        convolution: 3×3, whose weights are taken.
    """

    def __init__(self, convolution: nn.Conv2d) -> None:
        super().__init__()
        weight, bias = convolution.weight.detach(), convolution.bias
        assert bias is not None, "VGG's convolutions have one"
        self.weight = _frozen(torch.cat([functional.pad(weight, (place, 3 - place)) for place in range(4)]))
        self.bias = _frozen(bias.detach().repeat(4))

    def forward(self, features: Tensor) -> Tensor:
        """Shape (N, C, H, W) to (N, C', H, W), channels last."""
        return self.convolve(functional.pad(features, (1, 1, 1, 1), mode="reflect"))

    def convolve(self, padded: Tensor) -> Tensor:
        """The same for a map that is padded already."""
        number, _, height, width = padded.shape
        height, width = height - 2, width - 2
        missing = -width % 4
        if missing:
            padded = functional.pad(padded, (0, missing))
        fours = functional.conv2d(padded, self.weight, self.bias, stride=(1, 4))
        result = fours.permute(0, 2, 3, 1).reshape(number, height, width + missing, self.bias.shape[0] // 4)
        return result.permute(0, 3, 1, 2)[..., :width]


def _summed(weight: Tensor, dimension: int, place: int) -> Tensor:
    """Three weights along a dimension as the two that the first (0) or second (1) of a repeated pair meets."""
    before, here, after = weight.unbind(dimension)
    return torch.stack((before, here + after) if place == 0 else (before + here, after), dimension)


def _frozen(values: Tensor) -> nn.Parameter:
    return nn.Parameter(values, requires_grad=False)
