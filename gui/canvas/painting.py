"""How the canvas paints its pictures, and what it draws over them."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QVariantAnimation, Signal

from gui.canvas import marks
from gui.canvas.panes import CompareMode, Content, covering, logical

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QColor, QPainter

    from gui.canvas.layers import Layer
    from gui.canvas.stage import Stage


FADE_MILLISECONDS = 100


@dataclass(frozen=True)
class CanvasTexts:
    """The words on the canvas, in the user's language."""

    before: str
    style: str
    after: str
    no_photo: str
    how_to_open: str
    no_style: str
    no_result: str


@dataclass(frozen=True)
class Fade:
    """The result before this one, and how far the new one has come up, from 0 to 1."""

    old: Layer
    share: float


class Fading(QObject):
    """Has a new result come up softly over the one before it.

    Signals:
        changed(): it has come up further.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._old: Layer | None = None
        self._animation = QVariantAnimation(self)
        self._animation.setDuration(FADE_MILLISECONDS)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.valueChanged.connect(self.changed)
        self._animation.finished.connect(self.end)

    @property
    def fade(self) -> Fade | None:
        """How far the new result has come up; None where nothing is being replaced."""
        return Fade(self._old, self._animation.currentValue()) if self._old else None

    def begin(self, old: Layer) -> None:
        """Replaces a result."""
        self._old = old
        self._animation.start()

    def end(self) -> None:
        """Shows the new one alone."""
        self._old = None
        self._animation.stop()
        self.changed.emit()


@dataclass(frozen=True)
class Scene:
    """What is painted: what is on the stage, a result that is just being replaced, and the side of the chequers."""

    stage: Stage
    fade: Fade | None
    square: int


@contextmanager
def device_pixels(painter: QPainter, ratio: float) -> Iterator[None]:
    """Paint in device pixels for a while, on exactly those of the screen.

    With a scaling of 1.25 a widget can begin between two device pixels; pixels painted there would be blurred.
    """
    painter.save()
    onto_screen = painter.deviceTransform()
    painter.scale(1 / ratio, 1 / ratio)
    painter.translate(round(onto_screen.dx()) - onto_screen.dx(), round(onto_screen.dy()) - onto_screen.dy())
    try:
        yield
    finally:
        painter.restore()


def paint_pictures(painter: QPainter, scene: Scene) -> None:
    """Paint what the panes show. The painter is in device pixels."""
    stage = scene.stage
    across = stage.divider_across()
    for content, box in stage.panes().items():
        pane = QRect(*box)
        if content is Content.STYLE:
            _paint(painter, scene, content, stage.style, pane)
        elif content is Content.BEFORE:
            _paint(painter, scene, content, stage.before, pane)
        elif across is None or content is Content.AFTER:
            _paint_after(painter, scene, content, pane)
        else:
            left, right = QRect(pane), QRect(pane)
            left.setRight(across - 1)
            right.setLeft(across)
            _paint(painter, scene, content, stage.before, left)
            _paint_after(painter, scene, content, right)


def draw_labels(painter: QPainter, stage: Stage, words: CanvasTexts, ratio: float) -> None:
    """Draw the divider and the names of what is seen. The painter is in logical pixels."""
    if stage.mode is CompareMode.SIDE_BY_SIDE:
        names = {Content.BEFORE: words.before, Content.STYLE: words.style, Content.AFTER: words.after}
        for content, box in stage.panes().items():
            pane = logical(box, ratio)
            name = words.before if content is Content.AFTER and stage.photo_only else names[content]
            inset = marks.PILL_INSET
            corner = pane.topLeft() + QPointF(inset, inset)
            marks.draw_pill(painter, corner, name, widest=pane.width() - 2 * inset)
        return
    seen, across = stage.seen(Content.BOTH), stage.divider_across()
    if seen is None:
        return
    inset = marks.PILL_INSET
    place = logical(seen, ratio)
    left_corner = place.topLeft() + QPointF(inset, inset)
    if across is None:
        # One picture needs a name only where it is not the one that is expected.
        shows_photo = stage.before is not None and (stage.photo_only or stage.after is None)
        if shows_photo or stage.shows_draft:
            name = words.before if shows_photo else words.after
            marks.draw_pill(painter, left_corner, name, widest=place.width() - 2 * inset)
        return
    line = across / ratio
    marks.draw_pill(painter, left_corner, words.before, widest=line - place.left() - 1.5 * inset)
    right_corner = place.topRight() + QPointF(-inset, inset)
    room = place.right() - line - 1.5 * inset
    marks.draw_pill(painter, right_corner, words.after, widest=room, from_right=True)
    marks.draw_divider(painter, line, place.top(), place.bottom(), 1 / ratio)


def draw_hints(painter: QPainter, stage: Stage, words: CanvasTexts, background: QColor, ratio: float) -> None:
    """Draw what to do where there is no picture yet. The painter is in logical pixels."""
    ink = marks.contrast(background, 170)
    panes = stage.panes()
    if stage.view is None:
        whole = QRectF()
        for box in panes.values():
            whole = whole.united(logical(box, ratio))
        marks.draw_hint(painter, whole, ink, words.no_photo, words.how_to_open)
        return
    if Content.STYLE in panes and stage.style is None:
        marks.draw_hint(painter, logical(panes[Content.STYLE], ratio), ink, words.no_style)
    if Content.AFTER in panes and stage.after is None and not stage.photo_only:
        marks.draw_hint(painter, logical(panes[Content.AFTER], ratio), ink, words.no_result)


def _paint_after(painter: QPainter, scene: Scene, content: Content, clip: QRect) -> None:
    stage = scene.stage
    hidden = stage.photo_only and stage.before is not None
    alone = content is Content.BOTH and stage.after is None
    if hidden or alone:
        _paint(painter, scene, content, stage.before, clip)
        return
    if scene.fade is not None and stage.after is not None:
        _paint(painter, scene, content, scene.fade.old, clip)
        painter.setOpacity(scene.fade.share)
    _paint(painter, scene, content, stage.after, clip)
    painter.setOpacity(1.0)


def _paint(painter: QPainter, scene: Scene, content: Content, layer: Layer | None, clip: QRect) -> None:
    view = scene.stage.view_of(content)
    if layer is None or view is None or clip.isEmpty():
        return
    pane_left, pane_top, pane_width, pane_height = scene.stage.panes()[content]
    left, top, right, bottom = view.rectangle()
    place = QRect(*covering(layer.size, (pane_left + left, pane_top + top, right - left, bottom - top)))
    visible = place.intersected(clip).intersected(QRect(pane_left, pane_top, pane_width, pane_height))
    if visible.isEmpty():
        return
    painter.save()
    painter.setClipRect(visible)
    if not layer.opaque:
        painter.fillRect(visible, marks.chequers(scene.square))
    layer.paint(painter, place, visible, pixels=layer.size == view.picture)
    painter.restore()
