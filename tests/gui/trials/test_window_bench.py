"""`pentimento bench --window`: what it measures and prints, and that it leaves the user's folders alone."""

from __future__ import annotations

import json
import os
import sys
import time
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject

from engine.cli import program as program_module
from engine.cli.program import program, run
from engine.packs.registry import default_registry
from gui.__main__ import main
from gui.app import Workbench
from gui.messages import install_hooks
from gui.settings import Settings
from gui.trials import window_bench
from gui.trials.stroke_measures import SIZES, STEPS, measure_strokes
from gui.trials.waiting import own_folders
from gui.trials.window_bench import LEAST_PREVIEW, add_to_command_line, rows_of
from gui.trials.window_measures import Measured, Painting, Ticker, measure_start
from tests.engine.packs.tiny import tiny_pack
from tests.gui.fakes import FakeStudio

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

MEASURED = Measured(
    start=[900.0, 800.0, 1000.0],
    torch=[2000.0],
    loading_stall=[700.0],
    first=[100.0],
    whole=[500.0],
    first_meanwhile=[120.0],
    whole_meanwhile=[550.0],
    stall=[20.0, 30.0],
    strokes=[4.0, 9.0],
    size=(768, 512),
)


@pytest.fixture
def _as_command() -> Iterator[None]:
    """The command line with the window's bench in the place of the engine's."""
    before = program.commands["bench"]
    add_to_command_line()
    yield
    program.add_command(before, "bench")


@pytest.fixture
def _installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A pack to paint with, among the user's own, and no other."""
    monkeypatch.setattr("engine.packs.registry.bundled_folder", lambda: tmp_path / "no bundled packs")
    folder = default_registry().user_folder
    folder.mkdir(parents=True)
    tiny_pack(folder / "tiny")


def test_the_command_goes_to_the_window_s_bench(monkeypatch: pytest.MonkeyPatch) -> None:
    before = program.commands["bench"]
    seen: list[object] = []

    def note(_words: list[str]) -> int:
        seen.append(program.commands["bench"])
        return 0

    monkeypatch.setattr(program_module, "run", note)
    try:
        for words in (["bench", "--window"], ["bench", "--repeats", "2"]):
            program.add_command(before, "bench")
            monkeypatch.setattr(sys, "argv", ["pentimento", *words])
            with pytest.raises(SystemExit):
                main()
    finally:
        program.add_command(before, "bench")
    assert seen == [window_bench.bench_window, before]


def test_the_engine_s_bench_mentions_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bench", "--help"]) == 0
    assert "pentimento bench --window" in capsys.readouterr().out


@pytest.mark.usefixtures("_as_command", "_installed")
def test_a_table_says_what_was_measured(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    asked: list[tuple[object, ...]] = []

    def note(*words: object) -> Measured:
        asked.append(words)
        return MEASURED

    monkeypatch.setattr(window_bench, "measure", note)
    assert run(["bench", "--window", "--repeats", "3"]) == 0
    told = capsys.readouterr().out
    assert asked == [("tiny", 768, 3)]
    assert "tiny, preview of 768 × 512" in told
    assert all(row.what in told for row in rows_of(MEASURED))
    assert run(["bench", "--window", "--json", "--preview-size", "640"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["median"], row["longest"], row["wanted"]) for row in rows[:2]] == [(900, 1000, 1000), (100, 100, 150)]


@pytest.mark.usefixtures("_as_command")
@pytest.mark.parametrize(
    ("words", "sentence"),
    [([], "There is no model pack with all five levels."), (["--pack", "nowhere"], "There is no model pack 'nowhere'")],
)
def test_without_a_pack_a_sentence_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: list[str], sentence: str
) -> None:
    monkeypatch.setattr("engine.packs.registry.files", lambda _: tmp_path / "none bundled")
    assert run(["bench", "--window", *words]) == 2
    told = capsys.readouterr().err
    assert sentence in told
    assert told.count("\n") == 1


@pytest.mark.usefixtures("_as_command", "_installed")
def test_without_qt_s_libraries_a_sentence_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "gui.app", None)
    assert run(["bench", "--window"]) == 2
    told = capsys.readouterr().err
    assert "needs libraries that this system lacks" in told
    assert told.count("\n") == 1


@pytest.mark.usefixtures("_as_command")
def test_small_previews_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bench", "--window", "--preview-size", str(LEAST_PREVIEW - 1)]) == 2
    assert "639" in capsys.readouterr().err


@pytest.mark.usefixtures("_installed")
def test_the_user_s_folders_are_left_alone(tmp_path: Path) -> None:
    before = {name: os.environ[name] for name in ("PENTIMENTO_DATA_FOLDER", "PENTIMENTO_CACHE_FOLDER")}
    with own_folders("tiny"):
        assert tmp_path not in default_registry().user_folder.parents
        assert default_registry().default_name() in {"tiny", "atelier"}
        Settings().set_flag("touched", value=True)
    assert {name: os.environ[name] for name in before} == before
    assert not Settings().flag("touched", default=False)
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == ["packs"]


@pytest.mark.usefixtures("_installed")
def test_changes_are_measured_at_rest_and_during_a_run(qtbot: QtBot) -> None:
    studio = FakeStudio(delay=0.02)
    workbench = Workbench(lambda _device, _format: studio, Settings())
    uninstall = install_hooks(workbench.messages)
    painting = Painting(workbench, "tiny", 640)
    measured = Measured()
    try:
        assert painting.begin() == (640, 427)
        given_up = len(studio.closed)
        painting.measure(measured)
        assert len(studio.closed) > given_up
    finally:
        painting.end()
        uninstall()
    assert not workbench.painter.isRunning()
    assert 0 < measured.first[0] < measured.whole[0]
    assert 0 < measured.first_meanwhile[0] < measured.whole_meanwhile[0]
    assert measured.stall[0] > 0
    qtbot.wait(1)


@pytest.mark.usefixtures("qapp")
def test_each_step_of_a_stroke_is_measured() -> None:
    steps = measure_strokes((240, 160))
    assert len(steps) == 2 * len(SIZES) * STEPS
    assert min(steps) > 0


def test_a_ticker_notes_how_long_nothing_came_round(qtbot: QtBot) -> None:
    parent = QObject()
    ticker = Ticker(parent)
    ticker.begin()
    qtbot.wait(20)
    time.sleep(0.3)
    qtbot.wait(20)
    assert ticker.end() >= 300


@pytest.mark.slow
@pytest.mark.usefixtures("_installed")
def test_a_start_is_measured_in_a_process_of_its_own() -> None:
    measured = Measured()
    with own_folders("tiny"):
        measure_start(measured)
    assert measured.start[0] > 0
    assert measured.torch[0] > 0
    assert measured.loading_stall[0] > 0
