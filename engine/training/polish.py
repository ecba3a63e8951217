"""The stages in which the encoder and all decoders learn together: the polish, and the finish after the texture.

Level by level, a frozen encoder hands its decoder what the teacher's features happen to carry. Together, the encoder
stays by the teacher's features and lets them carry what the decoders miss.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import torch
from torch import Tensor, nn

from engine.networks import SteppedNetwork, place
from engine.training.lessons import normalised
from engine.training.spread import MEASURED_LESSONS, Spread
from engine.training.texture import has_texture, pixel_error, strengths_of, texture_error, transformed
from engine.training.units import change_units, copy_of, in_units

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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
    - features: the error of F(x) from T(x) in units of the spread of the features, times a weight;
    - texture, in the finish: as in a `TextureStage`, at the levels that have it.

    Inside, features are in units of their deviation at each level, since Muon moves biases at the weights' pace.

    Args:
        name: of the stage, by which it draws its lessons.
        encoder: up to the deepest level; a copy is trained.
        decoders: by level; copies are trained.
        teacher: whose features the encoder stays by.
        lessons: with the student's features at all levels.
        threshold: the pack's smallest eigenvalue.
        settings: of the run.
        device: where to train.
    """

    def __init__(
        self,
        name: Literal["polish", "finish"],
        encoder: SteppedNetwork,
        decoders: Mapping[Level, SteppedNetwork],
        *,
        teacher: Teacher,
        lessons: Lessons,
        threshold: float,
        settings: TrainingSettings,
        device: torch.device,
    ) -> None:
        self.name: str = name
        finishing = name == "finish"
        self.steps = settings.finish_steps if finishing else settings.polish_steps
        self.highest_rate = settings.finish_rate if finishing else settings.polish_rate
        self._textured = tuple(filter(has_texture, teacher.levels)) if finishing else ()
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
        self._thresholds = {level: threshold / unit**2 for level, unit in units.items()}
        self.network.requires_grad_(requires_grad=True)
        place(self.network, device)

    def losses(self, step: int) -> dict[str, Tensor]:
        """The losses for the lessons of a step."""
        crops = self._lessons.pictures(self._lessons.draw(self.name, step, self._settings.batch))
        taught = self._teacher.features(crops)
        found = self.network.encoder.features(normalised(crops), self._teacher.levels)
        pixels, features, texture = [], [], []
        for level, spread in self._spreads.items():
            features.append(spread.error(self._units[level] * found[level], taught[level]))
            if level not in self.network.decoders:
                continue
            decoder = self.network.decoders[level]
            if level in self._textured:
                wanted = self._transformed(level, found[level], step)
                decoded = decoder(torch.cat([found[level], wanted]))
                texture.append(texture_error(self._encoder_to(level), decoded[len(crops) :], wanted))
            else:
                decoded = decoder(found[level])
            pixels.append(pixel_error(decoded[: len(crops)], crops))
        losses = {
            "pixels": torch.stack(pixels).sum(),
            "features": self._settings.polish_features * torch.stack(features).sum(),
        }
        if texture:
            losses["texture"] = self._settings.finish_texture * torch.stack(texture).sum()
        return losses

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

    def _transformed(self, level: Level, features: Tensor, step: int) -> Tensor:
        """Half of the crops with the moments of the other half's."""
        few = len(features) // 2
        strengths = strengths_of(self._settings.seed, f"{self.name} {level}", step, few)
        return transformed(features[:few], features[few : 2 * few], strengths, self._thresholds[level])

    def _encoder_to(self, level: Level) -> Callable[[Tensor], Tensor]:
        return lambda pictures: self.network.encoder.features(pictures, (level,))[level]
