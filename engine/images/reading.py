"""Pictures from files, whole or by rows."""

from __future__ import annotations

import stat
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import DamagedPictureError, JobError, OutOfMemoryError, PictureError, UnknownKindError
from engine.images import decoders
from engine.images.colour import cicp, profiles
from engine.images.foreign import kind_in_words, refusal
from engine.images.formats import HEAD_LENGTH, READABLE, kind_of
from engine.images.jpeg_xl.codec import open_jxl
from engine.images.libraries import DECODER_ERRORS, field, interruptibly, vips
from engine.images.metadata import xmp
from engine.images.picture import Metadata, Picture, Pixels
from engine.images.raw.developing import open_raw
from engine.images.raw.layout import is_raw
from engine.images.resizing import fit, resized_image
from engine.images.targets import is_full
from engine.sentences import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from os import PathLike

    from engine.images.colour.profiles import Converted, ProfileChoice
    from engine.images.libraries import VipsImage
    from engine.images.opened import Opened

MAX_PIXELS = 1_000_000_000


class PictureSource:
    """A picture file whose header has been read and whose pixels have not.

    Each call of `rows` or `read` decodes the file anew. Get one from `open_picture`.

    Attributes:
        path: The file.
        width: Its width in pixels, the right way up.
        height: Its height in pixels, the right way up.
        bits: 8 or 16, the bits of a sample as it will be read.
        has_alpha: Whether it has an alpha channel.
        metadata: What the file says beyond its pixels. `profile` is that of the pixels as they will be read.
        notes: Sentences for the user.
    """

    def __init__(self, path: Path, opened: Opened, profile: ProfileChoice) -> None:
        """Describe the picture from its header."""
        self.path = path
        self._opened = opened
        self._choice = profile
        converted = self._converted(opened.header)
        self.width = int(converted.image.width)
        self.height = int(converted.image.height)
        self.bits = 16 if converted.image.format == "ushort" else 8
        self.has_alpha = converted.image.bands == 4
        self.metadata: Metadata = replace(opened.metadata, profile=converted.profile)
        frames = opened.frames
        first = (
            (Sentence("'{name}' holds {frames} pictures; the first is used.", name=path.name, frames=frames),)
            if frames > 1
            else ()
        )
        broken = (profiles.broken_profile_note(path.name),) if opened.lost_profile else ()
        self.notes: tuple[Sentence, ...] = first + broken + opened.notes + converted.notes

    def rows(self, block: int = 256) -> Iterator[tuple[int, Pixels]]:
        """Decode the picture from top to bottom.

        JPEG, PNG and TIFF take the memory of a few blocks, whatever their size. A picture that must be turned is
        first unpacked by libvips, into a temporary file if it is over 100 MB; formats without rows (WebP, AVIF, GIF,
        HEIC, and what Pillow reads) are decoded whole.

        Args:
            block: The rows to yield at a time; the last block may have fewer.

        Yields:
            The number of the first row, and rows × W × 3 RGB, or × 4 with alpha; `uint8` or `uint16`.

        Raises:
            PictureError: If the file turns out to be damaged, at any block, or has changed since it was opened.
        """
        if block < 1:
            raise JobError(
                "Blocks of at least one row were expected, but {block} came; ask for 1 or more.", block=block
            )
        image = self._decoded()
        with _in_a_sentence(self.path):
            # A region asks for rows in their order, in one thread. Crops of the image would each ask for whole
            # strips of their own, and a decoder cannot go back.
            region = vips().Region.new(image)
        for top in range(0, self.height, block):
            count = min(block, self.height - top)
            with _in_a_sentence(self.path):
                samples = region.fetch(0, top, self.width, count)
            yield top, self._array(samples, count)

    def read(self, into: Pixels | None = None) -> Picture:
        """Decode the whole picture.

        Args:
            into: An H×W×3 array of the right dtype to be filled with the colours, such as a `numpy.memmap`. After an
                error it is filled in part.

        Raises:
            PictureError: If the file turns out to be damaged or has changed since it was opened.
            JobError: If `into` has another shape or dtype.
        """
        if into is None:
            image = self._decoded()
            with _in_a_sentence(self.path):
                samples = self._array(interruptibly(image, image.write_to_memory), self.height)
            if not self.has_alpha:
                return self._picture(samples, None)
            return self._picture(samples[..., :3].copy(), samples[..., 3].copy())
        shape, dtype = (self.height, self.width, 3), np.dtype(np.uint16 if self.bits == 16 else np.uint8)
        if into.shape != shape or into.dtype != dtype:
            raise JobError(
                "An array of shape {shape} and dtype {dtype} was expected for '{name}', but {into_shape} and "
                "{into_dtype} came; make it fit the picture.",
                shape=shape,
                dtype=dtype,
                name=self.path.name,
                into_shape=into.shape,
                into_dtype=into.dtype,
            )
        alpha: Pixels | None = np.empty(shape[:2], dtype) if self.has_alpha else None
        for top, rows in self.rows():
            into[top : top + len(rows)] = rows[..., :3]
            if alpha is not None:
                alpha[top : top + len(rows)] = rows[..., 3]
        return self._picture(into, alpha)

    def read_within(self, budget: int, long_side: int | None) -> Picture:
        """Decode the whole picture, or in little memory at the smaller size at which it is needed.

        Args:
            budget: The bytes that it may take.
            long_side: The longer side that is needed, in pixels; None for all there is.

        Raises:
            PictureError: As `read`.
            OutOfMemoryError: If the picture takes more than the budget, and nothing smaller is needed or can be had.
        """
        values = self.width * self.height * (4 if self.has_alpha else 3)
        # Colours and opacity are parted by copies.
        needed = values * self.bits // 8 * (2 if self.has_alpha else 1)
        if needed <= budget:
            return self.read()
        size = (self.width, self.height) if long_side is None else fit(self.width, self.height, long_side)
        reduced = size[0] * size[1] * needed // (self.width * self.height)
        if not self._opened.by_rows or reduced > budget or max(size) >= max(self.width, self.height):
            raise OutOfMemoryError(
                "'{name}' should fit in memory and takes about {needed:.1f} GB there, and {budget:.1f} GB are left "
                "for it: allow more, choose a smaller size, or make the photo smaller first.",
                name=self.path.name,
                needed=needed / 1e9,
                budget=max(budget, 0) / 1e9,
            )
        image = self._decoded()
        with _in_a_sentence(self.path):
            image = resized_image(image, size, bits=self.bits)
            data = interruptibly(image, image.write_to_memory)
        flat: Pixels = np.frombuffer(data, np.uint16) if self.bits == 16 else np.frombuffer(data, np.uint8)
        samples = flat.reshape(size[1], size[0], -1)
        alpha = samples[..., 3].copy() if self.has_alpha else None
        return self._picture(samples[..., :3].copy() if self.has_alpha else samples, alpha)

    def _picture(self, pixels: Pixels, alpha: Pixels | None) -> Picture:
        return Picture(pixels, alpha, self.path.name, self.metadata, self.notes)

    def _decoded(self) -> VipsImage:
        with _in_a_sentence(self.path):
            image = self._converted(self._opened.pixels()).image
        bands = 4 if self.has_alpha else 3
        came = (image.width, image.height, image.bands, 16 if image.format == "ushort" else 8)
        if came != (self.width, self.height, bands, self.bits):
            raise PictureError(
                "'{name}' was expected to stay as it was when it was opened, but another program has changed it; open "
                "it again.",
                name=self.path.name,
            )
        return image

    def _array(self, samples: Any, rows: int) -> Pixels:
        flat: Pixels = np.frombuffer(samples, np.uint16) if self.bits == 16 else np.frombuffer(samples, np.uint8)
        return flat.reshape(rows, self.width, 4 if self.has_alpha else 3)

    def _converted(self, image: VipsImage) -> Converted:
        converted = profiles.convert(image, self._choice, self.path.name)
        orientation = field(image, "orientation") or 1
        turned = converted.image.copy()
        turned.set_type(vips().GValue.gint_type, "orientation", orientation if 1 <= orientation <= 8 else 1)
        return replace(converted, image=turned.autorot())


