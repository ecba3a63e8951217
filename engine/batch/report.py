"""What is reported of a batch: where it is, how its pieces end, and how long it may still take. No torch."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from engine.job import Progress
from engine.sentences import Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.batch.plan import Piece

How: TypeAlias = Literal["painted", "incomplete", "finished", "kept", "failed"]
"""How a piece ended: painted now, painted though parts of its source are missing, found finished, left as the file that
is there, or failed."""

_NONE = Sentence("")


@dataclass(frozen=True)
class Ending:
    """How a piece of a batch ended.

    Attributes:
        piece: which.
        how: see `How`.
        sentence: why it failed; empty otherwise.
        notes: sentences about what was found while reading and painting.
        seconds: that it took.
    """

    piece: Piece
    how: How
    sentence: Sentence = _NONE
    notes: tuple[Sentence, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True)
class BatchReport:
    """How a batch ended, piece by piece, and the seconds that it took."""

    endings: tuple[Ending, ...]
    seconds: float

    def of(self, how: How) -> tuple[Ending, ...]:
        """The pieces that ended in a way."""
        return tuple(ending for ending in self.endings if ending.how == how)


@dataclass(frozen=True)
class BatchProgress(Progress):
    """A sign of life from a batch; `fraction` is of all of it, `result` is never there.

    Attributes:
        done: how many pieces have ended.
        total: how many there are.
        piece: the one at work.
        seconds_left: about how long the rest takes; None while that cannot be said.
        ending: of the piece that has just ended.
        report: with the last progress only.
        waiting: what is being waited for, where nothing happens without it; empty otherwise.
    """

    done: int = 0
    total: int = 0
    piece: Piece | None = None
    seconds_left: float | None = None
    ending: Ending | None = None
    report: BatchReport | None = None
    waiting: str = ""

    @property
    def outcome(self) -> object | None:
        """The report, once it is there."""
        return self.report

    @property
    def is_news(self) -> bool:
        """Also where a piece has ended."""
        return self.ending is not None or super().is_news


class Account:
    """Keeps count of a batch's pieces, and says how far it is.

    Args:
        total: how many pieces there are.
    """

    def __init__(self, total: int) -> None:
        self.total = total
        self.endings: list[Ending] = []
        self._begun = time.monotonic()
        self._painting_since = self._begun
        self._painted = 0

    def begin_painting(self) -> None:
        """From here on time is measured for the time that is left."""
        self._painting_since = time.monotonic()

    def ended(self, ending: Ending) -> BatchProgress:
        """Counts a piece that has ended."""
        self.endings.append(ending)
        # What fails mostly does so at once, and says nothing of how long the others take.
        self._painted += ending.how == "painted"
        return self.progress(Progress(1, None, "finish", 0.0, (0, 0, 0, 0)), ending=ending)

    def progress(
        self, inner: Progress, piece: Piece | None = None, ending: Ending | None = None, waiting: str = ""
    ) -> BatchProgress:
        """Where the batch is, given where the piece at work is."""
        done = len(self.endings)
        share = inner.fraction if piece is not None else 0.0
        worked = self._painted + share
        left = None
        # One picture's beginning says too little: networks are loaded and styles looked at.
        if worked > 0.5:
            left = (time.monotonic() - self._painting_since) / worked * (self.total - done - share)
        return BatchProgress(
            inner.pass_number,
            inner.level,
            inner.stage,
            min((done + share) / max(self.total, 1), 1.0),
            inner.area,
            inner.preview,
            done=done,
            total=self.total,
            piece=piece,
            seconds_left=left,
            ending=ending,
            waiting=waiting,
        )

    def report(self, order: Mapping[Piece, int]) -> BatchProgress:
        """The last progress, with the pieces in their order."""
        endings = tuple(sorted(self.endings, key=lambda ending: order[ending.piece]))
        report = BatchReport(endings, time.monotonic() - self._begun)
        return replace(self.progress(Progress(1, None, "finish", 0.0, (0, 0, 0, 0))), fraction=1.0, report=report)
