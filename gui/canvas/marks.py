"""What the canvas draws over and around the pictures: line, labels, chequers, hints. In logical pixels throughout."""

from __future__ import annotations

import functools

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

CHEQUER = 8
"""The side of a chequer's square in logical pixels."""

GRIP_RADIUS = 13.0
BUTTON_SIDE = 30.0
PILL_INSET = 10.0

_LIGHT = QColor(245, 245, 245)
_DARK = QColor(0, 0, 0, 110)
_GLASS = QColor(24, 24, 24, 175)
_CHEQUERS = QColor(0x66, 0x66, 0x66), QColor(0x75, 0x75, 0x75)


@functools.lru_cache(maxsize=4)
def chequers(square: int) -> QBrush:
    """A brush of grey squares, of a side in device pixels, to be seen through transparent pictures."""
    tile = QPixmap(2 * square, 2 * square)
    tile.fill(_CHEQUERS[0])
    with QPainter(tile) as painter:
        painter.fillRect(square, 0, square, square, _CHEQUERS[1])
        painter.fillRect(0, square, square, square, _CHEQUERS[1])
    return QBrush(tile)


def contrast(background: QColor, alpha: int) -> QColor:
    """White or black, whichever is read better on a background."""
    grey = 255 if background.lightness() < 128 else 0
    return QColor(grey, grey, grey, alpha)


def draw_divider(painter: QPainter, across: float, top: float, bottom: float, device_pixel: float) -> None:
    """A light line between two dark hairlines, with a round grip in the middle.

    Args:
        painter: In logical pixels.
        across: The left edge of the picture on the right.
        top: Where the line begins.
        bottom: Where it ends.
        device_pixel: The side of a device pixel, for hairlines.
    """
    height = bottom - top
    width = max(1.0, device_pixel)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.fillRect(QRectF(across - device_pixel - width, top, 2 * device_pixel + width, height), _DARK)
    painter.fillRect(QRectF(across - width, top, width, height), _LIGHT)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle = QPointF(across - width / 2, (top + bottom) / 2)
    painter.setPen(QPen(_DARK, 1.0))
    painter.setBrush(_LIGHT)
    painter.drawEllipse(middle, GRIP_RADIUS, GRIP_RADIUS)
    painter.setPen(_round_pen(QColor(60, 60, 60), 1.8))
    for side in (-1, 1):
        tip = middle + QPointF(side * 7.0, 0)
        painter.drawPolyline([tip + QPointF(-side * 3.5, -4), tip, tip + QPointF(-side * 3.5, 4)])


def pill_size(font: QFont, text: str) -> tuple[float, float]:
    """Width and height of a label."""
    metrics = QFontMetricsF(font)
    return metrics.horizontalAdvance(text) + 20, metrics.height() + 6


def draw_pill(painter: QPainter, corner: QPointF, text: str, *, widest: float, from_right: bool = False) -> None:
    """A short text on a small translucent pill; it is cut short if there is no room, and left out if there is none.

    Args:
        painter: In logical pixels, with the font to use.
        corner: The pill's upper left corner, or its upper right one.
        text: Any short text; nothing is drawn for an empty one.
        widest: The room there is.
        from_right: Whether `corner` is the upper right one.
    """
    metrics = QFontMetricsF(painter.font())
    text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(widest - 20, 0))
    width, height = pill_size(painter.font(), text)
    if len(text) < 2 or width > widest:
        return
    place = QRectF(corner.x() - (width if from_right else 0), corner.y(), width, height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_GLASS)
    painter.drawRoundedRect(place, height / 2, height / 2)
    painter.setPen(_LIGHT)
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


