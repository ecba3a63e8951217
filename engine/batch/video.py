"""Videos: every frame painted, the sound kept. No torch but that of the studio.

Needs PyAV, an optional library. The frames keep their times, so the rate stays what it was, constant or not. Sound and
subtitles are copied as they are. Pictures that a camera has marked as turned are turned, and no mark is left.
"""

from __future__ import annotations

import time
from contextlib import ExitStack, closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.batch.frames import FrameMemory
from engine.batch.plan import Piece
from engine.batch.report import BatchProgress, BatchReport, Ending
from engine.errors import JobError, PictureError
from engine.extras import library
from engine.images import Picture
from engine.images.targets import whole_file
from engine.job import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path

    from av.container import InputContainer, OutputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

    from engine.batch.batch import BatchSettings
    from engine.images.options import Existing
    from engine.images.picture import Pixels
    from engine.job import Studio
    from engine.looks import Look

FORMATS = {
    ".mp4": "mp4",
    ".m4v": "mp4",
    ".mov": "mov",
    ".mkv": "matroska",
    ".webm": "webm",
}
"""By suffix, what FFmpeg calls the kind of file."""

BT709, LIMITED_RANGE = 1, 1
"""FFmpeg's numbers for how colours are coded in nearly all videos."""

HDR_CURVES = {16: "PQ", 18: "HLG"}
"""FFmpeg's numbers for how brightness is coded in videos of high dynamic range."""

NAMED_PLACES = ("location", "gps", "xyz")
"""Words in the names of metadata that tell where a video was taken."""


def check_video(target: Path) -> str:
    """What FFmpeg calls the kind of file of a name.

    Raises:
        JobError: its suffix names none.
        DeviceError: PyAV is not installed.
    """
    library("av")
    kind = FORMATS.get(target.suffix.lower())
    if kind is None:
        raise JobError(
            f"'{target.name}' cannot be saved: one of the suffixes {', '.join(FORMATS)} was expected: change the name."
        )
    return kind


