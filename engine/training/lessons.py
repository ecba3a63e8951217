"""Lessons: crops that are drawn once and kept in memory with their features.

Every network but the first learns from features. Computing those anew in every step would cost more than the learning
itself, so a few thousand crops are encoded once and drawn from again and again. The features start as the teacher's;
when a block of the student has learnt to give them, the student's own take their place, so that the next block learns
to make good what the last one left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import torch

from engine.training.photos import generator_of

if TYPE_CHECKING:
    from collections.abc import Generator

    from torch import Tensor, nn

    from engine.packs.manifest import Matrix, Triple
    from engine.training.photos import Photos
    from engine.training.settings import TextureSettings
    from engine.training.teacher import Teacher
    from engine.vgg import Level

TOGETHER = 16
"""Crops that are encoded at once."""

LARGEST = 60000.0
"""Features are kept in float16, which ends at 65504."""

INPUT_MEAN, INPUT_DEVIATION = 0.45, 0.25
"""Of the values of usual photos."""

_SCALE, _SHIFT = 1 / INPUT_DEVIATION, -INPUT_MEAN / INPUT_DEVIATION
INPUT_MATRIX: Matrix = ((_SCALE, 0.0, 0.0), (0.0, _SCALE, 0.0), (0.0, 0.0, _SCALE))
INPUT_OFFSET: Triple = (_SHIFT, _SHIFT, _SHIFT)
"""The input normalisation that a pack's manifest carries: what `normalised` does."""

Places: TypeAlias = "slice | Tensor"
"""Which lessons."""


class Lessons:
    """Crops and their features.

    Args:
        photos: to draw from.
        settings: of the run.
        device: where to compute; the lessons themselves stay in main memory.
    """

    def __init__(self, photos: Photos, settings: TextureSettings, device: torch.device) -> None:
        self._photos = photos
        self._settings = settings
        self._device = device
        self._pictures = torch.empty(0)
        self._features: dict[Level, Tensor] = {}

    def prepare(self, teacher: Teacher) -> Generator[int, None, None]:
        """Draws the crops and has the teacher encode them; yields how many are done."""
        count, side = self._settings.lessons, self._settings.crop
        self._pictures = torch.empty((count, 3, side, side), dtype=torch.uint8).to(memory_format=torch.channels_last)
        for start in range(0, count, TOGETHER):
            crops = self._photos.crops(self._settings.seed, "lessons", start, min(TOGETHER, count - start), side)
            self._pictures[start : start + len(crops)] = (crops * 255).round().to(torch.uint8)
            for level, features in teacher.features(self.pictures(slice(start, start + len(crops)))).items():
                self._keep(level, start, features)
            yield start + len(crops)

    def learn(self, level: Level, below: Level | None, block: nn.Module) -> None:
        """Replaces the features of a level by those of the student.

        Args:
            level: which.
            below: the level whose features the block takes; None where it takes normalised pictures.
            block: the finished part of the student's encoder between the two.
        """
        with torch.no_grad():
            for start in range(0, len(self._pictures), TOGETHER):
                places = slice(start, start + TOGETHER)
                self._keep(level, start, block(self.given(below, places)))

    def draw(self, stage: str, step: int, count: int) -> Tensor:
        """Which lessons a step takes: depends on the seed and the step alone."""
        numbers = generator_of(self._settings.seed, stage, step)
        return torch.from_numpy(numbers.choice(len(self._pictures), min(count, len(self._pictures))))

    def given(self, below: Level | None, places: Places) -> Tensor:
        """What a block of the encoder takes: features of a level, or normalised pictures."""
        return normalised(self.pictures(places)) if below is None else self.features(below, places)

    def pictures(self, places: Places) -> Tensor:
        """Crops of 0…1, shape (N, 3, side, side)."""
        return self._pictures[places].to(self._device, torch.float32, memory_format=torch.channels_last) / 255

    def features(self, level: Level, places: Places) -> Tensor:
        """Their features at a level, float32, shape (N, C, h, w)."""
        return self._features[level][places].to(self._device, torch.float32, memory_format=torch.channels_last)

    def sample(self, count: int) -> Tensor:
        """The places of the first lessons, for measuring."""
        return torch.arange(min(count, len(self._pictures)))

    def _keep(self, level: Level, start: int, features: Tensor) -> None:
        if level not in self._features:
            shape = (len(self._pictures), *features.shape[1:])
            self._features[level] = torch.empty(shape, dtype=torch.float16).to(memory_format=torch.channels_last)
        self._features[level][start : start + len(features)] = features.clamp(max=LARGEST).half()


def normalised(crops: Tensor) -> Tensor:
    """Crops of 0…1 as a new encoder takes them: about zero mean and unit deviation."""
    return (crops - INPUT_MEAN) / INPUT_DEVIATION
