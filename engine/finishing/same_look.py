"""The same look at any size: a small picture of the look, carried up to the size of a large photo.

The networks see fixed neighbourhoods of pixels, so a large picture has smaller strokes than the preview in which its
look was chosen. Here the whole cascade runs at the preview's size. What it painted is enlarged, and gets back from the
large photo the edges that it follows:

    E = up(Q) + up(a ρ²) (I - up(I')),

with Q the small painting, I and I' the lightness of the large and the small photo, a the slope of the guided filter's
lines, on which Q follows I', and ρ² how well it does: the photo's detail stays out of what was painted over.
The shallow levels then run on E, since grain and edges are theirs. An enlarged picture has no grain, and whitening
would magnify what interpolation leaves in its place, a weave along rows and columns; so E gets a faint one, of which
they make the style's. Last, what lies in the small painting's own scale is put back,

    R = F + up(Q - down(F)),

so that R, reduced, is the preview again, whatever the shallow levels did. Large enlargements go in several steps, each
of them like this.

Source of the last formula: Michal Irani and Shmuel Peleg, "Improving Resolution by Image Registration", Graphical
Models and Image Processing 53, 1991.
"""

from __future__ import annotations

import math
from contextlib import ExitStack, closing
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Self

import torch

from engine.finishing.colours import lightness
from engine.finishing.guided_filter import agreement, local_lines
from engine.finishing.resampling import ArrayInMemory, Enlarged, Reduction
from engine.job import Progress
from engine.networks.tensors import as_array, as_floats
from engine.planning.tiling import Rectangle
from engine.system.scratch import ScratchFile
from engine.transfer.cascade import relayed
from engine.transfer.tiles import Read, cut, finished_pixels, strips

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from types import TracebackType

    from torch import Tensor

    from engine.finishing.resampling import Array
    from engine.images.picture import Pixels
    from engine.job import Result
    from engine.networks.tensors import Original
    from engine.planning.plan import Plan
    from engine.planning.tiling import Size
    from engine.transfer.cascade import WholeCascade
    from engine.transfer.tiles import Retouch

RADIUS = 4
"""Of the guided filter's windows, in pixels of the small picture."""

EPSILON = 1e-3
"""The guided filter's ε: lightness that varies less than 8 steps of 255 is no edge to be carried up."""

GRAIN = 5 / 255
"""Deviation of an enlarged picture's grain at full strength: with less of it the weave shows, with more the grain."""

ROWS_AT_ONCE = 32
"""Rows of the small picture that are worked on together."""


class CarriedPainting:
    """A small painting carried up to the size of a photo, of which parts are taken; a context, for its files.

    Args:
        photo: the large one.
        plan: of the large picture; its tile says whether to keep things in files.
        base: size of the small painting.
    """

    def __init__(self, photo: Original, plan: Plan, base: Size) -> None:
        self._photo = photo
        self._plan = plan
        self._base = base
        self._files = ExitStack()
        # The painting, how much of the photo's detail it gets in each channel, and the photo's lightness.
        self._small = self._array(7)
        self._enlarged = Enlarged(self._small, base, plan.size, photo.device)

    def __enter__(self) -> Self:
        """The carried painting itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Removes the files."""
        self._files.close()

    def fit(self, painted: Pixels, photo: Pixels) -> Generator[None, None, None]:
        """Learns how the painting follows the photo, in steps.

        Args:
            painted: the small painting, shape (h, w, 3).
            photo: the photo at its size; it may be padded.
        """
        device = self._photo.device
        for strip in strips(self._base, ROWS_AT_ONCE):
            seen = strip.grown(2 * RADIUS, self._base)
            rows = slice(seen.top, seen.top + seen.height)
            painting, guide = (
                torch.from_numpy(as_floats(pixels[rows, : seen.width])).permute(2, 0, 1)[None].to(device)
                for pixels in (painted, photo)
            )
            detail = detail_kept(lightness(guide), painting)
            values = torch.cat([painting, detail, lightness(guide)], dim=1)
            inner = strip.within(seen)
            self._small.write(0, strip.top, as_array(values[:, :, inner.top : inner.top + inner.height]))
            yield

    def part(self, part: Rectangle) -> Tensor:
        """A part of the carried-up painting, float32, shape (1, 3, H, W), within the padded large picture."""
        small = self._enlarged.part(part).permute(2, 0, 1)[None]
        painting, detail, light = small[:, :3], small[:, 3:6], small[:, 6:]
        carried = painting + detail * (lightness(self._photo.part(part)) - light)
        # Where nothing is changed no grain would be made of it.
        strongest = max((strength for step in self._plan.steps for strength in step.strengths), default=0.0)
        return carried + strongest * GRAIN * grain(part, self._photo.device)

    def settled(self, read: Read) -> Generator[None, None, Read]:
        """Puts back what lies in the small painting's scale, in steps.

        Args:
            read: gives parts of the large painting, shape (1, 3, H, W).

        Returns:
            What gives parts of the large painting that looks like the small one.
        """
        missing = self._array(3)
        reduction = Reduction(self._plan.size, self._base)
        for strip in strips(self._base, ROWS_AT_ONCE):
            top, height = reduction.rows_of(strip.top, strip.height)
            rows = read(Rectangle(0, top, self._plan.size[0], height))[0].permute(1, 2, 0).float()
            there = reduction.reduced(strip.top, strip.height, rows).numpy()
            missing.write(0, strip.top, self._small.read(strip)[:, :, :3] - there)
            yield
        put_back = Enlarged(missing, self._base, self._plan.size, self._photo.device)

        def settled(part: Rectangle) -> Tensor:
            return read(part).float() + put_back.part(part).permute(2, 0, 1)[None]

        return settled

    def _array(self, channels: int) -> Array:
        if self._plan.tile is None:
            return ArrayInMemory(self._base, channels)
        return self._files.enter_context(ScratchFile(self._base, channels))


