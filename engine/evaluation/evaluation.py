"""Measures how well packs paint: every photo with every style, through the studio, in figures.

A pack is measured in the features of *reference* packs, which may be larger ones: what a network thinks of its own
results says little. Beside the packs stand two rows that give the figures their scale: the photo and the style
themselves, taken for results.
"""

from __future__ import annotations

import statistics
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import torch

from engine.errors import JobError
from engine.evaluation.figures import Figures, PairFigures, ReconstructionFigures, SmoothFigures
from engine.evaluation.painting_settings import PaintingSettings
from engine.evaluation.references import ReferenceSpace
from engine.images import fill_hidden, fit, pixel_hash, read_picture, resize
from engine.job import Job, Look, StyleReference
from engine.look.refining import CONTENT_LEVEL
from engine.measures import losses
from engine.measures.losses import Content
from engine.measures.metrics import WINDOW, content_loss, peak_signal_to_noise, structural_similarity, style_distance
from engine.measures.smooth_places import axis_share, smooth_patches, smooth_places
from engine.networks.tensors import as_floats, as_integers
from engine.planning.tiling import SMALLEST_SIDE
from engine.studio import run_to_end

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence
    from pathlib import Path

    from torch import Tensor

    from engine.evaluation.references import Measured
    from engine.images import Picture
    from engine.job import Result
    from engine.measures.smooth_places import Places
    from engine.packs.registry import InstalledPack
    from engine.sentences import Sentence
    from engine.studio import Studio
    from engine.vgg import Level


@dataclass(frozen=True)
class Evaluation:
    """A finished evaluation.

    Attributes:
        packs: the figures of each pack, in the order asked for.
        photo_unchanged: the figures of the photos themselves.
        style_unchanged: the figures of the styles themselves, resized to each photo's size.
        style_references: name of the pack in whose features the style distance was taken, at each level.
        content_reference: name of the pack in whose features content was compared.
        device: where everything was computed: cpu, cuda or mps.
        notes: sentences about any fallback that was taken.
    """

    packs: tuple[Figures, ...]
    photo_unchanged: Figures
    style_unchanged: Figures
    style_references: Mapping[Level, str]
    content_reference: str
    device: str
    notes: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class PaintedPair:
    """The pictures of a pair: the photo, the style, and a result of each pack."""

    photo: Picture
    style: Picture
    results: tuple[Picture, ...]


@dataclass(frozen=True)
class EvaluationProgress:
    """A sign of life.

    Attributes:
        done: paintings done.
        total: paintings to do, reconstructions included.
        description: what was just done, in words.
        pair: with the last painting of a pair only.
        evaluation: with the last progress only.
    """

    done: int
    total: int
    description: str
    pair: PaintedPair | None = None
    evaluation: Evaluation | None = None


def read_for_evaluation(path: Path, size: int) -> Picture:
    """A picture as it is evaluated: sRGB, 8 bits, opaque, its longer side `size` pixels.

    Raises:
        PictureError: it cannot be read.
        JobError: its shorter side would be too short for structural similarity.
    """
    picture = read_picture(path)
    opaque = picture.pixels if picture.alpha is None else fill_hidden(picture.pixels, picture.alpha)
    pixels = as_integers(torch.from_numpy(as_floats(opaque)), 8)
    resized = resize(replace(picture, pixels=pixels, alpha=None), fit(picture.width, picture.height, size))
    if min(resized.width, resized.height) < WINDOW:
        raise JobError(
            "Pictures should be at least {least} pixels wide and high, and '{name}' would be {width} × {height}: "
            "choose a larger --size, or leave it out.",
            least=WINDOW,
            name=picture.name,
            width=resized.width,
            height=resized.height,
        )
    return resized


