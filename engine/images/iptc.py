"""IPTC records, which JPEG wraps in Photoshop's list of resources and TIFF stores bare."""

from __future__ import annotations

_HEADER = b"Photoshop 3.0\0"
_SIGNATURE = b"8BIM"
_IPTC = b"\x04\x04"
_RECORD_MARK = b"\x1c"


def unwrapped(data: bytes | None) -> bytes | None:
    """Return the bare records from a JPEG's APP13 segment, with or without its first words; None if there are none.

    The other resources, a thumbnail among them, describe the photo as it was and are left behind.
    """
    if data is None:
        return None
    if data.startswith(_RECORD_MARK):
        return data
    position = len(_HEADER) if data.startswith(_HEADER) else 0
    while data[position : position + 4] == _SIGNATURE:
        name_length = data[position + 6] if position + 6 < len(data) else 0
        # The name with its length byte is padded to an even size, and so is the resource.
        size_at = position + 6 + (name_length + 2) // 2 * 2
        size = int.from_bytes(data[size_at : size_at + 4], "big")
        records = data[size_at + 4 : size_at + 4 + size]
        if data[position + 4 : position + 6] == _IPTC:
            return records if records.startswith(_RECORD_MARK) else None
        position = size_at + 4 + (size + 1) // 2 * 2
    return None


def wrapped(records: bytes) -> bytes:
    """Return records as the APP13 segment of a JPEG."""
    padding = b"\0" * (len(records) % 2)
    return _HEADER + _SIGNATURE + _IPTC + b"\0\0" + len(records).to_bytes(4, "big") + records + padding
