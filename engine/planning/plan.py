"""What will be done, worked out before any work: sizes, steps, effort and memory. No torch.

The same plan can be run by any executor, so everything that decides the result is settled here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.images import fit
from engine.planning.memory import bytes_of, carried_memory, estimated_memory, tiled_memory
from engine.planning.methods import swap_effort, swap_memory, transform_at
from engine.planning.quiet import FILLED_LEVELS, Filling
from engine.planning.structure import carried_detail, whitened_mixing
from engine.planning.tiling import TILES, Size, decoder_borders, encoder_border, padded_size
from engine.vgg import Level, multiplications, outputs_of, stride_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.planning.methods import Transform
    from engine.vgg import LevelLayers

SMALLEST_DEFAULT_STYLE = 512
"""A style is not looked at smaller than this by default, unless it is smaller itself."""

FINE_LEVELS: tuple[Level, ...] = ("relu2_1", "relu1_1")
"""The levels that run at every size where the look is that of a smaller picture; the deeper ones do only there."""

LARGEST_STEP = 2.0
"""How many times as large, at most, a picture is made at once where the look is that of a smaller one."""

LARGEST_WHOLE = 1536 * 1536
"""Pixels of the largest picture that a processor paints in one piece: beyond, tiles are faster.

Maps over 128 MB are not kept between layers but taken from the system anew (`engine.system.process`), and no cache
holds them.
"""

SWIFT_TILE = 1024
"""Longest side of the tiles that processors paint fastest: larger ones take as long a pixel as the whole picture, and
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
        structures: how much of the photo's drawing stays in each area, 0…1; none: nothing of it anywhere.
        filling: what quiet places are filled with; None: they are left.
    """

    pass_number: int
    level: Level
    strength: float
    region_strengths: tuple[float, ...] = ()
    transform: Transform = "whitening"
    structures: tuple[float, ...] = ()
    filling: Filling | None = None

    @property
    def strengths(self) -> tuple[float, ...]:
        """The strength in each area: the recipe's own, then the painted regions'."""
        return self.strength, *self.region_strengths

    @property
    def carried(self) -> tuple[float, ...]:
        """How much of what the networks lose of the photo is given back in each area, γ."""
        return tuple(carried_detail(amount, self.level) for amount in self._acting)

    @property
    def mixed(self) -> tuple[float, ...]:
        """How much of the photo's whitened features is mixed in, in each area, β."""
        return tuple(whitened_mixing(amount, self.level) for amount in self._acting)

    @property
    def _acting(self) -> tuple[float, ...]:
        """The structure in each area, where the level does anything."""
        amounts = self.structures or (0.0,) * len(self.strengths)
        return tuple(amount if own else 0.0 for own, amount in zip(self.strengths, amounts, strict=True))


