"""All of a document at one moment. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gui.document.state import State

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from engine.images import Picture
    from gui.document.masks import PackedMask
    from gui.document.versions import Version


@dataclass(frozen=True)
class DocumentData:
    """All of a document at one moment, for saving; it never changes, so another thread may write it.

    Attributes:
        state: what undo and redo go through.
        versions: the results that are kept, the oldest first.
        pictures: whole pictures by hash.
        masks: of the regions, by hash.
        file: the project file it belongs to, or None.
        file_digest: SHA-256 of that file as it was read or written last; None: not known.
    """

    state: State = field(default_factory=State)
    versions: tuple[Version, ...] = ()
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    masks: Mapping[str, PackedMask] = field(default_factory=dict)
    file: Path | None = None
    file_digest: str | None = None
