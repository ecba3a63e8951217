"""Parts of the photo with looks of their own, as the command line names them: masks and label maps. No torch."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import JobError
from engine.images import read_picture
from engine.job import Region, check_level
from engine.job.styles import in_space_of, read_style
from engine.masks.labels import matched_labels
from engine.masks.pictures import check_proportions, mask_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from engine.cli.words import Words
    from engine.images import Picture
    from engine.job.styles import FoundStyle
    from engine.masks.labels import LabelComparison
    from engine.vgg import Level

OPTIONS = ("strength", "structure", "level_strength", "levels", "style_size", "weights", "edge")
"""What can be said of a region by its name, with --region-strength and so on."""


def named_files(words: Words) -> Iterator[Path]:
    """All files that regions are made of."""
    yield from (*words.regions.mask, *words.regions.mask_style, *(words.regions.labels or ()))
    for text in words.regions.region:
        mask, styles = split_region(text)
        yield from (mask, *styles)


def styles_of_regions(words: Words) -> tuple[Path, ...]:
    """The styles of the undermost region that has some; nothing where there is none."""
    of_regions = (
        *((style,) for style in words.regions.mask_style),
        *(tuple(split_region(text)[1]) for text in words.regions.region),
    )
    return next(filter(None, of_regions), ())


def kept_photo() -> Region:
    """A region that is everywhere and keeps the photo, to lie under all others."""
    return Region(np.full((1, 1), 255, np.uint8))


def choose_regions(
    words: Words, photo: Picture, styles: list[FoundStyle]
) -> tuple[tuple[Region, ...], tuple[str, ...]]:
    """The parts of the photo with looks of their own, the undermost first: by label maps, by --mask, by --region.

    Returns:
        The regions, and notes about label maps.

    Raises:
        PentimentoError: something is missing, unreadable or impossible.
    """
    by_name = [painted_region(text, words, photo) for text in words.regions.region]
    names = [region.name for region in by_name]
    for name in names:
        if names.count(name) > 1:
            raise JobError(
                "Each --region should have a name of its own, and two are called '{name}': rename a mask.", name=name
            )
    regions = {region.name: region for region in by_name}
    for option in OPTIONS:
        for text in getattr(words.regions, f"region_{option}"):
            flag = f"--region-{option.replace('_', '-')}"
            name, separator, value = text.partition("=")
            if not separator or name not in regions:
                known = ", ".join(regions) or "no region at all"
                raise JobError(
                    "{flag} should begin with a region's name and =, and '{text}' came: there is {known}.",
                    flag=flag,
                    text=text,
                    known=known,
                )
            regions[name] = with_option(regions[name], option, value, flag)
    labelled, notes = labelled_regions(words, photo, styles)
    return (*labelled, *masked_regions(words, photo), *regions.values()), notes


def split_region(text: str) -> tuple[Path, list[Path]]:
    """The mask and the styles of words like sky.png=ink.jpg,oil.jpg; without styles the photo is kept."""
    if Path(text).is_file():
        return Path(text), []
    mask, separator, styles = text.partition("=")
    if not mask or (separator and not styles):
        raise JobError(
            "--region should look like sky.png=ink.jpg,oil.jpg, and '{text}' came: give a mask, = and styles, or the "
            "mask alone where the photo should stay as it is.",
            text=text,
        )
    if not styles or Path(styles).is_file():
        return Path(mask), [Path(styles)] if styles else []
    return Path(mask), [Path(style) for style in styles.split(",") if style]


def painted_region(text: str, words: Words, photo: Picture) -> Region:
    """The region of words like sky.png=ink.jpg,oil.jpg, which is called by the mask's name without its ending."""
    path, paths = split_region(text)
    styles = [read_style(style, 1.0, words.max_pixels) for style in paths]
    return Region(
        read_mask(path, photo, words.max_pixels),
        tuple(style.reference for style in styles),
        tuple(in_space_of(photo, style, words.max_pixels) for style in styles),
        path.stem,
    )


