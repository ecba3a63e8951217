"""What a style card is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPalette, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from engine.images import Framing

DIM = 0.35
"""How much is left of what takes no part."""


class Thumbnail(QWidget):
    """A small picture that fills a square; what does not fit is cut off.

    Args:
        side: in pixels.
        parent: the Qt parent.
    """

    def __init__(self, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(side, side)
        self._pixmap = QPixmap()
        self._dimmed = False

    def show_image(self, image: QImage) -> None:
        """Shows another picture; an empty one is drawn as missing."""
        self._pixmap = QPixmap.fromImage(image)
        self.update()

    def set_dimmed(self, dimmed: bool) -> None:  # noqa: FBT001 (reads like Qt's setters)
        """Shows whether it takes part."""
        self._dimmed = dimmed
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 (Qt's name)
        """Draws picture and frame."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        place = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        outline = QPainterPath()
        outline.addRoundedRect(place, 3, 3)
        ink = self.palette().color(QPalette.ColorRole.WindowText)
        ink.setAlphaF(0.25)
        if self._pixmap.isNull():
            painter.setPen(QPen(ink, 1, Qt.PenStyle.DashLine))
            painter.drawPath(outline)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, "?")
        else:
            painter.setOpacity(DIM if self._dimmed else 1.0)
            painter.setClipPath(outline)
            painter.drawPixmap(place, self._pixmap, QRectF(middle_square(self._pixmap.size())))
            painter.setClipping(False)
            painter.setPen(QPen(ink, 1))
            painter.drawPath(outline)
        painter.end()


class ElidedLabel(QWidget):
    """One line of text that is cut short where there is no room; the tooltip has the whole of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """All of it."""
        return self._text

    def set_text(self, text: str) -> None:
        """Shows another text."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.setToolTip(f"<qt>{text.replace('&', '&amp;').replace('<', '&lt;')}</qt>")
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        """One line; some fonts have dots above their capitals that they do not count."""
        return QSize(40, self.fontMetrics().height() + 4)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 (Qt's name)
        """Draws as much as there is room for; the end of a file's name tells as much as its beginning."""
        painter = QPainter(self)
        text = self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideMiddle, self.width())
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()


def middle_square(size: QSize) -> QRect:
    """The largest square in the middle of a picture."""
    side = min(size.width(), size.height())
    return QRect((size.width() - side) // 2, (size.height() - side) // 2, side, side)


def framed_image(image: QImage, framing: Framing) -> QImage:
    """The framed part of an image, for thumbnails."""
    if framing.is_whole or image.isNull():
        return image
    turned = image.transformed(QTransform().rotate(90.0 * framing.quarter_turns))
    if framing.mirrored:
        turned = turned.flipped(Qt.Orientation.Horizontal)
    width, height = turned.width(), turned.height()
    corner = QPointF(framing.left * width, framing.top * height)
    opposite = QPointF(framing.right * width, framing.bottom * height)
    return turned.copy(QRectF(corner, opposite).toAlignedRect())
