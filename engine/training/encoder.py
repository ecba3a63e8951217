"""The encoder's stages: a shared encoder learns a teacher's features level by level.

A block of the encoder leads from one level to the next: pictures to relu1_1, relu1_1 to relu2_1, and so on. Each is
trained on its own, on the features that the finished blocks before it give, which makes every problem shallow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn

from engine.networks.stepped import SteppedNetwork, place
from engine.training.spread import MEASURED_LESSONS, Spread, positions_factor, root_mean_square
from engine.training.units import copy_of
from engine.vgg import encoder_layers

if TYPE_CHECKING:
    from torch import Tensor

    from engine.training.lessons import Lessons
    from engine.training.settings import TrainingSettings
    from engine.vgg import Layer, Level


class EncoderStage:
    """Teaches one block of the encoder.

    Inside, features that come in and go out are of the order of 1; `finished` has the teacher's scale, so that the
    teacher's eigenvalue threshold holds for the new pack too.

    The loss is the error in units of the spread of the teacher's features (`Spread.error`).

    Args:
        level: where the block ends.
        below: where it begins; None where it begins with the picture.
        widths: channels of the stages of the encoder.
        lessons: with the student's features below, and the teacher's at this level.
        settings: of the run.
        device: where to train.
    """

    def __init__(
        self,
        level: Level,
        below: Level | None,
        *,
        widths: tuple[int, ...],
        lessons: Lessons,
        settings: TrainingSettings,
        device: torch.device,
    ) -> None:
        self.name = f"encoder {level}"
        self.highest_rate = settings.encoder_rate
        self.level: Level = level
        self._below = below
        self._lessons = lessons
        self.network = SteppedNetwork(block_layers(level, below, widths))
        self.steps = steps_for(self.network, settings.encoder_steps)
        initialise(self.network, settings.seed)
        place(self.network, device)
        measured = lessons.sample(MEASURED_LESSONS)
        self._batch = settings.batch * positions_factor(level)
        self._scale_in = 1.0 if below is None else root_mean_square(lessons.features(below, measured))
        self._spread = Spread(lessons.features(level, measured))

    def losses(self, step: int) -> dict[str, Tensor]:
        """The error for the lessons of a step."""
        places = self._lessons.draw(self.name, step, self._batch)
        given = self._lessons.given(self._below, places)
        learnt = self._spread.deviation * self.network(given / self._scale_in)
        return {"features": self._spread.error(learnt, self._lessons.features(self.level, places))}

    def finished(self) -> SteppedNetwork:
        """The block in the scale of the features that come in and of the teacher's that go out, frozen.

        ReLU, pooling and padding commute with a positive factor, so the factors go into the first convolution's
        weights and all of the last convolution.
        """
        block = copy_of(self.network)
        convolutions = list(block.convolutions.values())
        with torch.no_grad():
            convolutions[0].get_parameter("weight").div_(self._scale_in)
            convolutions[-1].get_parameter("weight").mul_(self._spread.deviation)
            convolutions[-1].get_parameter("bias").mul_(self._spread.deviation)
        return block


def block_layers(level: Level, below: Level | None, widths: tuple[int, ...]) -> tuple[Layer, ...]:
    """The encoder's layers after one level, up to and including another."""
    layers = encoder_layers(level, widths)
    return layers if below is None else layers[len(encoder_layers(below, widths)) :]


def steps_for(network: SteppedNetwork, steps: int) -> int:
    """A block's share of steps: so many for two convolutions, half for one, twice for four."""
    return max(1, steps * len(network.convolutions) // 2)


def initialise(network: SteppedNetwork, seed: int) -> None:
    """Random weights (He et al., ICCV 2015) and no biases."""
    numbers = torch.Generator().manual_seed(seed)
    for convolution in network.convolutions.values():
        nn.init.kaiming_normal_(convolution.get_parameter("weight"), nonlinearity="relu", generator=numbers)
        nn.init.zeros_(convolution.get_parameter("bias"))
