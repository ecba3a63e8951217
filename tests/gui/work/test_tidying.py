"""Memory that nothing uses is given back when the program rests."""

from __future__ import annotations

import gc
import weakref
from typing import TYPE_CHECKING

import pytest

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
    gc.unfreeze()
    gc.collect()
    gc.disable()
    yield
    gc.enable()
    gc.unfreeze()


@pytest.mark.usefixtures("_never_by_itself")
def test_what_refers_to_itself_goes_when_the_program_rests(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    given_back: list[str] = []
    monkeypatch.setattr(tidying, "REST", 50)
    monkeypatch.setattr(tidying, "give_back_gaps", lambda: given_back.append("all"))
    with whole_program(qtbot, lambda _device, _format: FakeStudio()) as workbench:
        qtbot.waitUntil(lambda: gc.get_freeze_count() > 0, timeout=TIMEOUT)
        circle = weakref.ref(Circle())
        assert circle() is not None
        workbench.document.set_photo(picture(1))
        workbench.document.add_styles([(picture(2), None)])
        wait_until_painted(qtbot, workbench)
        qtbot.waitUntil(lambda: circle() is None, timeout=TIMEOUT)
        assert given_back
