"""How messages look: a bar under the canvas, and a dialog for what should not have happened. Neither stops anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractAnimation, QPropertyAnimation, QSize, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QDesktopServices,
    QFontDatabase,
    QGuiApplication,
    QKeyEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QBoxLayout,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QStyle,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.messages import Message, Severity

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from gui.messages import Action, Topic

INFO_STAYS_MS = 8_000
MOST_KEPT = 20
"""Messages that wait behind the one that is shown."""

NARROW = 480
"""Pixels across below which a sentence and buttons do not stand beside each other."""

UNLIMITED = 16_777_215
"""Qt's QWIDGETSIZE_MAX, which has no name in Python."""

ICONS = {
    Severity.INFO: QStyle.StandardPixmap.SP_MessageBoxInformation,
    Severity.WARNING: QStyle.StandardPixmap.SP_MessageBoxWarning,
    Severity.ERROR: QStyle.StandardPixmap.SP_MessageBoxCritical,
}


class MessageBar(QFrame):
    """A quiet bar that slides in with the latest message and out when it is closed.

    Closing a message brings back the warning or error that it covered. Good news goes by itself.

    Args:
        log_folder: where the log is, for the dialog; None: there is none.
        parent: the owner.

    Attributes:
        chosen: the `Action` whose button was pressed; the message is closed by it.
    """

    chosen = Signal(object)

    def __init__(self, log_folder: Path | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAccessibleName(self.tr("Message"))
        self._log_folder = log_folder
        self._covered: list[Message] = []
        self._message: Message | None = None
        self._dialog: UnexpectedDialog | None = None

        self._icon = QLabel(self)
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        # A sentence names files, which may look like markup.
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._details = QPushButton(self.tr("Details…"), self)
        self._details.setAutoDefault(False)
        self._details.clicked.connect(self.show_details)
        self._close = QToolButton(self)
        self._close.setText("✕")
        self._close.setAutoRaise(True)
        self._close.setToolTip(self.tr("Close this message (Esc)"))
        self._close.setAccessibleName(self.tr("Close this message"))
        self._close.clicked.connect(self.close_message)

        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._parts.addWidget(self._text, 1)
        self._parts.addLayout(self._buttons)
        self._parts.addWidget(self._details)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 4, 4)
        row.addWidget(self._icon)
        row.addLayout(self._parts, 1)
        row.addWidget(self._close)

        self._slide = QPropertyAnimation(self, b"maximumHeight", self)
        self._slide.finished.connect(self._on_slid)
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.timeout.connect(self.close_message)
        self.hide()

    @property
    def message(self) -> Message | None:
        """The message that is shown."""
        return self._message

    @Slot(object)
    def show_message(self, message: Message) -> None:
        """Shows a message, above any other; what was unexpected gets its dialog as well."""
        if self._message is not None and self._message.severity > Severity.INFO:
            self._covered = [*self._covered, self._message][-MOST_KEPT:]
        self._show(message)
        if message.unexpected and self._dialog is None:
            self.show_details()

    @Slot()
    def close_message(self) -> None:
        """Closes the message that is shown, and shows the one under it."""
        if self._covered:
            self._show(self._covered.pop())
            return
        self._message = None
        self._clock.stop()
        if self.isVisible():
            self._slide_to(0)
        else:
            self.hide()

    @Slot(object)
    def withdraw(self, topics: Collection[Topic]) -> None:
        """Closes the messages of some topics, shown or covered."""
        self._covered = [message for message in self._covered if message.topic not in topics]
        if self._message is not None and self._message.topic in topics:
            self.close_message()

    @Slot()
    def show_details(self) -> None:
        """Opens the dialog about an unexpected error beside the window, which stays usable."""
        if self._message is None or not self._message.unexpected:
            return
        if self._dialog is not None:
            self._dialog.close()
        self._dialog = UnexpectedDialog(self._message, self._log_folder, self.window())
        self._dialog.finished.connect(self._on_dialog_finished)
        self._dialog.show()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - the name is Qt's
        """As high as it must be, and as narrow as the canvas: no message makes the window wider."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - the name is Qt's
        """Puts the buttons below the sentence where they would leave it no room."""
        narrow = event.size().width() < NARROW
        for layout in (self._parts, self._buttons):
            layout.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - the name is Qt's
        """Esc closes the message."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_message()
        else:
            super().keyPressEvent(event)

    def _show(self, message: Message) -> None:
        self._message = message
        side = self.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize, None, self)
        self._icon.setPixmap(self.style().standardIcon(ICONS[message.severity], None, self).pixmap(side, side))
        self._text.setText(message.text)
        self._details.setVisible(message.unexpected)
        self._set_actions(message)
        self.setAccessibleDescription(message.text)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        self._clock.stop()
        if message.severity == Severity.INFO:
            self._clock.start(INFO_STAYS_MS)
        if self.isHidden():
            self.setMaximumHeight(0)
            self.show()
        self._slide_to(self.heightForWidth(self.width()))

    def _set_actions(self, message: Message) -> None:
        while (item := self._buttons.takeAt(0)) is not None:
            if (button := item.widget()) is not None:
                button.hide()
                button.deleteLater()
        for action in message.actions:
            button = QPushButton(action.text, self)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, action=action: self._choose(action))
            self._buttons.addWidget(button)
            button.show()

    def _choose(self, action: Action) -> None:
        self.close_message()
        self.chosen.emit(action)

    def _slide_to(self, height: int) -> None:
        self._slide.stop()
        self._slide.setStartValue(min(self.maximumHeight(), self.height()))
        self._slide.setEndValue(height)
        # Nothing moves where the system's settings say so.
        duration = self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self)
        self._slide.setDuration(max(duration, 0))
        self._slide.start(QAbstractAnimation.DeletionPolicy.KeepWhenStopped)

    @Slot()
    def _on_slid(self) -> None:
        if self._message is None:
            self.hide()
        # A long sentence may need another line when the window gets narrower.
        self.setMaximumHeight(UNLIMITED)

    @Slot()
    def _on_dialog_finished(self) -> None:
        self._dialog = None


