"""A picture file whose header has been read, whichever library reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.images.metadata import density
from engine.images.metadata import exif as tags

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine.images.libraries import VipsImage
    from engine.images.picture import Metadata
    from engine.sentences import Sentence

MILLIMETRES_PER_INCH = 25.4
_MEANINGLESS_DPI = (1.0, 2.54, MILLIMETRES_PER_INCH, 72.0)


@dataclass(frozen=True)
class Opened:
    """A picture file whose header has been read.

    Attributes:
        header: An image of the size, bands and kind that the pixels will have, with `orientation` and ICC profile in
            its metadata. Its own pixels are not to be asked for.
        pixels: Returns the image itself, anew for each pass over it.
        metadata: Everything but the ICC profile.
        frames: How many pictures the file holds.
        recipe_text: The text chunk of a PNG file that holds a recipe.
        lost_profile: Whether the file has an ICC profile that its decoder has dropped as damaged.
        notes: What the user should know, in sentences.
        by_rows: Whether the pixels can be had by rows, in little memory.
    """

    header: VipsImage
    pixels: Callable[[], VipsImage]
    metadata: Metadata
    frames: int = 1
    recipe_text: str | None = None
    lost_profile: bool = False
    notes: tuple[Sentence, ...] = ()
    by_rows: bool = False


def dots_per_inch(block: bytes | None, path: Path | None = None, kind: str = "") -> tuple[float, float] | None:
    """Return the pixels per inch, across and down, that an EXIF block or else the file tells; None if neither does."""
    exif = tags.parse_block(block)
    said = None if exif is None else meant_dpi(tags.resolution(exif))
    return meant_dpi(density.dots_per_inch(path, kind)) if said is None and path is not None else said


def meant_dpi(dpi: tuple[float, float] | None) -> tuple[float, float] | None:
    """Pass over the numbers that programs put where nothing is known: 1 per inch, cm or mm, 72 per inch."""
    if dpi is None or min(dpi) <= 0 or any(max(abs(side - usual) for side in dpi) < 0.05 for usual in _MEANINGLESS_DPI):
        return None
    return dpi
