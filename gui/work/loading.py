"""Reads pictures, with all that the window will need of them, for a thread that nobody waits for. No widgets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtGui import QImage

from engine.images import Picture, fit, is_raw_photo, open_picture, read_picture, read_preview, read_recipe, resize
from engine.job.style_search import find_style
from engine.look.recipe_files import SharedRecipe, is_recipe_file, load_recipe_file
from engine.look.recipe_json import recipe_from_json
from gui.qt_images import from_qimage
from gui.sample_names import sample_title
from gui.storage.project_file import load_project
from resources.samples import sample_styles

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from engine.job import Recipe, StyleReference
    from gui.document.pictures import PictureStore
    from gui.storage.project_file import LoadedProject
    from gui.storage.recovery import LostWork

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
class RawPreview:
    """What a raw photo shows of itself, until it is developed.

    Attributes:
        picture: at most `QUICK_SIDE` pixels a side; None where it brings none.
    """

    picture: Picture | None


@dataclass(frozen=True)
class FoundRecipe:
    """A recipe, and what was found of its styles.

    Attributes:
        recipe: the recipe.
        size: the long side of the picture it comes from, or of that in which the look was chosen; None: not known.
        styles: those of its styles that were found, with their files, by hash; those without a file came with the
            recipe or come with the program.
        thumbnails: small pictures of its styles by hash, as far as it brings any.
    """

    recipe: Recipe
    size: int | None
    styles: Mapping[str, tuple[Picture, Path | None]]
    thumbnails: Mapping[str, Picture]


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


def preview_of(source: Dropped) -> RawPreview | None:
    """What a raw photo shows of itself; None if it is no raw photo, and is read as fast as anything could be shown.

    Raises:
        PictureError: it cannot be developed.
    """
    if isinstance(source, QImage) or not is_raw_photo(source):
        return None
    preview = read_preview(source)
    if preview is None:
        return RawPreview(None)
    side = min(QUICK_SIDE, max(preview.width, preview.height))
    return RawPreview(resize(preview, fit(preview.width, preview.height, side)))


def load_recipe(
    path: Path, here: Container[str], folders: Sequence[Path], pictures: PictureStore, side: int
) -> FoundRecipe:
    """Reads a recipe from a file that was shared or a picture, and looks for its styles.

    Args:
        path: the file.
        here: hashes of the pictures that need not be looked for.
        folders: where to look. The bundled styles are looked through too.
        pictures: is given the reduced copies that the window will need.
        side: the long side of previews.

    Raises:
        PentimentoError: the file or its recipe is damaged or hostile.
    """
    if is_recipe_file(path):
        read = load_recipe_file(path)
        size = read.recipe.look_size
    else:
        text = read_recipe(path)
        read = SharedRecipe(recipe_from_json("" if text is None else text, path.name), {}, {})
        source = open_picture(path)
        size = max(source.width, source.height)
    found: dict[str, tuple[Picture, Path | None]] = {}
    for style in read.recipe.styles:
        if style.pixel_hash in here or style.pixel_hash in found:
            continue
        embedded = read.styles.get(style.pixel_hash)
        there = (embedded, None) if embedded is not None else _found(style, folders)
        if there is not None:
            warm(there[0], pictures, side)
            found[style.pixel_hash] = there
    return FoundRecipe(read.recipe, size, found, read.thumbnails)


def _found(style: StyleReference, folders: Sequence[Path]) -> tuple[Picture, Path | None] | None:
    found = find_style(style, folders)
    if found is None:
        return None
    if found.path in sample_styles().values():
        # Its file is nobody's concern.
        return replace(found.picture, name=sample_title(found.path.stem)), None
    # A part of a file is a picture of its own: the file would be read as a whole.
    return found.picture, found.path if found.reference.framing.is_whole else None


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
    from gui.storage.recovery import load_lost_work

    return _warmed(load_lost_work(work), pictures)


def warm(picture: Picture, pictures: PictureStore, side: int) -> None:
    """Keeps a picture with the copies that previews and thumbnails need."""
    pictures.warm(picture, side, (QUICK_SIDE, THUMBNAIL_SIDE))


def _warmed(loaded: LoadedProject, pictures: PictureStore) -> LoadedProject:
    state = loaded.data.state
    for picture in loaded.data.pictures.values():
        if pictures.name(picture) in state.picture_hashes:
            warm(picture, pictures, state.quality.preview_size)
    return loaded
