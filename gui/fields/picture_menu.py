"""A menu of pictures, large enough to choose by them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QProxyStyle, QStyle, QWidget

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyleOption

PICTURE_SIDE = 64
"""Of the pictures in pixels; menus' icons are as large as letters otherwise."""


class PictureMenu(QMenu):
    """A menu whose entries have pictures in the place of icons.

    Args:
        parent: the Qt parent.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        style = _LargeIcons("Fusion")
        style.setParent(self)
        self.setStyle(style)


class _LargeIcons(QProxyStyle):
    """The program's style with large icons: style sheets have no word for those of menus."""

    def pixelMetric(  # noqa: N802 (Qt's name)
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        """As usual but for the size of icons."""
        if metric == QStyle.PixelMetric.PM_SmallIconSize:
            return PICTURE_SIDE
        return super().pixelMetric(metric, option, widget)
