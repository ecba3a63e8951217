"""TIFF files that libvips does not read, or reads wrongly: libraries unpack their data, samples are laid out here.

Depths of any number of bits, floating-point numbers of 16, 24 and 64 bits, YCbCr that is not a JPEG's, tiles in
separate planes, Zstandard, LZMA, JPEG 2000 and old-style JPEG. The picture is decoded whole;
`tiff_colours` makes its colours.

Source: TIFF 6.0 and the Photoshop supplements; the floating-point predictor as in Adobe's Technical Note 3.
"""

from __future__ import annotations

import io
import itertools
import lzma
import mmap
import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.images.libraries import pillow, without_warnings
from engine.images.tiff import colours as tiff_colours
from engine.images.tiff import jpeg as tiff_jpeg
from engine.images.tiff import layout as tiff
from engine.images.tiff.colours import Samples
from engine.images.tiff.layout import COLOUR_CHANNELS, CutShortError, main_page, read_pages
from engine.sentences import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from engine.images.tiff.layout import Page

_BY_ZLIB = {tiff.DEFLATE, tiff.OLD_DEFLATE}
_BY_LIBTIFF = {tiff.LZW, tiff.PACKBITS, tiff.ZSTD}
_BY_OPENJPEG = {tiff.JPEG_2000, tiff.APERIO_YCBCR, tiff.APERIO_RGB}
_UNPACKED_HERE = {tiff.UNCOMPRESSED, tiff.LZMA} | _BY_ZLIB | _BY_LIBTIFF
_COMPLETE = _BY_OPENJPEG | {tiff.JPEG, tiff.OLD_JPEG}
_BY_LIBVIPS = {1, 2, 3, 4, 5, 7, 8, 32771, 32773, 32809, 32946, 34676, 34677, 50001}
# A tile may well be larger than a small picture; far larger ones are traps.
_LARGEST_TILE = 64 * 1024 * 1024
_LARGEST_IN_TILES = 256 * 1024 * 1024
_LOGARITHMIC = (32844, 32845)
_DEPTHS_OF_LIBVIPS = {
    tiff.GREY_FROM_WHITE: (1, 2, 4, 8, 16, 32),
    tiff.GREY: (1, 2, 4, 8, 16, 32),
    tiff.RGB: (8, 16, 32),
    tiff.PALETTE: (1, 2, 4, 8),
    tiff.CMYK: (8, 16),
}
_FLOATS_OF_LIBVIPS = (16, 32)
_KINDS = {1: ("b-w", "grey16"), 3: ("srgb", "rgb16"), 4: ("cmyk", "cmyk")}
_REVERSED = np.packbits(np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1)[:, ::-1], axis=1).tobytes()


def reads_by_rows(page: Page) -> bool:
    """Whether libvips reads a page rightly.

    What it cannot unpack in tiles it shows as black, damage included, so only large pictures are left to it there.
    """
    if page.compression not in _BY_LIBVIPS or (page.compression in (tiff.JPEG, tiff.WEBP) and page.bits != 8):
        return False
    if page.is_tiled and (page.is_separate or (can_decode(page) and _bytes_of(page) <= _LARGEST_IN_TILES)):
        return False
    if page.photometric in _LOGARITHMIC:
        return True
    if page.photometric == tiff.YCBCR:
        return page.compression == tiff.JPEG and not page.is_separate
    if page.sample_format == tiff.FLOATING_POINT:
        return page.photometric in (tiff.GREY, tiff.RGB) and page.bits in _FLOATS_OF_LIBVIPS
    is_whole = page.sample_format in (tiff.WHOLE_NUMBERS, tiff.UNDEFINED_NUMBERS)
    fits = page.bits in _DEPTHS_OF_LIBVIPS.get(page.photometric, ())
    return is_whole and fits and (page.bits > 1 or page.samples == 1)


def check_data(page: Page) -> None:
    """Check that all strips or tiles lie in the file.

    Raises:
        CutShortError: If they do not.
    """
    _Layout(page).check()


def _bytes_of(page: Page) -> int:
    return page.width * page.height * page.samples * page.bits // 8


def refusal(page: Page) -> Sentence | None:
    """Return in words why a page cannot be read; None if `decode` can."""
    if can_decode(page):
        return None
    bits = " and ".join(map(str, sorted(set(page.numbers(tiff.BITS, (1,))))))
    if page.compression not in _UNPACKED_HERE | _BY_LIBVIPS | {tiff.OLD_JPEG, *_BY_OPENJPEG}:
        return Sentence("its data are compressed as {compression}", compression=page.compression_name)
    if page.compression in _COMPLETE | {tiff.WEBP}:
        return Sentence(
            "its data are compressed as {compression} of {bits} bits in colours of kind {colours}",
            compression=page.compression_name,
            bits=bits,
            colours=page.photometric,
        )
    if page.sample_format == tiff.SIGNED_NUMBERS:
        return Sentence("its numbers have a sign")
    if page.sample_format > tiff.UNDEFINED_NUMBERS:
        return Sentence("its numbers are complex")
    return Sentence(
        "it has {samples} channels of {bits} bits in colours of kind {colours}",
        samples=page.samples,
        bits=bits,
        colours=page.photometric,
    )


