"""A section of a panel that folds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QSignalBlocker, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QPaintEvent

ROW_SPACE = 4
"""Pixels between two rows of a section."""


class FoldSection(QWidget):
    """A title that folds away what is below it.

    Args:
        title: what is shown beside the chevron.
        folded: how it begins.
        remember: is called whenever it was folded or unfolded by hand.
        parent: the Qt parent.

    Attributes:
        header: the button.
        body: goes into the section; give it a layout.
    """

    def __init__(
        self,
        title: str,
        *,
        folded: bool = False,
        remember: Callable[[bool], None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._remember = remember
        self.header = _Header(title, self)
        self.body = QWidget(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.header)
        column.addWidget(self.body)
        self.set_folded(folded)
        self.header.toggled.connect(self._on_toggled)

    @property
    def folded(self) -> bool:
        """Whether only the title is seen."""
        return not self.header.isChecked()

    def set_folded(self, folded: bool) -> None:  # noqa: FBT001 (reads like Qt's setters)
        """Folds or unfolds it, without telling who remembers."""
        with QSignalBlocker(self.header):
            self.header.setChecked(not folded)
        self.header.update()
        self.body.setVisible(not folded)

    def _on_toggled(self, unfolded: bool) -> None:  # noqa: FBT001 (a slot)
        self.body.setVisible(unfolded)
        if self._remember is not None:
            self._remember(not unfolded)


class _Header(QAbstractButton):
    """A chevron, the title and a hairline."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(title)
        self.setAccessibleName(title)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        font = self.font()
        font.setBold(True)
        self.setFont(font)

    def sizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        """One line of text with some air."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 40, metrics.height() + 12)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        """Unfolds on Right and folds on Left, as trees do; Return is like Space."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Right, Qt.Key.Key_Left):
            self.setChecked(key == Qt.Key.Key_Right)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.toggle()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 (Qt's name)
        """Draws it in the palette's colours."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, middle = self.palette(), self.height() / 2
        ink = palette.color(QPalette.ColorRole.WindowText)
        if self.hasFocus():
            ink = palette.color(QPalette.ColorRole.Highlight)
        hair = palette.color(QPalette.ColorRole.WindowText)
        hair.setAlphaF(0.30 if self.underMouse() else 0.14)
        painter.setPen(QPen(ink, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        painter.drawPath(_chevron(QPointF(7, middle), open_=self.isChecked()))
        painter.setPen(ink)
        words = QRect(18, 0, self.width() - 18, self.height())
        drawn = painter.boundingRect(words, Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.setPen(QPen(hair, 1))
        painter.drawLine(QPointF(drawn.right() + 8, middle + 0.5), QPointF(self.width(), middle + 0.5))
        painter.end()


def _chevron(centre: QPointF, *, open_: bool) -> QPainterPath:
    path = QPainterPath()
    if open_:
        points = (QPointF(-4, -2), QPointF(0, 2), QPointF(4, -2))
    else:
        points = (QPointF(-2, -4), QPointF(2, 0), QPointF(-2, 4))
    path.moveTo(centre + points[0])
    for point in points[1:]:
        path.lineTo(centre + point)
    return path
