"""`--style-crop` in every command that takes styles, and the note about a style's frame."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from engine.cli.crops import parse_crop
from engine.errors import JobError
from engine.images import WHOLE, Framing
from tests.engine.pictures import picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.engine.cli.conftest import Outcome

    Call = Callable[..., Outcome]

FAST = ("--number-format", "float32", "--levels", "relu1_1")


@pytest.fixture
def frames(desk: Path) -> Path:
    """The desk with inner.png, a picture, and framed.png, the same in a white frame."""
    pixels = np.random.default_rng(4).integers(40, 180, (30, 40, 3)).astype(np.uint8)
    Image.fromarray(pixels).save(desk / "inner.png")
    framed = np.pad(pixels, ((6, 8), (10, 5), (0, 0)), constant_values=250)
    Image.fromarray(framed).save(desk / "framed.png")
    return desk


CROP = "10,6,50,36"


def pixels_of(name: str) -> bytes:
    with Image.open(name) as saved:
        return saved.tobytes()


@pytest.mark.usefixtures("frames")
@pytest.mark.parametrize(
    "command", [("stylise", "photo.png"), ("batch", "photo.png"), ("texture",), ("refine", "photo.png", "--steps", "2")]
)
def test_a_cropped_style_paints_like_the_picture_within(call: Call, command: tuple[str, ...]) -> None:
    suffix = "" if command[0] == "batch" else ".png"
    size = ("--size", "32x32") if command[0] == "texture" else ()
    where = "/photo.png" if command[0] == "batch" else ".png"
    verb, *rest = command
    cropped = call(verb, *rest, "framed.png", "--style-crop", CROP, "-o", f"a{suffix}", *size, *FAST)
    assert cropped.status == 0, cropped.err
    assert "frame of one colour" not in cropped.err
    assert call(verb, *rest, "inner.png", "-o", f"b{suffix}", *size, *FAST).status == 0
    assert pixels_of(f"a{where}") == pixels_of(f"b{where}")


@pytest.mark.usefixtures("frames")
@pytest.mark.parametrize("command", [("stylise", "photo.png"), ("batch", "photo.png"), ("texture",)])
def test_the_note_about_a_frame_can_be_pasted(call: Call, command: tuple[str, ...]) -> None:
    suffix = "" if command[0] == "batch" else ".png"
    told = call(*command, "framed.png", "-o", f"a{suffix}", *FAST)
    found = re.search(r"'framed.png' has a frame of one colour around it.* (--style-crop) (\S+)\n", told.err)
    assert found is not None, told.err
    assert found[2] == CROP
    assert "has a frame" not in call(*command, "framed.png", *found.groups(), "-o", f"b{suffix}", *FAST).err


@pytest.mark.usefixtures("frames")
def test_several_styles_have_their_own(call: Call) -> None:
    crops = ("--style-crop", "whole", "--style-crop", CROP)
    mixed = call("stylise", "photo.png", "brush.png", "framed.png", *crops, "-o", "a.png", "--json", *FAST)
    alike = call("stylise", "photo.png", "brush.png", "inner.png", "-o", "b.png", "--json", *FAST)
    assert pixels_of("a.png") == pixels_of("b.png")
    hashes = [[style["pixel_hash"] for style in json.loads(each.out)["recipe"]["styles"]] for each in (mixed, alike)]
    assert hashes[0] == hashes[1]
    assert call("batch", "photo.png", "brush.png", "framed.png", *crops, "-o", "out", *FAST).status == 0
    assert call("stylise", "photo.png", "inner.png", "-o", "c.png", *FAST).status == 0
    assert pixels_of("out/photo + framed.png") == pixels_of("c.png")


@pytest.mark.usefixtures("frames")
def test_a_recipe_finds_the_part_again(call: Call) -> None:
    assert call("stylise", "photo.png", "framed.png", "--style-crop", CROP, "-o", "a.png", *FAST).status == 0
    again = call("stylise", "photo.png", "--recipe", "a.png", "-o", "b.png", "--number-format", "float32")
    assert again.status == 0, again.err
    assert "Note" not in again.err
    assert pixels_of("a.png") == pixels_of("b.png")
    assert call("recipe", "a.png", "-o", "look.pentimento-recipe", "--with-styles").status == 0
    Path("framed.png").unlink()
    assert call("stylise", "photo.png", "--recipe", "look.pentimento-recipe", "-o", "c.png").status == 0


@pytest.mark.usefixtures("frames")
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["brush.png", "--style-crop", "1,2,3"], "--style-crop should be a left, an upper, a right and a lower edge"),
        (["brush.png", "--style-crop", "a,2,3,4"], "and 'a,2,3,4' came: correct it"),
        (["brush.png", "--style-crop", "30,0,10,20"], "a part of 'brush.png' of 50 × 40 pixels, and '30,0,10,20' is"),
        (["brush.png", "--style-crop", "0,0,51,20"], "and all within the picture"),
        (["brush.png", "--style-crop", "0%,0%,101%,20%"], "a part of 'brush.png', and '0%,0%,101%,20%' is none"),
        (["brush.png", "ink.jpg", "--style-crop", "whole"], "there are 2 styles, 1 of it"),
        (["--region", "photo.png=ink.jpg", "--style-crop", "whole"], "--style-crop should come with the styles"),
    ],
)
def test_what_is_no_crop_is_refused(call: Call, words: list[str], sentence: str) -> None:
    outcome = call("stylise", "photo.png", *words, "-o", "out.png")
    assert outcome.status == 2
    assert sentence in outcome.err
    assert not Path("out.png").exists()


@given(st.data())
def test_pixels_and_percent_name_the_same_part(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    path = tmp_path_factory.getbasetemp() / "style.png"
    Image.fromarray(picture(50, 40).pixels).save(path)
    left, right = sorted(data.draw(st.sets(st.integers(0, 50), min_size=2, max_size=2)))
    top, bottom = sorted(data.draw(st.sets(st.integers(0, 40), min_size=2, max_size=2)))
    pixels = parse_crop(f"{left},{top}, {right}px,{bottom}", path, 10**9)
    percent = parse_crop(f"{left * 2}%,{top * 2.5}%,{right * 2}%,{bottom * 2.5}%", path, 10**9)
    assert pixels.box(50, 40) == percent.box(50, 40) == (left, top, right, bottom)
    assert parse_crop("whole", path, 10**9) == WHOLE
    assert parse_crop("0%,0%,50%,50%", path, 10**9) == Framing(0, 0, 0.5, 0.5)
    with pytest.raises(JobError):
        parse_crop(f"{right},{top},{left},{bottom}", path, 10**9)