def paint_video(
    studio: Studio, look: Look, source: Path, target: Path, settings: BatchSettings, *, existing: Existing = "refuse"
) -> Generator[BatchProgress, None, None]:
    """Paints a video frame by frame; the last progress carries the report, whose only piece is the video.

    Closing the generator leaves no file.

    Args:
        studio: paints.
        look: with which.
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
        try:
            video = files.enter_context(av.open(str(source)))
            pictures = video.streams.video[0]
        except (av.FFmpegError, OSError, IndexError) as error:
            raise PictureError(
                f"A video was expected at '{source}', and there is none that can be read: check the name."
            ) from error
        check_frame_size(source, pictures.width, pictures.height, settings.max_pixels)
        piece = Piece(1, source, 0, target)
        total = count_of(video, pictures)
        file = files.enter_context(whole_file(target, existing))
        try:
            out = files.enter_context(av.open(str(file.temporary), "w", format=kind))
            copy = Copy(video, out, pictures, settings)
            number = 0
            # As the keys, since each is told once and in the order in which they came.
            notes: dict[str, None] = {}
            for frame in copy.frames():
                # A stream may change its size on the way.
                check_frame_size(source, frame.width, frame.height, settings.max_pixels)
                notes |= dict.fromkeys(notes_about(frame))
                shot = Picture(upright(frame), name=f"{source.name}, frame {number + 1}")
                result = None
                with closing(studio.stylise(look.job_for(shot, settings.size, 8))) as painting:
                    for progress in painting:
                        yield _told(progress, piece, number, total, time.monotonic() - begun)
                        result = progress.result
                assert result is not None, "the last progress carries the result"
                notes |= dict.fromkeys(result.notes)
                copy.add(memory.blended(shot, result.picture.pixels), frame)
                number += 1
            copy.end()
            out.close()
        except av.FFmpegError as error:
            raise PictureError(
                f"'{target.name}' should be made of '{source.name}', and it cannot be ({error.strerror or error}): "
                "look whether the video is whole, and give it the same suffix."
            ) from error
    ending = Ending(piece, "painted", notes=tuple(notes), seconds=time.monotonic() - begun)
    finish = Progress(1, None, "finish", 1.0, (0, 0, 0, 0))
    report = BatchReport((ending,), ending.seconds)
    yield replace(_told(finish, piece, number, number, ending.seconds), fraction=1.0, ending=ending, report=report)


class Copy:
    """A video on its way into another file: painted frames are encoded, all else is copied.

    Args:
        video: the one.
        out: the other.
        pictures: the stream of frames.
        settings: quality, and what is kept of the metadata.

    Raises:
        PictureError: such a file does not take the video's sound.
    """

    def __init__(
        self, video: InputContainer, out: OutputContainer, pictures: VideoStream, settings: BatchSettings
    ) -> None:
        self._video = video
        self._out = out
        self._pictures = pictures
        self._quality = settings.saving.quality
        self._frames: VideoStream | None = None
        # All streams must be there before the first packet, and the size is known with the first painted frame only.
        self._waiting: list[Any] = []
        taken = out.supported_codecs
        self._others: dict[int, Any] = {}
        for stream in video.streams:
            # What FFmpeg cannot read has no context.
            coded = stream.codec_context.codec.canonical_name if stream.codec_context else "an unknown coding"
            if stream.type in ("audio", "subtitle") and coded in taken:
                self._others[stream.index] = stream
            elif stream.type == "audio":
                raise PictureError(
                    f"The sound of the video should fit into the new file, and {out.format.name} does not take "
                    f"{coded}: give it the same suffix as the video's."
                )
        self._copies: dict[int, Any] = {}
        if not settings.saving.strip_metadata:
            for name, value in video.metadata.items():
                if settings.saving.keep_location or not any(place in name.lower() for place in NAMED_PLACES):
                    out.metadata[name] = value

    def frames(self) -> Iterator[VideoFrame]:
        """The frames, one after the other; what lies between them is copied on the way."""
        for packet in self._video.demux():
            if packet.stream.index == self._pictures.index:
                yield from self._pictures.decode(packet)
            elif packet.dts is not None and packet.stream.index in self._others:
                self._waiting.append(packet)
                if self._frames is not None:
                    self._copy_waiting()

    def add(self, pixels: Pixels, frame: VideoFrame) -> None:
        """Encodes a painted frame with the time of its original."""
        if self._frames is None:
            self._frames = self._begin(pixels.shape[1], pixels.shape[0], frame)
            self._copy_waiting()
        painted = _frame_of(pixels, str(self._frames.pix_fmt))
        painted.pts, painted.time_base = frame.pts, frame.time_base
        self._out.mux(self._frames.encode(painted))

    def end(self) -> None:
        """Writes what is still held back.

        Raises:
            PictureError: there was no frame.
        """
        if self._frames is None:
            raise PictureError("A video should have at least one frame, and this one has none: choose another.")
        self._out.mux(self._frames.encode())
        self._copy_waiting()

    def _begin(self, width: int, height: int, frame: VideoFrame) -> VideoStream:
        webm = self._out.format.name == "webm"
        rate = self._pictures.average_rate
        stream = self._out.add_stream(
            "libvpx-vp9" if webm else "libx264",
            rate=rate,
            options={"crf": str(crf_of(self._quality)), **({"b:v": "0"} if webm else {})},
        )
        stream.width, stream.height = width, height
        # Half the colours' resolution, which is what players expect, needs even sides.
        stream.pix_fmt = "yuv444p" if width % 2 or height % 2 else "yuv420p"
        context = stream.codec_context
        if self._pictures.time_base is not None:
            context.time_base = self._pictures.time_base
        context.colorspace, context.color_range = BT709, LIMITED_RANGE
        context.color_primaries, context.color_trc = frame.color_primaries, frame.color_trc
        if self._pictures.sample_aspect_ratio and not frame.rotation:
            context.sample_aspect_ratio = self._pictures.sample_aspect_ratio
        for index, other in self._others.items():
            self._copies[index] = self._out.add_stream_from_template(other)
        return stream

    def _copy_waiting(self) -> None:
        for packet in self._waiting:
            packet.stream = self._copies[packet.stream.index]
            self._out.mux(packet)
        self._waiting.clear()


def count_of(video: InputContainer, pictures: VideoStream) -> int:
    """About how many frames a video has."""
    if pictures.frames:
        return int(pictures.frames)
    seconds = video.duration / 1e6 if video.duration else 0.0
    return max(1, round(seconds * float(pictures.average_rate or 25)))


def check_frame_size(source: Path, width: int, height: int, max_pixels: int) -> None:
    """Refuses a video of frames that are too large to be read.

    Raises:
        PictureError: they have more pixels than that.
    """
    if width * height > max_pixels:
        raise PictureError(
            f"The frames of '{source.name}' should have at most {max_pixels / 1e6:,.6g} megapixels, and they have "
            f"{width} × {height} pixels: make the video smaller, or raise the limit."
        )


def notes_about(frame: VideoFrame) -> Iterator[str]:
    """Sentences about what painting cannot keep of a frame: FFmpeg alone has no way from high dynamic range to SDR."""
    if frame.color_trc in HDR_CURVES:
        yield (
            f"The video has a high dynamic range ({HDR_CURVES[frame.color_trc]}), which the styles do not have, "
            "and its colours may look pale: convert it to SDR first."
        )
    bits = max(component.bits for component in frame.format.components)
    if bits > 8:
        yield f"The video has {bits} bits per channel; it was painted with 8."


def upright(frame: VideoFrame) -> Pixels:
    """A frame's pixels as it is meant to be seen: uint8, shape (H, W, 3)."""
    pixels: Any = frame.to_ndarray(format="rgb24")
    return np.ascontiguousarray(np.rot90(pixels, round(frame.rotation / 90)))


def crf_of(quality: int) -> int:
    """The constant rate factor of an encoder for a quality of 1 to 100: 95 gives 16, 75 gives 23, its own default."""
    return round(51 - 0.37 * quality)


def _frame_of(pixels: Pixels, pix_fmt: str) -> VideoFrame:
    make: Callable[..., VideoFrame] = library("av").VideoFrame.from_ndarray
    return make(np.ascontiguousarray(pixels), format="rgb24").reformat(
        format=pix_fmt, dst_colorspace=BT709, dst_color_range=LIMITED_RANGE
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
