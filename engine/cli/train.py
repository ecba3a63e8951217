"""`pentimento train`: makes a model pack."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack, cast

import click
from click.core import ParameterSource
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from engine.packs.registry import default_registry

if TYPE_CHECKING:
    from engine.job import NumberFormat
    from engine.training.base import Run


class TextureNumbers(TypedDict):
    """The numbers of `TextureSettings` that are options as they are."""

    crop: int
    batch: int
    lessons: int
    texture_steps: int
    texture_rate: float
    texture: float
    seed: int


class Numbers(TextureNumbers):
    """Those of `TrainingSettings`."""

    encoder_steps: int
    block_steps: int
    decoder_steps: int
    encoder_rate: float
    decoder_rate: float
    polish_steps: int
    polish_rate: float
    polish_features: float


@click.command(short_help="Train a model pack from photos and a teacher.")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--photos", type=click.Path(path_type=Path), required=True, help="Folder of photos to learn from.")
@click.option("--teacher", help="Installed pack whose features are taught.")
@click.option(
    "--from-pack",
    help="Instead of a teacher, an installed pack that this command has made: its decoders go on learning texture.",
)
@click.option("--levels", help="With --from-pack, those whose decoders go on, with commas; if left out all that can.")
@click.option("--data", default="", help="What the photos are and whose, for the pack's manifest.")
@click.option("--name", default="atelier", show_default=True, help="Name of the new pack.")
@click.option("--crop", default=160, show_default=True, help="Side of the crops in pixels.")
@click.option("--batch", default=4, show_default=True, help="Crops in one step, at least 2.")
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
@click.option(
    "--texture-steps", default=1200, show_default=True, help="Steps of relu2_1's and relu3_1's decoders on texture."
)
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
    teacher: str | None,
    from_pack: str | None,
    levels: str | None,
    data: str,
    name: str,
    device: str,
    number_format: str,
    **numbers: Unpack[Numbers],
) -> None:
    """Train a model pack in FOLDER: an encoder that learns a teacher's features, then a decoder for each level.

    With --from-pack, go on with the decoders of a pack that was made so; its encoder stays.

    Ctrl-C keeps what was reached; the same command goes on from there. The finished pack is FOLDER/NAME.
    """
    check_options(teacher, from_pack)
    learnt_from = default_registry().find(teacher or from_pack or "")

    from engine.machine.devices import choose_device
    from engine.training.continuation import ContinuedRun
    from engine.training.run import TrainingRun
    from engine.training.settings import ContinuationSettings, TrainingSettings

    place = choose_device(device)
    half = number_format == "bfloat16" or (number_format == "auto" and place.type == "cuda")
    activations: NumberFormat = "bfloat16" if half else "float32"
    run: Run
    if from_pack is None:
        taught = TrainingSettings(learnt_from.manifest.name, number_format=activations, **numbers)
        run = TrainingRun(folder, photos_folder=photos, teacher=learnt_from, settings=taught, device=place, data=data)
    else:
        kept = cast(
            "TextureNumbers", {each: value for each, value in numbers.items() if each in TextureNumbers.__annotations__}
        )
        settings = ContinuationSettings(from_pack, levels or "", number_format=activations, **kept)
        run = ContinuedRun(folder, photos_folder=photos, pack=learnt_from, settings=settings, device=place, data=data)
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


def check_options(teacher: str | None, from_pack: str | None) -> None:
    """Refuses words that contradict each other, and those that would say nothing.

    Raises:
        UsageError: a run should begin with a teacher or a pack, and options should be for what is trained.
    """
    if (teacher is None) == (from_pack is None):
        came = "neither came" if teacher is None else "both came"
        raise click.UsageError(f"One of --teacher and --from-pack should be given, and {came}: name one pack.")
    context = click.get_current_context()
    only = ("levels",) if from_pack is None else tuple(Numbers.__annotations__.keys() - TextureNumbers.__annotations__)
    for name in sorted(only):
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            option, beside = f"--{name.replace('_', '-')}", "--teacher" if from_pack is None else "--from-pack"
            raise click.UsageError(f"{option} says nothing beside {beside}, which trains other things: leave it out.")
