"""The canvas: photo, style and result, to be looked at and compared."""

from gui.canvas.canvas import Canvas
from gui.canvas.panes import CompareMode

__all__ = ["Canvas", "CompareMode"]
