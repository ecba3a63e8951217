from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from engine.images import open_picture
from resources.samples import sample_photos, sample_styles
from resources.samples.generator import PHOTO_SIZE, SAMPLES, STYLE_SIZE, Sample
from resources.samples.generator.noise import fractal, smooth
from resources.samples.generator.pixels import as_bytes, blurred, palette, turned

MOST_BYTES = 7 * 1024 * 1024
TINY = (24, 16)


def test_there_is_a_choice_of_photos_and_styles() -> None:
    assert len(sample_photos()) >= 3
    assert len(sample_styles()) >= 7


def test_every_picture_of_the_generator_is_shipped_and_no_other() -> None:
    shipped = {("photos", name) for name in sample_photos()} | {("styles", name) for name in sample_styles()}
    assert shipped == {(sample.folder, sample.name) for sample in SAMPLES}


def test_names_are_sorted() -> None:
    for pictures in (sample_photos(), sample_styles()):
        assert list(pictures) == sorted(pictures)


def test_all_samples_together_stay_small() -> None:
    files = [*sample_photos().values(), *sample_styles().values()]
    assert sum(path.stat().st_size for path in files) <= MOST_BYTES


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_samples_open_in_their_size(sample: Sample) -> None:
    folder, size = (sample_photos(), PHOTO_SIZE) if sample.folder == "photos" else (sample_styles(), STYLE_SIZE)
    source = open_picture(folder[sample.name])
    assert (source.width, source.height) == size


def test_a_sample_is_read_whole_and_has_contrast() -> None:
    assert open_picture(sample_styles()["ink"]).read().pixels.std() > 30


@pytest.mark.slow
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_painting_twice_gives_the_same_pixels(sample: Sample) -> None:
    first = as_bytes(sample.paint(*TINY))
    assert first.shape == (TINY[1], TINY[0], 3)
    assert first.std() > 10
    assert np.array_equal(first, as_bytes(sample.paint(*TINY)))


def test_no_two_samples_look_alike() -> None:
    files = [*sample_photos().values(), *sample_styles().values()]
    small = [np.asarray(Image.open(path).resize((16, 16)), np.float32) for path in files]
    assert all(np.abs(one - other).mean() > 10 for one, other in pairwise(small))


def test_noise_looks_the_same_at_every_size() -> None:
    large, small = (smooth(side, side, 4, 7) for side in (128, 64))
    assert np.abs(blurred(large, 1.0)[1::2, 1::2] - small).mean() < 0.08
    assert abs(float(fractal(64, 64, 4, 7).mean())) < 0.5


def test_a_turned_hue_keeps_its_lightness() -> None:
    red = palette("#c04030")
    other = turned(red, 1.0)
    assert not np.allclose(red, other, atol=0.1)
    assert other @ [0.299, 0.587, 0.114] == pytest.approx(red @ [0.299, 0.587, 0.114], abs=1e-4)
