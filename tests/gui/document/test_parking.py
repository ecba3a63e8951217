"""Pictures that nobody looks at are parked on the disk, and come back as they were."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from engine.images import Picture
from engine.sentences import Sentence
from gui.document import parking, pictures
from gui.document.document import Document
from gui.document.parking import park
from gui.document.pictures import PictureStore
from tests.gui.made import hash_of, picture

if TYPE_CHECKING:
    from pathlib import Path


@given(
    arrays.arrays(
        st.sampled_from([np.uint8, np.uint16]),
        st.tuples(st.integers(1, 20), st.integers(1, 20), st.just(4)),
    ),
    st.booleans(),
)
def test_a_parked_picture_is_the_same(
    samples: np.ndarray[tuple[int, int, int], np.dtype[np.uint8]], opaque: bool
) -> None:
    note = Sentence("a note")
    made = Picture(samples[..., :3].copy(), None if opaque else samples[..., 3].copy(), "a name", notes=(note,))
    parked = park(made)
    assert parked is not None
    for _ in range(2):
        assert hash_of(parked.picture) == hash_of(made)
        assert (parked.picture.name, parked.picture.notes) == (made.name, made.notes)
        parked.let_go()


def test_what_the_disk_does_not_take_stays_in_memory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(parking, "cache_folder", lambda: tmp_path / "file" / "folder")
    assert park(picture(0)) is None
    store = PictureStore(waiting_bytes=0)
    first = store.warm(picture(0), 10)
    store.warm(picture(1), 10)
    found = store.get(first)
    assert found is not None
    assert hash_of(found) == first


def is_parked(store: PictureStore, picture_hash: str) -> bool:
    found = store.get(picture_hash)
    assert found is not None
    assert hash_of(found) == picture_hash
    return picture_hash in store._parked


def test_those_are_parked_that_were_not_present_for_the_longest() -> None:
    each = 30 * 20 * 3
    store = PictureStore(waiting_bytes=2 * each)
    document = Document(store)
    names = []
    for seed in range(6):
        made = picture(seed, 30, 20)
        names.append(store.warm(made, 10))
        document.set_photo(made)
    # The last is present; those before it are waiting, and the sixth came when four of them were.
    assert [is_parked(store, name) for name in names] == [True, True, False, False, False, False]
    for _ in range(5):
        document.undo()
    # The first one is present again, whether it is parked or not, and the others are waiting.
    assert document.state.photo is not None
    assert document.state.photo.picture_hash == names[0]
    store.warm(picture(6, 30, 20), 10)
    assert [is_parked(store, name) for name in names].count(False) == 2


def test_large_styles_on_the_shelf_are_parked_too_and_paint_the_same() -> None:
    each = 30 * 20 * 3
    store = PictureStore(waiting_bytes=2 * each)
    document = Document(store)
    photo = picture(0, 30, 20)
    store.warm(photo, 10)
    document.set_photo(photo)
    names = []
    for seed in range(1, 6):
        made = picture(seed, 30, 20)
        names.append(store.warm(made, 10))
        document.styles.add([(made, None)])
    assert not is_parked(store, hash_of(photo))
    # The fifth came when four were there, and two may stay.
    assert [is_parked(store, name) for name in names].count(True) == 2
    for seed, name in enumerate(names, 1):
        other = PictureStore()
        assert hash_of(store.reduced(name, 7)) == hash_of(other.reduced(other.add(picture(seed, 30, 20)), 7))


def test_in_a_long_rest_only_the_photo_and_a_few_small_pictures_are_not_parked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    each = 30 * 20 * 3
    monkeypatch.setattr(pictures, "RESTING_BYTES", each)
    store = PictureStore()
    document = Document(store)
    names = []
    for seed in range(4):
        made = picture(seed, 30, 20)
        names.append(store.warm(made, 10))
        document.set_photo(made)
    style = picture(4, 30, 20)
    names.append(store.warm(style, 10))
    document.styles.add([(style, None)])
    assert not any(is_parked(store, name) for name in names)
    store.park_resting()
    # The style stays, since it is present.
    assert [is_parked(store, name) for name in names] == [True, True, True, False, False]


def test_a_picture_that_goes_takes_its_file_along() -> None:
    store = PictureStore(waiting_bytes=0)
    first = store.warm(picture(0), 10)
    store.warm(picture(1), 10)
    assert is_parked(store, first)
    store.drop_unused(())
    assert not store._parked


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads what Linux says of the process")
def test_what_an_export_has_looked_at_goes_out_of_memory_at_rest() -> None:
    import psutil

    side = 3000
    store = PictureStore(waiting_bytes=0)
    name = store.warm(Picture(np.full((side, side, 3), 7, np.uint8)), 10)
    store.warm(picture(1), 10)
    assert is_parked(store, name)
    store.set_present(frozenset([name]), None)
    store.let_go_of_parked()
    found = store.get(name)
    assert found is not None
    assert int(found.pixels.max()) == 7
    seen = psutil.Process().memory_info().rss
    store.let_go_of_parked()
    assert seen - psutil.Process().memory_info().rss > side * side


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads what Linux says of the process")
def test_what_is_parked_takes_no_memory() -> None:
    import psutil

    side = 3000
    parked = park(Picture(np.full((side, side, 3), 7, np.uint8)))
    assert parked is not None
    parked.let_go()
    before = psutil.Process().memory_info().rss
    assert int(parked.picture.pixels.max()) == 7
    seen = psutil.Process().memory_info().rss
    assert seen - before > side * side
    parked.let_go()
    assert seen - psutil.Process().memory_info().rss > side * side