class Evaluator:
    """Paints and measures every photo with every style by every pack.

    Args:
        studio: paints.
        packs: to evaluate.
        references: packs in whose features results are measured.
        settings: how they paint.
    """

    def __init__(
        self,
        studio: Studio,
        packs: Sequence[InstalledPack],
        references: Sequence[InstalledPack],
        settings: PaintingSettings,
    ) -> None:
        self._studio = studio
        self._packs = packs
        self._settings = settings
        self._space = ReferenceSpace(references, studio.device)
        self._notes: dict[Sentence, None] = {}

    def evaluate(
        self, photos: Sequence[Picture], styles: Sequence[Picture]
    ) -> Generator[EvaluationProgress, None, None]:
        """Runs the evaluation; closing the generator ends it.

        Args:
            photos: what is repainted, from `read_for_evaluation`: they are painted at the size that they have.
            styles: the styles, from there too: they are looked at in the size that they have.

        Yields:
            A progress after every painting; the last carries the evaluation.
        """
        records = [_Record(pack.manifest.name) for pack in self._packs]
        photo_unchanged, style_unchanged = _Record("photo unchanged"), _Record("style unchanged")
        levels = sum(len(pack.manifest.levels) for pack in self._packs)
        total, done = len(photos) * (len(styles) * len(records) + levels), 0
        style_grams = [self._space.measure(style).grams for style in styles]
        style_shares = [axis_share(style.pixels) for style in styles]
        for photo in photos:
            for pack, record in zip(self._packs, records, strict=True):
                for level in pack.manifest.levels:
                    record.reconstructions.append(self._reconstruct(pack, photo, level))
                    done += 1
                    yield EvaluationProgress(done, total, f"{record.name}: {photo.name}, {level} alone")
            places = smooth_places(photo.pixels)
            smooth = places if smooth_patches(places) else None
            of_photo = self._space.measure(photo, smooth)
            for style, grams, share in zip(styles, style_grams, style_shares, strict=True):
                pair = _Pair(photo.name, style.name, grams, share, of_photo, smooth)
                squeezed = resize(style, (photo.width, photo.height))
                photo_unchanged.pairs.append(pair.figures(photo, of_photo))
                style_unchanged.pairs.append(pair.figures(squeezed, self._space.measure(squeezed, smooth)))
                painted: list[Picture] = []
                for pack, record in zip(self._packs, records, strict=True):
                    result = self._paint(pack, photo, style)
                    painted.append(result.picture)
                    figures = pair.figures(result.picture, self._space.measure(result.picture, smooth))
                    record.pairs.append(replace(figures, seconds=result.seconds["total"]))
                    done += 1
                    pictures = PaintedPair(photo, style, tuple(painted)) if pack is self._packs[-1] else None
                    yield EvaluationProgress(done, total, f"{record.name}: {photo.name} + {style.name}", pictures)
        evaluation = Evaluation(
            tuple(record.figures() for record in records),
            photo_unchanged.figures(),
            style_unchanged.figures(),
            self._space.style_references,
            self._space.content_reference,
            self._studio.device.type,
            tuple(self._notes),
        )
        yield EvaluationProgress(done, total, "finished", evaluation=evaluation)

    def _paint(self, pack: InstalledPack, photo: Picture, style: Picture) -> Result:
        """The photo in the style, which is looked at as if for the first time, so that all pairs take equally long."""
        self._studio.forget_styles()
        return self._run(self._settings, pack, photo, style)

    def _reconstruct(self, pack: InstalledPack, photo: Picture, level: Level) -> ReconstructionFigures:
        """The photo through one level's networks; of strength 0 any style will do, and a small one is soon encoded."""
        alone = PaintingSettings(Look(0.0), levels=(level,), style_size=SMALLEST_SIDE)
        result = self._run(alone, pack, photo, photo)
        pixels, original = result.picture.pixels, photo.pixels
        decibels, similarity = peak_signal_to_noise(pixels, original), structural_similarity(pixels, original)
        return ReconstructionFigures(photo.name, level, decibels, similarity)

    def _run(self, settings: PaintingSettings, pack: InstalledPack, photo: Picture, style: Picture) -> Result:
        reference = StyleReference(style.name, pixel_hash(style.pixels))
        recipe = settings.recipe(reference, max(style.width, style.height), pack)
        with closing(self._studio.stylise(Job(recipe, photo, (style,)))) as painting:
            result = run_to_end(painting)
        self._notes.update(dict.fromkeys(result.notes))
        return result


@dataclass(frozen=True)
class _Record:
    """Figures while they are gathered."""

    name: str
    pairs: list[PairFigures] = field(default_factory=list)
    reconstructions: list[ReconstructionFigures] = field(default_factory=list)

    def figures(self) -> Figures:
        return Figures(self.name, tuple(self.pairs), tuple(self.reconstructions))


@dataclass(frozen=True)
class _Pair:
    """What results of one pair are measured by."""

    photo: str
    style: str
    style_grams: Mapping[Level, Tensor]
    style_axis_share: float | None
    of_photo: Measured
    smooth: Places | None

    def figures(self, picture: Picture, result: Measured) -> PairFigures:
        """The figures of a result, and of how the references see it."""
        photo = self.of_photo
        distances = self._distances(result.grams)
        shown = Content(CONTENT_LEVEL, photo.content[CONTENT_LEVEL].float())
        return PairFigures(
            self.photo,
            self.style,
            distances,
            {level: content_loss(result.content[level], found) for level, found in photo.content.items()},
            sum(content_loss(result.content_as_style[level], found) for level, found in photo.content_as_style.items()),
            (
                float(losses.content_loss(result.content[CONTENT_LEVEL].float(), shown)),
                # The relative distance of Gram matrices, squared.
                statistics.fmean(distance**2 for distance in distances.values()),
            ),
            None if result.smooth_grams is None else self._smooth(picture, result.smooth_grams),
        )

    def _smooth(self, picture: Picture, grams: Mapping[Level, Tensor]) -> SmoothFigures:
        return SmoothFigures(axis_share(picture.pixels, self.smooth), self.style_axis_share, self._distances(grams))

    def _distances(self, grams: Mapping[Level, Tensor]) -> dict[Level, float]:
        return {level: style_distance(grams[level], wanted) for level, wanted in self.style_grams.items()}
