"""Training photos: which are held out, and the crops of each step.

What a step sees depends on the seed and the step's number alone, so a resumed run goes on exactly where it was.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn import functional

from engine.errors import PictureError
from engine.images import read_picture

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff")
SMALLEST_SHARE = 0.6
"""A crop covers at least this share of the largest square that fits into the photo."""


@dataclass(frozen=True)
class Photos:
    """Photos for training and validation.

    Attributes:
        training: files to train on.
        held_out: files that training never sees.
    """

    training: tuple[Path, ...]
    held_out: tuple[Path, ...]

    def crops(self, seed: int, stage: str, step: int, count: int, side: int) -> Tensor:
        """The crops of a step: float32, shape (count, 3, side, side), 0…1, channels last.

        Each is a random square of a random photo, at a random scale, mirrored half the time.
        """
        numbers = generator_of(seed, stage, step)
        chosen = [self.training[place] for place in numbers.integers(0, len(self.training), count)]
        crops = [_crop(_pixels(path), numbers, side) for path in chosen]
        return torch.cat(crops).to(memory_format=torch.channels_last)

    def validation(self, count: int, side: int) -> Tensor:
        """Centre crops of held-out photos, the same every time: float32, shape (count, 3, side, side), 0…1."""
        crops = [_square(_pixels(path), side, 0.5, 0.5, 1.0) for path in self.held_out[:count]]
        return torch.cat(crops).to(memory_format=torch.channels_last)


def find_photos(folder: Path, held_out: float) -> Photos:
    """All photos in a folder; a file's name decides whether it is held out, so that adding photos moves none.

    Raises:
        PictureError: there are too few.
    """
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)
    kept = [path for path in paths if _lot(path.name) < held_out]
    training = [path for path in paths if _lot(path.name) >= held_out]
    if not training:
        raise PictureError(f"Photos to train on should be in '{folder}', and there are none: name a folder of JPEGs.")
    return Photos(tuple(training), tuple(kept or training[:1]))


def generator_of(seed: int, stage: str, step: int) -> np.random.Generator:
    """The random numbers of one step of one stage."""
    digest = hashlib.sha256(f"{seed} {stage} {step}".encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "little"))


def _lot(name: str) -> float:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "little") / 2**32


@lru_cache(maxsize=4096)
def _pixels(path: Path) -> Tensor:
    """A photo in memory: uint8, shape (1, 3, H, W)."""
    pixels = read_picture(path).pixels
    if pixels.dtype != np.uint8:
        pixels = (pixels // 257).astype(np.uint8)
    return torch.from_numpy(pixels.copy()).permute(2, 0, 1)[None]


def _crop(pixels: Tensor, numbers: np.random.Generator, side: int) -> Tensor:
    across, down, share = numbers.random(), numbers.random(), numbers.uniform(SMALLEST_SHARE, 1.0)
    crop = _square(pixels, side, across, down, share)
    return crop.flip(3) if numbers.random() < 0.5 else crop


def _square(pixels: Tensor, side: int, across: float, down: float, share: float) -> Tensor:
    """A square of a photo, resized: its place within the photo and its size are shares."""
    height, width = pixels.shape[2:]
    own = max(int(min(height, width) * share), 1)
    top, left = round((height - own) * down), round((width - own) * across)
    square = pixels[:, :, top : top + own, left : left + own].float() / 255
    return functional.interpolate(square, size=(side, side), mode="bilinear", antialias=True).clamp(0, 1)