def can_decode(page: Page) -> bool:
    """Whether `decode` knows how a page is laid out."""
    colours = COLOUR_CHANNELS.get(page.photometric)
    if colours is None or page.samples < colours or min(page.width, page.height, page.bits) < 1:
        return False
    if page.compression in _COMPLETE:
        return page.bits == 8 or (page.compression in _BY_OPENJPEG and page.bits <= 16)
    return page.compression in _UNPACKED_HERE and page.bits in _depths(page)


def _depths(page: Page) -> Iterable[int]:
    """Return the depths that a page of its colours may have, where its data hold plain samples."""
    if page.photometric == tiff.YCBCR:
        return (8,)
    if page.photometric in (tiff.CIE_LAB, tiff.ICC_LAB):
        return (8, 16)
    if page.photometric == tiff.PALETTE:
        return range(1, 17)
    if page.sample_format == tiff.FLOATING_POINT:
        return (16, 24, 32, 64)
    is_whole = page.sample_format in (tiff.WHOLE_NUMBERS, tiff.UNDEFINED_NUMBERS)
    return (*range(1, 17), 24, 32, 64) if is_whole else ()


def describe(page: Page) -> Samples:
    """Say what the samples of a page become; for pages that `can_decode` knows."""
    colours = 3 if page.photometric == tiff.PALETTE else COLOUR_CHANNELS[page.photometric]
    # Further channels that are no opacity, such as stored selections, are left out.
    first = page.numbers(tiff.EXTRA_SAMPLES)[:1]
    bands = colours + (1 if first in ((1,), (2,)) and page.samples > COLOUR_CHANNELS[page.photometric] else 0)
    if page.photometric in (tiff.CIE_LAB, tiff.ICC_LAB):
        return Samples(3, np.dtype(np.float32), "lab")
    if page.sample_format == tiff.FLOATING_POINT and page.compression in _UNPACKED_HERE:
        return Samples(bands, np.dtype(np.float32), _KINDS[colours][0])
    deep = page.bits > 8 and page.photometric != tiff.PALETTE
    return Samples(bands, np.dtype(np.uint16 if deep else np.uint8), _KINDS[colours][deep])


