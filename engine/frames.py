"""What the frames of a sequence leave for those after them, so that a look does not flicker. No torch.

Whitening and colouring looks at the moments of each photo, and noise or something that moves through the picture
shifts them a little from frame to frame: the whole result changes its tone. So what is known of a frame is blended with
what was known of those before,

    m_t = s m_(t-1) + (1 - s) m,

which is exponential smoothing with the smoothing s. Where a new scene begins, nothing is taken over.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol, Self, TypeVar

import numpy as np

from engine.errors import JobError
from engine.images import fit, resize

if TYPE_CHECKING:
    from collections.abc import Hashable

    from numpy.typing import NDArray

    from engine.images import Picture

DEFAULT_SMOOTHING = 0.8
"""For videos."""

THUMBNAIL = 32
"""Long side in pixels at which two frames are compared."""

NEW_SCENE = 0.12
"""Mean difference of two frames' thumbnails, 0…1, from which on they are two scenes: cuts are mostly far above it,
what moves within a scene far below."""

NOTICEABLE = 1 / 512
"""A share under this changes no step of 8 bits."""


class Blendable(Protocol):
    """What can be blended with what it was a frame before."""

    def eased(self, before: Self, share: float) -> Self:
        """This with a share of what was before."""


Known = TypeVar("Known", bound=Blendable)


class FrameMemory:
    """What is known of the frames so far.

    Args:
        smoothing: share of what was known before, at least 0 and under 1.

    Raises:
        JobError: the smoothing is not within that.
    """

    def __init__(self, smoothing: float) -> None:
        check_smoothing(smoothing)
        self.smoothing = smoothing
        self._before: dict[Hashable, object] = {}
        self._seen: NDArray[np.float32] | None = None
        self._coming: dict[Hashable, object] = {}
        self._coming_seen: NDArray[np.float32] | None = None

    @property
    def reach(self) -> int:
        """How many frames before one still count for it."""
        return math.ceil(math.log(NOTICEABLE) / math.log(self.smoothing)) if self.smoothing > 0 else 0

    def begin(self, frame: Picture) -> None:
        """Looks at the next frame, or at the same one again where its painting failed."""
        self._coming = {}
        self._coming_seen = thumbnail(frame)
        if self._seen is not None and is_cut(self._seen, self._coming_seen):
            self.forget()

    def eased(self, key: Hashable, known: Known) -> Known:
        """Blends what is known of the frame at work with what was known before under the same key."""
        before = self._before.get(key)
        eased = known.eased(before, self.smoothing) if isinstance(before, type(known)) else known
        self._coming[key] = eased
        return eased

    def keep(self) -> None:
        """Ends the frame at work: the next one is blended with it."""
        self._before, self._coming = self._coming, {}
        self._seen = self._coming_seen

    def forget(self) -> None:
        """Forgets all frames, so that the next one stands alone."""
        self._before = {}
        self._seen = None


def check_smoothing(smoothing: float) -> None:
    """Refuses what is below 0, or 1 and more, with which nothing new would ever count."""
    if not 0 <= smoothing < 1:
        raise JobError(f"The smoothing should be at least 0 and under 1, and it is {smoothing}: try 0.8.")


def thumbnail(frame: Picture) -> NDArray[np.float32]:
    """A frame as it is compared: float32, 0…1."""
    small = resize(frame, fit(frame.width, frame.height, THUMBNAIL)).pixels
    return small.astype(np.float32) / np.float32(np.iinfo(small.dtype).max)


def is_cut(before: NDArray[np.float32], now: NDArray[np.float32]) -> bool:
    """Whether a new scene begins between two frames, or their size changes."""
    return before.shape != now.shape or bool(np.abs(now - before).mean() > NEW_SCENE)
