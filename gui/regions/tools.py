"""What paints in a region's mask: which region, which tool, how large and soft, and the strokes themselves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor

from engine.images import WHOLE, framed_array, resize
from engine.masks.brush import Brush, Stroke
from engine.masks.editing import feathered, inverted, refined
from engine.masks.masks import of_bits
from engine.masks.shapes import joined, polygon, ramp, similar
from gui.canvas.masks import MaskOverlay
from gui.messages import Topic

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from engine.images import Framing, Picture
    from gui.canvas import Canvas
    from gui.document.document import Document
    from gui.document.masks import MaskPixels
    from gui.document.regions import RegionEntry
    from gui.messages import Messages
    from gui.regions.editing import RegionEditing
    from gui.work.background import Background

Tool: TypeAlias = Literal["brush", "lasso", "gradient", "fill"]
Point: TypeAlias = tuple[float, float]

COLOURS = ("#ff5b4d", "#3fa7ff", "#ffc53d", "#43c97a", "#c77dff", "#ff8fc7", "#2ed3d0", "#ff9a3d")
"""In which regions are shown: bright, as paintings seldom are all over."""

LEAST_SIZE, LARGEST_SIZE = 0.002, 0.6
"""The diameter of the brush, as shares of the photo's long side."""

SIZE_STEP = 1.15
FEATHER = 0.01
"""How far an edge fades by one feathering, as a share of the mask's long side."""

REFINE_REACH = 0.015
"""How far off an edge of the photo may be to which the mask is drawn, likewise."""


@dataclass(frozen=True)
class ToolSettings:
    """How the tools paint.

    Attributes:
        size: the brush's diameter as a share of the photo's long side.
        softness: the share of the brush over which its edge fades.
        flow: how much one stroke covers.
        tolerance: how far colours may differ that a fill takes for one, 0 to 255.
    """

    size: float = 0.08
    softness: float = 0.5
    flow: float = 1.0
    tolerance: int = 24


