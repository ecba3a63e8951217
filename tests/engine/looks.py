"""Looks that tests make of the parameters' declarations."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from engine.look.look import PARAMETERS, Look
from engine.look.parameters import Choice, Number, Whole
from engine.look.refining import Refining

if TYPE_CHECKING:
    from engine.look.parameters import Parameter
    from engine.look.recipe import Recipe

PARTS = (*PARAMETERS, "refining")
"""The names of all fields of a look."""


def values_of(parameter: Parameter) -> st.SearchStrategy[Any]:
    """All that a parameter can be."""
    if isinstance(parameter.kind, Number):
        return st.floats(parameter.kind.low, parameter.kind.high)
    if isinstance(parameter.kind, Whole):
        return st.integers(parameter.kind.low, parameter.kind.high)
    return st.sampled_from(parameter.kind.words) if isinstance(parameter.kind, Choice) else st.booleans()


refinings = st.none() | st.builds(
    Refining, steps=st.integers(1, 500), ratio=st.floats(1, 1000), content_level=st.none() | st.just("relu4_1")
)


def looks_with(**given: Any) -> st.SearchStrategy[Look]:
    """Any look, where what is given holds."""
    chosen = {name: values_of(parameter) for name, parameter in PARAMETERS.items()}
    return st.builds(Look, **{**chosen, "refining": refinings, **given})


looks = looks_with()

texture_looks = looks_with(
    **{name: st.just(parameter.nothing) for name, parameter in PARAMETERS.items() if parameter.from_photo}
)
"""Those that take nothing from a photo."""


def changed(recipe: Recipe, **changes: Any) -> Recipe:
    """A recipe with other fields, its look's among them."""
    parts = {name: value for name, value in changes.items() if name in PARTS}
    others = {name: value for name, value in changes.items() if name not in PARTS}
    return replace(recipe.with_look(**parts), **others)


def wrong_values(parameter: Parameter) -> st.SearchStrategy[Any]:
    """What JSON may hold in its place, and it cannot be."""
    if isinstance(parameter.kind, Number):
        outside = st.floats(max_value=parameter.kind.low, exclude_max=True, allow_infinity=False)
        beyond = st.floats(min_value=parameter.kind.high, exclude_min=True, allow_infinity=False)
        return outside | beyond | st.sampled_from(["1", True, None, [], {}])
    if isinstance(parameter.kind, Whole):
        low, high = parameter.kind.low, parameter.kind.high
        return (
            st.integers(max_value=low - 1)
            | st.integers(min_value=high + 1)
            | st.sampled_from(["1", True, None, 0.5, []])
        )
    if isinstance(parameter.kind, Choice):
        return st.text().map(lambda text: f"no {text}") | st.sampled_from([1, True, None, []])
    return st.sampled_from(["false", "", 0, 1, None, []])


parameters = st.sampled_from(sorted(PARAMETERS))
"""Names of parameters."""
