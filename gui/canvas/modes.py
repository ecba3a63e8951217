"""The ways to compare two pictures."""

from __future__ import annotations

from enum import Enum


class CompareMode(Enum):
    """How the canvas shows a photo and its result."""

    RESULT = "result"
    """The result alone."""
    DIVIDER = "divider"
    """The photo to the left of a line that can be moved, the result to the right of it."""
    SIDE_BY_SIDE = "side by side"
    """Photo, style and result beside each other, moved together."""
