"""ICC profiles that are made here, for colours which a file names without a profile of its own.

Source: ICC.1:2010 (profile version 4.3), annex E for the adaptation to its white.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Point: TypeAlias = tuple[float, float]
"""A colour's x and y in the CIE diagram of 1931."""

D65: Point = (0.3127, 0.3290)
_D50 = np.array([0.9642, 1.0, 0.8249])
_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
SRGB_CURVE = struct.pack(
    ">4sIHH5i", b"para", 0, 3, 0, *(round(v * 65536) for v in (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045))
)
"""The curve of sRGB (IEC 61966-2-1) as the value of a profile's tag."""


def gamma_curve(exponent: float) -> bytes:
    """Return a curve ``light = value ** exponent`` as the value of a profile's tag."""
    return struct.pack(">4sIHHi", b"para", 0, 0, 0, round(exponent * 65536))


def sampled_curve(light: NDArray[np.floating]) -> bytes:
    """Return a curve through light from 0 to 1 at equal steps, as the value of a profile's tag."""
    samples: bytes = np.rint(np.clip(light, 0, 1) * 65535).astype(">u2").tobytes()
    return struct.pack(">4sII", b"curv", 0, len(light)) + samples


def rgb_profile(name: str, primaries: tuple[Point, Point, Point], white: Point, curve: bytes) -> bytes:
    """Return the profile of a screen with the given colours.

    Args:
        name: What programs call it.
        primaries: Red, green and blue.
        white: The white that equal numbers make; the profile's own is D50, to which all is adapted (Bradford).
        curve: From numbers to light.
    """
    to_d50 = _adaptation(white)
    red, green, blue = (to_d50 @ column for column in _columns(primaries, white))
    tags = {b"rXYZ": _xyz(red), b"gXYZ": _xyz(green), b"bXYZ": _xyz(blue), b"chad": _matrix(to_d50)}
    return _profile(name, b"RGB ", tags | dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve))


def grey_profile(name: str, curve: bytes) -> bytes:
    """Return the profile of greys with the given curve from numbers to light."""
    return _profile(name, b"GRAY", {b"kTRC": curve})


def _columns(primaries: tuple[Point, Point, Point], white: Point) -> list[NDArray[np.float64]]:
    """Return the XYZ of full red, green and blue, whose sum is white."""
    ways = np.array([(x, y, 1 - x - y) for x, y in primaries]).T
    amounts = np.linalg.solve(ways, _white_xyz(white))
    return list((ways * amounts).T)


def _adaptation(white: Point) -> NDArray[np.float64]:
    gains = (_BRADFORD @ _D50) / (_BRADFORD @ _white_xyz(white))
    adaptation: NDArray[np.float64] = np.linalg.inv(_BRADFORD) @ np.diag(gains) @ _BRADFORD
    return adaptation


def _white_xyz(white: Point) -> NDArray[np.float64]:
    x, y = white
    return np.array([x / y, 1.0, (1 - x - y) / y])


def _profile(name: str, space: bytes, tags: dict[bytes, bytes]) -> bytes:
    tags = {b"desc": _text(name), b"cprt": _text("No copyright, use freely"), b"wtpt": _xyz(_D50)} | tags
    table, body = bytearray(), bytearray()
    start = 128 + 4 + 12 * len(tags)
    places: dict[bytes, int] = {}
    for tag, value in tags.items():
        # Equal values are written once.
        place = places.setdefault(value, start + len(body))
        if place == start + len(body):
            body += value + bytes(-len(value) % 4)
        table += struct.pack(">4sII", tag, place, len(value))
    header = bytearray(128)
    struct.pack_into(">I", header, 0, start + len(body))
    struct.pack_into(">I4s4s4s6H4s", header, 8, 0x04300000, b"mntr", space, b"XYZ ", 2024, 1, 1, 0, 0, 0, b"acsp")
    header[68:80] = _xyz(_D50)[8:]
    return bytes(header) + struct.pack(">I", len(tags)) + bytes(table + body)


def _text(text: str) -> bytes:
    encoded = text.encode("utf-16-be")
    return struct.pack(">4sIII4sII", b"mluc", 0, 1, 12, b"enUS", len(encoded), 28) + encoded


def _xyz(values: NDArray[np.float64]) -> bytes:
    return struct.pack(">4sI3i", b"XYZ ", 0, *(round(float(value) * 65536) for value in values))


def _matrix(values: NDArray[np.float64]) -> bytes:
    return struct.pack(">4sI9i", b"sf32", 0, *(round(float(value) * 65536) for value in values.flat))
