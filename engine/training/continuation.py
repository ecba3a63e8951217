"""A run that goes on from an installed pack: its encoder stays, its decoders learn more texture."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from engine.errors import JobError, PackError
from engine.networks.stepped import SteppedNetwork, level_layers, place
from engine.packs.manifest import SHARED
from engine.packs.weights import load
from engine.training.base import Run, stored_decoder
from engine.training.lessons import INPUT_MATRIX, INPUT_OFFSET
from engine.training.teacher import Teacher
from engine.training.texture import has_texture
from engine.vgg import LEVELS

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    import torch

    from engine.packs.manifest import Manifest
    from engine.packs.registry import InstalledPack
    from engine.training.settings import ContinuationSettings
    from engine.training.stages import TrainingProgress
    from engine.vgg import Layer, Level

BEFORE = "before: "
"""Stands in front of every fact that a manifest keeps of the pack that was gone on from."""


class ContinuedRun(Run):
    """Goes on with the decoders of a pack that `pentimento train` has made.

    Args:
        folder: keeps settings, checkpoints, log and the finished pack.
        photos_folder: photos to learn from.
        pack: to go on from.
        settings: of the run.
        device: where to train.
        data: what the photos are and whose, for the manifest; empty: the name of their folder.

    Raises:
        JobError: the folder holds a run with other settings, or no level is to be trained.
        PictureError: there are no photos.
        PackError: the pack is damaged, of another kind, or lacks a level.
    """

    _settings: ContinuationSettings

    def __init__(
        self,
        folder: Path,
        *,
        photos_folder: Path,
        pack: InstalledPack,
        settings: ContinuationSettings,
        device: torch.device,
        data: str = "",
    ) -> None:
        self._trained = levels_to_train(settings.levels, pack.manifest)
        if settings.levels:
            # In whatever order they were named, the run is the same.
            settings = replace(settings, levels=", ".join(self._trained))
        check_own(pack.manifest)
        super().__init__(
            folder,
            photos_folder=photos_folder,
            settings=settings,
            device=device,
            data=data,
            sources={"from_pack's hash": pack.manifest.sha256},
        )
        self._begun_from = pack.manifest
        self._tensors = load(pack)
        self._teacher = Teacher(pack, device)

    def train(self, name: str) -> Generator[TrainingProgress, None, Manifest]:
        """Texture alone; see `Run.train`.

        Behind the facts of this run the manifest keeps all that the one before said of its pack's making.
        """
        yield from self._prepare(self._teacher)
        before = self._begun_from
        encoders, decoders = {}, {}
        for level in before.levels:
            layers = level_layers(before, level)
            encoders[level] = self._network(f"encoders.{SHARED}", layers.encoder)
            decoders[level] = self._network(f"decoders.{level}", layers.decoder)
        decoders = yield from self._teach_texture(self._trained, encoders, decoders, before.eigenvalue_threshold)
        tensors = {part: tensor.half() for part, tensor in self._tensors.items()}
        for level in self._trained:
            tensors.update(stored_decoder(level, decoders[level]))
        history = {f"{BEFORE}{fact}": value for fact, value in (before.training or {}).items()}
        facts = {
            **asdict(self._settings),
            "levels": ", ".join(self._trained),
            **self._facts(),
            **self._decibels(encoders, decoders),
            **history,
        }
        return self._finish(replace(before, name=name, training=facts, weights_bytes=0, weights_sha256=""), tensors)

    def _network(self, prefix: str, layers: tuple[Layer, ...]) -> SteppedNetwork:
        """A network of the pack, frozen, for normalised pictures."""
        network = SteppedNetwork(layers)
        network.load_state_dict(
            {part: self._tensors[f"{prefix}.{part.removeprefix('convolutions.')}"] for part in network.state_dict()}
        )
        place(network, self._device)
        return network.requires_grad_(requires_grad=False)


def levels_to_train(names: str, manifest: Manifest) -> tuple[Level, ...]:
    """Levels by their names with commas between them, deep to shallow; all of the pack that learn texture if none.

    Raises:
        JobError: one learns no texture.
        PackError: the pack lacks one.
    """
    wanted = {name.strip() for name in names.split(",") if name.strip()}
    possible = tuple(level for level in LEVELS if has_texture(level))
    if not wanted:
        return tuple(level for level in possible if level in manifest.levels)
    if not wanted <= set(possible):
        raise JobError(
            "The levels should be among those whose decoders learn texture, {possible}, and '{names}' came: name one "
            "of these or more, with commas between them.",
            possible=", ".join(possible),
            names=names,
        )
    levels = tuple(level for level in possible if level in wanted)
    manifest.require(levels)
    return levels


def check_own(manifest: Manifest) -> None:
    """Refuses packs that are not built as this program's training builds them.

    Raises:
        PackError: the pack is of another kind.
    """
    own = (
        set(manifest.encoders) == {SHARED}
        and (manifest.input_matrix, manifest.input_offset) == (INPUT_MATRIX, INPUT_OFFSET)
        and not manifest.decoders_end_with_relu
    )
    if not own:
        raise PackError(
            "The pack to go on from should be one that `pentimento train` has made, and {name!r} is of another kind: "
            "name such a one, or let this one be the teacher of a new pack.",
            name=manifest.name,
        )
