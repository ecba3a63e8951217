"""The stage after the polish: deep decoders learn to give transformed features back as texture.

A decoder that has seen only the features of photos, and is judged by pixels, answers the transformed features of the
cascade with the blurred mean of what they might have been. The next encoder then finds little of the style in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor

from engine.networks import place
from engine.training.lessons import normalised
from engine.training.photos import generator_of
from engine.training.spread import MEASURED_LESSONS, Spread, relative_error
from engine.training.units import in_units
from engine.transforms import moments, whitening_colouring
from engine.vgg import stage_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.networks import SteppedNetwork
    from engine.training.lessons import Lessons
    from engine.training.settings import TrainingSettings
    from engine.vgg import Level

SHALLOWEST_STAGE = 3
"""The decoders of relu1_1 and relu2_1 give nearly all back as they are."""

LEAST_STRENGTH = 0.4
"""Features are transformed with strengths from this to 1."""

OVERSHOOT = 0.2
"""How far beyond 0…1 a decoded picture may go when it is encoded again: the cascade clamps only the last."""


class TextureStage:
    """Trains the decoder of one deep level, on the frozen encoder.

    Losses, with F the encoder up to the level, D the decoder, x a photo and g the features of a photo, whitened and
    coloured with the moments of another's and mixed with its own, as the cascade does:

    - pixels: log |D(F(x)) - x|²;
    - texture: log of |F(D(g)) - g|² relative to the variance of g, times a weight.

    Both are logarithms, so that a tenth less of either is worth the same. The decoders see features in units of their
    deviation, since Muon moves biases at the weights' pace.

    Source of the second: Wang et al., "Collaborative Distillation for Ultra-Resolution Universal Style Transfer",
    CVPR 2020, and Li et al., NIPS 2017, have it on the features of photos, where it changes little.

    Args:
        level: which.
        encoder: up to this level, frozen.
        decoder: a copy is trained.
        lessons: with the features of this encoder at this level.
        threshold: the pack's smallest eigenvalue.
        settings: of the run.
        device: where to train.
    """

    def __init__(
        self,
        level: Level,
        *,
        encoder: SteppedNetwork,
        decoder: SteppedNetwork,
        lessons: Lessons,
        threshold: float,
        settings: TrainingSettings,
        device: torch.device,
    ) -> None:
        self.name = f"texture {level}"
        self.steps = settings.texture_steps
        self.highest_rate = settings.texture_rate
        self._level: Level = level
        self._encoder = encoder
        self._lessons = lessons
        self._threshold = threshold
        self._settings = settings
        self._unit = Spread(lessons.features(level, lessons.sample(MEASURED_LESSONS))).deviation
        self.network = in_units(decoder, self._unit)
        self.network.requires_grad_(requires_grad=True)
        place(self.network, device)

    def losses(self, step: int) -> dict[str, Tensor]:
        """The losses for the lessons of a step; half of them lend the others their moments."""
        few = self._settings.batch - 1
        places = self._lessons.draw(self.name, step, 2 * few)
        features = self._lessons.features(self._level, places)
        content, styles = features[:few], features[few:]
        strengths = strengths_of(self._settings.seed, self.name, step, len(styles))
        wanted = transformed(content, styles, strengths, self._threshold)
        decoded = self.network(torch.cat([content, wanted]) / self._unit)
        plain, painted = decoded[: len(content)], decoded[len(content) :]
        return {
            "pixels": pixel_error(plain, self._lessons.pictures(places[:few])),
            "texture": self._settings.texture * texture_error(self._encoder, painted, wanted),
        }

    def finished(self) -> SteppedNetwork:
        """The decoder in the scale of the features, frozen."""
        return in_units(self.network, 1 / self._unit)


def transformed(content: Tensor, styles: Tensor, strengths: Sequence[float], threshold: float) -> Tensor:
    """Features as the cascade feeds them to a decoder; no gradient leads through this.

    Args:
        content: shape (N, C, h, w).
        styles: the same shape; each lends its moments to the content at its place.
        strengths: one for each.
        threshold: the pack's smallest eigenvalue.
    """
    with torch.no_grad():
        return torch.cat(
            [
                whitening_colouring(moments(one), moments(style), threshold).blended(strength).apply(one)
                for one, style, strength in zip(torch.split(content, 1), torch.split(styles, 1), strengths, strict=True)
            ]
        )


def strengths_of(seed: int, stage: str, step: int, count: int) -> list[float]:
    """With which strengths a step transforms features: depends on the seed and the step alone."""
    drawn: list[float] = generator_of(seed, f"{stage}: strengths", step).uniform(LEAST_STRENGTH, 1, count).tolist()
    return drawn


def texture_error(encoder: Callable[[Tensor], Tensor], painted: Tensor, wanted: Tensor) -> Tensor:
    """Log |F(y) - g|² relative to the variance of g, with y the decoded picture and g what it was decoded from."""
    again: Tensor = encoder(normalised(painted.clamp(-OVERSHOOT, 1 + OVERSHOOT)))
    return relative_error(again, wanted).clamp_min(1e-6).log()


def pixel_error(decoded: Tensor, crops: Tensor) -> Tensor:
    """Log |D(F(x)) - x|²: a decibel is worth the same at every level."""
    return (decoded.float() - crops).square().mean().clamp_min(1e-9).log()


def has_texture(level: Level) -> bool:
    """Whether the decoder of a level learns texture."""
    return stage_of(level) >= SHALLOWEST_STAGE
