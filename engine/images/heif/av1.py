"""The colours that an AV1 stream names itself, for files whose boxes say nothing of them.

Source: AV1 Bitstream & Decoding Process Specification, 5.3 (units), 5.5 (sequence header) and 5.5.2 (colours).
"""

from __future__ import annotations

from engine.images.colour.cicp import Cicp

_SEQUENCE_HEADER = 1
_MOST_UNITS = 16


def colours_of(stream: bytes) -> Cicp | None:
    """Return the code points of colours in the first sequence header, or None if it has none or is cut off.

    Args:
        stream: The first bytes of a picture's data, or the units in its box ``av1C``.
    """
    try:
        header = _sequence_header(stream)
        return None if header is None else _colours(_Bits(header))
    except EOFError:
        return None


class _Bits:
    def __init__(self, data: bytes) -> None:
        self._value, self._left = int.from_bytes(data, "big"), 8 * len(data)

    def take(self, count: int) -> int:
        self._left -= count
        if self._left < 0:
            raise EOFError
        return self._value >> self._left & (1 << count) - 1

    def flag(self) -> bool:
        return self.take(1) == 1


def _sequence_header(stream: bytes) -> bytes | None:
    position = 0
    for _ in range(_MOST_UNITS):
        if position >= len(stream):
            break
        head = stream[position]
        position += 2 if head & 4 else 1
        size = len(stream) - position
        if head & 2:
            size, position = _leb128(stream, position)
        if head >> 3 & 15 == _SEQUENCE_HEADER:
            return stream[position : position + size]
        position += size
    return None


def _leb128(stream: bytes, position: int) -> tuple[int, int]:
    value = 0
    for index in range(8):
        if position + index >= len(stream):
            raise EOFError
        byte = stream[position + index]
        value |= (byte & 127) << 7 * index
        if not byte & 128:
            return value, position + index + 1
    raise EOFError


def _colours(bits: _Bits) -> Cicp | None:
    profile = bits.take(3)
    bits.take(1)
    reduced = bits.flag()
    if reduced:
        bits.take(5)
    else:
        _skip_operating_points(bits)
    widths = bits.take(4) + 1, bits.take(4) + 1
    bits.take(widths[0])
    bits.take(widths[1])
    if not reduced and bits.flag():
        bits.take(7)
    bits.take(3)
    if not reduced:
        _skip_tools(bits)
    bits.take(3)
    deep = bits.flag()
    if profile == 2 and deep:
        bits.take(1)
    if profile != 1:
        bits.take(1)
    if not bits.flag():
        return None
    primaries, transfer, matrix = bits.take(8), bits.take(8), bits.take(8)
    return Cicp(primaries, transfer, matrix)


def _skip_operating_points(bits: _Bits) -> None:
    delay_bits = 0
    if bits.flag():
        bits.take(64)
        if bits.flag():
            _skip_variable(bits)
        if bits.flag():
            delay_bits = bits.take(5) + 1
            bits.take(42)
    delays = bits.flag()
    for _ in range(bits.take(5) + 1):
        bits.take(12)
        if bits.take(5) > 7:
            bits.take(1)
        if delay_bits and bits.flag():
            bits.take(2 * delay_bits + 1)
        if delays and bits.flag():
            bits.take(4)


def _skip_variable(bits: _Bits) -> None:
    zeros = 0
    while not bits.flag():
        zeros += 1
    bits.take(zeros if zeros < 32 else 0)


def _skip_tools(bits: _Bits) -> None:
    bits.take(4)
    ordered = bits.flag()
    if ordered:
        bits.take(2)
    screen_content = bits.flag() or bits.flag()
    if screen_content and not bits.flag():
        bits.take(1)
    if ordered:
        bits.take(3)
