"""A made-up job, for measuring speed and correctness where no photo is at hand. No torch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.images import Picture, pixel_hash, resize
from engine.job import Job, Look, PackReference, Recipe, StyleReference

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.packs.manifest import Manifest


MADE_UP_STRENGTH = 0.6


def made_up_job(manifest: Manifest, side: int) -> Job:
    """A job on made-up square pictures, the plain cascade at all levels of a pack.

    Args:
        manifest: of the pack.
        side: of photo and style, in pixels.
    """
    numbers = np.random.default_rng(0)
    photo, style = (made_up_picture(numbers, name, side) for name in ("photo", "style"))
    recipe = Recipe(
        styles=(StyleReference(style.name, pixel_hash(style.pixels)),),
        look=Look.plain(MADE_UP_STRENGTH),
        levels=tuple(manifest.levels),
        style_size=side,
        pack=PackReference(manifest.name, manifest.sha256),
    )
    return Job(recipe, photo, (style,))


def made_up_picture(numbers: np.random.Generator, name: str, side: int) -> Picture:
    """A picture with smooth parts, edges and grain: noise of several sizes, added up."""
    layers = []
    for cells in (4, 32, side):
        noise = numbers.integers(0, 256, (cells, cells, 3), dtype=np.uint8)
        layers.append(resize(Picture(noise), (side, side)).pixels.astype(np.float32))
    mean: NDArray[np.float32] = np.mean(layers, axis=0)
    return Picture(mean.astype(np.uint8), name=name)
