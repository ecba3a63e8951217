"""The shelf, used as a hand would."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QUrl
from PySide6.QtGui import QColor, QImage, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.images import Framing
from gui.qt_images import thumbnail
from gui.shelf.parts import framed_image
from gui.shelf.shelf import Shelf
from tests.gui.hand import ALT, LEFT, NONE, Key, drag, drag_slider, drop, press, shown, type_number
from tests.gui.made import filled_document, new_document, picture

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.document.document import Document
    from gui.shelf.card import StyleCard

GRIP = QPoint(20, 20)
"""On a card's thumbnail."""


@pytest.fixture
def document() -> Document:
    return filled_document(3)


@pytest.fixture
def shelf(document: Document, qtbot: QtBot) -> Shelf:
    return made_shelf(document, qtbot)


def made_shelf(document: Document, qtbot: QtBot) -> Shelf:
    def small(picture_hash: str) -> QImage:
        whole = document.pictures.get(picture_hash)
        return QImage() if whole is None else thumbnail(whole, 160)

    made = Shelf(document, small)
    shown(qtbot, made, 290, 560)
    return made


def names(shelf: Shelf) -> list[str]:
    return [card.name.text for card in shelf.cards]


def keys(shelf: Shelf) -> list[str]:
    return [card.key for card in shelf.cards]


def url_data(*paths: str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path) for path in paths])
    return data


def test_an_empty_shelf_says_what_it_is_for(qtbot: QtBot) -> None:
    document = new_document()
    shelf = made_shelf(document, qtbot)
    assert shelf.hint.isVisible()
    document.styles.add([(picture(1), None)])
    assert not shelf.hint.isVisible()
    assert names(shelf) == ["picture 1"]
    document.undo()
    assert shelf.hint.isVisible()


def test_sliders_change_the_document_and_follow_undo(shelf: Shelf, document: Document) -> None:
    card = shelf.cards[1]
    drag_slider(card.weight, 0.0)
    assert document.state.styles[1].weight == 0
    document.undo()
    assert card.weight.value == 100
    type_number(card.scale, "2".replace(".", card.scale.box.locale().decimalPoint()))
    assert document.state.styles[1].scale == 2.0
    assert shelf.cards[1] is card, "cards stay when their numbers change"
    QTest.mouseDClick(card.scale.label, LEFT)
    assert document.state.styles[1].scale == 1.0


def test_switches(shelf: Shelf, document: Document) -> None:
    first, second, _ = shelf.cards
    QTest.mouseClick(first.eye, LEFT)
    assert not document.state.styles[0].enabled
    QTest.mouseClick(second.solo, LEFT)
    assert document.state.solo == second.key
    QTest.mouseClick(first.solo, LEFT)
    assert document.state.solo == first.key
    assert not second.solo.isChecked()
    QTest.mouseClick(first.solo, LEFT)
    assert [card.solo.isChecked() for card in shelf.cards] == [False] * 3
    for _ in range(4):
        document.undo()
    assert first.eye.isChecked()
    assert not first.solo.isChecked()
    first.setFocus()
    press(first, Key.Key_Space)
    assert not document.state.styles[0].enabled


def test_framing_is_asked_for_and_seen(shelf: Shelf, document: Document, qtbot: QtBot) -> None:
    card = shelf.cards[2]
    with qtbot.waitSignal(shelf.frame_requested, check_params_cb=lambda key: key == card.key):
        QTest.mouseClick(card.frame, LEFT)
    before = card.thumbnail.grab().toImage()
    document.styles.set_framing(card.key, Framing(0.5, 0.5, 1, 1))
    assert card.thumbnail.grab().toImage() != before


def test_a_framed_thumbnail_is_turned_mirrored_and_cropped() -> None:
    image = QImage(4, 2, QImage.Format.Format_RGB888)
    image.fill(QColor("white"))
    image.setPixelColor(0, 0, QColor("red"))
    turned = framed_image(image, Framing(quarter_turns=1))
    assert (turned.width(), turned.height()) == (2, 4)
    assert turned.pixelColor(1, 0) == QColor("red")
    mirrored = framed_image(image, Framing(quarter_turns=1, mirrored=True))
    assert mirrored.pixelColor(0, 0) == QColor("red")
    cropped = framed_image(image, Framing(0, 0, 0.25, 0.5))
    assert (cropped.width(), cropped.height()) == (1, 1)
    assert cropped.pixelColor(0, 0) == QColor("red")


def test_delete_goes_on_with_the_next_card(shelf: Shelf, document: Document) -> None:
    first, second, third = shelf.cards
    second.setFocus()
    press(second, Key.Key_Delete)
    assert keys(shelf) == [first.key, third.key]
    assert third.hasFocus()
    press(third, Key.Key_Delete)
    assert first.hasFocus()
    QTest.mouseClick(first.remove, LEFT)
    assert document.state.styles == ()
    for _ in range(3):
        document.undo()
    assert len(names(shelf)) == 3
    shelf.grab()


