"""How much memory a plan takes, foretold from sizes and layers. No torch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.planning.tiling import KEPT_STRIDE, decoder_borders, encoder_border, padded_size, tile_area
from engine.vgg import Convolution, convolutions, outputs_of, stride_of, strided

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from engine.planning.tiling import Size
    from engine.vgg import Layer, Level, LevelLayers

PROGRAM_BYTES = 400 << 20
"""Memory of the program itself with torch loaded; measured on Linux."""

SMALL_PHOTO_BYTES = 64 << 20
"""Memory that any photo may take as it is read."""

CARRIED_VALUES = 20
"""Values held for each pixel of the smaller picture, while it is carried up in memory."""

SLACK = 1.6
"""Measured memory around the widest convolution against what its maps alone take; measured on Linux."""


def estimated_memory(
    picture: Size,
    styles: tuple[Size, ...],
    layers: Mapping[Level, LevelLayers],
    *,
    regions: int,
    mixed: Collection[Level] = (),
    carried: Collection[Level] = (),
) -> int:
    """Peak bytes of a process that runs a plan in one piece.

    Around its widest convolution a run holds what goes in, the same padded, and what comes out; around a transform
    the features and the result, with regions two more of these, and where the photo's are mixed in these beside both.
    What the networks lose of the photo has a photo's size at each level. Beside that there are the pictures, the masks
    as integers and as numbers, and three copies of the weights: as loaded, as networks, and while they are converted.
    """
    largest = max(width * height for width, height in map(padded_size, (picture, *styles)))
    maps = max(
        (
            max(values_around(networks.encoder, 1), values_around(networks.decoder, stride_of(level)), transform)
            for level, networks in layers.items()
            for transform in [values_of_transform(level, networks, regions=regions, mixes=level in mixed)]
        ),
        default=0.0,
    )
    pictures = (
        3 * ((3 + len(carried)) * largest + sum(width * height for width, height in styles))
        + values_of_masks(regions) * largest
    )
    return int(PROGRAM_BYTES + 4 * (SLACK * maps * largest + pictures + weights_held(layers)))


def tiled_memory(
    picture: Size,
    styles: tuple[Size, ...],
    layers: Mapping[Level, LevelLayers],
    tile: int,
    *,
    regions: int,
    bits: int,
    mixed: Collection[Level] = (),
) -> int:
    """Peak bytes of a process that runs a plan in tiles.

    Maps are held of one tile at a time with what a network sees around it. What grows with the picture are its pixels
    as integers (as read, at the size of the result, padded, painted), and those of the masks.
    """
    padded = padded_size(picture)
    maps = 0.0
    for level, networks in layers.items():
        seen = encoder_border(networks.encoder, level)
        needed = decoder_borders(networks.decoder)[0]
        held = values_of_transform(level, networks, regions=regions, mixes=level in mixed)
        transformed = held * tile_area(padded, tile, needed)
        encoded = tile_area(padded, tile, seen + (needed if stride_of(level) < KEPT_STRIDE else 0))
        styles_encoded = max(tile_area(padded_size(style), tile, seen) for style in styles)
        maps = max(
            maps,
            values_around(networks.encoder, 1) * max(encoded, styles_encoded),
            values_decoded(networks.decoder, stride_of(level), padded, tile),
            transformed,
            values_of_masks(regions) * tile_area(padded, tile, needed),
        )
    pixels = padded[0] * padded[1]
    pictures = (4 * pixels + 2 * sum(width * height for width, height in styles)) * 3 * bits // 8
    # As given and as shares, and two more while these are worked out.
    masks = (1 + (2 * regions + 2 if regions else 0) * bits // 8) * pixels
    return int(PROGRAM_BYTES + 4 * (SLACK * maps + weights_held(layers)) + pictures + masks)


def left_for_photo(memory: int | None) -> int | None:
    """Bytes that a photo may take as it is read; None where nothing is said about the process's memory.

    Small photos are read in any case: where memory is short for them, the plan says so.
    """
    return None if memory is None else max(memory - PROGRAM_BYTES, SMALL_PHOTO_BYTES)


def carried_memory(base: Size) -> int:
    """Bytes of a smaller picture and of what is known of it, while it is carried up in one piece."""
    return 4 * CARRIED_VALUES * base[0] * base[1]


def bytes_of(size: Size, bits: int) -> int:
    """Bytes of a picture as integers."""
    return size[0] * size[1] * 3 * bits // 8


def values_around(layers: tuple[Layer, ...], start: int) -> float:
    """Values per pixel that are held around the widest convolution; `start` as for `strided`."""
    return max((2 * layer.inputs + layer.outputs) / stride**2 for layer, stride in strided(layers, start))


def values_decoded(layers: tuple[Layer, ...], start: int, picture: Size, tile: int) -> float:
    """Values that are held around a decoder's widest convolution for a tile, of which it sees less and less border."""
    borders = iter(decoder_borders(layers))
    area = tile_area(picture, tile, next(borders))
    stride, most = start, 0.0
    for layer in layers:
        if isinstance(layer, Convolution):
            most = max(most, (2 * layer.inputs + layer.outputs) / stride**2 * area)
        else:
            stride, area = stride // 2, tile_area(picture, tile, next(borders))
    return most


def values_of_transform(level: Level, networks: LevelLayers, *, regions: int, mixes: bool = False) -> float:
    """Values per pixel that are held around a level's transform."""
    return ((4 if regions else 2) + (3 if mixes else 0)) * outputs_of(networks.encoder) / stride_of(level) ** 2


def values_of_masks(regions: int) -> float:
    """Values per pixel that are held of the regions' masks: shares as integers, and as numbers at a level."""
    return 2 * (regions + 1) if regions else 0


def weights_held(layers: Mapping[Level, LevelLayers]) -> int:
    """Values of three copies of the weights."""
    inner = [layer for networks in layers.values() for layer in convolutions(networks.encoder + networks.decoder)]
    return 3 * sum(9 * layer.inputs * layer.outputs for layer in inner)
