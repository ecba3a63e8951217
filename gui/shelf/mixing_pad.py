"""The mixing pad: styles at the corners, and a point between them whose place is the mixture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPainterPath, QPalette, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.shelf.mixing import FEWEST, MOST, corners, point_of, weights_at, within
from gui.shelf.parts import framed_image, middle_square

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QFocusEvent, QMouseEvent, QPaintEvent

    from gui.document.document import Document
    from gui.document.state import StyleEntry
    from gui.shelf.mixing import Point

SIDE = 34
"""Of a style's small picture in pixels."""

POINT = 7.0
CATCH = 0.07
"""How near to a corner, in radii of the pad, the point jumps to it: a style alone is often wanted."""

KEY_STEP = 0.05


class MixingPad(QWidget):
    """Sets the weights of the styles that are switched on; there is one for two to six of them.

    Args:
        document: what is shown and changed.
        thumbnails: gives small pictures by hash.
        parent: the Qt parent.
    """

    def __init__(self, document: Document, thumbnails: Callable[[str], QImage], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._thumbnails = thumbnails
        self._pixmaps: dict[str, QPixmap] = {}
        self._styles: tuple[StyleEntry, ...] = ()
        self._place: Point = (0.0, 0.0)
        self._drag = 0
        self._dragging = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        tip = self.tr(
            "Drag the point towards a style: the nearer, the more of it is painted. At a corner there is that style "
            "alone."
        )
        self.setToolTip(tip)
        self.setAccessibleDescription(tip)
        document.styles_changed.connect(self._show)
        self._show()

    @property
    def is_of_use(self) -> bool:
        """Whether there are as many styles as it has corners for."""
        return FEWEST <= len(self._styles) <= MOST

    def corner(self, number: int) -> QPointF:
        """Where a style is."""
        return self._pixel(corners(len(self._styles))[number])

    def point(self) -> QPointF:
        """Where the point is."""
        return self._pixel(self._place)

    def sizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        """Low where there are two styles only, since these stand on one line."""
        return QSize(200, 2 * SIDE if len(self._styles) == FEWEST else 190)

    # The hand

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 (Qt's name)
        """Brings the point to the hand."""
        if event.button() != Qt.MouseButton.LeftButton or not self.is_of_use:
            event.ignore()
            return
        self._drag += 1
        self._dragging = True
        self._move(self._unit(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 (Qt's name)
        """Takes it along."""
        if self._dragging:
            self._move(self._unit(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002, N802 (Qt's name)
        """Lets it go."""
        self._dragging = False
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        """Moves the point with the arrows; Home makes all styles alike."""
        steps = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }.get(Qt.Key(event.key()))
        if not self.is_of_use or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            event.ignore()
        elif event.key() == Qt.Key.Key_Home:
            self._drag += 1
            self._move((0.0, 0.0))
        elif steps is not None:
            self._drag += 0 if event.isAutoRepeat() else 1
            self._move((self._place[0] + KEY_STEP * steps[0], self._place[1] + KEY_STEP * steps[1]), catch=False)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: ARG002, N802 (Qt's name)
        """Shows that keys come here."""
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: ARG002, N802 (Qt's name)
        """Shows it no longer."""
        self.update()

    def _move(self, place: Point, *, catch: bool = True) -> None:
        among = corners(len(self._styles))
        place = within(place, among)
        for corner in among if catch else ():
            if (place[0] - corner[0]) ** 2 + (place[1] - corner[1]) ** 2 < CATCH**2:
                place = corner
        self._place = place
        shares = weights_at(place, among)
        weights = {style.key: share / max(shares) for style, share in zip(self._styles, shares, strict=True)}
        self._document.styles.set_weights(weights, drag=f"{id(self)} {self._drag}")
        self.update()

    # What is shown

    @Slot()
    def _show(self) -> None:
        known = {style.key for style in self._styles}
        self._styles = tuple(style for style in self._document.state.styles if style.enabled)
        if known != {style.key for style in self._styles}:
            self._dragging = False
        if self.is_of_use:
            among = corners(len(self._styles))
            weights = [style.weight for style in self._styles]
            place = point_of(weights, among)
            # Under the hand the point stays where it is: weights are rounded.
            if not self._dragging:
                self._place = place
            shares = weights_at(within(place, among), among)
            mix = ", ".join(
                self.tr("{name} {percent} %").format(name=style.title, percent=round(100 * share))
                for style, share in zip(self._styles, shares, strict=True)
            )
            self.setAccessibleName(self.tr("Mixing pad: {mix}").format(mix=mix))
        self.updateGeometry()
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 (Qt's name)
        """Draws the pad, the styles and the point."""
        if not self.is_of_use:
            return
        palette = self.palette()
        ink, accent = palette.color(QPalette.ColorRole.WindowText), palette.color(QPalette.ColorRole.Highlight)
        faint, ground = palette.color(QPalette.ColorRole.WindowText), palette.color(QPalette.ColorRole.Base)
        faint.setAlphaF(0.3)
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        places = [self._pixel(corner) for corner in corners(len(self._styles))]
        painter.setPen(QPen(faint, 1.2))
        painter.setBrush(ground)
        painter.drawPolygon(QPolygonF(places))
        point = self.point()
        shares = weights_at(within(self._place, corners(len(self._styles))), corners(len(self._styles)))
        for place, share in zip(places, shares, strict=True):
            line = palette.color(QPalette.ColorRole.Highlight)
            line.setAlphaF(0.15 + 0.85 * share)
            painter.setPen(QPen(line, 1 + 3 * share))
            painter.drawLine(point, place)
        for style, place, share in zip(self._styles, places, shares, strict=True):
            self._draw_style(painter, style, place, share)
        painter.setBrush(accent)
        painter.setPen(QPen(ink, 2.0))
        painter.drawEllipse(point, POINT, POINT)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(accent, 1.2))
            painter.drawEllipse(point, POINT + 4, POINT + 4)
        painter.end()

    def _draw_style(self, painter: QPainter, style: StyleEntry, place: QPointF, share: float) -> None:
        box = QRectF(place.x() - SIDE / 2, place.y() - SIDE / 2, SIDE, SIDE)
        outline = QPainterPath()
        outline.addRoundedRect(box, 4, 4)
        painter.fillPath(outline, self.palette().color(QPalette.ColorRole.Window))
        pixmap = self._pixmap(style)
        painter.save()
        painter.setOpacity(0.45 + 0.55 * share)
        painter.setClipPath(outline)
        if not pixmap.isNull():
            painter.drawPixmap(box, pixmap, QRectF(middle_square(pixmap.size())))
        painter.restore()
        edge = self.palette().color(QPalette.ColorRole.WindowText)
        edge.setAlphaF(0.35)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(edge, 1))
        painter.drawPath(outline)

    def _pixmap(self, style: StyleEntry) -> QPixmap:
        name = f"{style.picture_hash} {style.framing}"
        if name not in self._pixmaps:
            if len(self._pixmaps) > 4 * MOST:
                self._pixmaps.clear()
            image = framed_image(self._thumbnails(style.picture_hash), style.framing)
            self._pixmaps[name] = QPixmap.fromImage(image)
        return self._pixmaps[name]

    def _radius(self) -> tuple[float, float]:
        across = (self.width() - SIDE) / 2 - 10
        down = (self.height() - SIDE) / 2 - 4
        if len(self._styles) == FEWEST:
            return across, max(down, 1.0)
        return (min(across, 1.25 * down), down) if down > 0 else (1.0, 1.0)

    def _pixel(self, place: Point) -> QPointF:
        across, down = self._radius()
        return QPointF(self.width() / 2 + across * place[0], self.height() / 2 + down * place[1])

    def _unit(self, at: QPointF) -> Point:
        across, down = self._radius()
        return (at.x() - self.width() / 2) / across, (at.y() - self.height() / 2) / down
