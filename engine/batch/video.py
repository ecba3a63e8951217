"""Videos: every frame painted, the sound kept. No torch but that of the studio.

Needs PyAV, an optional library. The frames keep their times, so the rate stays what it was, constant or not. Sound and
subtitles are copied as they are. Pictures that a camera has marked as turned or mirrored are so, and no mark is left.
"""

from __future__ import annotations

import time
from contextlib import ExitStack, closing
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.batch.footage import Footage, check_frame_size, fitted, notes_about, shape_of_pixels, upright
from engine.batch.frames import FrameMemory
from engine.batch.plan import Piece
from engine.batch.report import BatchProgress, BatchReport, Ending
from engine.batch.video_copy import Copy
from engine.errors import JobError, PictureError
from engine.images import Picture
from engine.images.targets import whole_file
from engine.job import Progress
from engine.sentences import Sentence
from engine.system.optional_libraries import library

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from engine.batch.batch import BatchSettings
    from engine.images.options import Existing
    from engine.job import Engine, Result
    from engine.job.styles import JobMaker

FORMATS = {
    ".mp4": "mp4",
    ".m4v": "mp4",
    ".mov": "mov",
    ".mkv": "matroska",
    ".webm": "webm",
}
"""By suffix, what FFmpeg calls the kind of file."""


def check_video(target: Path) -> str:
    """What FFmpeg calls the kind of file of a name.

    Raises:
        JobError: its suffix names none.
        MissingLibraryError: PyAV is not installed.
    """
    library("av")
    kind = FORMATS.get(target.suffix.lower())
    if kind is None:
        raise JobError(
            "'{name}' cannot be saved: one of the suffixes {suffixes} was expected: change the name.",
            name=target.name,
            suffixes=", ".join(FORMATS),
        )
    return kind


def paint_video(
    studio: Engine,
    maker: JobMaker,
    source: Path,
    target: Path,
    settings: BatchSettings,
    *,
    existing: Existing = "refuse",
) -> Generator[BatchProgress, None, None]:
    """Paints a video frame by frame; the last progress carries the report, whose only piece is the video.

    Closing the generator leaves no file.

    Args:
        studio: paints.
        maker: of its frames' jobs.
        source: the video.
        target: where to save it; the suffix chooses the format.
        settings: how; of the saving, the quality and what is kept of the metadata count.
        existing: what to do with a file of that name.

    Raises:
        PictureError: it is no video, its frames are too large, or it cannot be saved like that.
        PentimentoError: a frame cannot be painted.
    """
    kind = check_video(target)
    av = library("av")
    begun = time.monotonic()
    memory = FrameMemory(settings.smoothing)
    with ExitStack() as files:
        footage = files.enter_context(closing(Footage(source)))
        pictures = footage.pictures
        check_frame_size(source, pictures.width, pictures.height, settings.max_pixels)
        piece = Piece(1, source, 0, target)
        total = footage.about
        file = files.enter_context(whole_file(target, existing))
        try:
            out = files.enter_context(av.open(str(file.temporary), "w", format=kind))
            copy = Copy(footage, out, settings)
            number = 0
            # As the keys, since each is reported once and in the order in which they came.
            notes = dict.fromkeys(footage.notes())
            for frame in footage.frames(copy.pass_on):
                # A stream may change its size on the way.
                check_frame_size(source, frame.width, frame.height, settings.max_pixels)
                notes |= dict.fromkeys(notes_about(frame, pictures))
                shot = Picture(upright(frame), name=f"{source.name}, frame {number + 1}")
                result: Result | None = None
                with closing(studio.stylise(maker.job_for(shot, settings.size, 8))) as painting:
                    for progress in painting:
                        yield _told(progress, piece, number, total, time.monotonic() - begun)
                        result = progress.result
                assert result is not None, "the last progress carries the result"
                notes |= dict.fromkeys(result.notes)
                pixels = memory.blended(shot, result.picture.pixels)
                if copy.size is not None and pixels.shape[1::-1] != copy.size:
                    notes |= dict.fromkeys([_changed(copy.size)])
                    pixels = fitted(pixels, copy.size)
                copy.add(pixels, frame, shape_of_pixels(footage, frame))
                number += 1
            copy.end()
            out.close()
        except av.FFmpegError as error:
            raise PictureError(
                "'{target_name}' should be made of '{source_name}', and it cannot be ({reason}): look whether the "
                "video is whole, and give it the same suffix.",
                target_name=target.name,
                source_name=source.name,
                reason=error.strerror or error,
            ) from error
        notes |= dict.fromkeys(copy.notes())
        loss = footage.loss()
    told = tuple(notes) if loss is None else (loss, *notes)
    ending = Ending(piece, "painted" if loss is None else "incomplete", notes=told, seconds=time.monotonic() - begun)
    finish = Progress(1, None, "finish", 1.0, (0, 0, 0, 0))
    report = BatchReport((ending,), ending.seconds)
    yield replace(_told(finish, piece, number, number, ending.seconds), fraction=1.0, ending=ending, report=report)


def _changed(size: tuple[int, int]) -> Sentence:
    return Sentence(
        "The video changes its size on the way: all of it was painted in the size of its first frame, {width} × "
        "{height} pixels, with black where the shape is another.",
        width=size[0],
        height=size[1],
    )


def _told(progress: Progress, piece: Piece, number: int, total: int, seconds: float) -> BatchProgress:
    total = max(total, number)
    worked = number + progress.fraction
    left = seconds / worked * (total - worked) if number else None
    return BatchProgress(
        progress.pass_number,
        progress.level,
        progress.stage,
        min(worked / max(total, 1), 1.0),
        progress.area,
        progress.preview,
        done=number,
        total=total,
        piece=piece,
        seconds_left=left,
    )
