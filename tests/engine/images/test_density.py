"""A resolution counts only with its unit: without one its numbers are the proportions of a pixel."""

from __future__ import annotations

import io
import struct
import zlib
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import PIL.Image
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.images import SaveOptions, read_picture, save_picture
from engine.images.metadata.density import dots_per_inch

if TYPE_CHECKING:
    from collections.abc import Iterator

PHOTO = PIL.Image.fromarray(np.full((8, 8, 3), 90, np.uint8))
PER_INCH = {1: None, 2: 1.0, 3: 2.54, 9: None}
"""By the unit as EXIF and TIFF count them; the last is none of theirs."""

densities = st.integers(73, 2400)
units = st.sampled_from(sorted(PER_INCH))


@contextmanager
def temporary() -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        yield Path(folder)


def expected(unit: int, density: int) -> object:
    scale = PER_INCH[unit]
    return None if scale is None else pytest.approx((density * scale, density * scale), rel=1e-4)


def exif(unit: int, density: int) -> bytes:
    block = PIL.Image.Exif()
    block[0x011A] = block[0x011B] = float(density)
    block[0x0128] = unit
    block[0x010F] = "maker"
    return block.tobytes()


def jpeg(unit: int, density: int, **words: object) -> bytes:
    """A JPEG with a JFIF header, whose units are one less than those of EXIF."""
    file = io.BytesIO()
    PHOTO.save(file, "JPEG", **words)
    content = bytearray(file.getvalue())
    at = content.index(b"JFIF\0") + 7
    content[at : at + 5] = struct.pack(">BHH", unit - 1, density, density)
    return bytes(content)


def png(unit: int, density: int, **words: object) -> bytes:
    file = io.BytesIO()
    PHOTO.save(file, "PNG", **words)
    body = b"pHYs" + struct.pack(">IIB", density, density, unit)
    chunk = struct.pack(">I", 9) + body + struct.pack(">I", zlib.crc32(body))
    return file.getvalue()[:33] + chunk + file.getvalue()[33:]


@given(st.sampled_from([1, 2, 3]), densities)
def test_tiff(unit: int, density: int) -> None:
    with temporary() as folder:
        PHOTO.save(folder / "a.tif", tiffinfo={282: float(density), 283: float(density), 296: unit})
        assert read_picture(folder / "a.tif").metadata.dpi == expected(unit, density)


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "avif"])
@settings(max_examples=8)
@given(units, densities)
def test_exif_and_what_is_saved_of_it(suffix: str, unit: int, density: int) -> None:
    with temporary() as folder:
        PHOTO.save(folder / f"a.{suffix}", exif=exif(unit, density))
        read = read_picture(folder / f"a.{suffix}")
        assert read.metadata.dpi == expected(unit, density)
        for saved_as in ("jpg", "png", "tif", "webp"):
            again = read_picture(save_picture(folder / f"b.{saved_as}", read, SaveOptions(existing="overwrite")))
            assert again.metadata.dpi == expected(unit, density), saved_as


@given(st.sampled_from([1, 2, 3]), densities, units, densities)
def test_jfif_counts_where_exif_names_no_unit(unit: int, density: int, exif_unit: int, exif_density: int) -> None:
    with temporary() as folder:
        path = folder / "a.jpg"
        path.write_bytes(jpeg(unit, density))
        assert read_picture(path).metadata.dpi == expected(unit, density)
        path.write_bytes(jpeg(unit, density, exif=exif(exif_unit, exif_density)))
        wins = (exif_unit, exif_density) if PER_INCH[exif_unit] else (unit, density)
        assert read_picture(path).metadata.dpi == expected(*wins)


@given(st.integers(0, 2), st.integers(3000, 60000), units, densities)
def test_png_counts_by_the_metre_or_not_at_all(unit: int, density: int, exif_unit: int, exif_density: int) -> None:
    told = pytest.approx((density * 0.0254, density * 0.0254)) if unit == 1 else None
    with temporary() as folder:
        path = folder / "a.png"
        path.write_bytes(png(unit, density))
        assert read_picture(path).metadata.dpi == told
        path.write_bytes(png(unit, density, exif=exif(exif_unit, exif_density)))
        assert read_picture(path).metadata.dpi == (expected(exif_unit, exif_density) if PER_INCH[exif_unit] else told)


@given(st.sampled_from(["JPEG", "PNG", "WebP"]), st.binary(max_size=60))
def test_what_is_damaged_tells_nothing_and_does_no_harm(kind: str, content: bytes) -> None:
    with temporary() as folder:
        for start in (b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n"):
            (folder / "a").write_bytes(start + content)
            dots_per_inch(folder / "a", kind)


def test_a_bitmap_counts_by_the_metre(tmp_path: Path) -> None:
    PHOTO.save(tmp_path / "a.bmp", dpi=(300, 300))
    assert read_picture(tmp_path / "a.bmp").metadata.dpi == pytest.approx((300, 300), rel=1e-4)
