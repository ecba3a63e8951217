from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.networks.stepped import level_layers
from engine.planning.plan import Plan, Wanted, default_style_size, make_plan
from engine.planning.tiling import GRID, SMALLEST_SIDE, padded_size
from engine.vgg import Convolution, Pooling, Upsampling, multiplications

if TYPE_CHECKING:
    from engine.packs.registry import Registry
    from engine.planning.tiling import Size

sides = st.integers(1, 5000)
sizes = st.tuples(sides, sides)


def plan_of(registry: Registry, photo: Size, size: int | None = None, passes: int = 1) -> Plan:
    manifest = registry.find("tiny").manifest
    wanted = Wanted(
        photo=photo,
        size=size,
        styles=((300, 200),),
        style_sides=(None,),
        strengths=dict.fromkeys(manifest.levels, 0.5),
        passes=passes,
        layers={level: level_layers(manifest, level) for level in manifest.levels},
    )
    return make_plan(wanted)


@given(sizes)
def test_padding_reaches_the_grid_and_no_further(size: Size) -> None:
    for side, padded in zip(size, padded_size(size), strict=True):
        assert padded % GRID == 0
        assert padded >= SMALLEST_SIDE
        assert padded >= side
        assert padded < max(side + GRID, SMALLEST_SIDE + 1)


@given(sizes, sizes)
def test_a_style_is_looked_at_in_its_own_size_up_to_the_photo_s(own: Size, photo: Size) -> None:
    side = default_style_size(own, photo)
    assert side <= max(own)
    assert side >= min(max(own), 512)
    assert side == max(own) or side == max(*photo, 512)


def test_effort_counts_multiplications() -> None:
    layers = (
        Convolution("conv1_1", 3, 4),
        Pooling(),
        Convolution("conv2_1", 4, 5),
        Upsampling(),
        Convolution("x", 5, 1),
    )
    at_full = 9 * 3 * 4 * 32 * 64 + 9 * 5 * 1 * 32 * 64
    at_half = 9 * 4 * 5 * 16 * 32
    assert multiplications(layers, (32, 64), 1) == at_full + at_half


def test_steps_go_deep_to_shallow_pass_by_pass(registry: Registry) -> None:
    plan = plan_of(registry, (100, 50), passes=2)
    assert [(step.pass_number, step.level[4]) for step in plan.steps] == [
        (number, stage) for number in (1, 2) for stage in "54321"
    ]


@given(st.integers(1, 3000))
def test_the_size_is_the_long_side(size: int) -> None:
    from engine.images import fit

    width, height = fit(3000, 1000, size)
    assert max(width, height) == size
    assert height == pytest.approx(width / 3, abs=1)


def test_memory_grows_with_pixels(registry: Registry) -> None:
    small, large = (plan_of(registry, (side, side)).memory for side in (2000, 4000))
    fixed = plan_of(registry, (16, 16)).memory
    assert (large - fixed) == pytest.approx(4 * (small - fixed), rel=0.05)
