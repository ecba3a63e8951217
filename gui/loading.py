"""Reads pictures, with all that the window will need of them, for a thread that nobody waits for. No widgets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtGui import QImage

from engine.errors import PentimentoError
from engine.images import Picture, pixel_hash, read_picture, read_recipe
from engine.recipes import recipe_from_json
from gui.project_file import load_project
from gui.qt_images import from_qimage

if TYPE_CHECKING:
    from engine.job import Recipe
    from gui.pictures import PictureStore
    from gui.project_file import LoadedProject
    from gui.recovery import LostWork

Dropped: TypeAlias = Path | QImage
"""What a picture comes as: a file, or an image from the clipboard or another program."""

THUMBNAIL_SIDE = 160
QUICK_SIDE = 1024
"""The long side of the copy of a large picture that is shown until all of it is ready."""


@dataclass(frozen=True)
class Loaded:
    """A picture that was read.

    Attributes:
        picture: its pixels.
        path: where it came from; None for an image.
        has_recipe: whether it tells how it was painted.
    """

    picture: Picture
    path: Path | None
    has_recipe: bool = False


@dataclass(frozen=True)
class FoundRecipe:
    """How a picture was painted.

    Attributes:
        recipe: the recipe.
        size: the long side of the picture.
        styles: those of its styles that lie beside the file.
    """

    recipe: Recipe
    size: int
    styles: tuple[tuple[Picture, Path], ...]


def load_picture(source: Dropped, pictures: PictureStore, side: int, name: str | None = None) -> Loaded:
    """Reads a picture.

    Args:
        source: what it comes as.
        pictures: is given the reduced copies that the window will need.
        side: the long side of previews.
        name: of a picture that comes with the program, whose file is nobody's concern; None: that of the file.

    Raises:
        PentimentoError: it is no picture, or damaged.
        OSError: it cannot be read.
    """
    if isinstance(source, QImage):
        loaded = Loaded(from_qimage(source), None)
    elif name is not None:
        loaded = Loaded(replace(read_picture(source), name=name), None)
    else:
        loaded = Loaded(read_picture(source), source, read_recipe(source) is not None)
    warm(loaded.picture, pictures, side)
    return loaded


def load_recipe(path: Path) -> FoundRecipe:
    """Reads how a picture was painted, and looks for its styles in the same folder.

    Raises:
        PentimentoError: the picture or its recipe is damaged.
    """
    text = read_recipe(path)
    recipe = recipe_from_json("" if text is None else text, path.name)
    picture = read_picture(path)
    found = []
    for style in recipe.styles:
        # A recipe may come from anyone: it may name files, but not the folders in which to look for them.
        beside = path.parent / Path(style.name).name
        try:
            candidate = read_picture(beside) if beside.is_file() else None
        except (PentimentoError, OSError):
            continue
        if candidate is not None and pixel_hash(candidate.pixels, candidate.alpha) == style.pixel_hash:
            found.append((candidate, beside))
    return FoundRecipe(recipe, max(picture.width, picture.height), tuple(found))


def load_whole_project(path: Path, pictures: PictureStore) -> LoadedProject:
    """Reads a project, with all that the window will need of its pictures.

    Raises:
        PentimentoError: it is no project, damaged or hostile.
    """
    return _warmed(load_project(path), pictures)


def load_lost_project(work: LostWork, pictures: PictureStore) -> LoadedProject:
    """Reads what a copy that died left behind, with all that the window will need of its pictures.

    Raises:
        PentimentoError: it is damaged.
    """
    from gui.recovery import load_lost_work

    return _warmed(load_lost_work(work), pictures)


def warm(picture: Picture, pictures: PictureStore, side: int) -> None:
    """Keeps a picture with the copies that previews and thumbnails need."""
    picture_hash = pictures.warm(picture, side)
    for wanted in (QUICK_SIDE, THUMBNAIL_SIDE):
        pictures.reduced(picture_hash, wanted)


def _warmed(loaded: LoadedProject, pictures: PictureStore) -> LoadedProject:
    state = loaded.data.state
    for picture in loaded.data.pictures.values():
        if pictures.name(picture) in state.picture_hashes:
            warm(picture, pictures, state.quality.preview_size)
    return loaded
