"""A style on the shelf."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRectF, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from engine.vgg import LEVELS
from gui.document.checks import SCALE_RANGE
from gui.fields import IconButton, SliderField, align_labels
from gui.shelf.parts import ElidedLabel, Thumbnail, framed_image
from gui.shelf.used_for import UsedFor

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QContextMenuEvent, QImage, QMouseEvent, QPaintEvent

    from engine.vgg import Level
    from gui.document.document import Document
    from gui.document.state import StyleEntry

SIDE = 64


class StyleCard(QWidget):
    """Thumbnail, name, weight, stroke size, use and switches of one style.

    Args:
        document: what is shown and changed.
        entry: the style.
        thumbnails: gives small pictures by the hash of their pixels.
        parent: the Qt parent.

    Attributes:
        key: the style's.
        weight, scale: the sliders.
        used_for: chooses the levels.
        eye, solo, frame, remove: the buttons.

    Signals:
        frame_wanted(key): the style is to be cropped and turned.
        replace_wanted(key): another picture is to take its place.
        move_wanted(key, steps): the card is to go up (negative) or down.
        remove_wanted(key): the card is to go.
        step_wanted(key, steps): the focus is to go to another card.
        dragged(key, place): the card is being dragged; the place is global.
        let_go(key, place): it was dropped; no place: the drag was given up.
    """

    frame_wanted = Signal(str)
    replace_wanted = Signal(str)
    move_wanted = Signal(str, int)
    remove_wanted = Signal(str)
    step_wanted = Signal(str, int)
    dragged = Signal(str, QPoint)
    let_go = Signal(str, object)

    def __init__(
        self,
        document: Document,
        entry: StyleEntry,
        thumbnails: Callable[[str], QImage],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.key = entry.key
        self._document = document
        self._thumbnails = thumbnails
        self._shown: StyleEntry | None = None
        self._pressed: QPoint | None = None
        self._dragging = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.thumbnail = Thumbnail(SIDE, self)
        self.name = ElidedLabel(self)
        self._make_buttons()
        self._make_sliders()
        self._arrange()

    @property
    def dragging(self) -> bool:
        """Whether a hand holds the card."""
        return self._dragging

    def show_entry(self, entry: StyleEntry, solo: str | None, *, alone: bool) -> None:
        """Shows what the document holds.

        Args:
            entry: the style.
            solo: the key of the style that is heard alone, or None.
            alone: whether no other card is there; levels are then shared with none, and switched in the look.
        """
        shown, self._shown = self._shown, entry
        if shown is None or (shown.picture_hash, shown.framing) != (entry.picture_hash, entry.framing):
            self.thumbnail.show_image(framed_image(self._thumbnails(entry.picture_hash), entry.framing))
        self.name.set_text(entry.title)
        self.setAccessibleName(self.tr("Style {name}").format(name=entry.title))
        self.weight.set_value_quietly(100 * entry.weight)
        self.scale.set_value_quietly(entry.scale)
        self.used_for.show_levels(entry.levels)
        self.used_for.setVisible(not alone or entry.levels != LEVELS)
        for button, on in ((self.eye, entry.enabled), (self.solo, solo == entry.key)):
            with QSignalBlocker(button):
                button.setChecked(on)
            button.update()
        self.thumbnail.set_dimmed(solo != entry.key if solo is not None else not entry.enabled)

    def focus_chain(self) -> tuple[QWidget, ...]:
        """What the tab key goes through."""
        buttons = (self.eye, self.solo, self.frame, self.remove)
        fields = (self.weight.slider, self.weight.box, self.scale.slider, self.scale.box)
        return (self, *buttons, *fields, self.used_for)

    # Arrangement

    def _make_buttons(self) -> None:
        self.eye = IconButton(
            "eye",
            self.tr("Use this style"),
            self.tr("Paint with this style or leave it out of the mixture"),
            self._on_eye,
            checkable=True,
            parent=self,
        )
        self.solo = IconButton(
            "solo",
            self.tr("This style alone"),
            self.tr("See this style alone; once more: the whole mixture"),
            self._on_solo,
            checkable=True,
            filled=True,
            parent=self,
        )
        self.frame = IconButton(
            "crop",
            self.tr("Crop and turn…"),
            self.tr("Choose the part of the picture whose style is taken"),
            self._on_frame,
            parent=self,
        )
        self.remove = IconButton(
            "remove", self.tr("Remove"), self.tr("Take it off the shelf"), self._remove, parent=self
        )

    def _make_sliders(self) -> None:
        self.weight = SliderField(self.tr("Weight"), 0, 100, default=100, parent=self)
        self.weight.setToolTip(self.tr("How much of this style is in the mixture, compared with the other cards"))
        self.scale = SliderField(
            self.tr("Strokes"), *SCALE_RANGE, default=1.0, step=0.02, decimals=2, logarithmic=True, parent=self
        )
        self.scale.setToolTip(self.tr("How large this style’s strokes are: to the left finer, to the right bolder"))
        self.used_for = UsedFor(self)
        align_labels((self.weight, self.scale))
        self.weight.changed.connect(self._on_weight)
        self.scale.changed.connect(self._on_scale)
        self.used_for.chosen.connect(self._on_used_for)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(0)
        head.addWidget(self.name, 1)
        head.addSpacing(4)
        head.addWidget(self.remove)
        right = QVBoxLayout()
        right.setSpacing(1)
        right.addLayout(head)
        for part in (self.weight, self.scale):
            right.addWidget(part)
        right.addSpacing(1)
        right.addWidget(self.used_for)
        right.addStretch(1)
        # Below the thumbnail, so that the name has all of its line.
        switches = QHBoxLayout()
        switches.setSpacing(0)
        for button in (self.eye, self.solo, self.frame):
            switches.addWidget(button)
        left = QVBoxLayout()
        left.setSpacing(2)
        left.addWidget(self.thumbnail, 0, Qt.AlignmentFlag.AlignHCenter)
        left.addLayout(switches)
        left.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 5, 6, 5)
        row.setSpacing(8)
        row.addLayout(left)
        row.addLayout(right, 1)

    # What is done

    @Slot()
    def _on_eye(self) -> None:
        self._document.styles.set_enabled(self.key, self.eye.isChecked())

    @Slot()
    def _on_solo(self) -> None:
        self._document.styles.set_solo(self.key if self.solo.isChecked() else None)

    @Slot()
    def _on_frame(self) -> None:
        self.frame_wanted.emit(self.key)

    @Slot()
    def _remove(self) -> None:
        self.remove_wanted.emit(self.key)

    @Slot(float)
    def _on_weight(self, weight: float) -> None:
        self._document.styles.set_weight(self.key, weight / 100)

    @Slot(float)
    def _on_scale(self, scale: float) -> None:
        self._document.styles.set_scale(self.key, scale)

    @Slot(object)
    def _on_used_for(self, levels: tuple[Level, ...]) -> None:
        self._document.styles.set_levels(self.key, levels)

    # The hand and the keys

    def event(self, event: QEvent) -> bool:
        """Keeps Escape from the window while a card is being dragged."""
        if isinstance(event, QKeyEvent) and self._dragging and event.key() == Qt.Key.Key_Escape:
            event.accept()
            if event.type() == QEvent.Type.ShortcutOverride:
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        """Up and Down go to other cards, with Alt they move this one; Delete removes, Space switches."""
        key = Qt.Key(event.key())
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(key)
        if key == Qt.Key.Key_Escape and self._dragging:
            self._end_drag(None)
        elif step is not None:
            moves = event.modifiers() & Qt.KeyboardModifier.AltModifier
            (self.move_wanted if moves else self.step_wanted).emit(self.key, step)
        elif key == Qt.Key.Key_Delete or (key == Qt.Key.Key_Backspace and self.hasFocus()):
            self._remove()
        elif key == Qt.Key.Key_Space and self.hasFocus():
            self.eye.click()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 (Qt's name)
        """Takes the focus, and perhaps begins a drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._pressed = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 (Qt's name)
        """Drags the card once the hand has gone far enough."""
        if self._pressed is None:
            return
        away = (event.position().toPoint() - self._pressed).manhattanLength()
        if self._dragging or away >= QApplication.startDragDistance():
            self._dragging = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.dragged.emit(self.key, event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 (Qt's name)
        """Drops the card."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = None
            if self._dragging:
                self._end_drag(event.globalPosition().toPoint())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 (Qt's name)
        """Offers by name what the buttons and keys do."""
        menu = self.make_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def make_menu(self) -> QMenu:
        """The context menu."""
        menu = QMenu(self)
        for button in (self.eye, self.solo):
            action = menu.addAction(button.accessibleName(), button.click)
            action.setCheckable(True)
            action.setChecked(button.isChecked())
        menu.addAction(self.frame.icon(), self.frame.accessibleName(), self._on_frame)
        menu.addAction(self.tr("Replace the picture…"), lambda: self.replace_wanted.emit(self.key))
        menu.addSeparator()
        menu.addAction(self.tr("Move up"), lambda: self.move_wanted.emit(self.key, -1))
        menu.addAction(self.tr("Move down"), lambda: self.move_wanted.emit(self.key, 1))
        menu.addSeparator()
        menu.addAction(self.remove.icon(), self.remove.accessibleName(), self._remove)
        return menu

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 (Qt's name)
        """Draws the card's ground, and its frame while it has the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        place = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        held = self.hasFocus() or self._dragging
        edge = palette.color(QPalette.ColorRole.Highlight if held else QPalette.ColorRole.WindowText)
        if not held:
            edge.setAlphaF(0.08)
        painter.setPen(QPen(edge, 1))
        painter.setBrush(palette.color(QPalette.ColorRole.AlternateBase))
        painter.drawRoundedRect(place, 4, 4)
        painter.end()

    def _end_drag(self, place: QPoint | None) -> None:
        self._dragging = False
        self._pressed = None
        self.unsetCursor()
        self.update()
        self.let_go.emit(self.key, place)
