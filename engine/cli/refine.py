"""`pentimento refine`: one photo, repainted and then optimised, pixel by pixel."""

from __future__ import annotations

from typing import Any, get_args

import click

from engine.cli.stylise import paint, stylise
from engine.cli.words import Words
from engine.look.refining import Optimiser, Refining, Start

USUAL = Refining()


@click.command(
    params=[each for each in stylise.params if each.name != "refine"],
    short_help="Repaint PHOTO, and refine the result step by step.",
)
@click.option("--steps", type=int, help=f"How many; {USUAL.steps} if left out.")
@click.option(
    "--ratio",
    type=float,
    help=f"How many times the style counts against the photo's content; {USUAL.ratio:g} if left out. 10 holds on to "
    "the photo, 1000 to the style.",
)
@click.option(
    "--start",
    type=click.Choice(get_args(Start)),
    help="The picture to begin with: the painted result (if left out), the photo, or white noise.",
)
@click.option(
    "--optimiser",
    type=click.Choice(get_args(Optimiser)),
    help="L-BFGS (if left out), which needs fewer steps, or Adam, which needs less memory.",
)
@click.option("--content-level", help="Level at which content is compared; relu4_1 if left out.")
@click.option("--seed", type=int, help=f"Of the white noise; {USUAL.seed} if left out.")
def refine(**options: Any) -> None:  # click passes each option by name
    """Repaint PHOTO in the style of one or more pictures (STYLE …), and refine the result.

    The picture's pixels are optimised, step by step, until its features come as close to the photo's content and to
    the styles' statistics as they can (Gatys, Ecker and Bethge 2016). That takes many times as long as painting and
    gives cleaner strokes and more of the photo. Pictures of at most 4.2 megapixels can be refined.

    Ctrl-C stops, and what is there is saved.
    """
    paint(Words.of(refine=True, **options))
