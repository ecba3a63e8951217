"""Runs a plan in tiles, with the same result as in one piece: a picture of any size in bounded memory.

Whitening and colouring knows of a picture no more than its moments, and moments are sums. So each level is run in two
looks: the first encodes tile by tile and gathers moments, then the maps are solved once, and the second transforms and
decodes tile by tile. What is small of the first look is kept for the second, the rest is encoded again. Tiles are seen
with a border as wide as the networks' reach, so none has a seam.

Between two levels the picture is in a temporary file.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial, reduce
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from engine.job import Progress
from engine.masks.masks import Shares
from engine.networks.tensors import as_array, as_pixels, as_tensor
from engine.planning.tiling import KEPT_STRIDE, Rectangle, decoder_borders, encoder_border, spans, tiles_of
from engine.system.process import give_back_freed_memory
from engine.system.scratch import ScratchFile
from engine.transfer.areas import Coverage, reach_around, spread, squares_of, steps_between, transformed
from engine.transfer.cascade import folded, preview_factor, relayed, shown_pixels
from engine.transfer.filling import local_energy, missing_around
from engine.transfer.inputs import Gathering, Inputs
from engine.transfer.maps import LevelMap, content_of, level_map
from engine.transfer.mixing import Layout
from engine.transfer.style_swap import whitener
from engine.transfer.transforms import Moments, moments, whitening
from engine.vgg import convolutions, stride_of

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    from engine.images.picture import Pixels
    from engine.job import Stage
    from engine.networks.stepped import SteppedNetwork
    from engine.networks.tensors import Original
    from engine.planning.plan import Plan, Step
    from engine.planning.tiling import Size
    from engine.transfer.cascade import Materials
    from engine.transfer.filling import Field
    from engine.vgg import Level

ROWS_AT_ONCE = 64
"""Rows of the whole width that are worked on together at the end of a level and of the picture."""

HELD = 0.8
"""Share of the planned memory that the process may hold between two tiles: the next one needs room too."""

Read = Callable[[Rectangle], "Tensor"]
"""Gives a part of a picture, shape (1, 3, H, W)."""


Retouch = Callable[["Tensor", "Tensor", Rectangle], "Tensor"]
"""Finishes a part of a painted picture, given the same part of the photo, and where it is."""


@dataclass(frozen=True)
class _Source:
    """Where a level's features of a picture are taken from.

    Attributes:
        read: gives the picture's pixels, from which features are computed.
        kept: the features, once they were computed; None: they are computed again.
    """

    read: Read
    kept: ScratchFile | None


@dataclass(frozen=True)
class _Level:
    """What a level is painted from.

    Attributes:
        picture: the one that enters it.
        photo: the photo, where something is taken of it; it may be the same.
        missing: how much is wanted at each position of what fills quiet places, shape (H, W); None: they are left.
        fields: what fills them in each area.
    """

    picture: _Source
    photo: _Source | None
    missing: Tensor | None = None
    fields: Sequence[Sequence[Field]] = ()


@dataclass
class TiledCascade:
    """Executes a plan in tiles.

    Attributes:
        plan: what to do; its tile says in what tiles.
        materials: what with.
        bits: 8 or 16 per channel of the result.
        retouch: what is done to the painted picture at the end, pixel by pixel, given the photo and the place too.
        settle: what is done before that, in steps, to the picture after the last level, given what reads it.
    """

    plan: Plan
    materials: Materials
    bits: int = 8
    retouch: Retouch | None = None
    settle: Callable[[Read], Generator[None, None, Read]] | None = None
    _done: float = field(default=0.0, init=False)
    _total: float = field(default=0.0, init=False)
    _tiles: list[Rectangle] = field(default_factory=list, init=False)

    def run(self, photo: Original, start: Read | None = None) -> Generator[Progress, None, Pixels]:
        """Paints.

        Args:
            photo: with the plan's padded sides.
            start: gives the picture with which the first level begins; None: that is the photo.

        Returns:
            The result's pixels, shape (H, W, 3), without padding.

        Raises:
            ScratchDiskError: the disk has no room for the temporary files.
            FloatingPointError: the result holds NaN or infinity.
        """
        plan = self.plan
        assert plan.tile is not None, "a plan without tiles is run in one piece"
        self._tiles = tiles_of(plan.padded, plan.tile)
        again = [step.level for step in plan.steps if stride_of(step.level) < KEPT_STRIDE]
        self._total = plan.total_effort + sum(plan.effort[level].encode for level in again)
        self._done = 0.0
        with ScratchFile(plan.padded, 3) as one, ScratchFile(plan.padded, 3) as other:
            read: Read = photo.part if start is None else start
            for number, step in enumerate(plan.steps):
                after = other if number % 2 else one
                is_photo = number == 0 and start is None
                yield from self._run_step(step, photo, None if is_photo else read, after)
                read = partial(_part, after, photo.device)
                yield from self._show(step, photo, read)
            if self.settle is not None:
                read = yield from relayed(self.settle(read), self._finishing)
            finishing = finished_pixels(partial(self._retouched, photo, read), plan.size, self.bits)
            return (yield from relayed(finishing, self._finishing))

    def _run_step(
        self, step: Step, photo: Original, read: Read | None, after: ScratchFile
    ) -> Generator[Progress, None, None]:
        """Runs a step; `read` gives the picture that enters it, None: that is the photo."""
        with ExitStack() as files:
            of_photo = self._source(step, photo.part, files) if read is None or any(step.mixed + step.carried) else None
            source = of_photo if read is None else self._source(step, read, files)
            assert source is not None, "either the photo or another picture enters a step"
            level = _Level(source, of_photo)
            gathering = yield from self._first_look(step, photo, level)
            if step.filling is not None:
                level, gathering = yield from self._filled(step, photo, level, gathering.fitted()[0])
            maps = yield from self._maps(step, level, gathering)
            decoder, maps = folded(self.materials.networks[step.level].decoder, maps)
            for tile in self._tiles:
                painted = yield from self._painted(step, tile, decoder, maps, photo=photo, level=level)
                after.write(tile.left, tile.top, as_array(painted))
                del painted
                give_back_freed_memory(int(HELD * self.plan.memory))

    def _source(self, step: Step, read: Read, files: ExitStack) -> _Source:
        stride = stride_of(step.level)
        if stride < KEPT_STRIDE:
            return _Source(read, None)
        channels = convolutions(self.materials.networks[step.level].encoder.layers)[-1].outputs
        positions = (self.plan.padded[0] // stride, self.plan.padded[1] // stride)
        return _Source(read, files.enter_context(ScratchFile(positions, channels)))

    def _first_look(self, step: Step, photo: Original, level: _Level) -> Generator[Progress, None, Gathering]:
        """Computes all features tile by tile, keeps those that there is a file for, and gathers moments.

        Where quiet places are filled, these are of the whole picture, by which they are found.
        """
        whole = Coverage(None, photo.device)
        gathering = Gathering(self.materials.coverage if step.filling is None else whole, own_fields=False)
        mixes = any(step.mixed)
        for tile in self._tiles:
            features = yield from self._computed(step, tile, level.picture)
            of_photo = features
            if level.photo is not None and level.photo is not level.picture and (mixes or level.photo.kept is not None):
                of_photo = yield from self._computed(step, tile, level.photo)
            inputs = Inputs(features, of_photo if mixes and step.filling is None else None)
            yield from self._gathered(step, tile, photo, inputs, gathering)
            del features, of_photo, inputs
        return gathering

    def _filled(
        self, step: Step, photo: Original, level: _Level, whole: Moments
    ) -> Generator[Progress, None, tuple[_Level, Gathering]]:
        """Finds quiet places and what fills them, and gathers moments with that.

        Args:
            step: one that fills them.
            photo: the photo.
            level: without that.
            whole: moments of the whole picture's features.
        """
        assert step.filling is not None, "quiet places are left"
        stride = stride_of(step.level)
        whiten = whitener(whitening(whole, self.materials.threshold))
        energy = torch.empty(self.plan.padded[1] // stride, self.plan.padded[0] // stride)
        for tile in self._tiles:
            features = yield from self._seen_again(step, tile, tile, level.picture)
            place = tile.reduced(stride)
            cut(energy, place).copy_(local_energy(features, whiten))
            yield self._progress(step, "transform", tile)
        fields = []
        for area in range(len(self.materials.areas)):
            finding = self.materials.fields(area, step)
            fields += [(yield from relayed(finding, lambda: self._progress(step, "style")))]
        missing = step.filling.amount * missing_around(energy, energy.shape[0])
        level = replace(level, missing=missing, fields=fields)
        gathering = Gathering(self.materials.coverage, own_fields=True)
        for tile in self._tiles:
            inputs = yield from self._inputs(step, tile, tile, level)
            yield from self._gathered(step, tile, photo, inputs, gathering)
            del inputs
        return level, gathering

    def _gathered(
        self, step: Step, tile: Rectangle, photo: Original, inputs: Inputs, gathering: Gathering
    ) -> Generator[Progress, None, None]:
        weights = gathering.coverage.weights(tile, stride_of(step.level), photo.visibility(tile))
        for _ in gathering.add(inputs, weights):
            yield self._progress(step, "transform", tile)
        give_back_freed_memory(int(HELD * self.plan.memory))

    def _maps(
        self, step: Step, level: _Level, gathering: Gathering
    ) -> Generator[Progress, None, list[LevelMap | None]]:
        """The map of each area from the moments of all tiles; None: the features pass unchanged."""
        channels = convolutions(self.materials.networks[step.level].encoder.layers)[-1].outputs
        maps: list[LevelMap | None] = []
        for number, own in enumerate(gathering.fitted()):
            if not step.strengths[number]:
                maps.append(None)
                continue
            layout = Layout(channels, any(step.mixed), len(level.fields[number]) if level.fields else 0)
            content = content_of(step.transform, own, layout, step.mixed[number], self.materials.threshold)
            yield self._progress(step, "transform")
            styles, shares = self.materials.areas[number].at(step.level)
            sides = []
            for index in styles:
                sides += [
                    (yield from relayed(self.materials.style_sides(index, step), lambda: self._progress(step, "style")))
                ]
            maps.append(level_map(step.transform, content, sides, shares, step.strengths[number]))
        if step.pass_number == 1:
            self._done += self.plan.effort[step.level].styles
        return maps

    def _inputs(self, step: Step, tile: Rectangle, seen: Rectangle, level: _Level) -> Generator[Progress, None, Inputs]:
        """All that lies side by side over a tile and what is around it."""
        features = yield from self._seen_again(step, tile, seen, level.picture)
        of_photo: Tensor | None = None
        if any(step.mixed):
            assert level.photo is not None, "the photo is taken where it is mixed in"
            same = level.photo is level.picture
            of_photo = features if same else (yield from self._seen_again(step, tile, seen, level.photo))
        inputs = Inputs(features, of_photo, fields=level.fields)
        if level.missing is not None:
            stride, device = stride_of(step.level), features.device
            place = seen.reduced(stride)
            size = (self.plan.padded[0] // stride, self.plan.padded[1] // stride)
            missing = level.missing[None, None]
            inputs.missing = wrapped(partial(cut, missing), size)(place)[0, 0].to(device)
            inputs.values = lambda field: wrapped(partial(field.part, device=device), size)(place)
        return inputs

    def _computed(self, step: Step, tile: Rectangle, source: _Source) -> Generator[Progress, None, Tensor]:
        """The features over a tile, which are kept where there is a file for them."""
        features = yield from self._encoded(step, tile, tile, source.read)
        if source.kept is not None:
            place = tile.reduced(stride_of(step.level))
            source.kept.write(place.left, place.top, as_array(features))
        return features

    def _seen_again(
        self, step: Step, tile: Rectangle, seen: Rectangle, source: _Source
    ) -> Generator[Progress, None, Tensor]:
        """The features over a tile and what is around it: those that were kept, or else computed again."""
        if source.kept is None:
            return (yield from self._encoded(step, tile, seen, source.read))
        stride = stride_of(step.level)
        width, height = self.plan.padded
        device = _device_of(self.materials.networks[step.level].decoder)
        return wrapped(partial(_part, source.kept, device), (width // stride, height // stride))(seen.reduced(stride))

    def _painted(
        self,
        step: Step,
        tile: Rectangle,
        decoder: SteppedNetwork,
        maps: Sequence[LevelMap | None],
        *,
        photo: Original,
        level: _Level,
    ) -> Generator[Progress, None, Tensor]:
        """The second look: transforms and decodes a tile."""
        stride = stride_of(step.level)
        # The deeper a layer, the further it reaches: a decoder needs less and less around the tile.
        borders = decoder_borders(decoder.layers)
        needed = [self._around(tile, border) for border in borders]
        seen = self._around(tile, borders[0] + reach_around(maps) * stride)
        inputs = yield from self._inputs(step, tile, seen, level)
        effort = self.plan.effort[step.level].transform * self._share(tile)
        count = steps_between(inputs.features, maps)

        def sign_of_life() -> Progress:
            self._done += effort / count
            return self._progress(step, "transform", tile)

        shares = self.materials.coverage.shares(seen, stride)
        result = yield from relayed(transformed(inputs.features, maps, shares, inputs.of), sign_of_life)
        of_photo: Tensor | None = None
        first, last = needed[0].within(seen).reduced(stride), tile.within(needed[-1])
        if level.photo is not None and any(step.carried):
            known = inputs.features if level.photo is level.picture else inputs.photo
            if known is None:
                known = yield from self._seen_again(step, tile, seen, level.photo)
            of_photo = cut(known, first)
            del known
        del inputs
        yield self._progress(step, "transform", tile)
        painting = decoder.steps(cut(result, first), narrowing(needed, stride))
        painted = cut((yield from self._counted(step, "decode", tile, painting)), last)
        if of_photo is None:
            return painted
        plain = self.materials.networks[step.level].decoder.steps(of_photo, narrowing(needed, stride))
        lost = photo.part(tile) - cut((yield from self._counted(step, "decode", tile, plain)), last)
        return painted + spread(step.carried, self.materials.coverage.shares(tile, 1)) * lost

    def _share(self, tile: Rectangle) -> float:
        """Which part of the picture a tile is."""
        return tile.width * tile.height / (self.plan.padded[0] * self.plan.padded[1])

    def _encoded(self, step: Step, tile: Rectangle, wanted: Rectangle, read: Read) -> Generator[Progress, None, Tensor]:
        """The features over the wanted pixels, counted as work on a tile."""
        encoder = self.materials.networks[step.level].encoder
        seen = self._around(wanted, encoder_border(encoder.layers, step.level))
        pixels = wrapped(read, self.plan.padded)(seen)
        features = yield from self._counted(step, "encode", tile, encoder.steps(pixels))
        return cut(features, wanted.within(seen).reduced(stride_of(step.level)))

    def _around(self, part: Rectangle, border: int) -> Rectangle:
        """A part with a border: as far as the picture goes, or beyond it where the picture begins again there."""
        return part.widened(border) if self.plan.tileable else part.grown(border, self.plan.padded)

    def _counted(
        self, step: Step, stage: Stage, tile: Rectangle, running: Generator[object, None, Tensor]
    ) -> Generator[Progress, None, Tensor]:
        """Drives a network, counting each of its convolutions as work on a tile."""
        effort, networks = self.plan.effort[step.level], self.materials.networks[step.level]
        whole = effort.encode if stage == "encode" else effort.decode
        network = networks.encoder if stage == "encode" else networks.decoder
        share = self._share(tile)

        def sign_of_life() -> Progress:
            self._done += whole * share / len(network.convolutions)
            return self._progress(step, stage, tile)

        return (yield from relayed(running, sign_of_life))

    def _show(self, step: Step, photo: Original, read: Read) -> Generator[Progress, None, None]:
        """The picture so far, reduced to screen size strip by strip."""
        factor = preview_factor(self.plan)
        seen = []
        for strip in strips(self.plan.size, max(ROWS_AT_ONCE // factor, 1) * factor):
            seen.append(shown_pixels(self._retouched(photo, read, strip), factor))
            yield self._progress(step, "decode", strip)
        preview = np.concatenate(seen)
        preview.flags.writeable = False
        yield self._progress(step, "decode", preview=preview)

    def _retouched(self, photo: Original, read: Read, part: Rectangle) -> Tensor:
        painted = read(part)
        return painted if self.retouch is None else self.retouch(painted, photo.part(part), part)

    def _finishing(self) -> Progress:
        fraction = min(self._done / max(self._total, 1.0), 1.0)
        return Progress(1, None, "finish", fraction, (0, 0, *self.plan.size))

    def _progress(
        self, step: Step, stage: Stage, part: Rectangle | None = None, preview: NDArray[np.uint8] | None = None
    ) -> Progress:
        area = Rectangle(0, 0, *self.plan.size) if part is None else part.clipped(self.plan.size)
        return Progress(step.pass_number, step.level, stage, min(self._done / self._total, 1.0), area, preview)


def style_moments(
    style: Original, encoder: SteppedNetwork, level: Level, tile: int, masks: Sequence[NDArray[Any] | None]
) -> Generator[object, None, list[Moments]]:
    """Gathers the moments of a style's features tile by tile, in steps.

    Args:
        style: padded.
        encoder: of the level.
        level: where.
        tile: longest side of the tiles.
        masks: parts of the style whose moments are wanted, integers of the style's padded shape; None: all of it.

    Returns:
        The moments of each part; those of a small part lean on those of all of it.
    """
    border = encoder_border(encoder.layers, level)
    coverages = [Coverage(None if mask is None else Shares((mask,), None, hard=False), style.device) for mask in masks]
    gathered: list[list[list[Moments]]] = [[[] for _ in range(coverage.counted)] for coverage in coverages]
    squares = [0.0] * len(masks)
    for part in tiles_of(style.size, tile):
        seen = part.grown(border, style.size)
        features = yield from encoder.steps(style.part(seen))
        features = cut(features, part.within(seen).reduced(stride_of(level)))
        for number, (coverage, parts) in enumerate(zip(coverages, gathered, strict=True)):
            weights = coverage.weights(part, stride_of(level), style.visibility(part))
            squares[number] += squares_of(weights)
            for weight, sums in zip(weights, parts, strict=True):
                sums.append(moments(features, weight))
            yield None
        del features
    return [
        coverage.supported([reduce(Moments.merged, sums) for sums in parts], own)[-1]
        for coverage, parts, own in zip(coverages, gathered, squares, strict=True)
    ]


def finished_pixels(read: Read, size: Size, bits: int) -> Generator[None, None, Pixels]:
    """A painted picture as integers, strip by strip.

    Args:
        read: gives parts of it.
        size: of the result, without padding.
        bits: 8 or 16 per channel.

    Raises:
        FloatingPointError: it holds NaN or infinity.
    """
    width, height = size
    pixels = np.empty((height, width, 3), np.uint8 if bits == 8 else np.uint16)
    for strip in strips(size, ROWS_AT_ONCE):
        pixels[strip.top : strip.top + strip.height] = as_pixels(read(strip), (width, strip.height), bits)
        yield
    return pixels


def strips(size: Size, rows: int) -> list[Rectangle]:
    """A picture divided into strips of its whole width."""
    width, height = size
    return [Rectangle(0, top, width, min(rows, height - top)) for top in range(0, height, rows)]


def wrapped(read: Read, size: Size) -> Read:
    """Gives parts of maps of a size that may reach beyond the edges, where the maps begin again."""

    def around(part: Rectangle) -> Tensor:
        columns = list(spans(part.left, part.width, size[0]))
        rows = [
            torch.cat([read(Rectangle(left, top, width, height)) for left, width in columns], dim=3)
            for top, height in spans(part.top, part.height, size[1])
        ]
        return torch.cat(rows, dim=2)

    return around


def _part(file: ScratchFile, device: torch.device, part: Rectangle) -> Tensor:
    return as_tensor(file.read(part), device)


def narrowing(parts: Sequence[Rectangle], stride: int) -> Callable[[Tensor], Tensor]:
    """What cuts features down to a smaller part at every call, while their stride halves.

    Args:
        parts: each within the one before, in pixels; the features are over the first.
        stride: of these.
    """
    strides = (stride >> halvings for halvings in range(len(parts)))
    cuts = zip(pairwise(parts), strides, strict=False)

    def narrowed(features: Tensor) -> Tensor:
        (wide, narrow), now = next(cuts)
        return cut(features, narrow.within(wide).reduced(now))

    return narrowed


def cut(values: Tensor, part: Rectangle) -> Tensor:
    """A part of maps, shape (…, H, W)."""
    return values[..., part.top : part.top + part.height, part.left : part.left + part.width]


def _device_of(network: SteppedNetwork) -> torch.device:
    return next(network.parameters()).device
