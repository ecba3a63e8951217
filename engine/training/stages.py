"""The loop that every stage of training shares: steps, learning rate, checkpoints, log."""

from __future__ import annotations

import json
import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import torch

from engine.errors import DeviceError
from engine.training.checkpoints import load_checkpoint, save_checkpoint
from engine.training.muon import Muon

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from pathlib import Path

    from torch import Tensor, nn

SECONDS_BETWEEN_CHECKPOINTS = 30.0
STEPS_BETWEEN_LOG_LINES = 25
WARMING_SHARE = 0.1
"""The share of a stage in which the learning rate rises."""


class Stage(Protocol):
    """One network to train."""

    name: str
    steps: int
    highest_rate: float

    @property
    def network(self) -> nn.Module:
        """The network whose parameters are trained."""

    def losses(self, step: int) -> Mapping[str, Tensor]:
        """The losses of a step; their sum is brought down."""


@dataclass(frozen=True)
class TrainingProgress:
    """A sign of life from training.

    Attributes:
        stage: its name.
        step: steps done.
        steps: steps to do.
        losses: of this step.
        seconds_left: of this stage, from the steps so far; None before there are any.
    """

    stage: str
    step: int
    steps: int
    losses: dict[str, float]
    seconds_left: float | None


def learning_rate(highest: float, step: int, steps: int) -> float:
    """One cycle: rises as a cosine over the first tenth, falls as a cosine to nothing.

    Source: Smith and Topin, "Super-Convergence", 2018. A function of the step alone, so resuming needs no memory.
    """
    warming = max(WARMING_SHARE * steps, 1.0)
    if step < warming:
        return highest * (0.04 + 0.96 * 0.5 * (1 - math.cos(math.pi * step / warming)))
    return highest * 0.5 * (1 + math.cos(math.pi * (step - warming) / max(steps - warming, 1.0)))


def train_stage(
    stage: Stage, folder: Path, device: torch.device, number_format: torch.dtype
) -> Generator[TrainingProgress, None, None]:
    """Trains one stage from where its checkpoint stands; closing the generator keeps what was reached.

    Args:
        stage: what to train.
        folder: of the run; holds a checkpoint for each stage and a log of all.
        device: where the stage's network is.
        number_format: of the activations; the weights and their updates stay in float32.

    Raises:
        DeviceError: a loss is no number any more.
        PackError: the checkpoint is damaged.
    """
    file = folder / f"{stage.name}.pt"
    optimiser = Muon(stage.network, stage.highest_rate)
    state = load_checkpoint(file, device)
    step = 0
    if state is not None:
        stage.network.load_state_dict(state["network"])
        optimiser.load_state_dict(state["optimiser"])
        step = state["step"]

    def keep() -> None:
        save_checkpoint(
            file, {"step": step, "network": stage.network.state_dict(), "optimiser": optimiser.state_dict()}
        )

    begun, first, kept = time.monotonic(), step, time.monotonic()
    whole = True
    try:
        while step < stage.steps:
            for group in optimiser.param_groups:
                group["lr"] = learning_rate(stage.highest_rate, step, stage.steps)
            with torch.autocast(device.type, number_format, enabled=number_format != torch.float32):
                losses = stage.losses(step)
            total = torch.stack(list(losses.values())).sum()
            if not torch.isfinite(total):
                raise DeviceError(
                    "The losses of {name} should be numbers, and at step {step} they are not: what was reached before "
                    "is kept; begin in another folder with a lower rate or in float32.",
                    name=stage.name,
                    step=step + 1,
                )
            optimiser.zero_grad(set_to_none=True)
            torch.autograd.backward(total)
            # Ctrl-C comes between any two lines, and must not keep weights that have moved by half.
            whole = False
            optimiser.step()
            step += 1
            whole = True
            told = {name: float(loss.detach()) for name, loss in losses.items()}
            if step % STEPS_BETWEEN_LOG_LINES == 0 or step == stage.steps:
                _log(folder, stage.name, step, told)
            if time.monotonic() - kept > SECONDS_BETWEEN_CHECKPOINTS:
                keep()
                kept = time.monotonic()
            left = (time.monotonic() - begun) / (step - first) * (stage.steps - step)
            yield TrainingProgress(stage.name, step, stage.steps, told, left)
    finally:
        if whole:
            keep()


def _log(folder: Path, stage: str, step: int, losses: dict[str, float]) -> None:
    """Adds a line to the log, which a report can plot; lines after the last checkpoint may come twice."""
    with (folder / "log.jsonl").open("a", encoding="utf-8") as log:
        log.write(json.dumps({"stage": stage, "step": step, **losses}) + "\n")
