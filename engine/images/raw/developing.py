"""Raw photos: developed by LibRaw, through rawpy.

A raw photo has no colours and no brightness of its own before it is developed. It is given those that the camera set:
its white balance, and the brightness that its own preview shows where it brings one. It is developed into Rec. 2020's
primaries, which hold nearly every colour that surfaces have, with 16 bits and the curve of sRGB; `profiles` brings them
into the space that is asked for.
"""

from __future__ import annotations

import functools
import io
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import DamagedPictureError, UnknownKindError
from engine.images.colour.matrix_profiles import D65, SRGB_CURVE, rgb_profile
from engine.images.libraries import pillow, raw_library, vips, with_blob, without_warnings
from engine.images.metadata import exif as tags
from engine.images.opened import Opened, dots_per_inch
from engine.images.picture import Metadata, Picture
from engine.images.raw import layout as raw_layout

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

_REC_2020 = ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046))
_SRGB_GAMMA = (2.4, 12.92)
_ROTATED = 4
# LibRaw's flip has a bit each for: mirrored, upside down, rows as columns. In order of EXIF's orientations.
_FLIPS = (0, 1, 3, 2, 4, 6, 7, 5)
# A preview is compared at this size, if it is no smaller and shows the same picture.
_COMPARED_SIDE = 32
_SMALLEST_PREVIEW = 120
_SAME_PICTURE = 0.8
_LARGEST_GAIN = 4.0


@dataclass(frozen=True)
class _Size:
    width: int
    height: int


@functools.cache
def rec_2020_profile() -> bytes:
    """Return the profile of Rec. 2020's primaries with the curve of sRGB, in which raw photos are developed."""
    return rgb_profile("Rec. 2020 with the curve of sRGB", _REC_2020, D65, SRGB_CURVE)


def open_raw(path: Path) -> Opened:
    """Open a raw photo.

    Raises:
        PictureError: If LibRaw cannot develop it, or it is not whole.
    """
    with _opened(path) as raw:
        size = _size(raw)
    exif, packet = raw_layout.metadata(path)
    block = None
    if exif is not None:
        cleaned = tags.clean(exif, keep_location=True, is_srgb=False)
        block = tags.block_of(cleaned)
    header = vips().Image.black(size.width, size.height, bands=3).cast("ushort").copy(interpretation="rgb16")

    def decode() -> Any:
        pixels = _developed(path)
        if pixels.shape[:2] != (size.height, size.width):
            raise _cannot_develop(path)
        image = vips().Image.new_from_memory(pixels.data, size.width, size.height, 3, "ushort")
        return with_blob(image.copy(interpretation="rgb16"), "icc-profile-data", rec_2020_profile())

    header = with_blob(header, "icc-profile-data", rec_2020_profile())
    return Opened(header, decode, Metadata(block, packet, None, dots_per_inch(block)))


def read_preview(path: Path) -> Picture | None:
    """Return the picture that the camera has put into its raw photo to be looked at, the right way up.

    Returns:
        The preview, in sRGB; None if there is none.

    Raises:
        PictureError: As `open_raw`.
    """
    with _opened(path) as raw:
        preview = _preview(raw)
    return None if preview is None else Picture(preview, name=path.name)


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """Open a raw photo with LibRaw, and turn what it says into a sentence."""
    if not raw_layout.is_whole(path):
        raise _is_cut(path)
    library = raw_library()
    try:
        with library.RawPy() as raw:
            _open_by_any_name(raw, path)
            yield raw
    except (library.LibRawDataError, library.LibRawIOError) as error:
        raise _is_cut(path) from error
    except library.LibRawUnsufficientMemoryError as error:
        raise MemoryError from error
    except (library.LibRawError, library.NotSupportedError) as error:
        raise _cannot_develop(path) from error


def _open_by_any_name(raw: Any, path: Path) -> None:
    try:
        str(path).encode()
    except UnicodeEncodeError:
        # LibRaw is given names in UTF-8 only.
        raw.open_buffer(io.BytesIO(path.read_bytes()))
    else:
        raw.open_file(str(path))


def _size(raw: Any) -> _Size:
    sizes = raw.sizes
    width, height = sizes.width, sizes.height
    # Pixels that are no squares are made square.
    if sizes.pixel_aspect < 0.995:
        height = round(height / sizes.pixel_aspect)
    elif sizes.pixel_aspect > 1.005:
        width = round(width * sizes.pixel_aspect)
    return _Size(height, width) if sizes.flip & _ROTATED else _Size(width, height)


