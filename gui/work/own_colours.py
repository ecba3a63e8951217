"""Exports in the photo's own colour space. The window shows and paints all in sRGB, which a screen of today has."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.errors import JobError
from engine.images import framed, in_space, read_picture

if TYPE_CHECKING:
    from pathlib import Path

    from engine.images import Framing, Picture
    from engine.job import Job


def in_own_colours(job: Job, path: Path, framing: Framing) -> Job:
    """The same job with the photo as its file has it, beyond sRGB, and with the styles brought into that space.

    Args:
        job: in sRGB.
        path: the photo's file.
        framing: what of it is painted.

    Returns:
        The job itself where the photo is in sRGB anyway.

    Raises:
        PictureError: the file is not there any more, or damaged.
        JobError: it has become another picture.
    """
    whole = read_picture(path, profile="own")
    profile = whole.metadata.profile
    if profile is None:
        return job
    photo = framed(whole, framing)
    if (photo.width, photo.height) != (job.photo.width, job.photo.height):
        raise JobError(
            "'{name}' should be the photo that was opened, and it has changed: open it again.", name=path.name
        )

    def moved(pictures: tuple[Picture, ...]) -> tuple[Picture, ...]:
        return tuple(in_space(picture, profile) for picture in pictures)

    regions = tuple(replace(region, pictures=moved(region.pictures)) for region in job.regions)
    return replace(job, photo=photo, styles=moved(job.styles), regions=regions)