def decode(path: Path, number: int) -> NDArray[Any]:
    """Decode a page of a TIFF file.

    Args:
        path: The file.
        number: Which page, from 0.

    Returns:
        H×W×bands as `describe` says; opacity does not multiply the colours.

    Raises:
        Exception: One of `DECODER_ERRORS` if it is damaged or cut short.
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        pages = read_pages(data)
        page = pages[number] if number < len(pages) else main_page(pages)
        return tiff_colours.in_colours(page, _raw(page), describe(page))


def _raw(page: Page) -> NDArray[Any]:
    """Return the samples as the file has them: H×W×samples."""
    if page.compression == tiff.OLD_JPEG and (whole := tiff_jpeg.whole_stream(page)) is not None:
        return whole
    layout = _Layout(page)
    layout.check()
    picture: NDArray[Any] | None = None
    old_style = tiff_jpeg.OldStyle(page)
    for part in layout.parts():
        is_old = page.compression == tiff.OLD_JPEG
        samples = old_style.decoded(part.data, part.width, part.height) if is_old else _part(page, part)
        if picture is None:
            picture = np.empty((page.height, page.width, page.samples), samples.dtype)
        bottom, right = min(part.top + part.height, page.height), min(part.left + part.width, page.width)
        bands = slice(part.plane, part.plane + 1) if page.is_separate else slice(None)
        target = picture[part.top : bottom, part.left : right, bands]
        if samples.shape[0] < target.shape[0] or samples.shape[1] < target.shape[1] or samples.ndim != 3:
            raise CutShortError("a strip or tile is too small")
        target[...] = samples[: target.shape[0], : target.shape[1], : target.shape[2]]
    assert picture is not None, "a picture has at least one part"
    return picture


@dataclass(frozen=True)
class _Part:
    """A strip or tile: where it lies in the picture, and its data in the file."""

    left: int
    top: int
    width: int
    height: int
    plane: int
    data: bytes


class _Layout:
    """The strips or tiles of a page."""

    def __init__(self, page: Page) -> None:
        self._page = page
        if page.is_tiled:
            self.width, self.height = page.number_of(tiff.TILE_WIDTH, 0), page.number_of(tiff.TILE_HEIGHT, 0)
            self._offsets = page.numbers(tiff.TILE_OFFSETS)
            self._lengths = page.numbers(tiff.TILE_LENGTHS) or page.numbers(tiff.STRIP_LENGTHS)
        else:
            self.width = page.width
            self.height = min(page.number_of(tiff.ROWS_PER_STRIP, page.height) or page.height, page.height)
            self._offsets = page.numbers(tiff.STRIP_OFFSETS)
            self._lengths = page.numbers(tiff.STRIP_LENGTHS)
        if self.width < 1 or self.height < 1:
            raise CutShortError("strips or tiles have no size")
        if self.width * self.height > max(_LARGEST_TILE, 4 * page.width * page.height):
            raise CutShortError("tiles are far larger than the picture")
        self._across = -(-page.width // self.width)
        self._down = -(-page.height // self.height)

    def check(self) -> None:
        """Check that all data are there, before room is made for the picture.

        Raises:
            CutShortError: If they are not.
        """
        count = self._across * self._down * (self._page.samples if self._page.is_separate else 1)
        if len(self._offsets) < count:
            raise CutShortError("there are too few strips or tiles")
        if len(self._lengths) < count:
            # Old programs leave the lengths out: each strip goes on to the next one.
            following = sorted({*self._offsets, len(self._page.data)})
            ends = dict(itertools.pairwise(following))
            self._lengths = tuple(ends.get(offset, offset) - offset for offset in self._offsets)
        for offset, length in zip(self._offsets, self._lengths, strict=False):
            if length == 0 or offset + length > len(self._page.data):
                raise CutShortError("a strip or tile ends after the file")

    def parts(self) -> Iterator[_Part]:
        """Yield the strips or tiles, plane by plane."""
        page = self._page
        for index, (offset, length) in enumerate(zip(self._offsets, self._lengths, strict=False)):
            plane, place = divmod(index, self._across * self._down)
            if plane >= (page.samples if page.is_separate else 1):
                return
            row, column = divmod(place, self._across)
            top = row * self.height
            height = self.height if page.is_tiled else min(self.height, page.height - top)
            data = bytes(page.data[offset : offset + length])
            yield _Part(column * self.width, top, self.width, height, plane, data)


def _part(page: Page, part: _Part) -> NDArray[Any]:
    bands = 1 if page.is_separate else page.samples
    if page.compression == tiff.JPEG:
        return tiff_jpeg.decoded(tiff_jpeg.with_tables(page, part.data))
    if page.compression in _BY_OPENJPEG:
        return _by_openjpeg(part.data)
    across, down = tiff_jpeg.tiff_subsampling(page) if page.photometric == tiff.YCBCR else (1, 1)
    if (across, down) != (1, 1):
        return _subsampled(page, part, across, down)
    row_length = (part.width * bands * page.bits + 7) // 8
    rows = _unpacked(page, part.data, row_length, part.height)
    samples = _numbers(page, rows, part.width * bands, bands)
    return samples.reshape(part.height, part.width, bands)


def _subsampled(page: Page, part: _Part, across: int, down: int) -> NDArray[np.uint8]:
    """Lay out YCbCr whose colours are shared by neighbours: as blocks of several Y, a Cb and a Cr, or in planes."""
    columns, lines = -(-part.width // across), -(-part.height // down)
    if page.is_separate:
        width, height = (part.width, part.height) if part.plane == 0 else (columns, lines)
        plane = _unpacked(page, part.data, width, height)
        if part.plane:
            plane = plane.repeat(down, 0).repeat(across, 1)
        return plane[: part.height, : part.width, None]
    size = across * down + 2
    blocks = _unpacked(page, part.data, columns * size, lines).reshape(lines, columns, size)
    samples = np.empty((lines * down, columns * across, 3), np.uint8)
    lightness = blocks[..., :-2].reshape(lines, columns, down, across).transpose(0, 2, 1, 3)
    samples[..., 0] = lightness.reshape(lines * down, columns * across)
    samples[..., 1:] = blocks[..., -2:].repeat(down, 0).repeat(across, 1)
    return samples[: part.height, : part.width]


def _unpacked(page: Page, data: bytes, row_length: int, rows: int) -> NDArray[np.uint8]:
    """Return the bytes of a strip or tile: rows × row_length.

    Raises:
        CutShortError: If there are too few.
        Exception: One of `DECODER_ERRORS` if they are damaged.
    """
    length = row_length * rows
    if page.number_of(tiff.FILL_ORDER, 1) == 2:
        data = data.translate(_REVERSED)
    try:
        # One byte more than there are: only beyond the last one is a checksum looked at.
        if page.compression in _BY_ZLIB:
            data = zlib.decompressobj().decompress(data, length + 1)
        elif page.compression == tiff.LZMA:
            data = lzma.LZMADecompressor().decompress(data, length + 1)
    except (zlib.error, lzma.LZMAError) as error:
        raise CutShortError("the data of a strip or tile are damaged") from error
    if page.compression in _BY_LIBTIFF:
        return _by_libtiff(data, page.compression, row_length, rows)
    if len(data) < length:
        raise CutShortError("a strip or tile holds too little")
    return np.frombuffer(data, np.uint8, length).reshape(rows, row_length)


def _by_libtiff(data: bytes, compression: int, row_length: int, rows: int) -> NDArray[np.uint8]:
    """Let libtiff, in Pillow, unpack one strip or tile, as a small TIFF file of greys with 8 bits."""
    values = ((256, row_length), (257, rows), (258, 8), (259, compression), (262, 1), (273, 0), (277, 1), (278, rows))
    tags = dict((*values, (279, len(data))))
    tags[273] = 8 + 2 + 12 * len(tags) + 4
    directory = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags.items())
    file = b"II*\0" + struct.pack("<IH", 8, len(tags)) + directory + bytes(4) + data
    with without_warnings(), pillow().open(io.BytesIO(file), formats=("TIFF",)) as picture:
        picture.load()
        unpacked: NDArray[np.uint8] = np.asarray(picture)
    if unpacked.shape != (rows, row_length):
        raise CutShortError("a strip or tile holds too little")
    return unpacked


def _by_openjpeg(data: bytes) -> NDArray[Any]:
    with without_warnings(), pillow().open(io.BytesIO(data), formats=("JPEG2000",)) as picture:
        picture.load()
        samples = np.asarray(picture)
    return samples.reshape(samples.shape[0], samples.shape[1], -1)


def _numbers(page: Page, rows: NDArray[np.uint8], count: int, bands: int) -> NDArray[Any]:
    """Return the numbers in rows of bytes: rows × count."""
    bits, predictor = page.bits, page.number_of(tiff.PREDICTOR, 1)
    if page.compression in (tiff.UNCOMPRESSED, tiff.PACKBITS):
        predictor = 1
    floating = page.sample_format == tiff.FLOATING_POINT
    if bits % 8:
        return _from_bits(rows, count, bits)
    size, order = bits // 8, page.order
    if predictor == 3 and floating:
        # Differences of bytes, those of the same weight together, the heaviest first.
        summed = rows.reshape(len(rows), -1, bands).cumsum(axis=1, dtype=np.uint8)
        rows = np.ascontiguousarray(summed.reshape(len(rows), size, count).transpose(0, 2, 1)).reshape(len(rows), -1)
        order = ">"
    whole: NDArray[Any]
    if size == 3:
        whole = _from_three_bytes(rows, order)
    else:
        whole = np.ascontiguousarray(rows).view(f"{order}u{size}").astype(f"u{size}", copy=False)
    if predictor == 2:
        whole = whole.reshape(len(rows), -1, bands).cumsum(axis=1, dtype=whole.dtype).reshape(len(rows), count)
    if not floating:
        return whole
    if size == 3:
        return _from_24_bits(whole)
    return whole.view(f"f{size}").astype(np.float32)


def _from_bits(rows: NDArray[np.uint8], count: int, bits: int) -> NDArray[np.uint16]:
    """Return numbers of 1 to 15 bits, which follow each other without gaps."""
    numbers = np.empty((len(rows), count), np.uint16)
    weights = (1 << np.arange(bits - 1, -1, -1)).astype(np.uint16)
    # Row by row: as bits they take eight times their room and more.
    for index, row in enumerate(rows):
        numbers[index] = np.unpackbits(row, count=count * bits).reshape(count, bits) @ weights
    return numbers


def _from_three_bytes(rows: NDArray[np.uint8], order: str) -> NDArray[np.uint32]:
    triples = rows.reshape(len(rows), -1, 3)[..., :: -1 if order == ">" else 1].astype(np.uint32)
    numbers: NDArray[np.uint32] = (triples * np.array([1, 1 << 8, 1 << 16], np.uint32)).sum(axis=2, dtype=np.uint32)
    return numbers


def _from_24_bits(whole: NDArray[np.uint32]) -> NDArray[np.float32]:
    """Return floating-point numbers of 24 bits: a sign, 7 bits of exponent (bias 63), 16 of the fraction."""
    exponent, fraction = (whole >> 16 & 0x7F).astype(np.int32), (whole & 0xFFFF).astype(np.float32) / 65536
    sizes = np.where(exponent, np.ldexp(1 + fraction, exponent - 63), np.ldexp(fraction, -62))
    numbers: NDArray[np.float32] = np.where(whole >> 23, -sizes, sizes).astype(np.float32)
    return numbers