def open_picture(
    path: str | PathLike[str], *, profile: ProfileChoice = None, max_pixels: int = MAX_PIXELS
) -> PictureSource:
    """Read the header of a picture file.

    The formats of `formats.READ_AS`; the contents decide, not the name. Greyscale, palettes, CMYK, Lab, 1 to 32 bits
    and floating-point numbers all become RGB.

    Args:
        path: The file.
        profile: None converts the colours to sRGB. ``own`` keeps the photo's own RGB profile and reports it in
            `metadata.profile`; without one of use it falls to sRGB. The bytes of an ICC profile convert the colours
            into that profile: so is a style brought into the space of a photo.
        max_pixels: Larger pictures are refused before anything is decoded.

    Raises:
        PictureError: If there is no such file, it may not be read, it is no picture, it is damaged or too large.
    """
    path = Path(path)
    head = _head(path)
    with _in_a_sentence(path):
        opened = _opened(path, head, max_pixels)
    width, height = opened.header.width, opened.header.height
    if width * height > max_pixels:
        raise PictureError(
            "'{name}' is too large: at most {most:,.6g} megapixels were expected, but it has {width} × {height} "
            "pixels ({megapixels:,.6g} megapixels); make it smaller, or raise the limit.",
            name=path.name,
            most=max_pixels / 1e6,
            width=width,
            height=height,
            megapixels=width * height / 1e6,
        )
    with _in_a_sentence(path):
        return PictureSource(path, opened, profile)


