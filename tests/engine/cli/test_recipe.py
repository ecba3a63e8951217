"""`pentimento recipe`: recipes are saved to be shared, and paint without their styles' files."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from engine.images import read_picture
from tests.engine.images.pictures import swapped_profile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.engine.cli.conftest import Outcome

    Call = Callable[..., Outcome]

FORMAT = ("--number-format", "float32")
LOOK = "look.pentimento-recipe"


@pytest.fixture
def painted(call: Call, desk: Path) -> Path:
    """A folder with out.png, which two styles painted."""
    outcome = call(
        "stylise", "photo.png", "brush.png", "ink.jpg", "-o", "out.png", "--weight", 1, "--weight", 3, *FORMAT
    )
    assert outcome.status == 0, outcome.err
    return desk


def without_styles(desk: Path) -> None:
    for name in ("brush.png", "ink.jpg"):
        (desk / name).unlink()


def test_a_recipe_with_its_styles_paints_the_same_without_their_files(call: Call, painted: Path) -> None:
    saved = call("recipe", "out.png", "-o", LOOK, "--with-styles")
    assert saved.status == 0, saved.err
    assert saved.out.startswith(f"Saved {LOOK}: a recipe with its styles, 0.0")
    assert json.loads(call("recipe", LOOK).out) == json.loads(call("recipe", "out.png").out)
    without_styles(painted)
    again = call("stylise", "photo.png", "--recipe", LOOK, "-o", "again.png", *FORMAT)
    assert again.status == 0, again.err
    assert "Note" not in again.err
    assert np.array_equal(read_picture(painted / "again.png").pixels, read_picture(painted / "out.png").pixels)
    # And it can be shared further.
    assert call("recipe", LOOK, "-o", "b.pentimento-recipe", "--with-styles").status == 0
    assert (painted / "b.pentimento-recipe").read_bytes() == (painted / LOOK).read_bytes()


def test_without_its_styles_it_has_thumbnails_and_asks(call: Call, painted: Path) -> None:
    saved = call("recipe", "out.png", "-o", LOOK)
    assert "with thumbnails of its styles" in saved.out
    with zipfile.ZipFile(LOOK) as archive:
        assert sorted(name.partition("/")[0] for name in archive.namelist()) == ["recipe.json", *["thumbnails"] * 2]
    moved = (painted / "brush.png").rename(painted.parent / "moved.png")
    asked = call("stylise", "photo.png", "--recipe", LOOK, "-o", "again.png", *FORMAT)
    assert asked.status == 2
    assert "The recipe needs the styles 'brush.png'" in asked.err
    assert call("recipe", LOOK, "-o", "b.pentimento-recipe", "--with-styles").status == 2
    assert not (painted / "b.pentimento-recipe").exists()
    found = call("recipe", LOOK, moved, "-o", "b.pentimento-recipe", "--with-styles")
    assert found.status == 0, found.err


def test_embedded_styles_serve_photos_of_other_colour_spaces_and_batches(call: Call, painted: Path) -> None:
    call("recipe", "out.png", "-o", LOOK, "--with-styles")
    Image.open("photo.png").save("wide.png", icc_profile=swapped_profile())
    words = ("stylise", "wide.png", "--profile", "photo", "--recipe", "out.png", *FORMAT)
    assert call(*words, "-o", "files.png").status == 0
    without_styles(painted)
    embedded = call(*words[:5], LOOK, *FORMAT, "-o", "embedded.png")
    assert embedded.status == 0, embedded.err
    assert np.array_equal(read_picture(painted / "embedded.png").pixels, read_picture(painted / "files.png").pixels)
    many = call("batch", "wide.png", "--recipe", LOOK, "-o", "many", "--naming", "{name} {style}", *FORMAT)
    assert many.status == 0, many.err
    assert [path.name for path in (painted / "many").iterdir()] == ["wide brush + ink.png"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["out.png", "-o", "look.zip"], "should be saved as *.pentimento-recipe"),
        (["out.png", "-o", "there.pentimento-recipe"], "there is a file of that name"),
        (["out.png", "--with-styles"], "name one with -o"),
        (["out.png", "brush.png"], "name one with -o"),
        (["there.pentimento-recipe"], "should be a recipe of Pentimento, and it is something else"),
        (["missing.pentimento-recipe"], "there is no such file"),
        (
            ["out.png", "brush.png", "ink.jpg", "photo.png", "-o", "a.pentimento-recipe"],
            "these are too many: photo.png",
        ),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    call: Call, painted: Path, words: list[str], sentence: str
) -> None:
    (painted / "there.pentimento-recipe").write_text("mine")
    outcome = call("recipe", *words)
    assert outcome.status == 2
    assert sentence in outcome.err
    assert outcome.err.count("\n") == 1
    assert [path.name for path in painted.glob("*.pentimento-recipe")] == ["there.pentimento-recipe"]
    assert (painted / "there.pentimento-recipe").read_text() == "mine"


def test_an_older_file_is_replaced_when_that_is_asked_for(call: Call, painted: Path) -> None:
    (painted / LOOK).write_text("mine")
    assert call("recipe", "out.png", "-o", LOOK, "--overwrite").status == 0
    assert json.loads(call("recipe", LOOK).out)["styles"][1]["weight"] == 3
