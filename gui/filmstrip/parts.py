"""What the filmstrip is made of: pictures with a word below, in one row."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QEvent,
    QIODevice,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QHelpEvent, QImage, QImageWriter, QPainter, QPainterPath, QPalette, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from gui.icons import icon

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QWheelEvent

Index = QModelIndex | QPersistentModelIndex
Roles = Qt.ItemDataRole

IMAGE_ROLE = Roles.UserRole + 1
PINNED_ROLE = Roles.UserRole + 2
MARK_ROLE = Roles.UserRole + 3
"""A short text on the picture, for example the place in a comparison."""

PRESENT_ROLE = Roles.UserRole + 4
"""Whether it is what the canvas shows."""

FAINT_ROLE = Roles.UserRole + 5
LARGE_ROLE = Roles.UserRole + 6
"""The larger image for the tooltip."""

KEY_ROLE = Roles.UserRole + 7

CELL = 96
PICTURE = QSize(88, 62)
TEXT = 20
SIDE = 192
"""Long side of the images that are kept for the strip, enough for dense screens."""

LARGE_SIDE = 360
CAPTION = 0.86
"""The size of the words, as a share of the panel's: the longest is then seen whole."""


class StripDelegate(QStyledItemDelegate):
    """Draws a picture, a word below it, and marks on it."""

    def sizeHint(self, _: QStyleOptionViewItem, __: Index) -> QSize:  # noqa: N802 (Qt's name)
        """All are equally large."""
        return QSize(CELL, PICTURE.height() + TEXT + 8)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draws one."""
        rect: QRect = option.rect
        palette: QPalette = option.palette
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        accent = palette.color(QPalette.ColorRole.Highlight)
        ink = palette.color(QPalette.ColorRole.WindowText)
        place = QRectF(rect.x() + (rect.width() - PICTURE.width()) / 2, rect.y() + 4, PICTURE.width(), PICTURE.height())
        pixmap = index.data(IMAGE_ROLE)
        present = bool(index.data(PRESENT_ROLE))
        painter.setOpacity(0.35 if index.data(FAINT_ROLE) else 1.0)
        edge = QPainterPath()
        edge.addRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        faint = palette.color(QPalette.ColorRole.WindowText)
        faint.setAlphaF(0.18)
        if isinstance(pixmap, QPixmap) and not pixmap.isNull():
            painter.setClipPath(edge)
            painter.drawPixmap(place, pixmap, QRectF(_covering(pixmap.size())))
            painter.setClipping(False)
            painter.setPen(QPen(faint, 1))
        else:
            painter.setPen(QPen(faint, 1, Qt.PenStyle.DashLine))
        painter.drawPath(edge)
        painter.setOpacity(1.0)
        if present:
            painter.setPen(QPen(accent, 2))
            painter.drawRoundedRect(place.adjusted(-1, -1, 1, 1), 3, 3)
        self._draw_marks(painter, palette, place, index)
        # The present one by its frame, the one that keys act on by its word: the two are often different.
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        below = QRectF(rect.x() + 1.5, place.bottom() + 3, rect.width() - 3, TEXT - 3)
        if focused:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(accent, 1))
            painter.drawRoundedRect(below, 3, 3)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(faint)
            painter.drawRoundedRect(below, 3, 3)
        elif not isinstance(pixmap, QPixmap) or pixmap.isNull():
            ink = palette.color(QPalette.ColorRole.PlaceholderText)
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() * CAPTION)
        painter.setFont(font)
        words = str(index.data(Roles.DisplayRole) or "")
        text = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(below.width()) - 2)
        painter.setPen(ink)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()

    def updateEditorGeometry(  # noqa: N802 (Qt's name)
        self, editor: QWidget, option: QStyleOptionViewItem, _: Index
    ) -> None:
        """The box to type a name in lies where the name is."""
        rect: QRect = option.rect
        editor.setGeometry(rect.x(), rect.y() + PICTURE.height() + 3, rect.width(), TEXT + 4)

    def createEditor(  # noqa: N802 (Qt's name)
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QWidget:
        """A box without room to spare."""
        editor = super().createEditor(parent, option, index)
        editor.setStyleSheet("QLineEdit { min-height: 0px; padding: 0px; }")
        if isinstance(editor, QLineEdit):
            editor.setAlignment(Qt.AlignmentFlag.AlignCenter)
            editor.setAcceptDrops(False)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:  # noqa: N802 (Qt's name)
        """Leaves alone what is being typed when other versions come or go."""
        if not (isinstance(editor, QLineEdit) and editor.isModified()):
            super().setEditorData(editor, index)

    def _draw_marks(self, painter: QPainter, palette: QPalette, place: QRectF, index: Index) -> None:
        if index.data(PINNED_ROLE):
            spot = QRectF(place.right() - 21, place.top() + 3, 18, 18)
            ground = palette.color(QPalette.ColorRole.Window)
            ground.setAlphaF(0.8)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawEllipse(spot)
            icon("pin").paint(painter, spot.toRect().adjusted(2, 2, -2, -2))
        mark = index.data(MARK_ROLE)
        if mark:
            spot = QRectF(place.left() + 3, place.top() + 3, 18, 18)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color(QPalette.ColorRole.Highlight))
            painter.drawEllipse(spot)
            painter.setPen(palette.color(QPalette.ColorRole.HighlightedText))
            painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, str(mark))


class StripView(QListView):
    """Pictures in a row; the wheel scrolls along it, and a tooltip shows them larger.

    Args:
        name: for screen readers.
        hint: what is shown while there is none.
        parent: the Qt parent.
    """

    def __init__(self, name: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hint = hint
        self.setAccessibleName(name)
        self.setItemDelegate(StripDelegate(self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        # The row lies on the panel itself: a well of its own would compete with the pictures.
        self.viewport().setAutoFillBackground(False)
        # The words stay above the scroll bar, which is not always there.
        self.setMinimumHeight(PICTURE.height() + TEXT + 8 + self.horizontalScrollBar().sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 (Qt's name)
        """Draws the row, or a hint where it is empty."""
        super().paintEvent(event)
        if self.model() is None or self.model().rowCount() or not self._hint:
            return
        painter = QPainter(self.viewport())
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        place = self.viewport().rect().adjusted(4, 4, -8, -4)
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap, self._hint)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 (Qt's name)
        """Scrolls along the row, whichever way the wheel turns."""
        bar = self.horizontalScrollBar()
        pixels, angle = event.pixelDelta(), event.angleDelta()
        way = (pixels.x() or pixels.y()) if not pixels.isNull() else (angle.y() or angle.x()) * CELL // 120
        bar.setValue(bar.value() - way)
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802 (Qt's name)
        """Shows the larger picture where the pointer rests."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self.indexAt(event.pos())
            image = index.data(LARGE_ROLE) if index.isValid() else None
            if isinstance(image, QImage) and not image.isNull():
                text = large_tip(image, str(index.data(Roles.ToolTipRole) or index.data(Roles.DisplayRole) or ""))
                QToolTip.showText(event.globalPos() + QPoint(0, 8), text, self.viewport(), self.visualRect(index))
                return True
        return super().viewportEvent(event)


def large_tip(image: QImage, text: str) -> str:
    """A tooltip with a picture above a text."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    buffer.close()
    encoded = data.toBase64().toStdString()
    return f'<qt><img src="data:image/png;base64,{encoded}"><br>{html.escape(text)}</qt>'


def small(image: QImage, side: int = SIDE) -> QImage:
    """An image with a longer side of at most `side` pixels."""
    if max(image.width(), image.height()) <= side:
        return image
    return image.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)


def _covering(size: QSize) -> QRect:
    """The largest part in the middle that has the proportions of the strip's pictures."""
    part = PICTURE.scaled(size, Qt.AspectRatioMode.KeepAspectRatio)
    return QRect(QPoint((size.width() - part.width()) // 2, (size.height() - part.height()) // 2), part)
