"""Muon: momentum whose every direction moves the weights alike.

A convolution's gradient is dominated by a few directions, those of smooth, strongly correlated features, and plain
descent and Adam crawl along all others. Here the momentum M of each convolution, read as a matrix of outputs ×
(inputs and bias), is replaced by U Vᵀ of its singular value decomposition U S Vᵀ before it is subtracted. On these
networks a few hundred steps reach what takes Adam tens of thousands.

Source: Jordan et al., "Muon: An optimizer for hidden layers in neural networks", 2024. torch.optim.Muon takes matrices
only, without convolutions and biases.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch
from torch import nn
from torch.optim import Optimizer

if TYPE_CHECKING:
    from torch import Tensor

MOMENTUM = 0.9
COEFFICIENTS = (3.4445, -4.7750, 2.0315)
"""Of the quintic iteration whose fixed band of singular values is about 0.7 to 1.2."""

ITERATIONS = 5


class Muon(Optimizer):
    """Trains all convolutions of a network.

    Args:
        network: with convolutions, each with a bias, and no other parameters. Features that come in should be of the
            order of 1, since the bias moves at the weights' pace.
        rate: the learning rate, about the largest singular value of a step.
    """

    def __init__(self, network: nn.Module, rate: float) -> None:
        groups = [
            {"params": [module.weight, module.bias]} for module in network.modules() if isinstance(module, nn.Conv2d)
        ]
        super().__init__(groups, {"lr": rate})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]  # no closure is ever taken
        """Moves every convolution against its orthogonalised momentum; needs the gradients of all."""
        assert closure is None, "losses are not computed anew within a step"
        for group in self.param_groups:
            weight, bias = group["params"]
            gradient = torch.cat([weight.grad.flatten(1), bias.grad[:, None]], dim=1)
            state = self.state[weight]
            if "momentum" not in state:
                state["momentum"] = torch.zeros_like(gradient)
            momentum = state["momentum"].mul_(MOMENTUM).add_(gradient)
            move = orthogonalised(gradient + MOMENTUM * momentum)
            rate = group["lr"] * math.sqrt(max(1.0, move.shape[0] / move.shape[1]))
            weight.sub_(rate * move[:, :-1].reshape(weight.shape))
            bias.sub_(rate * move[:, -1])


def orthogonalised(matrix: Tensor) -> Tensor:
    """The matrix U Vᵀ of the singular value decomposition U S Vᵀ, roughly: S becomes 0.7 to 1.2.

    Args:
        matrix: shape (M, N).
    """
    first, third, fifth = COEFFICIENTS
    wide = matrix.shape[0] <= matrix.shape[1]
    found: Tensor = matrix if wide else matrix.T
    found = found / (found.norm() + 1e-12)
    for _ in range(ITERATIONS):
        square = found @ found.T
        found = first * found + (third * square + fifth * square @ square) @ found
    return found if wide else found.T
