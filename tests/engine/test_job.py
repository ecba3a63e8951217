from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import JobError
from engine.job import Job, PackReference, Recipe, Region, StyleReference, normalised_weights
from engine.recipes import recipe_from_json, recipe_to_json
from engine.vgg import LEVELS
from tests.engine.pictures import picture, reference

STYLE = StyleReference("brush.png", "0" * 64)

strengths = st.floats(0, 1)
styles = st.builds(StyleReference, st.text(max_size=20), st.text(max_size=64), st.floats(0.01, 100))
recipes = st.builds(
    Recipe,
    styles=st.lists(styles, min_size=1, max_size=4).map(tuple),
    strength=strengths,
    level_strengths=st.dictionaries(st.sampled_from(LEVELS), strengths),
    levels=st.sets(st.sampled_from(LEVELS), min_size=1).map(tuple),
    passes=st.integers(1, 5),
    style_size=st.none() | st.integers(1, 10000),
    look_size=st.none() | st.integers(1, 10000),
    colour=st.sampled_from(["style", "photo"]),
    pack=st.none() | st.builds(PackReference, st.text(max_size=20), st.text(max_size=64)),
)


@given(recipes)
def test_a_recipe_survives_json(recipe: Recipe) -> None:
    assert recipe_from_json(recipe_to_json(recipe), "here") == recipe


def test_a_recipe_of_before_there_were_look_sizes_has_none() -> None:
    document = json.loads(recipe_to_json(Recipe((STYLE,), look_size=500)))
    del document["look_size"]
    assert recipe_from_json(json.dumps(document), "here").look_size is None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"strength": 1.5}, "The strength should be within 0 and 1, and it is 1.5"),
        ({"strength": float("nan")}, "The strength should be within 0 and 1, and it is nan"),
        ({"level_strengths": {"relu4_1": -0.1}}, "The strength at relu4_1 should be within 0 and 1, and it is -0.1"),
        ({"level_strengths": {"relu9_1": 0.5}}, "A level should be one of relu5_1, .* and 'relu9_1' came"),
        ({"levels": ()}, "At least one level should be given"),
        ({"levels": ("relu2_2",)}, "A level should be one of .* and 'relu2_2' came"),
        ({"levels": ("relu1_1", "relu1_1")}, "Each level should be given once"),
        ({"passes": 0}, "The passes should be 1 to 5, and they are 0"),
        ({"passes": 6}, "The passes should be 1 to 5, and they are 6"),
        ({"colour": "blue"}, "The colour should be style or photo, and it is 'blue'"),
        ({"style_size": 0}, "The style size should be at least 1 pixel, and it is 0"),
        ({"look_size": 0}, "The look size should be at least 1 pixel, and it is 0"),
        ({"styles": ()}, "At least one style should be given"),
        ({"styles": (StyleReference("a", "", 0.0),)}, "At least one style should have a weight above 0"),
    ],
)
def test_what_is_impossible_is_refused_in_a_sentence(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(JobError, match=sentence):
        Recipe(**{"styles": (STYLE,), **changes})


@pytest.mark.parametrize("weight", [-1.0, float("nan"), float("inf")])
def test_a_weight_is_a_number_from_0_up(weight: float) -> None:
    with pytest.raises(JobError, match=r"The weight of the style 'a' should be 0 or more"):
        StyleReference("a", "", weight)


def test_levels_are_put_deep_to_shallow() -> None:
    assert Recipe((STYLE,), levels=("relu1_1", "relu4_1")).levels == ("relu4_1", "relu1_1")


def test_a_level_s_own_strength_replaces_the_whole_s() -> None:
    recipe = Recipe((STYLE,), strength=0.25, level_strengths={"relu3_1": 1.0})
    assert [recipe.strength_at(level) for level in LEVELS] == [0.25, 0.25, 1.0, 0.25, 0.25]


def test_huge_weights_do_not_add_up_to_infinity() -> None:
    assert normalised_weights((StyleReference("", "", 1e308),) * 2) == (0.5, 0.5)


@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=5))
def test_weights_are_normalised(weights: list[float]) -> None:
    shares = normalised_weights(tuple(StyleReference("", "", weight) for weight in weights))
    assert sum(shares) == pytest.approx(1)
    assert shares[0] * weights[-1] == pytest.approx(shares[-1] * weights[0])


def test_a_job_binds_each_style_to_a_picture() -> None:
    photo = picture(20, 20)
    with pytest.raises(JobError, match="but there are 1 styles and 0 pictures"):
        Job(Recipe((reference(photo),)), photo, ())
    with pytest.raises(JobError, match="The size should be at least 1 pixel, and it is -3"):
        Job(Recipe((reference(photo),)), photo, (photo,), size=-3)
    with pytest.raises(JobError, match="The bits per channel should be 8 or 16, and they are 12"):
        Job(Recipe((reference(photo),)), photo, (photo,), bits=12)  # type: ignore[arg-type]
    with pytest.raises(JobError, match="A mask should be one grey channel of 8 bits"):
        Region(np.zeros((4, 4, 3), np.uint8), (reference(photo),), (photo,))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "'x.json' should hold a recipe as JSON, and it cannot be read"),
        ("[" * 100_000, "'x.json' should hold a recipe as JSON, and it cannot be read"),
        ("[1]", "'x.json' should hold a recipe, and its JSON is something else"),
        ('{"pentimento_recipe": 99}', "of format 1, and it is of format 99: update the program"),
        ('{"pentimento_recipe": 1}', "'x.json' should hold a whole recipe, and a part is missing or wrong"),
        ('{"pentimento_recipe": 1, "styles": 3, "pack": null}', "a part is missing or wrong"),
    ],
)
def test_what_is_no_recipe_is_refused_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(JobError, match=sentence):
        recipe_from_json(text, "x.json")