def test_cards_are_moved_by_keys(shelf: Shelf, document: Document) -> None:
    first, second, third = keys(shelf)
    card = shelf.cards[0]
    card.setFocus()
    press(card, Key.Key_Down, ALT)
    press(card, Key.Key_Down, ALT)
    assert keys(shelf) == [second, third, first]
    assert card.hasFocus()
    press(card, Key.Key_Down, ALT)
    assert document.undo_stack.undoText().startswith("Move")
    # From within a card too.
    press(card.weight.slider, Key.Key_Up, ALT)
    assert keys(shelf) == [second, first, third]
    document.undo()
    assert keys(shelf) == [second, third, first]
    press(card, Key.Key_Up)
    assert shelf.cards[1].hasFocus()


def test_the_tab_key_goes_from_top_to_bottom(shelf: Shelf, document: Document) -> None:
    document.styles.move(shelf.cards[2].key, 0)
    for card in shelf.cards:
        chain = card.focus_chain()
        chain[0].setFocus()
        for part in chain[1:]:
            focused = QApplication.focusWidget()
            assert focused is not None
            press(focused, Key.Key_Tab)
            assert QApplication.focusWidget() is part


def test_a_card_is_dragged(shelf: Shelf, document: Document) -> None:
    first, second, third = shelf.cards
    entries = document.undo_stack.count()
    down = QPoint(0, third.geometry().center().y() - first.geometry().top() + 10)
    drag(first, GRIP, GRIP + down, release=False)
    assert first.dragging
    assert shelf._ghost.isVisible()
    shelf.grab()
    # What changes meanwhile waits for the hand.
    document.styles.add([(picture(9), None)])
    assert len(names(shelf)) == 3
    QTest.mouseRelease(first, LEFT, NONE, GRIP + down)
    assert keys(shelf)[:3] == [second.key, third.key, first.key]
    assert len(names(shelf)) == 4
    assert document.undo_stack.count() == entries + 2
    assert not shelf._ghost.isVisible()
    QApplication.processEvents()
    drag(first, GRIP, first.mapFrom(shelf, QPoint(20, 12)))
    assert keys(shelf)[0] == first.key


def test_a_drag_is_given_up(shelf: Shelf, document: Document) -> None:
    before, entries = keys(shelf), document.undo_stack.count()
    card = shelf.cards[0]
    drag(card, GRIP, GRIP + QPoint(0, 200), release=False)
    asked = QKeyEvent(QEvent.Type.ShortcutOverride, Key.Key_Escape, NONE)
    asked.ignore()
    QApplication.sendEvent(card, asked)
    assert asked.isAccepted(), "the window's own Escape must not come first"
    press(card, Key.Key_Escape)
    QTest.mouseRelease(card, LEFT, NONE, GRIP + QPoint(0, 200))
    drag(card, GRIP, QPoint(600, 200))
    assert keys(shelf) == before
    assert document.undo_stack.count() == entries


def test_a_card_that_is_gone_is_dropped_nowhere(shelf: Shelf, document: Document) -> None:
    card = shelf.cards[0]
    drag(card, GRIP, GRIP + QPoint(0, 200), release=False)
    document.styles.remove(card.key)
    QTest.mouseRelease(card, LEFT, NONE, GRIP + QPoint(0, 200))
    assert len(shelf.cards) == 2


def test_pictures_are_dropped_between_cards(shelf: Shelf, tmp_path: Path) -> None:
    heard: list[tuple[object, int]] = []
    shelf.pictures_dropped.connect(lambda pictures, place: heard.append((pictures, place)))
    paths = [str(tmp_path / name) for name in ("a.png", "b.jpg")]
    below_first = shelf.cards[0].mapTo(shelf, QPoint(30, shelf.cards[0].height() + 2))
    assert drop(shelf, url_data(*paths), below_first)
    assert heard == [([Path(path) for path in paths], 1)]
    image = QMimeData()
    image.setImageData(QImage(2, 2, QImage.Format.Format_RGB888))
    assert drop(shelf, image, QPoint(30, 500))
    pictures, place = heard[-1]
    assert isinstance(pictures, list)
    assert isinstance(pictures[0], QImage)
    assert place == 3
    words = QMimeData()
    words.setText("no picture")
    assert not drop(shelf, words, QPoint(30, 30))
    assert len(heard) == 2
    assert not shelf.cards[0].weight.box.lineEdit().acceptDrops()


def test_an_empty_shelf_takes_pictures(qtbot: QtBot) -> None:
    shelf = made_shelf(new_document(), qtbot)
    with qtbot.waitSignal(shelf.pictures_dropped, check_params_cb=lambda pictures, place: place == 0 and pictures):
        assert drop(shelf, url_data("/a.png"), QPoint(50, 100))


