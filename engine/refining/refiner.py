"""Refines a job's picture: binds photo, styles and regions to the losses, and has the pixels optimised."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import torch

from engine.errors import JobError
from engine.finishing.finishing import at_once, finish_of, settled_whole
from engine.finishing.recolouring import coloured
from engine.images import resize
from engine.job import PackReference, Progress, Result
from engine.job.texture import noise
from engine.job.timing import timed
from engine.job.weighted_styles import weighted_styles
from engine.look.refining import Losses, check_pixels, content_level, refining_memory
from engine.masks.masks import resized
from engine.measures.losses import Content, Framing, Objective, Wanted, features_of, framing_of, weighted_gram
from engine.networks.stepped import build_encoders
from engine.networks.tensors import alpha_of_depth, as_floats, as_pixels, padded, prepare, prepare_parts
from engine.planning.tiling import Rectangle, padded_size
from engine.refining.optimisers import optimise
from engine.stylist import SIDES_KEPT
from engine.transfer.areas import Coverage, areas_of, averaged, shares_of
from engine.transfer.cascade import preview_of
from engine.transfer.reuse import Kept
from engine.vgg import multiplications, stride_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Generator, Mapping, Sequence

    from torch import Tensor

    from engine.images import Picture
    from engine.job import Job, Mask, Stage
    from engine.look.refining import Refining
    from engine.networks.stepped import SharedEncoder
    from engine.networks.tensors import Prepared
    from engine.packs.manifest import Manifest
    from engine.planning.plan import Plan
    from engine.refining.optimisers import Optimised
    from engine.transfer.areas import Area
    from engine.transfer.tiles import Retouch
    from engine.vgg import Level

    Grams = Mapping[Level, Tensor]


class Refiner:
    """Refines pictures by a pack's encoders, in float32.

    Args:
        manifest: of the pack.
        tensors: its weights, from `engine.packs.weights.load`.
        device: where to compute.
    """

    def __init__(self, manifest: Manifest, tensors: Mapping[str, Tensor], device: torch.device) -> None:
        self.manifest = manifest
        self.device = device
        self._tensors = tensors

    def plan(self, job: Job, settings: Refining, plan: Plan) -> Plan:
        """What refining takes.

        Args:
            job: whose picture is refined.
            settings: how.
            plan: of the painting, for the same sizes.

        Returns:
            The same in one piece, with the memory that refining needs.

        Raises:
            JobError: the picture is too large.
            PackError: the pack lacks the level at which content is compared.
        """
        check_pixels(plan.size)
        encoders = self._encoders(job, settings)
        layers = [encoder.network.layers for encoder in encoders]
        seen = framing_of(plan.size, encoders, tileable=job.recipe.tileable).framed
        memory = refining_memory(seen, plan.style_sizes, layers, settings.optimiser)
        return replace(plan, memory=memory, tile=None)

    def effort(self, job: Job, settings: Refining, plan: Plan) -> float:
        """Multiplications of all steps: a look at the picture, and twice as many on the way back."""
        encoders = self._encoders(job, settings)
        seen = framing_of(plan.size, encoders, tileable=job.recipe.tileable).framed
        return 3.0 * settings.steps * sum(multiplications(each.network.layers, seen, 1) for each in encoders)

    def refine(
        self, job: Job, settings: Refining, plan: Plan, painted: Picture | None
    ) -> Generator[Progress, None, None]:
        """Refines; the last progress carries the result, and every one after a step the result so far.

        Args:
            job: whose picture is refined. Without a photo (a texture) no content is held on to.
            settings: how.
            plan: from `plan`.
            painted: the picture to begin with, where that is the painted one.
        """
        return timed(self._run(job, settings, plan, painted))

    def measure(self, job: Job, settings: Refining, plan: Plan, result: Picture) -> Generator[Progress, None, None]:
        """Both losses of a result that there is already; the last progress carries them."""
        bound = yield from self._bind(job, settings, plan)
        with torch.no_grad():
            content, style = bound.objective.losses(_pixels(prepare(result, self.device), plan))
        losses = Losses(0, float(content), float(style), settings.ratio)
        yield Progress(1, None, "finish", 1.0, (0, 0, *plan.size), losses=losses)

    def _run(
        self, job: Job, settings: Refining, plan: Plan, painted: Picture | None
    ) -> Generator[Progress, None, None]:
        bound = yield from self._bind(job, settings, plan)
        # Once, since each step has a result with the photo's alpha.
        job = replace(job, photo=resize(job.photo, plan.size))
        start = bound.photo
        if settings.start != "photo":
            begin = noise(plan.size, settings.seed) if settings.start == "noise" else painted
            assert begin is not None, "whoever starts from what was painted has painted it"
            start = _pixels(prepare(replace(begin, alpha=None), self.device), plan)
        whole = (0, 0, *plan.size)
        so_far: Result | None = None
        with closing(self._optimised(bound.objective, start, settings)) as optimising:
            for optimised in optimising:
                step, shown = optimised.losses.step, bound.shown(optimised.picture)
                if step:
                    so_far = self._result(job, replace(settings, steps=step), plan, shown, optimised.losses)
                yield Progress(
                    1,
                    None,
                    "refine",
                    step / settings.steps,
                    whole,
                    preview_of(shown, plan),
                    losses=optimised.losses,
                    so_far=so_far,
                )
        yield Progress(1, None, "finish", 1.0, whole, losses=optimised.losses, result=so_far)

    def _optimised(self, objective: Objective, start: Tensor, settings: Refining) -> Generator[Optimised, None, None]:
        """Relays the steps.

        Raises:
            JobError: the losses are no numbers, since the ratio multiplies one of them beyond what float32 holds.
        """
        try:
            yield from optimise(objective, start, settings.optimiser, settings.steps)
        except FloatingPointError as error:
            raise JobError(
                "Refining should make the losses small, and at a ratio of {ratio:g} they are no numbers any more: "
                "choose a smaller ratio.",
                ratio=settings.ratio,
            ) from error

    def _result(self, job: Job, taken: Refining, plan: Plan, painted: Tensor, losses: Losses) -> Result:
        """The picture after some steps, with a recipe that says how many."""
        photo = resize(job.photo, plan.size)
        pixels, alpha = as_pixels(painted, plan.size, job.bits), alpha_of_depth(photo.alpha, job.bits)
        pack = PackReference(self.manifest.name, self.manifest.sha256)
        recipe = replace(job.recipe, pack=pack).with_look(refining=taken)
        picture = replace(photo, pixels=pixels, alpha=alpha)
        return Result(picture, recipe, plan, self.device.type, "float32", seconds={}, losses=losses)

    def _encoders(self, job: Job, settings: Refining) -> list[SharedEncoder]:
        levels = {*job.levels}
        if job.recipe.seed is None:
            levels.add(content_level(settings.content_level, self.manifest.levels))
        self.manifest.require(levels)
        return build_encoders(self.manifest, self._tensors, levels, self.device, averaging=True)

    def _bind(self, job: Job, settings: Refining, plan: Plan) -> Generator[Progress, None, _Bound]:
        """Works out what the picture is to have; no gradients are taken here, nor is inference mode on.

        What was computed in inference mode could not be used where gradients are.
        """

        def sign_of_life(stage: Stage) -> Progress:
            return Progress(1, None, stage, 0.0, (0, 0, *plan.size))

        recipe = job.recipe
        encoders = self._encoders(job, settings)
        framing = framing_of(plan.size, encoders, tileable=recipe.tileable)
        prepared = prepare(resize(job.photo, plan.size), self.device)
        photo = _pixels(prepared, plan)
        yield sign_of_life("prepare")
        styles = coloured(weighted_styles(job), job, Kept(SIDES_KEPT))
        grams: list[Grams] = []
        for style, size in zip(styles, plan.style_sizes, strict=True):
            mask = None if style.mask is None else resized(style.mask, size)
            grams.append(self._style_grams(encoders, style.seen(size), mask))
            yield sign_of_life("style")
        content = None
        if recipe.seed is None:
            level = content_level(settings.content_level, self.manifest.levels)
            content = self._content(encoders, framing, prepared, level)
            yield sign_of_life("encode")
        areas = areas_of(styles, 1 + sum(not region.keeps_photo for region in job.regions))
        coverage = Coverage(shares_of(job, plan.size), self.device)
        parts = self._parts(job, areas, coverage, grams, framing=framing, visibility=prepared.visibility)
        finish = finish_of(job.recipe.look, coverage)
        original = prepare_parts(resize(job.photo, plan.size), self.device)
        settle = settled_whole(finish.settle(original, plan.size))
        return _Bound(Objective(encoders, framing, parts, content, settings.ratio), photo, finish.retouch, settle)

    def _parts(
        self,
        job: Job,
        areas: Sequence[Area],
        coverage: Coverage,
        grams: Sequence[Grams],
        *,
        framing: Framing,
        visibility: Tensor | None,
    ) -> list[Wanted]:
        """The style that each area is to have."""
        whole = Rectangle(0, 0, *padded_size(framing.size))
        strengths = strengths_of(job)
        weights = {
            level: [
                None if each is None else _within(framing, each, level)
                for each in coverage.weights(whole, stride_of(level), visibility)
            ]
            for level in job.levels
        }
        parts = []
        for place, area in enumerate(areas):
            levels = {level: strength for level, strength in strengths[place].items() if strength > 0}
            own = {level: each for level in levels if (each := weights[level][place]) is not None}
            share = float(next(iter(own.values())).mean()) if own else 1.0
            if levels and share > 0:
                sum_of = sum(levels.values())
                shares = {level: strength / sum_of for level, strength in levels.items()}
                parts.append(Wanted(mixed(grams, area, levels), shares, own or None, share))
        if not parts and any(strength > 0 for levels in strengths for strength in levels.values()):
            raise JobError(
                "Refining should have a part of the photo to work on, and all of it is transparent or left as it is: "
                "choose another photo, or let a region go."
            )
        if not parts:
            raise JobError("Refining should have a level with a strength above 0, and all are 0: raise one of them.")
        total = sum(part.share for part in parts)
        return [replace(part, share=part.share / total) for part in parts]

    @torch.no_grad()
    def _style_grams(self, encoders: Sequence[SharedEncoder], style: Picture, mask: Mask | None) -> Grams:
        prepared = prepare(style, self.device)
        seen = prepared.visibility
        if mask is not None:
            inside = torch.from_numpy(as_floats(padded(mask))).to(self.device)
            seen = inside if seen is None else seen * inside
        framing = Framing((style.width, style.height))
        pixels = prepared.pixels[:, :, : style.height, : style.width]
        return {
            level: weighted_gram(features, _seen(framing, seen, level))
            for level, features in features_of(encoders, pixels, framing).items()
        }

    @torch.no_grad()
    def _content(
        self, encoders: Sequence[SharedEncoder], framing: Framing, prepared: Prepared, level: Level
    ) -> Content:
        width, height = framing.size
        features = features_of(encoders, prepared.pixels[:, :, :height, :width], framing)[level]
        return Content(level, features, _seen(framing, prepared.visibility, level))


@dataclass(frozen=True)
class _Bound:
    """A job's objective, its photo as the objective takes it, and what is done to a picture before it is shown."""

    objective: Objective
    photo: Tensor
    retouch: Retouch | None
    settle: Callable[[Tensor], Generator[None, None, Tensor]] | None

    def shown(self, picture: Tensor) -> Tensor:
        """A picture as it is shown and saved."""
        whole = Rectangle(0, 0, *self.objective.framing.size)
        picture = picture if self.settle is None else at_once(self.settle(picture))
        return picture if self.retouch is None else self.retouch(picture, self.photo, whole)


