"""TIFF files of every kind that people have: read rightly, or refused in a sentence that names the kind."""

from __future__ import annotations

import contextlib
import io
import struct
import zlib
from typing import TYPE_CHECKING, Any
from unittest import mock

import numpy as np
import PIL.Image
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import DamagedPictureError, PictureError, UnknownKindError
from engine.images import open_picture, read_picture
from engine.images.metadata.exif import parse_block
from engine.images.tiff import jpeg as tiff_jpeg
from engine.images.tiff.layout import read_pages
from tests.engine.images import tiff_files as files
from tests.engine.images.pictures import noise, smooth
from tests.engine.images.tiff_files import as_ycbcr, packed_rows, subsampled, write_samples, write_tiff
from tests.refusals import refused

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


def spread(numbers: NDArray[Any], bits: int) -> NDArray[np.uint16]:
    """Whole numbers of so many bits over 16, as they should be read."""
    if bits > 16:
        return np.right_shift(numbers.astype(np.uint64), np.uint64(bits - 16)).astype(np.uint16)
    shares: NDArray[np.float64] = numbers.astype(np.float64) / (2**bits - 1)
    return np.rint(shares * 65535).astype(np.uint16)


def as_16_bits(pixels: NDArray[Any]) -> NDArray[np.uint16]:
    return pixels.astype(np.uint16) * (257 if pixels.dtype == np.uint8 else 1)


