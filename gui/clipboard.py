"""The clipboard, and the result as it is dragged to other programs."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, QUrl, Slot
from PySide6.QtGui import QGuiApplication

from engine.errors import PentimentoError
from engine.images import SaveOptions, save_picture
from engine.look.recipe_json import recipe_to_json
from gui.messages import Topic
from gui.qt_images import to_qimage
from gui.work.exporting import names_in, suggested_name

if TYPE_CHECKING:
    from engine.job import Result
    from gui.document.document import Document
    from gui.messages import Messages
    from gui.opening import Opening
    from gui.work.live import LivePreview
    from gui.work.loading import Dropped


class Clipboard(QObject):
    """Pastes photos and styles, and gives the present result to other programs.

    Args:
        document: names the result.
        live: knows it.
        opening: takes what is pasted.
        messages: where errors go.
        parent: the Qt parent.
    """

    def __init__(
        self,
        document: Document,
        live: LivePreview,
        opening: Opening,
        messages: Messages,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._live = live
        self._opening = opening
        self._messages = messages
        self._dragged_out: tempfile.TemporaryDirectory[str] | None = None
        self._dragged_result: tuple[Result, Path] | None = None

    def close(self) -> None:
        """Removes what was made for dragging; to be called before the end."""
        if self._dragged_out is not None:
            self._dragged_out.cleanup()
            self._dragged_out = None

    @Slot()
    def paste_photo(self) -> None:
        """Takes the clipboard's picture or file as the photo."""
        self._opening.open_photo(self._pasted())

    @Slot()
    def paste_style(self) -> None:
        """Takes the clipboard's pictures or files as styles."""
        self._opening.add_styles(self._pasted())

    @Slot()
    def copy_result(self) -> None:
        """Copies the present result."""
        result = self._live.latest
        if result is None:
            self._messages.inform(self.tr("There is no result to copy yet: open a photo and add a style first."))
            return
        QGuiApplication.clipboard().setImage(to_qimage(result.picture.pixels, result.picture.alpha))
        self._messages.inform(
            self.tr("Copied the result as it is shown, {width} × {height}. Export it for the full size.").format(
                width=result.picture.width, height=result.picture.height
            )
        )

    def result_mime(self) -> QMimeData | None:
        """The present result for another program, as pixels and as a file; None if there is none."""
        result = self._live.latest
        if result is None:
            return None
        data = QMimeData()
        data.setImageData(to_qimage(result.picture.pixels, result.picture.alpha))
        try:
            data.setUrls([QUrl.fromLocalFile(str(self._file_of(result)))])
        except (PentimentoError, OSError) as error:
            # Programs that take pixels can still have them.
            self._messages.report(error, Topic.ATTEMPT)
        return data

    def _pasted(self) -> list[Dropped]:
        data = QGuiApplication.clipboard().mimeData() or QMimeData()
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if paths:
            return list(paths)
        image = QGuiApplication.clipboard().image()
        if image.isNull():
            self._messages.inform(self.tr("There is no picture on the clipboard: copy one first."))
            return []
        return [image]

    def _file_of(self, result: Result) -> Path:
        """A file with the result's pixels and its recipe, which stays until the program ends."""
        if self._dragged_result is not None and self._dragged_result[0] is result:
            return self._dragged_result[1]
        if self._dragged_out is None:
            self._dragged_out = tempfile.TemporaryDirectory(prefix="pentimento-", ignore_cleanup_errors=True)
        photo, styles = names_in(self._document.state)
        name = suggested_name(photo.stem, styles)
        target = Path(self._dragged_out.name) / f"{name}.png"
        file = save_picture(
            target, result.picture, SaveOptions(existing="unique"), recipe=recipe_to_json(result.recipe)
        )
        self._dragged_result = (result, file)
        return file
