"""`pentimento evaluate`: how well packs paint, in figures and on a contact sheet."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from engine.cli.evaluate_request import (
    check_csv,
    check_outputs,
    check_settings,
    find_pictures,
    in_words,
    settings_of,
    settings_options,
)
from engine.cli.evaluate_tables import references_in_words, save_csv, tables
from engine.cli.options import PATH
from engine.errors import JobError
from engine.images import SaveOptions, check_target, save_picture
from engine.images.contact_sheets import Tile, contact_sheet, largest_size, thumbnail
from engine.packs.registry import default_registry

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence
    from pathlib import Path

    from engine.evaluation.evaluation import Evaluation, EvaluationProgress, PaintedPair

SMALLEST_SIZE = 32
THUMBNAIL = 288
"""Longest side in pixels of a picture on the sheet."""

TABLE_WIDTH = 150


class ManyValued(click.Command):
    """A command whose repeatable options take several words at a time: `--photos a.jpg b.jpg`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Reads the words, of which `--photos a b` means `--photos a --photos b`."""
        options = [each for each in self.params if isinstance(each, click.Option) and each.multiple]
        repeatable = [name for option in options for name in option.opts]
        return super().parse_args(ctx, list(spread(args, repeatable)))


def spread(words: Sequence[str], repeatable: Sequence[str]) -> Iterator[str]:
    """Puts the option's name before every value of an option that may be repeated.

    Raises:
        BadOptionUsage: such an option has no value.
    """
    option = None
    for place, word in enumerate(words):
        if not word.startswith("-"):
            yield from (word,) if option is None else (option, word)
            continue
        option = word if word in repeatable else None
        if option is None:
            yield word
        elif place + 1 == len(words) or words[place + 1].startswith("-"):
            raise click.BadOptionUsage(option, f"Option '{option}' needs one value or more.", ctx=None)


@click.command(cls=ManyValued, short_help="Measure how well packs paint.")
@click.option("--photos", type=PATH, multiple=True, required=True, help="Photos, or folders of them.")
@click.option("--styles", type=PATH, multiple=True, required=True, help="Styles, or folders of them.")
@click.option("--packs", multiple=True, help="Model packs to evaluate; the default one if left out.")
@click.option(
    "--reference",
    "references",
    multiple=True,
    help="Model packs in whose features results are measured: style at each level by the first one that has the level, "
    "content by the last one that has relu3_1 and relu4_1. The default pack if left out.",
)
@click.option("--size", type=int, default=512, show_default=True, help="Long side of all pictures in pixels.")
@settings_options
@click.option("--sheet", type=PATH, help="Save a contact sheet of all results to this picture file.")
@click.option("--csv", "csv_file", type=PATH, help="Save every single figure to this file.")
@click.option("--overwrite", is_flag=True, help="Replace the sheet and the CSV file if they exist.")
@click.option("--device", default="auto", show_default=True, help="cpu, cuda, mps or auto.")
@click.option(
    "--number-format",
    type=click.Choice(["auto", "float32", "bfloat16", "float16"]),
    default="float32",
    show_default=True,
    help="In what numbers packs paint; results are always measured in float32.",
)
def evaluate(
    *,
    photos: tuple[Path, ...],
    styles: tuple[Path, ...],
    packs: tuple[str, ...],
    references: tuple[str, ...],
    size: int,
    sheet: Path | None,
    csv_file: Path | None,
    overwrite: bool,
    device: str,
    number_format: str,
    **options: Any,  # how is painted: click names each
) -> None:
    """Measure how well model packs paint, over every photo with every style.

    Photos, styles, packs and references take several values each: --photos a.jpg b.jpg.

    Style: how far the result's Gram matrix is from the style's, as a share of the style's, at each level; 0 is best.

    Content: mean squared difference of the instance-normalised features of result and photo; 0 is best.

    The content sum is the losses at both levels together, each in the features by which style is measured there.

    Axis share: how much of the result's fine structure runs across or down where the photo is smooth, as in skies: 0.15
    in white noise, near 1 in stripes. The style distance is taken there, too.

    Gatys: the two losses that `pentimento refine` makes small, in the units of docs/refining.md; 0 is best.

    PSNR and SSIM: of the photo encoded and decoded at one level alone (strength 0); more is better.

    Seconds: median time of a pair, with a style not seen before.

    The rows "photo unchanged" and "style unchanged" say what doing nothing, and doing too much, would score.
    """
    registry = default_registry()
    if size < SMALLEST_SIZE:
        raise JobError(
            "--size should be at least {least} pixels, and it is {size}: try 512.", least=SMALLEST_SIZE, size=size
        )
    default = () if packs and references else (registry.default_name(),)
    evaluated = [registry.find(name) for name in dict.fromkeys(packs or default)]
    settings = settings_of(**options)
    check_settings(settings, evaluated)
    measuring = [registry.find(name) for name in dict.fromkeys(references or default)]
    photo_files, style_files = find_pictures("photos", photos), find_pictures("styles", styles)
    check_outputs([file for file in (sheet, csv_file) if file], [*photo_files, *style_files])
    saving = SaveOptions(existing="overwrite" if overwrite else "refuse")
    side = min(size, THUMBNAIL)
    if sheet is not None:
        pairs = len(photo_files) * len(style_files)
        check_target(sheet, saving, size=largest_size(2 + len(evaluated), pairs, side))
    if csv_file is not None:
        check_csv(csv_file, overwrite=overwrite)

    # Loading torch takes seconds, so everything that can be refused has been refused by now.
    from engine.evaluation.evaluation import Evaluator, read_for_evaluation
    from engine.studio import Studio
    from engine.transfer.style_files import StyleFiles

    # Nothing is kept, so that all pairs take equally long.
    studio = Studio(registry, device, number_format, kept=0, style_files=StyleFiles(None))
    evaluator = Evaluator(studio, evaluated, measuring, settings)
    read = [[read_for_evaluation(file, size) for file in files] for files in (photo_files, style_files)]
    rows: list[list[Tile]] = []
    with closing(evaluator.evaluate(*read)) as evaluating:
        evaluation = follow(evaluating, lambda pair: rows.append(tiles(pair, side)) if sheet else None)
    for note in evaluation.notes:
        click.echo(f"Note: {note}", err=True)
    counts = f"{counted(photo_files, 'photo')} × {counted(style_files, 'style')}"
    click.echo(f"{counts}, {size} pixels, {in_words(settings)}, {evaluation.device} {number_format}.")
    click.echo(references_in_words(evaluation))
    console = Console(width=TABLE_WIDTH)
    for table in tables(evaluation):
        console.print(table)
    if not evaluation.photo_unchanged.smooth:
        click.echo("No photo is smooth anywhere, so stripes were not measured.")
    if csv_file is not None:
        click.echo(f"Saved {save_csv(csv_file, evaluation, saving.existing)}.")
    if sheet is not None:
        titles = ("photo", "style", *(figures.name for figures in evaluation.packs))
        click.echo(f"Saved {save_picture(sheet, contact_sheet(titles, rows, side), saving)}.")


def follow(evaluating: Generator[EvaluationProgress, None, None], see: Callable[[PaintedPair], None]) -> Evaluation:
    """Runs an evaluation to its end and shows its progress on stderr; every finished pair is shown to `see`."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    evaluation = None
    if not console.is_terminal:
        console.print("getting ready", highlight=False)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("getting ready", total=None)
        for progress in evaluating:
            bar.update(task, completed=progress.done, total=progress.total, description=escape(progress.description))
            if progress.evaluation is None and not console.is_terminal:
                told = f"{progress.done} of {progress.total}, {progress.description}"
                console.print(told, highlight=False, markup=False, soft_wrap=True)
            if progress.pair is not None:
                see(progress.pair)
            evaluation = progress.evaluation
    assert evaluation is not None, "the last progress carries the evaluation"
    return evaluation


def tiles(pair: PaintedPair, side: int) -> list[Tile]:
    """A pair's row of the sheet, reduced at once, since there may be many."""
    photo, style = (Tile(thumbnail(each, side), each.name) for each in (pair.photo, pair.style))
    return [photo, style, *(Tile(thumbnail(result, side)) for result in pair.results)]


def counted(things: Sequence[object], name: str) -> str:
    """How many of something there are, in words."""
    return f"{len(things)} {name}" if len(things) == 1 else f"{len(things)} {name}s"
