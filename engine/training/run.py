"""A whole training run: lessons, the encoder block by block, a decoder for each level, the pack."""

from __future__ import annotations

from dataclasses import asdict
from itertools import pairwise
from typing import TYPE_CHECKING

import torch

from engine.packs.manifest import SHARED, Manifest
from engine.training.base import Run, encoder_of, stored_decoder, stored_encoder
from engine.training.decoders import DecoderBlockStage, DecoderStage, solve_single_convolution
from engine.training.encoder import EncoderStage
from engine.training.lessons import INPUT_MATRIX, INPUT_OFFSET, normalised
from engine.training.polish import PolishStage
from engine.training.spread import MEASURED_LESSONS, relative_error, root_mean_square
from engine.training.teacher import Teacher
from engine.training.texture import has_texture
from engine.training.units import in_units

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from pathlib import Path

    from torch import Tensor

    from engine.networks.stepped import SteppedNetwork
    from engine.packs.registry import InstalledPack
    from engine.training.settings import TrainingSettings
    from engine.training.stages import TrainingProgress
    from engine.vgg import Level


class TrainingRun(Run):
    """Trains a pack from random weights and a teacher.

    Args:
        folder: keeps settings, checkpoints, log and the finished pack.
        photos_folder: photos to learn from.
        teacher: the pack whose features are taught.
        settings: of the run.
        device: where to train.
        data: what the photos are and whose, for the manifest; empty: the name of their folder.

    Raises:
        JobError: the folder holds a run with other settings.
        PictureError: there are no photos.
        PackError: the teacher is damaged.
    """

    _settings: TrainingSettings

    def __init__(
        self,
        folder: Path,
        *,
        photos_folder: Path,
        teacher: InstalledPack,
        settings: TrainingSettings,
        device: torch.device,
        data: str = "",
    ) -> None:
        super().__init__(
            folder,
            photos_folder=photos_folder,
            settings=settings,
            device=device,
            data=data,
            sources={"teacher's hash": teacher.manifest.sha256},
        )
        self._taught = teacher.manifest
        self._teacher = Teacher(teacher, device)

    def train(self, name: str) -> Generator[TrainingProgress, None, Manifest]:
        """The encoder, the decoders, all together, and texture; see `Run.train`."""
        yield from self._prepare(self._teacher)
        encoders = yield from self._train_encoder()
        decoders = yield from self._train_decoders()
        encoders, decoders = yield from self._polish(encoders, decoders)
        levels = [level for level in reversed(self._teacher.levels) if has_texture(level)]
        for level in levels:
            self._lessons.learn(level, None, encoders[level])
        decoders = yield from self._teach_texture(levels, encoders, decoders, self._taught.eigenvalue_threshold)
        tensors = stored_encoder(encoders[self._teacher.levels[-1]])
        for level, decoder in decoders.items():
            tensors.update(stored_decoder(level, decoder))
        return self._finish(self._manifest(name, encoders, decoders), tensors)

    def _train_encoder(self) -> Generator[TrainingProgress, None, dict[Level, SteppedNetwork]]:
        """Returns the encoders up to each level; the lessons have their features afterwards."""
        encoders: dict[Level, SteppedNetwork] = {}
        learnt: dict[str, Tensor] = {}
        below: Level | None = None
        for level in self._teacher.levels:
            stage = EncoderStage(
                level,
                below,
                widths=self._teacher.widths,
                lessons=self._lessons,
                settings=self._settings,
                device=self._device,
            )
            yield from self._train(stage)
            block = stage.finished()
            self._lessons.learn(level, below, block)
            learnt.update(block.state_dict())
            encoders[level] = encoder_of(level, self._teacher.widths, learnt, self._device)
            below = level
        return encoders

    def _train_decoders(self) -> Generator[TrainingProgress, None, dict[Level, SteppedNetwork]]:
        widths, lessons = self._teacher.widths, self._lessons
        shallowest = self._teacher.levels[0]
        solved = solve_single_convolution(lessons, shallowest, widths[0], self._device)
        decoders = {shallowest: solved}
        scale = root_mean_square(lessons.features(shallowest, lessons.sample(MEASURED_LESSONS)))
        shallower = in_units(solved, scale)
        for below, level in pairwise(self._teacher.levels):
            block = DecoderBlockStage(
                level, below, widths=widths, lessons=lessons, settings=self._settings, device=self._device
            )
            yield from self._train(block)
            stage = DecoderStage(
                level,
                block=block.network,
                shallower=shallower,
                widths=widths,
                lessons=lessons,
                settings=self._settings,
                device=self._device,
            )
            yield from self._train(stage)
            decoders[level], shallower = stage.finished(), stage.network
        return decoders

    def _polish(
        self, encoders: Mapping[Level, SteppedNetwork], decoders: Mapping[Level, SteppedNetwork]
    ) -> Generator[TrainingProgress, None, tuple[dict[Level, SteppedNetwork], dict[Level, SteppedNetwork]]]:
        levels = self._teacher.levels
        stage = PolishStage(
            encoders[levels[-1]],
            decoders,
            teacher=self._teacher,
            lessons=self._lessons,
            settings=self._settings,
            device=self._device,
        )
        yield from self._train(stage)
        whole = stage.finished_encoder()
        weights, widths = whole.state_dict(), self._teacher.widths
        polished = {level: encoder_of(level, widths, weights, self._device) for level in levels}
        self._lessons.learn(levels[0], None, polished[levels[0]])
        solved = solve_single_convolution(self._lessons, levels[0], self._teacher.widths[0], self._device)
        return polished, {levels[0]: solved, **{level: stage.finished_decoder(level) for level in levels[1:]}}

    def _feature_errors(self, encoders: Mapping[Level, SteppedNetwork]) -> dict[str, float]:
        """Relative squared error of the features on held-out photos."""
        crops = self._validation()
        taught = self._teacher.features(crops)
        with torch.no_grad():
            return {
                f"{level}: relative squared error of the features": float(
                    relative_error(encoder(normalised(crops)), taught[level])
                )
                for level, encoder in encoders.items()
            }

    def _manifest(
        self, name: str, encoders: Mapping[Level, SteppedNetwork], decoders: Mapping[Level, SteppedNetwork]
    ) -> Manifest:
        return Manifest(
            name=name,
            description="Networks trained by Pentimento's own program.",
            licence="MIT",
            attribution="The Pentimento authors",
            origin="pentimento train",
            encoders={SHARED: self._teacher.widths},
            levels=dict.fromkeys(self._taught.levels, SHARED),
            input_matrix=INPUT_MATRIX,
            input_offset=INPUT_OFFSET,
            decoders_end_with_relu=False,
            eigenvalue_threshold=self._taught.eigenvalue_threshold,
            training={
                **asdict(self._settings),
                **self._facts(),
                **self._feature_errors(encoders),
                **self._decibels(encoders, decoders),
            },
        )
