"""The document: what can be done to the photo, the styles and the look. It is the only owner of what there is."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from engine.errors import JobError
from engine.look.look import PARAMETERS
from engine.look.parameters import Number, Whole
from gui.document.data import DocumentData
from gui.document.history import History
from gui.document.job_making import JobMaking
from gui.document.jobs import (
    PackFinder,
    installed_pack,
    treatment_of,
)
from gui.document.kept_versions import KeptVersions
from gui.document.masks import MaskStore
from gui.document.parameter_words import parameter_words
from gui.document.pictures import PictureStore
from gui.document.recipe_taking import take_recipe
from gui.document.saved_work import SavedWork
from gui.document.state import PhotoEntry, State, Treatment
from gui.document.style_editing import StyleEditing, name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PySide6.QtGui import QUndoStack

    from engine.images import Framing, Picture
    from engine.job import Recipe, StyleReference
    from engine.vgg import Level
    from gui.document.versions import Version


class Document(QObject):
    """What the window shows and changes.

    Signals come after the undo stack is consistent again, so that a slot may read whatever it likes and even change
    the document.

    Args:
        pictures: where pictures are kept; a new store if None.
        pack_of: gives the reference of a pack by its name.
        clock: seconds that only go forwards.
        parent: the Qt parent.

    Attributes:
        pictures, masks: what the state names by hash.
        styles: what can be done to the styles on the shelf.
        versions: the results that are kept.
        jobs: makes what the engine is asked for.

    Signals:
        changed(old, new): the state, exactly once for each change, undo and redo.
        photo_changed, styles_changed, treatment_changed, quality_changed, regions_changed: that part of it, after
            `changed`.
        versions_changed: a version was kept, renamed, pinned, dropped or deleted.
        modified_changed(modified): whether there is something to save.
        file_changed: the project file is another one.
        replaced: another document takes the place of this one; its changes are signalled next.
    """

    changed = Signal(object, object)
    photo_changed = Signal()
    styles_changed = Signal()
    treatment_changed = Signal()
    quality_changed = Signal()
    regions_changed = Signal()
    versions_changed = Signal()
    modified_changed = Signal(bool)
    file_changed = Signal()
    replaced = Signal()

    def __init__(
        self,
        pictures: PictureStore | None = None,
        pack_of: PackFinder = installed_pack,
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.pictures = PictureStore() if pictures is None else pictures
        self.masks = MaskStore()
        self._history = History(clock, self)
        self.versions = KeptVersions(self._history, self)
        self._saved = SavedWork()
        self._opened = 0
        self._is_opening = False
        self._announced = self.state
        self._announced_versions = self.versions.all
        self._announced_modified = False
        self._history.stack.indexChanged.connect(self.announce)
        self._history.changed.connect(self._on_change)
        self.versions.changed.connect(self._on_change)
        self.styles = StyleEditing(self._history, self.pictures, self)
        self.jobs = JobMaking(self._history, self.pictures, self.masks, pack_of)

    # What there is

    @property
    def state(self) -> State:
        """What undo and redo go through."""
        return self._history.state

    @property
    def undo_stack(self) -> QUndoStack:
        """For the window's undo and redo actions; its entries have names."""
        return self._history.stack

    @property
    def modified(self) -> bool:
        """Whether there is something to save: work of the user that no file holds."""
        return self._saved.lacks(self.state, self.versions.all, clean=self._history.is_clean)

    @property
    def opened(self) -> int:
        """How many documents were opened before: what takes its time can see whether this is still the same one."""
        return self._opened

    @property
    def file(self) -> Path | None:
        """The project file, or None before there is one."""
        return self._saved.file

    @property
    def file_digest(self) -> str | None:
        """SHA-256 of the project file as it was read or written last; None: not known."""
        return self._saved.digest

    def data(self) -> DocumentData:
        """All of the document as it is now."""
        pictures, masks = self.pictures.whole_pictures(), self.masks.all()
        return DocumentData(self.state, self.versions.all, pictures, masks, self.file, self.file_digest)

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
        self.versions.all = data.versions
        # The emptied undo stack tells of itself, before the file and what it holds are known.
        self._is_opening = True
        self._history.begin(data.state, clean=not modified)
        self._is_opening = False
        self._saved.begin(data.state, data.versions, modified=modified)
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
        self._saved.save(self.versions.all if data is None else data.versions)
        if data is None or data.state == self.state:
            self._history.mark(clean=True)
        else:
            # It has gone on since, and the place that was marked is what the file held before.
            self._history.mark(clean=False)
        self.set_file(file, digest)
        self._tell_modified()

    def set_file(self, file: Path | None, digest: str | None = None) -> None:
        """Says which project file the document belongs to, and what it holds."""
        self._saved.digest = digest
        if file != self._saved.file:
            self._saved.file = file
            self.file_changed.emit()
            self._tell_modified()

    def set_file_lost(self, lost: bool) -> None:  # noqa: FBT001 (there is nothing else to say)
        """Says whether the project file no longer holds what was saved in it, so that only this document does."""
        self._saved.is_lost = lost
        self._tell_modified()

    # Changes

    def undo(self) -> None:
        """Takes back the last change."""
        self._history.stack.undo()

    def redo(self) -> None:
        """Makes the change again that was taken back last."""
        self._history.stack.redo()

    def change(self, state: State, text: str, merge_key: str = "") -> None:
        """Goes to another state, as one entry of the undo stack, or none if nothing differs.

        Args:
            state: where to go.
            text: the entry's name.
            merge_key: changes of the same key in quick succession become one entry; empty: never.
        """
        self._history.change(state, text, merge_key)

    @Slot()
    def announce(self) -> None:
        """Tells what has changed since it was told last: after undo, redo and changes of any kind."""
        if self._is_opening:
            return
        old, new = self._announced, self.state
        versions_differ = self.versions.all is not self._announced_versions
        self._announced, self._announced_versions = new, self.versions.all
        if new != old:
            self.pictures.set_present(new.picture_hashes, None if new.photo is None else new.photo.picture_hash)
            self.changed.emit(old, new)
            if new.photo != old.photo:
                self.photo_changed.emit()
            if (new.styles, new.solo) != (old.styles, old.solo):
                self.styles_changed.emit()
            if new.treatment != old.treatment:
                self.treatment_changed.emit()
            if new.quality != old.quality:
                self.quality_changed.emit()
            if new.regions != old.regions:
                self.regions_changed.emit()
        if versions_differ:
            self.versions_changed.emit()
        self._tell_modified()

    @Slot()
    def _on_change(self) -> None:
        self.announce()
        # What could have been redone is gone, and what came first may be beyond the limit.
        self._drop_unused()

    def _tell_modified(self) -> None:
        modified = self.modified
        if modified != self._announced_modified:
            self._announced_modified = modified
            self.modified_changed.emit(modified)

    def _drop_unused(self) -> None:
        """Forgets pictures and masks that neither the document nor its undo stack can come back to."""
        states = [self.state, *(version.state for version in self.versions.all), *self._history.states()]
        self.pictures.drop_unused(found for state in states for found in state.picture_hashes)
        self.masks.drop_unused(found for state in states for found in state.mask_hashes)

    # The photo

    def set_photo(self, picture: Picture, path: Path | None = None) -> None:
        """Repaints another photo from now on; regions are painted on one photo and fit no other."""
        entry = PhotoEntry(self.pictures.add(picture), name_of(picture, path), path)
        known = self.state.photo and self.state.photo.picture_hash == entry.picture_hash
        regions = self.state.regions if known else ()
        self.change(replace(self.state, photo=entry, regions=regions), self.tr("Open {name}").format(name=entry.name))

    def set_framing_of_photo(self, framing: Framing) -> None:
        """Crops and turns the photo; its file stays as it is."""
        if self.state.photo is None:
            raise JobError("A photo should be there to be framed, and there is none: open one.")
        photo = replace(self.state.photo, framing=framing)
        self.change(replace(self.state, photo=photo), self.tr("Frame the photo"), "photo framing")

    # The look

    def change_look(self, **fields: Any) -> None:
        """Changes parameters of the look."""
        text = parameter_words(*fields).undo if len(fields) == 1 else self.tr("Change the look")
        # A drag is one entry, a choice one of its own.
        drags = all(name in PARAMETERS and isinstance(PARAMETERS[name].kind, Number | Whole) for name in fields)
        treatment = replace(self.state.treatment, look=replace(self.state.look, **fields))
        self._change_treatment(treatment, text, f"look {sorted(fields)}" if drags else "")

    def set_stroke_size(self, size: float) -> None:
        """Sets how large strokes are."""
        self._change_treatment(replace(self.state.treatment, stroke_size=size), self.tr("Stroke size"), "stroke size")

    def change_level(self, level: Level, **fields: Any) -> None:
        """Changes fields of one level: on, strength."""
        treatment = self.state.treatment
        levels = {**treatment.levels, level: replace(treatment.levels[level], **fields)}
        names = {
            "relu5_1": self.tr("Composition"),
            "relu4_1": self.tr("Large shapes"),
            "relu3_1": self.tr("Brushwork"),
            "relu2_1": self.tr("Texture"),
            "relu1_1": self.tr("Colour and grain"),
        }
        if "on" in fields:
            text = self.tr("Switch {name} on") if fields["on"] else self.tr("Switch {name} off")
        else:
            text = self.tr("Strength of {name}")
        merge_key = "" if "on" in fields else f"level {level}"
        self._change_treatment(replace(treatment, levels=levels), text.format(name=names[level]), merge_key)

    def reset_treatment(self) -> None:
        """Goes back to the look, levels and stroke size of a new document."""
        self._change_treatment(Treatment(), self.tr("Reset the look"))

    def apply_treatment(self, treatment: Treatment, name: str = "") -> None:
        """Takes another treatment, for example a preset's of a name."""
        text = self.tr("Apply {name}").format(name=name) if name else self.tr("Apply a look")
        self._change_treatment(treatment, text)

    def change_quality(self, **fields: Any) -> None:
        """Changes fields of the quality: preview_size, device, number_format, pack."""
        quality = replace(self.state.quality, **fields)
        self.change(replace(self.state, quality=quality), self.tr("Quality"), f"quality {sorted(fields)}")

    def apply_recipe(
        self,
        recipe: Recipe,
        painted_size: int | None = None,
        offered: Sequence[tuple[Picture, Path | None]] = (),
    ) -> tuple[StyleReference, ...]:
        """Takes over the look and the styles of a recipe, for example from a saved picture, as one entry.

        Args:
            recipe: what was read.
            painted_size: the long side of the picture it comes from; None: the photo's own is taken for it.
            offered: pictures found elsewhere, for example beside the file; only those of the recipe are used.

        Returns:
            The styles of the recipe that are neither on the shelf nor among the document's pictures nor offered.
            If all are missing, the shelf stays as it is.
        """
        taken = take_recipe(recipe, self.state, self.pictures, offered, self.styles.new)
        treatment = treatment_of(recipe, painted_size or self.jobs.photo_side())
        self.change(replace(taken.state, treatment=treatment), self.tr("Apply a recipe"))
        return taken.missing

    def return_to(self, version: Version) -> None:
        """Takes the photo, the styles and the look of a version; the quality stays but for the pack."""
        kept = version.state
        state = replace(kept, quality=replace(self.state.quality, pack=kept.quality.pack))
        text = self.tr("Return to {name}").format(name=version.name) if version.name else self.tr("Return to a version")
        self.change(state, text)

    def _change_treatment(self, treatment: Treatment, text: str, merge_key: str = "") -> None:
        self.change(replace(self.state, treatment=treatment), text, merge_key)
