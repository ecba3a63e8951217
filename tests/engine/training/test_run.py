from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from engine.errors import JobError, PackError
from engine.images import read_picture
from engine.images.contact_sheets import largest_size
from engine.packs.registry import Registry, read_pack
from engine.training.base import program_commit
from engine.training.checkpoints import load_checkpoint, save_checkpoint
from engine.training.curves import INK, read_log, smoothed
from engine.training.settings import TrainingSettings
from engine.training.teacher import Teacher
from tests.engine.pictures import picture
from tests.engine.training.made import (
    CPU,
    LEVELS,
    SETTINGS,
    finish,
    new_album,
    new_teachers,
    run_of,
    weights_of,
)
from tests.refusals import refused

if TYPE_CHECKING:
    from pathlib import Path

    from engine.packs.manifest import Manifest
    from engine.training.run import TrainingRun
    from engine.training.stages import TrainingProgress


@dataclass(frozen=True)
class Finished:
    """A run that has ended."""

    folder: Path
    run: TrainingRun
    told: list[TrainingProgress]
    manifest: Manifest
    teachers: Registry


def finished(folder: Path, settings: TrainingSettings) -> Finished:
    teachers = new_teachers(folder / "data")
    run = run_of(folder / "run", new_album(folder / "photos"), teachers, settings)
    told, manifest = finish(run)
    return Finished(folder / "run", run, told, manifest, teachers)


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """A run of the fewest steps."""
    return finished(tmp_path_factory.mktemp("short"), SETTINGS)


@pytest.fixture(scope="module")
def longer(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """A run long enough to learn something."""
    settings = replace(SETTINGS, encoder_steps=300, block_steps=60, decoder_steps=10)
    return finished(tmp_path_factory.mktemp("longer"), settings)


def test_a_run_makes_a_pack(short: Finished) -> None:
    manifest = short.manifest
    assert [(progress.stage, progress.step) for progress in short.told] == [
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
        *((f"texture {level}", step) for level in ("relu3_1", "relu2_1") for step in (1, 2)),
    ]
    assert manifest.encoders == {"shared": (4, 6, 8)}
    assert manifest.training is not None
    assert manifest.training["seed"] == 0
    assert manifest.training["data"] == "photos"
    assert manifest.training["encoder relu2_1: steps"] == 6
    assert manifest.training["commit"] == program_commit()
    assert manifest.training["teacher's hash"] == short.teachers.find("teacher").manifest.sha256
    assert set(weights_of(short.folder)) == set(manifest.expected_tensors())
    assert not any(tensor.requires_grad for tensor in weights_of(short.folder).values())


def test_the_losses_fall(longer: Finished) -> None:
    for stage in ("encoder relu1_1", "encoder relu3_1", "decoder block relu2_1"):
        totals = [sum(progress.losses.values()) for progress in longer.told if progress.stage == stage]
        assert np.mean(totals[-10:]) < 0.7 * np.mean(totals[:10]), stage


def test_the_finished_encoder_has_the_teacher_s_scale(longer: Finished) -> None:
    crops = longer.run.photos.validation(2, 32)
    taught = Teacher(longer.teachers.find("teacher"), CPU).features(crops)
    pupil = Teacher(read_pack(longer.folder / "pupil"), CPU).features(crops)
    # Some units of so short a training answer to nothing; without its scale the features would be 9 times too large.
    assert all(0.3 < float(pupil[level].std() / taught[level].std()) < 3 for level in LEVELS)


@pytest.mark.parametrize("stop", [1, 6, 20, 23, 28, 30, 32, 34])
def test_a_run_that_was_stopped_ends_as_if_it_had_not_been(
    tmp_path: Path, album: Path, teachers: Registry, short: Finished, stop: int
) -> None:
    stopped = run_of(tmp_path / "stopped", album, teachers).train("pupil")
    trained = (progress for progress in stopped if progress.stage != "lessons")
    for _ in range(stop):
        next(trained)
    stopped.close()
    told, _ = finish(run_of(tmp_path / "stopped", album, teachers))
    assert len(told) == 35 - stop
    whole, resumed = weights_of(short.folder), weights_of(tmp_path / "stopped")
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


DIFFERENT = (
    "The run in '{name}' should be resumed with its own settings and photos, and these differ: {changed}; use the "
    "same, or another folder."
)


def test_a_run_is_not_resumed_with_other_settings(tmp_path: Path, album: Path, teachers: Registry) -> None:
    run_of(tmp_path / "run", album, teachers)
    with refused(JobError, DIFFERENT, changed="crop, seed"):
        run_of(tmp_path / "run", album, teachers, replace(SETTINGS, crop=48, seed=3))


def test_a_run_is_not_resumed_with_other_photos_or_another_teacher(
    tmp_path: Path, album: Path, teachers: Registry
) -> None:
    run_of(tmp_path / "run", album, teachers)
    other = new_teachers(tmp_path / "others", seed=5)
    with refused(JobError, DIFFERENT, changed="teacher's hash"):
        run_of(tmp_path / "run", album, other)
    Image.fromarray(picture(48, 40, 99).pixels).save(album / "another.png")
    with refused(JobError, DIFFERENT, changed="photos"):
        run_of(tmp_path / "run", album, teachers)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"crop": 100}, "The crop should be a multiple of 16 from 32 up, and it is {crop}: try 192."),
        ({"batch": 0}, "The batch should be at least 2, for pairs, and it is {batch}: give a larger number."),
        (
            {"lessons": 0},
            "There should be at least two batches of lessons, and there are {lessons} lessons for batches of {batch}: "
            "ask for more lessons.",
        ),
        ({"encoder_steps": 0}, "The {what} should be at least 1, and it is {number}: give a larger number."),
        ({"held_out": 1.0}, "The share held out should be between 0 and 1, and it is {held_out}: try 0.05."),
    ],
)
def test_settings_that_cannot_work_are_refused(changes: dict[str, float], sentence: str) -> None:
    named = {"what": "encoder's steps"} if "encoder_steps" in changes else changes
    with refused(JobError, sentence, **named):
        replace(SETTINGS, **changes)  # type: ignore[arg-type]  # whole numbers and shares alike


