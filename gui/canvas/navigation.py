"""How one moves about the pictures on a stage: zoom, pan and divider, and what of a picture is where in the widget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Signal

from gui.canvas import marks
from gui.canvas.panes import Content, logical

if TYPE_CHECKING:
    from gui.canvas.stage import Stage
    from gui.canvas.view import Pair

DIVIDER_REACH = 7
"""How far beside the divider it can still be taken, in logical pixels."""


class Navigation(QObject):
    """Moves what is seen of the pictures on a stage. Places are those of the widget, in logical pixels.

    Args:
        stage: the pictures, and what is seen of them.
        parent: the Qt parent.

    Signals:
        changed(): something else is seen.
        zoom_changed(float): the zoom is another.
    """

    changed = Signal()
    zoom_changed = Signal(float)

    def __init__(self, stage: Stage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stage = stage
        self._told_zoom = 0.0

    def tell(self) -> None:
        """Tells that something else is seen: for whoever has changed the stage."""
        self.changed.emit()
        if self.zoom != self._told_zoom:
            self._told_zoom = self.zoom
            self.zoom_changed.emit(self.zoom)

    def show_photo_while(self, held: bool) -> None:  # noqa: FBT001 (it is a slot, for a button's pressed state)
        """Show the photo in place of the result for as long as something is held."""
        if held != self._stage.photo_only:
            self._stage.photo_only = held
            self.changed.emit()

    # Zoom, pan and divider

    @property
    def zoom(self) -> float:
        """Device pixels for each picture pixel; 1 while there is no picture."""
        return self._stage.view.zoom if self._stage.view else 1.0

    @property
    def is_fitted(self) -> bool:
        """Whether all of the picture is seen, and will be when the canvas changes its size."""
        return self._stage.fitted

    def zoom_to_fit(self) -> None:
        """Show all of the picture."""
        self._stage.fit()
        self.tell()

    def zoom_to_actual_pixels(self) -> None:
        """Show one picture pixel on one device pixel."""
        self.zoom_to(1.0)

    def zoom_to(self, zoom: float, at: QPointF | None = None) -> None:
        """Zoom so that the point of the picture at a place of the widget stays there; without one, the middle."""
        self._stage.zoom_to(zoom, None if at is None else self.device(at))
        self.tell()

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom in by a factor, or out by one below 1."""
        self.zoom_to(self.zoom * factor, at)

    def toggle_fit(self, at: QPointF | None = None) -> None:
        """Change between all of the picture and its actual pixels."""
        if self.is_fitted:
            self.zoom_to(1.0, at)
        else:
            self.zoom_to_fit()

    def pan_by(self, across: float, down: float) -> None:
        """Move the picture by logical pixels, to the right and down."""
        ratio = self._stage.ratio
        self._stage.pan(across * ratio, down * ratio)
        self.tell()

    def centre_picture(self) -> None:
        """Show the picture's middle in the middle, as large as it is."""
        self._stage.centre()
        self.tell()

    @property
    def can_pan(self) -> bool:
        """Whether there is more of the picture than is seen."""
        return self._stage.view is not None and self._stage.view.is_larger_than_pane

    @property
    def divider(self) -> float:
        """Where the divider is in the picture, or in what is seen of it: 0 at the left, 1 at the right."""
        return self._stage.divider

    @divider.setter
    def divider(self, share: float) -> None:
        share = min(max(float(share), 0.0), 1.0)
        if share != self._stage.divider:
            self._stage.divider = share
            self.changed.emit()

    @property
    def is_divided(self) -> bool:
        """Whether the divider is seen."""
        return self._stage.divider_across() is not None

    @property
    def divider_position(self) -> float:
        """Where the divider is in the widget, in logical pixels from the left."""
        return (self._stage.divider_across() or 0) / self._stage.ratio

    def move_divider_to(self, across: float) -> None:
        """Move the divider to a place of the widget, in logical pixels from the left."""
        self.divider = self._stage.share_at(across * self._stage.ratio)

    def is_on_divider(self, at: QPointF) -> bool:
        """Whether the divider can be taken at a place of the widget."""
        seen = self._stage.seen(Content.BOTH)
        if not self.is_divided or seen is None:
            return False
        place = logical(seen, self._stage.ratio)
        beside = abs(at.x() - self.divider_position)
        on_grip = beside**2 + (at.y() - place.center().y()) ** 2 <= (marks.GRIP_RADIUS + 3) ** 2
        return on_grip or (beside <= DIVIDER_REACH and place.top() <= at.y() <= place.bottom())

    # Places

    def device(self, at: QPointF) -> Pair:
        """A place in device pixels."""
        return at.x() * self._stage.ratio, at.y() * self._stage.ratio

    @property
    def long_side(self) -> float:
        """The long side of the picture as it is seen, in logical pixels."""
        view = self._stage.view
        return 0.0 if view is None else max(view.picture) * view.zoom / self._stage.ratio

    def share_of(self, at: QPointF) -> tuple[float, float] | None:
        """Where a place of the widget is in the picture, as shares of its sides; None: over a style, or none is there.

        A stroke that leaves the picture goes on outside: shares below 0 and above 1.
        """
        point = self.device(at)
        content, view = self._stage.pane_at(point), self._stage.view
        if view is None or content is Content.STYLE:
            return None
        left, top, *_ = self._stage.panes()[content]
        across, down = view.to_picture((point[0] - left, point[1] - top))
        return across / view.picture[0], down / view.picture[1]

    def place_of(self, share: tuple[float, float]) -> QPointF:
        """Where shares of the picture's sides are in the widget, in the pane of the result."""
        view, ratio = self._stage.view, self._stage.ratio
        if view is None:
            return QPointF()
        panes = self._stage.panes()
        left, top, *_ = panes.get(Content.BOTH) or panes[Content.AFTER]
        across, down = view.to_pane((share[0] * view.picture[0], share[1] * view.picture[1]))
        return QPointF((left + across) / ratio, (top + down) / ratio)
