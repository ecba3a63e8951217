"""What was asked for on the command line, read and checked, as a job. No torch."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from engine.cli.recipe import FoundStyle, find_styles, read_recipe_file, read_style
from engine.errors import JobError
from engine.images import SaveOptions, check_target, read_picture
from engine.job import Job, PackReference, Recipe, Region, StyleReference
from engine.vgg import LEVELS, Level

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.images import Picture
    from engine.packs.registry import Registry

DEEP_SUFFIXES = (".png", ".tif", ".tiff")
"""Formats that hold 16 bits per channel."""

WRITABLE_SUFFIXES = (*DEEP_SUFFIXES, ".jpg", ".jpeg", ".webp", ".avif", ".bmp")


@dataclass(frozen=True)
class Words:
    """What was asked for on the command line; None where it was left out."""

    photo: Path
    styles: tuple[Path, ...]
    output: Path | None
    weights: tuple[float, ...]
    strength: float | None
    levels: str | None
    level_strengths: tuple[str, ...]
    size: int | None
    style_size: int | None
    passes: int | None
    mask: Path | None
    mask_style: Path | None
    recipe: Path | None
    pack: str | None
    device: str
    number_format: str
    existing: Literal["refuse", "overwrite", "unique"] | None
    quality: int
    bits: str | None
    profile: str
    strip_metadata: bool
    keep_location: bool
    most_megapixels: float
    as_json: bool

    @property
    def max_pixels(self) -> int:
        """The largest picture that is read."""
        return int(self.most_megapixels * 1e6)


@dataclass(frozen=True)
class Request:
    """A job from the command line.

    Attributes:
        job: what to paint.
        target: where to save it.
        saving: how to save it.
        notes: sentences for the user about what was found while reading.
    """

    job: Job
    target: Path
    saving: SaveOptions
    notes: tuple[str, ...]


def prepare(words: Words, registry: Registry) -> Request:
    """Reads and checks everything that a job needs, so that nothing is refused after the long work has begun.

    Raises:
        PentimentoError: something is missing, unreadable or impossible.
    """
    target, saving = choose_target(words)
    recipe, styles, warnings = choose_recipe(words, registry)
    photo = read_picture(words.photo, profile="own" if words.profile == "photo" else None, max_pixels=words.max_pixels)
    region = choose_region(words, photo)
    bits = saving.bits or (photo.bits if target.suffix.lower() in DEEP_SUFFIXES else 8)
    job = Job(
        recipe=recipe,
        photo=photo,
        styles=tuple(in_space_of(photo, style, words.max_pixels) for style in styles),
        region=region,
        size=words.size,
        bits=16 if bits == 16 else 8,
    )
    notes = [f"{picture.name}: {note}" for picture in (photo, *job.styles) for note in picture.notes]
    return Request(job, target, replace(saving, bits=job.bits), (*warnings, *notes))


def choose_target(words: Words) -> tuple[Path, SaveOptions]:
    """Where to save: as asked, or under a new name beside the photo, of the photo's format where that can be written.

    Raises:
        PictureError: it could not be saved there.
    """
    existing = words.existing or ("refuse" if words.output and not words.output.is_dir() else "unique")
    saving = SaveOptions(
        quality=words.quality,
        bits=None if words.bits is None else 16 if words.bits == "16" else 8,
        strip_metadata=words.strip_metadata,
        keep_location=words.keep_location,
        existing=existing,
    )
    if words.output is not None and not words.output.is_dir():
        return check_target(words.output, saving), saving
    suffix = words.photo.suffix
    if suffix.lower() not in (DEEP_SUFFIXES if words.bits == "16" else WRITABLE_SUFFIXES):
        suffix = ".png"
    looks = words.styles or ((words.recipe,) if words.recipe else ())
    name = " + ".join([words.photo.stem, *(look.stem for look in looks)])
    folder = words.photo.parent if words.output is None else words.output
    return check_target(folder / f"{name}{suffix}", saving), saving


def choose_recipe(words: Words, registry: Registry) -> tuple[Recipe, list[FoundStyle], list[str]]:
    """The look: the recipe that was named, or a new one, with the options that were given.

    Returns:
        The recipe, its styles in order, and warnings.
    """
    given = [read_style(path, 1.0, words.max_pixels) for path in words.styles]
    warnings: list[str] = []
    if words.recipe is None:
        if not given:
            raise JobError("At least one style should be named after the photo, and there is none: name a picture.")
        recipe, styles = Recipe(tuple(style.reference for style in given)), given
    else:
        recipe = read_recipe_file(words.recipe)
        folders = [words.recipe.parent, words.photo.parent, Path()]
        styles, warnings = find_styles(recipe, given, folders, words.max_pixels)
    references = weighted(tuple(style.reference for style in styles), words.weights)
    recipe = replace(
        recipe,
        styles=references,
        strength=recipe.strength if words.strength is None else words.strength,
        levels=parse_levels(words.levels) if words.levels is not None else recipe.levels,
        level_strengths={**recipe.level_strengths, **dict(map(parse_level_strength, words.level_strengths))},
        passes=recipe.passes if words.passes is None else words.passes,
        style_size=recipe.style_size if words.style_size is None else words.style_size,
    )
    name = words.pack or (recipe.pack.name if recipe.pack else registry.default_name())
    manifest = registry.find(name).manifest
    manifest.require(recipe.levels)
    if recipe.pack is not None and recipe.pack.sha256 != manifest.sha256:
        warnings.append(
            f"The recipe was made with the pack '{recipe.pack.name}' of another hash, and '{name}' is used: "
            "the result may look different."
        )
    return replace(recipe, pack=PackReference(name, manifest.sha256)), styles, warnings


def choose_region(words: Words, photo: Picture) -> Region | None:
    """The part of the photo with a style of its own, if one was asked for."""
    if words.mask is None and words.mask_style is None:
        return None
    if words.mask is None or words.mask_style is None:
        raise JobError("--mask and --mask-style should come together, and one is missing: name both.")
    mask = read_picture(words.mask, max_pixels=words.max_pixels)
    style = read_style(words.mask_style, 1.0, words.max_pixels)
    return Region(grey(mask), (style.reference,), (in_space_of(photo, style, words.max_pixels),))


def grey(picture: Picture) -> NDArray[np.uint8]:
    """A picture's lightness as a mask: the mean of its channels, 8 bits."""
    mean: NDArray[np.float64] = picture.pixels.mean(axis=2)
    return (mean * (255 / np.iinfo(picture.pixels.dtype).max)).round().astype(np.uint8)


