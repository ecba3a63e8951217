from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine.images import read_picture, read_recipe
from engine.images.contact_sheets import largest_size
from engine.look.recipe_json import recipe_from_json
from engine.look.refining import Refining
from engine.planning.methods import TRANSFORMS
from engine.refining.refiner import Refiner

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import Any

    from engine.job import Progress
    from tests.engine.cli.conftest import Outcome

    Call = Callable[..., Outcome]

pytestmark = pytest.mark.usefixtures("desk")

FORMAT = ("--number-format", "float32")


def refining_in(path: str) -> Refining | None:
    text = read_recipe(Path(path))
    assert text is not None
    return recipe_from_json(text, path).look.refining


def test_a_photo_is_repainted_and_refined(call: Call) -> None:
    outcome = call("refine", "photo.png", "brush.png", "-o", "out.png", "--steps", 3, "--ratio", 5, *FORMAT)
    assert outcome.status == 0
    assert "After 3 steps: content loss " in outcome.out
    assert "step 0 content " in outcome.err
    assert refining_in("out.png") == Refining(steps=3, ratio=5)
    assert call("stylise", "photo.png", "brush.png", "-o", "plain.png", *FORMAT).status == 0
    assert not np.array_equal(read_picture(Path("out.png")).pixels, read_picture(Path("plain.png")).pixels)


def test_all_that_can_be_asked_for(call: Call) -> None:
    words = ("--steps", 2, "--start", "noise", "--seed", 4, "--optimiser", "adam", "--content-level", "relu3_1")
    outcome = call("refine", "photo.png", "brush.png", "-o", "out.png", "--json", *words, *FORMAT)
    summary = json.loads(outcome.out)
    assert summary["losses"]["style"] > 0
    assert summary["recipe"]["refining"] == {
        "steps": 2,
        "ratio": Refining().ratio,
        "start": "noise",
        "optimiser": "adam",
        "content_level": "relu3_1",
        "seed": 4,
    }


def test_a_refined_recipe_is_refined_again_unless_refused(call: Call) -> None:
    call("refine", "photo.png", "brush.png", "-o", "out.png", "--steps", 2, *FORMAT)
    call("stylise", "photo.png", "--recipe", "out.png", "-o", "again.png", *FORMAT)
    assert np.array_equal(read_picture(Path("out.png")).pixels, read_picture(Path("again.png")).pixels)
    call("stylise", "photo.png", "--recipe", "out.png", "-o", "plain.png", "--no-refine", *FORMAT)
    assert refining_in("plain.png") is None
    call("refine", "photo.png", "--recipe", "out.png", "-o", "more.png", "--ratio", 7, *FORMAT)
    assert refining_in("more.png") == Refining(steps=2, ratio=7)


@pytest.fixture
def interrupted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Ctrl-C comes after the second step; the pictures that were begun."""
    run = Refiner.refine
    begun: list[int] = []

    def refine(*words: Any) -> Generator[Progress, None, None]:
        begun.append(len(begun))
        for progress in run(*words):
            yield progress
            if progress.losses is not None and progress.losses.step == 2:
                raise KeyboardInterrupt

    monkeypatch.setattr(Refiner, "refine", refine)
    return begun


@pytest.mark.usefixtures("interrupted")
def test_ctrl_c_stops_and_keeps_what_is_there(call: Call) -> None:
    outcome = call("refine", "photo.png", "brush.png", "-o", "out.png", "--steps", 50, *FORMAT)
    assert outcome.status == 0
    assert "Refining was stopped after 2 steps, and what was there is kept." in outcome.err
    assert refining_in("out.png") == Refining(steps=2)


def test_ctrl_c_ends_a_sheet_with_the_texture_at_work(call: Call, interrupted: list[int]) -> None:
    words = ("--grid", 2, "--refine", "--steps", 50, "--passes", 1, "--seed", 5, "--size", 48, "--json")
    outcome = call("texture", "brush.png", *words, "-o", "sheet.png", *FORMAT)
    assert outcome.status == 0, outcome.err
    assert interrupted == [0]
    assert json.loads(outcome.out)["seeds"] == [5]
    assert read_picture(Path("sheet.png")).width < largest_size(2, 1, 48)[0]


def test_ctrl_c_ends_a_sheet_with_the_transform_at_work(call: Call, interrupted: list[int]) -> None:
    words = ("--grid", "transforms", "--refine")
    outcome = call("stylise", "photo.png", "brush.png", *words, "-o", "sheet.png", *FORMAT)
    assert outcome.status == 0, outcome.err
    assert interrupted == [0]
    assert f"the photo painted by transforms up to {TRANSFORMS[0]}, 64 × 48" in outcome.out
    assert "Refining was stopped after 2 steps" in outcome.err
    assert read_picture(Path("sheet.png")).width < largest_size(4, 1, 64)[0]


def test_the_impossible_is_refused_before_anything_is_loaded(call: Call) -> None:
    assert "should be 1 to" in call("refine", "photo.png", "brush.png", "--steps", 0).err
    assert "relu9_1" in call("refine", "photo.png", "brush.png", "--content-level", "relu9_1").err
    outcome = call("refine", "photo.png", "brush.png", "--size", 4000)
    assert outcome.status == 2
    assert "long side of 2364 pixels or less" in outcome.err
    assert list(Path().glob("photo +*")) == []
