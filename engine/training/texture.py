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
    from engine.networks import SteppedNetwork
    from engine.training.lessons import Lessons
    from engine.training.settings import TrainingSettings
    from engine.vgg import Level

SHALLOWEST_STAGE = 3
"""The decoders of relu1_1 and relu2_1 give nearly all back as they are."""

DEEPER_STEPS, DEEPER_WEIGHT = 3, 3
"""How many times as many steps relu4_1 and relu5_1 take, and as much weight: their features say less of pixels."""

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
        deeper = stage_of(level) > SHALLOWEST_STAGE
        self.steps = settings.texture_steps * (DEEPER_STEPS if deeper else 1)
        self._weight = settings.texture * (DEEPER_WEIGHT if deeper else 1)
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
        strengths = generator_of(self._settings.seed, f"{self.name}: strengths", step).uniform(
            LEAST_STRENGTH, 1, len(styles)
        )
        # Covariances in a half format would make other features of these, which the decoder would learn to answer.
        with torch.autocast(content.device.type, enabled=False):
            wanted = self._transformed(content.float(), styles.float(), strengths.tolist())
        decoded = self.network(torch.cat([content, wanted]) / self._unit)
        plain, painted = decoded[: len(content)], decoded[len(content) :]
        again = self._encoder(normalised(painted.clamp(-OVERSHOOT, 1 + OVERSHOOT)))
        crops = self._lessons.pictures(places[:few])
        return {
            "pixels": (plain.float() - crops).square().mean().clamp_min(1e-9).log(),
            "texture": self._weight * relative_error(again, wanted).clamp_min(1e-6).log(),
        }

    def finished(self) -> SteppedNetwork:
        """The decoder in the scale of the features, frozen."""
        return in_units(self.network, 1 / self._unit)

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
