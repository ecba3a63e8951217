"""A small video with sound, made up for tests."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

av = pytest.importorskip("av", reason="PyAV is not installed: pip install av")

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray


def make_video(
    path: Path,
    times: Sequence[int],
    *,
    size: tuple[int, int] = (64, 48),
    sound: bool = True,
    rotation: int = 0,
    title: str = "",
    ten_bits: bool = False,
    colour_curve: int | None = None,
    matrix: tuple[int, int, int, int] | None = None,
    pixel_shape: Fraction = Fraction(1),
    faststart: bool = False,
    kind: str | None = None,
) -> None:
    """Writes a video whose frames go from dark to light, with a red corner at the upper left.

    Args:
        path: where.
        times: of the frames, in 25ths of a second.
        size: of the frames as they are stored.
        sound: whether there is a tone.
        rotation: by which players are told to turn the frames, in degrees, against the clock.
        title: in the metadata.
        ten_bits: whether the colours have 10 bits and not 8.
        colour_curve: FFmpeg's number of the transfer characteristic that the file names.
        matrix: by which players are told to turn and mirror the frames, see `engine.batch.footage.matrix_of`.
        pixel_shape: how many times wider than high pixels are to be shown.
        faststart: whether the index of an MP4 stands at its beginning.
        kind: what FFmpeg calls the kind of file; None: by the suffix.
    """
    options = {"movflags": "faststart"} if faststart else {}
    with av.open(str(path), "w", format=kind, options=options) as video:
        if title:
            video.metadata.update({"title": title, "location": "+47.0+008.0/"})
        frames = video.add_stream("libx264", rate=25, options={"crf": "10"})
        frames.width, frames.height = size
        frames.pix_fmt = ("yuv420p" if size[0] % 2 == size[1] % 2 == 0 else "yuv444p") + ("10le" if ten_bits else "")
        if colour_curve is not None:
            frames.codec_context.color_trc = colour_curve
        frames.codec_context.time_base = Fraction(1, 25)
        frames.codec_context.sample_aspect_ratio = pixel_shape
        if matrix is not None:
            a, b, c, d = (number << 16 for number in matrix)
            frames.set_display_matrix([a, b, 0, c, d, 0, 0, 0, 1 << 30])
        if rotation:
            frames.set_display_rotation(rotation)
        tone = video.add_stream("aac", rate=44_100) if sound else None
        for number, time in enumerate(times):
            frame = av.VideoFrame.from_ndarray(frame_pixels(number, size), format="rgb24")
            frame.pts, frame.time_base = time, Fraction(1, 25)
            video.mux(frames.encode(frame))
        video.mux(frames.encode())
        if tone is not None:
            samples = np.sin(np.arange(44_100 * (times[-1] + 1) // 25) / 20).astype(np.float32)[None]
            for start in range(0, samples.shape[1], 1024):
                piece = np.ascontiguousarray(samples[:, start : start + 1024])
                heard = av.AudioFrame.from_ndarray(piece, format="fltp", layout="mono")
                heard.sample_rate, heard.pts = 44_100, start
                video.mux(tone.encode(heard))
            video.mux(tone.encode())


def frame_pixels(number: int, size: tuple[int, int]) -> NDArray[np.uint8]:
    """The pixels of a made-up frame."""
    pixels = np.full((size[1], size[0], 3), min(60 + 10 * number, 250), np.uint8)
    pixels[: size[1] // 2, : size[0] // 2] = (220, 40, 40)
    return pixels


def read_video(path: Path) -> tuple[list[NDArray[np.uint8]], list[float], list[bytes]]:
    """The frames of a video as they are stored, their times in seconds, and the packets of its sound."""
    with av.open(str(path)) as video:
        frames = list(video.decode(video=0))
        pixels = [frame.to_ndarray(format="rgb24") for frame in frames]
        times = [float(frame.pts * frame.time_base) for frame in frames]
    with av.open(str(path)) as video:
        sound = [bytes(packet) for packet in video.demux(audio=0) if packet.size] if video.streams.audio else []
    return pixels, times, sound
