"""Sentences of errors and notes in other languages, found by their English templates."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from engine.sentences import Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Sentences:
    """Says sentences in a language.

    Args:
        translations: by the English templates, both with the same named places for values.
    """

    def __init__(self, translations: Mapping[str, str]) -> None:
        self._translations = translations

    def translated(self, text: str) -> str:
        """A sentence in the language, with those of its values that are sentences; any other text stays as it is."""
        if not isinstance(text, Sentence):
            return text
        template = self._translations.get(text.template, text.template)
        if not text.values:
            return template
        values = text.values.items()
        return template.format_map({name: self._told(value) for name, value in values})

    def _told(self, value: object) -> object:
        return self.translated(value) if isinstance(value, str) else value


def read_sentences(file: Path) -> dict[str, str]:
    """The sentences of a language by their English templates; none if there is no such file."""
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
