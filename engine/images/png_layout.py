"""Where the chunks of a PNG file lie.

Source: PNG specification, third edition, section 5.
"""

from __future__ import annotations

import os
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

LARGEST_CHUNK = 32 * 1024 * 1024
"""In bytes. EXIF has at most 64 KB in a JPEG, profiles some MB in printing: what is larger is a trap or of no use."""

_SIGNATURE_LENGTH = 8


def chunks(path: Path, kinds: Collection[bytes], *, before: bytes = b"IEND") -> Iterator[tuple[bytes, bytes]]:
    """Yield the kind and the data of chunks, as far as the file goes; damaged and huge ones are passed over.

    Args:
        path: A PNG file.
        kinds: Which chunks.
        before: The kind of the first chunk that is not looked at.

    Raises:
        OSError: If the file cannot be read.
    """
    with path.open("rb") as file:
        file.seek(_SIGNATURE_LENGTH)
        while len(start := file.read(8)) == 8 and start[4:] != before:
            length = int.from_bytes(start[:4], "big")
            if start[4:] not in kinds or length > LARGEST_CHUNK:
                file.seek(length + 4, os.SEEK_CUR)
                continue
            data, checksum = file.read(length), file.read(4)
            if checksum == zlib.crc32(start[4:] + data).to_bytes(4, "big"):
                yield start[4:], data
