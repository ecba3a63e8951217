"""The first frame of a GIF file, which may leave a part of the picture free.

libvips paints what no frame covers black. It is transparent: so do browsers and other readers show it.

Source: GIF89a specification.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from engine.images.libraries import VipsImage, vips

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

Rectangle: TypeAlias = tuple[int, int, int, int]

_EXTENSION, _FRAME = b"\x21", b"\x2c"


def first_frame(path: Path) -> Rectangle | None:
    """Return left, top, width and height of the first frame; None if the file ends before it."""
    with path.open("rb") as file:
        head = file.read(13)
        if len(head) < 13:
            return None
        _skip_palette(file, head[10])
        while kind := file.read(1):
            if kind == _FRAME:
                place = file.read(8)
                if len(place) < 8:
                    return None
                left, top, width, height = (
                    int.from_bytes(place[start : start + 2], "little") for start in (0, 2, 4, 6)
                )
                return left, top, width, height
            if kind != _EXTENSION:
                return None
            file.read(1)
            while length := file.read(1):
                if length == b"\0":
                    break
                file.seek(length[0], 1)
    return None


def with_gaps(image: VipsImage, frame: Rectangle) -> VipsImage:
    """Return the image with full transparency outside its first frame; the image itself if the frame covers it."""
    left, top = min(frame[0], image.width), min(frame[1], image.height)
    width, height = min(frame[2], image.width - left), min(frame[3], image.height - top)
    if (left, top, width, height) == (0, 0, image.width, image.height) or min(width, height) < 1:
        return image
    covered = vips().Image.black(width, height).invert().embed(left, top, image.width, image.height)
    colours = 1 if image.bands < 3 else 3
    opaque = covered
    if image.bands > colours:
        opaque = (covered != 0).ifthenelse(image.extract_band(colours), 0).cast(image.format)
    return image.extract_band(0, n=colours).bandjoin(opaque).copy(interpretation=image.interpretation)


def _skip_palette(file: BinaryIO, flags: int) -> None:
    if flags & 0x80:
        file.seek(3 * 2 ** ((flags & 7) + 1), 1)
