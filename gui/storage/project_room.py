"""How much of a document a project has room for, so that whatever is saved can be opened again. No Qt."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gui.storage.project_limits import ProjectError

if TYPE_CHECKING:
    from gui.document.data import DocumentData
    from gui.document.state import State
    from gui.storage.project_limits import Limits


def with_room(data: DocumentData, limits: Limits) -> tuple[DocumentData, int]:
    """The document with as many of its versions as a project has room for: pinned ones first, then the newest.

    Args:
        data: the document.
        limits: what is refused when a project is read.

    Returns:
        The document, and how many versions were left out.

    Raises:
        ProjectError: there is not even room for photo, styles and regions.
    """
    room = _Room(data, limits)
    if not room.take(data.state):
        raise ProjectError(
            "Photo, styles and regions of a project should have at most {most:,.6g} megapixels and {masks} masks "
            "together, and they have more: take out a style or a region.",
            most=limits.pixels / 1e6,
            masks=limits.masks,
        )
    newest = data.versions[::-1]
    by_worth = (
        *(version for version in newest if version.pinned),
        *(version for version in newest if not version.pinned),
    )
    kept = {version.key for version in by_worth if room.take(version.state)}
    versions = tuple(version for version in data.versions if version.key in kept)
    return replace(data, versions=versions), len(data.versions) - len(versions)


class _Room:
    """What was taken so far of pictures, pixels and masks."""

    def __init__(self, data: DocumentData, limits: Limits) -> None:
        self._data = data
        self._limits = limits
        self._pictures: frozenset[str] = frozenset()
        self._masks: frozenset[str] = frozenset()

    def take(self, state: State) -> bool:
        """Takes what a state needs besides, if there is room for it, and says so."""
        pictures = self._pictures | state.picture_hashes
        masks = self._masks | (state.mask_hashes & self._data.masks.keys())
        there = [self._data.pictures[name] for name in pictures if name in self._data.pictures]
        has_room = (
            len(pictures) <= self._limits.pictures
            and len(masks) <= self._limits.masks
            and sum(picture.width * picture.height for picture in there) <= self._limits.pixels
        )
        if has_room:
            self._pictures, self._masks = pictures, masks
        return has_room
