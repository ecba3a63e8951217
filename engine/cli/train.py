"""`pentimento train`: makes a model pack."""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict, Unpack

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from engine.packs.registry import default_registry


class Numbers(TypedDict):
    """The numbers of `TrainingSettings` that are options as they are."""

    crop: int
    batch: int
    lessons: int
    encoder_steps: int
    block_steps: int
    decoder_steps: int
    encoder_rate: float
    decoder_rate: float
    polish_steps: int
    polish_rate: float
    polish_features: float
    texture_steps: int
    texture_rate: float
    texture: float


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--photos", type=click.Path(path_type=Path), required=True, help="Folder of photos to learn from.")
@click.option("--teacher", required=True, help="Installed pack whose features are taught.")
@click.option("--data", default="", help="What the photos are and whose, for the pack's manifest.")
@click.option("--name", default="atelier", show_default=True, help="Name of the new pack.")
@click.option("--crop", default=160, show_default=True, help="Side of the crops in pixels.")
@click.option("--batch", default=4, show_default=True, help="Crops in one step.")
@click.option("--lessons", default=2400, show_default=True, help="Crops to draw and keep in memory, about 2 MB each.")
@click.option(
    "--encoder-steps", default=2500, show_default=True, help="Steps of a block of the encoder with two convolutions."
)
@click.option("--block-steps", default=1500, show_default=True, help="Steps of a decoder's first block, likewise.")
@click.option("--decoder-steps", default=800, show_default=True, help="Steps of each whole decoder.")
@click.option("--encoder-rate", default=0.025, show_default=True, help="The encoder's highest learning rate.")
@click.option("--decoder-rate", default=0.005, show_default=True, help="The decoders' highest learning rate.")
@click.option("--polish-steps", default=2000, show_default=True, help="Steps in which all networks learn together.")
@click.option("--polish-rate", default=0.003, show_default=True, help="The highest learning rate of those.")
@click.option("--polish-features", default=4.0, show_default=True, help="Weight of the teacher's features in them.")
@click.option("--texture-steps", default=1200, show_default=True, help="Steps of relu3_1's decoder on texture.")
@click.option("--texture-rate", default=0.004, show_default=True, help="The highest learning rate of those.")
@click.option("--texture", default=1.0, show_default=True, help="Weight of re-encoded transformed features in them.")
@click.option(
    "--format",
    "number_format",
    type=click.Choice(["auto", "float32", "bfloat16"]),
    default="auto",
    show_default=True,
    help="Of the activations; auto is bfloat16 on CUDA.",
)
@click.option("--seed", default=0, show_default=True, help="Decides everything that is drawn.")
@click.option("--device", default="auto", show_default=True, help="cpu, cuda, mps or auto.")
def train(
    *,
    folder: Path,
    photos: Path,
    teacher: str,
    data: str,
    name: str,
    seed: int,
    device: str,
    number_format: str,
    **numbers: Unpack[Numbers],
) -> None:
    """Train a model pack in FOLDER: an encoder that learns a teacher's features, then a decoder for each level.

    Ctrl-C keeps what was reached; the same command goes on from there. The finished pack is FOLDER/NAME.
    """
    from engine.devices import choose_device
    from engine.training.run import TrainingRun
    from engine.training.settings import TrainingSettings

    place = choose_device(device)
    half = number_format == "bfloat16" or (number_format == "auto" and place.type == "cuda")
    settings = TrainingSettings(teacher=teacher, seed=seed, number_format="bfloat16" if half else "float32", **numbers)
    run = TrainingRun(
        folder,
        photos_folder=photos,
        teacher=default_registry().find(teacher),
        settings=settings,
        device=place,
        data=data,
    )
    click.echo(f"{len(run.photos.training)} photos to learn from, {len(run.photos.held_out)} held out.", err=True)
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("getting ready", total=None)
        stage = ""
        for progress in run.train(name):
            if progress.stage != stage:
                # Otherwise a bar of as many steps as the one before counts as full, and tells no time left.
                bar.reset(task, total=progress.steps)
                stage = progress.stage
            losses = ", ".join(f"{loss} {value:.4f}" for loss, value in progress.losses.items())
            bar.update(task, completed=progress.step, total=progress.steps, description=f"{progress.stage}: {losses}")
            if not console.is_terminal and (progress.step % 100 == 0 or progress.step == progress.steps):
                console.print(f"{progress.stage} {progress.step} of {progress.steps}: {losses}", highlight=False)
    click.echo(f"The pack is in {folder / name}, its report in {folder / 'report'}.")
