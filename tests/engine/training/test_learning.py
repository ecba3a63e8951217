from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image

from engine.errors import PictureError
from engine.networks.stepped import SteppedNetwork
from engine.training.encoder import initialise
from engine.training.muon import Muon, orthogonalised
from engine.training.photos import find_photos, pixels_of
from engine.training.spread import Spread, positions_factor
from engine.training.stages import learning_rate
from engine.vgg import encoder_layers
from tests.engine.pictures import picture
from tests.engine.training.made import (
    prepared_lessons,
)
from tests.refusals import refused

if TYPE_CHECKING:
    from pathlib import Path


def test_no_photos_are_refused_in_a_sentence(tmp_path: Path) -> None:
    with refused(
        PictureError,
        "At least two photos to train on should be in '{name}', and there are {paths}: name a folder of JPEGs.",
        paths=0,
    ):
        find_photos(tmp_path, 0.1)


@pytest.mark.parametrize("share", [1e-9, 1 - 1e-9])
def test_one_photo_is_held_out_at_least_and_one_is_not(album: Path, share: float) -> None:
    photos = find_photos(album, share)
    assert min(len(photos.training), len(photos.held_out)) == 1
    assert not set(photos.training) & set(photos.held_out)


def test_what_others_left_behind_is_no_photo_and_neither_is_the_run_s_report(album: Path) -> None:
    before = find_photos(album, 0.3)
    for place in (album / "._photo.jpg", album / ".thumbnails" / "photo.png", album / "run" / "report" / "sheet.png"):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"no picture")
    assert find_photos(album, 0.3, apart_from=album / "run") == before
    assert before.fingerprint() == find_photos(album, 0.3, apart_from=album / "run").fingerprint()


def test_a_camera_s_photo_is_kept_no_larger_than_its_crops_need(tmp_path: Path) -> None:
    for name in ("one", "other"):
        Image.fromarray(picture(900, 600, 7).pixels).save(tmp_path / f"{name}.png")
    photos = find_photos(tmp_path, 0.5)
    assert min(pixels_of(photos.training[0], 53).shape[2:]) == 53
    crop = photos.validation(1, 300)
    whole = torch.from_numpy(picture(900, 600, 7).pixels.copy())[:, 150:750].permute(2, 0, 1)[None] / 255
    reduced = torch.nn.functional.interpolate(whole, size=(300, 300), mode="bilinear", antialias=True)
    assert (crop - reduced).abs().mean() < 0.02


def test_what_is_held_out_is_never_trained_on_and_stays_held_out(album: Path) -> None:
    before = find_photos(album, 0.3)
    assert before.held_out
    assert not set(before.held_out) & set(before.training)
    Image.fromarray(picture(48, 40, 99).pixels).save(album / "another.png")
    assert set(before.held_out) <= set(find_photos(album, 0.3).held_out)
    assert set(before.training) <= set(find_photos(album, 0.3).training)


def test_a_step_s_crops_depend_on_seed_and_step_alone(album: Path) -> None:
    photos = find_photos(album, 0.2)
    one = photos.crops(0, "encoder", 5, 3, 32)
    assert one.shape == (3, 3, 32, 32)
    assert 0 <= float(one.min()) < float(one.max()) <= 1
    photos.crops(0, "encoder", 6, 3, 32)
    assert torch.equal(one, photos.crops(0, "encoder", 5, 3, 32))
    for other in (photos.crops(1, "encoder", 5, 3, 32), photos.crops(0, "other", 5, 3, 32)):
        assert not torch.equal(one, other)


def test_lessons_replace_the_teacher_s_features_by_the_student_s(album: Path) -> None:
    lessons = prepared_lessons(album)
    places = torch.tensor([1, 5, 20])
    block = SteppedNetwork(encoder_layers("relu1_1", (4,)))
    initialise(block, 3)
    taught = lessons.features("relu1_1", places)
    lessons.learn("relu1_1", None, block)
    with torch.no_grad():
        expected = block(lessons.given(None, places))
    torch.testing.assert_close(lessons.features("relu1_1", places), expected, rtol=1e-3, atol=1e-3)
    assert not torch.allclose(taught, expected, rtol=0.1)


