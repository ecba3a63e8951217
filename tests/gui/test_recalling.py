"""A painting that is finished already is shown at once, and no draft comes in its place while it is painted anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine.images import Picture
from engine.look.refining import Refining
from gui.qt_images import from_qimage
from gui.storage.project_file import load_project, save_project
from tests.gui.fakes import FakeStudio
from tests.gui.hand import Key, press
from tests.gui.made import filled_document, picture
from tests.gui.whole import TIMEOUT, wait_until_painted, whole_program

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.app import Workbench
    from gui.document.state import State

SLOW = 0.02


class Watch:
    """Notes what the canvas shows while the document as it is now is painted."""

    def __init__(self, workbench: Workbench) -> None:
        self.shown: list[tuple[Picture, bool]] = []
        stage, show = workbench.window.canvas._stage, workbench.window.canvas.set_result

        def noted(*words: object, **named: object) -> None:
            show(*words, **named)  # type: ignore[arg-type]
            if stage.result is not None:
                self.shown.append((from_qimage(stage.result.image), stage.is_draft))

        workbench.window.canvas.set_result = noted  # type: ignore[method-assign]

    @property
    def drafts(self) -> list[bool]:
        return [draft for _, draft in self.shown]


def is_same(one: Picture, other: Picture) -> bool:
    return one.pixels.shape == other.pixels.shape and bool(np.abs(one.pixels - other.pixels.astype(int)).max() < 40)


@pytest.fixture
def finished(tmp_path: Path) -> Path:
    """A project that holds the finished picture, which no fake engine would paint so."""
    document = filled_document()
    document.set_photo(picture(5, 900, 600))
    document.versions.keep(plain(90), document.state)
    save_project(tmp_path / "done.pentimento", document.data())
    return tmp_path / "done.pentimento"


def plain(grey: int) -> Picture:
    return Picture(np.full((600, 900, 3), grey, np.uint8), None, "plain.png")


@pytest.mark.parametrize("refining", [None, Refining(steps=3)])
def test_a_project_opens_with_its_finished_picture(
    qtbot: QtBot, finished: Path, tmp_path: Path, refining: Refining | None
) -> None:
    document = filled_document()
    document.open(load_project(finished).data)
    document.change_look(refining=refining)
    document.versions.keep(plain(90), document.state)
    path = tmp_path / "refined.pentimento"
    save_project(path, document.data())
    with whole_program(qtbot, lambda _device, _format: FakeStudio(delay=SLOW), paths=None) as workbench:
        watch = Watch(workbench)
        workbench.begin([path])
        qtbot.waitUntil(lambda: bool(watch.shown), timeout=TIMEOUT)
        assert is_same(watch.shown[0][0], document.versions.all[-1].preview)
        wait_until_painted(qtbot, workbench)
        assert not any(watch.drafts)
        assert len(watch.shown) == 2, "the kept picture, and the one that was painted anew"


def test_a_project_without_its_picture_begins_with_a_draft(qtbot: QtBot, finished: Path) -> None:
    with whole_program(qtbot, lambda _device, _format: FakeStudio(delay=SLOW), paths=[finished]) as workbench:
        wait_until_painted(qtbot, workbench)
        watch = Watch(workbench)
        workbench.document.change_look(strength=0.3)
        wait_until_painted(qtbot, workbench)
        assert any(watch.drafts)


def test_stop_leaves_the_kept_picture_and_the_look_as_it_is(qtbot: QtBot, finished: Path) -> None:
    with whole_program(qtbot, lambda _device, _format: FakeStudio(delay=SLOW), paths=None) as workbench:
        watch = Watch(workbench)
        workbench.begin([finished])
        qtbot.waitUntil(lambda: bool(watch.shown), timeout=TIMEOUT)
        state = workbench.document.state
        press(workbench.window.canvas, Key.Key_Escape)
        qtbot.waitUntil(lambda: not workbench.window.status_line.busy, timeout=TIMEOUT)
        assert not any(watch.drafts)
        assert workbench.document.state == state


def test_going_back_to_a_version_and_another_preview_size_show_no_draft(qtbot: QtBot, finished: Path) -> None:
    with whole_program(qtbot, lambda _device, _format: FakeStudio(delay=SLOW), paths=[finished]) as workbench:
        wait_until_painted(qtbot, workbench)
        (version,) = workbench.document.versions.all
        workbench.document.change_look(strength=0.3)
        wait_until_painted(qtbot, workbench)
        watch = Watch(workbench)
        workbench.window.filmstrip.version_chosen.emit(version.key)
        wait_for_painting(qtbot, workbench, workbench.document.state)
        workbench.document.change_quality(preview_size=512)
        wait_for_painting(qtbot, workbench, workbench.document.state)
        assert not any(watch.drafts)
        assert any(is_same(each, version.preview) for each, _ in watch.shown)


def wait_for_painting(qtbot: QtBot, workbench: Workbench, state: State) -> None:
    live = workbench.live
    qtbot.waitUntil(
        lambda: live._finished is not None and live._finished[1] == state and live.work is None, timeout=TIMEOUT
    )
