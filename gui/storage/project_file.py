"""Project files: an archive with one JSON document and pictures. No Qt, so that another thread may save and load."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.files.archives import ArchiveWriter, open_archive, write_archive
from engine.sentences import Sentence
from gui.document.data import DocumentData
from gui.storage.project_limits import LIMITS, ProjectError
from gui.storage.project_parts import DOCUMENT_NAME, PROJECT, MissingPicture, read_parts, write_parts
from gui.storage.project_room import with_room
from gui.storage.seen_files import digest_of

if TYPE_CHECKING:
    from collections.abc import Collection
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
    notes: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class SavedProject:
    """What was written to a project file.

    Attributes:
        digest: SHA-256 of the file.
        left_out: how many versions there was no room for.
    """

    digest: str
    left_out: int = 0


class ProjectChangedError(ProjectError):
    """The file holds what another program wrote, and nobody has said that this may be replaced.

    Attributes:
        digest: SHA-256 of what it holds.
    """

    def __init__(self, name: str, digest: str) -> None:
        super().__init__(
            Sentence(
                "The project '{name}' should be as it was when it was read or saved here, and another program has "
                "changed it: save under another name, or open it again.",
                name=name,
            )
        )
        self.digest = digest


def save_project(
    path: Path,
    data: DocumentData,
    *,
    embed: bool = True,
    limits: Limits = LIMITS,
    known: Collection[str] | None = None,
) -> SavedProject:
    """Saves a project; a file of that name is replaced only when the new one is whole.

    Where there is no room for all versions in a project that can be opened again, the oldest that are not pinned are
    left out.

    Args:
        path: where; the suffix is the caller's.
        data: the document, from `Document.data`.
        embed: whether pictures are taken along; otherwise their paths, where their files hold them still.
        limits: what is refused when it is read, and so is not written either.
        known: the digests of what may be replaced; None: anything.

    Raises:
        ProjectChangedError: the file holds something else.
        PentimentoError: the disk is full, the folder cannot be written to, or the project is too large for a file.
    """
    refuse_changed(path, known)
    fitting, left_out = with_room(data, limits)
    written: list[str] = []

    def fill(archive: ArchiveWriter) -> None:
        text, _ = write_parts(archive, fitting, embed=embed, base=path.parent)
        archive.add_text(DOCUMENT_NAME, text)

    def check(temporary: Path) -> None:
        written.append(digest_of(temporary) or "")
        # Writing large pictures takes a while, in which another program may have saved.
        refuse_changed(path, known)

    write_archive(path, PROJECT, "overwrite", fill, limits, check=check)
    return SavedProject(written[0], left_out)


def refuse_changed(path: Path, known: Collection[str] | None) -> None:
    """Refuses to replace a file that is not as it was; one that has gone is no hindrance.

    Raises:
        ProjectChangedError: it holds something else.
    """
    if known is None:
        return
    try:
        digest = digest_of(path)
    except OSError as error:
        reason = error.strerror or error
        raise ProjectError(
            "The project '{name}' should be readable before it is replaced, and it is not ({reason}): save under "
            "another name.",
            name=path.name,
            reason=reason,
        ) from error
    if digest is not None and digest not in known:
        raise ProjectChangedError(path.name, digest)


def load_project(path: Path, limits: Limits = LIMITS) -> LoadedProject:
    """Reads a project.

    Args:
        path: the file.
        limits: what is refused.

    Raises:
        PentimentoError: the file is no project, is damaged, hostile, or of a later version of the program.
    """
    title = Sentence("The project '{name}'", name=path.name)
    digest = None
    with suppress(OSError):  # `open_archive` says so in its own words
        # Before it is read: what another program writes meanwhile is then taken for a change, and never missed.
        digest = digest_of(path)
    with open_archive(path, PROJECT, title, limits) as archive:
        parts = read_parts(archive, title, base=path.parent, limits=limits)
    data = DocumentData(parts.state, parts.versions, parts.pictures, parts.masks, path, digest)
    return LoadedProject(data, parts.missing, parts.notes)
