"""The comparison of ways to keep a look, on small pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from engine.benchmarks.same_look import OURS, PAIRS, compare, gradient
from engine.images import Picture
from resources.samples import sample_photos, sample_styles
from tests.engine.pictures import picture

if TYPE_CHECKING:
    from engine.packs.registry import Registry


@pytest.fixture
def _small_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    photos = sample_photos().values()
    monkeypatch.setattr(
        "engine.benchmarks.same_look.read_picture",
        lambda path: picture(96, 64) if path in photos else picture(50, 50, 1),
    )


@pytest.mark.slow
@pytest.mark.usefixtures("_small_samples")
def test_every_design_is_measured_against_the_small_picture(registry: Registry) -> None:
    found = compare(registry.find("tiny"), *PAIRS[0], 96, torch.device("cpu"))
    by_name = {one.design: one for one in found}
    assert len(by_name) == len(found)
    enlarged = by_name["preview enlarged"]
    assert enlarged.sharpness == 1
    assert enlarged.similarity > 0.98
    assert by_name[OURS].similarity > by_name["plain cascade at full size"].similarity
    for one in found:
        assert one.similarity <= 1
        assert one.gradient == pytest.approx(one.sharpness * enlarged.gradient)


def test_every_style_is_compared_once_and_every_photo_too() -> None:
    assert {photo for photo, _ in PAIRS} == set(sample_photos())
    assert sorted(style for _, style in PAIRS) == sorted(sample_styles())


def test_the_gradient_is_that_of_a_ramp() -> None:
    ramp = np.repeat(np.arange(0, 200, 2, dtype=np.uint8)[None, :, None], 3, axis=2).repeat(20, axis=0)
    assert gradient(Picture(ramp)) == pytest.approx(2 / 255 / 2)
