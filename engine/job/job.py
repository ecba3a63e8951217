"""What is asked of the engine, and what it answers: plain data that checks itself. No torch.

A *recipe* is the look, free of any photo; a *job* is a recipe bound to pixels. The engine answers a job with
`Progress` after progress, the last of which carries the `Result`.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from engine.errors import JobError
from engine.look.look import Look
from engine.look.recipe import (
    Recipe,
    check_size,
)
from engine.look.region import Region, check_bound
from engine.sentences import Sentence
from engine.vgg import LEVELS

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from engine.images import Picture
    from engine.look.recipe import PackReference
    from engine.look.refining import Losses
    from engine.look.style import Style
    from engine.planning.plan import Plan
    from engine.vgg import Level

NumberFormat: TypeAlias = Literal["float32", "bfloat16", "float16"]
Stage: TypeAlias = Literal["prepare", "style", "encode", "transform", "decode", "refine", "finish"]


NOTHING: Mapping[Level, float] = MappingProxyType({})
"""No level has a strength of its own."""


@dataclass(frozen=True)
class Job:
    """A recipe bound to pixels.

    Attributes:
        recipe: the look.
        photo: what is repainted.
        styles: the pixels of the recipe's styles, in the recipe's order, in the same colour space as the photo.
        regions: parts of the photo with looks of their own, which lie on each other like an artist's layers: the last
            has all of its mask, each one before it as much of its mask as those after it leave free, and what is left
            of a pixel belongs to the recipe. So masks that sum to one or less count as they are.
        size: long side of the result in pixels; None: the photo's own.
        bits: 8 or 16 per channel of the result; 16 computes in float32 whatever the number format.
    """

    recipe: Recipe
    photo: Picture
    styles: tuple[Picture, ...]
    regions: tuple[Region, ...] = ()
    size: int | None = None
    bits: Literal[8, 16] = 8

    @classmethod
    def of(
        cls,
        photo: Picture,
        styles: Sequence[Style],
        look: Look | None = None,
        *,
        regions: Sequence[Region] = (),
        size: int | None = None,
        bits: Literal[8, 16] = 8,
        levels: tuple[Level, ...] = LEVELS,
        level_strengths: Mapping[Level, float] = NOTHING,
        passes: int = 1,
        style_size: int | None = None,
        look_size: int | None = None,
        pack: PackReference | None = None,
    ) -> Job:
        """A job for a photo, from pictures in whose style to paint.

        Args:
            photo: what is repainted.
            styles: at least one.
            look: how it is painted; None: the usual look.
            regions: parts of the photo with looks of their own.
            size: long side of the result in pixels; None: the photo's own.
            bits: 8 or 16 per channel of the result.
            levels: those to visit.
            level_strengths: strengths that replace the look's at some levels.
            passes: how often the whole cascade is run.
            style_size: long side in pixels at which styles are looked at, which sets the size of strokes; None: each
                style's own, up to the result's.
            look_size: long side in pixels of the picture that a larger result is to look like; None: strokes are as
                large in pixels whatever the size.
            pack: the model pack; None: the default one.

        Raises:
            JobError: something impossible is asked for.
        """
        recipe = Recipe(
            tuple(style.reference for style in styles),
            Look() if look is None else look,
            level_strengths,
            levels,
            passes,
            style_size,
            look_size,
            pack=pack,
        )
        return cls(recipe, photo, tuple(style.picture for style in styles), tuple(regions), size, bits)

    def __post_init__(self) -> None:
        """Refuses styles without pixels and impossible sizes."""
        check_bound(self.recipe.styles, self.styles)
        for region in self.regions:
            region.check_in(self.recipe)
        if self.size is not None:
            check_size(Sentence("The size"), self.size)
        if self.bits not in (8, 16):
            raise JobError(
                "The bits per channel should be 8 or 16, and they are {bits}: choose one of the two.", bits=self.bits
            )

    @property
    def levels(self) -> tuple[Level, ...]:
        """The levels to visit, deep to shallow: the recipe's, and those of the regions."""
        wanted = {*self.recipe.levels, *(level for region in self.regions for level in region.levels_in(self.recipe))}
        return tuple(level for level in LEVELS if level in wanted)


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
        losses: of the picture, where it was refined.
    """

    picture: Picture
    recipe: Recipe
    plan: Plan
    device: str
    number_format: NumberFormat
    seconds: Mapping[str, float]
    notes: tuple[Sentence, ...] = ()
    losses: Losses | None = None


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
        losses: while refining: of the picture so far.
        so_far: while refining: the result if it were stopped now, from the first step on.
    """

    pass_number: int
    level: Level | None
    stage: Stage
    fraction: float
    area: tuple[int, int, int, int]
    preview: NDArray[np.uint8] | None = None
    result: Result | None = None
    losses: Losses | None = None
    so_far: Result | None = None

    @property
    def outcome(self) -> object | None:
        """What the work has come to, once it is there: of a job its result."""
        return self.result

    @property
    def is_news(self) -> bool:
        """Whether it says more than how far the work is, so that it must not be passed over."""
        return self.preview is not None or self.outcome is not None


class Engine(Protocol):
    """What the window and batches see of the engine; `engine.studio.Studio` is one."""

    @property
    def devices(self) -> tuple[str, ...]:
        """What this machine can paint on, the slowest first: cpu, mps, cuda."""

    def stylise(self, job: Job) -> Generator[Progress, None, None]:
        """Runs a job; closing the generator cancels it."""

    def measure(self, job: Job, result: Picture) -> Generator[Progress, None, None]:
        """Both losses of a picture that a job gave, in the last progress."""

    def forget_older_photos(self) -> None:
        """Drops what is kept of jobs before the last ones. Only speed is lost, where something like them comes."""
