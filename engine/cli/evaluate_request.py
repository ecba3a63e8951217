"""What `pentimento evaluate` was asked for: how is painted, and which pictures and files were named. No torch."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from engine.cli.options import (
    level_strength_option,
    levels_option,
    parameter_option,
    passes_option,
    together,
)
from engine.cli.regions import parse_levels
from engine.cli.request import check_visited, parse_level_strengths
from engine.cli.words import taken_look
from engine.errors import JobError, PictureError
from engine.evaluation.painting_settings import PaintingSettings
from engine.images.formats import is_named_as_picture
from engine.job import Look, StyleReference
from engine.look.look import PARAMETERS
from engine.look.parameters import Switch
from engine.look.recipe import in_order
from engine.look.refining import Refining

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from engine.packs.registry import InstalledPack

ANY_STYLE = StyleReference("any style", "")
"""Stands for all of them where a recipe is made to see whether it can be."""

settings_options = together(
    parameter_option("strength"),
    levels_option,
    level_strength_option,
    click.option(
        "--style-size",
        type=int,
        help="Long side in pixels at which packs look at styles; as large as --size makes them if left out.",
    ),
    passes_option,
    *(parameter_option(name) for name in PARAMETERS if name != "strength"),
    click.option("--refine", is_flag=True, help="Refine each painted picture, as `pentimento refine` does."),
)
"""How is painted: all that a look has, and what a recipe says of levels, passes and strokes."""


def settings_of(
    *,
    levels: str | None,
    level_strengths: tuple[str, ...],
    passes: int | None,
    style_size: int | None,
    refine: bool,
    **options: Any,
) -> PaintingSettings:
    """How is painted, from what was asked for; None where it was left out.

    Raises:
        JobError: something impossible is asked for.
    """
    return PaintingSettings(
        Look(**taken_look(options), refining=Refining() if refine else None),
        None if levels is None else in_order(parse_levels(levels)),
        parse_level_strengths(level_strengths),
        1 if passes is None else passes,
        style_size,
    )


def check_settings(settings: PaintingSettings, packs: Iterable[InstalledPack]) -> None:
    """Refuses what is impossible, or impossible for one of the packs.

    Raises:
        PentimentoError: it is.
    """
    for pack in packs:
        recipe = settings.recipe(ANY_STYLE, 1, pack)
        check_visited(settings.level_strengths, recipe.levels)


def in_words(settings: PaintingSettings) -> str:
    """How is painted: the strength, and what is not as usual."""
    look = settings.look
    said = [f"strength {look.strength}"]
    for name, parameter in PARAMETERS.items():
        value, shown = getattr(look, name), name.replace("_", " ")
        if name == "strength" or value == parameter.default:
            continue
        if isinstance(parameter.kind, Switch):
            said.append(shown if value else parameter.kind.opposite)
        else:
            said.append(f"{shown} {value}")
    said += ["refined"] if look.refining else []
    said += [f"levels {', '.join(settings.levels)}"] if settings.levels else []
    said += [f"{level} {strength}" for level, strength in settings.level_strengths.items()]
    said += [f"{settings.passes} passes"] if settings.passes > 1 else []
    said += [f"style size {settings.style_size}"] if settings.style_size else []
    return ", ".join(said)


def find_pictures(what: str, places: Iterable[Path]) -> list[Path]:
    """The picture files that are named, and those in the folders that are named, each once.

    Args:
        what: photos or styles, for the sentence.
        places: files and folders; of a folder the files directly in it that have a picture's suffix.

    Raises:
        PictureError: there is none, or a place cannot be read.
    """
    files: list[Path] = []
    for place in places:
        try:
            inside = sorted(place.iterdir()) if place.is_dir() else [place]
        except OSError as error:
            raise PictureError(
                "The folder '{place}' should be readable, and it is not: {reason}.", place=place, reason=error.strerror
            ) from error
        if place.is_dir():
            inside = [
                file
                for file in inside
                if is_named_as_picture(file) and not file.name.startswith(".") and file.is_file()
            ]
            if not inside:
                raise PictureError(
                    "Pictures for --{what} should be in '{place}', and there are none: name pictures, or a folder "
                    "that holds some.",
                    what=what,
                    place=place,
                )
        files += inside
    return list(dict.fromkeys(files))


def check_outputs(outputs: Sequence[Path], sources: Iterable[Path]) -> None:
    """Refuses to replace what is evaluated, and one output by the other."""
    if len(outputs) == 2 and outputs[0].absolute() == outputs[1].absolute():
        raise JobError("--sheet and --csv should be two files, and they are one: give another name.")
    there = [output for output in outputs if output.exists()]
    for source in sources:
        for output in there:
            if source.exists() and output.samefile(source):
                raise JobError(
                    "'{name}' is one of the pictures and should stay: give another name to save to.", name=source.name
                )


def check_csv(path: Path, *, overwrite: bool) -> None:
    """Refuses a file of figures that could not be written when all is done."""
    if not path.parent.is_dir() or path.is_dir():
        raise JobError(
            "'{path}' should be a file in a folder that is there, and it is not: change the name.", path=path
        )
    if not overwrite and os.path.lexists(path):
        raise JobError(
            "'{name}' should be a new file, and there is one: change the name, or add --overwrite.", name=path.name
        )
