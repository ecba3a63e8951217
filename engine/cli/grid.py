"""`pentimento stylise --grid`: one photo painted in several ways, side by side on a contact sheet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.cli.progress import follow, was_stopped
from engine.images.contact_sheets import Tile, contact_sheet, in_rows
from engine.planning.methods import TRANSFORMS

if TYPE_CHECKING:
    from engine.images import Picture
    from engine.job import Job, Result
    from engine.studio import Studio

LARGEST_SIDE = 768
"""Long side of each picture in pixels, where no size was asked for."""

COLUMNS = 3


def grid_job(job: Job) -> Job:
    """The job at the size that it has on the sheet."""
    longest = max(job.photo.width, job.photo.height)
    return replace(job, size=min(longest, LARGEST_SIDE) if job.size is None else job.size, bits=8)


def paint_grid(studio: Studio, job: Job) -> tuple[Picture, Result]:
    """Paints a photo with every transform, or until refining is interrupted.

    Args:
        studio: what paints.
        job: at the size of the pictures on the sheet.

    Returns:
        The photo, the results and the first style on one sheet, and the last result.
    """
    tiles = [Tile(job.photo, "photo")]
    for transform in TRANSFORMS:
        result = follow(
            studio.stylise(replace(job, recipe=job.recipe.with_look(transform=transform))), job.recipe.passes
        )
        tiles.append(Tile(result.picture, f"{transform}, {result.seconds['total']:.1f} s"))
        if was_stopped(result, job.recipe.look.refining):
            break
    tiles.append(Tile(job.styles[0], "style"))
    return contact_sheet([""] * COLUMNS, in_rows(tiles, COLUMNS), max(result.plan.size)), result
