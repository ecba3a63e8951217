"""The two losses of Gatys et al. of a picture, through which its pixels can be optimised.

With features F of the picture at a level, N channels at M positions, and the photo's P at the same level:

    content = ½ Σ (F - P)²  ·  c,        c = 1 / (½ Σ (P - P̄)²),  P̄ the mean of each channel,
    style   = Σ_l w_l / (4 N_l² M_l²) Σ (G_l - A_l)²,    w_l = 4 N_l² M_l² v_l / Σ A_l²,

with the Gram matrices G = F Fᵀ of the picture and A of the style, each over as many positions: the style's is scaled
to the picture's. The constants c and w_l, which the paper leaves open, are chosen so that neither the scale of a pack's
features nor the size of a picture matters. The content loss is 0 for the photo, 1 for a picture that has the mean of
the photo's features everywhere, and about 2 for another photo. The style loss is the mean over the levels, weighted by
v_l (which sum to one), of the squared relative distance of Gram matrices: 0 for the style, 1 for a picture without any
features; of a picture with regions it is the mean over these by their size. The total is content + ratio · style.

Source: Gatys, Ecker and Bethge, "Image Style Transfer Using Convolutional Neural Networks", CVPR 2016, and "Texture
Synthesis Using Convolutional Neural Networks", NIPS 2015. Gram matrices of parts of a picture: Gatys et al.,
"Controlling Perceptual Factors in Neural Style Transfer", CVPR 2017.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from engine.networks.tensors import surrounded
from engine.planning.tiling import GRID, encoder_border, padded_size
from engine.vgg import stride_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from torch import Tensor

    from engine.networks.stepped import SharedEncoder
    from engine.planning.tiling import Size
    from engine.vgg import Level

LEAST_CONTRAST = 1e-2
"""A photo's features count as at least so varied against their squares, so that a flat photo's loss has a scale."""


def weighted_gram(features: Tensor, weights: Tensor | None = None) -> Tensor:
    """G = Σ w f fᵀ / Σ w over the positions: the paper's F Fᵀ for each position.

    Args:
        features: shape (1, C, H, W).
        weights: how much each position counts, shape (H, W), at least 0; None: all alike.

    Returns:
        Shape (C, C), in the format of the features; all zeros where no position counts.
    """
    positions = features.permute(0, 2, 3, 1).reshape(-1, features.shape[1])
    if weights is None:
        return positions.T @ positions / positions.shape[0]
    counted = weights.reshape(-1, 1).to(positions)
    return (positions * counted).T @ positions / counted.sum().clamp_min(torch.finfo(counted.dtype).tiny)


@dataclass(frozen=True)
class Framing:
    """A picture as an encoder takes it, and what of the features belongs to the picture.

    Attributes:
        size: of the picture, width and height.
        border: pixels that are repeated from the opposite side on every side, where the picture is tileable; 0 where
            the picture is filled up to the networks' grid by reflection, below and to the right.
    """

    size: Size
    border: int = 0

    @property
    def framed(self) -> Size:
        """Size of the picture with what is around it."""
        width, height = padded_size(self.size)
        return width + 2 * self.border, height + 2 * self.border

    def around(self, picture: Tensor) -> Tensor:
        """The picture, shape (1, C, H, W), with what is around it; pixels may be reflected more than once."""
        if self.border:
            return surrounded(picture, self.border)
        padded = padded_size(self.size)
        if padded == self.size:
            return picture
        columns, rows = (
            torch.from_numpy(np.pad(np.arange(side), (0, filled - side), mode="reflect")).to(picture.device)
            for side, filled in zip(self.size, padded, strict=True)
        )
        return picture.index_select(2, rows).index_select(3, columns)

    def within(self, features: Tensor, level: Level) -> Tensor:
        """What of a level's features lies within the picture, shape (1, C, H, W) or (H, W)."""
        stride = stride_of(level)
        columns, rows = (max(side // stride, 1) for side in self.size)
        start = self.border // stride
        return features[..., start : start + rows, start : start + columns]


def framing_of(size: Size, encoders: Sequence[SharedEncoder], *, tileable: bool) -> Framing:
    """How pictures of a size are taken by some encoders; a tileable picture's sides are multiples of 16."""
    if not tileable:
        return Framing(size)
    border = max(encoder_border(encoder.network.layers, encoder.levels[0]) for encoder in encoders)
    return Framing(size, -(-border // GRID) * GRID)


def features_of(encoders: Sequence[SharedEncoder], picture: Tensor, framing: Framing) -> dict[Level, Tensor]:
    """The features of a picture at all levels of some encoders: positions within the picture only."""
    framed = framing.around(picture)
    return {
        level: framing.within(features, level)
        for encoder in encoders
        for level, features in encoder.network.features(framed, encoder.levels).items()
    }


@dataclass(frozen=True)
class Wanted:
    """The style that a part of the picture is to have.

    Attributes:
        grams: the styles' Gram matrices at each level that counts, mixed, from `weighted_gram`.
        level_weights: share of each of these levels in the style loss, v_l; they sum to one.
        weights: how much each position of a level counts, shape (H, W); None: all alike.
        share: of the part in the whole picture; the parts' sum to one.
    """

    grams: Mapping[Level, Tensor]
    level_weights: Mapping[Level, float]
    weights: Mapping[Level, Tensor] | None = None
    share: float = 1.0


@dataclass(frozen=True)
class Content:
    """What the picture is to show.

    Attributes:
        level: where it is compared.
        features: the photo's there.
        weights: how much each position counts, shape (H, W); None: all alike.
    """

    level: Level
    features: Tensor
    weights: Tensor | None = None


@dataclass(frozen=True)
class Objective:
    """What is made small, as a function of the picture.

    Attributes:
        encoders: give the features of all levels that are compared.
        framing: how they take the picture.
        parts: the styles that are wanted, and where.
        content: None: nothing is held on to, as for textures.
        ratio: how many times the style loss counts.
    """

    encoders: Sequence[SharedEncoder]
    framing: Framing
    parts: Sequence[Wanted]
    content: Content | None
    ratio: float

    def losses(self, picture: Tensor) -> tuple[Tensor, Tensor]:
        """Content and style loss of a picture, shape (1, 3, H, W), values 0…1; both can be differentiated."""
        features = features_of(self.encoders, picture, self.framing)
        nothing = picture.new_zeros(())
        content = nothing if self.content is None else content_loss(features[self.content.level], self.content)
        style = nothing
        for part in self.parts:
            for level, weight in part.level_weights.items():
                gram = weighted_gram(features[level], None if part.weights is None else part.weights[level])
                style = style + part.share * weight * style_loss(gram, part.grams[level])
        return content, style


def content_loss(features: Tensor, content: Content) -> Tensor:
    """½ Σ (F - P)² in units of ½ Σ (P - P̄)²: see above."""
    squares = (features - content.features).square()
    return _summed(squares, content.weights) / content_scale(content)


def content_scale(content: Content) -> Tensor:
    """Σ (P - P̄)² of the photo's features, or a hundredth of Σ P² where that is more."""
    photo, weights = content.features, content.weights
    if weights is None:
        mean = photo.mean(dim=(2, 3), keepdim=True)
    else:
        counted = weights.to(photo)
        tiny = torch.finfo(photo.dtype).tiny
        mean = (photo * counted).sum(dim=(2, 3), keepdim=True) / counted.sum().clamp_min(tiny)
    least = LEAST_CONTRAST * _summed(photo.square(), weights)
    return torch.maximum(_summed((photo - mean).square(), weights), least).clamp_min(torch.finfo(photo.dtype).eps)


def style_loss(gram: Tensor, wanted: Tensor) -> Tensor:
    """Σ (G - A)² in units of Σ A²: see above."""
    scale = wanted.square().sum().clamp_min(torch.finfo(wanted.dtype).eps)
    return (gram - wanted).square().sum() / scale


def _summed(values: Tensor, weights: Tensor | None) -> Tensor:
    return values.sum() if weights is None else (values * weights.to(values)).sum()
