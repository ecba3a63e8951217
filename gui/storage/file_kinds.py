"""What a file is by its name: a project, a recipe or a picture. No Qt."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from engine.look.recipe_files import is_recipe_file
from gui.storage.project_file import SUFFIX

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class FileKind(Enum):
    """What is opened in a way of its own."""

    PROJECT = "project"
    RECIPE = "recipe"
    PICTURE = "picture"


def kind_of(path: Path) -> FileKind:
    """What a file is by its suffix, in capitals or not.

    Whatever is neither a project nor a recipe counts as a picture: what it holds is seen when it is read.
    """
    if path.suffix.lower() == SUFFIX:
        return FileKind.PROJECT
    return FileKind.RECIPE if is_recipe_file(path) else FileKind.PICTURE


def by_kind(paths: Iterable[Path]) -> dict[FileKind, list[Path]]:
    """Files of each kind, in their order; kinds of which there are none have an empty list."""
    found: dict[FileKind, list[Path]] = {kind: [] for kind in FileKind}
    for path in paths:
        found[kind_of(path)].append(path)
    return found
