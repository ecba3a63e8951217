"""A number that is set by a slider or typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QHBoxLayout, QLabel, QWidget

from gui.fields.scale import Scale
from gui.fields.slim_slider import SlimSlider

if TYPE_CHECKING:
    from collections.abc import Iterable

NOTCH = 120
"""What Qt calls one notch of a wheel."""

_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_PageDown: -10,
    Qt.Key.Key_PageUp: 10,
}


class SliderField(QWidget):
    """A label, a slider and a box with the number. Double-clicking label or slider brings the default back.

    The wheel changes the number only while the field has the focus, or with Ctrl, so that a panel can be scrolled.

    Args:
        label: what is set; also for screen readers.
        minimum: the least number.
        maximum: the greatest number.
        value: the number to begin with; None: the default.
        default: to which it is reset.
        step: of wheel and arrow keys; if logarithmic, as a share of the number.
        decimals: how many are shown, and kept.
        suffix: after the number.
        logarithmic: whether equal ways are equal factors; the slider is then coloured from the default on.
        lead: stands in the place of the label, for example a check box of the same text.
        parent: the Qt parent.

    Attributes:
        label, slider, box: the parts.

    Signals:
        changed(number): by hand, also during a drag.
    """

    changed = Signal(float)

    def __init__(
        self,
        label: str,
        minimum: float,
        maximum: float,
        value: float | None = None,
        *,
        default: float = 0.0,
        step: float = 1.0,
        decimals: int = 0,
        suffix: str = "",
        logarithmic: bool = False,
        lead: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._scale = Scale(minimum, maximum, step, decimals, logarithmic)
        self._default = self._scale.rounded(default)
        self._value = self._default if value is None else self._scale.rounded(value)
        self._turned = 0
        self.label: QWidget = lead or QLabel(label, self)
        place = self._scale.position_of(self._default)
        self.slider = SlimSlider(origin=place if logarithmic else None, default=place, parent=self)
        self.box = _NumberBox(self._scale, suffix, self)
        self._arrange(label, keeps_double_click=lead is None)
        self.slider.valueChanged.connect(self._on_slid)
        self.slider.sliderReleased.connect(self._show)
        self.slider.reset_wanted.connect(self.reset)
        self.box.stepped.connect(self.step_by)
        self.box.valueChanged.connect(self._on_typed)
        self._show()

    @property
    def value(self) -> float:
        """The number."""
        return self._value

    @property
    def default(self) -> float:
        """To which it is reset."""
        return self._default

    def set_value_quietly(self, value: float) -> None:
        """Shows a number without telling anyone."""
        self._value = self._scale.rounded(value)
        self._show()

    def reset(self) -> None:
        """Brings the default back, as by hand."""
        self._change(self._default)
        self._show()

    def step_by(self, steps: int) -> None:
        """Goes some steps further, as by hand."""
        self._change(self._scale.stepped(self._value, steps))

    def setToolTip(self, text: str) -> None:  # noqa: N802 (Qt's name)
        """Says what will be seen, also to screen readers."""
        super().setToolTip(text)
        for part in (self.slider, self.box):
            part.setAccessibleDescription(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt's name)
        """Sees to the wheel, to keys of the slider and to double clicks on the label."""
        if isinstance(event, QWheelEvent):
            self._turn(event)
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._press(watched, event)
        if watched is self.label and event.type() == QEvent.Type.MouseButtonDblClick:
            self.reset()
            return True
        return super().eventFilter(watched, event)

    def _arrange(self, label: str, *, keeps_double_click: bool) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.label)
        row.addWidget(self.slider, 1)
        row.addWidget(self.box)
        self.setFocusProxy(self.slider)
        self.slider.setAccessibleName(label)
        self.box.setAccessibleName(label)
        if keeps_double_click:
            self.label.installEventFilter(self)
        for part in (self.slider, self.box):
            part.installEventFilter(self)

    def _turn(self, event: QWheelEvent) -> None:
        modifiers = event.modifiers()
        meant = self.slider.hasFocus() or self.box.hasFocus() or modifiers & Qt.KeyboardModifier.ControlModifier
        if not meant:
            event.ignore()
            return
        # Touchpads send parts of a notch; Alt turns the wheel sideways.
        self._turned += event.angleDelta().y() or event.angleDelta().x()
        notches = int(self._turned / NOTCH)
        self._turned -= notches * NOTCH
        if notches:
            self.step_by(notches * (10 if modifiers & Qt.KeyboardModifier.ShiftModifier else 1))
        event.accept()

    def _press(self, watched: QObject, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and key in _STEPS:
            # For whoever holds this field: cards are moved so.
            event.ignore()
            return True
        if watched is not self.slider:
            return False
        if key in _STEPS:
            self.step_by(_STEPS[key] * (10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1))
            return True
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._change(self._scale.minimum if key == Qt.Key.Key_Home else self._scale.maximum)
            return True
        return False

    def _on_slid(self, place: int) -> None:
        self._change(self._scale.value_at(place), from_slider=True)

    def _on_typed(self, value: float) -> None:
        self._change(value)
        self._show()

    def _change(self, value: float, *, from_slider: bool = False) -> None:
        value = self._scale.rounded(value)
        if value == self._value:
            return
        self._value = value
        self._show(slider=not from_slider)
        self.changed.emit(value)

    def _show(self, *, slider: bool = True) -> None:
        # The handle stays under the hand that drags it, also between two numbers.
        if slider and not self.slider.isSliderDown():
            with QSignalBlocker(self.slider):
                self.slider.setValue(self._scale.position_of(self._value))
        if self.box.value() != self._value:
            with QSignalBlocker(self.box):
                self.box.setValue(self._value)


class _NumberBox(QDoubleSpinBox):
    """A box to type in; its arrows are the slider and the wheel.

    Signals:
        stepped(steps): by the arrow keys.
    """

    stepped = Signal(int)

    def __init__(self, scale: Scale, suffix: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setDecimals(scale.decimals)
        self.setRange(scale.minimum, scale.maximum)
        self.setSingleStep(scale.step)
        self.setSuffix(suffix)
        self.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setKeyboardTracking(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setStyleSheet("QAbstractSpinBox { min-height: 17px; }")
        # What is dropped here is a picture for the panel, not text.
        self.lineEdit().setAcceptDrops(False)
        widest = max((self.textFromValue(end) + suffix for end in (scale.minimum, scale.maximum)), key=len)
        self.setFixedWidth(self.fontMetrics().horizontalAdvance(widest) + 16)

    def event(self, event: QEvent) -> bool:
        """Leaves undo and redo to the window while nothing is being typed."""
        asked = event.type() == QEvent.Type.ShortcutOverride and _is_undo(event)
        if asked and not self.lineEdit().isUndoAvailable():
            event.ignore()
            return False
        return super().event(event)

    def stepBy(self, steps: int) -> None:  # noqa: N802 (Qt's name)
        """Leaves the way from one number to the next to the field."""
        self.interpretText()
        self.stepped.emit(steps)


def _is_undo(event: QEvent) -> bool:
    keys = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
    return isinstance(event, QKeyEvent) and any(event.matches(key) for key in keys)


def align_labels(fields: Iterable[SliderField]) -> None:
    """Gives the labels of fields that stand below each other the same width, and their boxes too."""
    every = list(fields)
    label = max(field.label.sizeHint().width() for field in every)
    box = max(field.box.width() for field in every)
    for field in every:
        field.label.setFixedWidth(label)
        field.box.setFixedWidth(box)
