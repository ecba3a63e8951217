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
from engine.images import read_picture, resize
from engine.images.contact_sheets import eight_bits

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

    def fingerprint(self) -> str:
        """A hash of the photos' names and sizes, which tells whether a resumed run has the same."""
        facts = (f"{path.name} {path.stat().st_size}" for path in sorted((*self.training, *self.held_out)))
        return hashlib.sha256("\n".join(facts).encode()).hexdigest()

    def crops(self, seed: int, stage: str, step: int, count: int, side: int) -> Tensor:
        """The crops of a step: float32, shape (count, 3, side, side), 0…1, channels last.

        Each is a random square of a random photo, at a random scale, mirrored half the time.
        """
        numbers = generator_of(seed, stage, step)
        chosen = [self.training[place] for place in numbers.integers(0, len(self.training), count)]
        crops = [_crop(pixels_of(path, round(side / SMALLEST_SHARE)), numbers, side) for path in chosen]
        return torch.cat(crops).to(memory_format=torch.channels_last)

    def validation(self, count: int, side: int) -> Tensor:
        """Centre crops of held-out photos, the same every time: float32, shape (count, 3, side, side), 0…1."""
        crops = [_square(pixels_of(path, side), side, 0.5, 0.5, 1.0) for path in self.held_out[:count]]
        return torch.cat(crops).to(memory_format=torch.channels_last)


def find_photos(folder: Path, held_out: float, apart_from: Path | None = None) -> Photos:
    """All photos in a folder; a file's name decides whether it is held out, so that adding photos moves none.

    At least one is held out, and one is not. Hidden files and folders are passed over.

    Args:
        folder: searched with all folders in it.
        held_out: share of the photos that is kept for validation.
        apart_from: a folder that is passed over: a run's own, whose report has pictures too.

    Raises:
        PictureError: there are too few.
    """
    found = (path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)
    photos = (path for path in found if apart_from is None or not path.resolve().is_relative_to(apart_from.resolve()))
    paths = sorted(path for path in photos if not _hidden(path.relative_to(folder)))
    if len(paths) < 2:
        raise PictureError(
            "At least two photos to train on should be in '{name}', and there are {paths}: name a folder of JPEGs.",
            name=folder.name,
            paths=len(paths),
        )
    drawn = sorted(paths, key=lambda path: _lot(path.name))
    count = min(max(1, sum(_lot(path.name) < held_out for path in drawn)), len(drawn) - 1)
    return Photos(tuple(sorted(drawn[count:])), tuple(sorted(drawn[:count])))


def generator_of(seed: int, stage: str, step: int) -> np.random.Generator:
    """The random numbers of one step of one stage."""
    digest = hashlib.sha256(f"{seed} {stage} {step}".encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "little"))


def _lot(name: str) -> float:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "little") / 2**32


def _hidden(path: Path) -> bool:
    """Whether it is one of those that systems and other programs leave behind, such as `._photo.jpg`."""
    return any(part.startswith(".") for part in path.parts)


@lru_cache(maxsize=4096)
def pixels_of(path: Path, shortest: int) -> Tensor:
    """A photo in memory, its shorter side reduced to so many pixels: uint8, shape (1, 3, H, W).

    A camera's photos would fill the memory otherwise, and no crop has more pixels.
    """
    photo = read_picture(path)
    share = shortest / min(photo.width, photo.height)
    if share < 1:
        photo = resize(photo, (round(photo.width * share), round(photo.height * share)))
    return torch.from_numpy(eight_bits(photo).copy()).permute(2, 0, 1)[None]


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
