from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from unittest import mock

import numpy as np
import pytest
import torch

from engine.errors import DeviceError
from engine.networks.stepped import SteppedNetwork
from engine.packs.registry import read_pack
from engine.training.checkpoints import load_checkpoint
from engine.training.decoders import DecoderBlockStage, DecoderStage, solve_single_convolution
from engine.training.encoder import EncoderStage, initialise
from engine.training.lessons import normalised
from engine.training.muon import Muon
from engine.training.polish import PolishStage
from engine.training.spread import Spread, root_mean_square
from engine.training.stages import train_stage
from engine.training.teacher import Teacher
from engine.training.texture import TextureStage
from engine.training.units import in_units
from engine.transfer.transforms import moments, whitening_colouring
from engine.vgg import decoder_layers, encoder_layers, stage_of
from tests.engine.training.made import (
    CPU,
    LEVELS,
    SETTINGS,
    prepared_lessons,
)
from tests.refusals import refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine.training.lessons import Lessons
    from engine.training.settings import TrainingSettings


def test_a_decoder_begins_as_its_block_and_the_decoder_below_it(album: Path) -> None:
    lessons, widths = prepared_lessons(album), (4, 6, 8)
    below = SteppedNetwork(decoder_layers("relu2_1", widths[:2], last_rectified=False))
    initialise(below, 7)
    block = DecoderBlockStage(
        "relu3_1", "relu2_1", widths=widths, lessons=lessons, settings=SETTINGS, device=CPU
    ).network
    stage = DecoderStage(
        "relu3_1",
        block=block,
        shallower=below,
        widths=widths,
        lessons=lessons,
        settings=SETTINGS,
        device=CPU,
    )
    features = lessons.features("relu3_1", lessons.sample(24))
    with torch.no_grad():
        expected = below(block(features / root_mean_square(features)))
        torch.testing.assert_close(stage.finished()(features), expected, rtol=1e-3, atol=1e-4)
        # In other units the same decoder takes other features.
        torch.testing.assert_close(in_units(below, 3.0)(block(features) / 3), below(block(features)))


def test_the_solved_decoder_is_the_best_of_its_kind(album: Path) -> None:
    lessons = prepared_lessons(album)
    decoder = solve_single_convolution(lessons, "relu1_1", 4, CPU)
    places = lessons.sample(24)
    features, pictures = lessons.features("relu1_1", places), lessons.pictures(places)
    weight = decoder.convolutions["conv1_1"].get_parameter("weight")
    with torch.no_grad():
        best = float((decoder(features) - pictures).square().mean())
        for seed in range(5):
            change = torch.randn(weight.shape, generator=torch.Generator().manual_seed(seed)) * 0.02 * weight.std()
            weight.add_(change)
            assert float((decoder(features) - pictures).square().mean()) > best
            weight.sub_(change)


def test_a_finished_block_gives_the_teacher_s_scale(album: Path) -> None:
    lessons = prepared_lessons(album)
    stage = EncoderStage("relu3_1", "relu2_1", widths=(4, 6, 8), lessons=lessons, settings=SETTINGS, device=CPU)
    below, taught = (lessons.features(level, lessons.sample(24)) for level in ("relu2_1", "relu3_1"))
    out = Spread(taught).deviation
    with torch.no_grad():
        torch.testing.assert_close(
            stage.finished()(below), out * stage.network(below / root_mean_square(below)), rtol=1e-3, atol=1e-3
        )


def unpolished(album: Path, settings: TrainingSettings = SETTINGS) -> tuple[PolishStage, SteppedNetwork, Lessons]:
    """A polish of random networks, the encoder that it begins with, and its lessons."""
    lessons, widths = prepared_lessons(album), (4, 6, 8)
    encoder = SteppedNetwork(encoder_layers("relu3_1", widths))
    decoders = {
        level: SteppedNetwork(decoder_layers(level, widths[: stage_of(level)], last_rectified=False))
        for level in LEVELS
    }
    for seed, network in enumerate((encoder, *decoders.values())):
        initialise(network, seed)
    teacher = Teacher(read_pack(album.parent / "data" / "packs" / "teacher"), CPU)
    stage = PolishStage(encoder, decoders, teacher=teacher, lessons=lessons, settings=settings, device=CPU)
    return stage, encoder, lessons


