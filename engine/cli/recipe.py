"""`pentimento recipe`, and how `--recipe` finds the look and the styles that it names."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.options import PATH
from engine.errors import JobError, PictureError
from engine.images import MAX_PIXELS, read_recipe
from engine.job.style_search import find_style
from engine.job.styles import FoundStyle, read_style
from engine.look.recipe_files import is_recipe_file, load_recipe_file, save_recipe_file
from engine.look.recipe_json import recipe_from_json, recipe_to_json

if TYPE_CHECKING:
    from engine.job import Recipe


@click.command(short_help="Print the recipe in SOURCE, or save it to be shared.")
@click.argument("source", type=PATH)
@click.argument("styles", type=PATH, nargs=-1)
@click.option(
    "-o",
    "--output",
    type=PATH,
    help="File to save the recipe to, with thumbnails of its styles; it ends in .pentimento-recipe.",
)
@click.option("--with-styles", is_flag=True, help="Take the styles along, so that nobody has to find them.")
@click.option("--overwrite", is_flag=True, help="Replace the output if it exists.")
def recipe(source: Path, styles: tuple[Path, ...], output: Path | None, *, with_styles: bool, overwrite: bool) -> None:
    """Print the recipe of SOURCE as JSON, or save it to be shared.

    SOURCE is a picture that Pentimento saved, a recipe that was shared, or a file of JSON. To be saved, its styles
    are looked for beside SOURCE and here; name those that lie elsewhere (STYLE …).
    """
    if output is None:
        if styles or with_styles or overwrite:
            raise JobError("Styles and how to save are for a file, and none is named: name one with -o.")
        click.echo(json.dumps(json.loads(recipe_to_json(read_recipe_file(source)[0])), indent=2))
        return
    wanted, embedded = read_recipe_file(source)
    given = [read_style(path, 1.0, MAX_PIXELS) for path in styles]
    found, warnings = find_styles(wanted, given, [source.parent, Path()], MAX_PIXELS, embedded)
    for warning in warnings:
        click.echo(f"Note: {warning}", err=True)
    references = tuple(style.reference for style in found)
    saved = save_recipe_file(
        output,
        replace(wanted, styles=references),
        {style.reference.pixel_hash: style.picture for style in found},
        with_styles=with_styles,
        existing="overwrite" if overwrite else "refuse",
    )
    what = "with its styles" if with_styles else "with thumbnails of its styles"
    click.echo(f"Saved {saved}: a recipe {what}, {saved.stat().st_size / 1e6:.2f} MB.")


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
                "A recipe should be read from '{path}', and it cannot be: {error}; check the name.",
                path=path,
                error=error,
            ) from error
    text = read_recipe(path)
    if text is None:
        raise JobError(
            "'{name}' should be a picture with a recipe, and it holds none: name a picture that Pentimento saved, or "
            "a recipe's JSON file.",
            name=path.name,
        )
    return text


def read_recipe_file(path: Path, max_pixels: int = MAX_PIXELS) -> tuple[Recipe, list[FoundStyle]]:
    """Reads a recipe from a picture, a recipe that was shared, or a file of JSON.

    Args:
        path: the file.
        max_pixels: of all styles together that it brings along.

    Returns:
        The recipe, and the styles that it brings along.

    Raises:
        PentimentoError: there is no recipe, it is not sound, or the file cannot be read.
    """
    if not is_recipe_file(path):
        return recipe_from_json(recipe_text(path), path.name), []
    shared = load_recipe_file(path, max_pixels)
    embedded = {
        style.pixel_hash: FoundStyle(style, path, shared.styles[style.pixel_hash])
        for style in shared.recipe.styles
        if style.pixel_hash in shared.styles
    }
    return shared.recipe, list(embedded.values())


def find_styles(
    wanted: Recipe,
    given: list[FoundStyle],
    folders: list[Path],
    max_pixels: int,
    embedded: list[FoundStyle] | None = None,
) -> tuple[list[FoundStyle], list[str]]:
    """Binds the styles of a recipe to pictures.

    A style is taken from the given files if its pixels are the same, then from those that the recipe's file brings
    along, then from a file of its name in one of the folders or from the bundled styles. What is still missing is
    replaced by the given files that are left, in their order, with a warning.

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
        brought = (other for other in embedded or () if other.reference.pixel_hash == style.pixel_hash)
        found.append(same or next(brought, None) or find_style(style, folders, max_pixels))
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
            "The recipe needs the styles {missing}, and they are not beside the recipe, the photo or here: name them "
            "too.",
            missing=", ".join(missing),
        )
    if left:
        raise JobError(
            "The recipe takes {count} styles, and these are too many: {left}; leave them out.",
            count=len(wanted.styles),
            left=", ".join(style.path.name for style in left),
        )
    return styles, warnings
