"""The last stages: all decoders but the shallowest learn to give transformed features back as texture.

A decoder that has seen only the features of photos, and is judged by pixels, answers the transformed features of the
cascade with the blurred mean of what they might have been. The next encoder then finds little of the style in it.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from engine.networks.stepped import place
from engine.training.lessons import normalised
from engine.training.photos import generator_of
from engine.training.spread import MEASURED_LESSONS, Spread, relative_error
from engine.training.units import in_units
from engine.transfer.transforms import moments, whitening_colouring
from engine.vgg import LEVELS, stage_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.networks.stepped import SteppedNetwork
    from engine.training.lessons import Lessons
    from engine.training.settings import TextureSettings
    from engine.vgg import Level

SHALLOWEST_STAGE = 2
"""The decoder of relu1_1 gives nearly all back as it is."""

DEEP_STAGE, DEEP_STEPS, DEEP_WEIGHT = 4, 3, 3
"""How many times as many steps relu4_1 and relu5_1 take, and as much weight: their features say less of pixels."""

LEAST_STRENGTH = 0.4
"""Features are transformed with strengths from this to 1."""

OVERSHOOT = 0.2
"""How far beyond 0…1 a decoded picture may go when it is encoded again: the cascade clamps only the last."""


class TextureStage:
    """Trains the decoder of one level, on the frozen encoder and below the frozen decoders of deeper levels.

    Losses, with F the encoder up to the level, D the decoder, x a photo, c what the cascade hands to this level (the
    features of a photo that the deeper levels have painted with another's moments), and g these features whitened,
    coloured with that other's moments and mixed with themselves:

    - pixels: log |D(F(x)) - x|²;
    - texture: log of |F(D(g)) - g|² relative to the variance of g, times a weight.

    Both are logarithms, so that a tenth less of either is worth the same. The decoders see features in units of their
    deviation, since Muon moves biases at the weights' pace.

    Source of the second: Wang et al., "Collaborative Distillation for Ultra-Resolution Universal Style Transfer",
    CVPR 2020, and Li et al., NIPS 2017, have it on the features of photos, where it changes little.

    Args:
        level: which.
        encoders: up to each level, frozen.
        decoders: of the level, a copy of which is trained, and of all deeper ones, frozen.
        lessons: with the features of these encoders at this and all deeper levels.
        threshold: the pack's smallest eigenvalue.
        settings: of the run.
        device: where to train.
    """

    def __init__(
        self,
        level: Level,
        *,
        encoders: Mapping[Level, SteppedNetwork],
        decoders: Mapping[Level, SteppedNetwork],
        lessons: Lessons,
        threshold: float,
        settings: TextureSettings,
        device: torch.device,
    ) -> None:
        self.name = f"texture {level}"
        deep = stage_of(level) >= DEEP_STAGE
        self.steps = settings.texture_steps * (DEEP_STEPS if deep else 1)
        self._weight = settings.texture * (DEEP_WEIGHT if deep else 1)
        self.highest_rate = settings.texture_rate
        self._level: Level = level
        self._path: tuple[Level, ...] = tuple(
            each for each in LEVELS if each in encoders and stage_of(each) >= stage_of(level)
        )
        self._encoders = encoders
        self._decoders = dict(decoders)
        self._lessons = lessons
        self._threshold = threshold
        self._settings = settings
        self._unit = Spread(lessons.features(level, lessons.sample(MEASURED_LESSONS))).deviation
        self.network = in_units(decoders[level], self._unit)
        self.network.requires_grad_(requires_grad=True)
        place(self.network, device)

    def losses(self, step: int) -> dict[str, Tensor]:
        """The losses for the lessons of a step; half of them lend the others their moments."""
        few = self._settings.batch - 1
        places = self._lessons.draw(self.name, step, 2 * few)
        photos, styles = places[:few], places[few:]
        strengths = generator_of(self._settings.seed, f"{self.name}: strengths", step).uniform(
            LEAST_STRENGTH, 1, len(styles)
        )
        content, crops = self._lessons.features(self._level, photos), self._lessons.pictures(photos)
        # Covariances in a half format would make other features of these, which the decoder would learn to answer.
        with torch.no_grad(), torch.autocast(crops.device.type, enabled=False):
            wanted = self._wanted(photos, styles, strengths.tolist())
        decoded = self.network(torch.cat([content, wanted]) / self._unit)
        plain, painted = decoded[: len(content)], decoded[len(content) :]
        again = self._encoders[self._level](normalised(painted.clamp(-OVERSHOOT, 1 + OVERSHOOT)))
        return {
            "pixels": (plain.float() - crops).square().mean().clamp_min(1e-9).log(),
            "texture": self._weight * relative_error(again, wanted).clamp_min(1e-6).log(),
        }

    def finished(self) -> SteppedNetwork:
        """The decoder in the scale of the features, frozen."""
        return in_units(self.network, 1 / self._unit)

    def _wanted(self, photos: Tensor, styles: Tensor, strengths: list[float]) -> Tensor:
        """What the cascade asks of this level, for the lessons at some places in the style of others."""
        features = self._lessons.features
        content = features(self._path[0], photos)
        for level, next_level in pairwise(self._path):
            painted = self._decoders[level](self._transformed(content, features(level, styles), strengths))
            content = self._encoders[next_level](normalised(painted))
        return self._transformed(content, features(self._level, styles), strengths)

    def _transformed(self, content: Tensor, styles: Tensor, strengths: list[float]) -> Tensor:
        return torch.cat(
            [
                whitening_colouring(moments(one), moments(style), self._threshold).blended(strength).apply(one)
                for one, style, strength in zip(torch.split(content, 1), torch.split(styles, 1), strengths, strict=True)
            ]
        )


def has_texture(level: Level) -> bool:
    """Whether the decoder of a level learns texture."""
    return stage_of(level) >= SHALLOWEST_STAGE
