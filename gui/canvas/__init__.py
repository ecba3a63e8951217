"""The canvas: photo, style and result, to be looked at and compared."""

from gui.canvas.modes import CompareMode
from gui.canvas.widget import Canvas

__all__ = ["Canvas", "CompareMode"]
