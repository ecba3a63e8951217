from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.packs.weights import load
from engine.studio import Studio, run_to_end
from engine.stylist import Stylist
from engine.transfer.style_files import DIGEST_BYTES, StyleFiles
from engine.transfer.transforms import Side
from tests.engine.pictures import make_job, picture

if TYPE_CHECKING:
    from engine.job import Job, NumberFormat, Progress
    from engine.packs.registry import Registry

NAME = "a1" * 32
CHANNELS = 5


def side(seed: int = 0, channels: int = CHANNELS) -> Side:
    numbers = torch.Generator().manual_seed(seed)
    values = torch.randn(channels + 1, channels, generator=numbers, dtype=torch.float64)
    return Side(values[0], values[1:])


def same(one: Side | None, other: Side) -> bool:
    return one is not None and torch.equal(one.mean, other.mean) and torch.equal(one.matrix, other.matrix)


def stylist_of(registry: Registry, folder: Path, number_format: NumberFormat = "float32") -> Stylist:
    pack = registry.find("tiny")
    return Stylist(pack.manifest, load(pack), torch.device("cpu"), number_format, style_files=StyleFiles(folder))


@pytest.fixture
def job(registry: Registry) -> Job:
    return make_job(registry.find("tiny").manifest, picture(64, 48), picture(50, 50, 1))


def run(stylist: Stylist, job: Job) -> list[Progress]:
    return list(stylist.stylise(job, stylist.plan(job)))


def encodes_styles(steps: list[Progress]) -> bool:
    return any(step.stage == "style" for step in steps)


def pixels(steps: list[Progress]) -> bytes:
    result = steps[-1].result
    assert result is not None
    return result.picture.pixels.tobytes()


@pytest.mark.parametrize("channels", [1, 2, 24])
def test_what_was_written_is_read_to_the_last_bit(tmp_path: Path, channels: int) -> None:
    files = StyleFiles(tmp_path / "new" / "folder")
    assert files.read(NAME, channels) is None
    files.write(NAME, side(1, channels))
    assert same(files.read(NAME, channels), side(1, channels))
    files.write(NAME, side(2, channels))
    assert same(StyleFiles(tmp_path / "new" / "folder").read(NAME, channels), side(2, channels))
    assert [file.name for file in (tmp_path / "new" / "folder").iterdir()] == [NAME]


def test_a_restarted_stylist_encodes_no_style_that_it_has_seen(registry: Registry, tmp_path: Path, job: Job) -> None:
    first = run(stylist_of(registry, tmp_path), job)
    assert encodes_styles(first)
    again = run(stylist_of(registry, tmp_path), job)
    assert not encodes_styles(again)
    assert pixels(again) == pixels(first)


def test_a_restarted_studio_keeps_styles_in_the_user_s_cache_folder(registry: Registry, job: Job) -> None:
    for encodes in (True, False):
        assert encodes_styles(list(Studio(registry, "cpu", "float32").stylise(job))) == encodes
    assert encodes_styles(list(Studio(registry, "cpu", "float32", style_files=StyleFiles(None)).stylise(job)))
    assert len(list((Path(os.environ["PENTIMENTO_CACHE_FOLDER"]) / "styles").iterdir())) == 5


def test_other_circumstances_have_other_files(registry: Registry, tmp_path: Path, job: Job) -> None:
    run(stylist_of(registry, tmp_path), job)
    assert encodes_styles(run(stylist_of(registry, tmp_path, "bfloat16"), job))
    larger = make_job(registry.find("tiny").manifest, picture(64, 48), picture(50, 50, 1), style_size=64)
    assert encodes_styles(run(stylist_of(registry, tmp_path), larger))
    threads = torch.get_num_threads()
    torch.set_num_threads(threads + 1)
    try:
        assert encodes_styles(run(stylist_of(registry, tmp_path), job))
    finally:
        torch.set_num_threads(threads)


