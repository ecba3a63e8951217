"""The whole window with an engine of a few lines, as a hand would use it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QMenu,
)

from engine.images import Framing, SaveOptions, read_picture, read_recipe
from engine.look.look import DEFAULT_STRENGTH, DEFAULT_STRUCTURE
from engine.look.recipe_json import recipe_from_json
from gui.canvas import CompareMode
from gui.dialogs.export import ExportDialog
from gui.dialogs.framing import FramingDialog
from gui.document.state import Quality
from tests.gui.fakes import FakeStudio
from tests.gui.hand import CTRL, Key, drag, drop, press, type_number, wheel
from tests.gui.made import picture, saved
from tests.gui.whole import TIMEOUT, at_work, told, wait_until_painted, whole_program

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.app import Workbench


def files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


# Pictures


def test_a_photo_dropped_on_the_canvas_is_painted(workbench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    path = saved(tmp_path, picture(1, 60, 40), "boat.png")
    canvas = workbench.window.canvas
    with qtbot.waitSignal(workbench.live.painted, timeout=TIMEOUT) as painted:
        assert drop(canvas, files(path), canvas.rect().center())
    result = painted.args[0].picture
    assert (result.width, result.height) == (60, 40)
    assert workbench.window.status_line.facts.endswith("60 × 40 · 0.10 s")


def test_a_style_dropped_on_the_shelf_comes_where_it_was_dropped(
    workbench: Workbench, qtbot: QtBot, tmp_path: Path
) -> None:
    shelf = workbench.window.shelf
    assert drop(shelf, files(saved(tmp_path, picture(2), "wave.png")), QPoint(20, 2))
    qtbot.waitUntil(lambda: len(workbench.document.state.styles) == 2, timeout=TIMEOUT)
    assert [style.name for style in workbench.document.state.styles] == ["wave.png", "Oil"]


def test_a_style_dropped_beside_the_photo_is_added(workbench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    canvas = workbench.window.canvas
    workbench.window.actions_by_name["show_side_by_side"].trigger()
    assert drop(canvas, files(saved(tmp_path, picture(2), "wave.png")), canvas.rect().center())
    qtbot.waitUntil(lambda: len(workbench.document.state.styles) == 2, timeout=TIMEOUT)
    assert workbench.document.state.styles[1].name == "wave.png"


def test_a_bundled_style_is_added_by_its_name(workbench: Workbench, qtbot: QtBot) -> None:
    qtbot.waitUntil(workbench.window.shelf.bundled.isVisible, timeout=TIMEOUT)
    workbench.window.shelf.bundled_requested.emit("ink")
    qtbot.waitUntil(lambda: len(workbench.document.state.styles) == 2, timeout=TIMEOUT)
    added = workbench.document.state.styles[1]
    assert (added.name, added.path) == ("Ink", None)


def test_an_empty_canvas_asks_for_a_photo(
    workbench: Workbench, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path, picture(1), "boat.png")
    monkeypatch.setattr(workbench.asker, "photo", lambda: path)
    workbench.document.close()
    QTest.mouseClick(workbench.window.canvas, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: workbench.document.state.photo is not None, timeout=TIMEOUT)
    assert workbench.window.windowTitle() == "boat.png[*] — Pentimento"


# Looking


def test_the_divider_is_dragged(workbench: Workbench) -> None:
    canvas = workbench.window.canvas
    start = QPoint(round(canvas.navigation.divider_position), canvas.height() // 2)
    drag(canvas, start, start + QPoint(60, 0))
    assert canvas.navigation.divider > 0.5
    assert not workbench.document.modified


def test_ways_of_comparing_are_gone_through_by_keys(workbench: Workbench) -> None:
    act, canvas = workbench.window.actions_by_name, workbench.window.canvas
    seen = []
    for _ in range(3):
        press(workbench.window, Key.Key_F8)
        seen.append(canvas.mode)
    assert seen == [CompareMode.SIDE_BY_SIDE, CompareMode.RESULT, CompareMode.DIVIDER]
    press(workbench.window, Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert canvas.mode is CompareMode.RESULT
    assert act["show_result"].isChecked()
    assert not act["show_divider"].isChecked()
    press(workbench.window, Key.Key_F6)
    assert act["show_divider"].isChecked()


def test_a_held_key_shows_the_photo(workbench: Workbench) -> None:
    canvas = workbench.window.canvas
    canvas.setFocus()
    QTest.keyPress(canvas, Key.Key_B)
    assert canvas._stage.photo_only
    QTest.keyRelease(canvas, Key.Key_B)
    assert not canvas._stage.photo_only


def test_zoom_is_told_in_the_status_line(workbench: Workbench) -> None:
    workbench.window.actions_by_name["zoom_actual"].trigger()
    assert workbench.window.canvas.navigation.zoom == 1.0
    assert workbench.window.status_line._zoom.text() == "Zoom 100 %"


def test_file_begins_with_new_and_f11_fills_the_screen(workbench: Workbench) -> None:
    window, act = workbench.window, workbench.window.actions_by_name
    file_menu = window.menuBar().actions()[0].menu()
    assert isinstance(file_menu, QMenu)
    assert file_menu.actions()[:2] == [act["close_document"], act["open_photo"]]
    if sys.platform != "darwin":
        assert act["full_screen"].shortcut().toString() == "F11"


def test_full_screen_and_back(workbench: Workbench, qtbot: QtBot) -> None:
    window, action = workbench.window, workbench.window.actions_by_name["full_screen"]
    window.showMaximized()
    action.trigger()
    qtbot.waitUntil(window.isFullScreen, timeout=TIMEOUT)
    assert action.isChecked()
    action.trigger()
    qtbot.waitUntil(lambda: not window.isFullScreen(), timeout=TIMEOUT)
    assert window.isMaximized()
    assert not action.isChecked()


def test_the_canvas_has_a_menu(workbench: Workbench, qtbot: QtBot) -> None:
    act = workbench.window.actions_by_name
    workbench.window.canvas.context_menu_requested.emit(QPoint(10, 10))
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None, timeout=TIMEOUT)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert {act["copy"], act["export"], act["frame_photo"]} <= set(menu.actions())
    menu.close()


# Changing


def test_a_typed_number_is_painted_undone_and_done_again(workbench: Workbench, qtbot: QtBot) -> None:
    window = workbench.window
    with qtbot.waitSignal(workbench.live.painted, timeout=TIMEOUT) as painted:
        type_number(window.inspector.look.strength, "90")
    assert painted.args[0].recipe.look.strength == 0.9
    assert window.isWindowModified()
    assert window.actions_by_name["undo"].text() == "&Undo Strength"
    window.canvas.setFocus()
    with qtbot.waitSignal(workbench.live.painted, timeout=TIMEOUT) as painted:
        press(window.canvas, Key.Key_Z, CTRL)
    assert painted.args[0].recipe.look.strength == DEFAULT_STRENGTH
    assert not window.isWindowModified()
    with qtbot.waitSignal(workbench.live.painted, timeout=TIMEOUT) as painted:
        press(window.canvas, Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert painted.args[0].recipe.look.strength == 0.9


def test_the_wheel_turns_a_slider(workbench: Workbench, qtbot: QtBot) -> None:
    slider = workbench.window.inspector.look.structure.slider
    slider.setFocus()
    with qtbot.waitSignal(workbench.live.painted, timeout=TIMEOUT):
        wheel(slider, 1, CTRL)
    assert workbench.document.state.look.structure > DEFAULT_STRUCTURE


def test_a_framed_photo_is_painted_framed(workbench: Workbench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    left_half = Framing(right=0.5)
    monkeypatch.setattr(FramingDialog, "exec", lambda _: QDialog.DialogCode.Accepted)
    monkeypatch.setattr(FramingDialog, "framing", lambda _: left_half)
    with qtbot.waitSignal(workbench.live.painted, timeout=TIMEOUT) as painted:
        workbench.window.actions_by_name["frame_photo"].trigger()
    whole = read_picture(Path("resources/samples/photos/mountain-lake.jpg"))
    result = painted.args[0].picture
    assert result.width / result.height == pytest.approx(whole.width / 2 / whole.height, rel=0.01)
    style = workbench.document.state.styles[0]
    workbench.window.shelf.frame_requested.emit(style.key)
    assert workbench.document.state.styles[0].framing == left_half


# Running and stopping


def test_escape_stops_a_run_and_is_free_afterwards(workbench: Workbench, qtbot: QtBot, studio: FakeStudio) -> None:
    window, stop = workbench.window, workbench.window.actions_by_name["stop"]
    qtbot.waitUntil(lambda: not stop.isEnabled(), timeout=TIMEOUT)
    shown = workbench.live.latest
    studio.hold()
    workbench.document.change_look(strength=0.1)
    qtbot.waitUntil(lambda: window.status_line.busy and stop.isEnabled(), timeout=TIMEOUT)
    press(window.canvas, Key.Key_Escape)
    qtbot.waitUntil(lambda: not stop.isEnabled(), timeout=TIMEOUT)
    assert not window.status_line.busy
    qtbot.waitUntil(lambda: bool(studio.closed), timeout=TIMEOUT)
    assert workbench.live.latest is shown
    assert workbench.document.state.look.strength == 0.1


def test_a_run_that_fails_leaves_no_progress(workbench: Workbench, qtbot: QtBot, studio: FakeStudio) -> None:
    studio.error, studio.error_at = MemoryError(), 4
    workbench.document.change_look(strength=0.1)
    qtbot.waitUntil(lambda: any("not enough memory" in text for text in told(workbench)), timeout=TIMEOUT)
    qtbot.waitUntil(lambda: not workbench.window.status_line.busy, timeout=TIMEOUT)
    message = workbench.window.message_bar.message
    assert message is not None
    assert [action.text for action in message.actions] == ["Smaller preview"]
    studio.error = None
    before = workbench.document.state.quality.preview_size
    with qtbot.waitSignal(workbench.live.painted, timeout=TIMEOUT):
        workbench.window.message_bar.chosen.emit(message.actions[0])
    assert workbench.document.state.quality.preview_size == before // 2


@pytest.mark.parametrize("strokes", ["Same look at any size", "Finer strokes"])
def test_an_export_goes_on_while_the_picture_is_changed(
    workbench: Workbench, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, strokes: str
) -> None:
    def accept(dialog: ExportDialog) -> QDialog.DialogCode:
        dialog._folder = tmp_path
        dialog.name_edit.setText("mine")
        dialog.format_choice.setCurrentIndex(dialog.format_choice.findData(".png"))
        dialog.look_choice.setCurrentIndex(dialog.look_choice.findText(strokes))
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(ExportDialog, "exec", accept)
    QTest.mouseClick(workbench.window.inspector.export, Qt.MouseButton.LeftButton)
    assert at_work(workbench)
    with qtbot.waitSignal(workbench.live.painted, timeout=TIMEOUT):
        workbench.document.change_look(strength=0.3)
    qtbot.waitUntil(lambda: not at_work(workbench), timeout=TIMEOUT)
    made = read_picture(tmp_path / "mine.png")
    whole = read_picture(Path("resources/samples/photos/mountain-lake.jpg"))
    assert (made.width, made.height) == (whole.width, whole.height)
    assert workbench.settings.export_choices.suffix == ".png"
    assert workbench.settings.export_choices.same_look == (strokes == "Same look at any size")
    recipe = recipe_from_json(read_recipe(tmp_path / "mine.png") or "", "mine.png")
    assert recipe.look_size == (workbench.document.state.quality.preview_size if "Same" in strokes else None)
    assert workbench.exports.suggested_target().suffix == ".png"
    assert f"Saved mine.png, {made.width} × {made.height}." in told(workbench)


def test_16_bits_are_offered_again_also_after_a_format_without_them(
    workbench: Workbench, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: list[int] = []

    def accept(suffix: str, depth: int | None) -> None:
        def chosen(dialog: ExportDialog) -> QDialog.DialogCode:
            offered.append(dialog.depth())
            dialog._folder = tmp_path
            dialog.format_choice.setCurrentIndex(dialog.format_choice.findData(suffix))
            if depth is not None:
                dialog.depth_choice.setCurrentIndex(dialog.depth_choice.findData(depth))
            return QDialog.DialogCode.Accepted

        monkeypatch.setattr(ExportDialog, "exec", chosen)
        workbench.window.actions_by_name["export"].trigger()

    accept(".png", 16)
    accept(".jpg", None)
    accept(".png", 8)
    accept(".png", None)
    assert offered == [8, 16, 16, 8]
    qtbot.waitUntil(lambda: not at_work(workbench), timeout=TIMEOUT)


def test_stop_ends_an_export_without_a_file(
    workbench: Workbench, qtbot: QtBot, studio: FakeStudio, tmp_path: Path
) -> None:
    studio.hold()
    (tmp_path / "mine.png").touch()
    workbench.exports.add(tmp_path / "mine.png", SaveOptions(existing="unique"), 64)
    qtbot.waitUntil(lambda: workbench.window.status_line.busy, timeout=TIMEOUT)
    QTest.mouseClick(workbench.window.status_line._stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not at_work(workbench), timeout=TIMEOUT)
    assert list(tmp_path.glob("mine*")) == [tmp_path / "mine.png"]
    assert "Export of mine (2).png stopped." in told(workbench)


def test_what_is_said_of_an_export_names_the_file_that_it_writes(
    workbench: Workbench, qtbot: QtBot, studio: FakeStudio, tmp_path: Path
) -> None:
    (tmp_path / "mine.png").touch()
    studio.delay = 0.05
    exports, unique = workbench.exports, SaveOptions(existing="unique")
    for _ in range(3):
        exports.add(tmp_path / "mine.png", unique, 64)
    assert [target.name for target in exports.targets] == [f"mine ({number}).png" for number in (2, 3, 4)]
    second = next(export for export in exports.pending if export.target.name == "mine (3).png")
    second.work.cancel()
    qtbot.waitUntil(lambda: not exports.busy, timeout=TIMEOUT)
    said = " ".join(told(workbench))
    assert {path.name for path in tmp_path.glob("mine*")} == {"mine.png", "mine (2).png", "mine (4).png"}
    assert "Saved mine (4).png" in said
    assert not exports.targets


def test_without_a_photo_an_export_says_what_is_wanting(workbench: Workbench) -> None:
    workbench.document.close()
    workbench.window.actions_by_name["export"].trigger()
    assert any("Open a photo and add a style first" in text for text in told(workbench))


# Devices, folds, presets, recent files


def test_devices_of_this_machine_are_offered_once_the_engine_is_there(qtbot: QtBot) -> None:
    studio = FakeStudio()
    studio.devices = ("cpu", "cuda")
    with whole_program(qtbot, lambda _device, _format: studio) as workbench:
        box = workbench.window.inspector.quality.device
        qtbot.waitUntil(lambda: box.findData("cuda") >= 0, timeout=TIMEOUT)
        assert [box.itemData(index) for index in range(box.count())] == ["auto", "cpu", "cuda"]
        assert workbench.window.devices == {"cuda": "Graphics card (CUDA)"}


def test_what_is_folded_and_hidden_is_remembered(qtbot: QtBot) -> None:
    with whole_program(qtbot) as workbench:
        inspector = workbench.window.inspector
        assert (inspector.levels_fold.folded, inspector.quality_fold.folded) == (False, True)
        for section in (inspector.levels_fold, inspector.quality_fold):
            press(section.header, Key.Key_Space)
        workbench.window.docks["filmstrip"].close()
        workbench.window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, workbench.window.docks["styles"])
    with whole_program(qtbot) as workbench:
        window = workbench.window
        assert (window.inspector.levels_fold.folded, window.inspector.quality_fold.folded) == (True, False)
        assert window.docks["filmstrip"].isHidden()
        assert window.dockWidgetArea(window.docks["styles"]) == Qt.DockWidgetArea.RightDockWidgetArea


def test_new_pictures_are_painted_as_was_chosen(qtbot: QtBot) -> None:
    made: list[str] = []

    def make_studio(device: str, _format: str) -> FakeStudio:
        made.append(device)
        return FakeStudio()

    with whole_program(qtbot) as workbench:
        workbench.settings.quality = Quality(512, "cpu")
    with whole_program(qtbot, make_studio) as workbench:
        wait_until_painted(qtbot, workbench)
        assert workbench.document.state.quality == Quality(512, "cpu")
        assert not workbench.document.modified
        assert made == ["cpu"]


def test_recent_files_are_offered_and_forgotten(workbench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    menu = workbench.window.menus["recent"]
    menu.aboutToShow.emit()
    assert [(action.text(), action.isEnabled()) for action in menu.actions()] == [("Nothing yet", False)]
    path = saved(tmp_path, picture(1), "a & b.png")
    workbench.settings.add_recent_file(tmp_path / "gone.png")
    workbench.settings.add_recent_file(path)
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == ["a && b.png", "gone.png", "", "Clear the list"]
    menu.actions()[0].trigger()
    qtbot.waitUntil(lambda: workbench.window.windowTitle().startswith("a & b.png"), timeout=TIMEOUT)
    menu.actions()[1].trigger()
    assert any("gone.png is no longer" in text for text in told(workbench))
    assert list(workbench.settings.recent_files) == [path]
    menu.aboutToShow.emit()
    menu.actions()[-1].trigger()
    assert not list(workbench.settings.recent_files)
