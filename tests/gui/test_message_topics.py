"""A message stays as long as what it says is so, and no longer: what is about a project goes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.errors import OutOfMemoryError
from engine.images import SaveOptions
from gui.messages import OF_THE_DOCUMENT, Topic
from gui.storage.project_file import save_project
from tests.gui.fakes import FakeStudio
from tests.gui.made import filled_document, picture, saved
from tests.gui.whole import TIMEOUT, told, wait_until_painted, whole_program

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.app import Workbench


def wait_for(qtbot: QtBot, workbench: Workbench, text: str) -> None:
    qtbot.waitUntil(lambda: has_told(workbench, text), timeout=TIMEOUT)


def has_told(workbench: Workbench, text: str) -> bool:
    return any(text in each for each in told(workbench))


def open_project(qtbot: QtBot, workbench: Workbench, path: Path) -> None:
    workbench.opening.open_project(path)
    qtbot.waitUntil(lambda: workbench.document.file == path, timeout=TIMEOUT)


def test_what_is_said_of_one_project_goes_with_it(workbench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    photo = saved(tmp_path, picture(5), "boat.png")
    document = filled_document()
    document.set_photo(picture(5), photo)
    save_project(tmp_path / "poor.pentimento", document.data(), embed=False)
    photo.unlink()
    save_project(tmp_path / "whole.pentimento", filled_document().data())
    (tmp_path / "broken.png").write_text("no picture")
    open_project(qtbot, workbench, tmp_path / "poor.pentimento")
    wait_for(qtbot, workbench, "no longer where they were")
    workbench.opening.add_styles([tmp_path / "broken.png"])
    wait_for(qtbot, workbench, "broken.png")
    open_project(qtbot, workbench, tmp_path / "whole.pentimento")
    assert not has_told(workbench, "no longer where they were")
    assert not has_told(workbench, "broken.png")


def test_what_is_said_of_written_files_and_of_the_program_stays(
    workbench: Workbench, qtbot: QtBot, tmp_path: Path
) -> None:
    workbench.messages.warn("The settings begin anew.")
    workbench.exports.add(tmp_path / "nowhere" / "out.png", SaveOptions(), None)
    wait_for(qtbot, workbench, "'out.png' cannot be saved")
    with qtbot.waitSignal(workbench.opening.photo_opened, timeout=TIMEOUT):
        workbench.opening.open_photo(saved(tmp_path, picture(7), "whole.png"))
    save_project(tmp_path / "whole.pentimento", filled_document().data())
    open_project(qtbot, workbench, tmp_path / "whole.pentimento")
    assert has_told(workbench, "'out.png' cannot be saved")
    assert has_told(workbench, "settings begin anew")


def test_why_nothing_was_painted_goes_as_soon_as_something_is(qtbot: QtBot) -> None:
    studio = FakeStudio(error=OutOfMemoryError("Painting should fit in memory: choose a smaller size."))
    with whole_program(qtbot, lambda _device, _format: studio) as workbench:
        wait_for(qtbot, workbench, "smaller size")
        studio.error = None
        workbench.document.change_look(strength=0.3)
        wait_until_painted(qtbot, workbench)
        assert not has_told(workbench, "smaller size")


def test_that_work_is_not_kept_aside_goes_when_it_is(workbench: Workbench) -> None:
    workbench.recovery.failed.emit("It cannot be kept aside. Save often.")
    assert has_told(workbench, "Save often")
    workbench.recovery.kept.emit()
    assert not has_told(workbench, "Save often")


@pytest.mark.parametrize("topic", Topic)
def test_every_topic_stays_or_goes_with_the_document(workbench: Workbench, topic: Topic) -> None:
    workbench.messages.warn("Something.", topic=topic)
    workbench.document.close()
    assert has_told(workbench, "Something.") == (topic not in OF_THE_DOCUMENT)
