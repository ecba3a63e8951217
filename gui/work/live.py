"""The live preview: whenever the document changes, what it shows is painted anew.

A draft, small enough to be there at once, comes before the preview proper. The canvas shows the draft's levels as they
arrive and keeps the draft until the preview is done; the filmstrip shows the preview's own levels.

A change is painted at once, whatever is being painted then. Only while a draft is young does it wait: a slider that is
dragged changes more often than anything can be painted, and would show nothing until the hand rests.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal, Slot

from engine.errors import PentimentoError
from engine.job import Job, Progress, Result
from engine.planning.plan import result_size
from gui.document.pictures import bounded_side
from gui.document.state import State, painting_of
from gui.messages import Topic
from gui.work.worker import Lane

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from engine.images import Picture
    from engine.job import Engine
    from gui.document.document import Document
    from gui.messages import Messages
    from gui.work.handle import Handle
    from gui.work.worker import StyliseThread, Task

YOUNG = 120
"""Milliseconds for which a draft goes on though the look has changed again."""

RESTS_AFTER = 2000
"""Milliseconds after which a finished preview that nobody has changed since is kept as a version."""

DRAFT_SIDE = 224
"""Long side in pixels of a draft of 3:2; others have as many. All five levels take a tenth of a second on two cores."""

DRAFT_SHARE = 0.1
"""The draft's share of the progress bar."""


@dataclass(frozen=True)
class DraftProgress(Progress):
    """A sign of life from the draft."""


