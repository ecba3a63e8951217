"""Refining in the window, as a hand would use it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtTest import QTest

from engine.files.strict_json import Fields
from engine.job import Look
from engine.look.refining import Losses, Refining
from gui.document.jobs import recipe_of, treatment_of
from gui.document.state import Treatment, painting_of
from gui.fields.loss_curves import LossCurves
from gui.filmstrip.filmstrip import FADES_AFTER
from gui.filmstrip.parts import FAINT_ROLE, IMAGE_ROLE
from gui.inspector.refine_section import RefineSection
from gui.storage.state_json import treatment_from_fields, treatment_to_data
from gui.work.live import draft_of
from tests.gui.fakes import FakeStudio, fake_job
from tests.gui.hand import LEFT, Key, press, shown, type_number
from tests.gui.made import filled_document, picture, saved
from tests.gui.whole import TIMEOUT, whole_program

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.document.document import Document


@pytest.fixture
def document() -> Document:
    return filled_document()


@pytest.fixture
def section(document: Document, qtbot: QtBot) -> RefineSection:
    made = RefineSection(document)
    shown(qtbot, made, 300, 300)
    return made


def test_it_is_switched_on_and_set_and_undone(section: RefineSection, document: Document) -> None:
    assert not section.steps.isEnabled()
    section.on.click()
    assert document.state.look.refining == Refining()
    type_number(section.steps, "25")
    section.start.setCurrentIndex(1)
    section.start.activated.emit(1)
    section.optimiser.activated.emit(1)
    assert document.state.look.refining == Refining(steps=25, start="photo", optimiser="adam")
    for _ in range(3):
        document.undo()
    assert document.state.look.refining == Refining()
    assert section.steps.value == Refining().steps
    section.on.click()
    assert document.state.look.refining is None


def test_the_curves_show_every_step_and_begin_again(section: RefineSection) -> None:
    assert section.curves.isHidden()
    for step in range(5):
        section.show_losses(Losses(step, 0.5 / (1 + step), 0.1 / (1 + step), 100.0))
    assert len(section.curves.losses) == 5
    assert "Step 4" in section.readout.text()
    assert not section.curves.isHidden()
    section.clear()
    assert section.curves.isHidden()


def test_a_curve_falls_where_the_losses_do(qtbot: QtBot) -> None:
    curves = LossCurves("losses")
    shown(qtbot, curves, 200, 80)
    for step in range(10):
        curves.add(Losses(step, 1.0 - step / 10, 0.0, 1.0))
    curve = curves._curve([each.content for each in curves.losses])
    places = [curve.at(number).y() for number in range(curve.size())]
    assert places == sorted(places)
    assert curves.grab().toImage().width() > 0


def test_it_is_part_of_the_look(document: Document) -> None:
    refining = Refining(7, 20.0, "noise", "adam", "relu3_1", 3)
    treatment = Treatment(Look(refining=refining))
    assert treatment_from_fields(Fields(treatment_to_data(treatment), "a look")) == treatment
    before_there_was_refining = treatment_to_data(Treatment())
    del before_there_was_refining["refining"]
    assert treatment_from_fields(Fields(before_there_was_refining, "a look")) == Treatment()
    state = replace(document.state, treatment=treatment)
    recipe = recipe_of(state, 512)
    assert recipe.look.refining == refining
    assert treatment_of(recipe, 512).look.refining == refining
    assert painting_of(state) != painting_of(document.state)


def test_a_draft_is_not_refined() -> None:
    job = fake_job(width=800, height=600)
    draft = draft_of(replace(job, recipe=job.recipe.with_look(refining=Refining())))
    assert draft is not None
    assert draft.recipe.look.refining is None


def test_stop_keeps_what_is_there_as_a_version_that_says_how_far(qtbot: QtBot, tmp_path: Path) -> None:
    studio = FakeStudio(delay=0.005)
    photo = saved(tmp_path, picture(1), "photo.png")
    with whole_program(qtbot, lambda _device, _format: studio, paths=[photo]) as workbench:
        window = workbench.window
        workbench.document.styles.add([(picture(2), None)])
        qtbot.waitUntil(lambda: workbench.live.result is not None, timeout=TIMEOUT)
        window.inspector.refine_fold.set_folded(False)
        QTest.mouseClick(window.inspector.refine.on, LEFT, pos=window.inspector.refine.on.rect().center())
        workbench.document.change_look(refining=Refining(steps=9999))
        qtbot.waitUntil(lambda: len(window.inspector.refine.curves.losses) > 3, timeout=TIMEOUT)
        assert not window.actions_by_name["stop"].isEnabled(), "Escape gives up no refining"
        press(window.canvas, Key.Key_Escape)
        assert workbench.live.is_refining
        window.status_line._stop.click()
        QCoreApplication.processEvents()
        result = workbench.live.result
        assert result is not None
        assert result.recipe.look.refining is not None
        taken = result.recipe.look.refining.steps
        assert 3 <= taken < 9999
        # What is asked for from now on, for an export too, is what is seen.
        assert workbench.document.state.look.refining == Refining(steps=taken)
        export = workbench.document.jobs.export_maker()
        assert export is not None
        assert export().recipe.look.refining == Refining(steps=taken)
        jobs = len(studio.jobs)
        QTest.qWait(FADES_AFTER + 200)
        assert len(studio.jobs) == jobs, "what is there is not painted anew"
        levels = window.filmstrip.levels.model()
        assert all(levels.index(row, 0).data(IMAGE_ROLE) for row in range(levels.rowCount()))
        assert not any(levels.index(row, 0).data(FAINT_ROLE) for row in range(levels.rowCount()))
        workbench.live.keep_version()
        kept = workbench.document.versions.all[-1]
        assert kept.state.look.refining == Refining(steps=taken)
        assert np.array_equal(kept.preview.pixels, result.picture.pixels)
        qtbot.waitUntil(lambda: not window.status_line.busy, timeout=TIMEOUT)
        workbench.document.undo()
        assert workbench.document.state.look.refining == Refining(steps=9999)
        qtbot.waitUntil(lambda: len(window.inspector.refine.curves.losses) > 3, timeout=TIMEOUT)
        workbench.document.redo()
        qtbot.waitUntil(lambda: workbench.live.result is not None, timeout=TIMEOUT)
        assert workbench.live.result is not None
        assert workbench.live.result.recipe.look.refining == Refining(steps=taken)
