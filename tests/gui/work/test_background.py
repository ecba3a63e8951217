"""The thread for slow things: order, failures, and its end."""

from __future__ import annotations

import concurrent.futures
import gc
import threading
import weakref
from typing import TYPE_CHECKING

import pytest

from gui.work.background import Background

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture
def background(qapp: object) -> Iterator[Background]:
    assert qapp is not None
    made = Background()
    yield made
    made.close()


def test_outcomes_come_in_order_and_in_the_windows_thread(background: Background, qtbot: QtBot) -> None:
    told: list[tuple[str, object, int]] = []
    error = ValueError("no")

    def fail() -> None:
        raise error

    def note(kind: str) -> object:
        return lambda outcome: told.append((kind, outcome, threading.get_ident()))

    done, failed = note("done"), note("failed")
    assert callable(done)
    assert callable(failed)
    background.run(threading.get_ident, done, failed)
    background.run(fail, done, failed)
    background.run(lambda: 3, done, failed)
    qtbot.waitUntil(lambda: len(told) == 3)
    here = threading.get_ident()
    assert told[0][1] != here
    assert told[1:] == [("failed", error, here), ("done", 3, here)]
    assert told[0][2] == here


def test_no_outcome_comes_before_whoever_asked_has_gone_on(
    background: Background, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit = background._thread.submit

    def done_at_once(work: Callable[[], int]) -> concurrent.futures.Future[int]:
        future = submit(work)
        concurrent.futures.wait([future])
        return future

    monkeypatch.setattr(background._thread, "submit", done_at_once)
    told: list[str] = []
    background.run(lambda: 1, lambda _: told.append("done"), lambda _: told.append("failed"))
    told.append("gone on")
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told == ["gone on", "done"]


def test_closing_waits_for_what_is_done_and_gives_up_the_rest(background: Background, qtbot: QtBot) -> None:
    begun, may_end = threading.Event(), threading.Event()
    happened: list[str] = []

    def slow() -> None:
        begun.set()
        may_end.wait(10)
        happened.append("slow")

    background.run(slow, lambda _: happened.append("told"), lambda _: happened.append("failed"))
    background.run(lambda: happened.append("waiting"), lambda _: None, lambda _: None)
    assert begun.wait(10)
    threading.Timer(0.05, may_end.set).start()
    background.close()
    assert happened == ["slow"]
    qtbot.wait(20)
    background.run(lambda: happened.append("late"), lambda _: None, lambda _: None)
    assert happened == ["slow"]


class Large:
    """Stands for a photo of many megapixels."""


@pytest.mark.parametrize("fails", [False, True])
def test_nothing_is_kept_of_what_is_done(background: Background, qtbot: QtBot, fails: bool) -> None:
    made: list[weakref.ref[Large]] = []
    told: list[str] = []

    asked = threading.Event()

    def work() -> Large:
        asked.wait(10)
        large = Large()
        made.append(weakref.ref(large))
        if fails:
            raise ValueError("no")
        return large

    gc.collect()
    gc.disable()
    try:
        background.run(work, lambda _: told.append("done"), lambda _: told.append("failed"))
        asked.set()
        qtbot.waitUntil(lambda: bool(told))
        # The thread may still be about to forget it.
        qtbot.waitUntil(lambda: made[0]() is None)
    finally:
        gc.enable()
    assert told == ["failed" if fails else "done"]
