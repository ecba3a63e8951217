"""What a training run is to do: the numbers that decide its outcome, kept beside its checkpoints."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from engine.errors import JobError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from engine.job import NumberFormat


@dataclass(frozen=True, kw_only=True)
class TextureSettings:
    """What every run needs to know: its lessons, and how its decoders learn texture at last.

    Attributes:
        crop: side of the training crops in pixels, a multiple of 16.
        batch: crops in one step; steps whose features come out at a deep level take more.
        lessons: crops that are drawn from the photos once and kept in memory with their features, about 2 MB each.
        texture_steps: steps in which each decoder of relu2_1 and relu3_1 learns texture; the deeper ones take more.
        texture_rate: the highest learning rate of those; it rises to this and falls to nothing within each stage.
        texture: weight of transformed features that are encoded again at relu2_1 and relu3_1; at deeper levels it is
            larger.
        held_out: share of the photos that is kept for validation.
        number_format: of the activations; bfloat16 is faster where the device has it. Weights stay in float32.
        seed: decides everything that is drawn.
    """

    crop: int = 160
    batch: int = 4
    lessons: int = 2400
    texture_steps: int = 1200
    texture_rate: float = 0.004
    texture: float = 1.0
    held_out: float = 0.05
    number_format: NumberFormat = "float32"
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuses what cannot be trained with."""
        if self.crop < 32 or self.crop % 16:
            raise JobError("The crop should be a multiple of 16 from 32 up, and it is {crop}: try 192.", crop=self.crop)
        if self.batch < 2:
            raise JobError(
                "The batch should be at least 2, for pairs, and it is {batch}: give a larger number.", batch=self.batch
            )
        if self.lessons < 2 * self.batch:
            raise JobError(
                "There should be at least two batches of lessons, and there are {lessons} lessons for batches of "
                "{batch}: ask for more lessons.",
                lessons=self.lessons,
                batch=self.batch,
            )
        for what, number in self.counted_steps().items():
            if number < 1:
                raise JobError(
                    "The {what} should be at least 1, and it is {number}: give a larger number.",
                    what=what,
                    number=number,
                )
        if not 0 < self.held_out < 1:
            raise JobError(
                "The share held out should be between 0 and 1, and it is {held_out}: try 0.05.", held_out=self.held_out
            )

    def counted_steps(self) -> dict[str, int]:
        """The numbers of steps, by what an error calls them."""
        return {"texture's steps": self.texture_steps}


@dataclass(frozen=True)
class TrainingSettings(TextureSettings):
    """The settings of a run that makes a pack from a teacher's features.

    Attributes:
        teacher: name of the pack whose features are taught.
        encoder_steps: steps of a block of the encoder with two convolutions; one with four takes twice as many.
        block_steps: steps of the first block of a decoder on its own, likewise.
        decoder_steps: steps of each whole decoder.
        encoder_rate: the encoder's highest learning rate; it rises to this and falls to nothing within each stage.
        decoder_rate: the decoders'.
        polish_steps: steps in which encoder and decoders learn together, before texture.
        polish_rate: the highest learning rate of those.
        polish_features: weight of the features in them; pixels count as the logarithm of their squared error.
    """

    teacher: str
    encoder_steps: int = 2500
    block_steps: int = 1500
    decoder_steps: int = 800
    encoder_rate: float = 0.025
    decoder_rate: float = 0.005
    polish_steps: int = 2000
    polish_rate: float = 0.003
    polish_features: float = 4.0

    def counted_steps(self) -> dict[str, int]:
        """The numbers of steps, by what an error calls them."""
        return {
            "encoder's steps": self.encoder_steps,
            "decoder blocks' steps": self.block_steps,
            "decoders' steps": self.decoder_steps,
            "steps of the polish": self.polish_steps,
            **super().counted_steps(),
        }


@dataclass(frozen=True)
class ContinuationSettings(TextureSettings):
    """The settings of a run that goes on from an installed pack.

    Attributes:
        from_pack: name of that pack.
        levels: whose decoders go on, names with commas between them; empty: all that learn texture. The others stay
            as they are.
    """

    from_pack: str
    levels: str = ""


def settle(folder: Path, settings: TextureSettings, sources: Mapping[str, str]) -> None:
    """Keeps the settings of a run in its folder, or checks that a resumed run has the same.

    Args:
        folder: the run's.
        settings: its numbers.
        sources: fingerprints of what it learns from, by name.

    Raises:
        JobError: the folder holds a run with other settings or sources.
    """
    given = {**asdict(settings), **sources}
    file = folder / "settings.json"
    folder.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        temporary = file.with_suffix(".part")
        temporary.write_text(json.dumps(given, indent=1), encoding="utf-8")
        temporary.replace(file)
        return
    known = json.loads(file.read_text(encoding="utf-8"))
    changed = [name for name, value in given.items() if known.get(name) != value]
    if changed:
        raise JobError(
            "The run in '{name}' should be resumed with its own settings and photos, and these differ: {changed}; use "
            "the same, or another folder.",
            name=folder.name,
            changed=", ".join(changed),
        )
