"""Pictures as the networks take them, and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from engine.images import fill_hidden
from engine.planning.tiling import padded_size

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    from engine.images import Picture
    from engine.images.picture import Pixels
    from engine.planning.tiling import Rectangle, Size


@dataclass(frozen=True)
class Prepared:
    """A picture as the networks take it.

    Attributes:
        pixels: float32, shape (1, 3, H, W), padded, values 0…1, channels last.
        visibility: its alpha, float32, shape (H, W), padded, values 0…1; None: opaque.
    """

    pixels: Tensor
    visibility: Tensor | None


def prepare(picture: Picture, device: torch.device) -> Prepared:
    """Pads a picture by reflection, however small it is, and brings it to a device."""
    margins = margins_of((picture.width, picture.height))
    pixels, visibility = picture.pixels, None
    if picture.alpha is not None and int(picture.alpha.min()) < np.iinfo(picture.alpha.dtype).max:
        pixels = fill_hidden(pixels, picture.alpha)
        visibility = torch.from_numpy(as_floats(np.pad(picture.alpha, margins, mode="reflect"))).to(device)
    tensor = torch.from_numpy(as_floats(np.pad(pixels, (*margins, (0, 0)), mode="reflect")))
    # The array's own order is channels last, so this changes the view only.
    return Prepared(tensor.permute(2, 0, 1)[None].to(device), visibility)


@dataclass(frozen=True)
class Original:
    """A picture as integers, of which parts are taken as the networks want them: a fifth of a prepared one's memory.

    Attributes:
        pixels: shape (H, W, 3), padded.
        alpha: shape (H, W), padded; None: opaque.
        device: where the parts go.
    """

    pixels: NDArray[Any]
    alpha: NDArray[Any] | None
    device: torch.device

    @property
    def size(self) -> Size:
        """Width and height, padded."""
        return self.pixels.shape[1], self.pixels.shape[0]

    def part(self, part: Rectangle) -> Tensor:
        """A part of the pixels, float32, shape (1, 3, H, W), values 0…1."""
        return as_tensor(as_floats(self.pixels[_slices(part)]), self.device)

    def visibility(self, part: Rectangle) -> Tensor | None:
        """A part of the alpha, float32, shape (H, W), values 0…1; None: opaque."""
        return None if self.alpha is None else torch.from_numpy(as_floats(self.alpha[_slices(part)])).to(self.device)


def prepare_parts(picture: Picture, device: torch.device) -> Original:
    """As `prepare`, for parts to be taken of it."""
    margins = margins_of((picture.width, picture.height))
    pixels: Pixels = picture.pixels
    alpha: Pixels | None = None
    if picture.alpha is not None and int(picture.alpha.min()) < np.iinfo(picture.alpha.dtype).max:
        pixels = fill_hidden(pixels, picture.alpha)
        alpha = _padded(picture.alpha, margins)
    if any(after for _, after in margins):
        pixels = _padded(pixels, (*margins, (0, 0)))
    return Original(pixels, alpha, device)


def surrounded(values: Tensor, border: int) -> Tensor:
    """Maps of shape (…, H, W) with a border on all sides, on which they go on with their opposite side."""
    if not border:
        return values
    height, width = values.shape[-2:]
    rows, columns = (torch.arange(-border, side + border, device=values.device) % side for side in (height, width))
    return values.index_select(-2, rows).index_select(-1, columns)


def without_border(values: Tensor, border: int) -> Tensor:
    """Maps of shape (…, H, W) without what lies on a border on all sides."""
    height, width = values.shape[-2:]
    return values[..., border : height - border, border : width - border]


def as_tensor(pixels: NDArray[np.float32], device: torch.device) -> Tensor:
    """Values of shape (H, W, C) as (1, C, H, W), channels last, on a device."""
    return torch.from_numpy(pixels).permute(2, 0, 1)[None].to(device)


def as_array(values: Tensor) -> NDArray[np.float32]:
    """The way back: (1, C, H, W) as float32 of shape (H, W, C)."""
    array: NDArray[np.float32] = values[0].permute(1, 2, 0).float().cpu().numpy()
    return array


def _padded(values: Pixels, margins: tuple[tuple[int, int], ...]) -> Pixels:
    padded: NDArray[Any] = np.pad(values, margins, mode="reflect")
    return padded


def _slices(part: Rectangle) -> tuple[slice, slice]:
    return slice(part.top, part.top + part.height), slice(part.left, part.left + part.width)


def padded(values: NDArray[Any]) -> NDArray[Any]:
    """Pads an array of shape (H, W), such as a mask, like the picture that it belongs to; itself if it is so."""
    margins = margins_of((values.shape[1], values.shape[0]))
    return _padded(values, margins) if any(after for _, after in margins) else values


def margins_of(size: Size) -> tuple[tuple[int, int], tuple[int, int]]:
    """What is added below and to the right of a picture to fill the networks' grid."""
    (width, height), (padded_width, padded_height) = size, padded_size(size)
    return (0, padded_height - height), (0, padded_width - width)


def as_floats(values: NDArray[Any]) -> NDArray[np.float32]:
    """Integers as float32 of 0…1."""
    return values.astype(np.float32) / np.float32(np.iinfo(values.dtype).max)


def as_integers(values: Tensor, bits: int) -> NDArray[np.uint8] | NDArray[np.uint16]:
    """float32 of 0…1 as integers of 8 or 16 bits, rounded."""
    largest = (1 << bits) - 1
    scaled: NDArray[np.float32] = values.clamp(0, 1).mul(largest).round().cpu().numpy()
    return scaled.astype(np.uint8) if bits == 8 else scaled.astype(np.uint16)


def as_pixels(painted: Tensor, size: Size, bits: int) -> NDArray[np.uint8] | NDArray[np.uint16]:
    """A result, shape (1, 3, H, W), without its padding as pixels of shape (H, W, 3).

    Raises:
        FloatingPointError: it holds NaN or infinity.
    """
    if not bool(torch.isfinite(painted).all()):
        raise FloatingPointError("the painted picture holds NaN or infinity")
    width, height = size
    return as_integers(painted[0, :, :height, :width].permute(1, 2, 0).float(), bits)


def alpha_of_depth(
    alpha: NDArray[np.uint8] | NDArray[np.uint16] | None, bits: int
) -> NDArray[np.uint8] | NDArray[np.uint16] | None:
    """An alpha channel in other bits."""
    return None if alpha is None else as_integers(torch.from_numpy(as_floats(alpha)), bits)
