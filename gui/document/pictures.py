"""The pictures of a document by the hash of their pixels, and reduced copies of them for previews. No Qt."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from engine.errors import JobError
from engine.images import Picture, fit, framed, pixel_hash, resize
from engine.planning.plan import result_size
from gui.document.jobs import style_sides
from gui.document.parking import park

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.images import Framing
    from gui.document.parking import Parked
    from gui.document.state import State

REDUCED_BYTES = 256 << 20
"""Memory for reduced copies."""

WAITING_BYTES = 256 << 20
"""Memory for whole pictures beside the photo, on the shelf or in what undo comes back to: three of 24 megapixels."""

RESTING_BYTES = 64 << 20
"""What of these is left in memory in a long rest: many small pictures, but none of 24 megapixels."""

MOST_FRAMINGS = 8
"""Framed parts that are remembered of one picture; they share its memory."""

USUAL_ASPECT = 3 / 2
LONGEST = 4096
"""The long side in pixels beyond which no preview of a panorama goes."""

SMALL_SIDE = 1024
"""Copies up to this side stay as long as their pictures are present, since canvas and shelf show them."""

SMALLEST_STEP = 256
"""The smallest reduced copy of a style in pixels; larger ones double."""


class PictureStore:
    """Pictures by hash. Methods may be called from any thread; a loading thread can so prepare what the window needs.

    Args:
        reduced_bytes: memory for reduced copies; the least recently used go first.
        waiting_bytes: memory for whole pictures beside the photo, which only an export looks at. Those beyond it that
            were not part of the present state for the longest are parked on the disk when another one is read.
    """

    def __init__(self, reduced_bytes: int = REDUCED_BYTES, waiting_bytes: int = WAITING_BYTES) -> None:
        self._limit = reduced_bytes
        self._most_waiting = waiting_bytes
        self._whole: OrderedDict[str, Picture] = OrderedDict()
        self._present: frozenset[str] = frozenset()
        self._photo: str | None = None
        self._parked: dict[str, Parked] = {}
        self._reduced: OrderedDict[tuple[str, int], Picture] = OrderedDict()
        self._framed: WeakKeyDictionary[Picture, dict[Framing, Picture]] = WeakKeyDictionary()
        self._hashes: WeakKeyDictionary[Picture, str] = WeakKeyDictionary()
        self._lock = threading.RLock()

    def __contains__(self, picture_hash: object) -> bool:
        """Whether a picture is there."""
        return picture_hash in self._whole

    def __len__(self) -> int:
        """How many pictures there are."""
        return len(self._whole)

    def get(self, picture_hash: str) -> Picture | None:
        """The whole picture of a hash, or None."""
        return self._whole.get(picture_hash)

    def add(self, picture: Picture) -> str:
        """Keeps a picture and returns its hash; one that is there already stays as it is."""
        picture_hash = self.name(picture)
        with self._lock:
            self._whole.setdefault(picture_hash, picture)
        return picture_hash

    def warm(self, picture: Picture, side: int, others: Iterable[int] = ()) -> str:
        """Adds a picture with the copies that previews of a size are likely to need, and others.

        For the thread that has read the picture, so that the window need not wait for them.
        """
        self._park_waiting(self._most_waiting)
        picture_hash = self.add(picture)
        own = bounded_side(side, (picture.width, picture.height))
        for wanted in (own, _step_over(side), 2 * _step_over(side), *others):
            # Of the picture itself: until the document has taken it, another change may let go of it here.
            self._reduce(picture_hash, picture, wanted)
        return picture_hash

    def name(self, picture: Picture) -> str:
        """The hash of a picture's pixels, computed once for each picture in memory."""
        with self._lock:
            known = self._hashes.get(picture)
        if known is None:
            known = pixel_hash(picture.pixels, picture.alpha)
            with self._lock:
                self._hashes[picture] = known
        return known

    def reduced(self, picture_hash: str, side: int) -> Picture:
        """A copy with a longer side of at most `side` pixels; the whole picture if it is no larger.

        Raises:
            JobError: the picture is not there.
        """
        with self._lock:
            whole = self._whole.get(picture_hash)
        if whole is None:
            raise JobError("A picture of the document should be there, and it is missing: open it again.")
        return self._reduce(picture_hash, whole, side)

    def _reduce(self, picture_hash: str, whole: Picture, side: int) -> Picture:
        if max(whole.width, whole.height) <= side:
            return whole
        with self._lock:
            known = self._reduced.get((picture_hash, side))
            if known is not None:
                self._reduced.move_to_end((picture_hash, side))
                return known
        made = resize(whole, fit(whole.width, whole.height, side))
        with self._lock:
            parked = self._parked.get(picture_hash)
            if parked is not None and picture_hash != self._photo:
                parked.let_go()
            if picture_hash in self._whole:
                self._reduced[picture_hash, side] = made
                self._make_room()
        return made

    def frame(self, picture: Picture, framing: Framing) -> Picture:
        """The framed part of a picture; asked again, the same object, whose hash is then known too."""
        if framing.is_whole:
            return picture
        with self._lock:
            known = self._framed.get(picture, {}).get(framing)
        if known is not None:
            return known
        made = framed(picture, framing)
        with self._lock:
            parts = self._framed.setdefault(picture, {})
            # While a crop is being dragged each of its steps comes by once.
            if len(parts) >= MOST_FRAMINGS:
                parts.clear()
            return parts.setdefault(framing, made)

    def whole_pictures(self) -> Mapping[str, Picture]:
        """All pictures by hash, as they are now."""
        with self._lock:
            return dict(self._whole)

    def preview_pictures(self, state: State) -> dict[str, Picture]:
        """The pictures of a state, reduced to what a preview of its size needs; missing ones are left out.

        Styles and cropped photos come in sizes that double, so that moving a slider does not resize them at every
        step; the engine brings them to their exact size.
        """
        # Another thread may forget some meanwhile.
        whole = self.whole_pictures()
        return {found: self._reduce(found, whole[found], wanted) for found, wanted in _sides(state, whole).items()}

    def drop_unused(self, used: Iterable[str]) -> None:
        """Forgets all pictures but those of some hashes."""
        with self._lock:
            for picture_hash in self._whole.keys() - set(used):
                del self._whole[picture_hash]
                self._parked.pop(picture_hash, None)
            for key in [key for key in self._reduced if key[0] not in self._whole]:
                del self._reduced[key]

    def set_present(self, present: frozenset[str], photo: str | None) -> None:
        """Says which pictures the present state has, and which of them is the photo, which stays in memory."""
        with self._lock:
            self._photo = photo
            for picture_hash in (self._present - present) & self._parked.keys():
                self._parked[picture_hash].let_go()
            self._present = present
            for picture_hash in present & self._whole.keys():
                self._whole.move_to_end(picture_hash)

    def let_go_of_parked(self) -> None:
        """Takes what was looked at of parked pictures out of memory, all but the photo; they stay good."""
        with self._lock:
            for picture_hash, parked in self._parked.items():
                if picture_hash != self._photo:
                    parked.let_go()

    def drop_unneeded(self, state: State) -> None:
        """Drops reduced copies that a state does not need: of other pictures, and large ones that no preview takes.

        They are made again when they are needed.
        """
        here, needed = state.picture_hashes, _sides(state, self.whole_pictures())
        with self._lock:
            for name, side in list(self._reduced):
                if name not in here or side > max(SMALL_SIDE, needed.get(name, 0)):
                    del self._reduced[name, side]

    def park_resting(self) -> None:
        """Parks whole pictures beside the photo, but for a few small ones; for a thread that nobody waits for."""
        self._park_waiting(min(RESTING_BYTES, self._most_waiting))

    def _park_waiting(self, most: int) -> None:
        """Parks pictures until no more than so many bytes are waiting, in the thread that calls."""
        while True:
            with self._lock:
                waiting = [
                    (picture_hash, picture)
                    for picture_hash, picture in self._whole.items()
                    if picture_hash != self._photo and picture_hash not in self._parked
                ]
            if sum(_bytes_of(picture) for _, picture in waiting) <= most:
                return
            picture_hash, picture = waiting[0]
            parked = park(picture)
            if parked is None:
                return
            with self._lock:
                if self._whole.get(picture_hash) is picture:
                    # In its place among the others, which tells how long ago it was present.
                    self._whole[picture_hash] = parked.picture
                    self._hashes[parked.picture] = picture_hash
                    self._parked[picture_hash] = parked

    def _make_room(self) -> None:
        # The newest stays even if it is over the limit by itself: it is about to be used.
        while len(self._reduced) > 1 and sum(map(_bytes_of, self._reduced.values())) > self._limit:
            self._reduced.popitem(last=False)


