"""What `pentimento batch` was asked for, of photos and videos: words, recipes, settings and the folder. No torch."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.batch.batch import BatchSettings
from engine.batch.frames import check_smoothing
from engine.cli.crops import crops_of
from engine.cli.request import choose_recipe, saving_of
from engine.cli.words import Words
from engine.errors import JobError
from engine.job.styles import FileJobMaker

if TYPE_CHECKING:
    from pathlib import Path

    from engine.batch.batch import Others
    from engine.packs.registry import Registry


@dataclass(frozen=True, kw_only=True)
class BatchWords(Words):
    """What was asked for; the photo is the folder, or the video."""

    also: tuple[Path, ...]
    recursive: bool
    video: Path | None
    mix: bool
    naming: str | None
    suffix: str | None
    smooth: float | None
    scheduler: str | None
    scheduler_tls: tuple[Path, Path, Path] | None
    skip_existing: bool

    @property
    def pattern(self) -> str:
        """How results are named."""
        return self.naming or ("{name}" if self.mix or len(self.styles) <= 1 or self.recipe else "{name} + {style}")


def settings_of(words: BatchWords, smoothing: float) -> BatchSettings:
    """How photos are read, painted and saved; the smoothing is for where none was asked for."""
    others: Others = "replace" if words.saving.overwrite else "keep" if words.skip_existing else "refuse"
    smoothing = smoothing if words.smooth is None else words.smooth
    check_smoothing(smoothing)
    saving = saving_of(words, "refuse")
    return BatchSettings(words.size, saving, others, words.profile_choice, words.max_pixels, smoothing)


def choose_makers(words: BatchWords, registry: Registry) -> tuple[tuple[FileJobMaker, ...], list[str]]:
    """What makes the jobs for each photo, and warnings.

    Several styles are as many recipes, unless they are to be mixed, or a recipe says how they are.
    """
    if words.weights and not words.mix and words.recipe is None:
        raise JobError("--weight should come with --mix, which mixes the styles, and it is not there: add --mix.")
    together = words.mix or words.recipe is not None or not words.styles
    # Looked at before any is read: each recipe has its own.
    crops_of(words.style_crops, words.styles, words.max_pixels)
    makers: list[FileJobMaker] = []
    notes: list[str] = []
    places = [slice(None)] if together else [slice(place, place + 1) for place in range(len(words.styles))]
    for place in places:
        alone = replace(words, styles=words.styles[place], style_crops=words.style_crops[place])
        recipe, found, warnings = choose_recipe(alone, registry)
        makers.append(FileJobMaker(recipe, tuple(found), words.max_pixels))
        notes += [*warnings, *(note for style in found for note in style.picture.notes)]
    return tuple(makers), notes


def make_folder(output: Path) -> None:
    """Makes the folder for the results.

    Raises:
        PentimentoError: it cannot.
    """
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise JobError(
            "A folder for the results should be made at '{output}', and it cannot be ({reason}): choose another.",
            output=output,
            reason=error.strerror,
        ) from error
