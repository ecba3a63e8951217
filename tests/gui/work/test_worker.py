from __future__ import annotations

import random
import threading
import time
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QThread

from engine.studio import Studio
from gui.work.worker import Lane, StyliseThread
from tests.engine.pictures import make_job, picture
from tests.gui.bench import OUTCOMES, TIMEOUT, Bench, bench_with, raising
from tests.gui.fakes import FakeStudio, fake_job, fake_progress

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from pytestqt.qtbot import QtBot

    from engine.job import Engine, Progress
    from engine.packs.registry import Registry
    from gui.work.handle import Handle


def test_a_preview_tells_all_in_order(qtbot: QtBot) -> None:
    thread = StyliseThread(FakeStudio)
    previews: list[int] = []
    submitted: list[Handle] = []
    thread.submitted.connect(submitted.append)
    work = thread.submit(fake_job(), Lane.PREVIEW)
    signals = [
        (thread.busy_changed, "busy"),
        (thread.ready, "ready"),
        (work.started, "started"),
        *[(work.level_arrived, f"arrived {level}") for level in "54321"],
        (work.succeeded, "succeeded"),
        (work.ended, "ended"),
        (thread.busy_changed, "idle"),
    ]

    def with_preview(progress: Progress) -> bool:
        assert progress.preview is not None
        previews.append(int(progress.preview.max()))
        return True

    checks: list[Callable[..., bool]] = [lambda busy: busy is True]
    checks += [with_preview if name.startswith("arrived") else lambda *_: True for _, name in signals[1:-1]]
    checks += [lambda busy: busy is False]
    with qtbot.waitSignals(signals, timeout=TIMEOUT, order="simple", check_params_cbs=checks):
        thread.start()
    assert thread.shut_down(TIMEOUT)
    assert submitted == [work]
    assert len(set(previews)) == 5


def test_the_order_is_strict_where_there_is_no_progress_to_tell(qtbot: QtBot) -> None:
    bench = Bench(qtbot, FakeStudio)
    thread = bench.thread
    work = thread.submit(raising(RuntimeError("no")))
    with qtbot.waitSignals(
        [thread.busy_changed, work.started, work.failed, work.ended, thread.busy_changed],
        timeout=TIMEOUT,
        order="strict",
    ):
        thread.start()
    assert thread.shut_down(TIMEOUT)


def test_signals_arrive_in_the_window_s_thread(qtbot: QtBot) -> None:
    with bench_with(qtbot, FakeStudio) as bench:
        heard = []
        work = bench.thread.submit(fake_job(), Lane.PREVIEW)
        work.succeeded.connect(lambda *_: heard.append(threading.get_ident()))
        bench.wait_for(work)
        assert bench.witness.threads == {threading.get_ident()}
        assert heard == [threading.get_ident()]


def test_progress_without_news_is_thinned_and_pictures_are_not(qtbot: QtBot) -> None:
    with bench_with(qtbot, FakeStudio) as bench:
        bench.wait_for(bench.thread.submit(fake_job(), Lane.PREVIEW))
        told = [what[2] for what in bench.witness.named("progressed")]
        everything = list(fake_progress(fake_job()))
        assert [one.level for one in told if one.preview is not None] == [f"relu{level}_1" for level in "54321"]
        assert told[-1].result is not None
        assert len(told) < len(everything)
        assert told[0].stage == "prepare"


def test_the_latest_preview_wins(qtbot: QtBot) -> None:
    studio = FakeStudio(stepwise=True)
    with bench_with(qtbot, lambda: studio) as bench:
        running = bench.thread.submit(fake_job(0), Lane.PREVIEW)
        studio.allow(3)
        bench.wait_for_signal("progressed")
        waiting = bench.thread.submit(fake_job(1), Lane.PREVIEW)
        last = bench.thread.submit(fake_job(2), Lane.PREVIEW)
        studio.allow(100)
        bench.wait_for(running, waiting, last)
        assert bench.witness.outcomes() == [("cancelled", running), ("cancelled", waiting), ("succeeded", last)]
        assert [what[1] for what in bench.witness.named("started")] == [running, last]
        assert len(studio.closed) == 1
        bench.wait_until_idle()


