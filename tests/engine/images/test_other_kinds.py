"""Kinds of GIF, BMP and JPEG files that were read wrongly, or refused though they are whole."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import numpy as np
import PIL.Image
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import DamagedPictureError, UnknownKindError
from engine.images import SaveOptions, open_picture, read_picture, save_picture
from engine.images.metadata.exif import Exif, Tag, block_of
from tests.engine.images.pictures import info, noise, smooth
from tests.refusals import refused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray


def colour_space_block(space: int | None, rules: str | None, *, order: str = "<") -> bytes:
    """An EXIF block with a colour space and the rules that a file keeps to."""
    camera: dict[int, Tag] = {0x9000: Tag(7, 4, b"0221")}
    if space is not None:
        camera[0xA001] = Tag(3, 1, struct.pack(order + "H", space))
    exif = Exif(order, {0x010F: Tag(2, 6, b"Maker\0")}, camera)
    if rules is None:
        return block_of(exif)
    camera[0xA005] = Tag(4, 1, bytes(4))
    length = len(block_of(exif)) - 6
    camera[0xA005] = Tag(4, 1, struct.pack(order + "I", length))
    index = struct.pack(order + "HHHI4sI", 1, 1, 2, 4, rules.encode() + b"\0", 0)
    return block_of(exif) + index


_ADOBE = [(65535, "R03"), (2, None), (2, "R98"), (None, "R03")]
_NOT_ADOBE = [(1, "R98"), (1, "R03"), (65535, None), (65535, "R98"), (None, None)]


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize(("space", "rules"), _ADOBE)
@pytest.mark.parametrize("suffix", ["jpg", "png", "webp"])
def test_adobe_rgb_that_only_exif_names(
    tmp_path: Path, space: int | None, rules: str | None, order: str, suffix: str
) -> None:
    path = tmp_path / f"a.{suffix}"
    flat = np.full((32, 32, 3), (200, 40, 40), np.uint8)
    options: dict[str, Any] = {"lossless": True} if suffix == "webp" else {"quality": 95, "subsampling": 0}
    PIL.Image.fromarray(flat).save(path, exif=colour_space_block(space, rules, order=order), **options)
    assert np.abs(read_picture(path).pixels[16, 16].astype(int) - [233, 35, 35]).max() <= 2
    own = read_picture(path, profile="own")
    assert np.abs(own.pixels[16, 16].astype(int) - [200, 40, 40]).max() <= 2
    assert own.metadata.profile is not None
    saved = save_picture(tmp_path / "b.png", own, SaveOptions())
    assert info(saved)["icc_profile"] == own.metadata.profile
    assert np.abs(read_picture(saved).pixels[16, 16].astype(int) - [233, 35, 35]).max() <= 2


@pytest.mark.parametrize(("space", "rules"), _NOT_ADOBE)
def test_what_is_not_adobe_rgb(tmp_path: Path, space: int | None, rules: str | None) -> None:
    """A name's leading "_" is no evidence: cameras write it for other reasons too."""
    path = tmp_path / "_IMG.png"
    PIL.Image.fromarray(smooth(20, 30)).save(path, exif=colour_space_block(space, rules))
    np.testing.assert_array_equal(read_picture(path).pixels, smooth(20, 30))
    assert read_picture(path, profile="own").metadata.profile is None


def test_greys_are_not_taken_for_adobe_rgb(tmp_path: Path) -> None:
    PIL.Image.fromarray(noise(20, 30, bands=1)).save(tmp_path / "a.png", exif=colour_space_block(2, None))
    picture = read_picture(tmp_path / "a.png")
    np.testing.assert_array_equal(picture.pixels[..., 0], noise(20, 30, bands=1))
    assert picture.notes == ()


