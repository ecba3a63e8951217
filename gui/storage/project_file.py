"""Project files: an archive with one JSON document and pictures. No Qt, so that another thread may save and load."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.archives import ArchiveWriter, open_archive, write_archive
from gui.document.data import DocumentData
from gui.storage.project_limits import LIMITS
from gui.storage.project_parts import DOCUMENT_NAME, PROJECT, MissingPicture, read_parts, write_parts
from gui.storage.project_room import with_room

if TYPE_CHECKING:
    from pathlib import Path

    from gui.storage.project_limits import Limits

SUFFIX = ".pentimento"


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


def save_project(path: Path, data: DocumentData, *, embed: bool = True, limits: Limits = LIMITS) -> int:
    """Saves a project; a file of that name is replaced only when the new one is whole.

    Where there is no room for all versions in a project that can be opened again, the oldest that are not pinned are
    left out.

    Args:
        path: where; the suffix is the caller's.
        data: the document, from `Document.data`.
        embed: whether pictures are taken along; otherwise their paths, where their files hold them still.
        limits: what is refused when it is read, and so is not written either.

    Returns:
        How many versions were left out.

    Raises:
        PentimentoError: the disk is full, the folder cannot be written to, or the project is too large for a file.
    """
    fitting, left_out = with_room(data, limits)

    def fill(archive: ArchiveWriter) -> None:
        text, _ = write_parts(archive, fitting, embed=embed, base=path.parent)
        archive.add_text(DOCUMENT_NAME, text)

    write_archive(path, PROJECT, "overwrite", fill, limits)
    return left_out


def load_project(path: Path, limits: Limits = LIMITS) -> LoadedProject:
    """Reads a project.

    Args:
        path: the file.
        limits: what is refused.

    Raises:
        PentimentoError: the file is no project, is damaged, hostile, or of a later version of the program.
    """
    title = f"The project '{path.name}'"
    with open_archive(path, PROJECT, title, limits) as archive:
        parts = read_parts(archive, title, base=path.parent, limits=limits)
    data = DocumentData(parts.state, parts.versions, parts.pictures, parts.masks, path)
    return LoadedProject(data, parts.missing, parts.notes)
