"""How a parameter of the look is declared, once: what asks for it, checks and stores it follows from that. No torch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from engine.errors import JobError

if TYPE_CHECKING:
    from engine.files.strict_json import Fields

PARAMETER = "parameter"
"""Where a dataclass's field keeps its declaration."""


@dataclass(frozen=True)
class Number:
    """A number within a range.

    Attributes:
        low: the least.
        high: the greatest.
    """

    low: float
    high: float

    def check(self, what: str, value: float) -> None:
        """Refuses numbers outside the range, and what is no number."""
        # Whoever uses the engine as a library may bring anything.
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not self.low <= value <= self.high:
            raise JobError(
                "{what} should be within {low:g} and {high:g}, and it is {value}: choose a number within.",
                what=what,
                low=self.low,
                high=self.high,
                value=value,
            )

    def read(self, fields: Fields, name: str) -> float:
        """Takes a value from JSON."""
        return fields.number(name)


@dataclass(frozen=True)
class Whole:
    """A whole number within a range.

    Attributes:
        low: the least.
        high: the greatest.
    """

    low: int
    high: int

    def check(self, what: str, value: int) -> None:
        """Refuses numbers outside the range, and what is no whole number."""
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        if not is_whole or not self.low <= value <= self.high:
            raise JobError(
                "{what} should be a whole number within {low} and {high}, and it is {value}: choose one within.",
                what=what,
                low=self.low,
                high=self.high,
                value=value,
            )

    def read(self, fields: Fields, name: str) -> int:
        """Takes a value from JSON."""
        return fields.whole(name)


@dataclass(frozen=True)
class Choice:
    """One of some words.

    Attributes:
        words: which there are.
    """

    words: tuple[str, ...]

    def check(self, what: str, value: str) -> None:
        """Refuses other words."""
        if value not in self.words:
            raise JobError(
                "{what} should be one of {choices}, and '{value}' came: choose one of them.",
                what=what,
                choices=", ".join(self.words),
                value=value,
            )

    def read(self, fields: Fields, name: str) -> str:
        """Takes a value from JSON."""
        return fields.text(name)


@dataclass(frozen=True)
class Switch:
    """Yes or no.

    Attributes:
        opposite: what no is called on the command line, where yes has the parameter's name.
    """

    opposite: str

    def check(self, what: str, value: bool) -> None:  # noqa: FBT001 (as the others)
        """Refuses what is neither."""
        if not isinstance(value, bool):
            raise JobError(
                "{what} should be on or off, and it is {value}: choose one of the two.", what=what, value=value
            )

    def read(self, fields: Fields, name: str) -> bool:
        """Takes a value from JSON."""
        return fields.truth(name)


Kind: TypeAlias = Number | Whole | Choice | Switch

AMOUNT = Number(0.0, 1.0)
"""From nothing to all."""

FACTOR = Number(0.0, 2.0)
"""Where 1 changes nothing."""


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """What there is to know of a parameter, besides its name.

    Attributes:
        title: how sentences about it begin.
        kind: which values it can have.
        default: what it is in new looks where nobody says.
        since: the edition of looks that brought it; files of older ones lack it, and it does nothing there. 0: all say
            it.
        help: what the command line says of it.
        from_photo: whether it takes something from the photo, so that textures have none of it.
        finishing: whether it changes what is painted only after the last level.
        idle: the value that does nothing, where that is not the default.
    """

    title: str
    kind: Kind
    default: Any
    since: int
    help: str
    from_photo: bool = False
    finishing: bool = False
    idle: Any = None

    @property
    def nothing(self) -> Any:
        """The value that does nothing."""
        return self.default if self.idle is None else self.idle

    def check(self, value: Any) -> None:
        """Refuses what is impossible.

        Raises:
            JobError: the value is none of those that there are.
        """
        self.kind.check(self.title, value)


def declared(parameter: Parameter) -> Any:
    """A dataclass's field that is a parameter."""
    return field(default=parameter.default, metadata={PARAMETER: parameter})
