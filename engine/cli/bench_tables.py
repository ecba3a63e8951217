"""What `pentimento bench` has measured, as tables for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.benchmarks.operators import OperatorRow
    from engine.benchmarks.reuse import ReuseRow
    from engine.benchmarks.tiles import TilesRow
    from engine.benchmarks.whole import Row


def table_of(name: str, rows: Sequence[Any]) -> Table:
    """The rows of one kind of measurement, by its name on the command line."""
    tables: dict[str, Callable[[list[Any]], Table]] = {
        "speed": table,
        "reuse": reuse_table,
        "growth": growth_table,
        "tiles": tiles_table,
        "operators": operators_table,
    }
    return tables[name](list(rows))


def growth_table(rows: list[TilesRow]) -> Table:
    """How time and memory grow with the picture."""
    return painted_table("how cost grows: medians, the style known; memory of the whole process", rows)


def tiles_table(rows: list[TilesRow]) -> Table:
    """What tiles cost and spare."""
    return painted_table("in one piece and in tiles: medians, the style known; memory of the whole process", rows)


def painted_table(title: str, rows: list[TilesRow]) -> Table:
    """Seconds for each megapixel, megabytes, and what the plan had foretold."""
    shown = Table(title=title)
    for heading in ("pixels", "format", "tiles", "seconds", "a megapixel", "peak memory", "foretold"):
        shown.add_column(heading, justify="right")
    for row in rows:
        shown.add_row(
            f"{row.case.side} × {row.case.side}",
            format_of(row),
            "whole" if row.tile is None else str(row.tile),
            f"{row.seconds:.2f}",
            f"{row.seconds_per_megapixel:.2f}",
            f"{row.memory / 1e6:.0f} MB",
            f"{row.planned / 1e6:.0f} MB",
        )
    return shown


def operators_table(rows: list[OperatorRow]) -> Table:
    """Where the time goes."""
    shown = Table(title="share of the time of all operators")
    for heading, justify in (("pixels", "right"), ("format", "right"), ("operators", "left"), ("share", "right")):
        shown.add_column(heading, justify=justify)  # type: ignore[arg-type]  # a literal in rich
    for row in rows:
        shown.add_row(f"{row.case.side} × {row.case.side}", format_of(row), row.operators, f"{row.share:.0%}")
    return shown


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
    shown = Table(title="what a change costs: medians, and share of a full run with the styles known")
    for heading, justify in (("pixels", "right"), ("format", "right"), ("change", "left")):
        shown.add_column(heading, justify=justify)  # type: ignore[arg-type]  # a literal in rich
    for heading in ("seconds", "share"):
        shown.add_column(heading, justify="right")
    for row in rows:
        side = f"{row.case.side} × {row.case.side}"
        shown.add_row(side, format_of(row), row.change, f"{row.seconds:.3f}", f"{row.share:.0%}")
    return shown


def format_of(row: Row | ReuseRow | TilesRow | OperatorRow) -> str:
    """The number format of a row, and whether it was chosen by itself."""
    return row.number_format if row.case.number_format != "auto" else f"auto: {row.number_format}"
