"""A batch of 40 pictures, two of them broken, is killed again and again, and at the end nothing is missing."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from engine.images import read_picture
from tests.engine.pictures import picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.engine.cli.conftest import Outcome

    Call = Callable[..., Outcome]

COUNT, BROKEN = 40, (7, 31)

ALL_LEVELS = ("--number-format", "float32", "--pack", "tiny")
OPTIONS = ("--number-format", "float32", "--levels", "relu2_1,relu1_1", "--pack", "tiny")


@pytest.fixture
def forty(desk: Path, request: pytest.FixtureRequest) -> Path:
    """Forty photos in two folders, two of them cut short, in the current folder; they are small unless asked for."""
    width = getattr(request, "param", 48)
    for number in range(COUNT):
        path = desk / "photos" / ("first" if number < COUNT / 2 else "second") / f"photo {number}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture(width, 2 * width // 3 + number, number).pixels).save(path)
        if number in BROKEN:
            path.write_bytes(path.read_bytes()[:150])
    return desk


def results(folder: str) -> dict[str, bytes]:
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in Path(folder).rglob("*.png")}
    return {name: content for name, content in found.items() if not Path(name).name.startswith(".")}


def start(*words: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "engine.cli", *map(str, words)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )


def kill_after(process: subprocess.Popen[str], pictures: int, wait: float) -> None:
    """Kills a batch a while after it has ended some pictures."""
    assert process.stderr is not None
    seen = 0
    while seen < pictures:
        line = process.stderr.readline()
        assert line, "the batch ended before it was killed"
        seen += line.rstrip().endswith("left") or " painted" in line
    time.sleep(wait)
    process.send_signal(signal.SIGKILL)
    process.communicate()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is for POSIX systems")
@pytest.mark.parametrize(
    ("forty", "options"),
    [pytest.param(48, OPTIONS, id="small"), pytest.param(360, ALL_LEVELS, id="large", marks=pytest.mark.slow)],
    indirect=["forty"],
)
def test_a_batch_that_is_killed_three_times_ends_whole(forty: Path, options: tuple[str, ...], call: Call) -> None:
    words = ("batch", "photos", "brush.png", "--recursive", *options)
    chance = random.Random()
    for _ in range(3):
        kill_after(start(*words, "-o", "killed"), chance.randint(1, 6), chance.uniform(0, 0.05))
        for name in results("killed"):
            photo = read_picture(forty / "photos" / name)
            assert read_picture(forty / "killed" / name).height == photo.height, "whole, whenever it was killed"
    finished = len(results("killed"))
    outcome = call(*words, "-o", "killed", "--json")
    assert outcome.status == 1
    endings = json.loads(outcome.out)["pictures"]
    assert [Path(one["photo"]).stem for one in endings if one["status"] == "failed"] == ["photo 7", "photo 31"]
    assert all("the file is damaged or cut short" in one["error"] for one in endings if one["error"])
    assert sum(one["status"] == "finished" for one in endings) == finished
    assert finished >= 3
    assert call(*words, "-o", "at once").status == 1
    assert len(results("killed")) == COUNT - len(BROKEN)
    assert results("killed") == results("at once")
