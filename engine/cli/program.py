"""The root of the command line: its commands, how errors are shown, and the exit status."""

from __future__ import annotations

import copy
import io
import os
import sys

import click

from engine.cli.batch import batch
from engine.cli.bench import bench
from engine.cli.evaluate import evaluate
from engine.cli.packs import packs
from engine.cli.recipe import recipe
from engine.cli.refine import refine
from engine.cli.stylise import stylise
from engine.cli.texture import texture
from engine.cli.train import train
from engine.errors import PentimentoError
from engine.job import program_version
from engine.system.process import keep_freed_memory, spin_briefly

BAD_INPUT = 2
INTERRUPTED = 130


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 done, 1 partly failed, 2 bad input, option, device or pack, 130 interrupted.",
)
@click.version_option(program_version(), prog_name="pentimento", message="%(prog)s %(version)s")
def program() -> None:
    """Repaint your own photos in the style of any picture, on your own machine.

    Begin with a photo and a painting:

        pentimento stylise photo.jpg painting.jpg

    Without any words, or with files to open, the window opens. Where you started with start.py, type
    `python3 start.py` for `pentimento`.
    """


def spelt_otherwise(command: click.Command) -> click.Command:
    """The same command for another name, which the list of commands tells from the first."""
    other = copy.copy(command)
    other.short_help = f"The same as {command.name}."
    return other


program.add_command(stylise)
program.add_command(spelt_otherwise(stylise), "stylize")
program.add_command(batch)
program.add_command(refine)
program.add_command(texture)
program.add_command(packs)
program.add_command(recipe)
program.add_command(train)
program.add_command(bench)
program.add_command(evaluate)


def main() -> None:
    """Runs the command line and ends the process with its exit status."""
    spin_briefly()
    keep_freed_memory()
    for stream in (sys.stdout, sys.stderr):
        # A pipe on Windows may know fewer characters than our sentences; that must not lose the last line of a job.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    status = run(sys.argv[1:])
    if status == INTERRUPTED:
        # All is tidied up by now, and unloading torch would keep the person waiting for half a second.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    sys.exit(status)


def run(words: list[str]) -> int:
    """Runs one command.

    Args:
        words: what stands after the program's name.

    Returns:
        The exit status.
    """
    try:
        status = program.main(words or ["--help"], prog_name="pentimento", standalone_mode=False)
    except PentimentoError as error:
        click.echo(f"pentimento: {error}", err=True)
        return BAD_INPUT
    except click.ClickException as error:
        context = error.ctx if isinstance(error, click.UsageError) else None
        command = context.command_path if context else "pentimento"
        click.echo(f"pentimento: {error.format_message()} See `{command} --help`.", err=True)
        return BAD_INPUT
    except (KeyboardInterrupt, click.Abort):
        click.echo("pentimento: interrupted; no half-written file is left.", err=True)
        return INTERRUPTED
    return status if isinstance(status, int) else 0
