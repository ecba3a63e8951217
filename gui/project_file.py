"""Project files: a zip archive with one JSON document and pictures. Written whole or not at all, read with mistrust.

No Qt, so that another thread may save and load.
"""

from __future__ import annotations

import stat
import struct
import tempfile
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.images.targets import write_whole
from gui.document_data import DocumentData
from gui.project_limits import LIMITS, ProjectError
from gui.project_parts import DOCUMENT_NAME, MissingPicture, check_part_name, read_parts, write_parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gui.project_limits import Limits

SUFFIX = ".pentimento"

_END = struct.Struct("<4s4H2LH")
_END_MARK = b"PK\5\6"
_LARGE_END_SIZE = 20
_LARGE_END_MARK = b"PK\6\7"
_BLOCK = 1 << 20
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, struct.error)


@dataclass(frozen=True)
class LoadedProject:
    """What was read from a project file.

    Attributes:
        data: the document, ready for `Document.open`.
        missing: pictures that are not where they were.
        notes: sentences for the user.
    """

    data: DocumentData
    missing: tuple[MissingPicture, ...] = ()
    notes: tuple[str, ...] = ()


def save_project(path: Path, data: DocumentData, *, embed: bool = True) -> None:
    """Saves a project; a file of that name is replaced only when the new one is whole.

    Args:
        path: where; the suffix is the caller's.
        data: the document, from `Document.data`.
        embed: whether pictures are taken along; otherwise their paths, where their files hold them still.

    Raises:
        PentimentoError: the disk is full, the folder cannot be written to, or the project is too large for a file.
    """

    def write(temporary: Path) -> None:
        with zipfile.ZipFile(temporary, "w", allowZip64=False) as archive:
            text, _ = write_parts(_Archive(archive), data, embed=embed, base=path.parent)
            archive.writestr(_info(DOCUMENT_NAME), text.encode(), zipfile.ZIP_DEFLATED)

    try:
        write_whole(path, "overwrite", write)
    except zipfile.LargeZipFile as error:
        raise ProjectError(
            f"'{path.name}' should stay under 4 GB, and its pictures are larger: save it without taking them along."
        ) from error


def load_project(path: Path, limits: Limits = LIMITS) -> LoadedProject:
    """Reads a project.

    Args:
        path: the file.
        limits: what is refused.

    Raises:
        PentimentoError: the file is no project, is damaged, hostile, or of a later version of the program.
    """
    title = f"The project '{path.name}'"
    try:
        _check_directory(path, title, limits)
        with zipfile.ZipFile(path) as archive:
            source = _Members(archive, title, limits)
            parts = read_parts(source, title, base=path.parent, limits=limits)
    except FileNotFoundError as error:
        raise ProjectError(f"{title} should be there, and there is no such file any more: look for it.") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise ProjectError(f"{title} should be readable, and the system says '{reason}': copy it first.") from error
    except _DAMAGED as error:
        raise ProjectError(f"{title} should be whole, and it is damaged ({error}): use another copy.") from error
    data = DocumentData(parts.state, parts.versions, parts.pictures, path)
    return LoadedProject(data, parts.missing, parts.notes)


