"""The filmstrip, used as a hand would."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QHelpEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QToolTip

from gui.filmstrip.filmstrip import Filmstrip
from gui.filmstrip.parts import FAINT_ROLE, IMAGE_ROLE, MARK_ROLE, PRESENT_ROLE
from tests.gui.hand import CTRL, LEFT, NONE, Key, press, shown, wheel
from tests.gui.made import filled_document, picture

if TYPE_CHECKING:
    from PySide6.QtWidgets import QListView
    from pytestqt.qtbot import QtBot

    from gui.document.document import Document


@pytest.fixture
def document() -> Document:
    """With three versions of different strength; the last is the present one."""
    made = filled_document()
    for number, strength in enumerate((0.2, 0.5, 0.8)):
        made.change_look(strength=strength)
        made.versions.keep(picture(number, 60, 40), made.state)
    return made


@pytest.fixture
def strip(document: Document, qtbot: QtBot) -> Filmstrip:
    made = Filmstrip(document)
    shown(qtbot, made, 1000, 150)
    return made


def plain(colour: str) -> QImage:
    image = QImage(300, 200, QImage.Format.Format_RGB888)
    image.fill(QColor(colour))
    return image


def place(view: QListView, row: int) -> QPoint:
    return view.visualRect(view.model().index(row, 0)).center()


def click(view: QListView, row: int, modifiers: Any = NONE) -> None:
    QTest.mouseClick(view.viewport(), LEFT, modifiers, place(view, row))


def seen(view: QListView, role: int = Qt.ItemDataRole.DisplayRole) -> list[Any]:
    return [view.model().index(row, 0).data(role) for row in range(view.model().rowCount())]


def keys(document: Document) -> list[str]:
    return [version.key for version in document.versions.all]


def test_levels_arrive_and_are_looked_at(strip: Filmstrip) -> None:
    heard: list[object] = []
    strip.level_chosen.connect(heard.append)
    assert seen(strip.levels) == ["Composition", "Large shapes", "Brushwork", "Texture", "Colour and grain"]
    click(strip.levels, 1)
    assert heard == [], "there is nothing to look at yet"
    strip.show_level("relu5_1", plain("red"))
    strip.show_level("relu4_1", plain("blue"))
    shot = strip.levels.grab().toImage()
    ratio = shot.devicePixelRatio()
    assert shot.pixelColor(place(strip.levels, 1) * ratio - QPoint(0, 20)) == QColor("blue")
    click(strip.levels, 1)
    click(strip.levels, 0)
    assert strip.level == "relu5_1"
    click(strip.levels, 0)
    assert heard == ["relu4_1", "relu5_1", None]
    press(strip.levels, Key.Key_Right)
    press(strip.levels, Key.Key_Return)
    assert heard[-1] == "relu4_1"


def test_all_levels_are_seen_in_a_window_of_the_usual_size(strip: Filmstrip) -> None:
    # As it is where the words of the panels beside it are long.
    strip.resize(790, 140)
    QApplication.processEvents()
    last = strip.levels.model().index(4, 0)
    assert strip.levels.visualRect(last).right() < strip.levels.viewport().width()
    assert strip.versions.width() > 200


def test_levels_of_the_last_run_fade(strip: Filmstrip, qtbot: QtBot) -> None:
    strip._fading.setInterval(50)
    for level in ("relu5_1", "relu4_1"):
        strip.show_level(level, plain("red"))
    click(strip.levels, 0)
    with qtbot.assertNotEmitted(strip.level_chosen):
        strip.clear_levels()
        click(strip.levels, 0)
    assert strip.level is None
    assert seen(strip.levels, FAINT_ROLE)[:2] == [True, True]
    strip.levels.grab()
    strip.show_level("relu5_1", plain("blue"))
    assert seen(strip.levels, FAINT_ROLE)[:2] == [False, True]
    qtbot.waitUntil(lambda: seen(strip.levels, IMAGE_ROLE)[1] is None, timeout=2000)
    assert seen(strip.levels, IMAGE_ROLE)[0] is not None


def test_a_click_returns_to_a_version(strip: Filmstrip, document: Document) -> None:
    strip.version_chosen.connect(lambda key: document.return_to(document.versions.find(key)))
    assert seen(strip.versions, PRESENT_ROLE) == [False, False, True]
    click(strip.versions, 0)
    assert document.state.look.strength == 0.2
    assert seen(strip.versions, PRESENT_ROLE) == [True, False, False]
    document.undo()
    assert seen(strip.versions, PRESENT_ROLE) == [False, False, True]
    press(strip.versions, Key.Key_Right)
    press(strip.versions, Key.Key_Return)
    assert document.state.look.strength == 0.5
    document.change_look(strength=0.55)
    assert seen(strip.versions, PRESENT_ROLE) == [False] * 3
    strip.grab()


def test_two_are_compared(strip: Filmstrip, document: Document) -> None:
    heard: list[tuple[str, str]] = []
    ended: list[bool] = []
    strip.compare_requested.connect(lambda one, other: heard.append((one, other)))
    strip.compare_ended.connect(lambda: ended.append(True))
    first, second, third = keys(document)
    click(strip.versions, 2, CTRL)
    assert heard == []
    click(strip.versions, 0, CTRL)
    assert heard == [(third, first)]
    assert seen(strip.versions, MARK_ROLE) == ["B", None, "A"]
    strip.versions.grab()
    click(strip.versions, 1, CTRL)
    assert heard[-1] == (first, second)
    press(strip.versions, Key.Key_Escape)
    assert seen(strip.versions, MARK_ROLE) == [None] * 3
    assert ended == [True]
    press(strip.versions, Key.Key_Space)
    press(strip.versions, Key.Key_Right)
    press(strip.versions, Key.Key_Space)
    assert heard[-1] == (second, third)
    document.versions.delete(second)
    assert strip.versions.model().rowCount() == 2
    click(strip.versions, 0)
    assert seen(strip.versions, MARK_ROLE) == [None, None]


def test_a_version_is_renamed_in_place(strip: Filmstrip, document: Document, qtbot: QtBot) -> None:
    click(strip.versions, 1)
    press(strip.versions, Key.Key_F2)
    editor = strip.versions.viewport().findChild(QLineEdit)
    assert editor is not None
    QTest.keyClicks(editor, "Evening")
    # Another version comes while the name is being typed.
    document.change_look(strength=0.33)
    document.versions.keep(picture(7), document.state)
    assert editor.isVisible()
    assert editor.text() == "Evening"
    press(editor, Key.Key_Return)
    # Qt lets the editor see the key before it takes the text.
    qtbot.waitUntil(lambda: document.versions.all[1].name == "Evening")
    assert seen(strip.versions) == ["Version 1", "Evening", "Version 3", "Version 4"]
    document.undo()
    assert seen(strip.versions)[1] == "Version 2"


def test_a_name_that_was_left_alone_is_no_change(strip: Filmstrip, document: Document) -> None:
    entries = document.undo_stack.count()
    click(strip.versions, 0)
    press(strip.versions, Key.Key_F2)
    editor = strip.versions.viewport().findChild(QLineEdit)
    assert editor is not None
    press(editor, Key.Key_Return)
    QApplication.processEvents()
    assert not editor.isVisible()
    assert document.undo_stack.count() == entries


def test_versions_are_deleted_and_come_back(strip: Filmstrip, document: Document) -> None:
    first, second, third = keys(document)
    click(strip.versions, 1)
    press(strip.versions, Key.Key_Delete)
    assert keys(document) == [first, third]
    assert strip.versions.model().rowCount() == 2
    assert strip.versions.currentIndex().isValid()
    document.undo()
    assert seen(strip.versions) == ["Version 1", "Version 2", "Version 3"]
    assert keys(document) == [first, second, third]
    document.close()
    assert strip.versions.model().rowCount() == 0
    strip.grab()


def test_the_menu_does_what_keys_do(strip: Filmstrip, document: Document) -> None:
    first, second, third = keys(document)
    heard: list[tuple[str, str]] = []
    strip.compare_requested.connect(lambda one, other: heard.append((one, other)))

    def choose(key: str, text: str) -> None:
        menu = strip.versions.make_menu(key)
        next(action for action in menu.actions() if action.text() == text).trigger()

    choose(first, "Pin")
    assert document.versions.find(first).pinned
    choose(first, "Unpin")
    assert not document.versions.find(first).pinned
    choose(first, "Compare with another…")
    choose(second, "Compare with Version 1")
    choose(second, "Do not compare it")
    choose(second, "Compare with the present one")
    assert heard == [(first, second), (second, third)]
    choose(second, "Rename…")
    assert strip.versions.viewport().findChild(QLineEdit) is not None
    choose(third, "Delete")
    assert keys(document) == [first, second]


def test_the_present_result_is_pinned(strip: Filmstrip, document: Document, qtbot: QtBot) -> None:
    with qtbot.waitSignal(strip.pin_requested):
        QTest.mouseClick(strip.pin, LEFT)
    document.versions.keep(picture(2), document.state, pinned=True)
    strip.versions.grab()
    assert strip.versions.model().rowCount() == 3


def test_the_row_scrolls_to_the_newest_and_by_the_wheel(strip: Filmstrip, document: Document) -> None:
    bar = strip.versions.horizontalScrollBar()
    for number in range(20):
        document.change_look(strength=number / 100)
        document.versions.keep(picture(number), document.state)
    QApplication.processEvents()
    assert bar.value() > bar.maximum() - 8 > 0
    assert wheel(strip.versions.viewport(), 2)
    assert bar.value() < bar.maximum()


def test_a_tooltip_shows_it_larger(strip: Filmstrip, document: Document) -> None:
    document.versions.rename(keys(document)[0], "a <b> & c")
    at = place(strip.versions, 0)
    event = QHelpEvent(QEvent.Type.ToolTip, at, strip.versions.viewport().mapToGlobal(at))
    QApplication.sendEvent(strip.versions.viewport(), event)
    assert "data:image/png" in QToolTip.text()
    assert "a &lt;b&gt; &amp; c" in QToolTip.text()
    QToolTip.hideText()
