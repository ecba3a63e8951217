"""`pentimento recipe`, and how `--recipe` finds the look and the styles that it names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.errors import JobError, PictureError
from engine.images import read_recipe
from engine.looks import read_style
from engine.recipes import recipe_from_json, recipe_to_json

if TYPE_CHECKING:
    from engine.job import Recipe, StyleReference
    from engine.looks import FoundStyle


@click.command()
@click.argument("picture", type=click.Path(path_type=Path))
def recipe(picture: Path) -> None:
    """Print the recipe that is stored in PICTURE, as JSON."""
    text = recipe_to_json(read_recipe_file(picture))
    click.echo(json.dumps(json.loads(text), indent=2))


def recipe_text(path: Path) -> str:
    """The recipe in a picture, or in a file of JSON.

    Raises:
        JobError: there is none.
        PictureError: the file cannot be read.
    """
    if path.suffix.lower() == ".json":
        try:
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise PictureError(
                f"A recipe should be read from '{path}', and it cannot be: {error}; check the name."
            ) from error
    text = read_recipe(path)
    if text is None:
        raise JobError(
            f"'{path.name}' should be a picture with a recipe, and it holds none: "
            "name a picture that Pentimento saved, or a recipe's JSON file."
        )
    return text


def read_recipe_file(path: Path) -> Recipe:
    """Reads a recipe from a picture or a file of JSON.

    Raises:
        JobError: there is none, or it is not sound.
        PictureError: the file cannot be read.
    """
    return recipe_from_json(recipe_text(path), path.name)


def find_styles(
    wanted: Recipe, given: list[FoundStyle], folders: list[Path], max_pixels: int
) -> tuple[list[FoundStyle], list[str]]:
    """Binds the styles of a recipe to files.

    A style is taken from the given files if its pixels are the same, then from a file of its name in one of the
    folders. What is still missing is replaced by the given files that are left, in their order, with a warning.

    Returns:
        The styles in the recipe's order, and the warnings.

    Raises:
        JobError: a style is missing, with the names of all that are.
    """
    left = list(given)
    found = []
    for style in wanted.styles:
        same = next((other for other in left if other.reference.pixel_hash == style.pixel_hash), None)
        if same is not None:
            left.remove(same)
        found.append(same or _style_in(folders, style, max_pixels))
    styles, warnings, missing = [], [], []
    for style, match in zip(wanted.styles, found, strict=True):
        if match is not None:
            styles.append(match.weighing_as(style))
        elif left:
            styles.append(left.pop(0).weighing_as(style))
            warnings.append(
                f"The recipe's style '{style.name}' was replaced by another picture, '{styles[-1].path.name}'."
            )
        else:
            missing.append(f"'{style.name}'")
    if missing:
        raise JobError(
            f"The recipe needs the styles {', '.join(missing)}, and they are not beside the recipe, the photo or here: "
            "name them after the photo."
        )
    if left:
        raise JobError(
            f"The recipe takes {len(wanted.styles)} styles, and these are too many: "
            f"{', '.join(style.path.name for style in left)}; leave them out."
        )
    return styles, warnings


def _style_in(folders: list[Path], style: StyleReference, max_pixels: int) -> FoundStyle | None:
    """The style's own file in one of some folders; a file of its name with other pixels is another picture."""
    if Path(style.name).name != style.name:
        return None
    for folder in folders:
        path = folder / style.name
        if path.is_file():
            try:
                candidate = read_style(path, style.weight, max_pixels)
            except PictureError:
                continue
            if candidate.reference.pixel_hash == style.pixel_hash:
                return candidate
    return None
