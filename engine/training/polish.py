"""The last stage: the encoder and all decoders learn together.

Level by level, a frozen encoder hands its decoder what the teacher's features happen to carry. Together, the encoder
stays by the teacher's features and lets them carry what the decoders miss.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from engine.networks.stepped import SteppedNetwork, place
from engine.training.lessons import normalised
from engine.training.spread import MEASURED_LESSONS, Spread
from engine.training.units import change_units, copy_of, in_units

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.training.lessons import Lessons
    from engine.training.settings import TrainingSettings
    from engine.training.teacher import Teacher
    from engine.vgg import Level


class Together(nn.Module):
    """An encoder and the decoders on it.

    Args:
        encoder: of all levels.
        decoders: by level.
    """

    def __init__(self, encoder: SteppedNetwork, decoders: Mapping[Level, SteppedNetwork]) -> None:
        super().__init__()
        self.encoder = encoder
        self.decoders = nn.ModuleDict()
        for level, decoder in decoders.items():
            self.decoders[level] = decoder


class PolishStage:
    """Trains the encoder and the decoders of all levels but the shallowest, which is solved again afterwards.

    Losses, summed over levels, with F the encoder's features, T the teacher's, D the decoder, x the photo:

    - pixels: log |D(F(x)) - x|², so that a decibel is worth the same at every level;
    - features: the error of F(x) from T(x) in units of the spread of the features, times a weight.

    Inside, features are in units of their deviation at each level, since Muon moves biases at the weights' pace.

    Args:
        encoder: up to the deepest level; a copy is trained.
        decoders: by level; copies are trained.
        teacher: whose features the encoder stays by.
        lessons: with the student's features at all levels.
        settings: of the run.
        device: where to train.
    """

    name = "polish"

    def __init__(
        self,
        encoder: SteppedNetwork,
        decoders: Mapping[Level, SteppedNetwork],
        *,
        teacher: Teacher,
        lessons: Lessons,
        settings: TrainingSettings,
        device: torch.device,
    ) -> None:
        self.steps = settings.polish_steps
        self.highest_rate = settings.polish_rate
        self._teacher = teacher
        self._lessons = lessons
        self._settings = settings
        self._spreads: dict[Level, Spread] = {}
        for level in teacher.levels:
            self._spreads[level] = Spread(lessons.features(level, lessons.sample(MEASURED_LESSONS)))
        units = {level: spread.deviation for level, spread in self._spreads.items()}
        trained = {level: in_units(decoders[level], units[level]) for level in teacher.levels[1:]}
        self.network = Together(copy_of(encoder), trained)
        change_units(self.network.encoder, {level: 1 / unit for level, unit in units.items()})
        self._units = units
        self.network.requires_grad_(requires_grad=True)
        place(self.network, device)

    def losses(self, step: int) -> dict[str, Tensor]:
        """The losses for the lessons of a step."""
        crops = self._lessons.pictures(self._lessons.draw(self.name, step, self._settings.batch))
        taught = self._teacher.features(crops)
        found = self.network.encoder.features(normalised(crops), self._teacher.levels)
        pixels, features = [], []
        for level, spread in self._spreads.items():
            features.append(spread.error(self._units[level] * found[level], taught[level]))
            if level in self.network.decoders:
                decoded = self.network.decoders[level](found[level])
                pixels.append((decoded.float() - crops).square().mean().clamp_min(1e-9).log())
        return {
            "pixels": torch.stack(pixels).sum(),
            "features": self._settings.polish_features * torch.stack(features).sum(),
        }

    def finished_encoder(self) -> SteppedNetwork:
        """The encoder in the teacher's scale, frozen."""
        encoder = copy_of(self.network.encoder)
        change_units(encoder, self._units)
        return encoder

    def finished_decoder(self, level: Level) -> SteppedNetwork:
        """A decoder in the scale of the features, frozen."""
        decoder = self.network.decoders[level]
        assert isinstance(decoder, SteppedNetwork)
        return in_units(decoder, 1 / self._units[level])
