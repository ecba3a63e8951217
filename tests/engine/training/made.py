"""Small runs of training: an album of photos, a teacher and settings that take seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from PIL import Image

from engine.packs.registry import Registry, read_pack
from engine.packs.weights import load
from engine.training.lessons import Lessons
from engine.training.photos import find_photos
from engine.training.run import TrainingRun
from engine.training.settings import TrainingSettings
from engine.training.teacher import Teacher
from tests.engine.packs.tiny import tiny_pack
from tests.engine.pictures import picture

if TYPE_CHECKING:
    from pathlib import Path

    from engine.packs.manifest import Manifest
    from engine.training.base import Run
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


def new_album(folder: Path) -> Path:
    """Fills a folder with small photos."""
    folder.mkdir()
    for number in range(12):
        Image.fromarray(picture(48, 40, number).pixels).save(folder / f"{number}.png")
    return folder


def new_teachers(folder: Path, seed: int = 0) -> Registry:
    """A registry with a teacher of three levels."""
    tiny_pack(folder / "packs" / "teacher", shared=False, levels=("relu3_1", "relu2_1", "relu1_1"), seed=seed)
    return Registry(folder / "packs", folder / "none")


def run_of(folder: Path, album: Path, teachers: Registry, settings: TrainingSettings = SETTINGS) -> TrainingRun:
    return TrainingRun(folder, photos_folder=album, teacher=teachers.find("teacher"), settings=settings, device=CPU)


def finish(run: Run) -> tuple[list[TrainingProgress], Manifest]:
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
