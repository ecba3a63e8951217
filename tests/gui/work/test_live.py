from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from engine.errors import JobError, PackError
from engine.images import resize
from engine.job import DEFAULT_STRENGTH, PackReference
from engine.networks.stepped import level_layers
from engine.planning.plan import result_size
from engine.studio import Studio
from engine.vgg import LEVELS
from gui.document.document import Document
from gui.document.pictures import bounded_side
from gui.messages import Messages
from gui.work.live import DRAFT_SIDE, YOUNG, DraftProgress, LivePreview, draft_of
from gui.work.worker import StyliseThread
from tests.engine.counting import counted
from tests.gui.bench import EveryWork
from tests.gui.fakes import FakeStudio, fake_job
from tests.gui.made import picture

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from pytestqt.qtbot import QtBot

    from engine.images import Picture
    from engine.job import Engine, Progress, Result
    from engine.packs.registry import Registry
    from gui.document.state import State


PATIENCE = 60_000
"""Milliseconds for a picture by the real engine, on a busy machine."""


class Bench:
    """A document with a live preview and an engine of a few lines."""

    def __init__(self, studio: Engine, pack: PackReference | None = None) -> None:
        self.document = Document(pack_of=lambda _name: pack)
        self.messages = Messages()
        self.told: list[str] = []
        self.messages.message.connect(lambda message: self.told.append(message.text))
        self.painter = StyliseThread(lambda: studio)
        self.every = EveryWork(self.painter)
        self.live = LivePreview(self.document, self.painter, self.messages)
        self.painter.start()

    def fill(self, side: int = 900) -> None:
        self.document.set_photo(picture(1, side, side // 2))
        self.document.styles.add([(picture(2), None)])


@pytest.fixture
def bench(qapp: object, studio: FakeStudio) -> Iterator[Bench]:
    assert qapp is not None
    made = Bench(studio)
    yield made
    assert made.painter.shut_down(5000)


def test_a_change_is_painted_as_a_draft_and_then_as_the_preview(bench: Bench, qtbot: QtBot) -> None:
    seen: list[Progress] = []
    shown: list[Any] = []
    levels: list[str] = []
    bench.live.progressed.connect(seen.append)
    bench.live.shown.connect(shown.append)
    bench.live.level_painted.connect(lambda level, _pixels: levels.append(level))
    with qtbot.waitSignal(bench.live.painted) as painted:
        bench.fill()
    result: Result = painted.args[0]
    side = max(result.picture.width, result.picture.height)
    assert side == bounded_side(bench.document.state.quality.preview_size, (900, 450))
    kinds = [isinstance(progress, DraftProgress) for progress in seen]
    assert kinds[0]
    assert kinds == sorted(kinds, reverse=True)
    fractions = [progress.fraction for progress in seen]
    assert fractions == sorted(fractions)
    assert levels == list(result.recipe.levels)
    # The draft's five levels until the preview is finished: never back to a level that was passed.
    assert [max(pixels.shape) for pixels in shown] == 5 * [bounded_side(DRAFT_SIDE, (900, 450))]
    assert bench.live.result is result


def test_only_the_last_of_many_changes_is_painted_to_the_end(bench: Bench, qtbot: QtBot, studio: FakeStudio) -> None:
    with qtbot.waitSignal(bench.live.painted):
        bench.fill()
    studio.delay = 0.005
    for step in range(1, 20):
        bench.document.change_look(strength=step / 20)
        qtbot.wait(3)
    with qtbot.waitSignal(bench.live.painted) as painted:
        bench.document.change_look(strength=1.0)
    assert painted.args[0].recipe.look.strength == 1.0
    qtbot.wait(100)
    assert bench.live.result is painted.args[0]


def test_a_hand_that_goes_on_moving_sees_drafts_meanwhile(
    bench: Bench, qtbot: QtBot, studio: FakeStudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On a busy machine a draft would not be there while it is young.
    monkeypatch.setattr("gui.work.live.YOUNG", 10 * YOUNG)
    with qtbot.waitSignal(bench.live.painted):
        bench.fill()
    # A draft takes 85 ms, longer than between two changes.
    studio.delay = 0.005
    shown: list[Any] = []
    bench.live.shown.connect(shown.append)
    for step in range(1, 40):
        bench.document.change_look(strength=step / 40)
        qtbot.wait(10)
    assert len(shown) >= 5
    # Nothing waits for a draft that is done, nor for the preview after it.
    with qtbot.waitSignal(bench.live.level_painted):
        bench.document.change_look(strength=1.0)
    monkeypatch.setattr("gui.work.live.YOUNG", 1000 * YOUNG)
    with qtbot.waitSignal(bench.every.started):
        bench.document.change_look(strength=0.9)


def test_changes_that_come_together_are_painted_once(bench: Bench, qtbot: QtBot, studio: FakeStudio) -> None:
    with qtbot.waitSignal(bench.live.painted):
        bench.document.set_photo(picture(1, DRAFT_SIDE, DRAFT_SIDE))
        bench.document.styles.add([(picture(2), None)])
        bench.document.change_look(strength=0.5)
    assert [job.recipe.look.strength for job in studio.jobs] == [0.5]


def test_a_moved_strength_runs_its_own_level_only(qtbot: QtBot, registry: Registry) -> None:
    manifest = registry.find("tiny").manifest
    made = Bench(Studio(registry, "cpu", "float32"), PackReference("tiny", manifest.sha256))
    try:
        with qtbot.waitSignal(made.live.painted, timeout=PATIENCE):
            made.fill(2 * DRAFT_SIDE)
        levels: list[str] = []
        made.live.level_painted.connect(lambda level, _pixels: levels.append(level))
        for strength in (0.2, 0.4):
            with counted() as ran, qtbot.waitSignal(made.live.painted, timeout=PATIENCE) as painted:
                made.document.change_level("relu1_1", strength=strength)
            # One decoder for the draft and one for the preview: not even the features are computed anew.
            assert [network.layers for network in ran] == 2 * [level_layers(manifest, "relu1_1").decoder]
            assert painted.args[0].recipe.level_strengths["relu1_1"] == pytest.approx(strength * DEFAULT_STRENGTH)
        assert levels == 2 * list(LEVELS)
    finally:
        assert made.painter.shut_down(5000)


def test_a_result_at_rest_is_kept_once(bench: Bench, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bench.live.painted):
        bench.fill()
    bench.live.keep_version()
    bench.live.keep_version()
    assert len(bench.document.versions.all) == 1
    bench.live.pin()
    assert bench.document.versions.all[0].pinned


def test_nothing_to_paint_empties_the_canvas(bench: Bench, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bench.live.painted):
        bench.fill()
    with qtbot.waitSignal(bench.live.emptied):
        bench.document.styles.remove(bench.document.state.styles[0].key)
    assert bench.live.result is None


def test_a_failure_is_told_and_the_next_change_paints_again(bench: Bench, qtbot: QtBot, studio: FakeStudio) -> None:
    studio.error = PackError("The pack is damaged: install it again.")
    with qtbot.waitSignal(bench.messages.message):
        bench.fill()
    assert bench.told == ["The pack is damaged: install it again."]
    studio.error = None
    with qtbot.waitSignal(bench.live.painted):
        bench.document.change_look(strength=0.3)


def test_stop_gives_up_and_leaves_the_last_result(bench: Bench, qtbot: QtBot, studio: FakeStudio) -> None:
    with qtbot.waitSignal(bench.live.painted) as painted:
        bench.fill()
    studio.delay = 0.05
    with qtbot.waitSignal(bench.every.started):
        bench.document.change_look(strength=0.2)
    with qtbot.waitSignal(bench.every.cancelled):
        bench.live.stop()
    assert bench.live.latest is painted.args[0]
    assert bench.live.result is None


def test_a_draft_has_strokes_as_large_in_proportion() -> None:
    for height in (667, 1000, 500):
        job = fake_job(width=1000, height=height)
        draft = draft_of(job)
        assert draft is not None
        across, down = result_size((1000, height), draft.size)
        assert abs(across * down / (DRAFT_SIDE**2 / 1.5) - 1) < 0.03
    assert draft_of(fake_job(width=300, height=200)) is None


def test_the_window_does_not_wait_until_a_large_picture_is_reduced(
    bench: Bench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = []

    def noted(whole: Picture, size: tuple[int, int]) -> Picture:
        threads.append(threading.current_thread())
        return resize(whole, size)

    monkeypatch.setattr("gui.document.pictures.resize", noted)
    with qtbot.waitSignal(bench.live.painted):
        bench.fill()
    assert threads
    assert threading.main_thread() not in threads


def test_what_fails_is_no_news_where_something_else_is_about_to_be_painted(
    bench: Bench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with qtbot.waitSignal(bench.live.painted):
        bench.fill()

    # So that the failure is there before anything else is painted, on a busy machine too.
    monkeypatch.setattr("gui.work.live.YOUNG", 1000)
    pictures = bench.document.pictures.preview_pictures

    def gone_before(state: State) -> Any:
        if state.look.strength != 0.1:
            raise JobError("A picture of the document should be there.")
        return pictures(state)

    monkeypatch.setattr(bench.document.pictures, "preview_pictures", gone_before)
    with qtbot.waitSignals([bench.every.failed, bench.live.painted]):
        bench.document.change_look(strength=0.2)
        bench.live.refresh()
        bench.document.change_look(strength=0.1)
    assert bench.told == []
