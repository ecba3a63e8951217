"""Masks, label maps and levels of styles on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from engine.images import read_picture
from tests.engine.pictures import furthest

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from tests.engine.cli.conftest import Outcome

    Call = Callable[..., Outcome]

USUAL = ("--levels", "relu2_1,relu1_1", "--strength", 1, "--number-format", "float32")


@pytest.fixture(autouse=True)
def masks(desk: Path) -> None:
    """left.png and right.png, with a soft border between; all.png; labels of the photo and of brush.png."""
    right = np.tile(np.clip(np.arange(64) * 16 - 384, 0, 255).astype(np.uint8), (48, 1))
    for name, mask in {"right": right, "left": 255 - right, "all": np.full((3, 4), 255, np.uint8)}.items():
        Image.fromarray(mask).save(desk / f"{name}.png")
    Image.fromarray(right.astype(np.uint16) * 257).save(desk / "deep.png")
    for name, width, height in (("photo labels", 64, 48), ("brush labels", 50, 40)):
        colours = np.zeros((height, width, 3), np.uint8)
        colours[:, : width // 2], colours[:, width // 2 :] = (250, 0, 0), (0, 0, 250)
        Image.fromarray(colours).save(desk / f"{name}.png")


def painted(call: Call, *words: Any) -> NDArray[Any]:
    outcome = call("stylise", "photo.png", *words, "-o", "out.png", "--overwrite", *USUAL)
    assert outcome.status == 0, outcome.err
    return read_picture(Path("out.png")).pixels.astype(int)


def test_a_region_that_is_everywhere_is_painted_in_its_own_styles(call: Call) -> None:
    found = painted(call, "brush.png", "--region", "all.png=ink.jpg,brush.png", "--region-weights", "all=3,1")
    assert furthest(found, painted(call, "ink.jpg", "brush.png", "--weight", 3, "--weight", 1)) <= 1


def test_three_masks_lie_on_each_other_and_the_photo_stays_where_no_style_is_named(call: Call) -> None:
    photo = read_picture(Path("photo.png")).pixels.astype(int)
    found = painted(call, "brush.png", "--region", "all.png=ink.jpg", "--region", "right.png")
    assert np.array_equal(found[:, 40:], photo[:, 40:])
    assert furthest(found[:, :20], photo[:, :20]) > 20
    # The later one covers the earlier one.
    found = painted(call, "brush.png", "--region", "right.png", "--region", "all.png=ink.jpg")
    assert furthest(found, painted(call, "ink.jpg")) <= 1


@pytest.mark.parametrize(
    "words", [("--region", "right.png=ink.jpg"), ("--mask", "right.png", "--mask-style", "ink.jpg")]
)
def test_without_a_style_of_its_own_the_rest_of_the_photo_stays(call: Call, words: tuple[str, ...]) -> None:
    photo = read_picture(Path("photo.png")).pixels.astype(int)
    found = painted(call, *words)
    assert np.array_equal(found[:, :24], photo[:, :24])
    assert furthest(found[:, 40:], photo[:, 40:]) > 20
    # What is around the region shines into its edge.
    assert furthest(found[:, 56:], painted(call, "brush.png", *words)[:, 56:]) <= 1
    outcome = call("stylise", "photo.png", *words, *USUAL)
    assert "Around the regions the photo stays as it is" in outcome.err
    assert Path("photo + ink.png").is_file()


def test_a_region_that_keeps_the_photo_is_no_style(call: Call) -> None:
    assert "At least one style should be named" in call("stylise", "photo.png", "--region", "right.png").err


def test_a_mask_of_16_bits_is_like_one_of_8(call: Call) -> None:
    found = painted(call, "brush.png", "--region", "deep.png=ink.jpg")
    assert furthest(found, painted(call, "brush.png", "--region", "right.png=ink.jpg")) <= 1


@pytest.mark.parametrize(
    ("option", "usual"),
    [
        (("--region-strength", "all=0.3"), ("--strength", 0.3)),
        (("--region-level-strength", "all=relu1_1=0.2"), ("--level-strength", "relu1_1=0.2")),
        (("--region-levels", "all=relu1_1"), ("--level-strength", "relu2_1=0")),
        (("--region-style-size", "all=20"), ("--style-size", 20)),
        (("--region-edge", "all=hard"), ()),
    ],
)
def test_a_region_has_options_of_its_own(call: Call, option: tuple[Any, ...], usual: tuple[Any, ...]) -> None:
    found = painted(call, "brush.png", "--region", "all.png=ink.jpg", *option)
    call("stylise", "photo.png", "ink.jpg", "-o", "alone.png", *USUAL, *usual)
    assert furthest(found, read_picture(Path("alone.png")).pixels) <= 1
    if usual:
        assert furthest(found, painted(call, "ink.jpg")) > 2


def test_a_region_has_a_structure_of_its_own(call: Call) -> None:
    def painted_at_a_deep_level(*words: Any) -> NDArray[Any]:
        outcome = call("stylise", "photo.png", *words, "-o", "out.png", "--overwrite", *USUAL, "--levels", "relu3_1")
        assert outcome.status == 0, outcome.err
        return read_picture(Path("out.png")).pixels.astype(int)

    region = ("brush.png", "--region", "all.png=ink.jpg")
    found = painted_at_a_deep_level(*region, "--region-structure", "all=0.9")
    assert furthest(found, painted_at_a_deep_level("ink.jpg", "--structure", 0.9)) <= 1
    assert furthest(found, painted_at_a_deep_level("ink.jpg", "--structure", 0)) > 2
    # A region of which nothing is said is as the rest.
    assert furthest(found, painted_at_a_deep_level(*region, "--structure", 0.9)) <= 1


def test_a_second_mask_adds_a_region(call: Call) -> None:
    both = painted(call, "brush.png", *("--mask", "left.png", "--mask-style", "ink.jpg") * 1)
    words = ("--mask", "left.png", "--mask-style", "ink.jpg", "--mask", "right.png", "--mask-style", "brush.png")
    assert furthest(both, painted(call, "ink.jpg", *words)) <= 1


def test_labels_give_each_part_of_the_photo_its_part_of_the_style(call: Call, desk: Path) -> None:
    brush = read_picture(desk / "brush.png").pixels.copy()
    brush[:, :25] //= 4
    brush[:, 25:] = 255 - brush[:, 25:] // 4
    Image.fromarray(brush).save(desk / "brush.png")
    for name, part in (("dark", brush[:, :25]), ("light", brush[:, 25:])):
        Image.fromarray(part).save(desk / f"{name}.png")
    found = painted(call, "brush.png", "--labels", "photo labels.png", "brush labels.png")
    halves = np.zeros((48, 64), np.uint8)
    halves[:, 32:] = 255
    Image.fromarray(halves).save(desk / "half.png")
    expected = painted(call, "dark.png", "--region", "half.png=light.png")
    plain = painted(call, "brush.png")
    assert np.abs(found - expected).mean() < np.abs(plain - expected).mean() / 3


def test_label_colours_without_a_counterpart_are_told(call: Call, desk: Path) -> None:
    for name, width, height, extra in (("of photo", 64, 48, (0, 200, 0)), ("of brush", 50, 40, (0, 0, 200))):
        pixels = np.zeros((height, width, 3), np.uint8)
        pixels[:, : width // 2] = (250, 0, 0)
        pixels[: height // 4] = extra
        Image.fromarray(pixels).save(desk / f"{name}.png")
    words = ("stylise", "photo.png", "brush.png", *USUAL, "--labels", "of photo.png")
    told = call(*words, "of brush.png", "-o", "out.png")
    assert told.status == 0, told.err
    assert "Note: The style's label map lacks colours that the photo's has, #00c800 (25.0%): what has them" in told.err
    assert "Note: The photo's label map lacks colours that the style's has, #0000c8 (25.0%): what has them" in told.err
    assert "lacks colours" not in call(*words[:-1], "photo labels.png", "brush labels.png", "-o", "b.png").err


def test_a_style_may_count_at_some_levels_only(call: Call) -> None:
    words = ("--style-levels", "relu2_1", "--style-levels", "relu1_1,relu3_1")
    outcome = call("stylise", "photo.png", "brush.png", "ink.jpg", "-o", "out.png", "--json", *USUAL, *words)
    assert outcome.status == 0, outcome.err
    recipe = json.loads(outcome.out)["recipe"]
    weights = [style["level_weights"] for style in recipe["styles"]]
    assert weights[0] == dict.fromkeys(("relu5_1", "relu4_1", "relu3_1", "relu1_1"), 0.0)
    assert weights[1] == dict.fromkeys(("relu5_1", "relu4_1", "relu2_1"), 0.0)
    Path("out.png").rename("first.png")
    again = painted(call, "--recipe", "first.png")
    Path("look.json").write_text(json.dumps(recipe), encoding="utf-8")
    assert np.array_equal(again, painted(call, "--recipe", "look.json"))
    assert furthest(again, painted(call, "brush.png", "ink.jpg")) > 2


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--region", "=ink.jpg"], "--region should look like sky.png=ink.jpg,oil.jpg"),
        (["--region", "all.png="], "--region should look like sky.png=ink.jpg,oil.jpg"),
        (["--region", "nowhere.png=ink.jpg"], "nowhere.png"),
        (["--region", "all.png=nowhere.jpg"], "nowhere.jpg"),
        (["--region", "ink.jpg=ink.jpg"], "The mask 'ink.jpg' should have the proportions of 'photo.png', 64 × 48"),
        (["--region", "all.png", "--region", "all.png"], "and two are called 'all': rename a mask"),
        (
            ["--region-strength", "sky=1"],
            "should begin with a region's name and =, and 'sky=1' came: there is no region",
        ),
        (["--region", "all.png=ink.jpg", "--region-strength", "sky=1"], "and 'sky=1' came: there is all."),
        (["--region", "all.png=ink.jpg", "--region-strength", "all=x"], "should give 'all' a number, and 'x' came"),
        (
            ["--region", "all.png=ink.jpg", "--region-strength", "all=7"],
            "strength of the region 'all' should be within",
        ),
        (["--region", "all.png=ink.jpg", "--region-structure", "all=x"], "should give 'all' a number, and 'x' came"),
        (
            ["--region", "all.png=ink.jpg", "--region-structure", "all=-1"],
            "structure of the region 'all' should be within",
        ),
        (["--region", "all.png", "--region-structure", "all=1"], "and 'all' keeps the photo: leave it out"),
        (["--region", "all.png=ink.jpg", "--region-level-strength", "all=0.5"], "A level should be one of"),
        (["--region", "all.png=ink.jpg", "--region-weights", "all=1,2"], "with one number per style, and '1,2' came"),
        (["--region", "all.png=ink.jpg", "--region-levels", "all=relu9"], "A level should be one of"),
        (["--region", "all.png=ink.jpg", "--region-edge", "all=torn"], "should be soft or hard, and it is 'torn'"),
        (["--region", "all.png", "--region-strength", "all=1"], "and 'all' keeps the photo: leave it out"),
        (["--mask", "all.png"], "and there are 1 masks and 0 styles: name both"),
        (
            ["--labels", "photo labels.png", "photo.png"],
            "The mask 'photo.png' should have the proportions of 'brush.png'",
        ),
        (["ink.jpg", "--labels", "photo labels.png", "brush labels.png"], "with one style, whose parts it names"),
        (["--style-levels", "relu1_1", "--style-levels", "relu1_1"], "--style-levels should be given once per style"),
        (["--style-levels", "relu1_1"], "at relu2_1 none does: raise one there, or leave the level out"),
        (["--region", "out.png=ink.jpg"], "The result should not replace 'out.png', which it is made of"),
    ],
)
def test_what_is_impossible_is_refused_in_a_sentence(call: Call, words: list[str], sentence: str) -> None:
    Path("out.png").write_bytes(Path("all.png").read_bytes())
    outcome = call("stylise", "photo.png", "brush.png", *words, "-o", "out.png", "--overwrite", *USUAL)
    assert outcome.status == 2
    assert sentence in outcome.err
    assert outcome.err.count("\n") == 1
    assert Path("out.png").read_bytes() == Path("all.png").read_bytes()
