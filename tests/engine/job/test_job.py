from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import JobError
from engine.images import Framing, Picture
from engine.job import Job, Look, PackReference, Recipe, Region, StyleReference, normalised_weights
from engine.job.weighted_styles import weighted_styles
from engine.look.recipe_json import RECIPE_FORMAT, recipe_from_json, recipe_to_json
from engine.look.refining import Refining
from engine.vgg import LEVELS
from tests.engine.looks import changed, looks
from tests.engine.pictures import picture, reference
from tests.refusals import refused

NEWEST = RECIPE_FORMAT.newest
STYLE = StyleReference("brush.png", "0" * 64)

strengths = st.floats(0, 1)
weights = st.floats(0.01, 100)
names = st.text(st.characters(exclude_characters="\0"), max_size=64)
"""Of files: no system has the null character in one."""

styles = st.builds(
    StyleReference,
    names,
    names,
    weights,
    st.dictionaries(st.sampled_from(LEVELS), weights),
    st.builds(
        Framing,
        st.floats(0, 0.4),
        st.floats(0, 0.4),
        st.floats(0.5, 1),
        st.floats(0.5, 1),
        st.integers(0, 3),
        st.booleans(),
    ),
)
recipes = st.builds(
    Recipe,
    styles=st.lists(styles, min_size=1, max_size=4).map(tuple),
    look=looks,
    level_strengths=st.dictionaries(st.sampled_from(LEVELS), strengths),
    levels=st.sets(st.sampled_from(LEVELS), min_size=1).map(tuple),
    passes=st.integers(1, 5),
    style_size=st.none() | st.integers(1, 10000),
    look_size=st.none() | st.integers(1, 10000),
    pack=st.none() | st.builds(PackReference, names, names),
)


@given(recipes)
def test_a_recipe_survives_json(recipe: Recipe) -> None:
    read = recipe_from_json(recipe_to_json(recipe), "here")
    assert read == recipe
    assert [style.framing for style in read.styles] == [style.framing for style in recipe.styles]


