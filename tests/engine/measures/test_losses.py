from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.measures.losses import (
    Content,
    Framing,
    Objective,
    Wanted,
    content_loss,
    features_of,
    framing_of,
    style_loss,
    weighted_gram,
)
from engine.measures.metrics import gram
from engine.networks.stepped import build_encoders
from engine.networks.tensors import prepare
from engine.packs.weights import load
from engine.vgg import LEVELS
from tests.engine.pictures import picture

if TYPE_CHECKING:
    from torch import Tensor

    from engine.networks.stepped import SharedEncoder
    from engine.packs.registry import Registry

CPU = torch.device("cpu")


def random(*shape: int, seed: int = 0) -> Tensor:
    return torch.rand(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def encoders_of(registry: Registry, name: str) -> list[SharedEncoder]:
    pack = registry.find(name)
    return build_encoders(pack.manifest, load(pack), pack.manifest.levels, CPU, averaging=True)


def objective(encoders: list[SharedEncoder], photo: Tensor, style: Tensor, framing: Framing) -> Objective:
    levels = [level for encoder in encoders for level in encoder.levels]
    with torch.no_grad():
        grams = {level: weighted_gram(found) for level, found in features_of(encoders, style, framing).items()}
        content = Content("relu4_1", features_of(encoders, photo, framing)["relu4_1"])
    return Objective(encoders, framing, [Wanted(grams, dict.fromkeys(levels, 1 / len(levels)))], content, 3.0)


def test_the_losses_are_those_of_the_paper_in_their_units() -> None:
    features, photo, style = (random(1, 4, 6, 5, seed=seed) for seed in range(3))
    channels, positions = 4, 30
    flat, flat_photo, flat_style = (each[0].reshape(channels, positions) for each in (features, photo, style))
    papers = 0.5 * (flat - flat_photo).square().sum()
    unit = 0.5 * (flat_photo - flat_photo.mean(dim=1, keepdim=True)).square().sum()
    assert content_loss(features, Content("relu1_1", photo)).item() == pytest.approx((papers / unit).item())
    ours, wanted = flat @ flat.T, flat_style @ flat_style.T
    papers = (ours - wanted).square().sum() / (4 * channels**2 * positions**2)
    weight = 4 * channels**2 * positions**2 / wanted.square().sum()
    found = style_loss(weighted_gram(features), weighted_gram(style))
    assert found.item() == pytest.approx((weight * papers).item())


def test_the_gram_matrix_is_that_which_results_are_measured_by() -> None:
    features = random(1, 5, 9, 7)
    torch.testing.assert_close(weighted_gram(features), gram(features), rtol=1e-5, atol=1e-6)
    torch.testing.assert_close(weighted_gram(features, torch.full((9, 7), 0.3)), gram(features), rtol=1e-5, atol=1e-6)
    left = torch.zeros(9, 7)
    left[:, :3] = 1
    torch.testing.assert_close(weighted_gram(features, left), gram(features[:, :, :, :3]), rtol=1e-5, atol=1e-6)
    assert bool((weighted_gram(features, torch.zeros(9, 7)) == 0).all())


def test_the_photo_and_the_mean_of_its_features_give_the_content_loss_its_scale() -> None:
    photo = random(1, 4, 6, 5)
    assert content_loss(photo, Content("relu1_1", photo)).item() == 0
    mean = photo.mean(dim=(2, 3), keepdim=True).expand_as(photo)
    assert content_loss(mean, Content("relu1_1", photo)).item() == pytest.approx(1)
    flat = torch.ones_like(photo)
    assert content_loss(flat + 0.1, Content("relu1_1", flat)).item() == pytest.approx(1.0)
    hidden = torch.ones(6, 5)
    hidden[2] = 0
    changed = photo.clone()
    changed[:, :, 2] += 7
    assert content_loss(changed, Content("relu1_1", photo, hidden)).item() == 0


@pytest.mark.parametrize("pack", ["tiny", "tiny-separate"])
@pytest.mark.parametrize("tileable", [False, True])
def test_gradients_are_those_of_finite_differences(registry: Registry, pack: str, *, tileable: bool) -> None:
    encoders = encoders_of(registry, pack)
    for encoder in encoders:
        encoder.network.double()
    size = (32, 32) if tileable else (30, 37)
    framing = framing_of(size, encoders, tileable=tileable)
    photo, style, point, direction = (random(1, 3, size[1], size[0], seed=seed) for seed in range(4))
    aim = objective(encoders, photo, style, framing)
    for number in (0, 1):
        at = point.clone().requires_grad_()
        (gradient,) = torch.autograd.grad(aim.losses(at)[number], at)
        step = 1e-6
        with torch.no_grad():
            after, before = (aim.losses(point + sign * step * direction)[number] for sign in (1, -1))
        slope = ((after - before) / (2 * step)).item()
        assert (gradient * direction).sum().item() == pytest.approx(slope, rel=1e-5)


def test_the_photo_has_no_content_loss_and_the_style_no_style_loss(registry: Registry) -> None:
    encoders = encoders_of(registry, "tiny")
    framing = Framing((40, 33))
    photo, style = (random(1, 3, 33, 40, seed=seed).float() for seed in range(2))
    aim = objective(encoders, photo, style, framing)
    assert aim.losses(photo)[0].item() == 0
    assert aim.losses(style)[1].item() == pytest.approx(0, abs=1e-9)
    assert aim.losses(photo)[1].item() > 0


@given(width=st.integers(1, 70), height=st.integers(1, 70))
def test_a_picture_is_filled_up_as_for_painting(width: int, height: int) -> None:
    shown = picture(width, height)
    pixels = torch.from_numpy(np.array(shown.pixels)).permute(2, 0, 1)[None] / 255
    filled = Framing((width, height)).around(pixels)
    torch.testing.assert_close(filled, prepare(shown, CPU).pixels)


def test_a_tileable_picture_may_begin_anywhere(registry: Registry) -> None:
    encoders = encoders_of(registry, "tiny")
    framing = framing_of((48, 32), encoders, tileable=True)
    shown = random(1, 3, 32, 48).float()
    found = features_of(encoders, shown, framing)
    moved = features_of(encoders, shown.roll((16, 32), dims=(2, 3)), framing)
    for level in LEVELS:
        stride = 48 // found[level].shape[3]
        expected = found[level].roll((16 // stride, 32 // stride), dims=(2, 3))
        torch.testing.assert_close(moved[level], expected, rtol=1e-4, atol=1e-5)