def gif(frame: tuple[int, int, int, int], *, transparent: bool = False, further: bool = True) -> bytes:
    """A GIF of 16 × 12 whose first frame has one colour, red."""
    left, top, width, height = frame
    palette = bytes((255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9))
    head = b"GIF89a" + struct.pack("<HHBBB", 16, 12, 0x81, 0, 0) + palette

    def one(x: int, y: int, w: int, h: int) -> bytes:
        # A code for clearing before each pixel keeps codes at three bits.
        codes = [code for _ in range(w * h) for code in (4, 0)] + [5]
        bits = sum(code << 3 * place for place, code in enumerate(codes))
        data = bits.to_bytes(3 * len(codes) // 8 + 1, "little")
        blocks = b"".join(bytes([len(data[at : at + 255])]) + data[at : at + 255] for at in range(0, len(data), 255))
        control = b"\x21\xf9\x04\1\0\0\3\0" if transparent else b""
        return control + b"\x2c" + struct.pack("<HHHHB", x, y, w, h, 0) + b"\2" + blocks + b"\0"

    return head + one(left, top, width, height) + (one(0, 0, 16, 12) if further else b"") + b"\x3b"


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_what_a_gifs_first_frame_does_not_cover_is_transparent(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    left, top = data.draw(st.integers(0, 15), "left"), data.draw(st.integers(0, 11), "top")
    width, height = data.draw(st.integers(1, 16 - left), "width"), data.draw(st.integers(1, 12 - top), "height")
    path = tmp_path_factory.mktemp("gif") / "a.gif"
    path.write_bytes(
        gif(
            (left, top, width, height),
            transparent=data.draw(st.booleans(), "transparent"),
            further=data.draw(st.booleans(), "further"),
        )
    )
    picture = read_picture(path)
    covered = np.zeros((12, 16), np.uint8)
    covered[top : top + height, left : left + width] = 255
    np.testing.assert_array_equal(np.full_like(covered, 255) if picture.alpha is None else picture.alpha, covered)
    np.testing.assert_array_equal(picture.pixels[covered > 0], [[255, 0, 0]] * int((covered > 0).sum()))


def bmp(pixels: NDArray[np.uint8], masks: Sequence[int], bits: int, *, header: int = 40, down: bool = False) -> bytes:
    """A BMP whose channels lie where the masks say."""
    height, width = pixels.shape[:2]
    fields = np.zeros((height, width), np.uint64)
    for mask, channel in zip(masks, np.moveaxis(pixels, -1, 0), strict=True):
        lowest = (mask & -mask).bit_length() - 1
        largest = mask >> lowest
        fields |= np.rint(channel / 255 * largest).astype(np.uint64) << np.uint64(lowest)
    rows = [row.astype(f"<u{bits // 8}").tobytes() for row in (fields if down else fields[::-1])]
    data = b"".join(row + bytes(-len(row) % 4) for row in rows)
    compression = 6 if header == 40 and len(masks) == 4 else 3
    said = struct.pack(
        "<IiiHHIIiiII", header, width, -height if down else height, 1, bits, compression, 0, 11811, 11811, 0, 0
    )
    said = (said + struct.pack(f"<{len(masks)}I", *masks)).ljust(header, b"\0")
    return b"BM" + struct.pack("<IHHI", 14 + len(said) + len(data), 0, 0, 14 + len(said)) + said + data


_MASKS = {
    "good": (0x0FF00000, 0xFF000, 0xFF0, 32),
    "backwards": (0xFF, 0xFF00, 0xFF0000, 32),
    "eleven bits": (0xFFE00000, 0x1FFC00, 0x3FF, 32),
    "565": (0xF800, 0x7E0, 0x1F, 16),
    "343": (0x380, 0x78, 0x7, 16),
    "with alpha": (0x3FF, 0xFFC00, 0x3FF00000, 0xC0000000, 32),
    "4444": (0xF00, 0xF0, 0xF, 0xF000, 16),
    "5551": (0x7C00, 0x3E0, 0x1F, 0x8000, 16),
}


@pytest.mark.parametrize("kind", _MASKS)
@pytest.mark.parametrize("header", [40, 56, 108, 124])
@pytest.mark.parametrize("top_down", [False, True])
def test_bmp_with_bits_of_its_own_choice(tmp_path: Path, kind: str, header: int, top_down: bool) -> None:
    *masks, bits = _MASKS[kind]
    shown = noise(9, 13, bands=len(masks))
    (tmp_path / "a.bmp").write_bytes(bmp(shown, masks, bits, header=header, down=top_down))
    picture = read_picture(tmp_path / "a.bmp")
    read = picture.pixels if picture.alpha is None else np.dstack([picture.pixels, picture.alpha])
    assert read.shape == shown.shape
    for channel, mask in enumerate(masks):
        step = 255 / (2 ** mask.bit_count() - 1)
        assert np.abs(read[..., channel].astype(int) - shown[..., channel]).max() <= step / 2 + 1.01
    assert picture.metadata.dpi == pytest.approx((300, 300), abs=0.1)


@settings(max_examples=30, deadline=None)
@given(end=st.integers(1, 10_000))
def test_a_bmp_cut_anywhere_is_refused(tmp_path_factory: pytest.TempPathFactory, end: int) -> None:
    path = tmp_path_factory.getbasetemp() / "cut.bmp"
    content = bmp(noise(9, 13), _MASKS["good"][:3], 32)
    path.write_bytes(content[: min(end, len(content) - 1)])
    with pytest.raises((DamagedPictureError, UnknownKindError)):
        read_picture(path)


@pytest.mark.parametrize(
    ("bits", "compression", "header"), [(2, 0, 40), (0, 4, 40), (0, 5, 124), (64, 0, 40), (8, 0, 16)]
)
def test_a_bmp_that_cannot_be_read_is_named(tmp_path: Path, bits: int, compression: int, header: int) -> None:
    said = struct.pack("<IiiHHIIiiII", header, 4, 4, 1, bits, compression, 0, 0, 0, 0, 0).ljust(header, b"\0")
    (tmp_path / "a.bmp").write_bytes(b"BM" + struct.pack("<IHHI", 0, 0, 0, 14 + header) + said + bytes(400))
    with refused(
        UnknownKindError,
        "'{name}' cannot be read: a BMP of 1, 4, 8, 16, 24 or 32 bits a pixel was expected, but {came}; save it anew "
        "as a PNG.",
        name="a.bmp",
    ) as caught:
        open_picture(tmp_path / "a.bmp")
    assert caught.value.sentence.values["came"].startswith("it has ")
