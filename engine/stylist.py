"""The stylist: a loaded pack on a device, with what it has learnt of styles, ready to paint job after job."""

from __future__ import annotations

import time
from collections import defaultdict
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import torch

from engine.areas import Area, Coverage, shares_of
from engine.cascade import WholeCascade
from engine.colours import with_colours_of
from engine.devices import DTYPES, circumstances
from engine.errors import JobError
from engine.images import resize
from engine.job import PackReference, Progress, Result
from engine.masks import resized
from engine.networks import build_networks, level_layers
from engine.plan import make_plan, padded_size, result_size
from engine.reuse import MOST_KEPT, Kept, Trail, fingerprint
from engine.same_look import CarriedLook, continued, paint_whole, within_whole
from engine.style_files import StyleFiles
from engine.tensors import alpha_of_depth, as_pixels, padded, prepare, prepare_parts
from engine.texture import check_tileable
from engine.tiles import TiledCascade, style_moments
from engine.tiling import Rectangle
from engine.transforms import Side, colouring
from engine.vgg import convolutions
from engine.weighted_styles import weighted_styles

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence

    from torch import Tensor

    from engine.cascade import StyleSides
    from engine.images import Picture
    from engine.images.picture import Pixels
    from engine.job import Job, NumberFormat
    from engine.networks import LevelNetworks
    from engine.packs.manifest import Manifest
    from engine.plan import Plan
    from engine.tensors import Original
    from engine.tiles import Retouch
    from engine.tiling import Size
    from engine.vgg import Level
    from engine.weighted_styles import WeightedStyle

    StyleKey = tuple[str, bytes | None, Size, Level, int | None, str | None]
    """All that a style's side depends on: pixels' hash, colour profile they were converted to, size, level, tile, and
    the name of the part that counts."""

SIDES_KEPT = 64 << 20
"""Bytes of styles' sides of the map that are kept in memory: of the largest networks, a dozen styles at all levels."""