def test_a_recipe_of_before_there_were_look_sizes_and_weights_by_level_has_none() -> None:
    document = json.loads(recipe_to_json(Recipe((STYLE,), look_size=500)))
    del document["look_size"]
    del document["styles"][0]["level_weights"]
    assert recipe_from_json(json.dumps(document), "here") == Recipe((STYLE,))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"strength": 1.5}, "The strength should be within 0 and 1, and it is 1.5: choose a number within."),
        ({"strength": float("nan")}, "The strength should be within 0 and 1, and it is nan: choose a number within."),
        (
            {"level_strengths": {"relu4_1": -0.1}},
            "The strength at relu4_1 should be within 0 and 1, and it is -0.1: choose a number within.",
        ),
        (
            {"level_strengths": {"relu9_1": 0.5}},
            "A level should be one of relu5_1, relu4_1, relu3_1, relu2_1, relu1_1, and 'relu9_1' came: correct its "
            "name.",
        ),
        (
            {"levels": ()},
            "At least one level should be given, and there is none: leave the levels out to use all five.",
        ),
        (
            {"levels": ("relu2_2",)},
            "A level should be one of relu5_1, relu4_1, relu3_1, relu2_1, relu1_1, and 'relu2_2' came: correct its "
            "name.",
        ),
        (
            {"levels": ("relu1_1", "relu1_1")},
            "Each level should be given once, and these came: relu1_1, relu1_1; drop the repeated one.",
        ),
        ({"passes": 0}, "The passes should be 1 to 5, and they are 0: choose a number within."),
        ({"passes": 6}, "The passes should be 1 to 5, and they are 6: choose a number within."),
        ({"colour": "blue"}, "The colour should be one of style, photo, matched, and 'blue' came: choose one of them."),
        ({"style_size": 0}, "The style size should be at least 1 pixel, and it is 0: give the long side in pixels."),
        ({"look_size": 0}, "The look size should be at least 1 pixel, and it is 0: give the long side in pixels."),
        (
            {"styles": ()},
            "At least one style should be given, and there is none: name a picture in whose style to paint.",
        ),
        (
            {"styles": (StyleReference("a", "", 0.0),)},
            "At least one style should have a weight above 0, and all are 0: raise one of them.",
        ),
    ],
)
def test_what_is_impossible_is_refused_in_a_sentence(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(JobError) as caught:
        changed(Recipe((STYLE,)), **changes)
    assert str(caught.value) == sentence


@pytest.mark.parametrize("weight", [-1.0, float("nan"), float("inf")])
def test_a_weight_is_a_number_from_0_up(weight: float) -> None:
    with refused(
        JobError,
        "{what} should be 0 or more, and it is {weight}: give a positive number.",
        what="The weight of the style 'a'",
    ):
        StyleReference("a", "", weight)
    with refused(
        JobError,
        "{what} should be 0 or more, and it is {weight}: give a positive number.",
        what="The weight of the style 'a' at relu1_1",
    ):
        StyleReference("a", "", 1.0, {"relu1_1": weight})


def test_levels_are_put_deep_to_shallow() -> None:
    assert Recipe((STYLE,), levels=("relu1_1", "relu4_1")).levels == ("relu4_1", "relu1_1")


def test_a_level_s_own_strength_replaces_the_whole_s() -> None:
    recipe = Recipe((STYLE,), Look(0.25), level_strengths={"relu3_1": 1.0})
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
    with refused(
        JobError,
        "Each style should come with its picture, but there are {styles} styles and {pictures} pictures: give one "
        "each.",
        styles=1,
        pictures=0,
    ):
        Job(Recipe((reference(photo),)), photo, ())
    with refused(
        JobError,
        "{what} should be at least 1 pixel, and it is {size}: give the long side in pixels.",
        what="The size",
        size=-3,
    ):
        Job(Recipe((reference(photo),)), photo, (photo,), size=-3)
    with refused(
        JobError, "The bits per channel should be 8 or 16, and they are {bits}: choose one of the two.", bits=12
    ):
        Job(Recipe((reference(photo),)), photo, (photo,), bits=12)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"mask": np.zeros((4, 4, 3), np.uint8)},
            "The mask of the region 'sky' should be one grey channel of 8 or 16 bits, and it is (4, 4, 3) of uint8: "
            "convert it first.",
        ),
        (
            {"mask": np.zeros((4, 4), np.float32)},
            "The mask of the region 'sky' should be one grey channel of 8 or 16 bits, and it is (4, 4) of float32: "
            "convert it first.",
        ),
        (
            {"mask": np.zeros((0, 4), np.uint8)},
            "The mask of the region 'sky' should be one grey channel of 8 or 16 bits, and it is (0, 4) of uint8: "
            "convert it first.",
        ),
        (
            {"pictures": ()},
            "Each style should come with its picture, but there are 1 styles and 0 pictures: give one each.",
        ),
        (
            {"edge": "torn"},
            "The edge of the region 'sky' should be soft or hard, and it is 'torn': choose one of them.",
        ),
        (
            {"strength": 2.0},
            "The strength of the region 'sky' should be within 0 and 1, and it is 2.0: choose a number within.",
        ),
        (
            {"level_strengths": {"relu1_1": -1.0}},
            "The strength of the region 'sky' at relu1_1 should be within 0 and 1, and it is -1.0: choose a number "
            "within.",
        ),
        (
            {"levels": ()},
            "At least one level should be given, and there is none: leave the levels out to use all five.",
        ),
        (
            {"levels": ("relu9_1",)},
            "A level should be one of relu5_1, relu4_1, relu3_1, relu2_1, relu1_1, and 'relu9_1' came: correct its "
            "name.",
        ),
        (
            {"style_size": 0},
            "The style size of the region 'sky' should be at least 1 pixel, and it is 0: give the long side in pixels.",
        ),
        (
            {"style_masks": (None, None)},
            "Each style of the region 'sky' should come with its mask or None, but there are 1 styles and 2 masks: "
            "give one each, or none at all.",
        ),
        (
            {"style_masks": (np.zeros(4, np.uint8),)},
            "A style's mask of the region 'sky' should be one grey channel of 8 or 16 bits, and it is (4,) of uint8: "
            "convert it first.",
        ),
    ],
)
def test_an_impossible_region_is_refused_in_a_sentence(changes: dict[str, Any], sentence: str) -> None:
    photo = picture(20, 20)
    usual = {"mask": np.zeros((4, 4), np.uint16), "styles": (STYLE,), "pictures": (photo,), "name": "sky"}
    with pytest.raises(JobError) as caught:
        Region(**{**usual, **changes})
    assert str(caught.value) == sentence


def test_a_region_is_painted_as_the_recipe_says_where_it_does_not_say_itself() -> None:
    recipe = Recipe((STYLE,), Look(0.25), level_strengths={"relu1_1": 1.0}, levels=("relu3_1", "relu1_1"))
    mask, photo = np.zeros((4, 4), np.uint8), picture(20, 20)
    plain = Region(mask, (STYLE,), (photo,))
    assert [plain.strength_at(level, recipe) for level in LEVELS] == [0, 0, 0.25, 0, 1]
    own = Region(mask, (STYLE,), (photo,), strength=0.5, level_strengths={"relu3_1": 0.75}, levels=LEVELS[:3])
    assert [own.strength_at(level, recipe) for level in LEVELS] == [0.5, 0.5, 0.75, 0, 0]
    kept = Region(mask, levels=LEVELS)
    assert kept.keeps_photo
    assert [kept.strength_at(level, recipe) for level in LEVELS] == [0] * 5
    assert Job(recipe, photo, (photo,), (plain, kept)).levels == ("relu3_1", "relu1_1")
    assert Job(recipe, photo, (photo,), (own, kept)).levels == ("relu5_1", "relu4_1", "relu3_1", "relu1_1")


