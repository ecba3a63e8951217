"""Optimises the pixels of a picture, step by step: image optimisation as Gatys et al. do it.

Source: Gatys, Ecker and Bethge, "Image Style Transfer Using Convolutional Neural Networks", CVPR 2016.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from engine.look.refining import HISTORY, Losses

if TYPE_CHECKING:
    from collections.abc import Generator

    from torch import Tensor

    from engine.look.refining import Optimiser
    from engine.measures.losses import Objective

MARGIN = 0.5 / 255
"""How far values may go beyond 0 and 1: half a grey level, which rounding takes away."""

LEARNING_RATE = 0.02
"""Of Adam, in the unit of `angles_of`, in which black and white are about 3 apart."""

FIRST_MOVES = (1e-2, 1e-4, 1e-6)
"""How far a first step of L-BFGS tries to move an angle, on average; the next where that leads nowhere."""


@dataclass(frozen=True)
class Optimised:
    """The picture after some steps.

    Attributes:
        picture: shape (1, 3, H, W), values 0…1.
        losses: of it.
    """

    picture: Tensor
    losses: Losses


def optimise(objective: Objective, start: Tensor, optimiser: Optimiser, steps: int) -> Generator[Optimised, None, None]:
    """Makes an objective small; closing the generator stops.

    What is optimised are not the values x but angles u with x = ½ + (½ + m) sin u, so that the values stay within
    0…1 (but for m, half a grey level) without being cut off: the objective stays smooth, and the line search of L-BFGS
    never lets it rise.

    Args:
        objective: what to make small.
        start: the picture to begin with, shape (1, 3, H, W), values 0…1.
        optimiser: lbfgs or adam.
        steps: how many at most.

    Yields:
        The picture before the first step and after each.

    Raises:
        FloatingPointError: the losses are no numbers any more.
    """
    angles = angles_of(start.detach()).contiguous().requires_grad_()
    evaluation = _Evaluation(objective, angles)
    stepping = torch.optim.Adam([angles], lr=LEARNING_RATE) if optimiser == "adam" else _lbfgs(angles, FIRST_MOVES[0])
    for step in range(steps + 1):
        if step:
            before = evaluation.total
            _step(stepping, evaluation)
            # Where the objective has a kink, what L-BFGS remembers may lead nowhere: it begins afresh.
            for move in FIRST_MOVES if optimiser == "lbfgs" else ():
                if evaluation.total < before:
                    break
                stepping = _lbfgs(angles, move)
                _step(stepping, evaluation)
        evaluation()
        if not evaluation.total < float("inf"):
            message = f"the losses of step {step} are no numbers"
            raise FloatingPointError(message)
        losses = Losses(step, evaluation.content, evaluation.style, objective.ratio)
        yield Optimised(values_of(angles.detach()).clamp(0, 1), losses)


def _lbfgs(angles: Tensor, move: float) -> torch.optim.Optimizer:
    """L-BFGS that takes one step at a time, so that there is something to see, and to stop at, after each.

    Before it knows anything of the curvature, it moves all values together by its learning rate.
    """
    first = move * angles.numel()
    return torch.optim.LBFGS([angles], lr=first, max_iter=1, history_size=HISTORY, line_search_fn="strong_wolfe")


def _step(stepping: torch.optim.Optimizer, evaluation: _Evaluation) -> None:
    stepping.step(evaluation)
    if isinstance(stepping, torch.optim.LBFGS):
        stepping.param_groups[0]["lr"] = 1.0
    evaluation()


def angles_of(values: Tensor) -> Tensor:
    """The angles of values within 0…1."""
    return torch.asin((values - 0.5) / (0.5 + MARGIN))


def values_of(angles: Tensor) -> Tensor:
    """The values of angles, within 0…1 but for the margin."""
    return 0.5 + (0.5 + MARGIN) * torch.sin(angles)


class _Evaluation:
    """The objective and its gradient at the angles, computed once for each point.

    An optimiser asks again for the point that its last step ended at.

    Args:
        objective: what to make small.
        angles: what is optimised; their gradient is left in them.
    """

    def __init__(self, objective: Objective, angles: Tensor) -> None:
        self._objective = objective
        self._angles = angles
        self._point: Tensor | None = None
        self.content = self.style = self.total = float("nan")

    def __call__(self) -> float:
        """The total, scaled by the number of values, so that no gradient is tiny."""
        angles = self._angles
        if self._point is None or not torch.equal(self._point, angles.detach()):
            angles.grad = None
            with torch.enable_grad():
                content, style = self._objective.losses(values_of(angles))
                total = content + self._objective.ratio * style
                (total * angles.numel()).backward()  # type: ignore[no-untyped-call]  # untyped in torch
            self._point = angles.detach().clone()
            self.content, self.style, self.total = (float(each.detach()) for each in (content, style, total))
        return self.total * angles.numel()
