"""Large arrays that live in a temporary file: pictures between two levels, and features between two looks. No torch.

Plain reading and writing rather than mapped memory: no page counts as the program's own, and a full disk is an error
that can be told instead of the program's end.
"""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Self

import numpy as np

from engine.errors import ScratchDiskError
from engine.planning.tiling import Rectangle
from engine.system.folders import cache_folder

if TYPE_CHECKING:
    from types import TracebackType

    from numpy.typing import NDArray

    from engine.planning.tiling import Size

BYTES_PER_VALUE = 4


class ScratchFile:
    """A float32 array of shape (H, W, C) in the user's cache folder; a context that removes it at its end.

    The system removes it too if the program is ended by force.

    Args:
        size: width and height.
        channels: values of each position.

    Raises:
        ScratchDiskError: no file can be made there.
    """

    def __init__(self, size: Size, channels: int) -> None:
        self._width, self._height = size
        self._channels = channels
        try:
            # The system's temporary folder may be memory itself, which is just what a large picture lacks.
            folder = cache_folder()
            folder.mkdir(parents=True, exist_ok=True)
            self._file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115  # closed at the end
        except OSError as error:
            raise self._refusal() from error

    def __enter__(self) -> Self:
        """The array itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Removes the file."""
        self._file.close()

    def read(self, part: Rectangle) -> NDArray[np.float32]:
        """A part of the array, shape (height, width, C), which has been written before."""
        values = np.empty((part.height, part.width, self._channels), np.float32)
        for block, place in zip(self._blocks(values), self._places(part), strict=True):
            self._file.seek(place)
            view = block.reshape(-1).view(np.uint8).data
            while len(view):
                count = self._file.readinto(view)
                assert count, "only what was written is read"
                view = view[count:]
        return values

    def write(self, left: int, top: int, values: NDArray[np.float32]) -> None:
        """Puts a part into the array.

        Raises:
            ScratchDiskError: the disk is full.
        """
        values = np.ascontiguousarray(values, np.float32)
        part = Rectangle(left, top, values.shape[1], values.shape[0])
        try:
            for block, place in zip(self._blocks(values), self._places(part), strict=True):
                self._file.seek(place)
                view = block.reshape(-1).view(np.uint8).data
                while len(view):
                    view = view[self._file.write(view) :]
        except OSError as error:
            raise self._refusal() from error

    def _blocks(self, values: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """What lies together in the file: all if the part is as wide as the array, or else each row."""
        return [values] if values.shape[1] == self._width else list(values)

    def _places(self, part: Rectangle) -> list[int]:
        rows = [part.top] if part.width == self._width else range(part.top, part.top + part.height)
        return [(row * self._width + part.left) * self._channels * BYTES_PER_VALUE for row in rows]

    def _refusal(self) -> ScratchDiskError:
        size = self._width * self._height * self._channels * BYTES_PER_VALUE
        return ScratchDiskError(
            "Painting in tiles should find {size:.1f} GB of room for each of its temporary files, and '{folder}' has "
            "too little: free some of that disk, or choose a smaller size.",
            size=size / 1e9,
            folder=cache_folder(),
        )