class LivePreview(QObject):
    """Keeps the canvas in step with the document.

    Args:
        document: what is shown.
        thread: paints it.
        messages: where errors go.
        parent: the Qt parent.

    Signals:
        shown(pixels): what the canvas is to show until there is more; uint8, shape (H, W, 3).
        level_painted(level, pixels): a level of the preview proper.
        refined(losses): a step of refining, whose picture is shown.
        painted(result): the preview is done.
        returned(result): what was painted since was given up; the last one of this photo that is done is there again.
        recalled(picture): the document was painted before, and is so now: this is shown until it is painted anew.
        progressed(progress): for the progress bar.
        began(): painting begins; what the filmstrip shows is old.
        emptied(): there is nothing to paint.
        painting_changed(): whether anything is painted, or whether it is being refined, has changed.
        rested(make_job, result): nothing has changed for a while; what makes the job of the result, in any thread.
    """

    shown = Signal(object)
    level_painted = Signal(str, object)
    refined = Signal(object)
    painted = Signal(object)
    returned = Signal(object)
    recalled = Signal(object)
    progressed = Signal(object)
    began = Signal()
    emptied = Signal()
    painting_changed = Signal()
    rested = Signal(object, object)

    def __init__(
        self, document: Document, thread: StyliseThread, messages: Messages, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._thread = thread
        self._messages = messages
        self._work: Handle | None = None
        self._state: State | None = None
        self._make_job: Callable[[], Job] | None = None
        self._finished: tuple[Result, State] | None = None
        self._so_far: Result | None = None
        self._recalled: Picture | None = None
        self._drafting = False
        self._keeping = False
        self._told = (False, False)
        self._since_start = QElapsedTimer()
        self._about_to = self._timer(0, self.refresh)
        self._resting = self._timer(RESTS_AFTER, self._on_rested)
        document.changed.connect(self._on_changed)

    @property
    def result(self) -> Result | None:
        """The finished preview of the document as it is, if there is one."""
        if self._finished is None or painting_of(self._finished[1]) != painting_of(self._document.state):
            return None
        return self._finished[0]

    @property
    def latest(self) -> Result | None:
        """The last finished preview, whatever has changed since."""
        return None if self._finished is None else self._finished[0]

    @property
    def work(self) -> Handle | None:
        """What is painted now."""
        return self._work

    @property
    def is_painting(self) -> bool:
        """Whether anything is painted, or about to be."""
        return self._work is not None or self._about_to.isActive()

    @property
    def is_refining(self) -> bool:
        """Whether a picture is being refined, and is there to be kept."""
        return self._so_far is not None

    def _tell(self) -> None:
        now = (self.is_painting, self.is_refining)
        if now != self._told:
            self._told = now
            self.painting_changed.emit()

    @Slot()
    def refresh(self) -> None:
        """Paints the document as it is now; what is being painted is given up."""
        self._about_to.stop()
        self._resting.stop()
        try:
            make_job = self._document.jobs.preview_maker()
        except PentimentoError as error:
            self._messages.report(error, Topic.PREVIEW)
            make_job = None
        if make_job is None:
            self._give_up()
            self._finished = self._recalled = None
            self.emptied.emit()
            return
        self._so_far = None
        self._state, self._make_job = self._document.state, make_job
        self._recalled = self._known()
        self._work = self._painting(draft_then_preview(make_job, drafts=self._recalled is None))
        self._drafting = self._recalled is None
        self._since_start.start()
        self._tell()
        self.began.emit()
        if self._recalled is not None:
            self.recalled.emit(self._recalled)

    def _painting(self, task: Task) -> Handle:
        if self._work is not None:
            self._work.discard()
        work = self._thread.submit(task, Lane.PREVIEW)
        work.progressed.connect(self._on_progressed)
        work.level_arrived.connect(self._on_level)
        work.succeeded.connect(self._on_succeeded)
        work.failed.connect(self._on_failed)
        return work

    @Slot()
    def stop(self) -> None:
        """Gives up what is being painted, or is about to be.

        A picture that was being refined is kept as it is, and the look says how many steps that took: so an export
        gives what was seen. To undo that is to refine it to the end.
        """
        so_far, state = self._so_far, self._state
        stopped_by_hand = so_far is not None and state is not None and not self._about_to.isActive()
        self._give_up()
        if stopped_by_hand and so_far is not None and state is not None:
            self._keep(so_far, state)
        else:
            self._return()

    def _known(self) -> Picture | None:
        """The finished picture of the document as it is, painted at whatever size or kept as a version."""
        kept = self._document.versions.of(self._document.state)
        if self.result is not None:
            return self.result.picture
        return None if kept is None else kept.preview

    def _keep(self, so_far: Result, state: State) -> None:
        # What the look will ask for is there already.
        self._keeping = True
        try:
            self._document.change(_as_painted(self._document.state, so_far), self.tr("Stop refining"))
        finally:
            self._keeping = False
        self._finish(so_far, _as_painted(state, so_far))

    def _return(self) -> None:
        """Has no draft stay on the canvas, unless there is nothing else of this photo."""
        if self._recalled is not None:
            return
        if self._finished is not None and self._finished[1].photo == self._document.state.photo:
            self.returned.emit(self._finished[0])

    def _give_up(self) -> None:
        self._about_to.stop()
        if self._work is not None:
            self._work.discard()
        self._work = None
        self._drafting = False
        self._so_far = None
        self._tell()

    @Slot()
    def keep_version(self) -> None:
        """Keeps the finished preview as a version."""
        if self._finished is not None:
            result, state = self._finished
            self._document.versions.keep(result.picture, _as_painted(state, result))

    def pin(self) -> None:
        """Keeps the finished preview as a version that stays until it is deleted by hand."""
        if self._finished is not None:
            result, state = self._finished
            self._document.versions.keep(result.picture, _as_painted(state, result), pinned=True)

    @Slot()
    def _on_rested(self) -> None:
        self.keep_version()
        if self.result is not None and self._make_job is not None:
            self.rested.emit(self._make_job, self.result)

    def _timer(self, interval: int, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(slot)
        return timer

    @Slot(object, object)
    def _on_changed(self, old: State, new: State) -> None:
        if self._keeping:
            return
        if (painting_of(old), old.quality) != (painting_of(new), new.quality):
            self._resting.stop()
            if not self._about_to.isActive():
                # Never within the change itself: several may come together.
                young = self._drafting and self._since_start.elapsed() < YOUNG
                self._about_to.start(YOUNG - self._since_start.elapsed() if young else 0)
                self._tell()

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        if self._drafting and not isinstance(progress, DraftProgress):
            self._end_draft()
        self.progressed.emit(progress)
        if self._recalled is None and progress.losses is not None and progress.preview is not None:
            self._so_far = progress.so_far
            self._tell()
            self.shown.emit(progress.preview)
            self.refined.emit(progress.losses)

    @Slot(object)
    def _on_level(self, progress: Progress) -> None:
        if isinstance(progress, DraftProgress):
            self.shown.emit(progress.preview)
        else:
            self.level_painted.emit(progress.level, progress.preview)

    @Slot(object)
    def _on_succeeded(self, result: Result) -> None:
        assert self._state is not None, "it was painted"
        self._work = None
        self._so_far = None
        self._tell()
        self._end_draft()
        self._finish(result, self._state)

    def _finish(self, result: Result, state: State) -> None:
        self._finished = (result, state)
        self._recalled = None
        self._messages.withdraw(Topic.PREVIEW)
        self.painted.emit(result)
        for note in result.notes:
            self._messages.inform(note)
        if not self._about_to.isActive():
            self._resting.start()

    @Slot(object)
    def _on_failed(self, error: BaseException) -> None:
        self._work = None
        self._so_far = None
        self._tell()
        # What is about to be painted anew is not worth a message: its pictures may have gone from the document.
        if not self._about_to.isActive():
            self._messages.report(error, Topic.PREVIEW)
            self._return()
        self._end_draft()

    def _end_draft(self) -> None:
        self._drafting = False
        if self._about_to.isActive():
            self._about_to.start(0)


def _as_painted(state: State, result: Result) -> State:
    """The state that paints just this result: refining may have been stopped before its last step."""
    look = replace(state.look, refining=result.recipe.look.refining)
    return replace(state, treatment=replace(state.treatment, look=look))


def draft_then_preview(
    make_job: Callable[[], Job], *, drafts: bool = True
) -> Callable[[Engine], Generator[Progress, None, None]]:
    """Work that makes a job, paints it small and then as it is; the last progress carries the job's own result.

    Args:
        make_job: makes the job; called in the thread.
        drafts: whether it is painted small first, since there is nothing better to look at.
    """

    def work(studio: Engine) -> Generator[Progress, None, None]:
        job = make_job()
        draft = draft_of(job) if drafts else None
        share = 0.0
        if draft is not None:
            share = DRAFT_SHARE
            with closing(studio.stylise(draft)) as painting:
                for progress in painting:
                    told = {**vars(progress), "fraction": share * progress.fraction, "result": None}
                    yield DraftProgress(**told)
        with closing(studio.stylise(job)) as painting:
            for progress in painting:
                yield replace(progress, fraction=share + (1 - share) * progress.fraction)

    return work


def draft_of(job: Job) -> Job | None:
    """A job as a draft, with strokes as large in proportion; None where the job is hardly larger than a draft."""
    size = result_size((job.photo.width, job.photo.height), job.size)
    side, drafted = max(size), bounded_side(DRAFT_SIDE, size)
    if side < 1.5 * drafted:
        return None

    def smaller(style_size: int | None) -> int | None:
        return None if style_size is None else max(1, round(style_size * drafted / side))

    recipe = replace(job.recipe, style_size=smaller(job.recipe.style_size)).with_look(refining=None)
    regions = tuple(replace(region, style_size=smaller(region.style_size)) for region in job.regions)
    return replace(job, recipe=recipe, regions=regions, size=drafted)
