"""What is being read or written, for the status line."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class FileWork(QObject):
    """Knows what is being read or written, the oldest first.

    Signals:
        changed(text): what to show now; empty when nothing is being read or written.
    """

    changed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._texts: list[str] = []

    def begin(self, text: str) -> None:
        """Something begins; the text says what."""
        self._texts.append(text)
        self.changed.emit(self._texts[0])

    def end(self, text: str = "") -> None:
        """It has ended; without a text the oldest has, since most end in the order in which they were begun."""
        self._texts.remove(text if text in self._texts else self._texts[0])
        self.changed.emit(self._texts[0] if self._texts else "")
