"""Videos that are cut short or damaged: what is there is painted, and it is told that frames are missing."""

from __future__ import annotations

from contextlib import closing
from fractions import Fraction
from itertools import pairwise
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.batch.wholeness import fault_of
from engine.errors import PictureError

pytest.importorskip("av", reason="PyAV is not installed: pip install av")

from engine.batch.footage import Footage, Times, upright
from tests.engine.batch.videos import av, make_video

if TYPE_CHECKING:
    from pathlib import Path

KINDS = ("mp4", "faststart.mp4", "mov", "mkv", "ts", "avi", "flv")
COUNT = 24


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A video of every kind, by kind."""
    folder = tmp_path_factory.mktemp("whole")
    paths = {kind: folder / f"a.{kind}" for kind in KINDS}
    for kind, path in paths.items():
        make_video(path, range(COUNT), faststart="faststart" in kind)
    return paths


def seen(path: Path) -> tuple[list[tuple[Fraction, bytes]], str | None]:
    """The frames with their times, and what is told of those that are missing."""
    with closing(Footage(path)) as footage:
        frames = []
        for frame in footage.frames(lambda _: None):
            assert frame.pts is not None
            assert frame.time_base is not None
            frames.append((frame.pts * frame.time_base, upright(frame).tobytes()))
        return frames, footage.loss()


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25)
@given(share=st.floats(0.02, 0.999))
def test_a_video_cut_anywhere_is_told_or_refused(whole: dict[str, Path], kind: str, share: float) -> None:
    path = whole[kind]
    cut = path.with_name(f"cut.{kind}")
    data = path.read_bytes()
    cut.write_bytes(data[: int(len(data) * share)])
    frames, _ = seen(path)
    try:
        found, told = seen(cut)
    except PictureError as error:
        sentence = str(error)
        assert kind not in ("mp4", "mov") or "its index (moov) is missing" in sentence
        return
    if told is None:
        # Such files are rows of packets without an end, so one that is cut between two of them is only shorter.
        assert kind in ("ts", "flv")
        assert found == frames[: len(found)]
    else:
        assert "Frames of the video are missing or damaged" in told


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25)
@given(share=st.floats(0.2, 0.6), seed=st.integers(0, 99))
def test_frames_that_damage_takes_away_are_told(whole: dict[str, Path], kind: str, share: float, seed: int) -> None:
    path = whole[kind]
    damaged = path.with_name(f"damaged.{kind}")
    data = path.read_bytes()
    place, length = int(len(data) * share), 1500
    damaged.write_bytes(data[:place] + np.random.default_rng(seed).bytes(length) + data[place + length :])
    whole_frames, _ = seen(path)
    found, told = seen(damaged)
    # What is decoded otherwise cannot be told from what was meant; what is missing can.
    assert len(found) == len(whole_frames) or told is not None


@pytest.mark.parametrize("kind", KINDS)
def test_of_a_whole_video_nothing_is_told(whole: dict[str, Path], kind: str) -> None:
    frames, told = seen(whole[kind])
    assert len(frames) == COUNT
    assert told is None


def test_a_file_without_any_frame_is_refused(tmp_path: Path) -> None:
    for data in (b"", b"\0\0\0\x18ftypmp42" + bytes(12), b"RIFF" + bytes(60)):
        (tmp_path / "in.mp4").write_bytes(data)
        with pytest.raises(PictureError) as caught:
            Footage(tmp_path / "in.mp4")
        assert {"in.mp4", str(tmp_path / "in.mp4")} & set(caught.value.sentence.values.values())


@pytest.mark.parametrize(
    ("kind", "data", "fault"),
    [
        ("matroska", bytes.fromhex("1a45dfa380") + bytes.fromhex("18538067ff1f43b675ffe78100"), None),  # as it streams
        ("matroska", bytes.fromhex("1a45dfa380") + bytes.fromhex("18538067ff1f43b675ffe78500"), "cut"),
        ("matroska", bytes.fromhex("1a45dfa380") + bytes.fromhex("18538067ff1f43b675ff000000"), "damaged"),
        ("mov", b"\0\0\0\x08free" + bytes(64), None),  # filled up with zeros
        ("mov", b"\0\0\0\x09free", "cut"),
        ("mov", b"\0\0\0\x08free" + bytes([200] * 64), "damaged"),
        ("avi", b"RIFF\0\0\0\0", "cut"),
        ("avi", b"RIFF\4\0\0\0AVI RIFF\4\0\0\0AVIX", None),
        ("mpegts", (b"G" + bytes(187)) * 3, None),
        ("mpegts", (b"G" + bytes(187)) * 3 + b"G", "cut"),
        ("mpegts", (b"G" + bytes(191)) * 3, None),  # as discs have them
        ("ogg", b"anything", None),
        ("mov", b"", None),
    ],
)
def test_a_file_says_by_its_lengths_whether_it_is_whole(
    tmp_path: Path, kind: str, data: bytes, fault: str | None
) -> None:
    (tmp_path / "file").write_bytes(data)
    assert fault_of(tmp_path / "file", kind) == fault


TICKS = st.one_of(st.none(), st.integers(-(10**6), 10**6))


@given(told=st.lists(st.tuples(TICKS, TICKS), min_size=1), step=st.fractions(Fraction(1, 100), 2))
def test_every_frame_is_shown_after_the_one_before(told: list[tuple[int | None, int | None]], step: Fraction) -> None:
    unit = Fraction(1, 1000)
    times = Times(unit, step)
    found = [times.of(SimpleNamespace(pts=pts, dts=dts, time_base=unit)) for pts, dts in told]  # type: ignore[arg-type]
    assert all(after > before for before, after in pairwise(found))
    if all(moment == (None, None) for moment in told):
        assert [abs(time * unit - number * step) < unit for number, time in enumerate(found)] == [True] * len(found)


def test_what_says_no_times_is_numbered_by_the_rate(tmp_path: Path) -> None:
    make_video(tmp_path / "in.h264", range(12), sound=False, kind="h264")
    with av.open(str(tmp_path / "in.h264")) as video:
        assert next(video.decode(video=0)).pts is None
    frames, told = seen(tmp_path / "in.h264")
    assert [float(time) for time, _ in frames] == pytest.approx([number / 25 for number in range(12)], abs=1e-4)
    assert told is None


def test_recordings_that_were_joined_follow_each_other(tmp_path: Path) -> None:
    make_video(tmp_path / "a.ts", range(6))
    make_video(tmp_path / "b.ts", range(6), size=(48, 64))
    joined = tmp_path / "joined.ts"
    joined.write_bytes((tmp_path / "a.ts").read_bytes() + (tmp_path / "b.ts").read_bytes())
    frames, told = seen(joined)
    assert told is None
    steps = np.diff([float(time) for time, _ in frames])
    assert steps == pytest.approx([1 / 25] * 11)
