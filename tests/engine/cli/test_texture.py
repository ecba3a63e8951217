from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine.images import read_picture, read_recipe
from engine.images.contact_sheets import GAP, MARGIN
from engine.job.texture import TEXTURE_PASSES, TEXTURE_STRENGTH
from engine.look.recipe_json import recipe_from_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.look.recipe import Recipe
    from tests.engine.cli.conftest import Outcome

    Call = Callable[..., Outcome]

pytestmark = pytest.mark.usefixtures("desk")

FORMAT = ("--number-format", "float32")


def recipe_in(path: str) -> Recipe:
    text = read_recipe(Path(path))
    assert text is not None
    return recipe_from_json(text, path)


def test_a_texture_is_made_without_a_photo(call: Call, desk: Path) -> None:
    outcome = call("texture", "brush.png", "ink.jpg", "--size", "80x48", "--seed", 7, *FORMAT)
    assert outcome.status == 0
    assert outcome.out.startswith("Saved texture + brush + ink.png: 80 × 48 pixels")
    recipe = recipe_in("texture + brush + ink.png")
    assert (recipe.seed, recipe.look.strength, recipe.passes) == (7, TEXTURE_STRENGTH, TEXTURE_PASSES)
    assert not recipe.tileable
    assert sorted(path.name for path in desk.iterdir()) == [
        "brush.png",
        "ink.jpg",
        "photo.png",
        "texture + brush + ink.png",
    ]


def test_its_recipe_makes_it_again_or_paints_a_photo(call: Call) -> None:
    words = ("--seed", 3, "--tileable", "--strength", 0.8, "--passes", 1)
    call("texture", "brush.png", "--size", 64, *words, "-o", "one.png", *FORMAT)
    recipe = recipe_in("one.png")
    assert (recipe.seed, recipe.tileable, recipe.look.strength, recipe.passes) == (3, True, 0.8, 1)
    assert call("texture", "--recipe", "one.png", "--size", 64, "-o", "again.png", *FORMAT).status == 0
    assert np.array_equal(read_picture(Path("one.png")).pixels, read_picture(Path("again.png")).pixels)
    outcome = call("stylise", "photo.png", "--recipe", "one.png", "--size", 60, "-o", "photo out.png", *FORMAT)
    assert "The recipe is that of a texture" in outcome.err
    recipe = recipe_in("photo out.png")
    assert (recipe.seed, recipe.tileable) == (None, False)


def test_a_photo_s_recipe_makes_a_texture(call: Call) -> None:
    look = ("--detail", 0.5, "--photorealistic", "--colour", "photo", "--levels", "relu1_1")
    assert call("stylise", "photo.png", "brush.png", *look, "-o", "painted.png", *FORMAT).status == 0
    outcome = call("texture", "--recipe", "painted.png", "--size", 32, "-o", "texture.png", *FORMAT)
    assert outcome.status == 0, outcome.err
    recipe = recipe_in("texture.png")
    for words in (("texture",), ("stylise", "photo.png")):
        found = call(*words, "--recipe", "painted.png", "-o", "brush.png", "--overwrite")
        assert "should not replace 'brush.png'" in found.err
    assert (recipe.look.detail, recipe.look.photorealistic, recipe.look.colour, recipe.seed) == (0.0, False, "style", 0)


@pytest.mark.parametrize("grid", [(), ("--grid", 2)])
def test_a_summary_for_machines_has_all_notes(call: Call, grid: tuple[object, ...]) -> None:
    call("texture", "brush.png", "--size", 32, "--passes", 1, "-o", "one.png", *FORMAT)
    Path("brush.png").rename("elsewhere.png")
    words = ("--recipe", "one.png", "--size", 32, "--seed", 4, "-o", "two.png", "--json")
    told = json.loads(call("texture", "ink.jpg", *words, *grid, *FORMAT).out)
    assert (told["output"], told["seeds"]) == ("two.png", [4, 5, 6, 7] if grid else [4])
    assert "The recipe's style 'brush.png' was replaced by another picture, 'ink.jpg'." in told["notes"]


def test_a_grid_of_variations_is_saved_as_a_sheet(call: Call) -> None:
    words = ("--grid", 2, "--seed", 5, "--passes", 1, "-o", "grid.png")
    outcome = call("texture", "brush.png", "--size", "40x32", *words, *FORMAT)
    assert outcome.out == "Saved grid.png: textures of the seeds 5 to 8.\n"
    sheet = read_picture(Path("grid.png"))
    assert sheet.width == 2 * MARGIN + 2 * 40 + GAP
    assert read_recipe(Path("grid.png")) is None


def test_a_texture_can_be_refined(call: Call) -> None:
    words = ("--refine", "--steps", 2, "--passes", 1, "-o", "fine.png")
    assert "After 2 steps: content loss 0.0000" in call("texture", "ink.jpg", "--size", 48, *words, *FORMAT).out


def test_its_help_tells_its_own_defaults_and_nothing_of_a_photo_s(call: Call) -> None:
    text = " ".join(call("texture", "--help").out.split())
    assert f"from noise to style, 0 to 1; {TEXTURE_STRENGTH:g} if left out" in text
    assert f"1 to 5; {TEXTURE_PASSES} if left out" in text
    assert "in the current folder" in text
    assert "photo's where the output allows" not in text
    assert "from photo to style" in " ".join(call("stylise", "--help").out.split())


def test_the_impossible_is_refused(call: Call) -> None:
    assert "choose 96 × 64" in call("texture", "brush.png", "--size", "100x60", "--tileable").err
    assert "1024x768" in call("texture", "brush.png", "--size", "large").err
    assert "At least one style should be named, and there is none" in call("texture").err
    assert "seed" in call("texture", "brush.png", "--seed", -4).err
    assert "--steps should come with --refine" in call("texture", "brush.png", "--steps", 4).err
    assert "should not replace 'brush.png'" in call("texture", "brush.png", "-o", "brush.png", "--overwrite").err


@pytest.mark.parametrize(
    "words", [("--region", "ink.jpg"), ("--labels", "a.png", "b.png"), ("--region-edge", "a=hard")]
)
def test_what_is_for_photos_is_no_option(call: Call, words: tuple[str, ...]) -> None:
    assert "No such option" in call("texture", "brush.png", *words).err
