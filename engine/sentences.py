"""Sentences for people that remember how they were made, so that another language can make them anew. No torch."""

from __future__ import annotations

from numbers import Number
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Sentence(str):
    """A sentence or a part of one: a finished English text that also holds its template and the values in it.

    For the command line, the log and JSON it is a text like any other. A window looks its template up in another
    language and puts the values in there, those that are sentences themselves in that language too.

    Args:
        template: in English, with named places as `str.format` knows them: "'{name}' is {size:.1f} GB long." It stands
            in the source as it is, since translations are found by it. Without values it is the text itself.
        values: for the places. What is neither text nor number is held as its text, so that a sentence keeps nothing
            alive and goes to other processes.
    """

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, /, **values: object) -> Self:
        """Makes the English text."""
        held = {name: _held(value) for name, value in values.items()}
        sentence = super().__new__(cls, template.format_map(held) if held else template)
        sentence.template = template
        sentence.values = held
        return sentence


def listed(parts: Iterable[Sentence]) -> Sentence:
    """Several of a kind with commas between them."""
    named = {f"part_{number}": part for number, part in enumerate(parts)}
    return Sentence(", ".join(f"{{{name}}}" for name in named), **named)


def _held(value: object) -> object:
    if isinstance(value, BaseException) and len(value.args) == 1 and isinstance(value.args[0], Sentence):
        value = value.args[0]
    return value if isinstance(value, (str, Number)) else str(value)
