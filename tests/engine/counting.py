"""Counts what is computed."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from engine.networks.stepped import SteppedNetwork

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import Tensor


@contextmanager
def counted() -> Iterator[list[SteppedNetwork]]:
    """The networks that are run, in their order; one that was given a map counts as the one that it was made of."""
    ran: list[SteppedNetwork] = []
    made_of: dict[SteppedNetwork, SteppedNetwork] = {}
    usual, usual_after = SteppedNetwork.steps, SteppedNetwork.after

    def noting(self: SteppedNetwork, start: Tensor) -> Any:
        ran.append(made_of.get(self, self))
        return usual(self, start)

    def noting_origin(self: SteppedNetwork, matrix: Tensor, offset: Tensor) -> SteppedNetwork:
        made = usual_after(self, matrix, offset)
        made_of[made] = self
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SteppedNetwork, "steps", noting)
        patch.setattr(SteppedNetwork, "after", noting_origin)
        yield ran
