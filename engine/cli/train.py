"""`pentimento train`: makes a model pack."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from engine.packs.registry import default_registry


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--photos", type=click.Path(path_type=Path), required=True, help="Folder of photos to learn from.")
@click.option("--teacher", required=True, help="Installed pack whose features are taught.")
@click.option("--name", default="atelier", show_default=True, help="Name of the new pack.")
@click.option("--crop", default=192, show_default=True, help="Side of the crops in pixels.")
@click.option("--batch", default=8, show_default=True, help="Crops in one step.")
@click.option("--encoder-steps", default=9000, show_default=True, help="Steps of the encoder.")
@click.option("--decoder-steps", default=5000, show_default=True, help="Steps of each decoder.")
@click.option("--learning-rate", default=2e-3, show_default=True, help="The highest within each stage.")
@click.option("--seed", default=0, show_default=True, help="Decides everything that is drawn.")
@click.option("--device", default="auto", show_default=True, help="cpu, cuda, mps or auto.")
def train(
    *,
    folder: Path,
    photos: Path,
    teacher: str,
    name: str,
    crop: int,
    batch: int,
    encoder_steps: int,
    decoder_steps: int,
    learning_rate: float,
    seed: int,
    device: str,
) -> None:
    """Train a model pack in FOLDER: an encoder that learns a teacher's features, then a decoder for each level.

    Ctrl-C keeps what was reached; the same command goes on from there. The finished pack is FOLDER/NAME.
    """
    from engine.devices import choose_device
    from engine.training.run import TrainingRun
    from engine.training.settings import TrainingSettings

    settings = TrainingSettings(
        teacher=teacher,
        crop=crop,
        batch=batch,
        encoder_steps=encoder_steps,
        decoder_steps=decoder_steps,
        learning_rate=learning_rate,
        seed=seed,
    )
    run = TrainingRun(
        folder,
        photos_folder=photos,
        teacher=default_registry().find(teacher),
        settings=settings,
        device=choose_device(device),
    )
    click.echo(f"{len(run.photos.training)} photos to learn from, {len(run.photos.held_out)} held out.", err=True)
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("getting ready", total=None)
        for progress in run.train(name):
            losses = ", ".join(f"{loss} {value:.4f}" for loss, value in progress.losses.items())
            bar.update(task, completed=progress.step, total=progress.steps, description=f"{progress.stage}: {losses}")
            if not console.is_terminal and (progress.step % 100 == 0 or progress.step == progress.steps):
                console.print(f"{progress.stage} {progress.step} of {progress.steps}: {losses}", highlight=False)
    click.echo(f"The pack is in {folder / name}.")
