from __future__ import annotations

import builtins
import os
import pickle
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from engine.batch.batch import Batch, BatchSettings, run_batch
from engine.batch.cluster import (
    THREADS_SET_BY_NANNY,
    Machines,
    Order,
    Workers,
    _ending_of,
    carry_out,
    order_of,
    program_identity,
    run_on_cluster,
    use_cores_of_worker,
)
from engine.batch.naming import Pattern
from engine.batch.plan import find_photos, plan_pieces
from engine.images import SaveOptions, read_picture
from engine.job import Look, PackReference, Recipe
from engine.job.styles import FileJobMaker, read_style
from engine.packs.registry import default_registry
from tests.engine.negative import Negative
from tests.engine.packs.tiny import tiny_pack
from tests.engine.pictures import picture

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from engine.batch.report import Ending
    from engine.job import Job, Progress


MACHINES = Machines("tcp://x:1")


@pytest.fixture
def batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Batch:
    """Two photos, one of them broken, in the current folder."""
    tiny_pack(tmp_path / "data" / "packs" / "tiny")
    monkeypatch.chdir(tmp_path)
    Path("photos").mkdir()
    Image.fromarray(picture(32, 24).pixels).save("photos/a.png")
    Path("photos/b.png").write_bytes(Path("photos/a.png").read_bytes()[:99])
    Image.fromarray(picture(32, 24, 1).pixels).save("style.png")
    style = read_style(Path("style.png"), 1.0, 10**9)
    pack = PackReference("tiny", default_registry().find("tiny").manifest.sha256)
    maker = FileJobMaker(Recipe((style.reference,), Look(0.7), levels=("relu1_1",), pack=pack), (style,), 10**9)
    found = find_photos([Path("photos")], Path("out"), recursive=False)
    pieces = plan_pieces(found, ["style"], Path("out"), Pattern("{name}"), suffix=None, sixteen_bits=False)
    return Batch(pieces, (maker,), BatchSettings(saving=SaveOptions(quality=90)))


