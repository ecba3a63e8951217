"""Zip archives with one JSON document and pictures: written whole or not at all, read with mistrust. No torch.

Projects and recipes that are shared are such files. What comes from elsewhere may be damaged or made to do harm, so
everything is refused that this program would never have written, before it is unpacked.
"""

from __future__ import annotations

import stat
import struct
import tempfile
import zipfile
import zlib
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.images.targets import write_whole

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Collection, Iterator

    from engine.errors import PentimentoError
    from engine.images.options import Existing

_END = struct.Struct("<4s4H2LH")
_BEGIN_MARK = b"PK\3\4"
_END_MARK = b"PK\5\6"
_LARGE_END_SIZE = 20
_LARGE_END_MARK = b"PK\6\7"
_BLOCK = 1 << 20
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, struct.error)


@dataclass(frozen=True)
class ArchiveKind:
    """What sort of file an archive is.

    Attributes:
        what: for sentences, such as "a project of Pentimento".
        document: the name of its JSON document.
        pictures: what the names of its pictures look like.
        refusal: what is raised about such a file.
    """

    what: str
    document: str
    pictures: re.Pattern[str]
    refusal: type[PentimentoError]

    def check_name(self, name: str, title: str) -> str:
        """Refuses names that no such file has: absolute ones, those that leave the folder, and any others.

        Raises:
            PentimentoError: it is none; of this kind's own class.
        """
        if name != self.document and not self.pictures.fullmatch(name):
            raise self.refusal(
                "{title} should hold pictures under plain names, and it holds '{name}': use another.",
                title=title,
                name=name[:80],
            )
        return name


@dataclass(frozen=True, kw_only=True)
class ArchiveLimits:
    """What is refused when an archive is read.

    Attributes:
        members: files within it.
        directory_bytes: size of the list of these files.
        document_bytes: size of its JSON document.
        picture_bytes: size of one picture file.
        total_bytes: size of all files together, unpacked.
        ratio: of unpacked to packed size, for files over a megabyte.
    """

    members: int
    directory_bytes: int
    document_bytes: int
    picture_bytes: int
    total_bytes: int
    ratio: float = 200.0


class ArchiveWriter:
    """Writes parts into an archive. Pictures are packed already, so they are only stored.

    What reading would refuse for its size is not written.

    Args:
        archive: open for writing.
        limits: what is refused when it is read.
    """

    def __init__(self, archive: zipfile.ZipFile, limits: ArchiveLimits) -> None:
        self._archive = archive
        self._limits = limits
        self._left = limits.total_bytes

    def has(self, name: str) -> bool:
        """Whether a part is there already and need not be written."""
        return name in self._archive.NameToInfo

    def add(self, name: str, file: Path) -> None:
        """Takes a copy of a file as a part."""
        info = _info(name)
        info.file_size = file.stat().st_size
        self._make_room(info.file_size, self._limits.picture_bytes)
        with file.open("rb") as source, self._archive.open(info, "w") as target:
            while block := source.read(_BLOCK):
                target.write(block)

    def add_text(self, name: str, text: str) -> None:
        """Takes a text as a part."""
        content = text.encode()
        self._make_room(len(content), self._limits.document_bytes)
        self._archive.writestr(_info(name), content, zipfile.ZIP_DEFLATED)

    def _make_room(self, size: int, most_bytes: int) -> None:
        self._left -= size
        if size > most_bytes or self._left < 0 or len(self._archive.NameToInfo) >= self._limits.members:
            message = "reading would refuse it"
            raise zipfile.LargeZipFile(message)


