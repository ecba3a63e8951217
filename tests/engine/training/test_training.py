from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image

from engine.errors import JobError, PackError, PictureError
from engine.images import read_picture
from engine.networks import SteppedNetwork
from engine.packs.registry import Registry, read_pack
from engine.packs.weights import load
from engine.sheets import largest_size
from engine.training.checkpoints import load_checkpoint, save_checkpoint
from engine.training.curves import INK, read_log, smoothed
from engine.training.decoders import DecoderBlockStage, DecoderStage, solve_single_convolution
from engine.training.encoder import EncoderStage, initialise
from engine.training.lessons import Lessons
from engine.training.muon import Muon, orthogonalised
from engine.training.photos import find_photos
from engine.training.polish import PolishStage
from engine.training.run import TrainingRun, program_commit
from engine.training.settings import TrainingSettings
from engine.training.spread import Spread, positions_factor, root_mean_square
from engine.training.stages import learning_rate, train_stage
from engine.training.teacher import Teacher
from engine.training.texture import TextureStage
from engine.training.units import in_units
from engine.vgg import decoder_layers, encoder_layers, stage_of
from tests.engine.packs.tiny import tiny_pack
from tests.engine.pictures import picture

if TYPE_CHECKING:
    from pathlib import Path

    from engine.packs.manifest import Manifest
    from engine.training.stages import TrainingProgress
    from engine.vgg import Level

CPU = torch.device("cpu")
LEVELS: tuple[Level, ...] = ("relu1_1", "relu2_1", "relu3_1")
SETTINGS = TrainingSettings(
    "teacher",
    crop=32,
    batch=2,
    lessons=24,
    encoder_steps=6,
    block_steps=3,
    decoder_steps=4,
    polish_steps=2,
    texture_steps=2,
    held_out=0.2,
)


@pytest.fixture
def album(tmp_path: Path) -> Path:
    """A folder of small photos."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in range(12):
        Image.fromarray(picture(48, 40, number).pixels).save(folder / f"{number}.png")
    return folder


@pytest.fixture
def teachers(tmp_path: Path) -> Registry:
    tiny_pack(tmp_path / "data" / "packs" / "teacher", shared=False, levels=("relu3_1", "relu2_1", "relu1_1"))
    return Registry(tmp_path / "data" / "packs", tmp_path / "none")


def run_of(folder: Path, album: Path, teachers: Registry, settings: TrainingSettings = SETTINGS) -> TrainingRun:
    return TrainingRun(folder, photos_folder=album, teacher=teachers.find("teacher"), settings=settings, device=CPU)


def finish(run: TrainingRun) -> tuple[list[TrainingProgress], Manifest]:
    """Trains to the end; the signs of life from training proper, without the lessons', and the pack's manifest."""
    training = run.train("pupil")
    told: list[TrainingProgress] = []
    while True:
        try:
            progress = next(training)
        except StopIteration as done:
            return told, done.value
        if progress.stage != "lessons":
            told.append(progress)


def prepared_lessons(album: Path) -> Lessons:
    """Lessons with a teacher's features."""
    photos = find_photos(album, 0.2)
    lessons = Lessons(photos, SETTINGS, CPU)
    folder = album.parent / "data" / "packs" / "teacher"
    tiny_pack(folder, shared=False, levels=("relu3_1", "relu2_1", "relu1_1"))
    assert list(lessons.prepare(Teacher(read_pack(folder), CPU))) == [16, 24]
    return lessons


def weights_of(folder: Path) -> dict[str, torch.Tensor]:
    return load(read_pack(folder / "pupil"))


def test_a_run_makes_a_pack(tmp_path: Path, album: Path, teachers: Registry) -> None:
    told, manifest = finish(run_of(tmp_path / "run", album, teachers))
    assert [(progress.stage, progress.step) for progress in told] == [
        *(
            (f"encoder {level}", step)
            for level, steps in zip(LEVELS, (3, 6, 6), strict=True)
            for step in range(1, steps + 1)
        ),
        *(
            (f"{part} {level}", step)
            for level in LEVELS[1:]
            for part, steps in (("decoder block", 3), ("decoder", 4))
            for step in range(1, steps + 1)
        ),
        ("polish", 1),
        ("polish", 2),
        ("texture relu3_1", 1),
        ("texture relu3_1", 2),
    ]
    assert manifest.encoders == {"shared": (4, 6, 8)}
    assert manifest.training is not None
    assert manifest.training["seed"] == 0
    assert manifest.training["data"] == "photos"
    assert manifest.training["encoder relu2_1: steps"] == 6
    assert manifest.training["commit"] == program_commit()
    assert manifest.training["teacher's hash"] == teachers.find("teacher").manifest.sha256
    assert set(weights_of(tmp_path / "run")) == set(manifest.expected_tensors())
    assert not any(tensor.requires_grad for tensor in weights_of(tmp_path / "run").values())


