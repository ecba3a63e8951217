"""Two curves that fall while a picture is refined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from engine.look.refining import Losses

LINE = 1.6
MARGIN = 4


class LossCurves(QWidget):
    """How far the picture is from the styles (in the accent's colour) and from the photo, step after step.

    Each curve fills the height by itself, since only its fall is of interest.

    Args:
        name: for screen readers.
        parent: the Qt parent.

    Attributes:
        losses: all that are drawn.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.losses: list[Losses] = []

    def clear(self) -> None:
        """Draws nothing any more."""
        self.losses = []
        self.update()

    def add(self, losses: Losses) -> None:
        """Draws one more step."""
        self.losses.append(losses)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        """Low and wide."""
        return QSize(200, 72)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 (Qt's name)
        """Draws the curves."""
        palette = self.palette()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(QPalette.ColorRole.Base))
        painter.drawRoundedRect(self.rect(), 4, 4)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for role, values in (
            (QPalette.ColorRole.PlaceholderText, [each.content for each in self.losses]),
            (QPalette.ColorRole.Highlight, [each.style for each in self.losses]),
        ):
            painter.setPen(QPen(palette.color(role), LINE))
            painter.drawPolyline(self._curve(values))
        painter.end()

    def _curve(self, values: list[float]) -> QPolygonF:
        """A curve within the margins: zero lies at the bottom, its largest value at the top."""
        largest = max(values, default=0.0) or 1.0
        width, height = self.width() - 2 * MARGIN, self.height() - 2 * MARGIN
        last = max(len(values) - 1, 1)
        return QPolygonF(
            [
                QPointF(MARGIN + width * step / last, MARGIN + height * (1 - value / largest))
                for step, value in enumerate(values)
            ]
        )