def in_space_of(photo: Picture, style: FoundStyle, max_pixels: int) -> Picture:
    """A style's pixels in the photo's colour space."""
    if photo.metadata.profile is None:
        return style.picture
    return read_picture(style.path, profile=photo.metadata.profile, max_pixels=max_pixels)


def weighted(styles: tuple[StyleReference, ...], weights: tuple[float, ...]) -> tuple[StyleReference, ...]:
    """Styles with the weights that were given, or as they are where none was."""
    if not weights:
        return styles
    if len(weights) != len(styles):
        raise JobError(
            f"--weight should be given once per style, and there are {len(styles)} styles and {len(weights)} weights: "
            "give one for each, or none."
        )
    return tuple(replace(style, weight=weight) for style, weight in zip(styles, weights, strict=True))


def parse_levels(text: str) -> tuple[Level, ...]:
    """Levels from names with commas between them."""
    return tuple(parse_level(name.strip()) for name in text.split(",") if name.strip())


def parse_level_strength(text: str) -> tuple[Level, float]:
    """A level and its strength from words like relu4_1=0.5."""
    name, _, number = text.partition("=")
    try:
        return parse_level(name.strip()), float(number)
    except ValueError as error:
        raise JobError(
            f"--level-strength should look like relu4_1=0.5, and '{text}' came: give a level, = and a number."
        ) from error


def parse_level(name: str) -> Level:
    """A level from its name."""
    for level in LEVELS:
        if level == name:
            return level
    raise JobError(f"A level should be one of {', '.join(LEVELS)}, and '{name}' came: correct its name.")
