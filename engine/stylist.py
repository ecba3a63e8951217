"""The stylist: a loaded pack on a device, with what it has learnt of styles, ready to paint job after job."""

from __future__ import annotations

import time
from collections import OrderedDict, defaultdict
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor

from engine.cascade import Area, StyleMoments, WholeCascade, averaged
from engine.devices import DTYPES
from engine.images import Picture, fill_hidden, resize
from engine.job import Job, NumberFormat, PackReference, Progress, Result, StyleReference, normalised_weights
from engine.masks import hard_mask
from engine.networks import LevelNetworks, build_networks, level_layers
from engine.plan import Plan, Size, make_plan, padded_size
from engine.transforms import Moments, moments
from engine.vgg import Level, reduction_of

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from numpy.typing import NDArray

    from engine.packs.manifest import Manifest

MOMENTS_REMEMBERED = 256
"""Moments kept, one for each style, size and level; each takes at most 2 MB."""


StyleKey = tuple[str, bytes | None, Size, Level]
"""What a style's moments depend on: its pixels' hash, the colour profile they were converted to, size and level."""


@dataclass(frozen=True)
class Palette:
    """The styles of one area that weigh something, bound to their pixels."""

    references: tuple[StyleReference, ...]
    pictures: tuple[Picture, ...]
    shares: tuple[float, ...]


@dataclass(frozen=True)
class Prepared:
    """A picture as the networks take it.

    Attributes:
        pixels: float32, shape (1, 3, H, W), padded, values 0…1, channels last.
        visibility: its alpha, float32, shape (H, W), padded, values 0…1; None: opaque.
    """

    pixels: Tensor
    visibility: Tensor | None


class Stylist:
    """Owns a pack's networks and the moments of the styles that it has seen.

    Args:
        manifest: of the pack.
        tensors: its weights, from `engine.packs.weights.load`.
        device: where to compute.
        number_format: in what numbers.
    """

    def __init__(
        self,
        manifest: Manifest,
        tensors: Mapping[str, Tensor],
        device: torch.device,
        number_format: NumberFormat,
    ) -> None:
        self.manifest = manifest
        self.device = device
        self.number_format: NumberFormat = number_format
        self._tensors = tensors
        self._networks: dict[Level, LevelNetworks] = {}
        self._moments: OrderedDict[StyleKey, Moments] = OrderedDict()

    def networks(self, level: Level) -> LevelNetworks:
        """The networks of a level, built when first needed. Not inside inference mode: refining trains through them."""
        if level not in self._networks:
            self._networks[level] = build_networks(
                self.manifest, self._tensors, level, self.device, DTYPES[self.number_format]
            )
        return self._networks[level]

    def forget_styles(self) -> None:
        """Drops the moments of all styles."""
        self._moments.clear()

    def plan(self, job: Job) -> Plan:
        """Works out a job.

        Raises:
            PackError: the pack lacks one of the recipe's levels.
        """
        recipe = job.recipe
        self.manifest.require(recipe.levels)
        return make_plan(
            photo=_size(job.photo),
            size=job.size,
            styles=tuple(_size(picture) for palette in palettes(job) for picture in palette.pictures),
            style_size=recipe.style_size,
            strengths={level: recipe.strength_at(level) for level in recipe.levels},
            passes=recipe.passes,
            layers={level: level_layers(self.manifest, level) for level in recipe.levels},
        )

    def stylise(self, job: Job, plan: Plan) -> Generator[Progress, None, None]:
        """Paints; the last progress carries the result. Closing the generator cancels.

        Args:
            job: what to paint.
            plan: the job's, from `plan`.

        Raises:
            FloatingPointError: the features are not finite in this number format.
        """
        networks = {level: self.networks(level) for level in plan.effort}
        return _timed(self._paint(job, plan, networks))

    @torch.inference_mode()
    def _paint(self, job: Job, plan: Plan, networks: Mapping[Level, LevelNetworks]) -> Generator[Progress, None, None]:
        whole = (0, 0, *plan.size)
        photo = resize(job.photo, plan.size)
        prepared = self._prepare(photo)
        yield Progress(1, None, "prepare", 0.0, whole)
        cascade = WholeCascade(
            plan,
            prepared.visibility,
            self._areas(job, plan),
            networks,
            self._style_moments(job, plan, networks),
            self.manifest.eigenvalue_threshold,
        )
        painted = yield from cascade.run(prepared.pixels)
        picture = replace(photo, pixels=_pixels(painted, plan.size, job.bits), alpha=_alpha(photo.alpha, job.bits))
        pack = PackReference(self.manifest.name, self.manifest.sha256)
        result = Result(picture, replace(job.recipe, pack=pack), plan, self.device.type, self.number_format, seconds={})
        yield Progress(job.recipe.passes, None, "finish", 1.0, whole, result=result)

    def _prepare(self, picture: Picture) -> Prepared:
        """Pads a picture by reflection and brings it to the device."""
        height, width = picture.pixels.shape[:2]
        padded_width, padded_height = padded_size((width, height))
        margins = ((0, padded_height - height), (0, padded_width - width))
        pixels, visibility = picture.pixels, None
        if picture.alpha is not None and int(picture.alpha.min()) < np.iinfo(picture.alpha.dtype).max:
            pixels = fill_hidden(pixels, picture.alpha)
            visibility = torch.from_numpy(_unit(np.pad(picture.alpha, margins, mode="reflect"))).to(self.device)
        tensor = torch.from_numpy(_unit(np.pad(pixels, (*margins, (0, 0)), mode="reflect")))
        # The array's own order is channels last, so this changes the view only.
        return Prepared(tensor.permute(2, 0, 1)[None].to(self.device), visibility)

    def _style_moments(self, job: Job, plan: Plan, networks: Mapping[Level, LevelNetworks]) -> StyleMoments:
        """Gives the moments of a job's styles: remembered, or computed and then remembered."""
        styles = [
            style for palette in palettes(job) for style in zip(palette.references, palette.pictures, strict=True)
        ]
        prepared: dict[int, Prepared] = {}

        def style_moments(index: int, level: Level) -> Generator[object, None, Moments]:
            reference, picture = styles[index]
            key = (reference.pixel_hash, picture.metadata.profile, plan.style_sizes[index], level)
            if key not in self._moments:
                if index not in prepared:
                    prepared[index] = self._prepare(resize(picture, plan.style_sizes[index]))
                style = prepared[index]
                features = yield from networks[level].encoder.steps(style.pixels)
                weights = None if style.visibility is None else averaged(style.visibility, reduction_of(level))
                self._moments[key] = moments(features, weights)
                if len(self._moments) > MOMENTS_REMEMBERED:
                    self._moments.popitem(last=False)
            self._moments.move_to_end(key)
            return self._moments[key]

        return style_moments

    def _areas(self, job: Job, plan: Plan) -> list[Area]:
        """The job's styles and where they count, numbered as in the plan."""
        areas: list[Area] = []
        first = 0
        for palette in palettes(job):
            indices = tuple(range(first, first + len(palette.shares)))
            areas.append(Area(indices, palette.shares))
            first += len(palette.shares)
        if job.region is not None:
            inside = hard_mask(job.region.mask, *plan.size)
            margins = ((0, plan.padded[1] - plan.size[1]), (0, plan.padded[0] - plan.size[0]))
            mask = torch.from_numpy(np.pad(inside, margins, mode="reflect")).to(self.device)
            areas = [replace(areas[0], inside=~mask), replace(areas[1], inside=mask)]
        return areas


