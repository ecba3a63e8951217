"""`pentimento evaluate`: how well packs paint, in figures and on a contact sheet."""

from __future__ import annotations

import csv
import io
import os
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from engine.errors import JobError, PictureError
from engine.images import SaveOptions, check_target, save_picture
from engine.images.contact_sheets import Tile, contact_sheet, largest_size, thumbnail
from engine.images.formats import is_named_as_picture
from engine.images.targets import write_whole
from engine.job import DEFAULT_STRENGTH, check_strength
from engine.packs.registry import default_registry
from engine.vgg import LEVELS

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

    from engine.evaluation.evaluation import Evaluation, EvaluationProgress, Figures, PaintedPair, PairFigures
    from engine.images.options import Existing
    from engine.vgg import Level

PATH = click.Path(path_type=Path, readable=False)
SMALLEST_SIZE = 32
THUMBNAIL = 288
"""Longest side in pixels of a picture on the sheet."""

TABLE_WIDTH = 140


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
@click.option("--strength", type=float, default=DEFAULT_STRENGTH, show_default=True, help="Of the style, 0 to 1.")
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
    strength: float,
    sheet: Path | None,
    csv_file: Path | None,
    overwrite: bool,
    device: str,
    number_format: str,
) -> None:
    """Measure how well model packs paint, over every photo with every style.

    Photos, styles, packs and references take several values each: --photos a.jpg b.jpg.

    Style: how far the result's Gram matrix is from the style's, as a share of the style's, at each level; 0 is best.

    Content: mean squared difference of the instance-normalised features of result and photo; 0 is best.

    Gatys: the two losses that `pentimento refine` makes small, in the units of docs/refining.md; 0 is best.

    PSNR and SSIM: of the photo encoded and decoded at one level alone (strength 0); more is better.

    Seconds: median time of a pair, with a style not seen before.

    The rows "photo unchanged" and "style unchanged" say what doing nothing, and doing too much, would score.
    """
    registry = default_registry()
    check_strength("The strength", strength)
    if size < SMALLEST_SIZE:
        raise JobError(
            "--size should be at least {least} pixels, and it is {size}: try 512.", least=SMALLEST_SIZE, size=size
        )
    default = () if packs and references else (registry.default_name(),)
    evaluated = [registry.find(name) for name in dict.fromkeys(packs or default)]
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
    evaluator = Evaluator(studio, evaluated, measuring, strength)
    read = [[read_for_evaluation(file, size) for file in files] for files in (photo_files, style_files)]
    rows: list[list[Tile]] = []
    with closing(evaluator.evaluate(*read)) as evaluating:
        evaluation = follow(evaluating, lambda pair: rows.append(tiles(pair, side)) if sheet else None)
    for note in evaluation.notes:
        click.echo(f"Note: {note}", err=True)
    counts = f"{counted(photo_files, 'photo')} × {counted(style_files, 'style')}"
    click.echo(f"{counts}, {size} pixels, strength {strength}, {evaluation.device} {number_format}.")
    click.echo(references_in_words(evaluation))
    console = Console(width=TABLE_WIDTH)
    for table in tables(evaluation):
        console.print(table)
    if csv_file is not None:
        click.echo(f"Saved {save_csv(csv_file, evaluation, saving.existing)}.")
    if sheet is not None:
        titles = ("photo", "style", *(figures.name for figures in evaluation.packs))
        click.echo(f"Saved {save_picture(sheet, contact_sheet(titles, rows, side), saving)}.")


def find_pictures(what: str, places: Iterable[Path]) -> list[Path]:
    """The picture files that are named, and those in the folders that are named, each once.

    Args:
        what: photos or styles, for the sentence.
        places: files and folders; of a folder the files directly in it that have a picture's suffix.

    Raises:
        PictureError: there is none, or a place cannot be read.
    """
    files: list[Path] = []
    for place in places:
        try:
            inside = sorted(place.iterdir()) if place.is_dir() else [place]
        except OSError as error:
            raise PictureError(
                "The folder '{place}' should be readable, and it is not: {reason}.", place=place, reason=error.strerror
            ) from error
        if place.is_dir():
            inside = [
                file
                for file in inside
                if is_named_as_picture(file) and not file.name.startswith(".") and file.is_file()
            ]
            if not inside:
                raise PictureError(
                    "Pictures for --{what} should be in '{place}', and there are none: name pictures, or a folder "
                    "that holds some.",
                    what=what,
                    place=place,
                )
        files += inside
    return list(dict.fromkeys(files))


def check_outputs(outputs: Sequence[Path], sources: Iterable[Path]) -> None:
    """Refuses to replace what is evaluated, and one output by the other."""
    if len(outputs) == 2 and outputs[0].absolute() == outputs[1].absolute():
        raise JobError("--sheet and --csv should be two files, and they are one: give another name.")
    there = [output for output in outputs if output.exists()]
    for source in sources:
        for output in there:
            if source.exists() and output.samefile(source):
                raise JobError(
                    "'{name}' is one of the pictures and should stay: give another name to save to.", name=source.name
                )