def test_a_style_may_count_differently_at_some_levels() -> None:
    deep = StyleReference("a", "", 2.0, {"relu1_1": 0.0, "relu2_1": 6.0})
    assert normalised_weights((deep, StyleReference("b", "", 2.0)), "relu2_1") == (0.75, 0.25)
    assert normalised_weights((deep, StyleReference("b", "", 2.0)), "relu1_1") == (0, 1)
    assert normalised_weights((deep, StyleReference("b", "", 2.0))) == (0.5, 0.5)


def test_where_a_level_has_no_style_that_counts_it_is_refused() -> None:
    deep = StyleReference("a", "", 1.0, {"relu1_1": 0.0})
    with refused(
        JobError,
        "At each level at least one style should count, and at {level} none does: raise one there, or leave the level "
        "out.",
        level="relu1_1",
    ):
        Recipe((deep,))
    recipe = Recipe((deep,), levels=LEVELS[:-1])
    photo = picture(20, 20)
    region = Region(np.zeros((4, 4), np.uint8), (deep,), (photo,))
    assert Job(recipe, photo, (photo,), (region,)).levels == LEVELS[:-1]
    with refused(
        JobError,
        "At each level at least one style should count, and at {level} none does: raise one there, or leave the level "
        "out.",
        level="relu1_1",
    ):
        Job(recipe, photo, (photo,), (replace(region, levels=("relu1_1",)),))


@pytest.mark.parametrize("part", ["", "styles", "refining", "pack"])
def test_a_recipe_that_holds_what_nobody_knows_is_refused_and_not_painted_otherwise(part: str) -> None:
    document = json.loads(
        recipe_to_json(Recipe((STYLE,), Look(refining=Refining()), pack=PackReference("atelier", "")))
    )
    holder = document[part] if part else document
    (holder[0] if part == "styles" else holder)["grain"] = 0.5
    place = {"": "grain", "styles": "styles[0].grain"}.get(part, f"{part}.grain")
    with refused(
        JobError,
        "{source} should hold nothing that this version of the program does not know, and it holds '{fields}': it is "
        "damaged or of a later version; update the program, or use another.",
        source="The recipe in 'x.json'",
        fields=place,
    ):
        recipe_from_json(json.dumps(document), "x.json")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "^The recipe in 'x.json' should hold JSON, and it cannot be read"),
        ("[" * 100_000, "^The recipe in 'x.json' should hold JSON at most 24 levels deep"),
        ("[1]", "^The recipe in 'x.json' should hold an object as its JSON, and a list came"),
        ("{}", "'x.json' should hold a recipe, and its JSON is something else"),
        (
            '{"pentimento_recipe": 99}',
            f"of format {NEWEST} or older, and it is of format 99: update the program",
        ),
        ('{"pentimento_recipe": 1}', "^The recipe in 'x.json' should say pack, and it does not: save it again"),
        ('{"pentimento_recipe": 1, "styles": 3, "pack": null}', "at most 65536 things as styles, and 3 came"),
    ],
)
def test_what_is_no_recipe_is_refused_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(JobError, match=sentence):
        recipe_from_json(text, "x.json")


@given(st.integers(1, 9), st.integers(1, 9), st.integers(0, 80))
def test_a_style_of_which_nothing_can_be_seen_is_refused(width: int, height: int, seen: int) -> None:
    pixels = picture(9, 9).pixels[:height, :width]
    alpha = np.zeros((height, width), np.uint8)
    style, hidden = Picture(pixels, name="brush.png"), Picture(pixels, alpha)
    bare, photo, mask = Recipe((STYLE,)), picture(20, 20), np.full((4, 4), 255, np.uint8)
    with refused(
        JobError,
        "A style should be a picture in which something can be seen, and '{name}' is wholly transparent: choose "
        "another, or another part of it.",
        name="brush.png",
    ):
        Job(bare, photo, (hidden,))
    with refused(
        JobError,
        "A style should be a picture in which something can be seen, and '{name}' is wholly transparent: choose "
        "another, or another part of it.",
        name="brush.png",
    ):
        Region(mask, (STYLE,), (hidden,))
    shown = alpha.copy()
    shown.flat[seen % shown.size] = 1
    Job(bare, photo, (Picture(pixels, shown),), (Region(mask, (STYLE,), (style,)),))


def test_a_style_of_which_nothing_is_left_when_it_is_reduced_is_refused() -> None:
    alpha = np.zeros((600, 600), np.uint8)
    alpha[300, 300] = 1
    style = Picture(picture(600, 600).pixels, alpha, name="brush.png")
    (found,) = weighted_styles(Job(Recipe((STYLE,)), picture(20, 20), (style,)))
    with refused(
        JobError,
        "A style should be a picture in which something can be seen, and '{name}' is wholly transparent: choose "
        "another, or another part of it.",
        name="brush.png",
    ):
        found.seen((20, 20))
