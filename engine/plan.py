"""What will be done, worked out before any work: sizes, steps, effort and memory. No torch.

The same plan can be run by any executor, so everything that decides the result is settled here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.images import fit
from engine.memory import bytes_of, carried_memory, estimated_memory, tiled_memory
from engine.methods import swap_effort, swap_memory, transform_at
from engine.tiling import TILES, Size, decoder_borders, encoder_border, padded_size
from engine.vgg import Level, multiplications, outputs_of, stride_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.methods import Transform
    from engine.vgg import LevelLayers

SMALLEST_DEFAULT_STYLE = 512
"""A style is not looked at smaller than this by default, unless it is smaller itself."""

FINE_LEVELS: tuple[Level, ...] = ("relu2_1", "relu1_1")
"""The levels that run at every size where the look is that of a smaller picture; the deeper ones do only there."""

LARGEST_STEP = 2.0
"""How many times as large, at most, a picture is made at once where the look is that of a smaller one."""

LARGEST_WHOLE = 1536 * 1536
"""Pixels of the largest picture that a processor paints in one piece: beyond, tiles are faster.

Maps over 128 MB are not kept between layers but taken from the system anew (`engine.process`), and no cache holds them.
"""

SWIFT_TILE = 1024
"""Longest side of tiles of which processors are fastest: larger ones take as long a pixel as the whole picture, and
smaller ones see more border. Measured: docs/performance.md."""


@dataclass(frozen=True)
class Step:
    """One level of one pass.

    Attributes:
        pass_number: 1 for the first pass.
        level: where features are matched.
        strength: how much of the transformed features is taken, 0…1; 0: the features pass unchanged.
        region_strengths: the same for each of the regions that are painted.
        transform: how features are given a style there.
    """

    pass_number: int
    level: Level
    strength: float
    region_strengths: tuple[float, ...] = ()
    transform: Transform = "whitening"

    @property
    def strengths(self) -> tuple[float, ...]:
        """The strength in each area: the recipe's own, then the painted regions'."""
        return self.strength, *self.region_strengths


@dataclass(frozen=True)
class Effort:
    """Multiplications at one level: the photo's encoding, transform and decoding, and all styles' encoding."""

    encode: float
    decode: float
    styles: float
    transform: float = 0.0

    @property
    def of_photo(self) -> float:
        """All that is done each time that the level is visited."""
        return self.encode + self.transform + self.decode


@dataclass(frozen=True)
class Plan:
    """All that is settled before work begins.

    Attributes:
        size: width and height of the result.
        padded: the same, padded for the networks.
        style_sizes: at which each style is looked at: the recipe's styles, then the regions'.
        steps: levels in the order in which they are visited.
        effort: multiplications for each level's content (encoding and decoding) and styles, for the progress bar.
        memory: estimated peak of the whole process in bytes.
        tile: longest side of the tiles in which it is run; None: in one piece.
        budget: bytes that were to suffice, from which the tiles follow; None: as many as it takes.
        look: how the smaller picture is painted whose look the result has, before the steps; None: the steps begin
            with the photo.
        tileable: whether the picture continues at its opposite edges.
    """

    size: Size
    padded: Size
    style_sizes: tuple[Size, ...]
    steps: tuple[Step, ...]
    effort: Mapping[Level, Effort]
    memory: int
    tile: int | None = None
    budget: int | None = None
    look: Plan | None = None
    tileable: bool = False

    @property
    def share_of_look(self) -> float:
        """Which part of all the work the smaller pictures are, 0…1."""
        return 0.0 if self.look is None else self.look.all_effort / max(self.all_effort, 1.0)

    @property
    def all_effort(self) -> float:
        """Multiplications with those for the smaller pictures."""
        return self.total_effort + (0.0 if self.look is None else self.look.all_effort)

    @property
    def total_effort(self) -> float:
        """Multiplications of the whole run, with every style looked at once."""
        content = sum(self.effort[step.level].of_photo for step in self.steps)
        styles = sum(self.effort[level].styles for level in {step.level for step in self.steps})
        return content + styles


def make_plan(
    *,
    photo: Size,
    size: int | None,
    styles: tuple[Size, ...],
    wanted: tuple[int | None, ...],
    look_size: int | None = None,
    strengths: Mapping[Level, float],
    region_strengths: tuple[Mapping[Level, float], ...] = (),
    passes: int,
    layers: Mapping[Level, LevelLayers],
    regions: int = 0,
    transform: Transform = "whitening",
    budget: int | None = None,
    largest_tile: int | None = None,
    swift_tiles: bool = False,
    bits: int = 8,
    tileable: bool = False,
) -> Plan:
    """Works out a job: in one piece if the budget allows, or else in the largest tiles that it allows.

    Where not even the smallest tiles fit, the plan has these, and its memory is above the budget.

    Args:
        photo: the photo's own size.
        size: long side of the result, or None for the photo's own.
        styles: the styles' own sizes.
        wanted: long side at which each style is looked at, or None for the default rule.
        look_size: long side of the picture whose look a larger result has; None: every size has its own look.
        strengths: strength at each level to visit, deep to shallow.
        region_strengths: the same in each region that is painted.
        passes: how often the cascade runs.
        layers: the pack's networks for these levels.
        regions: how many masks there are: of the painted regions, and of those where the photo is left as it is.
        transform: how features are given a style.
        budget: bytes that the whole process may take; None: as many as it takes.
        largest_tile: paint in tiles of at most this side, even if the budget allows more; None: as the budget says.
        swift_tiles: whether to paint large pictures in tiles even if the budget allows more, since that is faster.
        bits: of the pictures' values.
        tileable: whether the picture continues at its opposite edges; its sides are multiples of the grid then.
    """
    result = result_size(photo, size)
    look, waiting = None, bytes_of(result, bits) + bytes_of(photo, bits)
    style_sizes = tuple(
        fit(*own, side or default_style_size(own, result)) for own, side in zip(styles, wanted, strict=True)
    )
    if look_size is not None and look_size < max(result):
        look = make_plan(
            photo=photo,
            size=size_before(max(result), look_size),
            styles=styles,
            wanted=wanted,
            look_size=look_size,
            strengths=strengths,
            region_strengths=region_strengths,
            passes=passes,
            layers=layers,
            regions=regions,
            transform=transform,
            # The large photo waits meanwhile.
            budget=None if budget is None else budget - waiting,
            largest_tile=largest_tile,
            swift_tiles=swift_tiles,
            bits=16,
        )
        enlargement = max(result) / max(look.size)
        style_sizes = tuple(
            fit(*own, enlarged_style_size(own, seen, enlargement))
            for own, seen in zip(styles, look.style_sizes, strict=True)
        )
        strengths, *fine_in_regions = (
            {level: fine_strength(given[level]) for level in given if level in FINE_LEVELS}
            for given in (strengths, *region_strengths)
        )
        region_strengths = tuple(fine_in_regions)
        layers = {level: layers[level] for level in strengths}
        passes = 1
    padded = padded_size(result)
    seen = [padded_size(style) for style in style_sizes]
    swapped = [level for level in strengths if transform_at(transform, level) == "swap"]
    effort = {
        level: Effort(
            encode=multiplications(layers[level].encoder, padded, 1),
            decode=multiplications(layers[level].decoder, padded, stride_of(level)),
            styles=sum(multiplications(layers[level].encoder, padded_size(style), 1) for style in style_sizes),
            transform=swap_effort(level, outputs_of(layers[level].encoder), padded, seen) if level in swapped else 0.0,
        )
        for level in strengths
    }
    steps = tuple(
        Step(number, level, strength, tuple(own[level] for own in region_strengths), transform_at(transform, level))
        for number in range(1, passes + 1)
        for level, strength in strengths.items()
    )
    before = 0 if look is None else look.memory + waiting
    border = 2 * widest_border(layers) if tileable else 0
    around = (result[0] + border, result[1] + border)
    patches = max((swap_memory(level, outputs_of(layers[level].encoder), seen) for level in swapped), default=0)
    memory, tile = estimated_memory(around, style_sizes, layers, regions=regions), None
    memory += 0 if look is None else carried_memory(look.size)
    memory = max(memory + patches, before)
    if swift_tiles and result[0] * result[1] > LARGEST_WHOLE:
        largest_tile = min(largest_tile or SWIFT_TILE, SWIFT_TILE)
    if largest_tile is not None or (budget is not None and memory > budget):
        for side in smaller_tiles(result, style_sizes, largest_tile):
            tile, memory = side, tiled_memory(result, style_sizes, layers, side, regions=regions, bits=bits)
            memory = max(memory + patches + (0 if look is None else bytes_of(look.size, 16)), before)
            if budget is None or memory <= budget:
                break
    return Plan(result, padded, style_sizes, steps, effort, memory, tile, budget, look, tileable)


def widest_border(layers: Mapping[Level, LevelLayers]) -> int:
    """How far around a tileable picture its opposite side is seen, at most."""
    return max(
        max(encoder_border(networks.encoder, level), decoder_borders(networks.decoder)[0])
        for level, networks in layers.items()
    )


def smaller_tiles(picture: Size, styles: tuple[Size, ...], largest: int | None = None) -> tuple[int, ...]:
    """The tiles that divide a picture or one of its styles, large to small, none larger than `largest`."""
    longest = max(max(padded_size(size)) for size in (picture, *styles))
    return tuple(side for side in TILES if side < longest and (largest is None or side <= largest))


def result_size(photo: Size, size: int | None) -> Size:
    """The size of the result: the photo's own, or with a long side of `size` pixels."""
    return photo if size is None else fit(*photo, size)


def default_style_size(own: Size, result: Size) -> int:
    """The long side at which a style is looked at: its own up to the result's, but not below 512 if it has that."""
    return min(max(own), max(*result, SMALLEST_DEFAULT_STYLE))


def size_before(side: int, look: int) -> int:
    """The long side of the picture that is painted just before a larger one: from the look's in equal steps."""
    steps = math.ceil(math.log(side / look, LARGEST_STEP) - 1e-9)
    return look if steps <= 1 else max(look, round(side * (look / side) ** (1 / steps)))


def enlarged_style_size(own: Size, seen: Size, enlargement: float) -> int:
    """The long side at which a style is looked at for a larger picture: larger in proportion, as far as it goes."""
    return max(*seen, min(max(own), round(max(seen) * enlargement)))


def fine_strength(strength: float) -> float:
    """The strength of a fine level at a larger size: √s for a look's s, since its detail has been painted at no other.

    Measured: docs/same-look.md.
    """
    return math.sqrt(strength)
