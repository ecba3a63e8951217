"""What a copy of the program that died left behind: it is offered, and brought back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale, QObject

from gui.asking import Answer
from gui.messages import Topic
from gui.storage.recovery import discard
from gui.work.loading import load_lost_project

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from gui.asking import Asker
    from gui.document.document import Document
    from gui.file_work import FileWork
    from gui.messages import Messages
    from gui.projects import Projects
    from gui.storage.project_file import LoadedProject
    from gui.storage.recovery import LostWork, Recovery
    from gui.work.background import Background


class Restoring(QObject):
    """Brings lost work back, off the window's thread.

    Args:
        document: has the pictures.
        background: reads.
        asker: asks the user.
        projects: tells what is not as it was.
        file_work: learns what is being read.
        messages: where errors go.
        parent: the Qt parent.
    """

    def __init__(
        self,
        document: Document,
        background: Background,
        asker: Asker,
        *,
        projects: Projects,
        file_work: FileWork,
        messages: Messages,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._background = background
        self._asker = asker
        self._projects = projects
        self._file_work = file_work
        self._messages = messages

    def offer(self, found: Sequence[LostWork], recovery: Recovery, otherwise: Callable[[], None]) -> None:
        """Asks whether to bring back lost work.

        Args:
            found: what there is, the newest first.
            recovery: keeps it aside from now on.
            otherwise: done where nothing is brought back.
        """
        for older in found[1:]:
            older.let_go()
        answer = self._asker.lost_work(in_words(found[0].saved_at)) if found else Answer.DISCARD
        if answer is Answer.KEEP:
            self.restore(found[0], recovery, otherwise)
            return
        if found and answer is Answer.DISCARD:
            discard(found[0])
        elif found:
            found[0].let_go()
        otherwise()

    def restore(self, work: LostWork, recovery: Recovery, otherwise: Callable[[], None]) -> None:
        """Brings back what a copy that died left behind.

        Args:
            work: what it is.
            recovery: keeps it aside from now on.
            otherwise: done where it cannot be read.
        """
        self._file_work.begin(self.tr("Bringing back lost work…"))
        self._background.run(
            partial(load_lost_project, work, self._document.pictures),
            partial(self._on_restored, work, recovery),
            partial(self._on_not_restored, work, otherwise),
        )

    def _on_restored(self, work: LostWork, recovery: Recovery, loaded: LoadedProject) -> None:
        self._file_work.end()
        recovery.adopt(work, loaded)
        self._projects.tell_about(loaded)

    def _on_not_restored(self, work: LostWork, otherwise: Callable[[], None], error: BaseException) -> None:
        work.let_go()
        self._file_work.end()
        # Of what is opened in its place nothing is said by that.
        self._messages.report(error, Topic.PROGRAM)
        otherwise()


def in_words(moment: datetime) -> str:
    """A moment as the user says it: a date in words, and the time."""
    local, locale = QDateTime.fromSecsSinceEpoch(round(moment.timestamp())), QLocale()
    date = locale.toString(local.date(), QLocale.FormatType.LongFormat)
    return f"{date}, {locale.toString(local.time(), QLocale.FormatType.ShortFormat)}"