def strengths_of(job: Job) -> list[dict[Level, float]]:
    """The strengths of the recipe, then of each painted region; levels count as their strengths are to each other."""
    recipe = job.recipe
    own = {level: recipe.strength_at(level) for level in recipe.levels}
    painted = [region for region in job.regions if not region.keeps_photo]
    return [own, *({level: region.strength_at(level, recipe) for level in job.levels} for region in painted)]


def mixed(grams: Sequence[Grams], area: Area, levels: Collection[Level]) -> dict[Level, Tensor]:
    """The Gram matrices of an area's styles, mixed at each level by their shares there."""
    mixtures = {}
    for level in levels:
        styles, shares = area.at(level)
        parts = [share * grams[style][level] for style, share in zip(styles, shares, strict=True)]
        mixtures[level] = torch.stack(parts).sum(dim=0)
    return mixtures


def _pixels(prepared: Prepared, plan: Plan) -> Tensor:
    """A picture without the padding of its size."""
    width, height = plan.size
    return prepared.pixels[:, :, :height, :width]


def _seen(framing: Framing, visibility: Tensor | None, level: Level) -> Tensor | None:
    """How much each position of a level counts in a picture; None: all alike."""
    return None if visibility is None else _within(framing, averaged(visibility, stride_of(level)), level)


def _within(framing: Framing, weights: Tensor, level: Level) -> Tensor:
    """Weights of the positions of the padded picture, without those in the padding."""
    return Framing(framing.size).within(weights, level)
