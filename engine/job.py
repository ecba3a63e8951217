"""What is asked of the engine, and what it answers: plain data that checks itself. No torch.

A *recipe* is the look, free of any photo; a *job* is a recipe bound to pixels. The engine answers a job with
`Progress` after progress, the last of which carries the `Result`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias, get_args

import numpy as np

from engine.errors import JobError
from engine.vgg import LEVELS, Level

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from numpy.typing import NDArray

    from engine.images import Picture
    from engine.plan import Plan

DEFAULT_STRENGTH = 0.6

DEFAULT_LOOK_SIZE = 1024
"""Long side in pixels of the picture whose look a larger one has, where nobody says in which it was chosen."""

MOST_PASSES = 5

ColourSource: TypeAlias = Literal["style", "photo"]
NumberFormat: TypeAlias = Literal["float32", "bfloat16", "float16"]
Stage: TypeAlias = Literal["prepare", "style", "encode", "transform", "decode", "finish"]


def program_version() -> str:
    """The program's version, as installed."""
    from importlib import metadata  # brings a reader of mails along, for which no window should wait

    return metadata.version("pentimento")


@dataclass(frozen=True)
class StyleReference:
    """A style as a recipe knows it: never a folder, and no pixels.

    Attributes:
        name: the file's name.
        pixel_hash: SHA-256 of its pixels in sRGB, from `engine.images.pixel_hash`.
        weight: its share among the styles, at least 0; only proportions count.
    """

    name: str
    pixel_hash: str
    weight: float = 1.0

    def __post_init__(self) -> None:
        """Refuses a weight below 0."""
        if not 0 <= self.weight < float("inf"):
            raise JobError(
                f"The weight of the style '{self.name}' should be 0 or more, and it is {self.weight}: "
                "give a positive number."
            )


@dataclass(frozen=True)
class PackReference:
    """A model pack as a recipe knows it: its name and the SHA-256 of its manifest."""

    name: str
    sha256: str


@dataclass(frozen=True)
class Recipe:
    """The look, free of any photo.

    Attributes:
        styles: at least one, not all of weight 0.
        strength: how much of the transformed features is taken at each level, within 0…1.
        level_strengths: strengths that replace `strength` at some levels.
        levels: the levels to visit, deep to shallow, each once.
        passes: how often the whole cascade is run, 1 to 5.
        style_size: long side in pixels at which styles are looked at, which sets the size of strokes; None: each
            style's own size, up to the result's, but not below the smaller of its own and 512.
        look_size: long side in pixels of the picture in which the look was chosen: larger results look like it, with
            strokes as large in proportion, and sizes of styles belong to it; None: strokes are as large in pixels
            whatever the size.
        colour: whose colours the result has: the style's, or the photo's with the painted lightness.
        pack: the model pack; None where the job does not say, and the default is used.
        program: name and version of the program that wrote it.
    """

    styles: tuple[StyleReference, ...]
    strength: float = DEFAULT_STRENGTH
    level_strengths: Mapping[Level, float] = field(default_factory=dict)
    levels: tuple[Level, ...] = LEVELS
    passes: int = 1
    style_size: int | None = None
    look_size: int | None = None
    colour: ColourSource = "style"
    pack: PackReference | None = None
    program: str = field(default_factory=lambda: f"pentimento {program_version()}")

    def __post_init__(self) -> None:
        """Puts the levels in order and refuses what is impossible."""
        object.__setattr__(self, "level_strengths", MappingProxyType(dict(self.level_strengths)))
        check_weights(self.styles)
        check_strength("The strength", self.strength)
        for level, strength in self.level_strengths.items():
            check_level(level)
            check_strength(f"The strength at {level}", strength)
        if not self.levels:
            raise JobError(
                "At least one level should be given, and there is none: leave the levels out to use all five."
            )
        for level in self.levels:
            check_level(level)
        if len(set(self.levels)) != len(self.levels):
            raise JobError(
                f"Each level should be given once, and these came: {', '.join(self.levels)}; drop the repeated one."
            )
        object.__setattr__(self, "levels", tuple(level for level in LEVELS if level in self.levels))
        if not 1 <= self.passes <= MOST_PASSES:
            raise JobError(
                f"The passes should be 1 to {MOST_PASSES}, and they are {self.passes}: choose a number within."
            )
        if self.style_size is not None:
            check_size("The style size", self.style_size)
        if self.look_size is not None:
            check_size("The look size", self.look_size)
        if self.colour not in get_args(ColourSource):
            raise JobError(f"The colour should be style or photo, and it is '{self.colour}': choose one of the two.")

    def strength_at(self, level: Level) -> float:
        """The strength at a level: its own, or the whole's."""
        return self.level_strengths.get(level, self.strength)


