from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

pytest.importorskip("av", reason="PyAV is not installed: pip install av")

from engine.images import read_picture
from tests.engine.batch.videos import frame_pixels, make_video, read_video

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.engine.cli.conftest import Outcome

    Call = Callable[..., Outcome]

pytestmark = pytest.mark.usefixtures("desk")

FAST = ("--number-format", "float32", "--levels", "relu1_1")


def test_a_video_is_painted_like_its_frames(call: Call) -> None:
    from PIL import Image

    make_video(Path("in.mp4"), range(3))
    outcome = call("batch", "--video", "in.mp4", "brush.png", "-o", "out.mp4", "--smooth", 0, "--json", *FAST)
    assert outcome.status == 0, outcome.err
    (video,) = json.loads(outcome.out)["pictures"]
    assert (video["photo"], video["output"], video["status"]) == ("in.mp4", "out.mp4", "painted")
    Image.fromarray(frame_pixels(1, (64, 48))).save("frame.png")
    call("stylise", "frame.png", "brush.png", "-o", "frame out.png", *FAST)
    alone = read_picture("frame out.png").pixels.astype(int)
    assert np.abs(read_video(Path("out.mp4"))[0][1] - alone).mean() < 4
    assert read_video(Path("out.mp4"))[2] == read_video(Path("in.mp4"))[2]


def test_several_styles_are_as_many_videos(call: Call) -> None:
    make_video(Path("in.mp4"), range(2), sound=False)
    words = ("batch", "--video", "in.mp4", "brush.png", "ink.jpg", *FAST)
    refused = call(*words, "-o", "out.mp4")
    assert refused.status == 2
    assert "Several styles are as many videos, and 'out.mp4' is one" in refused.err
    told = json.loads(call(*words, "-o", "out", "--json").out)
    styles = [told["recipes"][video["recipe"]]["styles"][0]["name"] for video in told["pictures"]]
    assert styles == ["brush.png", "ink.jpg"]
    assert sorted(path.name for path in Path("out").iterdir()) == ["in + brush.mp4", "in + ink.mp4"]
    assert call(*words, "-o", "out", "--mix").status == 0
    assert Path("out/in.mp4").is_file()


def test_names_that_differ_in_capitals_only_are_the_same_on_some_disks(call: Call) -> None:
    make_video(Path("in.mp4"), range(2), sound=False)
    Path("other").mkdir()
    Path("other/BRUSH.png").write_bytes(Path("brush.png").read_bytes())
    refused = call("batch", "--video", "in.mp4", "brush.png", "other/BRUSH.png", "-o", "out", *FAST)
    assert refused.status == 2
    assert "Each video should have a name of its own, and two would have the same" in refused.err
    assert not Path("out").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nowhere.mp4", "brush.png", "-o", "out.mp4"], "A video was expected at 'nowhere.mp4'"),
        (["in.mp4", "brush.png", "-o", "out.gif"], "one of the suffixes .mp4"),
        (["in.mp4", "brush.png", "-o", "in.mp4", "--overwrite"], "The result should not replace 'in.mp4'"),
        (["in.mp4", "brush.png", "-o", "there.mp4"], "'there.mp4' cannot be saved: a new name was expected"),
        (["in.mp4", "brush.png", "-o", "out.mp4", "--recursive"], "--recursive is for photos"),
        (["in.mp4", "brush.png", "-o", "out.mp4", "--bits", "16"], "--bits is for photos"),
        (["in.mp4", "-o", "out.mp4"], "At least one style should be named"),
    ],
)
def test_bad_input_gets_one_sentence_and_status_2(call: Call, words: list[str], sentence: str) -> None:
    make_video(Path("in.mp4"), range(2), sound=False)
    Path("there.mp4").write_bytes(b"precious")
    before = {path: path.read_bytes() for path in Path().iterdir()}
    outcome = call("batch", "--video", *words)
    assert outcome.status == 2
    assert sentence in outcome.err
    assert {path: path.read_bytes() for path in Path().iterdir()} == before


def test_a_video_that_is_cut_is_painted_as_far_as_it_goes_and_ends_with_status_1(call: Call) -> None:
    make_video(Path("whole.mkv"), range(24))
    data = Path("whole.mkv").read_bytes()
    Path("in.mkv").write_bytes(data[: len(data) // 2])
    outcome = call("batch", "--video", "in.mkv", "brush.png", "-o", "out.mkv", *FAST)
    assert outcome.status == 1, outcome.err
    assert "Note: in.mkv: Frames of the video are missing or damaged (the file ends too early" in outcome.err
    assert outcome.out.startswith("Painted 1 of 1 pictures in ")
    assert outcome.out.endswith("; 1 with parts missing.\n")
    assert 0 < len(read_video(Path("out.mkv"))[0]) < 24
