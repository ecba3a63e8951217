from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from engine.errors import JobError
from engine.images import Picture
from engine.masks.labels import matched_labels
from tests.engine.pictures import picture
from tests.refusals import refused

if TYPE_CHECKING:
    from numpy.typing import NDArray

RED, BLUE, GREEN = (220, 30, 30), (20, 40, 200), (30, 160, 40)


def stripes(*colours: tuple[int, int, int], width: int = 60, height: int = 30) -> Picture:
    pixels = np.zeros((height, width, 3), np.uint8)
    for place, colour in enumerate(colours):
        pixels[:, place * width // len(colours) :] = colour
    return Picture(pixels, name="labels")


def test_colours_are_matched_and_the_largest_comes_first() -> None:
    labels = matched_labels(stripes(RED, BLUE, BLUE, GREEN), stripes(GREEN, BLUE, width=40, height=50)).matched
    assert [label.name for label in labels] == ["#1428c8", "#1ea028"]
    blue, green = labels
    assert blue.photo.shape == (30, 60)
    assert blue.style.shape == (50, 40)
    assert np.array_equal(np.flatnonzero(blue.photo[0]), np.arange(15, 45))
    assert np.array_equal(np.flatnonzero(green.style[0]), np.arange(20))


@pytest.mark.parametrize("quality", [60, 90])
def test_what_jpeg_and_smooth_edges_do_to_colours_does_not_matter(quality: int) -> None:
    clean = stripes(RED, BLUE, GREEN, width=240, height=120)
    file = io.BytesIO()
    image = Image.fromarray(clean.pixels).resize((239, 121), Image.Resampling.BICUBIC).resize((240, 120))
    image.save(file, "JPEG", quality=quality)
    noisy = Picture(np.array(Image.open(file)), name="noisy")
    expected, found = (matched_labels(one, clean).matched for one in (clean, noisy))
    assert len(found) == 3
    for label in found:
        places = [np.mean(label.photo != other.photo) for other in expected]
        assert min(places) < 0.02


@given(st.integers(2, 8), st.integers(0, 2**31))
def test_every_pixel_belongs_to_one_part(count: int, seed: int) -> None:
    palette = np.array([[r, g, b] for r in (0, 250) for g in (0, 250) for b in (0, 250)], np.uint8)
    places = np.random.default_rng(seed).integers(0, count, (20, 20))
    map_of_labels = Picture(palette[places], name="labels")
    labels = matched_labels(map_of_labels, map_of_labels).matched
    assert len(labels) == len(np.unique(places))
    for side in ("photo", "style"):
        assert (sum(getattr(label, side).astype(int) for label in labels) == 255).all()


def test_16_bits_are_like_8() -> None:
    deep = Picture(stripes(RED, BLUE).pixels.astype(np.uint16) * np.uint16(257), name="deep")
    assert {label.name for label in matched_labels(deep, stripes(RED, BLUE)).matched} == {"#dc1e1e", "#1428c8"}


def gradient() -> NDArray[Any]:
    rows, columns = np.indices((256, 256))
    return np.stack([rows, columns, (rows + columns) % 256], axis=-1).astype(np.uint8)


def test_what_is_no_label_map_is_refused() -> None:
    with refused(
        JobError,
        "The label map '{name}' should have up to {most} flat colours, one for each part, and it has more or others: "
        "paint each part in one colour, and save it as PNG.",
        name="g",
        most=64,
    ):
        matched_labels(Picture(gradient(), name="g"), stripes(RED))
    with refused(
        JobError,
        "The label maps '{photo_name}' and '{style_name}' should have colours in common, and the first has {first} "
        "and the second {second}: paint what belongs together in one colour.",
        first="#dc1e1e",
        second="#1428c8",
    ):
        matched_labels(stripes(RED), stripes(BLUE))


def test_a_photo_is_no_label_map() -> None:
    with refused(
        JobError,
        "The label map '{name}' should have up to {most} flat colours, one for each part, and it has more or others: "
        "paint each part in one colour, and save it as PNG.",
    ):
        matched_labels(picture(80, 60), picture(80, 60))
