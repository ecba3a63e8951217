"""What undo and redo go through. Commands hold the document's data, never pictures of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtGui import QUndoCommand

if TYPE_CHECKING:
    from gui.document.state import State
    from gui.document.versions import Version

MERGE_SECONDS = 1.0
"""Steps of one drag that come no further apart become one entry."""

HELD = "held "
"""Steps whose key begins so become one entry however long the hand rests between: each drag has a key of its own."""

_SNAPSHOT = 1


class StateHolder(Protocol):
    """What has a state; it tells nobody of what a command does."""

    def hold(self, state: State) -> None:
        """Takes a state."""


class VersionHolder(Protocol):
    """What has versions; likewise."""

    def place(self, key: str, version: Version | None, index: int) -> None:
        """Replaces the version of a key, puts it back at a place, or with None removes it."""


class Snapshot(QUndoCommand):
    """From one state to another.

    Args:
        holder: has the state.
        before: the state to come back to.
        after: the state to go to.
        text: the entry's name.
        merge_key: snapshots of the same key in quick succession become one; empty: never.
        moment: when, in seconds of a clock that only goes forwards.
    """

    def __init__(
        self, holder: StateHolder, before: State, after: State, text: str, *, merge_key: str = "", moment: float = 0.0
    ) -> None:
        super().__init__(text)
        self._holder = holder
        self.before = before
        self.after = after
        self.merge_key = merge_key
        self.moment = moment

    def id(self) -> int:
        """Which commands Qt tries to merge."""
        return _SNAPSHOT if self.merge_key else -1

    def mergeWith(self, other: QUndoCommand) -> bool:  # noqa: N802 (Qt's name)
        """Takes in the next step of the same drag."""
        if not isinstance(other, Snapshot) or other.merge_key != self.merge_key:
            return False
        if other.moment - self.moment > MERGE_SECONDS and not self.merge_key.startswith(HELD):
            return False
        self.after, self.moment = other.after, other.moment
        # A drag that ends where it began leaves no entry.
        self.setObsolete(self.after == self.before)
        return True

    def redo(self) -> None:
        """Goes to the later state."""
        self._holder.hold(self.after)

    def undo(self) -> None:
        """Comes back to the earlier state."""
        self._holder.hold(self.before)


class ChangeVersion(QUndoCommand):
    """A version renamed, pinned or deleted.

    Args:
        holder: has the version.
        before: the version as it was.
        after: as it will be; None where it is deleted.
        index: its place among the versions, to which it comes back.
        text: the entry's name.
    """

    def __init__(self, holder: VersionHolder, before: Version, after: Version | None, index: int, text: str) -> None:
        super().__init__(text)
        self._holder = holder
        self.before = before
        self.after = after
        self._index = index

    def redo(self) -> None:
        """Changes it."""
        self._holder.place(self.before.key, self.after, self._index)

    def undo(self) -> None:
        """Changes it back."""
        self._holder.place(self.before.key, self.before, self._index)
