"""JSON from files that may be damaged or hostile: read within limits, every value checked for its kind. No torch."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any, NoReturn

from engine.errors import JobError
from engine.files.versioning import refuse_unknown
from engine.sentences import Sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.files.versioning import NumberedFormat

LARGEST_TEXT = 16 << 20
"""Characters of one document."""

DEEPEST = 24
"""Objects and lists within each other."""

LONGEST_VALUE = 4096
"""Characters of one text in it."""

# It never turns back, so that it takes one pass whatever the text.
_STRUCTURE = re.compile(r'"(?:[^"\\]++|\\(?:.|\Z))*+(?:"|\Z)|[\[\]{}]', re.DOTALL)


class Fields:
    """One JSON object whose fields are taken out one by one; `finish` refuses any that nobody asked for.

    Args:
        data: the object.
        source: what it belongs to, for the errors' sentences.
        where: the path to it within the document.
    """

    def __init__(self, data: object, source: str, where: str = "") -> None:
        self._source = source
        self._where = where
        if not isinstance(data, dict):
            self._refuse(where, Sentence("an object"), data)
        self._left: dict[str, Any] = dict(data)

    def has(self, name: str) -> bool:
        """Whether a field is there and not null."""
        return self._left.get(name) is not None

    def skip(self, name: str) -> None:
        """Takes a field that may be null or missing without looking at it."""
        self._left.pop(name, None)

    def text(self, name: str, longest: int = LONGEST_VALUE) -> str:
        """A text of at most `longest` characters."""
        value = self._take(name)
        if not isinstance(value, str) or len(value) > longest or "\0" in value:
            self._refuse(name, Sentence("a text of at most {longest} characters", longest=longest), value)
        return value

    def optional_text(self, name: str, longest: int = LONGEST_VALUE) -> str | None:
        """The same, or None for null."""
        if self.has(name):
            return self.text(name, longest)
        self._take(name)
        return None

    def number(self, name: str) -> float:
        """A finite number."""
        value = self._take(name)
        if not isinstance(value, int | float) or isinstance(value, bool) or not _is_finite(value):
            self._refuse(name, Sentence("a number"), value)
        return float(value)

    def whole(self, name: str) -> int:
        """A whole number of at most 15 digits."""
        value = self._take(name)
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 10**15:
            self._refuse(name, Sentence("a whole number"), value)
        return value

    def optional_whole(self, name: str) -> int | None:
        """The same, or None for null."""
        if self.has(name):
            return self.whole(name)
        self._take(name)
        return None

    def truth(self, name: str) -> bool:
        """True or false."""
        value = self._take(name)
        if not isinstance(value, bool):
            self._refuse(name, Sentence("true or false"), value)
        return value

    def nested(self, name: str) -> Fields:
        """An object."""
        return Fields(self._take(name), self._source, self._path(name))

    def optional_nested(self, name: str) -> Fields | None:
        """An object, or None for null."""
        if self.has(name):
            return self.nested(name)
        self._take(name)
        return None

    def items(self, name: str, most: int) -> list[Fields]:
        """A list of at most `most` objects."""
        listed = enumerate(self._list(name, most))
        return [Fields(item, self._source, f"{self._path(name)}[{index}]") for index, item in listed]

    def texts(self, name: str, most: int) -> list[str]:
        """A list of at most `most` texts."""
        values = self._list(name, most)
        numbered = Fields({str(place): value for place, value in enumerate(values)}, self._source, self._path(name))
        return [numbered.text(place) for place in numbered.names]

    def listed(self, name: str, names: Sequence[str]) -> Fields:
        """A list of values in a known order, as an object in which they have names."""
        values = self._list(name, len(names))
        if len(values) != len(names):
            self._refuse(name, Sentence("a list of {count} values", count=len(names)), _list_of(values))
        return Fields(dict(zip(names, values, strict=True)), self._source, self._path(name))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the fields that are left."""
        return tuple(self._left)

    def upgrade(self, form: NumberedFormat) -> None:
        """Takes the number of a format, and brings what is left up to the newest.

        Raises:
            JobError: it is of a later version of the program, or no such number.
        """
        self._left = form.read({**self._left, form.key: self.whole(form.key)}, self._source, JobError)
        del self._left[form.key]

    def finish(self) -> None:
        """Refuses fields that were not taken.

        Raises:
            JobError: there are such; they are of a later version of the program, or damage.
        """
        refuse_unknown(map(self._path, self._left), (), self._source, JobError)

    def _list(self, name: str, most: int) -> list[Any]:
        value = self._take(name)
        if not isinstance(value, list) or len(value) > most:
            came = _list_of(value) if isinstance(value, list) else value
            self._refuse(name, Sentence("a list of at most {most} things", most=most), came)
        return value

    def _take(self, name: str) -> Any:
        if name not in self._left:
            raise JobError(
                "{source} should say {place}, and it does not: save it again.",
                source=self._source,
                place=self._path(name),
            )
        return self._left.pop(name)

    def _path(self, name: str) -> str:
        return ".".join(part for part in (self._where, name) if part)

    def _refuse(self, name: str, expected: Sentence, came: object) -> NoReturn:
        place = self._path(name) or Sentence("its JSON")
        raise JobError(
            "{source} should hold {expected} as {place}, and {shown} came: save it again or use another.",
            source=self._source,
            expected=expected,
            place=place,
            shown=_shown(came),
        )


def parse_object(text: str, source: str) -> Fields:
    """Reads a JSON object within limits.

    Args:
        text: the document.
        source: the beginning of errors' sentences, such as "The project 'boat.pentimento'".

    Raises:
        JobError: it is too long or nested too deeply, is no JSON or no object, repeats a name, or holds NaN.
    """
    if len(text) > LARGEST_TEXT:
        raise JobError(
            "{source} should hold at most {most} million characters of JSON, and it holds {text}: use another file.",
            source=source,
            most=LARGEST_TEXT >> 20,
            text=len(text),
        )
    depth = 0
    for match in _STRUCTURE.finditer(text):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(match[0], 0)
        if depth > DEEPEST:
            raise JobError(
                "{source} should hold JSON at most {most} levels deep, and it is deeper: use another file.",
                source=source,
                most=DEEPEST,
            )
    try:
        data = json.loads(text, object_pairs_hook=_without_repeats, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise JobError(
            "{source} should hold JSON, and it cannot be read as such ({error}): use another.",
            source=source,
            error=error,
        ) from error
    return Fields(data, source)


def to_text(document: object) -> str:
    """JSON in the form that `parse_object` reads; numbers that are not finite are refused."""
    # In ASCII, since a file's name may hold what UTF-8 cannot.
    return json.dumps(document, allow_nan=False, indent=1)


def _without_repeats(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        message = Sentence("a name is repeated")
        raise ValueError(message)
    return made


def _no_constant(name: str) -> NoReturn:
    message = Sentence("{name} is no number", name=name)
    raise ValueError(message)


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _list_of(values: list[Any]) -> Sentence:
    return Sentence("a list of {count}", count=len(values))


def _shown(value: object) -> str:
    if isinstance(value, Sentence):  # says itself what came, which no text in JSON does
        return value
    if isinstance(value, str):
        return Sentence("'{value}'", value=value if len(value) <= 60 else f"{value[:60]}…")
    if isinstance(value, dict | list):
        return Sentence("an object") if isinstance(value, dict) else Sentence("a list")
    text = json.dumps(value) if isinstance(value, bool | None) else repr(value) if isinstance(value, float) else ""
    return text or (str(value) if isinstance(value, int) and abs(value) < 10**30 else Sentence("something else"))
