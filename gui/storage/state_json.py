"""A state as JSON and back: what projects, versions and presets are written in. No Qt."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.files.versioning import NumberedFormat, only_added
from engine.images import WHOLE, Framing
from engine.job import check_level
from engine.look.look import LOOK_EDITION
from engine.look.look_json import look_from_fields, look_to_data
from engine.look.recipe import MOST_STYLES
from engine.vgg import LEVELS
from gui.document.level_settings import LevelSetting
from gui.document.regions import MOST_REGIONS, RegionEntry
from gui.document.state import LONGEST_NAME, PhotoEntry, Quality, State, StyleEntry, Treatment, plain_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.files.strict_json import Fields
    from engine.vgg import Level
    from gui.document.level_settings import LevelSettings

STATE_FORMAT = NumberedFormat("format", LOOK_EDITION, only_added(LOOK_EDITION))


def state_to_data(state: State) -> dict[str, Any]:
    """The whole state as what JSON holds."""
    return {
        STATE_FORMAT.key: STATE_FORMAT.newest,
        "photo": state.photo and _picture_data(state.photo),
        "styles": [
            {
                "key": style.key,
                **_picture_data(style),
                "weight": style.weight,
                "scale": style.scale,
                "enabled": style.enabled,
                "levels": [{"level": level} for level in style.levels],
            }
            for style in state.styles
        ],
        "solo": state.solo,
        "look": treatment_to_data(state.treatment),
        "quality": {
            "preview_size": state.quality.preview_size,
            "device": state.quality.device,
            "number_format": state.quality.number_format,
            "pack": state.quality.pack,
        },
        "regions": [_region_data(region) for region in state.regions],
    }


def state_from_fields(fields: Fields) -> State:
    """Reads a state that is part of a larger document.

    Raises:
        JobError: it is damaged, out of range, or of a later version of the program.
    """
    fields.upgrade(STATE_FORMAT)
    photo = fields.optional_nested("photo")
    state = State(
        None if photo is None else _photo(photo),
        tuple(_style(style) for style in fields.items("styles", MOST_STYLES)),
        fields.optional_text("solo"),
        treatment_from_fields(fields.nested("look")),
        _quality(fields.nested("quality")),
        # Documents of before there were regions say nothing of them.
        tuple(_region(region) for region in fields.items("regions", MOST_REGIONS)) if fields.has("regions") else (),
    )
    fields.skip("regions")
    fields.finish()
    return state


def treatment_to_data(treatment: Treatment) -> dict[str, Any]:
    """A treatment as what JSON holds."""
    look = treatment.look
    # Files have these in this order, and then the others.
    first = {
        "strength": look.strength,
        "levels": _levels_data(treatment.levels),
        "stroke_size": treatment.stroke_size,
        "colour": look.colour,
        "transform": look.transform,
    }
    return {**first, **look_to_data(look)}


def treatment_from_fields(fields: Fields) -> Treatment:
    """Reads a treatment.

    Raises:
        JobError: it is damaged or out of range.
    """
    levels, stroke_size = _levels(fields.nested("levels")), fields.number("stroke_size")
    treatment = Treatment(look_from_fields(fields), levels, stroke_size)
    fields.finish()
    return treatment


def _picture_data(entry: PhotoEntry | StyleEntry) -> Mapping[str, Any]:
    framing = entry.framing
    return {
        "picture": entry.picture_hash,
        "name": entry.name,
        "path": entry.path and str(entry.path),
        "framing": None
        if framing.is_whole
        else {
            "left": framing.left,
            "top": framing.top,
            "right": framing.right,
            "bottom": framing.bottom,
            "quarter_turns": framing.quarter_turns,
            "mirrored": framing.mirrored,
        },
    }


def _photo(fields: Fields) -> PhotoEntry:
    entry = PhotoEntry(
        fields.text("picture"), plain_name(fields.text("name", LONGEST_NAME)), _path(fields), _framing(fields)
    )
    fields.finish()
    return entry


def _style(fields: Fields) -> StyleEntry:
    entry = StyleEntry(
        fields.text("key"),
        fields.text("picture"),
        plain_name(fields.text("name", LONGEST_NAME)),
        _path(fields),
        fields.number("weight"),
        fields.number("scale"),
        fields.truth("enabled"),
        _framing(fields),
        # Styles of before they could count at some levels only say nothing of it.
        _levels_of_style(fields.items("levels", len(LEVELS))) if fields.has("levels") else LEVELS,
    )
    fields.skip("levels")
    fields.finish()
    return entry


def _levels_of_style(listed: list[Fields]) -> tuple[Level, ...]:
    levels = tuple(check_level(fields.text("level")) for fields in listed)
    for fields in listed:
        fields.finish()
    return levels


def _region_data(region: RegionEntry) -> Mapping[str, Any]:
    return {
        "key": region.key,
        "name": region.name,
        "mask": region.mask,
        "visible": region.visible,
        "styles": [{"key": key} for key in region.styles],
        "keeps_photo": region.keeps_photo,
        "strength": region.strength,
        "structure": region.structure,
        "stroke_size": region.stroke_size,
        "colour": region.colour,
        "levels": None if region.levels is None else _levels_data(region.levels),
        "style_masks": [{"key": key, "mask": name} for key, name in region.style_masks.items()],
    }


def _region(fields: Fields) -> RegionEntry:
    styles = fields.items("styles", MOST_STYLES)
    region = RegionEntry(
        fields.text("key", 64),
        plain_name(fields.text("name", LONGEST_NAME)),
        fields.optional_text("mask", 64),
        fields.truth("visible"),
        tuple(style.text("key", 64) for style in styles),
        fields.truth("keeps_photo"),
        fields.number("strength") if fields.has("strength") else None,
        fields.number("stroke_size"),
        fields.whole("colour"),
        # Regions of before they had levels of their own say nothing of them.
        _levels(fields.nested("levels")) if fields.has("levels") else None,
        _style_masks(fields.items("style_masks", MOST_STYLES)) if fields.has("style_masks") else {},
        # Nor of structure.
        fields.number("structure") if fields.has("structure") else None,
    )
    for name in ("strength", "levels", "style_masks", "structure"):
        fields.skip(name)
    for each in (*styles, fields):
        each.finish()
    return region


def _style_masks(listed: list[Fields]) -> dict[str, str]:
    masks = {fields.text("key", 64): fields.text("mask", 64) for fields in listed}
    for fields in listed:
        fields.finish()
    return masks


def _path(fields: Fields) -> Path | None:
    text = fields.optional_text("path")
    return Path(text) if text else None


def _framing(fields: Fields) -> Framing:
    framing = fields.optional_nested("framing")
    if framing is None:
        return WHOLE
    read = Framing(
        framing.number("left"),
        framing.number("top"),
        framing.number("right"),
        framing.number("bottom"),
        framing.whole("quarter_turns"),
        framing.truth("mirrored"),
    )
    framing.finish()
    return read


def _levels_data(levels: LevelSettings) -> Mapping[str, Any]:
    return {level: {"on": setting.on, "strength": setting.strength} for level, setting in levels.items()}


def _levels(fields: Fields) -> LevelSettings:
    levels = {level: _level(fields.nested(level)) for level in LEVELS}
    fields.finish()
    return levels


def _level(fields: Fields) -> LevelSetting:
    setting = LevelSetting(fields.truth("on"), fields.number("strength"))
    fields.finish()
    return setting


def _quality(fields: Fields) -> Quality:
    quality = Quality(
        fields.whole("preview_size"),
        fields.text("device"),
        fields.text("number_format"),
        fields.optional_text("pack", 64),
    )
    fields.finish()
    return quality
