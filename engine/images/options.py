"""How a picture is saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from engine.errors import JobError

Existing: TypeAlias = Literal["refuse", "overwrite", "unique"]


@dataclass(frozen=True)
class SaveOptions:
    """How a picture is saved; the file's suffix chooses the format.

    Attributes:
        quality: 1 to 100, for JPEG, WebP, AVIF and JPEG XL. From 90 on, colours are kept at full resolution in JPEG
            and AVIF; 100 keeps every bit in JPEG XL.
        bits: 8 or 16 per sample; None keeps what the pixels have, as far as the format can. Only PNG, TIFF and JPEG XL
            hold 16.
        strip_metadata: Whether EXIF, XMP, IPTC, resolution and the recipe are left out. The colour profile stays.
        keep_location: Whether the place where the photo was taken stays in its metadata.
        existing: What to do with a file of the same name: ``refuse`` to save, ``overwrite`` it, or find a ``unique``
            name by a number.

    Raises:
        JobError: If a value is not one of these.
    """

    quality: int = 95
    bits: Literal[8, 16] | None = None
    strip_metadata: bool = False
    keep_location: bool = False
    existing: Existing = "refuse"

    def __post_init__(self) -> None:
        """Check every value: it may come from a file or a command line."""
        whole = isinstance(self.quality, int) and not isinstance(self.quality, bool)
        if not whole or not 1 <= self.quality <= 100:
            raise JobError(
                "A quality from 1 to 100 was expected, but {quality} came; 95 suits most pictures.",
                quality=repr(self.quality),
            )
        if self.bits not in (None, 8, 16):
            raise JobError(
                "8 or 16 bits were expected, but {bits} came; choose one of them or none.", bits=repr(self.bits)
            )
        choices = get_args(Existing)
        if self.existing not in choices:
            raise JobError(
                "One of {choices} was expected for files that exist, but {came} came; choose one of them.",
                choices=", ".join(choices),
                came=repr(self.existing),
            )
        for name in ("strip_metadata", "keep_location"):
            if not isinstance(getattr(self, name), bool):
                raise JobError(
                    "True or False was expected for {name}, but {value} came.",
                    name=name,
                    value=repr(getattr(self, name)),
                )
