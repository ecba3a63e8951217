"""What a project may hold at most: more than any artist needs, less than what harms the machine. No Qt."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.errors import PentimentoError
from engine.files.archives import ArchiveLimits
from engine.images import MAX_PIXELS
from gui.document.regions import MASK_SIDE

PICTURE_NAME = re.compile(
    r"pictures/[0-9a-f]{64}\.[a-z]{1,8}|masks/[0-9a-f]{64}\.png|versions/[A-Za-z0-9_-]{1,64}-(thumbnail|preview)\.(jpg|png)"
)
"""The names of a project's pictures and masks within it."""


class ProjectError(PentimentoError):
    """A project file is no project, is damaged or hostile, or cannot be written."""


@dataclass(frozen=True, kw_only=True)
class Limits(ArchiveLimits):
    """What is refused when a project is read.

    Attributes:
        pictures: pictures of the photo and the styles, of the state and all versions.
        pixels: of these pictures together.
        version_pixels: of a version's picture.
        mask_pixels: of a mask.
        masks: of all regions, those of the versions included.
        original_bytes: a picture's own file is taken along as it is up to this size, otherwise as PNG.
    """

    pictures: int = 1000
    pixels: int = MAX_PIXELS
    version_pixels: int = 2048 * 2048
    mask_pixels: int = MASK_SIDE * MASK_SIDE
    masks: int = 1000
    original_bytes: int = 64 << 20


LIMITS = Limits(
    members=4000,
    directory_bytes=1 << 20,
    document_bytes=16 << 20,
    picture_bytes=2 << 30,
    total_bytes=4 << 30,
)
