"""The method as the public ports do it, to measure against: same pack, same pictures, no care for speed.

Channels first, float32, a float64 singular value decomposition of both covariances at every level, and the style
encoded anew at every level. Used by `pentimento bench` alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.nn import functional

from engine.networks.stepped import level_layers
from engine.vgg import Convolution, Layer, Pooling

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.packs.manifest import Manifest
    from engine.vgg import Level


@torch.inference_mode()
def stylise_plainly(
    manifest: Manifest,
    tensors: Mapping[str, Tensor],
    photo: Tensor,
    style: Tensor,
    *,
    levels: Sequence[Level],
    strength: float,
) -> Tensor:
    """Paints as the public ports do.

    Args:
        manifest: of the pack.
        tensors: its weights.
        photo: float32, shape (1, 3, H, W), values 0…1, sides multiples of 16.
        style: likewise.
        levels: in the order in which they are visited.
        strength: at each level.
    """
    matrix = torch.tensor(manifest.input_matrix)[:, :, None, None]
    offset = torch.tensor(manifest.input_offset)
    picture = photo
    for level in levels:
        layers = level_layers(manifest, level)
        encoder = f"encoders.{manifest.levels[level]}"
        content = run_plainly(layers.encoder, tensors, encoder, functional.conv2d(picture, matrix, offset))
        reference = run_plainly(layers.encoder, tensors, encoder, functional.conv2d(style, matrix, offset))
        coloured = _whiten_and_colour(content, reference, manifest.eigenvalue_threshold)
        blended = strength * coloured + (1 - strength) * content
        picture = run_plainly(layers.decoder, tensors, f"decoders.{level}", blended)
    return picture.clamp(0, 1)


def run_plainly(layers: tuple[Layer, ...], tensors: Mapping[str, Tensor], prefix: str, picture: Tensor) -> Tensor:
    """Computes layers with the weights that stand under a prefix, channels first."""
    for layer in layers:
        if isinstance(layer, Convolution):
            name = f"{prefix}.{layer.name}"
            padded = functional.pad(picture, (1, 1, 1, 1), mode="reflect")
            picture = functional.conv2d(padded, tensors[f"{name}.weight"], tensors[f"{name}.bias"])
            if layer.rectified:
                picture = functional.relu(picture)
        elif isinstance(layer, Pooling):
            picture = functional.max_pool2d(picture, 2)
        else:
            picture = functional.interpolate(picture, scale_factor=2, mode="nearest")
    return picture


def _whiten_and_colour(content: Tensor, style: Tensor, threshold: float) -> Tensor:
    _, channels, height, width = content.shape
    content_side = content.reshape(channels, -1).double()
    style_side = style.reshape(channels, -1).double()
    content_mean = content_side.mean(dim=1, keepdim=True)
    style_mean = style_side.mean(dim=1, keepdim=True)
    whitened = _power(content_side - content_mean, -0.5, threshold) @ (content_side - content_mean)
    coloured = _power(style_side - style_mean, 0.5, threshold) @ whitened + style_mean
    return coloured.float().reshape(1, channels, height, width)


def _power(centred: Tensor, power: float, threshold: float) -> Tensor:
    covariance = centred @ centred.T / (centred.shape[1] - 1)
    left, values, right = torch.linalg.svd(covariance)
    kept = values > threshold
    result: Tensor = left[:, kept] @ torch.diag(values[kept] ** power) @ right[kept]
    return result
