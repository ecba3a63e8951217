"""The surface of the canvas: what is set to be seen, and how it is painted. Events are the widget's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, QVariantAnimation, Signal
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPalette
from PySide6.QtWidgets import QWidget

from gui.canvas import drawing
from gui.canvas.layers import Layer
from gui.canvas.modes import CompareMode
from gui.canvas.painting import Fade, Scene, Words, device_pixels, draw_hints, draw_labels, logical, paint_pictures
from gui.canvas.panes import Content
from gui.canvas.stage import Stage, Versions

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QImage, QPaintEvent

FADE_MILLISECONDS = 100
FIT_MARGIN = 12
PANE_GAP = 2
DIVIDER_REACH = 7
"""How far beside the divider it can still be taken, in logical pixels."""


class Surface(QWidget):
    """Shows pictures; it can be told to zoom, pan and compare, and listens to no mouse and no key.

    Signals:
        mode_changed(CompareMode): The way of comparing is another.
        zoom_changed(float): The zoom is another.
    """

    mode_changed = Signal(CompareMode)
    zoom_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.result_mime: Callable[[], QMimeData | None] | None = None
        """Gives the result as other programs take it, when it is dragged out; None if it cannot be."""
        self.animated = True
        """Whether a new result comes up softly."""
        self._stage = Stage()
        self._background = QColor(0x2B, 0x2B, 0x2B)
        self._told_zoom = 0.0
        self._old_result: Layer | None = None
        self._dragged_over: Content | None = None
        self._grip_hovered = False
        self._fade = QVariantAnimation(self)
        self._fade.setDuration(FADE_MILLISECONDS)
        self._fade.setStartValue(0.0)
        self._fade.setEndValue(1.0)
        self._fade.valueChanged.connect(self._paint_fade)
        self._fade.finished.connect(self._end_fade)
        self._measure()

    # What is shown

    def set_photo(self, image: QImage | Layer | None) -> None:
        """Show another photo, or none. One of another size is fitted into the canvas."""
        size = self._stage.picture_size
        self._stage.photo = _layer(image)
        if self._stage.picture_size != size:
            self._stage.fitted = True
        self._refresh()

    def set_style(self, image: QImage | Layer | None, *, several: bool = False) -> None:
        """Show another style beside the photo, several in one picture, or none."""
        self._stage.style, self._stage.several_styles = _layer(image), several
        self._refresh()

    def set_result(self, image: QImage | None, *, draft: bool = False) -> None:
        """Show another result, of any size, or none; a draft is called so."""
        old = self._stage.after
        self._stage.result, self._stage.is_draft = _layer(image), draft
        self._end_fade()
        new = self._stage.after
        if old is not new and old and new and old.opaque and new.opaque and self.animated and self.isVisible():
            self._old_result = old
            self._fade.start()
        self._refresh()

    def set_versions_to_compare(
        self, left: QImage | None, right: QImage | None, left_name: str = "", right_name: str = ""
    ) -> None:
        """Compare two versions in place of photo and result; with None for one of them, go back to these."""
        before, after = _layer(left), _layer(right)
        self._stage.versions = Versions(before, after, left_name, right_name) if before and after else None
        self._end_fade()
        self._refresh()

    @property
    def mode(self) -> CompareMode:
        """How photo and result are compared."""
        return self._stage.mode

    def set_mode(self, mode: CompareMode) -> None:
        """Compare in another way."""
        if mode is self._stage.mode:
            return
        self._stage.mode = mode
        self._refresh()
        self.mode_changed.emit(mode)

    def show_photo_while(self, held: bool) -> None:  # noqa: FBT001 (it is a slot, for a button's pressed state)
        """Show the photo in place of the result for as long as something is held."""
        if held != self._stage.photo_only:
            self._stage.photo_only = held
            self.update()

    @property
    def background(self) -> QColor:
        """The colour around the pictures: a neutral grey, so that it does not bend the eye's judgement."""
        return QColor(self._background)

    @background.setter
    def background(self, colour: QColor) -> None:
        self._background = QColor(colour)
        self.update()

    @property
    def is_empty(self) -> bool:
        """Whether there is no picture to look at."""
        return self._stage.view is None

    # Zoom, pan and divider

    @property
    def zoom(self) -> float:
        """Device pixels for each picture pixel; 1 while there is no picture."""
        return self._stage.view.zoom if self._stage.view else 1.0

    @property
    def is_fitted(self) -> bool:
        """Whether all of the picture is seen, and will be when the canvas changes its size."""
        return self._stage.fitted

    def zoom_to_fit(self) -> None:
        """Show all of the picture."""
        self._stage.fit()
        self._seen_changed()

    def zoom_to_actual_pixels(self) -> None:
        """Show one picture pixel on one device pixel."""
        self.zoom_to(1.0)

    def zoom_to(self, zoom: float, at: QPointF | None = None) -> None:
        """Zoom so that the point of the picture at a place of the widget stays there; without one, the middle."""
        self._stage.zoom_to(zoom, None if at is None else self._device(at))
        self._seen_changed()

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom in by a factor, or out by one below 1."""
        self.zoom_to(self.zoom * factor, at)

    def toggle_fit(self, at: QPointF | None = None) -> None:
        """Change between all of the picture and its actual pixels."""
        if self.is_fitted:
            self.zoom_to(1.0, at)
        else:
            self.zoom_to_fit()

    def pan_by(self, across: float, down: float) -> None:
        """Move the picture by logical pixels, to the right and down."""
        ratio = self.devicePixelRatioF()
        self._stage.pan(across * ratio, down * ratio)
        self._seen_changed()

    def centre_picture(self) -> None:
        """Show the picture's middle in the middle, as large as it is."""
        self._stage.centre()
        self._seen_changed()

    @property
    def can_pan(self) -> bool:
        """Whether there is more of the picture than is seen."""
        return self._stage.view is not None and self._stage.view.is_larger_than_pane

    @property
    def divider(self) -> float:
        """Where the divider is in the picture, or in what is seen of it: 0 at the left, 1 at the right."""
        return self._stage.divider

    @divider.setter
    def divider(self, share: float) -> None:
        share = min(max(float(share), 0.0), 1.0)
        if share != self._stage.divider:
            self._stage.divider = share
            self.update()

    @property
    def is_divided(self) -> bool:
        """Whether the divider is seen."""
        return self._stage.divider_across() is not None

    @property
    def divider_position(self) -> float:
        """Where the divider is in the widget, in logical pixels from the left."""
        return (self._stage.divider_across() or 0) / self.devicePixelRatioF()

    def move_divider_to(self, across: float) -> None:
        """Move the divider to a place of the widget, in logical pixels from the left."""
        self.divider = self._stage.share_at(across * self.devicePixelRatioF())

    def is_on_divider(self, at: QPointF) -> bool:
        """Whether the divider can be taken at a place of the widget."""
        seen = self._stage.seen(Content.BOTH)
        if not self.is_divided or seen is None:
            return False
        place = logical(seen, self.devicePixelRatioF())
        beside = abs(at.x() - self.divider_position)
        on_grip = beside**2 + (at.y() - place.center().y()) ** 2 <= (drawing.GRIP_RADIUS + 3) ** 2
        return on_grip or (beside <= DIVIDER_REACH and place.top() <= at.y() <= place.bottom())

    # Dragging the result to another program

    @property
    def can_drag_out(self) -> bool:
        """Whether there is a result that can be dragged to another program."""
        return self._stage.after is not None and self.result_mime is not None

    def is_on_grip(self, at: QPointF) -> bool:
        """Whether a place of the widget is on the grip by which the result is dragged out."""
        place = self._grip()
        return place is not None and place.contains(at)

    # Painting

    def sizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        """As large as there is room."""
        return QSize(900, 600)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802
        """Paint everything: pictures first, and what is drawn over them."""
        ratio = self.devicePixelRatioF()
        accent = self.palette().color(QPalette.ColorRole.Highlight)
        words = self._words()
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._background)
            with device_pixels(painter, ratio):
                fade = Fade(self._old_result, self._fade.currentValue()) if self._old_result else None
                paint_pictures(painter, Scene(self._stage, fade, max(round(drawing.CHEQUER * ratio), 1)))
                self.paint_over(painter)
            draw_hints(painter, self._stage, words, self._background, ratio)
            if not self.is_empty:
                draw_labels(painter, self._stage, words, ratio)
            grip = self._grip()
            if grip is not None and self.underMouse() and self.can_drag_out:
                drawing.draw_button(painter, grip, hovered=self._grip_hovered)
            self.draw_tool(painter)
            if self.hasFocus():
                drawing.draw_frame(painter, self.rect(), accent, 1)
            if self._dragged_over is not None:
                self._draw_drop_target(painter, accent)

    def paint_over(self, painter: QPainter) -> None:
        """For those that show more: paint over the pictures, in device pixels."""

    def draw_tool(self, painter: QPainter) -> None:
        """For those that can be painted on: draw what paints, in logical pixels."""

    def _draw_drop_target(self, painter: QPainter, accent: QColor) -> None:
        on_style = self._dragged_over is Content.STYLE
        box = self._stage.panes().get(Content.STYLE) if on_style else None
        place = logical(box, self.devicePixelRatioF()).toAlignedRect() if box else self.rect()
        drawing.draw_frame(painter, place, accent, 3)
        if self.is_empty:
            return
        text = self.tr("Use as style") if on_style else self.tr("Open as photo")
        width, height = drawing.pill_size(painter.font(), text)
        corner = QPointF(place.center().x() - width / 2, place.bottom() - height - 16)
        drawing.draw_pill(painter, corner, text, widest=place.width())

    def _words(self) -> Words:
        versions = self._stage.versions
        opening = QKeySequence(QKeySequence.StandardKey.Open).toString(QKeySequence.SequenceFormat.NativeText)
        pasting = QKeySequence(QKeySequence.StandardKey.Paste).toString(QKeySequence.SequenceFormat.NativeText)
        result = self.tr("Draft") if self._stage.shows_draft else self.tr("Result")
        return Words(
            before=versions.left_name if versions else self.tr("Photo"),
            style=self.tr("Styles") if self._stage.several_styles else self.tr("Style"),
            after=versions.right_name if versions else result,
            no_photo=self.tr("Drop a photo here"),
            how_to_open=self.tr("or press {open} / paste with {paste}").format(open=opening, paste=pasting),
            no_style=self.tr("Drop a style here"),
            no_result=self.tr("No result yet"),
        )

    def _grip(self) -> QRectF | None:
        panes = self._stage.panes()
        content = Content.AFTER if Content.AFTER in panes else Content.BOTH
        seen = self._stage.seen(content)
        if seen is None or not self.can_drag_out or self._stage.photo_only:
            return None
        place = logical(seen, self.devicePixelRatioF())
        side = drawing.BUTTON_SIDE
        if place.width() < 3 * side or place.height() < 3 * side:
            return None
        corner = place.bottomRight() - QPointF(side + drawing.PILL_INSET, side + drawing.PILL_INSET)
        return QRectF(corner.x(), corner.y(), side, side)

    # Changes

    def _measure(self) -> None:
        ratio = self.devicePixelRatioF()
        size = round(self.width() * ratio), round(self.height() * ratio)
        self._stage.set_canvas(size, FIT_MARGIN * ratio, max(round(PANE_GAP * ratio), 1))
        self._seen_changed()

    def _refresh(self) -> None:
        self._stage.refresh()
        self._seen_changed()

    def _seen_changed(self) -> None:
        self.update()
        self.setAccessibleName(self.tr("Canvas"))
        self.setAccessibleDescription(self._description())
        if self.zoom != self._told_zoom:
            self._told_zoom = self.zoom
            self.zoom_changed.emit(self.zoom)

    def _description(self) -> str:
        size = self._stage.picture_size
        if size is None:
            return self.tr("No photo. Drop one here, or open or paste one.")
        shown = {
            CompareMode.RESULT: self.tr("The result"),
            CompareMode.DIVIDER: self.tr("Photo and result with a divider"),
            CompareMode.SIDE_BY_SIDE: self.tr("Photo, style and result side by side"),
        }[self.mode]
        return self.tr("{shown}, {width} × {height} pixels, at {zoom} %").format(
            shown=shown, width=round(size[0]), height=round(size[1]), zoom=round(self.zoom * 100)
        )

    def _paint_fade(self) -> None:
        self.update()

    def _end_fade(self) -> None:
        self._old_result = None
        self._fade.stop()
        self.update()

    def _device(self, at: QPointF) -> tuple[float, float]:
        ratio = self.devicePixelRatioF()
        return at.x() * ratio, at.y() * ratio


def _layer(image: QImage | Layer | None) -> Layer | None:
    if isinstance(image, Layer):
        return image
    return None if image is None or image.isNull() else Layer(image)
