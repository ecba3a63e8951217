"""Regions in the document: what they are in jobs, in projects, and under undo."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import JobError
from engine.files.strict_json import Fields
from engine.images import Framing, framed_array
from engine.vgg import LEVELS
from gui.document.masks import MaskStore, PackedMask, blank_mask, mask_size, read_mask
from gui.document.regions import MASK_SIDE, RegionEntry
from gui.document.state import State, painting_of, styles_in
from gui.regions.editing import RegionEditing
from gui.storage.project_file import load_project, save_project
from gui.storage.project_limits import LIMITS
from gui.storage.state_json import state_from_fields, state_to_data
from gui.work.job_makers import document_job_maker
from gui.work.live import DRAFT_SIDE, draft_of
from tests.gui.made import disc, filled_document, framings, hash_of, made_job, new_document, picture
from tests.refusals import refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.document.document import Document

pytestmark = pytest.mark.usefixtures("qapp")
TEXT = "Paint {name}"


def painted(styles: int = 3) -> tuple[Document, RegionEditing, str]:
    """A document with one painted region."""
    document = filled_document(styles)
    editing = RegionEditing(document)
    key = editing.add()
    editing.set_mask(key, disc(24, 16, 6, 8, 4), TEXT)
    return document, editing, key


def test_a_job_has_the_regions_that_count_with_their_own_styles_and_strength() -> None:
    document, editing, key = painted()
    second = document.state.styles[1].key
    editing.set_styles(key, (second,))
    editing.set_strength(key, 0.25)
    document.change_level("relu3_1", strength=0.5)
    (region,) = made_job(document.jobs.preview_maker()).regions
    assert [style.pixel_hash for style in region.styles] == [hash_of(picture(2))]
    assert (region.strength, region.level_strengths) == (0.25, {"relu3_1": 0.125})
    assert region.structure is None
    assert (region.mask == disc(24, 16, 6, 8, 4)).all()
    editing.set_keeps_photo(key, keeps=True)
    assert made_job(document.jobs.export_maker()).regions[0].keeps_photo
    editing.set_visible(key, visible=False)
    assert made_job(document.jobs.preview_maker()).regions == ()
    editing.set_visible(key, visible=True)
    editing.set_mask(key, blank_mask(24, 16), TEXT)
    assert made_job(document.jobs.preview_maker()).regions == ()


def test_a_region_has_the_structure_of_the_rest_until_it_has_its_own() -> None:
    document, editing, key = painted()
    document.change_look(structure=0.25)
    job = made_job(document.jobs.preview_maker())
    assert (job.regions[0].structure, job.regions[0].structure_in(job.recipe)) == (None, 0.25)
    editing.set_structure(key, 0.75)
    job = made_job(document.jobs.preview_maker())
    assert job.regions[0].structure_in(job.recipe) == 0.75
    assert job.regions[0].strength_at("relu1_1", job.recipe) == job.recipe.strength_at("relu1_1")
    assert made_job(document.jobs.export_maker()).regions[0].structure == 0.75
    assert document.undo_stack.undoText() == "Structure of Region 1"


def test_a_job_for_a_file_has_its_regions_though_another_document_is_open_when_it_is_made() -> None:
    document, _, _ = painted()
    make = document.jobs.export_maker()
    document.open(filled_document().data())
    (region,) = made_job(make).regions
    assert (region.mask == disc(24, 16, 6, 8, 4)).all()


def test_a_region_without_cards_of_its_own_is_painted_with_the_mix_of_the_rest() -> None:
    document, editing, key = painted()
    editing.set_styles(key, ())
    job = made_job(document.jobs.preview_maker())
    assert job.regions[0].styles == job.recipe.styles
    document.styles.set_enabled(document.state.styles[0].key, enabled=False)
    editing.set_styles(key, (document.state.styles[0].key,))
    assert [style.pixel_hash for style in made_job(document.jobs.preview_maker()).regions[0].styles] == [
        hash_of(picture(1))
    ]


def test_a_region_has_levels_as_the_whole_picture_until_it_has_its_own() -> None:
    document, editing, key = painted()
    document.change_level("relu3_1", strength=0.5)
    (region,) = made_job(document.jobs.preview_maker()).regions
    assert (region.levels, region.strength, region.level_strengths) == (None, None, {})
    editing.change_level(key, "relu5_1", on=False)
    editing.change_level(key, "relu1_1", strength=0.25)
    document.change_look(strength=0.8)
    job = made_job(document.jobs.preview_maker())
    (region,) = job.regions
    assert region.levels == ("relu4_1", "relu3_1", "relu2_1", "relu1_1")
    assert [region.strength_at(level, job.recipe) for level in LEVELS] == [0, 0.8, 0.4, 0.8, 0.2]
    editing.set_strength(key, 0.4)
    assert made_job(document.jobs.preview_maker()).regions[0].strength_at("relu1_1", job.recipe) == 0.1
    editing.set_levels(key, None)
    assert made_job(document.jobs.preview_maker()).regions[0].levels is None


def test_a_region_whose_levels_are_all_off_shows_the_photo() -> None:
    document, editing, key = painted()
    for level in LEVELS:
        editing.change_level(key, level, on=False)
    assert made_job(document.jobs.preview_maker()).regions[0].keeps_photo


def test_a_region_is_painted_at_levels_that_the_rest_is_not() -> None:
    document, editing, key = painted()
    editing.set_levels(key, document.state.treatment.levels)
    document.change_level("relu5_1", on=False)
    job = made_job(document.jobs.preview_maker())
    assert "relu5_1" not in job.recipe.levels
    assert job.levels == LEVELS


@pytest.mark.parametrize("field", ["levels", "structure"])
def test_regions_of_before_they_had_levels_or_structure_are_read(field: str) -> None:
    document, editing, key = painted()
    data = state_to_data(document.state)
    del data["regions"][0][field]
    assert state_from_fields(Fields(data, "it")) == document.state
    editing.change_level(key, "relu2_1", strength=0.5)
    data = state_to_data(document.state)
    assert state_from_fields(Fields(data, "it")) == document.state


def test_strokes_of_a_region_are_a_factor_on_the_look_s() -> None:
    document, editing, key = painted()
    document.set_stroke_size(0.5)
    editing.set_stroke_size(key, 2.0)
    job = made_job(document.jobs.export_maker())
    assert (job.recipe.style_size, job.regions[0].style_size) == (12, 24)
    document.styles.set_scale(document.state.styles[1].key, 2.0)
    job = made_job(document.jobs.export_maker())
    # Styles of different scales come in their sizes, the region's too.
    assert (job.recipe.style_size, job.regions[0].style_size) == (None, None)
    assert [max(style.width, style.height) for style in job.regions[0].pictures] == [24]
    draft = draft_of(replace(job, size=2 * DRAFT_SIDE, recipe=replace(job.recipe, style_size=100)))
    assert draft is not None
    assert draft.recipe.style_size == 50


@given(framings())
def test_crop_and_turn_keep_masks_on_what_they_were_painted_on(framing: Framing) -> None:
    photo = picture(0, 24, 16)
    mask = photo.pixels[..., 0].astype(np.uint8)
    document = new_document()
    document.set_photo(photo)
    document.styles.add([(picture(1), None)])
    editing = RegionEditing(document)
    editing.set_mask(editing.add(), mask, TEXT)
    document.set_framing_of_photo(framing)
    job = made_job(document.jobs.export_maker())
    assert (job.regions[0].mask == job.photo.pixels[..., 0]).all()
    assert (framed_array(mask, framing) == job.photo.pixels[..., 0]).all()


def test_every_change_is_undone_and_done_again() -> None:
    document, editing, key = painted()
    other = editing.add()
    states = [document.state]
    changes: tuple[Callable[[], None], ...] = (
        lambda: editing.rename(key, " Sky "),
        lambda: editing.move(key, 1),
        lambda: editing.set_visible(key, visible=False),
        lambda: editing.set_keeps_photo(key, keeps=True),
        lambda: editing.set_styles(key, ()),
        lambda: editing.set_strength(key, 0.1),
        lambda: editing.set_structure(key, 0.7),
        lambda: editing.set_stroke_size(key, 0.5),
        lambda: editing.change_level(key, "relu5_1", on=False),
        lambda: editing.change_level(key, "relu4_1", strength=0.5),
        lambda: editing.set_levels(key, None),
        lambda: editing.set_mask(key, disc(24, 16, 3, 3, 2), TEXT),
        lambda: editing.remove(other),
    )
    for change in changes:
        change()
        assert document.state != states[-1]
        states.append(document.state)
    for state in reversed(states[:-1]):
        document.undo()
        assert document.state == state
        assert all(region.mask is None or region.mask in document.masks for region in state.regions)
    for state in states[1:]:
        document.redo()
        assert document.state == state


def test_a_new_region_is_told_from_the_others_and_shows_where_it_is_painted() -> None:
    document, editing, _ = painted()
    for _ in range(2):
        editing.add()
    regions = document.state.regions
    assert [region.styles for region in regions] == [(style.key,) for style in document.state.styles]
    assert len({each.colour for each in regions}) == len({each.name for each in regions}) == 3
    alone = RegionEditing(filled_document(1))
    assert alone.region(alone.add()).keeps_photo


def test_a_removed_card_leaves_the_regions_and_undo_brings_it_back() -> None:
    document, editing, key = painted()
    chosen = document.state.styles[0].key
    editing.set_styles(key, (chosen,))
    document.styles.remove(chosen)
    assert editing.region(key).styles == ()
    document.undo()
    assert editing.region(key).styles == (chosen,)


def test_another_photo_has_no_regions_and_the_same_one_keeps_them() -> None:
    document, _, key = painted()
    document.set_photo(picture(0), Path("again.png"))
    assert [region.key for region in document.state.regions] == [key]
    document.set_photo(picture(9))
    assert not document.state.regions
    document.undo()
    assert [region.key for region in document.state.regions] == [key]


def test_many_photos_are_painted_without_the_regions_of_one() -> None:
    document, _, _ = painted()
    maker = document_job_maker(document, same_look=False)
    assert maker is not None
    assert not maker.job_for(picture(7), None, 8).regions


def test_what_is_seen_decides_whether_paintings_are_equal() -> None:
    document, editing, key = painted()
    state = document.state
    editing.rename(key, "Sky")
    assert painting_of(document.state) == painting_of(state)
    editing.add()
    assert painting_of(document.state) == painting_of(state)
    editing.set_strength(key, 0.2)
    assert painting_of(document.state) != painting_of(state)
    own = document.state
    editing.set_structure(key, 0.0)
    assert painting_of(document.state) != painting_of(own)
    own = document.state
    editing.change_level(key, "relu5_1", strength=0.5)
    assert painting_of(document.state) != painting_of(own)
    editing.change_level(key, "relu5_1", on=False)
    off = document.state
    editing.change_level(key, "relu5_1", strength=0.25)
    assert painting_of(document.state) == painting_of(off)
    editing.set_visible(key, visible=False)
    assert painting_of(document.state) == painting_of(replace(state, regions=()))
    assert styles_in(state, state.regions[0])


def test_masks_come_back_from_a_project(tmp_path: Path) -> None:
    document, editing, key = painted()
    editing.set_structure(key, 0.7)
    path = tmp_path / "boat.pentimento"
    save_project(path, document.data())
    loaded = load_project(path)
    assert (loaded.data.state, loaded.notes) == (document.state, ())
    other = new_document()
    other.open(loaded.data)
    assert (RegionEditing(other).mask(key) == editing.mask(key)).all()


def test_a_mask_that_is_gone_from_a_project_is_an_empty_region(tmp_path: Path) -> None:
    document, _, key = painted()
    path, broken = tmp_path / "boat.pentimento", tmp_path / "broken.pentimento"
    save_project(path, document.data())
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(broken, "w") as target:
        for info in source.infolist():
            damaged = info.filename.startswith("masks/")
            target.writestr(info, b"no picture" if damaged else source.read(info))
    loaded = load_project(broken)
    found = loaded.data.state.regions
    assert [(each.key, each.mask) for each in found] == [(key, None)]
    assert "mask" in loaded.notes[0]


def test_a_mask_larger_than_any_is_refused(tmp_path: Path) -> None:
    document, _, _ = painted()
    path = tmp_path / "boat.pentimento"
    save_project(path, document.data())
    loaded = load_project(path, replace(LIMITS, mask_pixels=100))
    assert loaded.data.state.regions[0].mask is None
    with refused(
        JobError,
        "{source} should hold {expected} as {place}, and {shown} came: save it again or use another.",
        place="masks",
    ):
        load_project(path, replace(LIMITS, masks=0))


def test_masks_that_nothing_can_come_back_to_are_forgotten() -> None:
    document, editing, key = painted()
    for number in range(3):
        editing.set_mask(key, disc(24, 16, 5 + number, 5, 3), TEXT)
    assert len(document.masks) == 4
    document.undo()
    document.undo()
    editing.rename(key, "Sky")
    assert len(document.masks) == 2
    document.close()
    assert len(document.masks) == 0


def test_a_mask_is_small_however_large_the_photo_is() -> None:
    assert mask_size(6000, 4000) == (MASK_SIDE, 1365)
    assert mask_size(300, 200) == (300, 200)
    store = MaskStore()
    name = store.add(disc(2048, 1365, 900, 700, 400))
    assert name is not None
    assert len(store.all()[name].data) < 100_000


@given(st.integers(1, 20), st.integers(1, 20))
def test_a_packed_mask_comes_back(width: int, height: int) -> None:
    store = MaskStore()
    mask = np.random.default_rng(width * height).integers(0, 2, (height, width), np.uint8) * np.uint8(77)
    name = store.add(mask)
    assert (name is None) == (not mask.any())
    if name is not None:
        store.take({name: PackedMask(**vars(store.all()[name]))})
        assert (store.get(name) == mask).all()
        with pytest.raises(ValueError, match="read-only"):
            store.get(name)[0, 0] = 1


def test_a_picture_becomes_a_mask_of_the_photo_s_proportions() -> None:
    photo = picture(0, 3000, 2000)
    assert read_mask(picture(1, 300, 200), photo).shape == (1365, 2048)
    assert read_mask(picture(1, 300, 200, bits=16), picture(0, 30, 20)).dtype == np.uint8
    with refused(
        JobError,
        "The mask '{name}' should have the proportions of '{picture}', {width} × {height}, and it has {mask_width} × "
        "{mask_height}: crop it like that picture.",
    ):
        read_mask(picture(1, 200, 300), photo)


@pytest.mark.parametrize(
    "fields", [{"key": "?"}, {"mask": "x"}, {"strength": 2.0}, {"structure": -0.5}, {"stroke_size": 9.0}, {"colour": 8}]
)
def test_regions_out_of_range_are_refused(fields: dict[str, object]) -> None:
    with pytest.raises(JobError):
        replace(RegionEntry("a", "Sky"), **fields)  # type: ignore[arg-type]


def test_regions_that_no_program_would_leave_are_refused() -> None:
    with refused(JobError, "Each region should have a key of its own, and two have the same: add one of them anew."):
        State(regions=(RegionEntry("a", "Sky"), RegionEntry("a", "Sea")))
    with refused(JobError, "There should be at most {most} regions, and there are {regions}: remove some.", most=64):
        State(regions=tuple(RegionEntry(f"r{number}", "Sky") for number in range(65)))
