"""Brush strokes: paths that follow a field of directions, laid as ribbons of bristles with colour and thickness."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from resources.samples.generator.pixels import relief, resized, sampled

if TYPE_CHECKING:
    from numpy.random import Generator

    from resources.samples.generator.pixels import Field, Numbers

SAMPLES_PER_CHUNK = 800_000


@dataclass(frozen=True)
class Brush:
    """How a brush leaves its paint.

    Attributes:
        dry: share of bristles that skip, 0 to 1, more towards the end of the stroke.
        streaks: how far bristles differ in lightness.
        taper: 0 for a flat brush with even width, 1 for a stroke that runs out to points at both ends.
        thickness: how high the paint stands.
        spacing: distance between the samples that make up a stroke, in pixels.
    """

    dry: float = 0.25
    streaks: float = 0.1
    taper: float = 0.0
    thickness: float = 1.0
    spacing: float = 0.85


class Canvas:
    """Paint on a ground: colours and how thick the paint stands. Later strokes cover earlier ones."""

    def __init__(self, ground: Field) -> None:
        self.colours = np.array(ground, np.float32)
        self.thickness = np.zeros(ground.shape[:2], np.float32)

    @property
    def height(self) -> int:
        """Rows of pixels."""
        return int(self.colours.shape[0])

    @property
    def width(self) -> int:
        """Columns of pixels."""
        return int(self.colours.shape[1])

    def lay(self, paths: Field, widths: Field, colours: tuple[Field, Field], brush: Brush, rng: Generator) -> None:
        """Lays strokes in their order.

        Args:
            paths: strokes × points × (x, y) in pixels.
            widths: of each stroke in pixels.
            colours: of each stroke, n × 3, and a second colour of each, carried by some of its bristles.
            brush: how the paint is left.
            rng: for what differs from stroke to stroke.
        """
        if not len(paths):
            return
        lengths = np.linalg.norm(np.diff(paths, axis=1), axis=2).sum(axis=1)
        along = max(4, int(np.percentile(lengths, 98) / brush.spacing) + 2)
        across = max(2, int(np.percentile(widths, 98) / brush.spacing) + 2)
        chunk = max(1, SAMPLES_PER_CHUNK // (along * across))
        for first in range(0, len(paths), chunk):
            part = slice(first, first + chunk)
            tints = (np.asarray(colours[0][part], np.float32), np.asarray(colours[1][part], np.float32))
            self._lay(paths[part], widths[part], tints, brush, rng, counts=(along, across))

    def _lay(
        self,
        paths: Field,
        widths: Field,
        colours: tuple[Field, Field],
        brush: Brush,
        rng: Generator,
        *,
        counts: tuple[int, int],
    ) -> None:
        along, across = counts
        strokes, points = paths.shape[:2]
        u: Numbers = np.linspace(0, 1, along, dtype=np.float32)
        v: Numbers = np.linspace(-1, 1, across, dtype=np.float32)
        place = u * (points - 1.001)
        index = place.astype(np.int32)
        share = (place - index)[:, None]
        centres = paths[:, index] * (1 - share) + paths[:, index + 1] * share
        tangents = paths[:, index + 1] - paths[:, index]
        tangents /= np.maximum(np.linalg.norm(tangents, axis=2, keepdims=True), 1e-5)
        profile = (1 - brush.taper) + brush.taper * np.sin(np.pi * np.clip(u * 0.96 + 0.02, 0, 1)) ** 0.8
        half = np.asarray(0.5 * widths[:, None] * profile[None], np.float32)
        x = centres[..., 0, None] - tangents[..., 1, None] * half[..., None] * v
        y = centres[..., 1, None] + tangents[..., 0, None] * half[..., None] * v

        bristles: Numbers = rng.random((strokes, across + 2), np.float32)
        bristles = (bristles[:, :-2] + bristles[:, 1:-1] + bristles[:, 2:]) / 3
        bristles = np.clip((bristles - 0.5) * 1.7 + 0.5, 0, 1)[:, None, :]
        # Bristles touch down and lift at different times, and the outer ones later and sooner.
        reach = u[None, :, None] + (bristles - 0.5) * 0.12
        bow = (1 - np.sqrt(np.clip(1 - v * v, 0, 1)))[None, None] * np.clip(half / lengths_of(paths), 0, 0.5)[..., None]
        keep = (reach > bow * 0.9 + 0.03 * (1 - brush.taper)) & (reach < 1 - bow * 0.9)
        keep &= bristles > brush.dry * (0.25 + 0.75 * u[None, :, None] ** 2)
        keep &= (x >= 0) & (x < self.width) & (y >= 0) & (y < self.height)

        loaded = np.clip((bristles - 0.62 + (rng.random((strokes, 1, 1), np.float32) - 0.5) * 0.5) * 5, 0, 1)
        lift = rng.random((strokes,), np.float32) * np.float32(0.25)
        ridge: Numbers = 0.75 + 0.5 * np.abs(v) ** 3
        found = np.flatnonzero(keep)
        owner, bristle = found // (along * across), found % across
        step = found // across % along
        chosen = y.reshape(-1)[found].astype(np.int32) * self.width + x.reshape(-1)[found].astype(np.int32)
        depth = bristles[owner, 0, bristle]
        carried = loaded[owner, 0, bristle][:, None]
        tint = colours[0][owner] * (1 - carried) + colours[1][owner] * carried
        tint += ((depth - 0.5) * np.float32(2 * brush.streaks))[:, None]
        self.colours.reshape(-1, 3)[chosen] = tint
        thick = (0.35 + 0.65 * depth) * ridge[bristle] * (1.05 - 0.35 * u[step]) + lift[owner]
        self.thickness.reshape(-1)[chosen] = thick * np.float32(brush.thickness)

    def dab(self, places: Field, radii: Field, colours: Field, rng: Generator, *, thickness: float = 1.0) -> None:
        """Sets round dabs of paint, not quite circles, at places n × (x, y) in their order."""
        if not len(places):
            return
        reach = int(np.ceil(np.percentile(radii, 99) * 1.25)) + 1
        steps = np.arange(-reach, reach + 1)
        across, down = (axis.ravel() for axis in np.meshgrid(steps, steps))
        chunk = max(1, SAMPLES_PER_CHUNK // len(across))
        for first in range(0, len(places), chunk):
            part = slice(first, first + chunk)
            x = np.floor(places[part, 0, None]).astype(np.int32) + across
            y = np.floor(places[part, 1, None]).astype(np.int32) + down
            count = len(x)
            from_x = (x + 0.5 - places[part, 0, None]) / radii[part, None]
            from_y = (y + 0.5 - places[part, 1, None]) / radii[part, None]
            squeeze = rng.uniform(0.85, 1.18, (count, 1))
            bulge = 1 + 0.13 * np.cos(np.arctan2(from_y, from_x) * 3 + rng.uniform(0, 6.3, (count, 1)))
            far = np.hypot(from_x * squeeze, from_y / squeeze) / bulge
            keep = (far < 1) & (x >= 0) & (x < self.width) & (y >= 0) & (y < self.height)
            chosen = y[keep] * self.width + x[keep]
            dome = np.sqrt(np.clip(1 - far[keep] ** 2 * 0.9, 0, 1)) + 0.3 * np.exp(-(((far[keep] - 0.8) / 0.15) ** 2))
            owner = np.nonzero(keep)[0]
            self.colours.reshape(-1, 3)[chosen] = colours[part][owner]
            self.thickness.reshape(-1)[chosen] = dome * thickness

    def lit(self, width: int, height: int, *, depth: float = 0.5, gloss: float = 0.12) -> Field:
        """The canvas in a light from the upper left, at the wished size."""
        shade = relief(self.thickness, depth)
        picture = self.colours * np.clip(0.62 + 0.38 * shade, 0.35, 1.5)[..., None]
        picture += (gloss * np.clip(shade - 1.15, 0, 1) ** 2 * 6)[..., None]
        return np.clip(resized(picture, width, height, Image.Resampling.BOX), 0, 1)


def lengths_of(paths: Field) -> Field:
    """The length of each path in pixels, as a column."""
    lengths = np.linalg.norm(np.diff(paths, axis=1), axis=2).sum(axis=1, keepdims=True)
    return np.asarray(np.maximum(lengths, 1), np.float32)


def streamlines(angles: Field, starts: Field, lengths: Numbers, points: int = 9) -> Field:
    """Paths of the given lengths (pixels) through a field of angles, each with its start in its middle.

    Args:
        angles: of each pixel, in radians, x to the right and y down.
        starts: n × (x, y) in pixels.
        lengths: of each path in pixels.
        points: of each path.
    """
    cosine, sine = np.cos(angles), np.sin(angles)
    step = (np.asarray(lengths, np.float32) / (points - 1))[:, None]
    halves = []
    for sign in (-1.0, 1.0):
        place: Numbers = np.array(starts, np.float32)
        walked = []
        for _ in range(points // 2):
            way = np.stack([sampled(cosine, place[:, 0], place[:, 1]), sampled(sine, place[:, 0], place[:, 1])], axis=1)
            way /= np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-4)
            place = place + way * step * sign
            walked.append(place)
        halves.append(walked)
    return np.asarray(np.stack([*halves[0][::-1], starts, *halves[1]], axis=1), np.float32)


def scattered(width: int, height: int, spacing: float, rng: Generator, *, margin: float = 0.0) -> Field:
    """Places about `spacing` pixels apart in random order: an uneven grid without holes or heaps."""
    columns = int((width + 2 * margin) / spacing) + 1
    rows = int((height + 2 * margin) / spacing) + 1
    across, down = np.meshgrid(np.arange(columns), np.arange(rows))
    places = np.stack([across.ravel(), down.ravel()], axis=1) + rng.uniform(0, 1, (columns * rows, 2))
    return rng.permutation(np.asarray(places * spacing - margin, np.float32))
