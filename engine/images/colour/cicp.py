"""Colours named by code points (CICP), as HEIC, AVIF and PNG files may do in place of an ICC profile.

What an ICC profile can describe becomes one. The high dynamic range of PQ and HLG does not fit the range of other
pictures and is toned down.

Source: ITU-T H.273 (code points), ITU-R BT.2100 (PQ, HLG), ITU-R BT.2408 (white at 203 candela per square metre).
"""

from __future__ import annotations

import functools
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.images.colour.matrix_profiles import D65, SRGB_CURVE, gamma_curve, grey_profile, rgb_profile, sampled_curve
from engine.images.libraries import vips
from engine.images.png_layout import chunks

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from engine.images.colour.matrix_profiles import Point
    from engine.images.libraries import VipsImage

_BT709, _UNSPECIFIED, _SRGB, _PQ, _HLG = 1, 2, 13, 16, 18
_C: Point = (0.310, 0.316)
_601 = ((0.630, 0.340), (0.310, 0.595), (0.155, 0.070))
_PRIMARIES: dict[int, tuple[str, tuple[Point, Point, Point], Point]] = {
    _BT709: ("BT.709", ((0.640, 0.330), (0.300, 0.600), (0.150, 0.060)), D65),
    4: ("BT.470 M", ((0.67, 0.33), (0.21, 0.71), (0.14, 0.08)), _C),
    5: ("BT.470 BG", ((0.64, 0.33), (0.29, 0.60), (0.15, 0.06)), D65),
    6: ("BT.601", _601, D65),
    7: ("SMPTE 240M", _601, D65),
    8: ("Film", ((0.681, 0.319), (0.243, 0.692), (0.145, 0.049)), _C),
    9: ("BT.2020", ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046)), D65),
    10: ("XYZ", ((1.0, 0.0), (0.0, 1.0), (0.0, 0.0)), (1 / 3, 1 / 3)),
    11: ("DCI-P3", ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)), (0.314, 0.351)),
    12: ("Display P3", ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)), D65),
    22: ("EBU 3213", ((0.630, 0.340), (0.295, 0.605), (0.155, 0.077)), D65),
}
_STEPS = np.linspace(0, 1, 4096)
# Pictures are made to be seen on screens, and the curves of television (1, 6, 7, 11, 12, 14, 15) are for cameras: what
# screens do with them is close to sRGB, and so do programs that write such pictures mean them.
_CURVES: dict[int, tuple[str, bytes]] = {
    4: ("gamma 2.2", gamma_curve(2.2)),
    5: ("gamma 2.8", gamma_curve(2.8)),
    8: ("linear", gamma_curve(1.0)),
    9: ("logarithmic", sampled_curve(np.where(_STEPS > 0, 10 ** (2 * (_STEPS - 1)), 0))),
    10: ("logarithmic", sampled_curve(np.where(_STEPS > 0, 10 ** (2.5 * (_STEPS - 1)), 0))),
    17: ("gamma 2.6", sampled_curve(_STEPS**2.6 * 52.37 / 48)),
}
_WHITE_CANDELA, _PEAK_CANDELA = 203.0, 1000.0
_KNEE = 0.6
_LUMINANCE = (0.2627, 0.6780, 0.0593)


@dataclass(frozen=True)
class Cicp:
    """Code points of colours.

    Attributes:
        primaries: The colours of red, green, blue and white.
        transfer: The curve between numbers and light.
        matrix: How red, green and blue are mixed; decoders see to it.
        full_range: Whether black is 0 and white the largest number; decoders see to it.
    """

    primaries: int
    transfer: int
    matrix: int = _UNSPECIFIED
    full_range: bool = True

    @classmethod
    def from_bytes(cls, data: bytes) -> Cicp | None:
        """Read three numbers of 16 bits and a flag, as a box ``nclx`` holds them; None if there are fewer bytes."""
        if len(data) < 7:
            return None
        primaries, transfer, matrix, flags = struct.unpack_from(">HHHB", data)
        return cls(primaries, transfer, matrix, flags & 0x80 != 0)

    @property
    def high_range(self) -> str | None:
        """The name of a curve whose white is far brighter than that of other pictures, or None."""
        return {_PQ: "PQ", _HLG: "HLG"}.get(self.transfer)


def of_png(path: Path) -> Cicp | None:
    """Return the code points in the chunk ``cICP`` of a PNG file, or None if it has none before its pixels.

    Raises:
        OSError: If the file cannot be read.
    """
    found = next((data for _, data in chunks(path, (b"cICP",), before=b"IDAT") if len(data) == 4), None)
    return None if found is None else Cicp(found[0], found[1], found[2], found[3] != 0)


