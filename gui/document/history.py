"""A document's data with its undo stack and signals: how it changes, whatever the change is.

Signals come after the stack is consistent again, so that a slot may read whatever it likes and even change the
document.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from gui.document.commands import ChangeVersion, Snapshot
from gui.document.data import DocumentData
from gui.document.masks import MaskStore
from gui.document.pictures import PictureStore
from gui.document.state import Quality, State

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gui.document.versions import Version

UNDO_LIMIT = 100


class History(QObject):
    """A state and versions that change only through an undo stack.

    Args:
        pictures: where pictures are kept; a new store if None.
        clock: seconds that only go forwards.
        parent: the Qt parent.

    Attributes:
        pictures, masks: what the state names by hash.

    Signals:
        changed(old, new): the state, exactly once for each change, undo and redo.
        photo_changed, styles_changed, look_changed, quality_changed, regions_changed: that part of it, after `changed`.
        versions_changed: a version was kept, renamed, pinned, dropped or deleted.
        modified_changed(modified): whether there is something to save.
        file_changed: the project file is another one.
        replaced: another document takes the place of this one; its changes are told next.
    """

    changed = Signal(object, object)
    photo_changed = Signal()
    styles_changed = Signal()
    look_changed = Signal()
    quality_changed = Signal()
    regions_changed = Signal()
    versions_changed = Signal()
    modified_changed = Signal(bool)
    file_changed = Signal()
    replaced = Signal()

    def __init__(
        self,
        pictures: PictureStore | None = None,
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.pictures = PictureStore() if pictures is None else pictures
        self.masks = MaskStore()
        self._clock = clock
        self._state = self._announced = State()
        self._versions: tuple[Version, ...] = ()
        self._announced_versions: tuple[Version, ...] = self._versions
        self._file: Path | None = None
        self._file_digest: str | None = None
        self._begun: State | None = self._state
        self._saved_versions: list[Version] = []
        self._file_is_lost = False
        self._announced_modified = False
        self._opened = 0
        self._undo_stack = QUndoStack(self)
        self._undo_stack.setUndoLimit(UNDO_LIMIT)
        self._undo_stack.indexChanged.connect(self.announce)

    # What there is

    @property
    def state(self) -> State:
        """What undo and redo go through."""
        return self._state

    @property
    def versions(self) -> tuple[Version, ...]:
        """The results that are kept, the oldest first."""
        return self._versions

    @property
    def undo_stack(self) -> QUndoStack:
        """For the window's undo and redo actions; its entries have names."""
        return self._undo_stack

    @property
    def modified(self) -> bool:
        """Whether there is something to save: work of the user that no file holds.

        A photo that was opened from a file, with nothing done to it, is none.
        """
        if self._file_is_lost or _chosen(self._versions) != self._saved_versions:
            return True
        return not self._undo_stack.isClean() and not self._is_as_begun

    @property
    def opened(self) -> int:
        """How many documents were opened before: what takes its time can see whether this is still the same one."""
        return self._opened

    @property
    def file(self) -> Path | None:
        """The project file, or None before there is one."""
        return self._file

    @property
    def file_digest(self) -> str | None:
        """SHA-256 of the project file as it was read or written last; None: not known."""
        return self._file_digest

    def data(self) -> DocumentData:
        """All of the document as it is now."""
        pictures, masks = self.pictures.whole_pictures(), self.masks.all()
        return DocumentData(self._state, self._versions, pictures, masks, self._file, self._file_digest)

    # The whole document

    def open(self, data: DocumentData, *, modified: bool = False) -> None:
        """Shows another document; what was there is gone, and the undo stack is empty.

        Args:
            data: for example a project that was read.
            modified: whether it is to be saved, as recovered work is.
        """
        self._opened += 1
        for picture in data.pictures.values():
            self.pictures.add(picture)
        self.masks.take(data.masks)
        self._state, self._versions = data.state, data.versions
        self._undo_stack.clear()
        if modified:
            self._undo_stack.resetClean()
        else:
            self._undo_stack.setClean()
        self._begun = None if modified else data.state
        self._saved_versions = _chosen(data.versions)
        self._file_is_lost = False
        self.replaced.emit()
        self.set_file(data.file, data.file_digest)
        self._drop_unused()
        self.announce()

    def close(self) -> None:
        """Shows an empty document."""
        self.open(DocumentData())

    def mark_saved(self, file: Path, data: DocumentData | None = None, digest: str | None = None) -> None:
        """Says that the document is in a project file.

        Args:
            file: the project file.
            data: what was written; where the document has gone on since, it stays modified. None: all as it is now.
            digest: SHA-256 of the file.
        """
        self._file_is_lost = False
        self._saved_versions = _chosen(self._versions if data is None else data.versions)
        if data is None or data.state == self._state:
            self._undo_stack.setClean()
        elif self._undo_stack.isClean():
            # It was undone, while it was written, to what the file held before.
            self._undo_stack.resetClean()
        self.set_file(file, digest)
        self._tell_modified()

    def set_file(self, file: Path | None, digest: str | None = None) -> None:
        """Says which project file the document belongs to, and what it holds."""
        self._file_digest = digest
        if file != self._file:
            self._file = file
            self.file_changed.emit()
            self._tell_modified()

    def set_file_lost(self, lost: bool) -> None:  # noqa: FBT001 (there is nothing else to say)
        """Says whether the project file no longer holds what was saved in it, so that only this document does."""
        self._file_is_lost = lost
        self._tell_modified()

    # Undo and redo

    def undo(self) -> None:
        """Takes back the last change."""
        self._undo_stack.undo()

    def redo(self) -> None:
        """Makes the change again that was taken back last."""
        self._undo_stack.redo()

    # For commands

    def hold(self, state: State) -> None:
        """For commands only: takes a state; the signals follow when the stack is done."""
        self._state = state

    def place_version(self, key: str, version: Version | None, index: int) -> None:
        """For commands only: replaces the version of a key, puts it back at a place, or with None removes it."""
        places = {known.key: place for place, known in enumerate(self._versions)}
        place = places.get(key, index)
        others = [known for known in self._versions if known.key != key]
        if version is not None:
            others.insert(place, version)
        self._versions = tuple(others)

    # For the document

    def set_versions(self, versions: tuple[Version, ...]) -> None:
        """Takes other versions, without an entry of the undo stack."""
        self._versions = versions
        self.announce()
        self._drop_unused()

    def change(self, state: State, text: str, merge_key: str = "") -> None:
        """Goes to another state, as one entry of the undo stack, or none if nothing differs.

        Args:
            state: where to go.
            text: the entry's name.
            merge_key: changes of the same key in quick succession become one entry; empty: never.
        """
        if state == self._state:
            return
        self._undo_stack.push(Snapshot(self, self._state, state, text, merge_key=merge_key, moment=self._clock()))
        self.announce()
        self._drop_unused()

    def change_version(self, before: Version, after: Version | None, text: str) -> None:
        """Changes a version, or with None deletes it, as one entry of the undo stack."""
        if after == before:
            return
        index = self._versions.index(before)
        self._undo_stack.push(ChangeVersion(self, before, after, index, text))
        self.announce()
        # What could have been redone is gone, and what came first may be beyond the limit.
        self._drop_unused()

    def announce(self) -> None:
        """Tells what has changed since it was told last: after undo, redo and changes of any kind."""
        old, new = self._announced, self._state
        versions_differ = self._versions is not self._announced_versions
        self._announced, self._announced_versions = new, self._versions
        if new != old:
            self.pictures.set_present(new.picture_hashes, None if new.photo is None else new.photo.picture_hash)
            self.changed.emit(old, new)
            if new.photo != old.photo:
                self.photo_changed.emit()
            if (new.styles, new.solo) != (old.styles, old.solo):
                self.styles_changed.emit()
            if new.look != old.look:
                self.look_changed.emit()
            if new.quality != old.quality:
                self.quality_changed.emit()
            if new.regions != old.regions:
                self.regions_changed.emit()
        if versions_differ:
            self.versions_changed.emit()
        self._tell_modified()

    @property
    def _is_as_begun(self) -> bool:
        """Whether nothing was done but opening a photo from its file, which can be opened again at any time.

        What the machine paints with is no work: it is chosen by the program, too.
        """
        begun, now = self._begun, self._state
        if self._file is not None or begun is None:
            return False
        if now.photo is not None and (now.photo.path is None or not now.photo.framing.is_whole):
            return now.photo == begun.photo and _work_in(now) == _work_in(begun)
        return _work_in(replace(now, photo=begun.photo)) == _work_in(begun)

    def _tell_modified(self) -> None:
        modified = self.modified
        if modified != self._announced_modified:
            self._announced_modified = modified
            self.modified_changed.emit(modified)

    def _drop_unused(self) -> None:
        """Forgets pictures and masks that neither the document nor its undo stack can come back to."""
        states = [self._state, *(version.state for version in self._versions)]
        for index in range(self._undo_stack.count()):
            command = self._undo_stack.command(index)
            if isinstance(command, Snapshot):
                states += [command.before, command.after]
            elif isinstance(command, ChangeVersion):
                states.append(command.before.state)
        self.pictures.drop_unused(found for state in states for found in state.picture_hashes)
        self.masks.drop_unused(found for state in states for found in state.mask_hashes)


def _work_in(state: State) -> State:
    """A state with only that of its quality that decides what is painted."""
    return replace(state, quality=Quality(pack=state.quality.pack))


def _chosen(versions: tuple[Version, ...]) -> list[Version]:
    """Versions that the user has done something with; one that is kept by itself is nothing to save."""
    return [version for version in versions if version.pinned or version.name]
