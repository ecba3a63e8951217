"""`pentimento bench`: a table of time and memory, beside a plain baseline measured in the same run."""

from __future__ import annotations

import json
import statistics
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.table import Table

from engine.cli.bench_tables import table_of
from engine.errors import JobError
from engine.packs.registry import default_registry

if TYPE_CHECKING:
    import torch

    from engine.benchmarks.whole import Case
    from engine.packs.registry import InstalledPack

LOOK_SIDE = 1152
"""Long side of the large pictures on which looks are compared, in pixels."""


SIZES = {
    "speed": "256,512,1024",
    "reuse": "512",
    "growth": "256,512,1024,2048,4096",
    "tiles": "2048",
    "operators": "512",
}
"""Sides that each table measures unless others are asked for."""

HUGE = 10_000
"""Side of a picture of 100 megapixels."""


@click.command()
@click.option("--pack", help="Model pack; the default one if left out.")
@click.option("--sizes", help="Sides of square pictures, with commas; each table has its own if left out.")
@click.option("--formats", default="float32,auto", show_default=True, help="Number formats, with commas.")
@click.option("--device", default="auto", show_default=True, help="cpu, cuda, mps or auto.")
@click.option(
    "--repeats", type=click.IntRange(min=1), default=5, show_default=True, help="Runs that each median is taken of."
)
@click.option("--reuse", is_flag=True, help="What a changed recipe costs, against a full run.")
@click.option("--growth", is_flag=True, help="How time and memory grow with the size, from 256 to 4096 pixels.")
@click.option("--huge", is_flag=True, help="The same with 100 megapixels at its end; takes minutes, and 3 GB.")
@click.option("--tiles", is_flag=True, help="The same picture in one piece and in tiles.")
@click.option("--operators", is_flag=True, help="Which share of the time is convolution, and what the rest is.")
@click.option(
    "--same-look", is_flag=True, help="Compare ways to keep a look at a larger size instead, on the sample pictures."
)
@click.option("--all", "everything", is_flag=True, help="All tables but those of --huge and --same-look.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")
def bench(
    *,
    pack: str | None,
    sizes: str | None,
    formats: str,
    device: str,
    repeats: int,
    huge: bool,
    same_look: bool,
    everything: bool,
    as_json: bool,
    **asked: bool,
) -> None:
    """Measure median time and peak memory by size and number format.

    Beside each stands a plain baseline as the public ports do it (channels-first float32, float64 SVD per level, the
    style encoded at every level) on the same pack, measured in turn with it.

    --reuse, --growth, --tiles and --operators print other tables instead; several may be asked for at once.

    `pentimento bench --window` measures the window instead.
    """
    from engine.benchmarks.whole import Case  # loads torch
    from engine.machine.devices import check_number_format, choose_device

    name = pack or default_registry().default_name()
    default_registry().find(name)
    chosen = choose_device(device)
    if same_look:
        compare_looks(default_registry().find(name), chosen, as_json=as_json)
        return
    wanted = [table for table in SIZES if everything or asked.get(table) or (table == "growth" and huge)] or ["speed"]
    cases = {
        table: [
            Case(name, side, device, number_format)
            for number_format in map(str.strip, formats.split(","))
            for side in parse_sizes(sizes or SIZES[table]) + ([HUGE] if huge and table == "growth" else [])
        ]
        for table in wanted
    }
    for case in cases[wanted[0]]:
        check_number_format(case.number_format)
    found: dict[str, list[Any]] = {table: [] for table in wanted}
    with Console(stderr=True).status("measuring") as status:
        for table, case in [(one, case) for one in wanted for case in cases[one]]:
            status.update(f"measuring {case.side} × {case.side}, {case.number_format}")
            found[table] += measured(table, case, repeats)
    if as_json:
        click.echo(json.dumps([asdict(row) for rows in found.values() for row in rows]))
        return
    for table, rows in found.items():
        Console(width=110).print(table_of(table, rows))


def measured(table: str, case: Case, repeats: int) -> list[Any]:
    """The rows of a table for one case."""
    from engine.benchmarks.operators import measure_operators
    from engine.benchmarks.reuse import measure_reuse
    from engine.benchmarks.tiles import measure_tiles, measure_usual
    from engine.benchmarks.whole import measure

    if table == "reuse":
        return list(measure_reuse(case, repeats))
    if table == "growth":
        # A huge picture takes minutes, of which chance is a small part.
        return [measure_usual(case, repeats if case.side < HUGE else 1)]
    if table == "tiles":
        return list(measure_tiles(case, repeats))
    return list(measure_operators(case)) if table == "operators" else [measure(case, repeats)]


def compare_looks(pack: InstalledPack, device: torch.device, *, as_json: bool) -> None:
    """Prints how alike and how sharp large pictures are that should look like small ones, as means over the samples."""
    from engine.benchmarks.same_look import PAIRS, compare

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
            "--sizes should be multiples of 16 from 32 up, with commas, and '{text}' came: try 256,512,1024.", text=text
        )
    return sizes
