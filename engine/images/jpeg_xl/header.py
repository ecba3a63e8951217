"""The beginning of a JPEG XL codestream: what a file holds, told without decoding it.

After ISO/IEC 18181-1: fields of a few bits, the lowest bit of each byte first, most left out where the usual holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

SIGNATURE = b"\xff\x0a"
LONGEST = 4096
"""Bytes from the beginning that are enough to read any header that programs write."""

_RATIOS = ((1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))
_ALPHA, _BLACK = 0, 4
_GREY = 1
_D65, _SRGB_PRIMARIES, _SRGB_CURVE = 1, 1, 13

_Choice: TypeAlias = "int | tuple[int, int]"
_SIDE: tuple[_Choice, ...] = ((9, 1), (13, 1), (18, 1), (30, 1))
_ENUM: tuple[_Choice, ...] = (0, 1, (4, 2), (6, 18))


@dataclass(frozen=True)
class Header:
    """What a JPEG XL picture is.

    Attributes:
        width: In pixels, the right way up.
        height: Likewise.
        bits: Per sample.
        floating: Whether samples are floating-point numbers.
        grey: Whether there is one colour channel instead of three.
        alpha: The place of the alpha channel among the extra ones; None if there is none.
        premultiplied: Whether the colours are multiplied by it.
        extra_channels: How many channels there are besides the colours.
        has_black: Whether one of them is the black of CMYK.
        animated: Whether it is an animation.
        plain_srgb: Whether the colours are sRGB, or grey with its curve, by name.
    """

    width: int
    height: int
    bits: int = 8
    floating: bool = False
    grey: bool = False
    alpha: int | None = None
    premultiplied: bool = False
    extra_channels: int = 0
    has_black: bool = False
    animated: bool = False
    plain_srgb: bool = True


def read_header(codestream: bytes) -> Header:
    """Read the header of a codestream.

    Args:
        codestream: Its first `LONGEST` bytes, or all of it.

    Raises:
        ValueError: If it is none, or cut short.
    """
    if not codestream.startswith(SIGNATURE):
        raise ValueError("no JPEG XL codestream")
    bits = _Bits(codestream[len(SIGNATURE) :])
    width, height = _size(bits)
    if bits.flag():
        return Header(width, height)
    orientation, animated = 1, False
    if bits.flag():
        orientation = bits.number(3) + 1
        if bits.flag():
            _size(bits)
        if bits.flag():
            _preview_size(bits)
        animated = bits.flag()
        if animated:
            bits.choice(100, 1000, (10, 1), (30, 1))
            bits.choice(1, 1001, (8, 1), (10, 1))
            bits.choice(0, (3, 0), (16, 0), (32, 0))
            bits.flag()
    floating, depth = _depth(bits)
    bits.flag()
    extra = [_extra_channel(bits) for _ in range(bits.choice(0, 1, (4, 2), (12, 1)))]
    bits.flag()
    grey, plain = _colours(bits)
    alpha = next((place for place, (kind, _) in enumerate(extra) if kind == _ALPHA), None)
    if orientation > 4:
        width, height = height, width
    return Header(
        width,
        height,
        bits=depth,
        floating=floating,
        grey=grey,
        alpha=alpha,
        premultiplied=alpha is not None and extra[alpha][1],
        extra_channels=len(extra),
        has_black=any(kind == _BLACK for kind, _ in extra),
        animated=animated,
        plain_srgb=plain,
    )


class _Bits:
    """Bits in their order, each field from its lowest."""

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data[:LONGEST], "little")
        self._left = 8 * min(len(data), LONGEST)

    def number(self, count: int) -> int:
        self._left -= count
        if self._left < 0:
            raise ValueError("the header is cut short")
        number = self._value & ((1 << count) - 1)
        self._value >>= count
        return number

    def flag(self) -> bool:
        return bool(self.number(1))

    def choice(self, *choices: _Choice) -> int:
        """One of four: a number as it is, or (bits, offset) of one that follows."""
        chosen = choices[self.number(2)]
        return chosen if isinstance(chosen, int) else self.number(chosen[0]) + chosen[1]


def _size(bits: _Bits) -> tuple[int, int]:
    small = bits.flag()

    def side() -> int:
        return 8 * (bits.number(5) + 1) if small else bits.choice(*_SIDE)

    height = side()
    ratio = bits.number(3)
    if ratio == 0:
        return side(), height
    across, down = _RATIOS[ratio - 1]
    return height * across // down, height


def _preview_size(bits: _Bits) -> None:
    in_eights = bits.flag()

    def side() -> int:
        return (
            bits.choice(16, 32, (5, 1), (9, 33)) if in_eights else bits.choice((6, 1), (8, 65), (10, 321), (12, 1345))
        )

    side()
    if bits.number(3) == 0:
        side()


def _depth(bits: _Bits) -> tuple[bool, int]:
    if bits.flag():
        depth = bits.choice(32, 16, 24, (6, 1))
        bits.number(4)
        return True, depth
    return False, bits.choice(8, 10, 12, (6, 1))


def _extra_channel(bits: _Bits) -> tuple[int, bool]:
    """Return the kind of an extra channel, and whether it is an alpha channel by which colours are multiplied."""
    if bits.flag():
        return _ALPHA, False
    kind = bits.choice(*_ENUM)
    _depth(bits)
    bits.choice(0, 3, 4, (3, 1))
    bits.number(8 * bits.choice(0, (4, 0), (5, 16), (10, 48)))
    premultiplied = bits.flag() if kind == _ALPHA else False
    if kind == 2:  # a spot colour: four numbers of 16 bits
        bits.number(64)
    if kind == 5:  # a colour filter array: which of its channels
        bits.choice(1, (2, 0), (4, 3), (8, 19))
    return kind, premultiplied


def _colours(bits: _Bits) -> tuple[bool, bool]:
    """Return whether the picture is grey, and whether its colours are plain sRGB."""
    if bits.flag():
        return False, True
    with_profile, space = bits.flag(), bits.choice(*_ENUM)
    grey = space == _GREY
    if with_profile or space > _GREY:
        return grey, False
    if (white := bits.choice(*_ENUM)) != _D65:
        return grey, False
    primaries = _SRGB_PRIMARIES if grey else bits.choice(*_ENUM)
    if primaries != _SRGB_PRIMARIES:
        return grey, False
    has_gamma = bits.flag()
    return grey, white == _D65 and not has_gamma and bits.choice(*_ENUM) == _SRGB_CURVE
