"""A whole training run: lessons, the encoder block by block, a decoder for each level, the pack."""

from __future__ import annotations

import shutil
import subprocess
import time
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from engine.devices import DTYPES
from engine.job import program_version
from engine.networks import SteppedNetwork, place
from engine.packs.manifest import SHARED, Manifest
from engine.packs.weights import write
from engine.training.checkpoints import load_checkpoint
from engine.training.decoders import DecoderBlockStage, DecoderStage, solve_single_convolution
from engine.training.encoder import EncoderStage
from engine.training.lessons import INPUT_DEVIATION, INPUT_MEAN, Lessons, normalised
from engine.training.photos import find_photos
from engine.training.polish import PolishStage
from engine.training.report import Report
from engine.training.settings import settle
from engine.training.spread import MEASURED_LESSONS, relative_error, root_mean_square
from engine.training.stages import TrainingProgress, train_stage
from engine.training.teacher import Teacher
from engine.training.texture import TextureStage, has_texture
from engine.training.units import in_units
from engine.vgg import encoder_layers

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from torch import Tensor

    from engine.packs.registry import InstalledPack
    from engine.training.photos import Photos
    from engine.training.settings import TrainingSettings
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
        data: what the photos are and whose, for the manifest; empty: the name of their folder.

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
        data: str = "",
    ) -> None:
        self._data = data or photos_folder.name
        self.photos: Photos = find_photos(photos_folder, settings.held_out, apart_from=folder)
        settle(folder, settings, {"photos": self.photos.fingerprint(), "teacher's hash": teacher.manifest.sha256})
        self._folder = folder
        self._settings = settings
        self._pack = teacher
        self._teacher = Teacher(teacher, device)
        self._device = device
        self._number_format = DTYPES[settings.number_format]
        self._lessons = Lessons(self.photos, settings, device)

    def train(self, name: str) -> Generator[TrainingProgress, None, Manifest]:
        """Trains what is not trained yet, writes the pack and draws the report.

        Args:
            name: of the pack, which is written into a folder of that name within the run's.

        Returns:
            The pack's manifest, with the settings and the errors on held-out photos.
        """
        yield from self._prepare()
        encoders = yield from self._train_encoder()
        decoders = yield from self._train_decoders()
        encoders, decoders = yield from self._polish(encoders, decoders)
        decoders = yield from self._teach_texture(encoders, decoders)
        tensors = dict(_stored(f"encoders.{SHARED}", encoders[self._teacher.levels[-1]]))
        for level, decoder in decoders.items():
            tensors.update(_stored(f"decoders.{level}", decoder))
        folder = self._folder / name
        folder.mkdir(exist_ok=True)
        manifest = write(folder, self._manifest(name, self._validate(encoders, decoders)), tensors)
        Report(self._folder, manifest, self.photos.held_out, self._device.type).write()
        return manifest

    def _prepare(self) -> Generator[TrainingProgress, None, None]:
        count, begun = self._settings.lessons, time.monotonic()
        for done in self._lessons.prepare(self._teacher):
            left = (time.monotonic() - begun) / done * (count - done)
            yield TrainingProgress("lessons", done, count, {}, left)

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
            yield from train_stage(stage, self._folder, self._device, self._number_format)
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
            yield from train_stage(block, self._folder, self._device, self._number_format)
            stage = DecoderStage(
                level,
                block=block.network,
                shallower=shallower,
                widths=widths,
                lessons=lessons,
                settings=self._settings,
                device=self._device,
            )
            yield from train_stage(stage, self._folder, self._device, self._number_format)
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
        yield from train_stage(stage, self._folder, self._device, self._number_format)
        whole = stage.finished_encoder()
        weights, widths = whole.state_dict(), self._teacher.widths
        polished = {level: encoder_of(level, widths, weights, self._device) for level in levels}
        self._lessons.learn(levels[0], None, polished[levels[0]])
        solved = solve_single_convolution(self._lessons, levels[0], self._teacher.widths[0], self._device)
        return polished, {levels[0]: solved, **{level: stage.finished_decoder(level) for level in levels[1:]}}

    def _teach_texture(
        self, encoders: Mapping[Level, SteppedNetwork], decoders: Mapping[Level, SteppedNetwork]
    ) -> Generator[TrainingProgress, None, dict[Level, SteppedNetwork]]:
        taught = dict(decoders)
        for level in filter(has_texture, self._teacher.levels):
            self._lessons.learn(level, None, encoders[level])
            stage = TextureStage(
                level,
                encoder=encoders[level],
                decoder=decoders[level],
                lessons=self._lessons,
                threshold=self._pack.manifest.eigenvalue_threshold,
                settings=self._settings,
                device=self._device,
            )
            yield from train_stage(stage, self._folder, self._device, self._number_format)
            taught[level] = stage.finished()
        return taught

    def _validate(
        self, encoders: Mapping[Level, SteppedNetwork], decoders: Mapping[Level, SteppedNetwork]
    ) -> dict[str, float]:
        """Relative squared error of the features, and PSNR of the decoded pictures in decibels, on held-out photos."""
        found: dict[str, float] = {}
        with torch.no_grad():
            crops = self.photos.validation(VALIDATED_PHOTOS, self._settings.crop).to(self._device)
            taught = self._teacher.features(crops)
            for level, encoder in encoders.items():
                features = encoder(normalised(crops))
                error = float(relative_error(features, taught[level]))
                found[f"{level}: relative squared error of the features"] = error
                squared = (decoders[level](features).clamp(0, 1) - crops).square().mean(dim=(1, 2, 3))
                found[f"{level}: PSNR of the reconstruction"] = float(-10 * squared.log10().mean())
        return found

    def _manifest(self, name: str, validation: dict[str, float]) -> Manifest:
        teacher = self._pack.manifest
        scale = 1 / INPUT_DEVIATION
        shift = -INPUT_MEAN / INPUT_DEVIATION
        return Manifest(
            name=name,
            description="Networks trained by Pentimento's own program.",
            licence="MIT",
            attribution="The Pentimento authors",
            origin="pentimento train",
            encoders={SHARED: self._teacher.widths},
            levels=dict.fromkeys(teacher.levels, SHARED),
            input_matrix=((scale, 0.0, 0.0), (0.0, scale, 0.0), (0.0, 0.0, scale)),
            input_offset=(shift, shift, shift),
            decoders_end_with_relu=False,
            eigenvalue_threshold=teacher.eigenvalue_threshold,
            training={
                **asdict(self._settings),
                "teacher's hash": teacher.sha256,
                "data": self._data,
                "photos": len(self.photos.training),
                "commit": program_commit(),
                **self._steps_taken(),
                **validation,
            },
        )

    def _steps_taken(self) -> dict[str, int]:
        """How many steps each stage took, by its checkpoint: they may come from runs of other lengths."""
        states = {file.stem: load_checkpoint(file, self._device) for file in sorted(self._folder.glob("*.pt"))}
        return {f"{name}: steps": state["step"] for name, state in states.items() if state is not None}


