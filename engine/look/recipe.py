"""A recipe: a look with its styles and levels, free of any photo, as plain data that checks itself. No torch."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from engine.errors import JobError
from engine.images.framing import WHOLE, Framing
from engine.look.look import Look
from engine.look.parameters import AMOUNT
from engine.look.refining import check_seed
from engine.sentences import Sentence
from engine.vgg import LEVELS, Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DEFAULT_LOOK_SIZE = 1024
"""Long side in pixels of the picture whose look a larger one has, where nobody says in which it was chosen."""

MOST_PASSES = 5

MOST_STYLES = 64
"""More than anyone mixes; a file that asks for more is damaged or hostile."""


@cache
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
        level_weights: weights that replace `weight` at some levels: composition from one style, colour from another.
        framing: the part of the file's picture that is the style, by which it is found again; the hash is that part's.
    """

    name: str
    pixel_hash: str
    weight: float = 1.0
    level_weights: Mapping[Level, float] = field(default_factory=dict)
    # Not compared: the same pixels are the same style, however they were cut out.
    framing: Framing = field(default=WHOLE, compare=False)

    def __post_init__(self) -> None:
        """Refuses weights below 0."""
        object.__setattr__(self, "level_weights", MappingProxyType(dict(self.level_weights)))
        what = Sentence("The weight of the style '{name}'", name=self.name)
        check_weight(what, self.weight)
        for level, weight in self.level_weights.items():
            check_weight(Sentence("{what} at {level}", what=what, level=check_level(level)), weight)

    def weight_at(self, level: Level) -> float:
        """The weight at a level: its own, or the whole's."""
        return self.level_weights.get(level, self.weight)


@dataclass(frozen=True)
class PackReference:
    """A model pack as a recipe knows it: its name and the SHA-256 of its manifest."""

    name: str
    sha256: str


@dataclass(frozen=True)
class Recipe:
    """All that is known of how a picture is painted, free of any photo.

    Attributes:
        styles: at least one, and at each level not all of weight 0.
        look: strength, colours, detail and all other parameters.
        level_strengths: strengths that replace the look's at some levels.
        levels: the levels to visit, deep to shallow, each once.
        passes: how often the whole cascade is run, 1 to 5.
        style_size: long side in pixels at which styles are looked at, which sets the size of strokes; None: each
            style's own size, up to the result's, but not below the smaller of its own and 512.
        look_size: long side in pixels of the picture in which the look was chosen: larger results look like it, with
            strokes as large in proportion, and sizes of styles belong to it; None: strokes are as large in pixels
            whatever the size.
        seed: of the noise that takes the photo's place, for a texture; None: there is a photo.
        tileable: whether the result continues at its opposite edges, so that copies of it can be laid side by side.
        pack: the model pack; None where the job does not say, and the default is used.
        program: name and version of the program that wrote it.
    """

    styles: tuple[StyleReference, ...]
    look: Look = field(default_factory=Look)
    level_strengths: Mapping[Level, float] = field(default_factory=dict)
    levels: tuple[Level, ...] = LEVELS
    passes: int = 1
    style_size: int | None = None
    look_size: int | None = None
    seed: int | None = None
    tileable: bool = False
    pack: PackReference | None = None
    program: str = field(default_factory=lambda: f"pentimento {program_version()}")

    def __post_init__(self) -> None:
        """Puts the levels in order and refuses what is impossible."""
        object.__setattr__(self, "level_strengths", MappingProxyType(dict(self.level_strengths)))
        check_level_strengths(Sentence("The strength"), self.level_strengths)
        object.__setattr__(self, "levels", in_order(self.levels))
        check_weights(self.styles, self.levels)
        if not 1 <= self.passes <= MOST_PASSES:
            raise JobError(
                "The passes should be 1 to {most}, and they are {passes}: choose a number within.",
                most=MOST_PASSES,
                passes=self.passes,
            )
        if self.style_size is not None:
            check_size(Sentence("The style size"), self.style_size)
        if self.look_size is not None:
            check_size(Sentence("The look size"), self.look_size)
        if self.seed is not None:
            check_seed(self.seed)
            self.look.check_without_photo()
            object.__setattr__(self, "look", self.look.without_photo)
        if self.tileable and self.look_size is not None:
            raise JobError(
                "A tileable picture should be painted at its own size, and the look of a smaller one was asked for: "
                "leave one of the two out."
            )

    def with_look(self, **changes: Any) -> Recipe:
        """The same with some of the look's parameters changed."""
        return replace(self, look=replace(self.look, **changes))

    def strength_at(self, level: Level) -> float:
        """The strength at a level: its own, or the whole's."""
        return self.level_strengths.get(level, self.look.strength)


def check_level(name: str) -> Level:
    """The level of a name.

    Raises:
        JobError: there is none of that name.
    """
    for level in LEVELS:
        if level == name:
            return level
    raise JobError(
        "A level should be one of {levels}, and '{name}' came: correct its name.", levels=", ".join(LEVELS), name=name
    )


def in_order(levels: Iterable[str]) -> tuple[Level, ...]:
    """Levels deep to shallow.

    Raises:
        JobError: there is none, one is unknown, or one comes twice.
    """
    named = tuple(check_level(level) for level in levels)
    if not named:
        raise JobError("At least one level should be given, and there is none: leave the levels out to use all five.")
    if len(set(named)) != len(named):
        raise JobError(
            "Each level should be given once, and these came: {levels}; drop the repeated one.", levels=", ".join(named)
        )
    return tuple(level for level in LEVELS if level in named)


def check_strength(what: str, strength: float) -> None:
    """Refuses strengths outside 0…1."""
    AMOUNT.check(what, strength)


def check_level_strengths(what: str, level_strengths: Mapping[Level, float]) -> None:
    """Refuses strengths outside 0…1, and levels that there are not."""
    for level, own in level_strengths.items():
        check_strength(Sentence("{what} at {level}", what=what, level=check_level(level)), own)


def check_weight(what: str, weight: float) -> None:
    """Refuses weights below 0 and those that are no number."""
    if not 0 <= weight < float("inf"):
        raise JobError(
            "{what} should be 0 or more, and it is {weight}: give a positive number.", what=what, weight=weight
        )


def check_size(what: str, size: int) -> None:
    """Refuses sizes under one pixel."""
    if size < 1:
        raise JobError(
            "{what} should be at least 1 pixel, and it is {size}: give the long side in pixels.", what=what, size=size
        )


def check_weights(styles: tuple[StyleReference, ...], levels: tuple[Level, ...]) -> None:
    """Refuses no styles, and styles that all weigh nothing at one of the levels."""
    if not styles:
        raise JobError("At least one style should be given, and there is none: name a picture in whose style to paint.")
    if not any(style.weight for style in styles):
        raise JobError("At least one style should have a weight above 0, and all are 0: raise one of them.")
    for level in levels:
        if not any(style.weight_at(level) for style in styles):
            raise JobError(
                "At each level at least one style should count, and at {level} none does: raise one there, or leave "
                "the level out.",
                level=level,
            )


def normalised_weights(styles: tuple[StyleReference, ...], level: Level | None = None) -> tuple[float, ...]:
    """The styles' weights scaled to a sum of one.

    Args:
        styles: at least one that weighs something there.
        level: where; None: without regard to the levels' own weights.
    """
    given = [style.weight if level is None else style.weight_at(level) for style in styles]
    # By the largest first, since huge weights may add up to infinity.
    largest = max(given)
    weights = [weight / largest for weight in given]
    return tuple(weight / sum(weights) for weight in weights)
