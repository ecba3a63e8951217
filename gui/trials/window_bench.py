"""`pentimento bench --window`: how quick the window is, on a screen that nobody sees."""

from __future__ import annotations

import json
import os
import statistics
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import click

from engine.cli.program import program
from engine.errors import MissingLibraryError
from engine.packs.registry import default_registry
from gui.document.state import PREVIEW_RANGE, Quality
from gui.window_libraries import what_is_missing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from gui.trials.window_measures import Measured

LEAST_PREVIEW = 640
"""Smaller previews paint sooner, but nobody works with them."""


@dataclass(frozen=True)
class Row:
    """A line of the table.

    Attributes:
        what: was measured.
        median: in milliseconds.
        longest: in milliseconds.
        wanted: the median should be no longer; None: there is no such promise.
    """

    what: str
    median: float
    longest: float
    wanted: float | None = None


def add_to_command_line() -> None:
    """Lets the command line's `bench` be this one; the engine itself knows no window."""
    program.add_command(bench_window, "bench")


@click.command()
@click.option("--window", is_flag=True, required=True, help="Measure the window rather than the engine.")
@click.option("--pack", help="Model pack; the default one if left out.")
@click.option(
    "--preview-size",
    type=click.IntRange(LEAST_PREVIEW, PREVIEW_RANGE[1]),
    default=Quality().preview_size,
    show_default=True,
    help="Long side of the preview in pixels.",
)
@click.option(
    "--repeats", type=click.IntRange(min=1), default=5, show_default=True, help="Runs that each median is taken of."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")
def bench_window(*, window: bool, pack: str | None, preview_size: int, repeats: int, as_json: bool) -> None:
    """Measure how soon the window is there, how soon it answers, and how long it stalls.

    The window is opened on a screen that nobody sees, with folders of its own: settings and unsaved work stay as
    they are.
    """
    assert window, "that is how this command differs from the engine's"
    name = pack or default_registry().default_name()
    measured = measure(name, preview_size, repeats)
    if as_json:
        click.echo(json.dumps([asdict(row) for row in rows_of(measured)]))
        return
    from rich.console import Console

    Console(width=110).print(table(rows_of(measured), name, measured.size))


def measure(pack: str, preview_size: int, repeats: int) -> Measured:
    """Measures a window.

    Args:
        pack: the name of an installed model pack.
        preview_size: long side in pixels.
        repeats: how often.

    Raises:
        PentimentoError: there is no such pack, it cannot paint, or the system lacks what the window needs.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        from gui.app import make_studio, make_workbench
        from gui.messages import install_hooks
        from gui.trials.stroke_measures import measure_strokes
        from gui.trials.waiting import own_folders
        from gui.trials.window_measures import Measured, Painting, measure_start
    except ImportError as error:
        raise MissingLibraryError(what_is_missing(error)) from error

    measured = Measured()
    with own_folders(pack):
        for _ in range(repeats):
            measure_start(measured)
        _, workbench = make_workbench(make_studio)
        uninstall = install_hooks(workbench.messages)
        painting = Painting(workbench, pack, preview_size)
        try:
            measured.size = painting.begin()
            for _ in range(repeats):
                painting.measure(measured)
        finally:
            painting.end()
            uninstall()
        measured.strokes = measure_strokes()
    return measured


def rows_of(measured: Measured) -> list[Row]:
    """What was measured, line by line."""

    def row(what: str, found: Sequence[float], wanted: float | None = None) -> Row:
        return Row(what, statistics.median(found), max(found), wanted)

    return [
        row("start of the process to the window's first sight, torch not loaded", measured.start, 1000),
        row("a control's change to the first new picture", measured.first, 150),
        row("the same, while the picture before is being painted", measured.first_meanwhile, 150),
        row("a control's change to the whole preview", measured.whole),
        row("the same, while the picture before is being painted", measured.whole_meanwhile),
        row("longest stall of the window while it paints", measured.stall, 50),
        row("a step of a stroke on a photo of 24 megapixels, until it is seen", measured.strokes, 33),
        row("import of torch, by itself", measured.torch),
        row("longest stall of the window while the engine is loaded", measured.loading_stall),
    ]


def table(rows: Sequence[Row], pack: str, size: tuple[int, int]) -> Table:
    """Rows for people.

    Args:
        rows: what was measured.
        pack: the model pack's name.
        size: of the preview.
    """
    from rich.table import Table

    shown = Table(title=f"the window in milliseconds: {pack}, preview of {size[0]} × {size[1]}")
    shown.add_column("from … to")
    for heading in ("median", "longest", "wanted"):
        shown.add_column(heading, justify="right")
    for row in rows:
        wanted = "" if row.wanted is None else f"{row.wanted:.0f}"
        shown.add_row(row.what, f"{row.median:.0f}", f"{row.longest:.0f}", wanted)
    return shown
