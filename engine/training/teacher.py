"""Whose features are taught."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from engine.networks.stepped import SteppedNetwork, build_networks
from engine.packs.weights import load
from engine.vgg import stage_of

if TYPE_CHECKING:
    from torch import Tensor

    from engine.packs.registry import InstalledPack
    from engine.vgg import Level


class Teacher:
    """A pack's encoders, frozen.

    The deepest encoder teaches its own levels all along, though a pack may have a separate encoder for each: its
    features at one level follow from those at the level before, so a student of the same shape can learn them one
    block at a time. Only relu1_1, a single convolution, is taught by its own encoder, which is often wider.

    Args:
        pack: an installed one.
        device: where to compute.

    Raises:
        PackError: the pack is damaged, or has no relu1_1, from which all decoders are built up.
    """

    def __init__(self, pack: InstalledPack, device: torch.device) -> None:
        manifest = pack.manifest
        manifest.require(("relu1_1",))
        weights = load(pack)
        self.levels: tuple[Level, ...] = tuple(reversed(manifest.levels))
        """Shallow to deep."""
        encoders = {
            level: build_networks(manifest, weights, level, device, torch.float32).encoder.requires_grad_(
                requires_grad=False
            )
            for level in (self.levels[0], self.levels[-1])
        }
        self._shallow: SteppedNetwork = encoders[self.levels[0]]
        self._deep: SteppedNetwork = encoders[self.levels[-1]]
        deep = manifest.widths(self.levels[-1])
        shallow = manifest.widths(self.levels[0])
        self.widths: tuple[int, ...] = (*shallow, *deep[stage_of(self.levels[0]) :])
        """Channels of each stage of a shared encoder whose features have the teacher's channels at every level."""

    def features(self, crops: Tensor) -> dict[Level, Tensor]:
        """The features at all levels, shape (N, C, h, w) each, of crops of 0…1, shape (N, 3, H, W)."""
        with torch.no_grad():
            found = self._deep.features(crops, self.levels)
            found[self.levels[0]] = self._shallow(crops)
        return found