def draw_button(painter: QPainter, place: QRectF, *, hovered: bool) -> None:
    """The grip by which a result is dragged to another program: an arrow that leaves a frame."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(24, 24, 24, 235) if hovered else _GLASS)
    painter.drawRoundedRect(place, 6, 6)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_round_pen(_LIGHT, 1.6))
    left, top = place.left() + 8, place.top() + 8
    painter.drawPolyline([QPointF(left + 6, top + 2), QPointF(left, top + 2), QPointF(left, top + 14)])
    painter.drawPolyline([QPointF(left, top + 14), QPointF(left + 12, top + 14), QPointF(left + 12, top + 8)])
    painter.drawLine(QLineF(left + 5, top + 9, left + 14, top))
    painter.drawPolyline([QPointF(left + 9, top), QPointF(left + 14, top), QPointF(left + 14, top + 5)])


def draw_hint(painter: QPainter, pane: QRectF, ink: QColor, title: str, below: str = "") -> None:
    """A calm invitation in the middle of an empty pane: a picture in outline, and words.

    Args:
        painter: In logical pixels, with the font of the smaller line.
        pane: The room there is; what has none is left out.
        ink: The colour of the words; the outline is fainter.
        title: The larger line.
        below: The smaller line.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    small = QFont(painter.font())
    large = QFont(small)
    large.setPointSizeF(small.pointSizeF() * 1.5 if below else small.pointSizeF())
    icon = QRectF(0, 0, 84, 62) if below else QRectF(0, 0, 56, 42)
    title_height = QFontMetricsF(large).height()
    below_height = QFontMetricsF(small).height() if below else 0.0
    total = icon.height() + 18 + title_height + 6 + below_height
    top = pane.center().y() - total / 2
    if total <= pane.height() - 8:
        icon.moveCenter(QPointF(pane.center().x(), top + icon.height() / 2))
        faint = QColor(ink)
        faint.setAlphaF(ink.alphaF() * 0.75)
        _draw_picture_outline(painter, icon, faint)
        top += icon.height() + 18
    else:
        top = pane.center().y() - title_height / 2
        below = ""
    flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
    room = pane.width() - 16
    painter.setPen(ink)
    painter.setFont(large)
    line = QRectF(pane.left() + 8, top, room, title_height)
    painter.drawText(line, flags, QFontMetricsF(large).elidedText(title, Qt.TextElideMode.ElideRight, room))
    if below:
        faint = QColor(ink)
        faint.setAlphaF(ink.alphaF() * 0.8)
        painter.setPen(faint)
        painter.setFont(small)
        line = QRectF(pane.left() + 8, top + title_height + 6, room, below_height)
        painter.drawText(line, flags, QFontMetricsF(small).elidedText(below, Qt.TextElideMode.ElideRight, room))
    painter.setFont(small)


def draw_frame(painter: QPainter, place: QRect, colour: QColor, width: int) -> None:
    """A border just inside of a rectangle."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    for strip in (
        QRect(place.left(), place.top(), place.width(), width),
        QRect(place.left(), place.bottom() + 1 - width, place.width(), width),
        QRect(place.left(), place.top() + width, width, place.height() - 2 * width),
        QRect(place.right() + 1 - width, place.top() + width, width, place.height() - 2 * width),
    ):
        painter.fillRect(strip, colour)


def _draw_picture_outline(painter: QPainter, place: QRectF, ink: QColor) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_round_pen(ink, 2.0))
    painter.drawRoundedRect(place, 6, 6)
    width, height = place.width(), place.height()
    painter.drawEllipse(place.topLeft() + QPointF(width * 0.28, height * 0.32), width * 0.075, width * 0.075)
    ridge = [(0.0, 0.82), (0.27, 0.56), (0.44, 0.74), (0.7, 0.38), (1.0, 0.72)]
    line = QPolygonF([place.topLeft() + QPointF(width * across, height * down) for across, down in ridge])
    clip = QPainterPath()
    clip.addRoundedRect(place, 6, 6)
    painter.save()
    painter.setClipPath(clip)
    painter.drawPolyline(line)
    painter.restore()


def _round_pen(colour: QColor, width: float) -> QPen:
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
