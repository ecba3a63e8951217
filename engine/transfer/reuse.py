"""What is kept of the jobs before, so that a changed recipe runs again only from the level that changed.

A step of the cascade depends on the photo, on the networks, and on the strengths and styles of the steps before it.
All of that is summed up in one name for each point between two steps. What was computed at a point is kept under its
name: the picture there, its features with their moments, and its preview. What is done after the last level, to
colours and detail, is no part of a name.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict, deque
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import numpy as np
from torch import Tensor

from engine.transfer.maps import Content
from engine.transfer.transforms import AffineMap, Side

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from engine.planning.plan import Step
    from engine.vgg import Level

Preview: TypeAlias = np.ndarray[Any, Any]
Keepable: TypeAlias = Tensor | Side | Content | Preview
"""What can be kept. Nobody may change it in place from then on."""

Kind = TypeVar("Kind", Tensor, Side, Content, Preview)

MOST_KEPT = 384 << 20
"""Bytes that are kept by default: two previews of a megapixel by the bundled pack, with all their levels."""

LARGEST_SHARE = 1 / 4
"""A single value may take this share of what is kept, so that it does not push out all else."""

LAST_TRAILS = 2
"""Jobs whose results stay when older ones are dropped: a preview and its draft."""


class Kept:
    """Values by key, within a number of bytes: what was used longest ago goes first.

    A key is a tuple. The first of it is where the value belongs, such as a point of a trail.

    Args:
        limit: bytes that may be kept; 0: nothing.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held = 0
        self._values: OrderedDict[tuple[Hashable, ...], Keepable] = OrderedDict()
        self._last_trails: deque[set[Hashable]] = deque(maxlen=LAST_TRAILS)

    @property
    def limit(self) -> int:
        """Bytes that may be kept."""
        return self._limit

    @property
    def held(self) -> int:
        """Bytes that are kept."""
        return self._held

    def __len__(self) -> int:
        """How many values are kept."""
        return len(self._values)

    def get(self, key: tuple[Hashable, ...], kind: type[Kind]) -> Kind | None:
        """A value, which counts as used by that; None: it is not there."""
        value = self._values.get(key)
        if not isinstance(value, kind):
            return None
        self._values.move_to_end(key)
        return value

    def put(self, key: tuple[Hashable, ...], value: Keepable) -> None:
        """Keeps a value in place of any before, unless it alone would take too much."""
        self._drop(key)
        size = size_of(value)
        if size <= LARGEST_SHARE * self._limit:
            self._values[key] = value
            self._held += size
            self._make_room()

    def limit_to(self, limit: int) -> None:
        """Sets the bytes that may be kept, and drops what is over."""
        self._limit = limit
        self._make_room()

    def begin_trail(self, points: Iterable[Hashable]) -> None:
        """Notes where the values of a job that begins belong."""
        self._last_trails.append(set(points))

    def lengthen_trail(self, point: Hashable) -> None:
        """Notes that values of the job that was begun last belong there, too."""
        if self._last_trails:
            self._last_trails[-1].add(point)

    def drop_older(self) -> None:
        """Drops all but what belongs to the last trails."""
        wanted = {point for trail in self._last_trails for point in trail}
        for key in [key for key in self._values if key[0] not in wanted]:
            self._drop(key)

    def clear(self) -> None:
        """Drops all."""
        self._values.clear()
        self._held = 0

    def _make_room(self) -> None:
        while self._held > self._limit:
            self._drop(next(iter(self._values)))

    def _drop(self, key: tuple[Hashable, ...]) -> None:
        value = self._values.pop(key, None)
        if value is not None:
            self._held -= size_of(value)


