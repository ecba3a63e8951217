"""Unsaved work is kept aside every few seconds, so that a crash or a kill loses no more than that.

Each running copy has a folder of its own, held by a lock beside it. The lock is taken before the folder is made, so
that nobody ever meets a folder whose owner lives and has no lock.
"""

from __future__ import annotations

import re
import secrets
import shutil
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal, Slot

from engine.errors import PentimentoError
from engine.files.strict_json import parse_object, to_text
from engine.images.targets import write_whole
from engine.sentences import Sentence
from engine.system.folders import data_folder
from gui.document.data import DocumentData
from gui.storage.project_file import LoadedProject
from gui.storage.project_limits import LIMITS, ProjectError
from gui.storage.project_parts import DOCUMENT_NAME, PROJECT, read_parts, write_parts
from gui.storage.project_room import with_room

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gui.document.document import Document

INTERVAL = 5.0
"""Seconds from a change until it is kept aside."""

_RETRY = 0.5
_OWNER_NAME = "owner.json"
_FOLDER_NAME = re.compile(r"[0-9a-f]{16}")
_TITLE = Sentence("The unsaved work")


@dataclass(frozen=True)
class LostWork:
    """What a copy that has died left behind. No other copy finds it until it is restored, discarded or let go.

    Attributes:
        folder: where it lies.
        saved_at: when it was kept aside last.
        file: the project file it belongs to, or None.
        lock: held by this copy.
        file_digest: SHA-256 of that file as the copy knew it; None: not known.
    """

    folder: Path
    saved_at: datetime
    file: Path | None
    lock: QLockFile
    file_digest: str | None = None

    def let_go(self) -> None:
        """Leaves it for a later start."""
        self.lock.unlock()


def recovery_folder() -> Path:
    """Where all copies keep their unsaved work."""
    return data_folder() / "recovery"


def lost_work(folder: Path | None = None) -> list[LostWork]:
    """What copies that have died left behind, the newest first; folders that are empty are removed.

    Args:
        folder: of all copies; None: the user's.
    """
    found = []
    root = recovery_folder() if folder is None else folder
    with suppress(OSError):
        for path in sorted(root.iterdir()):
            if not _FOLDER_NAME.fullmatch(path.name) or path.is_symlink() or not path.is_dir():
                continue
            lock = _lock_of(path)
            if not lock.tryLock(0):
                continue
            try:
                moment = (path / DOCUMENT_NAME).stat().st_mtime
            except OSError:
                _remove(path, lock)
                continue
            file, digest = _file_of(path)
            found.append(LostWork(path, datetime.fromtimestamp(moment, UTC), file, lock, digest))
    return sorted(found, key=lambda work: work.saved_at, reverse=True)


def load_lost_work(work: LostWork) -> LoadedProject:
    """Reads what a copy left behind.

    Raises:
        PentimentoError: it is damaged.
    """
    parts = read_parts(_Folder(work.folder), _TITLE, base=None)
    data = DocumentData(parts.state, parts.versions, parts.pictures, parts.masks, work.file, work.file_digest)
    return LoadedProject(data, parts.missing, parts.notes)


def discard(work: LostWork) -> None:
    """Removes what a copy left behind."""
    _remove(work.folder, work.lock)