class _Archive:
    """Writes parts into an archive. Pictures are packed already, so they are only stored."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def has(self, name: str) -> bool:
        return name in self._archive.NameToInfo

    def add(self, name: str, file: Path) -> None:
        info = _info(name)
        info.file_size = file.stat().st_size
        with file.open("rb") as source, self._archive.open(info, "w") as target:
            while block := source.read(_BLOCK):
                target.write(block)


class _Members:
    """Reads parts of an archive whose every member has been checked."""

    def __init__(self, archive: zipfile.ZipFile, title: str, limits: Limits) -> None:
        self._archive = archive
        self._title = title
        self._limits = limits
        self._left = limits.total_bytes
        self._members = _checked_members(archive, title, limits)

    def text(self, name: str, most_bytes: int) -> str:
        return b"".join(self._blocks(name, most_bytes)).decode("utf-8")

    @contextmanager
    def file(self, name: str) -> Iterator[Path]:
        check_part_name(name, self._title)
        # Under a name of our own: nothing in the archive decides where anything is written.
        with tempfile.TemporaryDirectory(prefix="pentimento-") as folder:
            path = Path(folder) / "picture"
            with path.open("wb") as target:
                for block in self._blocks(name, self._limits.picture_bytes):
                    target.write(block)
            yield path

    def _blocks(self, name: str, most_bytes: int) -> Iterator[bytes]:
        info = self._members.get(name)
        if info is None:
            raise ProjectError(f"{self._title} should hold '{name}', and it does not: use another copy.")
        read = 0
        with self._archive.open(info) as member:
            # What is unpacked is counted too: what an archive says of its sizes need not be true.
            while block := member.read(_BLOCK):
                read += len(block)
                self._left -= len(block)
                if read > most_bytes or self._left < 0:
                    raise ProjectError(f"{self._title} should hold files of a sensible size, and '{name}' is larger.")
                yield block


def _check_directory(path: Path, title: str, limits: Limits) -> None:
    """Refuses, before anything is parsed, what is no archive or has a list of files out of all proportion."""
    with path.open("rb") as file:
        mode = path.stat().st_mode
        size = file.seek(0, 2) if stat.S_ISREG(mode) else 0
        file.seek(max(0, size - _END.size - _LARGE_END_SIZE))
        large_end, end = file.read(_LARGE_END_SIZE), file.read(_END.size)
    # A second, larger list of files would be believed in the place of the first; projects never need one.
    if not end.startswith(_END_MARK) or len(end) < _END.size or large_end.startswith(_LARGE_END_MARK):
        raise ProjectError(f"{title} should be a project of Pentimento, and it is something else: choose another.")
    _, _, _, _, count, directory_bytes, _, _ = _END.unpack(end)
    if count > limits.members or directory_bytes > limits.directory_bytes:
        raise ProjectError(f"{title} should hold at most {limits.members} files, and it holds more: use another.")


def _checked_members(archive: zipfile.ZipFile, title: str, limits: Limits) -> dict[str, zipfile.ZipInfo]:
    members: dict[str, zipfile.ZipInfo] = {}
    infos = archive.infolist()
    if len(infos) > limits.members:
        raise ProjectError(f"{title} should hold at most {limits.members} files, and it holds more: use another.")
    for info in infos:
        if info.filename in members:
            raise ProjectError(f"{title} should hold each file once, and '{info.filename[:80]}' is there twice.")
        _check_member(info, title, limits)
        members[info.filename] = info
    if sum(info.file_size for info in infos) > limits.total_bytes:
        raise ProjectError(
            f"{title} should unpack to at most {limits.total_bytes >> 20} MB, and it would unpack to more: use another."
        )
    return members


def _check_member(info: zipfile.ZipInfo, title: str, limits: Limits) -> None:
    check_part_name(info.filename, title)
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise ProjectError(f"{title} should hold plain files, and '{info.filename}' is a link or worse: use another.")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or info.flag_bits & 1:
        raise ProjectError(f"{title} should be packed plainly, and '{info.filename}' is not: save it again.")
    most = limits.document_bytes if info.filename == DOCUMENT_NAME else limits.picture_bytes
    if info.file_size > most:
        raise ProjectError(
            f"{title} should hold files of a sensible size, and '{info.filename}' has {info.file_size} bytes."
        )
    if info.file_size > 1 << 20 and info.file_size > limits.ratio * max(info.compress_size, 1):
        raise ProjectError(
            f"{title} should not unpack to {limits.ratio:g} times its size, and '{info.filename}' would: use another."
        )


def _info(name: str) -> zipfile.ZipInfo:
    # The same project gives the same bytes, whenever it is saved.
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.external_attr = (stat.S_IFREG | 0o644) << 16
    return info
