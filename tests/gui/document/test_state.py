"""States: which styles count, what is equal, and JSON."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import JobError
from engine.files.strict_json import parse_object, to_text
from engine.job import Look, Recipe, StyleReference
from engine.vgg import LEVELS
from gui.document.jobs import recipe_of, style_sides, treatment_of
from gui.document.level_settings import LevelSetting
from gui.document.state import State, StyleEntry, Treatment, active_styles, painting_of
from gui.storage.state_json import state_from_fields, state_to_data
from tests.gui.made import states, treatments
from tests.refusals import refused


def style(key: str, **fields: object) -> StyleEntry:
    return replace(StyleEntry(key, f"{ord(key[0]):064x}", key), **fields)  # type: ignore[arg-type]


@given(states())
def test_a_state_comes_back_from_json(state: State) -> None:
    assert state_from_fields(parse_object(to_text(state_to_data(state)), "The document")) == state


@given(states())
def test_active_styles_always_weigh_something(state: State) -> None:
    styles = active_styles(state)
    assert all(entry.weight > 0 for entry in styles)
    assert bool(styles) == (state.solo is not None or any(entry.enabled for entry in state.styles))
    if state.solo is not None:
        assert [entry.key for entry in styles] == [state.solo]


def test_styles_of_weight_zero_are_left_out_unless_all_are() -> None:
    state = State(styles=(style("a", weight=0.0), style("b"), style("c", enabled=False)))
    assert [entry.key for entry in active_styles(state)] == ["b"]
    state = State(styles=(style("a", weight=0.0), style("b", weight=0.0)))
    assert [(entry.key, entry.weight) for entry in active_styles(state)] == [("a", 1.0), ("b", 1.0)]


def test_paintings_are_equal_where_the_result_is() -> None:
    state = State(styles=(style("a"), style("b", enabled=False)))
    same = [
        replace(state, styles=(style("a", weight=7.0), style("b", enabled=False))),
        replace(state, styles=(style("b", enabled=False), style("a"))),
        replace(state, styles=(style("a", name="other"),)),
        replace(state, quality=replace(state.quality, device="cpu", preview_size=512)),
    ]
    off = dict.fromkeys(LEVELS, LevelSetting())
    others = [
        replace(state, styles=(style("a"), style("b"))),
        replace(state, styles=(style("a", scale=2.0),)),
        replace(state, treatment=Treatment(levels={**off, "relu1_1": LevelSetting(on=False)})),
        replace(state, quality=replace(state.quality, pack="atelier")),
    ]
    assert all(painting_of(other) == painting_of(state) for other in same)
    assert all(painting_of(other) != painting_of(state) for other in others)


def test_strengths_of_levels_are_factors() -> None:
    levels = {"relu5_1": LevelSetting(strength=0.5), "relu2_1": LevelSetting(on=False)}
    recipe = recipe_of(State(styles=(style("a"),), treatment=Treatment(Look(0.8), levels)), 1000)  # type: ignore[arg-type]
    assert recipe.levels == ("relu5_1", "relu4_1", "relu3_1", "relu1_1")
    assert recipe.level_strengths == {"relu5_1": 0.4}
    assert (recipe.look.strength, recipe.style_size, recipe.pack) == (0.8, 1000, None)


@given(treatments.filter(lambda made: made.active_levels and made.look.strength > 0.01), st.integers(1, 8000))
def test_a_treatment_comes_back_from_its_recipe(treatment: Treatment, size: int) -> None:
    recipe = recipe_of(State(styles=(style("a"),), treatment=treatment), size)
    assert recipe.look is treatment.look
    back = treatment_of(recipe, size)
    assert back.look == replace(treatment.look, strength=back.look.strength)
    assert back.look.strength == pytest.approx(treatment.look.strength)
    assert back.active_levels == treatment.active_levels
    for level in treatment.active_levels:
        assert back.levels[level].strength == pytest.approx(treatment.levels[level].strength)
    assert back.stroke_size == pytest.approx(treatment.stroke_size, abs=0.51 / size + 0.75 / size)


def test_strengths_over_the_whole_raise_the_whole() -> None:
    recipe = Recipe((StyleReference("a", "0" * 64),), Look(0.2), level_strengths={"relu1_1": 0.8})
    treatment = treatment_of(recipe, None)
    assert treatment.look.strength == 0.8
    assert [treatment.levels[level].strength for level in ("relu5_1", "relu1_1")] == [0.25, 1.0]


def test_no_style_and_no_level_are_refused() -> None:
    with refused(
        JobError, "At least one style should be given, and there is none: name a picture in whose style to paint."
    ):
        recipe_of(State(), 100)
    none = Treatment(levels=dict.fromkeys(LEVELS, LevelSetting(on=False)))
    with refused(
        JobError, "At least one level should be given, and there is none: leave the levels out to use all five."
    ):
        recipe_of(State(styles=(style("a"),), treatment=none), 100)


@given(st.lists(st.floats(0.25, 4), min_size=1, max_size=4), st.floats(0.25, 4), st.integers(64, 5000))
def test_style_sides_keep_their_proportions(scales: list[float], stroke_size: float, size: int) -> None:
    styles = tuple(style(f"{number}x", scale=scale) for number, scale in enumerate(scales))
    sides = tuple(style_sides(State(styles=styles, treatment=Treatment(stroke_size=stroke_size)), size).values())
    for side, scale in zip(sides, scales, strict=True):
        share = sides[0] / scales[0]
        assert abs(side - share * scale) <= 0.5 + 0.5 * scale / scales[0] + 1
    if len(set(scales)) == 1:
        assert sides[0] == max(1, round(stroke_size * scales[0] * size))