class Recovery(QObject):
    """Keeps the unsaved work of a document aside.

    Writing happens in a thread of its own. Pictures are written once; after that there is only a small document to
    write.

    Args:
        document: whose work.
        folder: of all copies; None: the user's.
        interval: seconds from a change until it is kept aside.
        parent: the Qt parent.

    Signals:
        kept: the work is aside, or there is none.
        failed(sentence): it could not be kept aside; told once until it works again.
    """

    kept = Signal()
    failed = Signal(object)
    _done = Signal(object)

    def __init__(
        self,
        document: Document,
        folder: Path | None = None,
        interval: float = INTERVAL,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._root = recovery_folder() if folder is None else folder
        self.folder = self._root / secrets.token_hex(8)
        self._lock: QLockFile | None = None
        self._running: Future[Sentence | None] | None = None
        self._is_told = False
        self._closed = False
        self._thread = ThreadPoolExecutor(1, "recovery")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(round(interval * 1000))
        self._timer.timeout.connect(self._keep)
        self._done.connect(self._finish)
        for signal in (document.changed, document.versions_changed, document.modified_changed, document.file_changed):
            signal.connect(self._wait)

    def adopt(self, work: LostWork, loaded: LoadedProject) -> None:
        """Opens lost work as the document; what the dead copy left is removed only when this copy has kept it.

        Args:
            work: what the dead copy left.
            loaded: the same, as `load_lost_work` has read it.
        """
        self._document.open(loaded.data, modified=True)
        self._timer.stop()
        self._running = self._begin()
        self._running.add_done_callback(partial(self._on_adopted, work))

    def _on_adopted(self, work: LostWork, running: Future[Sentence | None]) -> None:
        """Comes in the writing thread, so that ending the program waits for it."""
        sentence = running.result()
        if sentence:
            work.let_go()
        else:
            discard(work)
        self._done.emit(sentence)

    def close(self) -> None:
        """Ends, after the work was saved or given up: nothing is left. To be called before the program ends."""
        if self._closed:
            return
        self._closed = True
        self._timer.stop()
        self._thread.shutdown()
        if self._lock is not None:
            _remove(self.folder, self._lock)
            self._lock = None

    @Slot()
    def _wait(self) -> None:
        # Not begun anew by every change: a long drag must not put it off.
        if not self._closed and not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _keep(self) -> None:
        if self._running is not None and not self._running.done():
            QTimer.singleShot(round(_RETRY * 1000), self, self._wait)
            return
        self._running = self._begin()
        self._running.add_done_callback(lambda running: self._done.emit(running.result()))

    def _begin(self) -> Future[Sentence | None]:
        if self._lock is None and self._document.modified:
            sentence = self._take_folder()
            if sentence:
                refused: Future[Sentence | None] = Future()
                refused.set_result(sentence)
                return refused
        data = self._document.data() if self._document.modified else None
        return self._thread.submit(_write, self.folder, data)

    def _take_folder(self) -> Sentence | None:
        """Takes the lock, then makes the folder; returns a sentence if that fails."""
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            lock = _lock_of(self.folder)
            if not lock.tryLock(0):
                return Sentence(
                    "{title} cannot be kept aside: the folder '{folder}' does not let it. Save often.",
                    title=_TITLE,
                    folder=self._root,
                )
            self._lock = lock
            self.folder.mkdir(exist_ok=True)
        except OSError as error:
            return Sentence(
                "{title} cannot be kept aside: {reason}. Save often.", title=_TITLE, reason=error.strerror or error
            )
        return None

    @Slot(object)
    def _finish(self, sentence: Sentence | None) -> None:
        if self._closed:
            return
        if not sentence:
            self._is_told = False
            self.kept.emit()
            return
        if not self._is_told:
            self._is_told = True
            self.failed.emit(sentence)
        self._wait()


class _Folder:
    """Parts of a document as files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def has(self, name: str) -> bool:
        return (self._folder / name).is_file()

    def add(self, name: str, file: Path) -> None:
        target = self._folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, "overwrite", lambda temporary: _copy(file, temporary))

    def text(self, name: str, most_bytes: int) -> str:
        try:
            with (self._folder / name).open("rb") as file:
                content = file.read(most_bytes + 1)
            if len(content) > most_bytes:
                raise ProjectError("{title} should be of a sensible size, and it is larger: discard it.", title=_TITLE)
            return content.decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ProjectError(
                "{title} should be readable, and it is not ({error}): discard it.", title=_TITLE, error=error
            ) from error

    @contextmanager
    def file(self, name: str) -> Iterator[Path]:
        yield self._folder / PROJECT.check_name(name, _TITLE)


def _write(folder: Path, data: DocumentData | None) -> Sentence | None:
    """Keeps a document aside, or with None removes what is there; returns a sentence if that fails."""
    try:
        if data is None:
            with suppress(FileNotFoundError):
                (folder / DOCUMENT_NAME).unlink()
            return None
        sink = _Folder(folder)
        fitting, _ = with_room(data, LIMITS)
        text, names = write_parts(sink, fitting, embed=False, base=None)
        _write_text(folder / _OWNER_NAME, to_text({"file": data.file and str(data.file), "digest": data.file_digest}))
        _write_text(folder / DOCUMENT_NAME, text)
        for path in (path for kind in ("pictures", "masks", "versions") for path in folder.glob(f"{kind}/*")):
            if path.relative_to(folder).as_posix() not in names:
                path.unlink()
    except PentimentoError as error:
        return error.sentence
    except OSError as error:
        return Sentence(
            "{title} cannot be kept aside: {reason}. Save often.", title=_TITLE, reason=error.strerror or error
        )
    return None


def _write_text(path: Path, text: str) -> None:
    write_whole(path, "overwrite", lambda temporary: _fill(temporary, text))


def _fill(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)


def _file_of(folder: Path) -> tuple[Path | None, str | None]:
    """The project file that lost work belongs to, and its digest; earlier versions said nothing of that."""
    with suppress(OSError, ValueError, PentimentoError):
        owner = parse_object((folder / _OWNER_NAME).read_text(encoding="utf-8"), _TITLE)
        told = owner.optional_text("file")
        if told:
            return Path(told), owner.optional_text("digest", 64) if owner.has("digest") else None
    return None, None


def _lock_of(folder: Path) -> QLockFile:
    lock = QLockFile(str(folder.with_name(f"{folder.name}.lock")))
    # Never stale by its age: a copy may run for weeks. That of a dead process is always stale.
    lock.setStaleLockTime(0)
    return lock


def _remove(folder: Path, lock: QLockFile) -> None:
    # The document first: half a folder is then taken for an empty one.
    with suppress(OSError):
        (folder / DOCUMENT_NAME).unlink()
    shutil.rmtree(folder, ignore_errors=True)
    lock.unlock()
