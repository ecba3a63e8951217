"""Refining with the bundled pack on the sample pictures, for as long as it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest

from engine.images import pixel_hash, read_picture
from engine.job import Job
from engine.look.recipe import Recipe, StyleReference
from engine.look.refining import Optimiser, Refining, Start
from engine.packs.registry import default_registry
from engine.studio import Studio
from resources.samples import sample_photos, sample_styles

if TYPE_CHECKING:
    from engine.look.refining import Losses

PAIRS = (("harbour", "oil"), ("mountain-lake", "woodcut"), ("still-life", "mosaic"))
SIDE = 96
WINDOW = 20
LONG, SHORT = 300, 100
"""Steps from white noise, and from what was painted: a third."""


def losses_of(pair: tuple[str, str], optimiser: Optimiser, start: Start) -> list[Losses]:
    steps = LONG if start == "noise" else SHORT
    photo, style = read_picture(sample_photos()[pair[0]]), read_picture(sample_styles()[pair[1]])
    recipe = Recipe((StyleReference(style.name, pixel_hash(style.pixels)),), style_size=SIDE)
    job = Job(recipe, photo, (style,), size=SIDE)
    refining = Studio(default_registry(), "cpu", "float32", kept=0).refine(
        job, Refining(steps, start=start, optimiser=optimiser)
    )
    return [progress.losses for progress in refining if progress.stage == "refine" and progress.losses is not None]


@pytest.mark.slow
@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("optimiser", get_args(Optimiser))
def test_the_total_falls_from_every_start_and_soonest_from_what_was_painted(
    pair: tuple[str, str], optimiser: Optimiser
) -> None:
    found = {start: losses_of(pair, optimiser, start) for start in get_args(Start)}
    for start, losses in found.items():
        totals = [each.total for each in losses]
        assert all(after < before for before, after in zip(totals, totals[WINDOW:], strict=False)), start
    noise = found["noise"]
    assert noise[-1].content < noise[0].content
    assert noise[-1].style < noise[0].style
    assert found["photo"][0].content == pytest.approx(0, abs=1e-6)
    # What was painted is worth steps with either optimiser. With L-BFGS noise soon comes near to what can be reached: a
    # third of its steps does not quite do.
    assert found["result"][SHORT].total < noise[SHORT].total
    slack = 1.1 if optimiser == "lbfgs" else 1.0
    assert found["result"][SHORT].total <= slack * noise[LONG].total
