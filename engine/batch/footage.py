"""What is in a video: its frames, upright and in their time, and what is missing of them. No torch.

A film that is cut short or damaged is read as far as it can be: what is missing is counted, and told in the end.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.batch.wholeness import fault_of, is_unfinished_mp4
from engine.errors import PictureError
from engine.images import Picture, resize
from engine.sentences import Sentence
from engine.system.optional_libraries import library

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream
    from numpy.typing import NDArray

    from engine.images.picture import Pixels

USUAL_RATE = 25
"""Frames in a second where nothing says how many there are."""

MOST_FAILURES = 1000
"""So often in a row reading may fail before what follows counts as lost."""

MOST_FRAMES_HELD = 64
"""More than any decoder holds back."""

HDR_CURVES = {16: "PQ", 18: "HLG"}
"""FFmpeg's numbers for how brightness is coded in videos of high dynamic range."""


class Footage:
    """A video that is being read.

    Args:
        path: the file.

    Attributes:
        container: PyAV's.
        pictures: the stream of frames that is painted.
        covers: streams of one picture each, such as the cover of a film.

    Raises:
        PictureError: it is no video that can be read.
    """

    def __init__(self, path: Path) -> None:
        self._av = library("av")
        self.path = path
        try:
            self.container: InputContainer = self._av.open(str(path))
        except (self._av.FFmpegError, OSError) as error:
            raise _unreadable(path) from error
        alone = self._av.stream.Disposition
        alone = alone.attached_pic | alone.timed_thumbnails | alone.still_image
        streams = [stream for stream in self.container.streams.video if stream.codec_context is not None]
        self.covers = [stream for stream in streams if stream.disposition & alone]
        films = [stream for stream in streams if not stream.disposition & alone]
        if not films:
            self.close()
            raise _unreadable(path)
        self.pictures: VideoStream = films[0]
        self.rate = self.pictures.average_rate or self.pictures.guessed_rate or Fraction(USUAL_RATE)
        self._times = Times(self.pictures.time_base or 1 / self.rate, 1 / self.rate)
        self._end = Fraction(0)
        self._packets = self._frames = self._unreadable = self._spoilt = self._suspect = 0
        self._is_broken_off = False

    def close(self) -> None:
        """Closes the file."""
        self.container.close()

    @property
    def about(self) -> int:
        """About how many frames there are."""
        if self.pictures.frames:
            return int(self.pictures.frames)
        seconds = self.container.duration / 1e6 if self.container.duration else 0.0
        return max(1, round(seconds * float(self.rate)))

    @property
    def pixel_shape(self) -> Fraction:
        """How many times wider than high each pixel of the frames is to be shown, as they are stored."""
        return self.pictures.sample_aspect_ratio or Fraction(1)

    def frames(self, pass_on: Callable[[Any], None]) -> Iterator[VideoFrame]:
        """The frames, one after the other, each with the time at which it is shown.

        Args:
            pass_on: takes the packets of other streams that lie between them.
        """
        for packet in self._read():
            last = packet.dts if packet.pts is None else packet.pts
            if last is not None and packet.time_base is not None:
                self._end = max(self._end, (last + (packet.duration or 0)) * packet.time_base)
            if packet.stream.index != self.pictures.index:
                # The last one of each stream is empty.
                if packet.size:
                    pass_on(packet)
                continue
            self._packets += packet.dts is not None
            self._suspect += packet.is_corrupt
            yield from self._decoded(packet)
        for _ in range(MOST_FRAMES_HELD):
            held = list(self._decoded(None))
            yield from held
            if not held:
                return

    def shift(self) -> Fraction:
        """Seconds by which all is moved from here on, since parts of the film begin at 0 again."""
        return self._times.shift

    def loss(self) -> Sentence | None:
        """A sentence about what is missing, once everything has been read; None: nothing."""
        found = []
        missing = self._unreadable + max(0, self._stated_packets() - self._packets)
        if missing:
            found.append(f"{missing} of about {self._frames + missing} frames cannot be read")
        if self._spoilt:
            found.append(f"{self._spoilt} are damaged")
        # Where recordings were joined, the packet at the seam looks as if something were missing before it.
        if not found and self._suspect > self._times.seams:
            found.append("parts of the file cannot be read")
        fault = fault_of(self.path, self.container.format.name)
        if fault == "cut" or self._ends_early():
            after = f", after {self._frames} of about {self.about} frames" if self.about > self._frames else ""
            found.append(f"the file ends too early{after}")
        elif self._is_broken_off or (not found and fault == "damaged"):
            found.append("parts of the file cannot be read")
        if not found:
            return None
        return Sentence(
            "Frames of the video are missing or damaged ({parts}), and what could be read was painted: paint it "
            "again from a copy that is whole.",
            parts=", ".join(found),
        )

    def notes(self) -> Iterator[Sentence]:
        """Sentences about what painting cannot keep of this video as a whole."""
        others = sum(
            stream.index not in {self.pictures.index, *(cover.index for cover in self.covers)}
            for stream in self.container.streams.video
        )
        if others:
            yield Sentence(
                "The video has {count} tracks of pictures, and the first of them was painted.", count=others + 1
            )

    def _read(self) -> Iterator[Any]:
        failures = 0
        while failures < MOST_FAILURES:
            try:
                for packet in self.container.demux():
                    failures = 0
                    yield packet
            # A damaged file may speak of streams that there are not.
            except (self._av.FFmpegError, IndexError):
                failures += 1
                self._is_broken_off = True
            else:
                return

    def _decoded(self, packet: Any) -> Iterator[VideoFrame]:
        try:
            frames = self.pictures.decode(packet)
        except self._av.EOFError:
            return  # all that was held back has come
        except self._av.FFmpegError:
            self._unreadable += 1
            return
        for frame in frames:
            self._frames += 1
            self._spoilt += frame.is_corrupt
            frame.pts, frame.time_base = self._times.of(frame), self._times.unit
            yield frame

    def _stated_packets(self) -> int:
        """How many packets of pictures there should be, where the file has an index of all; 0: it has none."""
        indexed = self.container.format.name.split(",", maxsplit=1)[0] in ("mov", "avi")
        return len(self.pictures.index_entries) if indexed else 0

    def _ends_early(self) -> bool:
        """Whether all tracks end before the file says that the last of them does."""
        stated = self.container.format.name.split(",", maxsplit=1)[0] in ("mov", "avi", "matroska", "flv")
        if not stated or not self.container.duration:
            return False
        seconds = self.container.duration / 1e6
        begun = (self.container.start_time or 0) / 1e6
        return float(self._end) - begun < seconds - max(1.0, 0.02 * seconds)


