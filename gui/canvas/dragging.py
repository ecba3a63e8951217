"""What is dragged onto the canvas from other programs, and the result that is dragged out to them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QDrag, QImage, QPixmap

from gui.canvas import marks
from gui.canvas.panes import Content, logical

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QColor, QDragMoveEvent, QDropEvent, QPainter
    from PySide6.QtWidgets import QWidget

    from gui.canvas.stage import Stage

THUMBNAIL_SIDE = 160
"""Of the result that is dragged out, in logical pixels."""


def brings_pictures(data: QMimeData) -> bool:
    """Whether there is anything that could be a picture; whether it is one is seen when it is read."""
    return data.hasImage() or any(url.isLocalFile() for url in data.urls())


def dropped_pictures(data: QMimeData) -> list[Path] | QImage | None:
    """The files, or else the image, that was dropped.

    Files come first: a web browser sends both, and a file has the full depth, the profile and a name.
    """
    files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if files:
        return files
    image = data.imageData()
    if isinstance(image, QPixmap):
        image = image.toImage()
    return image if isinstance(image, QImage) and not image.isNull() else None


class Drops(QObject):
    """Pictures from elsewhere on their way onto a canvas, and where they would go.

    Args:
        widget: the canvas.
        stage: what is on it.

    Signals:
        photo_dropped(object): a list of paths, or a QImage, is to be the photo.
        style_dropped(object): the same, dropped on the style.
    """

    photo_dropped = Signal(object)
    style_dropped = Signal(object)

    def __init__(self, widget: QWidget, stage: Stage) -> None:
        super().__init__(widget)
        self._widget = widget
        self._stage = stage
        self._over: Content | None = None

    def move(self, event: QDragMoveEvent) -> None:
        """Shows where it would go now."""
        # One's own result, dragged out and back, is no new photo.
        if event.source() is self._widget or not brings_pictures(event.mimeData()):
            event.ignore()
            return
        target = self._target(event.position())
        if target is not self._over:
            self._over = target
            self._widget.update()
        _take_copy(event)

    def leave(self) -> None:
        """Shows it no longer."""
        self._over = None
        self._widget.update()

    def drop(self, event: QDropEvent) -> None:
        """Passes on what was dropped."""
        target = self._target(event.position())
        self.leave()
        pictures = None if event.source() is self._widget else dropped_pictures(event.mimeData())
        if pictures is None:
            event.ignore()
            return
        _take_copy(event)
        (self.style_dropped if target is Content.STYLE else self.photo_dropped).emit(pictures)

    def draw(self, painter: QPainter, accent: QColor) -> None:
        """Draws a frame around where it would go, and says what it would become. The painter is in logical pixels."""
        if self._over is None:
            return
        on_style = self._over is Content.STYLE
        box = self._stage.panes().get(Content.STYLE) if on_style else None
        place = logical(box, self._stage.ratio).toAlignedRect() if box else self._widget.rect()
        marks.draw_frame(painter, place, accent, 3)
        if self._stage.is_empty:
            return
        text = self.tr("Use as style") if on_style else self.tr("Open as photo")
        width, height = marks.pill_size(painter.font(), text)
        corner = QPointF(place.center().x() - width / 2, place.bottom() - height - 16)
        marks.draw_pill(painter, corner, text, widest=place.width())

    def _target(self, at: QPointF) -> Content:
        point = at.x() * self._stage.ratio, at.y() * self._stage.ratio
        on_style = self._stage.pane_at(point) is Content.STYLE
        return Content.STYLE if on_style and not self._stage.is_empty else Content.BOTH


class ResultGrip:
    """The grip on the result by which it is dragged to another program.

    Args:
        widget: the canvas.
        stage: what is on it.

    Attributes:
        result_mime: gives the result as other programs take it; None if it cannot be dragged out.
        hovered: whether the mouse is on the grip.
    """

    def __init__(self, widget: QWidget, stage: Stage) -> None:
        self._widget = widget
        self._stage = stage
        self.result_mime: Callable[[], QMimeData | None] | None = None
        self.hovered = False

    @property
    def can_drag(self) -> bool:
        """Whether there is a result that can be dragged to another program."""
        return self._stage.after is not None and self.result_mime is not None

    def place(self) -> QRectF | None:
        """Where it is; None where there is no result or no room for it."""
        seen = self._stage.result_box()
        if seen is None or not self.can_drag or self._stage.photo_only:
            return None
        place = logical(seen, self._stage.ratio)
        side = marks.BUTTON_SIDE
        if place.width() < 3 * side or place.height() < 3 * side:
            return None
        corner = place.bottomRight() - QPointF(side + marks.PILL_INSET, side + marks.PILL_INSET)
        return QRectF(corner.x(), corner.y(), side, side)

    def is_at(self, at: QPointF) -> bool:
        """Whether a place of the widget is on the grip."""
        place = self.place()
        return place is not None and place.contains(at)

    def hover(self, at: QPointF) -> None:
        """Takes note of where the mouse is."""
        hovered = self.is_at(at)
        if hovered != self.hovered:
            self.hovered = hovered
            self._widget.update()

    def draw(self, painter: QPainter) -> None:
        """Draws it while the mouse is over the canvas. The painter is in logical pixels."""
        place = self.place()
        if place is not None and self._widget.underMouse():
            marks.draw_button(painter, place, hovered=self.hovered)

    def drag(self) -> None:
        """Lets the user drag the result to another program; returns when it is dropped."""
        after = self._stage.after
        data = self.result_mime() if self.result_mime else None
        if data is None or after is None:
            return
        drag = QDrag(self._widget)
        drag.setMimeData(data)
        ratio = self._widget.devicePixelRatioF()
        side = round(THUMBNAIL_SIDE * ratio)
        image = after.image.scaled(
            QSize(side, side), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        image.setDevicePixelRatio(ratio)
        drag.setPixmap(QPixmap.fromImage(image))
        drag.setHotSpot(QPoint(THUMBNAIL_SIDE // 4, THUMBNAIL_SIDE // 4))
        # Only ever a copy: after a move the receiver would expect the source to be deleted.
        drag.exec(Qt.DropAction.CopyAction)


def _take_copy(event: QDropEvent) -> None:
    # A file manager that offers to move would delete the user's file afterwards.
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()
