"""Recipes as files to be shared: with thumbnails of their styles and, if wished, the styles themselves. No torch.

Such a file is a zip archive: `recipe.json` as `engine.look.recipe_json` has it, `thumbnails/HASH.jpg` and
`styles/HASH.png`, where HASH is what the recipe calls the style's pixels.
"""

from __future__ import annotations

import re
import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import PentimentoError, PictureError
from engine.files.archives import ArchiveKind, ArchiveLimits, ArchiveReader, ArchiveWriter, open_archive, write_archive
from engine.images import (
    MAX_PIXELS,
    Metadata,
    Picture,
    SaveOptions,
    fit,
    open_picture,
    pixel_hash,
    resize,
    save_picture,
)
from engine.look.recipe import MOST_STYLES
from engine.look.recipe_json import recipe_from_json, recipe_to_json
from engine.sentences import Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.images.options import Existing
    from engine.look.recipe import Recipe, StyleReference

SUFFIX = ".pentimento-recipe"

THUMBNAIL_SIDE = 160
"""Long side of a thumbnail in pixels."""

DOCUMENT_NAME = "recipe.json"

LIMITS = ArchiveLimits(
    members=2 * MOST_STYLES + 1,
    directory_bytes=64 << 10,
    document_bytes=1 << 20,
    picture_bytes=1 << 30,
    total_bytes=2 << 30,
)
"""What is refused when such a file is read."""

_MOST_THUMBNAIL_PIXELS = 512 * 512


class RecipeFileError(PentimentoError):
    """A file that should hold a recipe is something else, damaged or hostile, or cannot be written."""


RECIPE_FILE = ArchiveKind(
    Sentence("a recipe of Pentimento"),
    DOCUMENT_NAME,
    re.compile(r"styles/[0-9a-f]{64}\.png|thumbnails/[0-9a-f]{64}\.(jpg|png)"),
    RecipeFileError,
)


@dataclass(frozen=True)
class SharedRecipe:
    """What a recipe's file holds.

    Attributes:
        recipe: the recipe.
        styles: the pixels of those styles that it brings along, by hash.
        thumbnails: small pictures of styles, by hash; one that cannot be read is left out.
    """

    recipe: Recipe
    styles: Mapping[str, Picture]
    thumbnails: Mapping[str, Picture]


def is_recipe_file(path: Path) -> bool:
    """Whether a file is a recipe that was shared, by its name."""
    return path.suffix.lower() == SUFFIX


def save_recipe_file(
    path: Path,
    recipe: Recipe,
    pictures: Mapping[str, Picture],
    *,
    with_styles: bool,
    existing: Existing = "refuse",
    limits: ArchiveLimits = LIMITS,
) -> Path:
    """Saves a recipe to be shared. Nothing of a style goes along but its name and its pixels.

    Args:
        path: where.
        recipe: what is shared.
        pictures: the pixels of all its styles by hash, in sRGB.
        with_styles: whether the styles themselves are taken along, and not their thumbnails only.
        existing: what to do if there is such a file.
        limits: what is refused when it is read, and so is not written either.

    Returns:
        The path truly written.

    Raises:
        PentimentoError: the name has another suffix, there are too many styles, or they are too large to be taken
            along, the disk is full, and the like.
    """
    if not is_recipe_file(path):
        raise RecipeFileError(
            "A recipe should be saved as *{suffix}, and '{name}' came: add that to the name.",
            suffix=SUFFIX,
            name=path.name,
        )
    if len(recipe.styles) > MOST_STYLES:
        raise RecipeFileError(
            "A shared recipe should have at most {most} styles, and it has {styles}: remove some.",
            most=MOST_STYLES,
            styles=len(recipe.styles),
        )
    taken = {style.pixel_hash: pictures[style.pixel_hash] for style in recipe.styles} if with_styles else {}
    if sum(picture.width * picture.height for picture in taken.values()) > MAX_PIXELS:
        raise RecipeFileError(
            "The styles in a shared recipe should have at most {most:,.6g} megapixels together, and these have more: "
            "save it without taking them along.",
            most=MAX_PIXELS / 1e6,
        )

    def fill(archive: ArchiveWriter) -> None:
        # A file's name may hold what UTF-8 cannot.
        archive.add_text(DOCUMENT_NAME, recipe_to_json(recipe).encode("utf-8", "replace").decode())
        with tempfile.TemporaryDirectory(prefix="pentimento-") as folder:
            for style in recipe.styles:
                picture = replace(pictures[style.pixel_hash], metadata=Metadata())
                suffix = ".jpg" if picture.alpha is None else ".png"
                _add(archive, f"thumbnails/{style.pixel_hash}{suffix}", Path(folder), _thumbnail(picture), bits=8)
                if with_styles:
                    _add(archive, f"styles/{style.pixel_hash}.png", Path(folder), picture)

    return write_archive(path, RECIPE_FILE, existing, fill, limits)


