"""The keys of the painting tools: in the whole window while painting, and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QListView,
    QWidget,
)

from gui.dialogs.batch import BatchDialog
from gui.regions.keys import ERASE, PAINTING_KEYS
from tests.gui.hand import Key, drag, press
from tests.gui.made import picture
from tests.gui.whole import TIMEOUT, whole_program

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from gui.app import Workbench
    from gui.main_window import MainWindow
    from gui.regions.tools import RegionTools


@pytest.fixture
def workbench(qtbot: QtBot) -> Iterator[Workbench]:
    with whole_program(qtbot) as made:
        made.document.set_photo(picture(1, 120, 80))
        made.document.styles.add([(picture(2), None)])
        qtbot.waitUntil(lambda: not made.window.canvas.is_empty, timeout=TIMEOUT)
        made.window.activateWindow()
        qtbot.waitUntil(made.window.isActiveWindow, timeout=TIMEOUT)
        for fold in (made.window.inspector.regions_fold, made.window.inspector.levels_fold):
            fold.set_folded(False)
        made.window.add_region()
        yield made


@pytest.fixture
def window(workbench: Workbench) -> MainWindow:
    return workbench.window


@pytest.fixture
def tools(window: MainWindow) -> RegionTools:
    return window.regions.tools


def focusable(window: MainWindow) -> list[QWidget]:
    """All that can have the keyboard and takes no text."""
    kinds = (QAbstractButton, QAbstractSlider, QComboBox, QListView)
    parts = [part for kind in kinds for part in window.findChildren(kind)]
    return [
        part
        for part in [*parts, window.canvas, *window.shelf.cards]
        if part.isVisible() and part.isEnabled() and part.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]


def test_the_keys_work_wherever_the_focus_is(window: MainWindow, tools: RegionTools) -> None:
    parts = focusable(window)
    assert len(parts) > 20
    for part in parts:
        part.setFocus()
        tools.take("brush")
        part.setFocus()
        erases, shown, size = tools.erases, tools.overlay_shown, tools.settings.size
        press(part, Key.Key_X)
        press(part, Key.Key_O)
        press(part, Key.Key_BracketLeft)
        assert (tools.erases, tools.overlay_shown) == (not erases, not shown), part
        assert tools.settings.size < size, part
        press(part, Key.Key_BracketRight)
        assert tools.settings.size == pytest.approx(size)
        press(part, Key.Key_Escape)
        assert tools.tool is None, part


def test_a_click_into_the_inspector_does_not_turn_erasing_into_painting(window: MainWindow, tools: RegionTools) -> None:
    QTest.mouseClick(window.inspector.regions_fold.header, Qt.MouseButton.LeftButton)
    QTest.mouseClick(window.inspector.regions_fold.header, Qt.MouseButton.LeftButton)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused is not window.canvas
    press(focused, Key.Key_X)
    assert tools.erases
    assert window.regions.section.bar.eraser.isChecked()


def test_text_fields_keep_their_letters_and_escape_still_ends_painting(window: MainWindow, tools: RegionTools) -> None:
    fields: list[QWidget] = [
        part for part in window.findChildren(QAbstractSpinBox) if part.isVisible() and part.isEnabled()
    ]
    line = QLineEdit(window.inspector)
    editable = QComboBox(window.inspector)
    editable.setEditable(True)
    for part in (line, editable):
        part.show()
    assert len(fields) > 3
    for field in (line, editable, *fields):
        tools.take("brush")
        field.setFocus()
        before = (tools.erases, tools.overlay_shown, tools.settings)
        for key in (Key.Key_X, Key.Key_O, Key.Key_BracketLeft, Key.Key_BracketRight):
            press(field, key)
        assert (tools.erases, tools.overlay_shown, tools.settings) == before, field
        assert tools.tool == "brush"
        press(field, Key.Key_Escape)
        assert tools.tool is None, field
    assert line.text() == editable.currentText() == "xo[]"


def test_the_keys_work_in_a_floating_panel_and_not_in_a_dialog(
    qtbot: QtBot, workbench: Workbench, window: MainWindow, tools: RegionTools
) -> None:
    dock = window.docks["look"]
    dock.setFloating(True)
    dock.activateWindow()
    qtbot.waitUntil(dock.isActiveWindow, timeout=TIMEOUT)
    press(window.inspector.export, Key.Key_X)
    assert tools.erases
    workbench.dialogs.batch()
    (dialog,) = window.findChildren(BatchDialog)
    qtbot.waitUntil(dialog.isActiveWindow, timeout=TIMEOUT)
    press(dialog, Key.Key_X)
    press(dialog, Key.Key_Escape)
    assert tools.erases
    assert tools.tool == "brush"
    assert dialog.isHidden()


def test_without_a_tool_the_keys_are_free(window: MainWindow, tools: RegionTools) -> None:
    tools.take(None)
    assert not any(shortcut.isEnabled() for shortcut in window.regions.keys.shortcuts.values())
    press(window.canvas, Key.Key_X)
    assert not tools.erases


def test_no_painting_key_is_an_action_s(window: MainWindow, tools: RegionTools) -> None:
    tools.take("brush")
    taken = {keys.toString() for action in window.actions_by_name.values() for keys in action.shortcuts()}
    enabled = {
        keys.toString()
        for action in window.actions_by_name.values()
        if action.isEnabled()
        for keys in action.shortcuts()
    }
    assert not {QKeySequence(key).toString() for key in PAINTING_KEYS} & enabled
    assert "Esc" in taken


def test_a_key_that_is_held_switches_once(window: MainWindow) -> None:
    assert not window.regions.keys.shortcuts[ERASE].autoRepeat()
    assert window.regions.keys.shortcuts["["].autoRepeat()


def test_a_brush_that_grows_within_a_stroke_does_not_end_it(window: MainWindow, tools: RegionTools) -> None:
    assert tools.selected is not None
    start, end = (window.canvas.navigation.place_of(place).toPoint() for place in ((0.3, 0.5), (0.7, 0.5)))
    drag(window.canvas, start, (start + end) / 2, release=False)
    press(window.inspector.export, Key.Key_BracketRight)
    QTest.mouseMove(window.canvas, end)
    QTest.mouseRelease(window.canvas, Qt.MouseButton.LeftButton, pos=end)
    assert window.regions.editing.mask(tools.selected).any()


def enter(window: MainWindow) -> None:
    at = QPointF(window.canvas.rect().center())
    QApplication.sendEvent(window.canvas, QEnterEvent(at, at, QPointF(window.canvas.mapToGlobal(QPoint()))))


def test_who_paints_has_the_canvas_s_keys_under_the_pen_unless_a_text_is_typed(
    window: MainWindow, tools: RegionTools
) -> None:
    window.inspector.export.setFocus()
    enter(window)
    assert QApplication.focusWidget() is window.canvas
    box = window.regions.section.bar.brush_size.box
    box.setFocus()
    enter(window)
    assert QApplication.focusWidget() is box
    tools.take(None)
    window.inspector.export.setFocus()
    enter(window)
    assert QApplication.focusWidget() is window.inspector.export, "looking takes no keyboard away"


def test_escape_ends_a_drag_of_the_picture_and_nothing_else(
    workbench: Workbench, window: MainWindow, tools: RegionTools
) -> None:
    tools.take(None)
    workbench.document.change_look(strength=0.2)
    canvas = window.canvas
    middle = canvas.rect().center()
    QTest.mousePress(canvas, Qt.MouseButton.MiddleButton, pos=middle)
    dragging = [canvas._pointer.drags, workbench.live.is_painting]
    press(canvas, Key.Key_Escape)
    assert dragging == [True, True]
    assert [canvas._pointer.drags, workbench.live.is_painting] == [False, True]
