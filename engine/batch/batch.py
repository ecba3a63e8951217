"""Many photos, painted one after the other: what is finished is passed over, and what fails stops nothing.

A batch can be stopped anywhere, by closing it or by force, and begun again. Every result is saved whole or not at all,
with its recipe inside; so a result that is there and holds the recipe is finished, and is not painted again. No torch
but that of the studio.
"""

from __future__ import annotations

import logging
import time
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from engine.batch.frames import FrameMemory
from engine.batch.report import Account, Ending
from engine.errors import JobError, PentimentoError, PictureError
from engine.images import SaveOptions, check_target, open_picture, read_picture, read_recipe, save_picture
from engine.images.formats import format_for
from engine.images.reading import MAX_PIXELS
from engine.images.targets import remove_leftovers
from engine.images.transparency import lost_transparency
from engine.job import Progress
from engine.look.recipe_json import recipe_from_json, recipe_to_json
from engine.planning.memory import left_for_photo
from engine.planning.plan import result_size
from engine.sentences import Sentence

if TYPE_CHECKING:
    from collections.abc import Collection, Generator
    from pathlib import Path

    from engine.batch.plan import Piece
    from engine.batch.report import BatchProgress
    from engine.images import Picture
    from engine.images.colour.profiles import ProfileChoice
    from engine.job import Engine, Result
    from engine.job.styles import JobMaker

logger = logging.getLogger(__name__)

BEFORE_SAVING = 0.98
"""The share of the work on a picture that is done when it is painted and not yet saved."""

Others: TypeAlias = Literal["refuse", "keep", "replace"]
"""What to do about a file in a result's place that is not the result: count it as failed, leave it, or replace it."""


@dataclass(frozen=True)
class BatchSettings:
    """How every photo of a batch is read, painted and saved.

    Attributes:
        size: long side of the results in pixels; None: each photo's own.
        saving: how to save; what it says about existing files does not count.
        others: what to do about other files in the results' places.
        profile: as for `engine.images.read_picture`.
        max_pixels: larger photos are refused.
        smoothing: where the photos are the frames of a sequence, see `engine.batch.frames`; 0: each stands alone.
        memory: bytes that the process may take, which is for photos too; None: nothing is said about it.
    """

    size: int | None = None
    saving: SaveOptions = field(default_factory=SaveOptions)
    others: Others = "refuse"
    profile: ProfileChoice = None
    max_pixels: int = MAX_PIXELS
    smoothing: float = 0.0
    memory: int | None = None


@dataclass(frozen=True)
class Batch:
    """Photos, makers of jobs and where the results go.

    Attributes:
        pieces: from `engine.batch.plan.plan_pieces`.
        makers: of the jobs with which the photos are painted.
        settings: how.
    """

    pieces: tuple[Piece, ...]
    makers: tuple[JobMaker, ...]
    settings: BatchSettings = field(default_factory=BatchSettings)


def run_batch(studio: Engine, batch: Batch) -> Generator[BatchProgress, None, None]:
    """Paints a batch; the last progress carries the report. Closing the generator stops it.

    Args:
        studio: paints.
        batch: what.
    """
    account = Account(len(batch.pieces))
    waiting = set((yield from unfinished(batch, account)))
    account.begin_painting()
    memories = [FrameMemory(batch.settings.smoothing) for _ in batch.makers]
    again = wanted_again(batch, waiting, memories[0].reach if memories else 0)
    photo: tuple[Path, Picture] | None = None
    for piece in batch.pieces:
        memory = memories[piece.maker]
        if piece not in waiting and piece not in again:
            memory.forget()
            continue
        begun = time.monotonic()
        photo = photo if photo is not None and photo[0] == piece.photo else None
        # Frames are painted all the same, since those after them learn from them.
        maker, settings = batch.makers[piece.maker], batch.settings
        done = None if settings.smoothing else done_by_another(maker, piece, settings)
        if done is not None:
            yield account.ended(done)
            continue
        try:
            if photo is None:
                photo = piece.photo, read_photo(piece, settings)
            frames = memory if settings.smoothing else None
            painting = paint_piece(studio, maker, piece, photo[1], settings, frames=frames, saved=piece in waiting)
            notes = yield from _counted(painting, piece, account, counts=piece in waiting)
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not cost the other photos
            failed = Ending(piece, "failed", sentence_of(error), seconds=time.monotonic() - begun)
            ending = done_by_another(maker, piece, settings) or failed
        else:
            ending = Ending(piece, "painted", notes=notes, seconds=time.monotonic() - begun)
        if piece in waiting:
            yield account.ended(ending)
    yield account.report({piece: place for place, piece in enumerate(batch.pieces)})


