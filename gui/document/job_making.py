"""What the engine is asked for a document: jobs for the canvas and for files, and the recipe."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal

from gui.document.jobs import can_paint, job_of, recipe_of, without_missing
from gui.document.masks import MaskStore
from gui.document.pictures import preview_side

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.images import Picture
    from engine.job import Job, PackReference, Recipe
    from gui.document.history import History
    from gui.document.jobs import PackFinder
    from gui.document.pictures import PictureStore
    from gui.document.state import State


class JobMaking:
    """Makes jobs of a document as it is now.

    Args:
        history: has the document's state.
        pictures, masks: what that names by hash.
        pack_of: gives the reference of a pack by its name.
    """

    def __init__(self, history: History, pictures: PictureStore, masks: MaskStore, pack_of: PackFinder) -> None:
        self._history = history
        self._pictures = pictures
        self._masks = masks
        self._pack_of = pack_of

    def preview_maker(self) -> Callable[[], Job] | None:
        """What makes the job for the canvas; None while photo, styles or levels are wanting.

        Large pictures are reduced and hashed for a job, so any thread may call what it returns.

        Raises:
            PackError: the chosen pack is not there.
        """
        if not can_paint(self._history.state, self._pictures):
            return None
        state, pack = self._history.state, self._pack_of_state()
        side = preview_side(state, self._photo_size())
        return lambda: self._job(state, self._pictures.preview_pictures(state), self._masks, side, pack)

    def export_maker(
        self, size: int | None = None, bits: Literal[8, 16] = 8, *, same_look: bool = False
    ) -> Callable[[], Job] | None:
        """Likewise what makes the job for a file, of the document as it is now.

        Args:
            size: the long side in pixels; None for the framed photo's own.
            bits: 8 or 16 per channel.
            same_look: whether it is to look like the preview, however large it is; otherwise strokes are as large in
                pixels as there, and finer in proportion.

        Raises:
            PackError: the chosen pack is not there.
        """
        if not can_paint(self._history.state, self._pictures):
            return None
        look_size = preview_side(self._history.state, self._photo_size()) if same_look else None
        pictures, pack = self._pictures.whole_pictures(), self._pack_of_state()
        # When the job is made, another document may be open, whose masks are others.
        masks = MaskStore()
        masks.take(self._masks.all())
        return partial(self._job, self._history.state, pictures, masks, size, pack, bits=bits, look_size=look_size)

    def recipe(self, size: int | None = None) -> Recipe | None:
        """The look as it is stored in files, with the hashes of the whole pictures; None as for a job.

        Args:
            size: the long side of what was painted; None for the framed photo's own.
        """
        if not can_paint(self._history.state, self._pictures):
            return None
        state = without_missing(self._history.state, self._pictures.whole_pictures())
        return recipe_of(state, size or self.photo_side() or 1, self._pack_of(state.quality.pack))

    def _job(
        self,
        state: State,
        pictures: Mapping[str, Picture],
        masks: MaskStore,
        size: int | None,
        pack: PackReference | None,
        *,
        bits: Literal[8, 16] = 8,
        look_size: int | None = None,
    ) -> Job:
        return job_of(
            state,
            pictures,
            size,
            pack,
            bits=bits,
            look_size=look_size,
            frame=self._pictures.frame,
            name=self._pictures.name,
            mask_of=masks.get,
        )

    def _pack_of_state(self) -> PackReference | None:
        return self._pack_of(self._history.state.quality.pack)

    def _photo_size(self) -> tuple[int, int]:
        assert self._history.state.photo is not None
        photo = self._pictures.get(self._history.state.photo.picture_hash)
        assert photo is not None
        return photo.width, photo.height

    def photo_side(self) -> int | None:
        """The long side of the framed photo; None where there is none."""
        photo = self._history.state.photo
        whole = None if photo is None else self._pictures.get(photo.picture_hash)
        if photo is None or whole is None:
            return None
        return max(photo.framing.size_of(whole.width, whole.height))
