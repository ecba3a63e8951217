"""Motifs are moved by the hand that drags on the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.gui.whole import TIMEOUT

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.app import Workbench

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def moving(workbench: Workbench) -> Workbench:
    """Motifs fill quiet places, and the hand is to move them."""
    workbench.document.change_look(quiet_places="motifs")
    workbench.window.inspector.look.quiet.move_motifs.click()
    return workbench


def drag(workbench: Workbench, across: int, down: int) -> None:
    canvas = workbench.window.canvas
    middle = canvas.rect().center()
    QTest.mousePress(canvas, LEFT, pos=middle)
    for share in (0.5, 1.0):
        QTest.mouseMove(canvas, middle + QPoint(round(share * across), round(share * down)))
    QTest.mouseRelease(canvas, LEFT, pos=middle + QPoint(across, down))


def test_a_drag_moves_them_and_is_one_entry(moving: Workbench) -> None:
    entries = moving.document.undo_stack.count()
    drag(moving, 60, -30)
    look = moving.document.state.look
    assert 0 < look.motif_left < 1
    assert -1 < look.motif_top < 0
    assert moving.document.undo_stack.count() == entries + 1
    moving.document.undo()
    assert (moving.document.state.look.motif_left, moving.document.state.look.motif_top) == (0, 0)


def test_esc_ends_it_and_the_picture_is_moved_as_usual(moving: Workbench, qtbot: QtBot) -> None:
    button = moving.window.inspector.look.quiet.move_motifs
    QTest.keyClick(moving.window.canvas, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not button.isChecked(), timeout=TIMEOUT)
    assert moving.window.canvas.hand.tool is None
    drag(moving, 40, 40)
    assert moving.document.state.look.motif_left == 0


def test_one_hand_holds_one_thing(moving: Workbench) -> None:
    window = moving.window
    button = window.inspector.look.quiet.move_motifs
    window.regions.section.add_region()
    assert not button.isChecked()
    assert window.canvas.hand.tool is window.regions.tools
    button.click()
    assert window.regions.tools.tool is None
    assert window.canvas.hand.tool is not window.regions.tools
    assert button.isChecked()


def test_it_ends_where_motifs_fill_nothing_any_more(moving: Workbench) -> None:
    moving.document.change_look(quiet_places="strokes")
    assert not moving.window.inspector.look.quiet.move_motifs.isChecked()
    assert moving.window.canvas.hand.tool is None