@dataclass(frozen=True)
class Region:
    """A part of the photo with styles of its own, with a hard edge.

    Attributes:
        mask: uint8, shape (H, W) in the photo's proportions; what is over 127 belongs to the region.
        styles: the styles there, as in a recipe.
        pictures: their pixels, in the same order.
    """

    mask: NDArray[np.uint8]
    styles: tuple[StyleReference, ...]
    pictures: tuple[Picture, ...]

    def __post_init__(self) -> None:
        """Refuses what is no mask, and styles without pixels."""
        if self.mask.ndim != 2 or self.mask.dtype != np.uint8:
            raise JobError(
                f"A mask should be one grey channel of 8 bits, and it is {self.mask.shape} of {self.mask.dtype}: "
                "convert it first."
            )
        check_weights(self.styles)
        check_bound(self.styles, self.pictures)


@dataclass(frozen=True)
class Job:
    """A recipe bound to pixels.

    Attributes:
        recipe: the look.
        photo: what is repainted.
        styles: the pixels of the recipe's styles, in the recipe's order, in the same colour space as the photo.
        region: a part of the photo with its own styles; None: the recipe's everywhere.
        size: long side of the result in pixels; None: the photo's own.
        bits: 8 or 16 per channel of the result; 16 computes in float32 whatever the number format.
    """

    recipe: Recipe
    photo: Picture
    styles: tuple[Picture, ...]
    region: Region | None = None
    size: int | None = None
    bits: Literal[8, 16] = 8

    def __post_init__(self) -> None:
        """Refuses styles without pixels and impossible sizes."""
        check_bound(self.recipe.styles, self.styles)
        if self.size is not None:
            check_size("The size", self.size)
        if self.bits not in (8, 16):
            raise JobError(f"The bits per channel should be 8 or 16, and they are {self.bits}: choose one of the two.")


@dataclass(frozen=True)
class Result:
    """What a finished job gives.

    Attributes:
        picture: the repainted photo with the photo's alpha and metadata.
        recipe: the job's recipe with the pack that was used.
        plan: what was done.
        device: where: cpu, cuda or mps.
        number_format: in what numbers.
        seconds: time by stage, and `total`.
        notes: sentences about any fallback that was taken.
    """

    picture: Picture
    recipe: Recipe
    plan: Plan
    device: str
    number_format: NumberFormat
    seconds: Mapping[str, float]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Progress:
    """A sign of life from a running job.

    Attributes:
        pass_number: 1 for the first pass.
        level: the level at work; None while preparing and finishing.
        stage: what was just done.
        fraction: share of the whole work that is done, 0…1, never falling.
        area: the part of the picture that changed: left, top, width, height in pixels of the result.
        preview: after decodes only: the picture so far, uint8, shape (H, W, 3), at most screen size, read-only.
        result: with the last progress only.
    """

    pass_number: int
    level: Level | None
    stage: Stage
    fraction: float
    area: tuple[int, int, int, int]
    preview: NDArray[np.uint8] | None = None
    result: Result | None = None


class Studio(Protocol):
    """What the window sees of the engine."""

    @property
    def devices(self) -> tuple[str, ...]:
        """What this machine can paint on, the slowest first: cpu, mps, cuda."""

    def stylise(self, job: Job) -> Generator[Progress, None, None]:
        """Runs a job; closing the generator cancels it."""


def check_level(name: str) -> Level:
    """The level of a name.

    Raises:
        JobError: there is none of that name.
    """
    for level in LEVELS:
        if level == name:
            return level
    raise JobError(f"A level should be one of {', '.join(LEVELS)}, and '{name}' came: correct its name.")


def check_strength(what: str, strength: float) -> None:
    """Refuses strengths outside 0…1."""
    if not 0 <= strength <= 1:
        raise JobError(f"{what} should be within 0 and 1, and it is {strength}: choose a number within.")


def check_size(what: str, size: int) -> None:
    """Refuses sizes under one pixel."""
    if size < 1:
        raise JobError(f"{what} should be at least 1 pixel, and it is {size}: give the long side in pixels.")


def check_weights(styles: tuple[StyleReference, ...]) -> None:
    """Refuses no styles, and styles that all weigh nothing."""
    if not styles:
        raise JobError("At least one style should be given, and there is none: name a picture in whose style to paint.")
    if sum(style.weight for style in styles) <= 0:
        raise JobError("At least one style should have a weight above 0, and all are 0: raise one of them.")


def check_bound(styles: tuple[StyleReference, ...], pictures: tuple[Picture, ...]) -> None:
    """Refuses styles without pixels and pixels without style."""
    if len(styles) != len(pictures):
        raise JobError(
            f"Each style should come with its picture, but there are {len(styles)} styles "
            f"and {len(pictures)} pictures: give one each."
        )


def normalised_weights(styles: tuple[StyleReference, ...]) -> tuple[float, ...]:
    """The styles' weights scaled to a sum of one."""
    # By the largest first, since huge weights may add up to infinity.
    largest = max(style.weight for style in styles)
    weights = [style.weight / largest for style in styles]
    return tuple(weight / sum(weights) for weight in weights)