SIDES_EDITION = 4
"""Goes into the names of styles' files; to be raised when the same style shall give another side of the map."""


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

    def plan(
        self,
        job: Job,
        budget: int | None = None,
        largest_tile: int | None = None,
        *,
        swift_tiles: bool | None = None,
    ) -> Plan:
        """Works out a job.

        Args:
            job: what to paint.
            budget: bytes that the whole process may take, from which the tiles follow; None: as many as it takes.
            largest_tile: paint in tiles of at most this side, even if the budget allows more.
            swift_tiles: whether to paint large pictures in tiles because it is faster; None: as the device likes it.

        Raises:
            PackError: the pack lacks one of the job's levels.
            JobError: a tileable picture cannot have that size, or has regions.
        """
        recipe, levels, styles = job.recipe, job.levels, weighted_styles(job)
        self.manifest.require(levels)
        if recipe.tileable:
            if job.regions:
                raise JobError(
                    "A tileable picture should have one look everywhere, and this has regions: leave them out."
                )
            check_tileable(result_size((job.photo.width, job.photo.height), job.size))
        return make_plan(
            photo=(job.photo.width, job.photo.height),
            size=job.size,
            styles=tuple((style.picture.width, style.picture.height) for style in styles),
            wanted=tuple(style.wanted for style in styles),
            look_size=recipe.look_size,
            strengths={level: recipe.strength_at(level) if level in recipe.levels else 0.0 for level in levels},
            region_strengths=tuple(
                {level: region.strength_at(level, recipe) for level in levels}
                for region in job.regions
                if not region.keeps_photo
            ),
            passes=recipe.passes,
            layers={level: level_layers(self.manifest, level) for level in levels},
            regions=len(job.regions),
            budget=budget,
            largest_tile=largest_tile,
            swift_tiles=self.device.type == "cpu" if swift_tiles is None else swift_tiles,
            bits=max(job.photo.bits, job.bits),
            tileable=recipe.tileable,
        )

    def stylise(self, job: Job, plan: Plan) -> Generator[Progress, None, None]:
        """Paints; the last progress carries the result. Closing the generator cancels.

        Args:
            job: what to paint.
            plan: the job's, from `plan`.

        Raises:
            FloatingPointError: the features are not finite in this number format.
        """
        return timed(self._run(job, plan))

    def _run(self, job: Job, plan: Plan) -> Generator[Progress, None, None]:
        networks = {}
        for level in job.levels:
            networks[level] = self.networks(level)
            yield Progress(1, None, "prepare", 0.0, (0, 0, *plan.size))
        yield from self._paint(job, plan, networks)

    @torch.inference_mode()
    def _paint(
        self, job: Job, plan: Plan, networks: Mapping[Level, LevelNetworks], *, retouched: bool = True
    ) -> Generator[Progress, None, None]:
        """Paints; not retouched, what is done to the finished picture pixel by pixel is left out."""
        whole = (0, 0, *plan.size)
        photo = resize(job.photo, plan.size)
        styles = weighted_styles(job)
        areas = areas_of(styles, 1 + sum(not region.keeps_photo for region in job.regions))
        coverage = Coverage(shares_of(job, plan.size), self.device)
        retouch = retouching(job, coverage) if retouched else None
        sides = self._style_sides(styles, plan, networks)
        threshold = self.manifest.eigenvalue_threshold
        if plan.look is not None:
            fine = WholeCascade(plan, None, areas, coverage, networks, sides, threshold)
            pixels = yield from self._paint_alike(job, fine, photo, retouch)
        elif plan.tile is not None:
            original = prepare_parts(photo, self.device)
            yield Progress(1, None, "prepare", 0.0, whole)
            tiled = TiledCascade(plan, areas, coverage, networks, sides, threshold, job.bits, retouch)
            pixels = yield from tiled.run(original)
        else:
            prepared = prepare(photo, self.device)
            yield Progress(1, None, "prepare", 0.0, whole)
            finish = None if retouch is None else applied(retouch, prepared.pixels)
            trail = self._trail(job, plan, photo, styles)
            cascade = WholeCascade(
                plan, prepared.visibility, areas, coverage, networks, sides, threshold, finish, trail
            )
            painted = yield from cascade.run(prepared.pixels)
            pixels = as_pixels(painted, plan.size, job.bits)
        picture = replace(photo, pixels=pixels, alpha=alpha_of_depth(photo.alpha, job.bits))
        pack = PackReference(self.manifest.name, self.manifest.sha256)
        result = Result(picture, replace(job.recipe, pack=pack), plan, self.device.type, self.number_format, seconds={})
        yield Progress(job.recipe.passes, None, "finish", 1.0, whole, result=result)

    def _paint_alike(
        self, job: Job, fine: WholeCascade, photo: Picture, retouch: Retouch | None
    ) -> Generator[Progress, None, Pixels]:
        """Paints a smaller picture and makes of it a large one that looks like it: see `engine.same_look`.

        Args:
            job: what to paint.
            fine: what runs the shallow levels at the large size, in one piece.
            photo: at the large size.
            retouch: what is done at the end.
        """
        plan = fine.plan
        look = plan.look
        assert look is not None, "a plan without a look is run as it is"
        begun, passes = plan.share_of_look, job.recipe.passes
        # It is retouched once, at the end: the levels between go on from what was painted, and show no more than that.
        shown = retouch is None
        smaller = self._paint(replace(job, bits=16), look, fine.networks, retouched=False)
        small = yield from within_whole(smaller, 0.0, begun, plan.size, shown=shown)
        painted = small.picture.pixels
        original = prepare_parts(photo, self.device)
        reduced = prepare_parts(resize(job.photo, look.size), self.device)
        with CarriedLook(original, plan, look.size) as carried:
            for _ in carried.fit(painted, reduced.pixels):
                yield Progress(passes, None, "prepare", begun, (0, 0, *plan.size))
            del small, painted, reduced
            if plan.tile is None:
                fine.visibility = original.visibility(Rectangle(0, 0, *plan.padded))
                painting = paint_whole(fine, carried, original, job.bits, retouch)
            else:
                tiled = TiledCascade(
                    plan,
                    fine.areas,
                    fine.coverage,
                    fine.networks,
                    fine.style_sides,
                    fine.threshold,
                    job.bits,
                    retouch,
                    carried.settled,
                )
                painting = tiled.run(original, carried.part)
            return (yield from continued(painting, passes, begun, shown=shown))

    def _style_sides(
        self, styles: Sequence[WeightedStyle], plan: Plan, networks: Mapping[Level, LevelNetworks]
    ) -> StyleSides:
        """Gives the styles' sides of the map: remembered, or computed and then remembered."""
        looked_at = [
            (style.reference.pixel_hash, style.picture.metadata.profile, size)
            for style, size in zip(styles, plan.style_sizes, strict=True)
        ]
        parts = [None if style.mask is None else fingerprint(style.mask) for style in styles]

        originals: dict[int, Original] = {}
        last = plan.steps[-1].level if plan.steps else None

        def key_of(index: int, level: Level, part: str | None) -> StyleKey:
            # A style that is looked at in tiles differs in its last bits, and a budget promises the same bytes.
            longest = max(padded_size(plan.style_sizes[index]))
            tile = plan.tile if plan.tile is not None and plan.tile < longest else None
            return (*looked_at[index], level, tile, part)

        def learn(index: int, level: Level) -> Generator[object, None, Side]:
            """Looks at a style, for all areas that have a part of it, and gives its own side."""
            size = plan.style_sizes[index]
            first = looked_at.index(looked_at[index])
            if first not in originals:
                originals[first] = prepare_parts(resize(styles[index].picture, size), self.device)
            original = originals.pop(first) if level == last else originals[first]
            masks = {
                part: None if style.mask is None else padded(resized(style.mask, size))
                for style, part, seen in zip(styles, parts, looked_at, strict=True)
                if seen == looked_at[index]
            }
            tile = key_of(index, level, None)[4] or max(original.size)
            gathered = yield from style_moments(original, networks[level].encoder, level, tile, list(masks.values()))
            sides = {}
            for part, own in zip(masks, gathered, strict=True):
                side = sides[part] = colouring(own, self.manifest.eigenvalue_threshold)
                key = key_of(index, level, part)
                self._sides.put(key, side)
                self._style_files.write(self._file_name(key), side)
                yield None
            return sides[parts[index]]

        def style_side(index: int, level: Level) -> Generator[object, None, Side]:
            key = key_of(index, level, parts[index])
            side = self._sides.get(key, Side) or self._from_disk(key)
            return (yield from learn(index, level)) if side is None else side

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
        seen = [
            (style.reference.pixel_hash, style.picture.metadata.profile, size, style.area, style.mask)
            for style, size in zip(styles, plan.style_sizes, strict=True)
        ]
        looks = {}
        for level in job.levels:
            shares = [style.shares.get(level, 0.0) for style in styles]
            facts = [fact for own, share in zip(seen, shares, strict=True) if share for fact in (*own, share)]
            looks[level] = fingerprint(*facts)
        places = [fact for region in job.regions for fact in (region.mask, region.edge, region.keeps_photo)]
        return Trail(
            self._kept,
            fingerprint(*self._identity(), photo.pixels, photo.alpha, job.recipe.tileable),
            plan.steps,
            mask=fingerprint(*places) if places else "",
            looks=looks,
            colours=job.recipe.colour,
        )


