"""Stopping: what the canvas shows after it, never a draft that is called a result; and what is not stopped unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import gui.stopping
from engine.images import SaveOptions
from engine.look.refining import Refining
from gui.qt_images import from_qimage
from gui.work.texture_maker import TextureWish, texture_maker
from tests.gui.fakes import SECOND_LEVEL, FakeStudio
from tests.gui.hand import Key, press
from tests.gui.made import picture, saved
from tests.gui.whole import TIMEOUT, at_work, wait_until_painted, whole_program

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QMessageBox
    from pytestqt.qtbot import QtBot

    from engine.job import Result
    from gui.app import Workbench

MOMENT = 150
"""Milliseconds in which what was given up would be painted, if it were not."""


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
    studio.hold()
    workbench.document.change_look(strength=0.3)
    wait_for_draft(qtbot, workbench)
    studio.let_go_on()
    wait_until_painted(qtbot, workbench)
    assert caption(workbench) == "Result"


def test_stop_brings_the_last_finished_picture_back(workbench: Workbench, qtbot: QtBot, studio: FakeStudio) -> None:
    before = workbench.live.result
    assert before is not None
    studio.hold()
    workbench.document.change_look(strength=0.3)
    wait_for_draft(qtbot, workbench)
    assert not shows(workbench, before)
    press(workbench.window.canvas, Key.Key_Escape)
    assert shows(workbench, before)
    assert caption(workbench) == "Result"
    studio.let_go_on()
    qtbot.wait(MOMENT)
    assert shows(workbench, before), "nothing of what was given up comes after it"


def test_stop_before_refining_has_begun_again_leaves_no_draft(
    workbench: Workbench, qtbot: QtBot, studio: FakeStudio
) -> None:
    workbench.document.change_look(refining=Refining(steps=2))
    wait_until_painted(qtbot, workbench)
    refined = workbench.live.result
    assert refined is not None
    studio.hold()
    workbench.document.change_look(refining=Refining(steps=9))
    wait_for_draft(qtbot, workbench)
    press(workbench.window.canvas, Key.Key_Escape)
    assert shows(workbench, refined)


def test_what_was_painted_of_another_photo_does_not_come_back(
    workbench: Workbench, qtbot: QtBot, studio: FakeStudio, tmp_path: Path
) -> None:
    studio.hold()
    workbench.opening.open_photo(saved(tmp_path, picture(1, 900, 600), "other.png"))
    wait_for_draft(qtbot, workbench)
    press(workbench.window.canvas, Key.Key_Escape)
    qtbot.waitUntil(lambda: not workbench.window.status_line.busy, timeout=TIMEOUT)
    assert caption(workbench) == "Draft"


def test_a_first_picture_that_is_stopped_stays_a_draft(qtbot: QtBot) -> None:
    studio = FakeStudio()
    studio.hold()
    with whole_program(qtbot, lambda _device, _format: studio) as workbench:
        wait_for_draft(qtbot, workbench)
        press(workbench.window.canvas, Key.Key_Escape)
        qtbot.waitUntil(lambda: not workbench.window.status_line.busy, timeout=TIMEOUT)
        assert caption(workbench) == "Draft"


# What runs in the queue is stopped by its own button only


@pytest.fixture
def question(monkeypatch: pytest.MonkeyPatch) -> None:
    """Has every work that has begun count as long."""
    monkeypatch.setattr(gui.stopping, "LONG", 0.0)


def export_slowly(qtbot: QtBot, workbench: Workbench, studio: FakeStudio, target: Path) -> None:
    """Begins an export that takes until the test lets it go on."""
    wait_until_painted(qtbot, workbench)
    before = len(studio.jobs)
    studio.hold()
    workbench.exports.add(target, SaveOptions(), 64)
    qtbot.waitUntil(lambda: len(studio.jobs) > before, timeout=TIMEOUT)
    qtbot.waitUntil(lambda: workbench.window.status_line.shows_queue, timeout=TIMEOUT)


def finish(qtbot: QtBot, workbench: Workbench, studio: FakeStudio) -> None:
    studio.let_go_on()
    qtbot.waitUntil(lambda: not at_work(workbench), timeout=TIMEOUT)


def asked(workbench: Workbench) -> QMessageBox | None:
    return workbench.stopping.question


def answer(workbench: Workbench, key: Qt.Key) -> None:
    box = asked(workbench)
    assert box is not None
    press(box, key)


def answer_stop(workbench: Workbench) -> None:
    box = asked(workbench)
    assert box is not None
    (button,) = (each for each in box.buttons() if each.text() == "&Stop")
    button.click()


@pytest.mark.usefixtures("question")
def test_escape_stops_no_export(workbench: Workbench, qtbot: QtBot, studio: FakeStudio, tmp_path: Path) -> None:
    export_slowly(qtbot, workbench, studio, tmp_path / "mine.png")
    for part in (workbench.window.canvas, workbench.window.inspector.export, workbench.window.filmstrip.versions):
        part.setFocus()
        press(part, Key.Key_Escape)
    workbench.document.change_look(strength=0.3)
    wait_for_draft(qtbot, workbench)
    press(workbench.window.canvas, Key.Key_Escape)
    assert not workbench.live.is_painting, "the preview ends"
    assert asked(workbench) is None
    finish(qtbot, workbench, studio)
    assert (tmp_path / "mine.png").exists()


def test_a_young_export_is_stopped_at_once(
    workbench: Workbench, qtbot: QtBot, studio: FakeStudio, tmp_path: Path
) -> None:
    export_slowly(qtbot, workbench, studio, tmp_path / "mine.png")
    workbench.window.status_line._stop.click()
    assert asked(workbench) is None
    qtbot.waitUntil(lambda: not at_work(workbench), timeout=TIMEOUT)
    assert not (tmp_path / "mine.png").exists()
    assert not workbench.window.status_line.busy


@pytest.mark.usefixtures("question")
@pytest.mark.parametrize(("key", "stops"), [(None, True), (Key.Key_Return, False), (Key.Key_Escape, False)])
def test_a_long_export_is_stopped_after_a_question(
    workbench: Workbench, qtbot: QtBot, studio: FakeStudio, tmp_path: Path, key: Qt.Key | None, *, stops: bool
) -> None:
    export_slowly(qtbot, workbench, studio, tmp_path / "mine.png")
    workbench.window.status_line._stop.click()
    box = asked(workbench)
    assert box is not None
    assert "mine.png" in box.informativeText()
    fraction = workbench.window.status_line._bar.value()
    studio.hold(2 * SECOND_LEVEL)
    qtbot.waitUntil(lambda: workbench.window.status_line._bar.value() > fraction, timeout=TIMEOUT)
    workbench.window.status_line._stop.click()
    assert asked(workbench) is box, "one question at a time"
    if stops:
        answer_stop(workbench)
    elif key is not None:
        answer(workbench, key)
    assert asked(workbench) is None
    if not stops:
        finish(qtbot, workbench, studio)
    qtbot.waitUntil(lambda: not at_work(workbench), timeout=TIMEOUT)
    assert (tmp_path / "mine.png").exists() != stops


@pytest.mark.usefixtures("question")
def test_the_question_goes_away_with_the_work(
    workbench: Workbench, qtbot: QtBot, studio: FakeStudio, tmp_path: Path
) -> None:
    export_slowly(qtbot, workbench, studio, tmp_path / "one.png")
    workbench.exports.add(tmp_path / "two.png", SaveOptions(), 64)
    workbench.window.status_line._stop.click()
    box = asked(workbench)
    assert box is not None
    assert "one.png" in box.informativeText()
    assert "two.png" in box.informativeText()
    first = studio.jobs[-1]
    studio.holds = lambda job, _: job is not first
    qtbot.waitUntil((tmp_path / "one.png").exists, timeout=TIMEOUT)
    assert asked(workbench) is box, "the other one is still asked about"
    finish(qtbot, workbench, studio)
    assert asked(workbench) is None
    assert (tmp_path / "two.png").exists()


@pytest.mark.usefixtures("question")
def test_refining_is_stopped_by_its_button_after_a_question(
    workbench: Workbench, qtbot: QtBot, studio: FakeStudio
) -> None:
    wait_until_painted(qtbot, workbench)
    studio.delay = 0.005
    workbench.document.change_look(refining=Refining(steps=9999))
    qtbot.waitUntil(lambda: workbench.live.is_refining, timeout=TIMEOUT)
    press(workbench.window.canvas, Key.Key_Escape)
    assert workbench.live.is_refining
    workbench.window.status_line._stop.click()
    assert workbench.live.is_refining
    answer(workbench, Key.Key_Escape)
    assert workbench.live.is_refining
    workbench.window.status_line._stop.click()
    answer_stop(workbench)
    qtbot.waitUntil(lambda: not workbench.live.is_refining, timeout=TIMEOUT)
    assert workbench.live.result is not None


@pytest.mark.usefixtures("question")
def test_quitting_stops_no_long_work_unasked(
    workbench: Workbench, qtbot: QtBot, studio: FakeStudio, tmp_path: Path
) -> None:
    export_slowly(qtbot, workbench, studio, tmp_path / "mine.png")
    window = workbench.window
    assert not window.close()
    answer(workbench, Key.Key_Escape)
    assert window.isVisible()
    assert at_work(workbench)
    assert not window.close()
    answer_stop(workbench)
    qtbot.waitUntil(window.isHidden, timeout=TIMEOUT)
    assert not (tmp_path / "mine.png").exists()


def test_a_whole_texture_is_seen_and_stopped_in_the_line_below(
    workbench: Workbench, qtbot: QtBot, studio: FakeStudio
) -> None:
    wait_until_painted(qtbot, workbench)
    studio.hold()
    look = texture_maker(workbench.document, TextureWish((64, 64), tileable=False, stroke_size=1.0))
    workbench.textures.use(look, 1, "style", "Texture")
    line = workbench.window.status_line
    qtbot.waitUntil(lambda: line.shows_queue, timeout=TIMEOUT)
    assert line._doing.text().startswith("Painting a texture")
    press(workbench.window.canvas, Key.Key_Escape)
    assert workbench.textures.busy
    line._stop.click()
    qtbot.waitUntil(lambda: not workbench.textures.busy, timeout=TIMEOUT)
    assert not line.busy
    assert len(workbench.document.state.styles) == 1
