"""What can be done to the styles on the shelf; each is an entry of the undo stack."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from gui.document.checks import new_key
from gui.document.commands import HELD
from gui.document.regions import without_part
from gui.document.state import StyleEntry, plain_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from engine.images import Framing, Picture
    from engine.vgg import Level
    from gui.document.history import History
    from gui.document.pictures import PictureStore
    from gui.document.state import State


class StyleEditing(QObject):
    """Changes a document's styles.

    Args:
        history: has the state, and enters what can be undone.
        pictures: where pictures are kept.
        parent: the Qt parent.
    """

    def __init__(self, history: History, pictures: PictureStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self._pictures = pictures

    def add(self, pictures: Sequence[tuple[Picture, Path | None]], at: int | None = None) -> tuple[str, ...]:
        """Puts styles on the shelf, as one entry.

        Args:
            pictures: with the files they come from, or None.
            at: the place of the first; None: below the others.

        Returns:
            The keys of the new cards.
        """
        if not pictures:
            return ()
        new = tuple(self.new(picture, path) for picture, path in pictures)
        place = len(self._state.styles) if at is None else max(0, min(at, len(self._state.styles)))
        styles = (*self._state.styles[:place], *new, *self._state.styles[place:])
        text = self.tr("Add {name}").format(name=new[0].title) if len(new) == 1 else self.tr("Add styles")
        # Who adds a style wants to see it, so that none is heard alone any more.
        self._set(text, styles=styles, solo=None)
        return tuple(style.key for style in new)

    def remove(self, key: str) -> None:
        """Takes a style off the shelf."""
        gone = self._state.style(key)
        styles = tuple(style for style in self._state.styles if style.key != key)
        solo = None if self._state.solo == key else self._state.solo
        self._set(self.tr("Remove {name}").format(name=gone.title), styles=styles, solo=solo)

    def move(self, key: str, position: int) -> None:
        """Moves a style to a place on the shelf."""
        moved = self._state.style(key)
        others = [style for style in self._state.styles if style.key != key]
        others.insert(max(0, min(position, len(others))), moved)
        self._set(self.tr("Move {name}").format(name=moved.title), styles=tuple(others))

    def set_weight(self, key: str, weight: float) -> None:
        """Sets a style's share."""
        self._change(key, self.tr("Weight of {name}"), "weight", weight=weight)

    def set_weights(self, weights: Mapping[str, float], drag: str = "") -> None:
        """Sets several styles' shares as one entry; all of one `drag` become one, as on the mixing pad."""
        styles = tuple(
            replace(style, weight=weights[style.key]) if style.key in weights else style for style in self._state.styles
        )
        self._set(self.tr("Mix styles"), f"{HELD}{drag}" if drag else "weights", styles=styles)

    def set_scale(self, key: str, scale: float) -> None:
        """Sets a style's own stroke size."""
        self._change(key, self.tr("Stroke size of {name}"), "scale", scale=scale)

    def set_enabled(self, key: str, enabled: bool) -> None:  # noqa: FBT001 (a slot for a button that toggles)
        """Lets a style take part or not."""
        text = self.tr("Switch {name} on") if enabled else self.tr("Switch {name} off")
        self._change(key, text, "", enabled=enabled)

    def set_levels(self, key: str, levels: tuple[Level, ...]) -> None:
        """Lets a style count at some levels only: composition from one style, colour from another."""
        self._change(key, self.tr("What {name} is used for"), "", levels=levels)

    def set_framing(self, key: str, framing: Framing) -> None:
        """Crops and turns a style; its file stays as it is."""
        self._change(key, self.tr("Frame {name}"), "framing", framing=framing)

    def set_solo(self, key: str | None) -> None:
        """Paints with one style alone, or with None with all that are enabled."""
        if key is None:
            self._set(self.tr("Use all styles"), solo=None)
        else:
            text = self.tr("Use {name} alone").format(name=self._state.style(key).title)
            self._set(text, solo=key)

    def replace_picture(self, key: str, picture: Picture, path: Path | None) -> None:
        """Puts another picture on a card, which keeps its weight, stroke size and framing."""
        name = name_of(picture, path)
        entry = replace(self._state.style(key), picture_hash=self._pictures.add(picture), name=name, path=path)
        styles = tuple(entry if style.key == key else style for style in self._state.styles)
        # Parts of a picture were marked in that picture.
        regions = tuple(without_part(region, key) for region in self._state.regions)
        self._set(self.tr("Replace by {name}").format(name=name), styles=styles, regions=regions)

    def new(self, picture: Picture, path: Path | None) -> StyleEntry:
        """A card for a picture, which is kept, and its file; it is not on the shelf yet."""
        return StyleEntry(new_key(), self._pictures.add(picture), name_of(picture, path), path)

    def _change(self, key: str, text: str, merge_key: str, **fields: Any) -> None:
        changed = replace(self._state.style(key), **fields)
        styles = tuple(changed if style.key == key else style for style in self._state.styles)
        merge = f"{merge_key} {key}" if merge_key else ""
        self._set(text.format(name=changed.title), merge, styles=styles)

    def _set(self, text: str, merge_key: str = "", **parts: Any) -> None:
        self._history.change(replace(self._state, **parts), text, merge_key)

    @property
    def _state(self) -> State:
        return self._history.state


def name_of(picture: Picture, path: Path | None) -> str:
    """What a picture is called: as its file is, or as it says itself."""
    return plain_name(path.name if path is not None else picture.name)
