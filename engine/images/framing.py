"""Turning, mirroring and cropping: the part of a picture that is meant, kept apart from its pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import JobError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.images.picture import Picture

_STEPS = 1 << 32


@dataclass(frozen=True)
class Framing:
    """Which part of a picture is meant, and which way up it is.

    The picture is turned first, then mirrored left to right, then cropped.

    Attributes:
        left: The crop's left edge, as a share (0 to 1) of the width of the turned and mirrored picture.
        top: Its upper edge, as a share of the height.
        right: Its right edge.
        bottom: Its lower edge.
        quarter_turns: Clockwise, 0 to 3.
        mirrored: Whether left and right are exchanged.

    Raises:
        JobError: If the crop is empty or leaves the picture, or the turns are not 0 to 3.
    """

    left: float = 0.0
    top: float = 0.0
    right: float = 1.0
    bottom: float = 1.0
    quarter_turns: int = 0
    mirrored: bool = False

    def __post_init__(self) -> None:
        """Check every value and round the shares to steps that turn and mirror without loss."""
        for name in ("left", "top", "right", "bottom"):
            share = getattr(self, name)
            if not _is_number(share) or not 0 <= share <= 1:
                raise JobError(
                    "An edge of a crop should be within 0 and 1, and {name} is {share}: keep it within.",
                    name=name,
                    share=repr(share),
                )
            # In such steps 1 - x is exact, so that turning to and fro comes back to the very same crop.
            object.__setattr__(self, name, round(share * _STEPS) / _STEPS)
        if self.left >= self.right or self.top >= self.bottom:
            raise JobError(
                "A crop should hold a part of the picture, and it is empty ({left:g} to {right:g} across, {top:g} to "
                "{bottom:g} down): draw it larger.",
                left=self.left,
                right=self.right,
                top=self.top,
                bottom=self.bottom,
            )
        whole = isinstance(self.quarter_turns, int) and not isinstance(self.quarter_turns, bool)
        if not whole or not 0 <= self.quarter_turns <= 3:
            raise JobError(
                "The quarter turns should be 0 to 3, and they are {quarter_turns}: choose one.",
                quarter_turns=repr(self.quarter_turns),
            )
        if not isinstance(self.mirrored, bool):
            raise JobError(
                "A picture should be mirrored or not, and {mirrored} came: give true or false.",
                mirrored=repr(self.mirrored),
            )

    @property
    def is_whole(self) -> bool:
        """Whether it shows the whole picture just as it is."""
        return self == WHOLE

    def turned(self, quarters: int) -> Framing:
        """The same part of the picture, seen after so many more quarter turns clockwise (negative: anticlockwise)."""
        framing = self
        for _ in range(quarters % 4):
            # Turning comes before mirroring, and a mirror reverses the sense of a turn.
            turns = (framing.quarter_turns + (-1 if framing.mirrored else 1)) % 4
            left, top, right, bottom = 1 - framing.bottom, framing.left, 1 - framing.top, framing.right
            framing = Framing(left, top, right, bottom, turns, framing.mirrored)
        return framing

    def flipped(self) -> Framing:
        """The same part of the picture with left and right exchanged."""
        return replace(self, left=1 - self.right, right=1 - self.left, mirrored=not self.mirrored)

    def box(self, width: int, height: int) -> tuple[int, int, int, int]:
        """The crop in pixels: left, top, right and bottom, at least one pixel wide and high.

        Args:
            width: Of the picture before it is turned, in pixels.
            height: Likewise.
        """
        if self.quarter_turns % 2:
            width, height = height, width
        left, right = _edges(self.left, self.right, width)
        top, bottom = _edges(self.top, self.bottom, height)
        return left, top, right, bottom

    def size_of(self, width: int, height: int) -> tuple[int, int]:
        """The width and height of what is shown of a picture of a size."""
        left, top, right, bottom = self.box(width, height)
        return right - left, bottom - top


def framed(picture: Picture, framing: Framing) -> Picture:
    """Return the part of a picture that a framing shows.

    Args:
        picture: Any picture.
        framing: What of it, and which way up.

    Returns:
        A picture whose arrays are views of the given one's; the picture itself if all of it is shown as it is.
    """
    if framing.is_whole:
        return picture
    alpha = None if picture.alpha is None else framed_array(picture.alpha, framing)
    return replace(picture, pixels=framed_array(picture.pixels, framing), alpha=alpha)


def framed_array(array: NDArray[Any], framing: Framing) -> NDArray[Any]:
    """Return the part of an array that a framing shows, as a view.

    Args:
        array: Shape (H, W) or (H, W, C), with the proportions of the picture that the framing belongs to.
        framing: What of it, and which way up.
    """
    left, top, right, bottom = framing.box(array.shape[1], array.shape[0])
    turned = np.rot90(array, -framing.quarter_turns)
    if framing.mirrored:
        turned = turned[:, ::-1]
    return turned[top:bottom, left:right]


def _edges(first: float, last: float, side: int) -> tuple[int, int]:
    # To the nearest pixel edge, and outwards from the middle of a pixel: the same seen in a mirror.
    start, end = math.ceil(first * side - 0.5), math.floor(last * side + 0.5)
    if start < end:
        return start, end
    start = min(math.floor((first + last) / 2 * side), side - 1)
    return start, start + 1


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


WHOLE = Framing()
"""The whole picture just as it is."""
