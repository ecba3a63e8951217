"""The stylist: a loaded pack on a device, with what it has learnt of styles, ready to paint job after job."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import torch
from torch import Tensor

from engine.errors import JobError
from engine.finishing.colours import colour_finish
from engine.finishing.finishing import Finish, finish_of, in_one_piece, one_after_the_other, settled_whole
from engine.finishing.recolouring import coloured
from engine.finishing.same_look import CarriedPainting, continued, paint_whole, within_whole
from engine.images import resize
from engine.job import PackReference, Progress, Result
from engine.job.texture import check_tileable
from engine.job.timing import timed
from engine.job.weighted_styles import weighted_styles
from engine.machine.devices import DTYPES, circumstances
from engine.masks.masks import resized
from engine.networks.stepped import build_networks, level_layers
from engine.networks.tensors import alpha_of_depth, as_pixels, padded, prepare, prepare_parts
from engine.planning.plan import Wanted, make_plan, result_size
from engine.planning.tiling import Rectangle, padded_size
from engine.transfer.areas import Coverage, areas_of, shares_of
from engine.transfer.cascade import Materials, WholeCascade
from engine.transfer.filling import Noise
from engine.transfer.motifs import laid, motif_size, turned, turned_size, without_padding
from engine.transfer.reuse import MOST_KEPT, Kept, Trail, fingerprint
from engine.transfer.style_files import StyleFiles
from engine.transfer.style_patches import patched
from engine.transfer.style_swap import whitening_of
from engine.transfer.tiles import TiledCascade, style_moments
from engine.transfer.transforms import Side, colouring
from engine.vgg import convolutions, outputs_of

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    from engine.images import Picture
    from engine.images.picture import Pixels
    from engine.job import Job, NumberFormat
    from engine.job.weighted_styles import WeightedStyle
    from engine.networks.stepped import LevelNetworks, SteppedNetwork
    from engine.networks.tensors import Original
    from engine.packs.manifest import Manifest
    from engine.planning.plan import Plan, Step
    from engine.planning.tiling import Size
    from engine.transfer.areas import Area
    from engine.transfer.cascade import StyleSides
    from engine.transfer.filling import Field
    from engine.transfer.inputs import FieldsOf
    from engine.vgg import Level

SIDES_KEPT = 64 << 20
"""Bytes of styles' sides of the map that are kept in memory: of the largest networks, a dozen styles at all levels."""

SIDES_EDITION = 4
"""Goes into the names of styles' files; raise it when the same style is to give another side of the map."""


