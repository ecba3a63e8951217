"""A painted video on its way into a file: frames are encoded, and all else is copied as far as the file takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import PictureError
from engine.sentences import Sentence
from engine.system.optional_libraries import library

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from fractions import Fraction

    from av.container import OutputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

    from engine.batch.batch import BatchSettings
    from engine.batch.footage import Footage
    from engine.images.picture import Pixels

BT709, LIMITED_RANGE = 1, 1
"""FFmpeg's numbers for how colours are coded in nearly all videos."""

NAMED_PLACES = ("location", "gps", "xyz")
"""Words in the names of metadata that tell where a video was taken."""

OF_THE_FILE = {"major_brand", "minor_version", "compatible_brands", "encoder"}
"""Names of metadata that are true of the old file alone."""

SUFFIXES_OF_COVERS = {"mjpeg": "jpeg", "png": "png"}
"""The codings of pictures that films have as covers, and how such files are called."""

IN_QUICKTIME = {"deu": "ger", "nld": "dut", "swe": "sve", "ell": "gre", "isl": "ice", "zho": "chi", "sqi": "alb"}
"""Languages that QuickTime files have by another name."""


class Copy:
    """A video on its way into another file: painted frames are encoded, all else is copied.

    Args:
        footage: the one.
        out: the other.
        settings: quality, and what is kept of the metadata.

    Raises:
        PictureError: such a file does not take the video's sound.
    """

    def __init__(self, footage: Footage, out: OutputContainer, settings: BatchSettings) -> None:
        self._footage = footage
        self._out = out
        self._settings = settings
        self._frames: VideoStream | None = None
        # All streams must be there before the first packet, and the size is known with the first painted frame only.
        self._waiting: list[Any] = []
        self._others: dict[int, Any] = {}
        self._attached: dict[int, Any] = {}
        # As the keys, since the note names tracks of one kind once.
        self._left_out: dict[str, None] = {}
        self._lost_packets = 0
        self._copies: dict[int, Any] = {}
        self._last: dict[int, int] = {}
        self._choose_streams()
        if not settings.saving.strip_metadata:
            for name, value in footage.container.metadata.items():
                is_place = any(place in name.lower() for place in NAMED_PLACES)
                if name.lower() not in OF_THE_FILE and (settings.saving.keep_location or not is_place):
                    out.metadata[name] = value
            if chapters := footage.container.chapters():
                out.set_chapters(chapters)

    @property
    def size(self) -> tuple[int, int] | None:
        """Width and height of the painted video; None: no frame has come yet."""
        return None if self._frames is None else (self._frames.width, self._frames.height)

    def notes(self) -> Iterator[Sentence]:
        """Sentences about what the new file does not hold."""
        if self._left_out:
            yield Sentence(
                "The painted video does not hold what a file of its kind does not take: {left_out}.",
                left_out=", ".join(self._left_out),
            )
        if self._lost_packets:
            yield Sentence(
                "{count} pieces of sound or subtitles have no place in time and were left out.",
                count=self._lost_packets,
            )

    def add(self, pixels: Pixels, frame: VideoFrame, pixel_shape: Fraction) -> None:
        """Encodes a painted frame with the time of its original.

        Args:
            pixels: of the size of the first ones.
            frame: the original.
            pixel_shape: how many times wider than high the pixels are to be shown; that of the first frame counts.
        """
        if self._frames is None:
            self._frames = self._begin(pixels.shape[1], pixels.shape[0], frame, pixel_shape)
            self._copy_waiting()
        painted = _frame_of(pixels, str(self._frames.pix_fmt))
        painted.pts, painted.time_base = frame.pts, frame.time_base
        self._out.mux(self._frames.encode(painted))

    def pass_on(self, packet: Any) -> None:
        """Copies a packet of another stream."""
        cover = self._attached.pop(packet.stream.index, None)
        if cover is not None and self._frames is None:
            suffix = SUFFIXES_OF_COVERS[cover.codec_context.codec.canonical_name]
            name = cover.metadata.get("filename", f"cover.{suffix}")
            self._out.add_attachment(name, cover.metadata.get("mimetype", f"image/{suffix}"), bytes(packet))
        if packet.stream.index not in self._others:
            return
        if packet.dts is None:
            # Covers have no time at all.
            packet.dts = packet.pts = packet.pts or 0
        shift = self._footage.shift()
        if shift and packet.time_base:
            units = round(shift / packet.time_base)
            packet.dts += units
            packet.pts = None if packet.pts is None else packet.pts + units
        self._waiting.append(packet)
        if self._frames is not None:
            self._copy_waiting()

    def end(self) -> None:
        """Writes what is still held back.

        Raises:
            PictureError: there was no frame.
        """
        if self._frames is None:
            raise PictureError(
                "A video should have at least one frame that can be read, and this one has none: choose another."
            )
        self._out.mux(self._frames.encode())
        self._copy_waiting()

    def _choose_streams(self) -> None:
        kind, taken, footage = self._out.format.name, self._out.supported_codecs, self._footage
        covers = {stream.index for stream in footage.covers}
        # MP4 keeps the names of chapters in a track.
        has_chapters = bool(footage.container.chapters())
        streams: tuple[Any, ...] = tuple(footage.container.streams)
        for stream in streams:
            # What FFmpeg cannot read has no context.
            coded = stream.codec_context.codec.canonical_name if stream.codec_context else "an unknown coding"
            is_cover = stream.index in covers
            if stream.type in ("audio", "subtitle") and coded in taken:
                self._others[stream.index] = stream
            elif stream.type == "audio":
                raise PictureError(
                    "The sound of the video should fit into the new file, and {kind} does not take {coded}: give it "
                    "the same suffix as the video's.",
                    kind=kind,
                    coded=coded,
                )
            elif is_cover and kind == "mp4" and coded in SUFFIXES_OF_COVERS:
                self._others[stream.index] = stream
            elif is_cover and kind == "matroska" and coded in SUFFIXES_OF_COVERS:
                self._attached[stream.index] = stream
            elif stream.type == "attachment" and kind == "matroska":
                name = stream.metadata.get("filename", "attachment")
                self._out.add_attachment(name, stream.mimetype or "application/octet-stream", stream.data)
            elif is_cover or not (stream.type == "video" or (stream.type == "data" and has_chapters)):
                self._left_out[_named(stream, coded, is_cover=is_cover)] = None

    def _begin(self, width: int, height: int, frame: VideoFrame, pixel_shape: Fraction) -> VideoStream:
        webm = self._out.format.name == "webm"
        quality = crf_of(self._settings.saving.quality)
        stream = self._out.add_stream(
            "libvpx-vp9" if webm else "libx264",
            rate=self._footage.rate,
            options={"crf": str(quality), **({"b:v": "0"} if webm else {})},
        )
        stream.width, stream.height = width, height
        # Half the colours' resolution, which is what players expect, needs even sides.
        stream.pix_fmt = "yuv444p" if width % 2 or height % 2 else "yuv420p"
        context = stream.codec_context
        if frame.time_base is not None:
            context.time_base = frame.time_base
        context.colorspace, context.color_range = BT709, LIMITED_RANGE
        context.color_primaries, context.color_trc = frame.color_primaries, frame.color_trc
        if pixel_shape != 1:
            context.sample_aspect_ratio = pixel_shape
        self._name(stream, self._footage.pictures)
        for index, other in self._others.items():
            copied = self._out.add_stream_from_template(other)
            self._name(copied, other)
            self._copies[index] = copied
        return stream

    def _name(self, copied: Any, stream: Any) -> None:
        """Gives a stream what another says of itself: language, title, and when it is played."""
        said = {name.lower(): value for name, value in stream.metadata.items()}
        kept = {"language": said.get("language")}
        if not self._settings.saving.strip_metadata:
            # MP4 has the title by the second name.
            kept |= {"title": said.get("title") or said.get("name"), "handler_name": said.get("handler_name")}
        if self._out.format.name == "mov":
            kept["language"] = IN_QUICKTIME.get(kept["language"] or "", kept["language"])
        copied.metadata.update({name: value for name, value in kept.items() if value})
        copied.disposition = stream.disposition

    def _copy_waiting(self) -> None:
        for packet in self._waiting:
            index = packet.stream.index
            last = self._last.get(index)
            if last is not None and packet.dts <= last:
                self._lost_packets += 1
                continue
            self._last[index] = packet.dts
            packet.stream = self._copies[index]
            self._out.mux(packet)
        self._waiting.clear()


def crf_of(quality: int) -> int:
    """The constant rate factor of an encoder for a quality of 1 to 100: 95 gives 16, 75 gives 23, its own default."""
    return round(51 - 0.37 * quality)


def _named(stream: Any, coded: str, *, is_cover: bool) -> str:
    """What a stream is called in a sentence."""
    if is_cover:
        return "the cover picture"
    kinds = {"subtitle": "subtitles", "attachment": "an attached file", "data": "a track of data"}
    language = stream.metadata.get("language")
    about = ", ".join(filter(None, [coded if stream.type == "subtitle" else "", language if language != "und" else ""]))
    kind = kinds.get(stream.type, f"a track of {stream.type}")
    return f"{kind} ({about})" if about else kind


def _frame_of(pixels: Pixels, pix_fmt: str) -> VideoFrame:
    make: Callable[..., VideoFrame] = library("av").VideoFrame.from_ndarray
    return make(np.ascontiguousarray(pixels), format="rgb24").reformat(
        format=pix_fmt, dst_colorspace=BT709, dst_color_range=LIMITED_RANGE
    )
