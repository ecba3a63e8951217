"""What `pentimento batch` says of its work, of photos and videos alike."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from engine.cli.progress import in_words
from engine.look.recipe_json import recipe_to_json

if TYPE_CHECKING:
    from engine.batch.report import BatchReport
    from engine.job.styles import FileJobMaker

PARTLY_FAILED = 1


def say(notes: list[str]) -> None:
    """Tells of what was found while reading."""
    for note in notes:
        click.echo(f"Note: {note}", err=True)


def tell(report: BatchReport, makers: tuple[FileJobMaker, ...], *, as_json: bool) -> None:
    """Says how a batch ended: the failures on stderr, the rest in one line or for machines on stdout."""
    for ending in report.endings:
        for note in ending.notes:
            click.echo(f"Note: {ending.piece.photo}: {note}", err=True)
    for ending in report.of("failed"):
        click.echo(f"Failed: {ending.piece.photo}: {ending.sentence}", err=True)
    click.echo(json.dumps(summary(report, makers)) if as_json else sentence(report))


def sentence(report: BatchReport) -> str:
    """How a batch ended, in one line for people."""
    incomplete, finished, kept, failed = (len(report.of(how)) for how in ("incomplete", "finished", "kept", "failed"))
    others = [
        *([f"{incomplete} with parts missing"] if incomplete else []),
        *([f"{finished} had been finished before"] if finished else []),
        *([f"{kept} kept the files that were there"] if kept else []),
        *([f"{failed} failed"] if failed else []),
    ]
    done = len(report.of("painted")) + incomplete
    painted = f"Painted {done} of {len(report.endings)} pictures in {in_words(report.seconds)}"
    return "; ".join([painted, *others]) + "."


def summary(report: BatchReport, makers: tuple[FileJobMaker, ...]) -> dict[str, Any]:
    """How a batch ended, for machines."""
    return {
        "seconds": round(report.seconds, 4),
        "recipes": [json.loads(recipe_to_json(maker.recipe)) for maker in makers],
        "pictures": [
            {
                "photo": str(ending.piece.photo),
                "recipe": ending.piece.maker,
                "output": str(ending.piece.target),
                "status": ending.how,
                "error": ending.sentence or None,
                "notes": list(ending.notes),
                "seconds": round(ending.seconds, 4),
            }
            for ending in report.endings
        ],
    }


def status_of(report: BatchReport) -> int:
    """The exit status: 1 where something failed, or what it was made of was not whole."""
    return PARTLY_FAILED if report.of("failed") or report.of("incomplete") else 0
