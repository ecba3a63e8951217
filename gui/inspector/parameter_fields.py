"""Fields of the inspector that follow from what is declared of the look's parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QCheckBox, QWidget

from engine.look.look import PARAMETERS
from engine.look.parameters import Choice, Switch, Whole
from gui.document.parameter_words import parameter_words
from gui.fields import ChoiceBox, SliderField

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gui.document.document import Document


class ParameterFields(QObject):
    """A slider for each number, in percent unless it is whole, a check box for each switch, and a box for each choice.

    They are bound to the document both ways; who makes them arranges them.

    Args:
        document: what is shown and changed.
        names: of the parameters.
        parent: the Qt parent, also of the fields.

    Attributes:
        choices, sliders, switches: by the parameters' names, in their order.
    """

    def __init__(self, document: Document, names: Iterable[str], parent: QWidget) -> None:
        super().__init__(parent)
        self._document = document
        self.choices: dict[str, ChoiceBox] = {}
        self.sliders: dict[str, SliderField] = {}
        self.switches: dict[str, QCheckBox] = {}
        for name in names:
            field = self._made(name, parent)
            tip = parameter_words(name).tip
            field.setToolTip(tip)
            field.setAccessibleDescription(tip)
        document.treatment_changed.connect(self._show)
        self._show()

    @Slot()
    def _show(self) -> None:
        look = self._document.state.look
        for name, box in self.choices.items():
            box.show_value(getattr(look, name))
        for name, slider in self.sliders.items():
            slider.set_value_quietly(_factor(name) * getattr(look, name))
        for name, switch in self.switches.items():
            switch.setChecked(getattr(look, name))

    def _made(self, name: str, parent: QWidget) -> QWidget:
        parameter, words, change = PARAMETERS[name], parameter_words(name), self._document.change_look
        kind = parameter.kind
        if isinstance(kind, Choice):
            offered = [(choice, words.choices[choice].label) for choice in kind.words]
            box = self.choices[name] = ChoiceBox(words.label, offered, parent)
            box.chosen.connect(lambda choice: change(**{name: choice}))
            return box
        if isinstance(kind, Switch):
            switch = self.switches[name] = QCheckBox(words.label, parent)
            switch.clicked.connect(lambda on: change(**{name: on}))
            return switch
        if isinstance(kind, Whole):
            slider = SliderField(words.label, kind.low, kind.high, default=parameter.default, parent=parent)
            slider.changed.connect(lambda number: change(**{name: round(number)}))
            self.sliders[name] = slider
            return slider
        default, suffix = 100 * parameter.default, self.tr(" %")
        slider = SliderField(
            words.label, 100 * kind.low, 100 * kind.high, default=default, suffix=suffix, parent=parent
        )
        slider.changed.connect(lambda percent: change(**{name: percent / 100}))
        self.sliders[name] = slider
        return slider


def _factor(name: str) -> int:
    """What a slider shows for 1: numbers are shown in percent, whole ones as they are."""
    return 1 if isinstance(PARAMETERS[name].kind, Whole) else 100
