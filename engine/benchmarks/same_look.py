"""Compares ways of painting a large picture that looks like a small one: likeness against sharpness.

Likeness is the structural similarity of luma between the small picture and the large one, reduced. Sharpness is the
mean absolute gradient of luma, and the same as a multiple of that of the small picture enlarged. Enlarging is as alike
as can be and not sharp; painting at full size is sharp and another picture.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import torch

from engine.finishing.colours import lightness
from engine.finishing.guided_filter import local_lines
from engine.finishing.resampling import ArrayInMemory, Enlarged
from engine.finishing.same_look import EPSILON, RADIUS
from engine.images import Picture, pixel_hash, read_picture, resize
from engine.job import Job, Recipe, StyleReference
from engine.measures.metrics import LUMA, structural_similarity
from engine.networks.tensors import as_array, as_floats, as_pixels
from engine.packs.weights import load
from engine.planning.plan import FINE_LEVELS, result_size
from engine.planning.tiling import Rectangle
from engine.studio import run_to_end
from engine.stylist import Stylist
from engine.vgg import LEVELS
from resources.samples import sample_photos, sample_styles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import Tensor

    from engine.packs.registry import InstalledPack
    from engine.planning.plan import Plan
    from engine.vgg import Level

ENLARGEMENT = 3
"""How many times as large as the small picture the large one is."""

PAIRS = (
    ("harbour", "oil"),
    ("harbour", "ink"),
    ("harbour", "mosaic"),
    ("mountain-lake", "watercolour"),
    ("mountain-lake", "woodcut"),
    ("mountain-lake", "pointillism"),
    ("still-life", "stained-glass"),
    ("still-life", "marbling"),
    ("still-life", "cut-outs"),
)
"""Sample photos and styles that are compared on: every style once."""

ONE_STEP = "guided detail, grain, relu2_1 and relu1_1, put back; in one step"
STRENGTH = "the same in steps of two at most, at the look's strength s"
SMALL_STYLE = "the same at √s, styles at the preview's scale"
OURS = "the same at √s, styles in proportion: --same-look"


@dataclass(frozen=True)
class Likeness:
    """How one design did on one pair.

    Attributes:
        design: its name.
        similarity: structural similarity with the small picture, at most 1.
        gradient: mean absolute gradient of luma of 0…1, per pixel.
        sharpness: the gradient as a multiple of the enlarged picture's.
    """

    design: str
    similarity: float
    gradient: float
    sharpness: float


def compare(pack: InstalledPack, photo: str, style: str, side: int, device: torch.device) -> list[Likeness]:
    """Tries all designs on a sample photo and style.

    Args:
        pack: what to paint with.
        photo: name of the sample.
        style: likewise.
        side: long side of the large picture.
        device: where to paint.
    """
    stylist = Stylist(pack.manifest, load(pack), device, "float32")
    picture, painting = read_picture(sample_photos()[photo]), read_picture(sample_styles()[style])
    recipe = Recipe((StyleReference(style, pixel_hash(painting.pixels)),))
    job = Job(recipe, picture, (painting,), size=side)
    small = paint(stylist, replace(job, size=side // ENLARGEMENT))
    found = list(designs(stylist, job, small))
    enlarged = gradient(found[0][1])
    return [
        Likeness(
            name,
            structural_similarity(resize(large, (small.width, small.height)).pixels, small.pixels),
            gradient(large),
            gradient(large) / enlarged,
        )
        for name, large in found
    ]


def designs(stylist: Stylist, job: Job, small: Picture) -> Iterator[tuple[str, Picture]]:
    """Each design's name and its large picture; the first is the small picture enlarged."""
    enlarged = carried(job, small, guided=False)
    yield "preview enlarged", enlarged
    yield "plain cascade at full size", paint(stylist, job)
    filtered = carried(job, small, guided=True)
    yield "guided filter on the photo", filtered
    for levels in (LEVELS[4:], LEVELS[3:], LEVELS[2:]):
        yield f"guided filter, then {', '.join(levels)}", paint(stylist, beginning_with(job, filtered, levels))
    yield f"enlarged, then {', '.join(FINE_LEVELS)}", paint(stylist, beginning_with(job, enlarged, FINE_LEVELS))
    alike = replace(job, recipe=replace(job.recipe, look_size=max(small.width, small.height)))
    plan = stylist.plan(alike)
    assert plan.base is not None, "the large picture is larger"
    yield ONE_STEP, run_to_end(stylist.stylise(alike, replace(plan, base=smallest(plan)))).picture
    strength = job.recipe.look.strength
    yield STRENGTH, run_to_end(stylist.stylise(alike, with_fine(plan, strength=strength))).picture
    yield SMALL_STYLE, run_to_end(stylist.stylise(alike, with_fine(plan, style_sizes=smallest(plan)))).picture
    yield OURS, run_to_end(stylist.stylise(alike, plan)).picture


def paint(stylist: Stylist, job: Job) -> Picture:
    """The result of a job in one piece."""
    return run_to_end(stylist.stylise(job, stylist.plan(job))).picture


def beginning_with(job: Job, start: Picture, levels: tuple[Level, ...]) -> Job:
    """A job that runs some levels only, on another picture than its photo."""
    return replace(job, photo=start, recipe=replace(job.recipe, levels=levels))


def smallest(plan: Plan) -> Plan:
    """The plan of the picture with which a large one begins."""
    return plan if plan.base is None else smallest(plan.base)


def with_fine(plan: Plan, *, strength: float | None = None, style_sizes: Plan | None = None) -> Plan:
    """A plan whose shallow levels at the larger sizes have another strength, or the styles another plan's size."""
    if plan.base is None:
        return plan
    steps = plan.steps if strength is None else tuple(replace(step, strength=strength) for step in plan.steps)
    sizes = plan.style_sizes if style_sizes is None else style_sizes.style_sizes
    base = with_fine(plan.base, strength=strength, style_sizes=style_sizes)
    return replace(plan, steps=steps, style_sizes=sizes, base=base)


def carried(job: Job, small: Picture, *, guided: bool) -> Picture:
    """The small picture at the job's size: enlarged, or as lines of the large photo (the fast guided filter)."""
    size = (small.width, small.height)
    photo = resize(job.photo, fitted(job))
    whole = Rectangle(0, 0, photo.width, photo.height)
    values = tensor(small)
    if guided:
        lines = local_lines(lightness(tensor(resize(job.photo, size))), values, RADIUS, EPSILON)
        values = torch.cat(lines, dim=1)
    array = ArrayInMemory(size, values.shape[1])
    array.write(0, 0, as_array(values))
    large = Enlarged(array, size, (photo.width, photo.height), values.device).part(whole).permute(2, 0, 1)[None]
    if guided:
        large = large[:, :3] * lightness(tensor(photo)) + large[:, 3:]
    return Picture(as_pixels(large, (photo.width, photo.height), 8))


def fitted(job: Job) -> tuple[int, int]:
    """The size of the job's result."""
    return result_size((job.photo.width, job.photo.height), job.size)


def tensor(picture: Picture) -> Tensor:
    """A picture's pixels, float32, shape (1, 3, H, W), 0…1."""
    return torch.from_numpy(as_floats(picture.pixels)).permute(2, 0, 1)[None]


def gradient(picture: Picture) -> float:
    """Mean absolute difference of luma of 0…1 between neighbours, across and down."""
    luma = as_floats(picture.pixels) @ np.array(LUMA)
    return float(np.abs(np.diff(luma, axis=0)).mean() + np.abs(np.diff(luma, axis=1)).mean()) / 2
