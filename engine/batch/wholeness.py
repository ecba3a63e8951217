"""Whether a video's file is whole, by the lengths that the file itself states. No pictures are decoded here.

FFmpeg passes over what it cannot read in such files and does not say so to programs: a film that has lost its second
half looks like a short one. Each kind of file is a row of parts that state their lengths:

- MP4 and QuickTime: boxes (ISO/IEC 14496-12, 4.2);
- Matroska and WebM: elements in elements (RFC 8794, RFC 9559);
- AVI: RIFF chunks;
- Flash video: tags, each followed by its length;
- MPEG transport streams: packets of 188 bytes (ISO/IEC 13818-1, 2.4.3).
"""

from __future__ import annotations

import mmap
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from pathlib import Path

Fault: TypeAlias = Literal["cut", "damaged"]
"""The file ends before it should, or a part of it is not what should be there."""

_SEGMENT, _CLUSTER = 0x18538067, 0x1F43B675
_AT_TOP = {0x1A45DFA3, _SEGMENT, 0xEC, 0xBF}
_IN_SEGMENT = {
    *(0x114D9B74, 0x1549A966, 0x1654AE6B, 0x1C53BB6B, 0x1941A469, 0x1043A770, 0x1254C367),
    *(_CLUSTER, 0xEC, 0xBF),
}
_IN_CLUSTER = {0xE7, 0xA3, 0xA0, 0xA7, 0xAB, 0x5854, 0xAF, 0xEC, 0xBF}
_TRANSPORT_PACKET, _TRANSPORT_SYNC = 188, b"\x47"


def fault_of(path: Path, kind: str) -> Fault | None:
    """What is wrong with a video's file; None where nothing is, or where such files do not tell.

    Args:
        path: the file.
        kind: what FFmpeg calls its kind, such as "matroska,webm".
    """
    looks = {"mov": _in_boxes, "matroska": _in_elements, "avi": _in_chunks, "mpegts": _in_packets, "flv": _in_tags}
    look = looks.get(kind.split(",", maxsplit=1)[0])
    if look is None or path.stat().st_size == 0:
        return None
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return look(data)


def is_unfinished_mp4(path: Path) -> bool:
    """Whether a file begins as MP4 and QuickTime do, and has no whole index (moov), so that nothing can be read."""
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            if data[4:8] not in (b"ftyp", b"wide", b"mdat"):
                return False
            return not any(name == b"moov" and end <= len(data) for _, end, name in _boxes(data))
    except (OSError, ValueError):
        return False


def _boxes(data: mmap.mmap) -> list[tuple[int, int, bytes]]:
    """The start, the end and the name of each box, up to the first that is none; the last may end behind the file."""
    found, place = [], 0
    while place + 8 <= len(data):
        size, name = int.from_bytes(data[place : place + 4], "big"), bytes(data[place + 4 : place + 8])
        if size == 1:
            size = int.from_bytes(data[place + 8 : place + 16], "big")
        elif size == 0:
            size = len(data) - place
        if size < 8 or not all(32 <= letter < 127 or letter == 0xA9 for letter in name):
            break
        found.append((place, place + size, name))
        place += size
    return found


def _in_boxes(data: mmap.mmap) -> Fault | None:
    boxes = _boxes(data)
    end = boxes[-1][1] if boxes else 0
    if end > len(data):
        return "cut"
    # Some cameras fill up their files with zeros.
    return "damaged" if any(data[end : end + 4096]) else None


def _in_chunks(data: mmap.mmap) -> Fault | None:
    place = 0
    # Of a large file each gigabyte has a RIFF chunk of its own.
    while data[place : place + 4] == b"RIFF":
        size = int.from_bytes(data[place + 4 : place + 8], "little")
        if size == 0:
            return "cut"  # it is filled in at the end
        place += 8 + size + size % 2
    # The byte that makes a length even may be missing at the very end.
    return "cut" if place > len(data) + 1 else None


def _in_packets(data: mmap.mmap) -> Fault | None:
    # There are packets of other lengths, too.
    if any(data[place : place + 1] != _TRANSPORT_SYNC for place in (0, _TRANSPORT_PACKET)):
        return None
    begun = data[::_TRANSPORT_PACKET]
    if begun.count(_TRANSPORT_SYNC) < len(begun):
        return "damaged"
    return "cut" if len(data) % _TRANSPORT_PACKET else None


def _in_tags(data: mmap.mmap) -> Fault | None:
    place = int.from_bytes(data[5:9], "big") + 4
    while place < len(data):
        size = 11 + int.from_bytes(data[place + 1 : place + 4], "big")
        if place + size + 4 > len(data):
            return "cut"
        if int.from_bytes(data[place + size : place + size + 4], "big") != size:
            return "damaged"
        place += size + 4
    return None


def _in_elements(data: mmap.mmap) -> Fault | None:
    place = 0
    # What a segment or a cluster of unknown length holds stands among what is beside it.
    known, outer = _AT_TOP, _AT_TOP
    while place < len(data):
        number, start = _number(data, place, marked=True)
        size, start = _number(data, start, marked=False)
        if start > len(data):
            return "cut"
        if number not in known | outer:
            return "damaged"
        if number in (_SEGMENT, _CLUSTER):
            known, outer = (_IN_SEGMENT, _AT_TOP) if number == _SEGMENT else (_IN_CLUSTER, _IN_SEGMENT)
            if size is not None and start + size > len(data):
                return "cut"
            place = start
        elif size is None:
            return "damaged"
        else:
            place = start + size
            if number in _IN_SEGMENT - _IN_CLUSTER:
                known, outer = _IN_SEGMENT, _AT_TOP
    return "cut" if place > len(data) else None


def _number(data: mmap.mmap, place: int, *, marked: bool) -> tuple[int | None, int]:
    """A number of one to eight bytes, whose first bits say how many; None: unknown.

    Args:
        data: the file.
        place: where it begins.
        marked: whether the bits that say so belong to the number.

    Returns:
        The number, and the place after it, which lies behind the file where that ends too early.
    """
    if place >= len(data):
        return None, len(data) + 1
    length = 9 - data[place].bit_length()
    if length > 8:
        return None, place + 1
    read = int.from_bytes(data[place : place + length], "big")
    if place + length > len(data):
        return None, len(data) + 1
    unmarked = read & ((1 << 7 * length) - 1)
    unknown = unmarked == (1 << 7 * length) - 1
    return (read if marked else None if unknown else unmarked), place + length
