"""Textures on their way through the painting thread's queue: small ones to choose from, and whole ones to keep."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from PySide6.QtCore import QObject, Signal, Slot

from engine.job import Progress
from gui.messages import Topic
from gui.work.loading import warm

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from engine.images import Picture
    from engine.job import Engine, Result
    from gui.document.document import Document
    from gui.messages import Messages
    from gui.work.handle import Handle
    from gui.work.texture_maker import TextureMaker
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


class WholeTexture(QObject):
    """A texture at full size on its way into the document.

    Args:
        work: paints it.
        use: what it becomes.
        document: takes it, unless another one was opened meanwhile.
        messages: where errors go.
    """

    def __init__(self, work: Handle, use: Use, document: Document, messages: Messages) -> None:
        super().__init__()
        self.work = work
        self._use = use
        self._document = document
        self._opened = document.opened
        self._messages = messages
        work.succeeded.connect(self._on_succeeded)
        work.failed.connect(self._on_failed)

    @Slot(object)
    def _on_succeeded(self, result: Result) -> None:
        if self._opened != self._document.opened:
            text = self.tr("{name} was meant for a document that is closed by now, and was left out.")
            self._messages.inform(text.format(name=result.picture.name))
        elif self._use == "photo":
            self._document.set_photo(result.picture)
        else:
            self._document.styles.add([(result.picture, None)])

    @Slot(object)
    def _on_failed(self, error: BaseException) -> None:
        self._messages.report(error, Topic.ATTEMPT)


class Textures(QObject):
    """Submits textures and tells how they get on.

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
        self._cards: Handle | None = None
        self._wholes: tuple[WholeTexture, ...] = ()

    @property
    def busy(self) -> bool:
        """Whether any texture is being painted or waits for its turn."""
        return self._cards is not None or bool(self._wholes)

    @property
    def wholes(self) -> tuple[Handle, ...]:
        """The whole textures."""
        return tuple(whole.work for whole in self._wholes)

    @property
    def works(self) -> tuple[Handle, ...]:
        """All that is painted, variations too."""
        return self.wholes if self._cards is None else (self._cards, *self.wholes)

    def paint_cards(self, maker: TextureMaker, seeds: Sequence[int]) -> None:
        """Paints variations to choose from, one after the other, in place of those that are being painted."""
        self.cancel_cards()
        cards = self._cards = self._thread.submit(paint_cards(maker, seeds))
        cards.progressed.connect(self._on_card_progressed)
        cards.succeeded.connect(self._end_cards)
        cards.failed.connect(self._on_cards_failed)

    def use(self, maker: TextureMaker, seed: int, use: Use, name: str) -> None:
        """Paints a whole texture and takes it into the present document as its photo, or puts it on the shelf."""
        pictures, side = self._document.pictures, self._document.state.quality.preview_size

        def task(studio: Engine) -> Generator[Progress, None, None]:
            with closing(studio.stylise(maker.job(seed))) as painting:
                for progress in painting:
                    result = progress.result
                    if result is not None:
                        result = replace(result, picture=replace(result.picture, name=name))
                        warm(result.picture, pictures, side)
                    yield replace(progress, result=result)

        work = self._thread.submit(task)
        self._wholes = (*self._wholes, WholeTexture(work, use, self._document, self._messages))
        work.progressed.connect(self.progressed)
        work.progressed.connect(self.whole_progressed)
        work.ended.connect(self._on_whole_ended)

    @Slot()
    def cancel_cards(self) -> None:
        """Paints no further variations."""
        if self._cards is not None:
            self._cards.discard()
            self._cards = None

    @Slot()
    def cancel(self) -> None:
        """Gives up all textures; variations that are there stay."""
        cards = self._cards is not None
        self.cancel_cards()
        self.cancel_whole()
        if cards and not self._wholes:
            self.ended.emit()

    def cancel_whole(self) -> None:
        """Gives up whole textures."""
        for work in self.wholes:
            work.cancel()

    @Slot(object)
    def _on_card_progressed(self, progress: CardProgress) -> None:
        if progress.card is not None:
            self.card_painted.emit(progress.seed, progress.card)
        self.progressed.emit(progress)

    @Slot(object)
    def _on_cards_failed(self, error: BaseException) -> None:
        self._messages.report(error, Topic.ATTEMPT)
        self._end_cards()

    @Slot()
    def _end_cards(self) -> None:
        self._cards = None
        if not self.busy:
            self.ended.emit()

    @Slot()
    def _on_whole_ended(self) -> None:
        self._wholes = tuple(whole for whole in self._wholes if not whole.work.is_over)
        if not self._wholes:
            self.whole_progressed.emit(None)
        if not self.busy:
            self.ended.emit()


def paint_cards(maker: TextureMaker, seeds: Sequence[int]) -> Callable[[Engine], Generator[Progress, None, None]]:
    """Work that paints a card for each seed, in their order."""

    def work(studio: Engine) -> Generator[Progress, None, None]:
        share = 1 / len(seeds)
        for number, seed in enumerate(seeds):
            with closing(studio.stylise(maker.card_job(seed))) as painting:
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
