"""What the canvas shows of the document: photo, style, result, levels, and two versions side by side."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QImage

from engine.images import WHOLE
from gui.canvas.layers import Layer
from gui.canvas.panes import CompareMode
from gui.document.state import active_styles
from gui.qt_images import to_qimage
from gui.style_rows import rows_of
from gui.work.loading import QUICK_SIDE

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from engine.images import Framing, Picture
    from engine.job import Result
    from gui.canvas import Canvas
    from gui.document.document import Document
    from gui.document.pictures import PictureStore
    from gui.filmstrip.filmstrip import Filmstrip
    from gui.messages import Messages
    from gui.work.background import Background
    from gui.work.live import LivePreview

STYLES_ASPECT = 3 / 2
"""Width / height of what several styles are seen in: as most photos have it, beside which they stand."""

SMALL = 1 << 21
"""Pixels of a picture that is ready for the canvas at once; a larger one would hold up the window."""


class Display(QObject):
    """Keeps the canvas and the filmstrip's levels in step with the document and its preview.

    Args:
        document: what is shown.
        live: paints it.
        canvas: shows pictures.
        filmstrip: shows levels, and chooses versions.
        background: makes large pictures ready.
        messages: where errors go.
    """

    def __init__(
        self,
        document: Document,
        live: LivePreview,
        canvas: Canvas,
        filmstrip: Filmstrip,
        *,
        background: Background,
        messages: Messages,
    ) -> None:
        super().__init__(canvas)
        self._document = document
        self._live = live
        self._canvas = canvas
        self._filmstrip = filmstrip
        self._levels: dict[str, QImage] = {}
        self._transparency = _Transparency(document)
        self._compared: frozenset[str] = frozenset()
        self._shown_photo: str | None = None
        self._previews = False
        self._styles: list[tuple[str, Framing]] = []
        self._photo = _Slot(document.pictures, background, canvas.set_photo, messages)
        self._style = _Slot(document.pictures, background, canvas.set_style, messages)
        document.photo_changed.connect(self._show_photo)
        document.styles_changed.connect(self._show_style)
        document.changed.connect(filmstrip.end_comparing)
        document.versions_changed.connect(self._on_versions)
        live.shown.connect(self._show_pixels)
        live.level_painted.connect(self._show_level)
        live.painted.connect(self._show_result)
        live.returned.connect(self._show_result)
        live.recalled.connect(self._show_kept)
        live.began.connect(filmstrip.clear_levels)
        live.emptied.connect(self._show_nothing)
        filmstrip.level_chosen.connect(self._inspect_level)
        filmstrip.version_chosen.connect(self._return_to)
        filmstrip.compare_requested.connect(self._compare)
        filmstrip.compare_ended.connect(self._end_comparing)
        canvas.mode_changed.connect(self._on_mode)
        self._on_mode(canvas.mode)
        self._show_photo()
        self._show_style()

    @Slot(object)
    def show_preview(self, preview: Picture | None) -> None:
        """Shows what a raw photo shows of itself until it is developed and becomes the document's; None: that no more.

        Meanwhile what is painted of the photo before is not seen.
        """
        if preview is not None:
            self._previews = True
            self._photo.forget()
            self._show_nothing()
            self._canvas.set_photo(Layer(to_qimage(preview.pixels)).prepared())
        elif self._previews:
            self._show_photo()
            self._inspect_level(self._filmstrip.level)

    @Slot()
    def _show_photo(self) -> None:
        self._previews = False
        photo = self._document.state.photo
        if photo is None:
            self._photo.show(None)
            self._canvas.set_result(None)
        else:
            if photo.picture_hash != self._shown_photo:
                # What was painted of another photo is no result of this one.
                self._show_nothing()
            self._photo.show(photo.picture_hash, photo.framing)
        self._shown_photo = None if photo is None else photo.picture_hash

    @Slot(object)
    def _on_mode(self, mode: CompareMode) -> None:
        self._style.set_seen(mode is CompareMode.SIDE_BY_SIDE)

    @Slot()
    def _show_style(self) -> None:
        pictures = self._document.pictures
        active = [
            (style.picture_hash, style.framing)
            for style in active_styles(self._document.state)
            if style.picture_hash in pictures
        ]
        if active == self._styles:
            return
        self._styles = active
        if len(active) < 2:
            self._style.show(*active[0] if active else (None,))
            return
        self._style.show(None)
        framed = (pictures.frame(pictures.reduced(name, QUICK_SIDE), framing) for name, framing in active)
        rows = rows_of([to_qimage(picture.pixels, picture.alpha) for picture in framed], STYLES_ASPECT)
        self._canvas.set_style(Layer(rows).prepared(), several=True)

    @Slot(object)
    def _show_pixels(self, pixels: NDArray[np.uint8]) -> None:
        # Who looks at a level goes on looking at it.
        if self._filmstrip.level is None and not self._previews:
            self._canvas.set_result(self._transparency.put_back(pixels), draft=True)

    @Slot(str, object)
    def _show_level(self, level: str, pixels: NDArray[np.uint8]) -> None:
        self._levels[level] = self._transparency.put_back(pixels)
        self._filmstrip.show_level(level, self._levels[level])

    @Slot(object)
    def _show_result(self, result: Result) -> None:
        if self._filmstrip.level is None and not self._previews:
            self._canvas.set_result(to_qimage(result.picture.pixels, result.picture.alpha))

    @Slot(object)
    def _show_kept(self, picture: Picture) -> None:
        if self._filmstrip.level is None:
            self._canvas.set_result(to_qimage(picture.pixels, picture.alpha))

    @Slot()
    def _show_nothing(self) -> None:
        self._levels.clear()
        self._filmstrip.clear_levels()
        self._canvas.set_result(None)

    @Slot(object)
    def _inspect_level(self, level: str | None) -> None:
        if level in self._levels:
            self._canvas.set_result(self._levels[str(level)])
        elif self._live.latest is not None:
            self._show_result(self._live.latest)

    @Slot(str)
    def _return_to(self, key: str) -> None:
        self._inspect_level(None)
        self._document.return_to(self._document.versions.find(key))

    @Slot(str, str)
    def _compare(self, left: str, right: str) -> None:
        one, other = self._document.versions.find(left).preview, self._document.versions.find(right).preview
        self._compared = frozenset((left, right))
        self._canvas.set_versions_to_compare(
            to_qimage(one.pixels, one.alpha),
            to_qimage(other.pixels, other.alpha),
            self._filmstrip.title(left),
            self._filmstrip.title(right),
        )

    @Slot()
    def _end_comparing(self) -> None:
        self._compared = frozenset()
        self._canvas.set_versions_to_compare(None, None)

    @Slot()
    def _on_versions(self) -> None:
        if not self._compared <= {version.key for version in self._document.versions.all}:
            self._end_comparing()


class _Transparency:
    """The photo's transparency, for drafts and levels: only finished results have it of themselves."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._made_for: tuple[str, Framing] | None = None
        self._mask: QImage | None = None

    def put_back(self, pixels: NDArray[np.uint8]) -> QImage:
        """What was painted so far, as transparent as the photo."""
        image, mask = to_qimage(pixels), self._of_photo()
        if mask is not None:
            image.convertTo(QImage.Format.Format_RGBA8888)
            aspect, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            image.setAlphaChannel(mask.scaled(image.size(), aspect, smooth))
        return image

    def _of_photo(self) -> QImage | None:
        photo, pictures = self._document.state.photo, self._document.pictures
        whole = None if photo is None else pictures.get(photo.picture_hash)
        if photo is None or whole is None or whole.alpha is None:
            return None
        if self._made_for != (photo.picture_hash, photo.framing):
            small = pictures.frame(pictures.reduced(photo.picture_hash, QUICK_SIDE), photo.framing)
            self._mask = to_qimage(small.pixels, small.alpha).convertToFormat(QImage.Format.Format_Alpha8)
            self._made_for = (photo.picture_hash, photo.framing)
        return self._mask


