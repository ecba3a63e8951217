"""What of the photo's structure is kept in a result: faces, edges and fine detail, or all of it.

A painting R is taken, window by window, for a linear map of the photo's colours I, as the guided filter does:

    q = A I + b,

which has the photo's edges and the painting's colours. To this the photo's fine detail is given back in its own
strength, the detail on a base that follows edges:

    t = q + k (D_I - D_q),   D = X - base(X).

*Photorealistic*: the result is t, with k = detail · s. *Detail guard*: R' = R + detail · s (t - R), with k = s. There s
is the photo's structure, s = v / (v + τ) with v its variance in a window: so where the photo has structure, t takes the
painting's place, and where it has none, strokes stay. Photo and strokes are never printed over each other, which looks
like a relief; and since t follows the photo's edges, there are no halos around them.

All of t is a linear map of I, position by position. It is fitted on small pictures, so that it is the same at every
size of the result, and carried up.

Sources: Kaiming He, Jian Sun and Xiaoou Tang, "Guided Image Filtering", IEEE Transactions on Pattern Analysis and
Machine Intelligence 35, 2013; He and Sun, "Fast Guided Filter", arXiv 1505.00996. That a guided filter with the photo
as its guide makes a stylised picture photorealistic: Li, Liu, Li, Yang and Kautz, "A Closed-form Solution to
Photorealistic Image Stylization", ECCV 2018.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from engine.finishing.colours import lightness
from engine.finishing.guided_filter import Lines, box_mean, colour_lines, local_lines, on_lines
from engine.finishing.resampling import ArrayInMemory, Enlarged, Reduction
from engine.images import fit
from engine.measures.metrics import LUMA
from engine.networks.tensors import as_array
from engine.planning.tiling import Rectangle
from engine.transfer.tiles import strips

if TYPE_CHECKING:
    from collections.abc import Generator

    from torch import Tensor

    from engine.networks.tensors import Original
    from engine.planning.tiling import Size
    from engine.transfer.tiles import Read

FITTED_SIDE = 512
"""Long side in pixels of the small pictures on which everything is fitted."""

RADIUS = 10
"""Of the windows in which the painting is a map of the photo's colours."""

EPSILON = 1e-4
"""ε there: small, so that all of the photo's edges are followed."""

DETAIL_RADIUS = 3
"""Of the windows that part detail from its base, and in which structure is measured."""

DETAIL_EPSILON = 4e-3
"""ε there: lightness that varies less than 16 steps of 255 in a window is detail."""

STRUCTURE = 6e-4
"""The photo's variance in a window at which half of its structure is kept, τ: a deviation of 6 steps of 255."""

ROWS_AT_ONCE = 32
"""Rows of the small pictures that are worked on together."""


class DetailGuard:
    """Keeps structure of a photo in a painting of it.

    Args:
        photo: padded, at the painting's size.
        size: of the painting, without padding.
        detail: how much of the photo's detail is kept, 0…1.
        photorealistic: whether everything follows the photo's edges.
    """

    def __init__(self, photo: Original, size: Size, *, detail: float, photorealistic: bool) -> None:
        self._photo = photo
        self._size = size
        self._detail = detail
        self._photorealistic = photorealistic

    def settled(self, read: Read) -> Generator[None, None, Read]:
        """Fits a painting to the photo, in steps.

        Args:
            read: gives parts of the painting, shape (1, 3, H, W).

        Returns:
            What gives parts of the painting that keeps the photo's structure.
        """
        small = fit(*self._size, min(FITTED_SIDE, max(self._size)))
        photo = yield from reduced(self._photo.part, self._size, small)
        painting = yield from reduced(read, self._size, small)
        lines = colour_lines(photo, painting, RADIUS, EPSILON)
        yield
        guide = lightness(photo)
        kept = structure(guide)
        detail = self._detail * kept if self._photorealistic else kept
        lines = with_detail(photo, lines, detail)
        yield
        amount = torch.ones_like(kept) if self._photorealistic else self._detail * kept
        values = torch.cat([lines.slope, lines.offset, amount], dim=1)
        array = ArrayInMemory(small, values.shape[1])
        array.write(0, 0, as_array(values))
        carried = Enlarged(array, small, self._size, self._photo.device)

        def part(part: Rectangle) -> Tensor:
            there, painted = carried.part(part).permute(2, 0, 1)[None], read(part).float()
            target = on_lines(self._photo.part(part), Lines(there[:, :9], there[:, 9:12]))
            return painted + there[:, 12:].clamp(0, 1) * (target - painted)

        return part


def with_detail(photo: Tensor, lines: Lines, amount: Tensor) -> Lines:
    """Maps of the photo's colours whose detail becomes the photo's own.

    Args:
        photo: float32, shape (1, 3, H, W).
        lines: of a painting on the photo, from `colour_lines`.
        amount: how much of the detail is replaced, k, shape (1, 1, H, W).
    """
    guide = lightness(photo)
    bases = local_lines(guide, torch.cat([on_lines(photo, lines), guide], dim=1), DETAIL_RADIUS, DETAIL_EPSILON)
    # D_I - D_q = (I - base(I)) - (q - base(q)) on lightness I, as one line of it, less q.
    slope = 1 - bases.slope[:, 3:] + bases.slope[:, :3]
    offset = bases.offset[:, :3] - bases.offset[:, 3:]
    luma = torch.tensor(LUMA, device=photo.device)[None, :, None, None]
    detailed = (slope[:, :, None] * luma[:, None]).flatten(1, 2)
    return Lines(lines.slope + amount * (detailed - lines.slope), lines.offset + amount * (offset - lines.offset))


def reduced(read: Read, size: Size, small: Size) -> Generator[None, None, Tensor]:
    """A picture averaged to a smaller size, in steps; float32, shape (1, 3, h, w), on the processor.

    Args:
        read: gives parts of the picture.
        size: of the picture.
        small: at most as large.
    """
    reduction = Reduction(size, small)
    rows = []
    for strip in strips(small, ROWS_AT_ONCE):
        top, height = reduction.rows_of(strip.top, strip.height)
        seen = read(Rectangle(0, top, size[0], height))[0].permute(1, 2, 0).float()
        rows.append(seen.cpu() if small == size else reduction.reduced(strip.top, strip.height, seen))
        yield
    return torch.cat(rows).permute(2, 0, 1)[None].contiguous()


def structure(guide: Tensor) -> Tensor:
    """Where a photo has structure: near 1 at edges and in what is fine, 0 where it is smooth.

    Args:
        guide: its lightness, float32, shape (1, 1, H, W), 0…1.
    """
    mean = box_mean(guide, DETAIL_RADIUS)
    variance = (box_mean(guide * guide, DETAIL_RADIUS) - mean * mean).clamp_min(0)
    return box_mean(variance / (variance + STRUCTURE), DETAIL_RADIUS)