class Trail:
    """A job's way through the cascade, with what is kept of it and of jobs that went part of the way.

    Steps are numbered from 0; point n lies before step n, so the last one is the end.

    Args:
        kept: where everything is kept.
        start: names the photo at its size, and the networks with all that decides how they compute.
        steps: the plan's.
        mask: names where the job's regions are; empty without any.
        looks: names the styles of all areas at each level, with their sizes and shares.
        finish: names what is done to the picture after the last level, which previews show too.
    """

    def __init__(
        self, kept: Kept, start: str, steps: Sequence[Step], *, mask: str, looks: Mapping[Level, str], finish: str
    ) -> None:
        self._kept = kept
        self._mask = mask
        self._finish = finish
        self._looks = looks
        self._steps = steps
        self._points = [start]
        for step in steps:
            facts = (
                *(step.level, step.strengths, step.transform, step.carried, step.mixed, step.filling),
                *(mask, looks[step.level]),
            )
            self._points.append(fingerprint(self._points[-1], *facts))
        kept.begin_trail(self._points)

    def reached(self) -> tuple[Tensor, list[Tensor | Preview]] | None:
        """Where the job can go on.

        Returns:
            The picture after the last step that need not be run, and for each step up to it how its end was shown, or
            the picture then if it was not yet shown so. None: not even the first step is known.
        """
        for count in range(len(self._steps), 0, -1):
            picture = self._picture(count)
            if picture is None:
                continue
            seen = [self._shown(point) for point in range(1, count + 1)]
            shown = [one for one in seen if one is not None]
            if len(shown) == count:
                # What the steps take may be wanted again soon: it counts as used, though they are not run.
                for step in range(count):
                    self.features(step)
                return picture, shown
        return None

    def keep_picture(self, step: int, picture: Tensor) -> None:
        """Keeps what a step gave."""
        self._kept.put((self._points[step + 1], "picture"), picture)

    def keep_preview(self, step: int, preview: Preview) -> None:
        """Keeps how what a step gave was shown."""
        self._kept.put((self._points[step + 1], "preview", self._finish), preview)

    def features(self, step: int) -> Tensor | None:
        """The features of the picture that a step takes."""
        return self._kept.get((*self._seen_by(step), "features"), Tensor)

    def keep_features(self, step: int, features: Tensor) -> None:
        """Keeps the features of the picture that a step takes."""
        self._kept.put((*self._seen_by(step), "features"), features)

    def photo_features(self, level: Level) -> Tensor | None:
        """The features of the photo itself at a level."""
        return self._kept.get((self._points[0], level, "features"), Tensor)

    def keep_photo_features(self, level: Level, features: Tensor) -> None:
        """Keeps the features of the photo itself at a level."""
        self._kept.put((self._points[0], level, "features"), features)

    def lost(self, level: Level) -> Tensor | None:
        """What the networks of a level lose of the photo."""
        return self._kept.get((self._points[0], level, "lost"), Tensor)

    def keep_lost(self, level: Level, lost: Tensor) -> None:
        """Keeps what the networks of a level lose of the photo."""
        self._kept.put((self._points[0], level, "lost"), lost)

    def missing(self, step: int) -> Tensor | None:
        """What is missing of unit energy around each position of the picture that a step takes."""
        return self._kept.get((*self._seen_by(step), "missing"), Tensor)

    def keep_missing(self, step: int, missing: Tensor) -> None:
        """Keeps what is missing of unit energy around each position of the picture that a step takes."""
        self._kept.put((*self._seen_by(step), "missing"), missing)

    def content(self, step: int, area: int) -> Content | None:
        """What the map of a step knows of the picture and of the photo, in one of the areas."""
        return self._kept.get(self._content_of(step, area), Content)

    def keep_content(self, step: int, area: int, content: Content) -> None:
        """Keeps what the map of a step knows of the picture and of the photo, in one of the areas."""
        self._kept.put(self._content_of(step, area), content)

    def _picture(self, point: int) -> Tensor | None:
        return self._kept.get((self._points[point], "picture"), Tensor)

    def _shown(self, point: int) -> Tensor | Preview | None:
        preview = self._kept.get((self._points[point], "preview", self._finish), np.ndarray)
        return self._picture(point) if preview is None else preview

    def _content_of(self, step: int, area: int) -> tuple[object, ...]:
        own = self._steps[step]
        # Motifs are the styles' own.
        motifs = self._looks[own.level] if own.filling else ""
        return *self._seen_by(step), "content", own.transform, own.mixed, own.filling, motifs, self._mask, area

    def _seen_by(self, step: int) -> tuple[str, str]:
        return self._points[step], self._steps[step].level


def size_of(value: Keepable | AffineMap) -> int:
    """Bytes that a value keeps in memory."""
    if isinstance(value, Content):
        return size_of(value.side) + sum(size_of(mixing) for mixing in value.mixings)
    if isinstance(value, Side | AffineMap):
        return sum(size_of(tensor) for tensor in vars(value).values())
    return value.untyped_storage().nbytes() if isinstance(value, Tensor) else value.nbytes


def fingerprint(*parts: object) -> str:
    """A name for some facts: SHA-256 over pixels by shape, type and bytes, and over all else as it is written."""
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, np.ndarray):
            digest.update(f"{part.shape} {part.dtype.str}\n".encode())
            digest.update(np.ascontiguousarray(part).data)
        else:
            digest.update(f"{part!r}\n".encode())
    return digest.hexdigest()