def detail_kept(guide: Tensor, painting: Tensor) -> Tensor:
    """How much of the photo's detail each channel of a painting gets: the slope of its lines, where it follows them.

    Args:
        guide: the photo's lightness, float32, shape (1, 1, H, W), 0…1.
        painting: float32, shape (1, 3, H, W).
    """
    return local_lines(guide, painting, RADIUS, EPSILON).slope * agreement(guide, lightness(painting), RADIUS)


def grain(part: Rectangle, device: torch.device) -> Tensor:
    """Even noise that depends on the place alone, so that parts fit each other: mean 0, deviation 1, (1, 3, H, W).

    Source of the mixing of bits: Thomas Mueller's integer hash, whose factor is 0x45d9f3b.

    Args:
        part: where, in pixels.
        device: where it is computed; the values are the same on each.
    """
    rows = torch.arange(part.top, part.top + part.height, device=device)[:, None]
    columns = torch.arange(part.left, part.left + part.width, device=device)
    mixed = (rows * 73856093) ^ (columns * 19349663)
    for _ in range(2):
        mixed.bitwise_xor_(mixed >> 16).mul_(0x45D9F3B).bitwise_and_(0xFFFFFFFF)
    mixed.bitwise_xor_(mixed >> 16)
    steps = 1 << 10
    channels = torch.stack([(mixed >> shift) & (steps - 1) for shift in (0, 10, 20)])[None]
    noise: Tensor = ((channels.float() + 0.5) / steps - 0.5) * math.sqrt(12)
    return noise


def paint_whole(
    cascade: WholeCascade,
    begin: Tensor,
    settle: Callable[[Read], Generator[None, None, Read]],
    photo: Original,
    *,
    bits: int,
    retouch: Retouch | None,
) -> Generator[Progress, None, Pixels]:
    """Runs the shallow levels in one piece; `engine.transfer.tiles.TiledCascade` does it in tiles.

    Args:
        cascade: with the large picture's plan.
        begin: the picture with which they begin.
        settle: what is done to the picture after the last of them, in steps.
        photo: the large one.
        bits: 8 or 16 per channel of the result.
        retouch: what is done at the end, pixel by pixel, given the photo and the place too.
    """
    plan = cascade.plan
    painted = yield from cascade.run(photo.part(Rectangle(0, 0, *plan.padded)), begin)
    finishing = Progress(1, None, "finish", 1.0, (0, 0, *plan.size))
    settled = yield from relayed(settle(partial(cut, painted)), lambda: finishing)

    def read(part: Rectangle) -> Tensor:
        return settled(part) if retouch is None else retouch(settled(part), photo.part(part), part)

    return (yield from relayed(finished_pixels(read, plan.size, bits), lambda: finishing))


def continued(
    painting: Generator[Progress, None, Pixels], passes: int, begun: float, *, shown: bool
) -> Generator[Progress, None, Pixels]:
    """Relays the large picture's own progress, which goes on where the smaller ones' has ended.

    Args:
        painting: gives the result's pixels.
        passes: of the whole job.
        begun: share of the whole work that was done before.
        shown: whether its previews look like what the whole will be.
    """
    with closing(painting):
        while True:
            try:
                progress = next(painting)
            except StopIteration as done:
                pixels: Pixels = done.value
                return pixels
            fraction = begun + (1 - begun) * progress.fraction
            preview = progress.preview if shown else None
            yield replace(progress, pass_number=passes, fraction=fraction, preview=preview)


def within_whole(
    painting: Generator[Progress, None, None], begin: float, end: float, size: Size, *, shown: bool
) -> Generator[Progress, None, Result]:
    """Relays the painting of a part of the work, whose progress goes from `begin` to `end` of the whole's.

    Args:
        painting: its last progress carries the result.
        begin: share of the whole work that was done before.
        end: share of the whole work that is done after.
        size: of the whole's picture.
        shown: whether its previews look like what the whole will be.

    Returns:
        The part's result.
    """
    result = None
    with closing(painting):
        for progress in painting:
            fraction = begin + (end - begin) * progress.fraction
            preview = progress.preview if shown else None
            yield replace(progress, fraction=fraction, area=(0, 0, *size), preview=preview, result=None)
            result = progress.result
    assert result is not None, "the last progress carries the result"
    return result
