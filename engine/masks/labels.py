"""Label maps: pictures in which each colour names a part, for a photo and for a style, matched colour to colour.

No torch. Label maps come from painting programs and segmenting networks, so colours may be a little off: edges are
smoothed and JPEG rounds. What is near a colour that fills a part is taken for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import JobError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.images import Picture

NEAR = 48.0
"""Distance in steps of 8 bits within which two colours are the same."""

SMALLEST_PART = 0.001
"""Share of a label map that a colour has to fill, so that no smoothed edge becomes a part."""

FLAT = 16.0
"""Distance in steps of 8 bits within which half of the pixels lie from their part's colour, or there are no parts."""

MOST_LABELS = 64
"""A picture with more colours that fill a part is no label map."""

MOST_COLOURS = 4096
"""The most frequent colours among which parts are looked for."""


@dataclass(frozen=True)
class Label:
    """A colour that names a part of both pictures.

    Attributes:
        name: the colour as #rrggbb.
        photo: where it is in the photo's label map, uint8, shape (H, W), 0 or 255; between them where it was reduced.
        style: likewise in the style's.
    """

    name: str
    photo: NDArray[np.uint8]
    style: NDArray[np.uint8]

    @property
    def photo_share(self) -> float:
        """How much of the photo it fills, 0 to 1."""
        return _share(self.photo) / 255

    @property
    def style_share(self) -> float:
        """How much of the style it fills, 0 to 1."""
        return _share(self.style) / 255


@dataclass(frozen=True)
class LabelComparison:
    """What two label maps have in common, and what not; the largest part comes first.

    Attributes:
        matched: the colours of both.
        photo_only: names and shares of the photo's other colours.
        style_only: likewise of the style's.
    """

    matched: tuple[Label, ...]
    photo_only: tuple[tuple[str, float], ...]
    style_only: tuple[tuple[str, float], ...]


def matched_labels(photo: Picture, style: Picture) -> LabelComparison:
    """Matches the colours of two label maps that must have some in common.

    Raises:
        JobError: one of them is no label map, or they have no colour in common.
    """
    found = compare_labels(photo, style)
    if not found.matched:
        named = [", ".join(name for name, _ in own[:4]) for own in (found.photo_only, found.style_only)]
        raise JobError(
            "The label maps '{photo_name}' and '{style_name}' should have colours in common, and the first has "
            "{first} and the second {second}: paint what belongs together in one colour.",
            photo_name=photo.name,
            style_name=style.name,
            first=named[0],
            second=named[1],
        )
    return found


def compare_labels(photo: Picture, style: Picture) -> LabelComparison:
    """Matches the colours of two label maps.

    Raises:
        JobError: one of them is no label map.
    """
    maps = [_eight_bits(picture) for picture in (photo, style)]
    colours = [_colours(pixels, picture.name) for pixels, picture in zip(maps, (photo, style), strict=True)]
    places = [_nearest(pixels, own) for pixels, own in zip(maps, colours, strict=True)]
    found: list[Label] = []
    alone: list[tuple[str, float]] = []
    used: set[int] = set()
    for number, colour in enumerate(colours[0]):
        away = np.linalg.norm(colours[1] - colour, axis=1)
        if away.min() <= NEAR:
            used.add(int(away.argmin()))
            parts = (places[0] == number, places[1] == int(away.argmin()))
            found.append(Label(_name(colour), *(part.astype(np.uint8) * np.uint8(255) for part in parts)))
        else:
            alone.append((_name(colour), _share(places[0] == number)))
    unused = ((number, colour) for number, colour in enumerate(colours[1]) if number not in used)
    return LabelComparison(
        tuple(found), tuple(alone), tuple((_name(colour), _share(places[1] == number)) for number, colour in unused)
    )


def _share(part: NDArray[Any]) -> float:
    return float(part.mean(dtype=np.float64))


def _colours(pixels: NDArray[np.uint8], name: str) -> NDArray[np.float64]:
    """The colours that fill a part, the most frequent first, float64, shape (N, 3)."""
    packed = _packed(pixels)
    values, counts = np.unique(packed, return_counts=True)
    order = np.argsort(-counts, kind="stable")[:MOST_COLOURS]
    centres: list[NDArray[np.float64]] = []
    filled: list[int] = []
    for colour, count in zip(_unpacked(values[order]), counts[order], strict=True):
        away = np.linalg.norm(np.array(centres) - colour, axis=1) if centres else np.array([np.inf])
        if away.min() <= NEAR:
            filled[int(away.argmin())] += int(count)
        else:
            centres.append(colour)
            filled.append(int(count))
    large = np.array(
        [centre for centre, count in zip(centres, filled, strict=True) if count >= SMALLEST_PART * packed.size]
    ).reshape(-1, 3)
    if not 1 <= len(large) <= MOST_LABELS or _flat_share(values, counts, large) < 1 / 2:
        raise JobError(
            "The label map '{name}' should have up to {most} flat colours, one for each part, and it has more or "
            "others: paint each part in one colour, and save it as PNG.",
            name=name,
            most=MOST_LABELS,
        )
    return large


def _flat_share(values: NDArray[np.uint32], counts: NDArray[np.intp], colours: NDArray[np.float64]) -> float:
    """The share of pixels that are very near one of the colours."""
    known = _unpacked(values)
    least = np.full(len(values), np.inf)
    for colour in colours:
        least = np.minimum(least, np.linalg.norm(known - colour, axis=1))
    return float(counts[least <= FLAT].sum() / counts.sum())


def _nearest(pixels: NDArray[np.uint8], colours: NDArray[np.float64]) -> NDArray[np.intp]:
    """The number of the nearest colour for each pixel, shape (H, W)."""
    values, inverse = np.unique(_packed(pixels), return_inverse=True)
    known = _unpacked(values)
    nearest, least = np.zeros(len(values), np.intp), np.full(len(values), np.inf)
    for number, colour in enumerate(colours):
        away = np.linalg.norm(known - colour, axis=1)
        nearest[away < least] = number
        least = np.minimum(away, least)
    found: NDArray[np.intp] = nearest[inverse.reshape(pixels.shape[:2])]
    return found


def _eight_bits(picture: Picture) -> NDArray[np.uint8]:
    return (picture.pixels >> (picture.bits - 8)).astype(np.uint8)


def _packed(pixels: NDArray[np.uint8]) -> NDArray[np.uint32]:
    red, green, blue = (pixels[..., channel].astype(np.uint32) for channel in range(3))
    return (red << np.uint32(16)) | (green << np.uint32(8)) | blue


def _unpacked(packed: NDArray[Any]) -> NDArray[np.float64]:
    return np.stack([packed >> 16, (packed >> 8) & 255, packed & 255], axis=-1).astype(np.float64)


def _name(colour: NDArray[np.float64]) -> str:
    return "#" + "".join(f"{round(value):02x}" for value in colour)
