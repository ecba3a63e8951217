"""Regions in the window: section, tools and canvas put together, and masks in files."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from engine.batch.naming import file_name
from engine.images import SaveOptions, read_picture, save_picture
from engine.masks.pictures import picture_of
from gui.document.masks import read_mask
from gui.messages import Topic
from gui.regions.editing import RegionEditing
from gui.regions.keys import PaintingKeys
from gui.regions.label_maps import LabelMaps
from gui.regions.section import RegionSection
from gui.regions.tools import RegionTools

if TYPE_CHECKING:
    from pathlib import Path

    from engine.images import Picture
    from gui.asking import Asker
    from gui.canvas import Canvas
    from gui.document.document import Document
    from gui.document.masks import MaskPixels
    from gui.messages import Messages
    from gui.work.background import Background


class RegionPainting(QObject):
    """Puts together what regions are painted with.

    Args:
        document: whose regions.
        canvas: is painted on.
        asker: asks for files.
        background: does what takes long.
        messages: where errors go.

    Attributes:
        editing, tools, keys, section, labels: the parts.
    """

    def __init__(
        self, document: Document, canvas: Canvas, asker: Asker, background: Background, messages: Messages
    ) -> None:
        super().__init__(canvas)
        self._asker = asker
        self._background = background
        self._messages = messages
        self.editing = RegionEditing(document, self)
        self.tools = RegionTools(document, self.editing, canvas, background, messages)
        self.keys = PaintingKeys(self.tools, canvas)
        self.section = RegionSection(document, self.editing, self.tools)
        self.labels = LabelMaps(
            document, self.editing, self.tools, asker, background=background, messages=messages, canvas=canvas
        )
        self.section.from_labels.clicked.connect(self.labels.ask)
        self.section.bar.import_requested.connect(self.import_mask)
        self.section.bar.export_requested.connect(self.export_mask)

    @Slot()
    def import_mask(self) -> None:
        """Asks for a picture and takes it as the mask of the chosen region."""
        path = self._asker.mask() if self.tools.selected is not None else None
        if path is not None:
            self.take_mask(path)

    def take_mask(self, path: Path) -> None:
        """Takes a picture as the mask of the chosen region, as soon as it is read."""
        key, photo = self.tools.selected, self.editing.photo
        if key is not None:
            failed = partial(self._messages.report, topic=Topic.ATTEMPT)
            self._background.run(partial(_read, path, photo), partial(self._take, key, photo), failed)

    @Slot()
    def export_mask(self) -> None:
        """Asks where to, and saves the mask of the chosen region as a grey picture."""
        key = self.tools.selected
        if key is None:
            return
        path = self._asker.mask_to_save(file_name(self.editing.region(key).name))
        if path is not None:
            self.save_mask(path)

    def save_mask(self, path: Path) -> None:
        """Saves the mask of the chosen region as a grey picture, of the size in which it is painted."""
        if self.tools.selected is not None:
            picture = picture_of(self.editing.mask(self.tools.selected))
            options = SaveOptions(existing="overwrite", strip_metadata=True)
            self._background.run(partial(save_picture, path, picture, options), self._tell_saved, self._messages.report)

    def _take(self, key: str, photo: Picture, mask: MaskPixels) -> None:
        regions = {region.key for region in self.editing.regions}
        if key in regions and self.editing.has_photo and self.editing.photo is photo:
            self.editing.set_mask(key, mask, self.tr("Take a mask for {name}"))

    def _tell_saved(self, path: Path) -> None:
        self._messages.inform(self.tr("The mask is saved as {name}.").format(name=path.name))


def _read(path: Path, photo: Picture) -> MaskPixels:
    return read_mask(read_picture(path), photo)
