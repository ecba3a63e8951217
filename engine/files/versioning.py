"""The formats of the files that the program writes: each says its own, older ones are brought up to date. No torch.

A format is a whole number in the document itself. It goes up with everything that an older program would not know,
with each field that is added, too: otherwise that program would paint another look and say nothing. Only where a
document is a list of answers of which any may be missing, as settings and caches are, another answer is no new format,
and one that nobody knows stays where it is.

Reading never changes a file: a document is brought up to date in memory, step by step, and written in the newest format
when it is saved the next time, whole or not at all. A document of a later program is refused in a sentence, as is one
of our own number with fields that we do not know. Neither is ever written over unasked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Collection

    from engine.errors import PentimentoError

Migration: TypeAlias = Callable[[dict[str, Any]], dict[str, Any]]
"""Makes a document of one format one of the next; what it is given is a copy that it may change."""

_MISREAD = (KeyError, TypeError, ValueError, AttributeError, IndexError)


@dataclass(frozen=True)
class NumberedFormat:
    """How a kind of document says its format, and how older ones become the newest.

    Attributes:
        key: the field that holds the number.
        newest: the number that this program writes.
        migrations: for each older number what leads to the next.
        unnumbered: the number of documents that say none, from before there were numbers; None: they are refused.
    """

    key: str
    newest: int = 1
    migrations: Mapping[int, Migration] = field(default_factory=lambda: MappingProxyType({}))
    unnumbered: int | None = None

    def __post_init__(self) -> None:
        """Refuses a table with holes, which is a mistake in the program."""
        assert set(self.migrations) == set(range(1, self.newest)), "each older format leads to the next"

    def is_later(self, document: object) -> bool:
        """Whether a document is of a later program, so that it must be left as it is."""
        version = self._version(document)
        return version is not None and version > self.newest

    def is_older(self, document: object) -> bool:
        """Whether a document is to be brought up to date."""
        version = self._version(document)
        return version is not None and version < self.newest

    def read(self, document: Mapping[str, Any], source: str, refusal: type[PentimentoError]) -> dict[str, Any]:
        """A document in the newest format.

        Args:
            document: of any format.
            source: the beginning of errors' sentences, such as "The project 'boat.pentimento'".
            refusal: what is raised.

        Raises:
            PentimentoError: it says no format, one of a later program, or cannot be brought up to date.
        """
        version = self._version(document)
        if version is None:
            raise refusal("{source} should say the number of its format, and it does not: use another.", source=source)
        if version > self.newest:
            raise refusal(
                "{source} should be of format {newest} or older, and it is of format {version}: update the program to "
                "open it.",
                source=source,
                newest=self.newest,
                version=version,
            )
        current = dict(document)
        for older in range(version, self.newest):
            try:
                current = self.migrations[older](current)
            except _MISREAD as error:
                raise refusal(
                    "{source} should be brought from format {older} to {newer}, and a part is missing or wrong "
                    "({error}): use another copy.",
                    source=source,
                    older=older,
                    newer=older + 1,
                    error=error,
                ) from error
        return {**current, self.key: self.newest}

    def _version(self, document: object) -> int | None:
        """The number that a document says; None where it is no number of a format."""
        told = document.get(self.key, self.unnumbered) if isinstance(document, Mapping) else None
        return told if isinstance(told, int) and not isinstance(told, bool) and 1 <= told < 10**15 else None


def only_added(newest: int) -> Mapping[int, Migration]:
    """Migrations to a format where each before it lacks some fields, and readers know what holds without them."""
    return MappingProxyType(dict.fromkeys(range(1, newest), dict))


def refuse_unknown(found: Iterable[str], known: Collection[str], source: str, refusal: type[PentimentoError]) -> None:
    """Refuses a document of our own format that holds what no program has written in that format.

    Args:
        found: the names of its fields, or of those within a part of it.
        known: those that there are.
        source: the beginning of the error's sentence.
        refusal: what is raised.

    Raises:
        PentimentoError: a field is not known.
    """
    unknown = sorted(name for name in found if name not in known)
    if unknown:
        raise refusal(
            "{source} should hold nothing that this version of the program does not know, and it holds '{fields}': it "
            "is damaged or of a later version; update the program, or use another.",
            source=source,
            fields=", ".join(unknown)[:80],
        )