def read_picture(
    path: str | PathLike[str],
    *,
    profile: ProfileChoice = None,
    max_pixels: int = MAX_PIXELS,
    budget: int | None = None,
    long_side: int | None = None,
) -> Picture:
    """Read a whole picture file: `open_picture` and `PictureSource.read` or `read_within` in one."""
    source = open_picture(path, profile=profile, max_pixels=max_pixels)
    return source.read() if budget is None else source.read_within(budget, long_side)


def read_recipe(path: str | PathLike[str]) -> str | None:
    """Return the recipe (JSON) stored in a picture that Pentimento has saved, or None if there is none.

    Raises:
        PictureError: If the file cannot be read as a picture.
    """
    path = Path(path)
    head = _head(path)
    with _in_a_sentence(path):
        opened = _opened(path, head)
    recipe = xmp.recipe_in(opened.metadata.xmp)
    return opened.recipe_text if recipe is None else recipe


def _head(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise PictureError(
                "A picture file was expected, but '{name}' is a folder; choose a file in it.", name=path.name
            )
        if not stat.S_ISREG(mode):
            raise PictureError("A picture file was expected, but '{name}' is no file; choose another.", name=path.name)
        with path.open("rb") as file:
            head = file.read(HEAD_LENGTH)
    except FileNotFoundError:
        raise PictureError(
            "A picture file was expected at '{path}', but there is none; check the name or choose another file.",
            path=path,
        ) from None
    except PermissionError:
        raise PictureError(
            "'{name}' was expected to be readable, but you have no permission; ask its owner or copy it first.",
            name=path.name,
        ) from None
    except (OSError, ValueError) as error:
        raise PictureError(
            "'{name}' was expected to be readable, but the system says '{error}'; copy it to another disk.",
            name=path.name,
            error=error,
        ) from error
    if not head:
        raise DamagedPictureError(
            "A picture was expected in '{name}', but the file is empty; choose another copy of it.", name=path.name
        )
    return head


def _opened(path: Path, head: bytes, max_pixels: int = 0) -> Opened:
    if is_raw(path, head):
        return open_raw(path)
    kind = kind_of(head)
    if kind is None:
        words = kind_in_words(head, path)
        if words is not None:
            raise refusal(path.name, words)
        raise UnknownKindError(
            "A picture ({kinds}) was expected in '{name}', but it holds something else; choose another file.",
            kinds=READABLE,
            name=path.name,
        )
    if kind == "JPEG XL":
        return open_jxl(path, max_pixels)
    return _of_kind(path, kind)


def _of_kind(path: Path, kind: str) -> Opened:
    if kind in ("HEIC", "AVIF"):
        return decoders.open_heif(path, kind)
    if kind == "TIFF":
        return decoders.open_tiff(path)
    if kind == "BMP":
        return decoders.open_bmp(path)
    opened = decoders.open_with_vips(path, kind)
    return decoders.in_colours(opened, cicp.of_png(path), path.name) if kind == "PNG" else opened


@contextmanager
def _in_a_sentence(path: Path) -> Iterator[None]:
    errors: tuple[Any, ...] = (vips().Error, *DECODER_ERRORS)
    try:
        yield
    except MemoryError as error:
        raise PictureError(
            "'{name}' was expected to fit in memory, but there is too little left; close other programs or make the "
            "picture smaller.",
            name=path.name,
        ) from error
    except errors as error:
        if is_full(error):
            raise PictureError(
                "'{name}' was expected to fit in the temporary folder '{folder}' while it is unpacked, but the disk "
                "is full; make room there.",
                name=path.name,
                folder=tempfile.gettempdir(),
            ) from error
        raise DamagedPictureError(
            "A whole picture was expected in '{name}', but the file is damaged or cut short; choose another copy of "
            "it.",
            name=path.name,
        ) from error
