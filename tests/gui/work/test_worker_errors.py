from __future__ import annotations

import gc
import threading
import traceback
import weakref
from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine.errors import DeviceError
from engine.job import Job, Progress
from engine.studio import Studio
from gui.work.worker import Lane
from tests.gui.bench import TIMEOUT, Bench, bench_with, raising
from tests.gui.fakes import FakeStudio, fake_job, fake_progress

if TYPE_CHECKING:
    from collections.abc import Generator

    from pytestqt.qtbot import QtBot

    from engine.job import Engine
    from engine.packs.registry import Registry


class LinAlgError(RuntimeError):
    """As torch has one."""


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("wrong"),
        MemoryError(),
        LinAlgError("did not converge"),
        np.linalg.LinAlgError("did not converge"),
        DeviceError("There is no such device."),
        KeyboardInterrupt(),
        SystemExit(3),
        GeneratorExit(),
        StopIteration(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_every_error_is_an_outcome(qtbot: QtBot, error: BaseException) -> None:
    with bench_with(qtbot, FakeStudio) as bench:
        failed = bench.thread.submit(raising(error))
        after = bench.thread.submit(fake_job())
        bench.wait_for(failed, after)
        assert bench.witness.outcomes() == [("failed", failed), ("succeeded", after)]
        told = bench.witness.named("failed")[0][2]
        assert told is error or told.__cause__ is error  # Python itself wraps a StopIteration
        names = [frame.name for frame in traceback.extract_tb(error.__traceback__)]
        assert names[-1] == "work"
        assert "_advance" not in names
        bench.wait_until_idle()


def test_an_error_at_any_step_of_the_engine(qtbot: QtBot) -> None:
    studio = FakeStudio(error=RuntimeError("no"))
    with bench_with(qtbot, lambda: studio) as bench:
        for step in range(17):
            studio.error_at = step
            bench.wait_for(bench.thread.submit(fake_job(), Lane.PREVIEW))
        assert [what for what, _ in bench.witness.outcomes()] == ["failed"] * 17


def test_a_failed_job_s_pictures_are_not_kept_by_its_error(qtbot: QtBot) -> None:
    class Pixels:
        """Something large."""

    kept: list[weakref.ref[Pixels]] = []

    def work(_: Engine) -> Generator[Progress, None, None]:
        large = Pixels()
        kept.append(weakref.ref(large))
        yield Progress(1, None, "prepare", 0.0, (0, 0, 1, 1))
        try:
            int("inner")
        except ValueError as error:
            raise RuntimeError("outer") from error

    with bench_with(qtbot, FakeStudio) as bench:
        bench.wait_for(bench.thread.submit(work))
        assert kept[0]() is None
        ((_, _, error),) = bench.witness.named("failed")
        assert "inner" in str(error.__cause__)


def test_an_idle_thread_keeps_no_job_alive(qtbot: QtBot) -> None:
    with bench_with(qtbot, FakeStudio) as bench:
        thread = bench.thread
        job = fake_job()
        photo = weakref.ref(job.photo)
        studio = FakeStudio()
        thread.replace_studio(lambda: studio)
        bench.wait_for(thread.submit(job, Lane.PREVIEW), thread.submit(raising(RuntimeError())))
        bench.wait_until_idle()
        del job
        studio.jobs.clear()
        bench.witness.seen.clear()
        gc.collect()
        assert photo() is None


def test_work_without_a_result_fails(qtbot: QtBot) -> None:
    def work(_: Engine) -> Generator[Progress, None, None]:
        yield Progress(1, None, "prepare", 0.0, (0, 0, 1, 1))

    def no_generator(_: Engine) -> Generator[Progress, None, None]:
        raise RuntimeError("not even begun")

    with bench_with(qtbot, FakeStudio) as bench:
        handles = [bench.thread.submit(work), bench.thread.submit(no_generator)]
        bench.wait_for(*handles)
        assert bench.witness.outcomes() == [("failed", handle) for handle in handles]


def test_work_that_goes_on_after_its_result_is_ended(qtbot: QtBot) -> None:
    def work(_: Engine) -> Generator[Progress, None, None]:
        last = list(fake_progress(fake_job()))[-1]
        while True:
            yield last

    with bench_with(qtbot, FakeStudio) as bench:
        handle = bench.thread.submit(work)
        bench.wait_for(handle)
        assert bench.witness.outcomes() == [("succeeded", handle)]


def test_a_generator_that_will_not_close_is_cancelled_all_the_same(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    def stubborn(_: Engine) -> Generator[Progress, None, None]:
        try:
            while True:
                yield Progress(1, None, "encode", 0.0, (0, 0, 1, 1))
        except GeneratorExit:
            yield Progress(1, None, "decode", 0.0, (0, 0, 1, 1))

    def clumsy(_: Engine) -> Generator[Progress, None, None]:
        try:
            while True:
                yield Progress(1, None, "encode", 0.0, (0, 0, 1, 1))
        finally:
            raise KeyError("while tidying up")

    with bench_with(qtbot, FakeStudio) as bench:
        for count, work in enumerate((stubborn, clumsy), 1):
            handle = bench.thread.submit(work)
            bench.wait_for_signal("started", count)
            handle.cancel()
            bench.wait_for(handle)
            assert bench.witness.outcomes()[-1] == ("cancelled", handle)
        bench.wait_until_idle()
    assert "generator ignored GeneratorExit" in caplog.text
    assert "while tidying up" in caplog.text


def test_an_engine_that_cannot_be_made_fails_what_waits_and_is_tried_again(qtbot: QtBot) -> None:
    failure = DeviceError("There is no such device.")
    answers: list[BaseException | None] = [failure, failure, None]

    def make_studio() -> Engine:
        answer = answers.pop(0)
        if answer is not None:
            raise answer
        return FakeStudio()

    bench = Bench(qtbot, make_studio)
    first, second = bench.thread.submit(fake_job(0)), bench.thread.submit(fake_job(1), Lane.PREVIEW)
    bench.thread.start()
    try:
        bench.wait_for(first, second)
        bench.wait_until_idle()
        assert bench.outcomes_in_order() == [("failed", first), ("failed", second)]
        assert {what[2] for what in bench.witness.named("failed")} == {failure}
        third = bench.thread.submit(fake_job(2), Lane.PREVIEW)
        bench.wait_for(third)
        fourth = bench.thread.submit(fake_job(3), Lane.PREVIEW)
        bench.wait_for(fourth)
        assert bench.witness.outcomes()[2:] == [("failed", third), ("succeeded", fourth)]
        names = [what[0] for what in bench.witness.named("start_failed", "ready")]
        assert names == ["start_failed", "start_failed", "ready"]
        bench.wait_until_idle()
    finally:
        assert bench.thread.shut_down(TIMEOUT)


def test_work_that_was_cancelled_is_not_told_as_failed_where_no_engine_can_be_made(qtbot: QtBot) -> None:
    being_made, go_on = threading.Event(), threading.Event()

    def failing() -> Engine:
        being_made.set()
        assert go_on.wait(10)
        raise RuntimeError("no")

    with bench_with(qtbot, failing) as bench:
        cancelled, waiting = bench.thread.submit(fake_job(0)), bench.thread.submit(fake_job(1))
        assert being_made.wait(10)
        cancelled.cancel()
        go_on.set()
        bench.wait_for(cancelled, waiting)
        assert bench.outcomes_in_order() == [("cancelled", cancelled), ("failed", waiting)]


def test_a_new_engine_asked_for_while_one_is_made(qtbot: QtBot) -> None:
    being_made, go_on = threading.Event(), threading.Event()

    def failing() -> Engine:
        being_made.set()
        assert go_on.wait(10)
        raise RuntimeError("no")

    with bench_with(qtbot, failing) as bench:
        work = bench.thread.submit(fake_job(), Lane.PREVIEW)
        assert being_made.wait(10)
        bench.thread.replace_studio(FakeStudio)
        go_on.set()
        bench.wait_for(work)
        assert bench.witness.outcomes() == [("succeeded", work)]
        # Nobody is to act on the failure of what is no longer wanted, as going over to the processor would.
        assert [what[0] for what in bench.witness.named("start_failed", "ready")] == ["ready"]


def test_the_real_engine_s_refusals_arrive(qtbot: QtBot, registry: Registry) -> None:
    with bench_with(qtbot, lambda: Studio(registry, "nowhere")) as bench:
        job: Job = fake_job()
        bench.wait_for(bench.thread.submit(job, Lane.PREVIEW))
        ((_, _, error),) = bench.witness.named("failed")
        assert isinstance(error, DeviceError)
