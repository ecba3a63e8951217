from __future__ import annotations

import sys
from contextlib import closing
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from engine.batch.batch import BatchSettings
from engine.errors import DeviceError, JobError, PictureError
from engine.images import SaveOptions
from engine.job import PackReference, Recipe
from engine.looks import FileLook, read_style
from tests.engine.negative import Negative
from tests.engine.pictures import picture

pytest.importorskip("av", reason="PyAV is not installed: pip install av")

from engine.batch.video import Copy, check_video, count_of, crf_of, paint_video
from tests.engine.batch.videos import av, make_video, read_video

if TYPE_CHECKING:
    from pathlib import Path

    from engine.batch.report import BatchProgress


@pytest.fixture
def look(tmp_path: Path) -> FileLook:
    Image.fromarray(picture(9, 9).pixels).save(tmp_path / "style.png")
    style = read_style(tmp_path / "style.png", 1.0, 10**9)
    return FileLook(Recipe((style.reference,), pack=PackReference("tiny", "0" * 64)), (style,), 10**9)


def paint(look: FileLook, source: Path, target: Path, **settings: object) -> list[BatchProgress]:
    return list(paint_video(Negative(), look, source, target, BatchSettings(**settings)))  # type: ignore[arg-type]


def centre(pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> list[int]:
    """The colour in the middle of the lower right quarter."""
    height, width = pixels.shape[:2]
    return [int(value) for value in pixels[3 * height // 4, 3 * width // 4]]


@pytest.mark.parametrize("size", [(64, 48), (33, 27)])
def test_every_frame_is_painted_and_the_sound_is_kept(tmp_path: Path, look: FileLook, size: tuple[int, int]) -> None:
    source, target = tmp_path / "in.mp4", tmp_path / "out.mp4"
    make_video(source, range(6), size=size, title="A walk")
    told = paint(look, source, target)
    pixels, times, sound = read_video(target)
    before, times_before, sound_before = read_video(source)
    assert times == pytest.approx(times_before)
    assert sound == sound_before
    assert sound
    for painted, original in zip(pixels, before, strict=True):
        assert painted.shape == original.shape
        assert centre(painted) == pytest.approx([255 - value for value in centre(original)], abs=4)
        assert painted[3, 3].tolist() == pytest.approx([255 - value for value in original[3, 3].tolist()], abs=6)
    with av.open(str(target)) as video:
        assert video.streams.video[0].average_rate == 25
        assert video.metadata["title"] == "A walk"
        assert not any("location" in name for name in video.metadata)
    fractions = [progress.fraction for progress in told]
    assert fractions == sorted(fractions)
    assert told[-1].report is not None
    assert told[-1].done == told[-1].total == 6
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.mp4", "out.mp4", "style.png"]


def test_frames_keep_their_own_times(tmp_path: Path, look: FileLook) -> None:
    make_video(tmp_path / "in.mp4", [0, 1, 2, 7, 8, 20], sound=False)
    paint(look, tmp_path / "in.mp4", tmp_path / "out.mkv")
    _, times, sound = read_video(tmp_path / "out.mkv")
    assert times == pytest.approx([time / 25 for time in (0, 1, 2, 7, 8, 20)], abs=1e-3)
    assert sound == []


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_what_a_camera_marked_as_turned_is_turned(tmp_path: Path, look: FileLook, rotation: int) -> None:
    make_video(tmp_path / "in.mp4", range(2), rotation=rotation)
    paint(look, tmp_path / "in.mp4", tmp_path / "out.mp4")
    stored = read_video(tmp_path / "in.mp4")[0][0]
    painted = read_video(tmp_path / "out.mp4")[0][0]
    seen = np.rot90(stored, rotation // 90)
    assert painted.shape == seen.shape
    assert np.abs(255 - painted.astype(int) - seen).mean() < 6
    with av.open(str(tmp_path / "out.mp4")) as video:
        assert next(video.decode(video=0)).rotation == 0


def test_metadata_is_left_out_as_asked(tmp_path: Path, look: FileLook) -> None:
    make_video(tmp_path / "in.mp4", range(2), title="A walk")
    stripped = SaveOptions(strip_metadata=True, quality=60)
    paint(look, tmp_path / "in.mp4", tmp_path / "out.mp4", saving=stripped)
    with av.open(str(tmp_path / "out.mp4")) as video:
        assert "title" not in video.metadata


def test_a_stopped_video_leaves_nothing(tmp_path: Path, look: FileLook) -> None:
    make_video(tmp_path / "in.mp4", range(6))
    with closing(paint_video(Negative(), look, tmp_path / "in.mp4", tmp_path / "out.mp4", BatchSettings())) as painting:
        for progress in painting:
            if progress.done == 3:
                break
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.mp4", "style.png"]


def test_what_cannot_be_done_is_one_sentence_and_leaves_nothing(
    tmp_path: Path, look: FileLook, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_video(tmp_path / "in.mp4", range(2))
    with pytest.raises(JobError, match=r"one of the suffixes \.mp4, "):
        check_video(tmp_path / "out.gif")
    with pytest.raises(PictureError, match=r"A video was expected at '.*nowhere\.mp4'"):
        paint(look, tmp_path / "nowhere.mp4", tmp_path / "out.mp4")
    (tmp_path / "in.txt").write_text("no video")
    with pytest.raises(PictureError, match=r"A video was expected at '.*in\.txt'"):
        paint(look, tmp_path / "in.txt", tmp_path / "out.mp4")
    with pytest.raises(PictureError, match="and webm does not take aac"):
        paint(look, tmp_path / "in.mp4", tmp_path / "out.webm")
    assert not list(tmp_path.glob("out*"))
    assert not list(tmp_path.glob(".*"))
    monkeypatch.setitem(sys.modules, "av", None)  # as Python notes what cannot be imported
    with pytest.raises(DeviceError, match=r"This needs PyAV, .* -m pip install av, then try again"):
        check_video(tmp_path / "out.mp4")


def test_frames_that_are_too_large_are_refused_before_any_is_painted(tmp_path: Path, look: FileLook) -> None:
    make_video(tmp_path / "in.mp4", range(2))
    with pytest.raises(PictureError, match="64 × 48 pixels: make the video smaller, or raise the limit"):
        paint(look, tmp_path / "in.mp4", tmp_path / "out.mp4", max_pixels=64 * 48 - 1)
    assert not list(tmp_path.glob("*out*"))
    assert paint(look, tmp_path / "in.mp4", tmp_path / "out.mp4", max_pixels=64 * 48)[-1].report


@pytest.mark.parametrize(
    ("ten_bits", "curve", "told"),
    [
        (False, 1, []),
        (True, 1, ["10 bits per channel"]),
        (True, 16, ["high dynamic range (PQ)", "10 bits per channel"]),
        (True, 18, ["high dynamic range (HLG)", "10 bits per channel"]),
    ],
)
def test_what_is_lost_of_a_video_is_told_once(
    tmp_path: Path, look: FileLook, ten_bits: bool, curve: int, told: list[str]
) -> None:
    make_video(tmp_path / "in.mp4", range(3), sound=False, ten_bits=ten_bits, colour_curve=curve)
    report = paint(look, tmp_path / "in.mp4", tmp_path / "out.mp4")[-1].report
    assert report is not None
    (ending,) = report.endings
    assert len(ending.notes) == len(told)
    assert all(words in note for words, note in zip(told, ending.notes, strict=True))


def test_streams_that_nothing_can_read_are_left_out_or_refused() -> None:
    out = SimpleNamespace(supported_codecs={"aac"}, format=SimpleNamespace(name="mp4"), metadata={})

    def copied(kind: str) -> Copy:
        stream = SimpleNamespace(type=kind, codec_context=None, index=1)
        return Copy(SimpleNamespace(streams=[stream], metadata={}), out, None, BatchSettings())  # type: ignore[arg-type]

    for kind in ("subtitle", "data"):
        copied(kind)
    with pytest.raises(PictureError, match="mp4 does not take an unknown coding"):
        copied("audio")


def test_quality_and_length_are_told_to_the_encoder(tmp_path: Path) -> None:
    assert (crf_of(95), crf_of(75), crf_of(1)) == (16, 23, 51)
    make_video(tmp_path / "in.mkv", range(6), sound=False)
    with av.open(str(tmp_path / "in.mkv")) as video:
        assert video.streams.video[0].frames == 0  # this kind of file does not say
        assert count_of(video, video.streams.video[0]) == 6
