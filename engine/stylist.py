"""The stylist: a loaded pack on a device, with what it has learnt of styles, ready to paint job after job."""

from __future__ import annotations

import time
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import torch

from engine.cascade import Area, WholeCascade, averaged
from engine.colours import with_colours_of
from engine.devices import DTYPES, circumstances
from engine.images import resize
from engine.job import PackReference, Progress, Result, normalised_weights
from engine.masks import hard_mask
from engine.networks import build_networks, level_layers
from engine.plan import make_plan, padded_size
from engine.reuse import MOST_KEPT, Kept, Trail, fingerprint
from engine.same_look import CarriedLook, continued, paint_whole, within_whole
from engine.style_files import StyleFiles
from engine.tensors import alpha_of_depth, as_pixels, prepare, prepare_mask, prepare_parts
from engine.tiles import TiledCascade, style_moments
from engine.tiling import Rectangle
from engine.transforms import Side, colouring, moments
from engine.vgg import convolutions, stride_of

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    from torch import Tensor

    from engine.cascade import StyleSides
    from engine.images import Picture
    from engine.images.picture import Pixels
    from engine.job import Job, NumberFormat, StyleReference
    from engine.networks import LevelNetworks
    from engine.packs.manifest import Manifest
    from engine.plan import Plan
    from engine.tensors import Prepared
    from engine.tiling import Size
    from engine.vgg import Level

    StyleKey = tuple[str, bytes | None, Size, Level, int | None]
    """All that a style's side depends on: pixels' hash, colour profile they were converted to, size, level, tile."""

SIDES_KEPT = 64 << 20
"""Bytes of styles' sides of the map that are kept in memory: of the largest networks, a dozen styles at all levels."""

SIDES_EDITION = 2
"""Goes into the names of styles' files; to be raised when the same style shall give another side of the map."""


@dataclass(frozen=True)
class WeightedStyle:
    """A style that weighs something, bound to its pixels.

    Attributes:
        reference: as the recipe names it.
        picture: its pixels.
        share: its part among the styles of its area; they sum to one.
        region: the number of the job's region that it belongs to; None: the rest.
    """

    reference: StyleReference
    picture: Picture
    share: float
    region: int | None