def test_styles_are_asked_for(shelf: Shelf, qtbot: QtBot) -> None:
    with qtbot.waitSignal(shelf.browse_requested):
        QTest.mouseClick(shelf.add, LEFT)
    assert not shelf.bundled.isVisible()
    shelf.set_bundled({"Wave & wind": QImage(8, 8, QImage.Format.Format_RGB888)})
    assert shelf.bundled.isVisible()
    with qtbot.waitSignal(shelf.bundled_requested, check_params_cb=lambda name: name == "Wave & wind"):
        shelf.bundled.menu().actions()[0].trigger()


def test_the_menu_names_what_can_be_done(shelf: Shelf, document: Document, qtbot: QtBot) -> None:
    card = shelf.cards[0]
    actions = {action.text(): action for action in card.make_menu().actions()}
    with qtbot.waitSignal(shelf.replace_requested, check_params_cb=lambda key: key == card.key):
        actions["Replace the picture…"].trigger()
    actions["Move down"].trigger()
    assert keys(shelf).index(card.key) == 1
    actions["This style alone"].trigger()
    assert document.state.solo == card.key
    actions["Remove"].trigger()
    assert card.key not in keys(shelf)


def test_a_missing_picture_and_a_long_name_are_shown(qtbot: QtBot) -> None:
    document = filled_document(1)
    entry = document.state.styles[0]
    shelf = Shelf(document, lambda _: QImage())
    shown(qtbot, shelf, 260, 300)
    document.styles.replace_picture(entry.key, picture(5), Path("<b>" + "long name " * 20 + ".png"))
    assert shelf.width() == 260
    assert "&lt;b>" in shelf.cards[0].name.toolTip()
    shelf.grab()


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("cubism.jpg", "cubism"),
        ("wave.v2.TIFF", "wave.v2"),
        ("St. Ives, outdoors", "St. Ives, outdoors"),
        (".png", ".png"),
    ],
)
def test_a_style_is_called_the_same_everywhere(qtbot: QtBot, name: str, title: str) -> None:
    document = filled_document(1)
    document.styles.replace_picture(document.state.styles[0].key, picture(5), Path(name))
    shelf = Shelf(document, lambda _: QImage())
    shown(qtbot, shelf, 260, 300)
    assert names(shelf) == [title]
    assert shelf.cards[0].accessibleName() == f"Style {title}"
    document.styles.set_weight(document.state.styles[0].key, 0.5)
    assert document.undo_stack.undoText() == f"Weight of {title}"


def chosen_from(card: StyleCard, text: str) -> None:
    card.used_for.menu().aboutToShow.emit()
    next(action for action in card.used_for.menu().actions() if action.text() == text).trigger()


def levels_of(document: Document, place: int) -> tuple[str, ...]:
    return document.state.styles[place].levels


def test_a_style_is_used_for_some_levels_only(shelf: Shelf, document: Document) -> None:
    first, second, _ = shelf.cards
    assert first.used_for.text() == "For everything"
    chosen_from(first, "Shapes and strokes")
    assert levels_of(document, 0) == ("relu5_1", "relu4_1", "relu3_1")
    chosen_from(second, "Texture and colour")
    chosen_from(second, "Texture")
    assert levels_of(document, 1) == ("relu1_1",)
    assert second.used_for.accessibleName() == "Used for Colour and grain"
    second.used_for.menu().aboutToShow.emit()
    last = next(action for action in second.used_for.menu().actions() if action.text() == "Colour and grain")
    assert not last.isEnabled(), "a style is used for something, or switched off"
    chosen_from(second, "Brushwork")
    assert levels_of(document, 1) == ("relu3_1", "relu1_1")
    document.undo()
    document.undo()
    assert levels_of(document, 1) == ("relu2_1", "relu1_1")
    assert second.used_for.text() == "For colour"


def test_levels_without_a_style_are_named(shelf: Shelf, document: Document) -> None:
    assert not shelf.unused.isVisible()
    for card in shelf.cards:
        chosen_from(card, "Texture and colour")
    assert shelf.unused.isVisible()
    assert "Composition, Large shapes, Brushwork:" in shelf.unused.text()
    document.change_level("relu4_1", on=False)
    assert "Composition, Brushwork:" in shelf.unused.text()
    chosen_from(shelf.cards[1], "Everything")
    assert not shelf.unused.isVisible()
    document.styles.set_weight(shelf.cards[1].key, 0)
    assert shelf.unused.isVisible(), "a style of no weight paints nothing"


def test_a_style_alone_on_the_shelf_needs_no_such_choice(qtbot: QtBot) -> None:
    document = filled_document(1)
    shelf = made_shelf(document, qtbot)
    assert not shelf.cards[0].used_for.isVisible()
    document.styles.add([(picture(5), None)])
    assert shelf.cards[0].used_for.isVisible()
    chosen_from(shelf.cards[0], "Texture and colour")
    document.styles.remove(shelf.cards[1].key)
    assert shelf.cards[0].used_for.isVisible(), "what is not as usual is seen"


def test_names_have_all_of_their_line(shelf: Shelf) -> None:
    card = shelf.cards[0]
    assert card.name.width() > 130
