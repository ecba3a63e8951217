"""The rows about quiet places: only what counts is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gui.inspector.quiet_section import FILLED, MOTIFS, QuietSection
from tests.gui.hand import drag_slider
from tests.gui.made import new_document

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from gui.document.document import Document


@pytest.fixture
def document(qapp: object) -> Document:  # noqa: ARG001 (undo needs an application)
    return new_document()


@pytest.fixture
def section(qtbot: QtBot, document: Document) -> QuietSection:
    made = QuietSection(document)
    qtbot.addWidget(made)
    made.resize(320, 400)
    made.show()
    return made


def fields_of(section: QuietSection) -> dict[str, QWidget]:
    fields = section.fields
    return {**fields.choices, **fields.sliders, **fields.switches}


@pytest.mark.parametrize(("kind", "shown"), [("leave", ()), ("strokes", FILLED), ("motifs", (*FILLED, *MOTIFS))])
def test_only_what_counts_is_shown(
    section: QuietSection, document: Document, kind: str, shown: tuple[str, ...]
) -> None:
    section.places.chosen.emit(kind)
    assert document.state.look.quiet_places == kind
    there = {name for name, field in fields_of(section).items() if field.isVisible()}
    assert there == {"quiet_places", *shown}


@pytest.mark.parametrize("name", ["quiet_amount", "quiet_seed", "motif_scale", "motif_left", "motif_top"])
def test_a_drag_is_one_entry_and_comes_back(section: QuietSection, document: Document, name: str) -> None:
    document.change_look(quiet_places="motifs")
    before, entries = document.state, document.undo_stack.count()
    drag_slider(section.fields.sliders[name], 0.3)
    assert getattr(document.state.look, name) != getattr(before.look, name)
    assert document.undo_stack.count() == entries + 1
    document.undo()
    assert document.state == before
