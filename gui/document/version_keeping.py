"""The versions of a document: how they are kept, named, pinned and deleted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.errors import JobError
from gui.document.checks import new_key
from gui.document.history import History
from gui.document.state import painting_of, plain_name
from gui.document.versions import Version, check_room, make_version, oldest_to_drop

if TYPE_CHECKING:
    from engine.images import Picture
    from gui.document.state import State


class VersionKeeping(History):
    """A document's history whose results can be kept as versions; for its signals see `History`."""

    def keep_version(self, picture: Picture, state: State, *, pinned: bool = False) -> Version:
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
        known = self.version_of(state)
        if known is not None:
            if pinned and not known.pinned:
                self.pin_version(known.key, pinned=True)
            return self.version(known.key)
        check_room(self.versions)
        version = replace(make_version(new_key(), picture, state), pinned=pinned)
        versions = (*self.versions, version)
        gone = oldest_to_drop(versions)
        self.set_versions(tuple(kept for kept in versions if kept is not gone))
        return version

    def version_of(self, state: State) -> Version | None:
        """The version that was painted as a state would be, or None."""
        painting = painting_of(state)
        return next((known for known in self.versions if painting_of(known.state) == painting), None)

    def version(self, key: str) -> Version:
        """The version of a key.

        Raises:
            JobError: there is none.
        """
        for version in self.versions:
            if version.key == key:
                return version
        raise JobError(f"A version that is kept should be named, and there is no '{key}': choose one that is there.")

    def rename_version(self, key: str, name: str) -> None:
        """Gives a version a name."""
        version = self.version(key)
        self.change_version(version, replace(version, name=plain_name(name)), self.tr("Rename a version"))

    def pin_version(self, key: str, *, pinned: bool) -> None:
        """Keeps a version until it is deleted by hand, or no longer."""
        version = self.version(key)
        text = self.tr("Pin a version") if pinned else self.tr("Unpin a version")
        self.change_version(version, replace(version, pinned=pinned), text)

    def delete_version(self, key: str) -> None:
        """Deletes a version."""
        self.change_version(self.version(key), None, self.tr("Delete a version"))
