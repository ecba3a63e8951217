"""What is done to a result's colours: lightness and colour taken apart, in a space in which eyes find them apart.

The photo's colours may be put back under the painted lightness, in part or altogether, and saturation and contrast
trimmed after. Where a lightness cannot be as colourful on a screen, the colour is weakened towards grey and keeps its
hue; clipping each channel on its own would change it.

Source: Björn Ottosson, "A perceptual color space for image processing" (Oklab), 2020.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from engine.measures.metrics import LUMA

if TYPE_CHECKING:
    from engine.look.look import Look

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


MIDDLE_GREY = 0.6
"""Oklab's lightness of the grey that stands in the middle of a screen's values; contrast leaves it where it is."""


@dataclass(frozen=True)
class ColourFinish:
    """What is done to the colours of a painted picture, pixel by pixel.

    Attributes:
        photo: how much of the photo's colours is put back, 0…1.
        saturation: a factor on how colourful it is.
        contrast: the slope at middle grey of what is done to lightness, L. Up to 1 it is L' = m + c (L - m); above, a
            curve that keeps black and white in their places: L' = m (L / m)^c below m, and likewise above.
    """

    photo: float = 0.0
    saturation: float = 1.0
    contrast: float = 1.0

    @property
    def is_nothing(self) -> bool:
        """Whether the picture stays as it is."""
        return self == ColourFinish()

    def apply(self, painted: Tensor, photo: Tensor) -> Tensor:
        """The picture with its finished colours.

        Args:
            painted: shape (1, 3, H, W), sRGB; values outside 0…1 are clamped, if anything is done.
            photo: likewise, of the same size.

        Returns:
            Values 0…1, the shape and number format of `painted`; `painted` itself where nothing is done.
        """
        if self.is_nothing:
            return painted
        strips = zip(*(torch.split(picture, ROWS_AT_ONCE, 2) for picture in (painted.clamp(0, 1), photo)), strict=True)
        return torch.cat([self._strip(strip, colours) for strip, colours in strips], dim=2).to(painted.dtype)

    def _strip(self, painted: Tensor, photo: Tensor) -> Tensor:
        seen = to_oklab(painted)
        lightness, colour = seen[:, :1], seen[:, 1:]
        if self.photo:
            colour = torch.lerp(colour, to_oklab(photo)[:, 1:], self.photo)
        return shown(contrasted(lightness, self.contrast), colour * self.saturation)


def colour_finish(look: Look) -> ColourFinish:
    """What a look asks to be done to the colours of a painted picture."""
    photo = look.colour_amount if look.colour == "photo" else 0.0
    return ColourFinish(photo, look.saturation, look.contrast)


def contrasted(lightness: Tensor, contrast: float) -> Tensor:
    """Lightness of 0…1 with more or less contrast: see `ColourFinish`."""
    if contrast <= 1:
        return MIDDLE_GREY + contrast * (lightness - MIDDLE_GREY) if contrast < 1 else lightness
    below = MIDDLE_GREY * (lightness.clamp_min(0) / MIDDLE_GREY) ** contrast
    above = 1 - (1 - MIDDLE_GREY) * ((1 - lightness).clamp_min(0) / (1 - MIDDLE_GREY)) ** contrast
    return torch.where(lightness < MIDDLE_GREY, below, above)


def lightness(picture: Tensor) -> Tensor:
    """Luma of a picture, shape (1, 3, H, W), as (1, 1, H, W)."""
    weights = torch.tensor(LUMA, device=picture.device)[:, None, None]
    return (picture * weights).sum(dim=1, keepdim=True)


def towards_grey(picture: Tensor) -> Tensor:
    """SRGB values, shape (1, 3, H, W), brought within 0…1 towards the grey of their own luma, as far as needed."""
    grey = lightness(picture).clamp(0, 1)
    away = picture - grey
    room = torch.where(away > 0, 1 - grey, grey)
    excess = (away.abs() / room.clamp_min(torch.finfo(torch.float32).eps)).amax(dim=1, keepdim=True)
    return (grey + away / excess.clamp_min(1)).clamp(0, 1)


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


def shown(lightness: Tensor, colour: Tensor) -> Tensor:
    """SRGB values 0…1 of a lightness and colour in Oklab, the colour weakened where no screen shows it.

    Args:
        lightness: shape (1, 1, H, W), 0…1.
        colour: shape (1, 2, H, W).
    """
    wanted = from_oklab(torch.cat([lightness, colour], dim=1))
    outside = ((wanted < -1e-3) | (wanted > 1 + 1e-3)).any(dim=1)[0]
    if not bool(outside.any()):
        return wanted.clamp(0, 1)
    lightness_there, colour_there = lightness[:, :, outside][:, :, None], colour[:, :, outside][:, :, None]
    low, high = torch.zeros_like(lightness_there), torch.ones_like(lightness_there)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        tried = from_oklab(torch.cat([lightness_there, middle * colour_there], dim=1))
        within = ((tried >= -1e-3) & (tried <= 1 + 1e-3)).all(dim=1, keepdim=True)
        low, high = torch.where(within, middle, low), torch.where(within, high, middle)
    wanted[:, :, outside] = from_oklab(torch.cat([lightness_there, low * colour_there], dim=1))[:, :, 0]
    return wanted.clamp(0, 1)


def _mixed(matrix: tuple[tuple[float, ...], ...] | Tensor, channels: Tensor) -> Tensor:
    weights = torch.as_tensor(matrix, dtype=channels.dtype, device=channels.device)
    mixed: Tensor = torch.einsum("oi,nihw->nohw", weights, channels)
    return mixed


def _inverse(matrix: tuple[tuple[float, ...], ...]) -> Tensor:
    inverse: Tensor = torch.linalg.inv(torch.tensor(matrix, dtype=torch.float64)).float()
    return inverse
