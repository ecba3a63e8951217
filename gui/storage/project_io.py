"""Where the parts of a project are written to and read from: a file, or the folder of unsaved work. No Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path


class Sink(Protocol):
    """Where the parts of a project are written to."""

    def has(self, name: str) -> bool:
        """Whether a part is there already and need not be written."""

    def add(self, name: str, file: Path) -> None:
        """Takes a copy of a file as a part."""


class Source(Protocol):
    """Where the parts of a project are read from."""

    def text(self, name: str, most_bytes: int) -> str:
        """A part as text."""

    def file(self, name: str) -> AbstractContextManager[Path]:
        """A part as a file for a while."""