def test_a_damaged_checkpoint_is_said_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "encoder.pt"
    assert load_checkpoint(file, CPU) is None
    save_checkpoint(file, {"step": 3, "network": {"a": torch.zeros(1000)}})
    file.write_bytes(file.read_bytes()[:600])
    with refused(
        PackError,
        "'{name}' should be a checkpoint, and it cannot be read: delete it to begin that part anew.",
        name="encoder.pt",
    ):
        load_checkpoint(file, CPU)


def test_a_run_draws_its_report(longer: Finished) -> None:
    curves, reconstructions, stylisations = (
        read_picture(longer.folder / "report" / f"{name}.png") for name in ("curves", "reconstructions", "stylisations")
    )
    held_out = len(longer.run.photos.held_out)
    assert curves.width > 3 * 360
    for colour in INK[:1]:
        assert (curves.pixels == colour).all(axis=2).any()
    assert 4 * 48 < reconstructions.width <= largest_size(4, min(held_out, 4), 256)[0]
    assert stylisations.height > 48 * min(held_out, 4)


def test_the_log_can_be_plotted(short: Finished) -> None:
    lines = [json.loads(line) for line in (short.folder / "log.jsonl").read_text().splitlines()]
    stages = [f"encoder {level}" for level in LEVELS]
    stages += [f"{part} {level}" for level in LEVELS[1:] for part in ("decoder block", "decoder")]
    stages += ["polish", "texture relu3_1", "texture relu2_1"]
    assert [line["stage"] for line in lines] == stages
    assert all(line["features"] > 0 for line in lines[:3])
    assert all(line["pixels"] > 0 for line in lines[4:-3:2])


@given(st.lists(st.floats(1e-6, 1e3), min_size=1, max_size=40))
def test_a_smoothed_curve_stays_within_what_it_smooths(values: list[float]) -> None:
    curve = [(25 * (place + 1), value) for place, value in enumerate(values)]
    found = smoothed(curve)
    assert [step for step, _ in found] == [step for step, _ in curve]
    assert all(min(values) * 0.999 <= value <= max(values) * 1.001 for _, value in found)


def test_steps_that_a_killed_run_logged_twice_count_once(tmp_path: Path) -> None:
    lines = [{"stage": "a", "step": step, "pixels": loss} for step, loss in ((25, 3.0), (50, 2.0), (25, 2.5))]
    (tmp_path / "log.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    # A kill may also come in the middle of a line.
    with (tmp_path / "log.jsonl").open("a") as log:
        log.write('{"stage": "a", "st\n')
    assert read_log(tmp_path / "log.jsonl") == {"a": {"pixels": [(25, 2.5), (50, 2.0)]}}
