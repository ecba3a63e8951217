"""The masks of a project's regions as parts of it: grey PNG files that are called by their hash. No Qt."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.errors import PictureError
from engine.images import SaveOptions, read_picture, save_picture
from engine.masks.masks import of_bits
from engine.masks.pictures import mask_of, picture_of
from engine.sentences import Sentence
from gui.document.masks import mask_hash, packed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from engine.files.strict_json import Fields
    from gui.document.data import DocumentData
    from gui.document.masks import PackedMask
    from gui.document.state import State
    from gui.storage.project_io import Sink, Source
    from gui.storage.project_limits import Limits


def write_masks(sink: Sink, scratch: Path, data: DocumentData) -> list[str]:
    """Writes the masks that a document and its versions need, and returns their parts' names.

    Raises:
        PictureError: something cannot be written.
    """
    states = (data.state, *(version.state for version in data.versions))
    needed = {found for state in states for found in state.mask_hashes if found in data.masks}
    names = []
    for found in sorted(needed):
        name = f"masks/{found}.png"
        names.append(name)
        if not sink.has(name):
            options = SaveOptions(strip_metadata=True, existing="overwrite")
            sink.add(name, save_picture(scratch / "mask.png", picture_of(data.masks[found].pixels()), options))
    return names


def read_masks(
    source: Source, listed: Sequence[Fields], limits: Limits
) -> tuple[dict[str, PackedMask], list[Sentence]]:
    """Reads masks, each of which has to be what its name says.

    Returns:
        The masks by hash, and sentences about those that could not be read.

    Raises:
        PentimentoError: the project is damaged or hostile.
    """
    masks: dict[str, PackedMask] = {}
    notes = []
    for fields in listed:
        file = fields.text("file")
        fields.finish()
        try:
            with source.file(file) as path:
                mask = of_bits(mask_of(read_picture(path, max_pixels=limits.mask_pixels)), 8)
        except PictureError as error:
            notes.append(Sentence("The mask of a region could not be read and is empty now: {error}", error=error))
            continue
        masks[mask_hash(mask)] = packed(mask)
    return masks, notes


def with_masks(state: State, masks: Mapping[str, PackedMask]) -> State:
    """The state without masks that are not there: regions have nothing painted then, and styles count in whole."""
    if state.mask_hashes <= masks.keys():
        return state
    regions = tuple(
        replace(
            region,
            mask=region.mask if region.mask in masks else None,
            style_masks={key: name for key, name in region.style_masks.items() if name in masks},
        )
        for region in state.regions
    )
    return replace(state, regions=regions)
