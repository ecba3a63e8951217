"""Arrays of pixels: colours, mixing, sampling, blurring and resizing. Values run from 0 to 1, as sRGB."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Field = NDArray[np.floating[Any]]
    Numbers = NDArray[Any]


def colour(code: str) -> Field:
    """The three values of a colour written as `#rrggbb`."""
    return np.array([int(code[at : at + 2], 16) for at in (1, 3, 5)], np.float32) / np.float32(255)


def palette(*codes: str) -> Field:
    """Several colours as an array of n × 3."""
    return np.stack([colour(code) for code in codes])


def grid(width: int, height: int) -> tuple[Field, Field]:
    """The x and y of every pixel's centre in heights of the picture, so that drawings keep their proportions."""
    rows = (np.arange(height, dtype=np.float32) + 0.5) / height
    columns = (np.arange(width, dtype=np.float32) + 0.5) / height
    across, down = np.meshgrid(columns, rows)
    return across.astype(np.float32), down.astype(np.float32)


def smoothstep(low: Numbers | float, high: Numbers | float, values: Numbers) -> Field:
    """0 at `low`, 1 at `high`, and an even curve between; `low` may be the larger one."""
    share = np.clip((np.asarray(values, np.float32) - low) / (high - low), 0, 1)
    return np.asarray(share * share * (3 - 2 * share), np.float32)


def mix(first: Numbers, second: Numbers, share: Numbers | float) -> Field:
    """From `first` to `second`; a share per pixel fits colours too."""
    amount = np.asarray(share, np.float32)
    target = max(np.ndim(first), np.ndim(second))
    if amount.ndim == 2 and target in {1, 3}:
        amount = amount[..., None]
    return np.asarray(first + (np.asarray(second) - first) * amount, np.float32)


def gradient(values: Numbers, stops: Sequence[float] | Numbers, colours: Field) -> Field:
    """Colours looked up along a ramp with the given stops."""
    channels = [np.interp(values, stops, colours[:, channel]) for channel in range(3)]
    return np.stack(channels, axis=-1).astype(np.float32)


def resized(field: Field, width: int, height: int, method: Image.Resampling = Image.Resampling.BICUBIC) -> Field:
    """A field or colour picture at another size."""
    if field.ndim == 3:
        return np.stack([resized(field[..., channel], width, height, method) for channel in range(3)], axis=-1)
    image = Image.fromarray(np.ascontiguousarray(field, np.float32))
    return np.asarray(image.resize((width, height), method), np.float32)


def blurred(field: Field, radius: float) -> Field:
    """A soft blur, close to a Gaussian of this standard deviation in pixels; edges repeat."""
    if radius < 0.3:
        return field
    result = field
    for axis in (0, 1):
        for _ in range(3):
            result = _box(result, radius, axis)
    return result


def _box(field: Field, radius: float, axis: int) -> Field:
    # Three box means of this half width have about the wished standard deviation; the fraction is blended in.
    half = float(np.sqrt(4 * radius * radius + 1) / 2 - 0.5)
    whole = int(half)
    part = half - whole
    padding = [(0, 0)] * field.ndim
    padding[axis] = (whole + 2, whole + 2)
    total = np.cumsum(np.pad(field, padding, mode="edge"), axis=axis, dtype=np.float64)
    count = field.shape[axis]

    def mean(reach: int) -> Numbers:
        first = whole + 1 - reach
        last = whole + 2 + reach
        high = total[last : last + count] if axis == 0 else total[:, last : last + count]
        low = total[first : first + count] if axis == 0 else total[:, first : first + count]
        return (high - low) / (2 * reach + 1)

    return np.asarray(mean(whole) * (1 - part) + mean(whole + 1) * part, np.float32)


def sampled(field: Field, x: Numbers, y: Numbers) -> Field:
    """Values between pixels, at pixel coordinates; beyond the edge the edge's value."""
    height, width = field.shape[:2]
    x = np.clip(x, 0, width - 1.001)
    y = np.clip(y, 0, height - 1.001)
    left = x.astype(np.int32)
    top = y.astype(np.int32)
    right = np.minimum(left + 1, width - 1)
    bottom = np.minimum(top + 1, height - 1)
    across = np.asarray(x - left, np.float32)
    down = np.asarray(y - top, np.float32)
    if field.ndim == 3:
        across, down = across[..., None], down[..., None]
    upper = field[top, left] * (1 - across) + field[top, right] * across
    lower = field[bottom, left] * (1 - across) + field[bottom, right] * across
    return np.asarray(upper * (1 - down) + lower * down, np.float32)


def relief(height: Field, strength: float, light: tuple[float, float, float] = (-0.5, -0.62, 0.6)) -> Field:
    """How a raised surface catches a light from there: 1 where it is level, more and less on slopes."""
    down, across = np.gradient(height * np.float32(strength))
    length = np.sqrt(across * across + down * down + 1)
    lit = (-across * light[0] - down * light[1] + light[2]) / length
    return np.asarray(lit / light[2], np.float32)


def turned(colours: Field, angle: Numbers | float, saturation: Numbers | float = 1.0) -> Field:
    """Colours with their hue turned by an angle (radians) and their saturation scaled; their lightness stays."""
    light = luminance(colours)
    blue = (colours[..., 2] - light) * 0.56
    red = (colours[..., 0] - light) * 0.71
    cosine, sine = np.cos(angle) * saturation, np.sin(angle) * saturation
    blue, red = blue * cosine - red * sine, blue * sine + red * cosine
    first, last = light + red / 0.71, light + blue / 0.56
    middle = (light - 0.299 * first - 0.114 * last) / 0.587
    return np.asarray(np.stack([first, middle, last], axis=-1), np.float32)


def luminance(picture: Field) -> Field:
    """How light each pixel looks."""
    return np.asarray(picture @ np.array([0.299, 0.587, 0.114], np.float32), np.float32)


def as_bytes(picture: Field) -> NDArray[np.uint8]:
    """The picture in 8 bits."""
    return np.asarray(np.clip(picture * 255 + 0.5, 0, 255), np.uint8)
