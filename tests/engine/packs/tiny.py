"""A small valid pack with random weights, for tests that need networks but not their quality."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from engine.packs.importing import VGG_INPUT_MATRIX, VGG_INPUT_OFFSET
from engine.packs.manifest import SHARED, Manifest
from engine.packs.weights import write
from engine.vgg import LEVELS, Level, stage_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def tiny_manifest(
    name: str,
    *,
    widths: tuple[int, ...] = (4, 6, 8, 8, 8),
    shared: bool = True,
    levels: Sequence[Level] = LEVELS,
) -> Manifest:
    """The manifest of a small pack, whose weights are not written yet."""
    keys = {level: SHARED if shared else level for level in LEVELS if level in levels}
    # From shallow to deep, so that the deepest level decides how far a shared encoder reaches.
    encoders = {keys[level]: widths[: stage_of(level)] for level in reversed(LEVELS) if level in keys}
    return Manifest(
        name=name,
        description="A small pack with random weights, for tests.",
        licence="CC0-1.0",
        attribution="nobody",
        origin="written by the tests",
        encoders=encoders,
        levels=keys,
        input_matrix=VGG_INPUT_MATRIX,
        input_offset=VGG_INPUT_OFFSET,
        decoders_end_with_relu=False,
    )


def tiny_tensors(manifest: Manifest, *, seed: int = 0) -> dict[str, torch.Tensor]:
    """Random weights for a manifest: features are of the order of 1, decoded pictures lie around mid grey."""
    generator = torch.Generator().manual_seed(seed)
    tensors = {}
    for name, shape in manifest.expected_tensors().items():
        if name.endswith(".bias"):
            decoded = name.startswith("decoders.") and ".conv1_1." in name
            tensors[name] = torch.full(shape, 0.5 if decoded else 0.01)
            continue
        inputs = shape[1] * shape[2] * shape[3]
        weight = torch.randn(shape, generator=generator) * (2 / inputs) ** 0.5
        if name.startswith("encoders.") and ".conv1_1." in name:
            weight = weight / 128  # the network's input reaches from -124 to 151
        elif ".conv1_1." in name:
            weight = weight / 8  # so that most of the decoded picture stays within 0…1
        tensors[name] = weight
    return tensors


def tiny_pack(
    folder: Path,
    *,
    widths: tuple[int, ...] = (4, 6, 8, 8, 8),
    shared: bool = True,
    levels: Sequence[Level] = LEVELS,
    seed: int = 0,
) -> Manifest:
    """Writes a small valid pack with random weights (He et al., ICCV 2015) into a folder.

    Args:
        folder: where to; its name becomes the pack's name (letters, digits, - and _).
        widths: channels of the stages, at least as many as the deepest level needs.
        shared: whether one encoder serves all levels; otherwise each level has its own.
        levels: those that the pack holds.
        seed: decides the weights.
    """
    manifest = tiny_manifest(folder.name, widths=widths, shared=shared, levels=levels)
    return write(folder, manifest, tiny_tensors(manifest, seed=seed))
