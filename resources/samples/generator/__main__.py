"""`python -m resources.samples.generator [FOLDER]`: draws all sample pictures, by default where they are shipped."""

from __future__ import annotations

from pathlib import Path

import click

from resources.samples.generator import save_all


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path(__file__).parents[1])
def main(folder: Path) -> None:
    """Draw all sample pictures into FOLDER, which gets the folders `photos` and `styles`."""
    for path in save_all(folder):
        click.echo(f"{path}  {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
