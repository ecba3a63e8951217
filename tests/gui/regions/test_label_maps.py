"""Regions from label maps: in the document and its projects, and asked for as a hand would."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from engine.errors import PentimentoError
from engine.files.strict_json import Fields
from engine.images import Framing, Picture, SaveOptions, save_picture
from engine.masks.labels import compare_labels, matched_labels
from gui.document.state import painting_of
from gui.regions.editing import RegionEditing
from gui.storage.project_file import load_project, save_project
from gui.storage.state_json import state_from_fields, state_to_data
from tests.gui.made import filled_document, hash_of, made_job, new_document, picture, saved
from tests.gui.whole import TIMEOUT, told, whole_program

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.app import Workbench
    from gui.dialogs.label_maps import LabelMapsDialog
    from gui.document.document import Document

pytestmark = pytest.mark.usefixtures("qapp")

RED, BLUE, GREEN = (220, 30, 30), (20, 40, 200), (30, 160, 40)


def stripes(*colours: tuple[int, int, int], width: int = 24, height: int = 16) -> Picture:
    pixels = np.zeros((height, width, 3), np.uint8)
    for place, colour in enumerate(colours):
        pixels[:, place * width // len(colours) :] = colour
    return Picture(pixels, name="labels.png")


def labelled(*, anew: bool = False) -> tuple[Document, RegionEditing, str]:
    """A document whose photo is two thirds red, and whose first style is a quarter red; the rest is blue."""
    document = filled_document()
    editing = RegionEditing(document)
    style = document.state.styles[0].key
    found = matched_labels(stripes(RED, RED, BLUE), stripes(RED, BLUE, BLUE, BLUE)).matched
    editing.add_labelled(style, list(zip(("Sky", "Sea"), found, strict=True)), anew=anew)
    return document, editing, style


def test_what_matches_and_what_does_not_is_told_with_its_share() -> None:
    found = compare_labels(stripes(RED, BLUE, BLUE, BLUE), stripes(RED, GREEN))
    assert [(label.name, label.photo_share, label.style_share) for label in found.matched] == [("#dc1e1e", 0.25, 0.5)]
    assert (found.photo_only, found.style_only) == ((("#1428c8", 0.75),), (("#1ea028", 0.5),))
    assert compare_labels(stripes(RED), stripes(GREEN)).matched == ()


def test_each_part_of_the_photo_is_painted_with_a_part_of_the_style() -> None:
    document, _, style = labelled()
    job = made_job(document.jobs.preview_maker())
    assert [region.name for region in job.regions] == ["Sky", "Sea"]
    sky, sea = job.regions
    assert (np.flatnonzero(sky.mask[0]) == np.arange(16)).all()
    (part,) = sky.style_masks
    assert part is not None
    assert (np.flatnonzero(part[0]) == np.arange(6)).all()
    assert sea.style_masks[0] is not None
    assert [reference.pixel_hash for reference in sky.styles] == [document.state.styles[0].picture_hash]
    document.styles.set_framing(style, Framing(left=0.5))
    sky, sea = made_job(document.jobs.preview_maker()).regions
    assert sky.style_masks == (None,), "nothing of it is left in the crop"
    assert sea.style_masks[0] is not None
    assert sea.style_masks[0].shape == (16, 12)


def test_regions_from_label_maps_are_one_entry_and_may_take_the_place_of_others() -> None:
    document, editing, style = labelled()
    before = document.state
    found = matched_labels(stripes(BLUE, RED), stripes(RED, BLUE)).matched
    keys = editing.add_labelled(style, [("A", found[0]), ("B", found[1])], anew=True)
    assert tuple(region.key for region in document.state.regions) == keys
    document.undo()
    assert document.state == before
    editing.add_labelled(style, [("A", found[0])], anew=False)
    assert [region.name for region in document.state.regions] == ["Sky", "Sea", "A"]
    document.undo()
    document.undo()
    assert document.state.regions == ()
    document.redo()
    assert document.state == before
    assert before.mask_hashes <= document.masks.all().keys()


def test_a_part_goes_with_its_card_and_with_its_picture() -> None:
    document, editing, style = labelled()
    region = document.state.regions[0]
    assert set(region.style_masks) == {style}
    other = document.state.styles[1].key
    editing.set_styles(region.key, (style, other))
    masks = made_job(document.jobs.preview_maker()).regions[0].style_masks
    assert [mask is None for mask in masks] == [False, True]
    with_part = document.state
    editing.use_whole_style(region.key, style)
    assert made_job(document.jobs.preview_maker()).regions[0].style_masks == ()
    assert painting_of(document.state) != painting_of(with_part)
    document.undo()
    document.styles.replace_picture(style, picture(9), None)
    assert not any(region.style_masks for region in document.state.regions)
    document.undo()
    assert document.state == with_part
    document.styles.remove(style)
    assert document.state.regions[0].style_masks == {}


def test_parts_of_styles_come_back_from_a_project(tmp_path: Path) -> None:
    document, _, _ = labelled()
    path, broken = tmp_path / "boat.pentimento", tmp_path / "broken.pentimento"
    save_project(path, document.data())
    loaded = load_project(path)
    assert (loaded.data.state, loaded.notes) == (document.state, ())
    other = new_document()
    other.open(loaded.data)
    first, second = (made_job(each.jobs.export_maker()).regions[1] for each in (document, other))
    assert first.style_masks[0] is not None
    assert second.style_masks[0] is not None
    assert (first.style_masks[0] == second.style_masks[0]).all()
    gone = document.state.regions[0].style_masks[document.state.styles[0].key]
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(broken, "w") as target:
        for info in source.infolist():
            target.writestr(info, b"no picture" if gone in info.filename else source.read(info))
    sky = load_project(broken).data.state.regions[0]
    assert (sky.style_masks, sky.mask) == ({}, document.state.regions[0].mask)


def test_regions_without_parts_come_back() -> None:
    document, editing, style = labelled()
    state = document.state
    assert state_from_fields(Fields(state_to_data(state), "it")) == state
    for region in state.regions:
        editing.use_whole_style(region.key, style)
    assert all(region["style_masks"] == [] for region in state_to_data(document.state)["regions"])


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Workbench]:
    with whole_program(qtbot, paths=()) as workbench:
        workbench.document.set_photo(picture(0, 120, 80))
        for style in workbench.document.state.styles:
            workbench.document.styles.remove(style.key)
        workbench.document.styles.add([(picture(1, 90, 90), None), (picture(2, 60, 80), None)])
        workbench.window.inspector.regions_fold.set_folded(False)
        yield workbench


def opened(bench: Workbench) -> LabelMapsDialog:
    QTest.mouseClick(bench.window.regions.section.from_labels, Qt.MouseButton.LeftButton)
    dialog = bench.window.regions.labels.dialog
    assert dialog is not None
    return dialog


def written(folder: Path, name: str, made: Picture) -> Path:
    return save_picture(folder / name, replace(made, name=name), SaveOptions(existing="overwrite"))


def test_label_maps_are_chosen_compared_and_become_regions(
    bench: Workbench, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = opened(bench)
    assert not dialog.make_button.isEnabled()
    assert dialog.anew_check.isHidden()
    of_photo = written(tmp_path, "photo.png", stripes(RED, BLUE, BLUE, GREEN, width=60, height=40))
    of_style = written(tmp_path, "style.png", stripes(RED, BLUE, width=30, height=40))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(of_photo), ""))
    dialog.buttons["photo"].click()
    last = dialog.style_box.count() - 1
    dialog.style_box.setCurrentIndex(last)
    dialog.style_box.activated.emit(last)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(of_style), ""))
    dialog.buttons["style"].click()
    qtbot.waitUntil(dialog.make_button.isEnabled, timeout=TIMEOUT)
    assert len(dialog.edits) == 2
    dialog.edits[1].setText("Roofs")
    QTest.mouseClick(dialog.make_button, Qt.MouseButton.LeftButton)
    regions = bench.document.state.regions
    assert [region.name for region in regions] == ["Part 1", "Roofs"], "the largest part comes first"
    assert bench.window.regions.tools.selected == regions[0].key
    style = bench.document.state.styles[-1].key
    assert all(region.styles == (style,) and set(region.style_masks) == {style} for region in regions)
    section = bench.window.regions.section
    assert section.styles.text().endswith(", a part")
    section._fill_menu()
    next(action for action in section._menu.actions() if action.text().startswith("Use all of")).trigger()
    assert not bench.document.state.regions[0].style_masks
    assert bench.window.regions.labels.dialog is None


def test_maps_of_which_nothing_can_be_made_are_refused_in_the_dialog(
    bench: Workbench, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = opened(bench)
    labels = bench.window.regions.labels
    labels.take("photo", written(tmp_path, "photo.png", stripes(RED, width=60, height=40)))
    labels.take("style", saved(tmp_path, picture(3, 90, 90), "noise.png"))
    qtbot.waitUntil(lambda: "flat" in dialog.note.text(), timeout=TIMEOUT)
    labels.take("style", written(tmp_path, "wide.png", stripes(RED, width=90, height=30)))
    qtbot.waitUntil(lambda: "proportions" in dialog.note.text(), timeout=TIMEOUT)
    labels.take("style", written(tmp_path, "green.png", stripes(GREEN, width=90, height=90)))
    qtbot.waitUntil(lambda: "both maps" in dialog.note.text(), timeout=TIMEOUT)
    assert not dialog.make_button.isEnabled()
    labels.take("style", written(tmp_path, "red.png", stripes(RED, GREEN, width=90, height=90)))
    qtbot.waitUntil(dialog.make_button.isEnabled, timeout=TIMEOUT)
    dialog.reject()
    assert bench.document.state.regions == ()
    assert not [text for text in told(bench) if "label" in text]


def test_new_regions_take_the_place_of_the_present_ones_where_that_is_wished(
    bench: Workbench, qtbot: QtBot, tmp_path: Path
) -> None:
    bench.window.regions.section.add.click()
    dialog = opened(bench)
    assert not dialog.anew_check.isHidden()
    dialog.anew_check.click()
    labels = bench.window.regions.labels
    labels.take("photo", written(tmp_path, "photo.png", stripes(RED, width=60, height=40)))
    labels.take("style", written(tmp_path, "red.png", stripes(RED, width=90, height=90)))
    qtbot.waitUntil(dialog.make_button.isEnabled, timeout=TIMEOUT)
    dialog.accept()
    assert [region.name for region in bench.document.state.regions] == ["Part 1"]


def at_hand(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], None]]:
    """What was done in the background, to be handed back when and in which order the test wants."""
    done: list[Callable[[], None]] = []

    def run(work: Callable[[], Any], take: Callable[[Any], None], refuse: Callable[[BaseException], None]) -> None:
        try:
            outcome = work()
        except PentimentoError as error:
            done.append(partial(refuse, error))
        else:
            done.append(partial(take, outcome))

    monkeypatch.setattr(bench.window.regions.labels._background, "run", run)
    return done


def choose_style(dialog: LabelMapsDialog, place: int) -> None:
    dialog.style_box.setCurrentIndex(place)
    dialog.style_box.activated.emit(place)


@pytest.mark.parametrize("square_first", [True, False])
def test_a_comparison_with_another_style_counts_no_more(
    bench: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, square_first: bool
) -> None:
    """The maps fit the square style, and not the other."""
    done = at_hand(bench, monkeypatch)
    dialog, labels = opened(bench), bench.window.regions.labels
    square, other = (0, 1) if bench.document.state.styles[0].picture_hash == hash_of(picture(1, 90, 90)) else (1, 0)
    choose_style(dialog, square if square_first else other)
    labels.take("photo", written(tmp_path, "photo.png", stripes(RED, width=60, height=40)))
    labels.take("style", written(tmp_path, "style.png", stripes(RED, width=90, height=90)))
    for read in list(done):
        read()
    (stale,) = done[2:]
    choose_style(dialog, other if square_first else square)
    (fresh,) = done[3:]
    stale()
    assert not dialog.make_button.isEnabled()
    assert "proportions" not in dialog.note.text()
    fresh()
    assert dialog.make_button.isEnabled() is not square_first
    stale()
    assert dialog.make_button.isEnabled() is not square_first
    dialog.reject()


def test_what_was_read_for_a_closed_dialog_is_no_map_of_the_next(
    bench: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = at_hand(bench, monkeypatch)
    opened(bench).reject()
    bench.window.regions.labels.take("photo", written(tmp_path, "before.png", stripes(RED, width=60, height=40)))
    dialog = opened(bench)
    done[0]()
    assert not dialog.pictures["photo"].pixmap()
    dialog.reject()


def test_masks_are_as_small_as_regions_keep_them_and_forgotten_with_the_dialog(
    bench: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = at_hand(bench, monkeypatch)
    monkeypatch.setattr("gui.document.masks.MASK_SIDE", 30)
    dialog, labels = opened(bench), bench.window.regions.labels
    choose_style(dialog, 0)
    style = bench.document.pictures.get(bench.document.state.style(dialog.style_key).picture_hash)
    assert style is not None
    labels.take("photo", written(tmp_path, "photo.png", stripes(RED, width=120, height=80)))
    labels.take("style", written(tmp_path, "style.png", stripes(RED, width=style.width, height=style.height)))
    done[0]()
    done[1]()
    done[2]()
    chosen = labels._chosen
    assert chosen.comparison is not None
    assert [max(label.photo.shape) for label in chosen.comparison.matched] == [30]
    dialog.accept()
    assert len(bench.document.state.regions) == 1
    assert labels._chosen is not chosen
