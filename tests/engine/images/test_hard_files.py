"""Other people's files that were once read wrongly, where they lie beside the checkout.

Each is of a kind of which other tests make files of their own. What is right, two independent readers agreed on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pytest

from engine.errors import PictureError
from engine.images import SaveOptions, read_picture, save_picture
from tests.conftest import some_slow

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
        alpha: The mean of the opacity, right within 1.5 levels; None for a picture without any.
        notes: What the notes say, each in a part of one.
    """

    size: tuple[int, int]
    pixels: tuple[Pixel, ...] = ()
    mean: tuple[float, float, float] | None = None
    alpha: float | None = None
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
    "adobe-rgb-by-exif-only.jpg": Right((480, 320), ((280, 40, (233, 35, 35)), (360, 40, (0, 201, 0)))),
    "bmp-good-bitfields.bmp": Right((127, 64), mean=(121.5, 118.4, 122.9)),
    "gif-first-frame-smaller.gif": Right((16, 16), alpha=63.75, notes=("holds 2 pictures",)),
    "grey-12-bit.tif": Right((73, 43), mean=(93.4, 93.4, 93.4)),
    "old-style-jpeg.tif": Right((160, 160), mean=(199.6, 63.6, 35.8)),
    "png-exif-in-text-chunk-orientation-6.png": Right(
        (400, 400), ((339, 126, (0, 0, 0)), (329, 357, (8, 8, 8))), (240.4, 240.4, 240.4)
    ),
    "png-latin1-keyword.png": Right((96, 64), mean=(141.2, 140.9, 134.4)),
    "tiled-separate-planes.tif": Right((300, 200), mean=(141.2, 140.9, 134.4)),
    "xmp-gain-map.jpg": Right((403, 302), mean=(119.5, 130.2, 137.8)),
    "ycbcr-uncompressed.tif": Right((300, 200), mean=(140.1, 140.9, 133.2)),
    "zstd.tif": Right((300, 200), mean=(141.2, 140.9, 134.4)),
}


_LONG = {"heic-48-megapixels.heic"}


@pytest.mark.parametrize("name", some_slow(sorted(_RIGHT.keys() - _LONG), _LONG))
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
    assert (picture.alpha is None) == (right.alpha is None)
    if picture.alpha is not None and right.alpha is not None:
        assert abs(float(picture.alpha.mean()) / levels - right.alpha) <= 1.5
    assert len(picture.notes) == len(right.notes)
    for note, part in zip(picture.notes, right.notes, strict=True):
        assert part in note
    np.testing.assert_array_equal(read_picture(path).pixels, picture.pixels)


def test_what_the_hard_files_say_beyond_their_pixels(shared: Path, tmp_path: Path) -> None:
    folder = shared / "hard-files"
    assert read_picture(folder / "png-exif-in-text-chunk-orientation-6.png").metadata.exif is not None
    own = read_picture(folder / "adobe-rgb-by-exif-only.jpg", profile="own")
    assert own.metadata.profile is not None
    assert "Adobe RGB".encode("utf-16-be") in own.metadata.profile
    saved = save_picture(tmp_path / "a.jpg", read_picture(folder / "xmp-gain-map.jpg"), SaveOptions())
    content = saved.read_bytes()
    assert b"xmpmeta" in content
    assert not any(word in content for word in (b"hdrgm", b"hdr-gain-map", b"GainMap", b"Container:", b"HasExtended"))
