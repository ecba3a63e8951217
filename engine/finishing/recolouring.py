"""Gives a style the photo's colours before anything is painted with it.

The pixels x of a style get the photo's mean and covariance of red, green and blue,

    x' = A (x - μ_s) + μ_p,   A = Σ_p^(1/2) Σ_s^(-1/2),

so what is painted afterwards has the photo's palette and the style's strokes, light and shade. It is computed on the
values as they are stored, not on linear light: equal steps of these look about equal, so that shadows count as much as
lights do.

Source: Gatys, Bethge, Hertzmann and Shechtman, "Preserving Color in Neural Artistic Style Transfer", arXiv 1606.05897.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import torch

from engine.finishing.colours import towards_grey
from engine.images import Picture, fit, resize
from engine.networks.tensors import as_floats, as_integers, as_tensor
from engine.transfer.reuse import fingerprint
from engine.transfer.transforms import AffineMap, Moments, Side, colouring, joined, moments, whitening

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from engine.job import Job
    from engine.job.weighted_styles import WeightedStyle
    from engine.transfer.reuse import Kept

LARGEST_SEEN = 512
"""Long side in pixels at which colours are looked at: so a preview and a large export have the same."""

THRESHOLD = 1e-5
"""Smallest variance of colours, of values 0…1, that counts: less than one step of 8 bits."""

ROWS_AT_ONCE = 256


def colours_of(picture: Picture) -> Moments:
    """Mean and covariance of a picture's colours, of values 0…1; what is transparent does not count."""
    side = min(LARGEST_SEEN, max(picture.width, picture.height))
    small = resize(picture, fit(picture.width, picture.height, side))
    weights = None if small.alpha is None else torch.from_numpy(as_floats(small.alpha))
    return moments(as_tensor(as_floats(small.pixels), torch.device("cpu")), weights)


def coloured(styles: Sequence[WeightedStyle], job: Job, kept: Kept) -> list[WeightedStyle]:
    """The styles with the photo's colours, as far as the job's recipe wants that.

    Args:
        styles: of the job.
        job: with the photo.
        kept: where what was learnt of the styles' own colours is kept.
    """
    if job.recipe.look.colour != "matched":
        return list(styles)
    photo, found = colouring(colours_of(job.photo), THRESHOLD), []
    for style in styles:
        key = ("colours", *style.pixels)
        own = kept.get(key, Side)
        if own is None:
            own = whitening(colours_of(style.picture), THRESHOLD)
            kept.put(key, own)
        colours = joined(own, photo).blended(job.recipe.look.colour_amount)
        palette = fingerprint(colours.matrix.numpy(), colours.offset.numpy())
        found.append(replace(style, recolour=partial(recoloured, colours=colours), palette=palette))
    return found


def recoloured(picture: Picture, colours: AffineMap) -> Picture:
    """A picture with mapped colours, in 16 bits; colours that cannot be are brought towards grey."""
    pixels: NDArray[np.uint16] = np.empty(picture.pixels.shape, np.uint16)
    for top in range(0, picture.height, ROWS_AT_ONCE):
        rows = as_tensor(as_floats(picture.pixels[top : top + ROWS_AT_ONCE]), torch.device("cpu"))
        mapped = towards_grey(colours.apply(rows))
        pixels[top : top + ROWS_AT_ONCE] = as_integers(mapped[0].permute(1, 2, 0), 16)
    alpha = None if picture.alpha is None else as_integers(torch.from_numpy(as_floats(picture.alpha)), 16)
    return replace(picture, pixels=pixels, alpha=alpha)
