"""The sample picture that a new program begins with: a bundled photo in a bundled style."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.images import read_picture
from gui.document.document import Document
from gui.sample_names import sample_title
from resources.samples import sample_photos, sample_styles

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtCore import QObject

    from engine.images import Picture
    from gui.document.data import DocumentData
    from gui.document.pictures import PictureStore
    from gui.document.state import Quality

FIRST_PHOTO, FIRST_STYLE = "mountain-lake", "oil"


def sample_data(pictures: PictureStore, quality: Quality, parent: QObject) -> DocumentData | None:
    """The sample as a document's data; None where the samples are not there.

    Args:
        pictures: where its pictures are kept.
        quality: how it is painted.
        parent: the Qt parent of the document that is made for it, for a moment.

    Raises:
        PentimentoError: a sample cannot be read.
    """
    photos, styles = sample_photos(), sample_styles()
    if FIRST_PHOTO not in photos or FIRST_STYLE not in styles:
        return None
    shown = Document(pictures, parent=parent)
    try:
        shown.change_quality(**vars(quality))
        shown.set_photo(_sample(FIRST_PHOTO, photos[FIRST_PHOTO]), None)
        shown.styles.add([(_sample(FIRST_STYLE, styles[FIRST_STYLE]), None)])
        return shown.data()
    finally:
        # By Qt: where Python finds it in a circle some time later, it takes document and undo stack apart in the
        # wrong order, and the program crashes.
        shown.deleteLater()


def _sample(name: str, file: Path) -> Picture:
    return replace(read_picture(file), name=sample_title(name))