def preview_side(state: State, photo: tuple[int, int]) -> int:
    """The long side of a preview: of as many pixels as chosen, but no larger than what is framed of a photo."""
    assert state.photo is not None
    own = state.photo.framing.size_of(*photo)
    return max(result_size(own, min(bounded_side(state.quality.preview_size, own), max(own))))


def bounded_side(side: int, size: tuple[int, int]) -> int:
    """The long side with which a picture has as many pixels as one of 3:2 whose long side is `side`.

    By the long side alone a panorama would be a thread, and a square would take half as long again as others.

    Args:
        side: in pixels.
        size: a width and height in the picture's proportions.
    """
    bounded = side * math.sqrt(max(size) / min(size) / USUAL_ASPECT)
    return max(1, round(min(bounded, max(side, LONGEST))))


def _sides(state: State, whole: Mapping[str, Picture]) -> dict[str, int]:
    """The long side of the copy that a preview of a state needs of each of its pictures that are there."""
    needed: dict[str, int] = {}
    photo = state.photo
    if photo is None or photo.picture_hash not in whole:
        return {}
    size = _size_of(whole[photo.picture_hash])
    side = preview_side(state, size)
    wanted = _side_of_whole(size, photo.framing, side)
    needed[photo.picture_hash] = side if photo.framing.is_whole else _step_over(wanted)
    for key, style_side in style_sides(state, side).items():
        style = state.style(key)
        if style.picture_hash in whole:
            wanted = _side_of_whole(_size_of(whole[style.picture_hash]), style.framing, style_side)
            needed[style.picture_hash] = max(_step_over(wanted), needed.get(style.picture_hash, 0))
    return needed


def _size_of(picture: Picture) -> tuple[int, int]:
    return picture.width, picture.height


def _side_of_whole(size: tuple[int, int], framing: Framing, side: int) -> int:
    """The long side of a whole picture of which the framed part has a long side of at least `side` pixels."""
    return -(-max(size) * side // max(framing.size_of(*size)))


def _step_over(side: int) -> int:
    step = SMALLEST_STEP
    while step < side:
        step *= 2
    return step


def _bytes_of(picture: Picture) -> int:
    return picture.pixels.nbytes + (0 if picture.alpha is None else picture.alpha.nbytes)
