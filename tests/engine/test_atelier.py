"""The bundled pack keeps its promises: what has to hold of any pack, with real weights, and without ../shared."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from engine.evaluation.references import ReferenceSpace
from engine.images import Picture, fit, read_picture, resize
from engine.measures.metrics import content_loss, gram, peak_signal_to_noise, structural_similarity, style_distance
from engine.packs.registry import Registry, default_registry
from engine.packs.weights import verify
from engine.studio import Studio, run_to_end
from engine.transfer.transforms import moments, whitening_colouring
from engine.vgg import LEVELS
from resources.samples import sample_photos, sample_styles
from tests.engine.pictures import flat, furthest, make_job

if TYPE_CHECKING:
    from pathlib import Path

    from engine.packs.manifest import Manifest
    from engine.vgg import Level

SIDE = 192
LARGEST_PACK = 8 * 2**20
LEAST_DECIBELS: dict[Level, float] = {
    "relu5_1": 16.0,
    "relu4_1": 18.5,
    "relu3_1": 22.0,
    "relu2_1": 25.0,
    "relu1_1": 34.0,
}


@pytest.fixture(scope="module")
def bundled() -> Registry:
    own = default_registry()
    return Registry(own.user_folder / "none", own.bundled_folder)


@pytest.fixture(scope="module")
def atelier(bundled: Registry) -> Manifest:
    return bundled.find("atelier").manifest


@pytest.fixture(scope="module")
def studio(bundled: Registry) -> Studio:
    return Studio(bundled, "cpu", "float32")


@pytest.fixture(scope="module")
def photos() -> list[Picture]:
    return [small(path) for path in sample_photos().values()]


@pytest.fixture(scope="module")
def styles() -> list[Picture]:
    return [small(path) for path in sample_styles().values()]


def small(path: Path) -> Picture:
    whole = read_picture(path)
    return resize(whole, fit(whole.width, whole.height, SIDE))


def test_it_is_the_default_whole_small_and_says_whose_it_is(bundled: Registry, atelier: Manifest) -> None:
    assert bundled.default_name() == "atelier"
    pack = bundled.find("atelier")
    verify(pack)
    assert sum(file.stat().st_size for file in pack.folder.rglob("*")) < LARGEST_PACK
    assert tuple(atelier.levels) == LEVELS
    assert atelier.licence
    assert atelier.training is not None
    # Trained from a teacher, then gone on from: the history of both stands in one manifest.
    own, before = {"photos", "seed", "commit", "data"}, {"before: teacher", "before: teacher's hash"}
    assert own | before | {"from_pack", "from_pack's hash"} <= set(atelier.training)


@pytest.mark.parametrize("level", LEVELS)
def test_each_level_alone_gives_photos_back(
    studio: Studio, atelier: Manifest, photos: list[Picture], level: Level
) -> None:
    for photo in photos:
        job = make_job(atelier, photo, photo, levels=(level,), strength=0.0)
        pixels = run_to_end(studio.stylise(job)).picture.pixels
        assert peak_signal_to_noise(pixels, photo.pixels) > LEAST_DECIBELS[level], photo.name


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("value", [12, 128, 240])
def test_a_flat_picture_stays_flat_up_to_its_border(
    studio: Studio, atelier: Manifest, level: Level, value: int
) -> None:
    plain = flat(96, 80, (value, value, value))
    pixels = run_to_end(studio.stylise(make_job(atelier, plain, plain, levels=(level,), strength=0.0))).picture.pixels
    assert furthest(pixels, np.broadcast_to(pixels[40, 48], pixels.shape)) <= 3


def test_results_are_nearer_to_the_style_than_the_photo_is_and_keep_the_photo(
    bundled: Registry, studio: Studio, atelier: Manifest, photos: list[Picture], styles: list[Picture]
) -> None:
    space = ReferenceSpace([bundled.find("atelier")], torch.device("cpu"))
    photo = photos[0]
    before = space.measure(photo)
    reached: dict[Level, float] = defaultdict(float)
    unchanged: dict[Level, float] = defaultdict(float)
    shallow: tuple[Level, ...] = ("relu3_1", "relu2_1", "relu1_1")
    for style in styles:
        painted = run_to_end(studio.stylise(make_job(atelier, photo, style, strength=0.6))).picture
        wanted, found = space.measure(style), space.measure(painted)
        for level in shallow:
            reached[level] += style_distance(found.grams[level], wanted.grams[level])
            unchanged[level] += style_distance(before.grams[level], wanted.grams[level])
        squeezed = space.measure(resize(style, (photo.width, photo.height)))
        kept = content_loss(found.content["relu4_1"], before.content["relu4_1"])
        assert kept < content_loss(squeezed.content["relu4_1"], before.content["relu4_1"]), style.name
    for level, distance in reached.items():
        assert distance < 0.8 * unchanged[level], level


def test_its_own_style_changes_a_photo_little(studio: Studio, atelier: Manifest, photos: list[Picture]) -> None:
    own = [run_to_end(studio.stylise(make_job(atelier, photo, photo, strength=1.0))).picture for photo in photos]
    similar = [structural_similarity(one.pixels, photo.pixels) for one, photo in zip(own, photos, strict=True)]
    assert np.mean(similar) > 0.3


def test_the_same_job_gives_the_same_bytes(
    studio: Studio, atelier: Manifest, photos: list[Picture], styles: list[Picture]
) -> None:
    job = make_job(atelier, photos[0], styles[0])
    first, second = (run_to_end(studio.stylise(job)).picture.pixels for _ in range(2))
    assert np.array_equal(first, second)


def test_transformed_features_have_the_style_s_gram_matrix(bundled: Registry, styles: list[Picture]) -> None:
    """With real features, most of whose channels depend on one another."""
    space = ReferenceSpace([bundled.find("atelier")], torch.device("cpu"))
    one, other = (space.measure(picture).content["relu3_1"] for picture in styles[:2])
    threshold = bundled.find("atelier").manifest.eigenvalue_threshold
    coloured = whitening_colouring(moments(one), moments(other), threshold).apply(one)
    assert style_distance(gram(coloured), gram(other)) < 0.05