def palettes(job: Job) -> list[Palette]:
    """The styles of each area of a job without those that weigh nothing: the recipe's, then the region's."""
    areas = [(job.recipe.styles, job.styles)]
    if job.region is not None:
        areas.append((job.region.styles, job.region.pictures))
    found = []
    for references, pictures in areas:
        shares = normalised_weights(references)
        kept = [place for place, share in enumerate(shares) if share > 0]
        found.append(
            Palette(
                tuple(references[place] for place in kept),
                tuple(pictures[place] for place in kept),
                tuple(shares[place] for place in kept),
            )
        )
    return found


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


def _size(picture: Picture) -> Size:
    height, width = picture.pixels.shape[:2]
    return width, height


def _unit(values: NDArray[Any]) -> NDArray[np.float32]:
    """Integers as float32 of 0…1."""
    return values.astype(np.float32) / np.float32(np.iinfo(values.dtype).max)


def _integers(values: Tensor, bits: int) -> NDArray[np.uint8] | NDArray[np.uint16]:
    """float32 of 0…1 as integers of 8 or 16 bits, rounded."""
    largest = (1 << bits) - 1
    scaled: NDArray[np.float32] = values.clamp(0, 1).mul(largest).round().cpu().numpy()
    return scaled.astype(np.uint8) if bits == 8 else scaled.astype(np.uint16)


def _pixels(painted: Tensor, size: Size, bits: int) -> NDArray[np.uint8] | NDArray[np.uint16]:
    """The result without its padding, shape (H, W, 3)."""
    width, height = size
    return _integers(painted[0, :, :height, :width].permute(1, 2, 0).float(), bits)


def _alpha(
    alpha: NDArray[np.uint8] | NDArray[np.uint16] | None, bits: int
) -> NDArray[np.uint8] | NDArray[np.uint16] | None:
    """The photo's alpha in the result's bits."""
    return None if alpha is None else _integers(torch.from_numpy(_unit(alpha)), bits)
