"""The geometry of tiles: where they lie, and how far around them a network looks. No torch.

Tiles begin on multiples of 16, so that poolings pair the same pixels as in the whole picture. Around a tile a network
sees a border as wide as its reach; there it reflects at edges that are none, and what that spoils is cut off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.vgg import Convolution, Layer, Pooling, stride_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.vgg import Level

GRID = 16
"""Sides are padded to multiples of this, the reduction of relu5_1."""

SMALLEST_SIDE = 32
"""The smallest padded side: at relu5_1 two positions, the least that can be reflected."""

TILES = (2048, 1536, 1024, 768, 512, 384, 256, 192, 128, 64)
"""Sides of tiles to choose from, in pixels."""

KEPT_STRIDE = 4
"""From this stride on a level's features are small enough to be kept; shallower ones are computed again."""

Size = tuple[int, int]
"""Width and height in pixels."""


class Rectangle(NamedTuple):
    """A part of a picture, in pixels or in positions of a level."""

    left: int
    top: int
    width: int
    height: int

    def grown(self, border: int, size: Size) -> Rectangle:
        """This with a border on all sides, as far as the picture of that size goes."""
        left, top = max(self.left - border, 0), max(self.top - border, 0)
        right = min(self.left + self.width + border, size[0])
        bottom = min(self.top + self.height + border, size[1])
        return Rectangle(left, top, right - left, bottom - top)

    def widened(self, border: int) -> Rectangle:
        """This with a border on all sides, even beyond the picture's edges."""
        return Rectangle(self.left - border, self.top - border, self.width + 2 * border, self.height + 2 * border)

    def clipped(self, size: Size) -> Rectangle:
        """What of this lies within a picture; it may be empty."""
        width = min(self.left + self.width, size[0]) - self.left
        height = min(self.top + self.height, size[1]) - self.top
        return Rectangle(self.left, self.top, max(width, 0), max(height, 0))

    def within(self, other: Rectangle) -> Rectangle:
        """The same place, counted from the corner of another."""
        return Rectangle(self.left - other.left, self.top - other.top, self.width, self.height)

    def reduced(self, stride: int) -> Rectangle:
        """The positions of a level over these pixels, which begin and end on multiples of its stride."""
        return Rectangle(*(side // stride for side in self))


def spans(start: int, length: int, side: int) -> Iterator[tuple[int, int]]:
    """Where a stretch lies on a side that begins again at its end: starts and lengths of its pieces, in order."""
    while length > 0:
        begin = start % side
        piece = min(length, side - begin)
        yield begin, piece
        start, length = start + piece, length - piece


def tiles_of(size: Size, tile: int) -> list[Rectangle]:
    """Divides a padded picture into tiles of about the same size, row by row.

    Args:
        size: of the picture, multiples of the grid.
        tile: the longest side of a tile, a multiple of the grid.
    """
    across, down = (_divided(side, tile) for side in size)
    return [Rectangle(left, top, width, height) for top, height in down for left, width in across]


def tile_area(picture: Size, tile: int, border: int) -> int:
    """Pixels of a tile with its border, which no more than fill the picture."""
    return min(tile + 2 * border, picture[0]) * min(tile + 2 * border, picture[1])


def encoder_border(layers: tuple[Layer, ...], level: Level) -> int:
    """How many pixels around a tile have to be seen for its features to be right; a multiple of the level's stride."""
    return reach_of(layers) * stride_of(level)


def decoder_borders(layers: tuple[Layer, ...]) -> tuple[int, ...]:
    """How many pixels around a tile are needed, for its decoded pixels to be right.

    Returns:
        The border of the features that go in, then of what goes into each upsampling; multiples of the strides there.
    """
    stride, needed = 1, 0
    borders = []
    for layer in reversed(layers):
        if isinstance(layer, Convolution):
            needed += 1
        else:
            stride, needed = 2 * stride, -(-needed // 2)
            borders.append(needed * stride)
    return (needed * stride, *reversed(borders))


def reach_of(layers: tuple[Layer, ...]) -> int:
    """How far from the edge of what goes in results are changed by it, in positions of what comes out."""
    reach = 0
    for layer in layers:
        if isinstance(layer, Convolution):
            reach += 1
        elif isinstance(layer, Pooling):
            reach = -(-reach // 2)
        else:
            reach *= 2
    return reach


def _divided(side: int, tile: int) -> list[tuple[int, int]]:
    """Starts and lengths of equal parts of a side, all but the last a multiple of the grid."""
    parts = -(-side // tile)
    length = -(-side // (parts * GRID)) * GRID
    return [(start, min(length, side - start)) for start in range(0, side, length)]


def padded_size(size: Size) -> Size:
    """The size rounded up to the networks' grid."""
    width, height = (max(-(-side // GRID) * GRID, SMALLEST_SIDE) for side in size)
    return width, height
