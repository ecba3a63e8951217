"""What every training run shares: its folder and lessons, texture at last, the pack and its report."""

from __future__ import annotations

import shutil
import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from engine.job import program_version
from engine.machine.devices import DTYPES
from engine.networks.stepped import SteppedNetwork, place
from engine.packs.manifest import SHARED
from engine.packs.weights import write
from engine.training.checkpoints import load_checkpoint
from engine.training.lessons import Lessons, normalised
from engine.training.photos import find_photos
from engine.training.report import Report
from engine.training.settings import settle
from engine.training.stages import TrainingProgress, train_stage
from engine.training.texture import TextureStage
from engine.vgg import encoder_layers

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping

    from torch import Tensor

    from engine.packs.manifest import Manifest
    from engine.training.photos import Photos
    from engine.training.settings import TextureSettings
    from engine.training.stages import Stage
    from engine.training.teacher import Teacher
    from engine.vgg import Level

VALIDATED_PHOTOS = 32


class Run(ABC):
    """A training run in a folder; begun again in the same folder it goes on where it was.

    Args:
        folder: keeps settings, checkpoints, log and the finished pack.
        photos_folder: photos to learn from.
        settings: of the run.
        device: where to train.
        data: what the photos are and whose, for the manifest; empty: the name of their folder.
        sources: hashes of the packs that the run learns from, by name.

    Raises:
        JobError: the folder holds a run with other settings.
        PictureError: there are no photos.
    """

    def __init__(
        self,
        folder: Path,
        *,
        photos_folder: Path,
        settings: TextureSettings,
        device: torch.device,
        data: str,
        sources: Mapping[str, str],
    ) -> None:
        self._data = data or photos_folder.name
        self.photos: Photos = find_photos(photos_folder, settings.held_out, apart_from=folder)
        settle(folder, settings, {"photos": self.photos.fingerprint(), **sources})
        self._folder = folder
        self._settings = settings
        self._device = device
        self._number_format = DTYPES[settings.number_format]
        self._lessons = Lessons(self.photos, settings, device)
        self._sources = sources

    @abstractmethod
    def train(self, name: str) -> Generator[TrainingProgress, None, Manifest]:
        """Trains what is not trained yet, writes the pack and draws the report.

        Args:
            name: of the pack, which is written into a folder of that name within the run's.

        Returns:
            The pack's manifest, with the settings and what was measured on held-out photos.
        """

    def _prepare(self, teacher: Teacher) -> Generator[TrainingProgress, None, None]:
        """Draws the lessons, with the features of a pack."""
        count, begun = self._settings.lessons, time.monotonic()
        for done in self._lessons.prepare(teacher):
            left = (time.monotonic() - begun) / done * (count - done)
            yield TrainingProgress("lessons", done, count, {}, left)

    def _train(self, stage: Stage) -> Generator[TrainingProgress, None, None]:
        yield from train_stage(stage, self._folder, self._device, self._number_format)

    def _teach_texture(
        self,
        levels: Iterable[Level],
        encoders: Mapping[Level, SteppedNetwork],
        decoders: Mapping[Level, SteppedNetwork],
        threshold: float,
    ) -> Generator[TrainingProgress, None, dict[Level, SteppedNetwork]]:
        """Has decoders learn texture; the lessons have these encoders' features.

        Args:
            levels: whose decoders learn, deep to shallow, so that each learns from what the deeper ones then give.
            encoders: up to each level.
            decoders: of all levels.
            threshold: the pack's smallest eigenvalue.

        Returns:
            The decoders of all levels.
        """
        taught = dict(decoders)
        for level in levels:
            stage = TextureStage(
                level,
                encoders=encoders,
                decoders=taught,
                lessons=self._lessons,
                threshold=threshold,
                settings=self._settings,
                device=self._device,
            )
            yield from self._train(stage)
            taught[level] = stage.finished()
        return taught

    def _finish(self, manifest: Manifest, tensors: Mapping[str, Tensor]) -> Manifest:
        """Writes the pack into a folder of its name within the run's, and draws the report."""
        written = write(self._folder / manifest.name, manifest, tensors)
        Report(self._folder, written, self.photos.held_out, self._device.type).write()
        return written

    def _facts(self) -> dict[str, str | int]:
        """What a manifest says of every run: its sources, and how many steps each stage took, by its checkpoint.

        Stages may come from runs of other lengths.
        """
        states = {file.stem: load_checkpoint(file, self._device) for file in sorted(self._folder.glob("*.pt"))}
        return {
            **self._sources,
            "data": self._data,
            "photos": len(self.photos.training),
            "commit": program_commit(),
            **{f"{name}: steps": state["step"] for name, state in states.items() if state is not None},
        }

    def _decibels(
        self, encoders: Mapping[Level, SteppedNetwork], decoders: Mapping[Level, SteppedNetwork]
    ) -> dict[str, float]:
        """PSNR of the decoded pictures on held-out photos."""
        crops = self._validation()
        found: dict[str, float] = {}
        with torch.no_grad():
            for level, encoder in encoders.items():
                decoded = decoders[level](encoder(normalised(crops)))
                squared = (decoded.clamp(0, 1) - crops).square().mean(dim=(1, 2, 3))
                found[f"{level}: PSNR of the reconstruction"] = float(-10 * squared.log10().mean())
        return found

    def _validation(self) -> Tensor:
        """Crops of photos that no step has seen."""
        return self.photos.validation(VALIDATED_PHOTOS, self._settings.crop).to(self._device)


def encoder_of(
    level: Level, widths: tuple[int, ...], weights: Mapping[str, Tensor], device: torch.device
) -> SteppedNetwork:
    """The encoder up to a level, frozen, from weights that may go deeper."""
    encoder = SteppedNetwork(encoder_layers(level, widths))
    encoder.load_state_dict({name: weights[name] for name in encoder.state_dict()})
    place(encoder, device)
    return encoder.requires_grad_(requires_grad=False)


def stored_encoder(network: SteppedNetwork) -> dict[str, Tensor]:
    """A shared encoder's weights as a pack holds them: float16, which halves the file and costs nothing that shows."""
    return _stored(f"encoders.{SHARED}", network)


def stored_decoder(level: Level, network: SteppedNetwork) -> dict[str, Tensor]:
    """A decoder's weights as a pack holds them, likewise."""
    return _stored(f"decoders.{level}", network)


def _stored(prefix: str, network: SteppedNetwork) -> dict[str, Tensor]:
    return {
        f"{prefix}.{name}.{part}": tensor.detach().cpu().half().contiguous()
        for name, convolution in network.convolutions.items()
        for part, tensor in convolution.state_dict().items()
    }


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
