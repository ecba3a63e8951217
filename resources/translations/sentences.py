"""Sentences of the engine in other languages, recognised by the words that stay the same in them.

The engine knows nothing of the window and its languages: an error is one English sentence, for the command line and
the log as well. So the window cannot ask for a sentence's translation before the values are put in. It goes the other
way and finds out which sentence it is, and what its values are.
"""

from __future__ import annotations

import re
import tomllib
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PLACE = re.compile(r"\{\d+\}")
"""Where a value stands in a sentence: {1}, {2} and so on."""

LONGEST = 1000
"""Characters of a sentence: to recognise what somebody made up could take long, and ours are seldom so long."""


class Sentences:
    """Translates sentences.

    Args:
        translations: by the English sentences, both with numbered places for values. A value is translated too, if it
            is such a sentence or part of one.
    """

    def __init__(self, translations: Mapping[str, str]) -> None:
        self._translations = translations

    @cached_property
    def _known(self) -> list[_Known]:
        # Made when it is first needed: that takes a while, and most days nothing goes wrong.
        # A sentence with more words of its own goes first: others might take these for values.
        ordered = sorted(self._translations, key=lambda sentence: len(PLACE.sub("", sentence)), reverse=True)
        return [_Known(sentence, self._translations[sentence]) for sentence in ordered]

    def translated(self, text: str) -> str | None:
        """The translation of a sentence; None if it is not known."""
        if len(text) > LONGEST:
            return None
        for known in self._known:
            found = known.pattern.fullmatch(text)
            if found:
                values = zip(found.groups(), known.names, strict=True)
                told = (value if is_name else self.translated(value) or value for value, is_name in values)
                return known.translation.format(text, *told)
        return None


class _Known:
    def __init__(self, sentence: str, translation: str) -> None:
        pieces = PLACE.split(sentence)
        self.pattern = re.compile("(.*?)".join(map(re.escape, pieces)), re.DOTALL)
        # What stands in quotes is a name, whatever it means.
        self.names = [piece.endswith("'") for piece in pieces[:-1]]
        self.translation = translation


def read_sentences(file: Path) -> dict[str, str]:
    """The sentences of a language by their English; none if there is no such file."""
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
