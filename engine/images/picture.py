"""A picture in memory, and what a file says about it beyond its pixels."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.errors import JobError

if TYPE_CHECKING:
    from engine.sentences import Sentence

Pixels: TypeAlias = NDArray[np.uint8] | NDArray[np.uint16]

_ROWS_AT_ONCE = 256


@dataclass(frozen=True)
class Metadata:
    """What a picture file says beyond its pixels, as it stands in the file.

    Attributes:
        exif: The EXIF block, with or without its six-byte prefix; None if there is none.
        xmp: The XMP packet.
        iptc: The IPTC-IIM records, without the Photoshop wrapping that JPEG puts around them.
        dpi: Pixels per inch, across and down; None if the file does not say.
        profile: The ICC profile of the pixels as they stand in memory; None means sRGB.
    """

    exif: bytes | None = None
    xmp: bytes | None = None
    iptc: bytes | None = None
    dpi: tuple[float, float] | None = None
    profile: bytes | None = None


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture in memory, the right way up.

    Attributes:
        pixels: H×W×3 RGB, ``uint8`` or ``uint16``, read-only. It may be a ``numpy.memmap``.
        alpha: H×W of the same dtype, read-only, 0 for transparent; None for an opaque picture. The colours are not
            multiplied by it.
        name: The file's name without its folder, or any other short name.
        metadata: What the file says beyond its pixels.
        notes: Sentences for the user about what was done to read the file.

    Raises:
        JobError: If shapes or dtypes are others than these.
    """

    pixels: Pixels
    alpha: Pixels | None = None
    name: str = ""
    metadata: Metadata = field(default_factory=Metadata)
    notes: tuple[Sentence, ...] = ()

    def __post_init__(self) -> None:
        """Check the arrays and keep read-only views of them."""
        check_pixels(self.pixels)
        object.__setattr__(self, "pixels", _read_only(self.pixels))
        if self.alpha is None:
            return
        if self.alpha.shape != self.pixels.shape[:2] or self.alpha.dtype != self.pixels.dtype:
            raise JobError(
                "An alpha channel of shape {shape} and dtype {pixels_dtype} was expected, but {alpha_shape} and "
                "{alpha_dtype} came; give it the size and depth of its picture.",
                shape=self.pixels.shape[:2],
                pixels_dtype=self.pixels.dtype,
                alpha_shape=self.alpha.shape,
                alpha_dtype=self.alpha.dtype,
            )
        object.__setattr__(self, "alpha", _read_only(self.alpha))

    @property
    def width(self) -> int:
        """The width in pixels."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """The height in pixels."""
        return int(self.pixels.shape[0])

    @property
    def bits(self) -> int:
        """The bits of a sample: 8 or 16."""
        return self.pixels.dtype.itemsize * 8


def check_pixels(pixels: NDArray[Any]) -> None:
    """Check that an array is H×W×3, ``uint8`` or ``uint16``, and not empty.

    Raises:
        JobError: If it is not.
    """
    right_shape = pixels.ndim == 3 and pixels.shape[2] == 3 and pixels.size > 0
    if not right_shape or pixels.dtype not in (np.dtype(np.uint8), np.dtype(np.uint16)):
        raise JobError(
            "Pixels of shape height × width × 3 and dtype uint8 or uint16 were expected, but {shape} and {dtype} "
            "came; convert them first.",
            shape=pixels.shape,
            dtype=pixels.dtype,
        )


def pixel_hash(pixels: Pixels, alpha: Pixels | None = None) -> str:
    """Return a name for pixels that depends on nothing else: the style cache and the recipe know a style by it.

    Args:
        pixels: H×W×3, ``uint8`` or ``uint16``.
        alpha: H×W of the same dtype, or None.

    Returns:
        SHA-256 as 64 hexadecimal digits, over shape, dtype and bytes.
    """
    digest = hashlib.sha256()
    for array in (pixels, alpha):
        if array is None:
            continue
        digest.update(f"{array.shape} {array.dtype.name}\n".encode())
        little_endian = array.dtype.newbyteorder("<")
        # By blocks of rows: the array may be a memory map larger than the memory.
        for top in range(0, array.shape[0], _ROWS_AT_ONCE):
            block = np.ascontiguousarray(array[top : top + _ROWS_AT_ONCE], dtype=little_endian)
            digest.update(block.data)
    return digest.hexdigest()


def _read_only(array: Pixels) -> Pixels:
    view = array.view()
    view.flags.writeable = False
    return view