def profile_for(colours: Cicp, *, grey: bool = False) -> bytes | None:
    """Return the ICC profile of colours that are named by code points.

    What is unspecified or unknown is taken as sRGB. PQ and HLG get the curve of sRGB, which `toned_down` gives them.

    Args:
        colours: The code points.
        grey: Whether the picture has greys only.

    Returns:
        The profile; None for sRGB itself.
    """
    chosen = colours.primaries if colours.primaries in _PRIMARIES and not grey else _BT709
    curve_name, curve = _CURVES.get(colours.transfer, ("", SRGB_CURVE))
    if chosen == _BT709 and not curve_name:
        return None
    name, primaries, white = _PRIMARIES[chosen]
    if grey:
        return grey_profile(f"Grey, {curve_name}", curve)
    return rgb_profile(f"{name}, {curve_name}" if curve_name else name, primaries, white, curve)


def toned_down(image: VipsImage, colours: Cicp) -> VipsImage:
    """Bring a picture of high dynamic range to the range of other pictures, with 16 bits and the curve of sRGB.

    Light is counted in units of the white of BT.2408, 203 cd/m². PQ says it as it is; HLG is shown as on a screen of
    1,000 cd/m² (gamma 1.2). The brightest of a pixel's three colours, m, becomes m up to a knee k = 0.6, and above it
    ``k + (1 - k) x (1 + x / p²) / (1 + x)`` with ``x = (m - k) / (1 - k)``, where p is the x of 1,000 cd/m², which
    becomes 1 (Reinhard et al. 2002). The other two follow in proportion, so that hues stay.

    Args:
        image: `uchar` or `ushort`, grey or RGB, perhaps with alpha.
        colours: Its code points; their `high_range` is not None.
    """
    bands = 1 if image.bands < 3 else 3
    alpha = image.extract_band(bands) if image.bands > bands else None
    deep = image.format == "ushort"
    light = image.extract_band(0, n=bands).maplut(_light_table(colours.transfer, 65536 if deep else 256))
    if colours.transfer == _HLG:
        weights = _LUMINANCE if bands == 3 else (1.0,)
        luminance = light.recomb(vips().Image.new_from_array([list(weights)]))
        light = light * (luminance**0.2) * (_PEAK_CANDELA / _WHITE_CANDELA)
    brightest = light.extract_band(0)
    if bands == 3:
        brightest = brightest.bandrank([light.extract_band(1), light.extract_band(2)], index=2)
    above = (brightest - _KNEE) / (1 - _KNEE)
    peak = (_PEAK_CANDELA / _WHITE_CANDELA - _KNEE) / (1 - _KNEE)
    bent = above * (above / peak**2 + 1) / (above + 1) * (1 - _KNEE) + _KNEE
    scale = (brightest > _KNEE).ifthenelse(bent / brightest, 1.0)
    # Roots keep the steps of the dark fine enough for a table.
    roots = ((light * scale) ** 0.5 * 65535 + 0.5).cast("ushort")
    kind = "grey16" if bands == 1 else "rgb16"
    shown = roots.maplut(_root_table()).copy(interpretation=kind)
    if alpha is None:
        return shown
    return shown.bandjoin(alpha if deep else (alpha.cast("ushort") * 257).cast("ushort")).copy(interpretation=kind)


def light_of(transfer: int, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the light of PQ, in units of 203 cd/m², or the scene's light of HLG, from 0 to 1.

    Args:
        transfer: 16 for PQ, 18 for HLG.
        values: Numbers from 0 to 1.
    """
    if transfer == _PQ:
        powers = values ** (1 / 78.84375)
        ratio = np.maximum(powers - 0.8359375, 0) / (18.8515625 - 18.6875 * powers)
        pq: NDArray[np.float64] = 10_000 / _WHITE_CANDELA * ratio ** (1 / 0.1593017578125)
        return pq
    a = 0.17883277
    b, c = 1 - 4 * a, 0.5 - a * np.log(4 * a)
    hlg: NDArray[np.float64] = np.where(values <= 0.5, values**2 / 3, (np.exp((values - c) / a) + b) / 12)
    return hlg


def _light_table(transfer: int, count: int) -> VipsImage:
    return _table(light_of(transfer, np.linspace(0, 1, count)).astype(np.float32), "float")


@functools.cache
def _root_samples() -> NDArray[np.uint16]:
    light = np.linspace(0, 1, 65536) ** 2
    shown = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    samples: NDArray[np.uint16] = np.rint(65535 * shown).astype(np.uint16)
    return samples


def _root_table() -> VipsImage:
    return _table(_root_samples(), "ushort")


def _table(samples: NDArray[np.generic], kind: str) -> VipsImage:
    # Bytes, which libvips' image keeps alive.
    return vips().Image.new_from_memory(samples.tobytes(), len(samples), 1, 1, kind)
