"""How features spread, and errors measured against that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from engine.vgg import stride_of

if TYPE_CHECKING:
    from torch import Tensor

    from engine.vgg import Level

MEASURED_LESSONS = 256
"""Lessons from which the spread of features is measured."""

LEAST_CHANNEL_SHARE = 0.1
"""Share of the mean channel's variance by which each channel's is raised: hardly used ones do not drown the others."""

LEAST_SHARE = 0.02
"""The same for the variance along each direction: noise is not magnified."""


class Spread:
    """The covariance of the features of a level.

    Args:
        features: of some crops; shape (N, C, h, w).

    Attributes:
        deviation: root of the mean channel's variance; never nothing.
    """

    def __init__(self, features: Tensor) -> None:
        covariance = torch.cov(features.transpose(0, 1).flatten(1).cpu().double())
        mean_variance = max(float(covariance.diagonal().mean()), 1e-12)
        values, vectors = torch.linalg.eigh(covariance)
        raised = values.clamp_min(0) + LEAST_SHARE * mean_variance
        self.deviation = mean_variance**0.5
        self._raised_variance = (
            (covariance.diagonal() + LEAST_CHANNEL_SHARE * mean_variance).float().to(features.device)
        )
        self._whitening = (vectors / raised.sqrt()).T.float().to(features.device)

    def error(self, found: Tensor, wanted: Tensor) -> Tensor:
        """How far features are from those wanted, in units of their variance: half by channels, half by directions.

        With S the covariance, c and d small shares of its mean diagonal, and e = found - wanted:

            ½ mean over channels of E e² / (diag S + c)  +  ½ mean over directions of E |(S + d I)^-½ e|²

        It is about 1 for features that are constant and right on average. Half of the variance of relu5_1 lies along
        one direction; the first term alone is content with that one, and the features lose the colours, which lie
        along others. The second term alone lets ReLUs die in the first steps.

        Args:
            found: shape (N, C, h, w).
            wanted: the same shape.
        """
        error = found.float() - wanted
        by_channels = (error.square().mean(dim=(0, 2, 3)) / self._raised_variance).mean()
        by_directions = torch.einsum("ij,njhw->nihw", self._whitening, error).square().mean()
        return 0.5 * (by_channels + by_directions)


def relative_error(found: Tensor, wanted: Tensor) -> Tensor:
    """Squared error relative to the variance: Σ_channels E (found - wanted)² / Σ_channels Var wanted.

    Args:
        found: shape (N, C, h, w).
        wanted: the same shape.
    """
    error = (found.float() - wanted).square().mean(dim=(0, 2, 3)).sum()
    return error / wanted.var(dim=(0, 2, 3)).sum().clamp_min(1e-12)


def root_mean_square(features: Tensor) -> float:
    """The scale of features; never nothing."""
    return max(float(features.square().mean().sqrt()), 1e-6)


def positions_factor(level: Level) -> int:
    """How many times as many crops a step takes whose features come out at this level.

    A deep level has few positions in a crop: four crops of 160 pixels have 400 at relu5_1, too few for a steady
    direction of descent.
    """
    return max(1, stride_of(level) // 4)
