"""The batch dialog, as a hand uses it, with the whole window and an engine that only pretends to paint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton

from engine.images import Picture, read_picture, read_recipe
from gui.dialogs.batch import BatchDialog
from gui.work.job_makers import document_job_maker
from tests.engine.pictures import picture
from tests.gui.hand import press
from tests.gui.whole import TIMEOUT, at_work, told, wait_until_painted, whole_program

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.app import Workbench

COUNT = 4


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A folder with pictures of several sizes, a broken one among them, and one deeper."""
    folder = tmp_path / "holiday"
    (folder / "beach").mkdir(parents=True)
    for number in range(COUNT):
        Image.fromarray(picture(40 + number, 30, number).pixels).save(folder / f"{number}.png")
    Image.fromarray(picture(30, 30, 9).pixels).save(folder / "beach" / "5.png")
    (folder / "2.png").write_bytes((folder / "2.png").read_bytes()[:99])
    return folder


@pytest.fixture
def dialog(workbench: Workbench) -> BatchDialog:
    workbench.window.actions_by_name["batch"].trigger()
    (made,) = workbench.window.findChildren(BatchDialog)
    assert made.isVisible()
    return made


def choose(monkeypatch: pytest.MonkeyPatch, dialog: BatchDialog, folder: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    dialog.folder_button.click()


def wait_for_end(qtbot: QtBot, dialog: BatchDialog) -> None:
    qtbot.waitUntil(lambda: dialog.progress.doing.text().startswith("Done."), timeout=TIMEOUT)


def test_a_folder_is_painted_while_editing_goes_on(
    qtbot: QtBot, workbench: Workbench, dialog: BatchDialog, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not dialog.begin_button.isEnabled()
    choose(monkeypatch, dialog, photos)
    qtbot.waitUntil(lambda: dialog.places_label.text() == f"{photos} (pictures: {COUNT})", timeout=TIMEOUT)
    assert dialog.output_label.text() == str(photos.with_name("holiday painted"))
    dialog.recursive_check.setChecked(True)
    assert dialog.places_label.text() == str(photos)
    dialog.name_edit.setText("{number} {name}")
    assert dialog.example.text() == "harbour.jpg becomes 001 harbour.jpg"
    dialog.begin_button.click()
    workbench.document.change_look(strength=0.2)
    wait_for_end(qtbot, dialog)
    assert dialog.progress.doing.text() == "Done. Painted: 4, failed: 1."
    assert dialog.progress.failures.count() == 1
    assert dialog.progress.failures.item(0).text().startswith("2.png: ")
    output = photos.with_name("holiday painted")
    made = sorted(path.relative_to(output).as_posix() for path in output.rglob("*.png"))
    assert made == ["1 0.png", "2 1.png", "4 3.png", "beach/5 5.png"]
    assert read_picture(output / "2 1.png").width == 41
    assert read_recipe(output / "2 1.png") is not None
    assert any("1 of 5 pictures could not be painted: the batch says why." in text for text in told(workbench))
    dialog.hide()
    (button,) = (
        found
        for found in workbench.window.findChildren(QPushButton)
        if found.text().replace("&", "") == "Show the batch"
    )
    button.click()
    assert dialog.isVisible()
    assert not at_work(workbench)
    # Begun again with the same look, there is nothing to do.
    workbench.document.undo()
    dialog.begin_button.click()
    qtbot.waitUntil(lambda: "Finished before: 4, failed: 1" in dialog.progress.doing.text(), timeout=TIMEOUT)


def test_chosen_pictures_take_size_and_format(
    qtbot: QtBot, dialog: BatchDialog, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = [str(photos / "0.png"), str(photos / "1.png")]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (chosen, ""))
    dialog.pictures_button.click()
    assert dialog.places_label.text() == "2 pictures"
    assert not dialog.recursive_check.isEnabled()
    dialog.format_choice.setCurrentIndex(dialog.format_choice.findData(".webp"))
    dialog.size_check.setChecked(True)
    dialog.side_spin.setValue(20)
    dialog.begin_button.click()
    wait_for_end(qtbot, dialog)
    made = photos.with_name("holiday painted") / "0.webp"
    assert read_picture(made).width in {20, 40}  # the engine that pretends keeps the photo's size
    assert dialog.progress.failures.isHidden()


@pytest.mark.parametrize(
    ("naming", "sentence"),
    [
        ("same", "Each result should have a name of its own"),
        ("{photo}", "A naming should have no other words in braces"),
    ],
)
def test_what_cannot_be_is_refused_beforehand(
    qtbot: QtBot, dialog: BatchDialog, photos: Path, *, naming: str, sentence: str
) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        choose(monkeypatch, dialog, photos)
    dialog.name_edit.setText(naming)
    dialog.begin_button.click()
    qtbot.waitUntil(lambda: sentence in dialog.note.text(), timeout=TIMEOUT)
    assert dialog.begin_button.isEnabled()
    assert not photos.with_name("holiday painted").exists()


def test_the_example_follows_what_is_typed_and_a_refusal_goes(
    qtbot: QtBot, dialog: BatchDialog, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(monkeypatch, dialog, photos)
    dialog.name_edit.setText("same")
    dialog.begin_button.click()
    qtbot.waitUntil(lambda: "Each result should have a name of its own" in dialog.note.text(), timeout=TIMEOUT)
    dialog.name_edit.selectAll()
    QTest.keyClicks(dialog.name_edit, "{name} {style}")
    assert dialog.example.text() == "harbour.jpg becomes harbour wave.jpg"
    assert not dialog.note.text()
    QTest.keyClicks(dialog.name_edit, "{")
    assert "harbour" not in dialog.example.text()


def test_an_example_that_says_nothing_is_not_there(dialog: BatchDialog) -> None:
    assert dialog.name_edit.text() == "{name}"
    assert dialog.example.isHidden()
    dialog.format_choice.setCurrentIndex(dialog.format_choice.findData(".png"))
    assert dialog.example.text() == "harbour.jpg becomes harbour.png"
    assert dialog.example.isVisible()


def test_failures_are_read_whole(
    qtbot: QtBot, dialog: BatchDialog, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(COUNT):
        (photos / f"{number}.png").write_bytes(b"no picture")
    choose(monkeypatch, dialog, photos)
    dialog.begin_button.click()
    wait_for_end(qtbot, dialog)
    assert dialog.progress.doing.text() == "Done. Failed: 4."
    view = dialog.progress.failures
    qtbot.waitUntil(lambda: view.viewport().rect().contains(view.visualItemRect(view.item(1))), timeout=TIMEOUT)
    first = view.visualItemRect(view.item(0))
    assert first.height() >= 2 * view.fontMetrics().lineSpacing(), "a long sentence is wrapped"
    assert first.width() <= view.viewport().width()
    assert not view.horizontalScrollBar().isVisible()


def test_without_styles_there_is_a_sentence(
    workbench: Workbench, dialog: BatchDialog, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for style in list(workbench.document.state.styles):
        workbench.document.styles.remove(style.key)
    choose(monkeypatch, dialog, photos)
    dialog.begin_button.click()
    assert dialog.note.text().startswith("Add a style first")


def test_a_batch_can_be_stopped_and_goes_on_in_a_closed_dialog(qtbot: QtBot, photos: Path) -> None:
    from tests.gui.fakes import FakeStudio

    studio = FakeStudio()
    with (
        whole_program(qtbot, lambda _device, _format: studio) as workbench,
        pytest.MonkeyPatch.context() as monkeypatch,
    ):
        wait_until_painted(qtbot, workbench)
        workbench.window.actions_by_name["batch"].trigger()
        (dialog,) = workbench.window.findChildren(BatchDialog)
        choose(monkeypatch, dialog, photos)
        studio.holds = lambda job, _: "1.png" in job.photo.name
        dialog.begin_button.click()
        qtbot.waitUntil(lambda: dialog.progress.doing.text().startswith("1 of 4"), timeout=TIMEOUT)
        assert at_work(workbench)
        dialog.stop_button.click()
        qtbot.waitUntil(lambda: dialog.progress.doing.text().startswith("Stopped."), timeout=TIMEOUT)
        output = photos.with_name("holiday painted")
        assert "0.png" in [path.name for path in output.iterdir()]
        assert not list(output.glob(".*"))
        studio.holds = lambda job, _: "3.png" in job.photo.name
        dialog.begin_button.click()
        qtbot.waitUntil(lambda: workbench.batches.busy, timeout=TIMEOUT)
        qtbot.waitUntil(lambda: dialog.progress.failures.count() == 1, timeout=TIMEOUT)
        assert workbench.batches.busy, "what fails is shown at once"
        dialog.close()
        studio.let_go_on()
        qtbot.waitUntil(lambda: not workbench.batches.busy, timeout=TIMEOUT)
        assert sorted(path.name for path in output.iterdir()) == ["0.png", "1.png", "3.png"]


def test_the_look_s_strokes_follow_each_photo_s_size(workbench: Workbench) -> None:
    maker = document_job_maker(workbench.document, same_look=False)
    alike = document_job_maker(workbench.document, same_look=True)
    assert maker is not None
    assert alike is not None
    small, large = maker.recipe_for((400, 300)), maker.recipe_for((4000, 3000))
    assert small.style_size != large.style_size
    assert large == maker.job_for(_flat(4000, 3000), None, 8).recipe
    assert alike.recipe_for((4000, 3000)).look_size == workbench.document.state.quality.preview_size
    assert alike.recipe_for((4000, 3000)) == alike.recipe_for((3000, 4000))
    assert large.pack is not None


def _flat(width: int, height: int) -> Picture:
    return Picture(np.zeros((height, width, 3), np.uint8), name="flat")


def test_enter_begins_and_escape_closes(dialog: BatchDialog) -> None:
    assert dialog.begin_button.isDefault()
    press(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
