"""A document's state, and what was done to it: it can be undone, and done again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from gui.document.commands import ChangeVersion, Snapshot
from gui.document.state import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gui.document.commands import VersionHolder
    from gui.document.versions import Version

UNDO_LIMIT = 100


class History(QObject):
    """A state that changes only through an undo stack, whose entries change versions too.

    Args:
        clock: seconds that only go forwards.
        parent: the Qt parent.

    Attributes:
        state: what undo and redo go through.
        stack: for the window's undo and redo actions; its entries have names.

    Signals:
        changed(): an entry was made. Of undo and redo the stack itself tells.
    """

    changed = Signal()

    def __init__(self, clock: Callable[[], float], parent: QObject) -> None:
        super().__init__(parent)
        self._clock = clock
        self.state = State()
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(UNDO_LIMIT)

    @property
    def is_clean(self) -> bool:
        """Whether it is where it was marked last."""
        return self.stack.isClean()

    def begin(self, state: State, *, clean: bool) -> None:
        """Begins anew with a state, and marks it or no place."""
        self.state = state
        self.stack.clear()
        self.mark(clean=clean)

    def mark(self, *, clean: bool) -> None:
        """Marks where it is now; or no place any more."""
        if clean:
            self.stack.setClean()
        else:
            self.stack.resetClean()

    def change(self, state: State, text: str, merge_key: str = "") -> None:
        """Goes to another state, as one entry, or none if nothing differs.

        Args:
            state: where to go.
            text: the entry's name.
            merge_key: changes of the same key in quick succession become one entry; empty: never.
        """
        if state != self.state:
            self.stack.push(Snapshot(self, self.state, state, text, merge_key=merge_key, moment=self._clock()))
            self.changed.emit()

    def change_version(
        self, holder: VersionHolder, before: Version, after: Version | None, index: int, text: str
    ) -> None:
        """Changes a version, or with None deletes it.

        Args:
            holder: takes versions.
            before: the version as it was.
            after: as it will be.
            index: its place among the versions.
            text: the entry's name.
        """
        self.stack.push(ChangeVersion(holder, before, after, index, text))
        self.changed.emit()

    def hold(self, state: State) -> None:
        """For commands only: takes a state."""
        self.state = state

    def states(self) -> Iterator[State]:
        """All states that can be come back to, those of versions too."""
        for index in range(self.stack.count()):
            command = self.stack.command(index)
            if isinstance(command, Snapshot):
                yield command.before
                yield command.after
            elif isinstance(command, ChangeVersion):
                yield command.before.state
