"""The decoders' stages: each level's features back to a picture, on the finished encoder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.nn import functional

from engine.networks.stepped import SteppedNetwork, place
from engine.training.encoder import initialise, steps_for
from engine.training.spread import MEASURED_LESSONS, Spread, positions_factor, root_mean_square
from engine.training.units import in_units
from engine.vgg import Level, decoder_layers, stage_of

if TYPE_CHECKING:
    from engine.training.lessons import Lessons
    from engine.training.settings import TrainingSettings

SOLVED_LESSONS = 200
"""Lessons that a decoder of one convolution is solved from."""

RIDGE = 1e-9
"""Share of the mean squared feature by which the normal equations are regularised."""


def solve_single_convolution(lessons: Lessons, level: Level, width: int, device: torch.device) -> SteppedNetwork:
    """The decoder of relu1_1: one convolution without ReLU, so least squares has a closed form.

    W = (Σ A Aᵀ + λ)⁻¹ Σ A yᵀ over all positions, with A the 3×3 neighbourhood of the features and a 1, and y the
    pixel; in float64. Descent needs thousands of steps to come within 10 dB of it.

    Args:
        lessons: with the student's features.
        level: relu1_1.
        width: its channels.
        device: where the decoder is kept.
    """
    unknowns = 9 * width + 1
    squares = torch.zeros(unknowns, unknowns, dtype=torch.float64)
    products = torch.zeros(unknowns, 3, dtype=torch.float64)
    for one in torch.split(lessons.sample(SOLVED_LESSONS), 1):
        padded = functional.pad(lessons.features(level, one), (1, 1, 1, 1), mode="reflect")
        around = functional.unfold(padded, 3)[0].cpu().double()
        rows = torch.cat([around, torch.ones(1, around.shape[1], dtype=torch.float64)])
        squares += rows @ rows.T
        products += rows @ lessons.pictures(one)[0].flatten(1).cpu().double().T
    squares.diagonal().add_(RIDGE * squares.diagonal().mean())
    solution = torch.linalg.solve(squares, products).T.float()
    decoder = SteppedNetwork(decoder_layers(level, (width,), last_rectified=False))
    convolution = decoder.convolutions["conv1_1"]
    with torch.no_grad():
        convolution.get_parameter("weight").copy_(solution[:, :-1].reshape(3, width, 3, 3))
        convolution.get_parameter("bias").copy_(solution[:, -1])
    place(decoder, device)
    return decoder.requires_grad_(requires_grad=False)


class DecoderBlockStage:
    """Teaches the first block of a decoder to give the features of the level below.

    Composed with the decoder of that level it is a whole decoder, and a far better beginning than random weights: from
    those, 3,000 steps left relu5_1 at 13 dB. Features that come in and go out are in units of their root mean square.

    Args:
        level: whose features come in.
        below: whose features go out.
        widths: channels of the stages of the encoder.
        lessons: with the student's features.
        settings: of the run.
        device: where to train.
    """

    def __init__(
        self,
        level: Level,
        below: Level,
        *,
        widths: tuple[int, ...],
        lessons: Lessons,
        settings: TrainingSettings,
        device: torch.device,
    ) -> None:
        self.name = f"decoder block {level}"
        self.highest_rate = settings.encoder_rate
        self._level: Level = level
        self._below: Level = below
        self._lessons = lessons
        whole, rest = (decoder_layers(each, widths[: stage_of(each)], last_rectified=False) for each in (level, below))
        self.network = SteppedNetwork(whole[: -len(rest)])
        self.steps = steps_for(self.network, settings.block_steps)
        initialise(self.network, settings.seed)
        place(self.network, device)
        measured = lessons.sample(MEASURED_LESSONS)
        self._batch = settings.batch * positions_factor(below)
        self._scale_in = root_mean_square(lessons.features(level, measured))
        wanted = lessons.features(below, measured)
        self._scale_out = root_mean_square(wanted)
        self._spread = Spread(wanted)

    def losses(self, step: int) -> dict[str, Tensor]:
        """The error for the lessons of a step."""
        places = self._lessons.draw(self.name, step, self._batch)
        found = self._scale_out * self.network(self._lessons.features(self._level, places) / self._scale_in)
        return {"features": self._spread.error(found, self._lessons.features(self._below, places))}


class DecoderStage:
    """Trains the decoder of one level, by |D(F(x)) - x|² with x the photo, F its features and D the decoder.

    It begins as its block and the decoder of the level below, put together. The error is multiplied by 100, so that
    20 dB weigh 1.

    Args:
        level: which.
        block: the network of its `DecoderBlockStage`.
        shallower: the network of the level below, for features in units of their root mean square.
        widths: channels of the stages of the encoder.
        lessons: with the student's features.
        settings: of the run.
        device: where to train.
    """

    def __init__(
        self,
        level: Level,
        *,
        block: SteppedNetwork,
        shallower: SteppedNetwork,
        widths: tuple[int, ...],
        lessons: Lessons,
        settings: TrainingSettings,
        device: torch.device,
    ) -> None:
        self.name = f"decoder {level}"
        self.level: Level = level
        self.steps = settings.decoder_steps
        self.highest_rate = settings.decoder_rate
        self._lessons = lessons
        self._settings = settings
        self.network = SteppedNetwork(decoder_layers(level, widths[: stage_of(level)], last_rectified=False))
        self.network.load_state_dict({**block.state_dict(), **shallower.state_dict()})
        self._scale = root_mean_square(lessons.features(level, lessons.sample(MEASURED_LESSONS)))
        place(self.network, device)

    def losses(self, step: int) -> dict[str, Tensor]:
        """The error for the lessons of a step."""
        places = self._lessons.draw(self.name, step, self._settings.batch)
        decoded = self.network(self._lessons.features(self.level, places) / self._scale)
        # In hundredths, so that the four decimals that are shown tell something.
        return {"pixels": 100 * (decoded - self._lessons.pictures(places)).square().mean()}

    def finished(self) -> SteppedNetwork:
        """The decoder in the scale of the features, frozen."""
        return in_units(self.network, 1 / self._scale)
