"""Pictures: read from files, resized, and saved to files, with all that belongs to them. Free of torch."""

from engine.images.colour.spaces import in_space
from engine.images.framing import WHOLE, Framing, framed, framed_array
from engine.images.options import SaveOptions
from engine.images.picture import Metadata, Picture, pixel_hash
from engine.images.raw.developing import read_preview
from engine.images.raw.layout import is_raw_photo
from engine.images.reading import MAX_PIXELS, PictureSource, open_picture, read_picture, read_recipe
from engine.images.resizing import fit, resize
from engine.images.saving import save_picture
from engine.images.targets import check_target, free_path
from engine.images.transparency import fill_hidden

__all__ = [
    "MAX_PIXELS",
    "WHOLE",
    "Framing",
    "Metadata",
    "Picture",
    "PictureSource",
    "SaveOptions",
    "check_target",
    "fill_hidden",
    "fit",
    "framed",
    "framed_array",
    "free_path",
    "in_space",
    "is_raw_photo",
    "open_picture",
    "pixel_hash",
    "read_picture",
    "read_preview",
    "read_recipe",
    "resize",
    "save_picture",
]