def test_a_polish_begins_with_the_networks_as_they_are(album: Path) -> None:
    stage, encoder, lessons = unpolished(album)
    pictures = lessons.given(None, lessons.sample(3))
    with torch.no_grad():
        for level, features in encoder.features(pictures, LEVELS).items():
            again = stage.finished_encoder().features(pictures, LEVELS)[level]
            torch.testing.assert_close(again, features, rtol=1e-4, atol=1e-5)
            inside = stage.network.encoder.features(pictures, LEVELS)[level]
            unit = Spread(lessons.features(level, lessons.sample(24))).deviation
            torch.testing.assert_close(inside * unit, features, rtol=1e-4, atol=1e-5)
            if level != LEVELS[0]:
                decoded = stage.network.decoders[level](inside)
                torch.testing.assert_close(stage.finished_decoder(level)(features), decoded, rtol=1e-4, atol=1e-4)


def test_a_polish_betters_pixels_and_features_at_once(tmp_path: Path, album: Path) -> None:
    stage, _, _ = unpolished(album, replace(SETTINGS, polish_steps=80, polish_rate=0.02))
    told = list(train_stage(stage, tmp_path, CPU, torch.float32))
    for loss in ("pixels", "features"):
        assert np.mean([progress.losses[loss] for progress in told[-10:]]) < np.mean(
            [progress.losses[loss] for progress in told[:10]]
        )


def untextured(album: Path, settings: TrainingSettings) -> tuple[TextureStage, SteppedNetwork, Lessons]:
    """A texture stage on random networks, the decoder that it begins with, and its lessons."""
    lessons, widths = prepared_lessons(album), (4, 6, 8)
    encoder = SteppedNetwork(encoder_layers("relu3_1", widths))
    decoder = SteppedNetwork(decoder_layers("relu3_1", widths, last_rectified=False))
    for seed, network in enumerate((encoder, decoder)):
        initialise(network, seed)
    lessons.learn("relu3_1", None, encoder)
    stage = TextureStage(
        "relu3_1",
        encoders={"relu3_1": encoder},
        decoders={"relu3_1": decoder},
        lessons=lessons,
        threshold=1e-5,
        settings=settings,
        device=CPU,
    )
    return stage, decoder, lessons


def test_a_texture_stage_begins_with_the_decoder_as_it_is(album: Path) -> None:
    stage, decoder, lessons = untextured(album, SETTINGS)
    features = lessons.features("relu3_1", lessons.sample(3))
    torch.testing.assert_close(stage.finished()(features), decoder(features), rtol=1e-4, atol=1e-5)


def test_a_texture_stage_betters_what_is_encoded_again(tmp_path: Path, album: Path) -> None:
    stage, _, _ = untextured(album, replace(SETTINGS, texture_steps=80, texture_rate=0.02, batch=5))
    told = list(train_stage(stage, tmp_path, CPU, torch.float32))
    for loss in ("pixels", "texture"):
        before, after = (np.mean([progress.losses[loss] for progress in part]) for part in (told[:10], told[-10:]))
        assert after < before - 0.1