class RegionTools(QObject):
    """Paints in the mask of the chosen region. It is the canvas's tool, see `gui.canvas.tool.CanvasTool`.

    Args:
        document: whose regions.
        editing: changes them.
        canvas: is painted on.
        background: does what takes long.
        messages: where errors go.

    Attributes:
        selected: the key of the chosen region, or None.
        tool: what is in the hand, or None.
        settings: how it paints.
        erases: whether it takes away.

    Signals:
        changed(): one of these is another.
    """

    changed = Signal()

    def __init__(
        self,
        document: Document,
        editing: RegionEditing,
        canvas: Canvas,
        background: Background,
        messages: Messages,
    ) -> None:
        super().__init__(canvas)
        self._document = document
        self._editing = editing
        self._canvas = canvas
        self._background = background
        self._messages = messages
        self.selected: str | None = None
        self.tool: Tool | None = None
        self.settings = ToolSettings()
        self.erases = False
        self._overlay_shown = False
        self._shown_for: object = None
        self._working: MaskPixels | None = None
        self._view: MaskPixels | None = None
        self._stroke: Stroke | None = None
        self._taking = False
        self._line: list[Point] = []
        document.changed.connect(self._follow)

    # What is chosen

    def select(self, key: str | None) -> None:
        """Chooses a region; None: none."""
        if key != self.selected:
            self._give_up()
            self.selected = key
            if key is None:
                self._put_away()
            self._tell()

    def take(self, tool: Tool | None) -> None:
        """Takes a tool into the hand, which shows the mask; with None painting ends, and only the result is seen."""
        if self.selected is None:
            tool = None
        self._give_up()
        self.tool = tool
        self._overlay_shown = tool is not None
        if tool is not None:
            self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        self._tell()

    def set_erases(self, erases: bool) -> None:  # noqa: FBT001 (a slot)
        """Lets the tools take away, or add."""
        self.erases = erases
        self._tell()

    def change(self, **fields: Any) -> None:
        """Changes settings of the tools: size, softness, flow, tolerance."""
        self.settings = replace(self.settings, **fields)
        self._tell()

    def resize_brush(self, steps: int) -> None:
        """Makes the brush larger by steps, or smaller by as many below 0."""
        self.change(size=min(max(self.settings.size * SIZE_STEP**steps, LEAST_SIZE), LARGEST_SIZE))

    @property
    def overlay_shown(self) -> bool:
        """Whether the mask of the chosen region is seen."""
        return self._overlay_shown and self.selected is not None

    def set_overlay_shown(self, shown: bool) -> None:  # noqa: FBT001 (a slot)
        """Shows the mask of the chosen region, or hides it."""
        self._overlay_shown = shown
        self._tell()

    # The hand, for the canvas

    @property
    def radius(self) -> float | None:
        """Of the brush, as a share of the long side of what is seen of the photo."""
        if self.tool != "brush" or self._region is None:
            return None
        photo = self._editing.photo
        seen = self._framing.size_of(photo.width, photo.height)
        return self.settings.size / 2 * max(photo.width, photo.height) / max(seen)

    @property
    def line(self) -> Sequence[Point]:
        """The lasso or gradient that is being drawn; a lasso is closed."""
        return [*self._line, self._line[0]] if self.tool == "lasso" and len(self._line) > 2 else self._line

    def begin(self, at: Point, pressure: float, *, swapped: bool) -> None:
        """Begins a stroke."""
        self._give_up()
        if self._region is None or self.tool is None:
            return
        self._working = self._editing.mask(self._region.key).copy()
        self._view = framed_array(self._working, self._framing)
        self._taking = self.erases != swapped
        self._line = [at]
        if self.tool == "brush":
            radius = max(self.settings.size * max(self._working.shape) / 2, 0.5)
            brush = Brush(radius, self.settings.softness, self.settings.flow)
            self._stroke = Stroke(self._view, brush, erases=self._taking)
            self._show_working()
            self.go_on(at, pressure)
        elif self.tool == "fill":
            self._fill(at)

    def go_on(self, at: Point, pressure: float) -> None:
        """Goes on to a place."""
        if self._view is None:
            return
        if self._stroke is not None:
            across, down = self._pixels(at)
            part = self._stroke.to(across - 0.5, down - 0.5, pressure)
            if part is not None:
                self._canvas.shown_mask.update(part)
        elif self.tool == "gradient":
            self._line = [self._line[0], at]
        elif self.tool == "lasso":
            self._line.append(at)

    def end(self) -> None:
        """Ends the stroke, which is one entry of the undo stack."""
        view, working, region = self._view, self._working, self._region
        if view is None or working is None or region is None or self.tool is None:
            self._give_up()
            return
        points = [self._pixels(point) for point in self._line]
        size = view.shape[1], view.shape[0]
        if self.tool == "lasso":
            view[:] = joined(view, polygon(size, points), erases=self._taking)
        elif self.tool == "gradient" and len(points) == 2:
            view[:] = joined(view, ramp(size, points[0], points[1]), erases=self._taking)
        text = self.tr("Erase in {name}") if self._taking else self.tr("Paint {name}")
        self._give_up()
        self._editing.set_mask(region.key, working, text)
        self._tell()

    # The whole mask

    @Slot()
    def invert(self) -> None:
        """Turns the mask inside out."""
        if self.selected is not None:
            self._editing.set_mask(
                self.selected, _mask(inverted(self._editing.mask(self.selected))), self.tr("Invert {name}")
            )

    @Slot()
    def clear(self) -> None:
        """Empties the mask."""
        if self.selected is not None:
            empty = np.zeros_like(self._editing.mask(self.selected))
            self._editing.set_mask(self.selected, empty, self.tr("Clear {name}"))

    @Slot()
    def feather(self) -> None:
        """Makes the mask's edges softer."""
        self._work_over(lambda mask: _mask(feathered(mask, FEATHER * max(mask.shape))), self.tr("Feather {name}"))

    @Slot()
    def refine(self) -> None:
        """Draws the mask's edges to those of the photo."""
        photo = self._editing.photo
        self._work_over(
            lambda mask: _mask(refined(mask, _fitting(photo, mask), REFINE_REACH * max(mask.shape))),
            self.tr("Draw {name} to the photo’s edges"),
        )

    def _work_over(self, work: Callable[[MaskPixels], MaskPixels], text: str) -> None:
        if self._region is None:
            return
        region = self._region
        mask = self._editing.mask(region.key)
        failed = partial(self._messages.report, topic=Topic.ATTEMPT)
        self._background.run(partial(work, mask), partial(self._take_over, region, text), failed)

    def _take_over(self, region: RegionEntry, text: str, mask: MaskPixels) -> None:
        # Who has painted on meanwhile wants that to stay.
        if any(each.key == region.key and each.mask == region.mask for each in self._editing.regions):
            self._editing.set_mask(region.key, mask, text)

    def _fill(self, at: Point) -> None:
        assert self._view is not None
        column, row = (int(place) for place in self._pixels(at))
        inside = 0 <= column < self._view.shape[1] and 0 <= row < self._view.shape[0]
        photo, framing, tolerance, taking = self._editing.photo, self._framing, self.settings.tolerance, self._taking
        self._give_up()

        def work(mask: MaskPixels) -> MaskPixels:
            filled = mask.copy()
            view = framed_array(filled, framing)
            seen = np.ascontiguousarray(framed_array(_fitting(photo, mask), framing))
            # A pixel's worth of softness, as a brush of hard edge has.
            found = _mask(feathered(similar(seen, (column, row), tolerance), 1.0))
            view[:] = joined(view, found, erases=taking)
            return filled

        if inside:
            self._work_over(work, self.tr("Erase in {name}") if taking else self.tr("Fill in {name}"))

    # Within

    @property
    def _region(self) -> RegionEntry | None:
        return next((region for region in self._editing.regions if region.key == self.selected), None)

    @property
    def _framing(self) -> Framing:
        photo = self._document.state.photo
        return WHOLE if photo is None else photo.framing

    def _pixels(self, share: Point) -> Point:
        assert self._view is not None
        return share[0] * self._view.shape[1], share[1] * self._view.shape[0]

    def _give_up(self) -> None:
        self._stroke = self._working = self._view = None
        self._line = []

    @Slot()
    def _follow(self) -> None:
        # What was begun belongs to a mask that may not be there any more.
        self._give_up()
        if self.selected is not None and self._region is None:
            self.selected = None
            self._put_away()
        self._tell()

    def _put_away(self) -> None:
        self.tool = None
        # Whoever chooses a region later has not asked for its mask.
        self._overlay_shown = False

    def _tell(self) -> None:
        hand = self._canvas.hand
        if self.tool is not None:
            hand.set_tool(self)
        elif hand.tool is self:
            hand.set_tool(None)
        self._show_overlay()
        self.changed.emit()

    def _show_overlay(self) -> None:
        region = self._region if self.overlay_shown else None
        photo = self._document.state.photo
        wanted = region and (region.key, region.mask, region.colour, self._label(region), photo)
        if wanted == self._shown_for:
            return
        self._shown_for = wanted
        if region is None or photo is None or not self._editing.has_photo:
            self._canvas.shown_mask.hide()
            return
        mask = framed_array(self._editing.mask(region.key), self._framing)
        self._canvas.shown_mask.show(MaskOverlay(mask, QColor(COLOURS[region.colour])), self._label(region))

    def _label(self, region: RegionEntry) -> str:
        text = self.tr("Mask of {name}") if self.tool is None else self.tr("Mask of {name} – Esc ends painting")
        return text.format(name=region.name)

    def _show_working(self) -> None:
        """Lets the canvas follow the mask that is being painted in."""
        region = self._region
        if region is not None and self._view is not None and self.overlay_shown:
            self._shown_for = None
            self._canvas.shown_mask.show(MaskOverlay(self._view, QColor(COLOURS[region.colour])), self._label(region))


def _mask(values: NDArray[Any]) -> MaskPixels:
    return values.astype(np.uint8, copy=False)


def _fitting(photo: Picture, mask: MaskPixels) -> NDArray[np.uint8]:
    """The photo at the size of a mask, in 8 bits."""
    pixels = resize(photo, (mask.shape[1], mask.shape[0])).pixels
    found: NDArray[np.uint8] = of_bits(pixels, 8).astype(np.uint8, copy=False)
    return found