def _developed(path: Path) -> NDArray[np.uint16]:
    with _opened(path) as raw:
        # LibRaw forgets a file that came from memory once it has unpacked the pixels.
        preview = _preview(raw)
        raw.unpack()
        pixels = _postprocessed(raw)
    gain = 1.0 if preview is None else _gain(pixels, preview)
    return pixels if gain == 1 else _brightened(gain)[pixels]


def _postprocessed(raw: Any) -> NDArray[np.uint16]:
    library = raw_library()
    pixels = raw.postprocess(
        use_camera_wb=True,
        output_bps=16,
        output_color=library.ColorSpace.Rec2020,
        gamma=_SRGB_GAMMA,
        no_auto_bright=True,
    )
    if pixels.shape[2] == 1:
        pixels = np.repeat(pixels, 3, axis=2)
    array: NDArray[np.uint16] = np.ascontiguousarray(pixels)
    return array


def _preview(raw: Any) -> NDArray[np.uint8] | None:
    library = raw_library()
    try:
        thumbnail = raw.extract_thumb()
    except (library.LibRawError, library.NotSupportedError, OSError):
        return None
    orientation = _FLIPS.index(raw.sizes.flip & 7) + 1
    try:
        with without_warnings():
            if thumbnail.format == library.ThumbFormat.JPEG:
                picture = pillow().open(io.BytesIO(thumbnail.data), formats=("JPEG",))
                orientation = picture.getexif().get(0x0112, orientation)
            else:
                picture = pillow().fromarray(thumbnail.data)
            picture = picture.convert("RGB")
    except (OSError, ValueError, TypeError, SyntaxError):
        return None
    turned: NDArray[np.uint8] = _turned(np.asarray(picture), orientation)
    return turned


def _turned(pixels: NDArray[Any], orientation: int) -> NDArray[Any]:
    """Turn pixels the right way up by EXIF's orientation."""
    flip = _FLIPS[orientation - 1] if 1 <= orientation <= len(_FLIPS) else 0
    if flip & _ROTATED:
        pixels = pixels.swapaxes(0, 1)
    if flip & 2:
        pixels = pixels[::-1]
    if flip & 1:
        pixels = pixels[:, ::-1]
    return np.ascontiguousarray(pixels)


def _gain(pixels: NDArray[np.uint16], preview: NDArray[np.uint8]) -> float:
    """How much brighter the camera shows the picture's shadows than its raw data have them, as `_brightened` takes it.

    Cameras expose below what they show, to keep the highlights, each by an amount of its own.
    """
    if min(preview.shape[:2]) < _SMALLEST_PREVIEW:
        return 1.0
    steps = [max(side // (4 * _COMPARED_SIDE), 1) for side in pixels.shape[:2]]
    ours = _small((pixels[:: steps[0], :: steps[1]] >> 8).astype(np.uint8))
    theirs = _small(preview)
    if ours.std() == 0 or theirs.std() == 0 or np.corrcoef(ours.ravel(), theirs.ravel())[0, 1] < _SAME_PICTURE:
        return 1.0
    middle, wanted = (float(np.clip(np.median(_linear(small)), 1e-4, 0.9)) for small in (ours, theirs))
    # The gain whose curve brings our median to theirs.
    return float(np.clip(wanted * (1 - middle) / (middle * (1 - wanted)), 1.0, _LARGEST_GAIN))


def _brightened(gain: float) -> NDArray[np.uint16]:
    """A table from 16 bits to 16 bits that makes linear light x into g x / (1 + (g - 1) x).

    Shadows become `gain` times as bright, white stays white, and no highlight is cut off.
    """
    light = _linear(np.arange(65536) / 65535)
    light = gain * light / (1 + (gain - 1) * light)
    curve = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    table: NDArray[np.uint16] = np.rint(65535 * curve).astype(np.uint16)
    return table


def _small(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    library = pillow()
    grey = library.fromarray(pixels).convert("L").resize((_COMPARED_SIDE,) * 2, library.Resampling.BOX)
    small: NDArray[np.float64] = np.asarray(grey, np.float64) / 255
    return small


def _linear(values: NDArray[np.float64]) -> NDArray[np.float64]:
    linear: NDArray[np.float64] = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    return linear


def _cannot_develop(path: Path) -> UnknownKindError:
    version = ".".join(map(str, raw_library().libraw_version))
    return UnknownKindError(
        "'{name}' is a raw photo that cannot be developed: one that LibRaw {version} knows was expected, but it is of "
        "another camera or kind; save it as DNG, TIFF or JPEG with the camera's program.",
        name=path.name,
        version=version,
    )


def _is_cut(path: Path) -> DamagedPictureError:
    return DamagedPictureError(
        "'{name}' is a raw photo that is not whole: all of its data were expected, but the file is damaged or cut "
        "short; choose another copy of it.",
        name=path.name,
    )
