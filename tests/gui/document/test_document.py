"""The document: undo, merging, signals, versions, jobs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import JobError
from engine.images import Framing
from engine.job import DEFAULT_STRENGTH, Look
from engine.vgg import LEVELS
from gui.document.history import UNDO_LIMIT
from gui.document.level_settings import LevelSetting
from gui.document.state import State, Treatment
from gui.document.versions import MOST_UNPINNED
from tests.gui.made import (
    Clock,
    filled_document,
    framings,
    has_all_pictures,
    hash_of,
    new_document,
    picture,
    shares,
    treatments,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.document.document import Document

pytestmark = pytest.mark.usefixtures("qapp")

Operation = tuple[str, Any]

operations = st.one_of(
    st.tuples(st.just("photo"), st.integers(0, 3)),
    st.tuples(st.just("add"), st.tuples(st.integers(0, 4), st.integers(1, 2), st.none() | st.integers(-2, 9))),
    st.tuples(st.just("remove"), st.integers(0, 9)),
    st.tuples(st.just("move"), st.tuples(st.integers(0, 9), st.integers(-1, 9))),
    st.tuples(st.just("weight"), st.tuples(st.integers(0, 9), st.floats(0, 5))),
    st.tuples(st.just("scale"), st.tuples(st.integers(0, 9), st.floats(0.25, 4))),
    st.tuples(st.just("enabled"), st.tuples(st.integers(0, 9), st.booleans())),
    st.tuples(st.just("solo"), st.none() | st.integers(0, 9)),
    st.tuples(st.just("frame photo"), framings()),
    st.tuples(st.just("frame style"), st.tuples(st.integers(0, 9), framings())),
    st.tuples(st.just("look"), shares),
    st.tuples(st.just("colour"), st.sampled_from(["style", "photo"])),
    st.tuples(st.just("level"), st.tuples(st.sampled_from(LEVELS), shares)),
    st.tuples(st.just("level on"), st.tuples(st.sampled_from(LEVELS), st.booleans())),
    st.tuples(st.just("quality"), st.integers(128, 4096)),
    st.tuples(st.just("apply look"), treatments),
    st.tuples(st.just("reset look"), st.none()),
    st.tuples(st.just("wait"), st.floats(0, 2)),
    st.tuples(st.just("undo"), st.none()),
    st.tuples(st.just("redo"), st.none()),
)


def perform(document: Document, clock: Clock, operation: Operation) -> None:  # noqa: C901, PLR0912
    """One operation, where it is possible."""
    name, value = operation
    keys = [style.key for style in document.state.styles]

    def key(index: int) -> str:
        return keys[index % len(keys)]

    match name:
        case "photo":
            document.set_photo(picture(value))
        case "add" if len(keys) < 8:
            seed, count, place = value
            document.styles.add([(picture(seed + number), None) for number in range(count)], place)
        case "remove" if keys:
            document.styles.remove(key(value))
        case "move" if keys:
            document.styles.move(key(value[0]), value[1])
        case "weight" if keys:
            document.styles.set_weight(key(value[0]), value[1])
        case "scale" if keys:
            document.styles.set_scale(key(value[0]), value[1])
        case "enabled" if keys:
            document.styles.set_enabled(key(value[0]), value[1])
        case "solo" if keys:
            document.styles.set_solo(None if value is None else key(value))
        case "frame photo" if document.state.photo:
            document.set_framing_of_photo(value)
        case "frame style" if keys:
            document.styles.set_framing(key(value[0]), value[1])
        case "look":
            document.change_look(strength=value)
        case "colour":
            document.change_look(colour=value)
        case "level":
            document.change_level(value[0], strength=value[1])
        case "level on":
            document.change_level(value[0], on=value[1])
        case "quality":
            document.change_quality(preview_size=value)
        case "apply look":
            document.apply_treatment(value)
        case "reset look":
            document.reset_treatment()
        case "wait":
            clock.now += value
        case "undo":
            document.undo()
        case "redo":
            document.redo()


@given(st.lists(operations, max_size=30))
def test_undoing_all_comes_back_to_the_first_state_and_redoing_all_to_the_last(sequence: list[Operation]) -> None:
    clock = Clock()
    document = new_document(clock)
    told: list[tuple[State, State]] = []
    document.changed.connect(lambda old, new: told.append((old, new)))
    first = document.state
    for operation in sequence:
        before, already = document.state, len(told)
        perform(document, clock, operation)
        # Exactly once for each change, and never for none.
        expected = [] if document.state == before else [(before, document.state)]
        assert told[already:] == expected
    while document.undo_stack.canRedo():
        document.redo()
    last = document.state
    while document.undo_stack.canUndo():
        document.undo()
        assert has_all_pictures(document)
    assert document.state == first
    while document.undo_stack.canRedo():
        document.redo()
        assert has_all_pictures(document)
    assert document.state == last


def test_each_part_of_the_state_has_a_signal() -> None:
    document = new_document()
    told: list[str] = []
    document.changed.connect(lambda *_: told.append("changed"))
    for name in ("photo", "styles", "treatment", "quality", "versions"):
        getattr(document, f"{name}_changed").connect(lambda name=name: told.append(name))
    document.set_photo(picture(0))
    (key,) = document.styles.add([(picture(1), None)])
    document.styles.set_solo(key)
    document.change_look(strength=0.1)
    document.change_quality(device="cpu")
    document.versions.keep(picture(2), document.state)
    document.undo()
    assert told == [
        *("changed", "photo", "changed", "styles", "changed", "styles", "changed", "treatment", "changed", "quality"),
        *("versions", "changed", "quality"),
    ]


def test_a_drag_is_one_entry() -> None:
    clock = Clock()
    document = new_document(clock)
    for step in range(1, 50):
        clock.now += 0.05
        document.change_look(strength=step / 100)
    assert document.undo_stack.count() == 1
    assert document.undo_stack.undoText() == "Strength"
    document.set_stroke_size(2.0)
    assert document.undo_stack.count() == 2
    document.undo()
    document.undo()
    assert document.state == State()


def test_two_drags_are_two_entries() -> None:
    clock = Clock()
    document = new_document(clock)
    document.change_look(strength=0.1)
    clock.now += 1.5
    document.change_look(strength=0.2)
    assert document.undo_stack.count() == 2


def test_a_drag_back_to_where_it_began_leaves_no_entry() -> None:
    document = new_document()
    document.change_look(strength=0.1)
    document.change_look(strength=DEFAULT_STRENGTH)
    assert document.undo_stack.count() == 0
    assert document.state == State()


def test_switches_are_entries_each() -> None:
    document = filled_document(1)
    already = document.undo_stack.count()
    key = document.state.styles[0].key
    document.styles.set_enabled(key, False)
    document.styles.set_enabled(key, True)
    document.change_level("relu1_1", on=False)
    document.change_level("relu1_1", on=True)
    document.change_look(colour="photo")
    document.change_look(colour="style")
    assert document.undo_stack.count() - already == 6
    assert document.undo_stack.undoText() == "Colours"


def test_the_undo_stack_has_a_limit_and_pictures_beyond_it_are_forgotten() -> None:
    document = new_document()
    for seed in range(UNDO_LIMIT + 20):
        document.set_photo(picture(seed, 4, 4))
    assert document.undo_stack.count() == UNDO_LIMIT
    assert len(document.pictures) == UNDO_LIMIT + 1


def test_slots_may_change_the_document() -> None:
    document = new_document()

    def answer() -> None:
        if document.state.treatment.stroke_size == 1:
            document.set_stroke_size(2.0)

    document.treatment_changed.connect(answer)
    document.change_look(strength=0.2)
    assert document.state.treatment == Treatment(Look(0.2), stroke_size=2.0)
    document.undo_stack.setIndex(0)
    document.undo_stack.setIndex(document.undo_stack.count())
    assert document.state.look.strength in (0.2, DEFAULT_STRENGTH)


def test_values_out_of_range_change_nothing() -> None:
    document = filled_document(1)
    before, key = document.state, document.state.styles[0].key
    wrong: list[Callable[[], None]] = [
        lambda: document.change_look(strength=1.5),
        lambda: document.styles.set_weight(key, float("nan")),
        lambda: document.styles.set_scale(key, 9),
        lambda: document.styles.set_weight("nobody", 1),
        lambda: document.change_quality(preview_size=10**6),
        lambda: document.styles.set_solo("nobody"),
    ]
    for change in wrong:
        with pytest.raises(JobError):
            change()
    assert document.state == before


def test_modified_follows_saving_and_undo(tmp_path: Any) -> None:
    document = new_document()
    told: list[bool] = []
    document.modified_changed.connect(told.append)
    document.change_look(strength=0.2)
    document.mark_saved(tmp_path / "a.pentimento")
    document.change_look(strength=0.3)
    document.undo()
    assert told == [True, False, True, False]
    assert document.file == tmp_path / "a.pentimento"
    document.open(document.data(), modified=True)
    assert document.modified
    document.close()
    assert (document.modified, document.file) == (False, None)


looking = st.lists(
    st.tuples(st.just("photo"), st.integers(0, 3))
    | st.tuples(st.sampled_from(["undo", "redo", "keep"]), st.none())
    | st.tuples(st.just("device"), st.sampled_from(["auto", "cpu"])),
    max_size=8,
)
WORK: dict[str, Callable[[Document], object]] = {
    "look": lambda document: document.change_look(strength=0.31),
    "style": lambda document: document.styles.add([(picture(8), None)]),
    "framing": lambda document: document.set_framing_of_photo(Framing(0.1, 0.1, 0.9, 0.9)),
    "pasted": lambda document: document.set_photo(picture(9)),
    "pinned": lambda document: document.versions.keep(picture(7), document.state, pinned=True),
    "pack": lambda document: document.change_quality(pack="vgg19"),
}


def look_on(document: Document, steps: list[Operation]) -> None:
    """Opens photos and looks at them, which is no work; there is a photo in the end."""
    for step, what in [*steps, ("photo", 4)]:
        if step == "photo":
            document.set_photo(picture(what), Path(f"{what}.png"))
        elif step == "keep":
            document.versions.keep(picture(7), document.state)
        elif step == "device":
            document.change_quality(device=what)
        else:
            getattr(document, step)()


@given(looking, st.sampled_from(sorted(WORK)))
def test_a_photo_from_a_file_is_nothing_to_save_until_something_is_done_with_it(
    steps: list[Operation], work: str
) -> None:
    document = new_document()
    told: list[bool] = []
    document.modified_changed.connect(told.append)
    look_on(document, steps)
    assert not told
    assert not is_modified(document)
    WORK[work](document)
    assert told == [True]
    assert is_modified(document)


def is_modified(document: Document) -> bool:
    return document.modified


@given(looking)
def test_another_photo_in_a_project_is_a_change_of_it(steps: list[Operation]) -> None:
    document = filled_document()
    document.mark_saved(Path("a.pentimento"))
    assert not is_modified(document)
    look_on(document, steps)
    assert is_modified(document)


def test_another_document_is_told_of_as_a_whole_and_its_changes_after_that(tmp_path: Path) -> None:
    document, other = filled_document(), filled_document(1)
    document.mark_saved(tmp_path / "a.pentimento")
    document.change_look(strength=0.3)
    other.mark_saved(tmp_path / "b.pentimento")
    told: list[tuple[str, Path | None, bool]] = []
    document.replaced.connect(lambda: told.append(("replaced", None, document.modified)))
    document.changed.connect(lambda: told.append(("changed", document.file, document.modified)))
    document.open(other.data())
    assert told == [("replaced", None, False), ("changed", tmp_path / "b.pentimento", False)]


def test_what_was_brought_back_is_to_be_saved_though_it_is_a_photo_alone() -> None:
    document = new_document()
    document.set_photo(picture(0), Path("boat.png"))
    document.open(document.data(), modified=True)
    assert document.modified


def test_what_was_undone_while_it_was_saved_is_to_be_saved_again(tmp_path: Path) -> None:
    document = filled_document()
    document.mark_saved(tmp_path / "a.pentimento")
    document.change_look(strength=0.3)
    written = document.data()
    document.undo()
    document.mark_saved(tmp_path / "a.pentimento", written)
    assert document.modified


def test_what_the_file_held_before_is_to_be_saved_though_the_document_went_on_while_it_was_saved(
    tmp_path: Path,
) -> None:
    document = filled_document()
    document.mark_saved(tmp_path / "a.pentimento")
    document.change_look(strength=0.3)
    written = document.data()
    document.set_stroke_size(2.0)
    document.mark_saved(tmp_path / "a.pentimento", written)
    assert document.modified
    document.undo()
    document.undo()
    assert document.modified


def test_work_whose_file_is_lost_is_to_be_saved(tmp_path: Path) -> None:
    document = filled_document()
    told: list[bool] = []
    document.mark_saved(tmp_path / "a.pentimento")
    document.modified_changed.connect(told.append)
    for lost in (True, False, True):
        document.set_file_lost(lost)
    document.mark_saved(tmp_path / "a.pentimento")
    assert told == [True, False, True, False]


def test_a_version_that_is_kept_by_itself_while_saving_leaves_nothing_to_save(tmp_path: Any) -> None:
    document = filled_document()
    written = document.data()
    version = document.versions.keep(picture(9, 600, 400), document.state)
    document.mark_saved(tmp_path / "a.pentimento", written)
    assert not document.modified
    written = document.data()
    document.versions.pin(version.key, pinned=True)
    document.mark_saved(tmp_path / "a.pentimento", written)
    assert document.modified


def test_versions_are_kept_once_for_each_painting() -> None:
    document = filled_document()
    kept = document.versions.keep(picture(9, 600, 400), document.state)
    assert document.versions.keep(picture(9), document.state) is kept
    assert max(kept.thumbnail.width, kept.thumbnail.height) == 160
    document.change_quality(device="cpu")
    assert document.versions.keep(picture(9), document.state) is kept
    document.change_look(strength=0.9)
    assert document.versions.keep(picture(9), document.state) is not kept
    assert len(document.versions.all) == 2
    document.return_to(kept)
    assert document.state.look.strength == DEFAULT_STRENGTH
    assert document.state.quality.device == "cpu"
    document.undo()
    assert document.state.look.strength == 0.9
    assert document.versions.keep(picture(1), document.state, pinned=True).pinned


def test_versions_are_renamed_and_deleted_and_come_back() -> None:
    document = filled_document()
    versions = []
    for number in range(3):
        document.change_look(strength=number / 10)
        versions.append(document.versions.keep(picture(number), document.state))
    document.versions.rename(versions[1].key, "Blue")
    document.versions.delete(versions[1].key)
    assert [version.key for version in document.versions.all] == [versions[0].key, versions[2].key]
    document.undo()
    assert document.versions.find(versions[1].key).name == "Blue"
    assert [version.key for version in document.versions.all] == [version.key for version in versions]
    document.undo()
    assert document.versions.find(versions[1].key).name == ""


def test_old_versions_go_unless_they_are_pinned() -> None:
    document = filled_document()
    first = document.versions.keep(picture(0), document.state, pinned=True)
    for number in range(MOST_UNPINNED + 5):
        document.change_look(strength=number / 100)
        document.versions.keep(picture(number), document.state)
    assert len(document.versions.all) == MOST_UNPINNED + 1
    assert document.versions.all[0] == first


def test_a_picture_goes_with_the_last_that_could_bring_it_back() -> None:
    document = new_document()
    document.set_photo(picture(0))
    document.versions.keep(picture(3), document.state)
    document.styles.add([(picture(1), None)])
    document.undo()
    assert hash_of(picture(1)) in document.pictures
    document.versions.pin(document.versions.all[0].key, pinned=True)
    assert hash_of(picture(1)) not in document.pictures


def test_a_style_is_replaced_on_its_card() -> None:
    document = new_document()
    document.set_photo(picture(0))
    replaced, other = document.styles.add([(picture(0), None), (picture(1), None)])
    document.styles.set_weight(replaced, 0.3)
    document.styles.replace_picture(replaced, picture(5), None)
    assert document.state.style(replaced).picture_hash == hash_of(picture(5))
    assert document.state.style(replaced).weight == 0.3
    assert document.state.style(other).picture_hash == hash_of(picture(1))
    assert document.state.photo is not None
    assert document.state.photo.picture_hash == hash_of(picture(0))
    document.undo()
    assert document.state.style(replaced).picture_hash == hash_of(picture(0))


def test_level_settings_are_filled_in() -> None:
    assert Treatment(levels={"relu1_1": LevelSetting(on=False)}).active_levels == LEVELS[:4]
