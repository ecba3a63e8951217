from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.engine.cli.conftest import Outcome

    Call = Callable[..., Outcome]

pytestmark = pytest.mark.usefixtures("desk")


def test_it_prints_a_table_beside_the_baseline(call: Call) -> None:
    outcome = call("bench", "--sizes", "64", "--formats", "float32", "--repeats", "1")
    assert outcome.status == 0, outcome.err
    for heading in ("new style", "known style", "baseline", "memory", "64 × 64", "MB"):
        assert heading in outcome.out


def test_it_prints_json(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.bench.peak_memory", lambda *_: 1)
    outcome = call("bench", "--sizes", "64,32", "--formats", "float32", "--repeats", "1", "--json")
    rows = json.loads(outcome.out)
    assert [row["case"]["side"] for row in rows] == [64, 32]
    assert all(row[name] > 0 for row in rows for name in ("cold", "warm", "baseline", "memory", "baseline_memory"))


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
