from __future__ import annotations

import math
from dataclasses import replace
from statistics import fmean, median
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from PIL import Image

from engine import studio
from engine.errors import JobError, PackError
from engine.evaluation import evaluation
from engine.evaluation.evaluation import Evaluation, EvaluationProgress, Evaluator, read_for_evaluation
from engine.evaluation.painting_settings import PaintingSettings
from engine.evaluation.references import CONTENT_LEVELS, ReferenceSpace
from engine.images import resize
from engine.job import Job, Look, PackReference
from engine.look.style import Style
from engine.measures.metrics import content_loss, gram, peak_signal_to_noise, structural_similarity, style_distance
from engine.measures.smooth_places import axis_share, smooth_places
from engine.networks.stepped import build_networks
from engine.networks.tensors import as_pixels, prepare
from engine.packs.weights import load
from engine.sentences import Sentence
from engine.studio import Studio, run_to_end
from engine.vgg import LEVELS
from tests.engine.pictures import picture
from tests.refusals import refused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from engine.images import Picture
    from engine.packs.registry import Registry

CPU = torch.device("cpu")


def run(
    registry: Registry,
    photos: Sequence[Picture],
    styles: Sequence[Picture],
    packs: Sequence[str] = ("tiny",),
    *,
    references: Sequence[str] = ("tiny",),
    settings: PaintingSettings | None = None,
) -> list[EvaluationProgress]:
    evaluator = Evaluator(
        Studio(registry, "cpu", "float32"),
        [registry.find(name) for name in packs],
        [registry.find(name) for name in references],
        settings or PaintingSettings(),
    )
    return list(evaluator.evaluate(photos, styles))


def finished(progress: Sequence[EvaluationProgress]) -> Evaluation:
    evaluation = progress[-1].evaluation
    assert evaluation is not None
    return evaluation


def test_the_photo_keeps_its_content_and_the_style_its_style(registry: Registry) -> None:
    done = finished(run(registry, [picture(48, 40)], [picture(48, 40, 1), picture(48, 40, 2)]))
    photo, style = done.photo_unchanged, done.style_unchanged
    assert photo.content_loss == 0
    assert photo.style_distance > 0
    assert style.style_distance == pytest.approx(0, abs=1e-9)
    assert style.content_loss > 0
    assert photo.seconds is style.seconds is None
    assert photo.reconstructions == style.reconstructions == ()


def test_a_style_of_another_size_is_resized_to_the_photo(registry: Registry) -> None:
    photo, style = picture(48, 40), picture(60, 30, 1)
    (pair,) = finished(run(registry, [photo], [style])).style_unchanged.pairs
    space = ReferenceSpace([registry.find("tiny")], CPU)
    result, whole = space.measure(resize(style, (48, 40))), space.measure(style)
    for level in LEVELS:
        assert pair.style_distances[level] == style_distance(result.grams[level], whole.grams[level]) > 0


def test_means_are_over_pairs_and_the_median_is_of_their_seconds(registry: Registry) -> None:
    photos, styles = [picture(48, 40), picture(32, 48, 3)], [picture(40, 40, 1), picture(48, 32, 2)]
    (figures,) = finished(run(registry, photos, styles)).packs
    assert [(pair.photo, pair.style) for pair in figures.pairs] == [
        (photo.name, style.name) for photo in photos for style in styles
    ]
    assert tuple(figures.style_distances) == LEVELS
    assert tuple(figures.content_losses) == CONTENT_LEVELS
    for level in LEVELS:
        distances = [pair.style_distances[level] for pair in figures.pairs]
        assert figures.style_distances[level] == pytest.approx(fmean(distances))
    assert figures.seconds == median(pair.seconds or math.nan for pair in figures.pairs)
    assert all(pair.seconds for pair in figures.pairs)


def test_reconstruction_is_decoding_what_was_encoded(registry: Registry) -> None:
    photo = picture(48, 40)
    (figures,) = finished(run(registry, [photo], [picture(40, 40, 1)])).packs
    pack = registry.find("tiny")
    tensors = load(pack)
    assert tuple(figures.decibels) == tuple(figures.similarities) == LEVELS
    for level in LEVELS:
        networks = build_networks(pack.manifest, tensors, level, CPU, torch.float32)
        with torch.inference_mode():
            decoded = networks.decoder(networks.encoder(prepare(photo, CPU).pixels))
        pixels = as_pixels(decoded, (photo.width, photo.height), 8)
        assert figures.decibels[level] == pytest.approx(peak_signal_to_noise(pixels, photo.pixels), abs=0.01)
        assert figures.similarities[level] == pytest.approx(structural_similarity(pixels, photo.pixels), abs=1e-3)