class Times:
    """When frames are shown, in whole units of a stream: each later than the one before it.

    Args:
        unit: seconds of a unit.
        step: seconds between two frames, where nothing says when they are shown.

    Attributes:
        shift: seconds by which frames are shown later than they say.
        seams: how often the time began again.
    """

    def __init__(self, unit: Fraction, step: Fraction) -> None:
        self.unit = unit
        self.shift = Fraction(0)
        self.seams = 0
        self._step = max(1, round(step / unit))
        self._exact = step / unit
        self._counted: Fraction | None = None
        self._last: int | None = None

    def of(self, frame: VideoFrame) -> int:
        """The time of the next frame."""
        told = frame.pts if frame.pts is not None else frame.dts
        if told is None:
            # Exact, since rounded steps would add up to another speed.
            self._counted = Fraction(self._last or 0) if self._counted is None else self._counted
            if self._last is not None:
                self._counted += self._exact
            found = round(self._counted)
        else:
            base = frame.time_base or self.unit
            found = round((told * base + self.shift) / self.unit)
            if self._last is not None and found < self._last - 3 * self._step:
                self.seams += 1
                self.shift += (self._last + self._step - found) * self.unit
                found = self._last + self._step
        if self._last is not None:
            found = max(found, self._last + 1)
        self._last = found
        return found


def upright(frame: VideoFrame) -> NDArray[np.uint8]:
    """A frame's pixels as it is meant to be seen: uint8, shape (H, W, 3)."""
    pixels: Any = frame.to_ndarray(format="rgb24")
    return np.ascontiguousarray(turned(pixels, matrix_of(frame)))