class ArchiveReader:
    """Reads parts of an archive whose every member has been checked.

    Args:
        archive: open for reading.
        kind: what it should be.
        title: the beginning of errors' sentences, such as "The project 'boat.pentimento'".
        limits: what is refused.
    """

    def __init__(self, archive: zipfile.ZipFile, kind: ArchiveKind, title: str, limits: ArchiveLimits) -> None:
        self._archive = archive
        self._kind = kind
        self._title = title
        self._limits = limits
        self._left = limits.total_bytes
        self._members = _checked_members(archive, kind, title, limits)

    @property
    def names(self) -> Collection[str]:
        """The names of all parts."""
        return self._members.keys()

    def text(self, name: str, most_bytes: int) -> str:
        """A part as text."""
        with _sentences(self._kind, self._title):
            return b"".join(self._blocks(name, most_bytes)).decode("utf-8")

    @contextmanager
    def file(self, name: str) -> Iterator[Path]:
        """A picture as a file for a while."""
        self._kind.check_name(name, self._title)
        with ExitStack() as stack:
            with _sentences(self._kind, self._title):
                # Under a name of our own: nothing in the archive decides where anything is written.
                path = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pentimento-"))) / "picture"
                with path.open("wb") as target:
                    for block in self._blocks(name, self._limits.picture_bytes):
                        target.write(block)
            yield path

    def _blocks(self, name: str, most_bytes: int) -> Iterator[bytes]:
        info = self._members.get(name)
        if info is None:
            raise self._kind.refusal(
                "{title} should hold '{name}', and it does not: use another copy.", title=self._title, name=name
            )
        read = 0
        with self._archive.open(info) as member:
            # What is unpacked is counted too: what an archive says of its sizes need not be true.
            while block := member.read(_BLOCK):
                read += len(block)
                self._left -= len(block)
                if read > most_bytes or self._left < 0:
                    raise self._kind.refusal(
                        "{title} should hold files of a sensible size, and '{name}' is larger.",
                        title=self._title,
                        name=name,
                    )
                yield block


def write_archive(
    path: Path,
    kind: ArchiveKind,
    existing: Existing,
    fill: Callable[[ArchiveWriter], None],
    limits: ArchiveLimits,
    *,
    check: Callable[[Path], None] | None = None,
) -> Path:
    """Writes an archive; the same parts give the same bytes, whenever they are saved.

    Args:
        path: where.
        kind: what it will be.
        existing: what to do if it exists when the new file is ready.
        fill: writes the parts.
        limits: what is refused when it is read, and so is not written either.
        check: called with the whole new file just before it takes its place; what it raises keeps it from that.

    Returns:
        The path truly written.

    Raises:
        PentimentoError: the disk is full, the folder cannot be written to, or the parts are too large for a file.
    """

    def write(temporary: Path) -> None:
        with zipfile.ZipFile(temporary, "w", allowZip64=False) as archive:
            fill(ArchiveWriter(archive, limits))
        if check is not None:
            check(temporary)

    try:
        return write_whole(path, existing, write)
    except zipfile.LargeZipFile as error:
        most = min(limits.total_bytes, zipfile.ZIP64_LIMIT)
        raise kind.refusal(
            "'{name}' should be small enough to be opened again, with at most {count} files of {most:.1f} GB together "
            "and {each:.1f} GB each, and its pictures are more: save it without taking them along.",
            name=path.name,
            count=limits.members,
            most=most / 1e9,
            each=limits.picture_bytes / 1e9,
        ) from error


@contextmanager
def open_archive(path: Path, kind: ArchiveKind, title: str, limits: ArchiveLimits) -> Iterator[ArchiveReader]:
    """Opens an archive.

    Args:
        path: the file.
        kind: what it should be.
        title: the beginning of errors' sentences, such as "The project 'boat.pentimento'".
        limits: what is refused.

    Raises:
        PentimentoError: the file is something else, is damaged or hostile; of the kind's own class.
    """
    with ExitStack() as stack:
        with _sentences(kind, title):
            _check_directory(path, kind, title, limits)
            reader = ArchiveReader(stack.enter_context(zipfile.ZipFile(path)), kind, title, limits)
        # What goes wrong with what was read is no matter of the archive.
        yield reader


