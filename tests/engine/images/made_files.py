"""Files of every format that is read, in the ways in which programs write them."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import PIL.Image
import pyvips

from tests.engine.images import heic_files
from tests.engine.images.heif_boxes import LAYOUTS, av1_tile, grid_file, hevc_tile
from tests.engine.images.pictures import XMP, exif_block, noise, p3_profile, smooth

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from tests.engine.images.heif_boxes import Layout, Tile

    Maker = Callable[[NDArray[np.uint8]], bytes]


def _by_pillow(kind: str, mode: str = "RGB", *, frames: int = 1, **options: Any) -> Maker:
    def make(pixels: NDArray[np.uint8]) -> bytes:
        file = io.BytesIO()
        pictures = [PIL.Image.fromarray(np.roll(pixels, 7 * shift, 0)).convert(mode) for shift in range(frames)]
        if "A" in mode:
            for picture in pictures:
                picture.putalpha(PIL.Image.fromarray(noise(*pixels.shape[:2], bands=1)))
        further = {"save_all": True, "append_images": pictures[1:]} if frames > 1 else {}
        pictures[0].save(file, kind, **further, **options)
        return file.getvalue()

    return make


def _by_vips(suffix: str, *, bits: int = 8, kind: str | None = None, **options: Any) -> Maker:
    def make(pixels: NDArray[np.uint8]) -> bytes:
        samples = pixels.astype(np.uint16) * 257 if bits == 16 else pixels
        image = pyvips.Image.new_from_array(samples).copy(interpretation="rgb16" if bits == 16 else "srgb")
        if kind is not None:
            image = image.colourspace(kind)
        if not suffix.startswith(".tif"):
            return bytes(image.write_to_buffer(suffix, **options))
        # libvips writes some kinds of TIFF into a file only.
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, f"a{suffix}")
            image.write_to_file(str(path), **options)
            return path.read_bytes()

    return make


def _of_tiles(tile: Callable[[], Tile], layout: Layout) -> Maker:
    return lambda _: grid_file(tile(), 2, 3, layout=layout)


def mixed(height: int = 37, width: int = 50, seed: int = 0) -> NDArray[np.uint8]:
    """Smooth, with some noise, so that no part of a file is like another."""
    pixels: NDArray[np.uint8] = (smooth(height, width) // 2 + noise(height, width, seed=seed) // 4).astype(np.uint8)
    return pixels


MADE: dict[str, Maker] = {
    "baseline.jpg": _by_pillow("JPEG", quality=90),
    "progressive.jpg": _by_pillow("JPEG", quality=90, progressive=True, exif=exif_block(), icc_profile=p3_profile()),
    "grey.jpg": _by_pillow("JPEG", "L", quality=90),
    "cmyk.jpg": _by_pillow("JPEG", "CMYK", quality=90),
    "restarts.jpg": _by_vips(".jpg", Q=90, restart_interval=2),
    "plain.png": _by_pillow("PNG", exif=exif_block()),
    "palette.png": _by_pillow("PNG", "P"),
    "interlaced.png": _by_vips(".png", interlace=True),
    "deep.png": _by_vips(".png", bits=16),
    "alpha.png": _by_pillow("PNG", "RGBA"),
    "lossy.webp": _by_pillow("WEBP", quality=80, xmp=XMP),
    "lossless.webp": _by_pillow("WEBP", lossless=True),
    "alpha.webp": _by_pillow("WEBP", "RGBA", quality=80),
    "frames.webp": _by_pillow("WEBP", frames=3, quality=80),
    "plain.tif": _by_pillow("TIFF"),
    "two.tif": _by_pillow("TIFF", frames=2),
    "lzw.tif": _by_vips(".tif", compression="lzw"),
    "deflate-deep.tif": _by_vips(".tif", bits=16, compression="deflate", predictor="horizontal"),
    "jpeg.tif": _by_vips(".tif", compression="jpeg"),
    "packbits.tif": _by_vips(".tif", compression="packbits"),
    "tiles.tif": _by_vips(".tif", tile=True, tile_width=16, tile_height=16, compression="deflate"),
    "plain-tiles.tif": _by_vips(".tif", tile=True, tile_width=16, tile_height=16),
    "big.tif": _by_vips(".tif", bigtiff=True, compression="lzw"),
    "webp.tif": _by_vips(".tif", compression="webp", lossless=True),
    "pyramid.tif": _by_vips(".tif", tile=True, tile_width=16, tile_height=16, pyramid=True, compression="deflate"),
    "plain.bmp": _by_pillow("BMP"),
    "palette.bmp": _by_pillow("BMP", "P"),
    "one-bit.bmp": _by_pillow("BMP", "1"),
    "alpha.bmp": _by_pillow("BMP", "RGBA"),
    "plain.gif": _by_pillow("GIF", "P"),
    "interlaced.gif": _by_pillow("GIF", "P", interlace=True),
    "frames.gif": _by_pillow("GIF", "P", frames=3, duration=50),
    "plain.avif": _by_pillow("AVIF", quality=80, subsampling="4:4:4", exif=exif_block()),
    "alpha.avif": _by_pillow("AVIF", "RGBA", quality=80, subsampling="4:4:4"),
    "frames.avif": _by_pillow("AVIF", frames=3, quality=80, subsampling="4:4:4"),
    "deep.avif": _by_vips(".avif", bits=16, bitdepth=10, Q=80),
    "two.heic": lambda _: heic_files.TWO,
    "turned.heic": lambda _: heic_files.TURNED,
    "deep.heic": lambda _: heic_files.DEEP,
    **{
        f"grid, {layout}.{suffix}": _of_tiles(tile, layout)
        for suffix, tile in (("heic", hevc_tile), ("avif", av1_tile))
        for layout in LAYOUTS
    },
}
"""By the name that a file would have: how to make it of pixels. HEIC is what it is: nothing here can write it."""