class Stylist:
    """Owns a pack's networks and what it has learnt of the styles that it has seen.

    Args:
        manifest: of the pack.
        tensors: its weights, from `engine.packs.weights.load`.
        device: where to compute.
        number_format: in what numbers.
        kept: where results of the levels are kept, which may be shared with other stylists; None: in one of its own.
        style_files: where what it learns of styles is kept on disk; None: nowhere.
    """

    def __init__(
        self,
        manifest: Manifest,
        tensors: Mapping[str, Tensor],
        device: torch.device,
        number_format: NumberFormat,
        *,
        kept: Kept | None = None,
        style_files: StyleFiles | None = None,
    ) -> None:
        self.manifest = manifest
        self.device = device
        self.number_format: NumberFormat = number_format
        self._tensors = tensors
        self._networks: dict[Level, LevelNetworks] = {}
        self._sides = Kept(SIDES_KEPT)
        self._kept = Kept(MOST_KEPT) if kept is None else kept
        self._style_files = style_files or StyleFiles(None)

    def networks(self, level: Level) -> LevelNetworks:
        """The networks of a level, built when first needed. Not inside inference mode: refining trains through them."""
        if level not in self._networks:
            self._networks[level] = build_networks(
                self.manifest, self._tensors, level, self.device, DTYPES[self.number_format]
            )
        return self._networks[level]

    def forget_styles(self) -> None:
        """Drops all that was learnt of styles; what is on disk stays there."""
        self._sides.clear()

    def forget_photos(self) -> None:
        """Drops all results of levels."""
        self._kept.clear()

    def plan(self, job: Job, budget: int | None = None, largest_tile: int | None = None) -> Plan:
        """Works out a job.

        Args:
            job: what to paint.
            budget: bytes that the whole process may take, from which the tiles follow; None: as many as it takes.
            largest_tile: paint in tiles of at most this side, even if the budget allows more.

        Raises:
            PackError: the pack lacks one of the recipe's levels.
        """
        recipe = job.recipe
        self.manifest.require(recipe.levels)
        return make_plan(
            photo=(job.photo.width, job.photo.height),
            size=job.size,
            styles=tuple((style.picture.width, style.picture.height) for style in weighted_styles(job)),
            style_size=recipe.style_size,
            look_size=recipe.look_size,
            strengths={level: recipe.strength_at(level) for level in recipe.levels},
            passes=recipe.passes,
            layers={level: level_layers(self.manifest, level) for level in recipe.levels},
            regions=bool(job.regions),
            budget=budget,
            largest_tile=largest_tile,
            bits=max(job.photo.bits, job.bits),
        )

    def stylise(self, job: Job, plan: Plan) -> Generator[Progress, None, None]:
        """Paints; the last progress carries the result. Closing the generator cancels.

        Args:
            job: what to paint.
            plan: the job's, from `plan`.

        Raises:
            FloatingPointError: the features are not finite in this number format.
        """
        return _timed(self._run(job, plan))

    def _run(self, job: Job, plan: Plan) -> Generator[Progress, None, None]:
        networks = {}
        for level in job.recipe.levels:
            networks[level] = self.networks(level)
            yield Progress(1, None, "prepare", 0.0, (0, 0, *plan.size))
        yield from self._paint(job, plan, networks)

    @torch.inference_mode()
    def _paint(self, job: Job, plan: Plan, networks: Mapping[Level, LevelNetworks]) -> Generator[Progress, None, None]:
        whole = (0, 0, *plan.size)
        photo = resize(job.photo, plan.size)
        styles = weighted_styles(job)
        areas = self._areas(job, plan, styles)
        sides = self._style_sides(styles, plan, networks)
        keeps_colours = job.recipe.colour == "photo"
        threshold = self.manifest.eigenvalue_threshold
        if plan.look is not None:
            pixels = yield from self._paint_alike(job, plan, networks, photo, areas=areas, sides=sides)
        elif plan.tile is not None:
            original = prepare_parts(photo, self.device)
            yield Progress(1, None, "prepare", 0.0, whole)
            retouch = with_colours_of if keeps_colours else None
            pixels = yield from TiledCascade(plan, areas, networks, sides, threshold, job.bits, retouch).run(original)
        else:
            prepared = prepare(photo, self.device)
            yield Progress(1, None, "prepare", 0.0, whole)
            colours = partial(with_colours_of, photo=prepared.pixels) if keeps_colours else None
            trail = self._trail(job, plan, photo, styles)
            cascade = WholeCascade(plan, prepared.visibility, areas, networks, sides, threshold, colours, trail)
            painted = yield from cascade.run(prepared.pixels)
            pixels = as_pixels(painted, plan.size, job.bits)
        picture = replace(photo, pixels=pixels, alpha=alpha_of_depth(photo.alpha, job.bits))
        pack = PackReference(self.manifest.name, self.manifest.sha256)
        result = Result(picture, replace(job.recipe, pack=pack), plan, self.device.type, self.number_format, seconds={})
        yield Progress(job.recipe.passes, None, "finish", 1.0, whole, result=result)

    def _paint_alike(
        self,
        job: Job,
        plan: Plan,
        networks: Mapping[Level, LevelNetworks],
        photo: Picture,
        *,
        areas: Sequence[Area],
        sides: StyleSides,
    ) -> Generator[Progress, None, Pixels]:
        """Paints a smaller picture and makes of it a large one that looks like it: see `engine.same_look`."""
        look = plan.look
        assert look is not None, "a plan without a look is run as it is"
        # Colours are put back once, at the end: the levels between go on from what was painted.
        smaller = replace(job, recipe=replace(job.recipe, colour="style"), bits=16)
        begun = plan.share_of_look
        painted = yield from within_whole(
            self._paint(smaller, look, networks), 0.0, begun, plan.size, shown=job.recipe.colour == "style"
        )
        original = prepare_parts(photo, self.device)
        reduced = prepare_parts(resize(job.photo, look.size), self.device)
        retouch = with_colours_of if job.recipe.colour == "photo" else None
        threshold = self.manifest.eigenvalue_threshold
        with CarriedLook(original, plan, look.size) as carried:
            for _ in carried.fit(painted, reduced.pixels):
                yield Progress(job.recipe.passes, None, "prepare", begun, (0, 0, *plan.size))
            del painted, reduced
            if plan.tile is None:
                whole = Rectangle(0, 0, *plan.padded)
                cascade = WholeCascade(plan, original.visibility(whole), areas, networks, sides, threshold)
                fine = paint_whole(cascade, carried, original, job.bits, retouch)
            else:
                tiled = TiledCascade(plan, areas, networks, sides, threshold, job.bits, retouch, carried.settled)
                fine = tiled.run(original, carried.part)
            return (yield from continued(fine, job, begun))

    def _style_sides(
        self, styles: Sequence[WeightedStyle], plan: Plan, networks: Mapping[Level, LevelNetworks]
    ) -> StyleSides:
        """Gives the styles' sides of the map: remembered, or computed and then remembered."""
        prepared: dict[int, Prepared] = {}
        last = plan.steps[-1].level if plan.steps else None

        def style_side(index: int, level: Level) -> Generator[object, None, Side]:
            style, size = styles[index], plan.style_sizes[index]
            # A style that is looked at in tiles differs in its last bits, and a budget promises the same bytes.
            tile = plan.tile if plan.tile is not None and plan.tile < max(padded_size(size)) else None
            key = (style.reference.pixel_hash, style.picture.metadata.profile, size, level, tile)
            side = self._sides.get(key, Side) or self._from_disk(key)
            if side is None:
                encoder = networks[level].encoder
                if tile is not None:
                    original = prepare_parts(resize(style.picture, size), self.device)
                    gathered = yield from style_moments(original, encoder, level, tile)
                else:
                    if index not in prepared:
                        prepared[index] = prepare(resize(style.picture, size), self.device)
                    features = yield from encoder.steps(prepared[index].pixels)
                    visibility = prepared[index].visibility
                    weights = None if visibility is None else averaged(visibility, stride_of(level))
                    gathered = moments(features, weights)
                    yield None
                side = colouring(gathered, self.manifest.eigenvalue_threshold)
                self._sides.put(key, side)
                self._style_files.write(self._file_name(key), side)
                yield None
            if level == last:
                prepared.pop(index, None)
            return side

        return style_side

    def _from_disk(self, key: StyleKey) -> Side | None:
        """A style's side from its file, kept in memory from then on; None: there is none."""
        level = key[3]
        channels = convolutions(level_layers(self.manifest, level).encoder)[-1].outputs
        side = self._style_files.read(self._file_name(key), channels)
        if side is not None:
            self._sides.put(key, side)
        return side

    def _file_name(self, key: StyleKey) -> str:
        return fingerprint(SIDES_EDITION, circumstances(self.device), *self._identity(), *key)

    def _identity(self) -> tuple[object, ...]:
        """All of the stylist itself that decides what it computes."""
        return self.manifest.sha256, self.manifest.eigenvalue_threshold, self.number_format, str(self.device)

    def _trail(self, job: Job, plan: Plan, photo: Picture, styles: Sequence[WeightedStyle]) -> Trail | None:
        """What is kept of the jobs before; the photo has the plan's size."""
        if not self._kept.limit:
            return None
        looks = [
            (style.reference.pixel_hash, style.picture.metadata.profile, size, style.share, style.region)
            for style, size in zip(styles, plan.style_sizes, strict=True)
        ]
        return Trail(
            self._kept,
            fingerprint(*self._identity(), photo.pixels, photo.alpha),
            plan.steps,
            mask="" if not job.regions else fingerprint(*(region.mask for region in job.regions)),
            looks=fingerprint(*looks),
            colours=job.recipe.colour,
        )

    def _areas(self, job: Job, plan: Plan, styles: Sequence[WeightedStyle]) -> list[Area]:
        """The parts of the photo with their styles, which are numbered as in the plan."""
        if not job.regions:
            return [_area(styles, None, inside=None)]
        areas, free = [], None
        for number in reversed(range(len(job.regions))):
            mask = prepare_mask(hard_mask(job.regions[number].mask, *plan.size), self.device)
            areas.append(_area(styles, number, inside=mask if free is None else mask & free))
            free = ~mask if free is None else free & ~mask
        return [_area(styles, None, inside=free), *areas]


