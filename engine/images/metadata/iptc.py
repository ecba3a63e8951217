"""IPTC records, which JPEG wraps in Photoshop's list of resources and TIFF stores bare."""

from __future__ import annotations

_HEADER = b"Photoshop 3.0\0"
_SIGNATURE = b"8BIM"
_IPTC = b"\x04\x04"
_RECORD_MARK = b"\x1c"
_LONG = 0x8000
# The envelope and the words about the picture; those of pixels and of other data have numbers of their own.
_KEPT_RECORDS = (1, 2)
_PREVIEW = {(2, 200), (2, 201), (2, 202)}


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


def cleaned(records: bytes) -> bytes:
    """Leave out what does not hold for a repainted picture: previews, and how the photo's pixels lay in its file.

    Records that cannot be told apart stay as they are.
    """
    kept, position = bytearray(), 0
    while position < len(records):
        head = records[position : position + 5]
        if len(head) < 5 or head[:1] != _RECORD_MARK:
            return records
        length, start = int.from_bytes(head[3:], "big"), position + 5
        if length & _LONG:
            size = length & ~_LONG
            length, start = int.from_bytes(records[start : start + size], "big"), start + size
        end = start + length
        if end > len(records):
            return records
        if head[1] in _KEPT_RECORDS and (head[1], head[2]) not in _PREVIEW:
            kept += records[position:end]
        position = end
    return bytes(kept)
