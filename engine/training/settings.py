"""What a training run is to do: the numbers that decide its outcome, kept beside its checkpoints."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from engine.errors import JobError

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class TrainingSettings:
    """The settings of a run.

    Attributes:
        teacher: name of the pack whose features are taught.
        crop: side of the training crops in pixels, a multiple of 16.
        batch: crops in one step.
        encoder_steps: steps of the encoder.
        decoder_steps: steps of each decoder.
        learning_rate: the highest; it rises to this and falls to nothing within each stage.
        reencoding: weight of the loss that encoding a decoded picture gives its features back.
        transformed: weight of the same loss on whitened and coloured features, at relu5_1 and relu4_1.
        held_out: share of the photos that is kept for validation.
        seed: decides everything that is drawn.
    """

    teacher: str
    crop: int = 192
    batch: int = 8
    encoder_steps: int = 9000
    decoder_steps: int = 5000
    learning_rate: float = 2e-3
    reencoding: float = 0.05
    transformed: float = 0.05
    held_out: float = 0.05
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuses what cannot be trained with."""
        if self.crop < 32 or self.crop % 16:
            raise JobError(f"The crop should be a multiple of 16 from 32 up, and it is {self.crop}: try 192.")
        for what, number in (
            ("batch", self.batch),
            ("encoder's steps", self.encoder_steps),
            ("decoders' steps", self.decoder_steps),
        ):
            if number < 1:
                raise JobError(f"The {what} should be at least 1, and it is {number}: give a larger number.")
        if not 0 < self.held_out < 1:
            raise JobError(f"The share held out should be between 0 and 1, and it is {self.held_out}: try 0.05.")


def settle(folder: Path, settings: TrainingSettings) -> None:
    """Keeps the settings of a run in its folder, or checks that a resumed run has the same.

    Raises:
        JobError: the folder holds a run with other settings.
    """
    file = folder / "settings.json"
    folder.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        file.write_text(json.dumps(asdict(settings), indent=1), encoding="utf-8")
        return
    known = json.loads(file.read_text(encoding="utf-8"))
    changed = [name for name, value in asdict(settings).items() if known.get(name) != value]
    if changed:
        raise JobError(
            f"The run in '{folder.name}' should be resumed with its own settings, and these differ: "
            f"{', '.join(changed)}; use the same, or another folder."
        )
