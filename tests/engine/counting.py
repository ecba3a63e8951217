"""Counts what is computed."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from engine.networks import SteppedNetwork

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import Tensor


@contextmanager
def counted() -> Iterator[list[SteppedNetwork]]:
    """The networks that are run, in their order."""
    ran: list[SteppedNetwork] = []
    usual = SteppedNetwork.steps

    def noting(self: SteppedNetwork, start: Tensor) -> Any:
        ran.append(self)
        return usual(self, start)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SteppedNetwork, "steps", noting)
        yield ran
