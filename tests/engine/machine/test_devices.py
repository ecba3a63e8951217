from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from engine.errors import DeviceError
from engine.job import Progress
from engine.machine import devices
from engine.machine.devices import (
    MOST_RATIOS,
    Measurement,
    check_number_format,
    choose_device,
    choose_number_format,
    container_limit,
    container_memory,
    free_memory,
    usual_budget,
)
from tests.refusals import refused

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from engine.job import NumberFormat
    from engine.machine.devices import Measure

CPU = torch.device("cpu")


def test_the_processor_is_always_there() -> None:
    assert choose_device("cpu") == CPU


def test_auto_takes_the_fastest_that_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert choose_device("auto").type == "cuda"
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert choose_device("auto").type == "mps"
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    assert choose_device("auto").type == "cpu"


@pytest.mark.parametrize("name", ["cuda", "mps", "gpu"])
def test_a_device_that_is_not_there_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    with refused(
        DeviceError,
        "The device should be one that this machine has ({devices}), and '{name}' was asked for: choose one of these, "
        "or auto.",
        devices="cpu",
        name=name,
    ):
        choose_device(name)


def test_a_number_format_that_is_none_is_refused() -> None:
    with refused(
        DeviceError,
        "The number format should be auto, {formats}, and '{name}' came: choose one of these.",
        formats="float32, bfloat16, float16",
        name="int8",
    ):
        check_number_format("int8")


def never(_: NumberFormat, __: float) -> Generator[Progress, None, Measurement]:
    raise AssertionError("nothing was to be measured")


def measured_as(**measurements: Measurement) -> Measure:
    def measure(number_format: NumberFormat, _: float) -> Generator[Progress, None, Measurement]:
        yield Progress(1, None, "prepare", 0.0, (0, 0, 1, 1))
        return measurements[number_format]

    return measure


def choose(name: str, pack: str, measure: Measure) -> NumberFormat:
    """Runs the choice to its end."""
    choosing = choose_number_format(name, CPU, pack, measure)
    while True:
        try:
            next(choosing)
        except StopIteration as done:
            chosen: NumberFormat = done.value
            return chosen


@pytest.mark.parametrize("name", ["float32", "bfloat16", "float16"])
def test_a_number_format_by_name_is_not_measured(name: str) -> None:
    assert choose(name, "pack", never) == name


@pytest.mark.parametrize(
    ("seconds", "fidelity", "chosen"),
    [
        (0.5, 40.0, "bfloat16"),
        (0.9, 40.0, "float32"),  # hardly faster
        (25.0, 40.0, "float32"),  # a processor that only imitates it
        (0.5, 20.0, "float32"),  # fast and wrong
        (0.5, float("nan"), "float32"),  # not finite
    ],
)
def test_auto_is_decided_by_speed_and_correctness(seconds: float, fidelity: float, chosen: str) -> None:
    measure = measured_as(float32=Measurement(1.0, float("inf")), bfloat16=Measurement(seconds, fidelity))
    assert choose("auto", "pack", measure) == chosen


def test_one_noisy_moment_decides_nothing() -> None:
    assert choose("auto", "one", measured_in_turn([5.0, 1.0, 1.0, 1.0], [2.0] * 4)) == "float32"
    assert choose("auto", "two", measured_in_turn([1.0] * 9, [0.4, 1.4, 0.4, 0.4, 0.4, 0.4, 0.4])) == "bfloat16"


def measured_in_turn(standard: list[float], half: list[float]) -> Measure:
    """Each format takes one after the other of these seconds."""
    seconds = {"float32": iter(standard), "bfloat16": iter(half)}

    def measure(number_format: NumberFormat, _: float) -> Generator[Progress, None, Measurement]:
        yield Progress(1, None, "prepare", 0.0, (0, 0, 1, 1))
        return Measurement(next(seconds[number_format]), 40.0)

    return measure


@pytest.mark.parametrize(("share", "chosen"), [(0.7, "bfloat16"), (0.9, "float32")])
def test_near_the_threshold_the_answer_is_the_same_whatever_the_noise(share: float, chosen: str) -> None:
    for seed in range(40):
        noise = np.random.default_rng(seed).uniform(0.92, 1.08, (2, MOST_RATIOS))
        # One of each was held up by another program.
        noise[:, 0] *= 1.6
        noise = np.random.default_rng(seed).permuted(noise, axis=1)
        assert choose("auto", f"pack {seed}", measured_in_turn(list(noise[0]), list(share * noise[1]))) == chosen


