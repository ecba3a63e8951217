"""Videos that were painted wrongly once, as they are kept beside the project: each with what is right of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pytest
from PIL import Image

from engine.batch.batch import BatchSettings
from engine.errors import JobError
from engine.job import PackReference, Recipe
from engine.job.styles import FileJobMaker, read_style
from tests.engine.negative import Negative
from tests.engine.pictures import picture
from tests.refusals import refused

pytest.importorskip("av", reason="PyAV is not installed: pip install av")

from engine.batch.video import paint_video
from tests.engine.batch.videos import av, read_video

if TYPE_CHECKING:
    from pathlib import Path


class Right(NamedTuple):
    """What is right of a file.

    Attributes:
        frames: how many are painted.
        last: seconds at which the last one is shown.
        note: words of the only note, if there is one.
        how: it ends.
        mirrored: the axes along which the stored frames are mirrored when they are shown.
        pixel_shape: how many times wider than high pixels are shown.
        languages: of the sound.
        suffix: of the painted file.
    """

    frames: int
    last: float
    note: str = ""
    how: str = "painted"
    mirrored: tuple[int, ...] = ()
    pixel_shape: int = 1
    languages: tuple[str, ...] = ("und",)
    suffix: str = ".mp4"


RIGHT = {
    "alpha.mov": Right(4, 0.3, "transparent in parts", languages=()),
    "change.ts": Right(10, 1.1, "changes its size on the way", languages=()),
    "corrupt.mp4": Right(54, 5.9, "missing or damaged (6 of about 60 frames cannot be read)", how="incomplete"),
    "cut.mkv": Right(31, 3.0, "the file ends too early, after 31 of about 60 frames", how="incomplete"),
    "hflip.mp4": Right(4, 0.3, mirrored=(1,)),
    "raw.h264": Right(12, 11 / 25, languages=()),
    "sar180.mp4": Right(4, 0.3, mirrored=(0, 1), pixel_shape=2),
    "two-languages.mkv": Right(8, 0.7, languages=("eng", "deu"), suffix=".mkv"),
}


@pytest.fixture
def videos(shared: Path) -> Path:
    """The folder with the files."""
    folder = shared / "hard-files" / "video"
    if not folder.is_dir():
        pytest.skip("the videos in ../shared are not here")
    return folder


def test_each_of_them_is_looked_at(videos: Path) -> None:
    names = {path.name for path in videos.iterdir()} - {"README.md", "trans_all.png"}
    assert names == set(RIGHT)


@pytest.mark.parametrize("name", RIGHT)
def test_each_is_painted_rightly(videos: Path, tmp_path: Path, name: str) -> None:
    right = RIGHT[name]
    Image.fromarray(picture(9, 9).pixels).save(tmp_path / "style.png")
    style = read_style(tmp_path / "style.png", 1.0, 10**9)
    maker = FileJobMaker(Recipe((style.reference,), pack=PackReference("tiny", "0" * 64)), (style,), 10**9)
    target = tmp_path / f"out{right.suffix}"
    report = list(paint_video(Negative(), maker, videos / name, target, BatchSettings()))[-1].report
    assert report is not None
    (ending,) = report.endings
    assert ending.how == right.how
    assert len(ending.notes) == bool(right.note)
    assert all(right.note in note for note in ending.notes)
    pixels, times, _ = read_video(target)
    assert len(pixels) == right.frames
    assert times[-1] == pytest.approx(right.last, abs=2e-3)
    assert (np.diff(times) > 0).all()
    with av.open(str(videos / name)) as video:
        stored = next(video.decode(video=0)).to_ndarray(format="rgb24")
    shown = np.flip(stored, right.mirrored)
    assert np.abs(255 - pixels[0].astype(int) - shown).mean() < 6
    with av.open(str(target)) as video:
        assert next(video.decode(video=0)).rotation == 0
        assert (video.streams.video[0].sample_aspect_ratio or 1) == right.pixel_shape
        assert tuple(sound.metadata.get("language", "und") for sound in video.streams.audio) == right.languages


def test_a_style_that_shows_nothing_is_refused(videos: Path) -> None:
    with refused(
        JobError,
        "A style should be a picture in which something can be seen, and '{name}' is wholly transparent: choose "
        "another, or another part of it.",
        name="trans_all.png",
    ):
        read_style(videos / "trans_all.png", 1.0, 10**9)
