"""Regions painted on the canvas, as a hand would."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from engine.images import Framing, Picture, read_picture
from gui.canvas import CompareMode
from gui.regions.list import eye_of
from gui.regions.tools import COLOURS, LARGEST_SIZE
from tests.gui.hand import ALT, LEFT, NONE, Key, drag, press, type_number
from tests.gui.made import picture, saved
from tests.gui.whole import TIMEOUT, whole_program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.app import Workbench
    from gui.canvas import Canvas
    from gui.document.document import Document
    from gui.document.masks import MaskPixels
    from gui.document.regions import RegionEntry
    from gui.regions.painting import RegionPainting

WIDTH, HEIGHT = 120, 80


class Bench:
    """A window with a photo of two flat halves and three styles, and what is looked at in it."""

    def __init__(self, workbench: Workbench, qtbot: QtBot) -> None:
        self.window = workbench.window
        self.document: Document = workbench.document
        self.canvas: Canvas = self.window.canvas
        self.painting: RegionPainting = self.window.regions
        self.section = self.painting.section
        self.tools = self.painting.tools
        self.qtbot = qtbot

    def at(self, across: float, down: float) -> QPoint:
        """The place of the widget where a pixel of the photo is."""
        return self.canvas.navigation.place_of((across / WIDTH, down / HEIGHT)).toPoint()

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        drag(self.canvas, self.at(*start), self.at(*end))

    @property
    def mask(self) -> MaskPixels:
        assert self.tools.selected is not None
        return self.painting.editing.mask(self.tools.selected)

    def wait_for_change(self) -> None:
        before = self.document.state
        self.qtbot.waitUntil(lambda: self.document.state != before, timeout=TIMEOUT)


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    with whole_program(qtbot, paths=()) as workbench:
        pixels = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
        pixels[:, WIDTH // 2 :] = 200
        workbench.document.set_photo(Picture(pixels, name="halves.png"))
        workbench.document.styles.add([(picture(number), None) for number in (1, 2, 3)])
        window = workbench.window
        window.canvas.animated = False
        window.canvas.set_mode(CompareMode.RESULT)
        window.inspector.regions_fold.set_folded(False)
        qtbot.waitUntil(lambda: not window.canvas.is_empty, timeout=TIMEOUT)
        made = Bench(workbench, qtbot)
        made.section.add.click()
        yield made


def test_a_region_is_begun_from_the_menu(bench: Bench) -> None:
    bench.window.inspector.regions_fold.set_folded(True)
    bench.window.actions_by_name["add_region"].trigger()
    assert len(bench.document.state.regions) == 2
    assert bench.tools.selected == bench.document.state.regions[1].key
    assert not bench.window.inspector.regions_fold.folded


def test_a_brush_paints_and_erases_and_each_stroke_is_undone(bench: Bench) -> None:
    assert bench.tools.tool == "brush"
    type_number(bench.section.bar.softness, "0")
    bench.drag((20, 40), (60, 40))
    assert bench.mask[40, 40] == 255
    assert bench.mask[5, 40] == 0
    painted = bench.mask.copy()
    press(bench.canvas, Key.Key_X)
    bench.drag((40, 10), (40, 70))
    assert bench.mask[40, 40] == 0
    assert bench.mask[40, 22] == 255
    bench.document.undo()
    assert (bench.mask == painted).all()
    bench.document.undo()
    assert not bench.mask.any()
    bench.document.redo()
    assert (bench.mask == painted).all()


def test_alt_does_the_opposite_for_one_stroke(bench: Bench) -> None:
    bench.drag((20, 40), (60, 40))
    QTest.mousePress(bench.canvas, LEFT, ALT, bench.at(40, 40))
    QTest.mouseRelease(bench.canvas, LEFT, ALT, bench.at(40, 40))
    assert bench.mask[40, 40] < 40
    assert not bench.tools.erases


def tablet(bench: Bench, kind: QEvent.Type, at: QPoint, pressure: float, pen: QPointingDevice) -> bool:
    place = QPointF(at)
    event = QTabletEvent(
        kind,
        pen,
        place,
        QPointF(bench.canvas.mapToGlobal(at)),
        pressure,
        0.0,
        0.0,
        0.0,
        0.0,
        0.0,
        NONE,
        Qt.MouseButton.NoButton if kind == QEvent.Type.TabletMove else LEFT,
        LEFT,
    )
    QApplication.sendEvent(bench.canvas, event)
    return event.isAccepted()


def pen_of(kind: QPointingDevice.PointerType) -> QPointingDevice:
    capabilities = QInputDevice.Capability.Position | QInputDevice.Capability.Pressure
    return QPointingDevice("pen", 1, QInputDevice.DeviceType.Stylus, kind, capabilities, 1, 1)


def test_a_pen_paints_by_its_pressure_and_its_other_end_erases(bench: Bench) -> None:
    pen, rubber = (pen_of(kind) for kind in (QPointingDevice.PointerType.Pen, QPointingDevice.PointerType.Eraser))
    start, end = bench.at(30, 40), bench.at(60, 40)

    def stroke(pressure: float, device: QPointingDevice) -> None:
        assert tablet(bench, QEvent.Type.TabletPress, start, pressure, device)
        assert tablet(bench, QEvent.Type.TabletMove, end, pressure, device)
        assert tablet(bench, QEvent.Type.TabletRelease, end, 0.0, device)

    stroke(0.1, pen)
    light = int(bench.mask[40, 45])
    assert 0 < light < 200
    stroke(1.0, pen)
    assert bench.mask[40, 45] == 255
    stroke(1.0, rubber)
    assert bench.mask[40, 45] == 0
    press(bench.canvas, Key.Key_Escape)
    assert not tablet(bench, QEvent.Type.TabletPress, start, 1.0, pen)


def test_a_wide_brush_covers_more(bench: Bench) -> None:
    size = bench.tools.settings.size
    for _ in range(3):
        press(bench.canvas, Key.Key_BracketRight)
    assert bench.tools.settings.size > 1.4 * size
    press(bench.canvas, Key.Key_BracketLeft)
    type_number(bench.section.bar.brush_size, "50")
    bench.canvas.setFocus()
    bench.drag((60, 40), (60, 40))
    assert bench.mask[15, 60] > 0
    for _ in range(40):
        press(bench.canvas, Key.Key_BracketRight)
    assert bench.tools.settings.size == LARGEST_SIZE


def test_what_is_painted_is_seen_at_once_in_the_region_s_colour(bench: Bench) -> None:
    colour = QColor(COLOURS[bench.document.state.regions[0].colour])

    def seen() -> QColor:
        return bench.canvas.grab().toImage().pixelColor(bench.at(30, 40))

    before = seen()
    QTest.mousePress(bench.canvas, LEFT, NONE, bench.at(30, 40))
    after = seen()
    assert abs(after.red() - colour.red()) < abs(before.red() - colour.red())
    QTest.mouseRelease(bench.canvas, LEFT, NONE, bench.at(30, 40))
    press(bench.canvas, Key.Key_O)
    assert not bench.tools.overlay_shown
    press(bench.canvas, Key.Key_O)
    assert bench.tools.overlay_shown


def test_escape_ends_painting_and_the_hand_moves_the_picture_again(bench: Bench) -> None:
    press(bench.canvas, Key.Key_Escape)
    assert bench.tools.tool is None
    state = bench.document.state
    bench.drag((20, 40), (60, 40))
    assert bench.document.state == state


def test_space_moves_the_picture_while_a_brush_is_in_the_hand(bench: Bench) -> None:
    state = bench.document.state
    QTest.keyPress(bench.canvas, Key.Key_Space)
    bench.drag((20, 40), (60, 40))
    QTest.keyRelease(bench.canvas, Key.Key_Space)
    assert bench.document.state == state


def test_a_lasso_and_a_gradient(bench: Bench) -> None:
    bench.section.bar.buttons["lasso"].click()
    QTest.mousePress(bench.canvas, LEFT, NONE, bench.at(20, 20))
    for place in ((60, 20), (60, 60), (20, 60)):
        QTest.mouseMove(bench.canvas, bench.at(*place))
    QTest.mouseRelease(bench.canvas, LEFT, NONE, bench.at(20, 60))
    assert bench.mask[40, 40] == 255
    assert not bench.mask[:, 70:].any()
    bench.section.bar.clear.click()
    assert not bench.mask.any()
    bench.section.bar.buttons["gradient"].click()
    bench.drag((20, 40), (100, 40))
    assert bench.mask[40, 5] == 255
    assert bench.mask[40, 115] == 0
    assert abs(int(bench.mask[40, 60]) - 127) < 12


def test_a_fill_takes_what_is_of_one_colour(bench: Bench) -> None:
    bench.section.bar.buttons["fill"].click()
    QTest.mouseClick(bench.canvas, LEFT, NONE, bench.at(100, 40))
    bench.wait_for_change()
    assert bench.mask[:, 63:].min() == 255
    assert not bench.mask[:, :57].any()


def test_the_whole_mask_is_inverted_feathered_and_drawn_to_edges(bench: Bench) -> None:
    bench.drag((50, 40), (64, 40))
    painted = bench.mask.copy()
    bench.section.bar.invert.click()
    assert (bench.mask == 255 - painted).all()
    bench.section.bar.feather.click()
    bench.wait_for_change()
    assert (bench.mask != 255 - painted).any()
    bench.section.bar.refine.click()
    bench.wait_for_change()
    assert bench.document.undo_stack.undoText().startswith("Draw")


def test_a_turned_photo_is_painted_where_the_hand_is(bench: Bench) -> None:
    bench.document.set_framing_of_photo(Framing(0.0, 0.0, 0.5, 1.0, quarter_turns=1))
    size = (HEIGHT // 2, WIDTH)
    bench.qtbot.waitUntil(lambda: bench.canvas._stage.picture_size == size, timeout=TIMEOUT)
    place = bench.canvas.navigation.place_of((0.25, 0.5)).toPoint()
    QTest.mouseClick(bench.canvas, LEFT, NONE, place)
    assert bench.mask.shape == (HEIGHT, WIDTH)
    rows, columns = np.nonzero(bench.mask == bench.mask.max())
    # A quarter turn clockwise: what is seen at the left is the photo's lower edge.
    assert abs(float(rows.mean()) - 0.875 * HEIGHT) < 2
    assert abs(float(columns.mean()) - WIDTH / 2) < 2


def test_the_list_hides_renames_reorders_and_removes(bench: Bench) -> None:
    bench.section.add.click()
    listed, regions = bench.section.list, bench.document.state.regions
    assert [listed.item(row).text() for row in range(2)] == ["Region 2", "Region 1"]
    eye = eye_of(listed.visualItemRect(listed.item(1))).center()
    QTest.mouseClick(listed.viewport(), LEFT, NONE, eye)
    assert [region.visible for region in bench.document.state.regions] == [False, True]
    listed.setFocus()
    press(listed, Key.Key_Down)
    assert bench.tools.selected == regions[0].key
    press(listed, Key.Key_Up, ALT)
    assert [region.key for region in bench.document.state.regions] == [regions[1].key, regions[0].key]
    listed.item(0).setText("Sky")
    assert bench.document.state.regions[1].name == "Sky"
    press(listed, Key.Key_Delete)
    assert [region.key for region in bench.document.state.regions] == [regions[1].key]
    assert bench.tools.selected == regions[1].key
    bench.section.remove.click()
    assert bench.document.state.regions == ()
    assert bench.tools.tool is None
    bench.document.undo()
    assert listed.count() == 1


def test_what_a_region_is_painted_with(bench: Bench) -> None:
    section, styles = bench.section, bench.document.state.styles

    def region() -> RegionEntry:
        return bench.document.state.regions[0]

    assert region().styles == (styles[0].key,)
    section._fill_menu()
    actions = [action for action in section._menu.actions() if action.text()]
    assert [action.isChecked() for action in actions] == [False, True, *(len(styles) - 1) * [False]]
    actions[2].trigger()
    assert region().styles == (styles[0].key, styles[1].key)
    actions[0].trigger()
    assert region().styles == ()
    assert not section.strength.slider.isEnabled()
    section.strength.check.click()
    type_number(section.strength, "25")
    type_number(section.stroke_size, "2")
    assert (region().strength, region().stroke_size) == (0.25, 2.0)
    section.keeps.click()
    assert region().keeps_photo
    assert not section.styles.isEnabled()
    assert not any(part.isEnabled() for part in (section.strength.check, section.strength.slider, section.strength.box))


def test_a_region_has_a_structure_of_its_own_when_it_is_ticked(bench: Bench) -> None:
    section, structure = bench.section, bench.section.structure

    def own() -> float | None:
        return bench.document.state.regions[0].structure

    bench.document.change_look(structure=0.4)
    assert (structure.check.isChecked(), structure.value, own()) == (False, 40, None)
    assert not structure.slider.isEnabled()
    structure.check.click()
    assert own() == 0.4
    assert structure.slider.isEnabled()
    type_number(structure, "70")
    assert own() == 0.7
    assert bench.document.state.look.structure == 0.4
    assert (section.strength.check.isChecked(), bench.document.state.regions[0].strength) == (False, None)
    labels = [each.label for each in (section.strength, structure, section.stroke_size)]
    assert len({label.width() for label in labels}) == 1
    bench.document.undo()
    assert (own(), structure.check.isChecked()) == (None, False)
    bench.document.redo()
    assert (own(), structure.check.isChecked()) == (0.7, True)
    structure.check.click()
    assert (own(), structure.value, structure.slider.isEnabled()) == (None, 40, False)
    section.keeps.click()
    assert not any(part.isEnabled() for part in (structure.check, structure.slider, structure.box))


def test_a_region_s_levels_are_as_in_the_whole_picture_until_one_is_changed(bench: Bench) -> None:
    section = bench.section
    rows = section.levels.rows
    assert not rows["relu5_1"].isVisible()
    QTest.mouseClick(section.levels_fold.header, LEFT, NONE, QPoint(20, 10))
    bench.document.change_level("relu2_1", strength=0.75)
    assert section.as_whole.isChecked()
    assert rows["relu2_1"].value == 75
    type_number(rows["relu5_1"], "40")
    assert not section.as_whole.isChecked()
    rows["relu1_1"].check.click()
    levels = bench.document.state.regions[0].levels
    assert levels is not None
    assert (levels["relu5_1"].strength, levels["relu2_1"].strength, levels["relu1_1"].on) == (0.4, 0.75, False)
    assert bench.document.state.treatment.levels["relu5_1"].strength == 1
    for level in ("relu5_1", "relu4_1", "relu3_1", "relu2_1"):
        assert section.no_level.isHidden()
        rows[level].check.click()
    assert not section.no_level.isHidden()
    section.as_whole.click()
    assert bench.document.state.regions[0].levels is None
    assert (rows["relu5_1"].value, rows["relu5_1"].check.isChecked()) == (100, True)
    bench.document.undo()
    assert not section.as_whole.isChecked()
    section.keeps.click()
    assert not rows["relu4_1"].isEnabled()


def test_masks_go_into_files_and_come_back(bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.drag((20, 40), (60, 40))
    painted = bench.mask.copy()
    path = tmp_path / "sky.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    bench.section.bar.export.click()
    bench.qtbot.waitUntil(path.is_file, timeout=TIMEOUT)
    assert (read_picture(path).pixels[..., 0] == painted).all()
    bench.section.bar.clear.click()
    bench.section.bar.import_.click()
    bench.wait_for_change()
    assert (bench.mask == painted).all()
    saved(tmp_path, picture(1, 30, 90), "sky.png")
    bench.section.bar.import_.click()
    bench.qtbot.waitUntil(lambda: bench.window.message_bar.message is not None, timeout=TIMEOUT)
    assert (bench.mask == painted).all()


def test_the_job_is_painted_anew_when_a_stroke_ends(bench: Bench) -> None:
    with bench.qtbot.waitSignal(bench.window.live.began, timeout=TIMEOUT):
        bench.drag((20, 40), (60, 40))


def test_undo_within_a_stroke_gives_the_stroke_up(bench: Bench) -> None:
    bench.drag((20, 40), (60, 40))
    QTest.mousePress(bench.canvas, LEFT, NONE, bench.at(40, 20))
    bench.document.undo()
    QTest.mouseMove(bench.canvas, bench.at(80, 20))
    QTest.mouseRelease(bench.canvas, LEFT, NONE, bench.at(80, 20))
    assert not bench.mask.any()


def test_the_pointer_is_the_brush_in_its_true_size(bench: Bench) -> None:
    QTest.mouseMove(bench.canvas, bench.at(40, 40))
    assert bench.canvas.cursor().shape() == Qt.CursorShape.BlankCursor
    bench.section.bar.buttons["lasso"].click()
    QTest.mouseMove(bench.canvas, bench.at(42, 40))
    assert bench.canvas.cursor().shape() == Qt.CursorShape.CrossCursor


def test_the_mask_is_seen_and_named_while_it_is_painted_and_goes_when_that_ends(bench: Bench) -> None:
    name = bench.document.state.regions[0].name
    bench.drag((20, 40), (60, 40))
    assert bench.canvas.shown_mask.label.startswith(f"Mask of {name}")
    assert name in bench.canvas.accessibleDescription()
    before = bench.canvas.grab().toImage()
    bench.painting.editing.rename(bench.document.state.regions[0].key, "Sky")
    assert bench.canvas.shown_mask.label.startswith("Mask of Sky")
    assert bench.canvas.grab().toImage() != before, "the label is on the canvas"
    press(bench.canvas, Key.Key_Escape)
    assert bench.canvas.shown_mask.label == ""
    assert bench.canvas.shown_mask.overlay is None
    bench.tools.set_overlay_shown(True)
    assert bench.canvas.shown_mask.label == "Mask of Sky"


def test_a_mask_that_went_with_its_region_does_not_come_with_another(bench: Bench) -> None:
    bench.section.add.click()
    first, second = bench.document.state.regions
    for leave in (partial(bench.painting.editing.remove, second.key), partial(bench.tools.select, None)):
        bench.tools.take("brush")
        assert bench.canvas.shown_mask.label
        leave()
        bench.tools.select(first.key)
        assert bench.canvas.shown_mask.label == ""


def test_the_mask_goes_with_the_document(bench: Bench) -> None:
    assert bench.canvas.shown_mask.label
    bench.document.close()
    assert bench.canvas.shown_mask.overlay is None
