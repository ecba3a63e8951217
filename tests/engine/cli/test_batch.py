from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from engine.images import read_picture
from tests.engine.pictures import picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.engine.cli.conftest import Outcome

    Call = Callable[..., Outcome]

pytestmark = pytest.mark.usefixtures("photos")

FAST = ("--number-format", "float32", "--levels", "relu1_1")


@pytest.fixture
def photos(desk: Path) -> Path:
    """Photos in folders in the current folder: two, a third deeper, and a broken one."""
    for number, name in enumerate(("a.png", "b.jpg", "inner/c.png")):
        path = desk / "photos" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture(32 + number, 24, number).pixels).save(path)
    (desk / "photos" / "broken.jpg").write_bytes((desk / "photos" / "b.jpg").read_bytes()[:300])
    return desk / "photos"


def made(folder: str = "out") -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in Path(folder).rglob("*") if path.is_file())


def test_a_folder_is_painted_and_what_fails_is_listed_at_the_end(call: Call) -> None:
    outcome = call("batch", "photos", "brush.png", "-o", "out", "--recursive", *FAST)
    assert outcome.status == 1
    assert made() == ["a.png", "b.jpg", "inner/c.png"]
    assert outcome.out.startswith("Painted 3 of 4 pictures in ")
    assert outcome.out.endswith("; 1 failed.\n")
    last = outcome.err.splitlines()[-1]
    assert last.startswith("Failed: photos/broken.jpg: A whole picture was expected in 'broken.jpg'")
    assert "1 of 4: photos/a.png painted" in outcome.err


def test_the_results_are_those_of_stylise(call: Call) -> None:
    call("batch", "photos", "brush.png", "-o", "out", "--strength", 0.9, *FAST)
    call("stylise", "photos/a.png", "brush.png", "-o", "alone.png", "--strength", 0.9, *FAST)
    assert Path("out/a.png").read_bytes() == Path("alone.png").read_bytes()


def test_a_second_call_has_nothing_to_do_but_what_failed(call: Call) -> None:
    words = ("batch", "photos", "brush.png", "-o", "out", *FAST)
    call(*words)
    Path("photos/broken.jpg").write_bytes(Path("photos/b.jpg").read_bytes())
    outcome = call(*words)
    assert outcome.status == 0
    assert outcome.out.startswith("Painted 1 of 3 pictures in ")
    assert outcome.out.endswith("; 2 had been finished before.\n")


def test_json_says_it_all_for_machines(call: Call) -> None:
    outcome = call("batch", "photos", "brush.png", "ink.jpg", "-o", "out", "--json", *FAST)
    assert outcome.status == 1
    summary: dict[str, Any] = json.loads(outcome.out)
    assert [one["status"] for one in summary["pictures"]] == ["painted"] * 4 + ["failed"] * 2
    assert summary["pictures"][1]["output"] == "out/a + ink.png"
    assert summary["pictures"][1]["recipe"] == 1
    assert summary["recipes"][1]["styles"][0]["name"] == "ink.jpg"
    assert summary["pictures"][4]["error"].startswith("A whole picture was expected")


def test_several_styles_are_as_many_results_or_mixed(call: Call) -> None:
    words = ("batch", "photos/a.png", "brush.png", "ink.jpg", "-o", "out", *FAST)
    assert call(*words).status == 0
    assert made() == ["a + brush.png", "a + ink.png"]
    assert call(*words, "--mix", "--weight", 1, "--weight", 3).status == 0
    assert made() == ["a + brush.png", "a + ink.png", "a.png"]
    call("stylise", "photos/a.png", "brush.png", "ink.jpg", "-o", "m.png", "--weight", 1, "--weight", 3, *FAST)
    assert Path("out/a.png").read_bytes() == Path("m.png").read_bytes()


def test_naming_format_and_further_places(call: Call) -> None:
    words = ("photos", "brush.png", "-o", "new/out", "--also", "photo.png", "--naming", "{style}/{number:2} {name}")
    outcome = call("batch", *words, "--format", "webp", "--size", 16, *FAST)
    assert outcome.status == 1
    assert made("new/out") == ["brush/01 a.webp", "brush/02 b.webp", "brush/04 photo.webp"]
    assert read_picture("new/out/brush/01 a.webp").width == 16


def test_a_recipe_is_a_look(call: Call) -> None:
    call("stylise", "photos/a.png", "brush.png", "-o", "look.png", "--strength", 0.9, *FAST)
    outcome = call("batch", "photos", "--recipe", "look.png", "-o", "out", "--number-format", "float32")
    assert outcome.status == 1
    assert np.array_equal(read_picture("out/a.png").pixels, read_picture("look.png").pixels)


def test_other_files_stay_unless_they_may_go(call: Call) -> None:
    Path("out").mkdir()
    Path("out/a.png").write_bytes(b"precious")
    words = ("batch", "photos/a.png", "brush.png", "-o", "out", *FAST)
    refused = call(*words)
    assert refused.status == 1
    assert "'a.png' is there and is no whole picture" in refused.err
    kept = call(*words, "--skip-existing")
    assert kept.status == 0
    assert kept.out.endswith("; 1 kept the files that were there.\n")
    assert Path("out/a.png").read_bytes() == b"precious"
    assert call(*words, "--overwrite").status == 0
    assert read_picture("out/a.png").width == 32


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nowhere", "brush.png", "-o", "out"], "A folder or a picture was expected at 'nowhere'"),
        (["-o", "out"], "A folder with photos should be named, and there is none"),
        (["photos", "brush.png", "-o", "out", "--smooth", "1"], "The smoothing should be at least 0 and under 1"),
        (["photos", "-o", "out"], "At least one style should be named"),
        (["photos", "nowhere.png", "-o", "out"], "nowhere.png"),
        (["photos", "brush.png"], "Missing option '-o'"),
        (["photos", "brush.png", "-o", "photos"], "The results should go to another folder"),
        (["photos", "brush.png", "-o", "brush.png"], "A folder for the results should be made at 'brush.png'"),
        (["photos", "brush.png", "-o", "out", "--naming", "{photo}"], "A naming should have no other words in braces"),
        (["photos", "brush.png", "-o", "out", "--naming", "same"], "would both be 'out/same.jpg'"),
        (["photos", "brush.png", "-o", "out", "--weight", "2"], "--weight should come with --mix"),
        (["photos", "brush.png", "-o", "out", "--overwrite", "--skip-existing"], "One of --overwrite and --skip"),
        (["photos", "brush.png", "-o", "out", "--format", "bmp", "--bits", "16"], "16 bits"),
        (["photos", "brush.png", "-o", "out", "--strength", "7"], "The strength should be within 0 and 1"),
        (["photos", "brush.png", "-o", "out", "--device", "abacus"], "'abacus' was asked for"),
    ],
)
def test_bad_input_gets_one_sentence_and_status_2(call: Call, words: list[str], sentence: str) -> None:
    outcome = call("batch", *words)
    assert outcome.status == 2
    assert sentence in outcome.err
    assert outcome.out == ""
    assert len(outcome.err.strip().splitlines()) == 1
    assert not Path("out").exists() or not made()