def encoder_of(
    level: Level, widths: tuple[int, ...], weights: Mapping[str, Tensor], device: torch.device
) -> SteppedNetwork:
    """The encoder up to a level, frozen, from weights that may go deeper."""
    encoder = SteppedNetwork(encoder_layers(level, widths))
    encoder.load_state_dict({name: weights[name] for name in encoder.state_dict()})
    place(encoder, device)
    return encoder.requires_grad_(requires_grad=False)


def program_commit() -> str:
    """The commit of the program's own source, where it runs from a checkout with git; otherwise its version."""
    root = Path(__file__).parents[2]
    git = shutil.which("git")
    if git is not None and (root / ".git").exists():
        asked = subprocess.run(  # noqa: S603 - git, with words of our own
            [git, "rev-parse", "HEAD"], cwd=root, capture_output=True, encoding="utf-8", check=False, timeout=10
        )
        if asked.returncode == 0:
            return asked.stdout.strip()
    return program_version()


def _stored(prefix: str, network: SteppedNetwork) -> Generator[tuple[str, Tensor], None, None]:
    """A network's weights as a pack holds them: float16, which halves the file and costs nothing that shows."""
    for name, convolution in network.convolutions.items():
        for part, tensor in convolution.state_dict().items():
            yield f"{prefix}.{name}.{part}", tensor.detach().cpu().half().contiguous()