def test_a_texture_stage_asks_for_what_the_cascade_hands_on(album: Path) -> None:
    lessons, widths = prepared_lessons(album), (4, 6, 8)
    encoders, decoders = {}, {}
    for seed, level in enumerate(LEVELS[1:]):
        encoders[level] = SteppedNetwork(encoder_layers(level, widths))
        decoders[level] = SteppedNetwork(decoder_layers(level, widths[: stage_of(level)], last_rectified=False))
        initialise(encoders[level], 0)
        initialise(decoders[level], 7 + seed)
        lessons.learn(level, None, encoders[level].requires_grad_(requires_grad=False))
    stage = TextureStage(
        "relu2_1",
        encoders=encoders,
        decoders=decoders,
        lessons=lessons,
        threshold=1e-5,
        settings=replace(SETTINGS, batch=3),
        device=CPU,
    )
    photos, styles, strengths = torch.tensor([3, 8]), torch.tensor([4, 15]), [0.5, 1.0]
    with torch.no_grad():
        asked = stage._wanted(photos, styles, strengths)
        for number, strength in enumerate(strengths):
            picture, style = (lessons.given(None, places[number : number + 1]) for places in (photos, styles))
            for level in ("relu3_1", "relu2_1"):
                content, wanted = encoders[level](picture), moments(encoders[level](style))
                content = whitening_colouring(moments(content), wanted, 1e-5).blended(strength).apply(content)
                picture = normalised(decoders[level](content))
            # The lessons keep features in float16.
            tolerance = 0.05 * float(content.abs().mean())
            torch.testing.assert_close(asked[number : number + 1], content, rtol=0.02, atol=tolerance)


def test_half_formats_change_nothing_of_what_a_texture_stage_asks_for(album: Path) -> None:
    stage, _, lessons = untextured(album, replace(SETTINGS, batch=4))
    asked: list[torch.Tensor] = []
    transformed = stage._transformed

    def listen(*given: Any) -> torch.Tensor:
        asked.append(transformed(*given))
        return asked[-1]

    with mock.patch.object(stage, "_transformed", listen):
        stage.losses(0)
        with torch.autocast("cpu", torch.bfloat16):
            stage.losses(0)
    assert lessons.features("relu3_1", lessons.sample(1)).shape[1] == asked[0].shape[1]
    assert torch.equal(asked[0], asked[1])


class Counting:
    """A stage of one number, which is one step's number larger after each."""

    name = "counting"
    steps = 6
    highest_rate = 0.1

    def __init__(self, losses: Callable[[int, torch.Tensor], torch.Tensor]) -> None:
        self.network = torch.nn.Conv2d(1, 1, 1)
        self._losses = losses

    def losses(self, step: int) -> dict[str, torch.Tensor]:
        size = torch.stack([part.square().sum() for part in self.network.parameters()]).sum()
        return {"size": self._losses(step, size)}


def test_a_loss_that_is_no_number_ends_the_stage_and_keeps_the_step_before(tmp_path: Path) -> None:
    stage = Counting(lambda step, size: size * (float("nan") if step == 3 else 1.0))
    with refused(
        DeviceError,
        "The losses of {name} should be numbers, and at step {step} they are not: what was reached before is kept; "
        "begin in another folder with a lower rate or in float32.",
        name="counting",
        step=4,
    ):
        list(train_stage(stage, tmp_path, CPU, torch.float32))
    state = load_checkpoint(tmp_path / "counting.pt", CPU)
    assert state is not None
    assert state["step"] == 3
    assert all(torch.isfinite(tensor).all() for tensor in state["network"].values())


def test_an_interrupt_in_the_middle_of_a_step_keeps_no_half_of_it(tmp_path: Path) -> None:
    stage = Counting(lambda _, size: size)
    training = train_stage(stage, tmp_path, CPU, torch.float32)
    next(training)
    training.close()
    before = load_checkpoint(tmp_path / "counting.pt", CPU)

    def interrupted(optimiser: Muon) -> None:
        with torch.no_grad():
            optimiser.param_groups[0]["params"][0].fill_(9.0)
        raise KeyboardInterrupt

    with mock.patch.object(Muon, "step", interrupted), pytest.raises(KeyboardInterrupt):
        next(train_stage(stage, tmp_path, CPU, torch.float32))
    after = load_checkpoint(tmp_path / "counting.pt", CPU)
    assert before is not None
    assert after is not None
    assert after["step"] == before["step"] == 1
    assert torch.equal(after["network"]["weight"], before["network"]["weight"])
