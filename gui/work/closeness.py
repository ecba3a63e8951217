"""How near the present result is to its styles and to its photo, measured while the window rests."""

from __future__ import annotations

import logging
import math
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from engine.job import Progress
from gui.work.worker import Lane

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from engine.job import Engine, Job, Result
    from engine.look.refining import Losses
    from gui.work.handle import Handle
    from gui.work.live import LivePreview
    from gui.work.worker import StyliseThread

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Closeness:
    """What both losses say in shares: losses are squares of distances, and nobody knows their units.

    Attributes:
        style: 1 for the styles' own statistics, 0 for a picture without any features, or one farther from the style.
        photo: 1 for the photo itself, about a third for a photo of something else, and for strong painting too.
    """

    style: float
    photo: float


@dataclass(frozen=True)
class MeasuringProgress(Progress):
    """A sign of life from measuring, whose last one carries the losses."""

    @property
    def outcome(self) -> object | None:
        """The losses, once they are there."""
        return self.losses


class ClosenessMeter(QObject):
    """Measures each result once it has rested, and gives that up as soon as anything is painted.

    Args:
        live: paints.
        thread: measures, in the lane of previews, so that the next preview takes its place.
        parent: the Qt parent.

    Signals:
        measured(closeness): of the present result; None: it is not known.
    """

    measured = Signal(object)

    def __init__(self, live: LivePreview, thread: StyliseThread, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = thread
        self._work: Handle | None = None
        live.rested.connect(self._measure)
        live.began.connect(self.forget)
        live.emptied.connect(self.forget)

    @Slot()
    def forget(self) -> None:
        """The result is no longer what the document asks for."""
        if self._work is not None:
            self._work.discard()
            self._work = None
        self.measured.emit(None)

    @Slot(object, object)
    def _measure(self, make_job: Callable[[], Job], result: Result) -> None:
        if result.losses is not None:
            self.measured.emit(closeness_of(result.losses))
            return
        self._work = self._thread.submit(measuring(make_job, result), Lane.PREVIEW)
        self._work.succeeded.connect(self._on_succeeded)
        self._work.failed.connect(self._on_failed)

    @Slot(object)
    def _on_succeeded(self, losses: Losses) -> None:
        self._work = None
        self.measured.emit(closeness_of(losses))

    @Slot(object)
    def _on_failed(self, error: BaseException) -> None:
        self._work = None
        # Nobody asked for it, so nobody is bothered: a large preview may just be too much for it.
        logger.info("the result was not measured: %s", error)


def closeness_of(losses: Losses) -> Closeness:
    """Both losses as shares: 1 − √style, and 1 / (1 + content), since content losses of paintings go beyond 2."""
    return Closeness(max(0.0, 1 - math.sqrt(max(0.0, losses.style))), 1 / (1 + max(0.0, losses.content)))


def measuring(make_job: Callable[[], Job], result: Result) -> Callable[[Engine], Generator[Progress, None, None]]:
    """Work that measures a result; its last progress carries the losses."""

    def work(studio: Engine) -> Generator[Progress, None, None]:
        with closing(studio.measure(make_job(), result.picture)) as steps:
            for step in steps:
                yield MeasuringProgress(**vars(step))

    return work
