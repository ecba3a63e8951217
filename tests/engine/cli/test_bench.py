from __future__ import annotations

import json
from typing import TYPE_CHECKING, Self

import pytest

from engine.benchmarks.operators import OTHERS, group_of
from engine.benchmarks.reuse import changes, mixed_job
from engine.benchmarks.same_look import PAIRS, Likeness
from engine.benchmarks.tiles import in_own_process, painted
from engine.benchmarks.whole import Case, peak_of_process, plain_painter, studio_painter
from engine.cli.program import run
from engine.job.made_up import made_up_job
from engine.packs.registry import default_registry

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.benchmarks.whole import Painter, Style
    from tests.engine.cli.conftest import Outcome

    Call = Callable[..., Outcome]

pytestmark = pytest.mark.usefixtures("desk")


class PainterHere:
    """Paints in this process, which spares starting two."""

    def __init__(self, case: Case, painter: Painter) -> None:
        self._paint = plain_painter(case) if painter == "baseline" else studio_painter(case)
        self.number_format = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def paint(self, style: Style) -> float:
        seconds, self.number_format = self._paint(style)
        return seconds

    def peak(self) -> int:
        return peak_of_process()


@pytest.mark.slow
def test_it_prints_a_table_beside_the_baseline(call: Call) -> None:
    outcome = call("bench", "--sizes", "64", "--formats", "float32", "--repeats", "1")
    assert outcome.status == 0, outcome.err
    for heading in ("new style", "known style", "baseline", "memory", "64 × 64", "MB"):
        assert heading in outcome.out


def test_it_prints_json(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.benchmarks.whole.PainterProcess", PainterHere)
    outcome = call("bench", "--sizes", "64,32", "--formats", "float32", "--repeats", "1", "--json")
    rows = json.loads(outcome.out)
    assert [row["case"]["side"] for row in rows] == [64, 32]
    assert all(row[name] > 0 for row in rows for name in ("new", "known", "baseline", "memory", "baseline_memory"))


def test_it_compares_ways_to_keep_a_look(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.benchmarks.same_look.PAIRS", PAIRS[:2])
    monkeypatch.setattr(
        "engine.benchmarks.same_look.compare",
        lambda _pack, photo, _style, side, _device: [Likeness("ours", 0.9, len(photo) / 100, side / 1000)],
    )
    outcome = call("bench", "--same-look", "--json")
    mean = sum(len(photo) for photo, _ in PAIRS[:2]) / 200
    assert json.loads(outcome.out) == [{"design": "ours", "similarity": 0.9, "gradient": mean, "sharpness": 1.152}]
    table = call("bench", "--same-look").out
    assert "1152 pixels with a look of 384" in table
    assert "0.900" in table


def test_it_tells_what_a_change_costs(call: Call) -> None:
    words = ("bench", "--reuse", "--sizes", "64", "--formats", "float32", "--repeats", "1")
    outcome = call(*words)
    assert outcome.status == 0, outcome.err
    for word in ("strength moved at relu1_1", "strength moved at relu5_1", "weight moved", "64 × 64", "100%"):
        assert word in outcome.out
    rows = json.loads(call(*words, "--json").out)
    assert len({row["change"] for row in rows}) == len(rows) == 8
    assert all(row["seconds"] > 0 and row["share"] > 0 for row in rows)


@pytest.mark.slow
def test_it_tells_how_cost_grows_and_what_tiles_do(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.benchmarks.tiles.in_own_process", painted)
    monkeypatch.setattr("engine.benchmarks.tiles.TILES_TRIED", (64,))
    monkeypatch.setattr("engine.benchmarks.tiles.LARGEST_MADE", 64)
    words = ("--sizes", "96", "--formats", "float32", "--repeats", "1", "--growth", "--tiles", "--operators")
    outcome = call("bench", *words)
    assert outcome.status == 0, outcome.err
    for word in ("how cost grows", "in one piece and in tiles", "whole", "convolution", "96 × 96"):
        assert word in outcome.out
    rows = json.loads(call("bench", *words, "--json").out)
    assert [row["tile"] for row in rows if "tile" in row] == [None, None, 64]
    assert all(row[name] > 0 for row in rows if "tile" in row for name in ("seconds", "memory", "planned"))
    shares = {row["operators"]: row["share"] for row in rows if "share" in row}
    assert sum(shares.values()) == pytest.approx(1)
    # Which is the largest is chance on so small a picture.
    assert all(shares[name] > 0 for name in ("convolution", "borders", "pooling", "ReLU", "the map and moments"))


@pytest.mark.parametrize(
    ("operator", "group"),
    [
        ("aten::mkldnn_convolution", "convolution"),
        ("aten::replication_pad2d", "borders"),
        ("aten::maximum", "pooling"),
        ("aten::clamp_min_", "ReLU"),
        ("aten::bmm", "the map and moments"),
        ("aten::_linalg_eigh", "the map and moments"),
        ("aten::copy_", "copies and number formats"),
        ("aten::clamp", OTHERS),
        ("aten::empty", OTHERS),
    ],
)
def test_operators_are_told_by_what_they_do(operator: str, group: str) -> None:
    assert group_of(operator) == group


def test_the_profiler_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["bench", "--operators", "--sizes", "32", "--formats", "float32"]) == 0
    printed = capfd.readouterr()
    assert "convolution" in printed.out
    assert "profiler" not in printed.out + printed.err


def test_a_measurement_has_a_process_of_its_own() -> None:
    name = default_registry().default_name()
    row = in_own_process(Case(name, 64, "cpu", "float32"), 1, None)
    assert row.tile is None
    assert row.memory > 100 << 20


def test_what_changes_was_never_painted_before() -> None:
    job = mixed_job(made_up_job(default_registry().find(default_registry().default_name()).manifest, 32))
    looks = [changed.recipe for turn in range(4) for _, changed in changes(job, turn)]
    assert len({str(recipe) for recipe in (job.recipe, *looks)}) == 1 + len(looks)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--sizes", "100"], "--sizes should be multiples of 16"),
        (["--sizes", "a"], "--sizes should be multiples of 16"),
        (["--formats", "int8"], "The number format should be auto, float32"),
        (["--device", "abacus"], "'abacus' was asked for"),
        (["--pack", "missing"], "missing"),
        (["--repeats", "0"], "0"),
    ],
)
def test_bad_input_is_said_in_a_sentence(call: Call, words: list[str], sentence: str) -> None:
    outcome = call("bench", *words)
    assert outcome.status == 2
    assert sentence in outcome.err
