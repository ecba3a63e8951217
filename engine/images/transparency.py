"""Transparency: styles in which nothing can be seen, what formats lose, and what lies under transparent pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine.errors import JobError
from engine.images.formats import format_for
from engine.images.picture import check_pixels
from engine.sentences import Sentence

if TYPE_CHECKING:
    from pathlib import Path

    from engine.images.picture import Picture, Pixels

_Floats = NDArray[np.float32]
_ROWS_AT_ONCE = 256


def check_visible(style: Picture, name: str) -> None:
    """Refuse a style in which nothing can be seen, since it has no colours to paint with.

    Args:
        style: As it is used: cropped and reduced.
        name: What it is called in the sentence.

    Raises:
        JobError: If it is wholly transparent.
    """
    if style.alpha is not None and not style.alpha.any():
        raise JobError(
            "A style should be a picture in which something can be seen, and '{name}' is wholly transparent: choose "
            "another, or another part of it.",
            name=name,
        )


def lost_transparency(picture: Picture, path: Path) -> tuple[Sentence, ...]:
    """Return sentences about what is lost of a picture's transparency where it is saved.

    Args:
        picture: What is saved.
        path: Where; the suffix says in which format.
    """
    kind = format_for(path)
    if kind.alpha or picture.alpha is None or int(picture.alpha.min()) == np.iinfo(picture.alpha.dtype).max:
        return ()
    return (
        Sentence(
            "'{name}' is transparent in parts, which {kind} cannot keep: it becomes white there; save it as PNG to "
            "keep it.",
            name=picture.name,
            kind=kind.name,
        ),
    )


def fill_hidden(pixels: Pixels, alpha: Pixels) -> Pixels:
    """Replace the colours of fully transparent pixels by those of their visible neighbours, smoothly.

    A convolution reaches from visible pixels into hidden ones, whose colours may be anything. After this they
    depend on visible pixels only. The way is push and pull: averages of visible colours over squares of 2, 4, 8 …
    pixels, and back from coarse to fine wherever nothing is visible.

    Args:
        pixels: H×W×3, `uint8` or `uint16`.
        alpha: H×W of the same dtype; 0 is transparent.

    Returns:
        A new array; `pixels` itself if nothing is hidden. A wholly transparent picture is mid grey.

    Raises:
        JobError: If `pixels` has another shape or dtype.
    """
    check_pixels(pixels)
    visible = alpha > 0
    if visible.all():
        return pixels
    filled = pixels.copy()
    if not visible.any():
        filled[...] = (np.iinfo(pixels.dtype).max + 1) // 2
        return filled
    # The finest step goes by blocks of rows: in floats the whole picture would take four times its room.
    blocks = [slice(top, top + _ROWS_AT_ONCE) for top in range(0, len(pixels), _ROWS_AT_ONCE)]
    halves = [_halved(pixels[rows].astype(np.float32), visible[rows].astype(np.float32)) for rows in blocks]
    colours = _filled(np.concatenate([half[0] for half in halves]), np.concatenate([half[1] for half in halves]))
    for rows in blocks:
        top, bottom = rows.start // 2, min(rows.stop, len(pixels) + 1) // 2
        # One row more on either side, which the interpolation looks at.
        above, below = min(top, 1), min(len(colours) - bottom, 1)
        near = _doubled(colours[top - above : bottom + below])[2 * above :]
        hidden = ~visible[rows]
        near = near[: len(hidden), : hidden.shape[1]]
        filled[rows][hidden] = np.rint(near[hidden]).astype(pixels.dtype)
    return filled


def _filled(colours: _Floats, weights: _Floats) -> _Floats:
    """Fill the colours (H×W×3) of weight 0 (H×W) from coarser levels."""
    if weights.all() or weights.size == 1:
        return colours
    height, width = weights.shape
    coarse = _doubled(_filled(*_halved(colours, weights)))[:height, :width]
    filled: _Floats = np.where(weights[..., None] > 0, colours, coarse)
    return filled


def _halved(colours: _Floats, weights: _Floats) -> tuple[_Floats, _Floats]:
    """Average colours over squares of 2×2 by weight; the weights become 1 wherever anything was visible."""
    height, width = weights.shape
    odd = ((0, height % 2), (0, width % 2))
    weights = np.pad(weights, odd)
    sums = np.pad(colours, (*odd, (0, 0))) * weights[..., None]
    total = weights[::2, ::2] + weights[1::2, ::2] + weights[::2, 1::2] + weights[1::2, 1::2]
    colour = sums[::2, ::2] + sums[1::2, ::2] + sums[::2, 1::2] + sums[1::2, 1::2]
    return colour / np.maximum(total, 1)[..., None], (total > 0).astype(np.float32)


def _doubled(colours: _Floats) -> _Floats:
    """Interpolate colours linearly to twice the height and width."""
    for axis in (0, 1):
        colours = np.moveaxis(colours, axis, 0)
        before = np.concatenate([colours[:1], colours[:-1]])
        after = np.concatenate([colours[1:], colours[-1:]])
        pairs: _Floats = np.stack([0.75 * colours + 0.25 * before, 0.75 * colours + 0.25 * after], axis=1)
        colours = np.moveaxis(pairs.reshape(-1, *colours.shape[1:]), 0, axis)
    return colours
