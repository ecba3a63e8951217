"""What the program weighs, part by part, and whether it is too heavy."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MEGABYTE = 1_000_000
MOST_FOLDER = 720 * MEGABYTE
MOST_ARCHIVE = 210 * MEGABYTE
SMALL = 2 * MEGABYTE
"""Lighter parts are listed as one."""

PARTS = (
    ("PyTorch", ("torch",)),
    ("Qt", ("PySide6", "shiboken6", "libQt6", "libpyside6", "libshiboken6", "libicu")),
    ("numpy with OpenBLAS", ("numpy", "libscipy_openblas", "libgfortran", "libquadmath")),
    ("libvips", ("pyvips", "libvips", "_libvips")),
    ("Pillow", ("PIL", "pillow")),
    ("HEIF", ("pi_heif", "_pi_heif", "libheif", "libde265")),
    ("raw photos", ("rawpy", "libraw", "libjasper")),
    ("JPEG XL", ("OpenImageIO", "openimageio", "libOpenImageIO", "brotli", "_brotli")),
    ("Python", ("python3", "libpython", "Python", "base_library")),
    ("resources: packs, samples, guide, translations", ("resources",)),
)
"""Parts by the beginnings of the names in the program's inner folder."""

CODE = "all Python code, in the program's file"
REST = "all else"


def weigh(folder: Path) -> dict[str, int]:
    """Bytes of each part, the heaviest first; a link weighs nothing.

    Args:
        folder: the program's.
    """
    weights: Counter[str] = Counter()
    for file in folder.rglob("*"):
        if file.is_symlink() or not file.is_file():
            continue
        place = file.relative_to(folder).parts
        weights[part_of(place[1]) if len(place) > 1 else CODE] += file.stat().st_size
    for part in [part for part, weight in weights.items() if weight < SMALL and part != REST]:
        weights[REST] += weights.pop(part)
    return dict(weights.most_common())


def part_of(name: str) -> str:
    """The part that a file or folder in the program's inner folder belongs to, by its name."""
    return next((part for part, beginnings in PARTS if name.startswith(beginnings)), REST)


def table(weights: Mapping[str, int], archive: int | None) -> list[str]:
    """Lines for people, with the totals beside their bounds.

    Args:
        weights: bytes of each part.
        archive: bytes of the archive; None: there is none.
    """
    lines = [_line(part, weight) for part, weight in weights.items()]
    lines.append(_line("the folder", sum(weights.values()), MOST_FOLDER))
    if archive is not None:
        lines.append(_line("the archive", archive, MOST_ARCHIVE))
    return lines


def is_too_heavy(weights: Mapping[str, int], archive: int | None) -> bool:
    """Whether folder or archive are over their bounds."""
    return sum(weights.values()) > MOST_FOLDER or (archive or 0) > MOST_ARCHIVE


def _line(what: str, weight: int, most: int | None = None) -> str:
    bound = "" if most is None else f" of {most // MEGABYTE} MB at most"
    return f"  {what:48}{weight / MEGABYTE:8.1f} MB{bound}"
