"""The hand that moves motifs on the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QPushButton

    from gui.canvas.canvas import Canvas
    from gui.document.document import Document

Pair = tuple[float, float]


class MotifHand(QObject):
    """Moves the motifs in quiet places as the mouse is dragged; it is the canvas's tool while its button is pressed.

    It ends by Esc, by the button, and where motifs no longer fill quiet places. See `gui.canvas.tool.CanvasTool`.

    Args:
        document: whose motifs.
        canvas: is dragged on.
        button: a button that stays pressed.

    Attributes:
        radius: it has no size.
        line: it draws nothing.
    """

    radius: float | None = None
    line: Sequence[Pair] = ()

    def __init__(self, document: Document, canvas: Canvas, button: QPushButton) -> None:
        super().__init__(canvas)
        self._document = document
        self._canvas = canvas
        self._button = button
        self._held: tuple[Pair, Pair] | None = None
        canvas.installEventFilter(self)
        button.toggled.connect(self._on_toggled)
        document.treatment_changed.connect(self._follow)

    def begin(self, at: Pair, pressure: float, *, swapped: bool) -> None:  # noqa: ARG002 (as others have it)
        """Takes hold of the motifs at a place."""
        look = self._document.state.look
        self._held = at, (look.motif_left, look.motif_top)

    def go_on(self, at: Pair, pressure: float) -> None:  # noqa: ARG002 (as others have it)
        """Moves them along."""
        if self._held is None:
            return
        begun, (left, top) = self._held
        self._document.change_look(
            motif_left=_within(left + at[0] - begun[0]), motif_top=_within(top + at[1] - begun[1])
        )

    def end(self) -> None:
        """Lets go of them."""
        self._held = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt's name)
        """Esc ends moving."""
        if self._button.isChecked() and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self._button.setChecked(False)
                return True
        return super().eventFilter(watched, event)

    @Slot(bool)
    def _on_toggled(self, on: bool) -> None:  # noqa: FBT001 (a slot)
        self._held = None
        if on:
            self._canvas.hand.set_tool(self)
            self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._canvas.hand.tool is self:
            self._canvas.hand.set_tool(None)

    @Slot()
    def _follow(self) -> None:
        if self._document.state.look.quiet_places != "motifs":
            self._button.setChecked(False)


def _within(share: float) -> float:
    return min(max(share, -1.0), 1.0)