def check_csv(path: Path, *, overwrite: bool) -> None:
    """Refuses a file of figures that could not be written when all is done."""
    if not path.parent.is_dir() or path.is_dir():
        raise JobError(
            "'{path}' should be a file in a folder that is there, and it is not: change the name.", path=path
        )
    if not overwrite and os.path.lexists(path):
        raise JobError(
            "'{name}' should be a new file, and there is one: change the name, or add --overwrite.", name=path.name
        )


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


def references_in_words(evaluation: Evaluation) -> str:
    """In whose features was measured."""
    levels: dict[str, list[Level]] = {}
    for level, name in evaluation.style_references.items():
        levels.setdefault(name, []).append(level)
    style = " and ".join(f"{name} ({', '.join(measured)})" for name, measured in levels.items())
    return f"Style is measured in the features of {style}, content in those of {evaluation.content_reference}."


def tables(evaluation: Evaluation) -> list[Table]:
    """The figures for people: style and content, reconstruction, and all relative to the last pack."""
    *others, last = evaluation.packs
    shown = [
        style_table(
            "style distance and content loss: means over pairs, 0 is best; seconds: median",
            [*evaluation.packs, evaluation.photo_unchanged, evaluation.style_unchanged],
        ),
        reconstruction_table(evaluation.packs),
    ]
    if others:
        shown.append(style_table(f"relative to {last.name}: how many times as much", others, last))
    return shown


def style_table(title: str, rows: Sequence[Figures], whole: Figures | None = None) -> Table:
    """Style distance, content loss and time, or how many times those of another pack they are."""
    table = Table(title=title, box=box.SIMPLE)
    table.add_column("")
    per_row = [columns_of(figures) for figures in rows]
    of_whole = None if whole is None else columns_of(whole)
    for heading in per_row[0]:
        table.add_column(heading, justify="right")
    for figures, values in zip(rows, per_row, strict=True):
        cells = []
        for heading, value in values.items():
            scale = 1.0 if of_whole is None else of_whole[heading]
            cells.append("–" if value is None or not scale else f"{value / scale:.3f}")
        table.add_row(figures.name, *cells)
    return table


def columns_of(figures: Figures) -> dict[str, float | None]:
    """Each figure of a row under the heading of its column."""
    return {
        **{f"style\n{level}": value for level, value in figures.style_distances.items()},
        "style\nmean": figures.style_distance,
        **{f"content\n{level}": value for level, value in figures.content_losses.items()},
        "content\nmean": figures.content_loss,
        "Gatys\ncontent": figures.gatys[0],
        "Gatys\nstyle": figures.gatys[1],
        "seconds": figures.seconds,
    }


def reconstruction_table(rows: Sequence[Figures]) -> Table:
    """How well each pack gives photos back, level by level."""
    table = Table(title="reconstruction at one level alone: PSNR in dB and SSIM, means over photos", box=box.SIMPLE)
    table.add_column("")
    for level in LEVELS:
        table.add_column(f"{level}\ndB   SSIM", justify="right")
    for figures in rows:
        decibels, similarities = figures.decibels, figures.similarities
        cells = [f"{decibels[level]:.2f}  {similarities[level]:.3f}" if level in decibels else "–" for level in LEVELS]
        table.add_row(figures.name, *cells)
    return table


def gatys_of(pair: PairFigures) -> list[tuple[str, float]]:
    """The losses of Gatys et al., each with its name."""
    return list(zip(("content", "style"), pair.gatys, strict=True))


def save_csv(path: Path, evaluation: Evaluation, existing: Existing) -> Path:
    """Saves every single figure on a line of its own: result, photo, style, measure, level, value."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(("result", "photo", "style", "measure", "level", "value"))
    for figures in (*evaluation.packs, evaluation.photo_unchanged, evaluation.style_unchanged):
        for pair in figures.pairs:
            start = (figures.name, pair.photo, pair.style)
            lines.writerows((*start, "style distance", *figure) for figure in pair.style_distances.items())
            lines.writerows((*start, "content loss", *figure) for figure in pair.content_losses.items())
            lines.writerows((*start, f"Gatys {what} loss", "", loss) for what, loss in gatys_of(pair))
            if pair.seconds is not None:
                lines.writerow((*start, "seconds", "", pair.seconds))
        for each in figures.reconstructions:
            start = (figures.name, each.photo, "")
            lines.writerow((*start, "PSNR", each.level, each.decibels))
            lines.writerow((*start, "SSIM", each.level, each.similarity))

    def write(temporary: Path) -> None:
        temporary.write_bytes(text.getvalue().encode())

    return write_whole(path, existing, write)
