"""The canvas as a widget: what is set to be seen, how it is painted, and which events go where."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QKeySequence, QNativeGestureEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QGestureEvent,
    QLineEdit,
    QSizePolicy,
    QToolTip,
    QWidget,
)

from gui.canvas import marks
from gui.canvas.dragging import Drops, ResultGrip
from gui.canvas.layers import Layer
from gui.canvas.masks import ShownMask
from gui.canvas.navigation import Navigation
from gui.canvas.painting import CanvasTexts, Fading, Scene, device_pixels, draw_hints, draw_labels, paint_pictures
from gui.canvas.panes import CompareMode
from gui.canvas.pointer import Pointer
from gui.canvas.stage import Stage, Versions
from gui.canvas.tool import ToolHand

if TYPE_CHECKING:
    from PySide6.QtGui import (
        QContextMenuEvent,
        QDragEnterEvent,
        QDragLeaveEvent,
        QDragMoveEvent,
        QDropEvent,
        QEnterEvent,
        QFocusEvent,
        QImage,
        QMouseEvent,
        QPaintEvent,
        QResizeEvent,
        QTabletEvent,
        QWheelEvent,
    )

FIT_MARGIN = 12
PANE_GAP = 2


class Canvas(QWidget):
    """Shows a photo and its result, to be looked at closely and compared.

    Coordinates are the photo's pixels; a result of another size covers the same place. A zoom of 1 is one picture
    pixel on one device pixel.

    Attributes:
        navigation: zoom, pan and divider.
        shown_mask: is laid over the pictures.
        grip: by which the result is dragged to other programs.
        hand: holds the tool that paints on the picture, if there is one.
        animated: whether a new result comes up softly.

    Signals:
        mode_changed(CompareMode): The way of comparing is another.
        photo_dropped(object): A list of paths, or a QImage, was dropped and is to be the photo.
        style_dropped(object): The same, dropped on the style.
        open_requested(): The empty canvas was clicked: the user wants to choose a photo.
        context_menu_requested(QPoint): A context menu is asked for, at a place on the screen.
    """

    mode_changed = Signal(CompareMode)
    photo_dropped = Signal(object)
    style_dropped = Signal(object)
    open_requested = Signal()
    context_menu_requested = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.animated = True
        self._stage = Stage()
        self._background = QColor(0x2B, 0x2B, 0x2B)
        self._fading = Fading(self)
        self.navigation = Navigation(self._stage, self)
        self.shown_mask = ShownMask(self._stage, self)
        self.grip = ResultGrip(self, self._stage)
        self.hand = ToolHand(self, self.navigation)
        self._drops = Drops(self, self._stage)
        self._pointer = Pointer(self, self._stage, self.navigation, grip=self.grip, hand=self.hand)
        self._fading.changed.connect(self._paint_anew)
        self.navigation.changed.connect(self._show_seen)
        self.shown_mask.changed.connect(self._show_seen)
        self.shown_mask.part_changed.connect(self._paint_part)
        self._drops.photo_dropped.connect(self.photo_dropped)
        self._drops.style_dropped.connect(self.style_dropped)
        self._pointer.open_requested.connect(self.open_requested)
        self._measure()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 90)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        if sys.platform != "darwin":
            # For touch screens; a trackpad's pinch comes as a native gesture, on macOS always.
            self.grabGesture(Qt.GestureType.PinchGesture)

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
        self._fading.end()
        new = self._stage.after
        if old is not new and old and new and old.opaque and new.opaque and self.animated and self.isVisible():
            self._fading.begin(old)
        self._refresh()

    def set_versions_to_compare(
        self, left: QImage | None, right: QImage | None, left_name: str = "", right_name: str = ""
    ) -> None:
        """Compare two versions in place of photo and result; with None for one of them, go back to these."""
        before, after = _layer(left), _layer(right)
        self._stage.versions = Versions(before, after, left_name, right_name) if before and after else None
        self._fading.end()
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
        return self._stage.is_empty

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
                scene = Scene(self._stage, self._fading.fade, max(round(marks.CHEQUER * ratio), 1))
                paint_pictures(painter, scene)
                self.shown_mask.paint(painter)
            draw_hints(painter, self._stage, words, self._background, ratio)
            if not self.is_empty:
                draw_labels(painter, self._stage, words, ratio)
            self.grip.draw(painter)
            self.shown_mask.draw_label(painter)
            self.hand.draw(painter)
            if self.hasFocus():
                marks.draw_frame(painter, self.rect(), accent, 1)
            self._drops.draw(painter, accent)

    def _words(self) -> CanvasTexts:
        versions = self._stage.versions
        opening = QKeySequence(QKeySequence.StandardKey.Open).toString(QKeySequence.SequenceFormat.NativeText)
        pasting = QKeySequence(QKeySequence.StandardKey.Paste).toString(QKeySequence.SequenceFormat.NativeText)
        result = self.tr("Draft") if self._stage.shows_draft else self.tr("Result")
        return CanvasTexts(
            before=versions.left_name if versions else self.tr("Photo"),
            style=self.tr("Styles") if self._stage.several_styles else self.tr("Style"),
            after=versions.right_name if versions else result,
            no_photo=self.tr("Drop a photo here"),
            how_to_open=self.tr("or press {open} / paste with {paste}").format(open=opening, paste=pasting),
            no_style=self.tr("Drop a style here"),
            no_result=self.tr("No result yet"),
        )

    # Changes

    def _measure(self) -> None:
        ratio = self.devicePixelRatioF()
        size = round(self.width() * ratio), round(self.height() * ratio)
        self._stage.set_canvas(size, ratio, FIT_MARGIN * ratio, max(round(PANE_GAP * ratio), 1))
        self.navigation.tell()

    def _refresh(self) -> None:
        self._stage.refresh()
        self.navigation.tell()

    @Slot()
    def _show_seen(self) -> None:
        self.update()
        self.setAccessibleName(self.tr("Canvas"))
        self.setAccessibleDescription(self._description())

    @Slot()
    def _paint_anew(self) -> None:
        self.update()

    @Slot(QRect)
    def _paint_part(self, part: QRect) -> None:
        self.update(part)

    def _description(self) -> str:
        size = self._stage.picture_size
        if size is None:
            text = self.tr("No photo. Drop one here, or open or paste one.")
        else:
            shown = {
                CompareMode.RESULT: self.tr("The result"),
                CompareMode.DIVIDER: self.tr("Photo and result with a divider"),
                CompareMode.SIDE_BY_SIDE: self.tr("Photo, style and result side by side"),
            }[self.mode]
            text = self.tr("{shown}, {width} × {height} pixels, at {zoom} %").format(
                shown=shown, width=round(size[0]), height=round(size[1]), zoom=round(self.navigation.zoom * 100)
            )
        return ". ".join(part for part in (text, self.shown_mask.label) if part)

    # Events

    def event(self, event: QEvent) -> bool:
        """Hear of pinches, of tool tips, and of another screen."""
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and self._pointer.drags and _is_escape(event):
            # Escape ends a drag before it ends anything else.
            event.accept()
            return True
        if kind == QEvent.Type.DevicePixelRatioChange:
            self._measure()
        elif kind in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange):
            self._show_seen()
        taken = (
            (isinstance(event, QNativeGestureEvent) and self._pointer.native_gesture(event))
            or (isinstance(event, QGestureEvent) and self._pointer.pinch(event))
            or (isinstance(event, QHelpEvent) and self._tool_tip(event))
        )
        return taken or super().event(event)

    def _tool_tip(self, event: QHelpEvent) -> bool:
        if event.type() != QEvent.Type.ToolTip or not self.grip.is_at(QPointF(event.pos())):
            return False
        QToolTip.showText(event.globalPos(), self.tr("Drag the result to another program"), self)
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002, N802
        """Keep a fitted picture fitted, and any other in its place."""
        self._measure()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take the divider, the grip or the picture."""
        painting = not self._pointer.pans and self.hand.press(event)
        event.setAccepted(painting or self._pointer.press(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Move what was taken."""
        if not self.hand.move(event):
            self._pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let go."""
        event.setAccepted(self.hand.release(event) or self._pointer.release(event))

    def tabletEvent(self, event: QTabletEvent) -> None:  # noqa: N802
        """Paint with a pen; without a tool the pen is a mouse."""
        event.setAccepted(self.hand.tablet(event))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Look closer, or at all of it."""
        painting = not self._pointer.pans and self.hand.press(event)
        event.setAccepted(painting or self._pointer.double_click(event))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Zoom at the pointer."""
        self._pointer.wheel(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Zoom, pan, move the divider, or show the photo."""
        event.setAccepted(self._pointer.key_press(event))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """End what was held."""
        event.setAccepted(self._pointer.key_release(event))

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: ARG002, N802
        """Show the focus ring."""
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: ARG002, N802
        """Let go of keys whose release another widget will get."""
        self._pointer.let_go()
        self.update()

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: ARG002, N802
        """Show the grip by which the result is dragged out; who paints has the keys of the canvas too."""
        if self.hand.tool is not None and self.isActiveWindow() and not _takes_text(QApplication.focusWidget()):
            self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: ARG002, N802
        """Hide it."""
        self.grip.hovered = False
        self.hand.leave()
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """Leave the menu to the owner."""
        self.context_menu_requested.emit(event.globalPos())
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Show where pictures from elsewhere would go."""
        self._drops.move(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802
        """Show where they would go now."""
        self._drops.move(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: ARG002, N802
        """Show it no longer."""
        self._drops.leave()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Pass on what was dropped."""
        self._drops.drop(event)


def _layer(image: QImage | Layer | None) -> Layer | None:
    if isinstance(image, Layer):
        return image
    return None if image is None or image.isNull() else Layer(image)


def _is_escape(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape


def _takes_text(widget: QWidget | None) -> bool:
    return isinstance(widget, QLineEdit | QAbstractSpinBox) or (isinstance(widget, QComboBox) and widget.isEditable())
