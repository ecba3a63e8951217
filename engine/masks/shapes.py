"""Shapes that are put into masks: what a lasso encloses, a gradient, and what is of a similar colour. No torch."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

import numpy as np

from engine.images.libraries import interruptibly, pillow, vips

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from engine.planning.tiling import Size

SHORTEST = 1e-3
"""Pixels that a gradient needs to have a direction."""

FINER = 2
"""How many times finer a lasso is drawn than the mask, each way: its edge is smooth then."""


def joined(mask: NDArray[np.uint8], shape: NDArray[np.uint8], *, erases: bool = False) -> NDArray[np.uint8]:
    """A mask with a shape added to it, or taken from it: the larger, or the smaller, of what there is and should be."""
    found: NDArray[np.uint8] = np.minimum(mask, 255 - shape) if erases else np.maximum(mask, shape)
    return found


def polygon(size: Size, points: Sequence[tuple[float, float]]) -> NDArray[np.uint8]:
    """What a closed line encloses.

    Args:
        size: width and height of the mask.
        points: of the line, in pixels from the upper left corner; fewer than three enclose nothing.

    Returns:
        uint8, shape (H, W): 255 within.
    """
    width, height = size
    if len(points) < 3:
        return np.zeros((height, width), np.uint8)
    library = pillow()
    drawing = importlib.import_module("PIL.ImageDraw")
    image = library.new("L", (FINER * width, FINER * height))
    # A pixel's number names its middle here, and its upper left corner in a mask.
    line = [(FINER * across - 0.5, FINER * down - 0.5) for across, down in points]
    drawing.Draw(image).polygon(line, fill=255)
    return np.array(image.resize((width, height), library.Resampling.BOX), np.uint8)


def ramp(size: Size, start: tuple[float, float], end: tuple[float, float]) -> NDArray[np.uint8]:
    """A gradient: all before `start`, nothing beyond `end`, and evenly less between.

    Args:
        size: width and height of the mask.
        start: in pixels from the upper left corner.
        end: likewise; where it is hardly a step from `start`, there is nothing.
    """
    width, height = size
    across, down = end[0] - start[0], end[1] - start[1]
    square = across**2 + down**2
    if square < SHORTEST**2:
        return np.zeros((height, width), np.uint8)
    columns = (np.arange(width) + 0.5 - start[0]) * (across / square)
    rows = (np.arange(height) + 0.5 - start[1]) * (down / square)
    gone = np.clip(rows[:, None] + columns[None, :], 0, 1)
    falling: NDArray[np.uint8] = np.rint(255 - 255 * gone).astype(np.uint8)
    return falling


def similar(photo: NDArray[np.uint8], at: tuple[int, int], tolerance: int) -> NDArray[np.uint8]:
    """The area around a point in which the photo's colour is about that of the point.

    Args:
        photo: uint8, shape (H, W, 3), of the mask's size.
        at: column and row.
        tolerance: how far each of red, green and blue may be from the point's, 0 to 255.

    Returns:
        uint8, shape (H, W): 255 where pixels are joined to the point through others of such a colour.
    """
    column, row = at
    wanted = photo[row, column].astype(np.int16)
    low, high = np.clip(wanted - tolerance, 0, 255), np.clip(wanted + tolerance, 0, 255)
    near = ((photo >= low) & (photo <= high)).all(axis=2)
    image = vips().Image.new_from_array(np.where(near, 255, 0).astype(np.uint8))
    labels = image.labelregions().cast("int")
    data = interruptibly(labels, labels.write_to_memory)
    numbers = np.frombuffer(data, np.int32).reshape(near.shape)
    found: NDArray[np.uint8] = np.where(numbers == numbers[row, column], 255, 0).astype(np.uint8)
    return found
