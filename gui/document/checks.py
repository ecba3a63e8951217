"""Checks of what a document may hold, for all that it consists of. No Qt."""

from __future__ import annotations

import math
import re
import secrets

from engine.errors import JobError

SCALE_RANGE = (0.25, 4.0)
"""The smallest and largest stroke size, of the look, of a style and of a region."""

_HASH = re.compile(r"[0-9a-f]{64}")
_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")


def new_key() -> str:
    """A key that nothing has yet."""
    return secrets.token_hex(8)


def check_hash(text: str) -> None:
    """Refuses what is no hash of pixels."""
    if not _HASH.fullmatch(text):
        raise JobError(
            "A picture should be named by 64 hexadecimal digits, and '{text}' came: add it anew.", text=text[:80]
        )


def check_key(text: str) -> None:
    """Refuses what is no key of a style, region or version."""
    if not _KEY.fullmatch(text):
        raise JobError(
            "A key should be up to 64 letters, digits, - and _, and '{text}' came: add it anew.", text=text[:80]
        )


def check_within(what: str, value: float, limits: tuple[float, float]) -> None:
    """Refuses numbers outside limits."""
    low, high = limits
    if not math.isfinite(value) or not low <= value <= high:
        raise JobError(
            "{what} should be within {low:g} and {high:g}, and it is {value:g}: choose a number within.",
            what=what,
            low=low,
            high=high,
            value=value,
        )


def check_choice(what: str, value: str, choices: tuple[str, ...]) -> None:
    """Refuses what is not among some words."""
    if value not in choices:
        raise JobError(
            "{what} should be one of {choices}, and '{value}' came: choose one of them.",
            what=what,
            choices=", ".join(choices),
            value=value,
        )