def load_recipe_file(path: Path, max_pixels: int = MAX_PIXELS, limits: ArchiveLimits = LIMITS) -> SharedRecipe:
    """Reads a recipe that was shared.

    Args:
        path: the file.
        max_pixels: of all its styles together.
        limits: what else is refused.

    Raises:
        PentimentoError: the file is something else, damaged, hostile, or of a later version of the program.
    """
    title = _title(path)
    with open_archive(path, RECIPE_FILE, title, limits) as archive:
        recipe = _recipe(archive, path, title, limits)
        styles, left = {}, max_pixels
        for style in recipe.styles:
            if _style_name(style.pixel_hash) in archive.names and style.pixel_hash not in styles:
                picture = _style(archive, style, title, None, left)
                left -= picture.width * picture.height
                styles[style.pixel_hash] = picture
        thumbnails = {}
        for style in recipe.styles:
            thumbnail = _read_thumbnail(archive, style.pixel_hash)
            if thumbnail is not None:
                thumbnails[style.pixel_hash] = thumbnail
    return SharedRecipe(recipe, styles, thumbnails)


def read_embedded_style(path: Path, style: StyleReference, profile: bytes | None, max_pixels: int) -> Picture:
    """Reads one of the styles that a recipe's file brings along, as `engine.images.read_picture` reads a file.

    Args:
        path: the recipe's file.
        style: which.
        profile: the colour space in which it is wanted; None: sRGB.
        max_pixels: larger ones are refused.

    Raises:
        PentimentoError: the file is damaged or does not hold the style.
    """
    title = _title(path)
    with open_archive(path, RECIPE_FILE, title, LIMITS) as archive:
        return _style(archive, style, title, profile, max_pixels)


def _title(path: Path) -> str:
    return Sentence("The recipe '{name}'", name=path.name)


def _style_name(picture_hash: str) -> str:
    return f"styles/{picture_hash}.png"


def _recipe(archive: ArchiveReader, path: Path, title: str, limits: ArchiveLimits) -> Recipe:
    recipe = recipe_from_json(archive.text(DOCUMENT_NAME, limits.document_bytes), path.name)
    if len(recipe.styles) > MOST_STYLES:
        raise RecipeFileError(
            "{title} should hold at most {most} styles, and it holds {styles}: use another.",
            title=title,
            most=MOST_STYLES,
            styles=len(recipe.styles),
        )
    known = {style.pixel_hash for style in recipe.styles}
    for name in archive.names:
        if name != DOCUMENT_NAME and Path(name).stem not in known:
            raise RecipeFileError(
                "{title} should hold its own styles only, and '{name}' is another: use another.", title=title, name=name
            )
    return recipe


def _style(
    archive: ArchiveReader, style: StyleReference, title: str, profile: bytes | None, max_pixels: int
) -> Picture:
    try:
        with archive.file(_style_name(style.pixel_hash)) as file:
            source = open_picture(file)
            if source.width * source.height > max_pixels:
                raise RecipeFileError(
                    "{title} should hold at most {most:,.6g} megapixels, and with '{name}' it holds more: use another.",
                    title=title,
                    most=max_pixels / 1e6,
                    name=style.name,
                )
            picture = source.read()
            if pixel_hash(picture.pixels, picture.alpha) != style.pixel_hash:
                raise RecipeFileError(
                    "{title} should hold the style '{name}', and its picture is another one: use another.",
                    title=title,
                    name=style.name,
                )
            if profile is not None:
                picture = open_picture(file, profile=profile).read()
    except PictureError as error:
        raise RecipeFileError(
            "{title} should hold the style '{name}' as a picture, and that is damaged: use another copy.",
            title=title,
            name=style.name,
        ) from error
    return replace(picture, name=style.name, metadata=Metadata(profile=picture.metadata.profile), notes=())


def _read_thumbnail(archive: ArchiveReader, picture_hash: str) -> Picture | None:
    for suffix in (".jpg", ".png"):
        name = f"thumbnails/{picture_hash}{suffix}"
        if name in archive.names:
            # A recipe is of use without them too.
            with suppress(PictureError), archive.file(name) as file:
                return open_picture(file, max_pixels=_MOST_THUMBNAIL_PIXELS).read()
    return None


def _thumbnail(picture: Picture) -> Picture:
    if max(picture.width, picture.height) <= THUMBNAIL_SIDE:
        return picture
    return resize(picture, fit(picture.width, picture.height, THUMBNAIL_SIDE))


def _add(archive: ArchiveWriter, name: str, folder: Path, picture: Picture, *, bits: int | None = None) -> None:
    if not archive.has(name):
        options = SaveOptions(bits=8 if bits == 8 else None, strip_metadata=True, existing="overwrite")
        archive.add(name, save_picture(folder / f"part{Path(name).suffix}", picture, options))