def test_pictures_of_a_pair_come_when_all_packs_have_painted_it(registry: Registry) -> None:
    progress = run(registry, [picture(48, 40)], [picture(40, 40, 1), picture(32, 48, 2)], ("tiny", "tiny-separate"))
    pairs = [each.pair for each in progress if each.pair is not None]
    assert [pair.style.name for pair in pairs] == ["picture 1", "picture 2"]
    for pair in pairs:
        assert [(result.width, result.height) for result in pair.results] == [(48, 40)] * 2
        assert not np.array_equal(pair.results[0].pixels, pair.results[1].pixels)
    assert [each.done for each in progress] == [*range(1, 15), 14]
    assert {each.total for each in progress} == {14}


def test_a_pack_of_few_levels_is_evaluated_at_those(registry: Registry) -> None:
    done = finished(run(registry, [picture(48, 40)], [picture(40, 40, 1)], ("tiny-shallow",)))
    (figures,) = done.packs
    assert tuple(figures.decibels) == ("relu3_1", "relu2_1", "relu1_1")
    assert tuple(figures.style_distances) == LEVELS


def test_each_level_is_measured_by_the_first_reference_that_has_it(registry: Registry) -> None:
    names = ("tiny-shallow", "tiny", "tiny-separate")
    space = ReferenceSpace([registry.find(name) for name in names], CPU)
    assert space.style_references == {
        "relu5_1": "tiny",
        "relu4_1": "tiny",
        "relu3_1": "tiny-shallow",
        "relu2_1": "tiny-shallow",
        "relu1_1": "tiny-shallow",
    }
    assert space.content_reference == "tiny-separate"
    photo = picture(64, 48)
    measured = space.measure(photo)
    for level in LEVELS:
        pack = registry.find(space.style_references[level])
        networks = build_networks(pack.manifest, load(pack), level, CPU, torch.float32)
        alone = gram(networks.encoder(prepare(photo, CPU).pixels))
        assert style_distance(measured.grams[level], alone) < 1e-6
    pack = registry.find("tiny-separate")
    for level in CONTENT_LEVELS:
        networks = build_networks(pack.manifest, load(pack), level, CPU, torch.float32)
        assert torch.allclose(measured.content[level], networks.encoder(prepare(photo, CPU).pixels), atol=1e-6)


def test_results_are_painted_as_the_settings_say(registry: Registry) -> None:
    photo, style, look = picture(48, 40), picture(60, 30, 1), Look(0.8, saturation=0.5)
    settings = PaintingSettings(look, ("relu4_1", "relu1_1"), {"relu1_1": 0.1}, passes=2, style_size=36)
    progress = run(registry, [photo], [style], settings=settings)
    (pair,) = [each.pair for each in progress if each.pair is not None]
    job = Job.of(
        photo,
        [Style(style)],
        look,
        levels=("relu4_1", "relu1_1"),
        level_strengths={"relu1_1": 0.1},
        passes=2,
        style_size=36,
        pack=PackReference("tiny", registry.find("tiny").manifest.sha256),
    )
    painted = run_to_end(Studio(registry, "cpu", "float32").stylise(job)).picture
    assert np.array_equal(pair.results[0].pixels, painted.pixels)
    (figures,) = finished(progress).packs
    assert tuple(figures.decibels) == LEVELS, "each level of the pack is tried alone, as ever"


def test_the_content_sum_is_measured_by_the_packs_that_measure_style(registry: Registry) -> None:
    photo, style = picture(48, 40), picture(40, 40, 1)
    done = finished(run(registry, [photo], [style], references=("tiny-shallow", "tiny-separate")))
    alone = finished(run(registry, [photo], [style], references=("tiny-separate",)))
    shallow = ReferenceSpace([registry.find("tiny-shallow"), registry.find("tiny")], CPU)
    squeezed = resize(style, (48, 40))
    found, wanted = (shallow.measure(each).content_as_style["relu3_1"] for each in (squeezed, photo))
    for figures, single in zip((*done.packs, done.style_unchanged), (*alone.packs, alone.style_unchanged), strict=True):
        assert single.content_sum == pytest.approx(sum(single.content_losses.values()))
        assert figures.content_losses == single.content_losses
    expected = done.style_unchanged.content_losses["relu4_1"] + content_loss(found, wanted)
    assert done.style_unchanged.content_sum == pytest.approx(expected)
    assert done.photo_unchanged.content_sum == 0


