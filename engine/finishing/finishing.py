"""What is done to a picture after the last level has been painted: structure of the photo kept, colours put right."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from engine.finishing.colours import ColourFinish, colour_finish
from engine.finishing.detail import DetailGuard
from engine.planning.tiling import Rectangle
from engine.transfer.tiles import Read, Retouch, cut

if TYPE_CHECKING:
    from torch import Tensor

    from engine.look.look import Look
    from engine.networks.tensors import Original
    from engine.planning.tiling import Size
    from engine.transfer.areas import Coverage

Settle = Callable[[Read], Generator[None, None, Read]]
"""Prepares something for a whole painting, in steps, and gives what reads the changed painting's parts."""


@dataclass(frozen=True)
class Finish:
    """What is done after the last level.

    Attributes:
        colours: pixel by pixel, at the very end.
        detail: how much of the photo's detail is kept, before that, 0…1.
        photorealistic: whether the painting follows the photo's edges everywhere, before that.
        coverage: says where the photo stays as it is.
    """

    colours: ColourFinish
    detail: float
    photorealistic: bool
    coverage: Coverage

    @property
    def is_nothing(self) -> bool:
        """Whether pictures stay as they are painted."""
        return self.retouch is None and not self.settles

    @property
    def settles(self) -> bool:
        """Whether the photo's structure is kept."""
        return self.photorealistic or self.detail > 0

    @property
    def retouch(self) -> Retouch | None:
        """What is done pixel by pixel, given painting, photo and place; None: nothing."""
        if self.colours.is_nothing and not self.coverage.keeps_photo:
            return None
        return self._retouched

    def _retouched(self, painted: Tensor, photo: Tensor, part: Rectangle) -> Tensor:
        # Last of all: the photo stays as it is there.
        return self.coverage.with_photo(self.colours.apply(painted, photo), photo, part)

    def settle(self, photo: Original, size: Size) -> Settle | None:
        """What keeps the structure of a padded photo in paintings of a size; None: nothing does."""
        if not self.settles:
            return None
        return DetailGuard(photo, size, detail=self.detail, photorealistic=self.photorealistic).settled


def finish_of(look: Look, coverage: Coverage) -> Finish:
    """What a look asks for."""
    return Finish(colour_finish(look), look.detail, look.photorealistic, coverage)


def one_after_the_other(first: Settle, second: Settle | None) -> Settle:
    """Both, the second on what the first gives."""
    if second is None:
        return first

    def both(read: Read) -> Generator[None, None, Read]:
        read = yield from first(read)
        return (yield from second(read))

    return both


def in_one_piece(retouch: Retouch | None, photo: Tensor) -> Callable[[Tensor], Tensor] | None:
    """What is done pixel by pixel to a whole padded painting of a photo, shape (1, 3, H, W)."""
    if retouch is None:
        return None
    whole = Rectangle(0, 0, photo.shape[3], photo.shape[2])
    return lambda painted: retouch(painted, photo, whole)


def settled_whole(settle: Settle | None) -> Callable[[Tensor], Generator[None, None, Tensor]] | None:
    """What keeps the photo's structure in a whole padded painting, shape (1, 3, H, W)."""
    if settle is None:
        return None

    def settled(painted: Tensor) -> Generator[None, None, Tensor]:
        read = yield from settle(partial(cut, painted))
        return read(Rectangle(0, 0, painted.shape[3], painted.shape[2]))

    return settled


def at_once(stepping: Generator[None, None, Tensor]) -> Tensor:
    """The outcome of something that is done in steps, without a pause."""
    while True:
        try:
            next(stepping)
        except StopIteration as done:
            outcome: Tensor = done.value
            return outcome
