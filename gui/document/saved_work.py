"""Which of a document's work its file holds. No Qt."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gui.document.state import Quality, State

if TYPE_CHECKING:
    from pathlib import Path

    from gui.document.versions import Version


class SavedWork:
    """What a document was when it was opened and saved.

    Attributes:
        file: the project file, or None before there is one.
        digest: SHA-256 of the project file as it was read or written last; None: not known.
        is_lost: whether the project file no longer holds what was saved in it.
    """

    def __init__(self) -> None:
        self.file: Path | None = None
        self.digest: str | None = None
        self.is_lost = False
        self._begun: State | None = State()
        self._versions: list[Version] = []

    def begin(self, state: State, versions: tuple[Version, ...], *, modified: bool) -> None:
        """Another document was opened.

        Args:
            state: its state.
            versions: its versions.
            modified: whether it is to be saved, as recovered work is.
        """
        self._begun = None if modified else state
        self._versions = _chosen(versions)
        self.is_lost = False

    def save(self, versions: tuple[Version, ...]) -> None:
        """It was saved with these versions."""
        self.is_lost = False
        self._versions = _chosen(versions)

    def lacks(self, state: State, versions: tuple[Version, ...], *, clean: bool) -> bool:
        """Whether there is something to save: work of the user that no file holds.

        A photo that was opened from a file, with nothing done to it, is none.

        Args:
            state: of the document now.
            versions: its versions now.
            clean: whether its state is the one that was opened or saved.
        """
        if self.is_lost or _chosen(versions) != self._versions:
            return True
        return not clean and not self._is_as_begun(state)

    def _is_as_begun(self, now: State) -> bool:
        """Whether nothing was done but opening a photo from its file, which can be opened again at any time.

        What the machine paints with is no work: it is chosen by the program, too.
        """
        begun = self._begun
        if self.file is not None or begun is None:
            return False
        if now.photo is not None and (now.photo.path is None or not now.photo.framing.is_whole):
            return now.photo == begun.photo and _work_in(now) == _work_in(begun)
        return _work_in(replace(now, photo=begun.photo)) == _work_in(begun)


def _work_in(state: State) -> State:
    """A state with only that of its quality that decides what is painted."""
    return replace(state, quality=Quality(pack=state.quality.pack))


def _chosen(versions: tuple[Version, ...]) -> list[Version]:
    """Versions that the user has done something with; one that is kept by itself is nothing to save."""
    return [version for version in versions if version.pinned or version.name]
