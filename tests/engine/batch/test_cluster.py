from __future__ import annotations

import pickle
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from engine.batch.batch import Batch, BatchSettings
from engine.batch.cluster import Machines, Order, order_of, paint_order, run_on_cluster
from engine.batch.naming import Pattern
from engine.batch.plan import find_photos, plan_pieces
from engine.images import SaveOptions, read_picture
from engine.job import PackReference, Recipe
from engine.looks import FileLook, read_style
from engine.packs.registry import default_registry
from tests.engine.negative import Negative
from tests.engine.packs.tiny import tiny_pack
from tests.engine.pictures import picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.batch.report import Ending


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
    look = FileLook(Recipe((style.reference,), 0.7, levels=("relu1_1",), pack=pack), (style,), 10**9)
    found = find_photos([Path("photos")], Path("out"), recursive=False)
    pieces = plan_pieces(found, ["style"], Path("out"), Pattern("{name}"), suffix=None, sixteen_bits=False)
    return Batch(pieces, (look,), BatchSettings(saving=SaveOptions(quality=90)))


def test_an_order_is_plain_data_and_is_carried_out_anywhere(
    batch: Batch, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = [pickle.loads(pickle.dumps(order_of(batch, piece, Machines("tcp://x:1")))) for piece in batch.pieces]
    home = Path.cwd()
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    painted, failed = map(paint_order, orders)
    assert (painted.how, failed.how) == ("painted", "failed")
    assert failed.sentence.startswith("A whole picture was expected in 'b.png'")
    assert read_picture(home / "out" / "a.png").width == 32


def test_an_order_that_a_dead_worker_had_carried_out_counts_as_painted(batch: Batch) -> None:
    order = order_of(batch, batch.pieces[0], Machines("tcp://x:1"))
    assert paint_order(order).how == "painted"
    before = Path("out/a.png").stat()
    assert paint_order(order).how == "painted"
    assert Path("out/a.png").stat() == before


@pytest.mark.parametrize("others", ["refuse", "keep"])
@pytest.mark.parametrize(("suffix", "stripped"), [(".bmp", False), (".png", True)])
def test_so_does_one_whose_result_holds_no_recipe(batch: Batch, suffix: str, stripped: bool, others: Any) -> None:
    saving = SaveOptions(strip_metadata=stripped)
    piece = replace(batch.pieces[0], target=Path(f"out/a{suffix}"))
    batch = replace(batch, settings=replace(batch.settings, saving=saving, others=others))
    order = order_of(batch, piece, Machines("tcp://x:1"))
    assert paint_order(order).how == "painted"
    before = piece.target.stat()
    assert paint_order(order).how == "painted"
    assert piece.target.stat() == before
    Image.fromarray(picture(9, 9).pixels).save(piece.target)
    assert paint_order(order).how == {"refuse": "failed", "keep": "kept"}[others]


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
        assert [ending.how for ending in threads.map(paint_order, orders)] == ["painted"] * 3
    assert made == ["studio"]


def test_no_order_has_a_key_that_another_program_may_have(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = []

    class Future:
        status = "finished"

        def __init__(self, ending: Ending) -> None:
            self.result = lambda: ending
            self.done = lambda: True

    class Client:
        def __init__(self, *_: object, **__: object) -> None:
            pass

        def submit(self, work: Callable[[Order], Ending], order: Order, **options: Any) -> Future:
            asked.append(options)
            return Future(work(order))

        def cancel(self, futures: list[object]) -> None:
            assert not futures

        def close(self) -> None:
            pass

    monkeypatch.setattr("engine.batch.cluster.library", lambda _: SimpleNamespace(Client=Client))
    report = list(run_on_cluster(Machines("tcp://x:2"), batch))[-1].report
    assert report is not None
    assert [ending.how for ending in report.endings] == ["painted", "failed"]
    assert all(not options["pure"] and "key" not in options for options in asked)


def test_all_machines_compute_in_the_same_numbers() -> None:
    assert Machines("tcp://x:1").common_format == "float32"
    assert Machines("tcp://x:1", number_format="bfloat16").common_format == "bfloat16"
