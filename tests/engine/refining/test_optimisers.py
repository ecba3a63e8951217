from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch

from engine.job.texture import noise
from engine.measures.losses import Content, Framing, Objective, Wanted, features_of, weighted_gram
from engine.networks.stepped import build_encoders
from engine.networks.tensors import prepare
from engine.packs.weights import load
from engine.refining.optimisers import angles_of, optimise, values_of
from tests.engine.pictures import picture

if TYPE_CHECKING:
    from torch import Tensor

    from engine.look.refining import Losses, Optimiser
    from engine.packs.registry import Registry

CPU = torch.device("cpu")
WINDOW = 20
"""Steps within which the total has to fall."""


def objective(registry: Registry, photo: Tensor, style: Tensor) -> Objective:
    found = registry.find("tiny")
    encoders = build_encoders(found.manifest, load(found), found.manifest.levels, CPU, averaging=True)
    framing = Framing((photo.shape[3], photo.shape[2]))
    with torch.no_grad():
        grams = {level: weighted_gram(each) for level, each in features_of(encoders, style, framing).items()}
        content = Content("relu4_1", features_of(encoders, photo, framing)["relu4_1"])
    return Objective(encoders, framing, [Wanted(grams, dict.fromkeys(grams, 1 / len(grams)))], content, 10.0)


def pixels(width: int, height: int, seed: int) -> Tensor:
    return prepare(picture(width, height, seed), CPU).pixels[:, :, :height, :width]


def falls(losses: list[Losses]) -> bool:
    """Whether the total is less at the end of every window than at its beginning."""
    totals = [each.total for each in losses]
    return all(after < before for before, after in zip(totals, totals[WINDOW:], strict=False))


@pytest.mark.parametrize("optimiser", ["lbfgs", "adam"])
@pytest.mark.parametrize("start", ["photo", "noise"])
def test_the_total_falls(registry: Registry, optimiser: Optimiser, start: str) -> None:
    photo, style = pixels(40, 33, 1), pixels(40, 33, 2)
    begin = photo if start == "photo" else prepare(noise((40, 33), 0), CPU).pixels[:, :, :33, :40]
    losses = [each.losses for each in optimise(objective(registry, photo, style), begin, optimiser, 2 * WINDOW)]
    assert [each.step for each in losses] == list(range(2 * WINDOW + 1))
    assert falls(losses)
    if start == "noise":
        assert losses[-1].content < losses[0].content
    else:
        assert losses[0].content == pytest.approx(0, abs=1e-6)
    assert losses[-1].style < losses[0].style


def test_l_bfgs_never_lets_the_total_rise(registry: Registry) -> None:
    photo, style = pixels(40, 33, 1), pixels(40, 33, 2)
    totals = [each.losses.total for each in optimise(objective(registry, photo, style), photo, "lbfgs", 30)]
    assert totals == sorted(totals, reverse=True)


def test_values_stay_within_their_range(registry: Registry) -> None:
    black_and_white = (pixels(40, 33, 1) > 0.5).float()
    for optimised in optimise(objective(registry, pixels(40, 33, 1), pixels(40, 33, 2)), black_and_white, "adam", 20):
        assert float(optimised.picture.min()) >= 0
        assert float(optimised.picture.max()) <= 1
    # Pixels that begin at the very end of the range move away from it all the same.
    assert float((optimised.picture - black_and_white).abs().mean()) > 0.005


def test_angles_and_values_are_each_other_s_inverse() -> None:
    values = torch.linspace(0, 1, 256)
    torch.testing.assert_close(values_of(angles_of(values)), values)
    assert bool((values_of(torch.linspace(-10, 10, 999)) >= -0.002).all())


def test_losses_that_are_no_numbers_are_an_error(registry: Registry) -> None:
    aim = objective(registry, pixels(40, 33, 1), pixels(40, 33, 2))
    for gram in aim.parts[0].grams.values():
        gram.fill_(float("nan"))
    with pytest.raises(FloatingPointError, match="step 0"):
        next(optimise(aim, pixels(40, 33, 1), "adam", 5))


def test_the_networks_are_left_as_they_were(registry: Registry) -> None:
    aim = objective(registry, pixels(40, 33, 1), pixels(40, 33, 2))
    network = aim.encoders[0].network
    before = {name: value.clone() for name, value in network.state_dict().items()}
    *_, last = optimise(aim, pixels(40, 33, 1), "lbfgs", 3)
    assert last.losses.step == 3
    assert all(parameter.grad is None and not parameter.requires_grad for parameter in network.parameters())
    assert all(bool((before[name] == value).all()) for name, value in network.state_dict().items())
