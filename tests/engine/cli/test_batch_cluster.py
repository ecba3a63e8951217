"""The same batch on other machines, as worker processes here: the same bytes, though one of them is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("distributed", reason="Dask is not installed: pip install distributed")

from tests.engine.batch.certificates import make_certificates
from tests.engine.cli.test_batch_killed import BROKEN, COUNT, OPTIONS, forty, results

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.engine.cli.conftest import Outcome

    Call = Callable[..., Outcome]

__all__ = ["forty"]

FILE = "scheduler.json"
TLS = ("--scheduler-tls", "a.pem", "b.pem", "b.key")
"""Files that are not there."""


def start(program: str, *words: str, **environment: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.{program}", "--scheduler-file", FILE, *words, "--no-dashboard"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**usual_environment(), **environment},
    )


def usual_environment() -> dict[str, str]:
    """Without what says how many threads there are."""
    return {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}


def ended(*processes: subprocess.Popen[bytes]) -> None:
    for process in processes:
        # A nanny ends its worker, if it is asked to.
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def paint(*words: str, **options: Any) -> subprocess.Popen[str]:
    """Starts a batch in a process of its own, with as many threads as usual."""
    return subprocess.Popen(
        [sys.executable, "-m", "engine.cli", "batch", "photos", "brush.png", "--recursive", *OPTIONS, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=usual_environment(),
        **options,
    )


@pytest.fixture
def scheduler(forty: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A scheduler without workers."""
    process = start("dask_scheduler", "--host", "127.0.0.1", "--port", "0")
    while not (forty / FILE).exists():
        time.sleep(0.05)
    yield process
    ended(process)


@pytest.fixture
def machines(scheduler: subprocess.Popen[bytes]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """A scheduler and two workers of one thread each, in this order."""
    workers = [start("dask_worker", "--nthreads", "1", "--no-nanny", OMP_NUM_THREADS="1") for _ in range(2)]
    yield [scheduler, *workers]
    ended(*workers)


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


@pytest.mark.slow
@pytest.mark.usefixtures("scheduler")
@pytest.mark.parametrize("forty", [160], indirect=True)  # smaller ones are the same with any number of threads
def test_a_worker_as_it_is_usually_started_paints_the_same_bytes_as_this_machine() -> None:
    worker = start("dask_worker")
    try:
        there, here = paint("-o", "there", "--scheduler", address()), paint("-o", "here")
        said = [process.communicate(timeout=300) for process in (there, here)]
        assert [process.returncode for process in (there, here)] == [1, 1], said
    finally:
        ended(worker)
    assert len(results("there")) == COUNT - len(BROKEN)
    assert results("there") == results("here")


@pytest.mark.slow
@pytest.mark.usefixtures("scheduler")
@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent otherwise there")
def test_a_scheduler_without_workers_is_waited_for_with_a_word_and_ctrl_c_ends_it() -> None:
    painting = paint("-o", "there", "--scheduler", address())
    assert painting.stderr is not None
    told = ""
    while "waiting for workers" not in told:
        told = painting.stderr.readline()
        assert told, "it ended"
    assert told == f"waiting for workers: the scheduler at {address()} has none; start some, or end this with Ctrl-C\n"
    painting.send_signal(signal.SIGINT)
    painting.communicate(timeout=60)
    assert painting.returncode == 130


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is for POSIX systems")
def test_a_killed_scheduler_is_told_as_such(machines: list[subprocess.Popen[bytes]]) -> None:
    painting = paint("-o", "there", "--scheduler", address(), "--json")
    while len(results("there")) < 4:
        assert painting.poll() is None, painting.communicate()
        time.sleep(0.02)
    machines[0].send_signal(signal.SIGKILL)
    out, err = painting.communicate(timeout=120)
    assert painting.returncode == 1, err
    endings = json.loads(out)["pictures"]
    gone = [one for one in endings if one["status"] == "failed" and "and it is gone: start it again" in one["error"]]
    assert gone
    assert not any("memory" in (one["error"] or "") for one in endings)
    assert sum(one["status"] == "painted" for one in endings) >= 4


@pytest.mark.slow
def test_encrypted_connections_paint_the_same_bytes(forty: Path, call: Call) -> None:
    authority, certificate, key = make_certificates(forty / "certificates")
    tls = [str(word) for word in ("--tls-ca-file", authority, "--tls-cert", certificate, "--tls-key", key)]
    scheduler = start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--protocol", "tls", *tls)
    worker = None
    try:
        while not Path(FILE).exists():
            time.sleep(0.05)
        assert address().startswith("tls://")
        worker = start("dask_worker", "--nthreads", "1", "--no-nanny", *tls, OMP_NUM_THREADS="1")
        words = ["batch", "photos/first", "brush.png", *OPTIONS]
        secured = ["--scheduler", address(), "--scheduler-tls", authority, certificate, key]
        assert call(*words, "-o", "there", *secured).status == 1
        assert call(*words, "-o", "here").status == 1
    finally:
        ended(*([] if worker is None else [worker]), scheduler)
    assert len(results("there")) == COUNT / 2 - 1
    assert results("there") == results("here")


@pytest.mark.usefixtures("forty")
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--scheduler", "tcp://127.0.0.1:9", "--recursive"], "A Dask scheduler was expected at 'tcp://127.0.0.1:9'"),
        (["--scheduler", "nonsense://", "--recursive"], "A Dask scheduler was expected at 'nonsense://'"),
        (["--scheduler", "tls://127.0.0.1:9", "--recursive"], "Certificates were expected for 'tls://127.0.0.1:9'"),
        ([*TLS, "--recursive"], "--scheduler-tls should come with --scheduler"),
        (["--scheduler", "tcp://x:1", *TLS, "--recursive"], "With --scheduler-tls the address should be like tls://"),
        (["--scheduler", "tls://x:1", *TLS, "--recursive"], "A file for --scheduler-tls should be at 'a.pem'"),
        (["--scheduler", "tcp://x:1", "--smooth", "0.5", "--recursive"], "One of --smooth and --scheduler"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    call: Call, words: list[str], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.batch.connection.SECONDS_TO_CONNECT", 0.5)
    outcome = call("batch", "photos", "brush.png", "-o", "there", *words, *OPTIONS)
    assert outcome.status == 2
    assert sentence in outcome.err
    assert not results("there")
