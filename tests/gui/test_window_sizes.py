"""The window small and large: nothing stays squeezed, nothing is cut off unseen, and no message makes it wider."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QPushButton

from gui.filmstrip.parts import PICTURE, TEXT
from gui.inspector.inspector import WIDTH
from gui.language import install_language
from gui.messages import Action
from gui.work.closeness import Closeness
from tests.gui.whole import TIMEOUT, wait_until_painted, whole_program

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.app import Workbench
    from gui.main_window import MainWindow

SMALL = 850, 600
SMALLEST = 792, 460
"""What a screen of 1600 × 1000 pixels has room for at a scale of 2."""

LARGE = 1400, 900


def resize(qtbot: QtBot, window: MainWindow, size: tuple[int, int]) -> None:
    window.resize(*size)
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    middle = window.canvas.parentWidget()
    assert middle is not None
    qtbot.waitUntil(lambda: middle.width() == window.canvas.width(), timeout=TIMEOUT)


def test_the_look_has_its_width_after_the_window_was_small(workbench: Workbench, qtbot: QtBot) -> None:
    window = workbench.window
    resize(qtbot, window, (1, 1))
    assert window.width() <= SMALL[0]
    resize(qtbot, window, LARGE)
    assert window.docks["look"].width() >= WIDTH


def test_all_levels_and_the_names_of_versions_can_be_reached_in_a_small_window(
    workbench: Workbench, qtbot: QtBot
) -> None:
    window, strip = workbench.window, workbench.window.filmstrip
    resize(qtbot, window, SMALL)
    assert window.size().toTuple() == SMALL
    for number in range(3):
        workbench.document.change_look(strength=(1 + number) / 10)
        qtbot.waitUntil(lambda: workbench.live.result is not None, timeout=TIMEOUT)
        window.actions_by_name["pin"].trigger()
    for row in (strip.levels, strip.versions):
        qtbot.waitUntil(row.horizontalScrollBar().isVisible, timeout=TIMEOUT)
        assert row.viewport().height() >= PICTURE.height() + TEXT + 8
        row.horizontalScrollBar().setValue(row.horizontalScrollBar().maximum())
        last = row.visualRect(row.model().index(row.model().rowCount() - 1, 0))
        assert row.viewport().rect().contains(last)


def test_a_long_message_makes_the_window_no_wider(workbench: Workbench, qtbot: QtBot) -> None:
    window, bar = workbench.window, workbench.window.message_bar
    resize(qtbot, window, SMALL)
    sentence = "A picture file was expected, but 'apps' is a folder: choose a file in it. " * 2
    actions = Action("one", "Show the whole batch"), Action("other", "Show in its folder")
    workbench.messages.warn(sentence, *actions)
    qtbot.waitUntil(lambda: bar.height() == bar.heightForWidth(bar.width()), timeout=TIMEOUT)
    assert window.size().toTuple() == SMALL
    assert bar.width() == window.canvas.width()
    buttons = bar.findChildren(QPushButton, options=Qt.FindChildOption.FindDirectChildrenOnly)
    shown = [button for button in buttons if button.isVisible()]
    assert len(shown) == len(actions)
    for button in shown:
        assert bar.rect().contains(button.geometry())
        assert button.y() >= bar._text.geometry().bottom()
        assert button.width() >= button.sizeHint().width(), "no word is cut"
    resize(qtbot, window, LARGE)
    assert shown[0].y() < bar._text.geometry().bottom()


@pytest.mark.parametrize("code", ["en", "de"])
def test_a_line_full_of_news_makes_no_window_wider_than_a_small_screen(
    qtbot: QtBot, qapp: QApplication, code: str
) -> None:
    uninstall = install_language(qapp, code)
    try:
        with whole_program(qtbot) as workbench:
            wait_until_painted(qtbot, workbench)
            window, line = workbench.window, workbench.window.status_line
            line.show_file_work("Opening a photo with a rather long name, as cameras give them.tif…")
            line.show_closeness(Closeness(0.8, 0.4))
            line._show_busy("Exporting, 45 %, about 12 minutes left", 0.45, "Stop")
            resize(qtbot, window, SMALLEST)
            assert window.size().toTuple() == SMALLEST
            assert line.rect().contains(line._stop.geometry())
            assert line._stop.width() >= line._stop.sizeHint().width()
            for part in (window.docks["look"], window.inspector.export):
                corner = part.mapTo(window, part.rect().bottomRight())
                assert window.rect().contains(corner)
    finally:
        uninstall()
