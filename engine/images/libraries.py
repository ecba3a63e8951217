"""The image libraries, loaded when first needed and made quiet.

The window opens before any of them is needed, so none is imported at start-up.
"""

from __future__ import annotations

import functools
import importlib
import struct
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.images.picture import Pixels

Result = TypeVar("Result")
VipsImage: TypeAlias = Any
"""A ``pyvips.Image``; pyvips ships no types."""

# What Pillow and pi-heif raise for a damaged file depends on where the damage is.
DECODER_ERRORS = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    RuntimeError,
    TypeError,
    LookupError,
    ArithmeticError,
    struct.error,
)


@functools.cache
def vips() -> Any:
    """Return the module ``pyvips``, ready for use."""
    library = importlib.import_module("pyvips")
    # The cache knows files by their name only: a file that changed on disk would be answered with its old pixels,
    # and on Windows a cached loader keeps the file open, so that it cannot be replaced.
    library.cache_set_max(0)
    return library


@functools.cache
def pillow() -> Any:
    """Return the module ``PIL.Image``, ready for use."""
    library: Any = importlib.import_module("PIL.Image")
    # Every size is checked against our own limit, which is larger, before anything is decoded.
    library.MAX_IMAGE_PIXELS = None
    return library


@functools.cache
def colour_management() -> Any:
    """Return the module ``PIL.ImageCms``."""
    return importlib.import_module("PIL.ImageCms")


@functools.cache
def heif() -> Any:
    """Return the module ``pi_heif``."""
    return importlib.import_module("pi_heif")


@functools.cache
def raw_library() -> Any:
    """Return the module ``rawpy``."""
    return importlib.import_module("rawpy")


@functools.cache
def jxl_library() -> Any:
    """Return the module ``OpenImageIO``, which brings libjxl."""
    return importlib.import_module("OpenImageIO")


@contextmanager
def without_warnings() -> Iterator[None]:
    """Drop the warnings of a decoder: what matters to the user becomes an error or a note."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def interruptibly(image: VipsImage, work: Callable[[], Result]) -> Result:
    """Do long work of libvips on an image so that Ctrl-C ends it, at once.

    Python answers Ctrl-C in the main thread, at the next line of Python there. During work of libvips that line may
    be in the handler of its messages, out of which no exception comes. So the main thread only waits.
    """
    if threading.current_thread() is not threading.main_thread():
        return work()
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(work)
        try:
            return future.result()
        except BaseException:
            image.set_kill(True)
            raise


def field(image: VipsImage, name: str) -> Any:
    """Return a metadata field of a libvips image, or None if it has none of that name."""
    return image.get(name) if image.get_typeof(name) else None


def with_blob(image: VipsImage, name: str, data: bytes | None) -> VipsImage:
    """Return the image with a binary metadata field set, or removed if `data` is None or empty."""
    image = image.copy()
    if data:
        image.set_type(vips().GValue.blob_type, name, data)
    elif image.get_typeof(name):
        image.remove(name)
    return image


def as_image(pixels: Pixels, alpha: Pixels | None = None) -> VipsImage:
    """Give libvips a view of pixels, without a copy if they lie in one piece."""
    deep = pixels.dtype == np.dtype(np.uint16)

    def view(array: Pixels, bands: int) -> VipsImage:
        height, width = array.shape[:2]
        data = np.ascontiguousarray(array).data
        return vips().Image.new_from_memory(data, width, height, bands, "ushort" if deep else "uchar")

    image = view(pixels, 3)
    if alpha is not None:
        image = image.bandjoin(view(alpha, 1))
    return image.copy(interpretation="rgb16" if deep else "srgb")
