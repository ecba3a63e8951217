"""Structure: one amount, and what it means at each level."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.planning.plan import Step
from engine.planning.structure import CARRIED_LEVELS, MIXED_LEVELS, carried_detail, whitened_mixing
from engine.vgg import LEVELS, Level

amounts = st.floats(0, 1)
levels = st.sampled_from(LEVELS)


@given(amounts, amounts, levels)
def test_more_structure_is_never_less_of_anything(one: float, other: float, level: Level) -> None:
    less, more = sorted((one, other))
    for part in (carried_detail, whitened_mixing):
        assert 0 <= part(less, level) <= part(more, level) <= 1


@given(levels)
def test_no_structure_is_nothing_and_some_is_something(level: Level) -> None:
    assert carried_detail(0.0, level) == whitened_mixing(0.0, level) == 0
    assert (carried_detail(0.1, level) > 0) == (level in CARRIED_LEVELS)
    assert (whitened_mixing(0.1, level) > 0) == (level in MIXED_LEVELS)


@given(levels, amounts)
def test_a_level_of_strength_0_has_none(level: Level, amount: float) -> None:
    step = Step(1, level, 0.0, (0.5,), structures=(amount, amount))
    assert (step.carried[0], step.mixed[0]) == (0, 0)
    assert step.carried[1] == carried_detail(amount, level)