@given(data=st.data())
def test_any_depth_order_and_layout(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    bits = data.draw(st.sampled_from([*range(1, 17), 24, 32]), "bits")
    samples = data.draw(st.sampled_from([1, 3]), "samples")
    width, height = data.draw(st.integers(1, 70), "width"), data.draw(st.integers(1, 50), "height")
    tile = data.draw(st.sampled_from([None, (16, 32), (48, 16)]), "tile")
    white = samples == 1 and data.draw(st.booleans(), "white")
    path = tmp_path_factory.mktemp("tiff") / "a.tif"
    numbers = np.random.default_rng(width).integers(0, 2**bits, (height, width, samples), dtype=np.uint64)
    write_samples(
        path,
        numbers,
        bits=bits,
        photometric=files.RGB if samples == 3 else files.GREY_FROM_WHITE if white else files.GREY,
        order=data.draw(st.sampled_from("<>"), "order"),
        compression=data.draw(st.sampled_from([1, 8, 34925]), "compression"),
        tile=tile,
        rows=data.draw(st.sampled_from([None, 7]), "rows"),
        separate=samples == 3 and data.draw(st.booleans(), "separate"),
    )
    expected = spread(numbers, bits)
    if white:
        expected = 65535 - expected
    read = as_16_bits(read_picture(path).pixels)
    # Half a step of 8 bits for depths below.
    assert np.abs(read.astype(int) - expected).max() <= (0 if bits > 8 or bits in (1, 2, 4, 8) else 129)


@pytest.mark.parametrize("packing", ["zstd", "lzma", "tiff_lzw", "tiff_adobe_deflate", "packbits", "raw"])
def test_packings(tmp_path: Path, packing: str) -> None:
    PIL.Image.fromarray(noise(50, 70)).save(tmp_path / "a.tif", compression=packing)
    np.testing.assert_array_equal(read_picture(tmp_path / "a.tif").pixels, noise(50, 70))


@pytest.mark.parametrize("kind", [8, 34925])
@pytest.mark.parametrize("bits", [8, 16, 32])
@pytest.mark.parametrize("order", "<>")
def test_differences_of_neighbours(tmp_path: Path, kind: int, bits: int, order: str) -> None:
    numbers = np.random.default_rng(1).integers(0, 2**bits, (20, 30, 3), dtype=np.uint64)
    steps = numbers.copy()
    steps[:, 1:] -= numbers[:, :-1]
    write_samples(
        tmp_path / "a.tif",
        steps & np.uint64(2**bits - 1),
        bits=bits,
        photometric=files.RGB,
        order=order,
        compression=kind,
        more={317: 2},
    )
    np.testing.assert_array_equal(as_16_bits(read_picture(tmp_path / "a.tif").pixels), spread(numbers, bits))


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("predictor", [1, 3])
@pytest.mark.parametrize("bits", [16, 24, 32, 64])
def test_floating_point_numbers(tmp_path: Path, bits: int, predictor: int, order: str) -> None:
    light = (smooth(20, 30) / 255).astype(np.float32)
    size = bits // 8
    if bits == 24:
        whole = light.view(np.uint32)
        exponent = np.maximum((whole >> 23 & 0xFF).astype(int) - 127 + 63, 0)
        packed = np.where(light > 0, exponent << 16 | (whole >> 7 & 0xFFFF), 0)
        heaviest_first = packed.astype(">u4").view(np.uint8).reshape(20, 90, 4)[..., 1:]
    else:
        heaviest_first = light.astype(f">f{size}").view(np.uint8).reshape(20, 90, size)
    if predictor == 3:
        planes = heaviest_first.transpose(0, 2, 1).reshape(20, -1, 3)
        rows = planes.copy()
        rows[:, 1:] -= planes[:, :-1]
    else:
        rows = heaviest_first if order == ">" else heaviest_first[..., ::-1]
    tags: dict[int, Any] = {
        256: 30,
        257: 20,
        258: [bits] * 3,
        259: 8,
        262: 2,
        277: 3,
        278: 20,
        317: predictor,
        339: [3] * 3,
    }
    write_tiff(tmp_path / "a.tif", tags, [zlib.compress(np.ascontiguousarray(rows).tobytes())], order=order)
    picture = read_picture(tmp_path / "a.tif")
    assert "linear light" in picture.notes[0]
    shown = np.where(light <= 0.0031308, light * 12.92, 1.055 * np.maximum(light, 1e-9) ** (1 / 2.4) - 0.055)
    assert np.abs(picture.pixels / 65535 - shown).max() < 0.01


@pytest.mark.parametrize("order", "<>")
def test_palettes(tmp_path: Path, order: str) -> None:
    for bits in (1, 2, 3, 4, 8, 12):
        numbers = np.random.default_rng(1).integers(0, 2**bits, (20, 30, 1))
        palette = np.random.default_rng(2).integers(0, 256, (3, 2**bits))
        write_samples(
            tmp_path / "a.tif",
            numbers,
            bits=bits,
            photometric=files.PALETTE,
            order=order,
            compression=34925,
            more={320: (palette * 257).ravel().tolist()},
        )
        np.testing.assert_array_equal(read_picture(tmp_path / "a.tif").pixels, palette.T[numbers[..., 0]])


@pytest.mark.parametrize("sharing", [(1, 1), (2, 1), (2, 2), (4, 1), (4, 2), (1, 2)])
@pytest.mark.parametrize("narrow", [False, True])
def test_ycbcr_that_is_no_jpegs(tmp_path: Path, sharing: tuple[int, int], narrow: bool) -> None:
    """Its Y, Cb and Cr were shown as red, green and blue."""
    across, down = sharing
    rgb = smooth(181, 243)
    ycbcr = as_ycbcr(rgb).astype(float)
    tags: dict[int, Any] = {256: 243, 257: 181, 258: [8] * 3, 259: 1, 262: 6, 277: 3, 278: 181, 530: sharing}
    path = tmp_path / "a.tif"
    if narrow:
        ycbcr = ycbcr * [219 / 255, 112 / 127, 112 / 127] + [16, 128 - 128 * 112 / 127, 128 - 128 * 112 / 127]
    write_tiff(path, tags, [subsampled(np.rint(ycbcr).astype(np.uint8), across, down)])
    if narrow:
        add_rationals(path, 532, [16, 235, 128, 240, 128, 240])
    read = read_picture(path).pixels
    assert np.abs(read.astype(int) - rgb).mean() < 1.5
    assert np.abs(read.astype(int) - rgb).max() <= 3 + 2 * (across + down)


def test_ycbcr_whose_colours_begin_at_0(tmp_path: Path) -> None:
    tags: dict[int, Any] = {256: 9, 257: 9, 258: [8] * 3, 259: 1, 262: 6, 277: 3, 278: 9, 530: (1, 1)}
    write_tiff(tmp_path / "a.tif", tags, [bytes([99, 0, 0]) * 81])
    add_rationals(tmp_path / "a.tif", 532, [0, 255, 0, 128, 0, 128])
    assert (read_picture(tmp_path / "a.tif").pixels == 99).all()


def add_rationals(path: Path, tag: int, numbers: list[int]) -> None:
    """Add a tag of fractions to a file of little endian order by writing its directory anew."""
    data = bytearray(path.read_bytes())
    (at,) = struct.unpack_from("<I", data, 4)
    (count,) = struct.unpack_from("<H", data, at)
    values_at = len(data)
    data += b"".join(struct.pack("<II", number, 1) for number in numbers)
    entry = struct.pack("<HHII", tag, 5, len(numbers), values_at)
    struct.pack_into("<I", data, 4, len(data))
    entries = [entry, *(bytes(data[place : place + 12]) for place in range(at + 2, at + 2 + 12 * count, 12))]
    ordered = {int.from_bytes(one[:2], "little"): one for one in entries}
    data += struct.pack("<H", count + 1) + b"".join(ordered[number] for number in sorted(ordered)) + bytes(4)
    path.write_bytes(data)


def test_ycbcr_in_planes(tmp_path: Path) -> None:
    rgb = smooth(40, 64)
    write_samples(tmp_path / "a.tif", as_ycbcr(rgb), bits=8, photometric=files.YCBCR, separate=True, more={530: (1, 1)})
    assert np.abs(read_picture(tmp_path / "a.tif").pixels.astype(int) - rgb).max() <= 2


@pytest.mark.parametrize("bits", [8, 16])
def test_lab_of_both_kinds(tmp_path: Path, bits: int) -> None:
    lab = np.array([[[50, 40, 30], [100, 0, 0], [0, 0, 0], [80, -40, 60]]])
    scale = 256 if bits == 16 else 1
    signed = np.concatenate([np.rint(lab[..., :1] * (2**bits - 1) / 100), lab[..., 1:] * scale], -1).astype(int)
    write_samples(tmp_path / "a.tif", signed & (2**bits - 1), bits=bits, photometric=files.CIE_LAB)
    shifted = np.concatenate(
        [np.rint(lab[..., :1] * (65280 if bits == 16 else 255) / 100), (lab[..., 1:] + 128) * scale], -1
    ).astype(int)
    write_samples(tmp_path / "b.tif", shifted, bits=bits, photometric=files.ICC_LAB)
    expected = [[188, 88, 71], [255, 255, 255], [0, 0, 0], [146, 217, 75]]
    for name in "ab":
        assert np.abs(read_picture(tmp_path / f"{name}.tif").pixels[0] / 257 - expected).max() < 3


def test_cmyk_in_tiles_of_planes_is_as_in_one(tmp_path: Path) -> None:
    inks = noise(40, 50, bands=4)
    write_samples(tmp_path / "a.tif", inks, bits=8, photometric=files.CMYK)
    write_samples(tmp_path / "b.tif", inks, bits=8, photometric=files.CMYK, separate=True, tile=(16, 16))
    first, second = (read_picture(tmp_path / f"{name}.tif").pixels for name in "ab")
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("extra", [1, 2])
@pytest.mark.parametrize("bits", [8, 12, 16])
def test_opacity(tmp_path: Path, extra: int, bits: int) -> None:
    alpha = np.full((20, 30, 1), 2**bits // 2)
    colours = np.random.default_rng(1).integers(0, 2**bits, (20, 30, 3))
    stored = np.rint(colours * alpha / (2**bits - 1)).astype(int) if extra == 1 else colours
    numbers = np.concatenate([stored, alpha], -1)
    write_samples(
        tmp_path / "a.tif", numbers, bits=bits, photometric=files.RGB, tile=(16, 16), separate=True, more={338: extra}
    )
    picture = read_picture(tmp_path / "a.tif")
    assert picture.alpha is not None
    assert np.abs(as_16_bits(picture.alpha)[..., None].astype(int) - spread(alpha, bits)).max() <= 0
    assert np.abs(as_16_bits(picture.pixels).astype(int) - spread(colours, bits)).max() <= 65535 / (2**bits - 1) * 1.2


@pytest.mark.parametrize("big", [False, True])
@pytest.mark.parametrize("mark", [{254: 1}, {254: 4}, {255: 2}])
def test_a_thumbnail_or_mask_before_the_picture(tmp_path: Path, mark: dict[int, int], big: bool) -> None:
    def page(pixels: NDArray[np.uint8]) -> tuple[dict[int, Any], list[bytes]]:
        height, width = pixels.shape[:2]
        return {256: width, 257: height, 258: [8] * 3, 259: 1, 262: 2, 277: 3, 278: height}, [pixels.tobytes()]

    tags, parts = page(noise(5, 6))
    write_tiff(tmp_path / "a.tif", tags | mark, parts, pages=[page(noise(50, 60, seed=1))], big=big)
    picture = read_picture(tmp_path / "a.tif")
    np.testing.assert_array_equal(picture.pixels, noise(50, 60, seed=1))
    assert picture.notes == ()
    write_tiff(tmp_path / "b.tif", tags, parts, pages=[page(noise(50, 60))], big=big)
    picture = read_picture(tmp_path / "b.tif")
    assert picture.pixels.shape == (5, 6, 3)
    assert "2 pictures" in picture.notes[0]


def jpeg(pixels: NDArray[np.uint8]) -> bytes:
    stream = io.BytesIO()
    PIL.Image.fromarray(pixels).save(stream, "JPEG", quality=95, subsampling=0)
    return stream.getvalue()


def segments(stream: bytes) -> tuple[dict[int, list[tuple[int, bytes]]], bytes]:
    """The segments of a JPEG by their kinds, with their places, and the data of its scan."""
    found: dict[int, list[tuple[int, bytes]]] = {}
    position = 2
    while True:
        kind, length = stream[position + 1], int.from_bytes(stream[position + 2 : position + 4], "big")
        found.setdefault(kind, []).append((position, stream[position + 4 : position + 2 + length]))
        position += 2 + length
        if kind == 0xDA:
            return found, stream[position:].removesuffix(b"\xff\xd9")


def test_an_old_style_jpeg_as_one_stream(tmp_path: Path) -> None:
    stream = jpeg(smooth(48, 64))
    tags: dict[int, Any] = {
        256: 64,
        257: 48,
        258: [8] * 3,
        259: 6,
        262: 6,
        277: 3,
        278: 48,
        512: 1,
        513: 8,
        514: len(stream),
    }
    write_tiff(tmp_path / "a.tif", tags, [stream])
    assert np.abs(read_picture(tmp_path / "a.tif").pixels.astype(int) - smooth(48, 64)).mean() < 1.5


@pytest.mark.parametrize("tiled", [False, True])
def test_an_old_style_jpeg_in_pieces(tmp_path: Path, tiled: bool) -> None:
    """Its tables stand apart from its strips or tiles; one in tiles was wholly transparent."""
    shown = smooth(64, 96)
    places = [(top, left) for top in (0, 32) for left in ((0, 48) if tiled else (0,))]
    width = 48 if tiled else 96
    streams = [jpeg(shown[top : top + 32, left : left + width]) for top, left in places]
    found, _ = segments(streams[0])
    table_data = bytearray()
    at: dict[int, list[int]] = {519: [], 520: [], 521: []}
    for _, table in found[0xDB]:
        at[519].append(8 + len(table_data))
        table_data += table[1:65]
    for _, table in found[0xC4]:
        at[521 if table[0] >> 4 else 520].append(8 + len(table_data))
        table_data += table[1:]
    at[519] = [at[519][0], at[519][-1], at[519][-1]]
    for tag in (520, 521):
        at[tag] = [at[tag][0], at[tag][1], at[tag][1]]
    tags: dict[int, Any] = {256: 96, 257: 64, 258: [8] * 3, 259: 6, 262: 6, 277: 3, 512: 1, 530: (1, 1), **at}
    tags |= {322: 48, 323: 32} if tiled else {278: 32}
    scans = [segments(stream)[1] for stream in streams]
    # The tables come first in the file, where their tags say.
    write_tiff(tmp_path / "a.tif", tags, [bytes(table_data) + scans[0], *scans[1:]])
    raw = bytearray((tmp_path / "a.tif").read_bytes())
    shift_first(raw, 324 if tiled else 273, 325 if tiled else 279, len(table_data))
    (tmp_path / "a.tif").write_bytes(raw)
    picture = read_picture(tmp_path / "a.tif")
    assert picture.alpha is None
    assert np.abs(picture.pixels.astype(int) - shown).mean() < 1.5


def test_an_old_style_jpeg_whose_tables_stand_in_a_stream_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They were read anew for each strip, with all that follows them, and colours took the table of lightness."""
    shown = smooth(64, 96)
    streams = [jpeg(shown[top : top + 8]) for top in range(0, 64, 8)]
    found, _ = segments(streams[0])
    tables = b"".join(
        struct.pack(">BBH", 255, kind, len(data) + 2) + data for kind in (0xDB, 0xC4) for _, data in found[kind]
    )
    stream = b"\xff\xd8" + tables + b"\xff\xd9"
    tags: dict[int, Any] = {256: 96, 257: 64, 258: [8] * 3, 259: 6, 262: 6, 277: 3, 278: 8, 513: 8, 530: (1, 1)}
    tags |= {514: len(stream)}
    scans = [segments(stream)[1] for stream in streams]
    write_tiff(tmp_path / "a.tif", tags, [stream + scans[0], *scans[1:]])
    raw = bytearray((tmp_path / "a.tif").read_bytes())
    shift_first(raw, 273, 279, len(stream))
    (tmp_path / "a.tif").write_bytes(raw)
    read = mock.Mock(side_effect=tiff_jpeg._read_tables)
    monkeypatch.setattr(tiff_jpeg, "_read_tables", read)
    assert np.abs(read_picture(tmp_path / "a.tif").pixels.astype(int) - shown).mean() < 1.5
    assert read.call_count == 1


def shift_first(data: bytearray, offsets: int, lengths: int, by: int) -> None:
    """Let the first strip or tile begin later, behind what was put before it."""
    (at,) = struct.unpack_from("<I", data, 4)
    (count,) = struct.unpack_from("<H", data, at)
    for entry in range(at + 2, at + 2 + 12 * count, 12):
        tag, _, number, place = struct.unpack_from("<HHII", data, entry)
        if tag in (offsets, lengths):
            where = place if number > 1 else entry + 8
            (value,) = struct.unpack_from("<I", data, where)
            struct.pack_into("<I", data, where, value + by if tag == offsets else value - by)


def test_jpeg_2000_in_tiles(tmp_path: Path) -> None:
    parts = []
    for top in (0, 32):
        stream = io.BytesIO()
        PIL.Image.fromarray(noise(64, 32)[top : top + 32]).save(stream, "JPEG2000", irreversible=False)
        parts.append(stream.getvalue())
    tags: dict[int, Any] = {256: 32, 257: 64, 258: [8] * 3, 259: 34712, 262: 2, 277: 3, 322: 32, 323: 32}
    write_tiff(tmp_path / "a.tif", tags, parts)
    np.testing.assert_array_equal(read_picture(tmp_path / "a.tif").pixels, noise(64, 32))


@pytest.mark.parametrize(
    ("tags", "words"),
    [
        ({259: 50002}, "compressed as JPEG XL"),
        ({259: 34887}, "compressed as LERC"),
        ({259: 12345}, "compressed as method 12345"),
        ({259: 7, 258: [12] * 3}, "compressed as JPEG of 12 bits"),
        ({339: [2] * 3}, "a sign"),
        ({339: [6] * 3, 258: [64] * 3}, "complex"),
        ({258: [5, 6, 5]}, "3 channels of 5 and 6 bits"),
        ({262: 32803}, "colours of kind 32803"),
    ],
)
@pytest.mark.parametrize("tiled", [False, True])
def test_what_cannot_be_read_is_named(tmp_path: Path, tags: dict[int, Any], words: str, tiled: bool) -> None:
    usual: dict[int, Any] = {256: 16, 257: 16, 258: [8] * 3, 259: 1, 262: 2, 277: 3}
    usual |= {322: 16, 323: 16} if tiled else {278: 16}
    write_tiff(tmp_path / "a.tif", usual | tags, [bytes(16 * 16 * 24)])
    with refused(
        UnknownKindError,
        "'{name}' cannot be read: a TIFF of grey, RGB, CMYK, Lab or palette colours in a common compression was "
        "expected, but {came}; save it anew as an ordinary TIFF.",
        name="a.tif",
    ) as caught:
        open_picture(tmp_path / "a.tif")
    assert words in caught.value.sentence.values["came"]


@given(data=st.data())
def test_a_cut_anywhere_is_refused_or_harmless(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    path = tmp_path_factory.mktemp("cut") / "a.tif"
    tile = data.draw(st.sampled_from([None, (16, 16), (32, 48)]), "tile")
    bits = data.draw(st.sampled_from([8, 12, 16]), "bits")
    numbers = np.random.default_rng(1).integers(0, 2**bits, (50, 60, 3))
    compression = data.draw(st.sampled_from([1, 8, 34925]), "compression")
    write_samples(path, numbers, bits=bits, photometric=files.RGB, tile=tile, rows=9, compression=compression)
    whole, content = read_picture(path), path.read_bytes()
    path.write_bytes(content[: data.draw(st.integers(1, len(content) - 1), "end")])
    with contextlib.suppress(PictureError):
        np.testing.assert_array_equal(read_picture(path).pixels, whole.pixels)


def test_a_tile_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    tags: dict[int, Any] = {256: 16, 257: 16, 258: [8] * 3, 259: 8, 262: 2, 277: 3, 322: 1 << 20, 323: 1 << 20}
    write_tiff(tmp_path / "a.tif", tags, [zlib.compress(bytes(3 * 16 * 16))])
    with refused(
        DamagedPictureError,
        "A whole picture was expected in '{name}', but the file is damaged or cut short; choose another copy of it.",
    ):
        open_picture(tmp_path / "a.tif")


def test_directories_that_overlap_are_not_all_read() -> None:
    # 8000 directories of 8192 tags each in 130 KB, every one four bytes after the last: all of them would take minutes.
    tags, directories, first = 8192, 8000, 8
    data = bytearray(first + 4 * directories + 12 * tags + 8)
    data[:first] = b"II*\0" + struct.pack("<I", first)
    for place in range(first, first + 4 * directories, 4):
        struct.pack_into("<HH", data, place, tags, tags)
    for place in range(first, first + 4 * directories, 4):
        struct.pack_into("<I", data, place + 2 + 12 * tags, place + 4)
    assert 1 < len(read_pages(bytes(data))) < 200


@pytest.mark.parametrize("compression", [8, 34925])
def test_damage_in_a_tile_is_noticed(tmp_path: Path, compression: int) -> None:
    write_samples(
        tmp_path / "a.tif", noise(64, 64), bits=8, photometric=files.RGB, tile=(32, 32), compression=compression
    )
    content = bytearray((tmp_path / "a.tif").read_bytes())
    content[2000:2040] = bytes(40)
    (tmp_path / "a.tif").write_bytes(content)
    with refused(
        DamagedPictureError,
        "A whole picture was expected in '{name}', but the file is damaged or cut short; choose another copy of it.",
    ):
        read_picture(tmp_path / "a.tif")


def test_what_a_rare_kind_says_beyond_its_pixels(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    numbers = noise(30, 40, bits=16) >> 4
    write_samples(path, numbers, bits=12, photometric=files.RGB, more={274: 6, 296: 2, 0x8827: 400})
    add_rationals(path, 282, [300])
    add_rationals(path, 283, [150])
    picture = read_picture(path)
    np.testing.assert_array_equal(picture.pixels, np.rot90(spread(numbers, 12), -1))
    assert picture.metadata.dpi == pytest.approx((300, 150))
    exif = parse_block(picture.metadata.exif)
    assert exif is not None
    assert exif.main[0x8827].data[:2] == b"\x90\x01"
    assert 274 not in exif.main


def test_twelve_bits_begin_at_bytes() -> None:
    assert packed_rows(np.array([[0xABC], [0xDEF]]), 12) == b"\xab\xc0\xde\xf0"