def read_photo(piece: Piece, settings: BatchSettings) -> Picture:
    """Reads a piece's photo, at the size that is needed where the memory is too small for all of it.

    Raises:
        PentimentoError: it cannot be read, or not within the memory.
    """
    return read_picture(
        piece.photo,
        profile=settings.profile,
        max_pixels=settings.max_pixels,
        budget=left_for_photo(settings.memory),
        long_side=settings.size,
    )


def done_by_another(maker: JobMaker, piece: Piece, settings: BatchSettings) -> Ending | None:
    """How a piece has ended that was to be painted, where another program has painted it meanwhile."""
    ending = ended_before(maker, piece, settings, seen_free=True)
    return ending if ending is not None and ending.how in ("finished", "kept") else None


def wanted_again(batch: Batch, waiting: Collection[Piece], reach: int) -> set[Piece]:
    """The finished frames that must be painted again, unsaved, for the sake of those after them.

    Args:
        batch: all pieces.
        waiting: those to be painted and saved.
        reach: how many frames before one still count for it.
    """
    again: set[Piece] = set()
    for maker in range(len(batch.makers)) if reach else ():
        needed = 0
        for piece in reversed([piece for piece in batch.pieces if piece.maker == maker]):
            if piece in waiting:
                needed = reach
            elif needed:
                again.add(piece)
                needed -= 1
    return again


def unfinished(batch: Batch, account: Account) -> Generator[BatchProgress, None, list[Piece]]:
    """Looks at what is there already, so that it is known how much is left to do.

    Returns:
        The pieces to be painted.
    """
    for folder in {piece.target.parent for piece in batch.pieces}:
        remove_leftovers(folder)
    waiting = []
    for piece in batch.pieces:
        ending = ended_before(batch.makers[piece.maker], piece, batch.settings)
        if ending is None:
            waiting.append(piece)
            yield account.progress(Progress(1, None, "prepare", 0.0, (0, 0, 0, 0)))
        else:
            yield account.ended(ending)
    return waiting


def ended_before(maker: JobMaker, piece: Piece, settings: BatchSettings, *, seen_free: bool = False) -> Ending | None:
    """How a piece has ended before it begins, because of a file in its place; None: it is to be painted.

    Args:
        maker: of its job.
        piece: which.
        settings: how.
        seen_free: whether the place was free when the batch began; then a picture there may be the result, though it
            holds no recipe, where none is saved.
    """
    if not piece.target.exists():
        return None
    without = seen_free and not holds_recipe(piece.target, settings.saving)
    difference = _difference(maker, piece, settings, without_recipe=without)
    if difference is None:
        return Ending(piece, "finished")
    if settings.others == "replace":
        return None
    if settings.others == "keep":
        return Ending(piece, "kept")
    return Ending(
        piece,
        "failed",
        Sentence(
            "The result should be new or finished, and '{name}' is there and {difference}: replace (--overwrite) or "
            "keep (--skip-existing) what is there.",
            name=piece.target.name,
            difference=difference,
        ),
    )


