"""The same batch on other machines, as worker processes here: the same bytes, though one of them is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("distributed", reason="Dask is not installed: pip install distributed")

from tests.engine.cli.test_batch_killed import BROKEN, COUNT, OPTIONS, forty, results

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.engine.cli.conftest import Outcome

    Call = Callable[..., Outcome]

__all__ = ["forty"]

FILE = "scheduler.json"


def start(program: str, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.{program}", "--scheduler-file", FILE, *words, "--no-dashboard"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )


@pytest.fixture
def machines(forty: Path) -> Iterator[list[subprocess.Popen[bytes]]]:
    """A scheduler and two workers, in this order."""
    scheduler = start("dask_scheduler", "--host", "127.0.0.1", "--port", "0")
    while not (forty / FILE).exists():
        time.sleep(0.05)
    workers = [start("dask_worker", "--nthreads", "1", "--no-nanny") for _ in range(2)]
    yield [scheduler, *workers]
    for process in (*workers, scheduler):
        process.kill()
        process.wait()


def address() -> str:
    found: str = json.loads(Path(FILE).read_text(encoding="utf-8"))["address"]
    return found


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is for POSIX systems")
def test_a_killed_worker_costs_nothing_and_the_bytes_are_the_same(
    machines: list[subprocess.Popen[bytes]], call: Call
) -> None:
    words = ["batch", "photos", "brush.png", "--recursive", *OPTIONS]
    painting = subprocess.Popen(
        [sys.executable, "-m", "engine.cli", *words, "-o", "there", "--json", "--scheduler", address()],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while len(results("there")) < 8:
        assert painting.poll() is None, painting.communicate()
        time.sleep(0.02)
    machines[1].send_signal(signal.SIGKILL)
    at_the_kill = len(results("there"))
    out, err = painting.communicate(timeout=300)
    assert painting.returncode == 1, err
    endings = json.loads(out)["pictures"]
    assert at_the_kill < COUNT - len(BROKEN), "it was killed midway"
    assert [Path(one["photo"]).stem for one in endings if one["status"] == "failed"] == ["photo 7", "photo 31"]
    assert call(*words, "-o", "here").status == 1
    assert len(results("there")) == COUNT - len(BROKEN)
    assert results("there") == results("here")
    again = call(*words, "-o", "there", "--scheduler", address())
    assert again.out.startswith(f"Painted 0 of {COUNT} pictures in ")


@pytest.mark.usefixtures("forty")
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--scheduler", "tcp://127.0.0.1:9", "--recursive"], "A Dask scheduler was expected at 'tcp://127.0.0.1:9'"),
        (["--scheduler", "nonsense://", "--recursive"], "A Dask scheduler was expected at 'nonsense://'"),
        (["--scheduler", "tcp://x:1", "--smooth", "0.5", "--recursive"], "One of --smooth and --scheduler"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    call: Call, words: list[str], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.batch.cluster.SECONDS_TO_CONNECT", 0.5)
    outcome = call("batch", "photos", "brush.png", "-o", "there", *words, *OPTIONS)
    assert outcome.status == 2
    assert sentence in outcome.err
    assert not results("there")