def test_a_preview_interrupts_the_queue_and_does_not_replace_it(qtbot: QtBot) -> None:
    studio = FakeStudio(stepwise=True)
    with bench_with(qtbot, lambda: studio) as bench:
        export = bench.thread.submit(fake_job(0))
        second_export = bench.thread.submit(fake_job(1))
        studio.allow(3)
        bench.wait_for_signal("progressed")
        preview = bench.thread.submit(fake_job(2), Lane.PREVIEW)
        studio.allow(100)
        bench.wait_for(export, second_export, preview)
        outcomes = [("succeeded", preview), ("succeeded", export), ("succeeded", second_export)]
        assert bench.witness.outcomes() == outcomes
        assert [what[1] for what in bench.witness.named("started")] == [export, preview, second_export]
        assert len(studio.jobs) == 3
        assert studio.closed == []


def test_cancelling_what_waits_and_what_runs(qtbot: QtBot) -> None:
    studio = FakeStudio(stepwise=True)
    with bench_with(qtbot, lambda: studio) as bench:
        running, waiting, kept = (bench.thread.submit(fake_job(seed)) for seed in range(3))
        studio.allow(1)
        bench.wait_for_signal("progressed")
        waiting.cancel()
        running.cancel()
        running.cancel()
        studio.allow(100)
        bench.wait_for(running, waiting, kept)
        assert set(bench.witness.outcomes()[:2]) == {("cancelled", running), ("cancelled", waiting)}
        assert bench.witness.outcomes()[2:] == [("succeeded", kept)]
        kept.cancel()
        bench.wait_until_idle()
        assert len(bench.witness.outcomes()) == 3
        assert len(studio.jobs) == 2


def test_cancelling_previews_and_the_queue(qtbot: QtBot) -> None:
    studio = FakeStudio(stepwise=True)
    with bench_with(qtbot, lambda: studio) as bench:
        export = bench.thread.submit(fake_job())
        preview = bench.thread.submit(fake_job(1), Lane.PREVIEW)
        preview.cancel()
        studio.allow(2)
        bench.wait_for(preview)
        assert bench.witness.outcomes() == [("cancelled", preview)]
        other = bench.thread.submit(fake_job(2), Lane.PREVIEW)
        other.cancel()
        export.cancel()
        studio.allow(2)
        bench.wait_for(export, other)
        assert {what for what, _ in bench.witness.outcomes()} == {"cancelled"}
        bench.wait_until_idle()


def test_it_is_too_late_to_cancel_once_the_result_is_there(qtbot: QtBot) -> None:
    painted, go_on = threading.Event(), threading.Event()

    def work(_: Engine) -> Generator[Progress, None, None]:
        last = list(fake_progress(fake_job()))[-1]
        yield last
        painted.set()
        go_on.wait(10)

    with bench_with(qtbot, FakeStudio) as bench:
        handle = bench.thread.submit(work)
        assert painted.wait(10)
        handle.cancel()
        go_on.set()
        bench.wait_for(handle)
        assert bench.witness.outcomes() == [("succeeded", handle)]


def test_jobs_wait_until_the_engine_is_ready(qtbot: QtBot) -> None:
    import_is_done = threading.Event()

    def make_studio() -> Engine:
        assert import_is_done.wait(10)
        return FakeStudio()

    with bench_with(qtbot, make_studio) as bench:
        early, cancelled = bench.thread.submit(fake_job()), bench.thread.submit(fake_job())
        replaced, last = bench.thread.submit(fake_job(), Lane.PREVIEW), bench.thread.submit(fake_job(), Lane.PREVIEW)
        cancelled.cancel()
        import_is_done.set()
        bench.wait_for(early, cancelled, replaced, last)
        kept = [outcome for outcome in bench.witness.outcomes() if outcome[0] == "succeeded"]
        assert kept == [("succeeded", last), ("succeeded", early)]
        assert bench.witness.named("ready", "started")[0] == ("ready",)


def test_a_new_engine_takes_over_and_begun_work_is_finished_by_the_old(qtbot: QtBot) -> None:
    old, new = FakeStudio(stepwise=True), FakeStudio()
    with bench_with(qtbot, lambda: old) as bench:
        begun, waiting = bench.thread.submit(fake_job(0)), bench.thread.submit(fake_job(1))
        old.allow(2)
        bench.wait_for_signal("progressed")
        bench.thread.replace_studio(lambda: new)
        old.allow(100)
        bench.wait_for(begun, waiting)
        assert bench.witness.outcomes() == [("succeeded", begun), ("succeeded", waiting)]
        assert (len(old.jobs), len(new.jobs)) == (1, 1)


