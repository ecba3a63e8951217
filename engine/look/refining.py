"""How a picture is refined: what can be asked for, and what it takes. No torch.

Refining changes the pixels themselves, step by step, until their features have what a photo's and a style's features
have: `engine.refining.optimisers` does it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from engine.errors import JobError
from engine.images import fit
from engine.planning.memory import PROGRAM_BYTES
from engine.planning.tiling import padded_size
from engine.sentences import Sentence
from engine.vgg import LEVELS, Level, strided

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from engine.planning.tiling import Size
    from engine.vgg import Layer

Start: TypeAlias = Literal["result", "photo", "noise"]
Optimiser: TypeAlias = Literal["lbfgs", "adam"]

MOST_PIXELS = 1 << 22
"""Of a picture that is refined: beyond it a step takes minutes on a processor, and gigabytes everywhere."""

MOST_STEPS = 10_000

HISTORY = 20
"""Steps of which L-BFGS remembers what they changed; each takes two pictures in float32."""

CONTENT_LEVEL: Level = "relu4_1"
"""Where the photo's content is held on to, unless a recipe says otherwise: as in the paper (its conv4_2 lies next)."""

SLACK = 1.35
"""Measured memory of a step against what its maps alone take; measured on Linux."""


@dataclass(frozen=True)
class Refining:
    """How a painted picture is refined.

    Attributes:
        steps: of the optimiser, at least 1; in the recipe of a result those that were taken.
        ratio: how many times the style loss counts against the content loss, both in the units of
            `engine.measures.losses`, in which it means the same with every pack and at every size.
        start: the picture to begin with: the painted result, the photo, or white noise.
        optimiser: L-BFGS, which needs fewer steps, or Adam, which needs less memory.
        content_level: where content is compared; None: relu4_1, or the deepest that the pack has.
        seed: of the white noise.
    """

    steps: int = 60
    ratio: float = 100.0
    start: Start = "result"
    optimiser: Optimiser = "lbfgs"
    content_level: Level | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuses what is impossible."""
        if not 1 <= self.steps <= MOST_STEPS:
            raise JobError(
                "The steps of refining should be 1 to {most}, and they are {steps}: choose a number within.",
                most=MOST_STEPS,
                steps=self.steps,
            )
        if not 0 < self.ratio < math.inf:
            raise JobError(
                "The ratio of refining should be above 0, and it is {ratio}: 100 is usual.", ratio=self.ratio
            )
        for what, asked, known in (
            (Sentence("start"), self.start, get_args(Start)),
            (Sentence("optimiser"), self.optimiser, get_args(Optimiser)),
            (Sentence("content level"), self.content_level or CONTENT_LEVEL, LEVELS),
        ):
            if asked not in known:
                raise JobError(
                    "The {what} of refining should be one of {choices}, and it is '{asked}': choose one.",
                    what=what,
                    choices=", ".join(known),
                    asked=asked,
                )
        check_seed(self.seed)


@dataclass(frozen=True)
class Losses:
    """How far a picture is from its photo and from its styles, in the units of `engine.measures.losses`.

    Attributes:
        step: of the optimiser; 0: before the first.
        content: 0 for the photo itself.
        style: 0 for the styles' own statistics.
        ratio: how many times the style loss counts.
    """

    step: int
    content: float
    style: float
    ratio: float

    @property
    def total(self) -> float:
        """What is made small: content + ratio · style."""
        return self.content + self.ratio * self.style


def check_seed(seed: int) -> None:
    """Refuses seeds that random numbers cannot begin with."""
    if not 0 <= seed < 1 << 32:
        raise JobError(
            "A seed should be a whole number from 0 to {most}, and it is {seed}: choose another.",
            most=(1 << 32) - 1,
            seed=seed,
        )


def content_level(asked: Level | None, there: Collection[Level]) -> Level:
    """Where content is compared: as asked, or at relu4_1, or else at the deepest level of those that are there."""
    if asked is not None:
        return asked
    return CONTENT_LEVEL if CONTENT_LEVEL in there else next(level for level in LEVELS if level in there)


def check_pixels(size: Size) -> None:
    """Refuses pictures too large to be refined.

    Raises:
        JobError: with the long side at which it could be.
    """
    width, height = size
    if width * height > MOST_PIXELS:
        side = int(max(size) * math.sqrt(MOST_PIXELS / (width * height)))
        while math.prod(fit(width, height, side)) > MOST_PIXELS:
            side -= 1
        raise JobError(
            "A picture that is refined should have at most {most:.1f} megapixels, and this has {megapixels:.1f}: "
            "choose a long side of {side} pixels or less.",
            most=MOST_PIXELS / 1e6,
            megapixels=width * height / 1e6,
            side=side,
        )


def refining_memory(
    size: Size, styles: Sequence[Size], encoders: Sequence[Sequence[Layer]], optimiser: Optimiser
) -> int:
    """Peak bytes of a process that refines a picture.

    For the way back every convolution's input and result are kept until the end of a step; pooling by means needs
    nothing besides. Styles are looked at one after the other, before, and nothing of them is kept.

    Args:
        size: of the picture.
        styles: sizes at which styles are looked at.
        encoders: the layers of each network that is run.
        optimiser: L-BFGS keeps pictures of the steps before.
    """
    kept = sum(map(values_kept, encoders))
    pictures = 3 * (8 + 2 * HISTORY if optimiser == "lbfgs" else 12)
    width, height = padded_size(size)
    looked_at = max((math.prod(padded_size(style)) for style in styles), default=0)
    widest = max(3 * layer.outputs / stride**2 for layers in encoders for layer, stride in strided(tuple(layers), 1))
    values = width * height * (kept + widest + pictures)
    return int(PROGRAM_BYTES + 4 * SLACK * max(values, looked_at * 2 * widest))


def values_kept(layers: Sequence[Layer]) -> float:
    """Values per pixel that a network keeps for the way back."""
    return sum((layer.inputs + layer.outputs) / stride**2 for layer, stride in strided(tuple(layers), 1))
