"""Draws the sample pictures. `python -m resources.samples.generator [FOLDER]` draws all of them again.

Every picture follows from fixed seeds and the wished size alone: the same numpy makes the same pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image

from resources.samples.generator import (
    photo_harbour,
    photo_lake,
    photo_still_life,
    styles_cutout,
    styles_glass,
    styles_ink,
    styles_marbling,
    styles_mosaic,
    styles_oil,
    styles_pointillism,
    styles_watercolour,
    styles_woodcut,
)
from resources.samples.generator.pixels import as_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from resources.samples.generator.pixels import Field

PHOTO_SIZE = (1536, 1024)
STYLE_SIZE = (1024, 1024)


@dataclass(frozen=True)
class Sample:
    """One picture of the collection.

    Attributes:
        folder: `photos` or `styles`.
        name: of its file, without the ending.
        paint: draws it at a width and a height, as sRGB of 0 to 1.
        size: in which it is shipped.
        quality: of its JPEG.
    """

    folder: str
    name: str
    paint: Callable[[int, int], Field]
    size: tuple[int, int]
    quality: int

    def save(self, folder: Path) -> Path:
        """Draws the picture and writes it below this folder."""
        path = folder / self.folder / f"{self.name}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        picture = Image.fromarray(as_bytes(self.paint(*self.size)))
        picture.save(path, quality=self.quality, optimize=True)
        return path


SAMPLES = (
    Sample("photos", "harbour", photo_harbour.paint, PHOTO_SIZE, 90),
    Sample("photos", "mountain-lake", photo_lake.paint, PHOTO_SIZE, 90),
    Sample("photos", "still-life", photo_still_life.paint, PHOTO_SIZE, 90),
    Sample("styles", "cut-outs", styles_cutout.paint, STYLE_SIZE, 90),
    Sample("styles", "ink", styles_ink.paint, STYLE_SIZE, 90),
    Sample("styles", "marbling", styles_marbling.paint, STYLE_SIZE, 88),
    Sample("styles", "mosaic", styles_mosaic.paint, STYLE_SIZE, 88),
    Sample("styles", "oil", styles_oil.paint, STYLE_SIZE, 88),
    Sample("styles", "pointillism", styles_pointillism.paint, STYLE_SIZE, 88),
    Sample("styles", "stained-glass", styles_glass.paint, STYLE_SIZE, 90),
    Sample("styles", "watercolour", styles_watercolour.paint, STYLE_SIZE, 90),
    Sample("styles", "woodcut", styles_woodcut.paint, STYLE_SIZE, 88),
)


def save_all(folder: Path) -> Iterator[Path]:
    """Draws and writes all pictures below a folder, one after the other; yields each file when it is written."""
    for sample in SAMPLES:
        yield sample.save(folder)
