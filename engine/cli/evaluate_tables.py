"""The figures of `pentimento evaluate`, as tables for people and as lines for programs."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table

from engine.evaluation.figures import mean_of
from engine.images.targets import write_whole
from engine.vgg import LEVELS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from engine.evaluation.evaluation import Evaluation
    from engine.evaluation.figures import Figures, PairFigures, SmoothFigures
    from engine.images.options import Existing
    from engine.vgg import Level


def references_in_words(evaluation: Evaluation) -> str:
    """In whose features was measured."""
    levels: dict[str, list[Level]] = {}
    for level, name in evaluation.style_references.items():
        levels.setdefault(name, []).append(level)
    style = " and ".join(f"{name} ({', '.join(measured)})" for name, measured in levels.items())
    return (
        f"Style is measured in the features of {style}, content in those of {evaluation.content_reference}. "
        "The content sum is measured as style is."
    )


def tables(evaluation: Evaluation) -> list[Table]:
    """The figures for people: style and content, smooth places, reconstruction, and all relative to the last pack."""
    *others, last = evaluation.packs
    rows = [*evaluation.packs, evaluation.photo_unchanged, evaluation.style_unchanged]
    shown = [style_table("style distance and content loss: means over pairs, 0 is best; seconds: median", rows)]
    if evaluation.photo_unchanged.smooth:
        shown += [smooth_table(rows), by_style_table(evaluation.packs)]
    shown.append(reconstruction_table(evaluation.packs))
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
            cells.append(cell(None if value is None or not scale else value / scale))
        table.add_row(figures.name, *cells)
    return table


def columns_of(figures: Figures) -> dict[str, float | None]:
    """Each figure of a row under the heading of its column."""
    return {
        **{f"style\n{level}": value for level, value in figures.style_distances.items()},
        "style\nmean": figures.style_distance,
        **{f"content\n{level}": value for level, value in figures.content_losses.items()},
        "content\nmean": figures.content_loss,
        "content\nsum": figures.content_sum,
        "Gatys\ncontent": figures.gatys[0],
        "Gatys\nstyle": figures.gatys[1],
        "seconds": figures.seconds,
    }


def smooth_table(rows: Sequence[Figures]) -> Table:
    """What results are like where their photos are smooth."""
    count = f"{len(rows[0].smooth)} of {len(rows[0].pairs)} pairs"
    table = Table(
        title=f"where the photo is smooth: means over {count}; white noise has a share of 0.15", box=box.SIMPLE
    )
    table.add_column("")
    table.add_column("axis\nshare", justify="right")
    for level in rows[0].smooth_style_distances:
        table.add_column(f"style\n{level}", justify="right")
    table.add_column("style\nmean", justify="right")
    for figures in rows:
        distances = figures.smooth_style_distances.values()
        table.add_row(figures.name, *map(cell, (figures.axis_share, *distances, mean_of(distances))))
    return table


def by_style_table(packs: Sequence[Figures]) -> Table:
    """The share of stripes beside that of the style, which may have straight lines of its own."""
    table = Table(title="axis share there, by style", box=box.SIMPLE)
    for heading in ("", "style itself", *(figures.name for figures in packs)):
        table.add_column(heading, justify="right" if heading else "left")
    by_style = [figures.smooth_by_style for figures in packs]
    for name, own in by_style[0].items():
        shares = [mean_of(each.axis_share for each in found[name]) for found in by_style]
        table.add_row(name, *map(cell, (mean_of(each.style_axis_share for each in own), *shares)))
    return table


def cell(value: float | None) -> str:
    """A figure, or a dash where there is none."""
    return "–" if value is None else f"{value:.3f}"


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


def smooth_of(smooth: SmoothFigures | None) -> list[tuple[str, str, float]]:
    """The figures where the photo is smooth, each with its name and level."""
    if smooth is None:
        return []
    shares = {"axis share in smooth places": smooth.axis_share, "axis share of the style": smooth.style_axis_share}
    return [
        *((name, "", share) for name, share in shares.items() if share is not None),
        *(("style distance in smooth places", level, value) for level, value in smooth.style_distances.items()),
    ]


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
            lines.writerow((*start, "content loss sum", "", pair.content_sum))
            lines.writerows((*start, *figure) for figure in smooth_of(pair.smooth))
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