def paint_piece(
    studio: Engine,
    maker: JobMaker,
    piece: Piece,
    photo: Picture,
    settings: BatchSettings,
    *,
    frames: FrameMemory | None = None,
    saved: bool = True,
) -> Generator[Progress, None, tuple[Sentence, ...]]:
    """Paints and saves one result.

    Args:
        studio: paints.
        maker: of its job.
        piece: which result.
        photo: the piece's, read as the settings say.
        settings: how.
        frames: what was made of the frames before; None: the photo stands alone.
        saved: whether the result is wanted, and not only what the frames after it learn from it.

    Yields:
        The painting's progress.

    Returns:
        Notes about it.

    Raises:
        PentimentoError: it cannot be painted or saved.
    """
    bits = settings.saving.bits or (photo.bits if format_for(piece.target).sixteen_bits else 8)
    job = maker.job_for(photo, settings.size, 16 if bits == 16 else 8)
    existing: Literal["overwrite", "refuse"] = "overwrite" if settings.others == "replace" else "refuse"
    saving = replace(settings.saving, bits=job.bits, existing=existing)
    if not saved:
        result = yield from _result_of(studio.stylise(job))
        if frames is not None:
            frames.blended(photo, result.picture.pixels)
        return ()
    try:
        piece.target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PictureError(
            "A folder should be made at '{folder}', and it cannot be ({reason}): choose another for the results.",
            folder=piece.target.parent,
            reason=error.strerror,
        ) from error
    check_target(piece.target, saving, size=result_size((photo.width, photo.height), job.size))
    result = yield from _result_of(studio.stylise(job))
    painted = result.picture
    if frames is not None:
        painted = replace(painted, pixels=frames.blended(photo, painted.pixels))
    save_picture(piece.target, painted, saving, recipe=recipe_to_json(result.recipe))
    return (*photo.notes, *lost_transparency(photo, piece.target), *result.notes)


def sentence_of(error: Exception) -> Sentence:
    """What is reported of a piece that failed."""
    if isinstance(error, PentimentoError):
        return error.sentence
    logger.error("a piece of a batch failed", exc_info=error)
    return Sentence(
        "Something unexpected happened, which is a defect of the program: {kind}: {error}",
        kind=type(error).__name__,
        error=error,
    )


def _counted(
    painting: Generator[Progress, None, tuple[Sentence, ...]], piece: Piece, account: Account, *, counts: bool
) -> Generator[BatchProgress, None, tuple[Sentence, ...]]:
    """Relays a piece's progress as the batch's."""
    with closing(painting):
        while True:
            try:
                progress = next(painting)
            except StopIteration as done:
                notes: tuple[Sentence, ...] = done.value
                return notes
            fraction = progress.fraction * BEFORE_SAVING if counts else 0.0
            yield account.progress(replace(progress, fraction=fraction), piece)


def _result_of(painting: Generator[Progress, None, None]) -> Generator[Progress, None, Result]:
    """Relays a job's progress to its end."""
    result = None
    with closing(painting):
        for progress in painting:
            yield progress
            result = progress.result
    assert result is not None, "the last progress carries the result"
    return result


def holds_recipe(target: Path, saving: SaveOptions) -> bool:
    """Whether a result holds its recipe, by which it is known again."""
    return not saving.strip_metadata and format_for(target).metadata


def _difference(maker: JobMaker, piece: Piece, settings: BatchSettings, *, without_recipe: bool) -> Sentence | None:
    """How the file in a piece's place differs from its result; None: it is the result."""
    try:
        there = open_picture(piece.target, max_pixels=settings.max_pixels)
        text = read_recipe(piece.target)
    except PentimentoError:
        return Sentence("is no whole picture")
    try:
        recipe = None if text is None else recipe_from_json(text, piece.target.name)
    except JobError:
        # As one of a later version of the program.
        return Sentence("holds a recipe that this program does not know")
    if recipe is None and not without_recipe:
        return Sentence("holds no recipe")
    try:
        photo = open_picture(piece.photo, max_pixels=settings.max_pixels)
        wanted = result_size((photo.width, photo.height), settings.size)
        newer = piece.photo.stat().st_mtime > piece.target.stat().st_mtime
    except (PentimentoError, OSError):
        # A photo that is gone or broken has its result, if this is one.
        wanted, newer = (there.width, there.height), False
    # Other versions of the program paint the same with the same pack.
    if recipe is not None and recipe != replace(maker.recipe_for(wanted), program=recipe.program):
        return Sentence("was painted with another recipe")
    if (there.width, there.height) != wanted:
        return Sentence(
            "has {width} × {height} pixels instead of {wanted_width} × {wanted_height}",
            width=there.width,
            height=there.height,
            wanted_width=wanted[0],
            wanted_height=wanted[1],
        )
    return Sentence("is older than its photo") if newer else None