@given(st.integers(2, 6), st.integers(0, 2**31))
def test_the_error_is_about_one_for_features_that_are_right_on_average(channels: int, seed: int) -> None:
    numbers = torch.Generator().manual_seed(seed)
    mixing = torch.eye(channels) + 0.3 * torch.randn(channels, channels, generator=numbers)
    features = torch.einsum("ij,njhw->nihw", mixing, torch.randn(4, channels, 9, 9, generator=numbers))
    mean = features.mean(dim=(0, 2, 3), keepdim=True).expand_as(features)
    # A direction in which hardly anything varies counts for little, and chance may mix in one such.
    least = min(0.6, 0.9 * (channels - 1) / channels)
    assert least < float(Spread(features).error(mean, features)) < 1.05
    assert float(Spread(features).error(features, features)) == 0


def test_what_hides_between_strongly_correlated_channels_is_not_overlooked() -> None:
    numbers = torch.Generator().manual_seed(0)
    common, difference = torch.randn(2, 8, 1, 16, 16, generator=numbers)
    features = torch.cat([common + 0.2 * difference, common - 0.2 * difference], dim=1)
    without = torch.cat([common, common], dim=1)
    by_channels = ((without - features).square().mean(dim=(0, 2, 3)) / features.var(dim=(0, 2, 3))).mean()
    assert float(by_channels) < 0.05
    assert float(Spread(features).error(without, features)) > 0.15


def test_a_deep_level_takes_more_crops_in_a_step() -> None:
    assert [positions_factor(level) for level in ("relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1")] == [
        1,
        1,
        1,
        2,
        4,
    ]


@given(st.integers(1, 12), st.integers(1, 12), st.integers(0, 2**31))
def test_orthogonalising_makes_all_directions_alike(rows: int, columns: int, seed: int) -> None:
    matrix = torch.randn(rows, columns, generator=torch.Generator().manual_seed(seed)) * 1e-3
    left, values, right = torch.linalg.svd(matrix.double(), full_matrices=False)
    assume(float(values[-1]) > 0.02 * float(values[0]))
    found = orthogonalised(matrix).double()
    spread = left.T @ found @ right.T
    assert float((spread - torch.diag(spread.diagonal())).abs().max()) < 1e-3
    assert 0.6 < float(spread.diagonal().min()) <= float(spread.diagonal().max()) < 1.3


def test_muon_solves_in_few_steps_what_is_badly_conditioned() -> None:
    numbers = torch.Generator().manual_seed(0)
    # Smooth pictures: neighbouring pixels are nearly alike, which is what makes first layers slow to learn.
    pictures = torch.nn.functional.avg_pool2d(torch.randn(32, 3, 24, 24, generator=numbers), 5, 1, 2) * 5
    taught, learnt = torch.nn.Conv2d(3, 8, 3), torch.nn.Conv2d(3, 8, 3)
    for convolution in (taught, learnt):
        torch.nn.init.normal_(convolution.weight, std=0.3, generator=numbers)
        torch.nn.init.zeros_(convolution.get_parameter("bias"))
    optimiser = Muon(torch.nn.Sequential(learnt), 0.1)
    with torch.no_grad():
        wanted = taught(pictures).relu()
    errors = []
    for step in range(120):
        optimiser.param_groups[0]["lr"] = learning_rate(0.1, step, 120)
        error = (learnt(pictures).relu() - wanted).square().mean()
        optimiser.zero_grad()
        torch.autograd.backward(error)
        optimiser.step()
        errors.append(float(error.detach()))
    assert errors[-1] < 1e-3 * errors[0]


@given(st.integers(1, 5000), st.data())
def test_the_learning_rate_rises_and_falls_in_one_cycle(steps: int, data: st.DataObject) -> None:
    step = data.draw(st.integers(0, steps - 1))
    assert 0 <= learning_rate(1.0, step, steps) <= 1
    if steps > 100:
        assert learning_rate(1.0, 0, steps) < 0.05
        assert learning_rate(1.0, steps // 10, steps) > 0.95
        assert learning_rate(1.0, steps - 1, steps) < 0.01