def test_what_is_clear_is_measured_twice_and_what_is_near_not_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    assert choose("auto", "clear", measured_in_turn([1.0] * 2, [0.5] * 2)) == "bfloat16"
    assert choose("auto", "hopeless", measured_in_turn([1.0] * 2, [1.4] * 2)) == "float32"
    monkeypatch.setattr("engine.machine.devices.PATIENCE", -1.0)
    assert choose("auto", "slow", measured_in_turn([1.0] * 2, [0.79] * 2)) == "bfloat16"


def test_the_answer_is_kept_for_this_machine_and_pack() -> None:
    fast = measured_as(float32=Measurement(1.0, float("inf")), bfloat16=Measurement(0.2, 40.0))
    slow = measured_as(float32=Measurement(1.0, float("inf")), bfloat16=Measurement(9.0, 40.0))
    assert choose("auto", "one", fast) == "bfloat16"
    assert choose("auto", "other", slow) == "float32"
    assert choose("auto", "one", never) == "bfloat16"
    assert choose("auto", "other", never) == "float32"


def test_a_standard_that_failed_is_no_standard_and_is_measured_again() -> None:
    failed = measured_as(float32=Measurement(float("inf"), float("nan")), bfloat16=Measurement(0.2, 40.0))
    assert choose("auto", "one", failed) == "float32"
    fast = measured_as(float32=Measurement(1.0, float("inf")), bfloat16=Measurement(0.2, 40.0))
    assert choose("auto", "one", fast) == "bfloat16"


@pytest.mark.parametrize("content", ["", "[1, 2]", "{broken", '{"something": "else"}'])
def test_a_damaged_cache_is_measured_anew(tmp_path: Path, content: str) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "formats.json").write_text(content)
    fast = measured_as(float32=Measurement(1.0, float("inf")), bfloat16=Measurement(0.2, 40.0))
    assert choose("auto", "one", fast) == "bfloat16"
    assert choose("auto", "one", never) == "bfloat16"


def test_a_cache_of_a_later_program_is_neither_believed_nor_replaced(tmp_path: Path) -> None:
    file = tmp_path / "cache" / "formats.json"
    fast = measured_as(float32=Measurement(1.0, float("inf")), bfloat16=Measurement(0.2, 40.0))
    choose("auto", "one", fast)
    later = file.read_text().replace('"format": 1', '"format": 2')
    file.write_text(later)
    with pytest.raises(AssertionError, match="nothing was to be measured"):
        choose("auto", "one", never)
    assert choose("auto", "one", fast) == "bfloat16"
    assert file.read_text() == later


def test_a_cache_that_cannot_be_written_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    fast = measured_as(float32=Measurement(1.0, float("inf")), bfloat16=Measurement(0.2, 40.0))
    assert choose("auto", "one", fast) == "bfloat16"


def write_group(folder: Path, limit: str, usage: int, inactive: int) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "memory.max").write_text(limit)
    (folder / "memory.current").write_text(f"{usage}\n")
    (folder / "memory.stat").write_text(f"anon 1\ninactive_file {inactive}\n")


def test_a_container_s_limit_counts_without_what_it_can_give_up(tmp_path: Path) -> None:
    write_group(tmp_path / "group", "1000\n", 900, 600)
    assert container_memory(tmp_path / "group") == 700
    write_group(tmp_path / "group", "max\n", 900, 600)
    assert container_memory(tmp_path / "group") > 1 << 60
    assert container_memory(tmp_path / "nowhere") > 1 << 60


def test_the_usual_budget_does_not_depend_on_who_uses_memory_now(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write_group(tmp_path / "group", "1000\n", 900, 600)
    assert container_limit(tmp_path / "group") == 1000
    assert container_limit(tmp_path / "nowhere") > 1 << 60
    monkeypatch.setattr(devices, "container_limit", lambda _: 1000)
    assert usual_budget(CPU) == 750


def test_free_memory_is_that_of_the_container_where_it_is_less(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "container_memory", lambda _: 0)
    own = free_memory(CPU)
    monkeypatch.setattr(devices, "container_memory", lambda _: 50 << 20)
    assert free_memory(CPU) - own == pytest.approx(50 << 20, abs=40 << 20)