def matrix_of(frame: VideoFrame) -> tuple[int, int, int, int]:
    """The four numbers a, b, c, d by which a frame is to be turned and mirrored, as far as they count: -1, 0 or 1.

    A point (p, q) of the stored frame, q counted downwards, is shown at (a p + c q, b p + d q), moved into sight: see
    FFmpeg's libavutil/display.h. An angle that is no quarter turn counts as the nearest one.
    """
    sides: Any = frame.side_data
    data = next((side for side in sides if side.type.name == "DISPLAYMATRIX"), None)
    if data is None:
        return 1, 0, 0, 1
    a, b, _, c, d, *_ = np.frombuffer(memoryview(data), "<i4", 9).tolist()
    if abs(a) + abs(d) >= abs(b) + abs(c):
        return (-1 if a < 0 else 1), 0, 0, (-1 if d < 0 else 1)
    return 0, (-1 if b < 0 else 1), (-1 if c < 0 else 1), 0


def turned(pixels: NDArray[Any], matrix: tuple[int, int, int, int]) -> NDArray[Any]:
    """Pixels turned and mirrored as a matrix of `matrix_of` says."""
    a, b, c, d = matrix
    if a == 0:
        pixels = pixels.swapaxes(0, 1)
        a, d = c, b
    return pixels[:: -1 if d < 0 else 1, :: -1 if a < 0 else 1]


def shape_of_pixels(footage: Footage, frame: VideoFrame) -> Fraction:
    """How many times wider than high each pixel is to be shown, once the frame is upright."""
    return footage.pixel_shape if matrix_of(frame)[0] else 1 / footage.pixel_shape


def is_transparent(frame: VideoFrame, stream: VideoStream) -> bool:
    """Whether a part of a frame can be seen through."""
    # FFmpeg's own decoder of VP8 and VP9 leaves the transparency out, and the frames do not say that there is any.
    if stream.metadata.get("alpha_mode") == "1":
        return True
    if not any(component.is_alpha for component in frame.format.components):
        return False
    return bool(frame.to_ndarray(format="rgba")[..., 3].min() < 255)


def notes_about(frame: VideoFrame, stream: VideoStream) -> Iterator[Sentence]:
    """Sentences about what painting cannot keep of a frame: FFmpeg alone has no way from high dynamic range to SDR."""
    if frame.color_trc in HDR_CURVES:
        yield Sentence(
            "The video has a high dynamic range ({curve}), which the styles do not have, and its colours may look "
            "pale: convert it to SDR first.",
            curve=HDR_CURVES[frame.color_trc],
        )
    bits = max(component.bits for component in frame.format.components)
    if bits > 8:
        yield Sentence("The video has {bits} bits per channel; it was painted with 8.", bits=bits)
    if is_transparent(frame, stream):
        yield Sentence(
            "The video is transparent in parts, and the painted one is not: what was hidden there can be seen."
        )


def check_frame_size(source: Path, width: int, height: int, max_pixels: int) -> None:
    """Refuses a video of frames that are too large to be read.

    Raises:
        PictureError: they have more pixels than that.
    """
    if width * height > max_pixels:
        raise PictureError(
            "The frames of '{name}' should have at most {most:,.6g} megapixels, and they have {width} × {height} "
            "pixels: make the video smaller, or raise the limit.",
            name=source.name,
            most=max_pixels / 1e6,
            width=width,
            height=height,
        )


def fitted(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    """Pixels made to fit into a width and height, in their proportions, with black where they have others."""
    width, height = size
    if pixels.shape[:2] == (height, width):
        return pixels
    share = min(width / pixels.shape[1], height / pixels.shape[0])
    across, down = (
        max(1, min(most, round(side * share))) for most, side in zip(size, pixels.shape[1::-1], strict=True)
    )
    made = np.zeros((height, width, 3), pixels.dtype)
    left, top = (width - across) // 2, (height - down) // 2
    made[top : top + down, left : left + across] = resize(Picture(pixels), (across, down)).pixels
    return made


def _unreadable(path: Path) -> PictureError:
    if is_unfinished_mp4(path):
        return PictureError(
            "The video '{name}' should be whole, and its index (moov) is missing, without which no frame can be "
            "found: it was cut short, or its recording did not end; copy it again, or have it repaired.",
            name=path.name,
        )
    return PictureError(
        "A video was expected at '{path}', and there is none that can be read: check the name.", path=path
    )
