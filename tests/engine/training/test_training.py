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
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from engine.errors import JobError, PackError, PictureError
from engine.networks import SteppedNetwork, build_networks
from engine.packs.registry import Registry, read_pack
from engine.packs.weights import load
from engine.training.checkpoints import load_checkpoint, save_checkpoint
from engine.training.decoders import WhitenedDecoder
from engine.training.encoder import initialise
from engine.training.photos import find_photos
from engine.training.run import TrainingRun
from engine.training.settings import TrainingSettings
from engine.training.stages import learning_rate
from engine.transforms import moments
from engine.vgg import decoder_layers
from tests.engine.packs.tiny import tiny_pack
from tests.engine.pictures import picture

if TYPE_CHECKING:
    from pathlib import Path

    from engine.packs.manifest import Manifest
    from engine.training.stages import TrainingProgress

CPU = torch.device("cpu")
SETTINGS = TrainingSettings(
    "teacher", crop=32, batch=2, encoder_steps=6, decoder_steps=4, learning_rate=5e-3, held_out=0.2
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
    training = run.train("pupil")
    told = []
    while True:
        try:
            told.append(next(training))
        except StopIteration as done:
            return told, done.value


def weights_of(folder: Path) -> dict[str, torch.Tensor]:
    return load(read_pack(folder / "pupil"))


def test_a_run_makes_a_pack(tmp_path: Path, album: Path, teachers: Registry) -> None:
    told, manifest = finish(run_of(tmp_path / "run", album, teachers))
    assert [(progress.stage, progress.step) for progress in told] == [
        *(("encoder", step) for step in range(1, 7)),
        *((f"decoder relu{stage}_1", step) for stage in (3, 2, 1) for step in range(1, 5)),
    ]
    assert manifest.encoders == {"shared": (4, 6, 8)}
    assert manifest.training is not None
    assert manifest.training["seed"] == 0
    assert manifest.training["teacher's hash"] == teachers.find("teacher").manifest.sha256
    assert set(weights_of(tmp_path / "run")) == set(manifest.expected_tensors())
    assert not any(tensor.requires_grad for tensor in weights_of(tmp_path / "run").values())


def test_the_losses_fall(tmp_path: Path, album: Path, teachers: Registry) -> None:
    told, _ = finish(run_of(tmp_path / "run", album, teachers, replace(SETTINGS, encoder_steps=150, decoder_steps=80)))
    for stage in ("encoder", "decoder relu3_1", "decoder relu1_1"):
        totals = [sum(progress.losses.values()) for progress in told if progress.stage == stage]
        assert np.mean(totals[-10:]) < 0.7 * np.mean(totals[:10]), stage


@pytest.mark.parametrize("stop", [1, 4, 8, 13])
def test_a_run_that_was_stopped_ends_as_if_it_had_not_been(
    tmp_path: Path, album: Path, teachers: Registry, stop: int
) -> None:
    finish(run_of(tmp_path / "whole", album, teachers))
    stopped = run_of(tmp_path / "stopped", album, teachers).train("pupil")
    for _ in range(stop):
        next(stopped)
    stopped.close()
    told, _ = finish(run_of(tmp_path / "stopped", album, teachers))
    assert len(told) == 18 - stop
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
    words += ["--batch", "2", "--encoder-steps", "2000", "--decoder-steps", "3"]
    process = subprocess.Popen(
        [sys.executable, "-c", code, *words], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    file = tmp_path / "run" / "encoder.pt"
    patience = time.monotonic() + 60
    while not file.exists() and process.poll() is None and time.monotonic() < patience:
        time.sleep(0.01)
    time.sleep(0.3)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    state = load_checkpoint(file, CPU)
    assert state is not None
    assert 0 < state["step"] < 2000
    settings = TrainingSettings("teacher", crop=32, batch=2, encoder_steps=2000, decoder_steps=3)
    again = run_of(tmp_path / "run", album, teachers, settings).train("pupil")
    assert next(again).step == state["step"] + 1
    again.close()


def test_a_run_is_not_resumed_with_other_settings(tmp_path: Path, album: Path, teachers: Registry) -> None:
    run_of(tmp_path / "run", album, teachers)
    with pytest.raises(JobError, match=r"and these differ: crop, seed; use the same"):
        run_of(tmp_path / "run", album, teachers, replace(SETTINGS, crop=48, seed=3))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"crop": 100}, "The crop should be a multiple of 16 from 32 up, and it is 100"),
        ({"batch": 0}, "The batch should be at least 1, and it is 0"),
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


def test_folding_the_whitening_changes_nothing() -> None:
    widths = (4, 6, 8)
    decoder = SteppedNetwork(decoder_layers("relu3_1", widths, last_rectified=False))
    features = torch.rand(1, 8, 12, 12, generator=torch.Generator().manual_seed(0)) * 40
    initialise(decoder, 0)
    whitened = WhitenedDecoder(moments(features), decoder)
    folded = SteppedNetwork(decoder_layers("relu3_1", widths, last_rectified=False))
    folded.load_state_dict({f"convolutions.{name}": tensor for name, tensor in whitened.folded().items()})
    with torch.no_grad():
        torch.testing.assert_close(folded(features), whitened(features), rtol=1e-3, atol=1e-4)


def test_the_finished_encoder_has_the_teacher_s_scale(tmp_path: Path, album: Path, teachers: Registry) -> None:
    run = run_of(tmp_path / "run", album, teachers, replace(SETTINGS, encoder_steps=400, decoder_steps=1))
    finish(run)
    crops = run.photos.validation(2, 32)
    spread = []
    for pack in (teachers.find("teacher"), read_pack(tmp_path / "run" / "pupil")):
        weights = load(pack)
        encoders = [
            build_networks(pack.manifest, weights, level, CPU, torch.float32).encoder for level in pack.manifest.levels
        ]
        with torch.no_grad():
            spread.append([float(encoder(crops).std()) for encoder in encoders])
    assert spread[1] == pytest.approx(spread[0], rel=0.35)


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


def test_the_log_can_be_plotted(tmp_path: Path, album: Path, teachers: Registry) -> None:
    finish(run_of(tmp_path / "run", album, teachers))
    lines = [json.loads(line) for line in (tmp_path / "run" / "log.jsonl").read_text().splitlines()]
    assert [line["stage"] for line in lines] == ["encoder", *(f"decoder relu{stage}_1" for stage in (3, 2, 1))]
    assert all(line["relu1_1"] > 0 for line in lines if line["stage"] == "encoder")
