"""The encoder's stage: one shared encoder learns a teacher's features at all its levels at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn

from engine.networks import SteppedNetwork, place
from engine.vgg import encoder_layers, stage_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import Tensor

    from engine.packs.manifest import Manifest
    from engine.training.photos import Photos
    from engine.training.settings import TrainingSettings
    from engine.vgg import Level

INPUT_MEAN, INPUT_DEVIATION = 0.45, 0.25
"""Of the values of usual photos; the pack's manifest carries them as the input normalisation."""

MEASURED_BATCHES = 8
"""Batches from which the spread of the teacher's features is measured."""

LEAST_VARIANCE = 0.1
"""Share of the mean channel's variance that each channel's is raised by."""


class EncoderStage:
    """Teaches a shared encoder; its features take the teacher's channels and scale, so that its threshold holds too.

    While it learns, each level's features are in units of their mean deviation: Adam moves every weight at the same
    pace, and would take thousands of steps to reach the scale of the teacher's. `in_teacher_s_scale` puts it back.

    The loss at each level is the mean over channels of E|student - teacher|² / Var(teacher), the relative squared
    error, with the variance of each channel held from below by a share of the mean's, so that channels that hardly
    ever answer do not drown the others.

    Args:
        manifest: the teacher's.
        teachers: the teacher's encoders, one for each level, frozen.
        photos: to train on.
        settings: of the run.
        device: where to train.
    """

    name = "encoder"

    def __init__(
        self,
        manifest: Manifest,
        teachers: Mapping[Level, SteppedNetwork],
        photos: Photos,
        settings: TrainingSettings,
        device: torch.device,
    ) -> None:
        self.steps = settings.encoder_steps
        self._levels = tuple(manifest.levels)
        self._teachers = teachers
        self._photos = photos
        self._settings = settings
        self._device = device
        self.widths = shared_widths(manifest)
        self.network = SteppedNetwork(encoder_layers(self._levels[0], self.widths))
        initialise(self.network, settings.seed)
        place(self.network, device)
        self._variances = self._measure()
        self._scales = {level: float(variance.mean().sqrt()) for level, variance in self._variances.items()}

    def losses(self, step: int) -> dict[str, Tensor]:
        """The relative squared error at each level, for the crops of a step."""
        return self._errors(self._crops("encoder", step))

    def validate(self, crops: Tensor) -> dict[str, float]:
        """The relative squared error at each level on given crops."""
        with torch.no_grad():
            return {level: float(error) for level, error in self._errors(crops.to(self._device)).items()}

    def in_teacher_s_scale(self) -> SteppedNetwork:
        """The encoder with the teacher's scale at every level, frozen.

        ReLU, pooling and padding commute with a positive factor, so a factor at one level is undone by the next
        convolution's weights.
        """
        scaled = SteppedNetwork(self.network.layers)
        scaled.load_state_dict(self.network.state_dict())
        place(scaled, self._device)
        factors = {f"conv{stage_of(level)}_1": scale for level, scale in self._scales.items()}
        before = 1.0
        with torch.no_grad():
            for name, convolution in scaled.convolutions.items():
                factor = factors.get(name, 1.0)
                convolution.get_parameter("weight").mul_(factor / before)
                convolution.get_parameter("bias").mul_(factor)
                before = factor
        return scaled.requires_grad_(requires_grad=False)

    def _errors(self, crops: Tensor) -> dict[str, Tensor]:
        taught = self._taught(crops)
        learnt = self.network.features(normalised(crops), self._levels)
        return {
            level: relative_error(self._scales[level] * learnt[level], taught[level], self._variances[level])
            for level in self._levels
        }

    def _crops(self, stage: str, step: int) -> Tensor:
        settings = self._settings
        return self._photos.crops(settings.seed, stage, step, settings.batch, settings.crop).to(self._device)

    def _taught(self, crops: Tensor) -> dict[Level, Tensor]:
        with torch.no_grad():
            return {level: self._teachers[level](crops) for level in self._levels}

    def _measure(self) -> dict[Level, Tensor]:
        """The variance of each channel of the teacher's features, from a few batches."""
        parts: dict[Level, list[Tensor]] = {level: [] for level in self._levels}
        for batch in range(MEASURED_BATCHES):
            for level, features in self._taught(self._crops("measure", batch)).items():
                parts[level].append(features.var(dim=(0, 2, 3)))
        variances = {level: torch.stack(measured).mean(dim=0) for level, measured in parts.items()}
        return {
            level: (variance + LEAST_VARIANCE * variance.mean()).clamp_min(1e-12)
            for level, variance in variances.items()
        }


def normalised(crops: Tensor) -> Tensor:
    """Crops of 0…1 as a new encoder takes them: about zero mean and unit deviation."""
    return (crops - INPUT_MEAN) / INPUT_DEVIATION


def relative_error(learnt: Tensor, taught: Tensor, variance: Tensor) -> Tensor:
    """Mean of |learnt - taught|² / variance over positions and channels."""
    return ((learnt - taught).square().mean(dim=(0, 2, 3)) / variance).mean()


def shared_widths(manifest: Manifest) -> tuple[int, ...]:
    """Channels of the stages of a shared encoder whose features have a teacher's channels at every level."""
    widths = list(manifest.widths(next(iter(manifest.levels))))
    for level in manifest.levels:
        widths[stage_of(level) - 1] = manifest.widths(level)[-1]
    return tuple(widths)


def initialise(network: SteppedNetwork, seed: int) -> None:
    """Random weights (He et al., ICCV 2015) and no biases."""
    numbers = torch.Generator().manual_seed(seed)
    for convolution in network.convolutions.values():
        nn.init.kaiming_normal_(convolution.get_parameter("weight"), nonlinearity="relu", generator=numbers)
        nn.init.zeros_(convolution.get_parameter("bias"))
