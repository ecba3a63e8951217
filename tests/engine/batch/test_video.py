from __future__ import annotations

import io
import sys
from contextlib import closing
from fractions import Fraction
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from engine.batch.batch import BatchSettings
from engine.errors import JobError, MissingLibraryError, PictureError
from engine.images import SaveOptions
from engine.job import PackReference, Recipe
from engine.job.styles import FileJobMaker, read_style
from tests.engine.negative import Negative
from tests.engine.pictures import picture
from tests.refusals import refused

pytest.importorskip("av", reason="PyAV is not installed: pip install av")

from engine.batch.footage import Footage, matrix_of
from engine.batch.video import check_video, paint_video
from engine.batch.video_copy import Copy, crf_of
from tests.engine.batch.videos import av, make_video, read_video

if TYPE_CHECKING:
    from pathlib import Path

    from engine.batch.report import BatchProgress


@pytest.fixture
def maker(tmp_path: Path) -> FileJobMaker:
    Image.fromarray(picture(9, 9).pixels).save(tmp_path / "style.png")
    style = read_style(tmp_path / "style.png", 1.0, 10**9)
    return FileJobMaker(Recipe((style.reference,), pack=PackReference("tiny", "0" * 64)), (style,), 10**9)


def paint(maker: FileJobMaker, source: Path, target: Path, **settings: object) -> list[BatchProgress]:
    return list(paint_video(Negative(), maker, source, target, BatchSettings(**settings)))  # type: ignore[arg-type]