def test_busy_comes_and_goes_with_the_work(qtbot: QtBot) -> None:
    with bench_with(qtbot, FakeStudio) as bench:
        bench.wait_for_signal("ready")
        for task in (fake_job(), raising(MemoryError())):
            bench.wait_for(bench.thread.submit(task))
            bench.wait_until_idle()
        assert [what[1] for what in bench.witness.named("busy_changed")] == [True, False, True, False]


def test_shutting_down_during_a_run_is_quick_and_leaves_no_thread(qtbot: QtBot) -> None:
    # All of it would take ten seconds.
    studio = FakeStudio(delay=0.2)
    bench = Bench(qtbot, lambda: studio)
    bench.thread.start()
    works = [bench.thread.submit(fake_job(seed)) for seed in range(3)]
    bench.wait_for_signal("progressed")
    began = time.monotonic()
    assert bench.thread.shut_down(4000)
    assert time.monotonic() - began < 4
    assert bench.thread.isFinished()
    late = bench.thread.submit(fake_job(), Lane.PREVIEW)
    bench.wait_for(*works, late)
    assert bench.outcomes_in_order() == [("cancelled", work) for work in (*works, late)]
    assert bench.witness.named("busy_changed")[-1] == ("busy_changed", False)
    assert len(studio.closed) == 1
    assert bench.thread.shut_down(1000)


def test_shutting_down_before_the_start(qtbot: QtBot) -> None:
    bench = Bench(qtbot, FakeStudio)
    work = bench.thread.submit(fake_job(), Lane.PREVIEW)
    assert bench.thread.shut_down(1000)
    bench.wait_for(work)
    assert bench.witness.outcomes() == [("cancelled", work)]


def test_shutting_down_says_when_a_step_takes_too_long(qtbot: QtBot) -> None:
    go_on = threading.Event()

    def work(_: Engine) -> Generator[Progress, None, None]:
        go_on.wait(10)
        yield from fake_progress(fake_job())

    with bench_with(qtbot, FakeStudio) as bench:
        handle = bench.thread.submit(work)
        bench.wait_for_signal("started")
        assert not bench.thread.shut_down(50)
        go_on.set()
        bench.wait_for(handle)
        assert bench.witness.outcomes() == [("cancelled", handle)]


def test_the_engine_lives_in_the_thread_alone(qtbot: QtBot) -> None:
    studio = FakeStudio()
    studio.hold()
    made: list[int] = []

    def make_studio() -> Engine:
        made.append(threading.get_ident())
        return studio

    jobs = [fake_job(seed) for seed in range(5)]
    with bench_with(qtbot, make_studio) as bench:
        for job in jobs:
            bench.thread.submit(job, Lane.PREVIEW)
            bench.qtbot.waitUntil(partial(studio.jobs.__contains__, job), timeout=TIMEOUT)
    assert studio.closed == jobs
    assert studio.threads == set(made) != {threading.get_ident()}
    assert bench.thread.stackSize() == 8 << 20


def test_older_jobs_are_forgotten_in_the_thread_when_nothing_else_is_to_do(qtbot: QtBot) -> None:
    studio = FakeStudio()
    with bench_with(qtbot, lambda: studio) as bench:
        bench.wait_for(bench.thread.submit(fake_job()))
        bench.wait_until_idle()
        before = list(bench.witness.seen)
        with qtbot.waitSignal(bench.thread.forgotten, timeout=TIMEOUT):
            bench.thread.forget_older()
        assert studio.forgot == 1
        assert bench.witness.seen == before, "that is no work"
        assert threading.get_ident() not in studio.threads


def test_work_that_comes_has_nothing_forgotten(qtbot: QtBot) -> None:
    studio = FakeStudio(stepwise=True)
    with bench_with(qtbot, lambda: studio) as bench:
        working = bench.thread.submit(fake_job())
        bench.wait_for_signal("started")
        bench.thread.forget_older()
        after = bench.thread.submit(fake_job(1))
        studio.allow(100)
        bench.wait_for(working, after)
        bench.wait_until_idle()
    assert studio.forgot == 0


