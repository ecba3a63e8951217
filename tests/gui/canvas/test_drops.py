from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDrag, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QImage
from PySide6.QtTest import QTest

from gui.canvas import Canvas, CompareMode
from tests.gui.canvas.on_canvas import CENTRE, GREEN, LEFT, colour_at, drag, filled, plain

if TYPE_CHECKING:
    import pytest
    from pytestqt.qtbot import QtBot

ACTIONS = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction


def files(*names: str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(name) for name in names])
    return data


def enter(canvas: Canvas, data: QMimeData, at: QPoint) -> QDragEnterEvent:
    with warnings.catch_warnings():
        # The signature that replaces this one is not yet in all versions of Qt that will do.
        warnings.simplefilter("ignore", DeprecationWarning)
        event = QDragEnterEvent(at, ACTIONS, data, LEFT, Qt.KeyboardModifier.NoModifier)
    canvas.dragEnterEvent(event)
    return event


def drop(canvas: Canvas, data: QMimeData, at: QPoint) -> bool:
    """Drags over the canvas and drops; says whether it was taken."""
    entering = enter(canvas, data, at)
    if not entering.isAccepted():
        return False
    assert entering.dropAction() == Qt.DropAction.CopyAction
    canvas.grab()
    event = QDropEvent(QPointF(at), ACTIONS, data, LEFT, Qt.KeyboardModifier.NoModifier)
    canvas.dropEvent(event)
    assert event.dropAction() == Qt.DropAction.CopyAction
    return event.isAccepted()


def test_dropped_files_and_images_are_told(canvas: Canvas, qtbot: QtBot, tmp_path: Path) -> None:
    names = [tmp_path / "boat ä.jpg", tmp_path / "two.png"]
    with qtbot.waitSignal(canvas.photo_dropped) as told:
        assert drop(canvas, files(*map(str, names)), CENTRE)
    assert told.args == [names]
    image = QMimeData()
    image.setImageData(plain(GREEN, 5, 4))
    with qtbot.waitSignal(canvas.photo_dropped) as told:
        assert drop(canvas, image, CENTRE)
    assert isinstance(told.args[0], QImage)
    assert told.args[0].pixelColor(2, 2) == GREEN


def test_words_and_web_addresses_are_refused(canvas: Canvas) -> None:
    words = QMimeData()
    words.setText("hello")
    assert not drop(canvas, words, CENTRE)
    address = QMimeData()
    address.setUrls([QUrl("https://example.org/boat.jpg")])
    assert not drop(canvas, address, CENTRE)


def test_a_drop_on_the_style_s_pane_is_a_style(canvas: Canvas, qtbot: QtBot) -> None:
    filled(canvas).set_mode(CompareMode.SIDE_BY_SIDE)
    with qtbot.waitSignal(canvas.style_dropped) as told, qtbot.assertNotEmitted(canvas.photo_dropped):
        assert drop(canvas, files("/pictures/style.png"), CENTRE)
    assert told.args == [[Path("/pictures/style.png")]]
    with qtbot.waitSignal(canvas.photo_dropped):
        assert drop(canvas, files("/pictures/photo.png"), QPoint(20, 200))
    canvas.set_photo(None)
    canvas.set_result(None)
    with qtbot.waitSignal(canvas.photo_dropped):
        assert drop(canvas, files("/pictures/photo.png"), CENTRE)


def test_a_border_shows_where_a_drop_would_go(canvas: Canvas) -> None:
    filled(canvas)
    enter(canvas, files("/a.png"), CENTRE)
    assert colour_at(canvas, 2, 100) == canvas.palette().highlight().color()
    canvas.dragLeaveEvent(QDragLeaveEvent())
    assert colour_at(canvas, 2, 100) == canvas.background


def test_the_result_is_dragged_out(canvas: Canvas, monkeypatch: pytest.MonkeyPatch) -> None:
    dragged: list[QMimeData] = []

    def execute(self: QDrag, actions: Qt.DropAction) -> Qt.DropAction:
        assert actions == Qt.DropAction.CopyAction
        assert not self.pixmap().isNull()
        dragged.append(self.mimeData())
        return actions

    monkeypatch.setattr(QDrag, "exec", execute)
    filled(canvas)
    control = Qt.KeyboardModifier.ControlModifier
    drag(canvas, QPoint(450, 100), QPoint(500, 150), modifiers=control)
    assert not dragged
    assert not canvas.grip.can_drag
    canvas.grip.result_mime = lambda: files("/tmp/result.png")
    drag(canvas, QPoint(450, 100), QPoint(500, 150), modifiers=control)
    assert len(dragged) == 1
    # By the grip in the corner, which is there while the mouse is over the canvas.
    grip = canvas.grip.place()
    assert grip is not None
    start = grip.center().toPoint()
    QTest.mouseMove(canvas, start)
    assert canvas.cursor().shape() == Qt.CursorShape.PointingHandCursor
    drag(canvas, start, start - QPoint(60, 60))
    assert len(dragged) == 2
    assert dragged[1].urls() == [QUrl.fromLocalFile("/tmp/result.png")]
    canvas.grip.result_mime = lambda: None
    drag(canvas, start, start - QPoint(60, 60))
    assert len(dragged) == 2