def areas_of(styles: Sequence[WeightedStyle], count: int) -> list[Area]:
    """The areas of a picture with their styles, which are numbered as in the plan."""
    areas = []
    for area in range(count):
        own = [(index, style) for index, style in enumerate(styles) if style.area == area]
        levels = own[0][1].shares if own else ()
        shares = {level: tuple(style.shares[level] for _, style in own) for level in levels}
        areas.append(Area(tuple(index for index, _ in own), shares))
    return areas


def retouching(job: Job, coverage: Coverage) -> Retouch | None:
    """What is done to a finished picture pixel by pixel; None: nothing."""
    keeps_colours = job.recipe.colour == "photo"
    if not keeps_colours and not coverage.keeps_photo:
        return None

    def retouch(painted: Tensor, photo: Tensor, part: Rectangle) -> Tensor:
        finished = with_colours_of(painted, photo) if keeps_colours else painted
        # Last of all: the photo stays as it is there.
        return coverage.with_photo(finished, photo, part)

    return retouch


def applied(retouch: Retouch, photo: Tensor) -> Callable[[Tensor], Tensor]:
    """What is done to a finished picture where all of it is there."""
    whole = Rectangle(0, 0, photo.shape[3], photo.shape[2])

    def finish(painted: Tensor) -> Tensor:
        return retouch(painted, photo, whole)

    return finish


def timed(painting: Generator[Progress, None, None]) -> Generator[Progress, None, None]:
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
            result, so_far = (
                each and replace(each, seconds=dict(seconds)) for each in (progress.result, progress.so_far)
            )
            yield replace(progress, result=result, so_far=so_far)
