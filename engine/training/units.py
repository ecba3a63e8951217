"""Copies of networks whose features are in other units: what they do stays the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from engine.networks.stepped import SteppedNetwork, place
from engine.vgg import stage_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.vgg import Level


def copy_of(network: SteppedNetwork) -> SteppedNetwork:
    """The same network with weights of its own, frozen."""
    copied = SteppedNetwork(network.layers)
    copied.load_state_dict(network.state_dict())
    place(copied, next(network.parameters()).device)
    return copied.requires_grad_(requires_grad=False)


def change_units(encoder: SteppedNetwork, factors: Mapping[Level, float]) -> None:
    """Multiplies an encoder's features at each level by a factor, and leaves what lies between as it is.

    ReLU, pooling and padding commute with a positive factor, so the factor of a level goes into the convolution that
    ends there and its inverse into the one after.
    """
    ends = {f"conv{stage_of(level)}_1": factor for level, factor in factors.items()}
    before = 1.0
    with torch.no_grad():
        for name, convolution in encoder.convolutions.items():
            convolution.get_parameter("weight").div_(before)
            before = ends.get(name, 1.0)
            convolution.get_parameter("weight").mul_(before)
            convolution.get_parameter("bias").mul_(before)


def in_units(network: SteppedNetwork, unit: float) -> SteppedNetwork:
    """A frozen copy of a network that takes what came in divided by a unit, and does the same."""
    changed = copy_of(network)
    with torch.no_grad():
        next(iter(changed.convolutions.values())).get_parameter("weight").mul_(unit)
    return changed
