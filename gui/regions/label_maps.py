"""Regions from label maps: two pictures in which each colour names a part, one of the photo and one of a style."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from engine.errors import PentimentoError
from engine.images import read_picture
from engine.masks.labels import compare_labels
from engine.masks.masks import resized
from engine.masks.pictures import check_proportions
from gui.dialogs.label_maps import LabelMapsDialog, Side
from gui.document.masks import mask_size
from gui.language import in_words
from gui.messages import Topic
from gui.qt_images import thumbnail

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from engine.images import Picture
    from engine.masks.labels import LabelComparison
    from gui.asking import Asker
    from gui.document.document import Document
    from gui.messages import Messages
    from gui.regions.editing import RegionEditing
    from gui.regions.tools import RegionTools
    from gui.work.background import Background

THUMBNAIL = 160


class LabelMaps(QObject):
    """Asks for label maps, matches their colours off the window's thread, and makes regions of them.

    Args:
        document: whose regions.
        editing: changes them.
        tools: choose the first of the new regions.
        asker: asks for files.
        background: reads and compares.
        messages: where errors go.
        canvas: in whose window the dialog opens.

    Attributes:
        dialog: while it is open.
    """

    def __init__(
        self,
        document: Document,
        editing: RegionEditing,
        tools: RegionTools,
        asker: Asker,
        *,
        background: Background,
        messages: Messages,
        canvas: QWidget,
    ) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._document = document
        self._editing = editing
        self._tools = tools
        self._asker = asker
        self._background = background
        self._messages = messages
        self.dialog: LabelMapsDialog | None = None
        self._chosen = _Chosen()

    @Slot()
    def ask(self) -> None:
        """Opens the dialog."""
        styles = [(style.key, style.title) for style in self._document.state.styles]
        if self.dialog is not None or not styles or not self._editing.has_photo:
            return
        self.dialog = LabelMapsDialog(
            styles,
            self._document.state.photo.name if self._document.state.photo is not None else "",
            has_regions=bool(self._editing.regions),
            parent=self._canvas.window(),
        )
        self._chosen = _Chosen()
        self.dialog.choose_requested.connect(self._choose)
        self.dialog.style_chosen.connect(self._compare)
        self.dialog.accepted.connect(self._make)
        self.dialog.finished.connect(self._forget)
        self.dialog.open()

    def take(self, side: Side, path: Path) -> None:
        """Takes a picture as the label map of the photo or of the style, as soon as it is read."""
        chosen = self._chosen
        self._background.run(
            partial(read_picture, path), partial(self._on_read, chosen, side), partial(self._refuse, chosen, None)
        )

    @Slot(str)
    def _choose(self, side: Side) -> None:
        path = self._asker.label_map()
        if path is not None:
            self.take(side, path)

    def _on_read(self, chosen: _Chosen, side: Side, picture: Picture) -> None:
        if self.dialog is not None and chosen is self._chosen:
            chosen.maps[side] = picture
            self.dialog.show_map(side, picture.name, thumbnail(picture, THUMBNAIL))
            self._compare()

    @Slot()
    def _compare(self) -> None:
        chosen = self._chosen
        # What was asked before is of other maps or of another style.
        chosen.comparison = chosen.awaited = None
        if self.dialog is None or len(chosen.maps) < 2:
            return
        entry = self._document.state.style(self.dialog.style_key)
        style = self._document.pictures.get(entry.picture_hash)
        if style is not None:
            chosen.awaited = awaited = object()
            work = partial(_compared, chosen.maps["photo"], chosen.maps["style"], self._editing.photo, style)
            self._background.run(
                work, partial(self._on_compared, chosen, awaited), partial(self._refuse, chosen, awaited)
            )

    def _on_compared(self, chosen: _Chosen, awaited: object, comparison: LabelComparison) -> None:
        if self.dialog is not None and chosen is self._chosen and awaited is chosen.awaited:
            chosen.comparison = comparison
            self.dialog.show_comparison(comparison)

    def _refuse(self, chosen: _Chosen, awaited: object | None, error: BaseException) -> None:
        """Tells why a map, or with `awaited` a comparison, came to nothing, unless nobody waits for it any more."""
        if not isinstance(error, PentimentoError):
            self._messages.report(error, Topic.ATTEMPT)
        elif self.dialog is not None and chosen is self._chosen and awaited in (None, chosen.awaited):
            self.dialog.show_refusal(in_words(error))

    @Slot()
    def _make(self) -> None:
        dialog, comparison = self.dialog, self._chosen.comparison
        if dialog is None or comparison is None or not self._editing.has_photo:
            return
        labels = list(zip(dialog.names, comparison.matched, strict=True))
        try:
            keys = self._editing.add_labelled(dialog.style_key, labels, anew=dialog.anew)
        except PentimentoError as error:
            self._messages.report(error, Topic.ATTEMPT)
            return
        self._tools.select(keys[0])

    @Slot()
    def _forget(self) -> None:
        self._chosen = _Chosen()
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None


@dataclass(eq=False)
class _Chosen:
    """What was chosen in one dialog so far, and what came of it.

    Attributes:
        maps: the label maps.
        awaited: stands for the comparison that is being made; those that were asked for before it count no more.
        comparison: what came of it.
    """

    maps: dict[Side, Picture] = field(default_factory=dict)
    awaited: object | None = None
    comparison: LabelComparison | None = None


def _compared(photo_map: Picture, style_map: Picture, photo: Picture, style: Picture) -> LabelComparison:
    """The comparison, with masks as small as regions keep them: at full size they are hundreds of megabytes."""
    check_proportions(photo_map, photo.name, (photo.width, photo.height))
    check_proportions(style_map, style.name, (style.width, style.height))
    found = compare_labels(photo_map, style_map)
    of_photo, of_style = mask_size(photo.width, photo.height), mask_size(style.width, style.height)
    small = (
        replace(label, photo=resized(label.photo, of_photo), style=resized(label.style, of_style))
        for label in found.matched
    )
    return replace(found, matched=tuple(small))