class UnexpectedDialog(QDialog):
    """Says that something unexpected happened, what to do, and lets the report be copied; it is not modal.

    Args:
        message: with the details.
        log_folder: where the log is; None: there is none.
        parent: the window.
    """

    def __init__(self, message: Message, log_folder: Path | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Something unexpected happened"))
        self._details = message.detail
        self._log_folder = log_folder

        happened = QLabel(message.text, self)
        happened.setWordWrap(True)
        happened.setTextFormat(Qt.TextFormat.PlainText)
        advice = QLabel(
            self.tr(
                "If it happens again, save your project and start Pentimento anew. To help mend it, copy the details "
                "and send them to the makers together with what you did just before. They hold no pictures, but may "
                "name folders of yours."
            ),
            self,
        )
        advice.setWordWrap(True)
        details = QPlainTextEdit(self._details, self)
        details.setReadOnly(True)
        details.setTabChangesFocus(True)
        details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        details.setAccessibleName(self.tr("Details"))

        buttons = QDialogButtonBox(self)
        self.copy_button = buttons.addButton(self.tr("Copy details"), QDialogButtonBox.ButtonRole.ActionRole)
        self.copy_button.clicked.connect(self.copy_details)
        self.folder_button = buttons.addButton(self.tr("Open log folder"), QDialogButtonBox.ButtonRole.ActionRole)
        self.folder_button.setEnabled(log_folder is not None)
        self.folder_button.clicked.connect(self.open_log_folder)
        self.continue_button = buttons.addButton(self.tr("Continue"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.continue_button.setDefault(True)
        self.continue_button.clicked.connect(self.accept)

        column = QVBoxLayout(self)
        column.addWidget(happened)
        column.addWidget(advice)
        column.addWidget(details, 1)
        column.addWidget(buttons)
        self.resize(640, 420)
        self.continue_button.setFocus()

    @Slot()
    def copy_details(self) -> None:
        """Puts the details on the clipboard."""
        QGuiApplication.clipboard().setText(self._details)
        self.copy_button.setText(self.tr("Copied"))

    @Slot()
    def open_log_folder(self) -> None:
        """Shows the log's folder in the system's file manager."""
        if self._log_folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._log_folder)))