def half_sky(width: int = 80, height: int = 64) -> Picture:
    """A photo whose left half is smooth."""
    pixels = picture(width, height).pixels.copy()
    pixels[:, : width * 3 // 5] = 150
    return replace(picture(width, height), pixels=pixels, name="half sky")


def test_smooth_places_are_those_of_the_photo(registry: Registry) -> None:
    photo, style = half_sky(), picture(64, 48, 1)
    progress = run(registry, [photo, picture(48, 40)], [style])
    done = finished(progress)
    (result,) = [each.pair.results[0] for each in progress if each.pair is not None and each.pair.photo is photo]
    (figures,) = done.packs
    with_sky, without = figures.pairs
    assert without.smooth is None
    assert with_sky.smooth is not None
    assert figures.smooth == (with_sky.smooth,)
    places = smooth_places(photo.pixels)
    assert with_sky.smooth.axis_share == figures.axis_share == axis_share(result.pixels, places)
    assert with_sky.smooth.style_axis_share == axis_share(style.pixels)
    space = ReferenceSpace([registry.find("tiny")], CPU)
    wanted, found = space.measure(style).grams, space.measure(result, places).smooth_grams
    assert found is not None
    for level in LEVELS:
        assert with_sky.smooth.style_distances[level] == style_distance(found[level], wanted[level])
        assert with_sky.smooth.style_distances[level] != with_sky.style_distances[level]
    assert figures.smooth_style_distances == with_sky.smooth.style_distances
    assert figures.smooth_by_style == {style.name: [with_sky.smooth]}
    assert done.photo_unchanged.axis_share is None, "the photo is flat there"


def test_where_no_photo_is_smooth_there_is_nothing_to_measure(registry: Registry) -> None:
    done = finished(run(registry, [picture(48, 40)], [picture(48, 40, 1)]))
    for figures in (*done.packs, done.photo_unchanged, done.style_unchanged):
        assert figures.smooth == ()
        assert figures.axis_share is None
        assert not figures.smooth_style_distances
        assert not figures.smooth_by_style


def test_what_pads_a_picture_is_not_measured(registry: Registry) -> None:
    measured = ReferenceSpace([registry.find("tiny")], CPU).measure(picture(60, 41))
    assert [tuple(measured.content[level].shape[2:]) for level in CONTENT_LEVELS] == [(5, 7), (10, 15)]


def test_a_reference_that_cannot_compare_content_is_refused(registry: Registry) -> None:
    with refused(
        PackError,
        "One reference at least should have {levels}, by which content is compared, and {named} has not: name one "
        "that has all five levels with --reference.",
        levels="relu3_1 and relu4_1",
        named="tiny-shallow",
    ):
        ReferenceSpace([registry.find("tiny-shallow")], CPU)


def test_pictures_are_read_opaque_in_8_bits_at_the_size(tmp_path: Path) -> None:
    pixels = np.zeros((30, 60, 4), np.uint8)
    pixels[:, :, 0] = np.arange(60)
    pixels[:, 30:, 3] = 255
    Image.fromarray(pixels).save(tmp_path / "cut.png")
    found = read_for_evaluation(tmp_path / "cut.png", 40)
    assert (found.width, found.height, found.bits, found.alpha) == (40, 20, 8, None)
    assert int(found.pixels[:, :15, 0].min()) > 15, "what is hidden is filled with what is seen"


def test_a_picture_that_gets_too_narrow_is_refused(tmp_path: Path) -> None:
    Image.new("RGB", (200, 20)).save(tmp_path / "strip.png")
    with refused(
        JobError,
        "Pictures should be at least {least} pixels wide and high, and '{name}' would be {width} × {height}: choose a "
        "larger --size, or leave it out.",
        least=11,
        name="strip.png",
        width=64,
        height=6,
    ):
        read_for_evaluation(tmp_path / "strip.png", 64)


def test_fallbacks_are_noted_once(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    assert finished(run(registry, [picture(40, 40)], [picture(40, 40, 1)])).notes == ()
    whole = studio.run_to_end
    monkeypatch.setattr(
        evaluation, "run_to_end", lambda painting: replace(whole(painting), notes=(Sentence("A fallback."),))
    )
    assert finished(run(registry, [picture(40, 40)], [picture(40, 40, 1)])).notes == ("A fallback.",)