def test_the_losses_fall(tmp_path: Path, album: Path, teachers: Registry) -> None:
    told, _ = finish(
        run_of(
            tmp_path / "run", album, teachers, replace(SETTINGS, encoder_steps=150, block_steps=150, decoder_steps=80)
        )
    )
    for stage in ("encoder relu1_1", "encoder relu3_1", "decoder block relu2_1"):
        totals = [sum(progress.losses.values()) for progress in told if progress.stage == stage]
        assert np.mean(totals[-10:]) < 0.7 * np.mean(totals[:10]), stage


@pytest.mark.parametrize("stop", [1, 6, 20, 23, 28, 30, 32])
def test_a_run_that_was_stopped_ends_as_if_it_had_not_been(
    tmp_path: Path, album: Path, teachers: Registry, stop: int
) -> None:
    finish(run_of(tmp_path / "whole", album, teachers))
    stopped = run_of(tmp_path / "stopped", album, teachers).train("pupil")
    trained = (progress for progress in stopped if progress.stage != "lessons")
    for _ in range(stop):
        next(trained)
    stopped.close()
    told, _ = finish(run_of(tmp_path / "stopped", album, teachers))
    assert len(told) == 33 - stop
    whole, resumed = weights_of(tmp_path / "whole"), weights_of(tmp_path / "stopped")
    assert all(torch.equal(whole[name], resumed[name]) for name in whole)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_killed_run_goes_on_from_its_last_checkpoint(tmp_path: Path, album: Path, teachers: Registry) -> None:
    assert teachers.names()
    code = (
        "import sys, torch; from engine.training import stages; stages.SECONDS_BETWEEN_CHECKPOINTS = 0.0; "
        "torch.set_num_threads(1); from engine.cli.program import run; sys.exit(run(sys.argv[1:]))"
    )
    words = ["train", "run", "--photos", str(album), "--teacher", "teacher", "--name", "pupil", "--crop", "32"]
    words += [
        "--batch",
        "2",
        "--lessons",
        "16",
        "--encoder-steps",
        "2000",
        "--block-steps",
        "3",
        "--decoder-steps",
        "3",
        "--polish-steps",
        "3",
        "--texture-steps",
        "3",
    ]
    process = subprocess.Popen(
        [sys.executable, "-c", code, *words], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    file = tmp_path / "run" / "encoder relu1_1.pt"
    patience = time.monotonic() + 60
    while not file.exists() and process.poll() is None and time.monotonic() < patience:
        time.sleep(0.01)
    time.sleep(0.3)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    state = load_checkpoint(file, CPU)
    assert state is not None
    assert 0 < state["step"] < 2000
    settings = TrainingSettings(
        "teacher",
        crop=32,
        batch=2,
        lessons=16,
        encoder_steps=2000,
        block_steps=3,
        decoder_steps=3,
        polish_steps=3,
        texture_steps=3,
    )
    again = run_of(tmp_path / "run", album, teachers, settings).train("pupil")
    assert next(progress for progress in again if progress.stage != "lessons").step == state["step"] + 1
    again.close()


def test_a_run_is_not_resumed_with_other_settings(tmp_path: Path, album: Path, teachers: Registry) -> None:
    run_of(tmp_path / "run", album, teachers)
    with pytest.raises(JobError, match=r"and these differ: crop, seed; use the same"):
        run_of(tmp_path / "run", album, teachers, replace(SETTINGS, crop=48, seed=3))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"crop": 100}, "The crop should be a multiple of 16 from 32 up, and it is 100"),
        ({"batch": 0}, "The batch should be at least 2, for pairs, and it is 0"),
        ({"lessons": 0}, "There should be at least two batches of lessons, and there are 0 lessons"),
        ({"encoder_steps": 0}, "The encoder's steps should be at least 1"),
        ({"held_out": 1.0}, "The share held out should be between 0 and 1"),
    ],
)
def test_settings_that_cannot_work_are_refused(changes: dict[str, float], sentence: str) -> None:
    with pytest.raises(JobError, match=sentence):
        replace(SETTINGS, **changes)  # type: ignore[arg-type]  # whole numbers and shares alike


def test_no_photos_are_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="Photos to train on should be in"):
        find_photos(tmp_path, 0.1)


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
        "relu3_1", encoder=encoder, decoder=decoder, lessons=lessons, threshold=1e-5, settings=settings, device=CPU
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


