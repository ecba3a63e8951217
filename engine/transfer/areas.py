"""Parts of a picture that are painted each in its own way: where they are, what they know of the photo, how they meet.

A picture is one area, or several: what belongs to the recipe, and each region that is painted. How much of a pixel
belongs to which is said by `engine.masks.masks.Shares`; a position of a level has the mean of its pixels. Each area
gathers moments in which a position counts by its share, and has a map of its own. The results are added up by the same
shares, so that areas go over into each other as softly as their masks do.

A region that covers few positions knows too little of itself: from N positions no covariance of C channels can be
told if N is not well above C. So a soft region's moments are those of its own N positions and of C more that are like
the whole picture,

    m = t m_r + (1 - t) m_w,   S = t S_r + (1 - t) S_w + t (1 - t) (m_r - m_w)(m_r - m_w)ᵀ,   t = N / (N + C),

which are its own where it is large and the picture's where it is a point, with nothing sudden between. N is the
effective number of positions, (Σ w)² / Σ w².

Source of N: Leslie Kish, "Survey Sampling", 1965. Of such blends of covariances: Olivier Ledoit and Michael Wolf, "A
well-conditioned estimator for large-dimensional covariance matrices", Journal of Multivariate Analysis 88, 2004.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn import functional

from engine.masks.masks import Shares, hard_mask, of_bits, resized, shared
from engine.networks.tensors import as_floats, padded
from engine.transfer.maps import mapped, reach_of, steps_of
from engine.transfer.transforms import Moments

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence
    from typing import Any

    from numpy.typing import NDArray
    from torch import Tensor

    from engine.job import Job
    from engine.job.weighted_styles import WeightedStyle
    from engine.planning.tiling import Rectangle, Size
    from engine.transfer.maps import LevelMap
    from engine.vgg import Level


@dataclass(frozen=True)
class Area:
    """The styles of a part of the picture.

    Attributes:
        styles: index of each style among the plan's style sizes.
        shares: each style's share at each level where the area is painted; they sum to one.
    """

    styles: tuple[int, ...]
    shares: Mapping[Level, tuple[float, ...]]

    def at(self, level: Level) -> tuple[tuple[int, ...], tuple[float, ...]]:
        """The styles that count at a level, and their shares."""
        counting = [(style, share) for style, share in zip(self.styles, self.shares[level], strict=True) if share > 0]
        return tuple(style for style, _ in counting), tuple(share for _, share in counting)


class Coverage:
    """Where the areas are: the first is the recipe's, the others are the painted regions.

    Args:
        shares: of the picture at its size; None: the first area is everywhere.
        device: where what is asked for goes.
    """

    def __init__(self, shares: Shares | None, device: torch.device) -> None:
        self._regions = () if shares is None else tuple(padded(share) for share in shares.painted)
        self._photo = None if shares is None or shares.photo is None else padded(shares.photo)
        self._device = device
        self.areas = 1 + len(self._regions)
        self.hard = shares is not None and shares.hard

    @property
    def keeps_photo(self) -> bool:
        """Whether the photo shows anywhere over what is painted."""
        return self._photo is not None

    @property
    def counted(self) -> int:
        """How many moments there are to be gathered: one for each area, and one where the photo is softly kept."""
        return self.areas + (self._photo is not None and not self.hard)

    def shares(self, part: Rectangle, stride: int) -> list[Tensor | None]:
        """How much of each area's result each position of a part gets.

        Args:
            part: in pixels of the padded picture.
            stride: of the level's positions.

        Returns:
            For each area float32, shape (H, W) in positions, all of them summing to one; None: nothing of it is there.
            An area that is everywhere has ones, of shape (1, 1).
        """
        if not self._regions:
            return [torch.ones(1, 1, device=self._device)]
        regions = [self._reduced(share, part, stride) for share in self._regions]
        there = [region for region in regions if region is not None]
        if not there:
            return [torch.ones(1, 1, device=self._device), *regions]
        rest = (1 - sum(there, start=torch.zeros((), device=self._device))).clamp_min(0)
        return [rest, *regions]

    def weights(self, part: Rectangle, stride: int, visibility: Tensor | None) -> list[Tensor | None]:
        """How much each position of a part counts in the moments of each area, then in those of the photo's own part.

        Args:
            part: in pixels of the padded picture.
            stride: of the level's positions.
            visibility: the photo's alpha there, float32, shape (H, W) in pixels, 0…1; None: opaque.

        Returns:
            float32, shape (H, W) in positions; None: every position counts in full.
        """
        if not self._regions and self._photo is None:
            return [None if visibility is None else averaged(visibility, stride)]
        if self.hard:
            return self._hard_weights(part, stride, visibility)
        photo = None if self._photo is None else self._pixels(self._photo, part)
        seen = visibility
        if photo is not None:
            seen = 1 - photo if visibility is None else visibility * (1 - photo)
        shares = [self._pixels(share, part) for share in self._regions]
        rest = torch.ones(part.height, part.width, device=self._device)
        for share in shares:
            rest -= share
        found = [averaged(share if seen is None else share * seen, stride) for share in (rest.clamp_min(0), *shares)]
        if photo is not None:
            found.append(averaged(photo if visibility is None else photo * visibility, stride))
        return list(found)

    def supported(self, gathered: Sequence[Moments], squares: float) -> list[Moments]:
        """The moments to fit each area's map to.

        Args:
            gathered: with each of the weights.
            squares: of the weights, from `squares_of`.
        """
        return list(gathered) if self.hard else supported(gathered, squares)[: self.areas]

    def with_photo(self, painted: Tensor, photo: Tensor, part: Rectangle) -> Tensor:
        """Lays the photo over a part of what was painted, where it is kept.

        Args:
            painted: shape (1, 3, H, W); values outside 0…1 are clamped.
            photo: of the same shape.
            part: where they are, in pixels of the padded picture.
        """
        if self._photo is None:
            return painted
        # Exact at both ends.
        return torch.lerp(painted.float().clamp(0, 1), photo.float(), self._pixels(self._photo, part))

    def _hard_weights(self, part: Rectangle, stride: int, visibility: Tensor | None) -> list[Tensor | None]:
        """The same where each position belongs to what its first pixel belongs to, as in the original."""
        visible = None if visibility is None else averaged(visibility, stride)
        photo = None if self._photo is None else self._reduced(self._photo, part, stride)
        nothing = torch.zeros(part.height // stride, part.width // stride, device=self._device)
        found: list[Tensor | None] = []
        for share in self.shares(part, stride):
            there = nothing if share is None else share.expand_as(nothing)
            counted = there if photo is None else there * (1 - photo)
            found.append(counted if visible is None else counted * visible)
        return found

    def _reduced(self, share: NDArray[Any], part: Rectangle, stride: int) -> Tensor | None:
        pixels = cut_array(share, part)
        if not pixels.any():
            return None
        if self.hard:
            return torch.from_numpy(as_floats(pixels[::stride, ::stride])).to(self._device)
        return averaged(torch.from_numpy(as_floats(pixels)).to(self._device), stride)

    def _pixels(self, share: NDArray[Any], part: Rectangle) -> Tensor:
        return torch.from_numpy(as_floats(cut_array(share, part))).to(self._device)


def shares_of(job: Job, size: Size) -> Shares | None:
    """Lays a job's masks on each other, at the size of its result; None: it has no regions."""
    if not job.regions:
        return None
    bits = 16 if job.bits == 16 or any(region.mask.dtype == np.uint16 for region in job.regions) else 8
    masks = []
    for region in job.regions:
        if region.edge == "hard":
            inside = hard_mask(region.mask, *size)
            masks.append(of_bits(inside.astype(np.uint8) * np.uint8(255), bits))
        else:
            masks.append(resized(of_bits(region.mask, bits), size))
    kept = [region.keeps_photo for region in job.regions]
    return shared(masks, kept, hard=all(region.edge == "hard" for region in job.regions))