class StyleKey(NamedTuple):
    """All that a style's side depends on.

    Attributes:
        pixel_hash: of its pixels.
        profile: the colour profile that they were converted to.
        palette: names the colours that it was given; empty: it has its own.
        size: at which it is looked at.
        level: where.
        tile: longest side of the tiles in which it is looked at; None: in one piece.
        part: names the part of it that counts; None: all of it.
    """

    pixel_hash: str
    profile: bytes | None
    palette: str
    size: Size
    level: Level
    tile: int | None
    part: str | None


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
        wanted = Wanted(
            photo=(job.photo.width, job.photo.height),
            size=job.size,
            styles=tuple((style.picture.width, style.picture.height) for style in styles),
            style_sides=tuple(style.wanted for style in styles),
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
            transform=recipe.look.transform,
            budget=budget,
            largest_tile=largest_tile,
            swift_tiles=self.device.type == "cpu" if swift_tiles is None else swift_tiles,
            bits=max(job.photo.bits, job.bits),
            structure=recipe.look.structure,
            filling=recipe.look.filling,
            region_structures=tuple(region.structure_in(recipe) for region in job.regions if not region.keeps_photo),
            tileable=recipe.tileable,
        )
        return make_plan(wanted)

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
        styles = coloured(weighted_styles(job), job, self._sides)
        areas = areas_of(styles, 1 + sum(not region.keeps_photo for region in job.regions))
        coverage = Coverage(shares_of(job, plan.size), self.device)
        finish = finish_of(job.recipe.look, coverage) if retouched else None
        sides = self._style_sides(styles, plan, networks)
        fields = self._fields(styles, areas, plan, networks, sides)
        materials = Materials(areas, coverage, networks, sides, self.manifest.eigenvalue_threshold, fields)
        if plan.base is not None:
            fine = WholeCascade(plan, materials)
            pixels = yield from self._paint_alike(job, fine, photo, finish)
        elif plan.tile is not None:
            original = prepare_parts(photo, self.device)
            yield Progress(1, None, "prepare", 0.0, whole)
            retouch, settle = (None, None) if finish is None else (finish.retouch, finish.settle(original, plan.size))
            tiled = TiledCascade(plan, materials, job.bits, retouch, settle)
            pixels = yield from tiled.run(original)
        else:
            prepared = prepare(photo, self.device)
            yield Progress(1, None, "prepare", 0.0, whole)
            trail = self._trail(job, plan, photo, styles)
            cascade = WholeCascade(plan, materials, prepared.visibility, trail=trail)
            if finish is not None:
                cascade.retouch = in_one_piece(finish.retouch, prepared.pixels)
                if finish.settles:
                    cascade.settle = settled_whole(finish.settle(prepare_parts(photo, self.device), plan.size))
            painted = yield from cascade.run(prepared.pixels)
            pixels = as_pixels(painted, plan.size, job.bits)
        picture = replace(photo, pixels=pixels, alpha=alpha_of_depth(photo.alpha, job.bits))
        pack = PackReference(self.manifest.name, self.manifest.sha256)
        result = Result(picture, replace(job.recipe, pack=pack), plan, self.device.type, self.number_format, seconds={})
        yield Progress(job.recipe.passes, None, "finish", 1.0, whole, result=result)

    def _paint_alike(
        self, job: Job, fine: WholeCascade, photo: Picture, finish: Finish | None
    ) -> Generator[Progress, None, Pixels]:
        """Paints a smaller picture and makes of it a large one that looks like it: see `engine.finishing.same_look`.

        Args:
            job: what to paint.
            fine: what runs the shallow levels at the large size, in one piece.
            photo: at the large size.
            finish: what is done at the end; None: nothing.
        """
        plan = fine.plan
        base = plan.base
        assert base is not None, "a plan without a base is run as it is"
        begun, passes = plan.share_of_look, job.recipe.passes
        # It is finished once, at the end: the levels between go on from what was painted, and show no more than that.
        shown = finish is None or finish.is_nothing
        smaller = self._paint(replace(job, bits=16), base, fine.materials.networks, retouched=False)
        small = yield from within_whole(smaller, 0.0, begun, plan.size, shown=shown)
        painted = small.picture.pixels
        original = prepare_parts(photo, self.device)
        reduced = prepare_parts(resize(job.photo, base.size), self.device)
        with CarriedPainting(original, plan, base.size) as carried:
            for _ in carried.fit(painted, reduced.pixels):
                yield Progress(passes, None, "prepare", begun, (0, 0, *plan.size))
            del small, painted, reduced
            after, retouch = (None, None) if finish is None else (finish.settle(original, plan.size), finish.retouch)
            settle = one_after_the_other(carried.settled, after)
            if plan.tile is None:
                whole = Rectangle(0, 0, *plan.padded)
                fine.visibility = original.visibility(whole)
                begin = carried.part(whole)
                painting = paint_whole(fine, begin, settle, original, bits=job.bits, retouch=retouch)
            else:
                tiled = TiledCascade(plan, fine.materials, job.bits, retouch, settle)
                painting = tiled.run(original, carried.part)
            return (yield from continued(painting, passes, begun, shown=shown))

    def _style_sides(
        self, styles: Sequence[WeightedStyle], plan: Plan, networks: Mapping[Level, LevelNetworks]
    ) -> StyleSides:
        """Gives the styles' sides of the map: remembered, or computed and then remembered."""
        looked_at = [(*style.pixels, size) for style, size in zip(styles, plan.style_sizes, strict=True)]
        parts = [None if style.mask is None else fingerprint(style.mask) for style in styles]

        originals: dict[int, Original] = {}
        last = plan.steps[-1].level if plan.steps else None

        def key_of(index: int, level: Level, part: str | None) -> StyleKey:
            # A style that is looked at in tiles differs in its last bits, and a budget promises the same bytes.
            longest = max(padded_size(plan.style_sizes[index]))
            tile = plan.tile if plan.tile is not None and plan.tile < longest else None
            return StyleKey(*looked_at[index], level, tile, part)

        def learn(index: int, level: Level) -> Generator[object, None, Side]:
            """Looks at a style, for all areas that have a part of it, and gives its own side."""
            size = plan.style_sizes[index]
            first = looked_at.index(looked_at[index])
            if first not in originals:
                originals[first] = prepare_parts(styles[index].seen(size), self.device)
            original = originals.pop(first) if level == last else originals[first]
            masks = {
                part: None if style.mask is None else padded(resized(style.mask, size))
                for style, part, seen in zip(styles, parts, looked_at, strict=True)
                if seen == looked_at[index]
            }
            tile = key_of(index, level, None).tile or max(original.size)
            gathered = yield from style_moments(original, networks[level].encoder, level, tile, list(masks.values()))
            sides = {}
            for part, own in zip(masks, gathered, strict=True):
                side = sides[part] = colouring(own, self.manifest.eigenvalue_threshold)
                key = key_of(index, level, part)
                self._sides.put(key, side)
                if not key.palette:
                    # What depends on a photo too would fill the disk.
                    self._style_files.write(self._file_name(key), side)
                yield None
            return sides[parts[index]]

        def style_side(index: int, step: Step) -> Generator[object, None, Side]:
            key = key_of(index, step.level, parts[index])
            side = self._sides.get(key, Side) or self._from_disk(key)
            if side is None:
                side = yield from learn(index, step.level)
            if step.transform != "swap":
                return side
            return (yield from self._with_patches(side, styles[index], key, networks[step.level].encoder))

        return style_side

    def _fields(
        self,
        styles: Sequence[WeightedStyle],
        areas: Sequence[Area],
        plan: Plan,
        networks: Mapping[Level, LevelNetworks],
        sides: StyleSides,
    ) -> FieldsOf:
        """Gives what fills quiet places: noise, or motifs of each style of an area."""

        def fields(area: int, step: Step) -> Generator[object, None, Sequence[Field]]:
            assert step.filling is not None, "quiet places are left"
            if step.filling.kind == "strokes":
                return [Noise(outputs_of(networks[step.level].encoder.layers), step.filling.seed)]
            found = []
            for index in areas[area].at(step.level)[0]:
                side = yield from sides(index, replace(step, transform="whitening"))
                encoder, size = networks[step.level].encoder, plan.style_sizes[index]
                motifs = yield from self._motifs(side, styles[index], size, step, encoder)
                found.append(laid(motifs, styles[index].mask, step.filling.placement, step.level, plan.size))
            return found

        return fields

    def _motifs(
        self, side: Side, style: WeightedStyle, size: Size, step: Step, encoder: SteppedNetwork
    ) -> Generator[object, None, Tensor]:
        """A style's own features as its motifs are seen, whitened: remembered, or computed and then remembered."""
        assert step.filling is not None, "quiet places are left"
        placement = step.filling.placement
        seen_at = motif_size(size, placement)
        look = (seen_at, placement.quarter_turns, placement.mirrored)
        name = ("motifs", *self._identity(), *style.pixels, size, step.level, *look)
        self._kept.lengthen_trail(name)
        found = self._kept.get((name,), Tensor)
        if found is None:
            prepared = prepare(turned(style.seen(seen_at), placement), self.device)
            features = yield from encoder.steps(prepared.pixels)
            whiten = whitening_of(side, self.manifest.eigenvalue_threshold)
            found = whiten.apply(without_padding(features, turned_size(seen_at, placement), step.level))
            self._kept.put((name,), found)
        return found

    def _with_patches(
        self, side: Side, style: WeightedStyle, key: StyleKey, encoder: SteppedNetwork
    ) -> Generator[object, None, Side]:
        """A style's side with the patches that are swapped in: remembered, or gathered and then remembered."""
        name = ("patches", *self._identity(), key)
        self._kept.lengthen_trail(name)
        found = self._kept.get((name,), Side)
        if found is None:
            original = prepare_parts(style.seen(key.size), self.device)
            mask = None if style.mask is None else padded(resized(style.mask, key.size))
            tile, threshold = key.tile or max(original.size), self.manifest.eigenvalue_threshold
            found = yield from patched(side, original, encoder, key.level, tile=tile, threshold=threshold, mask=mask)
            self._kept.put((name,), found)
        return found

    def _from_disk(self, key: StyleKey) -> Side | None:
        """A style's side from its file, kept in memory from then on; None: there is none."""
        if key.palette:
            return None
        channels = convolutions(level_layers(self.manifest, key.level).encoder)[-1].outputs
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
            (*style.pixels, size, style.area, style.mask) for style, size in zip(styles, plan.style_sizes, strict=True)
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
            # Masks are resized in the result's bits.
            mask=fingerprint(job.bits, *places) if places else "",
            looks=looks,
            finish=repr(colour_finish(job.recipe.look)),
        )
