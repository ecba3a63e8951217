"""What was asked for on the command line, read and checked, as a job. No torch."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.batch.naming import file_name
from engine.batch.plan import suffix_like
from engine.cli.crops import crops_of, notes_about_frames
from engine.cli.recipe import find_styles, read_recipe_file
from engine.cli.regions import choose_regions, kept_photo, named_files, parse_levels, styles_of_regions
from engine.cli.words import read_memory
from engine.errors import JobError
from engine.images import SaveOptions, check_target, read_picture
from engine.images.formats import format_for
from engine.images.transparency import lost_transparency
from engine.job import DEFAULT_LOOK_SIZE, Job, PackReference, Recipe, StyleReference, check_level
from engine.job.styles import in_space_of, read_style
from engine.look.refining import Refining
from engine.planning.memory import left_for_photo
from engine.planning.plan import result_size
from engine.vgg import LEVELS

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from engine.cli.words import Words
    from engine.images.options import Existing
    from engine.job.styles import FoundStyle
    from engine.packs.registry import Registry
    from engine.vgg import Level


@dataclass(frozen=True)
class Request:
    """A job from the command line.

    Attributes:
        job: what to paint.
        target: where to save it.
        saving: how to save it.
        memory: bytes that the whole process may take; None: as the engine finds right.
        notes: sentences for the user about what was found while reading.
    """

    job: Job
    target: Path
    saving: SaveOptions
    memory: int | None
    notes: tuple[str, ...]


def prepare(words: Words, registry: Registry) -> Request:
    """Reads and checks everything that a job needs, so that nothing is refused after the long work has begun.

    Raises:
        PentimentoError: something is missing, unreadable or impossible.
    """
    refuse_contradictions(words)
    memory = read_memory(words.machine.memory)
    if words.style_crops and not words.styles:
        raise JobError("--style-crop should come with the styles after the photo, and there is none: name them, too.")
    around = (
        styles_of_regions(words) if not words.styles and words.recipe is None and words.regions.labels is None else ()
    )
    words = replace(words, styles=around or words.styles)
    target, saving = choose_target(words)
    refuse_replacing(target, (words.photo, *words.styles, *named_files(words), words.recipe))
    recipe, styles, warnings = choose_recipe(words, registry)
    refuse_replacing(target, [style.path for style in styles])
    photo = read_picture(
        words.photo,
        profile=words.profile_choice,
        max_pixels=words.max_pixels,
        budget=left_for_photo(memory),
        long_side=words.size,
    )
    chosen, told = choose_regions(words, photo, styles)
    regions = (*((kept_photo(),) if around else ()), *chosen)
    bits = saving.bits or (photo.bits if format_for(target).sixteen_bits else 8)
    job = Job(
        recipe=recipe,
        photo=photo,
        styles=tuple(in_space_of(photo, style, words.max_pixels) for style in styles),
        regions=regions,
        size=words.size,
        bits=16 if bits == 16 else 8,
    )
    check_target(target, saving, size=result_size((photo.width, photo.height), job.size))
    notes: list[str] = [note for picture in (photo, *job.styles) for note in picture.notes]
    notes += told
    notes += lost_transparency(photo, target) if words.grid is None else ()
    if around:
        notes.append(
            "Around the regions the photo stays as it is; the recipe in the picture holds no masks, and would paint "
            "all of another photo like the first region."
        )
    elif regions:
        notes.append("The recipe in the picture holds neither masks nor their styles.")
    if regions:
        registry.find(recipe.pack.name if recipe.pack else registry.default_name()).manifest.require(job.levels)
    return Request(job, target, replace(saving, bits=job.bits), memory, (*warnings, *notes))


def refuse_contradictions(words: Words) -> None:
    """Refuses options that would undo each other, and a limit that is none."""
    if not 0 < words.most_megapixels < 1e6:
        raise JobError(
            "--most-megapixels should be above 0 and under a million, and it is {most_megapixels}: try 1000.",
            most_megapixels=words.most_megapixels,
        )
    if words.grid and "transform" in words.look:
        raise JobError("One of --grid and --transform should be given, and both came: leave one out.")
    if words.saving.overwrite and words.saving.unique:
        raise JobError("One of --overwrite and --unique should be given, and both came: leave one out.")
    if words.same_look is False and words.look_size is not None:
        raise JobError("One of --look-size and --finer-strokes should be given, and both came: leave one out.")
    if words.saving.keep_location and words.saving.strip_metadata:
        raise JobError("One of --keep-location and --strip-metadata should be given, and both came: leave one out.")


def refuse_replacing(target: Path, sources: Iterable[Path | None]) -> None:
    """Refuses to save over a file that the result is made of."""
    for source in sources:
        if source is not None and target.exists() and source.exists() and target.samefile(source):
            raise JobError(
                "The result should not replace '{name}', which it is made of: give another name.", name=source.name
            )


def choose_target(words: Words) -> tuple[Path, SaveOptions]:
    """Where to save: as asked, or under a new name beside the photo, of the photo's format where that can be written.

    Raises:
        PentimentoError: it could not be saved there.
    """
    # Not the path's own is_dir, which fails on a name that is too long.
    named = words.output is not None and not os.path.isdir(words.output)  # noqa: PTH112
    saving = saving_of(
        words, "overwrite" if words.saving.overwrite else "unique" if words.saving.unique or not named else "refuse"
    )
    if words.output is not None and named:
        if not words.output.suffix:
            raise JobError(
                "A folder that is there or a file with a suffix like .png should be named, and '{output}' is neither: "
                "make that folder, or add a suffix.",
                output=words.output,
            )
        return check_target(words.output, saving), saving
    suffix = suffix_like(words.photo, sixteen_bits=words.saving.bits == "16")
    looks = words.styles or ((words.recipe,) if words.recipe else ())
    name = file_name(" + ".join([words.photo.stem, *(look.stem for look in looks)]))
    folder = words.photo.parent if words.output is None else words.output
    return check_target(folder / f"{name}{suffix}", saving), saving


def saving_of(words: Words, existing: Existing) -> SaveOptions:
    """How to save, as asked."""
    return SaveOptions(
        quality=words.saving.quality,
        bits=None if words.saving.bits is None else 16 if words.saving.bits == "16" else 8,
        strip_metadata=words.saving.strip_metadata,
        keep_location=words.saving.keep_location,
        existing=existing,
    )


def choose_recipe(
    words: Words, registry: Registry, *, texture: bool = False
) -> tuple[Recipe, list[FoundStyle], list[str]]:
    """The look: the recipe that was named, or a new one, with the options that were given.

    Returns:
        The recipe, its styles in order, and warnings.
    """
    crops = crops_of(words.style_crops, words.styles, words.max_pixels)
    given = [read_style(path, 1.0, words.max_pixels, crop) for path, crop in zip(words.styles, crops, strict=True)]
    frames = notes_about_frames(given)
    warnings: list[str] = []
    if words.recipe is None:
        if not given:
            after = "" if texture else " after the photo"
            raise JobError("At least one style should be named{after}, and there is none: name a picture.", after=after)
        recipe, styles = Recipe(tuple(style.reference for style in given)), given
    else:
        recipe, embedded = read_recipe_file(words.recipe, words.max_pixels)
        folders = [words.recipe.parent, words.photo.parent, Path()]
        styles, warnings = find_styles(recipe, given, folders, words.max_pixels, embedded)
    warnings += frames
    if recipe.seed is not None and not texture:
        warnings.append("The recipe is that of a texture, and it was applied to a photo.")
    references = weighted(tuple(style.reference for style in styles), words.weights)
    references = at_levels(references, words.style_levels)
    recipe = replace(
        recipe,
        styles=references,
        levels=parse_levels(words.levels) if words.levels is not None else recipe.levels,
        level_strengths={**recipe.level_strengths, **parse_level_strengths(words.level_strengths)},
        passes=recipe.passes if words.passes is None else words.passes,
        style_size=recipe.style_size if words.style_size is None else words.style_size,
        look_size=choose_look_size(words, recipe),
        seed=recipe.seed if texture else None,
        # A photo's sides are seldom what that asks for, and no option of these commands could take it back.
        tileable=recipe.tileable and texture,
    ).with_look(refining=choose_refining(words, recipe), **words.look)
    check_visited(parse_level_strengths(words.level_strengths), recipe.levels)
    name = words.pack or (recipe.pack.name if recipe.pack else registry.default_name())
    manifest = registry.find(name).manifest
    manifest.require(recipe.levels)
    if recipe.pack is not None and recipe.pack.sha256 != manifest.sha256:
        warnings.append(
            f"The recipe was made with the pack '{recipe.pack.name}' of another hash, and '{name}' is used: "
            "the result may look different."
        )
    return replace(recipe, pack=PackReference(name, manifest.sha256)), styles, warnings


def choose_refining(words: Words, recipe: Recipe) -> Refining | None:
    """How the picture is refined, if it is: as a recipe says, with what was asked for."""
    if words.refining.refine is False or (words.refining.refine is None and recipe.look.refining is None):
        return None
    said = words.refining
    given = {
        "steps": said.steps,
        "ratio": said.ratio,
        "start": said.start,
        "optimiser": said.optimiser,
        "content_level": said.content_level and check_level(said.content_level),
        "seed": said.seed,
    }
    asked: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    return replace(recipe.look.refining or Refining(), **asked)


def choose_look_size(words: Words, recipe: Recipe) -> int | None:
    """The size of the picture whose look a larger result has: as asked, or as the recipe says."""
    if words.same_look is None and words.look_size is None:
        return recipe.look_size
    if words.same_look is False:
        return None
    return (recipe.look_size or DEFAULT_LOOK_SIZE) if words.look_size is None else words.look_size


def weighted(styles: tuple[StyleReference, ...], weights: tuple[float, ...]) -> tuple[StyleReference, ...]:
    """Styles with the weights that were given, or as they are where none was."""
    if not weights:
        return styles
    if len(weights) != len(styles):
        raise JobError(
            "--weight should be given once per style, and there are {styles} styles and {weights} weights: give one "
            "for each, or none.",
            styles=len(styles),
            weights=len(weights),
        )
    return tuple(replace(style, weight=weight) for style, weight in zip(styles, weights, strict=True))


def at_levels(styles: tuple[StyleReference, ...], given: tuple[str, ...]) -> tuple[StyleReference, ...]:
    """Styles that count at the levels that were given for each of them, or as they are where none were."""
    if not given:
        return styles
    if len(given) != len(styles):
        raise JobError(
            "--style-levels should be given once per style, and there are {styles} styles, {given} of it: give one "
            "for each, or none.",
            styles=len(styles),
            given=len(given),
        )
    found = []
    for style, text in zip(styles, given, strict=True):
        levels = parse_levels(text)
        own = {level: style.weight_at(level) if level in levels else 0.0 for level in LEVELS}
        found.append(
            replace(style, level_weights={level: own[level] for level in LEVELS if own[level] != style.weight})
        )
    return tuple(found)


def parse_level_strengths(texts: Iterable[str]) -> dict[Level, float]:
    """Levels with their strengths from words like relu4_1=0.5; of a level that comes twice the last one."""
    return dict(map(parse_level_strength, texts))


def check_visited(levels: Iterable[Level], visited: Container[Level]) -> None:
    """Refuses to say something of a level that is not visited."""
    for level in levels:
        if level not in visited:
            raise JobError(
                "--level-strength should be for a level that is visited, and {level} is not: add it to --levels.",
                level=level,
            )


def parse_level_strength(text: str) -> tuple[Level, float]:
    """A level and its strength from words like relu4_1=0.5."""
    name, _, number = text.partition("=")
    try:
        return check_level(name.strip()), float(number)
    except ValueError as error:
        raise JobError(
            "--level-strength should look like relu4_1=0.5, and '{text}' came: give a level, = and a number.", text=text
        ) from error
