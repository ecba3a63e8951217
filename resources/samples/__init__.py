"""Sample pictures for a first look: photos to repaint and styles to repaint them in.

All of them are made by the program in `generator`, from nothing but noise and drawing; no picture came from elsewhere.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def sample_photos() -> dict[str, Path]:
    """The sample photos: their names and files, sorted by name."""
    return _pictures("photos")


def sample_styles() -> dict[str, Path]:
    """The sample styles: their names and files, sorted by name."""
    return _pictures("styles")


def _pictures(folder: str) -> dict[str, Path]:
    place = Path(str(files("resources") / "samples" / folder))
    return {path.stem: path for path in sorted(place.glob("*.jpg"))}
