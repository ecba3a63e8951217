"""In whose features results are measured: those of one or more reference packs.

What a pack thinks of its own results says little, so the references may be other, larger packs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from engine.errors import PackError
from engine.measures.metrics import gram
from engine.measures.smooth_places import gram_in_places
from engine.networks.stepped import build_encoders
from engine.networks.tensors import prepare
from engine.packs.weights import load
from engine.vgg import LEVELS, Level, stride_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from torch import Tensor

    from engine.images import Picture
    from engine.measures.smooth_places import Places
    from engine.networks.stepped import SharedEncoder
    from engine.packs.registry import InstalledPack

CONTENT_LEVELS: tuple[Level, ...] = ("relu4_1", "relu3_1")
"""Where content is compared: deep enough to look past brush strokes, shallow enough to know where things are."""


@dataclass(frozen=True)
class Measured:
    """A picture as the references see it: Gram matrices for its style, features for its content.

    Attributes:
        grams: of all of the picture.
        smooth_grams: of the smooth places; None where it was not asked for.
        content: by the content reference.
        content_as_style: at the same levels, by the packs that measure style there.
    """

    grams: Mapping[Level, Tensor]
    smooth_grams: Mapping[Level, Tensor] | None
    content: Mapping[Level, Tensor]
    content_as_style: Mapping[Level, Tensor]


class ReferenceSpace:
    """The features in which results are measured, in float32.

    Style is measured at every level that a reference has, by the first one that has it; content by the last one that
    has both levels of `CONTENT_LEVELS`.

    Args:
        packs: the references.
        device: where to compute.

    Raises:
        PackError: none of them can compare content, or one is damaged.
    """

    def __init__(self, packs: Sequence[InstalledPack], device: torch.device) -> None:
        self._device = device
        self.style_references: dict[Level, str] = {}
        for level in LEVELS:
            having = [pack.manifest.name for pack in packs if level in pack.manifest.levels]
            if having:
                self.style_references[level] = having[0]
        able = [pack.manifest.name for pack in packs if not pack.manifest.missing(CONTENT_LEVELS)]
        if not able:
            named = ", ".join(pack.manifest.name for pack in packs)
            raise PackError(
                "One reference at least should have {levels}, by which content is compared, and {named} has not: name "
                "one that has all five levels with --reference.",
                levels=" and ".join(reversed(CONTENT_LEVELS)),
                named=named,
            )
        self.content_reference = able[-1]
        self._encoders = [encoder for pack in packs for encoder in self._encoders_of(pack)]

    def _encoders_of(self, pack: InstalledPack) -> list[tuple[SharedEncoder, str]]:
        """The encoders of a pack that are needed, with the pack's name."""
        name = pack.manifest.name
        needed = {level for level, reference in self.style_references.items() if reference == name}
        if name == self.content_reference:
            needed.update(CONTENT_LEVELS)
        tensors = load(pack) if needed else {}
        return [(encoder, name) for encoder in build_encoders(pack.manifest, tensors, needed, self._device)]

    @torch.inference_mode()
    def measure(self, picture: Picture, smooth: Places | None = None) -> Measured:
        """Looks at an opaque picture.

        Args:
            picture: it.
            smooth: the smooth places of its photo, of its size; None: there are none.
        """
        pixels = prepare(picture, self._device).pixels
        grams: dict[Level, Tensor] = {}
        smooth_grams: dict[Level, Tensor] = {}
        content: dict[Level, Tensor] = {}
        content_as_style: dict[Level, Tensor] = {}
        for encoder, name in self._encoders:
            for level, padded in encoder.network.features(pixels, encoder.levels).items():
                # Positions that lie in what was padded are no part of the picture.
                rows, columns = (max(side // stride_of(level), 1) for side in (picture.height, picture.width))
                features = padded[:, :, :rows, :columns]
                if self.style_references[level] == name:
                    grams[level] = gram(features)
                    if smooth is not None:
                        smooth_grams[level] = gram_in_places(features, level, smooth)
                    if level in CONTENT_LEVELS:
                        content_as_style[level] = features
                if name == self.content_reference and level in CONTENT_LEVELS:
                    content[level] = features
        return Measured(
            {level: grams[level] for level in self.style_references},
            None if smooth is None else {level: smooth_grams[level] for level in self.style_references},
            {level: content[level] for level in CONTENT_LEVELS},
            {level: content_as_style[level] for level in CONTENT_LEVELS},
        )
