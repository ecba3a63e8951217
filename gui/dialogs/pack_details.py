"""What is known of a model pack, as rows for the dialog of packs."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from engine.packs.public import public_packs
from engine.vgg import LEVELS
from gui.dialogs.parts import form, heading, text_label
from gui.fields import FoldSection
from gui.language import in_words

if TYPE_CHECKING:
    from engine.packs.manifest import Manifest
    from engine.packs.public import PublicPack
    from engine.packs.registry import InstalledPack, Registry


translate = QCoreApplication.translate

PIECE = 12
"""Characters of an address that stay on one line."""


@dataclass(frozen=True)
class PackEntry:
    """A row of the list: a pack that is here, is damaged, or can be had.

    Attributes:
        name: of the pack.
        installed: None if it is damaged or not here.
        problem: what is wrong with it; empty if nothing is.
        public: if it can be downloaded.
        is_default: whether it is used where none is chosen.
    """

    name: str
    installed: InstalledPack | None = None
    problem: str = ""
    public: PublicPack | None = None
    is_default: bool = False

    @property
    def is_here(self) -> bool:
        """Whether there is a folder of it, sound or not."""
        return self.installed is not None or bool(self.problem)

    @property
    def removable(self) -> bool:
        """Whether the user may delete it."""
        return bool(self.problem) or (self.installed is not None and not self.installed.bundled)

    @property
    def licence(self) -> str:
        """The licence of the weights; empty if it is not known."""
        source: Manifest | PublicPack | None = self.installed.manifest if self.installed else self.public
        return source.licence if source else ""

    @property
    def size(self) -> int | None:
        """Bytes; None if that is not known."""
        if self.installed is not None:
            return self.installed.manifest.weights_bytes
        sizes = [file.size for file in self.public.files] if self.public else []
        known = [size for size in sizes if size is not None]
        return sum(known) if known and len(known) == len(sizes) else None


def pack_entries(registry: Registry, default: str | None) -> list[PackEntry]:
    """The packs that are here, then those that are damaged, then those that can be had."""
    listing = registry.manifests()
    public = public_packs()
    entries = [
        PackEntry(name, installed=pack, public=public.get(name), is_default=name == default)
        for name, pack in listing.packs.items()
    ]
    entries += [PackEntry(name, problem=text, public=public.get(name)) for name, text in listing.damaged.items()]
    here = {entry.name for entry in entries}
    return [*entries, *(PackEntry(name, public=pack) for name, pack in public.items() if name not in here)]


def shown_size(size: int | None) -> str:
    """A size in words, such as "9.7 MB"."""
    if size is None:
        return translate("Packs", "size not known")
    return translate("Packs", "{size} MB").format(size=QLocale().toString(size / 1e6, "f", 1))


def summary(entry: PackEntry) -> str:
    """The second line of a row in the list."""
    if entry.problem:
        return translate("Packs", "damaged")
    parts = [entry.licence, shown_size(entry.size)]
    if entry.installed is None:
        return " · ".join([translate("Packs", "to download"), *parts])
    count = len(entry.installed.manifest.levels)
    parts.append(
        translate("Packs", "all levels")
        if count == len(LEVELS)
        else translate("Packs", "{count} of 5 levels").format(count=count)
    )
    return " · ".join([*([translate("Packs", "default")] if entry.is_default else []), *parts])


class PackDetails(QScrollArea):
    """Shows all that a pack says of itself.

    Args:
        parent: the owner.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(translate("Packs", "Details of the pack"))

    def show_entry(self, entry: PackEntry | None) -> None:
        """Shows a pack, or nothing."""
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(4, 0, 4, 0)
        if entry is not None:
            column.addWidget(heading(entry.name))
            told = _facts(entry)
            column.addWidget(text_label(told.pop("", "")))
            column.addSpacing(6)
            column.addLayout(_rows(told))
            technical = _technical_facts(entry)
            if technical:
                fold = FoldSection(translate("Packs", "Technical facts"), folded=True)
                rows = _rows(technical)
                # Their names are as long as whoever trained the pack made them.
                rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
                rows.setContentsMargins(18, 0, 0, 0)
                rows.setVerticalSpacing(2)
                fold.body.setLayout(rows)
                column.addSpacing(6)
                column.addWidget(fold)
            self.setAccessibleDescription(f"{entry.name}: {summary(entry)}")
        column.addStretch(1)
        self.setWidget(content)

    def text(self) -> str:
        """All that is shown, line by line."""
        content = self.widget()
        return "\n".join(label.text() for label in content.findChildren(QLabel)) if content else ""


def _facts(entry: PackEntry) -> dict[str, str]:
    """What to show of a pack by title; the one without title comes first."""
    if entry.problem:
        return {"": in_words(entry.problem)}
    source: Manifest | PublicPack | None = entry.installed.manifest if entry.installed else entry.public
    assert source is not None, "what is not here can be downloaded"
    facts = {
        "": source.description,
        translate("Packs", "Licence"): source.licence,
        translate("Packs", "Made by"): source.attribution,
        translate("Packs", "From"): source.origin,
        translate("Packs", "Size"): shown_size(entry.size),
    }
    if entry.installed is not None:
        facts[translate("Packs", "Kept in")] = (
            translate("Packs", "the program") if entry.installed.bundled else str(entry.installed.folder)
        )
    return facts


def _technical_facts(entry: PackEntry) -> dict[str, str]:
    """What only those want to know who train packs, by title."""
    if entry.installed is None:
        return {}
    manifest = entry.installed.manifest
    training = {name.replace("_", " ").capitalize(): str(value) for name, value in (manifest.training or {}).items()}
    return {translate("Packs", "Levels"): ", ".join(manifest.levels), **training}


def _rows(facts: dict[str, str]) -> QFormLayout:
    rows = form()
    rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
    for name, text in facts.items():
        title = text_label(name, quiet=True)
        title.setWordWrap(False)
        title.setAlignment(Qt.AlignmentFlag.AlignTop)
        rows.addRow(title, _fact(text))
    return rows


def _fact(text: str) -> QLabel:
    label = text_label(text)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if text.startswith("https://") and " " not in text:
        # What a pack says of itself is never taken for markup.
        address = html.escape(text)
        label.setTextFormat(Qt.TextFormat.RichText)
        # Addresses and hashes have no spaces to break a line at.
        pieces = re.findall(f".{{1,{PIECE}}}", text.removeprefix("https://"))
        label.setText(f'<a href="{address}">{"&#8203;".join(html.escape(piece) for piece in pieces)}</a>')
        label.setToolTip(address)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        label.setOpenExternalLinks(True)
    return label
