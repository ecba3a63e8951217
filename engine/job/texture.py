"""Pictures of noise: what textures are painted on, and what refining may begin with. No torch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from engine.errors import JobError
from engine.images import Picture
from engine.job import Job
from engine.look.refining import check_seed
from engine.planning.tiling import GRID, SMALLEST_SIDE

if TYPE_CHECKING:
    from engine.job import Recipe
    from engine.planning.tiling import Size

TEXTURE_STRENGTH = 1.0
"""Of a texture: nothing of the noise may be left."""

TEXTURE_PASSES = 3
"""Of a texture: the first pass leaves what the noise looked like, the third hardly anything."""


def noise(size: Size, seed: int) -> Picture:
    """A picture of white noise: every value is drawn by itself, all 256 of them equally often.

    Args:
        size: width and height in pixels.
        seed: the same seed and size give the same picture.
    """
    check_seed(seed)
    width, height = size
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return Picture(pixels, name=f"noise {seed}")


def texture_job(recipe: Recipe, styles: tuple[Picture, ...], size: Size, bits: Literal[8, 16] = 8) -> Job:
    """A job without a photo: noise takes its place.

    Args:
        recipe: with a seed.
        styles: the pixels of its styles.
        size: width and height of the texture in pixels.
        bits: per channel of the result.

    Raises:
        JobError: the recipe has no seed, or a tileable texture cannot have that size.
    """
    if recipe.seed is None:
        raise JobError("A texture's recipe should have a seed, and it has none: give a whole number, like 0.")
    if min(size) < 1:
        raise JobError(
            "A texture should be at least 1 × 1 pixels, and {width} × {height} came: choose a larger size.",
            width=size[0],
            height=size[1],
        )
    if recipe.tileable:
        check_tileable(size)
    return Job(recipe, noise(size, recipe.seed), styles, bits=bits)


def check_tileable(size: Size) -> None:
    """Refuses sizes at which no picture can be tileable: the networks halve it four times, and its edges must meet.

    Raises:
        JobError: with a size near it that will do.
    """
    near_width, near_height = (max(round(side / GRID) * GRID, SMALLEST_SIDE) for side in size)
    if size != (near_width, near_height):
        raise JobError(
            "The sides of a tileable picture should be multiples of {grid} pixels from {least} on, and they are "
            "{width} × {height}: choose {near_width} × {near_height}, or leave tileable out.",
            grid=GRID,
            least=SMALLEST_SIDE,
            width=size[0],
            height=size[1],
            near_width=near_width,
            near_height=near_height,
        )
