"""`pentimento bench`: a table of time and memory, beside a plain baseline measured in the same run."""

from __future__ import annotations

import json
import statistics
from dataclasses import asdict
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from engine.errors import JobError
from engine.packs.registry import default_registry

if TYPE_CHECKING:
    import torch

    from engine.bench import Row
    from engine.bench_reuse import ReuseRow
    from engine.packs.registry import InstalledPack

LOOK_SIDE = 1152
"""Long side of the large pictures on which looks are compared, in pixels."""


@click.command()
@click.option("--pack", help="Model pack; the default one if left out.")
@click.option("--sizes", default="256,512,1024", show_default=True, help="Sides of square pictures, with commas.")
@click.option("--formats", default="float32,auto", show_default=True, help="Number formats, with commas.")
@click.option("--device", default="auto", show_default=True, help="cpu, cuda, mps or auto.")
@click.option(
    "--repeats", type=click.IntRange(min=1), default=5, show_default=True, help="Runs that each median is taken of."
)
@click.option("--reuse", is_flag=True, help="Measure what a changed recipe costs, against a full run.")
@click.option(
    "--same-look", is_flag=True, help="Compare ways to keep a look at a larger size instead, on the sample pictures."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")
def bench(
    *,
    pack: str | None,
    sizes: str,
    formats: str,
    device: str,
    repeats: int,
    reuse: bool,
    same_look: bool,
    as_json: bool,
) -> None:
    """Measure median time and peak memory by size and number format.

    Beside each stands a plain baseline as the public ports do it (channels-first float32, float64 SVD per level, the
    style encoded at every level) on the same pack, measured in turn with it.

    --reuse measures instead what a moved strength, a moved weight and a swapped style cost, two styles being mixed.

    `pentimento bench --window` measures the window instead.
    """
    from engine.bench import Case, measure  # loads torch
    from engine.bench_reuse import measure_reuse
    from engine.devices import check_number_format, choose_device

    name = pack or default_registry().default_name()
    default_registry().find(name)
    chosen = choose_device(device)
    if same_look:
        compare_looks(default_registry().find(name), chosen, as_json=as_json)
        return
    cases = [
        Case(name, side, device, number_format)
        for number_format in map(str.strip, formats.split(","))
        for side in parse_sizes(sizes)
    ]
    for case in cases:
        check_number_format(case.number_format)
    rows: list[Row] = []
    reuse_rows: list[ReuseRow] = []
    with Console(stderr=True).status("measuring") as status:
        for case in cases:
            status.update(f"measuring {case.side} × {case.side}, {case.number_format}")
            if reuse:
                reuse_rows += measure_reuse(case, repeats)
            else:
                rows.append(measure(case, repeats))
    if as_json:
        click.echo(json.dumps([asdict(row) for row in rows] + [asdict(row) for row in reuse_rows]))
    else:
        Console(width=110).print(reuse_table(reuse_rows) if reuse else table(rows))


def compare_looks(pack: InstalledPack, device: torch.device, *, as_json: bool) -> None:
    """Prints how alike and how sharp large pictures are that shall look like small ones, as means over the samples."""
    from engine.look_bench import PAIRS, compare

    found = []
    with Console(stderr=True).status("comparing") as status:
        for photo, style in PAIRS:
            status.update(f"comparing on {photo} in {style}")
            found.append(compare(pack, photo, style, LOOK_SIDE, device))
    means = [
        {
            "design": same[0].design,
            "similarity": statistics.mean(one.similarity for one in same),
            "gradient": statistics.mean(one.gradient for one in same),
            "sharpness": statistics.mean(one.sharpness for one in same),
        }
        for same in zip(*found, strict=True)
    ]
    if as_json:
        click.echo(json.dumps(means))
        return
    shown = Table(title=f"{LOOK_SIDE} pixels with a look of {LOOK_SIDE // 3}, means over {len(PAIRS)} pairs")
    for heading in ("design", "similarity", "gradient", "× enlarged"):
        shown.add_column(heading, justify="left" if heading == "design" else "right")
    for row in means:
        shown.add_row(
            str(row["design"]), f"{row['similarity']:.3f}", f"{row['gradient']:.4f}", f"{row['sharpness']:.2f}"
        )
    Console(width=110).print(shown)


def parse_sizes(text: str) -> list[int]:
    """Sides from numbers with commas; the plain baseline takes multiples of 16 only."""
    try:
        sizes = [int(word) for word in text.split(",")]
    except ValueError:
        sizes = []
    if not sizes or any(size < 32 or size % 16 for size in sizes):
        raise JobError(
            f"--sizes should be multiples of 16 from 32 up, with commas, and '{text}' came: try 256,512,1024."
        )
    return sizes


def table(rows: list[Row]) -> Table:
    """Rows for people: seconds, times faster than the baseline, megabytes."""
    shown = Table(title="median seconds, and peak memory of a whole process")
    for heading in (
        "pixels",
        "format",
        "new style",
        "known style",
        "baseline",
        "new ×",
        "known ×",
        "memory",
        "baseline's",
    ):
        shown.add_column(heading, justify="right")
    for row in rows:
        shown.add_row(
            f"{row.case.side} × {row.case.side}",
            format_of(row),
            f"{row.new:.3f}",
            f"{row.known:.3f}",
            f"{row.baseline:.3f}",
            f"{row.baseline / row.new:.1f}",
            f"{row.baseline / row.known:.1f}",
            f"{row.memory / 1e6:.0f} MB",
            f"{row.baseline_memory / 1e6:.0f} MB",
        )
    return shown


def reuse_table(rows: list[ReuseRow]) -> Table:
    """Rows for people: seconds, and the share of a full run."""
    shown = Table(title="what a change costs: median seconds, and share of a full run with the same styles known")
    for heading, justify in (("pixels", "right"), ("format", "right"), ("change", "left")):
        shown.add_column(heading, justify=justify)  # type: ignore[arg-type]  # a literal in rich
    for heading in ("seconds", "share"):
        shown.add_column(heading, justify="right")
    for row in rows:
        side = f"{row.case.side} × {row.case.side}"
        shown.add_row(side, format_of(row), row.change, f"{row.seconds:.3f}", f"{row.share:.0%}")
    return shown


def format_of(row: Row | ReuseRow) -> str:
    """The number format of a row, and whether it was chosen by itself."""
    return row.number_format if row.case.number_format != "auto" else f"auto: {row.number_format}"