def centre(pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> list[int]:
    """The colour in the middle of the lower right quarter."""
    height, width = pixels.shape[:2]
    return [int(value) for value in pixels[3 * height // 4, 3 * width // 4]]


@pytest.mark.parametrize("size", [(64, 48), (33, 27)])
def test_every_frame_is_painted_and_the_sound_is_kept(
    tmp_path: Path, maker: FileJobMaker, size: tuple[int, int]
) -> None:
    source, target = tmp_path / "in.mp4", tmp_path / "out.mp4"
    make_video(source, range(6), size=size, title="A walk")
    told = paint(maker, source, target)
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


def test_frames_keep_their_own_times(tmp_path: Path, maker: FileJobMaker) -> None:
    make_video(tmp_path / "in.mp4", [0, 1, 2, 7, 8, 20], sound=False)
    paint(maker, tmp_path / "in.mp4", tmp_path / "out.mkv")
    _, times, sound = read_video(tmp_path / "out.mkv")
    assert times == pytest.approx([time / 25 for time in (0, 1, 2, 7, 8, 20)], abs=1e-3)
    assert sound == []


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_what_a_camera_marked_as_turned_is_turned(tmp_path: Path, maker: FileJobMaker, rotation: int) -> None:
    make_video(tmp_path / "in.mp4", range(2), rotation=rotation)
    paint(maker, tmp_path / "in.mp4", tmp_path / "out.mp4")
    stored = read_video(tmp_path / "in.mp4")[0][0]
    painted = read_video(tmp_path / "out.mp4")[0][0]
    seen = np.rot90(stored, rotation // 90)
    assert painted.shape == seen.shape
    assert np.abs(255 - painted.astype(int) - seen).mean() < 6
    with av.open(str(tmp_path / "out.mp4")) as video:
        assert next(video.decode(video=0)).rotation == 0


@pytest.mark.parametrize("pixel_shape", [Fraction(1), Fraction(2)])
@pytest.mark.parametrize("signs", [(1, 1), (1, -1), (-1, 1), (-1, -1)])
@pytest.mark.parametrize("is_across", [False, True])
def test_a_video_is_painted_as_players_show_it(
    tmp_path: Path, maker: FileJobMaker, signs: tuple[int, int], is_across: bool, pixel_shape: Fraction
) -> None:
    first, second = signs
    matrix = (0, first, second, 0) if is_across else (first, 0, 0, second)
    make_video(tmp_path / "in.mp4", range(2), matrix=matrix, pixel_shape=pixel_shape, sound=False)
    paint(maker, tmp_path / "in.mp4", tmp_path / "out.mp4")
    stored = read_video(tmp_path / "in.mp4")[0][0]
    painted = read_video(tmp_path / "out.mp4")[0][0]
    height, width = stored.shape[:2]
    down, across = np.mgrid[0:height, 0:width]
    a, b, c, d = matrix
    # Point by point, as FFmpeg defines it; the smallest is moved to 0.
    to_right, to_bottom = a * across + c * down, b * across + d * down
    seen = np.zeros_like(painted)
    seen[to_bottom - to_bottom.min(), to_right - to_right.min()] = stored
    assert np.abs(255 - painted.astype(int) - seen).mean() < 6
    with av.open(str(tmp_path / "out.mp4")) as video:
        shape = video.streams.video[0].sample_aspect_ratio or Fraction(1)
        assert shape == (1 / pixel_shape if is_across else pixel_shape)
        assert not [side for side in next(video.decode(video=0)).side_data if side.type.name == "DISPLAYMATRIX"]


def test_an_angle_that_is_no_quarter_turn_counts_as_the_nearest() -> None:
    def turned_by(*numbers: int) -> tuple[int, ...]:
        side = FakeSide(np.array(numbers, "<i4").tobytes())
        return matrix_of(SimpleNamespace(side_data=[side]))  # type: ignore[arg-type]

    assert matrix_of(SimpleNamespace(side_data=[])) == (1, 0, 0, 1)  # type: ignore[arg-type]
    assert turned_by(60000, 20000, 0, -20000, 60000, 0, 0, 0, 1 << 30) == (1, 0, 0, 1)
    assert turned_by(20000, 60000, 0, -60000, 20000, 0, 0, 0, 1 << 30) == (0, 1, -1, 0)
    assert turned_by(*[0] * 9) == (1, 0, 0, 1)


class FakeSide(bytes):
    """What PyAV gives as a frame's side data."""

    type = SimpleNamespace(name="DISPLAYMATRIX")


def make_film(path: Path, *, alpha: bool = False, cover: bool = True) -> None:
    """Writes a film with two tracks of sound, subtitles, chapters and a cover."""
    with av.open(str(path), "w") as video:
        frames = video.add_stream("png" if alpha else "libx264", rate=25)
        frames.width, frames.height, frames.pix_fmt = 64, 48, "rgba" if alpha else "yuv420p"
        tones = [video.add_stream("aac", rate=44_100) for _ in range(2)]
        for tone, language, title in zip(tones, ("deu", "eng"), ("Kommentar", "Comment"), strict=True):
            tone.metadata.update(language=language, title=title)
        tones[1].disposition = av.stream.Disposition.default | av.stream.Disposition.forced
        if path.suffix == ".mkv":
            words = video.add_mux_stream("subrip")
            words.metadata.update(language="fra")
        art = io.BytesIO()
        Image.fromarray(picture(16, 16).pixels).save(art, "JPEG")
        if cover and path.suffix == ".mkv":
            video.add_attachment("cover.jpg", "image/jpeg", art.getvalue())
            video.add_attachment("letters.ttf", "font/ttf", b"letters")
        elif cover:
            shown = video.add_stream("mjpeg", rate=25)
            shown.width, shown.height, shown.pix_fmt = 16, 16, "yuvj420p"
            shown.disposition = av.stream.Disposition.attached_pic
        video.set_chapters(
            [{"id": 1, "start": 0, "end": 60, "time_base": Fraction(1, 1000), "metadata": {"title": "Begin"}}]
        )
        for number in range(3):
            pixels = np.full((48, 64, 4), 90, np.uint8)
            pixels[:20, :, 3] = 255 - 100 * alpha
            frame = av.VideoFrame.from_ndarray(pixels, format="rgba")
            frame.pts, frame.time_base = number, Fraction(1, 25)
            video.mux(frames.encode(frame))
            if number == 0 and cover and path.suffix != ".mkv":
                still = av.Packet(art.getvalue())
                still.stream, still.pts, still.dts, still.time_base = shown, 0, 0, Fraction(1, 25)
                video.mux(still)
        video.mux(frames.encode())
        for tone in tones:
            heard = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
            heard.sample_rate, heard.pts = 44_100, 0
            video.mux(tone.encode(heard))
            video.mux(tone.encode())
        if path.suffix == ".mkv":
            line = av.Packet(b"Hello")
            line.stream, line.pts, line.dts, line.duration, line.time_base = words, 0, 0, 40, Fraction(1, 1000)
            video.mux(line)


def notes_of(told: list[BatchProgress]) -> str:
    report = told[-1].report
    assert report is not None
    return " ".join(report.endings[0].notes)


@pytest.mark.parametrize(
    ("source", "target", "left_out"),
    [
        ("in.mkv", "out.mkv", []),
        ("in.mp4", "out.mp4", []),
        ("in.mp4", "out.mkv", []),
        ("in.mkv", "out.mp4", ["subtitles (subrip, fra)", "an attached file"]),
        ("in.mp4", "out.mov", ["the cover picture"]),
    ],
)
def test_what_a_film_has_beside_its_frames_is_kept_or_told(
    tmp_path: Path, maker: FileJobMaker, source: str, target: str, left_out: list[str]
) -> None:
    make_film(tmp_path / source)
    told = notes_of(paint(maker, tmp_path / source, tmp_path / target))
    for name in left_out:
        assert name in told
    assert bool(told) == bool(left_out)
    with av.open(str(tmp_path / target)) as video:
        assert len(video.chapters()) == 1
        assert video.chapters()[0]["metadata"]["title"] == "Begin"
        heard = video.streams.audio
        languages = ["ger" if target.endswith("mov") else "deu", "eng"]
        assert [sound.metadata["language"] for sound in heard] == languages
        titles = [sound.metadata.get("title") or sound.metadata.get("name") for sound in heard]
        assert titles == ["Kommentar", "Comment"]
        if target.endswith("mkv"):
            assert heard[1].disposition == av.stream.Disposition.default | av.stream.Disposition.forced
        covers = [stream for stream in video.streams.video if stream.disposition & av.stream.Disposition.attached_pic]
        assert len(covers) == (not target.endswith("mov"))
        words = [stream.metadata["language"] for stream in video.streams.subtitles]
        assert words == (["fra"] if source == "in.mkv" and target == "out.mkv" else [])


def test_titles_go_with_the_metadata_and_languages_stay(tmp_path: Path, maker: FileJobMaker) -> None:
    make_film(tmp_path / "in.mkv")
    paint(maker, tmp_path / "in.mkv", tmp_path / "out.mkv", saving=SaveOptions(strip_metadata=True))
    with av.open(str(tmp_path / "out.mkv")) as video:
        assert not video.chapters()
        assert [sound.metadata.get("title") for sound in video.streams.audio] == [None, None]
        assert [sound.metadata["language"] for sound in video.streams.audio] == ["deu", "eng"]


def test_what_has_a_cover_only_is_no_video(tmp_path: Path) -> None:
    with av.open(str(tmp_path / "song.mp4"), "w") as song:
        tone = song.add_stream("aac", rate=44_100)
        shown = song.add_stream("mjpeg", rate=25)
        shown.width, shown.height, shown.pix_fmt = 16, 16, "yuvj420p"
        shown.disposition = av.stream.Disposition.attached_pic
        heard = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        heard.sample_rate, heard.pts = 44_100, 0
        song.mux(tone.encode(heard))
        song.mux(tone.encode())
        art = io.BytesIO()
        Image.fromarray(picture(16, 16).pixels).save(art, "JPEG")
        still = av.Packet(art.getvalue())
        still.stream, still.pts, still.dts, still.time_base = shown, 0, 0, Fraction(1, 25)
        song.mux(still)
    with refused(PictureError, "A video was expected at '{path}', and there is none that can be read: check the name."):
        Footage(tmp_path / "song.mp4")


@pytest.mark.parametrize("alpha", [False, True])
def test_transparency_is_told_where_there_is_some(tmp_path: Path, maker: FileJobMaker, *, alpha: bool) -> None:
    make_film(tmp_path / "in.mov", alpha=alpha, cover=False)
    assert ("transparent in parts" in notes_of(paint(maker, tmp_path / "in.mov", tmp_path / "out.mov"))) == alpha


def test_transparency_that_the_decoder_leaves_out_is_told_too(tmp_path: Path, maker: FileJobMaker) -> None:
    with av.open(str(tmp_path / "in.webm"), "w") as video:
        frames = video.add_stream("libvpx-vp9", rate=25)
        frames.width, frames.height, frames.pix_fmt = 64, 48, "yuva420p"
        frame = av.VideoFrame.from_ndarray(np.full((48, 64, 4), 90, np.uint8), format="rgba")
        frame.pts, frame.time_base = 0, Fraction(1, 25)
        video.mux(frames.encode(frame))
        video.mux(frames.encode())
    assert "transparent in parts" in notes_of(paint(maker, tmp_path / "in.webm", tmp_path / "out.webm"))


def test_a_video_that_changes_its_size_keeps_the_first(tmp_path: Path, maker: FileJobMaker) -> None:
    for name, size in (("a.ts", (64, 48)), ("b.ts", (48, 64))):
        make_video(tmp_path / name, range(3), size=size, sound=False)
    (tmp_path / "in.ts").write_bytes((tmp_path / "a.ts").read_bytes() + (tmp_path / "b.ts").read_bytes())
    told = notes_of(paint(maker, tmp_path / "in.ts", tmp_path / "out.mp4"))
    assert told.count("The video changes its size on the way: all of it was painted in the size of its first") == 1
    assert "64 × 48" in told
    pixels = read_video(tmp_path / "out.mp4")[0]
    assert [each.shape for each in pixels] == [(48, 64, 3)] * 6
    assert pixels[4][:, :12].max() < 20  # black beside what is higher than wide
    assert pixels[4][24, 32].tolist() == pytest.approx([255 - 70] * 3, abs=8) or pixels[4][40, 40].min() > 150


def test_metadata_is_left_out_as_asked(tmp_path: Path, maker: FileJobMaker) -> None:
    make_video(tmp_path / "in.mp4", range(2), title="A walk")
    stripped = SaveOptions(strip_metadata=True, quality=60)
    paint(maker, tmp_path / "in.mp4", tmp_path / "out.mp4", saving=stripped)
    with av.open(str(tmp_path / "out.mp4")) as video:
        assert "title" not in video.metadata


def test_a_stopped_video_leaves_nothing(tmp_path: Path, maker: FileJobMaker) -> None:
    make_video(tmp_path / "in.mp4", range(6))
    with closing(
        paint_video(Negative(), maker, tmp_path / "in.mp4", tmp_path / "out.mp4", BatchSettings())
    ) as painting:
        for progress in painting:
            if progress.done == 3:
                break
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.mp4", "style.png"]


def test_what_cannot_be_done_is_one_sentence_and_leaves_nothing(
    tmp_path: Path, maker: FileJobMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_video(tmp_path / "in.mp4", range(2))
    with refused(JobError, "'{name}' cannot be saved: one of the suffixes {suffixes} was expected: change the name."):
        check_video(tmp_path / "out.gif")
    with refused(
        PictureError,
        "A video was expected at '{path}', and there is none that can be read: check the name.",
        path=str(tmp_path / "nowhere.mp4"),
    ):
        paint(maker, tmp_path / "nowhere.mp4", tmp_path / "out.mp4")
    (tmp_path / "in.txt").write_text("no video")
    with refused(
        PictureError,
        "A video was expected at '{path}', and there is none that can be read: check the name.",
        path=str(tmp_path / "in.txt"),
    ):
        paint(maker, tmp_path / "in.txt", tmp_path / "out.mp4")
    with refused(
        PictureError,
        "The sound of the video should fit into the new file, and {kind} does not take {coded}: give it the same "
        "suffix as the video's.",
        kind="webm",
        coded="aac",
    ):
        paint(maker, tmp_path / "in.mp4", tmp_path / "out.webm")
    assert not list(tmp_path.glob("out*"))
    assert not list(tmp_path.glob(".*"))
    monkeypatch.setitem(sys.modules, "av", None)  # as Python notes what cannot be imported
    with refused(
        MissingLibraryError, "This needs {library}, {what_to_do}", library="PyAV, which reads and writes videos"
    ):
        check_video(tmp_path / "out.mp4")


def test_frames_that_are_too_large_are_refused_before_any_is_painted(tmp_path: Path, maker: FileJobMaker) -> None:
    make_video(tmp_path / "in.mp4", range(2))
    with refused(
        PictureError,
        "The frames of '{name}' should have at most {most:,.6g} megapixels, and they have {width} × {height} pixels: "
        "make the video smaller, or raise the limit.",
        width=64,
        height=48,
    ):
        paint(maker, tmp_path / "in.mp4", tmp_path / "out.mp4", max_pixels=64 * 48 - 1)
    assert not list(tmp_path.glob("*out*"))
    assert paint(maker, tmp_path / "in.mp4", tmp_path / "out.mp4", max_pixels=64 * 48)[-1].report


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
    tmp_path: Path, maker: FileJobMaker, ten_bits: bool, curve: int, told: list[str]
) -> None:
    make_video(tmp_path / "in.mp4", range(3), sound=False, ten_bits=ten_bits, colour_curve=curve)
    report = paint(maker, tmp_path / "in.mp4", tmp_path / "out.mp4")[-1].report
    assert report is not None
    (ending,) = report.endings
    assert len(ending.notes) == len(told)
    assert all(words in note for words, note in zip(told, ending.notes, strict=True))


def test_streams_that_nothing_can_read_are_left_out_or_refused() -> None:
    out = SimpleNamespace(supported_codecs={"aac"}, format=SimpleNamespace(name="mp4"), metadata={})

    def copied(kind: str) -> Copy:
        stream = SimpleNamespace(type=kind, codec_context=None, index=1, metadata={"language": "deu"})
        container = SimpleNamespace(streams=[stream], metadata={}, chapters=list)
        return Copy(SimpleNamespace(container=container, covers=[]), out, BatchSettings())  # type: ignore[arg-type]

    for kind, name in (("subtitle", "subtitles (an unknown coding, deu)"), ("data", "a track of data (deu)")):
        (note,) = copied(kind).notes()
        assert note.endswith(f"does not take: {name}.")
    with refused(
        PictureError,
        "The sound of the video should fit into the new file, and {kind} does not take {coded}: give it the same "
        "suffix as the video's.",
        kind="mp4",
        coded="an unknown coding",
    ):
        copied("audio")


def test_quality_and_length_are_told_to_the_encoder(tmp_path: Path) -> None:
    assert (crf_of(95), crf_of(75), crf_of(1)) == (16, 23, 51)
    make_video(tmp_path / "in.mkv", range(6), sound=False)
    with closing(Footage(tmp_path / "in.mkv")) as footage:
        assert footage.pictures.frames == 0  # this kind of file does not say
        assert footage.about == 6
