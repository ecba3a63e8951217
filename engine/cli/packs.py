"""`pentimento packs …`: list, check, import, download and remove model packs."""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn
from rich.table import Table
from rich.text import Text

from engine.errors import PackError
from engine.packs.download import download
from engine.packs.public import public_packs
from engine.packs.registry import default_registry

if TYPE_CHECKING:
    from engine.packs.registry import InstalledPack, Listing


@click.group()
def packs() -> None:
    """Model packs: the networks that pictures are stylised with."""


@packs.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")
def list_packs(*, as_json: bool) -> None:
    """List all installed packs."""
    registry = default_registry()
    listing = registry.manifests()
    try:
        default = registry.default_name()
    except PackError:
        default = None
    if as_json:
        described = [_described(pack) for pack in listing.packs.values()]
        _print_json({"default": default, "packs": described, "damaged": dict(listing.damaged)})
        return
    Console().print(_table(listing, default))


@packs.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")
def show(name: str, *, as_json: bool) -> None:
    """Show what a pack says of itself."""
    described = _described(default_registry().find(name))
    if as_json:
        _print_json(described)
        return
    table = Table(show_header=False, box=None)
    table.add_column()
    table.add_column(overflow="fold")  # hashes are for comparing, so none may be cut short
    for field, value in described.items():
        table.add_row(Text(field.replace("_", " ")), Text(_in_lines(value)))
    Console().print(table)


@packs.command()
@click.argument("name", required=False)
def verify(name: str | None) -> None:
    """Check every byte of one pack, or of all."""
    from engine.packs.weights import verify as verify_weights

    registry = default_registry()
    damaged: list[str] = []
    for one in registry.names() if name is None else (name,):
        try:
            verify_weights(registry.find(one))
        except PackError as error:
            damaged.append(str(error))
        else:
            click.echo(f"{one}: sound")
    if damaged:
        raise PackError(" ".join(damaged))


@packs.command("import")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--name", required=True, help="The name of the new pack: letters, digits, - and _.")
@click.option("--replace", is_flag=True, help="Replace a pack of that name.")
def import_pack(folder: Path, name: str, *, replace: bool) -> None:
    """Make a pack of the public weight files (.pth) in FOLDER."""
    from engine.packs.importing import import_folder

    manifest = import_folder(folder, name, default_registry(), replace=replace)
    click.echo(f"{manifest.name}: installed with {', '.join(manifest.levels)}. Licence: {manifest.licence}.")


@packs.command("download", short_help="Download a public pack.")
@click.argument("name")
@click.option("--replace", is_flag=True, help="Replace an installed pack of that name.")
def download_pack(name: str, *, replace: bool) -> None:
    """Download a public pack; an interrupted download goes on where it was."""
    registry = default_registry()
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    steps = download(name, registry, replace=replace)
    with Progress(*columns, console=Console(stderr=True)) as progress, contextlib.closing(steps):
        task, shown = None, 0
        for step in steps:
            if task is None or step.number != shown:
                shown = step.number
                task = progress.add_task(f"{step.number} of {step.files}  {step.file}", total=step.total)
            progress.update(task, completed=step.done, total=step.total)
    manifest = registry.find(name).manifest
    click.echo(f"{name}: installed with {', '.join(manifest.levels)}. Licence: {manifest.licence}.")


@packs.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove(name: str, *, yes: bool) -> None:
    """Delete a pack."""
    registry = default_registry()
    if name in registry.names() and not yes and not click.confirm(f"Delete the model pack {name!r}?"):
        click.echo(f"{name}: kept")
        return
    registry.remove(name)
    click.echo(f"{name}: removed")


def _described(pack: InstalledPack) -> dict[str, Any]:
    return {**asdict(pack.manifest), "sha256": pack.manifest.sha256, "bundled": pack.bundled}


def _in_lines(value: object) -> str:
    """A value for people; what holds several things has a line for each."""
    if isinstance(value, dict):
        return "\n".join(f"{key}: {each}" for key, each in value.items())
    return str(value)


def _table(listing: Listing, default: str | None) -> Table:
    table = Table(caption=_caption(listing))
    for heading in ("Name", "Levels", "Size", "Licence", "Description"):
        table.add_column(heading)
    # Text, not plain strings: what a pack says of itself is not to be read as markup.
    for name, pack in listing.packs.items():
        manifest = pack.manifest
        table.add_row(
            Text(f"{name} (default)" if name == default else name),
            Text(" ".join(manifest.levels)),
            Text(f"{manifest.weights_bytes / 1e6:.1f} MB"),
            Text(manifest.licence),
            Text(manifest.description),
        )
    for name, sentence in listing.damaged.items():
        table.add_row(Text(name), Text("damaged"), Text(""), Text(""), Text(sentence))
    return table


def _caption(listing: Listing) -> str | None:
    offered = [name for name in public_packs() if name not in listing.packs]
    return f"To download: {', '.join(offered)}" if offered else None


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))
