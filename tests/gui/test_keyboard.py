"""Everything in the window can be reached and is named, for those who use the keyboard or a screen reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QRadioButton,
)

from tests.gui.hand import Key, press
from tests.gui.made import picture, saved
from tests.gui.whole import TIMEOUT

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from gui.app import Workbench


def test_the_keyboard_reaches_everything_in_the_order_of_the_window(
    workbench: Workbench, qtbot: QtBot, tmp_path: Path
) -> None:
    window = workbench.window
    workbench.opening.add_styles(saved(tmp_path, picture(2), "wave.png"))
    qtbot.waitUntil(lambda: len(window.shelf.cards) == 2, timeout=TIMEOUT)
    places = {window.shelf: 0, window.canvas: 1, window.inspector: 2, window.filmstrip: 3}
    window.shelf.cards[0].setFocus()
    visited: list[QWidget] = []
    while (focused := QApplication.focusWidget()) is not None and focused not in visited:
        visited.append(focused)
        press(focused, Key.Key_Tab)
    rooms = [room for widget in visited for room in [room_of(widget, list(places))] if room is not None]
    order = [places[room] for room in rooms]
    assert order == sorted(order)
    assert set(order) == {0, 1, 2, 3}
    for room in places:
        missing = [part for part in controls(room) if part not in visited]
        assert not missing


def room_of(widget: QWidget, rooms: list[QWidget]) -> QWidget | None:
    return next((room for room in rooms if room is widget or room.isAncestorOf(widget)), None)


def controls(room: QWidget) -> list[QWidget]:
    """What the Tab key should reach; of radio buttons only the one that is chosen, since arrows reach the others."""
    return [
        *(part for part in room.findChildren(QAbstractButton) if is_reached(part) and not is_unchosen(part)),
        *(part for part in room.findChildren(QAbstractSlider) if is_reached(part)),
        *(part for part in room.findChildren(QAbstractSpinBox) if is_reached(part)),
        *(part for part in room.findChildren(QComboBox) if is_reached(part)),
    ]


def is_reached(part: QWidget) -> bool:
    return part.isVisible() and part.isEnabled() and bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus)


def is_unchosen(part: QAbstractButton) -> bool:
    return isinstance(part, QRadioButton) and not part.isChecked()


def test_every_control_has_a_name(workbench: Workbench) -> None:
    parts = controls(workbench.window)
    assert len(parts) > 20
    for part in parts:
        text = part.text() if isinstance(part, QAbstractButton) else ""
        assert part.accessibleName() or text, part


def test_every_action_does_something(workbench: Workbench) -> None:
    for name, action in workbench.window.actions_by_name.items():
        assert action.receivers("2triggered(bool)") > 0, name
