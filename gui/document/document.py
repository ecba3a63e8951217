"""The document: what can be done to the photo, the styles and the look. It is the only owner of what there is."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from engine.errors import JobError
from gui.document.checks import new_key
from gui.document.commands import HELD
from gui.document.jobs import (
    PackFinder,
    can_paint,
    installed_pack,
    job_of,
    levels_of,
    look_of,
    recipe_of,
    weights_of,
    without_missing,
)
from gui.document.pictures import PictureStore, preview_side
from gui.document.regions import without_part
from gui.document.state import Look, PhotoEntry, State, StyleEntry, plain_name
from gui.document.version_keeping import VersionKeeping

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from PySide6.QtCore import QObject

    from engine.images import Framing, Picture
    from engine.job import Job, PackReference, Recipe, StyleReference
    from engine.vgg import Level
    from gui.document.versions import Version


class Document(VersionKeeping):
    """What the window shows and changes; for its signals see `History`.

    Args:
        pictures: where pictures are kept; a new store if None.
        pack_of: gives the reference of a pack by its name.
        clock: seconds that only go forwards.
        parent: the Qt parent.
    """

    def __init__(
        self,
        pictures: PictureStore | None = None,
        pack_of: PackFinder = installed_pack,
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(pictures, clock, parent)
        self._pack_of = pack_of

    # The photo

    def set_photo(self, picture: Picture, path: Path | None = None) -> None:
        """Repaints another photo from now on; regions are painted on one photo and fit no other."""
        entry = PhotoEntry(self.pictures.add(picture), _name(picture, path), path)
        known = self.state.photo and self.state.photo.picture_hash == entry.picture_hash
        regions = self.state.regions if known else ()
        self.change(replace(self.state, photo=entry, regions=regions), self.tr("Open {name}").format(name=entry.name))

    def set_framing_of_photo(self, framing: Framing) -> None:
        """Crops and turns the photo; its file stays as it is."""
        if self.state.photo is None:
            raise JobError("A photo should be there to be framed, and there is none: open one.")
        photo = replace(self.state.photo, framing=framing)
        self.change(replace(self.state, photo=photo), self.tr("Frame the photo"), "photo framing")

    # The styles

    def add_styles(self, pictures: Sequence[tuple[Picture, Path | None]], at: int | None = None) -> tuple[str, ...]:
        """Puts styles on the shelf, as one entry.

        Args:
            pictures: with the files they come from, or None.
            at: the place of the first; None: below the others.

        Returns:
            The keys of the new cards.
        """
        if not pictures:
            return ()
        new = tuple(self._new_style(picture, path) for picture, path in pictures)
        place = len(self.state.styles) if at is None else max(0, min(at, len(self.state.styles)))
        styles = (*self.state.styles[:place], *new, *self.state.styles[place:])
        text = self.tr("Add {name}").format(name=new[0].title) if len(new) == 1 else self.tr("Add styles")
        # Who adds a style wants to see it, so that none is heard alone any more.
        self.change(replace(self.state, styles=styles, solo=None), text)
        return tuple(style.key for style in new)

    def remove_style(self, key: str) -> None:
        """Takes a style off the shelf."""
        gone = self.state.style(key)
        styles = tuple(style for style in self.state.styles if style.key != key)
        solo = None if self.state.solo == key else self.state.solo
        self.change(replace(self.state, styles=styles, solo=solo), self.tr("Remove {name}").format(name=gone.title))

    def move_style(self, key: str, position: int) -> None:
        """Moves a style to a place on the shelf."""
        moved = self.state.style(key)
        others = [style for style in self.state.styles if style.key != key]
        others.insert(max(0, min(position, len(others))), moved)
        self.change(replace(self.state, styles=tuple(others)), self.tr("Move {name}").format(name=moved.title))

    def set_weight(self, key: str, weight: float) -> None:
        """Sets a style's share."""
        self._change_style(key, self.tr("Weight of {name}"), "weight", weight=weight)

    def set_weights(self, weights: Mapping[str, float], drag: str = "") -> None:
        """Sets several styles' shares as one entry; all of one `drag` become one, as on the mixing pad."""
        styles = tuple(
            replace(style, weight=weights[style.key]) if style.key in weights else style for style in self.state.styles
        )
        self.change(replace(self.state, styles=styles), self.tr("Mix styles"), f"{HELD}{drag}" if drag else "weights")

    def set_scale(self, key: str, scale: float) -> None:
        """Sets a style's own stroke size."""
        self._change_style(key, self.tr("Stroke size of {name}"), "scale", scale=scale)

    def set_enabled(self, key: str, enabled: bool) -> None:  # noqa: FBT001 (a slot for a button that toggles)
        """Lets a style take part or not."""
        text = self.tr("Switch {name} on") if enabled else self.tr("Switch {name} off")
        self._change_style(key, text, "", enabled=enabled)

    def set_levels_of_style(self, key: str, levels: tuple[Level, ...]) -> None:
        """Lets a style count at some levels only: composition from one style, colour from another."""
        self._change_style(key, self.tr("What {name} is used for"), "", levels=levels)

    def set_framing_of_style(self, key: str, framing: Framing) -> None:
        """Crops and turns a style; its file stays as it is."""
        self._change_style(key, self.tr("Frame {name}"), "framing", framing=framing)

    def set_solo(self, key: str | None) -> None:
        """Paints with one style alone, or with None with all that are enabled."""
        if key is None:
            self.change(replace(self.state, solo=None), self.tr("Use all styles"))
        else:
            text = self.tr("Use {name} alone").format(name=self.state.style(key).title)
            self.change(replace(self.state, solo=key), text)

    def replace_style(self, key: str, picture: Picture, path: Path | None) -> None:
        """Puts another picture on a card, which keeps its weight, stroke size and framing."""
        name = _name(picture, path)
        entry = replace(self.state.style(key), picture_hash=self.pictures.add(picture), name=name, path=path)
        styles = tuple(entry if style.key == key else style for style in self.state.styles)
        # Parts of a picture were marked in that picture.
        regions = tuple(without_part(region, key) for region in self.state.regions)
        state = replace(self.state, styles=styles, regions=regions)
        self.change(state, self.tr("Replace by {name}").format(name=name))

    # The look

    def change_look(self, **fields: Any) -> None:
        """Changes fields of the look."""
        texts = {
            "strength": self.tr("Strength"),
            "stroke_size": self.tr("Stroke size"),
            "colour": self.tr("Colours"),
            "colour_amount": self.tr("Amount of the colours"),
            "saturation": self.tr("Saturation"),
            "contrast": self.tr("Contrast"),
            "detail": self.tr("Detail"),
            "photorealistic": self.tr("Like a photo"),
            "transform": self.tr("Method"),
            "levels": self.tr("Levels"),
            "refining": self.tr("Refining"),
        }
        text = texts[next(iter(fields))] if len(fields) == 1 else self.tr("Change the look")
        chosen = {"colour", "levels", "photorealistic", "transform", "refining"}
        look = replace(self.state.look, **fields)
        self.change(
            replace(self.state, look=look),
            text,
            "" if fields.keys() & chosen else f"look {sorted(fields)}",
        )

    def change_level(self, level: Level, **fields: Any) -> None:
        """Changes fields of one level: on, strength."""
        levels = {**self.state.look.levels, level: replace(self.state.look.levels[level], **fields)}
        names = {
            "relu5_1": self.tr("Composition"),
            "relu4_1": self.tr("Large shapes"),
            "relu3_1": self.tr("Brushwork"),
            "relu2_1": self.tr("Texture"),
            "relu1_1": self.tr("Colour and grain"),
        }
        if "on" in fields:
            text = self.tr("Switch {name} on") if fields["on"] else self.tr("Switch {name} off")
        else:
            text = self.tr("Strength of {name}")
        look = replace(self.state.look, levels=levels)
        merge_key = "" if "on" in fields else f"level {level}"
        self.change(replace(self.state, look=look), text.format(name=names[level]), merge_key)

    def reset_look(self) -> None:
        """Goes back to the look of a new document."""
        self.change(replace(self.state, look=Look()), self.tr("Reset the look"))

    def apply_look(self, look: Look, name: str = "") -> None:
        """Takes another look, for example a preset's of a name."""
        text = self.tr("Apply {name}").format(name=name) if name else self.tr("Apply a look")
        self.change(replace(self.state, look=look), text)

    def change_quality(self, **fields: Any) -> None:
        """Changes fields of the quality: preview_size, device, number_format, pack."""
        quality = replace(self.state.quality, **fields)
        self.change(replace(self.state, quality=quality), self.tr("Quality"), f"quality {sorted(fields)}")

    def apply_recipe(
        self,
        recipe: Recipe,
        painted_size: int | None = None,
        offered: Sequence[tuple[Picture, Path | None]] = (),
    ) -> tuple[StyleReference, ...]:
        """Takes over the look and the styles of a recipe, for example from a saved picture, as one entry.

        Args:
            recipe: what was read.
            painted_size: the long side of the picture it comes from; None: the photo's own is taken for it.
            offered: pictures found elsewhere, for example beside the file; only those of the recipe are used.

        Returns:
            The styles of the recipe that are neither on the shelf nor among the document's pictures nor offered.
            If all are missing, the shelf stays as it is.
        """
        known = {style.picture_hash: style for style in self.state.styles}
        for style in self.state.styles:
            whole = self.pictures.get(style.picture_hash)
            if whole is not None and not style.framing.is_whole:
                known[self.pictures.name(self.pictures.frame(whole, style.framing))] = style
        for picture, path in offered:
            picture_hash = self.pictures.name(picture)
            if picture_hash not in known and any(style.pixel_hash == picture_hash for style in recipe.styles):
                known[picture_hash] = self._new_style(picture, path)
        for reference in recipe.styles:
            there = self.pictures.get(reference.pixel_hash)
            if reference.pixel_hash not in known and there is not None:
                known[reference.pixel_hash] = replace(self._new_style(there, None), name=plain_name(reference.name))
        weights = weights_of(recipe)
        found = {
            known[reference.pixel_hash].key: replace(
                known[reference.pixel_hash],
                weight=weights[reference.pixel_hash],
                scale=1.0,
                enabled=True,
                levels=levels_of(reference),
            )
            for reference in recipe.styles
            if reference.pixel_hash in known
        }
        look = look_of(recipe, painted_size or self._photo_side())
        styles = tuple(found.values()) or self.state.styles
        solo = None if found else self.state.solo
        quality = replace(self.state.quality, pack=recipe.pack.name) if recipe.pack else self.state.quality
        state = replace(self.state, styles=styles, solo=solo, look=look, quality=quality)
        self.change(state, self.tr("Apply a recipe"))
        return tuple(reference for reference in recipe.styles if reference.pixel_hash not in known)

    def return_to(self, version: Version) -> None:
        """Takes the photo, the styles and the look of a version; the quality stays but for the pack."""
        kept = version.state
        state = replace(kept, quality=replace(self.state.quality, pack=kept.quality.pack))
        text = self.tr("Return to {name}").format(name=version.name) if version.name else self.tr("Return to a version")
        self.change(state, text)

    # What the engine is asked

    def preview_maker(self) -> Callable[[], Job] | None:
        """What makes the job for the canvas; None while photo, styles or levels are wanting.

        Large pictures are reduced and hashed for a job, so any thread may call what it returns.

        Raises:
            PackError: the chosen pack is not there.
        """
        if not can_paint(self.state, self.pictures):
            return None
        state, side, pack = self.state, preview_side(self.state, self._photo_size()), self._pack_of_state()
        return lambda: self._job(state, self.pictures.preview_pictures(state), side, pack)

    def export_maker(
        self, size: int | None = None, bits: Literal[8, 16] = 8, *, same_look: bool = False
    ) -> Callable[[], Job] | None:
        """Likewise what makes the job for a file, of the document as it is now.

        Args:
            size: the long side in pixels; None for the framed photo's own.
            bits: 8 or 16 per channel.
            same_look: whether it shall look like the preview, however large it is; otherwise strokes are as large in
                pixels as there, and finer in proportion.

        Raises:
            PackError: the chosen pack is not there.
        """
        if not can_paint(self.state, self.pictures):
            return None
        look_size = preview_side(self.state, self._photo_size()) if same_look else None
        pictures, pack = self.pictures.whole_pictures(), self._pack_of_state()
        return partial(self._job, self.state, pictures, size, pack, bits=bits, look_size=look_size)

    def recipe(self, size: int | None = None) -> Recipe | None:
        """The look as it is stored in files, with the hashes of the whole pictures; None as for a job.

        Args:
            size: the long side of what was painted; None for the framed photo's own.
        """
        if not can_paint(self.state, self.pictures):
            return None
        state = without_missing(self.state, self.pictures.whole_pictures())
        return recipe_of(state, size or self._photo_side() or 1, self._pack_of(state.quality.pack))

    # Within

    def _change_style(self, key: str, text: str, merge_key: str, **fields: Any) -> None:
        changed = replace(self.state.style(key), **fields)
        styles = tuple(changed if style.key == key else style for style in self.state.styles)
        merge = f"{merge_key} {key}" if merge_key else ""
        self.change(replace(self.state, styles=styles), text.format(name=changed.title), merge)

    def _new_style(self, picture: Picture, path: Path | None) -> StyleEntry:
        return StyleEntry(new_key(), self.pictures.add(picture), _name(picture, path), path)

    def _job(
        self,
        state: State,
        pictures: Mapping[str, Picture],
        size: int | None,
        pack: PackReference | None,
        *,
        bits: Literal[8, 16] = 8,
        look_size: int | None = None,
    ) -> Job:
        given = partial(job_of, frame=self.pictures.frame, name=self.pictures.name, mask_of=self.masks.get)
        return given(state, pictures, size, pack, bits=bits, look_size=look_size)

    def _pack_of_state(self) -> PackReference | None:
        return self._pack_of(self.state.quality.pack)

    def _photo_size(self) -> tuple[int, int]:
        assert self.state.photo is not None
        photo = self.pictures.get(self.state.photo.picture_hash)
        assert photo is not None
        return photo.width, photo.height

    def _photo_side(self) -> int | None:
        photo = self.state.photo
        whole = None if photo is None else self.pictures.get(photo.picture_hash)
        if photo is None or whole is None:
            return None
        return max(photo.framing.size_of(whole.width, whole.height))


def _name(picture: Picture, path: Path | None) -> str:
    return plain_name(path.name if path is not None else picture.name)
