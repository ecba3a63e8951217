"""Each parameter of the look has its words and its field in the inspector, and is undone by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QWidget

from engine.look.look import PARAMETERS
from engine.look.parameters import Choice, Number, Whole
from gui.document.parameter_words import parameter_words
from gui.inspector.parameter_fields import ParameterFields
from tests.engine.looks import PARTS, looks
from tests.gui.made import new_document

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from engine.look.look import Look


def test_each_part_of_a_look_has_words_and_each_choice_too() -> None:
    for name in PARTS:
        assert parameter_words(name).label
        assert parameter_words(name).undo
    for name, parameter in PARAMETERS.items():
        words = parameter_words(name)
        if isinstance(parameter.kind, Choice):
            assert tuple(words.choices) == parameter.kind.words
            assert words.tip or all(each.tip for each in words.choices.values())
        else:
            assert words.tip


@pytest.fixture
def root(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(look=looks, name=st.sampled_from(sorted(PARAMETERS)))
def test_a_field_shows_its_parameter_changes_it_and_is_undone(root: QWidget, look: Look, name: str) -> None:
    document = new_document()
    fields = ParameterFields(document, PARAMETERS, root)
    before = document.state.look
    value = getattr(look, name)
    kind = PARAMETERS[name].kind
    # As by hand: what a field tells when somebody has changed it; a switch that is clicked is on.
    if isinstance(kind, Number):
        fields.sliders[name].changed.emit(100 * value)
        assert getattr(document.state.look, name) == pytest.approx(value)
        assert fields.sliders[name].value == pytest.approx(100 * value, abs=0.51)
        assert fields.sliders[name].default == 100 * PARAMETERS[name].default
    elif isinstance(kind, Whole):
        fields.sliders[name].changed.emit(float(value))
        assert (getattr(document.state.look, name), fields.sliders[name].value) == (value, value)
    elif isinstance(kind, Choice):
        fields.choices[name].chosen.emit(value)
        assert (getattr(document.state.look, name), fields.choices[name].currentData()) == (value, value)
    else:
        if value:
            fields.switches[name].click()
        assert (getattr(document.state.look, name), fields.switches[name].isChecked()) == (value, value)
    if document.state.look != before:
        assert document.undo_stack.undoText() == parameter_words(name).undo
        document.undo()
    assert document.state.look == before
