"""Makes jobs of the document for many photos, with which the engine's batches paint. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from engine.images import Picture
from engine.job import PackReference
from engine.packs.registry import default_registry
from gui.document.jobs import job_of, without_missing
from gui.document.state import PhotoEntry, active_styles, painted_levels

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.images import Framing
    from engine.job import Job, Recipe
    from gui.document.document import Document
    from gui.document.state import State

STAND_IN = "0" * 64
"""In place of the hash of a photo of the batch, which nothing needs."""

Frame: TypeAlias = Callable[[Picture, "Framing"], Picture]


@dataclass(frozen=True)
class DocumentJobMaker:
    """Makes jobs of a document as it was at one moment; an `engine.job.styles.JobMaker`.

    Stroke sizes belong to the size of the picture, so photos of several sizes have as many recipes.

    Attributes:
        state: of the document; its photo does not matter.
        pictures: the styles' by hash.
        pack: the model pack, which recipes name.
        look_size: the long side of the picture that larger results look like; None: finer strokes.
        frame: crops and turns styles.
        hash_of: gives the hash of a picture's pixels.
    """

    state: State
    pictures: Mapping[str, Picture]
    pack: PackReference
    look_size: int | None
    frame: Frame
    hash_of: Callable[[Picture], str]

    @property
    def name(self) -> str:
        """What the styles are called."""
        return " + ".join(style.title for style in active_styles(self.state))

    def recipe_for(self, result: tuple[int, int]) -> Recipe:
        """The recipe for a result of a width and height."""
        width, height = result
        # One value that is seen as a whole picture: a recipe asks for its size alone.
        seen = np.broadcast_to(np.zeros((1, 1, 3), np.uint8), (height, width, 3))
        return self.job_for(Picture(seen), None, 8).recipe

    def job_for(self, photo: Picture, size: int | None, bits: Literal[8, 16]) -> Job:
        """The job for a photo."""
        # Regions are painted on one photo and fit no other.
        state = replace(self.state, photo=PhotoEntry(STAND_IN, photo.name), regions=())
        return job_of(
            state,
            {**self.pictures, STAND_IN: photo},
            size,
            self.pack,
            bits=bits,
            look_size=self.look_size,
            frame=lambda picture, framing: picture if picture is photo else self.frame(picture, framing),
            name=self.hash_of,
        )


def document_job_maker(document: Document, *, same_look: bool) -> DocumentJobMaker | None:
    """Makes jobs of the document as it is now, for photos that are not in it; no photo need be open.

    Args:
        document: with styles and look.
        same_look: whether photos larger than the preview are to look like it.

    Returns:
        None if no style or no level is active.

    Raises:
        PackError: the chosen pack is not there.
    """
    pictures = document.pictures.whole_pictures()
    state = without_missing(document.state, pictures)
    if not painted_levels(active_styles(state), state.treatment.levels):
        return None
    registry = default_registry()
    # By name even where it is the default one: a result that names its pack can be recognised.
    name = state.quality.pack or registry.default_name()
    pack = PackReference(name, registry.find(name).manifest.sha256)
    side = state.quality.preview_size if same_look else None
    return DocumentJobMaker(state, pictures, pack, side, document.pictures.frame, document.pictures.name)