@given(st.integers(2, 6), st.integers(0, 2**31))
def test_the_error_is_about_one_for_features_that_are_right_on_average(channels: int, seed: int) -> None:
    numbers = torch.Generator().manual_seed(seed)
    mixing = torch.eye(channels) + 0.3 * torch.randn(channels, channels, generator=numbers)
    features = torch.einsum("ij,njhw->nihw", mixing, torch.randn(4, channels, 9, 9, generator=numbers))
    mean = features.mean(dim=(0, 2, 3), keepdim=True).expand_as(features)
    assert 0.6 < float(Spread(features).error(mean, features)) < 1.05
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


def test_the_finished_encoder_has_the_teacher_s_scale(tmp_path: Path, album: Path, teachers: Registry) -> None:
    run = run_of(tmp_path / "run", album, teachers, replace(SETTINGS, encoder_steps=300, decoder_steps=1))
    finish(run)
    crops = run.photos.validation(2, 32)
    taught = Teacher(teachers.find("teacher"), CPU).features(crops)
    pupil = Teacher(read_pack(tmp_path / "run" / "pupil"), CPU).features(crops)
    # Some units of so short a training answer to nothing; without its scale the features would be 9 times too large.
    assert all(0.3 < float(pupil[level].std() / taught[level].std()) < 3 for level in LEVELS)


@given(st.integers(1, 5000), st.data())
def test_the_learning_rate_rises_and_falls_in_one_cycle(steps: int, data: st.DataObject) -> None:
    step = data.draw(st.integers(0, steps - 1))
    assert 0 <= learning_rate(1.0, step, steps) <= 1
    if steps > 100:
        assert learning_rate(1.0, 0, steps) < 0.05
        assert learning_rate(1.0, steps // 10, steps) > 0.95
        assert learning_rate(1.0, steps - 1, steps) < 0.01


def test_a_damaged_checkpoint_is_said_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "encoder.pt"
    assert load_checkpoint(file, CPU) is None
    save_checkpoint(file, {"step": 3, "network": {"a": torch.zeros(1000)}})
    file.write_bytes(file.read_bytes()[:600])
    with pytest.raises(PackError, match=r"'encoder.pt' should be a checkpoint, and it cannot be read"):
        load_checkpoint(file, CPU)


def test_a_run_draws_its_report(tmp_path: Path, album: Path, teachers: Registry) -> None:
    finish(run_of(tmp_path / "run", album, teachers, replace(SETTINGS, encoder_steps=60)))
    curves, reconstructions, stylisations = (
        read_picture(tmp_path / "run" / "report" / f"{name}.png")
        for name in ("curves", "reconstructions", "stylisations")
    )
    held_out = len(find_photos(album, SETTINGS.held_out).held_out)
    assert curves.width > 3 * 360
    for colour in INK[:1]:
        assert (curves.pixels == colour).all(axis=2).any()
    assert reconstructions.width == largest_size(4, min(held_out, 4), 256)[0]
    assert stylisations.height > 48 * min(held_out, 4)


@given(st.lists(st.floats(1e-6, 1e3), min_size=1, max_size=40))
def test_a_smoothed_curve_stays_within_what_it_smooths(values: list[float]) -> None:
    curve = [(25 * (place + 1), value) for place, value in enumerate(values)]
    found = smoothed(curve)
    assert [step for step, _ in found] == [step for step, _ in curve]
    assert all(min(values) * 0.999 <= value <= max(values) * 1.001 for _, value in found)


def test_steps_that_a_killed_run_logged_twice_count_once(tmp_path: Path) -> None:
    lines = [{"stage": "a", "step": step, "pixels": loss} for step, loss in ((25, 3.0), (50, 2.0), (25, 2.5))]
    (tmp_path / "log.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert read_log(tmp_path / "log.jsonl") == {"a": {"pixels": [(25, 2.5), (50, 2.0)]}}


def test_the_log_can_be_plotted(tmp_path: Path, album: Path, teachers: Registry) -> None:
    finish(run_of(tmp_path / "run", album, teachers))
    lines = [json.loads(line) for line in (tmp_path / "run" / "log.jsonl").read_text().splitlines()]
    stages = [f"encoder {level}" for level in LEVELS]
    stages += [f"{part} {level}" for level in LEVELS[1:] for part in ("decoder block", "decoder")]
    stages += ["polish", "texture relu3_1"]
    assert [line["stage"] for line in lines] == stages
    assert all(line["features"] > 0 for line in lines[:3])
    assert all(line["pixels"] > 0 for line in lines[4:-2:2])
