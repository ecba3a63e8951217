"""A small button with an icon, as flat as the panel it stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPalette, QPen
from PySide6.QtWidgets import QToolButton, QWidget

from gui.icons import icon

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPaintEvent

BUTTON = 22
ICON = 16
OFF = 0.35
"""How much is seen of the icon of a switch that is off."""


class IconButton(QToolButton):
    """A flat button with an icon that is faint while a switch is off.

    Args:
        icon_name: of a file in `resources/icons`.
        name: for screen readers and the tooltip.
        tip: what will be seen; the name if empty.
        slot: what it does.
        checkable: whether it is a switch.
        filled: whether the switch is filled with the accent colour while it is on.
        parent: the Qt parent.
    """

    def __init__(
        self,
        icon_name: str,
        name: str,
        tip: str,
        slot: Callable[[], object],
        *,
        checkable: bool = False,
        filled: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._filled = filled
        self.setIcon(icon(icon_name))
        self.setCheckable(checkable)
        self.setAccessibleName(name)
        self.setToolTip(tip or name)
        self.setAccessibleDescription(tip)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFixedSize(BUTTON, BUTTON)
        # Not `toggled`: that would also come when the document is shown.
        self.clicked.connect(slot)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 (Qt's name)
        """Draws it flat, in the palette's colours."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        place = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        on = self.isChecked()
        painter.setPen(Qt.PenStyle.NoPen)
        if on and self._filled:
            # Half of the accent, on which an icon in the colour of the text is read in every theme.
            accent = palette.color(QPalette.ColorRole.Highlight)
            accent.setAlphaF(0.45)
            painter.setBrush(accent)
            painter.drawRoundedRect(place, 3, 3)
        elif self.isEnabled() and (self.isDown() or self.underMouse()):
            ground = palette.color(QPalette.ColorRole.WindowText)
            ground.setAlphaF(0.2 if self.isDown() else 0.1)
            painter.setBrush(ground)
            painter.drawRoundedRect(place, 3, 3)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(palette.color(QPalette.ColorRole.Highlight), 1))
            painter.drawRoundedRect(place, 3, 3)
        painter.setOpacity(OFF if self.isCheckable() and not on and not self._filled else 1.0)
        inset = (BUTTON - ICON) // 2
        mode = QIcon.Mode.Normal if self.isEnabled() else QIcon.Mode.Disabled
        self.icon().paint(painter, QRect(inset, inset, ICON, ICON), mode=mode)
        painter.end()
