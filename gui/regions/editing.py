"""What can be done to the document's regions; each is one entry of the undo stack."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from engine.errors import JobError
from engine.masks.masks import resized
from gui.document.checks import new_key
from gui.document.masks import MaskPixels, blank_mask, mask_size
from gui.document.regions import COLOURS, RegionEntry, without_part
from gui.document.state import plain_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.images import Picture
    from engine.masks.labels import Label
    from engine.vgg import Level
    from gui.document.document import Document
    from gui.document.level_settings import LevelSettings


class RegionEditing(QObject):
    """Changes the regions of a document.

    Args:
        document: whose.
        parent: the Qt parent.
    """

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document

    @property
    def regions(self) -> tuple[RegionEntry, ...]:
        """The undermost first."""
        return self._document.state.regions

    def region(self, key: str) -> RegionEntry:
        """The region of a key.

        Raises:
            JobError: there is none.
        """
        for region in self.regions:
            if region.key == key:
                return region
        raise JobError("A region should be named, and there is no '{key}': choose one that is there.", key=key)

    @property
    def photo(self) -> Picture:
        """The whole photo, whose proportions masks have.

        Raises:
            JobError: there is none.
        """
        entry = self._document.state.photo
        photo = None if entry is None else self._document.pictures.get(entry.picture_hash)
        if photo is None:
            raise JobError("A photo should be there to paint regions on, and there is none: open one.")
        return photo

    @property
    def has_photo(self) -> bool:
        """Whether there is a photo to paint on."""
        entry = self._document.state.photo
        return entry is not None and entry.picture_hash in self._document.pictures

    def mask(self, key: str) -> MaskPixels:
        """A region's mask, read-only; in a new region nothing is painted."""
        found = self.region(key).mask
        return blank_mask(self.photo.width, self.photo.height) if found is None else self._document.masks.get(found)

    def add(self) -> str:
        """Adds an empty region on top of the others and returns its key.

        It gets a style that no other region has. Where there is no second style it keeps the photo: so there is always
        something to be seen where it is painted.
        """
        used = {key for region in self.regions for key in region.styles}
        styles = [style.key for style in self._document.state.styles]
        free = [key for key in styles if key not in used] or styles
        taken = [region.colour for region in self.regions]
        region = RegionEntry(
            new_key(),
            self._free_name(),
            styles=(free[0],) if len(styles) > 1 else (),
            keeps_photo=len(styles) < 2,
            colour=min(range(COLOURS), key=taken.count),
        )
        self._set((*self.regions, region), self.tr("Add a region"))
        return region.key

    def add_labelled(self, style: str, labels: Sequence[tuple[str, Label]], *, anew: bool) -> tuple[str, ...]:
        """Adds a region for each part that label maps of the photo and of a style have in common, as one entry.

        Args:
            style: the card's key.
            labels: what each region is called, and its part.
            anew: whether they take the place of the present regions.

        Returns:
            Their keys.

        Raises:
            JobError: there would be too many regions.
        """
        entry = self._document.state.style(style)
        picture = self._document.pictures.get(entry.picture_hash)
        if picture is None:
            raise JobError("A picture of the document should be there, and it is missing: open it again.")
        kept, photo = () if anew else self.regions, self.photo
        added: list[RegionEntry] = []
        for name, label in labels:
            taken = [region.colour for region in (*kept, *added)]
            part = self._mask_of(label.style, (picture.width, picture.height))
            added.append(
                RegionEntry(
                    new_key(),
                    plain_name(name),
                    self._mask_of(label.photo, (photo.width, photo.height)),
                    styles=(style,),
                    colour=min(range(COLOURS), key=taken.count),
                    style_masks={} if part is None else {style: part},
                )
            )
        self._set((*kept, *added), self.tr("Regions from label maps"))
        return tuple(region.key for region in added)

    def _mask_of(self, part: MaskPixels, size: tuple[int, int]) -> str | None:
        return self._document.masks.add(resized(part, mask_size(*size)))

    def use_whole_style(self, key: str, style: str) -> None:
        """Lets the whole picture of a card count in a region, not a part of it."""
        self._change(key, self.tr("Styles of {name}"), style_masks=without_part(self.region(key), style).style_masks)

    def remove(self, key: str) -> None:
        """Removes a region."""
        gone = self.region(key)
        text = self.tr("Remove {name}").format(name=gone.name)
        self._set(tuple(region for region in self.regions if region is not gone), text)

    def move(self, key: str, place: int) -> None:
        """Moves a region to a place among the others, 0 for the undermost."""
        moved = self.region(key)
        others = [region for region in self.regions if region is not moved]
        others.insert(max(0, min(place, len(others))), moved)
        self._set(tuple(others), self.tr("Move {name}").format(name=moved.name))

    def rename(self, key: str, name: str) -> None:
        """Gives a region another name; an empty one changes nothing."""
        if name.strip():
            self._change(key, self.tr("Rename {name}"), name=plain_name(name.strip()))

    def set_visible(self, key: str, *, visible: bool) -> None:
        """Lets a region count or not."""
        self._change(key, self.tr("Show {name}") if visible else self.tr("Hide {name}"), visible=visible)

    def set_keeps_photo(self, key: str, *, keeps: bool) -> None:
        """Leaves the photo as it is in a region, or paints it there."""
        text = self.tr("Keep the photo in {name}") if keeps else self.tr("Paint {name}")
        self._change(key, text, keeps_photo=keeps)

    def set_styles(self, key: str, styles: tuple[str, ...]) -> None:
        """Chooses the cards that are mixed in a region; none: those of the rest of the photo."""
        self._change(key, self.tr("Styles of {name}"), styles=styles)

    def set_strength(self, key: str, strength: float | None) -> None:
        """Sets a region's own strength; None: as elsewhere."""
        self._change(key, self.tr("Strength of {name}"), "strength", strength=strength)

    def set_structure(self, key: str, structure: float | None) -> None:
        """Sets how much of the photo's drawing stays in a region; None: as elsewhere."""
        self._change(key, self.tr("Structure of {name}"), "structure", structure=structure)

    def set_stroke_size(self, key: str, size: float) -> None:
        """Sets a factor on the stroke size in a region."""
        self._change(key, self.tr("Stroke size of {name}"), "stroke size", stroke_size=size)

    def change_level(self, key: str, level: Level, **fields: Any) -> None:
        """Changes fields of one of a region's levels: on, strength. The others stay as they are there now."""
        before = self.region(key).levels or self._document.state.treatment.levels
        levels = {**before, level: replace(before[level], **fields)}
        self._change(key, self.tr("Levels of {name}"), "" if "on" in fields else f"level {level}", levels=levels)

    def set_levels(self, key: str, levels: LevelSettings | None) -> None:
        """Gives a region levels of its own; None: those of the whole picture."""
        self._change(key, self.tr("Levels of {name}"), levels=levels)

    def set_mask(self, key: str, mask: MaskPixels, text: str) -> None:
        """Gives a region another mask.

        Args:
            key: the region's.
            mask: with the proportions of the whole photo.
            text: the entry's name; {name} stands for the region's.
        """
        self._change(key, text, mask=self._document.masks.add(mask))

    def _change(self, key: str, text: str, merge_key: str = "", **fields: Any) -> None:
        before = self.region(key)
        after = replace(before, **fields)
        regions = tuple(after if region is before else region for region in self.regions)
        self._set(regions, text.format(name=before.name), f"region {merge_key} {key}" if merge_key else "")

    def _set(self, regions: tuple[RegionEntry, ...], text: str, merge_key: str = "") -> None:
        self._document.change(replace(self._document.state, regions=regions), text, merge_key)

    def _free_name(self) -> str:
        names = {region.name for region in self.regions}
        numbers = range(1, len(names) + 2)
        return next(
            name for name in (self.tr("Region {number}").format(number=at) for at in numbers) if name not in names
        )
