"""Other people's files that were once read wrongly, where they lie beside the checkout.

Each is of a kind of which other tests make files of their own. What is right, two independent readers agreed on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pytest

from engine.errors import PictureError
from engine.images import read_picture

if TYPE_CHECKING:
    from pathlib import Path

Pixel: TypeAlias = tuple[int, int, tuple[int, int, int]]
"""Column, row, and the colour there."""


@dataclass(frozen=True)
class Right:
    """What a file is to be read as.

    Attributes:
        size: Width and height.
        pixels: Some of its colours, each right within two levels.
        mean: The mean of red, green and blue, right within 1.5 levels.
        notes: What the notes say, each in a part of one.
    """

    size: tuple[int, int]
    pixels: tuple[Pixel, ...] = ()
    mean: tuple[float, float, float] | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refused:
    """What the sentence that refuses a file says."""

    says: str


_RIGHT: dict[str, Right | Refused] = {
    "avif-display-p3-without-icc.avif": Right((480, 320), ((280, 40, (218, 0, 26)), (360, 40, (0, 204, 0)))),
    "heic-48-megapixels.heic": Right((8064, 6048), mean=(141.2, 140.9, 134.6)),
    "heic-cut-at-30-percent.heic": Refused("cut short"),
    "heic-empty-profile.heic": Right((96, 96), mean=(142.2, 137.5, 131.6)),
    "heic-small-garbage.heic": Right((96, 96), mean=(142.2, 137.5, 131.6)),
}


@pytest.mark.parametrize("name", sorted(_RIGHT))
def test_a_hard_file(shared: Path, name: str) -> None:
    right = _RIGHT[name]
    path = shared / "hard-files" / name
    if isinstance(right, Refused):
        with pytest.raises(PictureError, match=right.says):
            read_picture(path)
        return
    picture = read_picture(path)
    assert (picture.width, picture.height) == right.size
    levels = 257 if picture.bits == 16 else 1
    for column, row, colour in right.pixels:
        came = picture.pixels[row, column] / levels
        assert np.abs(came - colour).max() <= 2, (column, row, came)
    if right.mean is not None:
        mean = picture.pixels.mean(axis=(0, 1), dtype=np.float64) / levels
        assert np.abs(mean - right.mean).max() <= 1.5, mean
    assert len(picture.notes) == len(right.notes)
    for note, part in zip(picture.notes, right.notes, strict=True):
        assert part in note
    np.testing.assert_array_equal(read_picture(path).pixels, picture.pixels)
