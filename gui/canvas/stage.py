"""What is on the canvas and where: the pictures, the mode, the part that is seen. It neither paints nor listens."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gui.canvas.panes import CompareMode, Content, arrange
from gui.canvas.view import View

if TYPE_CHECKING:
    from gui.canvas.layers import Layer
    from gui.canvas.panes import Box
    from gui.canvas.view import Pair


@dataclass(frozen=True)
class Versions:
    """Two versions that are compared in place of photo and result."""

    left: Layer
    right: Layer
    left_name: str
    right_name: str


class Stage:
    """The state of a canvas, in device pixels.

    Attributes:
        photo: The photo, whose pixels are the coordinates of everything.
        style: The style that is shown beside it.
        several_styles: Whether that picture is made of several.
        result: The result, of any size.
        is_draft: Whether that is not finished.
        versions: Two versions to compare instead, or None.
        mode: How they are compared.
        divider: Where the divider is between the left edge of the visible part (0) and the right one (1).
        photo_only: Whether the photo covers the result, while a key is held.
        fitted: Whether all of the picture is seen, and stays so when the canvas changes its size.
        view: What is seen in the panes of photo and result; None while there is no picture.
        ratio: Device pixels for each logical one.
    """

    def __init__(self) -> None:
        self.photo: Layer | None = None
        self.style: Layer | None = None
        self.several_styles = False
        self.result: Layer | None = None
        self.is_draft = False
        self.versions: Versions | None = None
        self.mode = CompareMode.DIVIDER
        self.divider = 0.5
        self.photo_only = False
        self.fitted = True
        self.view: View | None = None
        self.ratio = 1.0
        self._size = (1, 1)
        self._margin = 0.0
        self._gap = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is no picture to look at."""
        return self.view is None

    @property
    def before(self) -> Layer | None:
        """What is to the left of the divider."""
        return self.versions.left if self.versions else self.photo

    @property
    def after(self) -> Layer | None:
        """What is to the right of the divider."""
        return self.versions.right if self.versions else self.result

    @property
    def shows_draft(self) -> bool:
        """Whether what is to the right of the divider is not finished."""
        return self.is_draft and self.result is not None and self.versions is None

    @property
    def picture_size(self) -> Pair | None:
        """The size whose pixels are the coordinates: the photo's, or else that of the larger picture there is."""
        if self.photo is not None:
            return self.photo.size
        return max((layer.size for layer in (self.before, self.after) if layer is not None), default=None)

    @property
    def has_divider(self) -> bool:
        """Whether the divider is seen."""
        both = self.before is not None and self.after is not None
        return both and self.mode is CompareMode.DIVIDER and not self.photo_only

    def set_canvas(self, size: tuple[int, int], ratio: float, margin: float, gap: int) -> None:
        """Take the canvas's size in device pixels, their ratio, the room around a fitted picture and between panes."""
        self._size, self.ratio, self._margin, self._gap = size, ratio, margin, gap
        self.refresh()

    def panes(self) -> dict[Content, Box]:
        """What is shown, and where on the canvas."""
        if self.mode is not CompareMode.SIDE_BY_SIDE:
            contents: tuple[Content, ...] = (Content.BOTH,)
        elif self.versions:
            contents = Content.BEFORE, Content.AFTER
        else:
            contents = Content.BEFORE, Content.STYLE, Content.AFTER
        return arrange(contents, self._size, self.picture_size or (4.0, 3.0), self._gap)

    def pane_at(self, point: Pair) -> Content:
        """The pane under a point of the canvas, or the nearest one."""

        def distance(box: Box) -> float:
            left, top, width, height = box
            across = max(left - point[0], point[0] - left - width, 0)
            return across + max(top - point[1], point[1] - top - height, 0)

        panes = self.panes()
        return min(panes, key=lambda content: distance(panes[content]))

    def refresh(self) -> None:
        """Bring the view in line with what is shown now, and on how much room."""
        size = self.picture_size
        if size is None:
            self.view, self.fitted = None, True
            return
        *_, width, height = next(iter(self.panes().values()))
        pane = float(width), float(height)
        if self.view is None or self.fitted or not _same_aspect(self.view.picture, size):
            self.view, self.fitted = View.fitted(size, pane, self._margin), True
            return
        if self.view.picture != size:
            self.view = self.view.moved_to_size(size)
        if self.view.pane != pane:
            self.view = self.view.resized(pane)

    def view_of(self, content: Content) -> View | None:
        """The view in a pane; that of the style follows the others."""
        if self.view is None or content is not Content.STYLE:
            return self.view
        return None if self.style is None else self.view.followed_by(self.style.size, self.view.pane)

    def fit(self) -> None:
        """Show all of the picture."""
        self.fitted = True
        self.refresh()

    def zoom_to(self, zoom: float, at: Pair | None = None) -> None:
        """Zoom about a point of the canvas, or about the middle of the panes."""
        if self.view is None:
            return
        self.fitted = False
        self.view = self.view.zoomed(zoom, None if at is None else self._in_main_pane(at))

    def pan(self, across: float, down: float) -> None:
        """Move the picture by device pixels."""
        if self.view is None:
            return
        panned = self.view.panned(across, down)
        # A fitted picture has nowhere to go: it stays fitted, and follows the size of the canvas.
        self.fitted = self.fitted and panned == self.view
        self.view = panned

    def centre(self) -> None:
        """Show the middle of the picture, as large as it is."""
        if self.view is not None:
            self.view = replace(self.view, centre=(self.view.picture[0] / 2, self.view.picture[1] / 2))

    def seen(self, content: Content) -> Box | None:
        """That part of the canvas which a pane's picture covers; None if there is none."""
        view = self.view_of(content)
        if view is None:
            return None
        left, top, right, bottom = view.visible()
        pane = self.panes().get(content)
        if pane is None or right <= left or bottom <= top:
            return None
        return pane[0] + left, pane[1] + top, right - left, bottom - top

    def divider_across(self) -> int | None:
        """The device pixel at which the right side begins; None while no divider is seen."""
        seen = self.seen(Content.BOTH) if self.has_divider else None
        return None if seen is None else seen[0] + round(self.divider * seen[2])

    def share_at(self, across: float) -> float:
        """The share of the seen picture to the left of a point of the canvas."""
        seen = self.seen(Content.BOTH)
        return self.divider if seen is None else min(max((across - seen[0]) / seen[2], 0.0), 1.0)

    def result_box(self) -> Box | None:
        """That part of the canvas which the result covers, or the one pane that there is."""
        return self.seen(Content.AFTER if Content.AFTER in self.panes() else Content.BOTH)

    def _in_main_pane(self, point: Pair) -> Pair:
        content = self.pane_at(point)
        left, top, *_ = self.panes()[content]
        inside = point[0] - left, point[1] - top
        follower = self.view_of(content)
        if content is Content.STYLE and self.view is not None and follower is not None:
            return self.view.point_beside(follower, inside)
        return inside


def _same_aspect(first: Pair, second: Pair) -> bool:
    return abs(first[0] * second[1] - first[1] * second[0]) <= 0.02 * first[0] * second[1]
