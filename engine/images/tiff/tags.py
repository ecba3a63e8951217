"""EXIF and IPTC in TIFF files, which libvips neither reads nor writes whole.

A TIFF file is itself a list of EXIF tags, so both are a matter of reading its first directory, or of appending a new
one that has more entries. Files over 4 GB (BigTIFF) are laid out otherwise and go without.
"""

from __future__ import annotations

import mmap
import os
import struct
from typing import TYPE_CHECKING

from engine.images.metadata import exif as tags

if TYPE_CHECKING:
    from pathlib import Path

    from engine.images.metadata.exif import Exif
    from engine.images.tiff.layout import Page

_IPTC = 0x83BB
_LARGEST_OFFSET = 2**32 - 1


def read_tags(page: Page) -> tuple[Exif | None, bytes | None]:
    """Return the EXIF tags and the bare IPTC records of a page of a TIFF file; None for what it has not."""
    exif = tags.parse(page.data, first=page.offset)
    if exif is None:
        return None, None
    records = exif.main.get(_IPTC)
    return exif, None if records is None else records.data.rstrip(b"\0")


def append_tags(path: Path, exif: Exif | None, records: bytes | None) -> None:
    """Add EXIF tags and IPTC records to a TIFF file that has just been written.

    Tags that the file has already, such as its resolution, stay as they are.
    """
    if exif is None and records is None:
        return
    with path.open("r+b") as file:
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            order = {b"II*\0": "<", b"MM\0*": ">"}.get(data[:4])
            if order is None:
                return
            directory = tags.read_directory(data, 0, struct.unpack_from(order + "I", data, 4)[0], order)
        offset = file.seek(0, os.SEEK_END)
        addition = bytearray(offset % 2)
        offset += len(addition)
        if records is not None:
            directory[_IPTC] = tags.undefined(records)
        if exif is not None:
            exif = tags.reordered(exif, order)
            directory = exif.main | directory
            for pointer, further in ((tags.EXIF_POINTER, exif.camera), (tags.GPS_POINTER, exif.place)):
                if further:
                    directory[pointer] = tags.pointer(offset, order)
                    written = tags.write_directory(further, offset, order)
                    addition += written
                    offset += len(written)
        written = tags.write_directory(directory, offset, order)
        if offset + len(written) > _LARGEST_OFFSET:
            return
        file.write(addition + written)
        # The header changes last: until then the file is whole as it was.
        file.seek(4)
        file.write(struct.pack(order + "I", offset))
