"""The report of a finished run, as pictures: loss curves, reconstructions, held-out photos in one another's style."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np

from engine.images import Picture, SaveOptions, pixel_hash, read_picture, save_picture
from engine.images.contact_sheets import BACKGROUND, Tile, contact_sheet, eight_bits, thumbnail
from engine.job import Job, Look, PackReference, Recipe, StyleReference
from engine.measures.metrics import peak_signal_to_noise
from engine.packs.registry import Registry
from engine.studio import Studio, run_to_end
from engine.training.curves import draw_curves, read_log
from engine.transfer.style_files import StyleFiles

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from engine.packs.manifest import Manifest
    from engine.vgg import Level

SHOWN_PHOTOS = 4
SHOWN_STYLES = 4
STYLE_STRENGTH = 0.6
SIDE = 256
PAINTED_SIDE = 512
"""The longer side at which a photo is painted at most."""

BLANK = Picture(np.full((1, SIDE, 3), BACKGROUND, np.uint8))
"""The corner of a sheet with pictures on both of its edges."""


class Report:
    """Draws a run's report.

    Args:
        folder: the run's; the pictures are written into its folder `report`.
        manifest: of the finished pack, which is in the run's folder.
        photos: held out from training.
        device: where to paint: cpu, cuda or mps.
    """

    def __init__(self, folder: Path, manifest: Manifest, photos: Sequence[Path], device: str) -> None:
        self._folder = folder
        self._manifest = manifest
        self._photos = [thumbnail(read_picture(path), PAINTED_SIDE) for path in photos[: SHOWN_PHOTOS + SHOWN_STYLES]]
        registry = Registry(folder, folder / "no other packs")
        # Nothing is kept on disk: the next pack of the run would not find it.
        self._studio = Studio(registry, device, "float32", style_files=StyleFiles(None))

    def write(self) -> tuple[Path, ...]:
        """Draws and saves the pictures; returns their files."""
        pictures = {
            "curves": draw_curves(read_log(self._folder / "log.jsonl")),
            "reconstructions": self.reconstructions(),
            "stylisations": self.stylisations(),
        }
        target = self._folder / "report"
        target.mkdir(exist_ok=True)
        files = []
        for name, picture in pictures.items():
            file = target / f"{name}.png"
            save_picture(file, picture, SaveOptions(existing="overwrite"))
            files.append(file)
        return tuple(files)

    def reconstructions(self) -> Picture:
        """A row for each photo: itself, then decoded from each level's features."""
        levels = tuple(self._manifest.levels)
        rows = []
        for photo in self._photos[:SHOWN_PHOTOS]:
            row = [Tile(photo)]
            for level in levels:
                decoded = self._paint(photo, photo, (level,), 0.0)
                decibels = peak_signal_to_noise(eight_bits(decoded), eight_bits(photo))
                row.append(Tile(decoded, f"{decibels:.1f} dB"))
            rows.append(row)
        return contact_sheet(("photo", *levels), rows, SIDE)

    def stylisations(self) -> Picture:
        """A row for each photo, a column for each style; the styles are held-out photos too."""
        styles = self._photos[SHOWN_PHOTOS : SHOWN_PHOTOS + SHOWN_STYLES] or self._photos[:SHOWN_STYLES]
        levels = tuple(self._manifest.levels)
        rows = [
            [Tile(photo), *(Tile(self._paint(photo, style, levels, STYLE_STRENGTH)) for style in styles)]
            for photo in self._photos[:SHOWN_PHOTOS]
        ]
        heads = [Tile(BLANK, "below: photos; beside: styles"), *(Tile(style) for style in styles)]
        names = (f"style {number}" for number in range(1, len(styles) + 1))
        return contact_sheet(("photo", *names), [heads, *rows], SIDE)

    def _paint(self, photo: Picture, style: Picture, levels: tuple[Level, ...], strength: float) -> Picture:
        recipe = Recipe(
            (StyleReference(style.name, pixel_hash(style.pixels)),),
            levels=levels,
            look=Look.plain(strength),
            pack=PackReference(self._manifest.name, self._manifest.sha256),
        )
        with closing(self._studio.stylise(Job(recipe, photo, (style,)))) as painting:
            return run_to_end(painting).picture