def with_option(region: Region, option: str, value: str, flag: str) -> Region:
    """A region with one thing said of it."""
    if region.keeps_photo:
        raise JobError(
            "{flag} should be for a painted region, and '{name}' keeps the photo: leave it out.",
            flag=flag,
            name=region.name,
        )
    try:
        if option in ("strength", "structure"):
            amount: dict[str, Any] = {option: float(value)}
            return replace(region, **amount)
        if option == "level_strength":
            level, _, strength = value.partition("=")
            own = {check_level(level.strip()): float(strength)}
            return replace(region, level_strengths={**region.level_strengths, **own})
        if option == "style_size":
            return replace(region, style_size=int(value))
        if option == "weights":
            weights = [float(weight) for weight in value.split(",")]
            styles = zip(region.styles, weights, strict=True)
            return replace(region, styles=tuple(replace(style, weight=weight) for style, weight in styles))
    except JobError:
        raise
    except ValueError as error:
        examples = {"level_strength": "relu4_1=0.5", "weights": "2,1 with one number per style"}
        wanted = examples.get(option, "a number")
        raise JobError(
            "{flag} should give '{name}' {wanted}, and '{value}' came: correct it.",
            flag=flag,
            name=region.name,
            wanted=wanted,
            value=value,
        ) from error
    if option == "levels":
        return replace(region, levels=parse_levels(value))
    return replace(region, edge=value)  # type: ignore[arg-type]  # the region says what edges there are


def masked_regions(words: Words, photo: Picture) -> list[Region]:
    """The regions of --mask and --mask-style, whose edges are hard as in the original method."""
    if len(words.regions.mask) != len(words.regions.mask_style):
        raise JobError(
            "--mask and --mask-style should come together, once for each part of the photo, and there are {mask} "
            "masks and {mask_style} styles: name both.",
            mask=len(words.regions.mask),
            mask_style=len(words.regions.mask_style),
        )
    regions = []
    for path, style_path in zip(words.regions.mask, words.regions.mask_style, strict=True):
        style = read_style(style_path, 1.0, words.max_pixels)
        mask = read_mask(path, photo, words.max_pixels)
        picture = in_space_of(photo, style, words.max_pixels)
        regions.append(Region(mask, (style.reference,), (picture,), path.stem, edge="hard"))
    return regions


def labelled_regions(words: Words, photo: Picture, styles: list[FoundStyle]) -> tuple[list[Region], tuple[str, ...]]:
    """The regions of --labels: each colour of the photo's label map gets what has that colour in the style's.

    Returns:
        The regions, and notes about colours without a counterpart.
    """
    if words.regions.labels is None:
        return [], ()
    if len(styles) != 1:
        raise JobError(
            "--labels should come with one style, whose parts it names, and there are {styles}.", styles=len(styles)
        )
    of_photo, of_style = (read_picture(path, max_pixels=words.max_pixels) for path in words.regions.labels)
    style = in_space_of(photo, styles[0], words.max_pixels)
    check_proportions(of_photo, photo.name, (photo.width, photo.height))
    check_proportions(of_style, style.name, (style.width, style.height))
    found = matched_labels(of_photo, of_style)
    regions = [
        Region(
            label.photo, (replace(styles[0].reference, weight=1.0),), (style,), label.name, style_masks=(label.style,)
        )
        for label in found.matched
    ]
    return regions, tuple(notes_about_unmatched(found))


def notes_about_unmatched(found: LabelComparison) -> Iterator[str]:
    """Sentences about the colours that only one of two label maps has."""
    if found.photo_only:
        yield (
            f"The style's label map lacks colours that the photo's has, {named_shares(found.photo_only)}: what has "
            "them is painted in the whole style."
        )
    if found.style_only:
        yield (
            f"The photo's label map lacks colours that the style's has, {named_shares(found.style_only)}: what has "
            "them in the style is left out where the others are painted."
        )


def named_shares(alone: tuple[tuple[str, float], ...]) -> str:
    """Colours with their shares of a picture."""
    return ", ".join(f"{name} ({share:.1%})" for name, share in alone)


def read_mask(path: Path, photo: Picture, max_pixels: int) -> NDArray[np.uint8] | NDArray[np.uint16]:
    """Reads a mask of the photo."""
    mask = read_picture(path, max_pixels=max_pixels)
    check_proportions(mask, photo.name, (photo.width, photo.height))
    return mask_of(mask)


def parse_levels(text: str) -> tuple[Level, ...]:
    """Levels from names with commas between them."""
    return tuple(check_level(name.strip()) for name in text.split(",") if name.strip())
