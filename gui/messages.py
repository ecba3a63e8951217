"""The one route by which messages reach the user, so that no error is lost or shown twice."""

from __future__ import annotations

import logging
import platform
import sys
import threading
import time
import traceback
from dataclasses import dataclass, replace
from enum import Enum, IntEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QCoreApplication,
    QMessageLogContext,
    QObject,
    QtMsgType,
    Signal,
    Slot,
    qInstallMessageHandler,
    qVersion,
)

from engine.errors import DeviceError, OutOfMemoryError, PackError, PentimentoError
from engine.job import program_version
from gui.language import in_words

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

logger = logging.getLogger(__name__)
qt_logger = logging.getLogger("gui.qt")

QUIET_FOR = 2.0
"""Seconds that must pass after a message before an equal one is shown again."""

SMALLER_PREVIEW = "smaller-preview"
USE_PROCESSOR = "use-processor"
MODEL_PACKS = "model-packs"

QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}

HARMLESS = (
    "Detected locale ",
    "Qt depends on a UTF-8 locale",
    "QStandardPaths: XDG_RUNTIME_DIR not set",
    "QStandardPaths: wrong permissions on runtime directory",
    "This plugin does not support ",
)
"""How those of Qt's warnings begin that are about the system and need no answer."""


class Severity(IntEnum):
    """How much a message matters."""

    INFO = 0
    WARNING = 1
    ERROR = 2


class Topic(Enum):
    """What a message is about, and so how long it holds.

    What is about the program, or about files that were written, holds until somebody closes it.
    """

    PROGRAM = "program"
    DOCUMENT = "document"
    """What is open: gone when another document is opened."""
    ATTEMPT = "attempt"
    """Something that could not be opened or done: gone when something else is opened."""
    PREVIEW = "preview"
    """Why nothing can be painted: gone as soon as something is."""
    RECOVERY = "recovery"
    """That unsaved work cannot be kept aside: gone when it can."""
    PROJECT_FILE = "project file"
    """What has happened to the project's file: gone when it is saved, or is as it was."""


OF_THE_DOCUMENT = (Topic.DOCUMENT, Topic.ATTEMPT, Topic.PREVIEW, Topic.PROJECT_FILE)
"""What no message says any more when another document is open."""


@dataclass(frozen=True)
class Action:
    """What a message offers to do.

    Attributes:
        name: by which the window knows it.
        text: on the button.
        argument: what it is about, such as a file; hashable.
    """

    name: str
    text: str
    argument: object = None


@dataclass(frozen=True)
class Message:
    """Something for the user to read.

    Attributes:
        severity: how much it matters.
        text: a sentence or two.
        detail: the traceback of an unexpected error; otherwise empty.
        actions: what can be done about it.
        topic: what it is about.
    """

    severity: Severity
    text: str
    detail: str = ""
    actions: tuple[Action, ...] = ()
    topic: Topic = Topic.PROGRAM

    @property
    def unexpected(self) -> bool:
        """Whether it tells of a mistake in the program."""
        return bool(self.detail)


class Messages(QObject):
    """Takes what is to be told from anywhere, any thread too, and sends it to whoever shows it.

    Attributes:
        message: a `Message` to be shown.
        withdrawn: topics whose messages no longer hold.
    """

    message = Signal(object)
    withdrawn = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._last_told: dict[Message, float] = {}

    def inform(self, text: str, *actions: Action) -> None:
        """Tells good news."""
        self.tell(Message(Severity.INFO, text, actions=actions))

    def warn(self, text: str, *actions: Action, topic: Topic = Topic.PROGRAM) -> None:
        """Tells of something to mind."""
        self.tell(Message(Severity.WARNING, text, actions=actions, topic=topic))

    def withdraw(self, *topics: Topic) -> None:
        """Takes back the messages of some topics: what they say is no longer so."""
        with self._lock:
            for old in [old for old in self._last_told if old.topic in topics]:
                del self._last_told[old]
        self.withdrawn.emit(topics)

    @Slot(object)
    def report(self, error: BaseException, topic: Topic = Topic.PROGRAM) -> None:
        """Tells of an error: a known one is its own sentence, an unknown one comes with its traceback.

        An unknown one is about the program, whatever was done.
        """
        message = self._message_about(error)
        if not message.unexpected:
            message = replace(message, topic=topic)
        if message.unexpected:
            logger.error("unexpected: %r", error, exc_info=error)
        else:
            logger.warning("%s: %s", type(error).__name__, error)
        self.tell(message)

    def tell(self, message: Message) -> None:
        """Sends a message, unless an equal one came just before."""
        message = replace(message, text=in_words(message.text))
        now = time.monotonic()
        with self._lock:
            for old in [old for old, when in self._last_told.items() if now - when >= QUIET_FOR]:
                del self._last_told[old]
            repeated = message in self._last_told
            # Noted even then: an error in something that is done sixty times a second shows once, not every two.
            self._last_told[message] = now
        if not repeated:
            self.message.emit(message)

    def _message_about(self, error: BaseException) -> Message:
        actions: list[Action] = []
        if isinstance(error, (OutOfMemoryError, MemoryError)):
            actions.append(Action(SMALLER_PREVIEW, self.tr("Smaller preview")))
        elif isinstance(error, DeviceError):
            actions.append(Action(USE_PROCESSOR, self.tr("Use the processor")))
        elif isinstance(error, PackError):
            actions.append(Action(MODEL_PACKS, self.tr("Model packs…")))
        if isinstance(error, PentimentoError):
            return Message(Severity.ERROR, error.sentence, actions=tuple(actions))
        if isinstance(error, MemoryError):
            text = self.tr("There is not enough memory for this: choose a smaller size, or close other programs.")
            return Message(Severity.ERROR, text, actions=tuple(actions))
        text = self.tr("Sorry, something went wrong that should not have. Your work is safe, and you can go on.")
        return Message(Severity.ERROR, text, detail=details_of(error))


def details_of(error: BaseException) -> str:
    """What somebody needs to know who is to mend an unexpected error."""
    about = (
        f"Pentimento {program_version()}, Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}"
    )
    return f"{about}\n\n{''.join(traceback.format_exception(error))}"


def install_hooks(messages: Messages) -> Callable[[], None]:
    """Leads what nobody caught to the user, and what Qt says to the log.

    Ctrl-C in a terminal ends the program as usual.

    Returns:
        A function that puts everything back.
    """

    def about_window(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QCoreApplication.quit()
        else:
            messages.report(error.with_traceback(trace))

    def about_thread(words: threading.ExceptHookArgs) -> None:
        if words.exc_value is not None and not isinstance(words.exc_value, SystemExit):
            messages.report(words.exc_value)

    window_before, thread_before = sys.excepthook, threading.excepthook
    sys.excepthook = about_window
    threading.excepthook = about_thread
    qt_before = qInstallMessageHandler(log_qt)

    def uninstall() -> None:
        sys.excepthook = window_before
        threading.excepthook = thread_before
        qInstallMessageHandler(qt_before)

    return uninstall


def log_qt(kind: QtMsgType, context: QMessageLogContext, text: str | None) -> None:
    """Writes to the log what Qt has to say."""
    text = (text or "").strip()
    level = logging.DEBUG if text.startswith(HARMLESS) else QT_LEVELS.get(kind, logging.WARNING)
    qt_logger.log(level, "%s: %s", getattr(context, "category", None) or "qt", text)