@contextmanager
def _sentences(kind: ArchiveKind, title: str) -> Iterator[None]:
    """Turns what comes of reading an archive that is gone, damaged or on a broken disk into a sentence."""
    try:
        yield
    except FileNotFoundError as error:
        raise kind.refusal(
            "{title} should be there, and there is no such file any more: look for it.", title=title
        ) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise kind.refusal(
            "{title} should be readable, and the system says '{reason}': copy it first.", title=title, reason=reason
        ) from error
    except _DAMAGED as error:
        raise kind.refusal(
            "{title} should be whole, and it is damaged ({error}): use another copy.", title=title, error=error
        ) from error


def _check_directory(path: Path, kind: ArchiveKind, title: str, limits: ArchiveLimits) -> None:
    """Refuses, before anything is parsed, what is no archive or has a list of files out of all proportion."""
    with path.open("rb") as file:
        mode = path.stat().st_mode
        size = file.seek(0, 2) if stat.S_ISREG(mode) else 0
        file.seek(max(0, size - _END.size - _LARGE_END_SIZE))
        large_end, end = file.read(_LARGE_END_SIZE), file.read(_END.size)
        file.seek(0)
        begins_as_one = file.read(len(_BEGIN_MARK)) == _BEGIN_MARK
    # A second, larger list of files would be believed in the place of the first; our own files never need one.
    if not end.startswith(_END_MARK) or len(end) < _END.size or large_end.startswith(_LARGE_END_MARK):
        if begins_as_one and not end.startswith(_END_MARK):
            raise kind.refusal(
                "{title} should be whole, and it is damaged or cut short: use another copy.", title=title
            )
        raise kind.refusal(
            "{title} should be {what}, and it is something else: choose another.", title=title, what=kind.what
        )
    _, _, _, _, count, directory_bytes, _, _ = _END.unpack(end)
    if count > limits.members or directory_bytes > limits.directory_bytes:
        raise kind.refusal(
            "{title} should hold at most {count} files, and it holds more: use another.",
            title=title,
            count=limits.members,
        )


def _checked_members(
    archive: zipfile.ZipFile, kind: ArchiveKind, title: str, limits: ArchiveLimits
) -> dict[str, zipfile.ZipInfo]:
    members: dict[str, zipfile.ZipInfo] = {}
    infos = archive.infolist()
    if len(infos) > limits.members:
        raise kind.refusal(
            "{title} should hold at most {count} files, and it holds more: use another.",
            title=title,
            count=limits.members,
        )
    for info in infos:
        if info.filename in members:
            raise kind.refusal(
                "{title} should hold each file once, and '{name}' is there twice.", title=title, name=info.filename[:80]
            )
        _check_member(info, kind, title, limits)
        members[info.filename] = info
    if sum(info.file_size for info in infos) > limits.total_bytes:
        raise kind.refusal(
            "{title} should unpack to at most {most} MB, and it would unpack to more: use another.",
            title=title,
            most=limits.total_bytes >> 20,
        )
    return members


def _check_member(info: zipfile.ZipInfo, kind: ArchiveKind, title: str, limits: ArchiveLimits) -> None:
    kind.check_name(info.filename, title)
    sort = stat.S_IFMT(info.external_attr >> 16)
    if sort not in (0, stat.S_IFREG):
        raise kind.refusal(
            "{title} should hold plain files, and '{name}' is a link or worse: use another.",
            title=title,
            name=info.filename,
        )
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or info.flag_bits & 1:
        raise kind.refusal(
            "{title} should be packed plainly, and '{name}' is not: save it again.", title=title, name=info.filename
        )
    most = limits.document_bytes if info.filename == kind.document else limits.picture_bytes
    if info.file_size > most:
        raise kind.refusal(
            "{title} should hold files of a sensible size, and '{name}' has {file_size} bytes.",
            title=title,
            name=info.filename,
            file_size=info.file_size,
        )
    if info.file_size > 1 << 20 and info.file_size > limits.ratio * max(info.compress_size, 1):
        raise kind.refusal(
            "{title} should not unpack to {ratio:g} times its size, and '{name}' would: use another.",
            title=title,
            ratio=limits.ratio,
            name=info.filename,
        )


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.external_attr = (stat.S_IFREG | 0o644) << 16
    return info
