"""What was asked for on the command line, as click gave it, sorted by what it is about. No torch."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Literal, Self

from engine.errors import JobError
from engine.look.look import PARAMETERS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from engine.look.refining import Optimiser, Start


@dataclass(frozen=True, kw_only=True)
class RegionWords:
    """Parts of the photo with looks of their own."""

    mask: tuple[Path, ...] = ()
    mask_style: tuple[Path, ...] = ()
    region: tuple[str, ...] = ()
    region_strength: tuple[str, ...] = ()
    region_structure: tuple[str, ...] = ()
    region_level_strength: tuple[str, ...] = ()
    region_levels: tuple[str, ...] = ()
    region_style_size: tuple[str, ...] = ()
    region_weights: tuple[str, ...] = ()
    region_edge: tuple[str, ...] = ()
    labels: tuple[Path, Path] | None = None


@dataclass(frozen=True, kw_only=True)
class RefiningWords:
    """Whether the picture is refined, and how; None where that was left out. The seed is a texture's, too."""

    refine: bool | None = None
    steps: int | None = None
    ratio: float | None = None
    start: Start | None = None
    optimiser: Optimiser | None = None
    content_level: str | None = None
    seed: int | None = None


@dataclass(frozen=True, kw_only=True)
class SavingWords:
    """How results are saved."""

    overwrite: bool
    unique: bool = False
    quality: int
    bits: str | None
    strip_metadata: bool
    keep_location: bool = False


@dataclass(frozen=True, kw_only=True)
class MachineWords:
    """On what it is computed."""

    device: str
    number_format: str
    memory: str | None


@dataclass(frozen=True, kw_only=True)
class Words:
    """All that was asked for; None where it was left out.

    Attributes:
        look: the parameters of the look that were given, by name.
    """

    photo: Path
    styles: tuple[Path, ...]
    output: Path | None
    recipe: Path | None
    pack: str | None
    look: Mapping[str, Any]
    weights: tuple[float, ...]
    levels: str | None
    level_strengths: tuple[str, ...]
    style_levels: tuple[str, ...] = ()
    style_crops: tuple[str, ...] = ()
    style_size: int | None
    passes: int | None
    size: int | None = None
    same_look: bool | None = None
    look_size: int | None = None
    grid: str | None = None
    profile: str = "srgb"
    most_megapixels: float
    as_json: bool
    regions: RegionWords = field(default_factory=RegionWords)
    refining: RefiningWords
    saving: SavingWords
    machine: MachineWords

    @classmethod
    def of(cls, **options: Any) -> Self:
        """The words of a command.

        Args:
            **options: what click gave, each by its name.
        """
        return cls(
            look=taken_look(options),
            regions=_taken(RegionWords, options),
            refining=_taken(RefiningWords, options),
            saving=_taken(SavingWords, options),
            machine=_taken(MachineWords, options),
            **options,
        )

    @property
    def max_pixels(self) -> int:
        """The largest picture that is read."""
        return int(self.most_megapixels * 1e6)

    @property
    def profile_choice(self) -> Literal["own"] | None:
        """How photos are read."""
        return "own" if self.profile == "photo" else None


def taken_look(options: dict[str, Any]) -> dict[str, Any]:
    """Takes the parameters of the look out of all options: those that were given, by name."""
    return {name: given for name in PARAMETERS if (given := options.pop(name, None)) is not None}


def _taken(kind: type[Any], options: dict[str, Any]) -> Any:
    """Takes the words of a kind out of all."""
    return kind(**{each.name: options.pop(each.name) for each in fields(kind) if each.name in options})


def read_memory(text: str | None) -> int | None:
    """Bytes of words like 2GB or 800 MB.

    Raises:
        JobError: they say no amount of memory.
    """
    if text is None:
        return None
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([MG])i?B?\s*", text, re.IGNORECASE)
    if found is None or float(found[1]) <= 0:
        raise JobError(
            "--memory should be megabytes or gigabytes like 800MB or 2GB, and '{text}' came: try 2GB.", text=text
        )
    return int(float(found[1]) * {"M": 1e6, "G": 1e9}[found[2].upper()])
