"""The versions of a document: how they are kept, named, pinned and deleted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from engine.errors import JobError
from gui.document.checks import new_key
from gui.document.state import painting_of, plain_name
from gui.document.versions import Version, check_room, make_version, oldest_to_drop

if TYPE_CHECKING:
    from engine.images import Picture
    from gui.document.history import History
    from gui.document.state import State


class KeptVersions(QObject):
    """Keeps results as versions, names, pins and deletes them.

    Args:
        history: where it enters what can be undone.
        parent: the Qt parent.

    Attributes:
        all: the versions, the oldest first.

    Signals:
        changed(): others are kept, without an entry of the undo stack.
    """

    changed = Signal()

    def __init__(self, history: History, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self.all: tuple[Version, ...] = ()

    def keep(self, picture: Picture, state: State, *, pinned: bool = False) -> Version:
        """Keeps a result; that is no entry of the undo stack. The oldest one that is not pinned may go for it.

        Args:
            picture: the result.
            state: what painted it.
            pinned: whether it stays until it is deleted by hand.

        Returns:
            The new version, or the one there is already of the same painting.

        Raises:
            JobError: there are as many as a project holds, and all are pinned.
        """
        known = self.of(state)
        if known is not None:
            if pinned and not known.pinned:
                self.pin(known.key, pinned=True)
            return self.find(known.key)
        check_room(self.all)
        version = replace(make_version(new_key(), picture, state), pinned=pinned)
        versions = (*self.all, version)
        gone = oldest_to_drop(versions)
        self.all = tuple(kept for kept in versions if kept is not gone)
        self.changed.emit()
        return version

    def of(self, state: State) -> Version | None:
        """The version that was painted as a state would be, or None."""
        painting = painting_of(state)
        return next((known for known in self.all if painting_of(known.state) == painting), None)

    def find(self, key: str) -> Version:
        """The version of a key.

        Raises:
            JobError: there is none.
        """
        for version in self.all:
            if version.key == key:
                return version
        raise JobError(
            "A version that is kept should be named, and there is no '{key}': choose one that is there.", key=key
        )

    def rename(self, key: str, name: str) -> None:
        """Gives a version a name."""
        version = self.find(key)
        self._change(version, replace(version, name=plain_name(name)), self.tr("Rename a version"))

    def pin(self, key: str, *, pinned: bool) -> None:
        """Keeps a version until it is deleted by hand, or no longer."""
        version = self.find(key)
        text = self.tr("Pin a version") if pinned else self.tr("Unpin a version")
        self._change(version, replace(version, pinned=pinned), text)

    def delete(self, key: str) -> None:
        """Deletes a version."""
        self._change(self.find(key), None, self.tr("Delete a version"))

    def place(self, key: str, version: Version | None, index: int) -> None:
        """For commands only: replaces the version of a key, puts it back at a place, or with None removes it."""
        places = {known.key: place for place, known in enumerate(self.all)}
        place = places.get(key, index)
        others = [known for known in self.all if known.key != key]
        if version is not None:
            others.insert(place, version)
        self.all = tuple(others)

    def _change(self, before: Version, after: Version | None, text: str) -> None:
        if after != before:
            self._history.change_version(self, before, after, self.all.index(before), text)
