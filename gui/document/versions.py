"""Results that are kept: a small picture of each, with the state that painted it. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.errors import JobError
from engine.images import fit, resize
from gui.document.checks import check_key

if TYPE_CHECKING:
    from engine.images import Picture
    from gui.document.state import State

MOST_VERSIONS = 200
"""How many a project may hold."""

MOST_UNPINNED = 50
"""How many are kept that nobody has pinned: the oldest then goes. Each is a picture in memory."""

THUMBNAIL_SIDE = 160
LARGEST_PREVIEW = 2048


@dataclass(frozen=True)
class Version:
    """A result that is kept.

    Attributes:
        key: names it within the document.
        name: for the user; empty until it is given one.
        state: what painted it; to return to it is to take its photo, styles and look.
        thumbnail: for the filmstrip.
        preview: as it was painted, at most screen size.
        pinned: whether it stays until it is deleted by hand.
    """

    key: str
    name: str
    state: State
    thumbnail: Picture
    preview: Picture
    pinned: bool = False

    def __post_init__(self) -> None:
        """Refuses what is no key."""
        check_key(self.key)


def make_version(key: str, picture: Picture, state: State) -> Version:
    """A version of a result: its thumbnail is made, and the picture is reduced where it is larger than a screen."""
    return Version(key, "", state, reduced_to(picture, THUMBNAIL_SIDE), reduced_to(picture, LARGEST_PREVIEW))


def reduced_to(picture: Picture, side: int) -> Picture:
    """The picture with a longer side of at most `side` pixels."""
    return resize(picture, fit(picture.width, picture.height, min(side, max(picture.width, picture.height))))


def oldest_to_drop(versions: tuple[Version, ...]) -> Version | None:
    """The version that goes because there are too many, or None."""
    unpinned = [version for version in versions if not version.pinned]
    if len(unpinned) > MOST_UNPINNED or (unpinned and len(versions) > MOST_VERSIONS):
        return unpinned[0]
    return None


def check_room(versions: tuple[Version, ...]) -> None:
    """Refuses one more version where all are pinned and there are as many as a project holds."""
    if len(versions) >= MOST_VERSIONS and all(version.pinned for version in versions):
        raise JobError("At most {most} versions can be kept, and all are pinned: delete one first.", most=MOST_VERSIONS)
