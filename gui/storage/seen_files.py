"""What a file held when it was looked at, so that a change by another program is noticed. No Qt."""

from __future__ import annotations

import hashlib
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

COARSEST_CLOCK = 3.0
"""Seconds within which two changes may bear the same time: FAT counts in steps of two."""

_MOST_TRIES = 3


@dataclass(frozen=True)
class SeenFile:
    """A file as it was at one moment.

    Attributes:
        path: where it is.
        digest: SHA-256 of its bytes; None: there was no such file.
        status: what the system said of it: device, number on it, size and time of the last change.
        settled: whether a later change must show in the status, since the last one was long enough ago.
    """

    path: Path
    digest: str | None
    status: tuple[int, ...] | None = None
    settled: bool = False


def look_at(path: Path, before: SeenFile | None = None) -> SeenFile:
    """Looks at a file; its bytes are read only where its status does not tell that they are the same.

    Args:
        path: the file.
        before: how it was; None: not known.

    Raises:
        OSError: it cannot be looked at, such as on a network drive that does not answer.
    """
    try:
        if before is not None and before.path == path and before.settled and before.status == _status(path.stat()):
            return before
        for _ in range(_MOST_TRIES):
            with path.open("rb") as file:
                status = _status(os.fstat(file.fileno()))
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                # Another program may be writing into it just now.
                if status == _status(os.fstat(file.fileno())):
                    break
    except (FileNotFoundError, NotADirectoryError):
        return SeenFile(path, None)
    return SeenFile(path, digest, status, settled=time.time() - status[-1] / 1e9 > COARSEST_CLOCK)


def digest_of(path: Path) -> str | None:
    """The SHA-256 of a file's bytes, whatever its status tells; None: there is no such file.

    Raises:
        OSError: it cannot be read.
    """
    return look_at(path).digest


def _status(status: os.stat_result) -> tuple[int, ...]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