@dataclass(frozen=True)
class Effort:
    """Multiplications at one level: the picture's encoding, transform and decoding, and all styles' encoding.

    Attributes:
        structure: those for what is taken of the photo, beside the picture so far.
    """

    encode: float
    decode: float
    styles: float
    transform: float = 0.0
    structure: float = 0.0

    @property
    def of_photo(self) -> float:
        """All that is done each time that the level is visited."""
        return self.encode + self.structure + self.transform + self.decode


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
        base: how the smaller picture is painted whose look the result has, before the steps; None: the steps begin
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
    base: Plan | None = None
    tileable: bool = False

    @property
    def share_of_look(self) -> float:
        """Which part of all the work the smaller pictures are, 0…1."""
        return 0.0 if self.base is None else self.base.all_effort / max(self.all_effort, 1.0)

    @property
    def all_effort(self) -> float:
        """Multiplications with those for the smaller pictures."""
        return self.total_effort + (0.0 if self.base is None else self.base.all_effort)

    @property
    def total_effort(self) -> float:
        """Multiplications of the whole run, with every style looked at once."""
        content = sum(self.effort[step.level].of_photo for step in self.steps)
        styles = sum(self.effort[level].styles for level in {step.level for step in self.steps})
        return content + styles


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a plan is made for.

    Attributes:
        photo: the photo's own size.
        size: long side of the result, or None for the photo's own.
        styles: the styles' own sizes.
        style_sides: long side at which each style is looked at, or None for the default rule.
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
        structure: how much of the photo's drawing stays, 0…1.
        region_structures: the same in each region that is painted.
        filling: what quiet places are filled with, at those levels where they are; None: they are left.
        tileable: whether the picture continues at its opposite edges; its sides are multiples of the grid then.
    """

    photo: Size
    size: int | None
    styles: tuple[Size, ...]
    style_sides: tuple[int | None, ...]
    look_size: int | None = None
    strengths: Mapping[Level, float]
    region_strengths: tuple[Mapping[Level, float], ...] = ()
    passes: int
    layers: Mapping[Level, LevelLayers]
    regions: int = 0
    transform: Transform = "whitening"
    budget: int | None = None
    largest_tile: int | None = None
    swift_tiles: bool = False
    bits: int = 8
    structure: float = 0.0
    region_structures: tuple[float, ...] = ()
    filling: Filling | None = None
    tileable: bool = False

    @property
    def result(self) -> Size:
        """The size of the result."""
        return result_size(self.photo, self.size)

    @property
    def waiting(self) -> int:
        """Bytes of the photo and of the result, which wait while a smaller picture is painted before."""
        return bytes_of(self.result, self.bits) + bytes_of(self.photo, self.bits)

    @property
    def structures(self) -> tuple[float, ...]:
        """How much of the photo's drawing stays in each area: the recipe's own, then the painted regions'."""
        return self.structure, *self.region_structures

    @property
    def carried(self) -> tuple[Level, ...]:
        """The levels at which detail of the photo is carried, in some area."""
        return tuple(level for level in self.strengths if any(carried_detail(one, level) for one in self.structures))

    @property
    def mixed(self) -> tuple[Level, ...]:
        """The levels at which features of the photo are mixed in, in some area."""
        return tuple(level for level in self.strengths if any(whitened_mixing(one, level) for one in self.structures))

    @property
    def swapped(self) -> tuple[Level, ...]:
        """The levels at which patches are swapped."""
        return tuple(level for level in self.strengths if transform_at(self.transform, level) == "swap")


def make_plan(wanted: Wanted) -> Plan:
    """Works out a job: in one piece if the budget allows, or else in the largest tiles that it allows.

    Where not even the smallest tiles fit, the plan has these, and its memory is above the budget.
    """
    result = wanted.result
    if wanted.look_size is not None and wanted.look_size < max(result):
        base = make_plan(
            replace(
                wanted,
                size=size_before(max(result), wanted.look_size),
                budget=None if wanted.budget is None else wanted.budget - wanted.waiting,
                bits=16,
                tileable=False,
            )
        )
        return _planned(_fine(wanted), enlarged_styles(wanted.styles, base, result), base)
    style_sizes = tuple(
        fit(*own, side or default_style_size(own, result))
        for own, side in zip(wanted.styles, wanted.style_sides, strict=True)
    )
    return _planned(wanted, style_sizes, None)


def _fine(wanted: Wanted) -> Wanted:
    """What is left to do at a larger size: the fine levels, once."""
    strengths, *in_regions = (
        {level: fine_strength(given[level]) for level in given if level in FINE_LEVELS}
        for given in (wanted.strengths, *wanted.region_strengths)
    )
    layers = {level: wanted.layers[level] for level in strengths}
    return replace(wanted, strengths=strengths, region_strengths=tuple(in_regions), layers=layers, passes=1)


def _planned(wanted: Wanted, style_sizes: tuple[Size, ...], base: Plan | None) -> Plan:
    """The plan of one picture; a smaller copy may have been planned before."""
    memory, tile = _memory_and_tile(wanted, style_sizes, base)
    return Plan(
        wanted.result,
        padded_size(wanted.result),
        style_sizes,
        _steps(wanted),
        {level: _effort(wanted, level, style_sizes) for level in wanted.strengths},
        memory,
        tile,
        wanted.budget,
        base,
        wanted.tileable,
    )