def test_without_an_engine_there_is_nothing_to_forget(qtbot: QtBot) -> None:
    def failing() -> Engine:
        raise RuntimeError("no")

    with bench_with(qtbot, failing) as bench:
        bench.wait_for_signal("start_failed")
        with qtbot.waitSignal(bench.thread.forgotten, timeout=TIMEOUT):
            bench.thread.forget_older()


def test_the_thread_lives_on_where_forgetting_fails(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(_: FakeStudio) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(FakeStudio, "forget_older_photos", failing)
    with bench_with(qtbot, FakeStudio) as bench:
        bench.wait_for_signal("ready")
        with qtbot.waitSignal(bench.thread.forgotten, timeout=TIMEOUT):
            bench.thread.forget_older()
        bench.wait_for(bench.thread.submit(fake_job()))
        assert len(bench.witness.named("succeeded")) == 1


def test_qt_s_own_start_is_not_taken_for_a_job_s(qtbot: QtBot) -> None:
    with bench_with(qtbot, FakeStudio) as bench:
        bench.wait_for_signal("ready")
        assert bench.witness.named("started") == []
        assert isinstance(bench.thread, QThread)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_asked_each_id_has_one_outcome(qtbot: QtBot, seed: int) -> None:
    numbers = random.Random(seed)
    errors = [RuntimeError("no"), MemoryError(), KeyboardInterrupt()]

    def make_studio() -> Engine:
        if numbers.random() < 0.3:
            raise RuntimeError("no engine this time")
        return FakeStudio(delay=0.0005)

    works: list[Handle] = []
    job = fake_job()
    with bench_with(qtbot, make_studio) as bench:
        thread = bench.thread
        asked: list[Callable[[], object]] = [
            lambda: works.append(thread.submit(job, Lane.PREVIEW)),
            lambda: works.append(thread.submit(job, Lane.PREVIEW)),
            lambda: works.append(thread.submit(job)),
            lambda: works.append(thread.submit(raising(numbers.choice(errors)))),
            lambda: works.append(thread.submit(raising(numbers.choice(errors)), Lane.PREVIEW)),
            lambda: numbers.choice(works).cancel() if works else None,
            lambda: numbers.choice(works).discard() if works else None,
            lambda: thread.replace_studio(make_studio) if numbers.random() < 0.2 else None,
            lambda: qtbot.wait(numbers.choice([1, 3, 10])),
        ]
        for _ in range(150):
            numbers.choice(asked)()
        if seed % 2:
            bench.wait_for(*works)
            bench.wait_until_idle()
    bench.wait_for(*works)
    assert [work for _, work in bench.outcomes_in_order()] == works
    busy = [what[1] for what in bench.witness.named("busy_changed")]
    assert busy == [turn % 2 == 0 for turn in range(len(busy))]
    assert not busy[-1]
    ended: set[Handle] = set()
    for what in bench.witness.seen:
        if what[0] in ("started", "progressed"):
            assert what[1] not in ended
        elif what[0] in OUTCOMES:
            ended.add(what[1])


def test_the_real_engine_paints_in_the_thread(qtbot: QtBot, registry: Registry) -> None:
    manifest = registry.find("tiny").manifest
    jobs = [make_job(manifest, picture(64, 48, seed), picture(50, 50, 9)) for seed in range(3)]
    with bench_with(qtbot, lambda: Studio(registry, "cpu", "float32")) as bench:
        export = bench.thread.submit(jobs[0])
        bench.wait_for_signal("started")
        replaced = bench.thread.submit(jobs[1], Lane.PREVIEW)
        preview = bench.thread.submit(jobs[2], Lane.PREVIEW)
        bench.wait_for(export, replaced, preview)
        painted = {what[1]: what[2] for what in bench.witness.named("succeeded")}
        assert painted.keys() >= {export, preview}
    alone = Studio(registry, "cpu", "float32")
    for work, job in ((export, jobs[0]), (preview, jobs[2])):
        *_, last = alone.stylise(job)
        assert last.result is not None
        assert np.array_equal(painted[work].picture.pixels, last.result.picture.pixels)