class _Slot:
    """One picture of the canvas. A large one is reduced until it is ready, and while nobody sees it."""

    def __init__(
        self,
        pictures: PictureStore,
        background: Background,
        show: Callable[[QImage | Layer | None], None],
        messages: Messages,
    ) -> None:
        self._pictures = pictures
        self._background = background
        self._show = show
        self._messages = messages
        self._wanted: tuple[str, Framing] | None = None
        self._seen = True

    def set_seen(self, seen: bool) -> None:  # noqa: FBT001 (there is nothing else to say)
        """Says whether the picture is seen: ready for the canvas, one of 24 megapixels takes 120 MB."""
        if seen != self._seen:
            self._seen = seen
            wanted, self._wanted = self._wanted, None
            if wanted is not None:
                self.show(*wanted)

    def forget(self) -> None:
        """Takes it that something else is seen now: whatever comes next is shown, and nothing that comes late."""
        self._wanted = None

    def show(self, picture_hash: str | None, framing: Framing = WHOLE) -> None:
        """Shows the framed part of a picture; None, or one that is missing: nothing."""
        whole = None if picture_hash is None else self._pictures.get(picture_hash)
        if picture_hash is None or whole is None:
            self._wanted = None
            self._show(None)
            return
        if self._wanted == (picture_hash, framing):
            return
        self._wanted = (picture_hash, framing)
        if whole.width * whole.height <= SMALL:
            self._show(_layer(self._pictures, whole, framing))
            return
        self._show(_layer(self._pictures, self._pictures.reduced(picture_hash, QUICK_SIDE), framing))
        if not self._seen:
            return
        self._background.run(
            partial(_layer, self._pictures, whole, framing),
            partial(self._take, self._wanted),
            self._messages.report,
        )

    def _take(self, made_for: tuple[str, Framing], layer: Layer) -> None:
        if self._wanted == made_for and self._seen:
            self._show(layer)


def _layer(pictures: PictureStore, picture: Picture, framing: Framing) -> Layer:
    framed = pictures.frame(picture, framing)
    return Layer(to_qimage(framed.pixels, framed.alpha)).prepared()
