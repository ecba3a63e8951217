"""Pictures in memory, brought from one colour space into another."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from engine.images.colour.profiles import convert
from engine.images.libraries import as_image, interruptibly, with_blob

if TYPE_CHECKING:
    from engine.images.picture import Picture, Pixels


def in_space(picture: Picture, profile: bytes) -> Picture:
    """Return a picture in the space of an ICC profile, with the same depth and alpha.

    Args:
        picture: Any picture, in sRGB or the space that its metadata name.
        profile: Of an RGB space that can be converted into.

    Raises:
        PictureError: If the profile is of no use.
    """
    if picture.metadata.profile == profile:
        return picture
    image = with_blob(as_image(picture.pixels), "icc-profile-data", picture.metadata.profile)
    converted = convert(image, profile, picture.name)
    samples = interruptibly(converted.image, converted.image.write_to_memory)
    flat: Pixels = np.frombuffer(samples, np.uint16) if picture.bits == 16 else np.frombuffer(samples, np.uint8)
    return replace(
        picture,
        pixels=flat.reshape(picture.pixels.shape),
        metadata=replace(picture.metadata, profile=converted.profile),
    )