@given(st.data())
def test_a_damaged_file_counts_as_not_there(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    files = StyleFiles(folder)
    files.write(NAME, side())
    content = bytearray((folder / NAME).read_bytes())
    assert len(content) == DIGEST_BYTES + 8 * CHANNELS * (CHANNELS + 1)
    kind = data.draw(st.sampled_from(["flipped", "cut", "longer", "renamed", "folder"]))
    if kind == "flipped":
        content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    elif kind == "cut":
        content = content[: data.draw(st.integers(0, len(content) - 1))]
    elif kind == "longer":
        content += data.draw(st.binary(min_size=1))
    name = "b2" * 32 if kind == "renamed" else NAME
    (folder / NAME).unlink()
    if kind == "folder":
        (folder / NAME).mkdir()
    else:
        (folder / name).write_bytes(content)
    assert files.read(name, CHANNELS) is None
    files.write(name, side(3))
    assert kind == "folder" or same(files.read(name, CHANNELS), side(3))


def test_damaged_files_are_replaced_when_the_style_is_seen_again(registry: Registry, tmp_path: Path, job: Job) -> None:
    first = run(stylist_of(registry, tmp_path), job)
    good = {file: file.read_bytes() for file in tmp_path.iterdir()}
    for file, content in good.items():
        file.write_bytes(content[:-1])
    again = run(stylist_of(registry, tmp_path), job)
    assert encodes_styles(again)
    assert pixels(again) == pixels(first)
    assert {file: file.read_bytes() for file in tmp_path.iterdir()} == good


def test_a_folder_that_cannot_be_written_is_no_error(registry: Registry, tmp_path: Path, job: Job) -> None:
    # Not by permissions, which mean nothing to an administrator.
    (tmp_path / "file").write_bytes(b"")
    for folder in (tmp_path / "file", tmp_path / "file" / "within"):
        stylist = stylist_of(registry, folder)
        assert encodes_styles(run(stylist, job))
        assert not encodes_styles(run(stylist, job))


def test_a_full_disk_is_no_error_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> None:
        raise OSError(28, "No space left on device")

    files = StyleFiles(tmp_path)
    files.write(NAME, side())
    monkeypatch.setattr(Path, "replace", failing)
    files.write(NAME, side(1))
    assert [file.name for file in tmp_path.iterdir()] == [NAME]
    assert same(files.read(NAME, CHANNELS), side())


def test_a_file_that_cannot_be_marked_as_used_is_read_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> None:
        raise PermissionError

    files = StyleFiles(tmp_path)
    files.write(NAME, side())
    monkeypatch.setattr(os, "utime", failing)
    assert same(files.read(NAME, CHANNELS), side())


def test_files_stay_within_their_limit_and_the_longest_unused_go_first(tmp_path: Path) -> None:
    size = DIGEST_BYTES + 8 * CHANNELS * (CHANNELS + 1)
    limit = 20 * size
    files = StyleFiles(tmp_path, limit)
    (tmp_path / "left by a program that was ended.tmp").write_bytes(b"0" * size)
    os.utime(tmp_path / "left by a program that was ended.tmp", (1, 1))
    names = [f"{number:064x}" for number in range(60)]
    for number, name in enumerate(names):
        files.write(name, side(number))
        # The clock of a file system may be coarse.
        os.utime(tmp_path / name, (1000 + number, 1000 + number))
        assert same(files.read(names[0], CHANNELS), side())
        assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= limit
    left = {file.name for file in tmp_path.iterdir()}
    assert left <= set(names)
    assert {names[0], *names[-10:]} <= left


def write_and_read(folder: Path, seed: int) -> None:
    """What each of the programs does in the test below."""
    files = StyleFiles(folder, 4000)
    for number in range(100):
        name = f"{number % 3:064x}"
        files.write(name, side(seed + number % 3, 12))
        found = files.read(name, 12)
        assert found is None or any(same(found, side(first + number % 3, 12)) for first in (10, 20))


@pytest.mark.parametrize("executor", [ThreadPoolExecutor, pytest.param(ProcessPoolExecutor, marks=pytest.mark.slow)])
def test_two_programs_may_write_the_same_files_at_once(tmp_path: Path, executor: Any) -> None:
    options = {} if executor is ThreadPoolExecutor else {"mp_context": multiprocessing.get_context("spawn")}
    with executor(2, **options) as programs:
        for done in [programs.submit(write_and_read, tmp_path, seed) for seed in (10, 20)]:
            done.result(timeout=120)
    assert not list(tmp_path.glob("*.tmp"))
    for file in tmp_path.iterdir():
        number = int(file.name, 16)
        found = StyleFiles(tmp_path).read(file.name, 12)
        assert any(same(found, side(first + number, 12)) for first in (10, 20))


def test_styles_in_tiles_are_kept_on_disk_too(registry: Registry, tmp_path: Path) -> None:
    job = make_job(registry.find("tiny").manifest, picture(150, 100), picture(100, 100, 1))
    steps = []
    for _ in range(2):
        stylist = stylist_of(registry, tmp_path)
        steps.append(list(stylist.stylise(job, replace(stylist.plan(job), tile=64))))
    assert [encodes_styles(one) for one in steps] == [True, False]
    assert pixels(steps[0]) == pixels(steps[1])


def test_a_result_does_not_depend_on_whether_styles_come_from_disk(registry: Registry, job: Job) -> None:
    one, other = (run_to_end(Studio(registry, "cpu", "bfloat16").stylise(job)).picture.pixels for _ in range(2))
    assert np.array_equal(one, other)
