"""What the user has chosen, as plain data: the photo, the styles, the look. No pixels and no Qt.

A state never changes; the document goes from one to the next. Pictures are named by the hash of their pixels.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import PurePath
from types import MappingProxyType
from typing import TYPE_CHECKING, get_args

from engine.errors import JobError
from engine.images import WHOLE, Framing
from engine.images.formats import is_named_as_picture
from engine.job import Look, NumberFormat, check_size
from engine.look.recipe import MOST_STYLES, in_order
from engine.sentences import Sentence
from engine.vgg import LEVELS, Level
from gui.document.checks import SCALE_RANGE, check_choice, check_hash, check_key, check_within
from gui.document.level_settings import all_levels, settled, switched_on
from gui.document.regions import RegionEntry, check_regions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from gui.document.level_settings import LevelSettings

LARGEST_WEIGHT = 1000.0
PREVIEW_RANGE = (128, 4096)
"""The smallest and largest long side of a preview in pixels."""

NO_MASKS: Mapping[str, str] = MappingProxyType({})

LONGEST_NAME = 300
"""Characters of the name of a picture or version."""

DEVICES = ("auto", "cpu", "cuda", "mps")
NUMBER_FORMATS = ("auto", *get_args(NumberFormat))


@dataclass(frozen=True)
class PhotoEntry:
    """The photo that is repainted.

    Attributes:
        picture_hash: of its pixels, from `engine.images.pixel_hash`.
        name: for the user.
        path: where it was read from; None if it was pasted.
        framing: the part of it that is painted.
    """

    picture_hash: str
    name: str
    path: Path | None = None
    framing: Framing = WHOLE

    def __post_init__(self) -> None:
        """Refuses what is no hash."""
        check_hash(self.picture_hash)


@dataclass(frozen=True)
class StyleEntry:
    """A style on the shelf.

    Attributes:
        key: names the card; the same picture may lie on the shelf twice.
        picture_hash: of its pixels.
        name: for the user.
        path: where it was read from; None if it was pasted.
        weight: its share among the styles, 0 to 1000; only proportions count.
        scale: its stroke size, a factor on the look's.
        enabled: whether it takes part.
        framing: the part of it that is used.
        levels: those at which it counts, deep to shallow.
    """

    key: str
    picture_hash: str
    name: str
    path: Path | None = None
    weight: float = 1.0
    scale: float = 1.0
    enabled: bool = True
    framing: Framing = WHOLE
    levels: tuple[Level, ...] = LEVELS

    def __post_init__(self) -> None:
        """Refuses what is out of range."""
        check_key(self.key)
        check_hash(self.picture_hash)
        check_within(Sentence("The weight of a style"), self.weight, (0.0, LARGEST_WEIGHT))
        check_within(Sentence("The stroke size of a style"), self.scale, SCALE_RANGE)
        object.__setattr__(self, "levels", in_order(self.levels))

    @property
    def title(self) -> str:
        """What it is called wherever it is seen: its name without the suffix of a picture's file."""
        stem, _, _ = self.name.rpartition(".")
        return stem if stem and is_named_as_picture(PurePath(self.name)) else self.name


@dataclass(frozen=True)
class Treatment:
    """How the styles are painted with: all that a preset keeps.

    Attributes:
        look: what the engine's recipes know of it, too.
        levels: a setting for each of the five levels; missing ones are filled in.
        stroke_size: the styles' long side relative to the photo's, at the size that is painted; 0.25 to 4.
    """

    look: Look = field(default_factory=Look)
    levels: LevelSettings = field(default_factory=all_levels)
    stroke_size: float = 1.0

    def __post_init__(self) -> None:
        """Puts the levels in order and refuses what is out of range."""
        object.__setattr__(self, "levels", settled(self.levels))
        check_within(Sentence("The stroke size"), self.stroke_size, SCALE_RANGE)

    @property
    def active_levels(self) -> tuple[Level, ...]:
        """The levels that take part, deep to shallow."""
        return switched_on(self.levels)


@dataclass(frozen=True)
class Quality:
    """How well and where the preview is painted.

    Attributes:
        preview_size: the long side in pixels of one of 3:2; others have as many pixels. A smaller photo is not
            enlarged.
        device: "auto", "cpu", "cuda" or "mps".
        number_format: "auto" or one of the engine's.
        pack: the model pack's name; None for the default one.
    """

    preview_size: int = 768
    device: str = "auto"
    number_format: str = "auto"
    pack: str | None = None

    def __post_init__(self) -> None:
        """Refuses what is out of range."""
        check_size(Sentence("The preview size"), self.preview_size)
        check_within(Sentence("The preview size"), self.preview_size, PREVIEW_RANGE)
        check_choice(Sentence("The device"), self.device, DEVICES)
        check_choice(Sentence("The number format"), self.number_format, NUMBER_FORMATS)


