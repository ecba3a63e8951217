"""How long something may still take, foretold from how far it is, and in words."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from collections.abc import Callable

KNOWN_AFTER = 10.0
"""Seconds after which it can be said at all; what ends earlier needs no word about it."""

translate = QCoreApplication.translate


class TimeLeft:
    """Foretells the rest of one thing after the other.

    Args:
        clock: seconds that only go forwards.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = 0.0
        self._fraction = 1.0

    def after(self, fraction: float) -> float | None:
        """About how many seconds the rest takes.

        Args:
            fraction: how far it is, from 0 to 1; less than before: the next thing has begun.

        Returns:
            None while that cannot be said.
        """
        now = self._clock()
        if fraction < self._fraction:
            self._began = now
        self._fraction = fraction
        taken = now - self._began
        return taken * (1 - fraction) / fraction if fraction > 0 and taken >= KNOWN_AFTER else None


def time_in_words(seconds: float) -> str:
    """A length of time as people say it, such as "3 min"."""
    if seconds < 90:
        return translate("Time", "{seconds} s").format(seconds=round(seconds))
    minutes = round(seconds / 60)
    if minutes < 90:
        return translate("Time", "{minutes} min").format(minutes=minutes)
    return translate("Time", "{hours} h {minutes} min").format(hours=minutes // 60, minutes=minutes % 60)
