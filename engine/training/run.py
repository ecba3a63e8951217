"""A whole training run: the encoder, a decoder for each level, the pack."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import torch

from engine.networks import SteppedNetwork, build_networks, place
from engine.packs.manifest import SHARED, Manifest
from engine.packs.weights import load, write
from engine.training.decoders import DecoderStage
from engine.training.encoder import INPUT_DEVIATION, INPUT_MEAN, EncoderStage, shared_widths
from engine.training.photos import find_photos
from engine.training.settings import settle
from engine.training.stages import train_stage
from engine.vgg import encoder_layers, stage_of

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from engine.packs.registry import InstalledPack
    from engine.training.photos import Photos
    from engine.training.settings import TrainingSettings
    from engine.training.stages import TrainingProgress
    from engine.vgg import Level

VALIDATED_PHOTOS = 32


class TrainingRun:
    """Trains a pack in a folder; begun again in the same folder it goes on where it was.

    Args:
        folder: keeps settings, checkpoints, log and the finished pack.
        photos_folder: photos to learn from.
        teacher: the pack whose features are taught.
        settings: of the run.
        device: where to train.

    Raises:
        JobError: the folder holds a run with other settings.
        PictureError: there are no photos.
        PackError: the teacher is damaged.
    """

    def __init__(
        self,
        folder: Path,
        *,
        photos_folder: Path,
        teacher: InstalledPack,
        settings: TrainingSettings,
        device: torch.device,
    ) -> None:
        self.photos: Photos = find_photos(photos_folder, settings.held_out)
        settle(folder, settings)
        self._folder = folder
        self._settings = settings
        self._teacher = teacher
        self._device = device
        self._validation: dict[str, float] = {}

    def train(self, name: str) -> Generator[TrainingProgress, None, Manifest]:
        """Trains what is not trained yet and writes the pack.

        Args:
            name: of the pack, which is written into a folder of that name within the run's.

        Returns:
            The pack's manifest, with the settings and the errors on held-out photos.
        """
        encoder = yield from self._train_encoder()
        tensors = {
            f"encoders.{SHARED}.{name}.{part}": tensor.detach().cpu().float()
            for name, convolution in encoder.convolutions.items()
            for part, tensor in convolution.state_dict().items()
        }
        widths = shared_widths(self._teacher.manifest)
        for level in self._teacher.manifest.levels:
            stage = DecoderStage(
                level,
                encoder=_beginning(encoder, level, widths, self._device),
                widths=widths[: stage_of(level)],
                photos=self.photos,
                settings=self._settings,
                device=self._device,
            )
            yield from train_stage(stage, self._folder, self._settings, self._device)
            self._validation[f"held-out squared error of {level}'s decoder"] = stage.validate(self._held_out())
            for part, tensor in stage.network.folded().items():
                tensors[f"decoders.{level}.{part}"] = tensor
        folder = self._folder / name
        folder.mkdir(exist_ok=True)
        return write(folder, self._manifest(name, widths), tensors)

    def _train_encoder(self) -> Generator[TrainingProgress, None, SteppedNetwork]:
        manifest = self._teacher.manifest
        weights = load(self._teacher)
        teachers = {
            level: build_networks(manifest, weights, level, self._device, torch.float32).encoder
            for level in manifest.levels
        }
        stage = EncoderStage(manifest, teachers, self.photos, self._settings, self._device)
        yield from train_stage(stage, self._folder, self._settings, self._device)
        for level, error in stage.validate(self._held_out()).items():
            self._validation[f"held-out relative squared error of {level}'s features"] = error
        return stage.in_teacher_s_scale()

    def _held_out(self) -> torch.Tensor:
        return self.photos.validation(VALIDATED_PHOTOS, self._settings.crop)

    def _manifest(self, name: str, widths: tuple[int, ...]) -> Manifest:
        teacher = self._teacher.manifest
        scale = 1 / INPUT_DEVIATION
        shift = -INPUT_MEAN / INPUT_DEVIATION
        return Manifest(
            name=name,
            description="Networks trained by Pentimento's own program.",
            licence="MIT",
            attribution="The Pentimento authors",
            origin="pentimento train",
            encoders={SHARED: widths},
            levels=dict.fromkeys(teacher.levels, SHARED),
            input_matrix=((scale, 0.0, 0.0), (0.0, scale, 0.0), (0.0, 0.0, scale)),
            input_offset=(shift, shift, shift),
            decoders_end_with_relu=False,
            eigenvalue_threshold=teacher.eigenvalue_threshold,
            training={
                **asdict(self._settings),
                "teacher's hash": teacher.sha256,
                "photos": len(self.photos.training),
                **self._validation,
            },
        )


def _beginning(encoder: SteppedNetwork, level: Level, widths: tuple[int, ...], device: torch.device) -> SteppedNetwork:
    """The part of a shared encoder up to a level, frozen."""
    part = SteppedNetwork(encoder_layers(level, widths))
    own = encoder.state_dict()
    part.load_state_dict({name: own[name] for name in part.state_dict()})
    place(part, device)
    return part.requires_grad_(requires_grad=False)