@dataclass(frozen=True)
class State:
    """Everything that undo and redo go through.

    Attributes:
        photo: None before there is one.
        styles: the shelf from top to bottom, each key once.
        solo: the key of the style that is heard alone, or None.
        treatment: how it is painted.
        quality: how well and where.
        regions: parts of the photo with looks of their own, the undermost first; see `engine.job.Job.regions`.
    """

    photo: PhotoEntry | None = None
    styles: tuple[StyleEntry, ...] = ()
    solo: str | None = None
    treatment: Treatment = field(default_factory=Treatment)
    quality: Quality = field(default_factory=Quality)
    regions: tuple[RegionEntry, ...] = ()

    def __post_init__(self) -> None:
        """Refuses a shelf that no program would leave."""
        keys = [style.key for style in self.styles]
        if len(keys) > MOST_STYLES:
            raise JobError(
                "At most {most} styles can be mixed, and there are {count}: remove some.",
                most=MOST_STYLES,
                count=len(keys),
            )
        if len(set(keys)) != len(keys):
            raise JobError("Each style should have a key of its own, and two have the same: add one of them anew.")
        if self.solo is not None and self.solo not in keys:
            raise JobError(
                "The style heard alone should be on the shelf, and '{solo}' is not: choose another.", solo=self.solo
            )
        check_regions(self.regions)
        # A card that goes from the shelf goes from the regions too.
        kept = tuple(
            replace(region, styles=tuple(key for key in region.styles if key in keys))
            if set(region.styles).difference(keys)
            else region
            for region in self.regions
        )
        object.__setattr__(self, "regions", kept)

    @property
    def look(self) -> Look:
        """What the engine's recipes know of how it is painted."""
        return self.treatment.look

    def style(self, key: str) -> StyleEntry:
        """The style of a key.

        Raises:
            JobError: there is none.
        """
        for entry in self.styles:
            if entry.key == key:
                return entry
        raise JobError(
            "A style on the shelf should be named, and there is no '{key}': choose one that is there.", key=key
        )

    @property
    def picture_hashes(self) -> frozenset[str]:
        """The pictures that the state needs."""
        photo = () if self.photo is None else (self.photo.picture_hash,)
        return frozenset((*photo, *(style.picture_hash for style in self.styles)))

    @property
    def mask_hashes(self) -> frozenset[str]:
        """The masks that the state needs."""
        return frozenset(name for region in self.regions for name in region.masks)


def active_styles(state: State) -> tuple[StyleEntry, ...]:
    """The styles that are painted with, with the weights that count.

    These are the enabled ones, or the solo one even if it is not enabled.
    """
    return _weighing(
        tuple(style for style in state.styles if (style.enabled if state.solo is None else style.key == state.solo))
    )


def styles_in(state: State, region: RegionEntry) -> tuple[StyleEntry, ...]:
    """The styles that a region is painted with, with the weights that count; none where the photo is kept."""
    if region.keeps_photo:
        return ()
    chosen = tuple(style for style in state.styles if style.key in region.styles)
    return _weighing(chosen) if chosen else active_styles(state)


def painted_levels(styles: tuple[StyleEntry, ...], levels: LevelSettings) -> tuple[Level, ...]:
    """The levels that are on and that one of the styles counts at: without a style nothing is painted at a level."""
    return tuple(level for level in switched_on(levels) if any(level in style.levels for style in styles))


def painted_regions(state: State) -> tuple[RegionEntry, ...]:
    """The regions that change anything, the undermost first."""
    return tuple(region for region in state.regions if region.counts)


def _weighing(heard: tuple[StyleEntry, ...]) -> tuple[StyleEntry, ...]:
    """Styles without those of weight 0; if all weigh 0 they share, so that no slider's end lets the picture vanish."""
    weighing = tuple(style for style in heard if style.weight > 0)
    return weighing or tuple(replace(style, weight=1.0) for style in heard)


def painting_of(state: State) -> object:
    """What decides how the result looks: states that are equal in this paint the same picture.

    Names, paths, order keys, disabled styles, the device and the preview's size do not count.
    """
    return (
        state.photo and (state.photo.picture_hash, state.photo.framing),
        _mix(active_styles(state)),
        (state.look, state.treatment.stroke_size, _seen(state.treatment.levels)),
        state.quality.pack,
        tuple(
            (
                region.mask,
                _mix(styles_in(state, region), region.style_masks),
                region.strength,
                region.structure,
                region.stroke_size,
                region.levels and _seen(region.levels),
            )
            for region in painted_regions(state)
        ),
    )


def _seen(levels: LevelSettings) -> object:
    return {level: levels[level].strength for level in switched_on(levels)}


def _mix(styles: tuple[StyleEntry, ...], masks: Mapping[str, str] = NO_MASKS) -> object:
    whole = sum(style.weight for style in styles)
    return tuple(
        (
            style.picture_hash,
            style.framing,
            style.scale,
            style.levels,
            round(style.weight / whole, 9),
            masks.get(style.key),
        )
        for style in styles
    )


def plain_name(text: str) -> str:
    """A name that can be shown and stored: one line of at most 300 characters that every file format holds."""
    shown = "".join(character if character.isprintable() else "\ufffd" for character in text[:LONGEST_NAME])
    return shown.encode("utf-8", "replace").decode("utf-8")
