"""Small made-up pictures and jobs for the engine's tests."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.images import Picture, pixel_hash
from engine.job import Job, Look, PackReference, Recipe, StyleReference
from engine.job.made_up import made_up_picture
from tests.engine.looks import PARTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.packs.manifest import Manifest


PLAIN = Look.plain(0.6)


def picture(width: int, height: int, seed: int = 0) -> Picture:
    """A made-up picture of a size: smooth parts, edges and grain."""
    side = max(width, height)
    whole = made_up_picture(np.random.default_rng(seed), f"picture {seed}", side)
    return Picture(whole.pixels[:height, :width].copy(), name=whole.name)


def flat(width: int, height: int, colour: tuple[int, int, int]) -> Picture:
    """A picture of one colour."""
    return Picture(np.full((height, width, 3), colour, dtype=np.uint8), name="flat")


def reference(style: Picture, weight: float = 1.0) -> StyleReference:
    """A style as a recipe names it."""
    return StyleReference(style.name, pixel_hash(style.pixels, style.alpha), weight)


def make_job(manifest: Manifest, photo: Picture, *styles: Picture, **recipe: Any) -> Job:
    """A job with a pack: the plain cascade, where nothing else is given."""
    size = recipe.pop("size", None)
    weights = recipe.pop("weights", (1.0,) * len(styles))
    look = replace(PLAIN, **{name: recipe.pop(name) for name in PARTS if name in recipe})
    asked = Recipe(
        tuple(reference(style, weight) for style, weight in zip(styles, weights, strict=True)),
        look,
        levels=recipe.pop("levels", tuple(manifest.levels)),
        pack=PackReference(manifest.name, manifest.sha256),
        **recipe,
    )
    return Job(asked, photo, styles, size=size)


def furthest(pixels: NDArray[Any], expected: NDArray[Any]) -> int:
    """The largest difference of two pictures in steps of their format."""
    return int(np.abs(pixels.astype(int) - expected.astype(int)).max())
