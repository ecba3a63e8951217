"""The store of pictures: reduced copies within a memory limit, hashes computed once."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import JobError
from engine.images import Framing, Picture, pixel_hash, resize
from gui.document import pictures as module
from gui.document.jobs import style_sides
from gui.document.pictures import LONGEST, SMALL_SIDE, PictureStore, bounded_side, preview_side
from gui.document.state import PhotoEntry, Quality, State, StyleEntry
from tests.gui.made import hash_of, picture
from tests.refusals import refused

if TYPE_CHECKING:
    from engine.images.picture import Pixels


def test_a_picture_is_kept_by_its_hash() -> None:
    store = PictureStore()
    made = picture(0)
    assert store.add(made) == hash_of(made)
    assert store.add(picture(0)) == hash_of(made)
    assert len(store) == 1
    assert store.get(hash_of(made)) is made
    assert store.get("0" * 64) is None


def test_hashes_are_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    store, made = PictureStore(), picture(0)
    counted: list[Pixels] = []

    def counting(pixels: Pixels, alpha: Pixels | None) -> str:
        counted.append(pixels)
        return pixel_hash(pixels, alpha)

    monkeypatch.setattr(module, "pixel_hash", counting)
    store.add(made)
    store.add(made)
    part = store.frame(made, Framing(right=0.5))
    assert store.frame(made, Framing(right=0.5)) is part
    store.name(part)
    store.name(part)
    assert len(counted) == 2


def test_reduced_copies_are_remembered_within_the_memory() -> None:
    store = PictureStore(reduced_bytes=2 * 100 * 50 * 3)
    found = store.add(picture(0, 400, 200))
    assert store.reduced(found, 400) is store.get(found)
    assert store.reduced(found, 4000) is store.get(found)
    small = store.reduced(found, 100)
    assert (small.width, small.height) == (100, 50)
    assert store.reduced(found, 100) is small
    store.reduced(found, 99)
    assert store.reduced(found, 100) is small
    store.reduced(found, 98)
    store.reduced(found, 97)
    assert store.reduced(found, 100) is not small


def test_a_warmed_picture_has_what_a_preview_needs() -> None:
    store = PictureStore()
    found = store.warm(picture(0, 3000, 2000), 700)
    kept = {side: store.reduced(found, side) for side in (700, 1024, 2048)}
    assert all(store.reduced(found, side) is copy for side, copy in kept.items())
    assert kept[2048].width == 2048


def test_unused_pictures_go_with_their_copies() -> None:
    store = PictureStore()
    first, second = store.add(picture(0)), store.add(picture(1))
    store.reduced(first, 8)
    store.drop_unused({second})
    assert first not in store
    assert second in store
    with refused(JobError, "A picture of the document should be there, and it is missing: open it again."):
        store.reduced(first, 8)


def test_what_a_preview_needs() -> None:
    store = PictureStore()
    photo, style = store.add(picture(0, 2000, 1000)), store.add(picture(1, 600, 1200))
    state = State(PhotoEntry(photo, "photo"), (StyleEntry("a", style, "style"),), quality=Quality(500))
    needed = store.preview_pictures(state)
    assert (needed[photo].width, needed[style].height) == (577, 1024)
    assert state.photo is not None
    state = replace(state, photo=replace(state.photo, framing=Framing(right=0.25)))
    # A quarter of the width: the long side is the height, of which 577 pixels are wanted.
    assert store.preview_pictures(state)[photo].height == 1000
    state = replace(state, styles=(StyleEntry("a", "0" * 64, "missing"),))
    assert set(store.preview_pictures(state)) == {photo}
    assert store.preview_pictures(State()) == {}


@given(st.integers(0, 3), st.lists(st.sampled_from([100, 500, 1024, 1100, 1200]), min_size=1), st.integers(128, 900))
def test_copies_are_dropped_and_what_the_present_state_needs_stays(present: int, sides: list[int], size: int) -> None:
    store = PictureStore()
    names = [store.add(picture(seed, 1300, 40)) for seed in range(3)]
    styles = tuple(StyleEntry(name[:8], name, "style") for name in names[1:present])
    state = State(PhotoEntry(names[0], "photo") if present else None, styles, quality=Quality(size))
    needed = store.preview_pictures(state)
    copies = {(name, side): store.reduced(name, side) for name in names for side in sides}
    store.drop_unneeded(state)
    again = store.preview_pictures(state)
    assert all(again[name] is copy for name, copy in needed.items())
    for (name, side), copy in copies.items():
        kept = store.reduced(name, side)
        large = side > max(SMALL_SIDE, max(needed[name].width, needed[name].height) if name in needed else 0)
        assert kept is copy or name not in names[:present] or large
        assert kept is not copy or (name in names[:present] and not large)
        assert np.array_equal(kept.pixels, copy.pixels)


def test_pictures_that_are_forgotten_while_a_preview_s_are_reduced_are_reduced_nevertheless(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = PictureStore()
    photo, style = store.add(picture(0)), store.add(picture(1))
    state = State(PhotoEntry(photo, "boat"), (StyleEntry("key", style, "wave"),))

    def forgetting(state: State, side: int) -> dict[str, int]:
        store.drop_unused(())
        return style_sides(state, side)

    monkeypatch.setattr("gui.document.pictures.style_sides", forgetting)
    assert set(store.preview_pictures(state)) == {photo, style}
    assert len(store) == 0


@given(st.integers(1, 5000), st.integers(1, 5000), st.integers(128, 1536))
def test_previews_of_every_shape_have_as_many_pixels(width: int, height: int, side: int) -> None:
    bounded = bounded_side(side, (width, height))
    short = bounded * min(width, height) / max(width, height)
    wanted = side * side / 1.5
    if bounded == LONGEST:
        assert bounded * short <= wanted
    else:
        assert bounded * short == pytest.approx(wanted, rel=0.02)


def test_a_panorama_is_seen_in_more_than_a_thread() -> None:
    assert bounded_side(768, (3, 2)) == 768
    state = State(PhotoEntry("0" * 64, "photo"))
    assert preview_side(state, (8000, 200)) == 3966
    assert preview_side(state, (800, 20)) == 800, "nothing is enlarged"


def test_many_threads_may_ask_at_once() -> None:
    store = PictureStore()
    made = [picture(seed, 60, 60) for seed in range(4)]
    failures: list[Exception] = []

    def ask() -> None:
        try:
            for _ in range(20):
                for each in made:
                    assert store.reduced(store.add(each), 20).width == 20
        except Exception as error:  # noqa: BLE001 (told by the assertion below)
            failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_picture_that_is_let_go_of_while_it_is_made_ready_can_still_be_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    store, made = PictureStore(), picture(1, 400, 300)

    def change_meanwhile(whole: Picture, size: tuple[int, int]) -> Picture:
        store.drop_unused(())
        return resize(whole, size)

    monkeypatch.setattr(module, "resize", change_meanwhile)
    assert store.warm(made, 100) == hash_of(made)
    monkeypatch.undo()
    assert store.reduced(store.add(made), 100).width == 100