def areas_of(styles: Sequence[WeightedStyle], count: int) -> list[Area]:
    """The areas of a picture with their styles, which are numbered as in the plan."""
    areas = []
    for area in range(count):
        own = [(index, style) for index, style in enumerate(styles) if style.area == area]
        levels = own[0][1].shares if own else ()
        shares = {level: tuple(style.shares[level] for _, style in own) for level in levels}
        areas.append(Area(tuple(index for index, _ in own), shares))
    return areas


def squares_of(weights: Sequence[Tensor | None]) -> float:
    """The sum of squares of what each position counts in all areas together; of a single area it is not wanted."""
    there = [one for one in weights if one is not None]
    return float(torch.stack(there).sum(dim=0).square().sum()) if len(weights) > 1 else 0.0


def supported(gathered: Sequence[Moments], squares: float) -> list[Moments]:
    """The moments of the parts of a picture, each with as many positions like the whole picture as there are channels.

    Args:
        gathered: the moments of all parts, whose weights sum to those of the picture; a single one stays as it is.
        squares: of these sums.
    """
    if len(gathered) == 1:
        return list(gathered)
    whole = reduce(Moments.merged, gathered)
    whole = Moments(whole.weight, squares, whole.mean, whole.scatter)
    return [with_support(part, whole) for part in gathered]


