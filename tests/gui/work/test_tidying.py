"""Memory that nothing uses is given back when the program rests."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from typing import TYPE_CHECKING

import pytest

from gui.document import pictures as pictures_module
from gui.document.pictures import SMALL_SIDE, PictureStore
from gui.work import tidying
from tests.gui.fakes import FakeStudio
from tests.gui.made import picture
from tests.gui.whole import TIMEOUT, wait_until_painted, whole_program

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


class Circle:
    """Refers to itself, as an error can that is kept where it was raised."""

    def __init__(self) -> None:
        self.own = self


@pytest.fixture
def _never_by_itself() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("_never_by_itself")
def test_what_refers_to_itself_goes_when_the_program_rests(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    given_back: list[str] = []
    let_go: list[PictureStore] = []

    def noting(store: PictureStore) -> None:
        let_go.append(store)

    monkeypatch.setattr(PictureStore, "let_go_of_parked", noting)
    monkeypatch.setattr(tidying, "REST", 50)
    monkeypatch.setattr(tidying, "give_back_gaps", lambda: given_back.append("all"))
    with whole_program(qtbot, lambda _device, _format: FakeStudio()) as workbench:
        circle = weakref.ref(Circle())
        assert circle() is not None
        workbench.document.set_photo(picture(1))
        workbench.document.styles.add([(picture(2), None)])
        wait_until_painted(qtbot, workbench)
        qtbot.waitUntil(lambda: circle() is None, timeout=TIMEOUT)
        assert given_back
        assert let_go


def test_in_a_long_rest_all_goes_that_the_document_as_it_is_does_not_need(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_back: list[int] = []
    monkeypatch.setattr(tidying, "give_back_freed_memory", given_back.append)
    monkeypatch.setattr(pictures_module, "RESTING_BYTES", 0)
    studio = FakeStudio()
    with whole_program(qtbot, lambda _device, _format: studio) as workbench:
        document, pictures = workbench.document, workbench.document.pictures
        wait_until_painted(qtbot, workbench)
        document.set_photo(picture(1, 900, 600))
        document.set_photo(picture(2, 900, 600))
        wait_until_painted(qtbot, workbench)
        for name in pictures.whole_pictures():
            pictures.reduced(name, 100)
        pictures.preview_pictures(document.state)
        here = document.state.picture_hashes
        needed = {key: copy for key, copy in pictures._reduced.items() if key[0] in here}
        assert max(side for _, side in needed) <= SMALL_SIDE
        qtbot.waitUntil(workbench.tidying._resting_long.isActive, timeout=TIMEOUT)
        forgot_early = studio.forgot
        assert not forgot_early, "undoing is quick after a short rest"
        workbench.tidying._resting_long.setInterval(0)
        # Once the engine has forgotten, and once pictures are parked.
        qtbot.waitUntil(lambda: len(given_back) >= 2, timeout=TIMEOUT)
        assert studio.forgot
        assert document.state.photo is not None
        assert pictures._parked.keys() == pictures.whole_pictures().keys() - {document.state.photo.picture_hash}
        assert needed
        assert pictures._reduced.keys() == needed.keys()
        assert all(pictures._reduced[key] is copy for key, copy in needed.items())
        assert not workbench.window.status_line.busy


LEAVING_OUT = """
import gc
from gui.work.tidying import leave_out_what_is_loaded
leave_out_what_is_loaded(object())
first = gc.get_freeze_count()
later = [[] for _ in range(10_000)]
leave_out_what_is_loaded(object())
print(first > 1000, gc.get_freeze_count() - first < 1000)
"""


def test_what_is_loaded_first_is_left_out_of_the_search_and_nothing_later() -> None:
    # In a process of its own: the others here go on looking through everything.
    outcome = subprocess.run([sys.executable, "-c", LEAVING_OUT], capture_output=True, text=True, check=True)
    assert outcome.stdout.split() == ["True", "True"]