def _steps(wanted: Wanted) -> tuple[Step, ...]:
    return tuple(
        Step(
            number,
            level,
            strength,
            tuple(own[level] for own in wanted.region_strengths),
            transform_at(wanted.transform, level),
            wanted.structures,
            wanted.filling if level in FILLED_LEVELS else None,
        )
        for number in range(1, wanted.passes + 1)
        for level, strength in wanted.strengths.items()
    )


def _effort(wanted: Wanted, level: Level, style_sizes: tuple[Size, ...]) -> Effort:
    networks, padded = wanted.layers[level], padded_size(wanted.result)
    seen = [padded_size(style) for style in style_sizes]
    swaps = level in wanted.swapped
    encode = multiplications(networks.encoder, padded, 1)
    decode = multiplications(networks.decoder, padded, stride_of(level))
    carries, mixes = level in wanted.carried, level in wanted.mixed
    # At the first level the picture so far is the photo.
    photo = encode if (carries or mixes) and level != next(iter(wanted.strengths)) else 0.0
    return Effort(
        encode=encode,
        decode=decode,
        styles=sum(multiplications(networks.encoder, style, 1) for style in seen),
        transform=swap_effort(level, outputs_of(networks.encoder), padded, seen) if swaps else 0.0,
        structure=photo + (decode if carries else 0.0),
    )


def _memory_and_tile(wanted: Wanted, style_sizes: tuple[Size, ...], base: Plan | None) -> tuple[int, int | None]:
    """Bytes that painting takes, and the tiles' side; None: in one piece."""
    result, layers, budget = wanted.result, wanted.layers, wanted.budget
    before = 0 if base is None else base.memory + wanted.waiting
    seen = [padded_size(style) for style in style_sizes]
    patches = max((swap_memory(level, outputs_of(layers[level].encoder), seen) for level in wanted.swapped), default=0)
    border = 2 * widest_border(layers) if wanted.tileable else 0
    around = (result[0] + border, result[1] + border)
    whole = estimated_memory(
        around, style_sizes, layers, regions=wanted.regions, mixed=wanted.mixed, carried=wanted.carried
    )
    memory, tile = max(whole + patches + (0 if base is None else carried_memory(base.size)), before), None
    largest = wanted.largest_tile
    if wanted.swift_tiles and result[0] * result[1] > LARGEST_WHOLE:
        largest = min(largest or SWIFT_TILE, SWIFT_TILE)
    if largest is None and (budget is None or memory <= budget):
        return memory, None
    carried = 0 if base is None else bytes_of(base.size, 16)
    for tile in smaller_tiles(result, style_sizes, largest):
        tiled = tiled_memory(
            result, style_sizes, layers, tile, regions=wanted.regions, mixed=wanted.mixed, bits=wanted.bits
        )
        memory = max(tiled + patches + carried, before)
        if budget is None or memory <= budget:
            break
    return memory, tile


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


def size_before(side: int, base: int) -> int:
    """The long side of the picture that is painted just before a larger one: from the base's in equal steps."""
    steps = math.ceil(math.log(side / base, LARGEST_STEP) - 1e-9)
    return base if steps <= 1 else max(base, round(side * (base / side) ** (1 / steps)))


def enlarged_styles(styles: tuple[Size, ...], base: Plan, result: Size) -> tuple[Size, ...]:
    """The sizes at which styles are looked at for a picture that is larger than that of its look."""
    enlargement = max(result) / max(base.size)
    return tuple(
        fit(*own, enlarged_style_size(own, seen, enlargement))
        for own, seen in zip(styles, base.style_sizes, strict=True)
    )


def enlarged_style_size(own: Size, seen: Size, enlargement: float) -> int:
    """The long side at which a style is looked at for a larger picture: larger in proportion, as far as it goes."""
    return max(*seen, min(max(own), round(max(seen) * enlargement)))


def fine_strength(strength: float) -> float:
    """The strength of a fine level at a larger size: √s for a look's s, since its detail has been painted at no other.

    Measured: docs/same-look.md.
    """
    return math.sqrt(strength)
