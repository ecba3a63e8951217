"""Runs a plan in one piece: coarse to fine, at each level encode, transform, decode.

An executor is a generator that yields `Progress` after every short step and returns the picture. Whoever drives it
may stop by closing it.

Source: Li et al., "Universal Style Transfer via Feature Transforms", NIPS 2017, arXiv 1705.08086.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import torch
from torch import Tensor
from torch.nn import functional

from engine.job import Progress, Stage
from engine.networks.tensors import surrounded, without_border
from engine.planning.tiling import Rectangle, decoder_borders, encoder_border
from engine.transfer.areas import averaged, reach_around, spread, steps_between, transformed
from engine.transfer.filling import local_energy, missing_around, values_over
from engine.transfer.inputs import Gathering, Inputs
from engine.transfer.maps import Content, LevelMap, content_of, level_map
from engine.transfer.style_swap import whitener
from engine.transfer.transforms import AffineMap, Side, moments, whitening
from engine.vgg import Level, stride_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from engine.networks.stepped import LevelNetworks, SteppedNetwork
    from engine.planning.plan import Plan, Step
    from engine.planning.quiet import Filling
    from engine.transfer.areas import Area, Coverage
    from engine.transfer.filling import Field
    from engine.transfer.inputs import FieldsOf
    from engine.transfer.reuse import Trail

LARGEST_PREVIEW = 2048
"""Longest side of a preview in pixels."""

Outcome = TypeVar("Outcome")

StyleSides = Callable[[int, "Step"], Generator[object, None, Side]]
"""Gives a style's side of the map (by its index among the plan's style sizes) for a step, in steps."""


@dataclass(frozen=True)
class Materials:
    """What a plan is painted with, in one piece or in tiles.

    Attributes:
        areas: the parts of the picture with their styles: the recipe's own, then the painted regions.
        coverage: where they are.
        networks: for each level of the plan.
        style_sides: where the styles' sides of the map come from.
        threshold: smallest eigenvalue that counts.
        fields: where what fills quiet places comes from.
    """

    areas: Sequence[Area]
    coverage: Coverage
    networks: Mapping[Level, LevelNetworks]
    style_sides: StyleSides
    threshold: float
    fields: FieldsOf


@dataclass
class WholeCascade:
    """Executes a plan on a whole picture.

    Attributes:
        plan: what to do.
        materials: what with.
        visibility: the photo's alpha, float32, shape (H, W) of the padded picture, 0…1: what is transparent does not
            count in moments; None: opaque.
        retouch: what is done to the painted picture at the end; previews show it too.
        settle: what is done before that, in steps, to the picture after the last level; previews do not show it.
        trail: what is kept of the jobs before, so that steps need not be run again; None: nothing.
    """

    plan: Plan
    materials: Materials
    visibility: Tensor | None = None
    retouch: Callable[[Tensor], Tensor] | None = None
    trail: Trail | None = None
    settle: Callable[[Tensor], Generator[None, None, Tensor]] | None = None
    _done: float = field(default=0.0, init=False)

    def run(self, photo: Tensor, start: Tensor | None = None) -> Generator[Progress, None, Tensor]:
        """Paints.

        Args:
            photo: float32, shape (1, 3, H, W) with the plan's padded sides, values 0…1.
            start: the picture with which the first level begins, of the same shape; None: that is the photo.

        Returns:
            The picture after the last level, not clamped.
        """
        self._done = 0.0
        begin, picture = yield from self._passed(photo if start is None else start)
        for number in range(begin, len(self.plan.steps)):
            picture = yield from self._run_step(number, picture, photo)
        if self.settle is not None:
            finishing = Progress(1, None, "finish", 1.0, (0, 0, *self.plan.size))
            picture = yield from relayed(self.settle(picture), lambda: finishing)
        return picture if self.retouch is None else self.retouch(picture)

    def _passed(self, photo: Tensor) -> Generator[Progress, None, tuple[int, Tensor]]:
        """Shows the steps at the beginning whose results are kept.

        Returns:
            How many these are, and the picture after them.
        """
        reached = None if self.trail is None else self.trail.reached()
        if reached is None:
            return 0, photo
        picture, shown = reached
        for number, seen in enumerate(shown):
            step = self.plan.steps[number]
            effort = self.plan.effort[step.level]
            self._done += effort.of_photo + (effort.styles if step.pass_number == 1 else 0.0)
            yield self._progress(step, "decode", self._preview(number, seen) if isinstance(seen, Tensor) else seen)
        return len(shown), picture

    def _run_step(self, number: int, picture: Tensor, photo: Tensor) -> Generator[Progress, None, Tensor]:
        step = self.plan.steps[number]
        effort = self.plan.effort[step.level]
        networks = self.materials.networks[step.level]
        features = yield from self._features(number, networks.encoder, picture)
        of_photo: Tensor | None = None
        if any(step.mixed) or any(step.carried):
            same = picture is photo
            of_photo = features if same else (yield from self._photo_features(step, networks.encoder, photo))
        inputs = Inputs(features, of_photo if any(step.mixed) else None)
        if step.filling is not None:
            yield from self._fill(number, inputs, step.filling)
        contents = yield from self._contents(number, inputs)
        maps: list[LevelMap | None] = []
        for place, content in enumerate(contents):
            maps += [(yield from self._fit(step, place, content))]
        if step.pass_number == 1:
            self._done += effort.styles
        shares = self.materials.coverage.shares(self._whole, stride_of(step.level))
        decoder, maps = folded(networks.decoder, maps)
        # Where the picture goes on with its opposite side, maps that look around look there.
        border = reach_around(maps) if self.plan.tileable else 0
        features = surrounded(features, border)
        count = steps_between(features, maps)

        def sign_of_life() -> Progress:
            self._done += effort.transform / count
            return self._progress(step, "transform")

        taken = partial(_surrounded, inputs, border)
        transforming = transformed(features, maps, shares, taken)
        result = without_border((yield from relayed(transforming, sign_of_life)), border)
        del features, inputs, taken, transforming
        yield self._progress(step, "transform")
        picture = yield from self._run_network(step, "decode", decoder, result, effort.decode)
        if of_photo is not None and any(step.carried):
            lost = yield from self._lost(step, networks.decoder, photo, of_photo)
            picture = picture + spread(step.carried, self.materials.coverage.shares(self._whole, 1)) * lost
        if self.trail is not None:
            self.trail.keep_picture(number, picture)
        yield self._progress(step, "decode", self._preview(number, picture))
        return picture

    def _features(self, number: int, encoder: SteppedNetwork, picture: Tensor) -> Generator[Progress, None, Tensor]:
        """The features of the picture that a step takes, computed where they are not kept."""
        step = self.plan.steps[number]
        effort = self.plan.effort[step.level].encode
        kept = None if self.trail is None else self.trail.features(number)
        if kept is not None:
            self._done += effort
            yield self._progress(step, "encode")
            return kept
        features = yield from self._run_network(step, "encode", encoder, picture, effort)
        if self.trail is not None:
            self.trail.keep_features(number, features)
        return features

    def _fill(self, number: int, inputs: Inputs, filling: Filling) -> Generator[Progress, None, None]:
        """Adds to a level's inputs what fills quiet places."""
        step, features = self.plan.steps[number], inputs.features
        kept = None if self.trail is None else self.trail.missing(number)
        if kept is None:
            weight = None if self.visibility is None else averaged(self.visibility, stride_of(step.level))
            side = whitening(moments(features, weight), self.materials.threshold)
            yield self._progress(step, "transform")
            kept = missing_around(local_energy(features, whitener(side)), features.shape[2])
            if self.trail is not None:
                self.trail.keep_missing(number, kept)
        inputs.missing = filling.amount * kept.to(features.device)
        part = self._whole.reduced(stride_of(step.level))
        inputs.values = partial(values_over, part, features.device)
        inputs.fields = yield from self._fields(step)

    def _fields(self, step: Step) -> Generator[Progress, None, list[Sequence[Field]]]:
        """The fields that fill each area's quiet places."""
        fields = []
        for place in range(len(self.materials.areas)):
            finding = self.materials.fields(place, step)
            fields += [(yield from relayed(finding, lambda: self._progress(step, "style")))]
        return fields

    def _photo_features(self, step: Step, encoder: SteppedNetwork, photo: Tensor) -> Generator[Progress, None, Tensor]:
        """The features of the photo itself at a step's level, computed where they are not kept."""
        kept = None if self.trail is None else self.trail.photo_features(step.level)
        effort = self.plan.effort[step.level]
        if kept is not None:
            self._done += effort.encode
            yield self._progress(step, "encode")
            return kept
        features = yield from self._run_network(step, "encode", encoder, photo, effort.encode)
        if self.trail is not None:
            self.trail.keep_photo_features(step.level, features)
        return features

    def _lost(
        self, step: Step, decoder: SteppedNetwork, photo: Tensor, features: Tensor
    ) -> Generator[Progress, None, Tensor]:
        """What a level's networks lose of the photo: photo - decode(encode(photo)), computed where it is not kept."""
        kept = None if self.trail is None else self.trail.lost(step.level)
        effort = self.plan.effort[step.level]
        if kept is not None:
            self._done += effort.decode
            yield self._progress(step, "decode")
            return kept
        lost = photo - (yield from self._run_network(step, "decode", decoder, features, effort.decode))
        if self.trail is not None:
            self.trail.keep_lost(step.level, lost)
        return lost

    def _preview(self, number: int, picture: Tensor) -> NDArray[np.uint8]:
        """The picture that a step gave as it can be shown."""
        preview = preview_of(picture if self.retouch is None else self.retouch(picture), self.plan)
        if self.trail is not None:
            self.trail.keep_preview(number, preview)
        return preview

    def _run_network(
        self, step: Step, stage: Stage, network: SteppedNetwork, start: Tensor, effort: float
    ) -> Generator[Progress, None, Tensor]:
        def sign_of_life() -> Progress:
            self._done += effort / len(network.convolutions)
            return self._progress(step, stage)

        if not self.plan.tileable:
            return (yield from relayed(network.steps(start), sign_of_life))
        encodes = stage == "encode"
        border = encoder_border(network.layers, step.level) if encodes else decoder_borders(network.layers)[0]
        before, after = (border, border // stride_of(step.level))[:: 1 if stage == "encode" else -1]
        result = yield from relayed(network.steps(surrounded(start, before)), sign_of_life)
        return without_border(result, after)

    def _contents(self, number: int, inputs: Inputs) -> Generator[Progress, None, list[Content | None]]:
        """What the map of each area knows of picture and photo, or None where the features pass unchanged."""
        step = self.plan.steps[number]
        wanted = [strength > 0 for strength in step.strengths]
        found: list[Content | None] = [None] * len(wanted)
        if self.trail is not None:
            found = [self.trail.content(number, place) if wanted[place] else None for place in range(len(wanted))]
        if not any(content is None and wants for content, wants in zip(found, wanted, strict=True)):
            return found
        coverage = self.materials.coverage
        gathering = Gathering(coverage, bool(inputs.fields))
        weights = coverage.weights(self._whole, stride_of(step.level), self.visibility)
        yield from relayed(gathering.add(inputs, weights), lambda: self._progress(step, "transform"))
        for place, own in enumerate(gathering.fitted()):
            if wanted[place] and found[place] is None:
                content = found[place] = content_of(
                    step.transform, own, inputs.layout(place), step.mixed[place], self.materials.threshold
                )
                if self.trail is not None:
                    self.trail.keep_content(number, place, content)
                yield self._progress(step, "transform")
        return found

    def _fit(self, step: Step, place: int, content: Content | None) -> Generator[Progress, None, LevelMap | None]:
        """The map of one area, by its place among the areas; None: the features pass unchanged."""
        if content is None:
            return None
        styles, shares = self.materials.areas[place].at(step.level)
        sides = []
        for index in styles:
            sides += [
                (yield from relayed(self.materials.style_sides(index, step), lambda: self._progress(step, "style")))
            ]
        return level_map(step.transform, content, sides, shares, step.strengths[place])

    @property
    def _whole(self) -> Rectangle:
        return Rectangle(0, 0, *self.plan.padded)

    def _progress(self, step: Step, stage: Stage, preview: NDArray[np.uint8] | None = None) -> Progress:
        fraction = min(self._done / self.plan.total_effort, 1.0)
        return Progress(step.pass_number, step.level, stage, fraction, (0, 0, *self.plan.size), preview)


def _surrounded(inputs: Inputs, border: int, area: int) -> Tensor:
    """What an area's map takes, with what is around it where the picture goes on with its opposite side."""
    return surrounded(inputs.of(area), border)


def folded(decoder: SteppedNetwork, maps: list[LevelMap | None]) -> tuple[SteppedNetwork, list[LevelMap | None]]:
    """An affine map that holds everywhere becomes the decoder's first work.

    With several areas they vary, and stay, as does one that mixes in the photo's features: a convolution of as many
    channels more would take longer than the map.

    Returns:
        The decoder that is to be used, and the maps that remain to be applied.
    """
    only = maps[0]
    if len(maps) != 1 or not isinstance(only, AffineMap) or not only.is_square:
        return decoder, maps
    return decoder.after(only.matrix, only.offset), [None]


def relayed(
    stepping: Generator[object, None, Outcome], sign_of_life: Callable[[], Progress]
) -> Generator[Progress, None, Outcome]:
    """Drives a computation to its outcome, with a progress for each of its steps."""
    while True:
        try:
            next(stepping)
        except StopIteration as done:
            outcome: Outcome = done.value
            return outcome
        yield sign_of_life()


def preview_of(picture: Tensor, plan: Plan) -> NDArray[np.uint8]:
    """The picture so far as it can be shown: uint8, shape (H, W, 3), reduced to screen size, read-only."""
    width, height = plan.size
    pixels = shown_pixels(picture[:, :, :height, :width], preview_factor(plan))
    pixels.flags.writeable = False
    return pixels


def preview_factor(plan: Plan) -> int:
    """How many pixels of the result, in each direction, are one of a preview."""
    return -(-max(plan.size) // LARGEST_PREVIEW)


def shown_pixels(picture: Tensor, factor: int) -> NDArray[np.uint8]:
    """A picture or a strip of it, reduced by a whole factor: uint8, shape (H, W, 3)."""
    shown = picture.clamp(0, 1)
    if factor > 1:
        shown = functional.avg_pool2d(shown, factor, ceil_mode=True)
    pixels: NDArray[np.uint8] = shown[0].permute(1, 2, 0).mul(255).round().to("cpu", torch.uint8).numpy()
    return pixels
