"""The masks of a document by their hash, packed: undo keeps one for each stroke. No Qt."""

from __future__ import annotations

import hashlib
import threading
import zlib
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.errors import JobError
from engine.images import fit
from engine.masks.masks import of_bits, resized
from engine.masks.pictures import check_proportions, mask_of
from gui.document.regions import MASK_SIDE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.images import Picture

MaskPixels: TypeAlias = NDArray[np.uint8]
"""Shape (H, W): how much of each pixel belongs to a region, 0 to 255."""

MOST_UNPACKED = 8
"""Masks that are kept as they are too, as they are wanted again and again."""

FAST = 1
"""Zlib's level: masks are smooth, so that more effort hardly packs them better."""


@dataclass(frozen=True)
class PackedMask:
    """A mask in little memory; it never changes, so another thread may read it.

    Attributes:
        width: in pixels.
        height: in pixels.
        data: its rows, packed by zlib.
    """

    width: int
    height: int
    data: bytes

    def pixels(self) -> MaskPixels:
        """The mask itself, read-only."""
        rows = np.frombuffer(zlib.decompress(self.data), np.uint8)
        return rows.reshape(self.height, self.width)


def packed(mask: MaskPixels) -> PackedMask:
    """A mask in little memory."""
    height, width = mask.shape
    return PackedMask(width, height, zlib.compress(np.ascontiguousarray(mask).data, FAST))


def mask_hash(mask: MaskPixels) -> str:
    """The SHA-256 of a mask's size and pixels."""
    digest = hashlib.sha256(f"mask {mask.shape[1]} {mask.shape[0]} ".encode())
    digest.update(np.ascontiguousarray(mask).data)
    return digest.hexdigest()


class MaskStore:
    """Masks by hash. Methods may be called from any thread."""

    def __init__(self) -> None:
        self._packed: dict[str, PackedMask] = {}
        self._unpacked: OrderedDict[str, MaskPixels] = OrderedDict()
        self._lock = threading.RLock()

    def __contains__(self, name: object) -> bool:
        """Whether a mask is there."""
        return name in self._packed

    def __len__(self) -> int:
        """How many masks there are."""
        return len(self._packed)

    def add(self, mask: MaskPixels) -> str | None:
        """Keeps a mask and returns its hash; None for one in which nothing is painted."""
        if not mask.any():
            return None
        name = mask_hash(mask)
        with self._lock:
            if name not in self._packed:
                self._packed[name] = packed(mask)
        return name

    def take(self, masks: Mapping[str, PackedMask]) -> None:
        """Keeps masks that are packed already, as a project's are."""
        with self._lock:
            self._packed.update(masks)

    def get(self, name: str) -> MaskPixels:
        """The mask of a hash, read-only.

        Raises:
            JobError: it is not there.
        """
        with self._lock:
            known = self._unpacked.get(name)
            if known is None:
                if name not in self._packed:
                    raise JobError("A mask of the document should be there, and it is missing: paint it anew.")
                known = self._unpacked[name] = self._packed[name].pixels()
            self._unpacked.move_to_end(name)
            while len(self._unpacked) > MOST_UNPACKED:
                self._unpacked.popitem(last=False)
            return known

    def all(self) -> Mapping[str, PackedMask]:
        """All masks by hash, as they are now."""
        with self._lock:
            return dict(self._packed)

    def drop_unused(self, used: Iterable[str]) -> None:
        """Forgets all masks but those of some hashes."""
        with self._lock:
            for name in self._packed.keys() - set(used):
                del self._packed[name]
                self._unpacked.pop(name, None)


def mask_size(width: int, height: int) -> tuple[int, int]:
    """Width and height of the masks of a photo of a size."""
    return fit(width, height, min(MASK_SIDE, max(width, height)))


def blank_mask(width: int, height: int) -> MaskPixels:
    """A mask for a photo of a size in which nothing is painted."""
    across, down = mask_size(width, height)
    return np.zeros((down, across), np.uint8)


def read_mask(picture: Picture, photo: Picture) -> MaskPixels:
    """A picture as a mask of a photo.

    Raises:
        JobError: it has other proportions.
    """
    check_proportions(picture, photo.name, (photo.width, photo.height))
    mask: MaskPixels = resized(of_bits(mask_of(picture), 8), mask_size(photo.width, photo.height))
    return mask
