"""The geometry of a crop: boxes that are dragged by their handles and stay within the picture. Pixels, no widgets."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

SMALLEST = 16.0
"""The smallest side of a crop in pixels, where the picture is not smaller itself."""

Handle: TypeAlias = tuple[int, int]
"""Which edges move: -1 the left or upper one, 1 the right or lower one, 0 none; (0, 0) moves the whole box."""

HANDLES: tuple[Handle, ...] = ((-1, -1), (1, -1), (-1, 1), (1, 1), (0, -1), (0, 1), (-1, 0), (1, 0))
"""Corners first: where handles overlap, a corner is wanted."""

INSIDE: Handle = (0, 0)


@dataclass(frozen=True)
class Box:
    """A crop in pixels of the picture as it is shown.

    Attributes:
        left, top, width, height: may fall between pixels.
    """

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.top + self.height

    @property
    def centre(self) -> tuple[float, float]:
        """The point in the middle."""
        return self.left + self.width / 2, self.top + self.height / 2

    def point(self, handle: Handle) -> tuple[float, float]:
        """Where a handle is."""
        x, y = self.centre
        return x + handle[0] * self.width / 2, y + handle[1] * self.height / 2


Size: TypeAlias = tuple[float, float]


def whole(size: Size) -> Box:
    """All of a picture."""
    return Box(0.0, 0.0, *size)


def moved(box: Box, right: float, down: float, size: Size) -> Box:
    """A box somewhere else in the picture, as far as there is room."""
    left = min(max(box.left + right, 0.0), size[0] - box.width)
    top = min(max(box.top + down, 0.0), size[1] - box.height)
    return Box(left, top, box.width, box.height)


def stretched(box: Box, handle: Handle, point: tuple[float, float], size: Size, ratio: float | None) -> Box:
    """A box of which one handle was dragged to a point; what is opposite stays where it is.

    Args:
        box: before.
        handle: the dragged one.
        point: where to; it may lie outside the picture.
        size: of the picture.
        ratio: width by height to keep; None: any.
    """
    wanted, room, middle = [box.width, box.height], [0.0, 0.0], box.centre
    for axis, direction in enumerate(handle):
        near, far = ((box.left, box.right), (box.top, box.bottom))[axis]
        if direction:
            fixed = far if direction < 0 else near
            wanted[axis] = direction * (point[axis] - fixed)
            room[axis] = fixed if direction < 0 else size[axis] - fixed
        elif ratio is None:
            room[axis] = wanted[axis]
        else:
            # An edge that is dragged takes both its neighbours along, about the middle.
            room[axis] = 2 * min(middle[axis], size[axis] - middle[axis])
    width, height = _free(wanted, room) if ratio is None else _in_ratio(handle, wanted, room, ratio)
    return Box(
        _start(handle[0], box.left, box.right, middle[0], width),
        _start(handle[1], box.top, box.bottom, middle[1], height),
        width,
        height,
    )


def with_ratio(box: Box, ratio: float, size: Size) -> Box:
    """A box of another shape with the same middle and area, as far as there is room."""
    width = math.sqrt(box.width * box.height * ratio)
    width = min(width, size[0], size[1] * ratio)
    height = min(width / ratio, size[1])
    x, y = box.centre
    return moved(Box(x - width / 2, y - height / 2, width, height), 0.0, 0.0, size)


def _free(wanted: list[float], room: list[float]) -> tuple[float, float]:
    width, height = (min(max(side, min(SMALLEST, most)), most) for side, most in zip(wanted, room, strict=True))
    return width, height


def _in_ratio(handle: Handle, wanted: list[float], room: list[float], ratio: float) -> tuple[float, float]:
    by_width, by_height = wanted[0], wanted[1] * ratio
    if not handle[0]:
        width = by_height
    elif not handle[1]:
        width = by_width
    else:
        width = max(by_width, by_height)
    most = min(room[0], room[1] * ratio)
    width = min(max(width, min(SMALLEST * max(ratio, 1.0), most)), most)
    return width, width / ratio


def _start(direction: int, near: float, far: float, middle: float, side: float) -> float:
    if direction > 0:
        return near
    return far - side if direction < 0 else middle - side / 2
