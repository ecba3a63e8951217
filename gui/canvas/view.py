"""Which part of a picture is seen and how large: pure mathematics, free of widgets.

Two systems of coordinates: the picture's pixels, and the pane's device pixels from its upper left corner. A zoom of 1
shows one picture pixel on one device pixel, whatever the scaling of the screen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

Pair: TypeAlias = tuple[float, float]
"""Across and down: a size or a point."""

LARGEST_ZOOM = 32.0
SMALLEST_SHARE_OF_FIT = 0.25
"""How far below "all of it" one can zoom out: a quarter."""


@dataclass(frozen=True)
class View:
    """A part of a picture in a pane.

    Attributes:
        picture: The picture's size in its pixels.
        pane: The pane's size in device pixels.
        zoom: Device pixels for each picture pixel.
        centre: The point of the picture in the middle of the pane.
        margin: Device pixels left free around a fitted picture.
    """

    picture: Pair
    pane: Pair
    zoom: float
    centre: Pair
    margin: float = 0.0

    @classmethod
    def fitted(cls, picture: Pair, pane: Pair, margin: float = 0.0) -> View:
        """All of the picture, as large as the pane allows, in its middle."""
        zoom = fit_zoom(picture, pane, margin)
        return cls(picture, pane, zoom, (picture[0] / 2, picture[1] / 2), margin)

    @property
    def fit_zoom(self) -> float:
        """The zoom at which all of the picture is seen."""
        return fit_zoom(self.picture, self.pane, self.margin)

    def to_pane(self, point: Pair) -> Pair:
        """Where a point of the picture is in the pane."""
        across, down = (
            half(pane) + (value - centre) * self.zoom
            for value, centre, pane in zip(point, self.centre, self.pane, strict=True)
        )
        return across, down

    def to_picture(self, point: Pair) -> Pair:
        """Which point of the picture is at a point of the pane; it may lie outside of the picture."""
        across, down = (
            centre + (value - half(pane)) / self.zoom
            for value, centre, pane in zip(point, self.centre, self.pane, strict=True)
        )
        return across, down

    def zoomed(self, zoom: float, at: Pair | None = None) -> View:
        """Another zoom; the picture's point at a point of the pane stays there, as far as `clamped` allows.

        Args:
            zoom: The new zoom; it is kept within sensible limits.
            at: A point of the pane; None for its middle.
        """
        smallest = min(self.fit_zoom * SMALLEST_SHARE_OF_FIT, 1.0)
        zoom = min(max(zoom, smallest), max(LARGEST_ZOOM, self.fit_zoom))
        at = at or (half(self.pane[0]), half(self.pane[1]))
        fixed = self.to_picture(at)
        across, down = (
            kept - (value - half(pane)) / zoom for kept, value, pane in zip(fixed, at, self.pane, strict=True)
        )
        return replace(self, zoom=zoom, centre=(across, down)).clamped()

    def panned(self, across: float, down: float) -> View:
        """The picture moved by device pixels, to the right and down if they are positive."""
        centre = self.centre[0] - across / self.zoom, self.centre[1] - down / self.zoom
        return replace(self, centre=centre).clamped()

    def resized(self, pane: Pair) -> View:
        """The same middle and zoom in a pane of another size."""
        return replace(self, pane=pane).clamped()

    def clamped(self) -> View:
        """The view moved so that the picture cannot get lost.

        Along each axis a picture that has room in the pane is in its middle. A larger one may be moved until its edge
        is in the pane's middle, so that corners can be looked at, too.
        """
        across, down = (
            side / 2 if side * self.zoom <= pane else min(max(centre, 0.0), side)
            for side, centre, pane in zip(self.picture, self.centre, self.pane, strict=True)
        )
        return replace(self, centre=(across, down))

    def moved_to_size(self, picture: Pair) -> View:
        """The same part of the same picture in other pixels, as large on the screen as before."""
        ratio = picture[0] / self.picture[0]
        centre = self.centre[0] * ratio, self.centre[1] * picture[1] / self.picture[1]
        return replace(self, picture=picture, zoom=self.zoom / ratio, centre=centre).clamped()

    def followed_by(self, picture: Pair, pane: Pair) -> View:
        """The view of another picture that follows this one: as far in as this one, and at the same share of it."""
        zoom = fit_zoom(picture, pane, self.margin) * self.zoom / self.fit_zoom
        centre = self.centre[0] / self.picture[0] * picture[0], self.centre[1] / self.picture[1] * picture[1]
        return View(picture, pane, zoom, centre, self.margin)

    def point_beside(self, follower: View, point: Pair) -> Pair:
        """The point of this pane that shows what a point of a follower's pane shows, as a share of the picture."""
        there = follower.to_picture(point)
        return self.to_pane(
            (
                there[0] / follower.picture[0] * self.picture[0],
                there[1] / follower.picture[1] * self.picture[1],
            )
        )

    @property
    def is_larger_than_pane(self) -> bool:
        """Whether there is anything to pan to."""
        return any(side * self.zoom > pane for side, pane in zip(self.picture, self.pane, strict=True))

    def rectangle(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of the whole picture in the pane, on whole device pixels.

        At a zoom of 1 picture pixels therefore fall exactly on device pixels.
        """
        left, top = (
            round(half(pane) - centre * self.zoom) for pane, centre in zip(self.pane, self.centre, strict=True)
        )
        across, down = (max(round(side * self.zoom), 1) for side in self.picture)
        return left, top, left + across, top + down

    def visible(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of that part of the rectangle that is inside of the pane."""
        left, top, right, bottom = self.rectangle()
        width, height = int(self.pane[0]), int(self.pane[1])
        left, right = min(max(left, 0), width), min(max(right, 0), width)
        top, bottom = min(max(top, 0), height), min(max(bottom, 0), height)
        return left, top, right, bottom


def fit_zoom(picture: Pair, pane: Pair, margin: float = 0.0) -> float:
    """The largest zoom at which all of a picture has room in a pane, with a margin on every side."""
    return min(max(room - 2 * margin, 1.0) / side for side, room in zip(picture, pane, strict=True))


def half(length: float) -> float:
    """The middle of a pane, on a whole device pixel, so that a picture that is in the middle is sharp."""
    return float(length // 2)
