"""What the canvas shows while a picture is painted, and after Stop: never a draft that is called a result."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.refining import Refining
from gui.qt_images import from_qimage
from tests.gui.fakes import FakeStudio
from tests.gui.hand import Key, press
from tests.gui.made import picture, saved
from tests.gui.whole import TIMEOUT, wait_until_painted, whole_program

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from engine.job import Result
    from gui.app import Workbench

SLOW = 0.05


def caption(workbench: Workbench) -> str:
    return workbench.window.canvas._words().after


def shows(workbench: Workbench, result: Result) -> bool:
    layer = workbench.window.canvas._stage.result
    return layer is not None and np.array_equal(from_qimage(layer.image).pixels, result.picture.pixels)


def wait_for_draft(qtbot: QtBot, workbench: Workbench) -> None:
    qtbot.waitUntil(lambda: caption(workbench) == "Draft", timeout=TIMEOUT)


def test_a_draft_is_called_so_until_the_picture_is_finished(
    workbench: Workbench, qtbot: QtBot, studio: FakeStudio
) -> None:
    assert caption(workbench) == "Result"
    studio.delay = SLOW
    workbench.document.change_look(strength=0.3)
    wait_for_draft(qtbot, workbench)
    studio.delay = 0
    wait_until_painted(qtbot, workbench)
    assert caption(workbench) == "Result"


def test_stop_brings_the_last_finished_picture_back(workbench: Workbench, qtbot: QtBot, studio: FakeStudio) -> None:
    before = workbench.live.result
    assert before is not None
    studio.delay = SLOW
    workbench.document.change_look(strength=0.3)
    wait_for_draft(qtbot, workbench)
    assert not shows(workbench, before)
    press(workbench.window.canvas, Key.Key_Escape)
    assert shows(workbench, before)
    assert caption(workbench) == "Result"
    qtbot.wait(3 * round(1000 * SLOW))
    assert shows(workbench, before), "nothing of what was given up comes after it"


def test_stop_before_refining_has_begun_again_leaves_no_draft(
    workbench: Workbench, qtbot: QtBot, studio: FakeStudio
) -> None:
    workbench.document.change_look(refining=Refining(steps=2))
    wait_until_painted(qtbot, workbench)
    refined = workbench.live.result
    assert refined is not None
    studio.delay = SLOW
    workbench.document.change_look(refining=Refining(steps=9))
    wait_for_draft(qtbot, workbench)
    press(workbench.window.canvas, Key.Key_Escape)
    assert shows(workbench, refined)


def test_what_was_painted_of_another_photo_does_not_come_back(
    workbench: Workbench, qtbot: QtBot, studio: FakeStudio, tmp_path: Path
) -> None:
    studio.delay = SLOW
    workbench.files.open_photo(saved(tmp_path, picture(1, 900, 600), "other.png"))
    wait_for_draft(qtbot, workbench)
    press(workbench.window.canvas, Key.Key_Escape)
    qtbot.waitUntil(lambda: not workbench.window.status_line.busy, timeout=TIMEOUT)
    assert caption(workbench) == "Draft"


def test_a_first_picture_that_is_stopped_stays_a_draft(qtbot: QtBot) -> None:
    studio = FakeStudio(delay=SLOW)
    with whole_program(qtbot, lambda _device, _format: studio) as workbench:
        wait_for_draft(qtbot, workbench)
        press(workbench.window.canvas, Key.Key_Escape)
        qtbot.waitUntil(lambda: not workbench.window.status_line.busy, timeout=TIMEOUT)
        assert caption(workbench) == "Draft"
