from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import click
import pytest

from engine.cli import program
from engine.job import program_version
from tests.engine.pictures import picture

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.engine.cli.conftest import Outcome

    Call = Callable[..., Outcome]


def test_without_words_it_explains_itself(call: Call) -> None:
    outcome = call()
    assert outcome.status == 0
    assert "pentimento stylise photo.jpg painting.jpg" in outcome.out
    for command in ("stylise", "packs", "recipe", "bench"):
        assert f"  {command}" in outcome.out
    assert "The same as stylise." in outcome.out
    assert "the window opens" in outcome.out
    assert "..." not in outcome.out.partition("Commands:")[2], "a line of the list is cut short"


def test_it_tells_its_version(call: Call) -> None:
    assert call("--version").out == f"pentimento {program_version()}\n"


def test_an_unknown_command_is_bad_input(call: Call) -> None:
    outcome = call("paint")
    assert outcome.status == 2
    assert "No such command 'paint'" in outcome.err
    assert outcome.err.endswith("See `pentimento --help`.\n")
    assert "See `pentimento stylise --help`." in call("stylise", "photo.jpg", "--colour", "pink").err
    assert "See `pentimento packs show --help`." in call("packs", "show").err


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, click.Abort])
def test_an_interruption_ends_with_status_130(
    call: Call, interruption: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise interruption

    monkeypatch.setattr(program.program, "main", interrupted)
    outcome = call("stylise")
    assert outcome.status == 130
    assert outcome.err == "pentimento: interrupted; no half-written file is left.\n"


def start(*words: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "engine.cli", *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_ctrl_c_stops_soon_and_leaves_nothing(desk: Path) -> None:
    from PIL import Image

    Image.fromarray(picture(1600, 1200).pixels).save(desk / "large.png")
    before = sorted(desk.iterdir())
    process = start("stylise", "large.png", "brush.png", "-o", "out.png", "--passes", 5, "--number-format", "float32")
    assert process.stderr is not None
    assert process.stderr.readline() == "getting ready\n"
    first = process.stderr.readline()  # painting has begun
    process.send_signal(signal.SIGINT)
    begun = time.monotonic()
    _, err = process.communicate(timeout=60)
    assert time.monotonic() - begun < 20, "a bound that only a hanging program exceeds"
    assert "relu5_1 decode" in first
    assert process.returncode == 130
    assert err.endswith("pentimento: interrupted; no half-written file is left.\n")
    assert sorted(desk.iterdir()) == before


def test_bad_input_is_refused_without_loading_torch(desk: Path) -> None:
    code = (
        "import sys; from engine.cli.program import run; status = run(sys.argv[1:]); "
        "assert 'torch' not in sys.modules, 'torch was loaded'; sys.exit(status)"
    )
    for words in (["photo.png", "nowhere.png"], ["photo.png", "brush.png", "--strength", "3"]):
        outcome = subprocess.run(
            [sys.executable, "-c", code, "stylise", *words], capture_output=True, text=True, check=False, cwd=desk
        )
        assert outcome.returncode == 2, outcome.stderr


def test_the_real_program_is_quiet_but_for_its_words(desk: Path) -> None:
    words = ("--number-format", "float32", "--pack", "tiny")
    process = start("stylise", "photo.png", "brush.png", "-o", "out.png", *words)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0
    assert out.startswith("Saved out.png")
    assert [line.split()[0] for line in err.splitlines()] == [
        "getting",
        "relu5_1",
        "relu4_1",
        "relu3_1",
        "relu2_1",
        "relu1_1",
    ]
    assert (desk / "out.png").is_file()
