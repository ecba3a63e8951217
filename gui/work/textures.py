"""Textures on their way through the painting thread's queue: small ones to choose from, and whole ones to keep."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from PySide6.QtCore import QObject, Signal, Slot

from engine.job import Progress, Result
from gui.messages import Topic
from gui.work.loading import warm

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from engine.images import Picture
    from engine.job import Studio
    from gui.document.document import Document
    from gui.messages import Messages
    from gui.work.texture_look import TextureLook
    from gui.work.worker import StyliseThread

Use: TypeAlias = Literal["photo", "style"]


@dataclass(frozen=True)
class CardProgress(Progress):
    """A sign of life from a row of cards.

    Attributes:
        seed: of the texture at work.
        card: its picture, with the last step on it.
        cards: how many there are, once all are done.
    """

    seed: int = 0
    card: Picture | None = None
    cards: int | None = None

    @property
    def outcome(self) -> object | None:
        """How many cards were painted, at the end."""
        return self.cards

    @property
    def is_news(self) -> bool:
        """Cards must not be passed over."""
        return self.card is not None or self.cards is not None


class Textures(QObject):
    """Enqueues textures and tells how they get on.

    Args:
        document: takes textures as its photo or styles.
        thread: paints.
        messages: where errors go.
        parent: the Qt parent.

    Signals:
        card_painted(seed, picture): a variation is there.
        progressed(progress): a sign of life, for a bar.
        whole_progressed(progress): a sign of life from a whole texture; None when none is left.
        ended(): nothing is painted any more, whether it was finished, stopped or failed.
    """

    card_painted = Signal(object, object)
    progressed = Signal(object)
    whole_progressed = Signal(object)
    ended = Signal()

    def __init__(
        self, document: Document, thread: StyliseThread, messages: Messages, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._thread = thread
        self._messages = messages
        self._cards: int | None = None
        self._uses: dict[int, tuple[Use, int]] = {}
        thread.progressed.connect(self._on_progressed)
        thread.succeeded.connect(self._on_succeeded)
        thread.failed.connect(self._on_failed)
        thread.cancelled.connect(self._on_cancelled)

    @property
    def busy(self) -> bool:
        """Whether any texture is being painted or waits for its turn."""
        return self._cards is not None or bool(self._uses)

    @property
    def whole(self) -> tuple[int, ...]:
        """The thread's numbers of the whole textures."""
        return tuple(self._uses)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The thread's numbers of all that is painted, variations too."""
        return self.whole if self._cards is None else (self._cards, *self.whole)

    def paint_cards(self, look: TextureLook, seeds: Sequence[int]) -> None:
        """Paints variations to choose from, one after the other, in place of those that are being painted."""
        self.cancel_cards()
        self._cards = self._thread.enqueue(paint_cards(look, seeds))

    def use(self, look: TextureLook, seed: int, use: Use, name: str) -> None:
        """Paints a whole texture and takes it into the present document as its photo, or puts it on the shelf."""
        pictures, side = self._document.pictures, self._document.state.quality.preview_size

        def work(studio: Studio) -> Generator[Progress, None, None]:
            with closing(studio.stylise(look.job(seed))) as painting:
                for progress in painting:
                    result = progress.result
                    if result is not None:
                        result = replace(result, picture=replace(result.picture, name=name))
                        warm(result.picture, pictures, side)
                    yield replace(progress, result=result)

        self._uses[self._thread.enqueue(work)] = use, self._document.opened

    @Slot()
    def cancel_cards(self) -> None:
        """Paints no further variations."""
        if self._cards is not None:
            number, self._cards = self._cards, None
            self._thread.cancel(number)

    @Slot()
    def cancel(self) -> None:
        """Gives up all textures; variations that are there stay."""
        cards = self._cards is not None
        self.cancel_cards()
        self.cancel_whole()
        if cards and not self._uses:
            self.ended.emit()

    def cancel_whole(self) -> None:
        """Gives up whole textures."""
        for number in self._uses:
            self._thread.cancel(number)

    @Slot(int, object)
    def _on_progressed(self, number: int, progress: Progress) -> None:
        if number != self._cards and number not in self._uses:
            return
        if isinstance(progress, CardProgress) and progress.card is not None:
            self.card_painted.emit(progress.seed, progress.card)
        self.progressed.emit(progress)
        if number in self._uses:
            self.whole_progressed.emit(progress)

    @Slot(int, object)
    def _on_succeeded(self, number: int, outcome: object) -> None:
        if number in self._uses and isinstance(outcome, Result):
            use, opened = self._uses[number]
            if opened != self._document.opened:
                text = self.tr("{name} was meant for a document that is closed by now, and was left out.")
                self._messages.inform(text.format(name=outcome.picture.name))
            elif use == "photo":
                self._document.set_photo(outcome.picture)
            else:
                self._document.add_styles([(outcome.picture, None)])
        self._end(number)

    @Slot(int, object)
    def _on_failed(self, number: int, error: BaseException) -> None:
        if number == self._cards or number in self._uses:
            self._messages.report(error, Topic.ATTEMPT)
        self._end(number)

    @Slot(int)
    def _on_cancelled(self, number: int) -> None:
        self._end(number)

    def _end(self, number: int) -> None:
        if number == self._cards:
            self._cards = None
        elif number in self._uses:
            del self._uses[number]
            if not self._uses:
                self.whole_progressed.emit(None)
        else:
            return
        if not self.busy:
            self.ended.emit()


def paint_cards(look: TextureLook, seeds: Sequence[int]) -> Callable[[Studio], Generator[Progress, None, None]]:
    """Work that paints a card for each seed, in their order."""

    def work(studio: Studio) -> Generator[Progress, None, None]:
        share = 1 / len(seeds)
        for number, seed in enumerate(seeds):
            with closing(studio.stylise(look.card_job(seed))) as painting:
                for step in painting:
                    done = {
                        **vars(step),
                        "fraction": share * (number + step.fraction),
                        "preview": None,
                        "result": None,
                    }
                    card = None if step.result is None else step.result.picture
                    cards = len(seeds) if card is not None and number + 1 == len(seeds) else None
                    yield CardProgress(**done, seed=seed, card=card, cards=cards)

    return work
