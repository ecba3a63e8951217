"""What was learnt of styles, on disk: a style seen before is not encoded again, also after a restart.

Each file holds one style's side of the map at one level: SHA-256 over name and content (32 bytes), then the mean and
the matrix as little-endian float64. Its length follows from the level's channels, so there is nothing to parse. Files
are never trusted: what does not match its own SHA-256 counts as not there, and is replaced.
"""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from pathlib import Path

import numpy as np
import torch

from engine.transfer.transforms import Side

MOST_ON_DISK = 256 << 20
"""Bytes of all files together: some thousand styles of the bundled pack, fifty of the largest networks."""

DIGEST_BYTES = 32

logger = logging.getLogger(__name__)


class StyleFiles:
    """Styles' sides of the map in a folder that several programs may share.

    A folder that cannot be read or written is no error: styles are then encoded again.

    Args:
        folder: made when first needed; None: nothing is kept.
        limit: bytes of all files together; those used longest ago go first.
    """

    def __init__(self, folder: Path | None, limit: int = MOST_ON_DISK) -> None:
        self._folder = folder
        self._limit = limit
        # How much may be written before the folder has to be looked through again.
        self._unchecked = 0

    def read(self, name: str, channels: int) -> Side | None:
        """What is kept under a name.

        Args:
            name: states all that the side depends on; letters and digits, fit for a file.
            channels: of the level's features.

        Returns:
            None: nothing is there, or it is damaged.
        """
        if self._folder is None:
            return None
        file = self._folder / name
        size = DIGEST_BYTES + 8 * channels * (channels + 1)
        try:
            with file.open("rb") as opened:
                content = opened.read(size + 1)
            if len(content) != size or content[:DIGEST_BYTES] != digest(name, content[DIGEST_BYTES:]):
                logger.info("a kept style is damaged: %s", name)
                return None
        except OSError:
            return None
        try:
            # So that it counts as used just now.
            os.utime(file)
        except OSError as error:
            logger.info("a kept style could not be marked as used: %s", error)
        values = np.frombuffer(content, "<f8", offset=DIGEST_BYTES).astype(np.float64).reshape(channels + 1, channels)
        return Side(torch.from_numpy(values[0].copy()), torch.from_numpy(values[1:].copy()))

    def write(self, name: str, side: Side) -> None:
        """Keeps a side under a name, in place of any before; at no time is there half a file of that name."""
        if self._folder is None:
            return
        values = torch.cat([side.mean[None], side.matrix]).numpy().astype("<f8").tobytes()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._folder, suffix=".tmp", delete=False) as opened:
                temporary = Path(opened.name)
                try:
                    opened.write(digest(name, values) + values)
                    opened.close()
                    temporary.replace(self._folder / name)
                except OSError:
                    temporary.unlink(missing_ok=True)
                    raise
            self._unchecked -= DIGEST_BYTES + len(values)
            if self._unchecked < 0:
                self._make_room(self._folder)
        except OSError as error:
            logger.info("a style could not be kept: %s", error)

    def _make_room(self, folder: Path) -> None:
        """Deletes the oldest files, leftovers of programs that were ended included, down to 15/16 of the limit."""
        margin = self._limit // 16
        files = []
        for file in folder.iterdir():
            try:
                facts = file.stat()
            except OSError:
                continue  # another program has just deleted it
            files.append((facts.st_mtime_ns, facts.st_size, file))
        total = sum(size for _, size, _ in files)
        for _, size, file in sorted(files):
            if total <= self._limit - margin:
                break
            file.unlink(missing_ok=True)
            total -= size
        self._unchecked = margin


def digest(name: str, values: bytes) -> bytes:
    """SHA-256 of a file's content together with its name, so that no file passes for another."""
    return hashlib.sha256(name.encode() + b"\n" + values).digest()