def test_an_order_is_plain_data_and_is_carried_out_anywhere(
    batch: Batch, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = [pickle.loads(pickle.dumps(order_of(batch, piece, Machines("tcp://x:1")))) for piece in batch.pieces]
    home = Path.cwd()
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    painted, failed = map(carry_out, orders)
    assert (painted.how, failed.how) == ("painted", "failed")
    assert failed.sentence.startswith("A whole picture was expected in 'b.png'")
    assert read_picture(home / "out" / "a.png").width == 32


def test_a_worker_keeps_to_the_memory_for_the_photo_too(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.planning.memory.SMALL_PHOTO_BYTES", 1000)
    ending = carry_out(order_of(replace(batch, settings=replace(batch.settings, memory=1)), batch.pieces[0], MACHINES))
    assert ending.how == "failed"
    assert ending.sentence.startswith("'a.png' should fit in memory")


def written(path: Path) -> tuple[int, int]:
    """Which file it is, and when it was last written."""
    found = path.stat()
    return found.st_ino, found.st_mtime_ns


def test_an_order_that_a_dead_worker_had_carried_out_counts_as_painted(batch: Batch) -> None:
    order = order_of(batch, batch.pieces[0], Machines("tcp://x:1"))
    assert carry_out(order).how == "painted"
    before = written(Path("out/a.png"))
    assert carry_out(order).how == "painted"
    assert written(Path("out/a.png")) == before


@pytest.mark.parametrize("others", ["refuse", "keep"])
@pytest.mark.parametrize(("suffix", "stripped"), [(".bmp", False), (".png", True)])
def test_so_does_one_whose_result_holds_no_recipe(batch: Batch, suffix: str, stripped: bool, others: Any) -> None:
    saving = SaveOptions(strip_metadata=stripped)
    piece = replace(batch.pieces[0], target=Path(f"out/a{suffix}"))
    batch = replace(batch, settings=replace(batch.settings, saving=saving, others=others))
    order = order_of(batch, piece, Machines("tcp://x:1"))
    assert carry_out(order).how == "painted"
    before = written(piece.target)
    assert carry_out(order).how == "painted"
    assert written(piece.target) == before
    Image.fromarray(picture(9, 9).pixels).save(piece.target)
    assert carry_out(order).how == {"refuse": "failed", "keep": "kept"}[others]


def test_what_another_program_paints_meanwhile_counts_as_finished(
    batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = order_of(batch, batch.pieces[0], Machines("tcp://twin:1"))

    class Twin(Negative):
        def stylise(self, job: Job) -> Generator[Progress, None, None]:
            list(run_batch(Negative(), batch))
            yield from super().stylise(job)

    monkeypatch.setattr("engine.studio.Studio", lambda *_: Twin())
    assert carry_out(order).how == "finished"


def test_a_worker_s_threads_share_one_studio(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def slowly(*_: object) -> Negative:
        made.append("studio")
        time.sleep(0.2)
        return Negative()

    monkeypatch.setattr("engine.studio.Studio", slowly)
    order = order_of(batch, batch.pieces[0], Machines("tcp://of threads:1"))
    orders = [replace(order, piece=replace(order.piece, target=Path(f"{name}.png"))) for name in "xyz"]
    with ThreadPoolExecutor() as threads:
        assert [ending.how for ending in threads.map(carry_out, orders)] == ["painted"] * 3
    assert made == ["studio"]


def test_no_order_has_a_key_that_another_program_may_have(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = []

    class Future:
        status = "finished"

        def __init__(self, ending: Ending) -> None:
            self.result = lambda: ending
            self.done = lambda: True

    class Client:
        status = "running"

        def submit(self, work: Callable[[Order], Ending], order: Order, **options: Any) -> Future:
            asked.append(options)
            return Future(work(order))

        def cancel(self, futures: list[object]) -> None:
            assert not futures

        def close(self) -> None:
            pass

    monkeypatch.setattr("engine.batch.cluster.library", lambda _: None)
    monkeypatch.setattr("engine.batch.cluster.connected", lambda *_: Client())
    report = list(run_on_cluster(Machines("tcp://x:2"), batch))[-1].report
    assert report is not None
    assert [ending.how for ending in report.endings] == ["painted", "failed"]
    assert all(not options["pure"] and "key" not in options for options in asked)


def test_all_machines_compute_in_the_same_numbers() -> None:
    assert Machines("tcp://x:1").common_format == "float32"
    assert Machines("tcp://x:1", number_format="bfloat16").common_format == "bfloat16"


def test_an_order_of_another_program_is_refused(batch: Batch) -> None:
    order = order_of(batch, batch.pieces[0], Machines("tcp://x:1"))
    later = carry_out(replace(order, program="9.0 (ffffffff)"))
    assert later.how == "failed"
    assert later.sentence.startswith(
        "All machines should have the same version of the program, and 9.0 (ffffffff) asks"
    )
    assert program_identity() in later.sentence
    without = pickle.loads(pickle.dumps(order))
    del without.__dict__["program"]
    assert "an older version asks" in carry_out(without).sentence
    assert not Path("out").exists()


def test_the_program_is_known_by_what_paints(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def identity(**files: str) -> str:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        for name, text in files.items():
            path = folder / f"{name.replace('_', '/')}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        monkeypatch.setattr("engine.batch.cluster.ENGINE", folder)
        program_identity.cache_clear()
        return program_identity()

    try:
        one = identity(plan="1\n", transfer_maps="2\n")
        assert one == identity(plan="1\r\n", transfer_maps="2\r\n", cli_batch="3\n")
        assert len({one, identity(plan="1\n", transfer_maps="3\n"), identity(plan="1\n", maps="2\n")}) == 3
    finally:
        program_identity.cache_clear()


KILLED = type("KilledWorker", (Exception,), {})
"""What Dask calls the end of a worker."""


@pytest.mark.parametrize(
    ("status", "error", "sentence"),
    [
        ("error", KILLED(), "look whether it has enough memory"),
        ("error", AttributeError("no carry_out"), r"has none or another \(AttributeError: no carry_out\)"),
        ("cancelled", None, "The scheduler at 'tcp://x:1' should be there until the batch has ended, and it is gone"),
        ("lost", None, "The scheduler at 'tcp://x:1' should be there until the batch has ended, and it is gone"),
    ],
)
def test_each_way_to_fail_has_its_sentence(batch: Batch, status: str, error: Exception | None, sentence: str) -> None:
    future = SimpleNamespace(status=status, exception=lambda: error)
    ending = _ending_of(future, batch.pieces[0], batch, "tcp://x:1")
    assert ending.how == "failed"
    assert re.search(sentence, ending.sentence)


def test_what_was_painted_before_the_scheduler_died_counts(batch: Batch) -> None:
    assert carry_out(order_of(batch, batch.pieces[0], Machines("tcp://x:1"))).how == "painted"
    future = SimpleNamespace(status="cancelled")
    assert _ending_of(future, batch.pieces[0], batch, "tcp://x:1").how == "painted"


def test_it_is_told_after_some_time_that_there_are_no_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.batch.cluster.SECONDS_WITHOUT_WORKERS", 2.0)
    now = [0.0]
    monkeypatch.setattr("engine.batch.cluster.time.monotonic", lambda: now[0])
    there: dict[str, object] = {}
    client = SimpleNamespace(status="running", scheduler_info=lambda: {"workers": there})
    workers = Workers(client)
    told = []
    for seconds in range(8):
        now[0] = seconds
        if seconds == 5:
            there["tcp://y:1"] = {}
        told.append(workers.are_missing())
    assert told == [False, False, True, True, True, False, False, False]


class FakeTorch:
    """As many threads as the environment or the machine says when it is loaded, as torch has them."""

    def __init__(self) -> None:
        self.threads: int | None = None

    def get_num_threads(self) -> int:
        return int(os.environ.get("OMP_NUM_THREADS", "8"))

    def set_num_threads(self, number: int) -> None:
        self.threads = number


@pytest.mark.parametrize(
    ("nanny", "set_to", "given", "used"),
    [
        ("tcp://n:1", "1", 8, 8),  # as `dask worker` does it
        ("tcp://n:1", "1", 2, 2),  # --nthreads 2
        ("tcp://n:1", "4", 8, 4),  # OMP_NUM_THREADS=4 dask worker
        (None, "1", 8, 1),  # OMP_NUM_THREADS=1 dask worker --no-nanny
        (None, None, 2, 2),
        (None, None, 16, 8),
    ],
)
def test_a_worker_paints_on_the_cores_that_it_is_given(
    monkeypatch: pytest.MonkeyPatch, nanny: str | None, set_to: str | None, given: int, used: int
) -> None:
    for name in THREADS_SET_BY_NANNY:
        monkeypatch.delenv(name, raising=False)
        if set_to is not None:
            monkeypatch.setenv(name, set_to if name.startswith("OMP") else "1")
    worker = SimpleNamespace(nanny=nanny, state=SimpleNamespace(nthreads=given))
    monkeypatch.setitem(sys.modules, "distributed", SimpleNamespace(get_worker=lambda: worker))
    torch = FakeTorch()
    monkeypatch.delitem(sys.modules, "torch")
    real_import = builtins.__import__
    monkeypatch.setattr(
        "builtins.__import__", lambda name, *rest: torch if name == "torch" else real_import(name, *rest)
    )
    use_cores_of_worker()
    assert torch.threads == used


def test_where_there_is_no_worker_nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    def get_worker() -> None:
        raise ValueError("No worker found")

    monkeypatch.setattr("torch.set_num_threads", lambda _: pytest.fail("it was set"))
    monkeypatch.setitem(sys.modules, "distributed", SimpleNamespace(get_worker=get_worker))
    use_cores_of_worker()
    monkeypatch.setitem(sys.modules, "distributed", None)
    use_cores_of_worker()
