"""Colours that a file names by code points, without an ICC profile."""

from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING

import numpy as np
import PIL.Image
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.images import read_picture
from engine.images.colour.cicp import Cicp, light_of, profile_for
from engine.images.heif.av1 import colours_of
from tests.engine.images.heif_boxes import grid_file, hevc_tile, icc, nclx
from tests.engine.images.pictures import p3_profile, swapped_profile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    Curve = Callable[[NDArray[np.float64]], NDArray[np.float64]]

# From red, green and blue to XYZ: the matrices as the standards and Lindbloom print them, for the white D65.
_TO_XYZ = {
    1: [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]],
    5: [[0.4306190, 0.3415419, 0.1783091], [0.2220379, 0.7066384, 0.0713236], [0.0201853, 0.1295504, 0.9390944]],
    9: [[0.6369580, 0.1446169, 0.1688810], [0.2627002, 0.6779981, 0.0593017], [0.0000000, 0.0280727, 1.0609851]],
    12: [[0.4865709, 0.2656677, 0.1982173], [0.2289746, 0.6917385, 0.0792869], [0.0000000, 0.0451134, 1.0439444]],
}


def _srgb_light(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def _power(exponent: float) -> Curve:
    return lambda values: values**exponent


_LIGHT: dict[int, Curve] = {
    1: _srgb_light,
    2: _srgb_light,
    4: _power(2.2),
    5: _power(2.8),
    8: _power(1),
    13: _srgb_light,
}


def _as_srgb(colour: NDArray[np.float64], primaries: int, transfer: int) -> NDArray[np.float64]:
    light = np.linalg.inv(_TO_XYZ[1]) @ np.array(_TO_XYZ[primaries]) @ _LIGHT[transfer](colour / 255)
    return _shown(np.clip(light, 0, 1))


def _shown(light: NDArray[np.float64]) -> NDArray[np.float64]:
    values: NDArray[np.float64] = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return 255 * values


def avif(pixels: NDArray[np.uint8], codes: tuple[int, int, int, int], **options: object) -> bytes:
    """An AVIF file that names its colours by code points; how it mixes them (6) must be said as well."""
    file = io.BytesIO()
    PIL.Image.fromarray(pixels).save(file, "AVIF", quality=100, subsampling="4:4:4", **options)
    data = file.getvalue()
    at = data.index(b"colrnclx") + 8
    primaries, transfer, matrix, full = codes
    return data[:at] + struct.pack(">HHHB", primaries, transfer, matrix, full << 7) + data[at + 7 :]


def _one_colour(colour: tuple[int, int, int]) -> NDArray[np.uint8]:
    return np.full((16, 16, 3), colour, np.uint8)


@given(
    primaries=st.sampled_from(sorted(_TO_XYZ)),
    transfer=st.sampled_from(sorted(_LIGHT)),
    colour=st.tuples(*[st.integers(0, 255)] * 3),
)
def test_colours_are_brought_to_srgb(
    tmp_path_factory: pytest.TempPathFactory, primaries: int, transfer: int, colour: tuple[int, int, int]
) -> None:
    path = tmp_path_factory.mktemp("colours") / "a.avif"
    path.write_bytes(avif(_one_colour(colour), (primaries, transfer, 6, 1)))
    stored = np.asarray(PIL.Image.open(path).convert("RGB"))[8, 8]
    came = read_picture(path)
    expected = _as_srgb(stored.astype(np.float64), primaries, transfer)
    # A level of the file may be many in sRGB where its curve is flat there: what lies one level beside it is right.
    beside = [_as_srgb(np.clip(stored + step, 0, 255).astype(np.float64), primaries, transfer) for step in (-1.0, 1.0)]
    low, high = np.minimum(expected, np.minimum(*beside)) - 3, np.maximum(expected, np.maximum(*beside)) + 3
    assert ((came.pixels[8, 8] >= low) & (came.pixels[8, 8] <= high)).all(), (came.pixels[8, 8], expected)
    assert came.notes == ()
    assert came.metadata.profile is None


@pytest.mark.parametrize("transfer", [1, 2, 6, 13, 14, 15])
def test_srgb_stays_as_it_is(tmp_path: Path, transfer: int) -> None:
    (tmp_path / "a.avif").write_bytes(avif(_one_colour((200, 40, 90)), (1, transfer, 6, 1)))
    picture = read_picture(tmp_path / "a.avif", profile="own")
    assert np.abs(picture.pixels[8, 8].astype(int) - (200, 40, 90)).max() <= 1
    assert picture.metadata.profile is None


def test_a_photo_keeps_its_own_colours(tmp_path: Path) -> None:
    (tmp_path / "a.avif").write_bytes(avif(_one_colour((200, 40, 40)), (12, 13, 6, 1)))
    picture = read_picture(tmp_path / "a.avif", profile="own")
    assert np.abs(picture.pixels[8, 8].astype(int) - (200, 40, 40)).max() <= 1
    assert picture.metadata.profile == profile_for(Cicp(12, 13))
    # The same colours as by a profile that others have made.
    (tmp_path / "b.png").write_bytes(b"")
    PIL.Image.fromarray(_one_colour((200, 40, 40))).save(tmp_path / "b.png", icc_profile=p3_profile())
    by_profile = read_picture(tmp_path / "b.png").pixels[8, 8].astype(int)
    assert np.abs(read_picture(tmp_path / "a.avif").pixels[8, 8] - by_profile).max() <= 2


def test_a_heic_of_display_p3(tmp_path: Path) -> None:
    (tmp_path / "plain.heic").write_bytes(grid_file(hevc_tile(), 1, 2, colours=nclx(1, 13)))
    (tmp_path / "wide.heic").write_bytes(grid_file(hevc_tile(), 1, 2, colours=nclx(12, 13)))
    stored = read_picture(tmp_path / "plain.heic").pixels[8, 8]
    expected = _as_srgb(stored.astype(np.float64), 12, 13)
    assert np.abs(expected - stored).max() > 10
    assert np.abs(read_picture(tmp_path / "wide.heic").pixels[8, 8] - expected).max() <= 2


@pytest.mark.parametrize("stored_range", ["full", "limited"])
@pytest.mark.parametrize("said", [(2, 2, 2, 1), (2, 2, 6, 1), (1, 13, 6, 1), (1, 2, 2, 1), (2, 2, 2, 0)])
def test_an_unspecified_colour_still_has_a_range(
    tmp_path: Path, stored_range: str, said: tuple[int, int, int, int]
) -> None:
    """What the boxes say counts, not the stream inside."""
    y, x = np.mgrid[0:64, 0:64].astype(np.uint8)
    ramp = np.stack([x * 4, y * 4, 255 - x * 4], axis=-1)
    (tmp_path / "a.avif").write_bytes(avif(ramp, said, range=stored_range))
    by_libavif = np.asarray(PIL.Image.open(tmp_path / "a.avif").convert("RGB")).astype(int)
    assert np.abs(read_picture(tmp_path / "a.avif").pixels - by_libavif).mean() < 1.5


def test_colours_that_only_the_stream_names(tmp_path: Path) -> None:
    """Pillow writes the colours of sRGB into the stream; there the primaries and the curve are changed here."""
    data = avif(_one_colour((200, 40, 40)), (12, 13, 6, 1))
    hidden = data.replace(b"colrnclx", b"freenclx")
    # The description of the colours begins at any bit: 1, 13 and 6, of 8 bits each, after a 1 that says it is there.
    value, width = int.from_bytes(hidden, "big"), 8 * len(hidden)
    sought, start = 1 << 24 | 1 << 16 | 13 << 8 | 6, 8 * (hidden.rindex(b"mdat") + 4)
    place = next(bit for bit in range(start, width - 25) if value >> width - bit - 25 & (1 << 25) - 1 == sought)
    changed = value ^ (1 ^ 12) << width - place - 9
    (tmp_path / "a.avif").write_bytes(changed.to_bytes(len(hidden), "big"))
    assert np.abs(read_picture(tmp_path / "a.avif").pixels[8, 8].astype(int) - (218, 0, 26)).max() <= 2
    (tmp_path / "a.avif").write_bytes(hidden)
    assert np.abs(read_picture(tmp_path / "a.avif").pixels[8, 8].astype(int) - (200, 40, 40)).max() <= 2


@given(stream=st.binary(max_size=80))
def test_any_stream_is_survived(stream: bytes) -> None:
    for start in (b"", b"\x0a\x0b", b"\x0a\x40\0"):
        colours_of(start + stream)


def test_an_icc_profile_counts_more(tmp_path: Path) -> None:
    colours = nclx(12, 13) + icc(swapped_profile())
    tile = hevc_tile()
    (tmp_path / "both.heic").write_bytes(grid_file(tile, 1, 2, colours=icc(swapped_profile())))
    (tmp_path / "one.heic").write_bytes(grid_file(tile, 1, 2, colours=colours))
    # The second box of colours belongs to nobody, the first has no profile.
    by_profile = read_picture(tmp_path / "both.heic").pixels[8, 8].astype(int)
    assert by_profile[1] > by_profile[0] + 100
    assert (read_picture(tmp_path / "one.heic").pixels[8, 8] != by_profile).any()


@pytest.mark.parametrize("blob", [b"", b"\0", b"junk" * 99, p3_profile()[:200]])
def test_a_useless_profile_in_a_heic(tmp_path: Path, blob: bytes) -> None:
    (tmp_path / "plain.heic").write_bytes(grid_file(hevc_tile(), 1, 2))
    (tmp_path / "a.heic").write_bytes(grid_file(hevc_tile(), 1, 2, colours=icc(blob)))
    picture = read_picture(tmp_path / "a.heic")
    np.testing.assert_array_equal(picture.pixels, read_picture(tmp_path / "plain.heic").pixels)
    damaged = "The colour profile in 'a.heic' is damaged or does not fit its colours; it is ignored."
    assert picture.notes == ((damaged,) if blob else ())


def test_greys(tmp_path: Path) -> None:
    (tmp_path / "a.avif").write_bytes(avif(np.full((16, 16), 128, np.uint8), (9, 8, 6, 1)))
    # Half of the light is 188 in sRGB.
    assert np.abs(read_picture(tmp_path / "a.avif").pixels.astype(int) - 188).max() <= 1


def png(pixels: NDArray[np.uint8], codes: bytes, profile: bytes | None = None) -> bytes:
    """A PNG file that names its colours by code points."""
    file = io.BytesIO()
    PIL.Image.fromarray(pixels).save(file, "PNG", icc_profile=profile)
    data = file.getvalue()
    chunk = struct.pack(">I", len(codes)) + b"cICP" + codes + struct.pack(">I", zlib.crc32(b"cICP" + codes))
    return data[:33] + chunk + data[33:]


def test_a_png_names_its_colours(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(png(_one_colour((200, 40, 40)), b"\x0c\x0d\0\1"))
    assert np.abs(read_picture(path).pixels[8, 8].astype(int) - (218, 0, 26)).max() <= 1
    assert read_picture(path, profile="own").metadata.profile == profile_for(Cicp(12, 13))
    path.write_bytes(png(_one_colour((200, 40, 40)), b"\1\x0d\0\1"))
    assert (read_picture(path).pixels == (200, 40, 40)).all()
    path.write_bytes(png(_one_colour((255, 255, 255)), b"\x09\x10\0\1"))
    picture = read_picture(path)
    assert picture.pixels.min() > 65_000
    assert "high dynamic range (PQ)" in picture.notes[0]
    # Of no sense: passed over.
    for codes in (b"", b"\x0c\x0d\0", b"\xff\xff\xff\xff"):
        path.write_bytes(png(_one_colour((200, 40, 40)), codes))
        assert (read_picture(path).pixels == (200, 40, 40)).all()


# High dynamic range


@pytest.mark.parametrize(
    ("transfer", "name", "white"),
    # What BT.2408 gives for the white of 203 cd/m²: 58 % of PQ, 75 % of HLG.
    [(16, "PQ", 0.5807), (18, "HLG", 0.7498)],
)
def test_high_dynamic_range_is_toned_down(tmp_path: Path, transfer: int, name: str, white: float) -> None:
    steps = np.array([0, 0.2, 0.4, white, 0.8, 1.0]) if white > 0.7 else np.array([0, 0.2, 0.4, white, 0.7, 1.0])
    pixels = np.rint(255 * steps)[None, :, None].repeat(8, 0).repeat(8, 1).repeat(3, 2).astype(np.uint8)
    (tmp_path / "a.avif").write_bytes(avif(pixels, (9, transfer, 6, 1)))
    picture = read_picture(tmp_path / "a.avif")
    assert picture.notes == (
        f"'a.avif' has a high dynamic range ({name}); it is toned down to what other pictures have.",
    )
    assert picture.bits == 16
    levels = picture.pixels[4, 4::8, 0] / 257
    assert (np.diff(levels.astype(int)) > 0).all()
    assert levels[0] < 1
    # White is bright, and leaves room for what is brighter.
    assert 215 < levels[3] < 240
    assert levels[5] > 250
    # Greys stay grey.
    assert np.ptp(picture.pixels.astype(int), axis=-1).max() <= 257


def test_toning_down_leaves_what_is_dark(tmp_path: Path) -> None:
    """Below the knee PQ is only written in other numbers."""
    (tmp_path / "a.avif").write_bytes(avif(_one_colour((90, 90, 90)), (1, 16, 6, 1)))
    light = light_of(16, np.array([90 / 255]))
    assert 0.05 < light[0] < 0.2
    assert np.abs(read_picture(tmp_path / "a.avif").pixels / 257 - _shown(light)).max() < 2


def test_a_bright_colour_keeps_its_hue(tmp_path: Path) -> None:
    (tmp_path / "a.avif").write_bytes(avif(_one_colour((200, 120, 120)), (1, 16, 6, 1)))
    red, green, blue = (read_picture(tmp_path / "a.avif").pixels[8, 8] / 257).astype(int)
    assert abs(green - blue) <= 2
    assert red > green + 50


@given(transfer=st.sampled_from([16, 18]), value=st.floats(0, 1))
def test_light_grows_with_numbers(transfer: int, value: float) -> None:
    one, other = light_of(transfer, np.array([value, min(value + 0.01, 1)]))
    assert 0 <= one <= other


def test_known_points_of_the_curves() -> None:
    # BT.2100 and BT.2408: a PQ of 0.5081 is 100 cd/m², of 0.7518 is 1,000; an HLG of 0.5 is a twelfth.
    assert 203 * light_of(16, np.array([0.5081, 0.7518, 1.0])) == pytest.approx([100, 1000, 10_000], rel=0.002)
    assert light_of(18, np.array([0.5, 1.0])) == pytest.approx([1 / 12, 1.0], rel=1e-4)
