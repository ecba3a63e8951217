"""The program is killed at bad moments: what was done until shortly before comes back, and no file is left by half."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from typing import TYPE_CHECKING

import pytest

from engine.images import read_picture, read_recipe
from gui.asking import Answer, Asker
from gui.settings import Settings
from gui.storage.project_file import SUFFIX, load_project
from gui.storage.project_parts import DOCUMENT_NAME
from gui.storage.recovery import discard, load_lost_work, lost_work
from tests.gui.child import Child
from tests.gui.whole import wait_until_painted, whole_program

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.document.state import State

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is for POSIX systems")

MOST_LOST = 10.0
"""Seconds of edits that a kill may cost."""


@pytest.fixture
def env() -> dict[str, str]:
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen"}


def kill(child: Child) -> None:
    child.send_signal(signal.SIGKILL)
    child.wait()


def count_of(state: State) -> int:
    """Which edit a state is after; a child's edits count up."""
    return round(state.look.strength * 10_000)


def test_a_kill_during_a_run_loses_few_seconds_and_the_rest_is_offered(
    env: dict[str, str], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Child("edit", env=env) as child:
        child.wait_for("kept")
        child.wait_for("kept")
        for _ in range(20):
            child.wait_for("edit")
        kill(child)
        made = child.moments_of("edit")
    asked: list[str] = []

    def answer(_: Asker, moment: str) -> Answer:
        asked.append(moment)
        return Answer.KEEP

    monkeypatch.setattr(Asker, "lost_work", answer)
    with whole_program(qtbot) as workbench:
        wait_until_painted(qtbot, workbench)
        assert len(asked) == 1
        state = workbench.document.state
        assert state.photo is not None
        assert len(state.styles) == 2
        assert workbench.document.modified
        kept = count_of(state)
    assert kept in made
    assert max(made.values()) - made[kept] <= MOST_LOST
    assert not lost_work()


@pytest.mark.slow
def test_a_kill_during_a_save_leaves_the_old_project_or_the_new_one(env: dict[str, str], tmp_path: Path) -> None:
    chance = random.Random(4)
    target = tmp_path / f"work{SUFFIX}"
    for _ in range(3):
        with Child("save", str(target), env=env) as child:
            child.wait_for("saved")
            for _ in range(chance.randrange(4)):
                child.wait_for("saving")
            time.sleep(chance.random() * 0.05)
            kill(child)
            begun, done = child.moments_of("saving"), child.moments_of("saved")
        loaded = load_project(target)
        assert not loaded.missing
        # A kill may come between the last step of a save and the word about it.
        assert max(done) <= count_of(loaded.data.state) <= max(begun)
        for work in lost_work():
            # What was kept aside, if anything, is whole too.
            load_lost_work(work)
            discard(work)


@pytest.mark.slow
def test_a_kill_during_an_export_leaves_the_old_picture_or_the_new_one(env: dict[str, str], tmp_path: Path) -> None:
    target = tmp_path / "painted.png"
    with Child("export", str(target), env=env) as child:
        child.wait_for("exported")
        child.wait_for("exporting")
        time.sleep(0.2)
        kill(child)
    assert read_picture(target).width > 0
    assert read_recipe(target) is not None


@pytest.mark.slow
def test_two_copies_do_not_harm_each_other_s_data(env: dict[str, str], tmp_path: Path) -> None:
    with Child("edit", env=env) as one, Child("edit", env=env) as other:
        one.wait_for("kept")
        other.wait_for("kept")
        folders = list((tmp_path / "data" / "recovery").glob("*/"))
        assert len([folder for folder in folders if folder.is_dir()]) == 2
        # Both live: neither's work is lost, and nobody may take it.
        assert lost_work() == []
        kill(one)
        lost = lost_work()
        assert len(lost) == 1
        assert count_of(load_lost_work(lost[0]).data.state) > 0
        discard(lost[0])
        # The other goes on, and keeps its work aside as before.
        other.wait_for("kept")
        kill(other)
    lost = lost_work()
    assert len(lost) == 1
    assert count_of(load_lost_work(lost[0]).data.state) > 0
    lost[0].let_go()


def test_a_copy_leaves_what_another_has_changed_in_the_settings() -> None:
    one, other = Settings(), Settings()
    one.theme = "dark"
    other.language = "de"
    one.sync()
    other.sync()
    assert (Settings().theme, Settings().language) == ("dark", "de")


def test_a_damaged_rest_is_told_and_does_not_stop_the_start(
    env: dict[str, str], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Child("edit", env=env) as child:
        child.wait_for("kept")
        kill(child)
    (work,) = lost_work()
    work.let_go()
    (work.folder / DOCUMENT_NAME).write_text("{")
    monkeypatch.setattr(Asker, "lost_work", lambda *_: Answer.KEEP)
    with whole_program(qtbot) as workbench:
        wait_until_painted(qtbot, workbench)
        assert not workbench.document.modified
