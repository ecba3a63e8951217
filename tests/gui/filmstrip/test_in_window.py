"""Levels and versions in the whole window, as a hand would look at them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import pytest

from engine.images import Framing, SaveOptions, save_picture
from tests.gui.hand import Key, press
from tests.gui.made import picture
from tests.gui.whole import TIMEOUT

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.app import Workbench


def test_a_level_is_looked_at_until_the_result_is_wanted_again(workbench: Workbench) -> None:
    window = workbench.window
    assert window.canvas._stage.result is not None
    result = window.canvas._stage.result.image
    window.filmstrip.levels._choose(window.filmstrip.levels.model().index(1, 0))
    assert window.filmstrip.level == "relu4_1"
    assert window.canvas._stage.result.image != result
    window.filmstrip.levels._choose(window.filmstrip.levels.model().index(1, 0))
    assert window.canvas._stage.result.image == result


@pytest.mark.parametrize("bits", [8, 16])
def test_drafts_and_levels_are_as_transparent_as_the_photo(
    workbench: Workbench, qtbot: QtBot, tmp_path: Path, bits: Literal[8, 16]
) -> None:
    made = picture(1, 60, 40, bits=bits)
    alpha = np.full((40, 60), 2**bits - 1, made.pixels.dtype)
    alpha[:, 30:] = 0
    path = save_picture(tmp_path / "cut out.png", replace(made, alpha=alpha), SaveOptions(bits=bits))
    with qtbot.waitSignal(workbench.live.painted, timeout=TIMEOUT):
        workbench.opening.open_photo(path)
    window, live = workbench.window, workbench.live

    def shown(*columns: int) -> list[int]:
        result = window.canvas._stage.result
        assert result is not None
        return [result.image.pixelColor(x, 10).alpha() for x in columns]

    draft = np.full((20, 30, 3), 90, np.uint8)
    live.shown.emit(draft)
    assert shown(5, 25) == [255, 0]
    window.filmstrip.levels._choose(window.filmstrip.levels.model().index(1, 0))
    assert shown(5, 55) == [255, 0]
    window.filmstrip.levels._choose(window.filmstrip.levels.model().index(1, 0))
    with qtbot.waitSignal(live.painted, timeout=TIMEOUT):
        workbench.document.set_framing_of_photo(Framing(mirrored=True))
    live.shown.emit(draft)
    assert shown(5, 25) == [0, 255]


def test_versions_are_compared_by_their_names_until_something_changes(workbench: Workbench, qtbot: QtBot) -> None:
    window, document = workbench.window, workbench.document
    window.actions_by_name["pin"].trigger()
    with qtbot.waitSignal(workbench.live.painted, timeout=TIMEOUT):
        document.change_look(strength=0.3)
    window.actions_by_name["pin"].trigger()
    first, second = document.versions.all
    document.versions.rename(first.key, "Calm")
    strip = window.filmstrip.versions
    for version in (first, second):
        strip.toggle_mark(version.key)
    versions = window.canvas._stage.versions
    assert versions is not None
    assert (versions.left_name, versions.right_name) == ("Calm", "Version 2")
    document.change_look(strength=0.4)
    assert window.canvas._stage.versions is None


def test_a_compared_version_that_is_deleted_is_seen_no_longer(workbench: Workbench, qtbot: QtBot) -> None:
    window, document = workbench.window, workbench.document
    window.actions_by_name["pin"].trigger()
    with qtbot.waitSignal(workbench.live.painted, timeout=TIMEOUT):
        document.change_look(strength=0.3)
    window.actions_by_name["pin"].trigger()
    first, second = document.versions.all
    for version in (first, second):
        window.filmstrip.versions.toggle_mark(version.key)
    assert window.canvas._stage.versions is not None
    document.versions.delete(second.key)
    assert window.canvas._stage.versions is None


def test_escape_in_the_strip_ends_comparing(workbench: Workbench, qtbot: QtBot) -> None:
    window, document = workbench.window, workbench.document
    window.actions_by_name["pin"].trigger()
    with qtbot.waitSignal(workbench.live.painted, timeout=TIMEOUT):
        document.change_look(strength=0.3)
    window.actions_by_name["pin"].trigger()
    for version in document.versions.all:
        window.filmstrip.versions.toggle_mark(version.key)
    qtbot.waitUntil(lambda: not window.actions_by_name["stop"].isEnabled(), timeout=TIMEOUT)
    window.filmstrip.versions.setFocus()
    press(window.filmstrip.versions, Key.Key_Escape)
    assert window.canvas._stage.versions is None
