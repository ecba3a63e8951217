"""Finds the pictures that a recipe names as its styles, on the command line and in the window. No torch."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import PictureError
from engine.images import MAX_PIXELS, pixel_hash, read_picture
from engine.job.styles import read_style
from resources.samples import sample_styles

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.job.styles import FoundStyle
    from engine.look.recipe import StyleReference


def find_style(style: StyleReference, folders: Iterable[Path], max_pixels: int = MAX_PIXELS) -> FoundStyle | None:
    """Finds a style's own picture: a file of its name in one of some folders, or one that comes with the program.

    Args:
        style: as the recipe names it. A file of its name with other pixels is another picture.
        folders: where to look; not in folders within them.
        max_pixels: larger pictures are passed over.
    """
    return _in_folders(style, folders, max_pixels) or _bundled(style, max_pixels)


def _in_folders(style: StyleReference, folders: Iterable[Path], max_pixels: int) -> FoundStyle | None:
    # A recipe may come from anyone: it may name files, but not the folders in which to look for them.
    if not style.name or "\0" in style.name or Path(style.name).name != style.name:
        return None
    for path in dict.fromkeys(folder / style.name for folder in folders):
        found = _matching(path, style, max_pixels)
        if found is not None:
            return found
    return None


def _bundled(style: StyleReference, max_pixels: int) -> FoundStyle | None:
    for path in sample_styles().values():
        if _hash_of_bundled(path) == style.pixel_hash:
            return _matching(path, style, max_pixels)
    return None


def _matching(path: Path, style: StyleReference, max_pixels: int) -> FoundStyle | None:
    try:
        if not path.is_file():
            return None
        found = read_style(path, style.weight, max_pixels, style.framing)
    except (PictureError, OSError, ValueError):
        return None
    return found.weighing_as(style) if found.reference.pixel_hash == style.pixel_hash else None


@cache
def _hash_of_bundled(path: Path) -> str | None:
    try:
        picture = read_picture(path)
    except PictureError:
        return None
    return pixel_hash(picture.pixels, picture.alpha)
