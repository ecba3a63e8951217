"""A picture as the canvas paints it: in the format that paints fastest, with reduced copies for small zooms."""

from __future__ import annotations

import math

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter

NEAREST_FROM = 2.0
"""From this scale on pixels are squares; between 1 and this they would be of unequal widths and edges jagged."""

MOST_CACHED_PIXELS = 8_500_000
"""A reduced copy with more pixels than this is not made; a 4K screen has 8.3 million."""

SMALLEST_PREPARED = 512
"""The long side down to which copies are made in advance; smaller ones take no time."""


class Layer:
    """One picture to paint.

    Args:
        image: Any image that is not null; taken as it is, without regard to its device pixel ratio.
    """

    def __init__(self, image: QImage) -> None:
        self.opaque = not image.hasAlphaChannel()
        fast = QImage.Format.Format_RGB32 if self.opaque else QImage.Format.Format_ARGB32_Premultiplied
        image = image.convertToFormat(fast)
        image.setDevicePixelRatio(1.0)
        self._levels = [image]
        self._asked = QSize()
        self._cache = QImage()

    def prepared(self) -> Layer:
        """The same picture, with its reduced copies made in advance: for a thread that nobody waits for."""
        self._level(SMALLEST_PREPARED / max(self.size))
        return self

    @property
    def image(self) -> QImage:
        """The picture in its own size."""
        return self._levels[0]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.image.width(), self.image.height()

    def paint(self, painter: QPainter, place: QRect, visible: QRect, *, pixels: bool) -> None:
        """Paint the part of the picture that is seen.

        Args:
            painter: Set to device pixels.
            place: Where the whole picture would be.
            visible: Nothing outside of it need be painted; the caller has clipped to it.
            pixels: Whether its pixels are worth seeing one by one when large: not those of a preview.
        """
        shown = place.intersected(visible)
        if shown.isEmpty():
            return
        if place.size() == self.image.size():
            painter.drawImage(place.topLeft(), self.image)
            return
        scale = max(place.width() / self.image.width(), place.height() / self.image.height())
        if scale < 1.0 and self._has_copy(place.size()):
            painter.drawImage(place.topLeft(), self._cache)
            return
        smooth = not (pixels and scale >= NEAREST_FROM)
        paint_part(painter, self._level(scale), place, shown, smooth=smooth)

    def _has_copy(self, size: QSize) -> bool:
        """Whether there is a copy of just this size; the second time that it is asked for, it is made.

        While one zooms every size is asked for once, and copies would be waste; while one pans it is always the same.
        """
        if self._cache.size() == size:
            return True
        if self._asked != size:
            self._asked = size
            self._cache = QImage()
            return False
        if size.width() * size.height() > MOST_CACHED_PIXELS:
            return False
        copy = QImage(size, self.image.format())
        if copy.isNull():
            return False
        if not self.opaque:
            copy.fill(Qt.GlobalColor.transparent)
        whole = QRect(QPoint(0, 0), size)
        with QPainter(copy) as painter:
            # Painted as it was the first time, so that nothing is seen to change.
            paint_part(painter, self._level(size.width() / self.image.width()), whole, whole, smooth=True)
        self._cache = copy
        return True

    def _level(self, scale: float) -> QImage:
        """The smallest of the halved copies that need not be enlarged for a scale."""
        wanted = 0 if scale >= 1.0 else int(math.log2(1.0 / scale) + 1e-6)
        while len(self._levels) <= wanted:
            last = self._levels[-1]
            if min(last.width(), last.height()) < 2:
                break
            self._levels.append(
                last.scaled(
                    (last.width() + 1) // 2,
                    (last.height() + 1) // 2,
                    Qt.AspectRatioMode.IgnoreAspectRatio,
                    Qt.TransformationMode.SmoothTransformation,
                )
            )
        return self._levels[min(wanted, len(self._levels) - 1)]


def paint_part(painter: QPainter, image: QImage, place: QRect, shown: QRect, *, smooth: bool) -> None:
    """Paint that part of an image which is seen when the whole is put into a place.

    Only the part is handed to Qt: at large zooms the whole would be wider than its fixed-point numbers reach.
    """
    across, down = place.width() / image.width(), place.height() / image.height()
    # Two pixels more on each side, for the smoothing to draw on.
    left = max(math.floor((shown.left() - place.left()) / across) - 2, 0)
    top = max(math.floor((shown.top() - place.top()) / down) - 2, 0)
    right = min(math.ceil((shown.left() + shown.width() - place.left()) / across) + 2, image.width())
    bottom = min(math.ceil((shown.top() + shown.height() - place.top()) / down) + 2, image.height())
    source = QRectF(left, top, right - left, bottom - top)
    target = QRectF(
        place.left() + left * across, place.top() + top * down, source.width() * across, source.height() * down
    )
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
    painter.drawImage(target, image, source)