def with_support(part: Moments, whole: Moments) -> Moments:
    """The moments of a part with as many positions like the whole as there are channels."""
    positions = part.weight**2 / part.squared_weight if part.squared_weight > 0 else 0.0
    own = positions / (positions + part.mean.shape[0])
    difference = part.mean - whole.mean
    covariance = own * part.covariance + (1 - own) * whole.covariance
    covariance += own * (1 - own) * torch.outer(difference, difference)
    # A weight of one with no squares is one whose scatter is the covariance.
    return Moments(1.0, 0.0, own * part.mean + (1 - own) * whole.mean, covariance)


def transformed(
    features: Tensor,
    maps: Sequence[LevelMap | None],
    shares: Sequence[Tensor | None],
    inputs: Callable[[int], Tensor] | None = None,
) -> Generator[None, None, Tensor]:
    """Applies each area's map, in steps, and adds up what they give by the positions' shares.

    Args:
        features: shape (1, C, H, W). Never changed.
        maps: of the areas; None: the features pass unchanged.
        shares: from `Coverage.shares`, of the same positions.
        inputs: gives what an area's map takes, by the area's number; None: the features.

    Returns:
        float32, of the same shape.
    """
    result: Tensor | None = None
    for area, (area_map, share) in enumerate(zip(maps, shares, strict=True)):
        if share is None:
            continue
        turned = (
            features.float()
            if area_map is None
            else (yield from mapped(area_map, features if inputs is None else inputs(area)))
        )
        if share.numel() == 1:
            return turned
        result = turned * share if result is None else result.addcmul_(turned, share)
    assert result is not None, "the areas cover the picture"
    return result


def spread(amounts: Sequence[float], shares: Sequence[Tensor | None]) -> Tensor | float:
    """An amount that each area has of its own, at each position by its shares.

    Args:
        amounts: of the areas.
        shares: from `Coverage.shares`.

    Returns:
        float32, shape (H, W); a number where it is the same everywhere.
    """
    there = [(amount, share) for amount, share in zip(amounts, shares, strict=True) if share is not None]
    if len({amount for amount, _ in there}) == 1:
        return there[0][0]
    return sum(amount * share for amount, share in there)


def steps_between(features: Tensor, maps: Sequence[LevelMap | None]) -> int:
    """How many steps `transformed` takes at most, beside the last."""
    return sum(steps_of(area_map, features) for area_map in maps if area_map is not None)


def reach_around(maps: Sequence[LevelMap | None]) -> int:
    """How many positions around one the maps look at."""
    return max((reach_of(area_map) for area_map in maps if area_map is not None), default=0)


def averaged(weights: Tensor, stride: int) -> Tensor:
    """Pixel weights, shape (H, W), averaged over the pixels of each position of a level."""
    return functional.avg_pool2d(weights[None, None], stride)[0, 0] if stride > 1 else weights


def cut_array(values: NDArray[Any], part: Rectangle) -> NDArray[Any]:
    """A part of an array of shape (H, W)."""
    return values[part.top : part.top + part.height, part.left : part.left + part.width]
