"""Pictures that nobody looks at now, parked in temporary files: undo can come back to more than memory should hold."""

from __future__ import annotations

import contextlib
import mmap
import tempfile
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from engine.system.folders import cache_folder

if TYPE_CHECKING:
    from engine.images import Picture
    from engine.images.picture import Pixels


@dataclass(frozen=True)
class Parked:
    """A picture whose samples are in a temporary file, which goes with the picture.

    Attributes:
        picture: the same picture. The system reads its samples into memory where they are looked at.
        samples: the mapped file.
    """

    picture: Picture
    samples: mmap.mmap

    def let_go(self) -> None:
        """Takes what was looked at out of memory again; the picture stays good. Only where the system can."""
        if hasattr(mmap, "MADV_DONTNEED"):
            self.samples.madvise(mmap.MADV_DONTNEED)


def park(picture: Picture) -> Parked | None:
    """Writes a picture to a temporary file in the user's cache folder.

    Returns:
        The parked picture; None where there is no room on that disk, or it cannot be written.
    """
    folder = cache_folder()
    with contextlib.suppress(OSError, ValueError):
        # Not the system's temporary folder: that may be memory itself, which parking is to free.
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(np.ascontiguousarray(picture.pixels).data)
            if picture.alpha is not None:
                file.write(np.ascontiguousarray(picture.alpha).data)
            # Before it is mapped: on a full disk the program would end otherwise, when a page is looked at.
            file.flush()
            samples = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return Parked(_of_samples(picture, samples), samples)
    return None


def _of_samples(picture: Picture, samples: mmap.mmap) -> Picture:
    pixels = _mapped(samples, 0, picture.pixels)
    alpha = None if picture.alpha is None else _mapped(samples, pixels.nbytes, picture.alpha)
    return replace(picture, pixels=pixels, alpha=alpha)


def _mapped(samples: mmap.mmap, offset: int, like: Pixels) -> Pixels:
    return np.ndarray(like.shape, like.dtype, samples, offset)
