"""JPEG XL files, read and written with libjxl, which OpenImageIO brings for every system.

The header is read first, so that no picture is decoded before its size is known. EXIF and XMP lie in boxes of their
own, which OpenImageIO does not hand out. It keeps an animation's last frame and takes no file under 128 bytes; pylibjxl
and pyjpegxl write the ICC profile where no other program looks for it.
"""

from __future__ import annotations

import errno
import mmap
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import UnknownKindError
from engine.images.jpeg_xl import boxes as jxl_boxes
from engine.images.jpeg_xl.header import Header, read_header
from engine.images.libraries import VipsImage, jxl_library, vips, with_blob
from engine.images.opened import Opened, dots_per_inch
from engine.images.picture import Metadata

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

_FORMAT = "jpegxl"
_ROWS_AT_ONCE = 256
_SMALLEST_FILE = 128
_LONGEST_SIDE = 10_000_000  # that libvips can name
_DTYPES: dict[str, np.dtype[Any]] = {
    "uchar": np.dtype(np.uint8),
    "ushort": np.dtype(np.uint16),
    "float": np.dtype(np.float32),
}


def open_jxl(path: Path, max_pixels: int) -> Opened:
    """Open a JPEG XL file.

    Args:
        path: The file.
        max_pixels: The profile of other colours than sRGB is known only when the picture is decoded; larger ones are
            not decoded for it.

    Raises:
        PictureError: If it holds what is not read: an animation, or CMYK.
        ValueError: If it is damaged or cut short.
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        contents = jxl_boxes.read_contents(data)
    header = read_header(contents.codestream)
    _refuse_others(path, header)
    ask = not header.plain_srgb and header.width * header.height <= max_pixels
    # What is decoded for the profile's sake is kept for the first who asks for the pixels.
    kept = [_decoded(path, header)] if ask else []
    profile = kept[0][1] if kept else None

    def decode() -> VipsImage:
        pixels, profile = kept.pop() if kept else _decoded(path, header)
        return _with_profile(_as_image(pixels), pixels.shape[2], profile)

    bands = (1 if header.grey else 3) + (header.alpha is not None)
    sample = "float" if header.floating else "uchar" if header.bits <= 8 else "ushort"
    width, height = (min(side, _LONGEST_SIDE) for side in (header.width, header.height))
    described = vips().Image.black(width, height, bands=bands).cast(sample)
    metadata = Metadata(contents.exif, contents.xmp, None, dots_per_inch(contents.exif))
    return Opened(_with_profile(described, bands, profile), decode, metadata)


def write_jxl(
    image: VipsImage, path: Path, quality: int, *, profile: bytes | None, exif: bytes | None, xmp: bytes | None
) -> None:
    """Write an image of 8 or 16 bits, three bands and perhaps alpha.

    Args:
        image: What.
        path: Where.
        quality: 1 to 100, as libjxl counts it; 100 keeps every bit.
        profile: The ICC profile of its colours; None for sRGB.
        exif: The block, without a prefix.
        xmp: The packet.

    Raises:
        OSError: If the file cannot be written.
    """
    library = jxl_library()
    spec = library.ImageSpec(image.width, image.height, image.bands, "uint8" if image.format == "uchar" else "uint16")
    spec.attribute("compression", f"{_FORMAT}:{quality}")
    # Ours say more, and are read by all.
    spec.attribute("jpegxl:use_boxes", 0)
    if image.bands == 4:
        spec.alpha_channel = 3
        spec.attribute("oiio:UnassociatedAlpha", 1)
    if profile is not None:
        kind = library.TypeDesc(f"uint8[{len(profile)}]")
        spec.attribute("ICCProfile", kind, np.frombuffer(profile, np.uint8))
    with _name_to_write(path) as name:
        output = library.ImageOutput.create(_FORMAT)
        whole = output.open(name, spec)
        for top in range(0, image.height, _ROWS_AT_ONCE) if whole else ():
            count = min(_ROWS_AT_ONCE, image.height - top)
            rows = np.frombuffer(image.crop(0, top, image.width, count).write_to_memory(), _DTYPES[image.format])
            whole = whole and output.write_scanlines(top, top + count, 0, rows.reshape(count, image.width, image.bands))
        # All is packed and written at the end.
        if not (output.close() and whole):
            raise _write_error(output.geterror())
        path.write_bytes(jxl_boxes.with_metadata(Path(name).read_bytes(), exif, xmp))


def _refuse_others(path: Path, header: Header) -> None:
    if header.animated:
        raise UnknownKindError(
            "'{name}' cannot be read: a still picture was expected of JPEG XL, but it is an animation; save its first "
            "picture by itself.",
            name=path.name,
        )
    if header.has_black:
        raise UnknownKindError(
            "'{name}' cannot be read: grey or RGB was expected of JPEG XL, but its colours are CMYK; save it as TIFF "
            "or JPEG, or convert it to RGB.",
            name=path.name,
        )


def _decoded(path: Path, header: Header) -> tuple[NDArray[Any], bytes | None]:
    """Decode the colours with alpha, as H×W×bands, and the profile of anything but sRGB."""
    library = jxl_library()
    with _name_to_read(path) as name:
        file = library.ImageInput.open(name)
        if file is None:
            raise ValueError(library.geterror())
        spec = file.spec()
        profile = spec.getattribute("ICCProfile")
        pixels = file.read_image(0, 0, 0, spec.nchannels, "unknown")
        said = file.geterror()
        file.close()
    if pixels is None:
        raise ValueError(said)
    colours = 1 if header.grey else 3
    taken = [*range(colours), *(() if header.alpha is None else (colours + header.alpha,))]
    pixels = pixels.reshape(spec.height, spec.width, spec.nchannels)[..., taken]
    if header.floating:
        pixels = pixels.astype(np.float32)
    if header.premultiplied:
        pixels = _unpremultiplied(pixels)
    return pixels, None if header.plain_srgb or profile is None else bytes(profile)


def _unpremultiplied(pixels: NDArray[Any]) -> NDArray[Any]:
    most = 1.0 if pixels.dtype == np.float32 else np.iinfo(pixels.dtype).max
    alpha = pixels[..., -1:].astype(np.float32)
    colours = np.zeros((*alpha.shape[:2], pixels.shape[2] - 1), np.float32)
    np.divide(pixels[..., :-1] * most, alpha, out=colours, where=alpha > 0)
    if pixels.dtype != np.float32:
        colours = np.rint(np.minimum(colours, most))
    return np.concatenate([colours.astype(pixels.dtype), pixels[..., -1:]], axis=2)


def _as_image(pixels: NDArray[Any]) -> VipsImage:
    height, width, bands = pixels.shape
    sample = next(name for name, dtype in _DTYPES.items() if pixels.dtype == dtype)
    return vips().Image.new_from_memory(np.ascontiguousarray(pixels).data, width, height, bands, sample)


def _with_profile(image: VipsImage, bands: int, profile: bytes | None) -> VipsImage:
    grey, deep = bands < 3, image.format == "ushort"
    kind = ("grey16" if deep else "b-w") if grey else ("rgb16" if deep else "srgb")
    return with_blob(image.copy(interpretation=kind), "icc-profile-data", profile)


@contextmanager
def _name_to_read(path: Path) -> Iterator[str]:
    """Give a file a name and a length that OpenImageIO takes: names in UTF-8, and 128 bytes at least."""
    if _has_plain_name(path) and path.stat().st_size >= _SMALLEST_FILE:
        yield str(path)
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "picture.jxl"
        if path.stat().st_size >= _SMALLEST_FILE:
            shutil.copyfile(path, copy)
        else:
            copy.write_bytes(jxl_boxes.with_metadata(path.read_bytes(), None, b" " * _SMALLEST_FILE))
        yield str(copy)


@contextmanager
def _name_to_write(path: Path) -> Iterator[str]:
    if _has_plain_name(path):
        yield str(path)
        return
    with tempfile.TemporaryDirectory() as folder:
        yield str(Path(folder) / "picture.jxl")


def _has_plain_name(path: Path) -> bool:
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def _write_error(said: str) -> OSError:
    # It says in words only how much of the file could be written.
    code = errno.ENOSPC if "could only write" in said else errno.EIO
    return OSError(code, os.strerror(code), said)
