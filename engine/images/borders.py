"""Frames of one colour around a picture: scans and screenshots have them, and a style's frame would be painted too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.images.framing import WHOLE, Framing

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.images.picture import Picture

_ALIKE = 12 / 255
"""The most by which a frame's pixels differ from its colour: scans and JPEG make them uneven."""

_SHARE_ALIKE = 0.98
"""How many of a line's pixels are of the frame's colour: dust and scratches are not."""

_SHARE_OTHER = 0.5
"""How many pixels of the picture's first line are of another colour: where fewer are, the picture merely has a plain
background."""

_LEAST, _MOST = 0.01, 0.45
"""How wide a frame is, as a share of the side."""

_MOST_FRAMES = 3
"""One within the other, such as a mount in a frame."""

_MOST_LOOKED_AT = 1024
"""Pixels of a line that are looked at."""


def uniform_frame(picture: Picture) -> Framing | None:
    """Return what is within the frame of one colour around a picture; None: there is no such frame.

    At least two opposite sides have a straight strip of one colour, as around a scan, a photo of a framed picture or
    a film in another shape. What is transparent does not count as a frame.

    Args:
        picture: Any.
    """
    height, width = picture.height, picture.width
    left, top, right, bottom = 0, 0, width, height
    for _ in range(_MOST_FRAMES):
        part = picture.pixels[top:bottom, left:right]
        above, below = _strips(part, height)
        inner = part[above : part.shape[0] - below]
        before, after = _strips(np.swapaxes(inner, 0, 1), width)
        if not (above and below) and not (before and after):
            break
        left, top, right, bottom = left + before, top + above, right - after, bottom - below
    if (left, top, right, bottom) == (0, 0, width, height):
        return None
    found = Framing(left / width, top / height, right / width, bottom / height)
    return None if found == WHOLE else found


def _strips(pixels: NDArray[Any], side: int) -> tuple[int, int]:
    """How many lines are of one colour at both ends; 0 for both where there are not two of them."""
    first, last = _strip(pixels, side), _strip(pixels[::-1], side)
    return (first, last) if first and last else (0, 0)


def _strip(pixels: NDArray[Any], side: int) -> int:
    if pixels.shape[0] < 3 or pixels.shape[1] < 3:
        return 0
    step = -(-pixels.shape[1] // _MOST_LOOKED_AT)
    largest = np.float32(np.iinfo(pixels.dtype).max)
    colour = np.median(pixels[0, ::step].astype(np.float32), axis=0)
    for line in range(round(_MOST * side) + 1):
        if line >= pixels.shape[0]:
            return 0
        difference = np.abs(pixels[line, ::step].astype(np.float32) - colour).max(axis=1) / largest
        if (difference <= _ALIKE).mean() < _SHARE_ALIKE:
            # A line between frame and picture may be a mixture of both.
            beyond = pixels[min(line + 1, pixels.shape[0] - 1), ::step].astype(np.float32)
            others = (np.abs(beyond - colour).max(axis=1) / largest > _ALIKE).mean()
            return line if line >= max(2, _LEAST * side) and others >= _SHARE_OTHER else 0
    return 0
