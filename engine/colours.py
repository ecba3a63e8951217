"""Whose colours a result has: lightness and colour of a pixel taken apart, in a space in which eyes find them apart.

Source: Björn Ottosson, "A perceptual color space for image processing" (Oklab), 2020.
"""

from __future__ import annotations

import torch
from torch import Tensor

_RGB_TO_CONES = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_CONES_TO_OKLAB = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
ROWS_AT_ONCE = 256
"""Rows that are converted together: a conversion takes ten times the picture's memory."""

HALVINGS = 6
"""Steps in which the strongest colour that a screen can show is searched."""


def with_colours_of(painted: Tensor, photo: Tensor) -> Tensor:
    """The painted picture's lightness with the photo's colours.

    Where a lightness cannot be as colourful as the photo, the colour is weakened and keeps its hue.

    Args:
        painted: shape (1, 3, H, W), sRGB; values outside 0…1 are clamped.
        photo: likewise, of the same size.

    Returns:
        Values 0…1, the shape and number format of `painted`.
    """
    strips = zip(torch.split(painted.clamp(0, 1), ROWS_AT_ONCE, 2), torch.split(photo, ROWS_AT_ONCE, 2), strict=True)
    return torch.cat([_strip(strip, colours) for strip, colours in strips], dim=2).to(painted.dtype)


def to_oklab(picture: Tensor) -> Tensor:
    """Oklab of sRGB values 0…1, shape (1, 3, H, W): lightness 0…1, green to red, blue to yellow."""
    picture = picture.float()
    linear = torch.where(picture <= 0.04045, picture / 12.92, ((picture + 0.055) / 1.055).clamp_min(0) ** 2.4)
    return _mixed(_CONES_TO_OKLAB, _mixed(_RGB_TO_CONES, linear).clamp_min(0) ** (1 / 3))


def from_oklab(colours: Tensor) -> Tensor:
    """SRGB values of Oklab, shape (1, 3, H, W); outside 0…1 where no screen shows the colour."""
    linear = _mixed(_inverse(_RGB_TO_CONES), _mixed(_inverse(_CONES_TO_OKLAB), colours) ** 3)
    curved = 1.055 * linear.clamp_min(0.0031308) ** (1 / 2.4) - 0.055
    return torch.where(linear <= 0.0031308, 12.92 * linear, curved)


def _strip(painted: Tensor, photo: Tensor) -> Tensor:
    lightness, colour = to_oklab(painted)[:, :1], to_oklab(photo)[:, 1:]
    wanted = from_oklab(torch.cat([lightness, colour], dim=1))
    outside = ((wanted < -1e-3) | (wanted > 1 + 1e-3)).any(dim=1)[0]
    if not bool(outside.any()):
        return wanted.clamp(0, 1)
    lightness_there, colour_there = lightness[:, :, outside][:, :, None], colour[:, :, outside][:, :, None]
    low, high = torch.zeros_like(lightness_there), torch.ones_like(lightness_there)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        tried = from_oklab(torch.cat([lightness_there, middle * colour_there], dim=1))
        shown = ((tried >= -1e-3) & (tried <= 1 + 1e-3)).all(dim=1, keepdim=True)
        low, high = torch.where(shown, middle, low), torch.where(shown, high, middle)
    wanted[:, :, outside] = from_oklab(torch.cat([lightness_there, low * colour_there], dim=1))[:, :, 0]
    return wanted.clamp(0, 1)


def _mixed(matrix: tuple[tuple[float, ...], ...] | Tensor, channels: Tensor) -> Tensor:
    weights = torch.as_tensor(matrix, dtype=channels.dtype, device=channels.device)
    mixed: Tensor = torch.einsum("oi,nihw->nohw", weights, channels)
    return mixed


def _inverse(matrix: tuple[tuple[float, ...], ...]) -> Tensor:
    inverse: Tensor = torch.linalg.inv(torch.tensor(matrix, dtype=torch.float64)).float()
    return inverse
