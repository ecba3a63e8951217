"""Qt's files of translations, and how they follow the program's sources."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from resources.translations.gathering import MarkedText

FROM_HERE = "../../gui/"
"""How a file of translations names the program's sources: Qt's tools look for them beside it."""


@dataclass(frozen=True)
class Translation:
    """A text and what it is in another language.

    Attributes:
        context: under which Qt looks it up.
        text: as it stands in the program's source.
        file: the source, as the file of translations names it.
        translated: empty if nobody has translated it yet.
        finished: whether somebody stands behind the translation.
    """

    context: str
    text: str
    file: str
    translated: str = ""
    finished: bool = False


def read_translations(path: Path) -> list[Translation]:
    """The translations of a file; none if there is no such file yet."""
    if not path.exists():
        return []
    found = []
    for context in ET.parse(path).getroot().iterfind("context"):  # noqa: S314 - our own file
        for message in context.iterfind("message"):
            location, translated = message.find("location"), message.find("translation")
            found.append(
                Translation(
                    context.findtext("name", ""),
                    message.findtext("source", ""),
                    "" if location is None else location.get("filename", ""),
                    "" if translated is None else translated.text or "",
                    translated is not None and translated.get("type") is None,
                )
            )
    return found


def merge(marked: Iterable[MarkedText], known: Sequence[Translation]) -> list[Translation]:
    """The translations of marked texts: known ones stay, new ones are unfinished, and those of vanished texts go.

    A new text that was translated in another context, as where a class was renamed, begins with that translation, to
    be looked at.
    """
    exact = {(old.context, old.text): old for old in known}
    alike = {old.text: old.translated for old in known}
    merged = []
    for mark in marked:
        file = FROM_HERE + mark.file
        old = exact.get((mark.context, mark.text))
        if old is None:
            merged.append(Translation(mark.context, mark.text, file, alike.get(mark.text, "")))
        else:
            merged.append(replace(old, file=file))
    return sorted(merged, key=lambda made: made.context)


def write_translations(path: Path, code: str, translations: Iterable[Translation]) -> None:
    """Writes a file as Qt's tools read it; equal translations give equal bytes."""
    root = ET.Element("TS", version="2.1", language=code, sourcelanguage="en")
    contexts: dict[str, ET.Element] = {}
    for made in translations:
        if made.context not in contexts:
            contexts[made.context] = ET.SubElement(root, "context")
            ET.SubElement(contexts[made.context], "name").text = made.context
        message = ET.SubElement(contexts[made.context], "message")
        ET.SubElement(message, "location", filename=made.file)
        ET.SubElement(message, "source").text = made.text
        translation = ET.SubElement(message, "translation")
        translation.text = made.translated
        if not made.finished:
            translation.set("type", "unfinished")
    ET.indent(root, " " * 4)
    text = ET.tostring(root, encoding="unicode", short_empty_elements=True)
    path.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{text}\n', encoding="utf-8", newline="\n")