def weighted_styles(job: Job) -> list[WeightedStyle]:
    """The styles of a job without those that weigh nothing: the recipe's, then the regions'."""
    bound: list[tuple[tuple[StyleReference, ...], tuple[Picture, ...], int | None]] = [
        (job.recipe.styles, job.styles, None)
    ]
    bound += [(region.styles, region.pictures, number) for number, region in enumerate(job.regions) if region.styles]
    return [
        WeightedStyle(reference, picture, share, number)
        for references, pictures, number in bound
        for reference, picture, share in zip(references, pictures, normalised_weights(references), strict=True)
        if share > 0
    ]


def _area(styles: Sequence[WeightedStyle], region: int | None, *, inside: Tensor | None) -> Area:
    indices = tuple(index for index, style in enumerate(styles) if style.region == region)
    return Area(indices, tuple(styles[index].share for index in indices), inside)


def _timed(painting: Generator[Progress, None, None]) -> Generator[Progress, None, None]:
    """Adds to the result how long each stage took, without the time that the caller takes between two steps."""
    seconds: dict[str, float] = defaultdict(float)
    with closing(painting):
        while True:
            begun = time.perf_counter()
            progress = next(painting, None)
            if progress is None:
                return
            took = time.perf_counter() - begun
            seconds[progress.stage] += took
            seconds["total"] += took
            if progress.result is not None:
                progress = replace(progress, result=replace(progress.result, seconds=dict(seconds)))
            yield progress
