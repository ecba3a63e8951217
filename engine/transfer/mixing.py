"""What goes into a level's whitened features beside the picture's own: the photo's, and what fills quiet places.

At a level the picture so far has features f, with moments (m, S), and the photo f_p, with (m_p, S_p). Whitened, both
say where things are and no longer what they look like. They are mixed and whitened again,

    w = R ((1 - β) S^(-1/2) (f - m) + β S_p^(-1/2) (f_p - m_p)),

with R = M^(-1/2), M the covariance of what it stands before. Where a field q fills quiet places, it is added and all is
whitened once more, w' = R' (w + q): see `engine.transfer.filling`. Each M follows from the moments of f, f_p and q side
by side, so that the whole stays one affine map of all of them, known from moments which may be gathered over tiles.

Whitening and colouring colours w' in place of the picture's own whitened features, so the style's statistics are met
exactly; where patches are swapped, w' is what they are compared with. The other transforms take features with the
picture's own moments, S^(1/2) w' + m in place of f.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from engine.transfer.transforms import AffineMap, symmetric_power

if TYPE_CHECKING:
    from engine.transfer.transforms import Moments

LEAST_VARIANCE = 1e-3
"""The smallest eigenvalue of M that counts, where 1 is usual: below, picture and photo contradict each other."""


@dataclass(frozen=True)
class Layout:
    """Which features lie side by side at a level, each of as many channels.

    Attributes:
        channels: of the picture's, which come first.
        photo: whether the photo's come next.
        fields: how many fields that fill quiet places come last.
    """

    channels: int
    photo: bool = False
    fields: int = 0

    def field(self, number: int) -> slice:
        """The channels of a field."""
        start = (1 + self.photo + number) * self.channels
        return slice(start, start + self.channels)


def mixing_map(joint: Moments, layout: Layout, share: float, threshold: float, field: int | None = None) -> AffineMap:
    """The map from all features side by side to whitened ones.

    Args:
        joint: moments of all of them together.
        layout: what they are.
        share: of the photo, β, 0…1; 0: none.
        threshold: the smallest eigenvalue that counts of the picture's and of the photo's, in the pack's feature scale.
        field: which of the fields fills quiet places; None: none.

    Returns:
        Its matrix has shape (C, K), with K channels side by side; what it gives has mean 0.
    """
    channels, covariance = layout.channels, joint.covariance
    whitened = torch.zeros(channels, len(joint.mean), dtype=covariance.dtype)
    own = slice(0, channels)
    whitened[:, own] = (1 - share) * symmetric_power(covariance[own, own], -0.5, threshold)
    if share:
        photo = slice(channels, 2 * channels)
        whitened[:, photo] = share * symmetric_power(covariance[photo, photo], -0.5, threshold)
        whitened = _again(whitened, covariance)
    if field is not None:
        whitened[:, layout.field(field)] = torch.eye(channels, dtype=covariance.dtype)
        whitened = _again(whitened, covariance)
    return AffineMap(whitened, -whitened @ joint.mean)


def _again(whitened: torch.Tensor, covariance: torch.Tensor) -> torch.Tensor:
    """A map to nearly white features followed by one that whitens them."""
    result: torch.Tensor = symmetric_power(whitened @ covariance @ whitened.T, -0.5, LEAST_VARIANCE) @ whitened
    return result
